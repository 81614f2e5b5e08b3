"""Counts as series: re-registrations taken out, gaps bridged, and what was known on each of many days at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import Case

FRESH_START = 14  # days: a first count this soon after an empty one is growth, a later one is a stock that was found
LARGEST_JUMP = 3.0  # a stale count is carried by its siblings at most this far up, or down to a third


@dataclass(frozen=True)
class Series:
    """
    One place's counts, days rising, one a day, in the units in force at the end of the case.

    ``start`` is the row at which the series begins to say something about movement, ``len(days)`` if none is above nought.
    """

    days: np.ndarray
    people: np.ndarray
    start: int


def series(case: Case) -> list[Series]:
    """
    The counts of every destination of ``case``, each earlier value rescaled at each re-registration.

    Only re-registrations in ``case`` are used, so a case cut by `Case.until` yields only what was known then.
    """
    rows: dict[str, dict[int, float]] = {name: {} for name in case.destinations}
    for count in case.counts:
        if count.place in rows:
            rows[count.place][count.day] = count.people
    recounts: dict[str, list[int]] = {}
    for recount in case.recounts:
        recounts.setdefault(recount.place, []).append(recount.day)
    return [_series(rows[name], recounts.get(name, ())) for name in case.destinations]


def _series(rows: dict[int, float], recounts) -> Series:
    days = np.array(sorted(rows), float)
    people = np.array([rows[int(d)] for d in days], float)
    people = people * units(days, people, recounts)
    above = np.flatnonzero(people > 0)
    start = int(above[0]) if len(above) else len(days)
    if len(above) and start > 0 and days[start] - days[start - 1] <= FRESH_START:
        start -= 1
    return Series(days, people, start)


def units(days: np.ndarray, people: np.ndarray, recounts) -> np.ndarray:
    """
    The factor that brings each count into the units of the last one.

    At a re-registration the step from the count before to the first count at or after it is taken for a correction, and
    every earlier count is scaled by it.
    """
    factor = np.ones(len(days))
    for day in sorted(recounts):
        k = int(np.searchsorted(days, day))
        if 0 < k < len(days) and people[k - 1] > 0:
            factor[:k] *= people[k] / people[k - 1]
    return factor


@dataclass(frozen=True)
class Seen:
    """
    What was known on each of ``days`` (n,), for every place (n, places). No value uses a count after its own day.

    ``last``: last count; ``counted``: its day (nan: never); ``since``: day the place's series starts (inf: not yet);
    ``carried``: how much sister places, counted later, have grown since this place's last count; ``slope``: people a day
    over the windows; ``silent``: the place was never counted while anybody was counted anywhere, so its nought says nothing.
    """

    days: np.ndarray
    last: np.ndarray
    counted: np.ndarray
    since: np.ndarray
    carried: np.ndarray
    slope: dict[int, np.ndarray]
    silent: np.ndarray

    def part(self, rows: slice) -> Seen:
        """The same for some of the days."""
        return Seen(
            self.days[rows], self.last[rows], self.counted[rows], self.since[rows], self.carried[rows],
            {w: s[rows] for w, s in self.slope.items()}, self.silent[rows],
        )  # fmt: skip


def seen(history: list[Series], days, windows: tuple[int, ...]) -> Seen:
    """What ``history`` had shown by the end of each of ``days``; see `Seen`."""
    days = np.asarray(days, float)
    n, places = len(days), len(history)
    last = np.zeros((n, places))
    counted = np.full((n, places), np.nan)
    since = np.full((n, places), np.inf)
    for i, s in enumerate(history):
        if len(s.days) == 0:
            continue
        k = np.searchsorted(s.days, days, side="right") - 1
        ok = k >= 0
        last[ok, i] = s.people[k[ok]]
        counted[ok, i] = s.days[k[ok]]
        if s.start < len(s.days):
            above = s.start if s.people[s.start] > 0 else s.start + 1
            since[:, i] = np.where(s.days[above] <= days, s.days[s.start], np.inf)
    begun = np.array([s.days[s.people > 0][0] if (s.people > 0).any() else np.inf for s in history])
    first = np.where(begun[None, :] <= days[:, None], begun[None, :], np.inf).min(1, initial=np.inf)
    silent = (last <= 0) & ~(np.nan_to_num(counted, nan=-np.inf) >= first[:, None]) & np.isfinite(first)[:, None]
    slope = {w: _slope(history, last, counted, since, w) for w in windows}
    return Seen(days, last, counted, since, _carried(history, last, counted, since), slope, silent)


def between(s: Series, days: np.ndarray) -> np.ndarray:
    """People on ``days`` by straight lines between counts, from the first telling count on; flat before and after."""
    if s.start >= len(s.days):
        return np.zeros_like(days)
    return np.interp(days, s.days[s.start :], s.people[s.start :])


def _slope(history, last, counted, since, window: int) -> np.ndarray:
    out = np.zeros_like(last)
    for i, s in enumerate(history):
        ok = np.isfinite(since[:, i])
        if ok.any():
            # the window reaches back from the last count, so both ends lie among counts known by then
            out[ok, i] = (last[ok, i] - between(s, counted[ok, i] - window)) / window
    return out


def _carried(history, last, counted, since) -> np.ndarray:
    now = np.zeros_like(last)
    then = np.zeros_like(last)
    day = np.nan_to_num(counted, nan=-1e9)
    for j, s in enumerate(history):
        if s.start >= len(s.days):
            continue
        value = between(s, day)
        fresher = (counted[:, [j]] > day) & (since[:, [j]] <= day) & (value > 0) & (last[:, [j]] > 0)
        now += np.where(fresher, last[:, [j]], 0.0)
        then += np.where(fresher, value, 0.0)
    ratio = np.where(then > 0, now / np.where(then > 0, then, 1.0), 1.0)
    return np.clip(ratio, 1 / LARGEST_JUMP, LARGEST_JUMP)


def found_later(history: list[Series], days) -> tuple[np.ndarray, np.ndarray]:
    """People at each place on ``days`` (n, places) by straight lines, and whether a count at or after that day exists."""
    days = np.asarray(days, float)
    people = np.zeros((len(days), len(history)))
    known = np.zeros((len(days), len(history)), bool)
    for i, s in enumerate(history):
        if len(s.days):
            people[:, i] = np.interp(days, s.days, s.people)
            known[:, i] = days <= s.days[-1]
    return people, known
