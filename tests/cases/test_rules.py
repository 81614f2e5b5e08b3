"""Triage with its reasons, the order of the queue, the life of a case, the ladder of alarms."""

from datetime import timedelta

import pytest

from safeconduct.cases import rules
from safeconduct.kernel.states import NotNow
from safeconduct.standards import load
from tests.worlds import NOW


@pytest.mark.parametrize(
    ("factors", "triage", "reasons"),
    [
        (["bleeding"], 0, ("R1",)),
        (["trapped", "bleeding", "no_shelter"], 0, ("R1", "R4")),
        (["child_alone", "medical_need_unseen"], 1, ("R5", "R11")),
        (["papers_taken", "pregnant"], 2, ("R12", "R14")),
        (["need_unknown"], 2, ("R17",)),
        (["no_shelter"], 3, ("R18",)),
        ([], 4, ("R19",)),
        (["no such factor"], 4, ("R19",)),
    ],
)
def test_the_first_rule_that_matches_gives_the_class_and_every_rule_of_that_class_is_a_reason(factors, triage, reasons):
    found = rules.triage(factors)
    assert (found.triage, found.rules) == (triage, reasons)


@pytest.mark.parametrize("factor", [f.code for f in load.triage().factors])
def test_another_factor_never_makes_a_request_less_urgent(factor):
    for other in (["bleeding"], ["newborn"], ["no_water_or_food"], []):
        assert rules.triage([*other, factor]).triage <= rules.triage(other).triage


def test_every_choice_of_the_page_has_a_class_and_no_choice_at_all_is_a_need_not_yet_known():
    by_need = {need.key: rules.triage(rules.factors_of([need.key])).triage for need in load.triage().needs}
    assert by_need["trapped"] == by_need["danger"] == 0 and by_need["medical"] == by_need["child_alone"] == by_need["held"] == 1
    assert by_need["water_food"] == 2 and by_need["shelter"] == 3 and by_need["papers"] == by_need["something_else"] == 4
    assert rules.triage(rules.factors_of([])).triage == 2 < by_need["shelter"], "who only says that help is needed is never last"
    assert rules.factors_of(["held"]) == {"held", "papers_taken"} and rules.factors_of(["no such need"]) == set()


@pytest.mark.parametrize(
    ("factors", "seen_by", "provisional"),
    [
        (["trapped"], (), True), (["trapped"], ("staff",), False), (["bleeding"], ("staff",), True), (["bleeding"], ("staff", "health"), False),
        ([], (), True), ([], ("staff",), False), (["no such factor"], (), True),
    ],
)  # fmt: skip
def test_a_class_is_provisional_until_whoever_may_confirm_it_has_seen_the_person(factors, seen_by, provisional):
    assert rules.triage(factors, seen_by=seen_by).provisional is provisional


def test_a_medical_fact_is_confirmed_by_health_staff_only():
    with pytest.raises(rules.HealthOnly):
        rules.check_confirmation(["trapped", "chronic_illness"], ["consular", "protection"])
    rules.check_confirmation(["chronic_illness"], ["health"])
    rules.check_confirmation(["trapped"], ["consular"])


def test_class_comes_first_then_who_waits_longest_and_the_state_never_counts():
    waiting = [(2, NOW, "read"), (0, NOW, "received"), (2, NOW - timedelta(hours=3), "received"), (1, NOW - timedelta(days=2), "answered")]
    assert [row[0] for row in sorted(waiting, key=lambda row: rules.order(*row))] == [0, 1, 2, 2]
    assert rules.order(2, NOW, "received") == rules.order(2, NOW, "answered") > rules.order(2, NOW - timedelta(hours=3), "read")


@pytest.mark.parametrize(("triage", "limit"), [(0, 15), (1, 60)])
def test_the_ladder_climbs_a_step_each_ten_minutes_and_ends_at_the_ministry(triage, limit):
    def step(minutes):
        return rules.alarm_step(triage_class=triage, opened_at=NOW, read_at=None, state="received", now=NOW + timedelta(minutes=minutes))

    assert [step(limit + n) for n in (-1, 0, 9, 10, 19, 20, 500)] == [0, 1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(("triage", "read_at", "state"), [(2, None, "received"), (4, None, "received"), (0, NOW, "read"), (0, None, "closed"), (0, NOW, "received")])
def test_no_alarm_for_what_is_less_urgent_or_was_opened(triage, read_at, state):
    assert rules.alarm_step(triage_class=triage, opened_at=NOW, read_at=read_at, state=state, now=NOW + timedelta(days=1)) == 0


def test_a_closed_case_takes_no_answer_and_is_not_closed_twice():
    for verb in ("read", "assign", "answer", "close", "worsen"):
        with pytest.raises(NotNow):
            rules.LIFE.step("closed", verb)
    assert rules.LIFE.step("closed", "hear") == rules.LIFE.step("closed", "reopen") == "received"
    assert rules.LIFE.step("assigned", "hear") == "assigned" and not rules.LIFE.may("assigned", "read")


def test_what_gets_worse_counts_as_not_read_wherever_it_stood():
    assert {rules.LIFE.step(state, "worsen") for state in rules.LIFE.statuses if state != "closed"} == {"received"}


@pytest.mark.parametrize(
    ("state", "promised", "overdue"),
    [("read", timedelta(minutes=1), None), ("read", timedelta(), None), ("assigned", -timedelta(hours=3), timedelta(hours=3)), ("closed", -timedelta(hours=3), None), ("received", None, None)],
)
def test_promised_news_is_late_once_its_time_has_passed_and_never_of_a_closed_case(state, promised, overdue):
    assert rules.news_late(state=state, next_news_at=None if promised is None else NOW + promised, now=NOW) == overdue


@pytest.mark.parametrize(("metres", "shown", "digits"), [(10, 10, 4), (12, 20, 4), (99, 100, 4), (100, 100, 3), (101, 200, 3), (1_001, 2_000, 2), (9_999, 10_000, 2), (45_000, 50_000, 1), (0, 0, 2)])
def test_a_place_is_never_shown_surer_than_it_is(metres, shown, digits):
    assert rules.rounded_up(metres) == shown >= metres and rules.decimals(metres) == digits
