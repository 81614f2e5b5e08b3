"""
What each point's people gain from the vehicles that come: the state of a point, and the price of one more vehicle.

A ``Stand`` is the fixed side of a point (its people in groups and its ways); a ``State`` is what one list of calls does
to it (``taken``: places already promised on a call (vehicle, loading step); ``busy``: berths already taken by others).
States are never changed: a new list of calls makes a new state, so a move is undone by putting the old one back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace

import numpy as np

from .groups import Group, Ranked
from .insert import Queue, insertion_by_rank, line_up
from .network import Network
from .stairs import Stairs, present, stairs, worth, worth_present

Call = tuple[int, int, int, int, int]  # loading step, leaving step, arrival step, vehicle, way


@dataclass(frozen=True, eq=False)
class Stand:
    """
    One point: group arrays in boarding order, and for each way the groups that may take it, in that order.

    ``taken`` are places already promised on a call (vehicle, loading step), ``busy`` the berths that others take.
    """

    weight: np.ndarray
    people: np.ndarray
    ready: np.ndarray
    order: np.ndarray
    chairs: np.ndarray
    beds: np.ndarray
    until: list[dict[int, int]]
    allow: np.ndarray
    rows: list[list[tuple]]
    kinds: list[int]
    places: list[int]
    whole: bool
    timed: bool
    berths: int
    berth_need: list[int]
    load: list[int]
    ride: list[int]
    allow_key: list[bytes]
    meets: np.ndarray
    special: np.ndarray
    taken: dict[tuple[int, int], tuple[int, int, int]]
    busy: np.ndarray
    plain: list[Stairs]
    every: list[Stairs]
    weights: list[float]
    lines: list[tuple]
    way_lines: list[list[int]]
    queue: Queue | None = None

    def call_ways(self, calls: list[Call]) -> np.ndarray:
        return np.array([c[4] for c in calls], int)


@dataclass(eq=False)
class State:
    """
    What ``calls`` do at a point: weighted steps, who rides which call, free seats, berths in use.

    ``left`` is, before each call and after the last, the people of each group who still wait; where families stay whole
    it is how far each of the stand's lines has moved up. ``riders`` are the families on each call, None for a liquid.
    """

    calls: list[Call]
    value: float
    loads: np.ndarray | None
    spare: np.ndarray
    used: np.ndarray
    received: list[tuple[int, int, float]]
    left: list[list]
    values: list[float]
    riders: list[list[int]] | None = None
    owed: list[float] = field(default_factory=list)
    prices: dict = field(default_factory=dict)
    sparse: tuple | None = None

    def ridden(self, stand: Stand, who: np.ndarray) -> np.ndarray:
        """How many people of these groups are on each call."""
        if self.riders is None:
            return self.loads @ who
        if self.sparse is None:
            rows = np.array([g for aboard in self.riders for g in aboard], int)
            self.sparse = np.repeat(np.arange(len(self.calls)), [len(aboard) for aboard in self.riders]), rows, stand.people[rows]
        call, rows, people = self.sparse
        return np.bincount(call, people * who[rows], len(self.calls))


def stands(net: Network, ranked: Ranked, groups: list[Group], whole: bool) -> list[Stand]:
    """The points of a case; ``whole`` takes each family as it is, else families are a liquid in their groups."""
    out = []
    for a, ways in enumerate(net.ways):
        if whole:
            rows = np.flatnonzero(ranked.point == a)
            cols = [(ranked.weight[i], ranked.size[i], ranked.ready[i], ranked.order[i], ranked.wheelchairs[i], ranked.stretchers[i]) for i in rows]
            masks, until = [ranked.mask[i] for i in rows], [dict(ranked.until[i]) for i in rows]
        else:
            mine = [g for g in groups if g.point == a]
            cols = [(g.weight, g.people, g.ready, g.order, g.wheelchairs_mean, g.stretchers_mean) for g in mine]
            masks, until = [g.mask for g in mine], [dict(g.until) for g in mine]
        weight, people, ready, order, chairs, beds = np.array(cols, float).reshape(-1, 6).T
        special = (chairs > 0) | (beds > 0)
        allow = np.array([[m >> w & 1 for m in masks] for w in range(len(ways))], bool).reshape(len(ways), len(masks))
        rows = [way_rows(weight, ready, order, chairs, beds, until, w, np.flatnonzero(allow[w]), whole) for w in range(len(ways))]
        kinds = [k for k, _ in ways]
        here = net.point == a
        load = dict(zip(net.way[here].tolist(), net.load[here].tolist(), strict=True))
        ride = dict(zip(net.way[here].tolist(), (net.load + net.back)[here].tolist(), strict=True))
        out.append(
            Stand(
                weight, people, ready, order, chairs, beds, until, allow, rows, kinds, [e for _, e in ways], whole,
                bool((ready > 0).any() or any(until)), net.case.points[a].berths, [net.case.types[k].berths for k in kinds], [load.get(w, 1) for w in range(len(ways))],
                [ride.get(w, 1) for w in range(len(ways))], [row.tobytes() for row in allow],
                (allow.astype(int) @ allow.T.astype(int)) > 0, special, {}, np.zeros(net.steps + 2, int),
                [stairs(weight, people, ready, order, row & ~special) for row in allow], [stairs(weight, people, ready, order, row) for row in allow],
                weight.tolist(), *(queue_up(people, ready, chairs, beds, masks, until, len(ways)) if whole else ([], [])),
                line_up(weight, people, ready, chairs, beds, masks, until, allow) if whole else None,
            )
        )
    return out


def queue_up(people, ready, chairs, beds, masks, until, ways: int) -> tuple[list[tuple], list[list[int]]]:
    """
    Families that are alike before every vehicle stand in one line, in the order of boarding: (size, ready, wheelchairs,
    stretchers, until, tickets), a ticket being row x lines + line. And the lines that may take each way.
    """
    rows: dict[tuple, list[int]] = {}
    for g, key in enumerate(zip(people.astype(int).tolist(), ready.astype(int).tolist(), chairs.tolist(), beds.tolist(), masks, (tuple(sorted(u.items())) for u in until), strict=True)):
        rows.setdefault(key, []).append(g)
    lines = [(size, at, chair, bed, dict(late), [g * len(rows) + i for g in mine]) for i, ((size, at, chair, bed, _, late), mine) in enumerate(rows.items())]
    return lines, [[i for i, key in enumerate(rows) if key[4] >> w & 1] for w in range(ways)]


def way_rows(weight, ready, order, chairs, beds, until, w: int, who: np.ndarray, whole: bool) -> list[tuple]:
    """The groups that may take a way, in boarding order: one by one, or class by class for a liquid."""
    if whole:
        return [(int(g), float(weight[g]), int(ready[g]), float(chairs[g]), float(beds[g]), until[g].get(w)) for g in who]
    out: dict[float, tuple] = {}
    for g in who:
        out.setdefault(float(order[g]), (float(weight[g]), []))[1].append((int(g), int(ready[g]), float(chairs[g]), float(beds[g]), until[g].get(w)))
    return [out[c] for c in sorted(out)]


def settle(net: Network, stand: Stand, calls: list[Call], before: State | None = None) -> State:
    """
    The state of a point under these calls: people board in turn by order, as far as seats and places go.

    ``before`` is any earlier state of the point: what both have in common at the beginning is not worked out again.
    """
    calls = sorted(calls)
    same = 0
    if before is not None:
        for mine, theirs in zip(calls, before.calls, strict=False):
            if mine != theirs:
                break
            same += 1
    fill = settle_whole if stand.whole else settle_liquid
    state = fill(net, stand, calls, before, same)
    state.used = stand.busy.copy()
    for loading, _, _, _, way in calls:
        state.used[loading : loading + stand.load[way]] += stand.berth_need[way]
    return state


def settle_whole(net: Network, stand: Stand, calls: list[Call], before: State | None, same: int) -> State:
    """As ``settle``, with every family as it is: whoever comes next and fits boards, until no seat is free."""
    heads = before.left[same] if before is not None else [0] * len(stand.lines)
    owed = before.owed[same] if before is not None else float(stand.weight @ stand.people)
    lefts, dues = (before.left[: same + 1], before.owed[: same + 1]) if before is not None else ([heads], [owed])
    values, received, riders = (before.values[:same], before.received[:same], before.riders[:same]) if before is not None else ([], [], [])
    rest = before.spare[:same].tolist() if before is not None else []
    for call in calls[same:]:
        aboard, heads, room, people, value = fill_lines(net, stand, call, heads)
        owed -= value
        riders.append(aboard)
        rest.append(room)
        values.append(value * call[2])
        received.append((stand.places[call[4]], call[2], float(people)))
        lefts.append(heads)
        dues.append(owed)
    return State(calls, sum(values) + owed * net.leave_step, None, np.array(rest, float), stand.busy, received, lefts, values, riders, dues)


def fill_lines(net: Network, stand: Stand, call: Call, heads: list[int]) -> tuple[list[int], list[int], int, int, float]:
    """Who boards a call, how far each line has then moved up, the seats that stay free, people aboard and their weight."""
    loading, _, arrives, v, way = call
    kind = net.case.types[stand.kinds[way]]
    room, chairs, beds = kind.seats, kind.wheelchairs, kind.stretchers
    if stand.taken:
        room, chairs, beds = (x - y for x, y in zip((room, chairs, beds), stand.taken.get((v, loading), (0, 0, 0)), strict=True))
    aboard: list[int] = []
    first, value, lines = room, 0.0, stand.lines
    if room <= 0:
        return aboard, heads, room, 0, value
    many, heads, live = len(lines), list(heads), []
    for i in stand.way_lines[way]:
        size, ready, chair, bed, until, tickets = lines[i]
        if size <= room and ready <= loading and heads[i] < len(tickets) and chair <= chairs and bed <= beds and (not until or arrives <= until.get(way, arrives)):
            live.append(tickets[heads[i]])
    heapify(live)
    weight = stand.weights
    while live:
        row, i = divmod(live[0], many)
        size, _, chair, bed, _, tickets = lines[i]
        if size > room or chair > chairs or bed > beds:
            heappop(live)
            continue
        aboard.append(row)
        value += weight[row] * size
        room -= size
        chairs -= chair
        beds -= bed
        heads[i] = at = heads[i] + 1
        if room <= 0:
            break
        if at < len(tickets):
            heapreplace(live, tickets[at])
        else:
            heappop(live)
    return aboard, heads, room, first - room, value


def settle_liquid(net: Network, stand: Stand, calls: list[Call], before: State | None, same: int) -> State:
    """As ``settle``, with families as a liquid in their groups."""
    types = net.case.types
    left = before.left[same].copy() if before is not None else stand.people.tolist()
    lefts = before.left[: same + 1] if before is not None else [left.copy()]
    loads, spare = np.zeros((len(calls), len(left))), np.zeros(len(calls))
    where, amount, rest = [], [], []
    values = before.values[:same] if before is not None else []
    if same:
        loads[:same], spare[:same] = before.loads[:same], before.spare[:same]
    received = before.received[:same] if before is not None else []
    room_of = [(t.seats, t.wheelchairs, t.stretchers) for t in types]
    for i in range(same, len(calls)):
        loading, _, arrives, v, way = calls[i]
        room = room_of[stand.kinds[way]]
        if stand.taken:
            room = tuple(x - y for x, y in zip(room, stand.taken.get((v, loading), (0, 0, 0)), strict=True))
        room, aboard = take_liquid(stand.rows[way], left, loading, arrives, *room)
        value, count, row = 0.0, 0.0, i * len(left)
        for g, n, weight in aboard:
            where.append(row + g)
            amount.append(n)
            value += weight * n
            count += n
        rest.append(room)
        values.append(value * arrives)
        received.append((stand.places[way], arrives, count))
        lefts.append(left.copy())
    loads.ravel()[where] = amount
    spare[same:] = rest
    value = sum(values) + sum(n * w for n, w in zip(left, stand.weight.tolist(), strict=True)) * net.leave_step
    return State(calls, value, loads, spare, stand.busy, received, lefts, values)


def take_liquid(rows, left, loading, arrives, room, chairs, beds):
    """One class after the other; inside a class every group in proportion, as a lottery would have it."""
    aboard = []
    for weight, groups in rows:
        here, total, chair_all, bed_all = [], 0.0, 0.0, 0.0
        for g, ready, chair, bed, until in groups:
            n = left[g]
            if n > 1e-9 and ready <= loading and (until is None or arrives <= until):
                here.append((g, n, chair, bed))
                total += n
                chair_all += n * chair
                bed_all += n * bed
        if not here:
            continue
        if chair_all > chairs or bed_all > beds:
            here, total = ration(here, chairs / chair_all if chair_all else 1.0, beds / bed_all if bed_all else 1.0)
        part = 1.0 if total <= room else room / total
        for g, n, chair, bed in here:
            n *= part
            left[g] -= n
            chairs -= n * chair
            beds -= n * bed
            aboard.append((g, n, weight))
        room -= total * part
        if room <= 1e-9:
            return 0.0, aboard
    return room, aboard


def ration(here, chair_part: float, bed_part: float):
    """Those who need a wheelchair or stretcher place, cut to their part of the places there are."""
    out, total = [], 0.0
    for g, n, chair, bed in here:
        n *= min(chair_part if chair else 1.0, bed_part if bed else 1.0, 1.0)
        if n > 0:
            out.append((g, n, chair, bed))
            total += n
    return out, total


def take_whole(rows, left, loading, arrives, room, chairs, beds):
    aboard = []
    for g, weight, ready, chair, bed, until in rows:
        n = left[g]
        if n <= 0 or n > room or ready > loading or chair > chairs or bed > beds or (until is not None and arrives > until):
            continue
        left[g] = 0
        room -= n
        chairs -= chair
        beds -= bed
        aboard.append((g, n, weight))
        if room <= 0:
            break
    return room, aboard


def price(net: Network, stand: Stand, state: State, way: int, fine: bool = False) -> np.ndarray:
    """
    What one more vehicle on this way changes, by its loading step: weighted steps, negative where it helps.

    Closed form: the people whom the way serves are a liquid that fills seats in turn; a seat put in at one place moves
    everybody behind it forward. Infinite where berths are taken.
    """
    key = (stand.kinds[way], stand.allow_key[way], fine)
    if key not in state.prices:
        state.prices[key] = (insertion_by_rank if fine else insertion)(net, stand, state, way)
    gain, carried = state.prices[key]
    steps = np.arange(net.steps + 1)
    change = gain - carried * (net.leave_step - steps - stand.ride[way])
    full = state.used + stand.berth_need[way] > stand.berths
    if full.any():
        ends = np.concatenate([[0], np.cumsum(full)])
        change[ends[np.minimum(steps + stand.load[way], len(full))] > ends[steps]] = np.inf
    return change


def insertion(net: Network, stand: Stand, state: State, way: int) -> tuple[np.ndarray, np.ndarray]:
    """For each loading step: what it changes for those who ride the other calls, and the weighted people it carries."""
    who, seats_in = stand.allow[way], net.case.types[stand.kinds[way]].seats
    kinds = stand.call_ways(state.calls)
    serves = stand.meets[way][kinds]
    ridden = state.ridden(stand, who)
    spare = np.where(serves, state.spare, 0.0)
    times = np.array([(c[0], c[2]) for c in state.calls], int).reshape(-1, 2)
    late = net.leave_step - times[:, 1].astype(float)
    seats = np.concatenate([[0.0], np.cumsum(ridden if stand.timed else ridden + spare)])
    steps = np.arange(net.steps + 1)
    at = np.searchsorted(times[:, 0], steps, side="right")
    special = who & stand.special
    value, shifted = np.zeros(len(seats)), np.zeros(len(seats))
    if special.any():
        x, x_in, weight = special_flow(net, stand, special, kinds, serves, seats, seats_in, stand.kinds[way])
        value, shifted = weight * x, weight * x_in
    else:
        x = x_in = 0.0
    room, room_in = seats - x, seats + seats_in - x_in
    down = stand.plain[way]
    value = value + worth(stand.timed, down, room, times[:, 0])
    shifted = shifted + worth(stand.timed, down, room_in, times[:, 0])
    base, moved = np.diff(value) * late, np.diff(shifted) * late
    behind = np.concatenate([np.cumsum((base - moved)[::-1])[::-1], [0.0]])
    carried = shifted - value
    if not stand.timed:
        return behind[at], carried[at]
    every = stand.every[way]
    here = present(every, -1, steps) if every.weight else np.zeros(len(steps))
    there = worth_present(every, seats[at], np.minimum(seats_in, here - seats[at]), steps)
    part = np.divide(there, carried[at], out=np.zeros(len(at)), where=carried[at] > 1e-9)
    return behind[at] * np.clip(part, 0, 1), np.maximum(there, 0)


def special_flow(net, stand, special, kinds, serves, seats, seats_in, kind):
    """People in parties that need wheelchair or stretcher places, served first and limited by those places too."""
    count = stand.people if not stand.whole else np.ones(len(stand.people))
    people = stand.people[special].sum()
    chair, bed = (float((need * count)[special].sum() / people) for need in (stand.chairs, stand.beds))

    def most(t):
        return min(t.seats, t.wheelchairs / chair if chair else t.seats, t.stretchers / bed if bed else t.seats)

    by_kind = np.array([most(t) for t in net.case.types], float)
    each = np.minimum(by_kind[np.array(stand.kinds, int)][kinds] if len(kinds) else np.zeros(0), np.diff(seats)) * serves
    total = np.concatenate([[0.0], np.cumsum(each)])
    weight = float((stand.weight * stand.people)[special].sum() / people)
    return np.minimum(total, people), np.minimum(np.minimum(total + by_kind[kind], seats + seats_in), people), weight
