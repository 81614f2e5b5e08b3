"""A running plan is planned again: promises stand, the lost do nothing more, and the checker stays clean."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from safeconduct.engines.evacuation.case import digest, read_case
from safeconduct.engines.evacuation.check import check
from safeconduct.engines.evacuation.model import Unit
from safeconduct.engines.evacuation.replan import Change, replan
from safeconduct.engines.evacuation.solve import lift
from tests.engines.evacuation.tiny import tiny


def upset(case, plan, r: random.Random) -> Change:
    """A vehicle breaks down, a road closes, families come: some of it, at some minute."""
    now = r.choice([60, 120, 180, 240])
    lost = (r.choice(case.vehicles).code,) if case.vehicles and r.random() < 0.6 else ()
    route = r.choice(case.routes) if case.routes and r.random() < 0.4 else None
    closed = ((route.mode, route.point, route.place, now, now + 120),) if route else ()
    new = tuple(
        Unit(f"new{i}", r.choice(case.points).code, r.choice(["T1", "T4"]), r.randint(1, 3), now, frozenset(p.code for p in case.places)) for i in range(r.randint(0, 3))
    )
    return Change(now, lost, closed, new, None if r.random() < 0.7 else 0)


def hold(seeds) -> int:
    changed = 0
    for seed in seeds:
        case = read_case(tiny(seed))
        plan = lift(case, effort="quick", streams=1)
        change = upset(case, plan, random.Random(seed))
        now, new = replan(case, plan, change)
        found = check(now, new)
        assert found == [], (seed, change, [str(v) for v in found])
        for trip in new.trips:
            assert trip.vehicle not in change.lost or trip.arrives <= change.now, seed
        begun = [t for t in plan.trips if t.start < change.now and t.vehicle not in change.lost and not change.closed]
        there = {(t.vehicle, t.start): t.units for t in new.trips}
        assert all(there[t.vehicle, t.start] == t.units for t in begun), seed
        if change.keep_until is None and not change.closed:
            promised = {u: (t.vehicle, t.start) for t in plan.trips if t.vehicle not in change.lost for u in t.units}
            seats = {u: (t.vehicle, t.start) for t in new.trips for u in t.units}
            assert all(seats.get(u) == seat for u, seat in promised.items()), seed
        changed += bool(plan.trips)
    return changed


def test_a_running_plan_is_planned_again_and_promises_stand():
    assert hold(range(7_000, 7_040)) > 15


@pytest.mark.slow
def test_a_thousand_running_plans_are_planned_again():
    assert hold(range(8_000, 9_000)) > 400


def test_people_aboard_a_lost_vehicle_are_an_emergency_and_those_not_yet_aboard_stand_in_the_queue():
    case, plan = next((c, p) for c, p in ((c, lift(c, effort="quick", streams=1)) for c in (read_case(tiny(s)) for s in range(200))) if p.trips and p.trips[0].units)
    trip = plan.trips[0]
    _, new = replan(case, plan, Change(trip.loading + 1, lost=(trip.vehicle,)))
    assert {x.reason for x in new.left if x.unit in trip.units} == {"aboard_lost"}
    now, new = replan(case, plan, Change(max(0, trip.start), lost=(trip.vehicle,)))
    assert not {x.reason for x in new.left if x.unit in trip.units} - {"no_seat", "not_in_time", "no_vehicle"}
    assert check(now, new) == []


def test_planning_again_is_the_same_each_time_and_refuses_what_is_not_there():
    case = read_case(tiny(5))
    plan = lift(case, effort="quick", streams=1)
    one, two = (replan(case, plan, Change(60))[1] for _ in range(2))
    assert digest(one) == digest(two)
    for change in (Change(0, lost=("nobody",)), Change(0, closed=(("road", "no", "no", 0, 1),)), Change(0, units=(replace(case.units[0]),) if case.units else ())):
        if change.lost or change.closed or change.units:
            with pytest.raises(ValueError):
                replan(case, plan, change)
