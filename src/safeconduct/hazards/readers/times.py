"""Moments as alerts write them, mended where they break the rule of CAP."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from .model import Notes

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{1,2}:?\d{2}|[+-]\d{1,2})?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
FIRST, LAST = 1900, 2200


def offset_of(text: str) -> tzinfo | None:
    """The offset that a written moment carries, or None."""
    found = _ISO.fullmatch(text.strip())
    try:
        return _zone(found[8]) if found and found[8] else None
    except ValueError:
        return None


def moment(text: str, where: str, notes: Notes, lacking: tzinfo | None = None) -> datetime | None:
    """
    The moment that ``text`` names, aware; None (and a warning) where it names none.

    Mended with a warning: ``Z``, offset without colon, no offset (``lacking``, else UTC), blank in place of ``T``,
    a date alone, and the form of RFC 822.
    """
    text = text.strip()
    if not text:
        return None
    found = _ISO.fullmatch(text)
    if found is None:
        return _letter_date(text, where, notes)
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    hour, minute, second = int(found[4] or 0), int(found[5] or 0), int(found[6] or 0)
    micro = int(((found[7] or "") + "000000")[:6])
    try:
        if not FIRST <= year <= LAST:
            raise ValueError("the year is out of reach")
        late = timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else timedelta()
        leap = timedelta(seconds=1) if second == 60 else timedelta()
        zone = _zone(found[8]) if found[8] else None
        at = datetime(year, month, day, 0 if late else hour, minute, 59 if leap else second, micro) + late + leap
        at = at.replace(tzinfo=zone or lacking or UTC)
    except ValueError as wrong:
        notes.say(f"{where}: {text[:60]!r} is no moment ({wrong}); left out")
        return None
    _say_mended(text, found, where, notes, zone, lacking)
    return at


def _say_mended(text, found, where, notes, zone, lacking) -> None:
    if zone is None:
        taken = "the offset of the alert's other times" if lacking else "UTC"
        notes.say(f"{where}: {text[:60]!r} has no offset; read with {taken}")
    elif found[8].upper() in ("Z", "UTC", "GMT"):
        notes.say(f"{where}: {text[:60]!r} ends in {found[8]}; CAP asks for -00:00; read as UTC")
    if found[4] is None:
        notes.say(f"{where}: {text[:60]!r} is a day without a time; read as its beginning")


def _zone(text: str) -> tzinfo | None:
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    sign, hours, minutes = _OFFSET.fullmatch(text).groups()
    away = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if away > timedelta(hours=15):
        raise ValueError("the offset is out of reach")
    return timezone(-away if sign == "-" else away) if away else UTC


def _letter_date(text: str, where: str, notes: Notes) -> datetime | None:
    """Moments of RSS (``Mon, 30 Dec 2019 01:35:11 GMT``)."""
    try:
        at = parsedate_to_datetime(text)
        if not FIRST <= at.year <= LAST:
            raise ValueError
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        notes.say(f"{where}: {text[:60]!r} is no moment; write it as 2024-04-22T18:52:32+08:00; left out")
        return None
    return at
