"""From cards to what the templates of places draw."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from safeconduct.kernel.figures import Figure
from safeconduct.kernel.words import pick
from safeconduct.places import queries, words
from safeconduct.standards import load
from safeconduct.web.drawn import Map

EMERGENCY = {"police": gettext_lazy("police"), "ambulance": gettext_lazy("ambulance"), "fire": gettext_lazy("fire brigade"), "all": gettext_lazy("all services")}


def name_of(card: Any, language: str) -> str:
    """The name of an area or country in the reader's language, else as it came."""
    said = pick(card.names or {}, [language, language.split("-")[0]])
    return said.text if said else card.name


def country(card: queries.CountryCard, language: str) -> dict[str, Any]:
    """A row of the list of countries."""
    return {
        "card": card, "name": name_of(card, language), "url": reverse("places:area", args=[card.code]), "number": queries.emergency_number(card.code),
        "open": card.sites.get("open", 0), "limited": card.sites.get("limited", 0), "shut": card.sites.get("shut", 0), "unknown": card.sites.get("unknown", 0),
    }  # fmt: skip


def site(card: queries.SiteCard) -> dict[str, Any]:
    """A place with its kind and status in words."""
    return {"card": card, "kind": words.KINDS.get(card.kind, card.kind), "state": words.MARKS.get(card.status, "off"), "said": words.STATUSES.get(card.status, card.status), "url": reverse("places:site", args=[card.uid])}


def estimate(card: queries.PresenceCard) -> dict[str, Any]:
    """An estimate: a range with its source, method and month."""
    figure = Figure(card.nationality, low=card.low, best=card.best, high=card.high, source=card.source, definition=card.method)
    return {"card": card, "figure": figure, "nationality": _nationality(card.nationality)}


def _nationality(code: str) -> str:
    try:
        names = load.country(code).names
    except KeyError:
        return code
    return names.get(get_language() or "en") or names.get("en", code)


def trail(path: str) -> list[tuple[str, str]]:
    """The areas above one, from the country down: (name, address)."""
    parts = path.split("/")
    found = [queries.area("/".join(parts[: n + 1])) for n in range(len(parts))]
    return [(one.name, reverse("places:area", args=[one.path])) for one in found if one]


def emergency(card: queries.AreaCard) -> list[tuple[str, str]]:
    """Emergency numbers: that of the places near first, then the national ones: (for what, number)."""
    near = queries.emergency_number(card.country, card.path)
    try:
        national = [(str(EMERGENCY.get(one.kind, "")), one.number) for one in load.country(card.country).emergency]
    except KeyError:
        national = []
    return ([("", near)] if near and near not in {number for _what, number in national} else []) + national


def picture(card: queries.AreaCard, sites: list[dict[str, Any]], language: str) -> Map | None:
    """The area with its places, without a tile server."""
    box = queries.box(card.path)
    if box is None:
        return None
    west, south, east, north = box
    rim = max((east - west) * 0.06, (north - south) * 0.06, 0.05)
    box = max(west - rim, -180.0), max(south - rim, -89.9), min(east + rim, 180.0), min(north + rim, 89.9)
    pins = [queries.drawn(one["card"], one["url"]) for one in sites[:60]]
    about = _("%(place)s with %(count)s places with a door. All stand in the table of the map.") % {"place": name_of(card, language), "count": len(sites)}
    return Map(_("Map of the area"), about, box, (), (), pins, (), _("Coasts and borders: Natural Earth; they say nothing of the status of a territory."))


def counts(report: Any) -> list[Figure]:
    """How every row of a file was counted."""
    pairs = [
        (_("Rows"), report.rows), (_("Created"), report.created), (_("Updated"), report.updated), (_("Unchanged"), report.unchanged), (_("Of another country"), report.other),
        (_("Refused"), report.refused),
    ]  # fmt: skip
    return [Figure(label, value=value) for label, value in pairs]
