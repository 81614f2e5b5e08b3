"""When a contact counts, who is on call, when a service is open, what an agreement covers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.refusals import Refusal
from safeconduct.kernel.states import StateTable

CONTACT_DAYS = 180  # our proposal: a contact that answered no test for so long is stale
SERVICE_DAYS = 30  # our proposal: a service not verified for so long is stale
LAPSE_DAYS = 60  # our proposal: the keeper is told so long before an agreement lapses
AHEAD = timedelta(days=7)  # how far lists of who is on call look
FORGET_DAYS = 180  # our proposal: an ended contact is erased after so long

CONTACT_KINDS = ("official", "focal_point", "role_holder")
CHANNELS = ("mobile", "telephone", "satellite", "radio", "email")
TESTS = ("call", "sms", "email", "radio", "in_person")
VERIFICATIONS = ("call", "visit", "email", "list")
STATUSES = ("open", "limited", "shut")
CONDITIONS = ("aggregate_only", "everyone_agreed", "protected_too", "no_onward", "delete_after_30_days")
CLASSES = ("public", "internal", "personal", "special")

AGREEMENT = StateTable("agreement", "draft", {("draft", "amend"): "draft", ("draft", "add_clause"): "draft", ("draft", "sign"): "signed", ("draft", "end"): "ended", ("signed", "end"): "ended"})


class InExercise(Refusal):
    """Contacts, services and agreements are real; an exercise reads them."""

    text = _("This is an exercise: contacts, services and agreements can be read here, not changed.")


class NotACode(Refusal):
    """A code that does not exist."""

    text = _("%(value)s is not one of %(choices)s.")


class NoName(Refusal):
    """A name is missing."""

    text = _("Say what it is called, and whose it is.")


class NoChannel(Refusal):
    """A contact that nobody can reach."""

    text = _("Give at least one telephone, radio or e-mail: a contact that cannot be reached is none.")


class NotAChannel(Refusal):
    """A telephone number or e-mail address that can't be one."""

    text = _("This is no telephone number or e-mail address that can be used. Write a number with + and its country code.")


class HasEnded(Refusal):
    """The contact ended."""

    text = _("This contact has ended. Put the new holder on file.")


class NotARange(Refusal):
    """An end before its beginning."""

    text = _("The end must come after the beginning.")


class AlreadyOnCall(Refusal):
    """The same contact is on call there already."""

    text = _("This contact is on call there at that time already.")


class NotOnCall(Refusal):
    """A hand-over of something that does not run."""

    text = _("Only who is on call now can hand over.")


class SecretPlace(Refusal):
    """A place that must not be written down was written down."""

    text = _("The place of this service is secret: give the district only, no place, address or point. It is told by telephone.")


class NoPlace(Refusal):
    """A service without a place."""

    text = _("Say where it is: a place on file, or the district.")


class NotHours(Refusal):
    """Opening hours that can't be read."""

    text = _("These hours cannot be read. Write them as Mo-Fr 08:00-16:00; Sa 09:00-12:00, or 24/7.")


class SamePerson(Refusal):
    """Who drafted an agreement may not sign it."""

    text = _("Somebody else than who drafted it puts an agreement into force.")


class NoParties(Refusal):
    """An agreement with nobody."""

    text = _("An agreement needs at least one other party, one function and a first day.")


class NoRecipient(Refusal):
    """A clause without recipient, class or purpose."""

    text = _("A clause names who receives, which classes of data and for what purpose. What is secret is never shared.")


def check_code(value: str, choices: Iterable[str]) -> None:
    """Refuse ``NotACode``."""
    choices = list(choices)
    if value not in choices:
        raise NotACode(value=value, choices=", ".join(choices))


def check_codes(values: Iterable[str], choices: Iterable[str]) -> None:
    """Refuse ``NotACode`` for the first that there is not."""
    choices = list(choices)
    for value in values:
        check_code(value, choices)


EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def tidy_channel(kind: str, value: str) -> str:
    """A number or address as it is kept: telephones without blanks. Refuses ``NotAChannel``."""
    value = value.strip()
    if kind == "email":
        if not EMAIL.fullmatch(value):
            raise NotAChannel()
        return value
    if kind == "radio":
        if not value:
            raise NotAChannel()
        return value[:80]
    digits = re.sub(r"[\s().\-/]", "", value)
    if not re.fullmatch(r"\+?[0-9]{3,15}", digits):
        raise NotAChannel()
    return digits


# -- contacts ----------------------------------------------------------------------------------------------------------------


def standing(verified_at: datetime | None, ended_at: datetime | None, now: datetime, days: int = CONTACT_DAYS) -> str:
    """How far something can be relied on: ``ended``, ``never`` (answered no test), ``stale`` (too long ago) or ``fresh``."""
    if ended_at is not None:
        return "ended"
    if verified_at is None:
        return "never"
    return "stale" if now - verified_at > timedelta(days=days) else "fresh"


# -- on call -----------------------------------------------------------------------------------------------------------------


def clock(zone: str) -> ZoneInfo:
    """The clock of a place by the name of its zone; that of UTC where there is no such zone."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def gaps(spans: Iterable[tuple[datetime, datetime]], begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches between ``begin`` and ``end`` in which nobody is on call."""
    out, reached = [], begin
    for start, stop in sorted(spans):
        if stop <= reached:
            continue
        if start >= end:
            break
        if start > reached:
            out.append((reached, start))
        reached = stop
    if reached < end:
        out.append((reached, end))
    return out


# -- services ----------------------------------------------------------------------------------------------------------------

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
Week = tuple[tuple[tuple[int, int], ...], ...]  # for each weekday, from Monday, spans in minutes; a span past midnight ends after 1440


def read_hours(text: str) -> Week | None:
    """
    Opening hours as OpenStreetMap writes them, weekdays only: ``24/7``, ``Mo-Fr 08:00-12:00,13:00-16:00; Sa 09:00-12:00; Su off``.

    A later part replaces an earlier one for its days, as there. Nothing for no text. Refuses ``NotHours``.
    """
    text = text.strip()
    if not text:
        return None
    if text == "24/7":
        return (((0, 1440),),) * 7
    week: list[tuple[tuple[int, int], ...]] = [()] * 7
    for part in filter(None, (one.strip() for one in text.split(";"))):
        days, _sep, rest = part.rpartition(" ") if re.match(r"(Mo|Tu|We|Th|Fr|Sa|Su)", part) else ("Mo-Su", "", part)
        spans = () if rest in ("off", "closed") else tuple(_span(one) for one in rest.split(","))
        for day in _days(days):
            week[day] = spans
    return tuple(week)


def _days(text: str) -> list[int]:
    out: list[int] = []
    for one in text.replace(" ", "").split(","):
        first, _dash, last = one.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise NotHours()
        begin, end = DAYS.index(first), DAYS.index(last or first)
        out.extend((begin + n) % 7 for n in range((end - begin) % 7 + 1))
    return out


def _span(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-2]?\d):([0-5]\d)-([0-2]?\d):([0-5]\d)", text.strip())
    if not found:
        raise NotHours()
    begin, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if begin >= 1440 or end > 1440:
        raise NotHours()
    return begin, end if end > begin else end + 1440


def is_open(hours: str, local: datetime) -> bool | None:
    """Whether a service is open at a moment of its own place's clock; None where its hours are not known."""
    week = read_hours(hours)
    if week is None:
        return None
    minute, day = local.hour * 60 + local.minute, local.weekday()
    today = any(begin <= minute < end for begin, end in week[day])
    return today or any(begin <= minute + 1440 < end for begin, end in week[day - 1])


def check_place(*, is_secret: bool, site: object, path: str, lon: float | None, lat: float | None, address: str) -> None:
    """Refuse ``SecretPlace`` and ``NoPlace``."""
    if is_secret and (site or lon is not None or lat is not None or address):
        raise SecretPlace()
    if not site and not path:
        raise NoPlace()


# -- agreements --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Term:
    """How an agreement stands on a day: ``state`` is draft, ended, later, in_force, soon (lapses within 60 days) or lapsed; days until its end."""

    state: str
    days: int | None = None


def term(state: str, valid_from: date, valid_to: date | None, today: date) -> Term:
    """How an agreement stands on a day."""
    left = (valid_to - today).days if valid_to else None
    if state in ("draft", "ended"):
        return Term(state, left)
    if today < valid_from:
        return Term("later", left)
    if left is None:
        return Term("in_force")
    if left < 0:
        return Term("lapsed", left)
    return Term("soon" if left <= LAPSE_DAYS else "in_force", left)


def covers_area(paths: Sequence[str], path: str) -> bool:
    """Whether an agreement for these areas (none means everywhere) covers a place."""
    return not paths or any(path == one or path.startswith(one.rstrip("/") + "/") for one in paths)


def clause_ends(valid_to: date | None, ends_on: date | None) -> date | None:
    """The last day of a clause: its own, or that of its agreement, whichever comes first."""
    both = [one for one in (valid_to, ends_on) if one]
    return min(both) if both else None


class IsHeld(Refusal):
    """A legal hold keeps it."""

    text = _("A legal hold keeps this. It can be erased when the hold is over.")
