"""The single stages against what can be worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from safeconduct.engines.simulation import DAY, NEVER, Assumption, Channel, Delay, Fleet, Leg, Place, Reason, Route, Station, Stock, Warden
from safeconduct.engines.simulation.block import simulate_block
from tests.engines.simulation.small import HOUR, bare


def times(case, runs=1):
    trace = {}
    return simulate_block(case, 1, 0, runs, trace=trace), trace


def test_take_up_is_the_share_that_the_case_states():
    found, _ = times(bare([1] * 5000, assumptions=(Assumption("take_up", 0.12, 0.12, 0.12),)), 4)
    assert (found["wants"] / 5000).tolist() == pytest.approx([0.12] * 4, abs=0.02)


def test_those_who_leave_do_so_in_the_weeks_of_the_case():
    weeks = ((0, 0.0), (7 * DAY, 0.25), (14 * DAY, 1.0))
    _, trace = times(bare([1] * 5000, horizon=20 * DAY, weeks=weeks, assumptions=(Assumption("take_up", 0.4, 0.4, 0.4),)))
    leaves = trace["decided"][0][trace["decided"][0] < NEVER]
    assert (leaves <= 7 * DAY).mean() == pytest.approx(0.25, abs=0.03)
    assert leaves.max() <= 14 * DAY


def test_a_reason_to_stay_takes_its_part_of_the_wish_and_is_counted():
    reasons = (Reason("wages are owed", 0.5, 0.2),)
    found, _ = times(bare([1] * 8000, reasons=reasons, assumptions=(Assumption("take_up", 0.5, 0.5, 0.5),)))
    assert found["wants"][0] / 8000 == pytest.approx(0.5 * 0.5 + 0.5 * 0.1, abs=0.02)
    assert found["reasons"][0].tolist() == pytest.approx([8000 * 0.25, 8000 * 0.45], rel=0.06)


def test_a_channel_warns_at_its_rate_and_in_its_languages_only():
    case = bare([1] * 100, channels=(Channel("sms", 1.0, at=600, people_hour=3600, languages=("a",)),))
    language = np.arange(100, dtype=np.int32) % 2
    case = replace(case, population=replace(case.population, language=language, languages=("a", "b")))
    _, trace = times(case)
    assert trace["warned"][0][::2].tolist() == [600 + i for i in range(0, 100, 2)]
    assert (trace["warned"][0][1::2] == NEVER).all()


def test_a_warden_rings_his_families_one_after_the_other():
    case = bare([1] * 6, wardens=(Warden("w", 100, 300, 1.0),))
    case = replace(case, population=replace(case.population, warden=np.array([0, 0, -1, 0, -1, 0], np.int32)))
    _, trace = times(case)
    assert trace["warned"][0].tolist() == [400, 700, NEVER, 1000, NEVER, 1300]


def test_two_calls_fail_only_when_both_fail():
    for alternate, share in ((False, 0.6), (True, 0.84)):
        case = bare([1] * 4000, wardens=(Warden("w", 0, 1, 0.6, alternate),))
        case = replace(case, population=replace(case.population, warden=np.zeros(4000, np.int32)))
        _, trace = times(case)
        assert (trace["warned"] < NEVER).mean() == pytest.approx(share, abs=0.03)


def test_people_on_no_list_are_as_many_as_assumed():
    case = bare([2] * 500, assumptions=(Assumption("unlisted", 100, 100, 100),))
    case = replace(case, population=replace(case.population, listed=np.arange(500) < 200))
    found, _ = times(case)
    assert found["present"].tolist() == [500]


def test_a_stock_lasts_as_long_as_person_days_allow_and_beds_until_they_are_full():
    arrive = Place("town", "point", Delay("table", points=((0.0, 0.0), (1.0, float(DAY)))))
    wait = {"fleets": (Fleet("bus", 1, 1000, 1.0, 0, 5 * DAY),), "legs": (Leg("road", HOUR, ("bus",)),), "routes": (Route("out", "point", ("road",)),)}
    case = bare([1] * 200, places=(arrive,), stocks=(Stock("water", 900, 3), Stock("beds", 100), Stock("food", 10_000, 1)), **wait)
    water, beds, food = times(case, 3)[0]["stock out"].T
    assert water.tolist() == pytest.approx([2 * DAY] * 3, rel=0.02)
    assert beds.tolist() == pytest.approx([DAY / 2] * 3, rel=0.2)
    assert (food == NEVER).all()


def test_reception_comes_after_arrival_and_does_not_put_off_safety():
    case = bare([1, 1], stations=(Station("desk", 1, 100), Station("welcome", 1, 1000, after="arrival")))
    found, trace = times(case)
    assert sorted(trace["safe"][0].tolist()) == [100, 200]
    assert sorted(trace["received"][0].tolist()) == [1100, 2100]
    assert found["time 99"].tolist() == [200]


def test_who_rides_on_waits_for_the_next_vehicle_and_nobody_is_lost_between():
    fleets = (Fleet("bus", 2, 10, 1.0, 0, 0, 600, 600, 900), Fleet("ship", 1, 60, 1.0, 0, 0, HOUR, HOUR, 6 * HOUR))
    legs = (Leg("road", HOUR, ("bus",)), Leg("sea", 5 * HOUR, ("ship",)))
    found, trace = times(bare([1] * 60, fleets=fleets, legs=legs, routes=(Route("out", "point", ("road", "sea")),)))
    assert found["leg people"].tolist() == [[60, 60]]
    last_bus = 600 + HOUR + 600 + 2 * (2 * HOUR + 1200)
    assert trace["safe"].max() == last_bus + HOUR + 5 * HOUR + HOUR


def test_families_are_divided_over_the_routes_by_share():
    legs = (Leg("a", 60), Leg("b", 60))
    found, _ = times(bare([1] * 1000, legs=legs, routes=(Route("a", "point", ("a",), 3.0), Route("b", "point", ("b",), 1.0))))
    assert found["leg people"][0].tolist() == pytest.approx([750, 250], abs=3)
