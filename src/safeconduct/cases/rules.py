"""Triage, the order of the queue, the life of a case, alarms. Pure; the rules of triage are data of the standards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.refusals import Refusal
from safeconduct.kernel.states import StateTable
from safeconduct.standards import load

LIFE = StateTable(
    "case",
    "received",
    {
        ("received", "read"): "read",
        ("received", "assign"): "assigned",
        ("read", "assign"): "assigned",
        ("assigned", "assign"): "assigned",
        ("answered", "assign"): "assigned",
        ("received", "answer"): "answered",
        ("read", "answer"): "answered",
        ("assigned", "answer"): "answered",
        ("answered", "answer"): "answered",
        ("received", "close"): "closed",
        ("read", "close"): "closed",
        ("assigned", "close"): "closed",
        ("answered", "close"): "closed",
        ("closed", "reopen"): "received",
        ("answered", "hear"): "answered",
        ("received", "hear"): "received",
        ("read", "hear"): "read",
        ("assigned", "hear"): "assigned",
        ("closed", "hear"): "received",
        ("received", "worsen"): "received",
        ("read", "worsen"): "received",
        ("assigned", "worsen"): "received",
        ("answered", "worsen"): "received",
    },
)
UNKNOWN = "need_unknown"  # the factor of a request that says no more than that help is needed
OUTCOMES = ("helped", "referred", "advised", "declined", "lost_contact", "duplicate")
ALARM_AFTER = {0: 15, 1: 60}  # minutes unopened, by class (issue of the product; domain 4.3 is a proposal)
STEPS = ("duty_officer", "deputy", "ministry")
STEP_MINUTES = 10  # between one step of the ladder and the next


class MayNotHold(Refusal):
    """A case was to be given to a colleague who may not handle it."""

    text = _("This colleague may not handle this request. Choose one of those who are offered.")


class NotAnOutcome(Refusal):
    """A case is closed with an outcome."""

    text = _("Say how it ended.")


class CannotAnswer(Refusal):
    """The person asked not to be written to or called."""

    text = _("This person asked us not to write or call. Leave your answer here: it is shown when the person comes back with the code.")


class HealthOnly(Refusal):
    """A medical class is confirmed by health staff only."""

    text = _("A medical class is confirmed by health staff only.")


@dataclass(frozen=True)
class Class:
    """A triage class (0 to 4), the rules that gave it, and whether staff has seen it."""

    triage: int
    rules: tuple[str, ...]
    provisional: bool


def factors_of(needs: Iterable[str]) -> set[str]:
    """The factors that the choices of the page "What do you need?" declare; no choice at all is a need that is not yet known."""
    chosen = set(needs)
    if not chosen:
        return {UNKNOWN}
    return {factor for need in load.triage().needs if need.key in chosen for factor in need.factors}


def triage(factors: Iterable[str], *, seen_by: Iterable[str] = ()) -> Class:
    """
    The class of a request: the first rule that matches, by need alone; all rules of that class that match are its reasons.

    ``seen_by`` holds who of the staff confirmed (health, staff); until then the class is provisional. Nationality, status,
    channel and place in the inbox never count.
    """
    factors, seen_by = set(factors), set(seen_by)
    matching = [rule for rule in load.triage().rules if not rule.any or factors & set(rule.any)]
    first = matching[0].triage
    reasons = tuple(rule.id for rule in matching if rule.triage == first and (rule.any or len(matching) == 1))
    wanted = {f.confirmed_by for f in load.triage().factors if f.code in factors}
    return Class(int(first[1:]), reasons or (matching[0].id,), not seen_by or not wanted <= seen_by)


def only_unknown(rule_ids: Iterable[str]) -> bool:
    """Whether a class was given for no other reason than that nobody knows yet what is needed."""
    return set(rule_ids) == {rule.id for rule in load.triage().rules if UNKNOWN in rule.any}


def check_confirmation(factors: Iterable[str], functions: Iterable[str]) -> None:
    """Refuse ``HealthOnly`` where a medical factor would be confirmed by others."""
    medical = {f.code for f in load.triage().factors if f.confirmed_by == "health"}
    if set(factors) & medical and "health" not in set(functions):
        raise HealthOnly()


def order(triage_class: int, opened_at: datetime, state: str) -> tuple:
    """The place in the queue: class first, then who waits longest. Never the channel."""
    return (triage_class, opened_at)


def alarm_step(*, triage_class: int, opened_at: datetime, read_at: datetime | None, state: str, now: datetime) -> int:
    """
    How far the ladder of alarms must have gone: 0 none, 1 duty officer, 2 deputy, 3 ministry.

    A T0 case unopened after 15 minutes, a T1 case after 60; each further step after ten more. When nobody is on duty at all
    the first step is due at once (``jobs``).
    """
    limit = ALARM_AFTER.get(triage_class)
    if limit is None or read_at is not None or state != "received":
        return 0
    late = now - opened_at - timedelta(minutes=limit)
    if late < timedelta():
        return 0
    return min(1 + int(late / timedelta(minutes=STEP_MINUTES)), len(STEPS))


def news_late(*, state: str, next_news_at: datetime | None, now: datetime) -> timedelta | None:
    """For how long the news that the person was promised is overdue; None while it is not, and once the case is closed."""
    if state == "closed" or next_news_at is None or next_news_at >= now:
        return None
    return now - next_news_at


def rounded_up(metres: int) -> int:
    """A radius to its first figure, never smaller than it is."""
    step = 10 ** (len(str(metres)) - 1)
    return -(-metres // step) * step


def decimals(metres: int) -> int:
    """With how many decimals of a degree a position is shown, so that it looks no surer than it is; 0 metres is not known."""
    return next((n for n, limit in ((4, 100), (3, 1_000), (2, 10_000)) if 0 < metres < limit), 1 if metres else 2)
