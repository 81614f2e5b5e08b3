"""Verbs of crises, from their opening to their end: those who answer for one are told in time, and on the day its end is put before a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any
from uuid import UUID, uuid5

from safeconduct.access import actions as access
from safeconduct.access import labels
from safeconduct.access.gate import action, concerns, in_crisis, note
from safeconduct.access.models import Organisation, Proposal, Unit
from safeconduct.crises import rules
from safeconduct.crises.models import Crisis, Level, Task
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import ask
from safeconduct.standards import load

TOLD = ("head_of_post", "data_officer")  # the controller, and who answers for the data
KIND = "crisis_end"


@action("crises.open_crisis", about=["crisis"], facts=["kind", "ends_on"])
def open_crisis(
    actor: Actor, *, crisis: UUID, name: str, kind: str, started_at: datetime, ends_on: date | None, paths: list[str], data_officer: str, zone: str = "UTC",
    bbox: tuple[float, float, float, float] | None = None, names: dict[str, str] | None = None, controller: UUID | None = None, at: datetime,
) -> UUID:  # fmt: skip
    """
    Open a crisis: what, where, since when, until when, who answers for its data.

    Refuses ``NoEnd``. A short data-protection impact assessment is prefilled from what is switched on.
    """
    rules.check_crisis(kind, started_at, ends_on)
    row = Crisis(
        uid=crisis, space_id=actor.space, name=name, names=names or {}, kind=kind, started_at=started_at, ends_on=ends_on,
        controller_id=actor.organisation_id or Organisation.objects.get(uid=controller).id, data_officer=data_officer, paths=paths, zone=zone,
    )  # fmt: skip
    if bbox:
        row.west, row.south, row.east, row.north = bbox
    row.impact = prefilled_impact(kind, row.ends_on)
    row.save()
    return row.uid


def prefilled_impact(kind: str, ends_on: date | None) -> dict[str, Any]:
    """The short impact assessment as far as the system can fill it in; a person completes it."""
    return {
        "purposes": ["assistance", "safety_messages", "accounting_for_people"],
        "data": ["names", "contact points", "positions", "answers", "needs"],
        "on_since": ["messages", "check-ins", "open door", "cases"],
        "risks": ["a message on the wrong telephone", "a name before the wrong eyes", "use of help data for control"],
        "measures": ["labels", "neutral texts", "sealed fields", "retention with the crisis", "journal"],
        "ends_on": ends_on.isoformat() if ends_on else "",
        "completed_by": "",
        "residual": "",
    }


def _crisis(actor: Actor, uid: UUID) -> Crisis:
    row = Crisis.objects.filter(uid=uid, space_id=actor.space).first()
    if row is None:
        raise NotFound()
    if row.status == "closed":
        raise rules.IsClosed()
    in_crisis(row.uid)
    return row


@action("crises.declare_level", about=["crisis"], facts=["scheme", "key", "paths"])
def declare_level(actor: Actor, *, level: UUID, crisis: UUID, scheme: str, key: str, paths: list[str], reason: str, evidence: list[str] | None = None, at: datetime) -> UUID:
    """
    Declare a level for an area, with a reason.

    Refuses ``NoReason``, and ``DownTooFast`` for more than one step down or before the hold is over.
    """
    row = _crisis(actor, crisis)
    plan = load.alert_scheme(scheme)
    rank = next((i for i, step in enumerate(plan.levels, 1) if step.key == key), None)
    if rank is None:
        raise NotFound()
    before = Level.objects.filter(crisis=row, scheme=scheme).order_by("-id").first()
    rules.check_level(rank=rank, before=before.rank if before else None, since=before.declared_at if before else None, at=at, reason=reason)
    made = Level.objects.create(
        uid=level, crisis=row, scheme=scheme, scheme_version=str(getattr(plan, "version", "")), rank=rank, key=key, paths=paths, reason=reason, evidence=evidence or [],
        declared_by=actor.uid, declared_at=at, supersedes=before,
    )  # fmt: skip
    note(rank=rank)
    return made.uid


@action("crises.complete_impact", about=["crisis"])
def complete_impact(actor: Actor, *, crisis: UUID, residual: str, measures: list[str], at: datetime) -> UUID:
    """A person completes the impact assessment."""
    row = _crisis(actor, crisis)
    row.impact = {**row.impact, "residual": residual, "measures": measures, "completed_by": str(actor.uid)}
    row.save(update_fields=["impact"])
    return row.uid


@action("crises.move_end", about=["crisis"])
def move_end(actor: Actor, *, crisis: UUID, ends_on: date, reason: str, at: datetime) -> UUID:
    """Move the end of a crisis, with a reason."""
    row = _crisis(actor, crisis)
    rules.check_crisis(row.kind, row.started_at, ends_on)
    if not reason.strip():
        raise rules.NoReason()
    _decided(actor, row, at)
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    return row.uid


@action("crises.close_crisis", about=["crisis"])
def close_crisis(actor: Actor, *, crisis: UUID, at: datetime) -> UUID:
    """Close a crisis: its lists end with it (rooms above forget what was only for it)."""
    row = _crisis(actor, crisis)
    _decided(actor, row, at)
    row.status, row.closed_at = "closed", at
    row.save(update_fields=["status", "closed_at"])
    ask("crises.closed", crisis=row.uid, at=at)
    return row.uid


@action("crises.open_task", about=["task"], facts=["kind", "owner_role", "due_at"])
def open_task(
    actor: Actor, *, task: UUID, kind: str, what: str, due_at: datetime, crisis: UUID | None = None, organisation: int | None = None, owner_role: str = "",
    owner: UUID | None = None, source: str, source_uid: UUID | None = None, label: int | None = None, at: datetime,
) -> UUID:  # fmt: skip
    """Something must be done: what, by whom, until when, because of what. ``what`` names no person."""
    row = Crisis.objects.filter(uid=crisis).first() if crisis else None
    Task.objects.create(
        uid=task, crisis=row, organisation_id=organisation or actor.organisation_id, label_id=label, kind=kind, what=what, owner_role=owner_role, owner_uid=owner,
        opened_at=at, due_at=due_at, source=source, source_uid=source_uid,
    )  # fmt: skip
    in_crisis(crisis)
    return task


@action("crises.finish_task", about=["task"])
def finish_task(actor: Actor, *, task: UUID, dropped: bool = False, at: datetime) -> UUID:
    """A task is done, or dropped."""
    row = Task.objects.filter(uid=task, organisation_id=actor.organisation_id).first() if actor.kind != "job" else Task.objects.filter(uid=task).first()
    if row is None:
        raise NotFound()
    row.state, row.done_at = ("dropped" if dropped else "done"), at
    row.save(update_fields=["state", "done_at"])
    if row.crisis_id:
        concerns("crisis", row.crisis.uid)
        in_crisis(row.crisis.uid)
    return row.uid


def ending(at: datetime) -> list[UUID]:
    """The open crises whose end is near or over, by the clock there."""
    rows = Crisis.objects.filter(status="open", ends_on__lte=(at + rules.NOTICE + timedelta(days=1)).date()).order_by("id")
    return [row.uid for row in rows if rules.tells_of_end(row.ends_on, _today(row, at))]


def _today(row: Crisis, at: datetime) -> date:
    """The day where the crisis is."""
    return at.astimezone(rules.clock(row.zone)).date()


@action("crises.tell_of_end", about=["crisis"])
def tell_of_end(actor: Actor, *, crisis: UUID, at: datetime) -> str:
    """
    Tell those who answer for a crisis that it ends, and propose its end.

    Two weeks before: a task for the controller and one for the data officer. Once its last day is over: the end is proposed.
    Closing erases the list of the crisis and can't be undone, so a person of the controller agrees to it; unanswered or declined
    it is put again a week later, for as long as the end is not moved. Doing this twice does nothing twice. Only the system calls it.
    """
    if not actor.sees_all:
        raise NotFound()
    row = Crisis.objects.select_for_update().filter(uid=crisis, status="open").first()
    if row is None:
        raise NotFound()
    in_crisis(row.uid)
    due = datetime.combine(row.ends_on + timedelta(days=1), clock(0), rules.clock(row.zone))
    for role in TOLD:
        if not Task.objects.filter(crisis=row, kind=KIND, owner_role=role, due_at=due).exists():
            Task.objects.create(
                uid=new_uid(), crisis=row, organisation_id=row.controller_id, kind=KIND, what=row.name[:200], owner_role=role, opened_at=at, due_at=due, source="crises",
                source_uid=row.uid,
            )  # fmt: skip
    if not rules.is_over(row.ends_on, _today(row, at)):
        return "told"
    return _propose(actor, row, at)


def _propose(actor: Actor, row: Crisis, at: datetime) -> str:
    over = (_today(row, at) - row.ends_on).days
    unit = Unit.objects.filter(organisation_id=row.controller_id).order_by("id").values_list("id", flat=True).first()
    uid = _uid(row, over // rules.PROPOSED.days)
    if unit is None or Proposal.objects.filter(uid=uid).exists():
        return "told"
    _take_back(actor, row, at)
    listed = sum(ask("crises.listed", _eyes(row, at), crisis=row.uid))
    numbers = {"days_over": over, "open_tasks": Task.objects.filter(crisis=row, state="open").exclude(kind=KIND).count(), "people_on_its_list": listed}
    access.propose(actor, uid=uid, verb="crises.close_crisis", arguments={"crisis": str(row.uid)}, numbers=numbers, expires_at=at + rules.PROPOSED, unit=unit, at=at)
    note(listed=listed)
    return "proposed"


def _eyes(row: Crisis, at: datetime) -> Actor:
    """What anybody of the controller sees, whatever their function: a number that is shown to all counts nobody who is hidden from some."""
    state = row.controller.state
    seen = labels.visible(space=row.space_id, organisation=row.controller_id, state=state, functions=(), not_firewalled=False, user_id=None, at=at)
    return Actor(kind="job", organisation_id=row.controller_id, state=state, space=row.space_id, labels=seen, duty="crises.ends")


def _uid(row: Crisis, week: int) -> UUID:
    """One proposal for each week after each end."""
    return uuid5(row.uid, f"end {row.ends_on.isoformat()} {week}")


def _decided(actor: Actor, row: Crisis, at: datetime) -> None:
    """The end was moved or the crisis closed: nothing waits any more for an answer. Inside a running verb only, before the end is changed."""
    Task.objects.filter(crisis=row, kind=KIND, state="open").update(state="done", done_at=at)
    _take_back(actor, row, at)


def _take_back(actor: Actor, row: Crisis, at: datetime) -> None:
    weeks = range(max((_today(row, at) - row.ends_on).days, 0) // rules.PROPOSED.days + 1)
    for uid in Proposal.objects.filter(uid__in=[_uid(row, week) for week in weeks], state="waiting").values_list("uid", flat=True):
        access.withdraw_proposal(actor, proposal=uid, at=at)
