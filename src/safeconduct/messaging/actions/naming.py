"""Audiences under a name: kept, changed, thrown away. Conditions are kept; who is in them is asked each time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.access.gate import action
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging import rules
from safeconduct.messaging.actions.composing import plain
from safeconduct.messaging.models import Audience


@action("messaging.save_audience", about=["audience"], help_data=True)
def save_audience(actor: Actor, *, audience: UUID, name: str, asked: Mapping[str, Any], at: datetime) -> UUID:
    """
    Keep an audience under a name.

    The conditions are kept, not the people; a name that there is already is changed to these. Returns the uid. Refuses ``NobodyChosen`` without any condition and ``NoName`` without a name.
    """
    name = " ".join(name.split())
    if not name:
        raise rules.NoName()
    if not any(asked.values()):
        raise rules.NobodyChosen()
    row = Audience.objects.filter(organisation_id=actor.organisation_id, space_id=actor.space, name=name).first()
    row = row or Audience(uid=audience, organisation_id=actor.organisation_id, space_id=actor.space, name=name, made_at=at)
    row.asked, row.written_by = plain(asked), actor.uid
    row.save()
    return row.uid


@action("messaging.drop_audience", about=["audience"], help_data=True)
def drop_audience(actor: Actor, *, audience: UUID, at: datetime) -> UUID:
    """
    Throw a kept audience away.

    Messages that were written to it keep theirs.
    """
    gone, _rows = Audience.objects.filter(uid=audience, organisation_id=actor.organisation_id, space_id=actor.space).delete()
    if not gone:
        raise NotFound()
    return audience
