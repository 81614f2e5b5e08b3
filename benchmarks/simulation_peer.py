"""
The same plan as a SimPy model: one process a family, desks as resources, vehicles that come and go. Written for the benchmark from the text of
docs/engines/simulation.md, with its own draws (`random`), floats for seconds, and nothing of the engine but the case that it reads.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict

DAY = 86_400.0


def draw(delay, rng):
    if delay.kind == "fixed":
        return float(delay.seconds)
    if delay.kind == "exponential":
        return rng.expovariate(1 / delay.seconds) if delay.seconds else 0.0
    if delay.kind == "lognormal":
        sigma = math.sqrt(math.log(1 + delay.cv**2))
        return rng.lognormvariate(math.log(delay.seconds) - sigma**2 / 2, sigma)
    raise ValueError(delay.kind)


def clock(time, opens, closes, starts):
    """The opening that ``time`` lies in or before: (its begin, its end)."""
    if opens == closes:
        return -math.inf, math.inf
    length = (closes - opens) % DAY
    begin = math.floor((time + starts - opens) / DAY) * DAY + opens - starts
    return (begin, begin + length) if time < begin + length else (begin + DAY, begin + DAY + length)


class Peer:
    """One run. ``slower``: desks of the station of that key take so many times as long."""

    def __init__(self, case, seed, slower=None):
        import simpy

        self.simpy, self.case, self.rng = simpy, case, random.Random(seed)
        self.env = simpy.Environment()
        self.slower = slower or {}
        self.value = {a.name: self.rng.triangular(a.low, a.high, a.best) if a.high > a.low else a.best for a in case.assumptions}
        self.times = defaultdict(dict)
        self.lanes, self.busy = {}, {}
        self.poking = False
        self.queue_log = defaultdict(list)
        self.wait_log = []
        self.desks = {s.key: simpy.Resource(self.env, s.desks) for s in case.stations}
        people = case.population
        self.size, self.access = people.size.tolist(), people.access.tolist()
        self.group = [people.groups[g] for g in people.group.tolist()]

    def assumed(self, name, otherwise=1.0):
        return self.value.get(name, otherwise)

    # --- before the line -------------------------------------------------------------
    def family(self, f, called, sent):
        env, case, rng = self.env, self.case, self.rng
        people = case.population
        told = math.inf
        for bit, channel in enumerate(case.channels):
            if not int(people.channels[f]) >> bit & 1:
                continue
            if channel.languages and people.languages[people.language[f]] not in channel.languages:
                continue
            if rng.random() < channel.reach * self.assumed("reach"):
                after = sent[f] * 3600 / channel.people_hour if channel.people_hour else 0
                told = min(told, channel.at + after + draw(channel.delay, rng))
        warden = int(people.warden[f])
        if warden >= 0:
            one = case.wardens[warden]
            chance = 1 - (1 - one.success) ** 2 if one.alternate else one.success
            if rng.random() < chance * self.assumed("reach"):
                told = min(told, one.at + one.seconds * self.in_list[f])
        if not case.channels and not case.wardens:
            told = 0.0
        if told == math.inf:
            return
        yield env.timeout(told)
        self.times["warned"][f] = env.now
        if rng.random() >= self.assumed("take_up"):
            return
        yield env.timeout(draw(case.decide, rng) * self.assumed("decide"))
        self.times["decided"][f] = env.now
        if case.call is not None:
            mine = env.event()
            called[f] = (env.now, mine)
            yield mine
        self.times["called"][f] = env.now
        yield env.timeout(draw(case.prepare, rng) * self.assumed("prepare"))
        self.times["set_out"][f] = env.now
        yield env.timeout(draw(case.places[people.place[f]].travel, rng) * self.assumed("travel"))
        self.times["at_point"][f] = env.now
        papers = rng.random() < self.assumed("papers", 0.0)
        for station in case.stations:
            if "all" in station.who or self.group[f] in station.who or ("papers" in station.who and papers):
                yield from self.served(f, station)
            self.times[station.key][f] = env.now
        route = self.route[f]
        if route >= 0:
            self.join(f, case.routes[route].legs[0], 0)

    def caller(self, called):
        """Every slot: those who decided, the groups of the order first, as many people as the slot holds."""
        case, env = self.case, self.env
        order = {name: i for i, name in enumerate(case.call.order)}
        while env.now <= case.horizon:
            left = case.call.people
            ranks = defaultdict(list)
            for f, (when, _) in called.items():
                ranks[order.get(self.group[f], len(order))].append((when, f))
            for rank in sorted(ranks):
                for _, f in sorted(ranks[rank]):
                    if self.size[f] > left and not (left == case.call.people and self.size[f] > left):
                        break
                    called.pop(f)[1].succeed()
                    left = max(0, left - self.size[f])
                    if left == 0:
                        break
            yield env.timeout(case.call.slot)

    def served(self, f, station):
        env, case = self.env, self.case
        came = env.now
        with self.desks[station.key].request() as turn:
            yield turn
            begin, end = clock(env.now, case.opens, case.closes, case.starts)
            if env.now < begin:
                yield env.timeout(begin - env.now)
            self.queue_log[station.key].append((came, env.now, self.size[f]))
            if station.cv == 0:
                minutes = station.seconds
            elif station.cv == 1:
                minutes = self.rng.expovariate(1 / station.seconds)
            else:
                sigma = math.sqrt(math.log(1 + station.cv**2))
                minutes = self.rng.lognormvariate(math.log(station.seconds) - sigma**2 / 2, sigma)
            left = minutes * self.size[f] * self.assumed("minutes") * self.assumed(f"minutes:{station.key}") * self.slower.get(station.key, 1.0)
            while left > 0:
                begin, end = clock(env.now, case.opens, case.closes, case.starts)
                if env.now < begin:
                    yield env.timeout(begin - env.now)
                work = min(left, end - env.now)
                yield env.timeout(work)
                left -= work
                if left < 1e-6:
                    break

    # --- the way ------------------------------------------------------------------------
    def join(self, f, leg, stage):
        lane = self.lanes.setdefault((leg, stage == 0), [])
        lane.append((self.env.now, f, stage))
        for key in self.legs[leg].fleets:
            self.wake(self.fleets[key].patience)
        self.poke()

    def wake(self, after):
        """Look again after so long."""
        event = self.env.timeout(after)
        event.callbacks.append(lambda _: self.poke())

    def poke(self):
        if not self.poking:
            self.poking = True
            event = self.env.event()
            event._ok, event._value = True, None
            event.callbacks.append(self.dispatch)
            self.env.schedule(event, priority=9)

    def may_start(self, leg, fleet):
        """None if a trip may start now, else the moment to look again."""
        now, way = self.env.now, leg.seconds * self.assumed("way")
        for start, end in leg.closed:
            if start <= now + fleet.loading < end:
                return end - fleet.loading if end < 2**30 else math.inf
        if leg.opens == leg.closes:
            return None
        length = (leg.closes - leg.opens) % DAY
        there = fleet.loading + way
        round_trip = there + fleet.unloading + way
        need = round_trip if round_trip <= length else there if there <= length else min(fleet.loading, length)
        begin, end = clock(now, leg.opens, leg.closes, self.case.starts)
        if now >= begin - 1e-6 and now + need <= end + 1e-6:
            return None
        return begin if now < begin else begin + DAY

    def dispatch(self, _):
        self.poking = False
        now = self.env.now
        while True:
            best = None
            for (key, foot), lane in self.lanes.items():
                if not lane:
                    continue
                leg = self.legs[key]
                for name in leg.fleets:
                    fleet = self.fleets[name]
                    if not self.idle[name]:
                        continue
                    seats, accessible = self.seats[name], fleet.accessible
                    count = used = needs = 0
                    full = False
                    for _, f, _ in lane:
                        if used + self.size[f] > seats or needs + self.access[f] > accessible:
                            full = True
                            break
                        count, used, needs = count + 1, used + self.size[f], needs + self.access[f]
                    full = full or used == seats
                    if not count or not (full or now >= lane[0][0] + fleet.patience - 1e-6):
                        continue
                    again = self.may_start(leg, fleet)
                    if again is not None:
                        if (key, again) not in self.alarms and again < math.inf:
                            self.alarms.add((key, again))
                            self.wake(again - now)
                        continue
                    if best is None or lane[0][0] < best[0]:
                        best = (lane[0][0], key, foot, name, count)
            if best is None:
                return
            _, key, foot, name, count = best
            lane = self.lanes[key, foot]
            aboard, self.lanes[key, foot] = lane[:count], lane[count:]
            self.idle[name] -= 1
            self.env.process(self.trip(self.legs[key], self.fleets[name], aboard))

    def trip(self, leg, fleet, aboard):
        env, way = self.env, leg.seconds * self.assumed("way")
        yield env.timeout(fleet.loading)
        for _, f, stage in aboard:
            if stage == 0:
                self.times["departed"][f] = env.now
        yield env.timeout(way + fleet.unloading)
        for _, f, stage in aboard:
            chain = self.case.routes[self.route[f]].legs
            if stage + 1 < len(chain):
                self.join(f, chain[stage + 1], stage + 1)
            else:
                self.times["safe"][f] = env.now
        if leg.opens != leg.closes:
            length = (leg.closes - leg.opens) % DAY
            if fleet.loading + 2 * way + fleet.unloading > length and way <= length:
                begin, end = clock(env.now, leg.opens, leg.closes, self.case.starts)
                if env.now + way > end:
                    begin += DAY
                yield env.timeout(max(0.0, begin - env.now))
        yield env.timeout(way)
        self.idle[fleet.key] += 1
        self.poke()

    def mobilise(self, fleet):
        yield self.env.timeout(fleet.mobilise * self.assumed("mobilise"))
        self.idle[fleet.key] += round(fleet.vehicles * self.assumed("vehicles"))
        self.poke()

    def run(self, route):
        """Run to the horizon. ``route``: the route of each family (-1 none), as the plan deals them out. Returns the times of each stage by family."""
        case, env = self.case, self.env
        self.route = list(route)
        self.legs = {leg.key: leg for leg in case.legs}
        self.fleets = {fleet.key: fleet for fleet in case.fleets}
        self.seats = {f.key: int(f.seats * f.load + 1e-9) for f in case.fleets}
        self.idle = {f.key: 0 for f in case.fleets}
        self.alarms = set()
        sent, total = [], 0
        place = defaultdict(int)
        self.in_list = {}
        for f, size in enumerate(self.size):
            sent.append(total)
            total += size
            warden = int(case.population.warden[f])
            place[warden] += 1
            self.in_list[f] = place[warden]
        for fleet in case.fleets:
            env.process(self.mobilise(fleet))
        called = {}
        for f in range(len(self.size)):
            env.process(self.family(f, called, sent))
        if case.call is not None:
            env.process(self.caller(called))
        env.run(until=case.horizon)
        return self.times

    def peaks(self):
        """By station: the most people in the queue at one time (of those who were served before the end)."""
        out = {}
        for key, rows in self.queue_log.items():
            steps = sorted([(came, size) for came, _, size in rows] + [(begin, -size) for _, begin, size in rows], key=lambda s: (s[0], s[1]))
            now = most = 0
            for _, change in steps:
                now += change
                most = max(most, now)
            out[key] = most
        return out

    def stock_outs(self):
        """When each stock is used up by those who wait between point and vehicle; None: never."""
        steps = sorted([(t, self.size[f]) for f, t in self.times["at_point"].items()] + [(t, -self.size[f]) for f, t in self.times["departed"].items()])
        out = {}
        for stock in self.case.stocks:
            now, used, last, out[stock.key] = 0, 0.0, 0.0, None
            for when, change in [*steps, (float(self.case.horizon), 0)]:
                more = now * (when - last) * stock.a_day / DAY
                if stock.a_day and used + more > stock.quantity:
                    out[stock.key] = last + (stock.quantity - used) / (now * stock.a_day / DAY)
                    break
                used, last, now = used + more, when, now + change
                if not stock.a_day and now > stock.quantity:
                    out[stock.key] = when
                    break
        return out
