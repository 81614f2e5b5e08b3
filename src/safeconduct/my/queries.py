"""What a migrant's page needs to say: who reads, who is on duty, which number to call, when the next news comes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from safeconduct.access import queries as access
from safeconduct.access.actors import duty
from safeconduct.cases import queries as cases
from safeconduct.checkins import queries as checkins
from safeconduct.crises import queries as crises
from safeconduct.places import queries as places
from safeconduct.standards import load


@dataclass(frozen=True)
class Office:
    """The operating organisation as the person knows it, and where it acts."""

    id: int
    name: str
    not_firewalled: bool
    crisis_uid: UUID | None
    country: str
    path: str
    zone: str
    numbers: tuple[tuple[str, str], ...]
    on_duty: bool
    next_duty: datetime | None


def office(at: datetime, organisation_id: int | None = None, crisis_uid: UUID | None = None) -> Office | None:
    """Who reads the answers of this installation; None where no organisation is set up yet."""
    operator = access.operating_organisation(organisation_id)
    if operator is None:
        return None
    actor = duty("my.office")
    chosen = None
    held = [c for c in crises.crises(actor, status="open") if c.controller_id == operator.id]
    if crisis_uid is not None:
        chosen = next((c for c in held if c.uid == crisis_uid), None)
    running = checkins.running_campaign(operator.id, at)
    if chosen is None and running is not None:
        chosen = next((c for c in held if c.uid == running.crisis_uid), None)
    if chosen is None and held:
        chosen = held[0]
    path = chosen.paths[0] if chosen and chosen.paths else ""
    country = path.split("/", 1)[0]
    return Office(
        operator.id, operator.name, operator.not_firewalled, chosen.uid if chosen else None, country, path, chosen.zone if chosen else "UTC",
        tuple(places.emergency_numbers(country, path)), bool(cases.on_duty(operator.id, at)), cases.next_duty(operator.id, at),
    )  # fmt: skip


def say(key: str, lang: str, **values: object) -> str:
    """One sentence of the catalogue."""
    return load.sentence(key).say(lang, **values)


def moment(at: datetime, now: datetime, zone: str, lang: str) -> str:
    """A moment in words: today 09:31, tomorrow 09:31, or the date. Digits are ours; who draws isolates them."""
    there, here = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    time = there.strftime("%H:%M")
    days = (there.date() - here.date()).days
    if days == 0:
        return f"{say('time.today', lang)} {time}"
    if days == 1:
        return f"{say('time.tomorrow', lang)} {time}"
    return f"{there:%Y-%m-%d} {time}"


def until(at: datetime, now: datetime, zone: str, lang: str) -> str:
    """Before which moment: ``today before 10:30``; a moment that has passed moves to the next full hour."""
    if at < now:
        at = now + timedelta(hours=1)
    there, here = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    days = (there.date() - here.date()).days
    day = say("time.today", lang) if days == 0 else say("time.tomorrow", lang) if days == 1 else f"{there:%Y-%m-%d}"
    return say("time.before", lang, day=day, time=there.strftime("%H:%M"))


@cache
def countries(lang: str) -> tuple[tuple[str, str], ...]:
    """Every country and territory with its name in this language, else in English, by name."""
    return tuple(sorted(((one.alpha3, one.names.get(lang) or one.names["en"]) for one in load.countries()), key=lambda pair: pair[1]))


def path_named(country: str, words: str) -> str:
    """The path of the area whose name or code these words are, or one of them between commas; else the country's."""
    told = {part.strip().casefold() for part in [words, *re.split(r"[,;\n،、，]", words)]} - {""}
    if not told:
        return country
    found = [area.path for area in places.areas(country) if area.level > 0 and told & {area.name.casefold(), area.code.casefold()}]
    return max(found, key=lambda path: path.count("/")) if found else country
