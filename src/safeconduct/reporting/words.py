"""What each figure is called, means and comes from; and the journal in sentences. One version of all meanings at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.figures import Figure

VERSION = "1"
ANSWERS, CASES, REGISTER = _("answers, deliveries and officers' records"), _("requests for assistance"), _("the register")
ESTIMATES = _("estimates of presence")


@dataclass(frozen=True)
class Meaning:
    """What a figure is called, what it counts, and where it comes from."""

    label: Any
    definition: Any
    source: Any
    hxl: str = "#affected"


MEANINGS: dict[str, Meaning] = {
    "present": Meaning(_("Estimated present"), _("People thought to be in the places of the crisis. Areas are added up; where several sources speak of one area the range runs from the lowest to the highest."), ESTIMATES, "#population"),
    "on_file": Meaning(_("On file"), _("People of the register who were asked or answered in this crisis, as far as you may see them. Those who came forward are not in it."), ANSWERS, "#affected+registered"),
    "reached": Meaning(_("Reached"), _("People on file to whom a message was delivered, or who answered."), ANSWERS, "#reached"),
    "accounted": Meaning(_("Accounted for"), _("People on file of whom we know how they are, from themselves, an officer or a warden."), ANSWERS, "#affected+accounted"),
    "safe_staying": Meaning(_("safe and staying"), _("Said that they are safe and stay."), ANSWERS, "#affected+safe"),
    "wants_to_leave": Meaning(_("wants to leave"), _("Said that they want to leave."), ANSWERS, "#affected+leave"),
    "needs_assistance": Meaning(_("needs assistance"), _("Asked for assistance and no outcome is recorded yet."), ANSWERS, "#inneed"),
    "moved_on": Meaning(_("with an outcome"), _("Assisted, relocated, departed, arrived or handed over."), ANSWERS, "#affected+outcome"),
    "not_yet": Meaning(_("Not yet accounted for"), _("People on file of whom we do not know how they are."), ANSWERS, "#affected+missing"),
    "no_answer": Meaning(_("delivered without answer"), _("A message was delivered and nobody answered."), ANSWERS, "#affected+noanswer"),
    "not_delivered": Meaning(_("not delivered"), _("Written to, and no delivery was reported."), ANSWERS, "#affected+notdelivered"),
    "no_contact": Meaning(_("no contact on file"), _("No telephone or address is on file."), ANSWERS, "#affected+nocontact"),
    "by_another": Meaning(_("answered by another"), _("Somebody else says that they are well; they themselves were not heard."), ANSWERS, "#affected+byanother"),
    "not_safe": Meaning(_("not safely reachable"), _("Every contact on file is one that it is not safe to use."), ANSWERS, "#affected+notsafe"),
    "other_reason": Meaning(_("not yet asked"), _("In the crisis, and no reason is known yet."), ANSWERS, "#affected+other"),
    "forward": Meaning(_("Came forward"), _("People who told of themselves in this crisis without being on file. They may be the same as some on file, and are never added to them."), ANSWERS, "#affected+forward"),
    "forward_needs": Meaning(_("needs assistance, came forward"), _("Came forward and asked for assistance; no outcome is recorded yet."), ANSWERS, "#inneed+forward"),
    "forward_other": Meaning(_("all others who came forward"), _("Came forward and said something else, or have an outcome."), ANSWERS, "#affected+forward+other"),
    "not_heard": Meaning(_("Estimated, not heard of"), _("Estimated present less those on file and those who came forward. A range, since who came forward may be on file too."), _("estimates of presence, less people known"), "#affected+unheard"),
    "assisted": Meaning(_("Assisted"), _("Assistance was given."), ANSWERS, "#reached+assisted"),
    "relocated": Meaning(_("Relocated"), _("Moved within the country to a safer place."), ANSWERS, "#reached+relocated"),
    "departed": Meaning(_("Departed"), _("Left the area of the crisis."), ANSWERS, "#reached+departed"),
    "arrived": Meaning(_("In a place of safety"), _("Arrived at a place of safety."), ANSWERS, "#reached+arrived"),
    "handed_over": Meaning(_("Handed over"), _("Another organisation goes on helping and has said so."), ANSWERS, "#reached+handedover"),
    "critical": Meaning(_("Critical requests open"), _("Requests of class T0 or T1 that are not closed."), CASES, "#inneed+critical"),
    "open_cases": Meaning(_("Requests open"), _("Requests for assistance of every class that are not closed."), CASES, "#inneed+cases"),
    "closed_cases": Meaning(_("Requests closed"), _("Requests for assistance that are closed."), CASES, "#reached+cases"),
}  # fmt: skip
STATES = ("safe_staying", "wants_to_leave", "needs_assistance")
REASONS = ("no_answer", "not_delivered", "no_contact", "by_another", "not_safe")
OUTCOMES = ("assisted", "relocated", "departed", "arrived", "handed_over")
BESIDE = ("present", "on_file", "forward", "accounted", "not_yet", "needs_assistance", *OUTCOMES)
SEXES = {"f": _("women and girls"), "m": _("men and boys"), "x": _("other"), "": _("not recorded")}
AGES = {"0-4": _("0 to 4"), "5-11": _("5 to 11"), "12-17": _("12 to 17"), "18-59": _("18 to 59"), "60+": _("60 and over"), "unknown": _("age not known")}
SEX_TAGS = {"f": "+f", "m": "+m", "x": "+other_sex", "": "+unknown_sex"}
AGE_TAGS = {"0-4": "+infants", "5-11": "+children", "12-17": "+adolescents", "18-59": "+adults", "60+": "+elderly", "unknown": "+unknown_age"}
FUNCTIONS = {
    "seeing": _("seeing, even with glasses, or reading"), "hearing": _("hearing"), "walking": _("walking or climbing steps"), "remembering": _("remembering or concentrating"),
    "self_care": _("self-care, such as washing or dressing"), "communicating": _("communicating: understanding or being understood"),
}  # fmt: skip
DIFFICULTY = _("Difficulty with everyday functions, in the words of the Washington Group's short set, as far as what a rescuer must bring tells of it. The questions themselves are not asked: where nothing is on file it is not known, and never counted as no.")
NEEDS = {
    "stretcher": _("stretcher"), "wheelchair": _("wheelchair"), "carried": _("two people to carry"), "oxygen": _("oxygen"), "cold_box": _("cold box"),
    "power": _("electric power for a device"), "clinic_today": _("a clinic today"), "medicine": _("medicine"), "health_worker": _("health worker"), "midwife": _("midwife"),
    "infant_kit": _("infant kit"), "child_escort": _("two trained adults for a child"), "woman_officer": _("woman officer"), "man_officer": _("man officer"),
    "discreet": _("come without being seen, no uniform"), "protection_officer": _("protection officer"), "interpreter": _("interpreter"),
    "sign_interpreter": _("sign interpreter"), "read_aloud": _("read aloud, large print"), "companion": _("a companion who stays"),
    "animal": _("room for an assistance animal"), "special_food": _("special food"),
}  # fmt: skip


def figure(key: str, value: int | None = None, *, as_of: datetime, low: int | None = None, best: int | None = None, high: int | None = None, url: str = "", source: Any = "", exercise: bool = False) -> Figure:
    """A figure of ours with its meaning; ``source`` where it is named more closely than by its kind."""
    means = MEANINGS[key]
    return Figure(means.label, value, low, best, high, means.definition, source or means.source, as_of, VERSION, exercise, url, means.hxl)


KINDS = {"job": _("the system"), "public": _("open door"), "gateway": _("a channel")}
