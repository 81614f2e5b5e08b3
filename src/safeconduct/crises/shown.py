"""From cards to what the templates of crises draw."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.crises.forms import KINDS, ROLES
from safeconduct.crises.queries import CrisisCard, LevelCard, TaskCard
from safeconduct.kernel.words import pick
from safeconduct.places import queries as places
from safeconduct.standards import load

TASKS = {"assessment": gettext_lazy("Judge a hazard"), "task": gettext_lazy("Task"), "alarm": gettext_lazy("Alarm"), "crisis_end": gettext_lazy("Extend the crisis or end it"), "plan_review": gettext_lazy("Review a plan that grew stale")}
PARTS = {
    "purposes": gettext_lazy("What the data is for"), "data": gettext_lazy("Which data"), "on_since": gettext_lazy("What is switched on"),
    "risks": gettext_lazy("What could go wrong"), "measures": gettext_lazy("What is done against it"),
}  # fmt: skip
WORDS = [
    gettext_lazy("assistance"), gettext_lazy("names"), gettext_lazy("contact points"),
    gettext_lazy("positions"), gettext_lazy("answers"), gettext_lazy("needs"), gettext_lazy("messages"), gettext_lazy("check-ins"), gettext_lazy("open door"),
    gettext_lazy("cases"), gettext_lazy("a message on the wrong telephone"), gettext_lazy("a name before the wrong eyes"), gettext_lazy("use of help data for control"),
    gettext_lazy("labels"), gettext_lazy("neutral texts"), gettext_lazy("sealed fields"), gettext_lazy("retention with the crisis"), gettext_lazy("journal"),
]  # fmt: skip
"""What the prefilled impact assessment says, so that the catalogues have it."""
SAID = {"safety_messages": gettext_lazy("messages for people's safety"), "accounting_for_people": gettext_lazy("accounting for people")}


def name_of(card: CrisisCard, language: str) -> str:
    """The name of a crisis in the reader's language, else as it was given."""
    said = pick(card.names, [language, language.split("-")[0]])
    return said.text if said else card.name


def crisis(card: CrisisCard, levels: list[LevelCard], language: str) -> dict[str, Any]:
    """A crisis with its level now."""
    return {
        "card": card, "name": name_of(card, language), "kind": dict(KINDS).get(card.kind, card.kind), "url": reverse("crises:crisis", args=[card.uid]),
        "level": level(levels[0]) if levels else None, "page_url": page_of(card.uid),
    }  # fmt: skip


def page_of(uid: UUID) -> str:
    """The crisis page with map and funnel, where that room is there."""
    try:
        return reverse("reporting:crisis", args=[uid])
    except NoReverseMatch:
        return ""


def level(one: LevelCard) -> dict[str, Any]:
    """A declaration with the words of its scheme."""
    try:
        scheme = load.alert_scheme(one.scheme)
        step = next((step for step in scheme.levels if step.key == one.key), None)
        name, of, count = (_(step.name) if step else one.key), _(scheme.name), len(scheme.levels)
    except KeyError:
        name, of, count = one.key, one.scheme, one.rank
    return {"card": one, "name": name, "scheme": of, "rank": one.rank, "of": count, "places": places_named(one.paths)}


def steps() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every step of every scheme, as choices grouped by scheme."""
    return [(_(scheme.name), [(f"{scheme.key}:{step.key}", f"{rank} {_(step.name)}") for rank, step in enumerate(scheme.levels, 1)]) for scheme in load.alert_schemes()]


def places_named(paths) -> list[str]:
    """The names of places by their paths."""
    return [found.name if (found := places.area(path)) else path for path in paths]


def task(one: TaskCard, now: datetime) -> dict[str, Any]:
    """A task with whether it is late, its kind and owner in words."""
    late = one.state == "open" and one.due_at < now
    state, said = ("late", _("late")) if late else ("wait", _("open")) if one.state == "open" else ("ok", _("done")) if one.state == "done" else ("off", _("dropped"))
    return {"card": one, "late": late, "state": state, "said": said, "kind": TASKS.get(one.kind, one.kind), "owner": dict(ROLES).get(one.owner_role, one.owner_role), "open": one.state == "open"}


def impact(held: dict[str, Any]) -> list[tuple[Any, list[str]]]:
    """The prefilled parts in words."""
    return [(title, [str(SAID.get(one) or _(one)) for one in held.get(part, [])]) for part, title in PARTS.items()]
