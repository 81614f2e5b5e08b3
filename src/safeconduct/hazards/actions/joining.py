"""Several sources tell of one hazard; a hazard belongs to a crisis."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from safeconduct.access.gate import action, in_crisis
from safeconduct.crises import queries as crises
from safeconduct.hazards.actions.receiving import refresh
from safeconduct.hazards.models import Alert, Assessment, Count, Hazard
from safeconduct.jobs.runner import enqueue
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound


@action("hazards.join", about=["hazard", "into"])
def join(actor: Actor, *, hazard: UUID, into: UUID, at: datetime) -> UUID:
    """Two hazards are one, told by several sources: its alerts and assessments go over, the best footprint leads."""
    one, other = (Hazard.objects.select_for_update().filter(uid=uid, space_id=actor.space).first() for uid in (hazard, into))
    if one is None or other is None or one.id == other.id:
        raise NotFound()
    Alert.objects.filter(hazard=one).update(hazard=other)
    Assessment.objects.filter(hazard=one).update(hazard=other)
    Count.objects.filter(hazard=one).delete()
    other.crisis_uid = other.crisis_uid or one.crisis_uid
    other.onset = min((t for t in (one.onset, other.onset) if t), default=None)
    refresh(other, at)
    one.current, one.changed_at, one.joined_uid = False, at, other.uid
    one.save(update_fields=["current", "changed_at", "joined_uid"])
    enqueue("hazards.weigh", hazard=other.uid, space=actor.space)
    return other.uid


@action("hazards.bind", about=["hazard"])
def bind(actor: Actor, *, hazard: UUID, crisis: UUID, at: datetime) -> UUID:
    """This hazard belongs to this crisis."""
    row = Hazard.objects.filter(uid=hazard, space_id=actor.space).first()
    if row is None:
        raise NotFound()
    row.crisis_uid = crises.crisis(actor, crisis).uid
    in_crisis(row.crisis_uid)
    row.save(update_fields=["crisis_uid"])
    return row.uid
