"""Folders of real flows as cases, with the truth that a forecast is judged by and the peers it is judged beside."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from safeconduct.engines.forecast.backtest import came
from safeconduct.engines.forecast.counts import Series, between, series
from safeconduct.engines.forecast.experts import split
from safeconduct.engines.forecast.model import Case, Count
from safeconduct.engines.forecast.reach import Reach
from safeconduct.engines.forecast.reading import read_case

WAYS = {
    "strict": "input: published counts up to t; truth: counts with later re-registrations taken out, in the units in force at t",
    "published": "input: published counts up to t; truth: published counts, so that a re-registration is an error",
    "anchor": "input: counts already rescaled with hindsight, as the anchors of the design were measured; truth: the same",
    "verified": "input: published counts up to t; truth: rescaled with hindsight, so that units differ by later re-registrations",
}


def table(folder: Path, name: str) -> list[dict]:
    """The rows of a table, none where the file is missing."""
    path = folder / f"{name}.csv"
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@dataclass
class Flow:
    """One conflict: ``case`` for each way of input, and the daily truth."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def facts(self) -> dict[str, str]:
        return {r["key"]: r["value"] for r in table(self.folder, "instance")}

    @cached_property
    def case(self) -> Case:
        """The case with published counts; without a table of locations, its camps alone."""
        counts = table(self.folder, "camp_observations")
        tables = {"camp_observations": counts, "registration_corrections": table(self.folder, "registration_corrections")}
        locations = table(self.folder, "locations")
        if locations:
            known = {r["location"].strip() for r in locations}
            unknown = dict.fromkeys(r["camp"].strip() for r in counts if r["camp"].strip() not in known)
            tables["locations"] = locations + [{"location": name, "kind": "camp"} for name in unknown]
            tables |= {name: table(self.folder, name) for name in ("routes", "conflicts", "closures")}
        return read_case({"name": self.name, "start_date": self.facts.get("start_date"), **tables})

    @cached_property
    def rescaled(self) -> Case:
        """The case with counts rescaled with hindsight; only the way `anchor` uses it."""
        rows = table(self.folder, "camp_observations")
        counts = tuple(Count(r["camp"].strip(), int(r["day"]), float(r.get("people_normalised") or r["people"])) for r in rows)
        return replace(self.case, counts=tuple(sorted(counts, key=lambda c: (c.place, c.day))), recounts=())

    @cached_property
    def days(self) -> int:
        return int(self.facts.get("days") or self.case.last_day + 1)

    @cached_property
    def daily(self) -> np.ndarray:
        """Truth (days, destinations): camp_daily.csv where there is one, else straight lines between rescaled counts."""
        names = {name: i for i, name in enumerate(self.case.destinations)}
        lines = [np.interp(np.arange(self.days), s.days, s.people) if len(s.days) else np.zeros(self.days) for s in series(self.rescaled)]
        out = np.stack(lines, 1)
        for r in table(self.folder, "camp_daily"):
            if r["camp"].strip() in names and 0 <= int(r["day"]) < self.days:
                out[int(r["day"]), names[r["camp"].strip()]] = float(r["people_normalised"])
        return out

    @cached_property
    def whole(self) -> list[Series]:
        """Published counts with every re-registration taken out."""
        return series(self.case)

    @cached_property
    def plain(self) -> list[Series]:
        """Published counts as they stand."""
        return series(replace(self.case, recounts=()))

    def input(self, way: str) -> Case:
        return self.rescaled if way == "anchor" else self.case

    def truth(self, way: str, history: list[Series], day: int, then: int) -> np.ndarray:
        """People at each destination on ``day``, for a forecast made with ``history`` on day ``then``."""
        if way in ("anchor", "verified"):
            return self.daily[day]
        if way == "published":
            return np.array([float(np.interp(day, s.days, s.people)) if len(s.days) else 0.0 for s in self.plain])
        return self.daily[day] * self._units(history, then)

    def _units(self, history: list[Series], then: int) -> np.ndarray:
        rescaled = series(self.rescaled)
        out = np.ones(len(history))
        for i, (raw, scaled) in enumerate(zip(history, rescaled, strict=True)):
            k = int(np.searchsorted(scaled.days, then, side="right")) - 1
            if len(raw.days) and k >= 0 and scaled.people[k] > 0 and raw.people[-1] > 0:
                out[i] = raw.people[-1] / scaled.people[k]
        return out


def flows(root: Path) -> list[Flow]:
    """Every folder below ``root`` that holds camp observations, by name."""
    return [Flow(p.parent) for p in sorted(root.glob("*/camp_observations.csv"))]


def relative_difference(people: np.ndarray, truth: np.ndarray) -> float:
    """Sum over places of the difference, over the people counted (0 is perfect, 2 all in the wrong places)."""
    return float(np.abs(people - truth).sum() / truth.sum())


def scaled(people: np.ndarray, total: float) -> np.ndarray:
    have = people.sum()
    return people * total / have if have > 0 else np.full(len(people), total / len(people))


def last_counts(history: list[Series]) -> np.ndarray:
    return np.array([s.people[-1] if len(s.people) else 0.0 for s in history])


def straight_line(history: list[Series], day: int, window: float = 60.0) -> np.ndarray:
    """Peer: each place's last 60 days drawn on, not damped."""
    out = []
    for s in history:
        if s.start >= len(s.days):
            out.append(0.0)
            continue
        slope = (s.people[-1] - float(between(s, np.array([s.days[-1] - window]))[0])) / window
        out.append(max(0.0, s.people[-1] + slope * (day - s.days[-1])))
    return np.array(out)


def holt_damped(history: list[Series], day: int, level: float = 0.8, trend: float = 0.2, damping: float = 0.97) -> np.ndarray:
    """Peer: Holt's damped trend on daily straight lines, the textbook method, with fixed constants."""
    out = []
    for s in history:
        if s.start >= len(s.days) or s.days[-1] - s.days[s.start] < 2:
            out.append(float(s.people[-1]) if len(s.people) else 0.0)
            continue
        values = between(s, np.arange(s.days[s.start], s.days[-1] + 1.0))
        now, slope = values[0], values[1] - values[0]
        for value in values[1:]:
            before = now
            now = level * value + (1 - level) * (now + damping * slope)
            slope = trend * (now - before) + (1 - trend) * damping * slope
        ahead = int(day - s.days[-1])
        out.append(max(0.0, now + slope * damping * (1 - damping**ahead) / (1 - damping)))
    return np.array(out)


def peers(history: list[Series], reach: Reach, then: int, day: int, total: float) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each peer, people with nothing known after ``then``, and the same total split by it when the total is known."""
    last = last_counts(history)
    roads, gravity, even = reach.shares(then)
    line, holt = straight_line(history, day), holt_damped(history, day)
    newcomers = split(last[None], np.array([total]), gravity[None])[0]
    return {
        "persistence": (last, scaled(last, total)),
        "straight line": (line, scaled(line, total)),
        "Holt damped": (holt, scaled(holt, total)),
        "movement model, no counts": (roads * last.sum(), roads * total),
        "gravity, no counts": (gravity * last.sum(), gravity * total),
        "counts + gravity": (last, newcomers),
        "even split": (even * last.sum(), even * total),
    }


__all__ = ["WAYS", "Flow", "came", "flows", "last_counts", "peers", "relative_difference", "scaled", "table"]
