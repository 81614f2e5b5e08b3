"""Contacts, their tests, and who is on call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.partners import rules
from safeconduct.partners.models import Contact, ReachTest, Watch


@dataclass(frozen=True)
class ContactCard:
    """An official, focal point or role holder. ``standing``: fresh, stale (answered no test for 180 days), never (answered none), ended. ``mine``: kept by the reader's organisation."""

    uid: UUID
    name: str
    kind: str
    function: str
    organisation: str
    unit: str
    post: str
    path: str
    languages: tuple[str, ...]
    channels: tuple[tuple[str, str], ...]
    round_the_clock: bool
    verified_at: datetime | None
    verified_how: str
    standing: str
    ended_at: datetime | None
    ended_reason: str
    is_open: bool
    mine: bool
    organisation_uid: UUID | None = None

    @property
    def counts(self) -> bool:
        """Whether it answered a test within 180 days: only then does a plan lean on it."""
        return self.standing == "fresh"


def _card(actor: Actor, row: Contact, at: datetime) -> ContactCard:
    ways = tuple((one.kind, one.value) for one in sorted(row.channels.all(), key=lambda one: one.order))
    return ContactCard(
        row.uid, row.name, row.kind, row.function, row.organisation_name, row.unit, row.post, row.path, tuple(row.languages), ways, row.round_the_clock, row.verified_at, row.verified_how,
        rules.standing(row.verified_at, row.ended_at, at), row.ended_at, row.ended_reason, row.is_open, actor.sees_all or row.owner_id == actor.organisation_id, row.organisation_uid,
    )  # fmt: skip


def inside(path: str, column: str = "path") -> Q:
    """Rows in a place or below it."""
    return Q(**{column: path}) | Q(**{f"{column}__startswith": path.rstrip("/") + "/"})


def reaching(path: str) -> Q:
    """Rows in a place, below it, above it, or of everywhere: a national focal point answers for a district too."""
    parts = path.split("/")
    return inside(path) | Q(path__in=["", *("/".join(parts[:depth]) for depth in range(1, len(parts)))])


def contacts(actor: Actor, at: datetime, *, path: str = "", function: str = "", language: str = "", text: str = "", ended: bool = False) -> list[ContactCard]:
    """Contacts whom the actor sees, those whose test is over first, then by organisation and name. Two statements. Names are sealed, so words are sought in what was opened."""
    rows = Contact.objects.within(actor).prefetch_related("channels")
    rows = rows.exclude(ended_at=None) if ended else rows.filter(ended_at=None)
    if path:
        rows = rows.filter(reaching(path))
    if function:
        rows = rows.filter(function=function)
    cards = [_card(actor, row, at) for row in rows]
    wanted = text.casefold().strip()
    cards = [one for one in cards if (not language or language in one.languages) and (not wanted or wanted in f"{one.name} {one.organisation} {one.unit} {one.post}".casefold())]
    order = {"never": 0, "stale": 1, "fresh": 2, "ended": 3}
    return sorted(cards, key=lambda one: (order[one.standing], one.organisation.casefold(), one.name.casefold()))


def contact(actor: Actor, uid: UUID, at: datetime) -> ContactCard:
    """One contact; ``NotFound`` elsewhere."""
    card = contact_card(actor, uid, at)
    if card is None:
        raise NotFound()
    return card


def contact_card(actor: Actor, uid: UUID, at: datetime) -> ContactCard | None:
    """What a plan leans on: the contact of that uid as it is now, or None where it is gone or not seen."""
    row = Contact.objects.within(actor).prefetch_related("channels").filter(uid=uid).first()
    return _card(actor, row, at) if row else None


@dataclass(frozen=True)
class TestCard:
    """One try to reach a contact."""

    at: datetime
    how: str
    answered: bool


def tests_of(actor: Actor, uid: UUID, limit: int = 20) -> list[TestCard]:
    """The last tries to reach a contact, newest first."""
    rows = ReachTest.objects.filter(contact__in=Contact.objects.within(actor).filter(uid=uid)).order_by("-tested_at", "-id")[:limit]
    return [TestCard(row.tested_at, row.how, row.answered) for row in rows]


def ended_before(actor: Actor, moment: datetime) -> list[UUID]:
    """Contacts that ended at that moment or before."""
    return list(Contact.objects.within(actor).filter(ended_at__lte=moment).order_by("id").values_list("uid", flat=True))


@dataclass(frozen=True)
class WatchCard:
    """Who is on call for a function at a place, on the clock of that place. ``note`` is what was handed over."""

    uid: UUID
    function: str
    path: str
    zone: str
    from_at: datetime
    to_at: datetime
    contact: ContactCard
    note: str
    mine: bool


def watches(actor: Actor, at: datetime, begin: datetime, end: datetime, *, path: str = "") -> list[WatchCard]:
    """Who is on call between two moments, by place, function and time; contacts that ended are on call no more. Two statements."""
    rows = Watch.objects.within(actor).filter(from_at__lt=end, to_at__gt=begin, contact__ended_at=None).select_related("contact").prefetch_related("contact__channels")
    if path:
        rows = rows.filter(reaching(path))
    return [
        WatchCard(row.uid, row.function, row.path, row.zone, row.from_at, row.to_at, _card(actor, row.contact, at), row.note, actor.sees_all or row.owner_id == actor.organisation_id)
        for row in rows.order_by("path", "function", "from_at", "id")
    ]  # fmt: skip


def on_call(actor: Actor, at: datetime, *, path: str = "", functions: Iterable[str] = ()) -> list[WatchCard]:
    """Who is on call at a moment."""
    held = watches(actor, at, at, at + timedelta(microseconds=1), path=path)
    wanted = set(functions)
    return [one for one in held if not wanted or one.function in wanted]


@dataclass(frozen=True)
class DutyCard:
    """One of the own duty officers, as the room that rings them answers `partners.duty`: who, as what, until when, whether a telephone can ring, where it is kept."""

    name: str
    post: str
    to_at: datetime
    rings: bool
    url: str
