"""What one person proposes and another must agree to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.access import rules
from safeconduct.access.gate import action, note
from safeconduct.access.models import Proposal
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import VERBS

THE_SYSTEM = UUID(int=0)  # who proposed what a job proposes


@action("access.propose", facts=["verb"])
def propose(actor: Actor, *, uid: UUID, verb: str, arguments: dict[str, Any], numbers: dict[str, int], expires_at: datetime, label: int | None = None, unit: int | None = None, at: datetime) -> UUID:
    """
    Put a verb and its arguments before a second person, shown in numbers; nothing happens until that person agrees.

    ``unit`` is for what the system proposes: before whom (their organisation).
    """
    if verb not in VERBS or not actor.may(verb):
        raise NotFound()
    system = actor.kind == "job" and actor.uid is None
    row = Proposal(uid=uid, verb=verb, numbers=numbers, proposed_by=THE_SYSTEM if system else actor.uid, unit_id=unit if system else actor.unit_id, label_id=label, proposed_at=at, expires_at=expires_at)
    row.arguments = arguments
    row.save()
    note(**{f"n_{k}": v for k, v in numbers.items()})
    return row.uid


@action("access.decide", about=["proposal"], facts=["agree"])
def decide(actor: Actor, *, proposal: UUID, agree: bool, at: datetime) -> UUID:
    """
    Agree to a proposal, which then happens, or decline it.

    Refuses ``NeedsSecondPerson`` for the one who proposed it, ``Withdrawn`` where it was taken back, ``Expired`` after its time;
    whoever decides must hold the verb.
    """
    row = Proposal.objects.select_for_update().filter(uid=proposal, unit__organisation_id=actor.organisation_id).first()
    if row is None:
        raise NotFound()
    if row.proposed_by == actor.uid:
        raise rules.NeedsSecondPerson()
    if row.state == "withdrawn":
        raise rules.Withdrawn()
    if row.state != "waiting" or row.expires_at <= at:
        raise rules.Expired()
    if not any(row.verb in right.verbs for right in actor.rights):
        raise rules.NotAllowed(verb=row.verb)
    row.state, row.decided_by, row.decided_at = ("done" if agree else "declined"), actor.uid, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    if agree:
        VERBS[row.verb].call(actor, **_typed(row.arguments), at=at)
    return row.uid


@action("access.withdraw_proposal", about=["proposal"])
def withdraw_proposal(actor: Actor, *, proposal: UUID, at: datetime) -> UUID:
    """
    Take back what was proposed: nobody can agree to it any more.

    Called by the room that proposed it; what was decided stays decided.
    """
    row = Proposal.objects.select_for_update().filter(uid=proposal).first()
    if row is None:
        raise NotFound()
    if row.state == "waiting":
        row.state, row.decided_by, row.decided_at = "withdrawn", actor.uid, at
        row.save(update_fields=["state", "decided_by", "decided_at"])
    return row.uid


def _typed(arguments: dict[str, Any]) -> dict[str, Any]:
    """Arguments as they were before they were kept as JSON: uids come back as uids."""

    def back(value):
        if isinstance(value, list):
            return [back(v) for v in value]
        if isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
            try:
                return UUID(value)
            except ValueError:
                return value
        return value

    return {k: back(v) for k, v in arguments.items()}
