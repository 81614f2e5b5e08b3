"""Agreements: drafted, given clauses, put into force by a second person, used, ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from safeconduct.access.files import keep_file, sniffed
from safeconduct.access.gate import action, concerns, note
from safeconduct.access.labels import intern
from safeconduct.access.models import Organisation
from safeconduct.access.rules import LabelParts
from safeconduct.crises import actions as crises
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.partners import rules, words
from safeconduct.partners.actions.finding import check_real, fresh_or_own, organisation_name, own, seen
from safeconduct.partners.models import Agreement, Contact, Party, SharingClause
from safeconduct.standards import load


@action("partners.put_agreement", about=["agreement"], facts=["kind", "functions", "paths", "valid_from", "valid_to"])
def put_agreement(
    actor: Actor, *, agreement: UUID, title: str, kind: str, functions: list[str], parties: list[dict[str, Any]], paths: list[str] = (), valid_from: date,
    valid_to: date | None = None, contact: UUID | None = None, cost_rule: str = "", at: datetime,
) -> UUID:  # fmt: skip
    """
    Draft an agreement, or change a draft: which functions, with whom, where, from when to when, who is rung. It is not in force yet.

    A party is ``{"organisation": uid or None, "name": text}``. Refuses ``NoParties``, ``NotARange``, ``NotNow`` once it was signed.
    """
    check_real(actor)
    rules.check_code(kind, words.AGREEMENTS)
    rules.check_codes(functions, words.AGREED)
    if not title.strip():
        raise rules.NoName()
    if not parties or not functions:
        raise rules.NoParties()
    if valid_to and valid_to < valid_from:
        raise rules.NotARange()
    row = fresh_or_own(actor, Agreement, agreement, made_at=at, drafted_by=actor.uid)
    row.state = rules.AGREEMENT.step(row.state, "amend")
    row.title, row.kind, row.functions, row.paths = title.strip()[:200], kind, list(functions), list(paths)
    row.valid_from, row.valid_to, row.cost_rule, row.contact = valid_from, valid_to, cost_rule[:400], seen(actor, Contact, contact)
    row.drafted_by = actor.uid
    row.save()
    row.parties.all().delete()
    for one in parties:
        Party.objects.create(agreement=row, organisation_uid=one.get("organisation"), name=organisation_name(one.get("organisation"), one.get("name", "")))
    concerns("organisation", *(one["organisation"] for one in parties if one.get("organisation")))
    return row.uid


@action("partners.add_clause", about=["agreement", "clause", "recipient"], facts=["recipient_kind", "classes", "purpose", "conditions", "ends_on"])
def add_clause(
    actor: Actor, *, clause: UUID, agreement: UUID, recipient: UUID | None = None, recipient_kind: str = "", classes: list[str], purpose: str, conditions: list[str] = (),
    ends_on: date | None = None, at: datetime,
) -> UUID:  # fmt: skip
    """
    Add a rule on data to a draft: who may be given which classes of data, for what, on which conditions, until when.

    The export gate keeps it; the firewall stands before it. Refuses ``NoRecipient``, and ``NotNow`` once the agreement was signed.
    """
    check_real(actor)
    row = own(actor, Agreement, agreement)
    rules.AGREEMENT.step(row.state, "add_clause")
    rules.check_codes(classes, rules.CLASSES)
    rules.check_codes(conditions, rules.CONDITIONS)
    if recipient and not Organisation.objects.filter(uid=recipient).exists():
        raise NotFound()
    known = purpose in {one.key for one in load.purposes()} and (not recipient_kind or recipient_kind in {one.key for one in load.organisation_kinds()})
    if bool(recipient) == bool(recipient_kind) or not classes or not known:
        raise rules.NoRecipient()
    SharingClause.objects.create(
        uid=clause, agreement=row, recipient_uid=recipient, recipient_kind=recipient_kind, classes=list(classes), purpose=purpose, conditions=list(conditions), ends_on=ends_on
    )  # fmt: skip
    row.drafted_by = actor.uid
    row.save(update_fields=["drafted_by"])
    return clause


@action("partners.end_clause", about=["clause"])
def end_clause(actor: Actor, *, clause: UUID, at: datetime) -> UUID:
    """End one rule on data: from now on nothing leaves by it."""
    check_real(actor)
    row = SharingClause.objects.filter(uid=clause, agreement__in=Agreement.objects.own(actor)).first()
    if row is None:
        raise NotFound()
    row.ends_on = min(row.ends_on or date.max, at.date() - timedelta(days=1))
    row.save(update_fields=["ends_on"])
    return clause


@action("partners.sign_agreement", about=["agreement"])
def sign_agreement(actor: Actor, *, agreement: UUID, content: bytes = b"", name: str = "", at: datetime) -> UUID:
    """Put an agreement into force, with the paper as signed. It changes no more. Refuses ``SamePerson`` for who drafted it last."""
    check_real(actor)
    row = own(actor, Agreement, agreement)
    state = rules.AGREEMENT.step(row.state, "sign")
    if actor.uid is not None and row.drafted_by == actor.uid:
        raise rules.SamePerson()
    if content:
        row.file_uid = keep_file(content, name=name, purpose="agreement", field_class="internal", media_type=sniffed(content), label_id=_label(row), at=at)
        note(file=row.file_uid)
    row.state, row.signed_by, row.signed_at = state, actor.uid, at
    row.save()
    return row.uid


def _label(row: Agreement) -> int:
    """The paper is seen by who keeps the agreement, and by no unit of control."""
    return intern(LabelParts(0, row.owner_id, 0, frozenset()))


@action("partners.record_use", about=["agreement"], facts=["on"])
def record_use(actor: Actor, *, agreement: UUID, on: date, at: datetime) -> UUID:
    """Record that an agreement was called upon, in an exercise or in reality, and it worked."""
    check_real(actor)
    row = own(actor, Agreement, agreement)
    row.tested_on = on
    row.save(update_fields=["tested_on"])
    return row.uid


@action("partners.end_agreement", about=["agreement"], facts=["reason"])
def end_agreement(actor: Actor, *, agreement: UUID, reason: str, at: datetime) -> UUID:
    """End an agreement with a reason: nothing leaves by its clauses any more."""
    check_real(actor)
    rules.check_code(reason, words.AGREEMENT_ENDED)
    row = own(actor, Agreement, agreement)
    row.state, row.ended_at, row.ended_reason = rules.AGREEMENT.step(row.state, "end"), at, reason
    row.save(update_fields=["state", "ended_at", "ended_reason"])
    return row.uid


@action("partners.tell_lapse", about=["agreement"])
def tell_lapse(actor: Actor, *, agreement: UUID, at: datetime) -> UUID:
    """Tell who keeps an agreement that it lapses within 60 days: a task for the head of post."""
    row = own(actor, Agreement, agreement)
    row.told_at = at
    row.save(update_fields=["told_at"])
    due = at + timedelta(days=max((row.valid_to - at.date()).days, 0)) if row.valid_to else at
    return crises.open_task(
        actor, task=new_uid(), kind="agreement", what=f"{row.title}: {row.valid_to.isoformat() if row.valid_to else ''}", due_at=due, organisation=row.owner_id,
        owner_role="head_of_post", source="partners", source_uid=row.uid, at=at,
    )  # fmt: skip
