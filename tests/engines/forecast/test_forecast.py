"""What a forecast promises: whole people, honest at rest, the same every time, and an answer to anything or a clear refusal."""

import hashlib
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.engines.forecast.explain import explain
from safeconduct.engines.forecast.model import ForecastError
from safeconduct.engines.forecast.reading import read_case
from safeconduct.engines.forecast.solve import project

from .crises import crisis, eventful, growing, series_of, still


def test_where_nothing_moves_the_last_counts_are_the_forecast():
    for h in project(read_case(still())).horizons:
        assert {p.place: p.best for p in h.places} == {"Riverside": 20_000, "Hillgate": 5_000}
        assert h.arrivals == 0


def test_a_growing_crisis_is_forecast_to_grow_but_not_faster_than_before():
    case = read_case(growing(100))
    now = sum(p.now for p in project(case).horizons[0].places)
    month, quarter = project(case).horizons
    assert now < month.total < quarter.total < now + 3 * (month.total - now) + 1


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["Riverside", "Hillgate"]), st.integers(-50, 400), st.integers(0, 10**7)), min_size=1, max_size=40),
    st.integers(-60, 450),
)
def test_any_counts_get_a_fan_in_order_or_a_refusal_that_names_the_counts(rows, day):
    case = read_case(crisis([{"place": p, "day": d, "people": n} for p, d, n in rows]))
    try:
        forecast = project(case, day)
    except ForecastError as error:
        assert error.field == "counts"
        assert all(n == 0 for _, d, n in rows if d <= day)
        return
    for h in forecast.horizons:
        assert h.total == sum(p.best for p in h.places)
        assert h.total_low80 <= h.total <= h.total_high80
        for p in h.places:
            assert 0 <= p.low80 <= p.low50 <= p.best <= p.high50 <= p.high80
    assert len(explain(forecast)) == 2 * (2 + len(case.destinations))


def test_a_given_total_is_split_to_the_last_person():
    case = read_case(eventful())
    for total in (0, 1, 17, 12_345, 10**9):
        h = project(case, 150, (30,), totals_given={30: total}).horizons[0]
        assert h.total == total == h.total_low80 == h.total_high80 == sum(p.best for p in h.places)
        assert h.total_given


def test_before_the_first_count_only_a_given_total_can_be_forecast():
    case = read_case(crisis([]))
    with pytest.raises(ForecastError) as error:
        project(case, 5)
    assert error.value.field == "counts"
    forecast = project(case, 5, (30,), totals_given={30: 1000})
    assert forecast.start == "cold"
    near, far = forecast.horizons[0].places
    assert near.best > far.best > 0
    assert near.low80 < 0.75 * near.best and near.high80 > 1.25 * near.best


def test_the_same_case_gets_the_same_digest_and_another_case_another():
    one, again = project(read_case(eventful()), 150), project(read_case(eventful()), 150)
    assert one == again and one.digest == again.digest and one.inputs == again.inputs
    other = eventful()
    other["counts"][3]["people"] += 5000
    assert project(read_case(other), 150).digest != one.digest
    assert project(read_case(other), 150).inputs != one.inputs


def test_the_digest_is_of_whole_numbers_only():
    h = project(read_case(eventful()), 150).horizons[0]
    for value in (h.total, h.total_low80, h.total_high80, h.arrivals, *(getattr(p, k) for p in h.places for k in ("best", "low80", "high80", "now"))):
        assert type(value) is int


@pytest.mark.parametrize("horizons", [(0,), (-3,), (731,), (1.5,), (), (True,)])
def test_a_horizon_out_of_range_is_named(horizons):
    with pytest.raises(ForecastError, match="^horizons"):
        project(read_case(still()), horizons=horizons)


@pytest.mark.parametrize("total", [float("nan"), float("inf"), -1, 1e12])
def test_a_total_that_is_no_number_of_people_is_named(total):
    with pytest.raises(ForecastError, match=r"^totals\.30"):
        project(read_case(still()), horizons=(30,), totals_given={30: total})


def test_degenerate_crises_get_right_answers():
    one = project(read_case({"counts": [{"camp": "Only", "day": 0, "people": 1}]}), 400)
    assert [h.total for h in one.horizons] == [1, 1]
    everything_shut = crisis(
        series_of("Riverside", range(0, 90, 10), lambda d: 100 * d), closures=[{"kind": "location", "a": n, "start": 0} for n in ("Oldtown", "Midway")]
    )
    assert project(read_case(everything_shut), 90).horizons[0].total > 8000
    emptied = crisis(series_of("Riverside", range(0, 90, 10), lambda d: 1000 if d < 80 else 0))
    assert project(read_case(emptied), 90).horizons[0].total >= 0


def test_hundred_thousand_counts_of_one_day_take_bounded_time():
    counts = [{"place": "Riverside", "day": 7, "people": n} for n in range(100_000)]
    h = project(read_case(crisis(counts)), 8, (30,)).horizons[0]
    assert h.places[0].now == 99_999


def test_a_recount_is_a_correction_and_not_people_who_left():
    days = range(0, 120, 10)
    cut = series_of("Riverside", days, lambda d: 10_000 if d < 80 else 6_000)
    plain = project(read_case(crisis(cut)), 110, (90,)).horizons[0]
    told = project(read_case(crisis(cut, recounts=[{"place": "Riverside", "day": 80}])), 110, (90,)).horizons[0]
    assert told.places[0].best == 6_000
    assert plain.places[0].best != 6_000


def test_a_camp_counted_by_nobody_while_others_were_is_not_taken_for_empty():
    counts = series_of("Riverside", range(0, 60, 5), lambda d: 200 * d) + [{"place": "Hillgate", "day": 0, "people": 0}]
    told_empty = counts + series_of("Hillgate", range(5, 60, 5), lambda d: 0)
    silent, empty = (project(read_case(crisis(c)), 55, (30,), totals_given={30: 30_000}).horizons[0].places[1] for c in (counts, told_empty))
    assert silent.best > 5_000 > empty.best + 1_000
    open_total = project(read_case(crisis(counts)), 55, (30,)).horizons[0].places
    assert open_total[0].best >= 11_000, "what was counted is not taken away for the sake of what was not"
    assert open_total[1].high80 > 5_000, "the fan says that nobody has looked"


def test_a_known_capacity_sends_newcomers_elsewhere():
    counts = series_of("Riverside", range(0, 90, 10), lambda d: 100 * d) + series_of("Hillgate", range(0, 90, 10), lambda d: 50 * d)
    free, full = crisis(counts), crisis(counts)
    full["places"][2] |= {"capacity": 6500}
    a, b = (project(read_case(s), 80, (30,)).horizons[0].places for s in (free, full))
    assert b[0].best < a[0].best and b[1].best > a[1].best


def test_ten_times_the_people_is_about_ten_times_the_forecast():
    small, large = growing(100), growing(100)
    for row in large["counts"]:
        row["people"] *= 10
    a, b = (project(read_case(s)).horizons[1].total for s in (small, large))
    assert b == pytest.approx(10 * a, rel=0.001)


def test_the_whole_numbers_of_a_worked_crisis_are_those_stored():
    forecast = project(read_case(growing(100)), 95, (30,))
    text = json.dumps([[p.place, p.best] for p in forecast.horizons[0].places])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == STORED, text


def test_numpy_warns_of_nothing():
    with np.errstate(all="raise"):
        project(read_case(eventful()), 150)
        project(read_case(crisis([])), 1, (30,), totals_given={30: 10})


STORED = "7faea19415290ff1"
