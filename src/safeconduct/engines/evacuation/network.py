"""
The case on a clock of steps: lanes, the steps at which each may start, and which unit may take which way.

A *lane* is a cycle of one type of vehicle, (type, from place, point, to place); a *way* is what a passenger sees of it,
(type, to place) at one point. Durations are rounded up to whole steps and every span is judged on the rounded leg, so a
plan on the clock is a plan in minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import Case, Route, Unit

MOST_ARCS = 3_000_000


@dataclass(frozen=True, eq=False)
class Network:
    """
    Arrays over lanes: ``kind, base, point, place`` are indexes into the case; ``out, back, load, dur`` are steps.

    ``ok[lane, t]`` tells whether the lane may start at step t of ``steps``; ``ways[a]`` lists the (type, place) pairs at
    point a and ``way[lane]`` its place in that list. ``pruned`` says that lanes were left out because there were too
    many, so that nothing may be proven from them.
    """

    case: Case
    steps: int
    kind: np.ndarray
    base: np.ndarray
    point: np.ndarray
    place: np.ndarray
    out: np.ndarray
    back: np.ndarray
    load: np.ndarray
    dur: np.ndarray
    cost: np.ndarray
    way: np.ndarray
    ok: np.ndarray
    ways: list[list[tuple[int, int]]]
    routes: dict[tuple[int, int, int], Route]
    pruned: bool

    @property
    def leave_step(self) -> int:
        """The step charged to whoever is left behind."""
        return self.steps + -(-self.case.policy.left_charge // self.case.step)

    def dark(self, point: int) -> np.ndarray:
        """Steps at which nobody loads at this point."""
        return shut(self.case.points[point].closed, (), self.steps, self.case.step)


def up(minutes: float, step: int) -> int:
    """Minutes as steps, rounded up."""
    return int(-(-minutes // step))


def shut(closed, open_, steps: int, step: int) -> np.ndarray:
    """For each step, whether any part of it is closed or lies outside the open spans."""
    out = np.zeros(steps + 1, bool)
    edge = np.arange(steps + 1) * step
    for lo, hi in closed:
        out |= (edge < hi) & (edge + step > lo)
    if open_:
        inside = np.zeros((steps + 1), bool)
        for lo, hi in merged(open_):
            inside |= (edge >= lo) & (edge + step <= hi)
        out |= ~inside
    return out


def merged(spans) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for lo, hi in sorted(spans):
        if out and lo <= out[-1][1]:
            out[-1] = (out[-1][0], max(hi, out[-1][1]))
        else:
            out.append((lo, hi))
    return out


def leg_steps(route: Route, speed: float, step: int) -> int:
    minutes = route.minutes if route.minutes is not None else route.km / speed * 60
    return max(1, up(minutes - 1e-9, step))


def clear(bad: np.ndarray, n: int) -> np.ndarray:
    """For each step t, whether the n steps from t on are all free of ``bad``; beyond the clock nothing is."""
    total = np.concatenate([[0], np.cumsum(bad)])
    out = np.zeros(len(bad), bool)
    last = len(bad) - n
    if last >= 0:
        out[: last + 1] = total[n : n + last + 1] == total[: last + 1]
    return out


def build_network(case: Case) -> Network:
    """The network of a case; see ``Network``. Routes over the risk limit and places that receive nobody give no lane."""
    steps = case.horizon // case.step
    point_of, place_of = ({row.code: i for i, row in enumerate(rows)} for rows in (case.points, case.places))
    routes: dict[tuple[int, int, int], Route] = {}
    modes = {t.mode for t in case.types}
    for route in case.routes:
        if route.mode in modes and route.risk <= case.policy.risk_limit:
            for k, kind in enumerate(case.types):
                if kind.mode == route.mode:
                    routes[k, point_of[route.point], place_of[route.place]] = route
    lanes, pruned = list_lanes(case, routes, place_of, steps)
    ways: list[list[tuple[int, int]]] = [[] for _ in case.points]
    index: dict[tuple[int, int, int], int] = {}
    for k, _, a, e in lanes:
        if (k, a, e) not in index:
            index[k, a, e] = len(ways[a])
            ways[a].append((k, e))
    cols = np.array(lanes, int).reshape(-1, 4).T
    legs = np.array([lane_legs(case, routes, lane) for lane in lanes], float).reshape(-1, 5).T
    out, back, load, unload = (legs[i].astype(int) for i in range(4))
    ok = np.zeros((len(lanes), steps + 1), bool)
    memo: dict = {}
    for i, lane in enumerate(lanes):
        ok[i] = may_start(case, routes, lane, steps, out[i], load[i], back[i], memo)
    live = ok.any(1)
    way = np.array([index[k, a, e] for k, _, a, e in lanes], int)
    kept = [x[live] for x in (*cols, out, back, load, out + load + back + unload, legs[4], way)]
    return Network(case, steps, *kept, ok[live], ways, routes, pruned)


def list_lanes(case: Case, routes, place_of, steps) -> tuple[list[tuple[int, int, int, int]], bool]:
    """All lanes, sorted; where they are too many, each point keeps its nearest places only."""
    starts: dict[int, set[int]] = {k: set() for k in range(len(case.types))}
    type_of = {t.code: k for k, t in enumerate(case.types)}
    for v in case.vehicles:
        starts[type_of[v.type]].add(place_of[v.at])
    takes = {e for e, place in enumerate(case.places) if place.reception is None or (place.reception and place.reception[-1][1] > 0)}
    ends: dict[tuple[int, int], list[int]] = {}
    for (k, a, e), _ in routes.items():
        if e in takes and starts[k] and case.types[k].seats > 0 and case.types[k].berths <= case.points[a].berths:
            ends.setdefault((k, a), []).append(e)
    bases = {k: sorted(starts[k] | {e for (j, _), es in ends.items() if j == k for e in es}) for k in starts}
    count = sum(len(es) * sum((k, a, d) in routes for d in bases[k]) for (k, a), es in ends.items())
    most = max(1, MOST_ARCS // (steps + 1))
    pruned = count > most
    keep = max(1, int((most / max(1, len(ends))) ** 0.5)) if pruned else None
    lanes = []
    for (k, a), es in sorted(ends.items()):
        near = sorted(es, key=lambda e: (leg_steps(routes[k, a, e], case.types[k].speed, case.step), e))[:keep]
        froms = [d for d in bases[k] if (k, a, d) in routes]
        froms = [d for d in froms if d in near or d in starts[k]] if pruned else froms
        lanes += [(k, d, a, e) for d in froms for e in sorted(near)]
    return lanes, pruned


def lane_legs(case: Case, routes, lane) -> tuple[int, int, int, int, float]:
    k, d, a, e = lane
    kind, there, home = case.types[k], routes[k, a, d], routes[k, a, e]
    out, back = leg_steps(there, kind.speed, case.step), leg_steps(home, kind.speed, case.step)
    cost = kind.trip_cost + kind.hour_cost * (out + back) * case.step / 60 + case.policy.risk_price * home.risk
    return out, back, max(1, up(kind.load, case.step)), up(kind.unload, case.step), cost


def may_start(case: Case, routes, lane, steps, out, load, back, memo) -> np.ndarray:
    """For each step, whether this lane may start then: both legs open, the point and the place open, home in time."""
    k, d, a, e = lane

    def free(key, bad, n):
        if (key, n) not in memo:
            memo[key, n] = np.append(clear(bad(), n), np.zeros(2 * steps + 2, bool))
        return memo[key, n]

    there, home = routes[k, a, d], routes[k, a, e]
    t = np.arange(steps + 1)
    far = 3 * steps + 2
    at = lambda x: np.minimum(x, far)  # noqa: E731
    ok = free(("leg", k, a, d), lambda: shut(there.closed, there.open, steps, case.step), out)[t]
    ok = ok & free(("point", a), lambda: shut(case.points[a].closed, (), steps, case.step), load)[at(t + out)]
    ok &= free(("leg", k, a, e), lambda: shut(home.closed, home.open, steps, case.step), back)[at(t + out + load)]
    arrive = t + out + load + back
    ok &= arrive <= steps
    for lo, hi in case.places[e].closed:
        ok &= (arrive * case.step < lo) | (arrive * case.step >= hi)
    reception = case.places[e].reception
    if reception:
        first = min(m for m, n in reception if n > 0)
        ok &= reception_ok(reception, arrive * case.step) if first > 0 else True
    return ok


def reception_ok(reception, minute: np.ndarray) -> np.ndarray:
    return received_by(reception, minute) > 0


def received_by(reception, minute) -> np.ndarray:
    """The most people that may have been received by each minute (shape of ``minute``)."""
    at = np.array([m for m, _ in reception])
    most = np.array([0] + [n for _, n in reception])
    return most[np.searchsorted(at, minute, side="right")]


def may_ride(net: Network, unit: Unit, point: int, *, room: bool = True) -> int:
    """
    The ways at its point that this unit may take, whenever they run, as a bit mask over ``net.ways[point]``.

    Without ``room`` it does not matter whether the vehicle and the place are large enough for it.
    """
    case, mask = net.case, 0
    for w, (k, e) in enumerate(net.ways[point]):
        kind, place, route = case.types[k], case.places[e], net.routes[k, point, e]
        if place.code not in unit.destinations or not route.transit <= unit.transit or not place.requires <= unit.documents:
            continue
        if not room:
            pass
        elif unit.size > kind.seats or unit.wheelchairs > kind.wheelchairs or unit.stretchers > kind.stretchers or place.reception is not None and place.reception[-1][1] < unit.size:
            continue
        if unit.fit is not None:
            fit = unit.fit.get(kind.mode)
            if fit is None or (fit.longest is not None and fit.longest < leg_steps(route, kind.speed, case.step) * case.step):
                continue
        mask |= 1 << w
    return mask
