"""The best tour of one vehicle against given prices: exact, by going backwards over the clock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .network import Network, up


@dataclass(frozen=True, eq=False)
class Kind:
    """
    The lanes of one type, sorted by base, and what the backward pass needs of them.

    ``lane`` are indexes into the network; ``row`` is each lane's row in the type's table of way prices, ``rows`` the
    (point, way) of each such row; ``cut`` is where each base's lanes begin.
    """

    lane: np.ndarray
    base: np.ndarray
    place: np.ndarray
    out: np.ndarray
    dur: np.ndarray
    ok: np.ndarray
    cost: np.ndarray
    row: np.ndarray
    rows: list[tuple[int, int]]
    cut: np.ndarray
    bases: np.ndarray
    gather: np.ndarray
    duty: int | None
    rest: int
    pad: int


def read_kinds(net: Network) -> list[Kind | None]:
    """For each type its lanes, or None where it has none."""
    out: list[Kind | None] = []
    for k, kind in enumerate(net.case.types):
        lane = np.flatnonzero(net.kind == k)
        if not len(lane):
            out.append(None)
            continue
        lane = lane[np.argsort(net.base[lane], kind="stable")]
        pairs = sorted({(int(a), int(w)) for a, w in zip(net.point[lane], net.way[lane], strict=True)})
        number = {pair: i for i, pair in enumerate(pairs)}
        row = np.array([number[int(a), int(w)] for a, w in zip(net.point[lane], net.way[lane], strict=True)])
        bases, cut = np.unique(net.base[lane], return_index=True)
        t = np.arange(net.steps + 1)
        gather = row[:, None] * (net.steps + 1) + np.minimum(t[None, :] + net.out[lane][:, None], net.steps)
        duty = None if kind.duty is None else kind.duty // net.case.step
        out.append(
            Kind(
                lane, net.base[lane], net.place[lane], net.out[lane], net.dur[lane], net.ok[lane], net.cost[lane], row, pairs, cut, bases, gather,
                duty, up(kind.rest, net.case.step), int(net.dur[lane].max()) + up(kind.rest, net.case.step) + 1,
            )
        )
    return out


def lane_values(kind: Kind, prices: np.ndarray, toll: float) -> np.ndarray:
    """The value of each lane at each start (rows of ``prices`` are ways by loading step), infinite where it may not."""
    value = prices.ravel()[kind.gather] + (toll * kind.cost)[:, None]
    return np.where(kind.ok, value, np.inf)


def best_tour(kind: Kind, value: np.ndarray, places: int, start: tuple[int, int, int | None], until: int | None, fixed: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """
    The tour [(lane, start step), ...] of least total value for a vehicle that is free at ``start`` = (place, step, steps
    that its crew has been on duty, or None when rested).

    ``fixed`` are cycles that it must run, in time order. ``until`` is the last step at which it may be in use.
    """
    value = within(kind, value, until)
    if fixed or kind.duty is not None:
        return careful_tour(kind, value, places, start, fixed)
    return plain_tour(kind, value, places, start[:2])


def within(kind: Kind, value: np.ndarray, until: int | None) -> np.ndarray:
    """The same values, infinite for cycles that end after ``until``."""
    return value if until is None else np.where(np.arange(value.shape[1])[None, :] + kind.dur[:, None] <= until, value, np.inf)


def plain_tour(kind: Kind, value: np.ndarray, places: int, start: tuple[int, int], end: tuple[int, int] | None = None) -> list[tuple[int, int]] | None:
    """The best tour from a (place, step), to the end of the clock or to an ``end``; None where that cannot be reached."""
    last = value.shape[1] if end is None else end[1]
    ahead = np.zeros((places, last + kind.pad))
    if end is not None:
        ahead[:, last:] = np.inf
        ahead[end[0], last] = 0.0
    best = np.full((places, last), np.inf)
    block = int(kind.dur.min())
    t1 = last
    while t1 > start[1]:
        t0 = max(start[1], t1 - block)
        t = np.arange(t0, t1)
        cand = value[:, t0:t1] + ahead[kind.place[:, None], t[None, :] + kind.dur[:, None]]
        best[kind.bases, t0:t1] = np.minimum.reduceat(cand, kind.cut, axis=0)
        later = best[:, t0:t1].copy()
        later[:, -1] = np.minimum(later[:, -1], ahead[:, t1])
        ahead[:, t0:t1] = np.minimum.accumulate(later[:, ::-1], axis=1)[:, ::-1]
        t1 = t0
    tour, (d, t) = [], start
    if not np.isfinite(ahead[start]):
        return None
    while t < last and (ahead[d, t] < -1e-9 or (end is not None and d != end[0])):
        t += int(np.argmin(best[d, t:]))
        mine = np.flatnonzero(kind.base == d)
        pick = mine[np.argmin(value[mine, t] + ahead[kind.place[mine], t + kind.dur[mine]])]
        tour.append((int(kind.lane[pick]), t))
        d, t = int(kind.place[pick]), t + int(kind.dur[pick])
    return tour


def careful_tour(kind: Kind, value: np.ndarray, places: int, start: tuple[int, int, int | None], fixed: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """As ``plain_tour``, with the crew's hours as part of the state and with cycles that must be run."""
    last, far = value.shape[1], value.shape[1] + kind.pad
    span = kind.duty if kind.duty is not None else 0
    crew = kind.duty is not None
    fresh = np.zeros((places, far + 1))
    duty = np.zeros((places, far + 1, span + 1))
    must = {t: int(np.flatnonzero(kind.lane == lane)[0]) for lane, t in fixed}
    busy = np.zeros(far + 1, bool)
    for t, i in must.items():
        busy[t + 1 : t + kind.dur[i]] = True
    u = np.arange(span + 1)
    for t in range(last - 1, start[1] - 1, -1):
        if busy[t]:
            fresh[:, t], duty[:, t] = np.inf, np.inf
            continue
        go = lane_choices(kind, value, t, duty, u, crew, must)
        wait_fresh, wait_duty = fresh[:, t + 1].copy(), np.full((places, span + 1), np.inf)
        wait_duty[:, :-1] = duty[:, t + 1, 1:] if crew else np.inf
        rest_at = min(t + kind.rest, far)
        rested = wait_fresh if rest_at == t else np.where(busy[t:rest_at].any() or any(t <= x < rest_at for x in must), np.inf, fresh[:, rest_at])
        wait_duty = np.minimum(wait_duty, rested[:, None])
        if t in must:
            wait_fresh[:], wait_duty[:] = np.inf, np.inf
        fresh[:, t], duty[:, t] = wait_fresh, wait_duty
        low = np.minimum.reduceat(go, kind.cut, axis=0)
        fresh[kind.bases, t] = np.minimum(wait_fresh[kind.bases], low[:, 0])
        duty[kind.bases, t] = np.minimum(wait_duty[kind.bases], low)
    return follow(kind, value, start, fresh, duty, u, crew, must, busy, last, far)


def lane_choices(kind, value, t, duty, u, crew, must) -> np.ndarray:
    """Value of each lane at t for each number of steps already on duty; one that must run is free and the only one."""
    now = value[:, t].copy()
    if t in must:
        now[:] = np.inf
        now[must[t]] = 0.0
    elif must:
        now[t + kind.dur > min((x for x in must if x > t), default=np.inf)] = np.inf
    if not crew:
        return (now + duty[kind.place, t + kind.dur, 0])[:, None]
    then = u[None, :] + kind.dur[:, None]
    span = len(u) - 1
    ahead = duty[kind.place[:, None], (t + kind.dur)[:, None], np.minimum(then, span)]
    return now[:, None] + np.where(then <= span, ahead, np.inf)


def follow(kind, value, start, fresh, duty, u, crew, must, busy, last, far) -> list[tuple[int, int]]:
    tour, (d, t, on) = [], start
    on = on if crew else None
    while t < last:
        here = fresh[d, t] if on is None else duty[d, t, on]
        if not np.isfinite(here) or (here > -1e-9 and not any(x >= t for x in must)):
            break
        go = lane_choices(kind, value, t, duty, u, crew, must)
        mine = np.flatnonzero(kind.base == d)
        choice = go[mine, on or 0] if len(mine) else np.array([np.inf])
        pick = int(np.argmin(choice))
        if choice[pick] <= here + 1e-9:
            lane = mine[pick]
            tour.append((int(kind.lane[lane]), t))
            d, t, on = int(kind.place[lane]), t + int(kind.dur[lane]), (on or 0) + int(kind.dur[lane]) if crew else None
        elif on is not None and on + 1 <= len(u) - 1 and duty[d, t + 1, on + 1] <= here + 1e-9:
            t, on = t + 1, on + 1
        elif on is not None:
            t, on = min(t + kind.rest, far), None
        else:
            t += 1
    return tour
