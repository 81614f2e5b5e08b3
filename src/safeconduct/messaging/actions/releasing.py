"""Letting a message go, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from safeconduct.access import actions as access
from safeconduct.access.gate import action, in_crisis, note
from safeconduct.access.models import Unit
from safeconduct.jobs.runner import enqueue
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import queries, rules, sight
from safeconduct.messaging.models import Delivery, Message

PROPOSAL_HOURS = 4
INSTRUCTING = ("warn", "instruct", "assemble")


@action("messaging.release", about=["message"], facts=["accept_machine", "agrees"], text="Let a message go to its audience", help_data=True)
def release(
    actor: Actor, *, message: UUID, accept_machine: bool = False, differs_because: str = "", agrees: bool = False, numbers: Mapping[str, int] | None = None, at: datetime
) -> str:
    """
    Let a message go to its audience; returns its state: ``sending``, or ``waiting`` for a second person where it is large.

    ``numbers`` is the preview that the officer saw; without it the audience is counted here. Refuses ``NoText``,
    ``MachineText`` (nobody answered for machine text and there is no other), ``SayWhy`` (an authority's instruction stands
    beside our advice), ``NobodyChosen``, and ``SecondPerson`` for the one who proposed it.
    """
    row = queries.row_of(actor, message, lock=True)
    in_crisis(row.crisis_uid)
    if not rules.LIFE.may(row.state, "release"):
        raise rules.AlreadyDecided(state=row.state)
    if row.state == "waiting" and row.proposed_by == actor.uid:
        raise rules.SecondPerson()
    _check_texts(row, accept_machine)
    if row.authority.get("instruction") and row.purpose in INSTRUCTING and not agrees and not differs_because.strip():
        raise rules.SayWhy(authority=row.authority.get("name", ""))
    numbers = dict(numbers) if numbers else queries.audience(actor, row.audience, at, texts=row.texts, channels=row.channels, machine_ok=accept_machine).numbers()
    if not numbers.get("total"):
        raise rules.NobodyChosen()
    row.numbers, row.differs_because, row.agrees = numbers, differs_because.strip(), agrees
    if row.state == "draft" and actor.kind == "person" and rules.needs_second_person(numbers.get("reachable", 0)):
        return _propose(actor, row, accept_machine, at)
    row.state = rules.LIFE.step(row.state, "release")
    row.released_by, row.released_at = actor.uid, at
    row.unit_uid = Unit.objects.filter(id=actor.unit_id).values_list("uid", flat=True).first()
    if row.proposal_uid:  # agreed to there and then: nothing is left of what waits
        access.withdraw_proposal(actor, proposal=row.proposal_uid, at=at)
    row.machine_accepted_by = (row.proposed_by or actor.uid or row.written_by or new_uid()) if accept_machine else None
    row.save()
    enqueue("messaging.deliver", message=row.uid)
    note(**{f"n_{name}": value for name, value in numbers.items() if isinstance(value, int)})
    return row.state


def _check_texts(row: Message, accept_machine: bool) -> None:
    if not any(entry.get("text") for entry in row.texts.values()):
        raise rules.NoText()
    if not accept_machine and all(entry.get("state") == "machine" for entry in row.texts.values()):
        raise rules.MachineText()


def _propose(actor: Actor, row: Message, accept_machine: bool, at: datetime) -> str:
    row.state = rules.LIFE.step(row.state, "propose")
    row.proposed_by, row.proposal_uid = actor.uid, new_uid()
    row.save()
    arguments = {"message": str(row.uid), "accept_machine": accept_machine, "differs_because": row.differs_because, "agrees": row.agrees, "numbers": row.numbers}
    access.propose(
        actor, uid=row.proposal_uid, verb="messaging.release", arguments=arguments, numbers=row.numbers, expires_at=at + timedelta(hours=PROPOSAL_HOURS), at=at
    )
    return row.state


@action("messaging.decline_release", about=["message"])
def decline_release(actor: Actor, *, message: UUID, at: datetime) -> str:
    """The second person said no, or the proposal ran out: the message is a draft again."""
    row = queries.row_of(actor, message, lock=True)
    row.state = rules.LIFE.step(row.state, "decline")
    row.proposed_by, row.proposal_uid = None, None
    row.save(update_fields=["state", "proposed_by", "proposal_uid"])
    return row.state


@action("messaging.withdraw_message", about=["message"], help_data=True)
def withdraw_message(actor: Actor, *, message: UUID, at: datetime) -> str:
    """
    Stop a message: what has not left does not leave. What has left stays; a correction tells those who got it.

    A release that waits for a second person is taken back.
    """
    row = queries.row_of(actor, message, lock=True)
    in_crisis(row.crisis_uid)
    was, row.state = row.state, rules.LIFE.step(row.state, "withdraw")
    row.save(update_fields=["state"])
    if was == "waiting" and row.proposal_uid:
        access.withdraw_proposal(actor, proposal=row.proposal_uid, at=at)
    stopped = Delivery.objects.within(sight.everything()).filter(message=row, state="waiting").update(state="withdrawn", fault="withdrawn", ended_at=at)
    note(stopped=stopped)
    return row.state
