"""Personal links: a token that can be made again from the campaign and the person, of which only a digest is kept."""

from __future__ import annotations

import base64
import hashlib
from uuid import UUID

from safeconduct.access.keys import ring


def token_of(campaign: UUID, person: UUID) -> str:
    """The token of a person in a campaign: 16 signs, 80 bits, for nobody else to guess."""
    raw = ring().digest("answers", "checkins.link", str(campaign), str(person))[:10]
    return base64.b32encode(raw).decode().lower()


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()
