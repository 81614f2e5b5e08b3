"""The words of hazards for pages: kinds, severities, outcomes, rules. Codes stay codes in the database."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "tsunami": _("Tsunami"), "volcano": _("Volcano"), "earthquake": _("Earthquake"), "violence": _("Violence"), "industrial": _("Industrial accident"),
    "landslide": _("Landslide"), "avalanche": _("Avalanche"), "wildfire": _("Wildfire"), "flood": _("Flood"), "storm": _("Storm"), "rain": _("Heavy rain"),
    "heat": _("Heat"), "snow": _("Snow and ice"), "cold": _("Cold"), "drought": _("Drought"), "epidemic": _("Epidemic"), "air": _("Bad air"), "fire": _("Fire"),
    "fog": _("Fog"), "emergency": _("Emergency"),
}  # fmt: skip
SEVERITIES = {"Extreme": _("extreme"), "Severe": _("severe"), "Moderate": _("moderate"), "Minor": _("minor"), "Unknown": _("of unknown severity"), "": _("of unknown severity")}
MARKS = {"Extreme": "bad", "Severe": "bad", "Moderate": "late", "Minor": "wait", "Unknown": "off", "": "off"}
OUTCOMES = {"accepted": _("accepted"), "refused": _("refused"), "ignored": _("ignored"), "failed": _("failed")}
OUTCOME_MARKS = {"accepted": "ok", "refused": "bad", "ignored": "off", "failed": "late"}
CONCLUSIONS = [("message", _("Write to the people inside")), ("crisis", _("Open a crisis")), ("no_action", _("Nothing to do"))]
RULES = {
    "hazard.alert": _("an authority warns, and people of ours are inside"), "hazard.gdacs": _("GDACS says orange or red, and people of ours are inside"),
    "hazard.pager": _("PAGER expects heavy losses"), "hazard.tsunami": _("a tsunami bulletin stands"),
}  # fmt: skip
NUMERALS = ("0", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
SHAKING = {
    4: _("light shaking"), 5: _("moderate shaking"), 6: _("strong shaking"), 7: _("very strong shaking"), 8: _("severe shaking"), 9: _("violent shaking"), 10: _("extreme shaking"),
}  # fmt: skip


def kind_name(kind: str):
    """What a hazard kind is called."""
    return KINDS.get(kind) or kind.replace("_", " ").capitalize()


def band_name(name: str):
    """What a band is called: CAP's severity in our words, shaking in people's words, another source's name as it came."""
    if name.startswith("MMI "):
        try:
            return SHAKING.get(min(int(float(name[4:])), 10), name)
        except ValueError:
            return name
    return SEVERITIES.get(name, name or _("inside"))


def band_sign(name: str, place: int) -> str:
    """What stands on the map for a band: the numeral of the shaking, else its place counted from the mildest."""
    if name.startswith("MMI "):
        try:
            return NUMERALS[min(int(float(name[4:])), 12)]
        except ValueError:
            pass
    return str(place)
