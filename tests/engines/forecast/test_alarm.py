"""The alarm is raised by what is unusual, and in an ordinary time about as often as it says."""

import numpy as np
import pytest

from safeconduct.engines.forecast.alarm import unusual
from safeconduct.engines.forecast.model import ForecastError
from safeconduct.engines.forecast.reading import read_case

from .crises import crisis, series_of, still


def noisy(seed: int, camps: int = 4, days: int = 60):
    draw = np.random.default_rng(seed)
    names = [f"c{i}" for i in range(camps)]
    rows = [row for n in names for row in series_of(n, range(0, days * 7, 7), lambda d: int(5000 + 20 * d + 300 * draw.standard_normal()))]
    return crisis(rows, camps=names)


@pytest.mark.parametrize("rate", [0.02, 0.1])
def test_in_an_ordinary_time_it_is_raised_no_more_often_than_stated(rate):
    raised = looked = 0
    for seed in range(40):
        watch = unusual(read_case(noisy(seed)), rate=rate)
        raised, looked = raised + len(watch.alarms), looked + watch.places
    assert looked == 160
    # three standard errors above the stated rate
    assert raised / looked <= rate + 3 * (rate * (1 - rate) / looked) ** 0.5


def test_a_sudden_arrival_raises_it_and_the_sentence_says_how_far_off():
    source = noisy(1)
    source["counts"].append({"place": "c2", "day": 60 * 7, "people": 40_000})
    (alarm,) = unusual(read_case(source), rate=0.02).alarms
    assert (alarm.place, alarm.direction, alarm.seen) == ("c2", "more", 40_000)
    assert alarm.high < 40_000 and alarm.chance <= 0.02
    assert alarm.sentence.startswith("c2: 40,000 people counted on day 420, more than ")


def test_a_sudden_emptying_raises_it_too():
    source = noisy(2)
    source["counts"].append({"place": "c0", "day": 60 * 7, "people": 100})
    assert [a.direction for a in unusual(read_case(source)).alarms] == ["fewer"]


def test_a_recount_raises_no_alarm():
    source = noisy(3)
    source["counts"].append({"place": "c1", "day": 60 * 7, "people": 6_000})
    assert unusual(read_case(source)).alarms
    assert not unusual(read_case(source | {"recounts": [{"place": "c1", "day": 60 * 7}]})).alarms


def test_an_old_count_is_not_judged():
    watch = unusual(read_case(still()), day=400)
    assert watch.places == 0 and "No place has a fresh count" in watch.sentence


def test_it_states_the_chance_of_any_false_alarm_over_all_places():
    watch = unusual(read_case(noisy(5)), rate=0.05)
    assert watch.any_rate == pytest.approx(1 - 0.95**4, abs=1e-4)


@pytest.mark.parametrize("rate", [0, 0.001, 0.9, float("nan")])
def test_a_rate_that_cannot_be_kept_is_refused(rate):
    with pytest.raises(ForecastError, match="^rate"):
        unusual(read_case(still()), rate=rate)
