"""The personal link behind the half-yearly question: nothing of the person is in it, and it ends with the answer."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from uuid import UUID

from safeconduct.access.keys import ring
from safeconduct.messaging import sight
from safeconduct.messaging.models import Delivery
from safeconduct.people import queries as people
from safeconduct.people.queries import choosing


def token_of(delivery: UUID) -> str:
    """The sign of a question that was put in this delivery: 32 letters and digits, which nobody makes without the key."""
    return base64.b32encode(delivery.bytes + _proof(delivery)).decode().lower()


def _proof(delivery: UUID) -> bytes:
    return ring().digest("answers", "messaging.holding", str(delivery))[:4]


def question_behind(token: str) -> UUID | None:
    """The uid of the person whom a link asks; None where it is none of ours, was answered, or a newer question was put."""
    try:
        raw = base64.b32decode(token.upper())
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 20 or raw[16:] != _proof(UUID(bytes=raw[:16])):
        return None
    held = Delivery.objects.within(sight.everything()).filter(uid=UUID(bytes=raw[:16])).values_list("person_id", "made_at").first()
    if held is None or held[0] is None:
        return None
    since = choosing.asked_since(sight.everything(), held[0])
    card = next(iter(people.cards(sight.everything(), ids=[held[0]])), None)
    return card.uid if card is not None and since is not None and since <= held[1] else None


def asked_since(person_id: int) -> datetime | None:
    """Since when our question waits for this person's answer, if one does."""
    return choosing.asked_since(sight.everything(), person_id)
