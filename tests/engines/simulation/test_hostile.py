"""Cases that mean harm or nothing: a clear error or the right answer, in bounded time."""

from dataclasses import replace

import numpy as np
import pytest

from safeconduct.engines.simulation import (
    DAY,
    NEVER,
    Assumption,
    Call,
    Channel,
    Delay,
    Fleet,
    Leg,
    Point,
    Route,
    SimulationError,
    Station,
    everybody,
    explain,
    simulate,
)
from safeconduct.engines.simulation.case import families, read
from tests.engines.simulation.small import HOUR, bare, whole


def test_nobody_is_simulated_and_said():
    answer = simulate(whole(0), 3, 1)
    assert answer.found["present"].tolist() == [0, 0, 0]
    assert "Nobody wants to leave." in explain(answer)


@pytest.mark.parametrize(
    "part",
    [
        {"stations": (Station("desk", 0, 60),)},
        {"fleets": (Fleet("bus", 0, 20),), "legs": (Leg("road", HOUR, ("bus",)),), "routes": (Route("out", "point", ("road",)),)},
        {"fleets": (Fleet("bus", 3, 0),), "legs": (Leg("road", HOUR, ("bus",)),), "routes": (Route("out", "point", ("road",)),)},
        {"fleets": (Fleet("bus", 3, 20),), "legs": (Leg("road", HOUR, ("bus",), closed=((0, NEVER),)),), "routes": (Route("out", "point", ("road",)),)},
        {"channels": (Channel("sms", 0.0),)},
        {"call": Call(HOUR, 0)},
        {"assumptions": (Assumption("vehicles", 0, 0, 0),), "fleets": (Fleet("bus", 3, 20),), "legs": (Leg("road", HOUR, ("bus",)),), "routes": (Route("out", "point", ("road",)),)},
    ],
)
def test_what_is_hopeless_ends_with_nobody_in_safety(part):
    answer = simulate(bare([1, 2, 3], **part), 3, 1)
    assert answer.found["safe by horizon"].tolist() == [0, 0, 0]
    assert (answer.found["time 50"] == NEVER).all()
    assert any("not within" in line for line in explain(answer))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"horizon": 0}, "horizon"),
        ({"horizon": 10**9}, "horizon"),
        ({"horizon": float("nan")}, "horizon"),
        ({"target_share": 1.5}, "target_share"),
        ({"stations": (Station("a", -1, 60),)}, "stations[0].desks"),
        ({"stations": (Station("a", 1, float("inf")),)}, "stations[0].seconds"),
        ({"stations": (Station("a", 1, 60, who=("ghosts",)),)}, "stations[0].who"),
        ({"stations": (Station("a", 1, 60), Station("a", 1, 60))}, "stations[1]"),
        ({"assumptions": (Assumption("take_up", 0.9, 0.2, 0.3),)}, "assumptions[0]"),
        ({"assumptions": (Assumption("take_up", float("nan"), 0.2, 0.3),)}, "assumptions[0].low"),
        ({"assumptions": (Assumption("luck", 0, 0, 1),)}, "assumptions[0]"),
        ({"assumptions": (Assumption("way", 0, 0, 1, "hearsay"),)}, "assumptions[0]"),
        ({"decide": Delay("normal", 5)}, "decide"),
        ({"decide": Delay("lognormal", -5)}, "decide.seconds"),
        ({"decide": Delay("table", points=((0.5, 9.0), (0.2, 3.0)))}, "decide"),
        ({"weeks": ((0, 0.5), (0, 0.7))}, "weeks[1]"),
        ({"routes": (Route("r", "nowhere", ("x",)),)}, "routes[0].point"),
        ({"routes": (Route("r", "point", ("x",)),)}, "routes[0].legs"),
        ({"routes": (Route("r", "point", ()),)}, "routes[0].legs"),
        ({"legs": (Leg("x", 60, ("none",)),)}, "legs[0].fleets"),
        ({"legs": (Leg("x", 60, closed=((9, 3),)),)}, "legs[0].closed"),
        ({"call": Call(0, 5)}, "call.slot"),
        ({"points": (Point("point"), Point("point"))}, "points[1]"),
    ],
)
def test_what_cannot_be_simulated_is_refused_by_name(change, field):
    with pytest.raises(SimulationError) as wrong:
        simulate(replace(bare([1, 2]), **change), 2, 1)
    assert wrong.value.field == field


def test_a_population_out_of_shape_is_refused():
    case = bare([1, 2])
    for column, value in (("size", np.array([0, 1])), ("size", np.array([1.5, 2.0])), ("group", np.array([0, 7])), ("place", np.array([0])), ("access", np.array([3, 0])), ("warden", np.array([0, 0]))):
        with pytest.raises(SimulationError) as wrong:
            simulate(replace(case, population=replace(case.population, **{column: value})), 2, 1)
        assert wrong.value.field == f"population.{column}"


@pytest.mark.parametrize(("runs", "seed"), [(0, 1), (-1, 1), (1.5, 1), (True, 1), (10**9, 1), (1, -1), (1, 2**70)])
def test_runs_and_seed_are_whole_numbers(runs, seed):
    with pytest.raises(SimulationError):
        simulate(bare([1]), runs, seed)


def test_a_service_of_days_for_many_people_does_not_overflow():
    case = bare([400] * 3000, horizon=400 * DAY, stations=(Station("slow", 1, 3 * DAY),))
    found = simulate(case, 2, 1).found
    assert found["safe by horizon"].tolist() == [400 * 40, 400 * 40]


@pytest.mark.parametrize("data", [None, [], "x", {}, {"name": 3}, {"name": "x", "horizon": "soon"}, {"name": "x", "horizon": 10, "places": {}, "points": []}, {"name": "x", "horizon": 10, "places": [], "points": [], "hours": 3}])
def test_json_that_is_no_case_is_refused(data):
    with pytest.raises(SimulationError):
        read(data)


def test_families_add_up_and_refuse_nonsense():
    made = families(1001, 3, sizes={1: 0.5, 4: 0.5}, groups={"a": 0.2, "b": 0.8})
    assert made.people == 1001
    assert set(made.size.tolist()) <= {1, 2, 3, 4}
    assert (made.group == 1).mean() == pytest.approx(0.8, abs=0.06)
    assert families(0).families == 0
    for wrong in ({"sizes": {1: -1}}, {"sizes": {0: 1}}, {"groups": {"a": float("nan")}}):
        with pytest.raises(SimulationError):
            families(10, **wrong)
    with pytest.raises(SimulationError):
        families(-1)


def test_everybody_is_one_group():
    assert everybody([1, 2]).people == 3
