"""What came in and waits for a person to read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging.models import Inbound
from safeconduct.people import queries as people


@dataclass(frozen=True)
class InboundCard:
    """Something that somebody sent. ``people`` are those who have this address, as far as the reader may see them."""

    uid: UUID
    channel: str
    address: str
    text: str
    understood: str
    certain: bool
    received_at: datetime
    handled_at: datetime | None
    person_id: int | None
    people: tuple[people.PersonCard, ...]


def _waiting(actor: Actor):
    return Inbound.objects.within(actor).filter(handled_at=None)


def inbox_count(actor: Actor) -> int:
    """How many texts wait for a person."""
    return _waiting(actor).count()


def inbox(actor: Actor, limit: int = 50) -> list[InboundCard]:
    """Texts that wait for a person, oldest first, with everybody who has that address."""
    return _cards(actor, list(_waiting(actor).order_by("received_at", "id")[:limit]))


def _cards(actor: Actor, rows: list[Inbound]) -> list[InboundCard]:
    known = {card.id: card for card in people.cards(actor, ids=[row.person_id for row in rows if row.person_id])}
    asked = people.by_contacts(actor, [_address(row) for row in rows if not row.person_id])
    return [_card(row, [known[row.person_id]] if row.person_id in known else asked.get(_address(row), [])) for row in rows]


def _address(row: Inbound) -> tuple[str, str]:
    return "email" if "@" in row.address else "phone", row.address


def _card(row: Inbound, held: list[people.PersonCard]) -> InboundCard:
    return InboundCard(row.uid, row.channel, row.address, row.text, row.understood, row.certain, row.received_at, row.handled_at, row.person_id, tuple(held))


def inbound(actor: Actor, uid: UUID) -> InboundCard:
    """One text that came in; ``NotFound`` outside the actor's scope."""
    row = Inbound.objects.within(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return _cards(actor, [row])[0]
