"""An answer is safe only when every word of it says so."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.standards import load
from safeconduct.standards.answers import KINDS, understand, words

with (Path(__file__).parent / "answers.csv").open(encoding="utf-8", newline="") as file:
    CASES = [(row["languages"].split(), row["text"], row["kind"]) for row in csv.DictReader(file, delimiter=";")]

SAFE = [(row["code"], phrase) for row in load.raw("answers")["languages"] for name in ("safe", "safe_word", "weak") for phrase in row[name]]
KNOWN = {token for row in load.raw("answers")["languages"] for name in row if isinstance(row[name], list) for one in row[name] for token in words(one)}
HELP = [(row["code"], phrase) for row in load.raw("answers")["languages"] for phrase in row["help"]]


@pytest.mark.parametrize(("languages", "text", "kind"), CASES)
def test_an_answer_is_understood_as_a_reader_would(languages, text, kind):
    assert understand(text, languages).kind == kind


def test_the_table_covers_every_language_and_kind():
    assert len(CASES) >= 150
    assert {code for codes, _, _ in CASES for code in codes} >= set(load.catalogue_languages())
    assert {kind for _, _, kind in CASES} == set(KINDS)


@pytest.mark.parametrize(("code", "phrase"), SAFE)
def test_every_phrase_of_safety_is_understood_by_those_who_speak_it(code, phrase):
    assert understand(phrase, [code]).kind == "safe"


@pytest.mark.parametrize(("code", "phrase"), HELP)
def test_every_cry_for_help_is_understood_by_those_who_speak_it_and_by_all(code, phrase):
    assert understand(phrase, [code]).kind == "help"
    assert understand(phrase, []).kind in ("help", "unclear")


@pytest.mark.parametrize("row", load.raw("answers")["languages"], ids=lambda row: row["code"])
def test_a_negation_beside_safety_never_counts_as_safe(row):
    for no in row["not"]:
        for safe in (*row["safe"], *row["safe_word"], *row["weak"]):
            for text in (f"{no} {safe}", f"{safe} {no}", f"{no}, {safe}"):
                for languages in ([row["code"]], [], load.catalogue_languages()):
                    assert understand(text, languages).kind != "safe", text


@pytest.mark.parametrize("row", load.raw("answers")["languages"], ids=lambda row: row["code"])
def test_help_beside_safety_never_counts_as_safe(row):
    for cry in row["help"]:
        for text in (f"1 {cry}", f"{cry} 1", f"{row['safe'][0]} {cry}"):
            assert understand(text, [row["code"]]).kind != "safe", text


@pytest.mark.parametrize("row", load.raw("answers")["languages"], ids=lambda row: row["code"])
def test_no_negation_is_filler_and_no_phrase_means_safe_and_help(row):
    lists = {name: {words(phrase) for phrase in row[name]} for name in row if isinstance(row[name], list)}
    assert not lists["not"] & lists["filler"]
    assert not (lists["safe"] | lists["safe_word"] | lists["weak"]) & (lists["help"] | lists["stop"] | lists["wrong_person"])
    assert all(phrase for name in lists for phrase in lists[name]), "a phrase that normalises to nothing would match everywhere"


def test_every_language_of_the_catalogue_has_its_words():
    assert tuple(row["code"] for row in load.raw("answers")["languages"]) == load.catalogue_languages()
    for row in load.raw("answers")["languages"]:
        for name in ("safe", "help", "wrong_person", "stop", "other", "yes", "one", "two", "not", "filler"):
            assert row[name], (row["code"], name)


@given(st.text(max_size=40))
def test_any_text_gives_an_answer_and_an_unclear_one_is_never_certain(text):
    answer = understand(text, ["en", "ar"])
    assert answer.kind in KINDS
    assert not (answer.kind == "unclear" and (answer.certain or answer.matched))


@given(st.sampled_from(SAFE), st.text(alphabet=st.characters(categories=("Ll", "Lo")), min_size=1, max_size=8))
def test_an_unknown_word_beside_safety_is_read_by_a_person(safe, word):
    code, phrase = safe
    if KNOWN & set(words(word)) or not words(word):
        return
    assert understand(f"{phrase} {word}", [code]).kind == "unclear"


@pytest.mark.parametrize("digit", [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Nd" and unicodedata.digit(chr(code)) == 2])
def test_a_two_is_a_two_in_every_script(digit):
    assert understand(digit).kind == "help"


def test_yes_counts_only_in_the_own_language_and_is_not_certain():
    assert understand("si", ["es"]) == understand("sí", ["es"])
    assert understand("si", ["es"]).kind == "safe" and not understand("si", ["es"]).certain
    assert understand("si", ["am"]).kind == "unclear"


@pytest.mark.parametrize(("text", "code"), [("ok", "en"), ("sawa", "sw"), ("تمام", "ar"), ("bien", "es"), ("ठीक छ", "ne"), ("yes ok", "en")])
def test_a_word_that_may_only_mean_i_have_read_it_is_safe_but_not_certain(text, code):
    assert understand(text, [code]).kind == "safe"
    assert not understand(text, [code]).certain
    assert understand(f"1 {text}", [code]).certain


def test_to_be_alive_or_here_is_not_to_be_safe():
    for text, code in (("я жива", "ru"), ("አለሁ", "am"), ("m la", "ht"), ("alive", "en"), ("sigo vivo", "es")):
        assert understand(text, [code]).kind == "unclear"


def test_what_decided_is_told():
    assert understand("please HELP us, roof", ["en"]).matched == "please help"
    assert understand("1", []).matched == "1"
