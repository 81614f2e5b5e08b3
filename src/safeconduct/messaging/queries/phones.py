"""The simulated telephone of a demonstration: the newest texts of the outbox, by number. Nothing of it exists where a real gateway is set up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from safeconduct.kernel.actors import Actor
from safeconduct.messaging.models import Delivery, Inbound
from safeconduct.people.queries import contact_index

NEWEST = 300


@dataclass(frozen=True)
class Phone:
    """A number with its newest text."""

    number: str
    text: str
    language: str
    at: datetime
    neutral: bool


@dataclass(frozen=True)
class Bubble:
    """One text on the telephone."""

    at: datetime
    text: str
    language: str
    ours: bool


def simulated_phones(actor: Actor, limit: int = 20) -> list[Phone]:
    """The telephones that were written to last, each language once before any comes again, own telephones before shared ones."""
    rows = Delivery.objects.within(actor).filter(channel="sms", state__in=["handed_over", "delivered"], via=None).order_by("-id")[:NEWEST]
    seen: dict[str, Phone] = {}
    for row in rows:
        number = row.address
        if number not in seen:
            seen[number] = Phone(number, row.text, row.language, row.made_at, row.neutral)
    newest = sorted(seen.values(), key=lambda phone: phone.neutral)
    first = {phone.language: phone for phone in reversed(newest)}
    chosen = newest[:3] + [phone for phone in first.values() if phone not in newest[:3]]
    return (chosen + [phone for phone in newest if phone not in chosen])[:limit]


def simulated_texts(actor: Actor, number: str, limit: int = 30) -> list[Bubble]:
    """What one telephone shows, oldest first."""
    index = contact_index("phone", number)
    ours = [Bubble(r.made_at, r.text, r.language, True) for r in Delivery.objects.within(actor).filter(index=index, channel="sms").exclude(state="waiting").order_by("-id")[:limit]]
    theirs = [Bubble(r.received_at, r.text, "", False) for r in Inbound.objects.within(actor).filter(index=index).order_by("-id")[:limit]]
    return sorted([*reversed(theirs), *reversed(ours)], key=lambda b: b.at)[-limit:]
