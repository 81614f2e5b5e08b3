"""What hazards add when something happens, and what they answer to the rooms below."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.access.models import Organisation
from safeconduct.hazards import queries
from safeconduct.hazards.models import Alert
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.verbs import VERBS, answers


@answers("messaging.audience")
def inside_a_hazard(actor: Actor, spec: dict, at: datetime) -> set[int] | None:
    """The people inside a hazard, where an audience asks for them."""
    if not spec.get("inside"):
        return None
    found = queries.inside(actor, UUID(str(spec["inside"])), at, bands=spec.get("bands"), possible=spec.get("possible", True))
    return {one.person_id for one in found}


@answers("messaging.authority")
def what_the_authority_says(actor: Actor, *, alert: UUID | None = None, hazard: UUID | None = None) -> dict[str, Any]:
    """The issuing authority's instruction, name and time, to stand beside our advice."""
    if hazard is None and alert is not None:
        hazard = queries.alert(actor, alert).hazard_uid
    return queries.authority(actor, hazard, actor.language) if hazard else {}


@answers("messaging.hazards")
def what_may_be_written_about(actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """Hazards that are current, for the choice of an audience: (uid, name)."""
    return [(str(card.uid), queries.known_as(card, actor.language)[0]) for card in queries.hazards(actor, current=True)]


@answers("hazards.withdrawn")
def draft_corrections(alert: UUID, by: UUID, at: datetime) -> list[UUID]:
    """
    An alert was updated or cancelled: every organisation that wrote because of it finds the correction drafted.

    Nothing leaves: a draft is released by a person. Where the room of messages is not there yet nothing was written either.
    """
    verb = VERBS.get("messaging.draft_correction")
    if verb is None:
        return []
    from safeconduct.messaging import queries as messaging

    row = Alert.objects.filter(uid=alert).select_related("hazard").first()
    if row is None:
        return []
    drafts = []
    for owner in Organisation.objects.all():
        office = Actor(kind="job", duty="hazards.correct", space=row.space_id, organisation_id=owner.id, state=owner.state)
        sent = {one.uid for one in messaging.sent_about(office, alerts=[alert])}
        if row.hazard_id:
            sent |= {one.uid for one in messaging.sent_about(office, hazard=row.hazard.uid) if one.alert_uid is None}
        drafts += [verb.call(office, message=new_uid(), of=one, at=at) for one in sorted(sent, key=str)]
    return drafts
