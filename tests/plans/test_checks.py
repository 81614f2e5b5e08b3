"""The checks: each has a name, words, a source; the library passes; a large plan is judged in a second."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from safeconduct.config.cli import main
from safeconduct.plans import checks, library
from safeconduct.plans.checks.alerts import circles
from safeconduct.plans.checks.inclusion import POINTS, score
from safeconduct.plans.document import plain, read_text, to_json

DAY = date(2026, 11, 2)
LATER = date(2033, 5, 5)
REAL_NUMBERS = re.compile(r"^\+1\d{3}55501\d\d$")


def found(document, on=DAY):
    return {(one.check, one.place) for one in checks.run(document, on)}


def blank(kind: str = "consular", **more):
    return read_text(json.dumps({"kind": kind, "title": "A", "as_of": "2026-11-02", **more}))


@pytest.mark.parametrize("name", library.names())
def test_a_ready_document_has_no_error_and_at_most_one_warning_on_any_day(name):
    for on in (DAY, LATER):
        said = checks.run(library.ready(name), on)
        assert not [one for one in said if one.severity == "error"], said
        assert len(said) <= 1, said


def test_the_library_holds_seven_plans_and_three_procedures_and_every_plan_is_whole():
    kinds = [library.ready(name).kind for name in library.names()]
    assert sorted(kinds) == ["consular"] * 3 + ["host"] * 4 + ["sop"] * 3
    assert all(checks.completeness(library.ready(name)) > 0.99 for name in library.names() if library.ready(name).kind != "sop")


@pytest.mark.parametrize("name", library.names())
def test_the_telephones_of_the_library_belong_to_nobody(name):
    numbers = re.findall(r"\+\d[\d ]{6,}", library.text(name))
    assert numbers and all(REAL_NUMBERS.match(one.replace(" ", "")) for one in numbers), [n for n in numbers if not REAL_NUMBERS.match(n)]


def test_an_example_is_judged_on_its_own_day_and_a_plan_of_ones_own_today():
    document = library.ready("consular-conflict")
    own = replace(document, example=False)
    assert not found(document, LATER)
    assert {"review.late", "contact.stale", "stock.expired", "agreement.expired"} <= {name for name, _ in found(own, LATER)}


def test_every_check_has_a_name_words_a_source_and_places_for_its_facts():
    assert len(checks.CHECKS) >= 40
    for one in checks.CHECKS.values():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*", one.name), one.name
        assert one.severity in ("error", "warning", "note") and one.says.endswith(".") and one.source
        for text in (one.reason, one.remedy):
            assert "%" not in re.sub(r"%\([a-z_]+\)s|%%", "", text) and text[-1] in ".'%s)", (one.name, text)


def test_a_blank_plan_is_a_list_of_what_is_to_be_written_and_not_a_crash():
    for kind in ("consular", "host"):
        said = checks.run(blank(kind), DAY)
        names = {one.check for one in said}
        assert {"plan.incomplete", "section.required-missing", "authority.missing", "review.no-date", "level.too-few"} <= names
        assert checks.completeness(blank(kind)) == 0
    assert {"procedure.missing", "procedure.without-data-rule"} <= {one.check for one in checks.run(blank("sop"), DAY)}


def test_empty_words_count_nothing_and_a_contact_counts_when_it_answered():
    document = library.ready("consular-conflict")
    whole = checks.completeness(document)
    words = replace(document, purpose=replace(document.purpose, objective="To be done", legal_basis="TBD"))
    silent = replace(document, contacts=tuple(replace(one, answered_date=None) for one in document.contacts))
    assert checks.completeness(words) < whole and checks.completeness(silent) < whole
    assert ("text.placeholder", "purpose.objective") in found(words)
    assert ("section.missing", "purpose.legal_basis") in found(words)


def test_a_section_that_does_not_apply_needs_a_reason_and_then_weighs_nothing():
    document = library.ready("host-flood")
    bare = replace(document, stocks=())
    excused = read_text(json.dumps(plain(bare) | {"kind": "host", "excused": [{"section": "S13", "reason": "The region keeps all stocks, under agreement a-works."}]}))
    silent = read_text(json.dumps(plain(bare) | {"kind": "host", "excused": [{"section": "S13"}]}))
    assert ("section.missing", "stocks") in found(bare) and ("section.missing", "stocks") not in found(excused)
    assert checks.completeness(excused) > checks.completeness(bare)
    assert ("section.excused-without-reason", "excused[0].reason") in found(silent)


def test_the_place_of_a_circle_is_the_dependency_that_closes_it():
    cards = [{"key": "a", "depends_on": ["c"]}, {"key": "b", "depends_on": ["a"]}, {"key": "c", "depends_on": ["b"]}, {"key": "d", "depends_on": ["c"]}]
    document = blank(levels=[{"key": "one", "rank": 1, "cards": cards}])
    assert [place for name, place in found(document) if name == "card.cycle"] == ["levels[0].cards[0].depends_on[0]"]


def test_circles_are_found_in_a_chain_of_ten_thousand():
    chain = {str(i): [str(i + 1)] for i in range(10_000)} | {"10000": ["5000"]}
    (one,) = circles(chain)
    assert len(one) == 5001


def test_an_agreement_lapses_on_the_day_before_the_review_and_not_on_the_day():
    document = library.ready("consular-conflict")
    review = document.review.next_review_date
    for days, told in ((-1, True), (0, False)):
        held = replace(document, agreements=(replace(document.agreements[0], to_date=review + timedelta(days=days)), *document.agreements[1:]))
        assert (("agreement.lapses", "agreements[0].to_date") in found(held)) is told


def test_a_contact_is_stale_after_180_days_and_not_before():
    document = library.ready("consular-conflict")
    for days, told in ((180, False), (181, True)):
        held = replace(document, contacts=(replace(document.contacts[0], answered_date=DAY - timedelta(days=days)), *document.contacts[1:]))
        assert (("contact.stale", "contacts[0].answered_date") in found(held)) is told


def test_seats_are_those_of_the_worked_example():
    def plan(buses):
        leg = {"start": "p", "end": "d", "minutes": 180, "opens": "06:00", "closes": "18:00", "fleet": "f"}
        return blank(
            identity={"areas": [{"key": "a"}]},
            scenarios=[{"key": "s", "hazard": "conflict", "areas": ["a"], "people": {"low": 3000, "best": 3000, "high": 3000}, "take_up": {"low": 1.0, "best": 1.0, "high": 1.0}, "days": 3}],
            evacuation={
                "points": [{"key": "p", "area": "a"}], "destinations": [{"key": "d"}], "routes": [{"key": "r", "pace": "primary", "start": "p", "end": "d", "legs": [leg]}],
                "fleets": [{"key": "f", "vehicles": buses, "seats": 45, "load": 0.9, "loading_minutes": 45, "unloading_minutes": 45}],
            },
        )  # fmt: skip

    assert ("seats.too-few", "scenarios[0]") in found(plan(24))
    assert ("seats.too-few", "scenarios[0]") not in found(plan(25))


def test_the_inclusion_score_is_points_met_of_those_that_apply():
    document = library.ready("host-border")
    assert len(POINTS) == 12 and score(document) == 1.0
    rows = (replace(document.inclusion[0], state="missing"), replace(document.inclusion[1], state="not_applicable", reason="No consulate is accredited."), *document.inclusion[2:])
    assert round(score(replace(document, inclusion=rows)), 3) == round(10 / 11, 3)
    assert score(replace(document, inclusion=())) is None


def test_a_plan_of_200_cards_is_read_and_judged_in_a_second():
    held = plain(library.ready("consular-conflict"))
    for level in held["levels"]:
        level["cards"] += [dict(level["cards"][0], key=f"{level['key']}-{i}", depends_on=[level["cards"][0]["key"]] if i else [], due_hours=8.0 + i) for i in range(50)]
    text = to_json(read_text(json.dumps(held, default=str)))
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        document = read_text(text)
        assert sum(len(level.cards) for level in document.levels) >= 200
        assert not checks.run(document, DAY)
        times.append(time.perf_counter() - begun)
    assert min(times) <= 1, times


# --- the command ----------------------------------------------------------------------------------------------------------------
def said(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_command_prints_one_line_a_finding_and_ends_with_1_for_errors_only(tmp_path, capsys):
    good, warned, wrong = tmp_path / "good.yaml", tmp_path / "warned.yaml", tmp_path / "wrong.yaml"
    good.write_text(library.text("sop-referral"), "utf-8")
    warned.write_text(library.text("sop-referral").replace("scope: ", "scope: to be done "), "utf-8")
    wrong.write_text("kind: sop\ntitle: A\nnames: []\n", "utf-8")
    assert main(["plans", "check", str(good), "--json"]) == 0 and said(capsys) == []
    assert main(["plans", "check", str(warned), "--json"]) == 0
    assert {one["severity"] for one in said(capsys)} == {"warning"}
    assert main(["plans", "check", str(wrong), "--json"]) == 1
    (line,) = said(capsys)
    assert list(line) == ["check", "severity", "place", "reason", "remedy"] and line["check"] == "document.unknown-key" and line["place"] == "names"
    assert main(["plans", "check", str(tmp_path / "none.yaml")]) == 2


def test_the_command_judges_on_the_day_that_is_given(tmp_path, capsys):
    file = tmp_path / "own.yaml"
    file.write_text(library.text("sop-referral").replace("example: true\n", ""), "utf-8")
    assert main(["plans", "check", str(file), "--json", "--at", "2026-11-02"]) == 0 and said(capsys) == []
    assert main(["plans", "check", str(file), "--json", "--at", "2033-01-01"]) == 1
    assert "review.late" in {one["check"] for one in said(capsys)}
    assert main(["plans", "check", str(file), "--at", "tomorrow"]) == 2


def test_the_command_converts_without_loss_and_prints_the_schema(tmp_path, capsys):
    file, other = tmp_path / "a.yaml", tmp_path / "a.json"
    file.write_text(library.text("host-flood"), "utf-8")
    assert main(["plans", "convert", str(file), "--out", str(other)]) == 0
    assert main(["plans", "convert", str(other)]) == 0
    assert capsys.readouterr().out == library.text("host-flood")
    assert main(["plans", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$defs"]["ConsularPlan"]["additionalProperties"] is False
