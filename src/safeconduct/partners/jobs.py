"""What comes again: agreements that lapse are told, contacts that ended are forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from safeconduct.access.actors import duty
from safeconduct.access.gate import in_chunks
from safeconduct.jobs.runner import every
from safeconduct.partners import actions, queries, rules


@every(24 * 3600, "partners.lapse")
def lapse(progress, at=None):
    """Sixty days before an agreement lapses, its keeper has a task: renew it, or plan without it."""
    now = at or timezone.now()
    for uid, owner in queries.lapsing(now):
        actions.tell_lapse(duty("partners.lapse", organisation_id=owner), agreement=uid, at=now)


@every(24 * 3600, "partners.forget")
def forget(progress, at=None):
    """Contacts go half a year after they ended."""
    now = at or timezone.now()
    old = queries.ended_before(duty("partners.forget"), now - timedelta(days=rules.FORGET_DAYS))
    for chunk in in_chunks(old):
        actions.forget_contacts(duty("partners.forget"), contacts=chunk, at=now)
