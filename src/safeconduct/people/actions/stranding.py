"""Stranded as a record: cannot stay, cannot move on, cannot return, each with its reasons and who can lift them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from safeconduct.access.gate import action, note
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import rules
from safeconduct.people.actions.registering import find
from safeconduct.people.models import Stranded
from safeconduct.standards.load import stranded_reasons


@action("people.record_stranded", about=["person"], help_data=True)
def record_stranded(
    actor: Actor, *, stranded: UUID, person: UUID, cannot_stay: list[str] = (), cannot_move_on: list[str] = (), cannot_return: list[str] = (), since: datetime, at: datetime
) -> UUID:
    """
    Record why somebody can't stay, move on or return, and who can lift each reason.

    Refuses ``NothingTold`` without a reason. An open record is taken up: reasons are added to it, lifted ones stay lifted.
    """
    told = {"cannot_stay": cannot_stay, "cannot_move_on": cannot_move_on, "cannot_return": cannot_return}
    rules.check_reasons(told)
    row = find(actor, person)
    open_one = Stranded.objects.within(actor).filter(person_id=row.id, ended_at=None).first()
    record = open_one or Stranded(uid=stranded, person=row, label_id=row.later_label_id, since=since, made_at=at)
    lifts = {reason.key: list(reason.who_can_lift) for reason in stranded_reasons()}
    for side, keys in told.items():
        held = list(getattr(record, side) or ()) if open_one else []
        known = {one["reason"] for one in held if not one["lifted_at"]}
        held += [{"reason": key, "who_can_lift": lifts[key], "lifted_at": None} for key in keys if key not in known]
        setattr(record, side, held)
    record.save()
    note(reasons=sum(len(list(keys)) for keys in told.values()))
    return record.uid


@action("people.lift_reason", about=["person", "stranded"], help_data=True)
def lift_reason(actor: Actor, *, person: UUID, stranded: UUID, reason: str, at: datetime) -> bool:
    """
    One reason is lifted. Returns whether another reason is still open; the record ends with the last one.

    Refuses ``NotFound`` for a reason that is not on record or was lifted.
    """
    row = find(actor, person)
    record = Stranded.objects.within(actor).filter(person_id=row.id, uid=stranded, ended_at=None).first()
    if record is None:
        raise NotFound()
    lifted, still = False, False
    for side in rules.SIDES:
        held = list(getattr(record, side))
        for one in held:
            if one["reason"] == reason and not one["lifted_at"] and not lifted:
                one["lifted_at"], lifted = at.isoformat(), True
        setattr(record, side, held)
        still = still or any(not one["lifted_at"] for one in held)
    if not lifted:
        raise NotFound()
    if not still:
        record.ended_at = at
    record.save()
    note(still=still)
    return still
