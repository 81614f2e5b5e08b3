"""What is late, and what happened last, in words and by role: never a name."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from safeconduct.access import actors, said
from safeconduct.access import queries as access
from safeconduct.crises import queries as crises
from safeconduct.crises.queries import CrisisCard
from safeconduct.kernel.actors import Actor
from safeconduct.reporting import rules, words
from safeconduct.web.drawn import Line, Step

ACROSS = 24  # hours: the axis ends at a whole day


def steps(actor: Actor, crisis: CrisisCard, at: datetime) -> tuple[list[Step], int, int, float, float]:
    """Steps of the plan with late ones first; how many are late, of how many; hours since the beginning, and where the axis ends. One statement."""
    tasks = rules.by_lateness(crises.tasks(actor, crisis.uid), at)
    now = _hours(crisis, at)
    drawn = [_step(one, crisis, at, now) for one in tasks]
    late = sum(step.state == "late" for step in drawn)
    until = max([72.0, now, *(step.plan_to for step in drawn)])
    return drawn, late, len(drawn), now, -(-until // ACROSS) * ACROSS


def _hours(crisis: CrisisCard, at: datetime) -> float:
    return (at - crisis.started_at).total_seconds() / 3600


def _step(task: crises.TaskCard, crisis: CrisisCard, at: datetime, now: float) -> Step:
    start, due = _hours(crisis, task.opened_at), _hours(crisis, task.due_at)
    done = _hours(crisis, task.done_at) if task.done_at else None
    if task.state == "done":
        state, said = "ok", _("Done T+%(hours)s") % {"hours": round(done if done is not None else due)}
    elif task.due_at < at:
        state, said = "late", _("Late %(hours)s h") % {"hours": max(1, round(now - due))}
    else:
        state, said = "wait", _("Due T+%(hours)s") % {"hours": round(due)}
    begun = start if task.state == "done" or task.due_at < at else start if start < now else None
    return Step(task.what, max(start, 0.0), max(due, start, 0.0), state, said, begun, done if task.state == "done" else None, role_name(task.owner_role), content=True)


def role_name(role: str) -> str:
    """A role in words; nothing for none."""
    title = actors.role_titles().get(role, {}).get("title", "")
    return _(title) if title else ""


def last_lines(actor: Actor, crisis: CrisisCard, limit: int = 8) -> list[Line]:
    """
    The newest lines of a crisis's journal that the actor may see, in words, by role. Four statements.

    Entries of one kind by one role that follow each other are one line with their number, as of the newest.
    """
    entries = access.journal_lines(actor, crisis=crisis.uid, limit=200)
    at = entries[0].recorded_at if entries else crisis.started_at
    roles = {card.name: card.grants[0].role for card in access.users(at) if card.grants}

    def who(line: access.Line) -> str:
        return str(words.KINDS.get(line.by, "")) or role_name(roles.get(line.by, "")) or _("an officer")

    out = []
    for (verb, text, by), group in groupby(entries, key=lambda one: (one.verb, one.text, who(one))):
        held = list(group)
        out.append(Line(held[0].at, said.sentence(verb, len(held)) or text, by))
    return out[:limit]
