"""Worked cases, the command line, and results that stay the same."""

import json
from pathlib import Path

import numpy as np
import pytest
from shapely import Polygon

from safeconduct.engines import exposure
from safeconduct.engines.exposure import Circle, Codes, People, Presence, band, expose, morton
from safeconduct.engines.exposure.__main__ import main
from safeconduct.engines.exposure.case import read, surprises
from safeconduct.engines.exposure.explain import reasons, summary

from . import shapes

CASES = sorted((Path(exposure.__file__).parent / "cases").glob("*.json"))


def solved(path):
    case = read(json.loads(path.read_text(encoding="utf-8")))
    return case, case.solve()


def test_there_are_three_worked_cases():
    assert [path.stem for path in CASES] == ["cyclone", "earthquake", "flood"]


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_worked_case_comes_out_as_it_expects_for_everybody(path):
    case, answer = solved(path)
    assert surprises(case, answer) == [] and set(case.expect) == set(case.ids)


def test_the_flood_counts_estimates_by_the_share_of_each_district():
    _, answer = solved(CASES[2])
    west, middle, east, far = answer.shares
    assert west.share == (1.0, 1.0) and middle.share == pytest.approx((1.0, 0.5), abs=1e-9)
    assert east.share == pytest.approx((0.25, 0.0), abs=1e-9) and far.at_most == (0, 0)
    assert [(r.low, r.best, r.high) for r in answer.presence["ERI"]] == [(900, 1200, 1900), (850, 1100, 1700)]


def large(seed):
    """A question of 5,000 people on whole numbers only, so that it is the same on every machine."""
    r = np.random.default_rng(seed)
    low, high = shapes.column(176.0), shapes.column(184.0)
    ring = [(low, 0.3), (high, 0.31), (high + 64 * 1000, 0.34), ((low + high) // 2, 0.36), (low, 0.34)]
    corners = [(shapes.lon(x), shapes.lat(shapes.row(y * 180 - 90))) for x, y in ring]
    bands = [band("mild", [Polygon(corners)]), band("worst", circles=[Circle(180, -30, 200)])]
    columns, rows = r.integers(low - 10**7, high + 10**7, 5000), r.integers(shapes.row(-40), shapes.row(-22), 5000)
    people = People(morton.interleave(columns % shapes.SIDE, rows), r.integers(0, 5, 5000) * 1000.0, r.integers(0, 60, 5000) * 1.0, {"nationality": Codes(r.integers(0, 9, 5000), tuple("ABCDEFGHI"))})
    return expose(bands, people, presence=[Presence("district", bands[0].polygons[0], 100, 1000, 3000)], stale_after_days=30)


def test_the_same_seed_gives_the_same_digests_as_when_they_were_written_down():
    answer = large(11)
    assert 500 < len(answer.who) < 4500 and 0.1 < answer.certain.mean() < 0.9
    assert (answer.version, answer.digest_in[:16], answer.digest_out[:16]) == ("1.0.0", "18c590c4f13b2b74", "f93968bcbca4392b")


def test_another_seed_gives_another_digest():
    assert large(12).digest_out != large(11).digest_out and large(12).digest_in != large(11).digest_in


def test_the_command_line_prints_one_json_object_a_case_and_nothing_else(capsys):
    assert main([*map(str, CASES), "--json"]) == 0
    out, err = capsys.readouterr()
    answers = [json.loads(line) for line in out.splitlines()]
    assert len(answers) == 3 and err == "" and all(a["version"] == exposure.VERSION and a["surprises"] == [] for a in answers)
    assert answers[1]["people"]["in the centre"] == {"band": "severe", "verdict": "certain"}
    assert answers[1]["groups"]["vulnerability"]["child"]["severe"]["certain"] == 1


def test_the_command_line_says_in_words_why(capsys):
    assert main([str(CASES[1])]) == 0
    out = capsys.readouterr().out
    assert "last seen long ago: possible, light." in out and "too old" in out and "3 certainly inside" in out


def test_a_case_that_expects_something_else_is_a_finding(tmp_path, capsys):
    case = json.loads(CASES[1].read_text(encoding="utf-8"))
    case["expect"]["on the lake"] = ["light", "certain"]
    (tmp_path / "wrong.json").write_text(json.dumps(case), encoding="utf-8")
    assert main([str(tmp_path / "wrong.json"), "--json"]) == 1
    assert "on the lake" in json.loads(capsys.readouterr().out)["surprises"][0]


@pytest.mark.parametrize("text", ["not json", "[]", "{}", '{"bands": []}', '{"bands": [{"name": "x", "polygons": [{"type": "Polygon", "coordinates": []}]}]}'])
def test_a_case_that_cannot_be_read_is_wrong_use(text, tmp_path, capsys):
    (tmp_path / "case.json").write_text(text, encoding="utf-8")
    assert main([str(tmp_path / "case.json"), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "cannot be read" in err


def test_reasons_tell_apart_what_is_sure_near_stale_and_outside():
    case, answer = solved(CASES[1])
    codes = {name: [reason.code for reason in reasons(answer, row)] for row, name in enumerate(case.ids)}
    assert codes["in the centre"] == ["at", "sure"]
    assert codes["200 m outside, known to 500 m"] == ["near", "reach", "blurred"]
    assert codes["last seen long ago"] == ["at", "stale"] and codes["on the lake"] == ["outside"]
    with pytest.raises(IndexError):
        reasons(answer, len(case.ids))
    assert summary(answer)[0] == "8 people asked about: 3 certainly inside, 3 possibly, 2 outside."


@pytest.mark.parametrize("wrong", [{"accuracy_m": np.array([-1.0])}, {"age_days": np.array([1.0, 2.0])}, {"groups": {"n": Codes(np.zeros(3, int), ("A",))}}])
def test_people_whose_arrays_do_not_fit_are_refused(wrong):
    with pytest.raises(ValueError):
        People(np.zeros(1, np.int64), **wrong)


def test_a_footprint_without_bands_is_refused():
    with pytest.raises(ValueError):
        expose([])


def test_nobody_asked_about_is_nobody_inside():
    answer = expose([band("wet", circles=[Circle(0, 0, 10)])], budget=50)
    assert len(answer.who) == 0 and answer.total.best.tolist() == [[0]]
