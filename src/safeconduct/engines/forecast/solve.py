"""The forecast: what is known on a day, turned into people by place on days ahead, with a fan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np

from . import fan
from .counts import Seen, Series, found_later, seen, series
from .experts import WINDOWS, Tuning, allocations, base, earned, filled, split, totals
from .model import VERSION, Case, Forecast, ForecastError, HorizonForecast, PlaceForecast
from .movement import room
from .reach import Reach
from .tuned import TUNED

LONGEST = 730
CHANCES = (0.1, 0.25, 0.75, 0.9)


def project(
    case: Case,
    day: int | None = None,
    horizons: Sequence[int] = (30, 90),
    *,
    totals_given: Mapping[int, float] | None = None,
    seed: int = 0,
    tuning: Tuning | None = None,
) -> Forecast:
    """
    Forecast the people at each destination of ``case``, ``horizons`` days after ``day``, using nothing later than ``day``.

    ``day`` is the last day of which anything is known (default: the day of the last count). ``totals_given`` maps a
    horizon to a total known from elsewhere, which is then only split. The result is a stock of people by place with 50 %
    and 80 % intervals; the method has no chance in it, so ``seed`` is only carried into the result.

    Raises `ForecastError` when a horizon is not 1 to 730 days, or when nobody has been counted and no total is given.
    Source: engine design of docs/engines/forecast.md (mean-field movement, online experts, split-conformal fan).
    """
    tuning = tuning or TUNED
    day = case.last_day if day is None else int(day)
    wanted = _checked(horizons, totals_given or {})
    known = case.until(day)
    history = series(known)
    reach = Reach(known)
    warm = any((s.people > 0).any() for s in history)
    out = []
    for horizon, total in wanted:
        if not warm and total is None:
            raise ForecastError("counts", f"nobody is counted by day {day}, and no total is given for {horizon} days ahead")
        out.append(_horizon(Look(known, history, reach, day, horizon, tuning), total))
    result = Forecast(VERSION, inputs_digest(known, day, wanted), day, seed, "warm" if warm else "cold", tuple(out))
    return replace(result, digest=result_digest(result))


def _checked(horizons: Sequence[int], given: Mapping[int, float]) -> list[tuple[int, float | None]]:
    if not horizons:
        raise ForecastError("horizons", "at least one number of days ahead is needed")
    out = []
    for i, horizon in enumerate(horizons):
        if isinstance(horizon, bool) or int(horizon) != horizon or not 1 <= horizon <= LONGEST:
            raise ForecastError(f"horizons[{i}]", f"must be a whole number of days from 1 to {LONGEST}, not {horizon!r}")
        total = given.get(horizon)
        if total is not None and not (np.isfinite(total) and 0 <= total <= 1e10):
            raise ForecastError(f"totals.{horizon}", f"must be a number of people, not {total!r}")
        out.append((int(horizon), None if total is None else float(total)))
    return out


@dataclass
class Look:
    """One look ahead: what was known on past days of the same crisis and today, and how well that foretold what came."""

    case: Case
    history: list[Series]
    reach: Reach
    day: int
    horizon: int
    tuning: Tuning

    def __post_init__(self):
        tune = self.tuning
        begun = min((float(s.days[s.people > 0][0]) for s in self.history if (s.people > 0).any()), default=np.inf)
        oldest = max(begun, self.day - self.horizon - tune.look_back)
        newest = self.day - self.horizon
        past = np.arange(newest, oldest - 1e-9, -tune.step)[::-1] if oldest <= newest else np.zeros(0)
        self.days = np.concatenate([past, [self.day]])
        self.known: Seen = seen(self.history, self.days, WINDOWS)
        self.priors = np.array([self.reach.shares(d) for d in self.days])
        self.counted_stock = base(self.known, tune)
        self.stock = filled(self.known, self.counted_stock, self.priors)
        self.shares = self._with_room(allocations(self.known, self.stock, self.priors))
        self.totals = totals(self.known, self.horizon)
        self.truth, self.counted = found_later(self.history, past + self.horizon)
        self.unrest = fan.unrest(self.known)
        self.age = (self.day - self.horizon - past) / tune.memory
        self._learn()

    def _with_room(self, shares: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Fewer newcomers where a known capacity is nearly used up; all as before where none is known."""
        camps = self.reach.camps
        left = np.ones_like(self.stock)
        for row, day in enumerate(self.days):
            people = np.zeros(len(self.case.places))
            people[camps] = self.stock[row]
            limit = room(self.case, day, people)
            if limit is None:
                continue
            left[row] = limit[camps]
        if (left >= 1.0).all():
            return shares
        cut = {name: share * left for name, share in shares.items()}
        return {name: np.where(c.sum(1, keepdims=True) > 0, c / np.maximum(c.sum(1, keepdims=True), 1e-12), shares[name]) for name, c in cut.items()}

    def _learn(self) -> None:
        """Give each expert the weight it has earned on the past days."""
        truth = np.where(self.counted, self.truth, 0.0)
        have = truth.sum(1)
        self.judged = have > 0
        safe = np.where(self.judged, have, 1.0)
        fade = np.where(self.judged, np.exp(-self.age), 0.0)
        last = self.known.last[:-1]
        total = last.sum(1)
        part = np.where(total > 0, (last * self.counted).sum(1) / np.where(total > 0, total, 1.0), 0.0)
        many = {name: np.minimum(np.abs(n[:-1] * part - have) / safe, 2.0) * (part > 0.5) for name, n in self.totals.items()}
        where = {name: self._misplaced(share[:-1], truth, have, safe) for name, share in self.shares.items()}
        self.cold = not (self.known.last[-1] > 0).any()
        start = self.tuning.cold if self.cold else self.tuning.where
        self.many = earned(self.tuning.many, many, fade, self.tuning.learn_many)
        self.where = earned(start, where, fade, self.tuning.learn_where)
        self.fade = fade

    def _misplaced(self, share: np.ndarray, truth: np.ndarray, have: np.ndarray, safe: np.ndarray) -> np.ndarray:
        people = split(self.stock[:-1], self.truth.sum(1), share) * self.counted
        sum_ = people.sum(1)
        people = people * (have / np.where(sum_ > 0, sum_, 1.0))[:, None]
        return np.abs(people - truth).sum(1) / safe

    def expect(self, rows: slice, total: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """People by place and in all, for some of the days, by the experts in their present weights."""
        stock = self.stock[rows]
        if total is None:
            stock = self.counted_stock[rows]
            total = sum(w * self.totals[name][rows] for name, w in self.many.items())
        share = sum(w * self.shares[name][rows] for name, w in self.where.items())
        return split(stock, total, share), total

    def errors(self, given: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Own past errors in units of `fan.scale`: of places and of totals, each with weights that allow for overlap."""
        past = slice(0, len(self.days) - 1)
        total = self.truth.sum(1) if given else None
        people, sums = self.expect(past, total)
        overlap = self.tuning.step / max(self.horizon, self.tuning.step)
        weight = np.repeat((self.fade * overlap)[:, None], people.shape[1], 1)
        use = self.counted & self.judged[:, None] & ((people > 0) | (self.truth > 0))
        unrest = self.unrest[:-1]
        place = ((self.truth - people) / fan.scale(people, sums[:, None], unrest[:, None]))[use]
        whole = self.counted.all(1) & self.judged
        return place, weight[use], ((self.truth.sum(1) - sums) / fan.scale(sums, sums, unrest))[whole], (self.fade * overlap)[whole]


def interval_of(look: Look, given: float | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """People by place and the ends of the 80 % fan, as real numbers, for the day that ``look`` looks from."""
    people, lows, highs, *_ = _fanned(look, given)
    return people, lows[:, 0], highs[:, 1]


def _fanned(look: Look, given: float | None):
    """People, the lower ends (10 %, 25 %), the upper ends (75 %, 90 %), the total, and the same four ends of the total."""
    today = slice(len(look.days) - 1, None)
    people, total = look.expect(today, None if given is None else np.array([given]))
    people, total = people[0], float(total[0])
    place, place_weight, whole, whole_weight = look.errors(given is not None)
    fans, own = look.tuning.fans, look.tuning.own
    kind = "cold" if look.cold else "place" if given is None else "split"
    lent = fan.borrowed(fans, kind, look.horizon)
    off = fan.ends(place, place_weight, lent, own, CHANCES)
    width = fan.scale(people, total, look.unrest[-1])[:, None]
    lows = np.maximum(people[:, None] + width * np.minimum(off[:2], 0.0), 0.0)
    highs = people[:, None] + width * np.maximum(off[2:], 0.0)
    highs = np.maximum(highs, np.where(look.known.silent[-1], look.stock[-1], 0.0)[:, None])
    sums = fan.ends(whole, whole_weight, fan.borrowed(fans, "total", look.horizon), own / 3, CHANCES)
    around = total + float(fan.scale(total, total, look.unrest[-1])) * np.concatenate([np.minimum(sums[:2], 0.0), np.maximum(sums[2:], 0.0)])
    return people, lows, highs, total, np.maximum(around, 0.0)


def _horizon(look: Look, given: float | None) -> HorizonForecast:
    people, lows, highs, total, around = _fanned(look, given)
    best = _rounded(people, total)
    sum_ = int(best.sum())
    counted = look.known.counted[-1]
    places = tuple(
        PlaceForecast(
            place=name,
            best=int(best[i]),
            low80=min(int(best[i]), int(lows[i, 0])),
            high80=max(int(best[i]), int(np.ceil(highs[i, 1]))),
            low50=min(int(best[i]), int(lows[i, 1])),
            high50=max(int(best[i]), int(np.ceil(highs[i, 0]))),
            now=int(round(look.known.last[-1, i])),
            last_counted=None if np.isnan(counted[i]) else int(counted[i]),
        )
        for i, name in enumerate(look.case.destinations)
    )
    return HorizonForecast(
        horizon=look.horizon,
        day=look.day + look.horizon,
        places=places,
        total=sum_,
        total_low80=sum_ if given is not None else min(sum_, int(around[0])),
        total_high80=sum_ if given is not None else max(sum_, int(np.ceil(around[3]))),
        total_given=given is not None,
        arrivals=max(0, sum_ - int(round(look.known.last[-1].sum()))),
        methods={f"many {k}": round(v, 4) for k, v in look.many.items()} | {f"where {k}": round(v, 4) for k, v in look.where.items()},
    )


def _rounded(people: np.ndarray, total: float) -> np.ndarray:
    """Whole people that sum to the whole total: the largest remainders get the last ones."""
    floor = np.floor(people)
    left = int(round(total)) - int(floor.sum())
    order = np.argsort(-(people - floor), kind="stable")
    if 0 < left <= len(order):
        floor[order[:left]] += 1
    return floor.astype(np.int64)


def inputs_digest(case: Case, day: int, wanted) -> str:
    """SHA-256 over everything that the forecast may have used, as text."""
    tables = [[astuple(row) for row in rows] for rows in (case.places, case.routes, case.conflicts, case.closures, case.recounts)]
    counts = [(c.place, c.day, c.people) for c in case.counts]
    text = json.dumps([VERSION, day, wanted, tables, counts, astuple(case.movement)])
    return hashlib.sha256(text.encode()).hexdigest()


def result_digest(result: Forecast) -> str:
    """SHA-256 over the whole numbers of the result: the same on every machine for the same inputs."""
    rows = []
    for h in result.horizons:
        rows.append([h.horizon, h.total, h.total_low80, h.total_high80, h.arrivals])
        rows.extend([p.place, p.best, p.low80, p.high80, p.low50, p.high50, p.now] for p in h.places)
    return hashlib.sha256(json.dumps([result.version, result.day, result.seed, rows]).encode()).hexdigest()
