"""One station against the exact means of queueing theory, and Little's law."""

from math import factorial

import numpy as np
import pytest

from safeconduct.engines.simulation import draws
from safeconduct.engines.simulation.line import Hours, fifo, pass_through
from safeconduct.engines.simulation.model import DAY, NEVER, Delay

MEAN = 2400


def erlang_wait(desks, load):
    """Mean wait of M/M/c in units of the service time."""
    a = desks * load
    queue = a**desks / factorial(desks) / (1 - load)
    return queue / (sum(a**k / factorial(k) for k in range(desks)) + queue) / (desks * (1 - load))


def of(service):
    """The work of each family, in the order of the queue."""
    return lambda order: np.take_along_axis(service, order, 1)


def measured(desks, load, exponential, runs, customers=20_000, dropped=2_000, seed=5):
    """Mean wait in units of the service time, and time in system by Little's law over time in system as counted."""
    waits = []
    for first in range(0, runs, 50):
        block = range(first, min(first + 50, runs))
        gaps = draws.table(Delay("exponential", MEAN / desks / load)).take(draws.uniform(seed, block, "gaps", customers))
        service = draws.table(Delay("exponential" if exponential else "fixed", MEAN)).take(draws.uniform(seed, block, "service", customers))
        arrive = np.cumsum(gaps, axis=1, dtype=np.int64).T.copy()
        begin = fifo(arrive, service.T.astype(np.int64), desks)
        waits.append((begin - arrive)[dropped:].mean(axis=0))
    return float(np.concatenate(waits).mean()) / MEAN


@pytest.mark.parametrize("desks", [1, 3, 10])
@pytest.mark.parametrize(("load", "off"), [(0.5, 0.03), (0.8, 0.05)])
def test_mean_wait_agrees_with_erlang(desks, load, off):
    assert measured(desks, load, True, 40) == pytest.approx(erlang_wait(desks, load), rel=off)


@pytest.mark.parametrize(("load", "off"), [(0.5, 0.02), (0.8, 0.04)])
def test_mean_wait_of_fixed_service_agrees_with_the_exact_formula(load, off):
    assert measured(1, load, False, 40) == pytest.approx(load / 2 / (1 - load), rel=off)


@pytest.mark.slow
@pytest.mark.parametrize("desks", [1, 3, 10])
@pytest.mark.parametrize("load", [0.5, 0.8, 0.9])
def test_mean_wait_agrees_with_erlang_within_two_per_cent(desks, load):
    assert measured(desks, load, True, 1000) == pytest.approx(erlang_wait(desks, load), rel=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("load", [0.5, 0.8, 0.9])
def test_mean_wait_of_fixed_service_agrees_within_two_per_cent(load):
    assert measured(1, load, False, 1000) == pytest.approx(load / 2 / (1 - load), rel=0.02)


@pytest.mark.parametrize("desks", [1, 2, 5, 6, 30])
def test_every_begin_is_that_of_a_queue_worked_by_hand(desks):
    g = np.random.default_rng(desks)
    arrive = np.sort(g.integers(0, 5000, (120, 3)), axis=0)
    service = g.integers(0, 900, (120, 3))
    begin = fifo(arrive, service, desks)
    for run in range(3):
        free = [0] * desks
        for i in range(120):
            first = min(range(desks), key=free.__getitem__)
            start = max(free[first], arrive[i, run])
            assert begin[i, run] == start
            free[first] = start + service[i, run]


def test_people_present_are_arrivals_times_stay():
    """Little: the area under the number present, counted by events, is the sum of the times in the system."""
    g = np.random.default_rng(1)
    time = g.integers(0, 80_000, (4, 600)).astype(np.int32)
    service = g.integers(60, 900, (4, 600)).astype(np.int32)
    _, arrive, _, _, done, _ = pass_through(time, None, of(service), 3, Hours(0, 0, 0))
    for run in range(4):
        moments = np.arange(0, int(done[run].max()) + 1)
        present = np.searchsorted(arrive[run], moments, side="right") - np.searchsorted(np.sort(done[run]), moments, side="right")
        assert present.sum() == (done[run] - arrive[run]).sum()


def test_the_line_stops_at_night_and_goes_on_in_the_morning():
    hours = Hours(8 * 3600, 18 * 3600, 0)
    time = np.array([[17 * 3600, 17 * 3600, 20 * 3600]], np.int32)
    service = np.full((1, 3), 2 * 3600, np.int32)
    _, _, begin, _, done, _ = pass_through(time, None, of(service), 1, hours)
    assert begin[0].tolist() == [17 * 3600, DAY + 9 * 3600, DAY + 11 * 3600]
    assert done[0].tolist() == [DAY + 9 * 3600, DAY + 11 * 3600, DAY + 13 * 3600]


def test_a_line_past_midnight_is_one_shift():
    hours = Hours(20 * 3600, 4 * 3600, 12 * 3600)
    worked = hours.worked(np.array([0, 8 * 3600, 10 * 3600, 16 * 3600, 20 * 3600, NEVER]))
    assert worked.tolist() == [0, 0, 2 * 3600, 8 * 3600, 8 * 3600, NEVER]
    assert hours.begun(np.array([0, 8 * 3600])).tolist() == [8 * 3600, 32 * 3600]
    assert hours.done(np.array([8 * 3600])).tolist() == [16 * 3600]


def test_who_does_not_visit_a_station_passes_it():
    time = np.array([[10, 20, NEVER], [5, NEVER, 7]], np.int32)
    visits = np.array([[True, False, True], [True, True, False]])
    *_, through = pass_through(time, visits, of(np.full((2, 3), 100, np.int32)), 1, Hours(0, 0, 0))
    assert through.tolist() == [[110, 20, NEVER], [105, NEVER, 7]]


def test_nobody_gets_past_a_station_without_desks():
    *_, through = pass_through(np.array([[10, 20]], np.int32), None, of(np.full((1, 2), 100, np.int32)), 0, Hours(0, 0, 0))
    assert (through == NEVER).all()
