"""Contacts: put on file, tested, ended, erased."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from safeconduct.access import queries as access
from safeconduct.access.actions import forget_traces
from safeconduct.access.gate import action, note
from safeconduct.kernel.actors import Actor
from safeconduct.partners import rules, words
from safeconduct.partners.actions.finding import check_reach, check_real, fresh_or_own, organisation_name, own
from safeconduct.partners.models import Channel, Contact, ReachTest


@action("partners.put_contact", about=["contact", "organisation"], facts=["kind", "function", "path", "is_open"])
def put_contact(
    actor: Actor, *, contact: UUID, name: str, kind: str, function: str, organisation: UUID | None = None, organisation_name_: str = "", unit: str = "", post: str = "",
    path: str = "", languages: list[str] = (), channels: list[dict[str, str]], round_the_clock: bool = False, is_open: bool = False, user: UUID | None = None, at: datetime,
) -> UUID:  # fmt: skip
    """
    Put an official, focal point or role holder on file, or change one: whose, for what, and how to reach them.

    Other ways to reach than before have answered no test yet: the contact then counts as not verified. Refuses ``NoName``, ``NoChannel``,
    ``NotAChannel``, ``HasEnded``.
    """
    check_real(actor)
    rules.check_code(kind, rules.CONTACT_KINDS)
    rules.check_code(function, words.FUNCTIONS)
    check_reach(actor, path)
    ways = [(one["kind"], rules.tidy_channel(one["kind"], one["value"])) for one in channels if one["value"].strip()]
    rules.check_codes([way for way, _value in ways], rules.CHANNELS)
    if not ways:
        raise rules.NoChannel()
    if not name.strip():
        raise rules.NoName()
    row = fresh_or_own(actor, Contact, contact, made_at=at)
    if row.ended_at is not None:
        raise rules.HasEnded()
    row.kind, row.function, row.path, row.unit, row.post = kind, function, path, unit[:200], post[:120]
    row.organisation_uid, row.organisation_name = organisation, organisation_name(organisation, organisation_name_)
    row.languages, row.round_the_clock, row.is_open, row.user_uid = list(languages), round_the_clock, is_open, user
    row.name = name.strip()[:120]
    held = [(one.kind, one.value) for one in row.channels.order_by("order")] if row.pk else []
    if sorted(held) != sorted(ways):
        row.verified_at, row.verified_how = None, ""
    row.save()
    if held != ways:
        row.channels.all().delete()
        for order, (way, value) in enumerate(ways):
            channel = Channel(contact=row, kind=way, order=order)
            channel.value = value
            channel.save()
    return row.uid


@action("partners.record_test", about=["contact"], facts=["how", "answered"])
def record_test(actor: Actor, *, test: UUID, contact: UUID, how: str, answered: bool, at: datetime) -> UUID:
    """Record that somebody tried to reach a contact, how, and whether it answered. Only an answer makes a contact count."""
    check_real(actor)
    rules.check_code(how, rules.TESTS)
    row = own(actor, Contact, contact)
    if row.ended_at is not None:
        raise rules.HasEnded()
    ReachTest.objects.create(uid=test, contact=row, how=how, answered=answered, tested_at=at, by_uid=actor.uid)
    if answered:
        row.verified_at, row.verified_how = at, how
        row.save(update_fields=["verified_at", "verified_how"])
    return test


@action("partners.end_contact", about=["contact"], facts=["reason"])
def end_contact(actor: Actor, *, contact: UUID, reason: str, at: datetime) -> UUID:
    """Say that a contact is in post no more, and why. It is rung no more, its time on call shows as a gap, and later it is erased."""
    check_real(actor)
    rules.check_code(reason, words.ENDED)
    row = own(actor, Contact, contact)
    if row.ended_at is not None:
        raise rules.HasEnded()
    row.ended_at, row.ended_reason = at, reason
    row.save(update_fields=["ended_at", "ended_reason"])
    return row.uid


@action("partners.erase_contact", about=["contact"])
def erase_contact(actor: Actor, *, contact: UUID, at: datetime) -> UUID:
    """Erase a contact with everything that is on file of it, because it asked or its time is over. Refuses ``IsHeld``."""
    row = own(actor, Contact, contact)
    if row.uid in access.held(at):
        raise rules.IsHeld()
    row.delete()
    forget_traces([contact])
    return contact


@action("partners.forget_contacts")
def forget_contacts(actor: Actor, *, contacts: list[UUID], at: datetime) -> int:
    """Erase contacts that ended long ago and that no legal hold keeps."""
    held = access.held(at)
    rows = [row for row in Contact.objects.within(actor).filter(uid__in=contacts).exclude(ended_at=None) if row.uid not in held]
    for row in rows:
        row.delete()
    forget_traces([row.uid for row in rows])
    note(rows=len(rows))
    return len(rows)
