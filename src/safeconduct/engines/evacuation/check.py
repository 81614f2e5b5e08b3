"""
The independent checker: whether a plan keeps every rule of its case, read from the case and the plan alone.

Written apart from the solver and sharing nothing with it but the nouns: no clock of steps, no arrays, minutes only.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict

from .model import Case, Plan, Route, Trip, Type, Unit
from .violations import Violation

SLACK = 1e-6


class Checker:
    def __init__(self, case: Case, plan: Plan):
        self.case, self.plan, self.found = case, plan, []
        self.units = {u.code: u for u in case.units}
        self.types = {t.code: t for t in case.types}
        self.vehicles = {v.code: v for v in case.vehicles}
        self.points = {p.code: p for p in case.points}
        self.places = {p.code: p for p in case.places}
        self.routes: dict[tuple[str, str, str], Route] = {(r.mode, r.point, r.place): r for r in case.routes}
        self.trips = sorted(plan.trips, key=lambda t: (t.loading, t.leaves, t.arrives, t.vehicle))
        self.number = {id(t): i for i, t in enumerate(plan.trips)}
        self.never = {x.unit for x in plan.left if x.reason != "no_seat"}
        self.past = {(t.vehicle, t.start) for t in case.committed}

    def say(self, name: str, where: object) -> None:
        self.found.append(Violation(name, str(where)))

    def kind(self, trip: Trip) -> Type:
        return self.types[self.vehicles[trip.vehicle].type]

    def rank(self, unit: Unit):
        seed = f"{self.case.policy.seed}:{unit.code}"
        lot = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
        order = [code for code, _ in self.case.policy.classes]
        return (order.index(unit.kind) if unit.kind in order else -1, -((-unit.ready) // 1440), lot, unit.code)


def check(case: Case, plan: Plan) -> list[Violation]:
    """
    Every violation in a plan, by name; an empty list means that the plan keeps its rules.

    What an earlier plan already promised (``Trip.promised``) is held to everything but the order of boarding.
    """
    c = Checker(case, plan)
    if not check_names(c):
        return c.found
    check_accounts(c)
    for trip in c.trips:
        check_people(c, trip)
        check_legs(c, trip)
    check_vehicles(c)
    check_berths(c)
    check_reception(c)
    check_order(c)
    check_reasons(c)
    check_figures(c)
    return c.found


def check_names(c: Checker) -> bool:
    before = len(c.found)
    for i, t in enumerate(c.plan.trips):
        if t.vehicle not in c.vehicles or t.point not in c.points or t.base not in c.places or t.place not in c.places:
            c.say("unknown", f"trip {i}")
        for u in t.units:
            if u not in c.units:
                c.say("unknown", f"trip {i}, unit {u}")
        if not t.promised <= set(t.units):
            c.say("unknown", f"trip {i}: a promise to a unit that is not aboard")
    for row in c.plan.left:
        if row.unit not in c.units:
            c.say("unknown", f"left: {row.unit}")
    for row in c.plan.passings:
        if not 0 <= row.trip < len(c.plan.trips) or row.unit not in c.units:
            c.say("unknown", f"passing of {row.unit}")
    return len(c.found) == before


def check_accounts(c: Checker) -> None:
    times = Counter(u for t in c.plan.trips for u in t.units)
    left = Counter(x.unit for x in c.plan.left)
    for code in c.units:
        if times[code] > 1:
            c.say("unit_twice", code)
        if times[code] and left[code]:
            c.say("unit_both", code)
        if not times[code] and left[code] != 1:
            c.say("unit_lost", code)


def may_board(c: Checker, unit: Unit, trip: Trip) -> str:
    """The name of the first rule that keeps this unit off this trip, whoever else is aboard; empty when none does."""
    kind, place = c.kind(trip), c.places[trip.place]
    route = c.routes.get((kind.mode, trip.point, trip.place))
    if unit.kind == c.case.policy.emergency or unit.code in c.case.aboard_lost:
        return "emergency_aboard"
    if unit.point != trip.point:
        return "wrong_point"
    if unit.ready > trip.loading:
        return "not_ready"
    if trip.place not in unit.destinations:
        return "forbidden_destination"
    if route is not None and not route.transit <= unit.transit:
        return "forbidden_transit"
    if not place.requires <= unit.documents:
        return "missing_document"
    if unit.fit is not None:
        fit = unit.fit.get(kind.mode)
        if fit is None or (fit.until is not None and trip.arrives > fit.until) or (fit.longest is not None and trip.arrives - trip.leaves > fit.longest):
            return "unfit"
    return ""


def check_people(c: Checker, trip: Trip) -> None:
    kind, aboard = c.kind(trip), [c.units[u] for u in trip.units]
    begun = (trip.vehicle, trip.start) in c.past
    for unit in aboard:
        name = may_board(c, unit, trip)
        if name and not begun:
            c.say(name, f"{unit.code} on {trip.vehicle} at {trip.loading}")
    for name, have, room in (
        ("seats", sum(u.size for u in aboard), kind.seats),
        ("wheelchairs", sum(u.wheelchairs for u in aboard), kind.wheelchairs),
        ("stretchers", sum(u.stretchers for u in aboard), kind.stretchers),
    ):
        if have > room:
            c.say(name, f"{trip.vehicle} at {trip.loading}: {have} of {room}")


def travel(kind: Type, route: Route) -> float:
    return route.minutes if route.minutes is not None else route.km / kind.speed * 60


def joined(spans) -> list[list[int]]:
    out: list[list[int]] = []
    for a, b in sorted(spans):
        if out and a <= out[-1][1]:
            out[-1][1] = max(out[-1][1], b)
        else:
            out.append([a, b])
    return out


def check_legs(c: Checker, trip: Trip) -> None:
    """Both legs have a route that is open and not too dangerous; nothing goes faster than it can."""
    kind, where = c.kind(trip), f"{trip.vehicle} at {trip.start}"
    if (trip.vehicle, trip.start) in c.past:
        return
    legs = (("out", trip.base, trip.start, trip.loading), ("back", trip.place, trip.leaves, trip.arrives))
    for name, place, begin, end in legs:
        route = c.routes.get((kind.mode, trip.point, place))
        if route is None:
            c.say("no_route", f"{where}, {name}")
            continue
        if route.risk > c.case.policy.risk_limit:
            c.say("risk", f"{where}, {name}")
        need = travel(kind, route)
        if end - begin < need - SLACK:
            c.say("too_fast", f"{where}, {name}")
        shut = any(begin < b and end > a for a, b in route.closed)
        if shut or (route.open and not any(a <= begin and end <= b for a, b in joined(route.open))):
            c.say("route_closed", f"{where}, {name}")
    if trip.leaves - trip.loading < kind.load or trip.free - trip.arrives < kind.unload:
        c.say("too_fast", f"{where}, loading or unloading")
    if any(trip.loading < b and trip.leaves > a for a, b in c.points[trip.point].closed):
        c.say("point_closed", where)
    if any(a <= trip.arrives < b for a, b in c.places[trip.place].closed):
        c.say("place_closed", where)
    if trip.arrives > c.case.horizon:
        c.say("beyond_end", where)
    home = c.routes.get((kind.mode, trip.point, trip.place))
    cost = kind.trip_cost + kind.hour_cost * (trip.loading - trip.start + trip.arrives - trip.leaves) / 60
    if home is not None:
        cost += c.case.policy.risk_price * home.risk
    if trip.cost < cost - 1e-3 - kind.hour_cost * slack_minutes(c, trip) / 60 or trip.cost > cost + 1e-3:
        c.say("cost", where)


def slack_minutes(c: Checker, trip: Trip) -> float:
    """How much longer than needed the legs are: standing still costs nothing."""
    kind = c.kind(trip)
    out = 0.0
    for place, begin, end in ((trip.base, trip.start, trip.loading), (trip.place, trip.leaves, trip.arrives)):
        route = c.routes.get((kind.mode, trip.point, place))
        if route is not None:
            out += max(0.0, end - begin - travel(kind, route))
    return out


def check_vehicles(c: Checker) -> None:
    tours = defaultdict(list)
    for trip in c.plan.trips:
        tours[trip.vehicle].append(trip)
    for code, tour in tours.items():
        vehicle, kind = c.vehicles[code], c.types[c.vehicles[code].type]
        at, free, duty, rested = vehicle.at, max(0, vehicle.ready), None, None
        for trip in sorted(tour, key=lambda t: t.start):
            where = f"{code} at {trip.start}"
            if trip.start < max(0, vehicle.ready):
                c.say("before_start", where)
            elif trip.start < free:
                c.say("overlap", where)
            if trip.base != at:
                c.say("elsewhere", where)
            if vehicle.until is not None and trip.free > vehicle.until:
                c.say("beyond_end", where)
            if kind.duty is not None:
                if duty is None or trip.start - rested >= kind.rest:
                    duty = trip.start
                if trip.free - duty > kind.duty:
                    c.say("crew_hours", where)
            at, free, rested = trip.place, trip.free, trip.free


def check_berths(c: Checker) -> None:
    events = defaultdict(list)
    for trip in c.plan.trips:
        need = c.kind(trip).berths
        events[trip.point] += [(trip.leaves, 0, -need, trip.vehicle), (trip.loading, 1, need, trip.vehicle)]
    for point, rows in events.items():
        used = 0
        for at, _, change, vehicle in sorted(rows):
            used += change
            if used > c.points[point].berths and change > 0:
                c.say("berths", f"{point} at {at}, {vehicle}")


def allowed_by(place, minute: int) -> float:
    if place.reception is None:
        return float("inf")
    return max((n for at, n in place.reception if at <= minute), default=0)


def check_reception(c: Checker) -> None:
    come = defaultdict(list)
    for trip in c.plan.trips:
        come[trip.place].append((trip.arrives, sum(c.units[u].size for u in trip.units)))
    for code, rows in come.items():
        total = 0
        for at, n in sorted(rows):
            total += n
            if total > allowed_by(c.places[code], at):
                c.say("reception", f"{code} at {at}: {total}")


def room_at(c: Checker, trip: Trip, come: dict[str, list[tuple[int, int]]]) -> float:
    """How many people may still come to this trip's place with it, after all who boarded in turns before."""
    place = c.places[trip.place]
    if place.reception is None:
        return float("inf")
    times = {trip.arrives, *(at for at, _ in place.reception if at > trip.arrives), *(at for at, _ in come[trip.place] if at > trip.arrives)}
    return min(allowed_by(place, at) - sum(n for then, n in come[trip.place] if then <= at) for at in times)


def check_order(c: Checker) -> None:
    """Nobody lower in rank has a seat that a ready, fit, present unit above could have used; each passing is listed."""
    listed = {(p.trip, p.unit): set(c.plan.trips[p.trip].units[p.behind :]) for p in c.plan.passings}
    seen: set[tuple[int, str]] = set()
    kept = {u for t in c.plan.trips for u in t.promised}
    waiting: dict[str, list[Unit]] = defaultdict(list)
    ranks = {u.code: c.rank(u) for u in c.case.units}
    for unit in sorted(c.case.units, key=lambda u: ranks[u.code]):
        waiting[unit.point].append(unit)
    come: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for trip in c.trips:
        come[trip.place].append((trip.arrives, sum(c.units[u].size for u in trip.promised)))
    for trip in c.trips:
        if (trip.vehicle, trip.start) not in c.past:
            judge_trip(c, trip, waiting[trip.point], kept, ranks, room_at(c, trip, come), listed, seen)
        come[trip.place].append((trip.arrives, sum(c.units[u].size for u in trip.units if u not in trip.promised)))
        aboard = set(trip.units)
        waiting[trip.point] = [u for u in waiting[trip.point] if u.code not in aboard]
    for key in listed:
        if key not in seen:
            c.say("passing_untrue", f"trip {key[0]}, {key[1]}")


def judge_trip(c: Checker, trip: Trip, waiting: list[Unit], kept: set[str], ranks, room: float, listed, seen) -> None:
    kind, number = c.kind(trip), c.number[id(trip)]
    free = [kind.seats, kind.wheelchairs, kind.stretchers]
    for code in trip.promised:
        take(free, c.units[code])
    free[0] = min(free[0], room)
    aboard = set(trip.units) - trip.promised
    behind = sorted((ranks[u], u) for u in aboard)
    for unit in waiting:
        if unit.code in aboard:
            take(free, unit)
            behind = behind[1:] if behind and behind[0][1] == unit.code else [b for b in behind if b[1] != unit.code]
            continue
        if unit.code in kept or unit.code in trip.units or (not behind and free[0] < unit.size) or may_board(c, unit, trip):
            continue
        fits = unit.size <= free[0] and unit.wheelchairs <= free[1] and unit.stretchers <= free[2]
        where = f"{unit.code} passed by {trip.vehicle} at {trip.loading}"
        if unit.code in c.never:
            if fits:
                c.say("reason", f"{unit.code} could ride {trip.vehicle} at {trip.loading}")
        elif fits:
            lower = [code for _, code in behind if ranks[code][0] > ranks[unit.code][0]]
            c.say("class_passed" if lower else "turn_passed" if behind else "seat_refused", where)
        elif behind:
            seen.add((number, unit.code))
            if listed.get((number, unit.code)) != {code for _, code in behind}:
                c.say("passing_unlisted", where)


def take(free: list, unit: Unit) -> None:
    free[0] -= unit.size
    free[1] -= unit.wheelchairs
    free[2] -= unit.stretchers


def check_reasons(c: Checker) -> None:
    """The reasons that can be read off the case alone are true, and no unit that could be carried hides behind one."""
    for row in c.plan.left:
        unit = c.units[row.unit]
        ways = [(t, r) for t in c.case.types for r in c.case.routes if r.mode == t.mode and r.point == unit.point] if row.reason not in SIMPLE else []
        mine = [(t, r) for t, r in ways if r.place in unit.destinations and any(v.type == t.code for v in c.case.vehicles) and r.risk <= c.case.policy.risk_limit]
        large = all(unit.size > t.seats or unit.wheelchairs > t.wheelchairs or unit.stretchers > t.stretchers for t, _ in mine)
        true = {
            "no_destination": not unit.destinations,
            "emergency": unit.kind == c.case.policy.emergency,
            "aboard_lost": unit.code in c.case.aboard_lost,
            "no_seat": unit.kind != c.case.policy.emergency and bool(unit.destinations),
            "too_large": large,
            "unfit": unit.fit is not None,
            "papers": all(not r.transit <= unit.transit or not c.places[r.place].requires <= unit.documents for _, r in mine),
            "no_way_to_destination": True,
            "no_vehicle": True,
            "no_reception": True,
            "not_in_time": True,
        }
        if not true.get(row.reason, False):
            c.say("reason", f"{row.unit}: {row.reason}")


SIMPLE = {"no_destination", "emergency", "aboard_lost", "no_seat", "unfit", "no_way_to_destination", "no_vehicle", "no_reception", "not_in_time"}


def check_figures(c: Checker) -> None:
    policy, plan = c.case.policy, c.plan
    weight = dict(policy.classes)
    steps = -(-policy.left_charge // c.case.step)
    late = (c.case.horizon // c.case.step + steps) * c.case.step
    value = sum(c.units[u].size * weight.get(c.units[u].kind, 0.0) * t.arrives for t in plan.trips for u in t.units)
    value += sum(c.units[x.unit].size * weight.get(c.units[x.unit].kind, 0.0) * late for x in plan.left if x.reason in ("no_seat", "aboard_lost"))
    if abs(value - plan.objective) > 1e-6 * max(1.0, value):
        c.say("objective", f"{plan.objective:g}, and the trips make {value:g}")
    if plan.bound > plan.objective * (1 + 1e-9) + SLACK or (plan.bound > 0 and abs((plan.objective - plan.bound) / plan.bound - plan.gap) > 1e-9):
        c.say("gap", f"{plan.gap:g}")
    cost = sum(t.cost for t in plan.trips)
    if abs(cost - plan.cost) > 1e-6 * max(1.0, cost):
        c.say("cost", "the sum")
    if policy.budget is not None and cost > policy.budget + SLACK:
        c.say("budget", f"{cost:g} of {policy.budget:g}")
    left = sum(c.units[x.unit].size for x in plan.left)
    if plan.people != sum(u.size for u in c.case.units) or plan.people_left != left:
        c.say("count", f"{plan.people}, left {plan.people_left}")
