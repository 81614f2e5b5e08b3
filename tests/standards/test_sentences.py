"""The migrant's catalogue is whole: thirteen languages, the same placeholders, and no more than a hurried reader can bear."""

import re
from importlib.resources import files

import pytest

from safeconduct.messaging.segments import segments
from safeconduct.standards import load
from safeconduct.standards.answers import understand

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es", "fil", "id", "bn", "ne", "am", "sw", "ht")
SCRIPTS = {"ar": "\u0600-\u06ff", "zh-hans": "\u4e00-\u9fff", "ru": "\u0400-\u04ff", "bn": "\u0980-\u09ff", "ne": "\u0900-\u097f", "am": "\u1200-\u137f"}
EVERY = pytest.mark.parametrize("sentence", load.sentences(), ids=lambda one: one.key)


def test_there_are_at_most_120_sentences_in_exactly_thirteen_languages():
    assert 100 <= len(load.sentences()) <= 120
    assert set(load.catalogue_languages()) == set(LANGUAGES)


@EVERY
def test_a_sentence_is_in_every_language_with_the_same_placeholders(sentence):
    assert set(sentence.texts) == set(LANGUAGES)
    for code, text in sentence.texts.items():
        assert text.strip() == text and text, code
        assert sorted(re.findall(r"{(\w+)}", text)) == sorted(sentence.placeholders), code
        assert not re.search(r"[{}]", re.sub(r"{\w+}", "", text)), code


@EVERY
def test_a_text_is_in_its_own_script_and_was_not_left_in_english(sentence):
    bare = {code: re.sub(r"{\w+}|[\W\d_]", "", text) for code, text in sentence.texts.items()}
    if not bare["en"]:
        return
    for code, letters in SCRIPTS.items():
        assert re.search(f"[{letters}]", bare[code]), code
        assert not re.search("[A-Za-z]", bare[code].replace("STOP", "")), code
    for code in ("fr", "es", "fil", "id", "sw", "ht"):
        assert sentence.texts[code] != sentence.texts["en"] or sentence.key in {"danger.ambulance", "danger.police", "danger.all", "page.no"}, code


@EVERY
def test_a_sentence_is_short(sentence):
    for code, text in sentence.texts.items():
        assert len(text) <= 150, code
        for one in re.split(r"[.!?。？।።؟]", text):
            assert len(one.split()) <= 24, (code, one)


@EVERY
def test_english_is_the_source_and_nothing_claims_a_review_that_was_not_made(sentence):
    assert sentence.states["en"] == "source"
    assert {state for code, state in sentence.states.items() if code != "en"} == {"machine"}


@EVERY
def test_a_neutral_text_exists_and_says_neither_who_nor_why(sentence):
    if sentence.sms_neutral is None:
        return
    neutral = load.sentence(sentence.sms_neutral)
    assert neutral.where == "sms" and neutral.sms_neutral is None
    assert not set(neutral.placeholders) & {"office", "code", "numbers", "authority"}
    assert not re.search(r"safe|help|danger|request", neutral.texts["en"], re.IGNORECASE)


def test_every_sms_that_says_something_about_the_person_has_a_neutral_text():
    telling = {one.key for one in load.sentences() if one.where == "sms" and re.search(r"safe\b|request|help come|{office}", one.texts["en"])}
    assert {key for key in telling if load.sentence(key).sms_neutral is None} == set()


def test_every_icon_is_in_the_set_that_is_drawn_with():
    import zipfile

    with zipfile.ZipFile(str(files("lucide") / "lucide.zip")) as icons:
        names = {name.rsplit("/", 1)[-1].removesuffix(".svg") for name in icons.namelist()}
    used = {one.icon for one in load.sentences()} | {one.icon for one in load.triage().needs}
    assert used <= names


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_words_on_the_buttons_are_understood_when_they_come_as_an_sms(code):
    assert understand(load.sentence("start.safe").texts[code], [code]).kind == "safe"
    assert understand(load.sentence("start.help").texts[code], [code]).kind == "help"
    assert understand(load.sentence("closed.no").texts[code], [code]).kind in ("help", "unclear")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_stop_word_that_is_written_is_the_stop_word_that_is_read(code):
    word = re.split(r"[\s:：፦]+", load.sentence("sms.stop").texts[code].rstrip("."))[-1]
    assert understand(word, [code]).kind == "stop"


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_question_names_both_digits_and_fits_in_two_parts(code):
    text = load.sentence("sms.ask").say(code, office="Embassy of Utopia")
    assert "1" in text and "2" in text
    assert segments(text).parts <= 2


def test_every_choice_of_need_and_every_way_to_answer_is_a_sentence():
    for one in (*load.triage().needs, *load.answer_ways()):
        assert load.sentence(one.sentence).where == "page"


def test_a_sentence_is_said_in_the_first_language_of_the_chain_that_has_it():
    assert load.say("start.safe", ["am"]) == ("ደህና ነኝ", "am")
    assert load.say("start.safe", ["ceb"])[1] == "fil"
    assert load.say("start.safe", ["tr"], "SA")[1] == "ar"
    assert load.say("start.safe", []) == ("I am safe", "en")
    text, code = load.say("danger.now", "fr", numbers="116")
    assert text.endswith("116") and code == "fr"


def test_a_missing_value_or_language_is_named():
    with pytest.raises(KeyError, match="numbers"):
        load.sentence("danger.now").say("en")
    with pytest.raises(KeyError, match="'tr'"):
        load.sentence("page.hide").say("tr")
    with pytest.raises(load.UnknownEntry, match="no.such"):
        load.sentence("no.such")


def test_a_value_that_looks_like_a_placeholder_is_left_alone():
    assert load.sentence("record.row").say("en", office="{purpose}", purpose="{when}", when="Go") == "{purpose}, {when}: Go"
