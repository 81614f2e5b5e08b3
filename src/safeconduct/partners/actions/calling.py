"""On call: for a function, at a place, from when to when; handed over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from safeconduct.access.gate import action
from safeconduct.kernel.actors import Actor
from safeconduct.partners import rules, words
from safeconduct.partners.actions.finding import check_reach, check_real, own, zone_of
from safeconduct.partners.models import Contact, Watch


@action("partners.put_watch", about=["watch", "contact"], facts=["function", "path", "from_at", "to_at"])
def put_watch(actor: Actor, *, watch: UUID, contact: UUID, function: str, path: str, from_at: datetime, to_at: datetime, at: datetime) -> UUID:
    """Put a contact on call for a function at a place, from when to when. Refuses ``NotARange``, ``HasEnded``, ``AlreadyOnCall``."""
    check_real(actor)
    rules.check_code(function, words.FUNCTIONS)
    check_reach(actor, path)
    row = own(actor, Contact, contact)
    _check(row, function, path, from_at, to_at)
    _made(actor, watch, row, function, path, from_at, to_at, at)
    return watch


def _check(row: Contact, function: str, path: str, from_at: datetime, to_at: datetime) -> None:
    if row.ended_at is not None:
        raise rules.HasEnded()
    if from_at >= to_at:
        raise rules.NotARange()
    if Watch.objects.filter(contact=row, function=function, path=path, from_at__lt=to_at, to_at__gt=from_at).exists():
        raise rules.AlreadyOnCall()


def _made(actor: Actor, uid: UUID, row: Contact, function: str, path: str, from_at: datetime, to_at: datetime, at: datetime, note: str = "", before: UUID | None = None) -> None:
    watch = Watch(uid=uid, owner_id=row.owner_id, made_at=at, contact=row, function=function, path=path, zone=zone_of(path), from_at=from_at, to_at=to_at, handed_by=before)
    watch.note = note
    watch.save()


@action("partners.hand_over", about=["watch", "to", "contact"])
def hand_over(actor: Actor, *, watch: UUID, to: UUID, contact: UUID, note: str = "", at: datetime) -> UUID:
    """Hand over to somebody else who is on call from now on for the rest of the time, with what they must know. Refuses ``NotOnCall``."""
    check_real(actor)
    held = own(actor, Watch, watch)
    if not held.from_at <= at < held.to_at:
        raise rules.NotOnCall()
    row = own(actor, Contact, contact)
    _check(row, held.function, held.path, at, held.to_at)
    until = held.to_at
    _cut(held, at)
    _made(actor, to, row, held.function, held.path, at, until, at, note[:2000], held.uid)
    return to


@action("partners.cut_watch", about=["watch"])
def cut_watch(actor: Actor, *, watch: UUID, at: datetime) -> UUID:
    """End somebody's time on call now, or take it off the list where it has not begun."""
    check_real(actor)
    row = own(actor, Watch, watch)
    _cut(row, at)
    return watch


def _cut(row: Watch, at: datetime) -> None:
    if row.from_at >= at:
        row.delete()
    elif row.to_at > at:
        row.to_at = at
        row.save(update_fields=["to_at"])
