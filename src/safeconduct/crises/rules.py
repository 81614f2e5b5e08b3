"""Levels and their order, the life of a crisis. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.refusals import Refusal


def zone_there(told: str, of_places: Iterable[str]) -> str:
    """The zone by whose clock a crisis is told: the one that was named, else that of its first place that has one, else UTC."""
    return next((zone for zone in (told, *of_places) if zone and clock(zone).key == zone), "UTC")


def clock(zone: str) -> ZoneInfo:
    """The clock of a crisis by the name of its zone; that of UTC where there is no such zone."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, or a name longer than a file may have
        return ZoneInfo("UTC")


KINDS = ("natural_disaster", "conflict", "other")


class NoEnd(Refusal):
    """A crisis without an end date."""

    text = _("Say until when: a crisis needs an end date from its first day. It can be moved later.")


class NoReason(Refusal):
    """A level without a reason."""

    text = _("Say why: a level needs a reason.")


class DownTooFast(Refusal):
    """A level goes down one step at a time, after a hold."""

    text = _("A level goes down one step at a time, and not before %(hours)s hours have passed.")


class IsClosed(Refusal):
    """The crisis is closed."""

    text = _("This crisis is closed.")


def check_crisis(kind: str, started_at: datetime, ends_on: date | None) -> None:
    """Refuse ``NoEnd`` where the end is missing or before the beginning."""
    if ends_on is None or ends_on < started_at.date():
        raise NoEnd()


NOTICE = timedelta(days=14)  # so long before its end the controller and the data officer are told; [D]
PROPOSED = timedelta(days=7)  # so long its end waits for an answer, then it is proposed again; [D]


def is_over(ends_on: date, today: date) -> bool:
    """Whether the last day of a crisis is over, ``today`` being the day there."""
    return today > ends_on


def tells_of_end(ends_on: date, today: date) -> bool:
    """Whether the end is so near that somebody must say: on, or over."""
    return today >= ends_on - NOTICE


def check_level(*, rank: int, before: int | None, since: datetime | None, at: datetime, reason: str, hold_hours: int = 72) -> None:
    """Up by any number of steps with a reason; down one step at a time after the hold (our proposal: 72 hours)."""
    if not reason.strip():
        raise NoReason()
    if before is not None and rank < before and (rank < before - 1 or (since is not None and at - since < timedelta(hours=hold_hours))):
        raise DownTooFast(hours=hold_hours)
