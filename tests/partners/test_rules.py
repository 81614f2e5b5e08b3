"""When a contact counts, when a service is open, when nobody is on call, how an agreement stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.kernel.states import NotNow
from safeconduct.partners import rules

NOW = datetime(2027, 1, 14, 9, 40, tzinfo=UTC)  # a Thursday


def hour(n):
    return NOW + timedelta(hours=n)


@pytest.mark.parametrize(("days", "standing"), [(0, "fresh"), (180, "fresh"), (181, "stale")])
def test_a_contact_counts_for_180_days_after_it_answered(days, standing):
    assert rules.standing(NOW - timedelta(days=days), None, NOW) == standing


def test_a_contact_that_answered_nothing_or_ended_does_not_count():
    assert rules.standing(None, None, NOW) == "never"
    assert rules.standing(NOW, NOW, NOW) == "ended"


@pytest.mark.parametrize(("kind", "value", "kept"), [("mobile", "+999 (55) 010-020", "+99955010020"), ("telephone", "116", "116"), ("email", " a@b.example ", "a@b.example"), ("radio", "VHF 16", "VHF 16")])
def test_a_number_is_kept_without_what_stands_between_its_digits(kind, value, kept):
    assert rules.tidy_channel(kind, value) == kept


@pytest.mark.parametrize(("kind", "value"), [("mobile", "ask at the desk"), ("telephone", "12"), ("email", "nobody"), ("radio", " "), ("mobile", "+1234567890123456")])
def test_what_can_be_no_number_is_refused(kind, value):
    with pytest.raises(rules.NotAChannel):
        rules.tidy_channel(kind, value)


@pytest.mark.parametrize(
    ("text", "weekday", "clock", "open_"),
    [
        ("24/7", 6, "03:00", True), ("Mo-Fr 08:00-16:00", 0, "08:00", True), ("Mo-Fr 08:00-16:00", 0, "16:00", False), ("Mo-Fr 08:00-16:00", 5, "10:00", False),
        ("Mo-Fr 08:00-12:00,13:00-16:00; Sa 09:00-12:00", 5, "11:59", True), ("Mo-Fr 08:00-12:00,13:00-16:00", 2, "12:30", False), ("Mo-Su 20:00-06:00", 3, "02:00", True),
        ("Fr 20:00-06:00", 5, "05:59", True), ("Fr 20:00-06:00", 4, "05:59", False), ("Mo-Su 08:00-20:00; Su off", 6, "10:00", False), ("Sa-Mo 10:00-11:00", 0, "10:30", True), ("08:00-09:00", 6, "08:30", True),
    ],
)  # fmt: skip
def test_hours_as_openstreetmap_writes_them(text, weekday, clock, open_):
    local = datetime(2027, 1, 11 + weekday, int(clock[:2]), int(clock[3:]))
    assert rules.is_open(text, local) is open_


@pytest.mark.parametrize("text", ["weekdays", "Mo-Fr", "Mo-Fr 8-16", "Mo 25:00-26:00", "Xx 08:00-09:00", "Mo-Fr 08:00-16:00 sunrise"])
def test_hours_that_cannot_be_read_are_refused_not_guessed(text):
    with pytest.raises(rules.NotHours):
        rules.read_hours(text)


def test_no_hours_say_nothing():
    assert rules.is_open("", NOW) is None


def test_gaps_are_what_no_span_covers():
    spans = [(hour(-2), hour(3)), (hour(2), hour(5)), (hour(8), hour(30))]
    assert rules.gaps(spans, NOW, hour(24)) == [(hour(5), hour(8))]
    assert rules.gaps([], NOW, hour(1)) == [(NOW, hour(1))]
    assert rules.gaps([(hour(1), hour(2))], NOW, hour(3)) == [(NOW, hour(1)), (hour(2), hour(3))]


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 20)), max_size=12))
def test_spans_and_gaps_together_cover_every_hour_once(pairs):
    spans = [(hour(begin), hour(begin + long)) for begin, long in pairs]
    held = rules.gaps(spans, NOW, hour(24))
    for n in range(24):
        moment = hour(n) + timedelta(minutes=30)
        assert any(a <= moment < b for a, b in spans) != any(a <= moment < b for a, b in held)


def test_a_secret_place_is_written_down_nowhere():
    told = {"is_secret": True, "site": None, "path": "HTI/HT01", "lon": None, "lat": None, "address": ""}
    rules.check_place(**told)
    for more in ({"address": "Rue Une"}, {"lon": 1.0}, {"lat": 1.0}, {"site": object()}):
        with pytest.raises(rules.SecretPlace):
            rules.check_place(**{**told, **more})
    with pytest.raises(rules.NoPlace):
        rules.check_place(**{**told, "path": ""})


TODAY = date(2027, 1, 14)


@pytest.mark.parametrize(
    ("state", "begins", "ends", "stands", "days"),
    [
        ("draft", -10, 10, "draft", 10), ("ended", -10, 10, "ended", 10), ("signed", 1, 100, "later", 100), ("signed", 0, 61, "in_force", 61), ("signed", -1, 60, "soon", 60),
        ("signed", -1, 0, "soon", 0), ("signed", -9, -1, "lapsed", -1), ("signed", -9, None, "in_force", None),
    ],
)  # fmt: skip
def test_how_an_agreement_stands_on_a_day(state, begins, ends, stands, days):
    end = None if ends is None else TODAY + timedelta(days=ends)
    assert rules.term(state, TODAY + timedelta(days=begins), end, TODAY) == rules.Term(stands, days)


@pytest.mark.parametrize("status", rules.AGREEMENT.statuses)
@pytest.mark.parametrize("verb", rules.AGREEMENT.verbs)
def test_each_step_of_an_agreement_is_a_step_or_a_refusal(status, verb):
    if rules.AGREEMENT.may(status, verb):
        assert rules.AGREEMENT.step(status, verb) in rules.AGREEMENT.statuses
    else:
        with pytest.raises(NotNow):
            rules.AGREEMENT.step(status, verb)
    assert not rules.AGREEMENT.may("ended", verb)


def test_an_agreement_of_a_region_covers_its_districts_and_one_without_areas_covers_all():
    assert rules.covers_area(["HTI/HT01"], "HTI/HT01/HT0114") and rules.covers_area([], "BHS")
    assert not rules.covers_area(["HTI/HT01"], "HTI/HT010") and not rules.covers_area(["HTI/HT01"], "HTI")


def test_a_clause_ends_with_its_agreement_or_before():
    assert rules.clause_ends(None, None) is None
    assert rules.clause_ends(TODAY, None) == rules.clause_ends(TODAY + timedelta(days=1), TODAY) == TODAY
