"""Who is written to, where, in which words."""

from types import SimpleNamespace

import pytest

from safeconduct.kernel.states import NotNow
from safeconduct.messaging import rules
from safeconduct.messaging.segments import segments


def point(**more):
    plain = {"uid": "u", "kind": "phone", "index": "i", "owner": "own", "may_write": True, "may_call": True, "may_say_who": True, "working": None, "others": False}
    return SimpleNamespace(**(plain | more))


def test_a_contact_that_is_not_safe_is_never_used():
    way = rules.route([point(may_write=False, may_call=False)], rules.CHANNELS)
    assert (way.channel, way.reason) == ("", "not_safe")


def test_one_that_may_only_be_called_is_called():
    assert rules.route([point(may_write=False)], rules.CHANNELS).channel == "call_list"


def test_no_address_of_a_fitting_kind_is_no_contact():
    assert rules.route([], rules.CHANNELS).reason == "no_contact"
    assert rules.route([point(kind="email")], ["sms"]).reason == "no_contact"


def test_stop_counts_for_sms_and_for_calls():
    assert rules.route([point()], rules.CHANNELS, stopped={"i"}).reason == "not_safe"


@pytest.mark.parametrize("more", [{"owner": "shared"}, {"owner": "employer"}, {"owner": "relative"}, {"may_say_who": False}, {"others": True}])
def test_a_telephone_that_others_read_gets_the_neutral_text(more):
    assert rules.route([point(**more)], ["sms"]).neutral
    assert rules.route([point(**more)], ["sms"], neutral_exists=False).reason == "not_safe", "and never the full one"


def test_a_number_that_failed_comes_after_one_that_did_not():
    assert rules.route([point(uid="bad", working=False), point(uid="good")], ["sms"]).point.uid == "good"


def test_who_wants_to_write_first_is_only_answered():
    for way in ("only_when_i_write", "code"):
        assert rules.route([point()], ["sms"], answer_by=way).reason == "not_safe"
        assert rules.route([point()], ["sms"], answer_by=way, reply=True).channel == "sms"


TEXTS = {"en": {"text": "Stay.", "neutral": "Hi.", "state": "source"}, "fr": {"text": "Restez.", "neutral": "", "state": "machine"}}


def test_the_language_chain_is_the_person_s_second_then_lingua_franca_and_never_nationality():
    assert rules.chain_of(["am", "fr"], "HTI")[:2] == ("am", "fr")
    assert "fr" in rules.chain_of(["am"], "HTI"), "French is understood in Haiti"
    assert rules.chain_of([], "")[-1] == "en"
    assert rules.choose(TEXTS, rules.chain_of(["am"], ""), machine_ok=True).language == "en"


def test_machine_text_counts_only_where_an_officer_answers_for_it():
    assert rules.choose(TEXTS, ("fr", "en")).language == "en"
    chosen = rules.choose(TEXTS, ("fr", "en"), machine_ok=True)
    assert chosen.machine and chosen.language == "fr" and not chosen.fell_back


def test_a_missing_neutral_text_is_not_replaced_by_the_full_one():
    chosen = rules.choose(TEXTS, ("fr", "en"), neutral=True, machine_ok=True)
    assert (chosen.text, chosen.language, chosen.fell_back) == ("Hi.", "en", True)


def test_every_text_carries_that_we_never_ask_for_money_once():
    done = rules.finished("Stay.", "en")
    assert done == "Stay.\nWe never ask for money, a passport number or a password."
    assert rules.finished(done, "en") == done
    assert rules.never_ask("am") in rules.finished("ይቆዩ።", "am")


def test_the_sentence_takes_no_more_parts_than_a_second_message_would_in_the_same_alphabet():
    for language, letter in (("en", "x"), ("am", "ይ"), ("fr", "ê"), ("ru", "я")):
        sentence = rules.never_ask(language)
        for size in range(1, 400, 7):
            text = letter * size
            one, alone = segments(text), segments(sentence)
            more = one.encoding != alone.encoding  # a Latin sentence takes wider signs beside a text that is not plain
            assert segments(rules.finished(text, language)).parts <= one.parts + alone.parts + more


@pytest.mark.parametrize("text", ["Dear {name}", "{0}", "{link} {passport}"])
def test_a_place_that_nobody_fills_is_refused(text):
    with pytest.raises(rules.UnknownPlace):
        rules.check_text(text)


def test_every_pair_of_state_and_verb_is_a_step_or_a_refusal():
    for status in rules.LIFE.statuses:
        for verb in rules.LIFE.verbs:
            if not rules.LIFE.may(status, verb):
                with pytest.raises(NotNow):
                    rules.LIFE.step(status, verb)
    assert not rules.LIFE.may("sent", "write") and not rules.LIFE.may("withdrawn", "release")


def test_a_fault_is_tried_again_with_growing_pauses_and_then_given_up():
    pauses = [rules.pause_after(n) for n in range(1, rules.TRIES + 1)]
    assert pauses[-1] is None and pauses[:-1] == sorted(pauses[:-1])
