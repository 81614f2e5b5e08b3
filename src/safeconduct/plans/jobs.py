"""What the room of plans does by the clock."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from safeconduct.access import actors
from safeconduct.jobs.runner import every
from safeconduct.plans import actions


@every(24 * 3600, "plans.stale")
def stale(progress, at: datetime | None = None) -> None:
    """Every day: look which plans in force grew stale, and say which fact made them so."""
    now = at or timezone.now()
    for done, uid in enumerate(actions.in_force(now), 1):
        actions.watch(actors.duty("plans.watch"), plan=uid, at=now)
        progress.step(done)
