"""Plan again while a plan is running: a vehicle is lost, a road closes, more people come. What is promised is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from . import VERSION
from .board import Stand
from .boarding import Boarded, board, cycles, to_trips
from .case import digest
from .groups import Ranked, rank_units
from .model import Case, Left, Plan, Route, Trip, Unit, Vehicle
from .network import Network, build_network, up
from .search import Tour, begin, improve
from .solve import in_order, make_scene

MOVES = 40


@dataclass(frozen=True)
class Change:
    """
    What happened at minute ``now``.

    ``lost`` vehicles do nothing any more. ``closed`` are (mode, point, place, from, to) spans on routes. ``units`` come
    in addition. Promises of trips that load before ``keep_until`` stand (None: all; 0: only what has begun).
    """

    now: int
    lost: tuple[str, ...] = ()
    closed: tuple[tuple[str, str, str, int, int], ...] = ()
    units: tuple[Unit, ...] = ()
    keep_until: int | None = None


@dataclass(eq=False)
class Running:
    """Where a running plan stands: trips begun, and for each vehicle its freedom, its kept cycles and its old tour."""

    past: list[Trip]
    start: list[tuple[int, int, int | None]]
    kept: list[Tour]
    tours: list[Tour]
    promised: dict[tuple[int, int], tuple[str, ...]]


def replan(case: Case, plan: Plan, change: Change, *, seed: int = 0, moves: int = MOVES) -> tuple[Case, Plan]:
    """
    The case as it is now, and a new plan of the whole operation, made from the old plan's tours.

    Trips that have begun run on with those who board them. People aboard a lost vehicle are named as an emergency; those
    whom it has not loaded yet stand in the queue again, and so do those whose trip can no longer run. A vehicle on its
    empty way to a point whose road is now closed turns back. The objective includes what has happened, and charges people
    aboard a lost vehicle like those left. The bound is the old plan's: a lost vehicle or a closed road only takes
    possibilities away, and more people only add to it. Raises ``ValueError`` for a vehicle or route that is not there.
    """
    check_change(case, change)
    aboard = frozenset(u for t in plan.trips if t.vehicle in change.lost and t.loading < change.now < t.arrives for u in t.units)
    now = in_order(replace(case, routes=close(case.routes, change.closed), units=case.units + change.units, aboard_lost=case.aboard_lost | aboard))
    net = build_network(now)
    run = where_it_stands(net, plan, change)
    last = {t.vehicle: t.free for t in run.past}
    fleet = tuple(replace(v, until=min(v.until if v.until is not None else now.horizon * 2, max(change.now, last.get(v.code, 0)))) if v.code in change.lost else v for v in now.vehicles)
    now = replace(now, vehicles=fleet, committed=tuple(run.past))
    riding = {u for t in run.past for u in t.units}
    net = replace(net, case=replace(now, units=tuple(u for u in now.units if u.code not in riding)))
    ranked = rank_units(net)
    number = {u.code: i for i, u in enumerate(ranked.units)}
    promised = {key: [number[u] for u in codes if u in number] for key, codes in run.promised.items()}
    come = received(now, net, run.past)
    tours = search(net, ranked, run, promised, come, seed, moves)
    order = cycles(net, tours)
    boarded = board(net, ranked, order, promised, come)
    return now, write(now, net, ranked, order, boarded, promised, plan, run, seed, aboard)


def check_change(case: Case, change: Change) -> None:
    vehicles, routes = {v.code for v in case.vehicles}, {(r.mode, r.point, r.place) for r in case.routes}
    for code in change.lost:
        if code not in vehicles:
            raise ValueError(f"lost: {code!r} is no vehicle of the case")
    for row in change.closed:
        if tuple(row[:3]) not in routes:
            raise ValueError(f"closed: {row[:3]!r} is no route of the case")
    known = {u.code for u in case.units}
    for unit in change.units:
        if unit.code in known:
            raise ValueError(f"units: {unit.code!r} is in the case already")


def close(routes: tuple[Route, ...], closed) -> tuple[Route, ...]:
    more: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for mode, point, place, begin_, end in closed:
        more.setdefault((mode, point, place), []).append((begin_, end))
    return tuple(replace(r, closed=tuple(sorted([*r.closed, *more.get((r.mode, r.point, r.place), [])]))) for r in routes)


def where_it_stands(net: Network, plan: Plan, change: Change) -> Running:
    """Follow each vehicle through its old trips: what has begun, what can still run, and from where it goes on."""
    case, run = net.case, Running([], [], [], [], {})
    lanes = {key: i for i, key in enumerate(zip(net.kind.tolist(), net.base.tolist(), net.point.tolist(), net.place.tolist(), strict=True))}
    by_vehicle: dict[str, list[Trip]] = {v.code: [] for v in case.vehicles}
    for trip in sorted(plan.trips, key=lambda t: t.start):
        by_vehicle[trip.vehicle].append(trip)
    for vehicle in case.vehicles:
        follow(net, lanes, vehicle, by_vehicle[vehicle.code], change, run)
    return run


def follow(net: Network, lanes, vehicle: Vehicle, trips: list[Trip], change: Change, run: Running) -> None:
    case, step = net.case, net.case.step
    places, points = ({row.code: i for i, row in enumerate(rows)} for rows in (case.places, case.points))
    k = next(i for i, t in enumerate(case.types) if t.code == vehicle.type)
    v = len(run.start)
    begun = [t for t in trips if t.start < change.now]
    if vehicle.code in change.lost:
        begun = [t for t in begun if t.arrives <= change.now]
    at, free, back = places[vehicle.at], up(max(0, vehicle.ready), step), 0
    if begun and begun[-1].leaves >= change.now and crosses(begun[-1], change):
        turned = begun.pop()
        back = up(2 * change.now - turned.start, step)
    run.past += begun
    if begun:
        at, free = places[begun[-1].place], begun[-1].free // step
    first = max(free, back, up(change.now, step))
    run.start.append((at, *on_duty(case.types[k], begun, first, free, step)))
    kept, tour, (d, t, _) = [], [], run.start[-1]
    for trip in trips if vehicle.code not in change.lost else []:
        lane = lanes.get((k, places[trip.base], points[trip.point], places[trip.place]))
        start = trip.start // step
        if trip.start < change.now or lane is None or d != places[trip.base] or start < t or not net.ok[lane, start]:
            continue
        tour.append((lane, start))
        d, t = places[trip.place], start + int(net.dur[lane])
        if change.keep_until is None or trip.loading < change.keep_until:
            kept.append((lane, start))
            run.promised[v, start] = trip.units
    run.kept.append(kept)
    run.tours.append(tour)


def crosses(trip: Trip, change: Change) -> bool:
    """Whether the loaded leg of this trip runs into a closure of this change."""
    return any((p, q) == (trip.point, trip.place) and trip.leaves < b and trip.arrives > a for _, p, q, a, b in change.closed)


def on_duty(kind, begun: list[Trip], first: int, free: int, step: int) -> tuple[int, int | None]:
    """When a crew can go on, and for how many steps it is then on duty (None: rested)."""
    if kind.duty is None or not begun:
        return first, None
    rest, duty, since = up(kind.rest, step), kind.duty // step, begun[0].start // step
    for one, two in zip(begun, begun[1:], strict=False):
        if two.start - one.free >= kind.rest:
            since = two.start // step
    if first - free >= rest:
        return first, None
    return (first, first - since) if first - since <= duty else (max(first, free + rest), None)


def received(now: Case, net: Network, past: list[Trip]) -> dict[int, np.ndarray]:
    """People of trips begun who have arrived or will, by place and step, added up."""
    sizes, places = {u.code: u.size for u in now.units}, {p.code: e for e, p in enumerate(now.places)}
    out = {e: np.zeros(net.steps + 1) for e in range(len(places))}
    for trip in past:
        out[places[trip.place]][trip.arrives // now.step :] += sum(sizes[u] for u in trip.units)
    return out


def search(net: Network, ranked: Ranked, run: Running, promised, come, seed: int, moves: int) -> list[Tour]:
    """Better tours round the kept ones, for those who have no promise."""
    held = np.zeros(len(ranked.units), bool)
    for rows in promised.values():
        held[rows] = True
    scene = make_scene(net, part(ranked, ~held))
    room = {e: most - come[e] for e, most in scene.room.items()}
    stands = [with_promises(net, ranked, stand, a, run, promised, room) for a, stand in enumerate(scene.stands)]
    work = begin(net, stands, room, run.tours, fixed=run.kept, start=run.start)
    improve(work, moves, np.random.default_rng([seed, 7]), spent=sum(t.cost for t in run.past))
    value = lambda tours: board(net, ranked, cycles(net, tours), promised, come).objective  # noqa: E731
    return min([run.tours, work.tours], key=value)


def part(ranked: Ranked, rows: np.ndarray) -> Ranked:
    keep = np.flatnonzero(rows)
    pick = lambda values: [values[i] for i in keep]  # noqa: E731
    arrays = {name: getattr(ranked, name)[keep] for name in ("point", "order", "weight", "size", "wheelchairs", "stretchers", "ready")}
    return replace(ranked, units=pick(ranked.units), mask=pick(ranked.mask), papers=pick(ranked.papers), until=pick(ranked.until), **arrays)


def with_promises(net: Network, ranked: Ranked, stand: Stand, a: int, run: Running, promised, room) -> Stand:
    """A point where promised places are taken, begun trips hold their berths, and promised people count at reception."""
    taken, busy, step = {}, stand.busy.copy(), net.case.step
    for v, tour in enumerate(run.kept):
        for lane, t in tour:
            if int(net.point[lane]) != a:
                continue
            rows = promised.get((v, t), [])
            taken[v, t + int(net.out[lane])] = (int(ranked.size[rows].sum()), int(ranked.wheelchairs[rows].sum()), int(ranked.stretchers[rows].sum()))
            e = int(net.place[lane])
            if e in room:
                room[e][t + int(net.dur[lane]) - up(net.case.types[int(net.kind[lane])].unload, step) :] -= int(ranked.size[rows].sum())
    types = {v.code: next(k for k in net.case.types if k.code == v.type) for v in net.case.vehicles}
    for trip in run.past:
        if trip.point == net.case.points[a].code:
            busy[trip.loading // step : trip.leaves // step] += types[trip.vehicle].berths
    return replace(stand, taken=taken, busy=busy)


def write(now: Case, net: Network, ranked: Ranked, order, boarded: Boarded, promised, old: Plan, run: Running, seed: int, aboard: frozenset[str]) -> Plan:
    trips, number = to_trips(net, ranked, order, boarded, promised)
    past = [replace(t, promised=frozenset(t.units)) for t in run.past]
    units, weight = {u.code: u for u in now.units}, now.policy.weight
    left = [Left(code, reason) for code, reason in ranked.never.items()] + [Left(ranked.units[i].code, "no_seat") for i in np.flatnonzero(boarded.waiting)]
    worth = lambda codes: sum(units[u].size * weight.get(units[u].kind, 0.0) for u in codes)  # noqa: E731
    objective = boarded.objective * now.step + sum(worth(t.units) * t.arrives for t in past)
    objective += worth(row.unit for row in left if row.reason == "aboard_lost") * net.leave_step * now.step
    gone = sum(worth([row.unit]) for row in left if row.reason not in ("no_seat", "aboard_lost") and row.unit not in {x.unit for x in old.left}) * net.leave_step * now.step
    bound = max(0.0, min(old.bound - gone, objective))
    passings = tuple(replace(p, trip=number[p.trip] + len(past)) for p in boarded.passings if p.trip in number)
    return Plan(
        VERSION, digest(now), seed, tuple(past + trips), tuple(sorted(left, key=lambda x: x.unit)), passings, objective, bound,
        (objective - bound) / bound if bound > 0 else 0.0, "of the plan before", objective, old.greedy, 0.0, sum(t.cost for t in past + trips),
        sum(u.size for u in now.units), sum(units[x.unit].size for x in left), (*old.notes, "Planned again from a running plan; promises kept."),
    )
