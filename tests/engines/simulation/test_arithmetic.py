"""The worked examples of planners, as the engine sees them."""

from dataclasses import replace

import numpy as np
import pytest

from safeconduct.engines.simulation import DAY, NEVER, Delay, Fleet, Leg, Place, Route, Station, Tree, everybody
from safeconduct.engines.simulation.block import simulate_block
from safeconduct.engines.simulation.stages import Values, warned
from tests.engines.simulation.small import HOUR, bare

ROAD = (Leg("road", 180 * 60, ("bus",), 6 * HOUR, 18 * HOUR),)
OUT = (Route("out", "point", ("road",)),)


def buses(count, people=3000):
    fleet = Fleet("bus", count, 45, 0.9, 0, 0, 45 * 60, 45 * 60)
    return bare([1] * people, horizon=3 * DAY, fleets=(fleet,), legs=ROAD, routes=OUT)


def test_25_buses_carry_3000_people_in_three_days_and_24_do_not():
    assert simulate_block(buses(25), 1, 0, 1)["safe by horizon"].tolist() == [3000]
    assert simulate_block(buses(24), 1, 0, 1)["safe by horizon"].tolist() == [24 * 40 * 3]


def test_a_bus_makes_one_round_trip_in_a_window_of_twelve_hours():
    found = simulate_block(buses(1), 1, 0, 1)
    assert found["leg trips"].tolist() == [[3]]


@pytest.mark.parametrize(("desks", "minutes", "rate"), [(6, 4, 90), (3, 3, 60), (4, 2, 120)])
def test_a_station_takes_as_many_an_hour_as_its_desks_and_minutes_say(desks, minutes, rate):
    case = bare([1] * 2000, horizon=10 * HOUR, stations=(Station("desk", desks, minutes * 60),))
    assert simulate_block(case, 1, 0, 1)["station point served"].tolist() == [[10 * rate]]


def test_a_line_takes_as_many_an_hour_as_its_slowest_station():
    stations = (Station("register", 6, 240), Station("medical", 3, 180), Station("manifest", 4, 120))
    found = simulate_block(bare([1] * 2000, horizon=10 * HOUR, stations=stations), 1, 0, 1)
    first_hour = 4 + 3 + 2
    assert found["station point served"][0, 1] == pytest.approx(600, abs=60 * first_hour / 60 + 3)
    assert found["safe by horizon"][0] == pytest.approx(600, abs=10)


def test_a_family_is_one_customer_that_takes_its_members_time():
    found = simulate_block(bare([4, 2], horizon=DAY, stations=(Station("desk", 1, 60),)), 1, 0, 1)
    assert found["time 99"].tolist() == [6 * 60]


def test_7200_a_day_who_stay_two_days_need_14400_places():
    people = 28_800
    arrive = Place("town", "point", Delay("table", points=((0.0, 0.0), (1.0, 4.0 * DAY))))
    stay = (Station("stay", 100_000, 2 * DAY),)
    case = bare([1] * people, horizon=4 * DAY, places=(arrive,), stations=stay)
    case = replace(case, fleets=(Fleet("gate", 1000, 1, 1.0, 0, 0, 1, 0, 0),), legs=(Leg("out", 1, ("gate",)),), routes=(Route("out", "point", ("out",)),))
    peak = simulate_block(case, 1, 0, 1)["point peak"][0, 0]
    assert peak == pytest.approx(14_400, rel=0.02)


@pytest.mark.parametrize(("alternate", "reached"), [(False, 0.41), (True, 0.85)])
def test_a_call_tree_of_four_levels_reaches_41_per_cent_without_and_85_with_alternates(alternate, reached):
    sizes = [1] * 5000
    tree = Tree("list", 15, 0.8, alternate, 0, 60)
    case = replace(bare(sizes, horizon=DAY, trees=(tree,)), population=everybody(sizes))
    values = Values(case, 1, range(4000))
    fourth = warned(case, values)[:, 15 + 225 + 3375 :] < NEVER
    spread = fourth.mean(axis=1).std() / 4000**0.5
    assert fourth.mean() == pytest.approx(reached, abs=3 * spread)
    assert spread < 0.01


def test_the_fourth_level_is_rung_after_four_rounds_at_most():
    case = bare([1] * 5000, horizon=DAY, trees=(Tree("list", 15, 1.0, False, 100, 60),))
    trace = {}
    simulate_block(case, 1, 0, 1, trace=trace)
    assert trace["warned"].max() <= 100 + 4 * 15 * 60
    assert trace["warned"][0, :15].tolist() == [100 + 60 * (i + 1) for i in range(15)]


def test_waiting_grows_by_arrivals_less_departures():
    """B(t+1) = max(0, B(t) + arrivals - departures): 300 a day come, a bus of 200 places leaves a day."""
    days = 5
    place = Place("town", "point", Delay("table", points=((0.0, 0.0), (1.0, float(days * DAY)))))
    fleet = Fleet("bus", 1, 200, 1.0, 0, 0, 0, 0, DAY)
    case = bare([1] * (300 * days), horizon=days * DAY, places=(place,), fleets=(fleet,), legs=(Leg("out", DAY // 2, ("bus",)),), routes=(Route("out", "point", ("out",)),))
    left = int(case.population.people - simulate_block(case, 1, 0, 1)["leg people"][0, 0])
    assert left == pytest.approx(days * 100, rel=0.15)
    assert np.all(simulate_block(case, 1, 0, 1)["leg peak"] <= 300 * days)
