"""
Dispatch by events: each vehicle that comes free takes the best cycle then. With nothing to guide it, greedily; with the
relaxation's cycles as a target, so that what has left keeps up with what should have left.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

from .board import Stand, take_liquid, take_whole
from .network import Network, up

RETRY = 2


@dataclass(frozen=True)
class Guide:
    """``due[lane, t]`` departures wished by step t, and how to weigh lateness, gain and waiting against one another."""

    due: np.ndarray
    patience: float = -0.35
    gain: float = 1e-3
    wait: float = 0.02


@dataclass(eq=False)
class Yard:
    """What is left at each point, berths taken, places still free at each place of safety, and money spent."""

    net: Network
    stands: list[Stand]
    left: list[list[float]]
    used: np.ndarray
    room: dict[int, np.ndarray]
    spent: float = 0.0
    worth: list[dict] = field(default_factory=list)
    done: np.ndarray = field(default_factory=lambda: np.zeros(0))


def yard(net: Network, stands: list[Stand], room: dict[int, np.ndarray]) -> Yard:
    return Yard(
        net, stands, [s.people.tolist() for s in stands], np.zeros((len(stands), net.steps + 2), int), {e: r.astype(float) for e, r in room.items()},
        worth=[{} for _ in stands], done=np.zeros(len(net.kind)),
    )


def worth(y: Yard, a: int, way: int, loading: int, arrives: int) -> float:
    """Weighted people that this way would take from this point now."""
    stand = y.stands[a]
    kind = y.net.case.types[stand.kinds[way]]
    seats = kind.seats
    if stand.places[way] in y.room:
        seats = min(seats, y.room[stand.places[way]][arrives:].min())
        key = None
    else:
        key = None if stand.timed else (stand.kinds[way], stand.allow_key[way])
    memo = y.worth[a]
    if key is None or key not in memo:
        left = y.left[a].copy()
        take = take_whole if stand.whole else take_liquid
        _, aboard = take(stand.rows[way], left, loading, arrives, seats, kind.wheelchairs, kind.stretchers)
        gain = sum(n * weight for _, n, weight in aboard)
        if key is None:
            return gain
        memo[key] = gain
    return memo[key]


def dispatch(net: Network, stands: list[Stand], room: dict[int, np.ndarray], guide: Guide | None = None) -> list[list[tuple[int, int]]]:
    """
    A tour [(lane, start step), ...] for each vehicle. ``room[e]`` is how many people place e may have received by each
    step, for places that are limited. Respects berths, spans, budget, crews and the last minute of each vehicle.
    """
    case = net.case
    type_of, place_of = ({row.code: i for i, row in enumerate(rows)} for rows in (case.types, case.places))
    y, tours = yard(net, stands, room), [[] for _ in case.vehicles]
    lanes = {}
    for i, (k, d) in enumerate(zip(net.kind.tolist(), net.base.tolist(), strict=True)):
        lanes.setdefault((k, d), []).append(i)
    nexts = next_starts(net)
    queue = []
    for v, vehicle in enumerate(case.vehicles):
        t = max(0, up(vehicle.ready, case.step))
        if t <= net.steps:
            heapq.heappush(queue, (t, type_of[vehicle.type], place_of[vehicle.at], v, -1, -1))
    while queue:
        t, k, d, v, on, _ = heapq.heappop(queue)
        best = choose(y, lanes.get((k, d), ()), nexts, t, v, on, guide)
        if best is None:
            if t + RETRY < net.steps and any(s.timed for s in stands):
                heapq.heappush(queue, (t + RETRY, k, d, v, on, -1))
            continue
        score, lane, start, begin = best
        if guide is not None and score < guide.patience and t + 1 < net.steps and any(guide.due[i, -1] > y.done[i] + 0.5 for i in lanes[k, d]):
            heapq.heappush(queue, (t + 1, k, d, v, on, -1))
            continue
        send(y, lane, start)
        tours[v].append((lane, start))
        heapq.heappush(queue, (start + int(net.dur[lane]), k, int(net.place[lane]), v, begin, -1))
    return tours


def next_starts(net: Network) -> np.ndarray:
    """For each lane and step, the first step from then on at which it may start (past the clock: never)."""
    never = net.steps + 1
    at = np.where(net.ok, np.arange(net.steps + 1)[None, :], never)
    return np.minimum.accumulate(at[:, ::-1], axis=1)[:, ::-1] if len(at) else at


def choose(y: Yard, lanes, nexts, t: int, v: int, on: int, guide: Guide | None):
    """The best lane now as (score, lane, start, start of duty), or None."""
    net, case = y.net, y.net.case
    best, vehicle = None, case.vehicles[v]
    until = None if vehicle.until is None else vehicle.until // case.step
    for lane in lanes:
        start, begin = first_start(y, lane, nexts, t, on)
        if start > net.steps or (until is not None and start + net.dur[lane] > until):
            continue
        if case.policy.budget is not None and y.spent + net.cost[lane] > case.policy.budget:
            continue
        a, loading = int(net.point[lane]), start + int(net.out[lane])
        gain = worth(y, a, int(net.way[lane]), loading, loading + int(net.load[lane] + net.back[lane]))
        if gain <= 0:
            continue
        rate = gain / (start + int(net.dur[lane]) - t)
        if guide is None:
            score = rate
        else:
            score = guide.due[lane, start] - y.done[lane] + guide.gain * rate - guide.wait * (start - t)
        if best is None or score > best[0]:
            best = (score, lane, start, begin)
    return best


def first_start(y: Yard, lane: int, nexts, t: int, on: int) -> tuple[int, int]:
    """The first step at which this lane may start with a free berth and a crew that has hours left."""
    net = y.net
    kind = net.case.types[int(net.kind[lane])]
    a, begin = int(net.point[lane]), on
    while True:
        start = int(nexts[lane, t]) if t <= net.steps else net.steps + 1
        if start > net.steps:
            return start, begin
        if kind.duty is not None:
            duty = kind.duty // net.case.step
            if int(net.dur[lane]) > duty:
                return net.steps + 1, begin
            if begin >= 0 and start + int(net.dur[lane]) - begin > duty:
                t, begin = t + up(kind.rest, net.case.step), -1
                continue
        loading = start + int(net.out[lane])
        taken = y.used[a, loading : loading + int(net.load[lane])] + kind.berths
        if (taken <= net.case.points[a].berths).all():
            return start, (start if begin < 0 else begin) if kind.duty is not None else -1
        t = start + 1


def send(y: Yard, lane: int, start: int) -> None:
    """Let the cycle run: people leave the point, berths and reception are taken, money is spent."""
    net, a, way = y.net, int(y.net.point[lane]), int(y.net.way[lane])
    stand, kind = y.stands[a], y.net.case.types[int(y.net.kind[lane])]
    loading = start + int(net.out[lane])
    arrives = loading + int(net.load[lane] + net.back[lane])
    e, seats = stand.places[way], kind.seats
    if e in y.room:
        seats = min(seats, y.room[e][arrives:].min())
    take = take_whole if stand.whole else take_liquid
    _, aboard = take(stand.rows[way], y.left[a], loading, arrives, seats, kind.wheelchairs, kind.stretchers)
    if e in y.room:
        y.room[e][arrives:] -= sum(n for _, n, _ in aboard)
    y.worth[a].clear()
    y.used[a, loading : loading + int(net.load[lane])] += kind.berths
    y.spent += float(net.cost[lane])
    y.done[lane] += 1
