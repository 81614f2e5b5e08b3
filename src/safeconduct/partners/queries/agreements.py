"""Agreements: what was agreed with whom, for where, until when, and the clauses by which data may leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from safeconduct.access.models import Organisation
from safeconduct.access.rules import Clause
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.partners import rules, words
from safeconduct.partners.models import Agreement, SharingClause


@dataclass(frozen=True)
class PartyCard:
    """One party, of the house or not."""

    uid: UUID | None
    name: str


@dataclass(frozen=True)
class ClauseCard:
    """One rule on data; ``recipient`` is a name, or empty where it is a kind. ``last`` is its last day."""

    uid: UUID
    recipient: str
    recipient_kind: str
    classes: tuple[str, ...]
    purpose: str
    conditions: tuple[str, ...]
    last: date | None


@dataclass(frozen=True)
class AgreementCard:
    """An agreement as it stands on a day: ``term.state`` is draft, later, in_force, soon, lapsed or ended."""

    uid: UUID
    title: str
    kind: str
    functions: tuple[str, ...]
    paths: tuple[str, ...]
    parties: tuple[PartyCard, ...]
    valid_from: date
    valid_to: date | None
    term: rules.Term
    cost_rule: str
    contact: UUID | None
    file: UUID | None
    drafted_by: UUID | None
    signed_at: datetime | None
    tested_on: date | None
    ended_reason: str
    mine: bool
    clauses: tuple[ClauseCard, ...] = ()


def _card(actor: Actor, row: Agreement, at: datetime, names: dict[UUID, str] | None = None) -> AgreementCard:
    clauses = () if names is None else tuple(
        ClauseCard(
            one.uid, names.get(one.recipient_uid, ""), one.recipient_kind, tuple(one.classes), one.purpose, tuple(one.conditions), rules.clause_ends(row.valid_to, one.ends_on)
        )
        for one in sorted(row.clauses.all(), key=lambda one: one.id)
    )  # fmt: skip
    return AgreementCard(
        row.uid, row.title, row.kind, tuple(row.functions), tuple(row.paths), tuple(PartyCard(one.organisation_uid, one.name) for one in sorted(row.parties.all(), key=lambda one: one.id)),
        row.valid_from, row.valid_to, rules.term(row.state, row.valid_from, row.valid_to, at.date()), row.cost_rule, row.contact.uid if row.contact else None, row.file_uid,
        row.drafted_by, row.signed_at, row.tested_on, row.ended_reason, actor.sees_all or row.owner_id == actor.organisation_id, clauses,
    )  # fmt: skip


ORDER = ("lapsed", "soon", "draft", "later", "in_force", "ended")


def agreements(actor: Actor, at: datetime) -> list[AgreementCard]:
    """Agreements that the actor's organisation keeps or is a party of: what lapsed or lapses first. Two statements."""
    rows = Agreement.objects.within(actor).select_related("contact").prefetch_related("parties")
    cards = [_card(actor, row, at) for row in rows]
    return sorted(cards, key=lambda one: (ORDER.index(one.term.state), one.valid_to or date.max, one.title.casefold()))


def agreement(actor: Actor, uid: UUID, at: datetime) -> AgreementCard:
    """One agreement with its clauses; ``NotFound`` elsewhere."""
    row = Agreement.objects.within(actor).select_related("contact").prefetch_related("parties", "clauses").filter(uid=uid).first()
    if row is None:
        raise NotFound()
    named = {one.recipient_uid for one in row.clauses.all() if one.recipient_uid}
    names = dict(Organisation.objects.filter(uid__in=named).values_list("uid", "name")) if named else {}
    return _card(actor, row, at, names)


def agreements_in_force(actor: Actor, at: datetime, *, function: str = "", path: str = "") -> list[AgreementCard]:
    """What a plan leans on: agreements in force for a function and an area, those that lapse first on top."""
    held = [one for one in agreements(actor, at) if one.term.state in ("in_force", "soon")]
    return [one for one in held if (not function or function in one.functions) and (not path or rules.covers_area(one.paths, path))]


def coverage(cards: list[AgreementCard]) -> list[tuple[str, int]]:
    """For every function, how many of these agreements are in force for it."""
    held = [one for one in cards if one.term.state in ("in_force", "soon")]
    return [(function, sum(function in one.functions for one in held)) for function in words.AGREED]


def clauses_in_force(organisation_id: int | None, recipient: UUID, at: datetime) -> list[Clause]:
    """The rules of an organisation's signed agreements on data for a recipient or its kind, for the export gate."""
    kind = Organisation.objects.filter(uid=recipient).values_list("kind", flat=True).first() or ""
    rows = SharingClause.objects.filter(agreement__owner_id=organisation_id, agreement__state="signed", agreement__valid_from__lte=at.date())
    rows = rows.filter(Q(recipient_uid=recipient) | Q(recipient_uid=None, recipient_kind=kind)).select_related("agreement").order_by("id")
    return [
        Clause(
            one.uid, one.recipient_uid, one.recipient_kind, frozenset(one.classes), one.purpose, frozenset(one.conditions), one.agreement.valid_from,
            rules.clause_ends(one.agreement.valid_to, one.ends_on),
        )
        for one in rows
    ]  # fmt: skip


def lapsing(at: datetime) -> list[tuple[UUID, int]]:
    """Signed agreements that lapse within 60 days and of which nobody was told: uid and whose."""
    today = at.date()
    rows = Agreement.objects.filter(state="signed", told_at=None, valid_to__lte=today + timedelta(days=rules.LAPSE_DAYS), valid_to__gte=today)
    return list(rows.order_by("id").values_list("uid", "owner_id"))
