"""Nothing that is later than the day of the forecast changes it: not to the last digit."""

import csv
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.engines.forecast.alarm import unusual
from safeconduct.engines.forecast.backtest import backtest
from safeconduct.engines.forecast.ensemble import ensemble
from safeconduct.engines.forecast.reading import read_case
from safeconduct.engines.forecast.solve import project
from tests.shared import DATA, needs_shared

from .crises import eventful

STARTS = {"counts": "day", "recounts": "day", "conflicts": "start", "closures": "start"}


def with_another_future(source: dict, day: int, luck: random.Random, start=STARTS, end="end", value="people") -> dict:
    """The same until ``day``; every row after it changed, dropped or doubled, and every end after it moved."""
    out = dict(source)
    for table, word in start.items():
        rows = []
        for row in source.get(table, []):
            row = dict(row)
            if row.get(end) not in (None, "") and int(row[end]) > day:
                row[end] = day + luck.randint(1, 400)
            if int(row[word]) > day:
                if luck.random() < 0.3:
                    continue
                row[word] = day + luck.randint(1, 300)
                row.pop("date", None)
                if value in row:
                    row[value] = luck.randint(0, 10**7)
                if "intensity" in row:
                    row["intensity"] = luck.random()
                if row.get(end) not in (None, ""):
                    row[end] = row[word] + luck.randint(1, 50)
            rows.append(row)
        out[table] = rows
    return out


def assert_same(one, other, day):
    assert project(one, day, (1, 30, 90)) == project(other, day, (1, 30, 90))
    assert project(one, day, totals_given={30: 12345, 90: 99999}) == project(other, day, totals_given={30: 12345, 90: 99999})
    assert unusual(one, day) == unusual(other, day)
    assert backtest(one, day, (30,), step=30) == backtest(other, day, (30,), step=30)


@settings(max_examples=12, deadline=None)
@given(day=st.integers(6, 185), seed=st.integers(0, 10**6))
def test_another_future_gets_the_same_forecast_to_the_last_digit(day, seed):
    source = eventful()
    other = with_another_future(source, day, random.Random(seed))
    assert_same(read_case(source), read_case(other), day)


def test_another_future_gets_the_same_ensemble():
    source = eventful()
    other = with_another_future(source, 100, random.Random(3))
    one, two = (ensemble(read_case(s), 100, 40, members=20, seed=5) for s in (source, other))
    assert (one.people == two.people).all()


def test_the_future_that_the_test_makes_is_really_another_one():
    source = eventful()
    other = with_another_future(source, 60, random.Random(3))
    assert project(read_case(source), 180) != project(read_case(other), 180)


@needs_shared
@pytest.mark.parametrize("name", ["burundi2015", "mali2012", "syria2013", "ukraine2022"])
def test_real_crises_too_see_nothing_later(name):
    def table(kind):
        with (DATA / "flows" / name / f"{kind}.csv").open(newline="") as file:
            return list(csv.DictReader(file))

    kinds = {"camp_observations": "day", "registration_corrections": "day", "conflicts": "start_day", "closures": "start_day"}
    source = {k: table(k) for k in ("locations", "routes", *kinds)}
    for day in (20, 101, 250):
        # a camp whose rows are all later is another list of destinations, not another future, so kinds stay as given
        other = with_another_future(source, day, random.Random(day), kinds, "end_day")
        for row in other["camp_observations"]:
            row["people_normalised"] = 1
        assert_same(read_case(source), read_case(other), day)
