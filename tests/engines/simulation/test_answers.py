"""The same answer for the same seed, however it is split; people are neither made nor lost; families stay whole."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.engines.simulation import DAY, NEVER, Assumption, Call, Cancelled, Fleet, Leg, Route, Station, simulate
from safeconduct.engines.simulation.block import LEFT, simulate_block
from safeconduct.engines.simulation.solve import case_digest
from tests.engines.simulation.small import HOUR, bare, whole


def test_the_same_seed_gives_the_same_digest_and_another_seed_another():
    case = whole()
    assert simulate(case, 12, 1).digest == simulate(case, 12, 1).digest
    assert simulate(case, 12, 1).digest != simulate(case, 12, 2).digest


@pytest.mark.parametrize("block", [1, 3, 5, 12])
def test_the_digest_does_not_depend_on_the_splitting(block):
    case = whole()
    assert simulate(case, 12, 1, block=block).digest == simulate(case, 12, 1).digest


def test_the_digest_does_not_depend_on_the_executor():
    case = whole()
    alone = simulate(case, 12, 1).digest
    with ThreadPoolExecutor(3) as pool:
        assert simulate(case, 12, 1, executor=pool, block=5).digest == alone
    assert simulate(case, 12, 1, workers=2, block=4).digest == alone


def test_the_first_replications_are_the_same_in_a_longer_run():
    case = whole()
    short, long = simulate(case, 5, 1).found, simulate(case, 9, 1).found
    for name in short:
        assert (short[name] == long[name][:5]).all(), name


def test_the_digest_of_the_input_changes_with_everything():
    case = whole()
    other = [replace(case, horizon=9 * DAY), replace(case, opens=0), replace(case, stations=case.stations[:1]), whole(401), replace(case, assumptions=case.assumptions[1:])]
    assert len({case_digest(c) for c in (case, *other)}) == 6
    assert case_digest(whole()) == case_digest(case)


def test_progress_is_told_and_a_run_can_be_stopped():
    told = []
    simulate(whole(60), 10, 1, block=4, progress=lambda done, runs: told.append((done, runs)))
    assert told == [(4, 10), (8, 10), (10, 10)]
    with pytest.raises(Cancelled):
        simulate(whole(60), 10, 1, block=4, cancelled=lambda: bool(told))


def test_everybody_present_is_safe_or_left_and_counted_once():
    case = whole(300)
    found = simulate(case, 30, 4).found
    assert (found["left"].sum(axis=(1, 2)) + found["safe by horizon"] == found["present"]).all()
    why = dict(zip(LEFT, found["left"].sum(axis=2).T, strict=True))
    assert (found["wants"] + why["stays"] <= found["present"] + why["not_reached"]).all()


def test_each_stage_holds_no_more_people_than_the_one_before():
    found = simulate(whole(300), 20, 4).found
    chain = ["warned", "decided", "called", "set_out", "at_point", "registration", "medical", "documents", "departed", "safe"]
    for before, after in zip(chain, chain[1:], strict=False):
        assert (found[f"curve {after}"] <= found[f"curve {before}"]).all(), after


def test_families_are_whole_in_one_vehicle_and_no_vehicle_is_overfull():
    g = np.random.default_rng(2)
    sizes = g.integers(1, 8, 300)
    fleet = Fleet("bus", 1, 20, 1.0, 0, 0, 600, 600, 1200)
    case = bare(sizes, horizon=60 * DAY, stations=(Station("desk", 1, 60),), fleets=(fleet,), legs=(Leg("road", HOUR, ("bus",)),), routes=(Route("out", "point", ("road",)),))
    trace = {}
    simulate_block(case, 1, 0, 2, trace=trace)
    for run in range(2):
        assert (trace["safe"][run] < NEVER).all()
        _, trip = np.unique(trace["safe"][run], return_inverse=True)
        assert np.bincount(trip, weights=sizes).max() <= 20
        gaps = np.diff(np.unique(trace["departed"][run]))
        assert gaps.min() >= 2 * HOUR + 1200


def test_a_family_that_no_vehicle_holds_is_left_and_said_to_have_no_way():
    fleet = Fleet("bus", 2, 10, 1.0, 0, 0, 600, 600)
    case = bare([12, 3], fleets=(fleet,), legs=(Leg("road", HOUR, ("bus",)),), routes=(Route("out", "point", ("road",)),))
    found = simulate_block(case, 1, 0, 1)
    assert found["safe by horizon"].tolist() == [3]
    assert found["left"][0, LEFT.index("no_way")].sum() == 12


def test_who_needs_a_place_for_a_wheelchair_waits_for_one():
    fleet = Fleet("bus", 1, 40, 1.0, 1, 0, 600, 600, 0)
    case = bare([1, 1, 1], fleets=(fleet,), legs=(Leg("road", HOUR, ("bus",)),), routes=(Route("out", "point", ("road",)),))
    case = replace(case, population=replace(case.population, access=np.array([1, 1, 1], np.int32)))
    assert simulate_block(case, 1, 0, 1)["leg trips"].tolist() == [[3]]


def test_a_limit_a_day_holds_on_every_day():
    fleet = Fleet("bus", 20, 10, 1.0, 0, 0, 600, 600, 0)
    case = bare([1] * 100, fleets=(fleet,), legs=(Leg("road", HOUR, ("bus",), places_day=25),), routes=(Route("out", "point", ("road",)),), starts=0)
    trace = {}
    simulate_block(case, 1, 0, 1, trace=trace)
    assert np.bincount((trace["departed"][0] - 600) // DAY).tolist() == [25, 25, 25, 25]


def test_a_closure_holds_departures_back():
    fleet = Fleet("bus", 20, 10, 1.0, 0, 0, 600, 600, 0)
    leg = Leg("road", HOUR, ("bus",), closed=((0, 2 * DAY),))
    case = bare([1] * 50, fleets=(fleet,), legs=(leg,), routes=(Route("out", "point", ("road",)),))
    trace = {}
    simulate_block(case, 1, 0, 1, trace=trace)
    assert trace["departed"].min() == 2 * DAY


def test_those_first_in_order_are_called_first():
    case = replace(whole(300), channels=(), decide=whole().decide.__class__(), call=Call(HOUR, 20, ("children", "medical")), assumptions=(Assumption("uncalled", 0, 0, 0),))
    trace = {}
    simulate_block(case, 1, 0, 1, trace=trace)
    comes = trace["called"][0] < NEVER
    called, group = trace["called"][0][comes], case.population.group[comes]
    assert called[group == 1].max() <= called[group == 0].max() <= called[group == 2].max()
    per_slot = np.bincount(called // HOUR, weights=case.population.size[comes])
    assert per_slot.max() <= 20


SOME = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SOME
@given(st.integers(1, 60), st.integers(0, 1000), st.integers(1, 4), st.integers(2, 12))
def test_more_buses_are_never_later_in_the_mean(people, seed, buses, seats):
    g = np.random.default_rng(seed)
    fleet = Fleet("bus", buses, seats, 1.0, 0, 0, 600, 600, 900)
    case = bare(g.integers(1, 3, people), stations=(Station("desk", 2, 300, 1.0),), fleets=(fleet,), legs=(Leg("road", HOUR, ("bus",)),), routes=(Route("out", "point", ("road",)),))
    more = replace(case, fleets=(replace(fleet, vehicles=buses + 2),))
    few, many = simulate(case, 12, seed).found, simulate(more, 12, seed).found
    assert many["seconds to safety"].mean() <= few["seconds to safety"].mean() + 900


@SOME
@given(st.integers(0, 120), st.integers(0, 10_000))
def test_nobody_is_made_or_lost(people, seed):
    case = whole(people, seed)
    found = simulate(case, 3, seed).found
    assert (found["left"].sum(axis=(1, 2)) + found["safe by horizon"] == found["present"]).all()
    assert (found["safe by target"] <= found["safe by horizon"]).all()
    for a, b in ((50, 90), (90, 99)):
        assert (found[f"time {a}"] <= found[f"time {b}"]).all()
