"""
The fleet: who waits where, which vehicle takes whom, when. An event simulation in which every replication takes its own next event in the same step.

A *lane* is a queue at the start of a leg: one for those who come on foot (from the assembly point), one for those whom another vehicle brought. Vehicles of
a fleet go to the lane where one can start first; where several can, to the family that has waited longest. A vehicle starts when the next family does not fit,
or when its first family has waited as long as the fleet's patience; families go whole, in the order of the queue. Then: loading, way, unloading, way back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import DAY, NEVER, Case, Fleet

ID = 20
OWN = Fleet("", vehicles=40, seats=50, load=1.0, accessible=50, mobilise=0, loading=0, unloading=0, patience=600)


@dataclass(frozen=True, eq=False)
class Network:
    """What does not change from run to run: lanes, pairs of lane and fleet, the route of each family (-1: none can carry it)."""

    route: np.ndarray
    lane_leg: np.ndarray
    lane_foot: np.ndarray
    lane_onward: np.ndarray
    offset: np.ndarray
    width: int
    next_lane: np.ndarray
    first_lane: np.ndarray
    fleets: tuple[Fleet, ...]
    seats: np.ndarray
    pair_lane: np.ndarray
    pair_fleet: np.ndarray
    pair_leg: np.ndarray
    touch: np.ndarray
    of_lane: np.ndarray
    of_leg: np.ndarray
    own: np.ndarray
    closed: np.ndarray


def seats_of(fleet: Fleet) -> int:
    """Seats that are planned: the load's share of them, rounded down, at least one where there is any."""
    return max(1, int(fleet.seats * fleet.load + 1e-9)) if fleet.seats > 0 and fleet.load > 0 else 0


def network(case: Case) -> Network:
    """The lanes and pairs of a case, and a route for every family: dealt out evenly by share among those routes of its point that can carry it."""
    people = case.population
    legs = {leg.key: i for i, leg in enumerate(case.legs)}
    fleets = list(case.fleets)
    number = {f.key: i for i, f in enumerate(fleets)}
    carriers, own = [], []
    for leg in case.legs:
        if leg.fleets:
            carriers.append([number[key] for key in leg.fleets])
            own.append(False)
        else:
            carriers.append([len(fleets)])
            fleets.append(OWN)
            own.append(True)
    lanes: dict[tuple[int, bool], int] = {}
    for route in case.routes:
        for i, key in enumerate(route.legs):
            lanes.setdefault((legs[key], i == 0), len(lanes))
    routes = len(case.routes)
    next_lane = np.full((len(lanes), max(routes, 1)), -1, np.int32)
    first_lane = np.full(max(routes, 1) + 1, -1, np.int32)
    for r, route in enumerate(case.routes):
        chain = [lanes[legs[key], i == 0] for i, key in enumerate(route.legs)]
        first_lane[r] = chain[0]
        for here, after in zip(chain, chain[1:], strict=False):
            next_lane[here, r] = after
    seats = np.array([seats_of(f) for f in fleets], np.int64)
    carries = np.zeros((max(routes, 1), people.families), bool)
    for r, route in enumerate(case.routes):
        carries[r] = True
        for key in route.legs:
            can = np.zeros(people.families, bool)
            for f in carriers[legs[key]]:
                can |= (people.size <= seats[f]) & (people.access <= fleets[f].accessible)
            carries[r] &= can
    assigned = _assign(case, carries)
    through = np.zeros(len(lanes), np.int64)
    for r, route in enumerate(case.routes):
        for i, key in enumerate(route.legs):
            through[lanes[legs[key], i == 0]] += int((assigned == r).sum())
    offset = np.concatenate([[0], np.cumsum(through + 1)]).astype(np.int64)
    pairs = [(lane, f) for (leg, _), lane in lanes.items() for f in carriers[leg]]
    pair_lane = np.array([p[0] for p in pairs], np.int64)
    pair_fleet = np.array([p[1] for p in pairs], np.int64)
    lane_leg = np.array([leg for leg, _ in lanes], np.int64)
    same = lambda a: a[:, None] == a[None, :]  # noqa: E731
    near = same(pair_lane) | same(pair_fleet) | same(lane_leg[pair_lane]) if pairs else np.zeros((0, 0), bool)
    most = max((len(leg.closed) for leg in case.legs), default=0)
    closed = np.full((len(case.legs), most, 2), -1, np.int64)
    for i, leg in enumerate(case.legs):
        for j, span in enumerate(sorted(leg.closed)):
            closed[i, j] = span
    return Network(
        route=assigned, lane_leg=lane_leg, lane_foot=np.array([foot for _, foot in lanes], bool), lane_onward=(next_lane >= 0).any(1), offset=offset[:-1],
        width=int(offset[-1]), next_lane=next_lane, first_lane=first_lane, fleets=tuple(fleets), seats=seats, pair_lane=pair_lane, pair_fleet=pair_fleet, pair_leg=lane_leg[pair_lane] if pairs else pair_lane, touch=_lists(near),
        of_lane=_lists(np.arange(len(lanes))[:, None] == pair_lane[None]), of_leg=_lists(np.arange(len(case.legs))[:, None] == lane_leg[pair_lane][None] if pairs else np.zeros((0, 0), bool)),
        own=np.array(own, bool), closed=closed,
    )  # fmt: skip


def _assign(case: Case, carries: np.ndarray) -> np.ndarray:
    people = case.population
    points = [p.key for p in case.points]
    of_place = np.array([points.index(p.point) if p.point in points else -1 for p in case.places], np.int64)
    at = of_place[people.place] if len(case.places) else np.full(people.families, -1)
    out = np.full(people.families, -1, np.int32)
    for i, point in enumerate(points):
        rows = np.flatnonzero(at == i)
        mine = [r for r, route in enumerate(case.routes) if route.point == point and route.share > 0]
        if not len(rows) or not mine:
            continue
        code = np.zeros(len(rows), np.int64)
        for bit, r in enumerate(mine):
            code += carries[r, rows].astype(np.int64) << bit
        for mask in np.unique(code).tolist():
            if not mask:
                continue
            able = [r for bit, r in enumerate(mine) if mask >> bit & 1]
            who = rows[code == mask]
            shares = np.cumsum([case.routes[r].share for r in able])
            even = np.modf((np.arange(len(who)) + 0.5) * 0.6180339887498949)[0] * shares[-1]
            out[who] = np.array(able, np.int32)[np.minimum(np.searchsorted(shares, even, side="right"), len(able) - 1)]
    return out


def _lists(matrix: np.ndarray) -> np.ndarray:
    """The true columns of each row, filled up with -1."""
    if not matrix.size:
        return np.full((len(matrix), 0), -1, np.int64)
    out = np.full((len(matrix), int(matrix.sum(1).max(initial=0))), -1, np.int64)
    for i, row in enumerate(matrix):
        at = np.flatnonzero(row)
        out[i, : len(at)] = at
    return out


@dataclass(frozen=True, eq=False)
class Carried:
    """``depart`` from the assembly point and ``safe``: int32 (runs, families); by leg (runs, legs): trips, people, peak queue, waiting person-seconds up to the horizon."""

    depart: np.ndarray
    safe: np.ndarray
    trips: np.ndarray
    moved: np.ndarray
    peak: np.ndarray
    waited: np.ndarray


class Carrying:
    """One block of replications on its way."""

    def __init__(self, case: Case, net: Network, ready: np.ndarray, way: np.ndarray, mobilise: np.ndarray, vehicles: np.ndarray):
        self.case, self.net = case, net
        self.runs, self.families = ready.shape
        runs, lanes = self.runs, len(net.lane_leg)
        self.size = case.population.size.astype(np.int64)
        self.access = case.population.access.astype(np.int64)
        self.any_access = bool(self.access.any())
        shape = (runs, max(net.width, 1))
        self.q_time = np.full(shape, NEVER, np.int32)
        self.q_family = np.zeros(shape, np.int32)
        self.q_people = np.zeros(shape, np.int32)
        self.q_access = np.zeros(shape, np.int32) if self.any_access else self.q_people
        self.head = np.zeros((runs, lanes), np.int64)
        self.tail = np.zeros((runs, lanes), np.int64)
        self.depart = np.full(ready.shape, NEVER, np.int32)
        self.safe = np.full(ready.shape, NEVER, np.int32)
        legs = len(case.legs)
        self.trips, self.moved, self.peak, self.waited = (np.zeros((runs, legs), np.int64) for _ in range(4))
        self.day = np.full((runs, legs), -1, np.int64)
        self.used = np.zeros((runs, legs), np.int64)
        self.hold = np.zeros((runs, legs), np.int64)
        self._fleet(mobilise, vehicles)
        self._ways(way)
        self._walk_in(ready)
        pairs = len(net.pair_lane)
        self.key = np.full((runs, pairs), NEVER << 31, np.int64)
        self.stop = np.zeros((runs, pairs), np.int64)
        self.waits = np.full((runs, pairs), NEVER, np.int64)
        self.filled = np.full((runs, pairs), NEVER, np.int64)
        every = np.broadcast_to(np.arange(pairs), (runs, pairs))
        self._queued(np.arange(runs), every)
        self._timed(np.arange(runs), every)

    def _fleet(self, mobilise, vehicles):
        fleets = self.net.fleets
        most = max([f.vehicles for f in fleets] + [1])
        self.free = np.full((self.runs, max(len(fleets), 1), most), NEVER, np.int64)
        for i, fleet in enumerate(fleets):
            own = fleet is OWN
            come = np.full(self.runs, fleet.vehicles) if own else np.rint(fleet.vehicles * vehicles).astype(np.int64)
            at = np.rint(fleet.mobilise * mobilise).astype(np.int64)
            self.free[:, i] = np.where((np.arange(most)[None] < come[:, None]) & (self.net.seats[i] > 0), at[:, None], NEVER)
        self.first = np.ascontiguousarray(self.free.min(axis=2))
        self.arrives = np.full(self.free.shape, NEVER, np.int64)
        self.load = np.zeros((*self.free.shape, 3), np.int64)

    def _ways(self, way):
        """By pair: loading, way (runs, pairs), window and the time that must fit into it."""
        net, legs = self.net, self.case.legs
        self.way = np.stack([np.rint(leg.seconds * way) for leg in legs], 1).astype(np.int64) if legs else np.zeros((self.runs, 0), np.int64)
        of = [legs[leg] for leg in net.lane_leg[net.pair_lane]]
        carrier = [net.fleets[f] for f in net.pair_fleet]
        column = lambda values: np.array(list(values), np.int64)  # noqa: E731
        self.loading, self.unloading = column(f.loading for f in carrier), column(f.unloading for f in carrier)
        self.patience = column(f.patience for f in carrier)
        self.open_at = column(leg.opens for leg in of)
        self.open = column((leg.closes - leg.opens) % DAY or DAY for leg in of)
        travel = np.ascontiguousarray(self.way[:, net.pair_leg])
        there, round_trip = self.loading + travel, self.loading + 2 * travel + self.unloading
        within = (round_trip <= self.open) & ~net.own[net.lane_leg[net.pair_lane]] if len(of) else round_trip <= self.open
        self.need = np.ascontiguousarray(np.where(within, round_trip, np.where(there <= self.open, there, np.minimum(self.loading, self.open))))
        self.apart = np.ascontiguousarray(~within & (travel <= self.open) & (self.open < DAY))
        self.travel = travel
        self.seats = net.seats[net.pair_fleet]
        self.accessible = column(f.accessible for f in carrier)
        self.limit = column(leg.places_day for leg in legs)

    def _walk_in(self, ready):
        net = self.net
        lane_of = net.first_lane[net.route]
        for lane in np.flatnonzero(net.lane_foot):
            mine = np.flatnonzero(lane_of == lane)
            if not len(mine):
                continue
            key = (np.minimum(ready[:, mine], NEVER).astype(np.int64) << ID) | np.arange(len(mine))
            key.sort(axis=1)
            family = mine[key & ((1 << ID) - 1)]
            time = key >> ID
            at = int(net.offset[lane])
            self.q_time[:, at : at + len(mine)] = time
            self.q_family[:, at : at + len(mine)] = family
            np.cumsum(self.size[family], axis=1, out=self.q_people[:, at + 1 : at + 1 + len(mine)], dtype=np.int32)
            if self.any_access:
                np.cumsum(self.access[family], axis=1, out=self.q_access[:, at + 1 : at + 1 + len(mine)], dtype=np.int32)
            self.tail[:, lane] = (time < NEVER).sum(1)

    def _fit(self, base, head, tail, seats, accessible):
        """The first family that does not fit into a vehicle that begins at ``head``."""
        people, access = self.q_people.ravel(), self.q_access.ravel()
        most = people[base + head] + seats
        most_access = access[base + head] + accessible if self.any_access else None
        low, high = head, np.minimum(tail, head + seats)
        for _ in range(int((high - low).max(initial=0)).bit_length()):
            middle = (low + high + 1) >> 1
            fits = people.take(base + middle) <= most
            if self.any_access:
                fits &= access.take(base + middle) <= most_access
            low, high = np.where(fits, middle, low), np.where(fits, high, middle - 1)
            high = np.maximum(low, high)
        return low

    def _come(self, base, low, high, when):
        """How far the queue between ``low`` and ``high`` has come by ``when``: the first row later than that."""
        time = self.q_time.ravel()
        for _ in range(int((high - low).max(initial=0)).bit_length() + 1):
            middle = (low + high) >> 1
            here = (middle < high) & (time.take(base + middle) <= when)
            low, high = np.where(here, middle + 1, low), np.where(here, high, middle)
        return low

    def _queued(self, rows, lists):
        """Look anew at the queues of these pairs: who would go with the next vehicle, and when it is full or has waited long enough."""
        many = lists >= 0
        rows, pairs = np.repeat(rows, many.sum(1)), lists[many]
        if not len(rows):
            return
        net = self.net
        lane = net.pair_lane[pairs]
        base = rows * max(net.width, 1) + net.offset[lane]
        at_lane = rows * len(net.lane_leg) + lane
        head, tail = self.head.ravel().take(at_lane), self.tail.ravel().take(at_lane)
        time, people = self.q_time.ravel(), self.q_people.ravel()
        waits = np.where(head < tail, time.take(base + head), NEVER).astype(np.int64)
        stop = self._fit(base, head, tail, self.seats[pairs], self.accessible[pairs])
        exact = people.take(base + stop) - people.take(base + head) == self.seats[pairs]
        full = np.where(exact & (stop > head), time.take(base + np.maximum(stop - 1, 0)), np.where(stop < tail, time.take(base + stop), NEVER))
        at_pair = rows * len(net.pair_lane) + pairs
        self.stop.ravel()[at_pair] = stop
        self.waits.ravel()[at_pair] = waits
        self.filled.ravel()[at_pair] = np.where(stop == head, NEVER, np.minimum(full, waits + self.patience[pairs]))

    def _timed(self, rows, lists):
        """Work out anew when these pairs could start their next trip."""
        many = lists >= 0
        rows, pairs = np.repeat(rows, many.sum(1)), lists[many]
        if not len(rows):
            return
        net = self.net
        at_pair = rows * len(net.pair_lane) + pairs
        filled = self.filled.ravel().take(at_pair)
        free = self.first.ravel().take(rows * len(net.fleets) + net.pair_fleet.take(pairs))
        held = self.hold.ravel().take(rows * len(self.case.legs) + net.pair_leg.take(pairs))
        at = np.maximum(np.maximum(free, filled), held)
        at = self._open(rows, pairs, at)
        nobody = (filled >= NEVER) | (at >= self.case.horizon)
        self.key.ravel()[at_pair] = np.where(nobody, NEVER, at) << 31 | self.waits.ravel().take(at_pair)

    def _open(self, rows, pairs, at):
        """The first moment from ``at`` on at which a trip may start: within the opening, outside every closure."""
        opens, length, need = self.open_at[pairs], self.open[pairs], self.need.ravel().take(rows * len(self.net.pair_lane) + pairs)

        def within(time):
            return self._within(time, opens, length, need)

        at = within(at)
        closed = self.net.closed[self.net.pair_leg[pairs]] if self.net.closed.shape[1] else self.net.closed
        loading = self.loading[pairs]
        for _ in range(closed.shape[1] + 1 if closed.shape[1] else 0):
            for j in range(closed.shape[1]):
                start, end = closed[:, j, 0], closed[:, j, 1]
                shut = (at + loading >= start) & (at + loading < end)
                if shut.any():
                    at = within(np.where(shut, np.where(end >= NEVER, NEVER, end - loading), at))
        return at

    def _within(self, time, opens, length, need):
        """The first moment from ``time`` on at which so much still fits into the opening."""
        since = time + self.case.starts - opens
        day = since // DAY
        late = since - day * DAY > length - need
        return np.where((length < DAY) & late & (time < NEVER), (day + 1) * DAY + opens - self.case.starts, time)

    def run(self) -> Carried:
        """All events until nothing more can happen before the horizon."""
        if len(self.net.pair_lane):
            runs = np.arange(self.runs)
            flat = self.arrives.reshape(self.runs, -1)
            while True:
                pair = self.key.argmin(axis=1)
                starts = self.key[runs, pair] >> 31
                vehicle = flat.argmin(axis=1)
                lands = flat[runs, vehicle]
                landing = (lands <= starts) & (lands < NEVER)
                starting = ~landing & (starts < NEVER)
                if landing.any():
                    rows = runs[landing]
                    self._land(rows, vehicle[landing], lands[landing])
                if starting.any():
                    rows = runs[starting]
                    self._start(rows, pair[starting], starts[starting])
                elif not landing.any():
                    break
            self._left_over()
        return Carried(self.depart, self.safe, self.trips, self.moved, self.peak, self.waited)

    def _start(self, rows, pair, at):
        net = self.net
        lane, fleet = net.pair_lane[pair], net.pair_fleet[pair]
        leg = net.lane_leg[lane]
        base = rows * max(net.width, 1) + net.offset[lane]
        at_lane = rows * len(net.lane_leg) + lane
        head, tail = self.head.ravel().take(at_lane), self.tail.ravel().take(at_lane)
        people = self.q_people.ravel()
        seats = self.seats[pair]
        limit = self.limit[leg]
        if limit.any():
            today = (at + self.case.starts) // DAY
            used = np.where(self.day[rows, leg] == today, self.used[rows, leg], 0)
            left = limit - used
            least = people[base + head + 1] - people[base + head]
            over = (limit > 0) & (left < least) & (used > 0)
            seats = np.where(limit > 0, np.minimum(seats, np.maximum(left, least)), seats)
            if over.any():
                self.hold[rows[over], leg[over]] = (today[over] + 1) * DAY - self.case.starts
                self._timed(rows[over], net.of_leg[leg[over]])
                keep = ~over
                rows, pair, at, lane, fleet, leg, base, head, tail, seats, today, used, at_lane = (
                    a[keep] for a in (rows, pair, at, lane, fleet, leg, base, head, tail, seats, today, used, at_lane)
                )
                if not len(rows):
                    return
            self.day[rows, leg] = today
        at_pair, at_leg = rows * len(net.pair_lane) + pair, rows * len(self.case.legs) + leg
        stop = self._fit(base, head, tail, seats, self.accessible[pair]) if limit.any() else self.stop.ravel().take(at_pair)
        came = self._come(base, head + 1, tail, at)
        begins = people.take(base + head)
        waiting = people.take(base + came) - begins
        peak = self.peak.ravel()
        peak[at_leg] = np.maximum(peak.take(at_leg), waiting)
        stop = np.minimum(stop, came)
        taken = people.take(base + stop) - begins
        if limit.any():
            self.used.ravel()[at_leg] = used + taken
        self.trips.ravel()[at_leg] += 1
        self.moved.ravel()[at_leg] += taken
        leaves = at + self.loading[pair]
        travel = self.travel.ravel().take(at_pair)
        arrives = leaves + travel + self.unloading[pair]
        turn = np.where(self.apart.ravel().take(at_pair), self._within(arrives, self.open_at[pair], self.open[pair], travel), arrives)
        back = np.where(net.own[leg], np.where(net.lane_onward[lane], arrives, at), turn + travel)
        at_fleet = rows * len(net.fleets) + fleet
        each_free = self.free.reshape(-1, self.free.shape[2])
        row_free = each_free[at_fleet]
        vehicle = row_free.argmin(axis=1)
        row_free[np.arange(len(rows)), vehicle] = np.minimum(back, NEVER)
        each_free[at_fleet] = row_free
        self.first.ravel()[at_fleet] = row_free.min(axis=1)
        self.head.ravel()[at_lane] = stop
        which, place = _ragged(base + head, stop - head)
        family = self.q_family.ravel().take(place)
        row = rows[which]
        size = self.size[family]
        each = size * (at[which] - self.q_time.ravel().take(place))
        self.waited.ravel()[at_leg] += np.add.reduceat(each, np.cumsum(stop - head) - (stop - head))
        foot = net.lane_foot[lane][which]
        self.depart[row[foot], family[foot]] = leaves[which][foot]
        ends = net.next_lane[lane[which], net.route[family]] < 0
        self.safe[row[ends], family[ends]] = arrives[which][ends]
        onward = net.lane_onward[lane]
        if onward.any():
            at_vehicle = at_fleet[onward] * self.free.shape[2] + vehicle[onward]
            self.arrives.ravel()[at_vehicle] = arrives[onward]
            self.load.reshape(-1, 3)[at_vehicle] = np.stack([lane[onward], head[onward], stop[onward]], 1)
        self._queued(rows, net.of_lane[lane])
        self._timed(rows, net.touch[pair])

    def _land(self, rows, vehicle, at):
        net = self.net
        fleet, which = np.divmod(vehicle, self.free.shape[2])
        lane, low, high = self.load[rows, fleet, which].T
        self.arrives[rows, fleet, which] = NEVER
        of, place = _ragged(rows * max(net.width, 1) + net.offset[lane] + low, high - low)
        family = self.q_family.ravel()[place].astype(np.int64)
        to = net.next_lane[lane[of], net.route[family]].astype(np.int64)
        goes = to >= 0
        of, family, to = of[goes], family[goes], to[goes]
        lanes = len(net.lane_leg)
        group = of * lanes + to
        order = np.argsort(group, kind="stable")
        of, family, to, group = of[order], family[order], to[order], group[order]
        new = np.concatenate([[True], group[1:] != group[:-1]])
        start = np.flatnonzero(new)
        count = np.diff(np.append(start, len(group)))
        rank = np.arange(len(group)) - np.repeat(start, count)
        r, t = rows[of[start]], to[start]
        tail = self.tail[r, t]
        base = np.repeat(r * net.width + net.offset[t] + tail, count)
        self.q_time.ravel()[base + rank] = at[of]
        self.q_family.ravel()[base + rank] = family
        for queue, each in ((self.q_people, self.size), (self.q_access, self.access))[: 2 if self.any_access else 1]:
            sums = np.cumsum(each[family])
            before = np.repeat(sums[start] - each[family][start], count)
            queue.ravel()[base + rank + 1] = queue.ravel()[base] + sums - before
        self.tail[r, t] = tail + count
        self._queued(r, net.of_lane[t])
        self._timed(r, net.of_lane[t])

    def _left_over(self):
        """Those who still wait at the horizon count in the peak and in the hours waited."""
        net, end = self.net, self.case.horizon
        for lane, leg in enumerate(net.lane_leg):
            at = int(net.offset[lane])
            wide = int(net.offset[lane + 1] - at if lane + 1 < len(net.offset) else net.width - at) - 1
            place = np.arange(wide)[None]
            time, family = self.q_time[:, at : at + wide], self.q_family[:, at : at + wide]
            still = (place >= self.head[:, lane, None]) & (place < self.tail[:, lane, None]) & (time < end)
            size = np.where(still, self.size[family], 0)
            self.peak[:, leg] = np.maximum(self.peak[:, leg], size.sum(1))
            self.waited[:, leg] += (size * np.where(still, end - time, 0)).sum(1)


def _ragged(start, count):
    """Positions start .. start + count - 1 of every row, one after the other, and the row of each."""
    which = np.repeat(np.arange(len(start)), count)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(start, count)
