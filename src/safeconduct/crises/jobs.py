"""What the room of crises does by the clock."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from safeconduct.access import actors
from safeconduct.crises import actions
from safeconduct.jobs.runner import every


@every(24 * 3600, "crises.ends")
def ends(progress, at: datetime | None = None) -> None:
    """Every day: tell those who answer for a crisis that it ends, and propose its end when it is over."""
    now = at or timezone.now()
    for done, uid in enumerate(actions.ending(now), 1):
        actions.tell_of_end(actors.duty("crises.ends"), crisis=uid, at=now)
        progress.step(done)
