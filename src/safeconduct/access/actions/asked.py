"""What others see, ask for or keep: agreements, break-the-glass, demands, papers, holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from safeconduct.access.actions.finding import one
from safeconduct.access.gate import action, concerns, note
from safeconduct.access.models import BreakGlass, Command, Demand, LegalHold, Organisation, Printed, Proposal, SharingAgreement, User
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_code

GLASS_HOURS = 4


@action("access.agree_sharing", facts=["purpose", "protected_too"])
def agree_sharing(
    actor: Actor, *, uid: UUID, owner: UUID, recipient: UUID, purpose: str, valid_from: date, valid_to: date, protected_too: bool = False, at: datetime
) -> UUID:
    """Let another organisation see the owner's records, for a purpose, until a day."""
    row = SharingAgreement.objects.create(
        uid=uid, owner=one(Organisation, owner), recipient=one(Organisation, recipient), purpose=purpose, valid_from=valid_from, valid_to=valid_to,
        protected_too=protected_too,
    )  # fmt: skip
    concerns("organisation", owner, recipient)
    return row.uid


@action("access.break_glass", about=["owner"])
def break_glass(actor: Actor, *, uid: UUID, owner: UUID, reason: str, at: datetime) -> UUID:
    """Look beyond one's own organisation for four hours, with a reason; the data officer is told. The firewall stays shut."""
    row = BreakGlass(
        uid=uid, user=one(User, actor.uid), unit_id=actor.unit_id, owner=one(Organisation, owner), opened_at=at, until=at + timedelta(hours=GLASS_HOURS)
    )
    row.reason = reason
    row.save()
    note(hours=GLASS_HOURS)
    return row.uid


@action("access.review_glass", about=["glass"])
def review_glass(actor: Actor, *, glass: UUID, at: datetime) -> UUID:
    """The data officer has looked into one break-the-glass."""
    row = one(BreakGlass, glass)
    row.reviewed_at = at
    row.save(update_fields=["reviewed_at"])
    return row.uid


@action("access.record_demand", facts=["decision"])
def record_demand(
    actor: Actor, *, uid: UUID, authority: str, legal_basis: str, asked_for: str, received_at: datetime, decision: str = "refused", reason: str = "", at: datetime
) -> UUID:
    """Record an authority's request for data and what was decided. Refused unless somebody says otherwise, with a reason."""
    row = Demand(
        uid=uid, organisation_id=actor.organisation_id, authority=authority, legal_basis=legal_basis, received_at=received_at, decision=decision,
        decided_by=actor.uid, decided_at=at,
    )  # fmt: skip
    row.asked_for, row.reason = asked_for, reason
    row.save()
    return row.uid


@action("access.record_print", facts=["kind", "people", "destroy_by"])
def record_print(actor: Actor, *, uid: UUID, kind: str, holder: str, people: int, destroy_by: datetime, place: str = "", crisis: UUID | None = None, at: datetime) -> str:
    """Number a paper with personal data, name its one holder and the day by which it must be destroyed; returns its number."""
    row = Printed(
        uid=uid, number=new_code(5), kind=kind, people=people, printed_by=actor.uid, printed_at=at, destroy_by=destroy_by, place=place, crisis_uid=crisis
    )
    row.holder = holder
    row.save()
    return row.number


@action("access.hold", about=["subject"])
def hold(actor: Actor, *, uid: UUID, subject: UUID, reason: str, until: datetime, at: datetime) -> UUID:
    """Keep something that would be erased, for a reason, until a day."""
    row = LegalHold(uid=uid, subject_uid=subject, held_by=actor.uid, held_at=at, until=until)
    row.reason = reason
    row.save()
    return row.uid


@action("access.release_hold", about=["hold_uid"])
def release_hold(actor: Actor, *, hold_uid: UUID, at: datetime) -> UUID:
    """End a legal hold; the next retention run erases what was due."""
    row = one(LegalHold, hold_uid)
    row.released_at = at
    row.save(update_fields=["released_at"])
    return row.uid


def forget_traces(people: Iterable[UUID]) -> int:
    """
    Forget what names these people: a command's first answer, a proposal about them, a hold that no longer holds. Returns how many rows.

    Only erasure may call it, in its transaction, once for all whom it erases. The same command sent again afterwards is
    judged again and refused, for nobody of that name is there.
    """
    uids = list(people)
    if not uids:
        return 0
    named = Q()
    for uid in uids:
        named |= Q(said__contains=str(uid)) | Q(facts__contains=str(uid))
    rows = Command.objects.annotate(said=Cast("answer", TextField()), facts=Cast("refusal_facts", TextField()))
    gone = rows.filter(named).values_list("id", flat=True)
    count = Command.objects.filter(id__in=list(gone)).delete()[0]
    written = {str(uid) for uid in uids}
    about = [row.id for row in Proposal.objects.iterator(chunk_size=200) if _names(row.arguments, written)]
    count += Proposal.objects.filter(id__in=about).delete()[0]
    return count + LegalHold.objects.filter(subject_uid__in=uids).delete()[0]


def _names(value, written: set[str]) -> bool:
    if isinstance(value, dict):
        return any(_names(one, written) for one in (*value.keys(), *value.values()))
    if isinstance(value, (list, tuple)):
        return any(_names(one, written) for one in value)
    return isinstance(value, str) and value in written
