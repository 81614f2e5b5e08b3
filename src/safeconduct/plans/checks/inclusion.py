"""The inclusion checklist for a host State's plan: twelve points, our proposal, built from practices of MICIC G3, G4 and G9-G12."""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from typing import Any

from .consistency import means
from .register import ERROR, HOST, SOP, WARNING, check

POINTS = (
    "migrants are named as a group, with number and area",
    "consulates and migrant organisations are in the contact list",
    "life-saving help is given without discrimination, in writing",
    "a written firewall stands between help and immigration enforcement",
    "no identity paper, or another one, is enough",
    "warnings are in the languages of at least 1 % of residents",
    "interpreters are on a roster",
    "shelters are ready for needs of food, religion, gender and family",
    "children alone and trafficked people are referred",
    "there is a procedure with consulates when papers are lost",
    "migrants take part in drills and as volunteers",
    "evacuation, exit permits and detention centres are provided for",
)
SOURCE = "MICIC G3, G4, G9-G12; the list of twelve is our proposal"
STEP = re.compile(r"([a-z_0-9]+)((?:\[\d+\])*)")


def score(document: Any) -> float | None:
    """Points met of those that apply; None where none does."""
    applying = [one for one in document.inclusion if one.state != "not_applicable"]
    return sum(one.state == "met" for one in applying) / len(applying) if applying else None


def resolve(document: Any, place: str) -> Any:
    """The value at a place such as ``communications.templates[0].texts``; None where there is none."""
    value = document
    for name in place.split("."):
        parsed = STEP.fullmatch(name)
        if not parsed or not is_dataclass(value) or not hasattr(value, parsed[1]):
            return None
        value = getattr(value, parsed[1])
        for number in re.findall(r"\d+", parsed[2]):
            if not isinstance(value, tuple) or int(number) >= len(value):
                return None
            value = value[int(number)]
    return value


@check("inclusion.unanswered", ERROR, "", kinds=HOST, source=SOURCE, reason="Point %(item)s is not answered: %(text)s.", remedy="Say met, missing or not applicable.")
def unanswered(plan, _see):
    """A point of the checklist without an answer."""
    held = {one.item for one in plan.inclusion}
    for number, text in enumerate(POINTS, 1):
        if number not in held:
            yield "inclusion", {"item": number, "text": text}


@check("inclusion.unknown-item", ERROR, "", kinds=HOST + SOP, source=SOURCE, reason="There is no point %(item)s, or it is answered twice.", remedy="The points are 1 to 12, each once.")
def unknown(plan, _see):
    """A number outside 1-12, or twice."""
    held = set()
    for i, one in enumerate(plan.inclusion):
        if one.item not in range(1, 13) or one.item in held:
            yield f"inclusion[{i}].item", {"item": one.item}
        held.add(one.item)


@check("inclusion.missing", WARNING, "", kinds=HOST + SOP, source=SOURCE, reason="Point %(item)s is not met: %(text)s.", remedy="Write it into the plan. Proposed wording: %(wording)s")
def missing(plan, _see):
    """A point that the plan does not meet."""
    for i, one in enumerate(plan.inclusion):
        if one.state == "missing" and one.item in range(1, 13):
            yield f"inclusion[{i}]", {"item": one.item, "text": POINTS[one.item - 1], "wording": one.wording or "none yet"}


@check("inclusion.points-nowhere", ERROR, "", kinds=HOST + SOP, source=SOURCE, reason="Point %(item)s is said to be met at '%(where)s', where nothing stands.", remedy="Point at the field that meets it, such as `community.estimates`.")
def nowhere(plan, _see):
    """A point said to be met where the document holds nothing."""
    for i, one in enumerate(plan.inclusion):
        if one.state == "met" and not resolve(plan, one.where):
            yield f"inclusion[{i}].where", {"item": one.item, "where": one.where}


@check("inclusion.excused-without-reason", ERROR, "", kinds=HOST + SOP, source=SOURCE, reason="Point %(item)s is said not to apply, without a reason.", remedy="Write why.")
def excused(plan, _see):
    """A point put aside without a reason."""
    for i, one in enumerate(plan.inclusion):
        if one.state == "not_applicable" and not means(one.reason):
            yield f"inclusion[{i}].reason", {"item": one.item}
