"""What is said about an answer: the worked cases, the words, the what-if table, the command line."""

import json
import re
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from safeconduct.engines.simulation import DAY, Assumption, Change, changes, explain, simulate, what_if
from safeconduct.engines.simulation.__main__ import main
from safeconduct.engines.simulation.case import as_json, read
from safeconduct.engines.simulation.explain import FORECAST, ILLUSTRATION, REPLAYED, duration, two
from safeconduct.engines.simulation.result import chance, curves, illustration, leading, moving, waiting
from tests.engines.simulation.small import whole

CASES = sorted(p.name for p in files("safeconduct.engines.simulation").joinpath("cases").iterdir() if p.name.endswith(".json"))


def worked(name):
    return json.loads(files("safeconduct.engines.simulation").joinpath("cases", name).read_text("utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_a_worked_case_gives_the_stored_digest(name):
    data = worked(name)
    wanted = data["expect"]
    answer = simulate(read(data), wanted["runs"], wanted["seed"])
    assert answer.digest == wanted["digest"]
    if "met" in wanted:
        assert chance(answer) == wanted["met"]


def test_there_are_three_worked_cases():
    assert len(CASES) >= 3


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (8, "8"), (9.04, "9"), (123, "120"), (12_345, "12,000"), (0.456, "0.46"), (-3.14159, "-3.1"), (99.6, "100")])
def test_figures_have_two_digits(number, said):
    assert two(number) == said


def test_no_sentence_has_more_than_two_digits_that_count():
    answer = simulate(whole(600), 20, 1)
    for line in explain(answer, what_if(whole(600), runs=6)):
        if line == REPLAYED:
            continue
        for number in re.findall(r"\d[\d,.]*", line):
            digits = number.strip(".,").replace(",", "").lstrip("0.").rstrip("0").replace(".", "")
            assert len(digits) <= 2, line


def test_times_are_said_in_the_unit_people_use():
    assert [duration(s) for s in (0, 60, 7200, 86400, 5 * DAY)] == ["0 minutes", "1 minute", "2 hours", "24 hours", "5 days"]


def test_a_result_that_hangs_on_a_guess_is_an_illustration():
    case = whole(300)
    guessed = simulate(case, 40, 1)
    assert illustration(guessed)
    assert explain(guessed)[0] == ILLUSTRATION
    known = replace(case, assumptions=tuple(replace(a, origin="measured", source="drill") for a in case.assumptions))
    assert not illustration(simulate(known, 40, 1))
    assert explain(simulate(known, 40, 1))[0] == FORECAST


def test_the_assumption_that_moves_the_result_most_comes_first():
    case = replace(whole(300), assumptions=(Assumption("take_up", 0.8, 0.8, 0.81), Assumption("way", 1, 1.01, 1.02), Assumption("decide", 0.1, 1, 8)))
    lead = leading(simulate(case, 60, 1))
    assert lead[0].assumption.name == "decide"
    assert lead[0].seconds > 0
    assert [m.seconds for m in moving(simulate(case, 2, 1))] == [0, 0, 0]


def test_the_bottleneck_is_the_station_that_was_starved():
    case = whole(300)
    starved = replace(case, stations=(replace(case.stations[0], desks=1, seconds=900.0), *case.stations[1:]))
    first = waiting(simulate(starved, 10, 1))[0]
    assert (first.kind, first.key) == ("station", "registration")


def test_curves_rise_and_hold_their_band():
    for name, (low, mid, high) in curves(simulate(whole(300), 20, 1)).items():
        assert (low <= mid).all() and (mid <= high).all(), name
        assert (np.diff(mid) >= 0).all(), name
        assert low.min() >= 0 and high.max() <= 1000


def test_the_table_compares_in_the_same_chances():
    case = whole(300)
    same = what_if(case, [Change("+", "nothing", "", case)], runs=8)
    assert [r.change for r in same[1:]] == [same[0].change]
    assert (same[1].change.low, same[1].change.high, same[1].mean.low, same[1].mean.high, same[1].met_by) == (0, 0, 0, 0, 0)


def test_the_table_has_one_more_and_one_less_and_at_most_twenty():
    found = changes(whole(300))
    assert {c.sign for c in found} == {"+", "-"}
    assert {"warning day", "channel", "vehicle", "desk", "route", "half the staff"} <= {c.what for c in found}
    assert len(found) <= 20


def test_a_ship_more_helps_and_half_the_staff_hurts():
    case = whole(600)
    rows = {(r.sign, r.what, r.key): r for r in what_if(case, runs=12)}
    assert rows["+", "vehicle", "ship"].mean.mid <= 0
    assert rows["-", "half the staff", ""].mean.mid > 0


def test_the_table_is_the_same_on_several_workers():
    case = whole(100)
    assert what_if(case, runs=6) == what_if(case, runs=6, workers=2)


def test_json_holds_everything_and_is_plain(capsys):
    case = whole(200)
    said = json.loads(json.dumps(as_json(simulate(case, 6, 1), what_if(case, runs=3))))
    assert len(said["curves"]["at"]) == len(said["curves"]["safe"]["mid"]) == 241
    assert said["what_if"][0]["what"] == "plan"
    assert {a["origin"] for a in said["assumptions"]} <= {"measured", "published", "guess"}


def test_the_command_line_answers_and_refuses(tmp_path, capsys):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(worked("buses.json")), "utf-8")
    bad.write_text('{"name": "x"', "utf-8")
    assert main([str(good), "--runs", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["met"] == 1000
    assert main([str(good), str(bad), str(tmp_path / "none.json"), "--runs", "2"]) == 2
    told = capsys.readouterr()
    assert "25 buses" in told.out
    assert "bad.json" in told.err and "none.json" in told.err
