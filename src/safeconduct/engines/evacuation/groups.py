"""Units that stand alike before every vehicle, put together; and the units that no vehicle could ever carry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import Case, Unit
from .network import Network, may_ride, up
from .rank import ranking

FREE_SHARE = 0.02
MOST_GROUPS = 480
MOST_READY = 6
BUCKET = (0, 1, 2, 3, 4, 5, 5, 7, 7)  # parties with wheelchairs or stretchers, by size


@dataclass(frozen=True)
class Group:
    """
    People of one class at one point with the same ways, from step ``ready`` on, who must arrive by step ``until``.

    ``wheelchairs`` and ``stretchers`` are places for each person: the mean in ``*_mean``, the least of any unit in
    ``*_least`` (what a proof may use).
    """

    point: int
    order: int
    weight: float
    mask: int
    ready: int
    until: tuple[tuple[int, int], ...]
    people: int
    wheelchairs_mean: float = 0.0
    stretchers_mean: float = 0.0
    wheelchairs_least: float = 0.0
    stretchers_least: float = 0.0


@dataclass(frozen=True)
class Ranked:
    """
    The units that may travel, in the order of boarding, as arrays; ``never`` gives a reason for each other one.

    ``mask`` are the ways that can carry a unit, ``papers`` those that it may take whether there is room for it or not:
    in a vehicle too small for it a unit is passed, and that is written down.
    """

    units: list[Unit]
    point: np.ndarray
    order: np.ndarray
    weight: np.ndarray
    size: np.ndarray
    wheelchairs: np.ndarray
    stretchers: np.ndarray
    ready: np.ndarray
    mask: list[int]
    papers: list[int]
    until: list[tuple[tuple[int, int], ...]]
    never: dict[str, str]


def rank_units(net: Network) -> Ranked:
    """Sort the units that any trip could carry at any time, and name why the others never travel."""
    case = net.case
    point_of = {p.code: i for i, p in enumerate(case.points)}
    reach = way_times(net)
    memo: dict = {}
    kept, masks, papers, untils, never = [], [], [], [], {}
    for unit in ranking(case):
        a = point_of[unit.point]
        key = (a, unit.destinations, unit.transit, unit.documents, None if unit.fit is None else tuple(sorted((m, f.longest) for m, f in unit.fit.items())), unit.size, unit.wheelchairs, unit.stretchers)
        if key not in memo:
            memo[key] = may_ride(net, unit, a), may_ride(net, unit, a, room=False)
        reason = outside_queue(case, unit)
        mask = 0 if reason else in_time(net, unit, a, memo[key][0], reach)
        if not mask:
            never[unit.code] = reason or why_never(net, unit, a, memo[key][0])
            continue
        kept.append(unit)
        masks.append(mask)
        papers.append(memo[key][1])
        untils.append(() if unit.fit is None else tuple(sorted((w, f.until // case.step) for w, f in way_fits(net, unit, a, memo[key][1]) if f.until is not None)))
    get = lambda name: np.array([getattr(u, name) for u in kept], int)  # noqa: E731
    order, weight = case.policy.order, case.policy.weight
    ready = np.array([max(0, up(u.ready, case.step)) for u in kept], int)
    return Ranked(
        kept, np.array([point_of[u.point] for u in kept], int), np.array([order[u.kind] for u in kept], int), np.array([weight[u.kind] for u in kept], float),
        get("size"), get("wheelchairs"), get("stretchers"), ready, masks, papers, untils, never,
    )


def outside_queue(case: Case, unit: Unit) -> str:
    if unit.code in case.aboard_lost:
        return "aboard_lost"
    if unit.kind == case.policy.emergency:
        return "emergency"
    if not unit.destinations:
        return "no_destination"
    if unit.fit is not None and not unit.fit:
        return "unfit"
    return ""


def way_times(net: Network) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """For each (point, way) the (loading, arrival) steps at which it could ever run, earliest and latest kept."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for i in range(len(net.kind)):
        t = np.flatnonzero(net.ok[i])
        loading = t + net.out[i]
        ride = int(net.load[i] + net.back[i])
        at = found.setdefault((int(net.point[i]), int(net.way[i])), [])
        at.extend((int(x), int(x) + ride) for x in loading)
    return {key: sorted(set(value)) for key, value in found.items()}


def way_fits(net: Network, unit: Unit, a: int, mask: int):
    for w, (k, _) in enumerate(net.ways[a]):
        if mask >> w & 1:
            yield w, unit.fit[net.case.types[k].mode]


def in_time(net: Network, unit: Unit, a: int, mask: int, reach) -> int:
    """The ways of ``mask`` that run at least once between the unit's readiness and the end of its fitness."""
    out, ready = 0, up(unit.ready, net.case.step)
    for w in range(len(net.ways[a])):
        times = reach.get((a, w)) if mask >> w & 1 else None
        if not times:
            continue
        until = None if unit.fit is None else unit.fit[net.case.types[net.ways[a][w][0]].mode].until
        last = net.steps if until is None else until // net.case.step
        if times[-1][0] >= ready and times[0][1] <= last and any(x >= ready and y <= last for x, y in times):
            out |= 1 << w
    return out


def why_never(net: Network, unit: Unit, a: int, mask: int) -> str:
    """The code of the reason why no trip could carry this unit; see ``explain.REASONS``."""
    case, ways = net.case, net.ways[a]
    if mask:
        return "not_in_time"
    if not ways:
        return "no_vehicle"
    if not any(case.places[e].code in unit.destinations for _, e in ways):
        return "no_way_to_destination"
    mine = [(k, e) for k, e in ways if case.places[e].code in unit.destinations]
    allowed = [(k, e) for k, e in mine if net.routes[k, a, e].transit <= unit.transit and case.places[e].requires <= unit.documents]
    if not allowed:
        return "papers"
    if unit.fit is not None and not any(case.types[k].mode in unit.fit for k, _ in allowed):
        return "unfit"
    fleet = {v.type for v in case.vehicles}
    modes = {r.mode for r in case.routes if r.point == unit.point and r.place in unit.destinations and r.risk <= case.policy.risk_limit}
    if not any(unit.size <= t.seats and unit.wheelchairs <= t.wheelchairs and unit.stretchers <= t.stretchers for t in case.types if t.code in fleet and t.mode in modes):
        return "too_large"
    if all(case.places[e].reception is not None and case.places[e].reception[-1][1] < unit.size for _, e in allowed):
        return "no_reception"
    return "unfit" if unit.fit is not None else "not_in_time"


def group_units(ranked: Ranked, net: Network, *, coarse: bool, sized: bool = True) -> list[Group]:
    """
    Groups of people for the relaxation and the search, sorted by point and order.

    ``coarse`` lets groups be joined that gain little by it (a relaxation, so a bound stays a bound), and rounds readiness
    down to a few steps a point. ``sized`` keeps parties with wheelchairs or stretchers apart by their size.
    """
    cells: dict[tuple, list[int]] = {}
    floor = ready_floor(ranked) if coarse else ranked.ready
    sizes = ranked.size
    for i in range(len(ranked.units)):
        special = bool(ranked.wheelchairs[i] or ranked.stretchers[i])
        bucket = (BUCKET[min(int(sizes[i]), 8)] if coarse and sized else 0 if coarse else int(sizes[i]), int(ranked.wheelchairs[i]), int(ranked.stretchers[i])) if special else ()
        key = (int(ranked.point[i]), int(ranked.order[i]), bucket, ranked.mask[i], int(floor[i]), ranked.until[i])
        cells.setdefault(key, []).append(i)
    if coarse:
        cells = widen(net, cells, sizes, max(8, MOST_GROUPS // max(1, len(net.ways))))
    out = []
    for (a, c, _, mask, ready, until), rows in sorted(cells.items(), key=lambda z: z[0]):
        n, w, s = sizes[rows], ranked.wheelchairs[rows], ranked.stretchers[rows]
        out.append(Group(a, c, float(ranked.weight[rows[0]]), mask, ready, until, int(n.sum()), w.sum() / n.sum(), s.sum() / n.sum(), float((w / n).min()), float((s / n).min())))
    return out


def ready_floor(ranked: Ranked) -> np.ndarray:
    out = ranked.ready.copy()
    for a in np.unique(ranked.point):
        rows = np.flatnonzero(ranked.point == a)
        values = np.unique(ranked.ready[rows])
        if len(values) > MOST_READY:
            marks = np.unique(np.quantile(ranked.ready[rows], np.linspace(0, 1, MOST_READY + 1)[:-1], method="lower"))
            out[rows] = marks[np.searchsorted(marks, ranked.ready[rows], side="right") - 1]
    return out


def widen(net: Network, cells: dict[tuple, list[int]], sizes: np.ndarray, most: int) -> dict[tuple, list[int]]:
    """
    Join cells of one class at one point: union of their ways, earliest readiness, loosest fitness, so that each person
    may do no less than before. First those that gain next to nothing, then the smallest, until a point has ``most``.
    """
    share = fleet_share(net)
    points: dict[int, dict[tuple, list[int]]] = {}
    for key, rows in cells.items():
        points.setdefault(key[0], {})[key] = rows
    out: dict[tuple, list[int]] = {}
    for a, mine in points.items():
        extra = {w: share[k] for w, (k, _) in enumerate(net.ways[a])}
        count = {key: int(sizes[rows].sum()) for key, rows in mine.items()}
        for key in sorted(mine, key=lambda z: (count[z], z)):
            if key not in mine:
                continue
            target, gain = nearest(key, mine, extra)
            if target is not None and (gain <= FREE_SHARE or len(mine) > most):
                join(mine, count, key, target)
        out.update(mine)
    return out


def fleet_share(net: Network) -> list[float]:
    """The part of all seats of the fleet that each type has."""
    codes = [k.code for k in net.case.types]
    seats = [0.0] * len(codes)
    for v in net.case.vehicles:
        seats[codes.index(v.type)] += net.case.types[codes.index(v.type)].seats
    total = sum(seats) or 1.0
    return [s / total for s in seats]


def nearest(key: tuple, mine: dict[tuple, list[int]], extra: dict[int, float]) -> tuple[tuple | None, float]:
    """The cell of the same class and needs that this one can join at the least gain of ways (and of time, a little)."""
    best, least = None, float("inf")
    for other in mine:
        if other == key or other[:3] != key[:3]:
            continue
        more = ((key[3] | other[3]) & ~key[3]) | ((key[3] | other[3]) & ~other[3])
        gain = sum(x for w, x in extra.items() if more >> w & 1) + abs(other[4] - key[4]) + (0.0 if other[5] == key[5] else 1.0)
        if gain < least or (gain == least and best is not None and other < best):
            best, least = other, gain
    return best, least


def join(mine: dict[tuple, list[int]], count: dict[tuple, int], one: tuple, two: tuple) -> None:
    rows = mine.pop(one) + mine.pop(two)
    n = count.pop(one) + count.pop(two)
    key = (*one[:3], one[3] | two[3], min(one[4], two[4]), one[5] if one[5] == two[5] else ())
    mine[key] = mine.get(key, []) + rows
    count[key] = count.get(key, 0) + n
