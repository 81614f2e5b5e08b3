from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.kernel.figures import Figure
from safeconduct.kernel.ids import ALPHABET, new_code, new_uid, read_code
from safeconduct.kernel.states import NotNow, StateTable
from safeconduct.kernel.time import PartialDate
from safeconduct.kernel.words import pick


def test_uids_are_of_version_7_and_sort_by_time():
    early, late = new_uid(1_000_000), new_uid(2_000_000)
    assert early.version == 7 and early.int < late.int


def test_a_code_survives_being_read_aloud_and_a_slip_is_caught():
    for _ in range(300):
        code = new_code()
        assert read_code(code.lower().replace("-", " ")) == code
        plain = code.replace("-", "")
        for place in range(len(plain)):
            wrong = ALPHABET[(ALPHABET.index(plain[place]) + 7) % 30]
            assert read_code(plain[:place] + wrong + plain[place + 1 :]) is None
        for place in range(len(plain) - 1):
            swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
            assert swapped == plain or read_code(swapped) is None


@given(st.text(max_size=12))
def test_reading_a_code_never_fails(text):
    assert read_code(text) is None or "-" in read_code(text)


def test_a_partial_date_keeps_what_is_known_and_no_more():
    assert str(PartialDate.read("~1984")) == "~1984"
    assert PartialDate.read("1984").age_on(date(2026, 6, 1)) == (41, 42)
    assert PartialDate.read("1984-05-09").age_on(date(2026, 5, 8)) == (41, 41)
    with pytest.raises(ValueError):
        PartialDate.read("31/02/1984")
    with pytest.raises(ValueError):
        PartialDate.read("1984-02-31")


def test_a_figure_without_a_value_needs_a_range():
    with pytest.raises(ValueError):
        Figure("people")
    with pytest.raises(ValueError):
        Figure("people", low=5, high=3)
    assert Figure("people", low=1, high=3).is_range


def test_each_pair_of_status_and_verb_is_a_step_or_a_refusal():
    table = StateTable("case", "open", {("open", "assign"): "assigned", ("assigned", "close"): "closed"})
    for status in table.statuses:
        for verb in table.verbs:
            if table.may(status, verb):
                assert table.step(status, verb) in table.statuses
            else:
                with pytest.raises(NotNow):
                    table.step(status, verb)


def test_words_say_which_language_they_fell_back_to():
    said = pick({"en": "Safe", "am": {"text": "ደህና", "reviewed_by": "x"}}, ["ti", "am", "en"])
    assert (said.text, said.language, said.fell_back, said.reviewed) == ("ደህና", "am", True, True)
    assert pick({}, ["en"]) is None
