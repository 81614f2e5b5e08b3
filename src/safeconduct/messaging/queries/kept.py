"""Audiences under a name, and what an officer may choose one by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging.models import Audience


@dataclass(frozen=True)
class AudienceCard:
    """A kept audience: its name and its conditions, not its people."""

    uid: UUID
    name: str
    asked: Mapping[str, Any]


def _rows(actor: Actor):
    return Audience.objects.filter(organisation_id=actor.organisation_id, space_id=actor.space)


def kept_audiences(actor: Actor) -> list[AudienceCard]:
    """The kept audiences of the own organisation, by name."""
    return [AudienceCard(row.uid, row.name, row.asked) for row in _rows(actor)]


def kept_audience(actor: Actor, uid: UUID) -> AudienceCard:
    """One of them; ``NotFound`` elsewhere."""
    found = next((card for card in kept_audiences(actor) if card.uid == uid), None)
    if found is None:
        raise NotFound()
    return found
