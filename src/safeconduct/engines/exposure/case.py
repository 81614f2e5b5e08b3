"""
A question as JSON, and its answer: for the command line, for worked cases, for other programs.

    {"title": text, "bands": [{"name": text, "polygons": [GeoJSON geometry, ...], "circles": [{"lon": deg, "lat": deg, "km": number}, ...]}, ...],
     "stale_after_days": number or absent,
     "people": [{"id": text, "lon": deg, "lat": deg, "accuracy_m": number, "age_days": number, "nationality": text, "language": text, "vulnerability": [text]}, ...],
     "presence": [{"name": text, "area": GeoJSON geometry, "low": n, "best": n, "high": n, "group": text}, ...],
     "expect": {id: [band name or null, "certain" or "possible" or "outside"], ...}}

Bands go from the mildest to the worst. Of a person only ``id``, ``lon`` and ``lat`` are needed; a missing accuracy is exact and a
missing age is today, null is *not known*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from shapely.geometry import shape

from . import morton
from .area import Circle, band
from .model import Codes, Exposure, Flags, People, Presence, Range
from .solve import expose

ONE_EACH = ("nationality", "language")
MANY_EACH = "vulnerability"


@dataclass(frozen=True)
class Case:
    """A question that was read: what ``expose`` takes, the names of the people, and what is expected of each."""

    title: str
    bands: tuple
    people: People
    ids: tuple[str, ...]
    presence: tuple[Presence, ...]
    stale_after_days: float | None
    expect: dict

    def solve(self) -> Exposure:
        """The answer of the engine to this case."""
        return expose(self.bands, self.people, presence=self.presence, stale_after_days=self.stale_after_days)


def read(data: dict) -> Case:
    """The case of a JSON object. Raises ValueError, KeyError or TypeError that names what is wrong with it."""
    bands = tuple(
        band(b["name"], [shape(g) for g in b.get("polygons", ())], [Circle(c["lon"], c["lat"], c["km"]) for c in b.get("circles", ())]) for b in data["bands"]
    )
    rows = data.get("people", [])
    ids = tuple(row["id"] for row in rows)
    if len(set(ids)) < len(ids):
        raise ValueError("two people of this case have one id")
    presence = tuple(Presence(p["name"], shape(p["area"]), p["low"], p["best"], p["high"], p.get("group", "")) for p in data.get("presence", ()))
    return Case(data.get("title", ""), bands, _people(rows), ids, presence, data.get("stale_after_days"), data.get("expect", {}))


def _people(rows):
    cells = morton.cell([row["lon"] for row in rows], [row["lat"] for row in rows]) if rows else np.empty(0, np.int64)
    groups = {}
    for name in ONE_EACH:
        told = [row.get(name) or "not known" for row in rows]
        names = tuple(sorted(set(told)))
        groups[name] = Codes(np.array([names.index(t) for t in told], np.int64), names)
    marks = tuple(sorted({mark for row in rows for mark in row.get(MANY_EACH, ())}))
    if len(marks) > 64:
        raise ValueError("a case can count at most 64 vulnerabilities")
    groups[MANY_EACH] = Flags(np.array([sum(1 << marks.index(m) for m in set(row.get(MANY_EACH, ()))) for row in rows], np.uint64), marks)
    return People(cells, _numbers(rows, "accuracy_m"), _numbers(rows, "age_days"), groups)


def _numbers(rows, name):
    if not any(name in row for row in rows):
        return None
    return np.array([np.nan if row.get(name, 0.0) is None else row.get(name, 0.0) for row in rows], np.float64)


def verdicts(case: Case, answer: Exposure) -> dict:
    """Each person's band name (or None) and "certain", "possible" or "outside"."""
    said = dict.fromkeys(case.ids, (None, "outside"))
    for row, k, sure in zip(answer.who.tolist(), answer.band.tolist(), answer.certain.tolist(), strict=True):
        said[case.ids[row]] = (answer.bands[k - 1], "certain" if sure else "possible")
    return said


def surprises(case: Case, answer: Exposure) -> list[str]:
    """What differs from what the case expects, one sentence each."""
    said = verdicts(case, answer)
    unknown = [f"{name} is expected but not among the people" for name in case.expect if name not in said]
    return unknown + [f"{name}: expected {tuple(want)}, found {said[name]}" for name, want in case.expect.items() if name in said and tuple(want) != said[name]]


def as_json(case: Case, answer: Exposure) -> dict:
    """The answer as plain JSON values."""

    def span(r: Range):
        return {"low": r.low, "best": r.best, "high": r.high}

    def table(t):
        return {
            name: {b: {"certain": int(t.certain[k, j]), "possible": int(t.possible[k, j]), "or_worse": span(t.range(k + 1, name))} for k, b in enumerate(answer.bands)}
            for j, name in enumerate(t.names)
        }

    people = {name: {"band": b, "verdict": v} for name, (b, v) in verdicts(case, answer).items()}
    shares = [
        {"name": s.name, "group": s.group, "share": [round(x, 6) for x in s.share], "people": [span(r) for r in s.people], "at_most": list(s.at_most)} for s in answer.shares
    ]
    return {
        "title": case.title, "version": answer.version, "digest_in": answer.digest_in, "digest_out": answer.digest_out, "bands": list(answer.bands), "asked": answer.asked,
        "people": people, "total": table(answer.total)["all"], "groups": {name: table(t) for name, t in answer.tables.items()},
        "shares": shares, "presence": {group: [span(r) for r in ranges] for group, ranges in answer.presence.items()}, "surprises": surprises(case, answer),
    }  # fmt: skip
