"""A case from a JSON object or from tables, with errors that name the field."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from .model import KINDS, Case, Closure, Conflict, Count, ForecastError, Movement, Place, Recount, Route

MOST = {"places": 1_000, "routes": 20_000, "conflicts": 20_000, "closures": 20_000, "counts": 2_000_000, "recounts": 20_000}
KIND_WORDS = {
    "town": "town", "city": "town", "conflict": "conflict", "conflict_zone": "conflict", "conflict_at_start": "conflict", "camp": "camp",
    "destination": "camp", "transit_forward": "forward", "forwarding_hub": "forward", "forward": "forward", "transit_marker": "marker", "marker": "marker",
}  # fmt: skip
CLOSURE_KINDS = {"country", "location", "link", "links", "camp", "remove_forced_redirection", "idpcamp"}
TABLES = {
    "places": ("places", "locations"),
    "routes": ("routes",),
    "conflicts": ("conflicts",),
    "closures": ("closures",),
    "counts": ("counts", "camp_observations", "observations"),
    "recounts": ("recounts", "registration_corrections"),
}
LARGEST = 1e10
FARTHEST = 100_000


def read_case(source: Mapping[str, Any]) -> Case:
    """
    Build a case from a JSON object, or from the tables of a folder of flows read as lists of rows.

    Accepts the words of docs/engines/forecast.md and the column names of the published flow data (``location``,
    ``resident_population``, ``location_a``, ``distance_km``, ``camp``, ``start_day``, ...). Values may be text. A
    column ``people_normalised`` or ``flee_capacity`` is never read: both carry hindsight.

    Raises `ForecastError` naming the field, such as ``counts[3].people``.
    """
    if not isinstance(source, Mapping):
        raise ForecastError("case", "must be an object with places and counts")
    tables = {name: _table(source, name) for name in TABLES}
    start = str(source.get("start_date") or "")
    origin = _date(start, "start_date") if start else None
    day = _Days(origin)
    counts = [_count(r, f"counts[{i}]", day) for i, r in enumerate(tables["counts"])]
    recounts = [Recount(_text(r, f"recounts[{i}]", "place", "camp"), day(r, f"recounts[{i}]", "day")) for i, r in enumerate(tables["recounts"])]
    places = _places(tables["places"], counts)
    names = {p.name for p in places}
    for i, c in enumerate(counts):
        if c.place not in names:
            raise ForecastError(f"counts[{i}].place", f"{c.place!r} is not among the places")
    routes = [_route(r, f"routes[{i}]", names) for i, r in enumerate(tables["routes"])]
    conflicts = [_conflict(r, f"conflicts[{i}]", names, day) for i, r in enumerate(tables["conflicts"])]
    if not conflicts:
        conflicts = [Conflict(p.name, 0) for p in places if p.kind == "conflict"]
    closures = [_closure(r, f"closures[{i}]", day) for i, r in enumerate(tables["closures"])]
    return Case(
        places=tuple(places),
        routes=tuple(r for r in routes if r.a != r.b),
        conflicts=tuple(sorted(conflicts, key=lambda c: (c.start, c.place))),
        closures=tuple(c for c in closures if c.kind not in ("remove_forced_redirection", "idpcamp")),
        counts=tuple(sorted(counts, key=lambda c: (c.place, c.day, c.people))),
        recounts=tuple(sorted(set(recounts), key=lambda r: (r.place, r.day))),
        movement=_movement(source.get("movement")),
        name=str(source.get("name") or ""),
        start_date=start,
    )


def whole(value: Any, field: str, low: int, high: int) -> int:
    """A whole number between ``low`` and ``high``, or an error that names the field."""
    number = _number(value, field)
    if number != int(number):
        raise ForecastError(field, f"must be a whole number, not {value!r}")
    if not low <= number <= high:
        raise ForecastError(field, f"must be between {low} and {high}, not {value!r}")
    return int(number)


def _table(source: Mapping, name: str) -> list:
    for word in TABLES[name]:
        rows = source.get(word)
        if rows is not None:
            if isinstance(rows, str | bytes | Mapping) or not isinstance(rows, Iterable):
                raise ForecastError(word, "must be a list of rows")
            rows = list(rows)
            if len(rows) > MOST[name]:
                raise ForecastError(word, f"has {len(rows)} rows; at most {MOST[name]} are taken")
            for i, row in enumerate(rows):
                if not isinstance(row, Mapping):
                    raise ForecastError(f"{word}[{i}]", "must be an object")
            return rows
    return []


def _get(row: Mapping, *words: str) -> Any:
    for word in words:
        value = row.get(word)
        if value is not None and not (isinstance(value, str) and not value.strip()):
            return value
    return None


def _text(row: Mapping, where: str, *words: str) -> str:
    value = _get(row, *words)
    if value is None:
        raise ForecastError(f"{where}.{words[0]}", "is missing")
    return str(value).strip()


def _number(value: Any, field: str) -> float:
    if value is None or isinstance(value, bool):
        raise ForecastError(field, "is missing" if value is None else "must be a number")
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ForecastError(field, f"must be a number, not {value!r}") from None
    if not math.isfinite(number):
        raise ForecastError(field, f"must be a finite number, not {value!r}")
    return number


def _amount(row: Mapping, where: str, *words: str, default: float | None = None, most: float = LARGEST) -> float:
    value = _get(row, *words)
    if value is None and default is not None:
        return default
    number = _number(value, f"{where}.{words[0]}")
    if number < 0:
        raise ForecastError(f"{where}.{words[0]}", f"must not be below 0, is {value!r}")
    if number > most:
        raise ForecastError(f"{where}.{words[0]}", f"must not be above {most:g}, is {value!r}")
    return number


def _date(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ForecastError(field, f"must be a date as YYYY-MM-DD, not {text!r}") from None


class _Days:
    """Reads a day number, or a date counted from the start date."""

    def __init__(self, origin: date | None):
        self.origin = origin

    def __call__(self, row: Mapping, where: str, word: str, *more: str, date_word: str = "date") -> int:
        value = self.maybe(row, where, word, *more, date_word=date_word)
        if value is None:
            raise ForecastError(f"{where}.{word}", "is missing")
        return value

    def maybe(self, row: Mapping, where: str, word: str, *more: str, date_word: str = "date") -> int | None:
        value = _get(row, word, *more)
        if value is not None:
            return whole(value, f"{where}.{word}", -FARTHEST, FARTHEST)
        text = _get(row, date_word)
        if text is None:
            return None
        found = _date(str(text), f"{where}.{date_word}")
        if self.origin is None:
            raise ForecastError("start_date", f"is needed because {where} gives a date and no day")
        return (found - self.origin).days


def _count(row: Mapping, where: str, day: _Days) -> Count:
    return Count(_text(row, where, "place", "camp"), day(row, where, "day"), _amount(row, where, "people"))


def _places(rows: list, counts: list[Count]) -> list[Place]:
    """The places as given; a place that is only counted becomes a camp without roads; a counted town becomes a camp."""
    out, seen = [], set()
    counted = {c.place for c in counts}
    for i, row in enumerate(rows):
        where = f"places[{i}]"
        name = _text(row, where, "name", "location", "place")
        if name in seen:
            raise ForecastError(f"{where}.name", f"{name!r} is given twice")
        seen.add(name)
        word = str(_get(row, "kind") or "town").strip()
        if word not in KIND_WORDS:
            raise ForecastError(f"{where}.kind", f"{word!r} is not one of {', '.join(KINDS)}")
        kind = KIND_WORDS[word]
        capacity = _get(row, "capacity")
        out.append(
            Place(
                name,
                "camp" if name in counted else kind,
                _amount(row, where, "population", "resident_population", default=0.0),
                str(_get(row, "country") or "").strip(),
                _degrees(row, where, "latitude", 90),
                _degrees(row, where, "longitude", 180),
                None if capacity is None else _amount(row, where, "capacity"),
                0 if _get(row, "capacity_from") is None else whole(_get(row, "capacity_from"), f"{where}.capacity_from", -FARTHEST, FARTHEST),
            )
        )
    if not rows:
        out = [Place(name, "camp") for name in dict.fromkeys(c.place for c in counts)]
    if not any(p.kind == "camp" for p in out):
        raise ForecastError("places", "no place of kind camp and no counts: there is nothing to forecast")
    return out


def _degrees(row: Mapping, where: str, word: str, most: float) -> float | None:
    value = _get(row, word, f"{word}_deg")
    if value is None:
        return None
    number = _number(value, f"{where}.{word}")
    if abs(number) > most:
        raise ForecastError(f"{where}.{word}", f"must be between -{most} and {most}, is {value!r}")
    return number


def _known(name: str, names: set[str], field: str) -> str:
    if name not in names:
        raise ForecastError(field, f"{name!r} is not among the places")
    return name


def _route(row: Mapping, where: str, names: set[str]) -> Route:
    a = _known(_text(row, where, "a", "location_a"), names, f"{where}.a")
    b = _known(_text(row, where, "b", "location_b"), names, f"{where}.b")
    return Route(a, b, _amount(row, where, "km", "distance_km", most=40_000))


def _conflict(row: Mapping, where: str, names: set[str], day: _Days) -> Conflict:
    place = _known(_text(row, where, "place", "location"), names, f"{where}.place")
    start = day(row, where, "start", "start_day", date_word="start_date")
    end = day.maybe(row, where, "end", "end_day", date_word="end_date")
    intensity = _amount(row, where, "intensity", default=1.0, most=1.0)
    if end is not None and end < start:
        raise ForecastError(f"{where}.end", f"{end} lies before the start {start}")
    return Conflict(place, start, end, intensity)


def _closure(row: Mapping, where: str, day: _Days) -> Closure:
    kind = _text(row, where, "kind")
    if kind not in CLOSURE_KINDS:
        raise ForecastError(f"{where}.kind", f"{kind!r} is not one of {', '.join(sorted(CLOSURE_KINDS))}")
    start = day(row, where, "start", "start_day", date_word="start_date")
    end = day.maybe(row, where, "end", "end_day", date_word="end_date")
    if end is not None and end <= start:
        end = None  # the published data write 0 for "never reopens"
    return Closure(kind, _text(row, where, "a", "name_a"), str(_get(row, "b", "name_b") or ""), start, end)


def _movement(given: Any) -> Movement:
    if given is None:
        return Movement()
    if not isinstance(given, Mapping):
        raise ForecastError("movement", "must be an object")
    known = {f.name: f for f in fields(Movement)}
    values: dict[str, Any] = {}
    for word, value in given.items():
        if word not in known:
            raise ForecastError(f"movement.{word}", f"is not a setting; known are {', '.join(known)}")
        if word == "decay":
            if not isinstance(value, list | tuple) or not value:
                raise ForecastError("movement.decay", "must be a list of numbers between 0 and 1")
            values[word] = tuple(_chance(v, "movement.decay") for v in value)
        elif word in ("bins", "decay_days"):
            values[word] = whole(value, f"movement.{word}", 1, 400)
        elif word in ("leave_town", "leave_camp", "conflict_weight", "capacity_buffer"):
            values[word] = _chance(value, f"movement.{word}")
        else:
            number = _number(value, f"movement.{word}")
            if not 0 < number <= 1e5:
                raise ForecastError(f"movement.{word}", f"must be above 0, is {value!r}")
            values[word] = number
    return Movement(**values)


def _chance(value: Any, field: str) -> float:
    number = _number(value, field)
    if not 0 <= number <= 1:
        raise ForecastError(field, f"must be between 0 and 1, is {value!r}")
    return number
