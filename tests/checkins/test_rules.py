"""What an answer means, why somebody is not yet accounted for, who may hold a list and who may be on it."""

from datetime import date, timedelta

import pytest

from safeconduct.checkins import rules
from tests.worlds import NOW


@pytest.mark.parametrize(
    ("said", "by", "before", "after"),
    [
        ("safe", "self", "not_yet", ("safe_staying", "")),
        ("safe", "warden", "not_yet", ("safe_staying", "")),
        ("safe", "officer", "not_yet", ("safe_staying", "")),
        ("safe", "another", "not_yet", ("not_yet", "by_another")),
        ("left", "another", "not_yet", ("not_yet", "by_another")),
        ("declined", "another", "not_yet", ("not_yet", "by_another")),
        ("needs_assistance", "another", "not_yet", ("needs_assistance", "")),
        ("needs_assistance", "another", "safe_staying", ("needs_assistance", "")),
        ("safe", "another", "needs_assistance", ("needs_assistance", "")),
        ("left", "self", "safe_staying", ("departed", "")),
        ("safe", "self", "departed", ("departed", "")),
        ("safe", "self", "arrived", ("arrived", "")),
        ("needs_assistance", "self", "departed", ("needs_assistance", "")),
        ("wants_to_leave", "self", "safe_staying", ("wants_to_leave", "")),
    ],
)
def test_where_somebody_stands_after_an_answer(said, by, before, after):
    assert rules.state_after(said=said, by=by, before=before) == after


@pytest.mark.parametrize("said", rules.SAID)
def test_every_answer_of_the_person_accounts_for_the_person(said):
    state, reason = rules.state_after(said=said, by="self", before="not_yet")
    assert state in rules.ACCOUNTED and reason == ""


@pytest.mark.parametrize("said", ["", "dead", "SAFE", "not_yet"])
def test_what_is_no_answer_is_refused_and_named(said):
    with pytest.raises(rules.NotSaid) as refused:
        rules.check_said(said)
    assert refused.value.facts == {"said": said}


@pytest.mark.parametrize(
    ("contacts", "safe", "delivered", "another", "why"),
    [
        (0, 0, False, False, "no_contact"), (2, 0, True, False, "not_safe"), (2, 1, False, False, "not_delivered"), (2, 1, True, False, "no_answer"),
        (0, 0, False, True, "by_another"),
    ],
)  # fmt: skip
def test_one_reason_the_first_that_holds(contacts, safe, delivered, another, why):
    assert rules.reason(contacts=contacts, safe_contacts=safe, delivered=delivered, handed_over=False, answered_by_another=another) == why
    assert why in rules.REASONS


@pytest.mark.parametrize(
    ("signed_on", "signed_until", "holds"),
    [
        (None, None, False), (date(2027, 1, 14), None, True), (date(2027, 1, 15), None, False), (date(2026, 1, 1), date(2027, 1, 14), True),
        (date(2026, 1, 1), date(2027, 1, 13), False),
    ],
)  # fmt: skip
def test_a_list_is_held_only_while_the_signed_duty_holds(signed_on, signed_until, holds):
    assert rules.may_hold_list(signed_on=signed_on, signed_until=signed_until, today=date(2027, 1, 14)) is holds


def test_nobody_protected_nobody_who_declined_nobody_whom_it_is_not_safe_to_call_is_on_a_list():
    told = [(p, d, c) for p in (False, True) for d in (False, True) for c in (False, True) if rules.may_be_on_list(protected=p, declined=d, may_call=c)]
    assert told == [(False, False, True)]


def test_an_answer_that_arrives_late_does_not_undo_a_newer_one():
    assert rules.newer(NOW, None) and rules.newer(NOW, NOW) and not rules.newer(NOW - timedelta(seconds=1), NOW)


def test_numbers_to_dial_are_at_most_two_and_none_is_better_than_a_wrong_one():
    assert rules.numbers_in_words([], "en") == "" and rules.numbers_in_words([("tourist", "1")], "en") == ""
    assert "116" in rules.numbers_in_words([("all", "116")], "en")
    said = rules.numbers_in_words([("ambulance", "116"), ("police", "114"), ("fire", "115")], "en")
    assert "116" in said and "114" in said and "115" not in said
