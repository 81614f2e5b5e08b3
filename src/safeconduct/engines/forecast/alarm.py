"""The alarm for unusual flows: a count that few counts of an ordinary time would be, at a stated rate of false alarms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .counts import Series, series
from .experts import Tuning
from .model import Case, ForecastError
from .tuned import TUNED

LENT = 150.0
LOOK_BACK = 400
GAP_ROOT = 3.0
CHANCES_LENT = (0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002)


@dataclass(frozen=True)
class Alarm:
    """
    A last count that is unusual. ``chance`` is how often an ordinary count would be this far off or farther.

    ``expected`` is the count that the earlier ones led to expect, ``low`` and ``high`` the range of an ordinary count.
    """

    place: str
    day: int
    seen: int
    expected: int
    low: int
    high: int
    chance: float
    direction: str
    sentence: str


@dataclass(frozen=True)
class Watch:
    """
    What `unusual` returns. Of 100 ordinary counts at most about ``100 * rate`` raise an alarm; with ``places`` looked at
    together, ``any_rate`` is the chance of at least one false alarm.
    """

    day: int
    rate: float
    any_rate: float
    places: int
    compared_with: int
    alarms: tuple[Alarm, ...]
    sentence: str


def unusual(case: Case, day: int | None = None, *, rate: float = 0.02, fresh: int = 14, tuning: Tuning | None = None) -> Watch:
    """
    Judge the last count of each destination, where it is at most ``fresh`` days old, against what went before.

    The surprise of a count is its distance from the damped trend of the earlier counts, over the size of the place and
    the root of the days between. Its chance is its rank among the surprises of this crisis in the last 400 days and
    those lent by other crises (split-conformal), so the rate of false alarms is at most about ``rate`` while counts
    behave as they did. Raises `ForecastError` unless 0.005 <= rate <= 0.5.
    """
    if not 0.005 <= rate <= 0.5:
        raise ForecastError("rate", f"must be from 0.005 to 0.5, not {rate!r}")
    tuning = tuning or TUNED
    day = case.last_day if day is None else int(day)
    known = case.until(day)
    history = series(known)
    total = sum(float(s.people[-1]) for s in history if len(s.people))
    past: list[float] = []
    now: list[tuple[int, float, float, float]] = []
    for i, s in enumerate(history):
        rows = surprises(s, total)
        recent = [r for r in rows if r[0] > day - LOOK_BACK]
        if recent and recent[-1][0] >= day - fresh:
            *recent, last = recent
            now.append((i, last[1], last[2], last[3]))
        past.extend(abs(r[1]) for r in recent)
    limit = _limit(np.array(past), rate, tuning)
    alarms = []
    for i, surprise, expected, scale in now:
        chance = _chance(abs(surprise), np.array(past), tuning)
        if chance <= rate:
            alarms.append(_alarm(known.destinations[i], history[i], surprise, expected, scale, chance, limit))
    any_rate = 1 - (1 - rate) ** max(len(now), 1)
    return Watch(day, rate, round(any_rate, 4), len(now), len(past), tuple(alarms), _sentence(alarms, len(now), rate, any_rate))


def surprises(s: Series, total: float) -> list[tuple[int, float, float, float]]:
    """For each count after the second telling one: its day, its surprise, what was expected, and the scale used."""
    days, people = s.days[s.start :], s.people[s.start :]
    out = []
    for k in range(2, len(days)):
        gap = days[k] - days[k - 1]
        back = max(days[k - 1] - 30.0, days[0])
        slope = (people[k - 1] - np.interp(back, days[:k], people[:k])) / 30.0
        expected = max(0.0, people[k - 1] + slope * 30.0 * (1.0 - np.exp(-gap / 30.0)))
        scale = (max(expected, people[k - 1]) + 0.002 * total + 10.0) * np.sqrt((gap + GAP_ROOT) / 30.0)
        out.append((int(days[k]), float((people[k] - expected) / scale), float(expected), float(scale)))
    return out


def _lent(size: float, tuning: Tuning) -> float:
    """How often a surprise of other crises is at least this large."""
    table = tuning.fans.get(("surprise", 1)) or (0.05, 0.12, 0.28, 0.45, 0.8, 1.2, 1.8, 2.5)
    if size <= table[0]:
        return 1.0 - (1.0 - CHANCES_LENT[0]) * size / max(table[0], 1e-12)
    if size >= table[-1]:
        return CHANCES_LENT[-1] * table[-1] / size
    return float(np.interp(size, table, CHANCES_LENT))


def _chance(size: float, past: np.ndarray, tuning: Tuning) -> float:
    return float((1.0 + (past >= size).sum() + LENT * _lent(size, tuning)) / (1.0 + len(past) + LENT))


def _limit(past: np.ndarray, rate: float, tuning: Tuning) -> float:
    """The smallest surprise that raises an alarm."""
    low, high = 0.0, 1e6
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if _chance(middle, past, tuning) <= rate else (middle, high)
    return high


def _alarm(place: str, s: Series, surprise: float, expected: float, scale: float, chance: float, limit: float) -> Alarm:
    seen, want = int(round(float(s.people[-1]))), int(round(expected))
    low, high = max(0, int(expected - limit * scale)), int(np.ceil(expected + limit * scale))
    direction = "more" if surprise > 0 else "fewer"
    times = max(1, round(1 / chance))
    text = f"{place}: {seen:,} people counted on day {int(s.days[-1])}, {direction} than the {low:,} to {high:,} that would be ordinary; a count this far off comes about once in {times:,}."
    return Alarm(place, int(s.days[-1]), seen, want, low, high, round(chance, 5), direction, text)


def _sentence(alarms: list[Alarm], places: int, rate: float, any_rate: float) -> str:
    if not places:
        return "No place has a fresh count with enough history to judge."
    found = f"{len(alarms)} of {places} fresh counts are unusual" if alarms else f"None of {places} fresh counts is unusual"
    return f"{found}; in an ordinary time about {100 * rate:g} counts in 100 would be called so, and some alarm would be raised on {100 * any_rate:.0f} of 100 such looks."
