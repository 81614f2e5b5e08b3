"""A trigger fires: somebody must judge until a time, and says what they concluded. No level changes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from safeconduct.access.gate import action, concerns
from safeconduct.crises import actions as crises
from safeconduct.hazards.models import Assessment, Hazard
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound, Refusal


class NoConclusion(Refusal):
    """An assessment is closed with a conclusion."""

    text = _("Say what you concluded, and why.")


class AlreadyJudged(Refusal):
    """The assessment was closed before."""

    text = _("This assessment is closed already.")


@action("hazards.open_assessment", about=["assessment", "hazard"], facts=["rule", "due_hours"])
def open_assessment(
    actor: Actor, *, assessment: UUID, organisation: int, rule: str, reasons: list[str], due_hours: int, hazard: UUID | None = None, crisis: UUID | None = None,
    inside: tuple[int, int] | None = None, at: datetime,
) -> UUID:  # fmt: skip
    """
    A trigger fired: somebody must judge until a time. No level changes by itself.

    The same rule opens one assessment of a hazard for an organisation: the second time the first one's uid comes back.
    """
    row = Hazard.objects.select_for_update().filter(uid=hazard, space_id=actor.space).first() if hazard else None
    if hazard and row is None:
        raise NotFound()
    if row is not None:
        known = Assessment.objects.filter(hazard=row, organisation_id=organisation, rule=rule).first()
        if known is not None:
            return known.uid
        crisis = crisis or row.crisis_uid
    due = at + timedelta(hours=due_hours)
    task = crises.open_task(
        actor, task=new_uid(), kind="assessment", what=(row.name if row else rule)[:200], due_at=due, crisis=crisis, organisation=organisation,
        owner_role="duty_officer", source="hazards", source_uid=assessment, at=at,
    )  # fmt: skip
    low, high = inside or (None, None)
    Assessment.objects.create(
        uid=assessment, hazard=row, organisation_id=organisation, crisis_uid=crisis, rule=rule, reasons=reasons, task_uid=task, opened_at=at, due_at=due,
        inside_low=low, inside_high=high,
    )  # fmt: skip
    return assessment


@action("hazards.close_assessment", about=["assessment"], facts=["state"])
def close_assessment(actor: Actor, *, assessment: UUID, state: str, conclusion: str, at: datetime) -> UUID:
    """Say what you concluded: a message, a crisis, or no action. Refuses ``NoConclusion`` and ``AlreadyJudged``."""
    row = Assessment.objects.select_for_update().filter(uid=assessment, organisation_id=actor.organisation_id).first()
    if row is None:
        raise NotFound()
    if row.state != "open":
        raise AlreadyJudged()
    if not conclusion.strip() or state not in ("message", "crisis", "no_action"):
        raise NoConclusion()
    row.state, row.closed_at, row.conclusion = state, at, conclusion
    row.save(update_fields=["state", "closed_at", "conclusion"])
    if row.task_uid:
        crises.finish_task(actor, task=row.task_uid, at=at)
    return row.uid


@action("hazards.end_past")
def end_past(actor: Actor, *, hazards: list[UUID], at: datetime) -> int:
    """These hazards are over: their last alert has run out. An alert that comes later makes them current again."""
    rows = Hazard.objects.filter(uid__in=hazards, space_id=actor.space, current=True)
    concerns("hazard", *rows.values_list("uid", flat=True))
    return rows.update(current=False, changed_at=at)
