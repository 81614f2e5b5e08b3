"""The replay of published operations: inputs that nobody changes to fit, published points read as they stand."""

import hashlib

import pytest
from benchmarks.simulation_replay import INPUTS, points, replay, rule

from tests.shared import DATA, needs_shared

COMMITTED = {"china": "9bc99f2f64480c9e", "iom": "eddcaabdd5a9032f", "kaveri": "3fe083926715d3a4", "uk": "7555b8ec43bdc405"}


@pytest.mark.parametrize("name", sorted(COMMITTED))
def test_the_inputs_are_those_written_before_the_first_run(name):
    assert hashlib.sha256((INPUTS / f"{name}.json").read_bytes()).hexdigest()[:16] == COMMITTED[name]


@needs_shared
def test_the_published_points_rise_and_are_fifteen():
    found = points(DATA / "operations")
    assert sum(map(len, found.values())) == 15
    for name, rows in found.items():
        people = [p for _, p, _ in rows]
        assert people == sorted(people), name


@needs_shared
def test_the_plain_rule_goes_through_the_point_it_is_made_of():
    from benchmarks.simulation_replay import BEGAN

    rows = points(DATA / "operations")["kaveri"]
    plain, used = rule(rows, BEGAN["kaveri"])
    assert [round(p) for p, (moment, _, _) in zip(plain, rows, strict=True) if moment == used] == [670]


@needs_shared
def test_a_replay_says_of_each_point_whether_the_band_holds_it():
    rows = replay("uk", points(DATA / "operations")["uk"], 20)
    assert len(rows) == 5
    for row in rows:
        assert row["inside"] == (row["low"] <= row["published"] <= row["high"])
        assert row["low"] <= row["mid"] <= row["high"]
