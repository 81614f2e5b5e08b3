"""The alarm: a T0 case unopened after 15 minutes, a T1 case after 60, climbs the ladder of those on duty."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from safeconduct.access.actors import duty
from safeconduct.access.gate import in_chunks
from safeconduct.access.labels import parts_of
from safeconduct.cases import actions, queries, rules
from safeconduct.jobs.runner import every
from safeconduct.standards.load import retention_rule

LOOK = 20  # seconds between two looks


@every(LOOK, "cases.alarm")
def alarm(progress, at=None):
    """
    Raise what falls due before the next look; climb at once past a step on which no telephone can ring.

    A step counts as reached only when somebody was told: where nobody at all is on duty, whoever comes first is.
    """
    now, faults = at or timezone.now(), []
    for uid, label_id, triage, opened_at, reached in queries.unread(now):
        try:
            _climb(uid, parts_of(label_id), triage, opened_at, reached, now)
        except Exception as fault:  # what is wrong with one request must not keep the others silent
            faults.append(fault)
    if faults:
        raise faults[0]


def _climb(uid, where, triage, opened_at, reached, now) -> None:
    due = rules.alarm_step(triage_class=triage, opened_at=opened_at, read_at=None, state="received", now=now + timedelta(seconds=LOOK))
    if due == 0 and not queries.on_call(where.owner, now, 1):
        due = 1  # nobody sits there: do not wait for a person who is not there
    step = reached
    while step < due:
        step += 1
        if queries.on_call(where.owner, now, step):
            actions.raise_alarm(duty("cases.alarm", space=where.space), case=uid, step=step, triage=triage, at=now)
        elif step < len(rules.STEPS):
            due = max(due, step + 1)


@every(3600, "cases.forget")
def forget(progress, at=None):
    """Requests go half a year after they were closed."""
    now = at or timezone.now()
    old = queries.closed_before(now - timedelta(days=retention_rule("case").keep_days), now)
    for chunk in in_chunks(old):
        actions.forget_cases(duty("cases.forget"), cases=chunk, at=now)
