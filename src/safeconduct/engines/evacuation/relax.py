"""
The relaxation: whole vehicles flow on the clock, people are a liquid in groups. Its optimum lies below every plan's.

Columns: q[lane, start] cycles, w[type, place, step] vehicles waiting, x[group, pool, arrival] people, m[group] left
behind. A *pool* is the ways at one point that serve the same groups. Rows: vehicles are conserved; people have seats,
wheelchair and stretcher places; berths; each group's people; reception; budget; duty of crews. ``rider`` are group and
arrival of the columns x.

A row of ``whole_vehicles`` holds because vehicles are whole: of the P people of the first classes in a pool no more than
the lesser of P and the seats arrive with one vehicle, so a tenth of a ship carries a tenth of them and not all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .groups import Group
from .network import Network, received_by, up

BOUND_NOTE = "The bound is of the same objective without the hard rules: families may be split and the order of classes is free."


@dataclass(frozen=True, eq=False)
class Linear:
    """min cost x, low <= A x <= high, 0 <= x <= most; A by columns. The first ``arcs`` columns are cycles, to be whole."""

    cost: np.ndarray
    most: np.ndarray
    low: np.ndarray
    high: np.ndarray
    start: np.ndarray
    index: np.ndarray
    value: np.ndarray
    arc_lane: np.ndarray
    arc_step: np.ndarray
    budget_row: int
    rider: tuple[np.ndarray, np.ndarray]
    groups: int

    @property
    def arcs(self) -> int:
        return len(self.arc_lane)


class Rows:
    """Entries of a matrix, gathered block by block, each block with its own rows."""

    def __init__(self):
        self.r, self.c, self.v, self.low, self.high, self.count = [], [], [], [], [], 0

    def block(self, low, high) -> int:
        """Room for these rows; gives the number of the first."""
        first = self.count
        self.low.append(np.asarray(low, float))
        self.high.append(np.asarray(high, float))
        self.count += len(self.low[-1])
        return first

    def add(self, rows, cols, values) -> None:
        rows = np.asarray(rows, int).ravel()
        self.r.append(rows)
        self.c.append(np.broadcast_to(np.asarray(cols, int), rows.shape).ravel())
        self.v.append(np.broadcast_to(np.asarray(values, float), rows.shape).ravel())

    def columns(self, n: int):
        r, c, v = (np.concatenate(x) if x else np.zeros(0) for x in (self.r, self.c, self.v))
        sort = np.lexsort((r, c))
        start = np.searchsorted(c[sort], np.arange(n + 1))
        low, high = (np.concatenate(x) if x else np.zeros(0) for x in (self.low, self.high))
        return low, high, start.astype(np.int32), r[sort].astype(np.int32), v[sort].astype(float)


@dataclass(eq=False)
class Fleet:
    """For each type: how many vehicles, the step of the first, and the last step at which any may be used."""

    count: np.ndarray
    first: np.ndarray
    last: np.ndarray
    supply: list[tuple[int, int, int]]


def read_fleet(net: Network) -> Fleet:
    case = net.case
    kinds, places = ({row.code: i for i, row in enumerate(rows)} for rows in (case.types, case.places))
    count, first, last = np.zeros(len(kinds), int), np.full(len(kinds), net.steps + 1), np.zeros(len(kinds), int)
    supply = []
    far = 2 * net.steps + 2
    for v in case.vehicles:
        k, ready = kinds[v.type], max(0, up(v.ready, case.step))
        if ready > net.steps:
            continue
        count[k] += 1
        first[k] = min(first[k], ready)
        last[k] = max(last[k], far if v.until is None else v.until // case.step)
        supply.append((k, places[v.at], ready))
    return Fleet(count, first, last, supply)


def build_linear(net: Network, groups: list[Group]) -> Linear:
    """The relaxation of a network as a linear programme; see the module's text for its columns and rows."""
    fleet, rows, steps = read_fleet(net), Rows(), net.steps
    lane, step = np.nonzero(net.ok)
    k = net.kind[lane]
    use = (step >= fleet.first[k]) & (step + net.dur[lane] <= fleet.last[k]) & (fleet.count[k] > 0)
    lane, step, k = lane[use], step[use], k[use]
    pools, ride = pool_ways(net, groups)
    nq = len(lane)
    kd = sorted({(int(i), int(d)) for i, d in zip(net.kind, net.base, strict=True)} | {(int(i), int(d)) for i, d in zip(net.kind, net.place, strict=True)} | {(i, d) for i, d, _ in fleet.supply})
    conserve(net, fleet, rows, lane, step, kd, nq)
    n = nq + len(kd) * (steps + 1)
    most = [fleet.count[k].astype(float), np.repeat(fleet.count[[i for i, _ in kd]] if kd else np.zeros(0), steps + 1).astype(float)]
    pool = np.array([pools[int(net.point[i])].get(int(net.way[i]), -1) for i in range(len(net.kind))], int)
    arrive = step + net.out[lane] + net.load[lane] + net.back[lane]
    xg, xp, xs = people_columns(net, groups, pools, ride, pool[lane], arrive)
    weight, people = np.array([g.weight for g in groups]), np.array([g.people for g in groups], float)
    cost = np.concatenate([np.zeros(n), weight[xg] * xs if len(groups) else np.zeros(0), weight * net.leave_step])
    most += [people[xg] if len(groups) else np.zeros(0), people]
    carry(net, groups, rows, lane, pool[lane], arrive, n, (xg, xp, xs))
    whole_vehicles(net, groups, rows, lane, pool[lane], arrive, n, (xg, xp, xs))
    berths(net, rows, lane, step)
    first = rows.block(people, people)
    rows.add(first + xg, n + np.arange(len(xg)), 1)
    rows.add(first + np.arange(len(groups)), n + len(xg) + np.arange(len(groups)), 1)
    receive(net, groups, rows, n, (xg, xp, xs))
    budget = -1
    if net.case.policy.budget is not None:
        budget = rows.block([-np.inf], [net.case.policy.budget])
        rows.add(np.full(nq, budget), np.arange(nq), net.cost[lane])
    crews(net, fleet, rows, lane)
    total = n + len(xg) + len(groups)
    return Linear(cost, np.concatenate(most), *rows.columns(total), lane, step, budget, (xg, xs), len(groups))


def pool_ways(net: Network, groups: list[Group]) -> tuple[list[dict[int, int]], dict[int, tuple]]:
    """For each point {way: pool}; and {pool: (point, groups, place or -1, shortest ride)}. Unused ways are in no pool."""
    here: list[list[int]] = [[] for _ in net.ways]
    for g, group in enumerate(groups):
        here[group.point].append(g)
    people = sum(g.people for g in groups)
    ride_of = {(int(a), int(w)): int(x + y) for a, w, x, y in zip(net.point, net.way, net.load, net.back, strict=True)}
    limited = {e for e, p in enumerate(net.case.places) if p.reception is not None and received_by(p.reception, np.zeros(1, int))[0] < people}
    out, about, seen = [], {}, {}
    for a, ways in enumerate(net.ways):
        timed = any(groups[g].ready > 0 or groups[g].until for g in here[a])
        mine = {}
        for w, (_, e) in enumerate(ways):
            if (a, w) not in ride_of:
                continue
            who = tuple(g for g in here[a] if groups[g].mask >> w & 1)
            if not who:
                continue
            key = (a, who, e if e in limited else -1, ride_of[a, w] if timed else -1)
            number = seen.setdefault(key, len(seen))
            mine[w] = number
            old = about.get(number)
            about[number] = (a, who, key[2], min(ride_of[a, w], old[3]) if old else ride_of[a, w], (old[4] if old else ()) + (w,))
        out.append(mine)
    return out, about


def people_columns(net, groups, pools, about, pool, arrive):
    """Columns of people: one for each group, pool and arrival at which some cycle of that pool could bring it."""
    xg, xp, xs = [], [], []
    for p, (_, who, _, ride, ways) in about.items():
        at = np.unique(arrive[pool == p])
        for g in who:
            group = groups[g]
            late = dict(group.until)
            last = max((late.get(w, net.steps) for w in ways), default=net.steps)
            mine = at[(at >= group.ready + ride) & (at <= last)]
            xs.append(mine)
            xg.append(np.full(len(mine), g))
            xp.append(np.full(len(mine), p))
    join = lambda x: np.concatenate(x).astype(int) if x else np.zeros(0, int)  # noqa: E731
    return join(xg), join(xp), join(xs)


def conserve(net, fleet, rows, lane, step, kd, nq) -> None:
    """Vehicles waiting now = waiting before + come free - gone, for each type, place and step."""
    t1 = net.steps + 1
    at = np.full((len(net.case.types), len(net.case.places)), -1)
    for i, (k, d) in enumerate(kd):
        at[k, d] = i
    supply = np.zeros(len(kd) * t1)
    for k, d, ready in fleet.supply:
        supply[at[k, d] * t1 + ready] += 1
    first = rows.block(supply, supply)
    w = np.arange(len(kd) * t1)
    rows.add(first + w, nq + w, 1)
    later = w[w % t1 > 0]
    rows.add(first + later, nq + later - 1, -1)
    q = np.arange(nq)
    rows.add(first + at[net.kind[lane], net.base[lane]] * t1 + step, q, 1)
    free = step + net.dur[lane]
    back = free < t1
    rows.add(first + (at[net.kind[lane], net.place[lane]] * t1 + np.minimum(free, net.steps))[back], q[back], -1)


def carry(net, groups, rows, lane, pool, arrive, n, x) -> None:
    """People that arrive in a pool at a step have seats, and places for wheelchairs and stretchers, that arrive then."""
    xg, xp, xs = x
    t1 = net.steps + 1
    cell_x, cell_q = xp * t1 + xs, pool * t1 + arrive
    cells = np.unique(cell_x)
    of = lambda c: np.searchsorted(cells, c)  # noqa: E731
    some = np.isin(cell_q, cells) & (pool >= 0)
    q = np.flatnonzero(some)
    kinds = net.case.types
    for load, room in (
        (np.ones(len(groups)), [k.seats for k in kinds]),
        (np.array([g.wheelchairs_least for g in groups]), [k.wheelchairs for k in kinds]),
        (np.array([g.stretchers_least for g in groups]), [k.stretchers for k in kinds]),
    ):
        if not len(groups) or not load.any():
            continue
        need = load[xg] > 0
        first = rows.block(np.full(len(cells), -np.inf), np.zeros(len(cells)))
        rows.add(first + of(cell_x[need]), n + np.flatnonzero(need), load[xg[need]])
        rows.add(first + of(cell_q[q]), q, -np.array(room, float)[net.kind[lane[q]]])


def whole_vehicles(net, groups, rows, lane, pool, arrive, n, x) -> None:
    """For each pool and arrival, and the people down to each class: no vehicle brings more of them than there are."""
    xg, xp, xs = x
    order, people = np.array([g.order for g in groups]), np.array([g.people for g in groups], float)
    seats = np.array([k.seats for k in net.case.types], float)
    col_of, arc_of = (np.split(np.argsort(p, kind="stable"), np.cumsum(np.bincount(p, minlength=1))[:-1]) if len(p) else [] for p in (xp, pool[pool >= 0]))
    served = np.flatnonzero(pool >= 0)
    for mine, arcs in zip(col_of, arc_of, strict=False):
        if not len(mine) or not len(arcs):
            continue
        arcs, who = served[arcs], np.unique(xg[mine])
        most = seats[net.kind[lane[arcs]]]
        for c in np.unique(order[who]):
            count = people[who[order[who] <= c]].sum()
            if count >= most.max():
                break
            cols = mine[order[xg[mine]] <= c]
            cells = np.unique(xs[cols])
            first = rows.block(np.full(len(cells), -np.inf), np.zeros(len(cells)))
            rows.add(first + np.searchsorted(cells, xs[cols]), n + cols, 1)
            some = np.isin(arrive[arcs], cells)
            rows.add(first + np.searchsorted(cells, arrive[arcs[some]]), arcs[some], -np.minimum(most[some], count))


def berths(net, rows, lane, step) -> None:
    """Vehicles that load at a point at one step have the berths they take up; rows that cannot bind are left out."""
    t1 = net.steps + 1
    need = np.array([k.berths for k in net.case.types], float)
    room = np.array([p.berths for p in net.case.points], float)
    counts = {}
    for v in net.case.vehicles:
        counts[v.type] = counts.get(v.type, 0) + 1
    worst = sum(k.berths * counts.get(k.code, 0) for k in net.case.types)
    tight = room < worst
    if not tight.any():
        return
    first = rows.block(np.full(len(room) * t1, -np.inf), np.repeat(room, t1))
    begin, q = step + net.out[lane], np.arange(len(lane))
    for shift in range(int(net.load[lane].max()) if len(lane) else 0):
        z = (shift < net.load[lane]) & tight[net.point[lane]] & (begin + shift < t1) & (need[net.kind[lane]] > 0)
        rows.add(first + (net.point[lane] * t1 + begin + shift)[z], q[z], need[net.kind[lane]][z])


def receive(net, groups, rows, n, x) -> None:
    """By each step before a stair of a place's reception, no more people have arrived there than it allows."""
    xg, xp, xs = x
    _, about = pool_ways(net, groups)
    place_of = np.array([about[p][2] for p in sorted(about)] or [-1])
    for e in sorted(set(place_of.tolist()) - {-1}):
        mine = np.flatnonzero(place_of[xp] == e) if len(xp) else np.zeros(0, int)
        allowed = received_by(net.case.places[e].reception, np.arange(net.steps + 1) * net.case.step)
        for s in np.flatnonzero(np.append(np.diff(allowed) > 0, True)):
            early = mine[xs[mine] <= s]
            if len(early):
                row = rows.block([-np.inf], [float(allowed[s])])
                rows.add(np.full(len(early), row), n + early, 1)


def crews(net, fleet, rows, lane) -> None:
    """All the work of a type's cycles fits the duty that its crews have in the whole plan."""
    q = np.arange(len(lane))
    for k, kind in enumerate(net.case.types):
        if kind.duty is None or not fleet.count[k]:
            continue
        duty, rest = kind.duty // net.case.step, up(kind.rest, net.case.step)
        span = net.steps + int(net.dur[net.kind == k].max(initial=0))
        whole, part = divmod(span, duty + rest) if duty + rest else (span, 0)
        mine = q[net.kind[lane] == k]
        row = rows.block([-np.inf], [float(fleet.count[k] * (whole * duty + min(duty, part)))])
        rows.add(np.full(len(mine), row), mine, net.dur[lane[mine]])


def safe_bound(lin: Linear, dual: np.ndarray) -> float:
    """
    A lower bound from any row prices whatever, by weak duality: it does not lean on the solver's tolerances. Each group
    takes the cheapest of its arrivals at these prices, among all, so columns that the solver never saw are minded too.

    ``dual`` has the length of the rows. The answer is in weight x person x step.
    """
    y = np.where(np.isfinite(dual), dual, 0.0)
    y = np.where((y > 0) & ~np.isfinite(lin.low), 0, y)
    y = np.where((y < 0) & ~np.isfinite(lin.high), 0, y)
    side = np.where(y > 0, np.where(np.isfinite(lin.low), lin.low, 0), np.where(np.isfinite(lin.high), lin.high, 0))
    col = np.repeat(np.arange(len(lin.cost)), np.diff(lin.start))
    reduced = lin.cost - np.bincount(col, lin.value * y[lin.index], minlength=len(lin.cost)) if len(col) else lin.cost
    riders = lin.rider[0]
    people = len(lin.cost) - len(riders) - lin.groups
    least = reduced[len(lin.cost) - lin.groups :].copy()
    np.minimum.at(least, riders, reduced[people : people + len(riders)])
    return float(side @ y + np.minimum(0.0, reduced[:people] * lin.most[:people]).sum() + least @ lin.most[len(lin.cost) - lin.groups :])
