"""The engine scores itself on its own past and says in a sentence whether to trust it."""

import random

import pytest

from safeconduct.engines.forecast.backtest import backtest
from safeconduct.engines.forecast.model import ForecastError
from safeconduct.engines.forecast.reading import read_case
from safeconduct.engines.forecast.solve import project

from .crises import crisis, growing, series_of, still


def test_it_is_trusted_where_it_beats_the_last_counts():
    score = backtest(read_case(growing(300)), horizons=(30,)).horizons[0]
    assert score.trust == "yes" and score.error < 0.9 * score.peer
    assert score.verdict.startswith("Trust it here at 30 days: on ")
    assert score.days == len(score.scored) > 20


def test_it_is_not_trusted_where_people_come_and_go_by_chance():
    luck = random.Random(4)
    counts = [row for camp in ("Riverside", "Hillgate") for row in series_of(camp, range(0, 400, 10), lambda d: luck.randint(8_000, 12_000))]
    score = backtest(read_case(crisis(counts)), horizons=(30,)).horizons[0]
    assert score.trust == "no"
    assert "the last counts again" in score.verdict


def test_it_says_that_it_is_no_better_where_nothing_moves():
    score = backtest(read_case(still()), horizons=(30,)).horizons[0]
    assert (score.error, score.peer, score.trust) == (0, 0, "no")
    assert score.coverage == 1.0


def test_it_says_too_early_while_little_has_passed():
    tested = backtest(read_case(growing(80)))
    assert [s.trust for s in tested.horizons] == ["too early", "too early"]
    assert "no past day can be judged yet" in tested.horizons[1].verdict


def test_it_says_too_early_before_the_first_count():
    assert backtest(read_case(crisis([])), day=100).horizons[0].trust == "too early"


def test_what_it_scores_is_what_was_forecast():
    case = read_case(growing(200))
    row = backtest(case, horizons=(30,)).horizons[0].scored[3]
    forecast = project(case, row.day, (30,)).horizons[0]
    counts = {name: {c.day: c.people for c in case.counts if c.place == name} for name in case.destinations}
    truth = {}
    for name, rows in counts.items():
        before, after = max(d for d in rows if d <= row.day + 30), min(d for d in rows if d >= row.day + 30)
        share = (row.day + 30 - before) / max(after - before, 1)
        truth[name] = rows[before] + share * (rows[after] - rows[before])
    error = sum(abs(p.best - truth[p.place]) for p in forecast.places) / sum(truth.values())
    assert row.error == pytest.approx(error, abs=1e-3)


def test_a_later_recount_is_not_held_against_it():
    rows = series_of("Riverside", range(0, 200, 10), lambda d: 10_000 if d < 150 else 5_000)
    told = backtest(read_case(crisis(rows, recounts=[{"place": "Riverside", "day": 150}])), horizons=(30,)).horizons[0]
    assert told.error == told.peer == 0
    assert backtest(read_case(crisis(rows)), horizons=(30,)).horizons[0].peer > 0


def test_with_the_total_given_it_is_scored_beside_the_last_shares():
    score = backtest(read_case(growing(300)), horizons=(30,), total_given=True).horizons[0]
    assert score.total_given and "the last shares again" in score.verdict


def test_its_fan_holds_about_four_in_five_of_a_noisy_growth():
    luck = random.Random(11)
    counts = [
        row
        for i, camp in enumerate(("Riverside", "Hillgate"))
        for row in series_of(camp, range(0, 500, 5), lambda d, i=i: int((1000 + 60 * d) * (1 + i) * luck.uniform(0.85, 1.15)))
    ]
    score = backtest(read_case(crisis(counts)), horizons=(30,)).horizons[0]
    assert 0.7 <= score.coverage <= 0.95


def test_a_horizon_out_of_range_is_named():
    with pytest.raises(ForecastError, match=r"^horizons\[1\]"):
        backtest(read_case(still()), horizons=(30, 0))
