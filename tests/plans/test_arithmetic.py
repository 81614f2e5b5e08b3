"""The arithmetic of a plan, against the worked examples of the field."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.plans import arithmetic as a


def test_a_call_tree_of_5000_with_15_calls_each_is_four_deep_and_reaches_41_or_85_in_a_hundred():
    assert a.tree_depth(5000, 15) == 4
    assert round(a.tree_reach(5000, 15, 0.8), 2) == 0.41
    assert round(a.tree_reach(5000, 15, 0.8, alternates=True), 3) == 0.849


def test_a_tree_of_exactly_a_power_is_no_deeper_and_one_that_never_ends_reaches_nobody():
    assert [a.tree_depth(n, 15) for n in (1, 15, 16, 225, 226, 3375)] == [1, 1, 2, 2, 3, 3]
    assert a.tree_depth(100, 1) == -1 and a.tree_reach(100, 1, 0.9) == 0.0
    assert a.tree_depth(0, 15) == 0


def test_a_window_of_720_minutes_and_a_leg_of_180_make_one_cycle_and_3000_people_need_25_buses():
    assert a.cycles_a_day(720, 180, 45, 45) == 1
    assert a.vehicles_needed(3000, 3, 1, 45, 0.9) == 25
    assert a.seats_a_day(25, 1, 45) * 3 >= 3000 > a.seats_a_day(24, 1, 45) * 3


def test_the_line_takes_90_60_and_120_an_hour_and_is_as_fast_as_its_slowest_station():
    assert [a.station_rate(6, 4), a.station_rate(3, 3), a.station_rate(4, 2)] == [90, 60, 120]
    assert a.line_rate([(6, 4), (3, 3), (4, 2)]) == 60


def test_7200_a_day_for_two_days_are_14400_places_on_50400_square_metres():
    assert a.present(7200, 2) == 14_400
    assert a.covered_area(14_400) == 50_400


def test_the_waiting_caseload_never_falls_below_nobody():
    assert a.waiting(100, 7206, 390) == 6916
    assert a.waiting(10, 0, 50) == 0


def test_the_planning_cost_holds_a_reserve_of_15_in_a_hundred():
    assert round(a.planning_cost([(10_000, 1260)], reserve=0.15)) == 14_490_000


@given(st.integers(1, 100_000), st.integers(1, 30), st.integers(1, 8), st.integers(4, 400), st.floats(0.3, 1))
def test_the_vehicles_needed_carry_everybody_and_one_fewer_does_not(people, days, cycles, seats, load):
    n = a.vehicles_needed(people, days, cycles, seats, load)
    assert n * days * cycles * seats * load >= people - 1e-6
    assert (n - 1) * days * cycles * seats * load < people


@given(st.integers(1, 10**6), st.integers(2, 40))
def test_the_depth_is_the_least_that_rings_everybody(people, fan_out):
    depth = a.tree_depth(people, fan_out)
    assert fan_out**depth >= people and (people == 1 or fan_out ** (depth - 1) < people)
