"""What cases do: opening, hearing more, answering safely, closing, coming back."""

from datetime import timedelta

import pytest

from safeconduct.cases import actions, jobs, queries, rules
from safeconduct.cases.models import Alarm
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.states import NotNow
from safeconduct.messaging.models import Delivery
from safeconduct.messaging.rules import NoSafeWay
from safeconduct.people import queries as people
from tests import worlds
from tests.messaging.world import phone, put
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return worlds.post()


def opened(post, *needs, contacts=(), at=NOW, **more):
    """A case of somebody on file, and its officer."""
    person = put(post.officer, *contacts)
    card = people.card(post.officer, person)
    uid = new_uid()
    actions.open_case(post.officer, case=uid, person=person, person_id=card.id, label=card.later_label_id, needs=list(needs), way="web", language="en", at=at, **more)
    return uid


def shown(post, uid):
    return queries.case(post.officer, uid)


def minutes(n):
    return NOW + timedelta(minutes=n)


def test_a_request_is_put_in_order_with_reasons_and_a_promise(post):
    quiet, urgent = opened(post, "papers"), opened(post, "trapped", "medical", at=minutes(5))
    assert [card.uid for card in queries.queue(post.officer)] == [urgent, quiet]
    card = shown(post, urgent).card
    assert (card.triage, card.rules, card.provisional, card.state) == (0, ("R4",), True, "received")
    assert card.next_news_at == minutes(65) and shown(post, quiet).card.next_news_at == NOW + timedelta(hours=24)


def test_who_only_says_that_help_is_needed_is_not_last_and_the_class_becomes_that_of_the_need(post):
    papers, shelter, unknown = opened(post, "papers"), opened(post, "shelter"), opened(post, at=minutes(90))
    assert [card.uid for card in queries.queue(post.officer)] == [unknown, shelter, papers]
    card = shown(post, unknown).card
    assert (card.triage, card.rules, card.provisional) == (2, ("R17",), True) and queries.asks_what(post.officer, unknown)
    actions.hear(post.officer, case=unknown, text="2", language="en", at=minutes(91))
    assert shown(post, unknown).card.triage == 2, "the same cry again says no more"
    actions.hear(post.officer, case=unknown, text="", language="en", needs=["papers"], at=minutes(92))
    card = shown(post, unknown).card
    assert (card.triage, card.rules, card.needs) == (4, ("R19",), ("papers",)) and not queries.asks_what(post.officer, unknown)


def test_staff_who_asked_and_found_nothing_urgent_sets_the_class_by_rule(post):
    uid = opened(post)
    actions.set_triage(post.officer, case=uid, factors=[], at=NOW)
    card = shown(post, uid).card
    assert (card.triage, card.rules, card.provisional) == (4, ("R19",), False) and not queries.asks_what(post.officer, uid)


def test_a_cry_without_words_takes_nothing_from_a_class_that_is_known(post):
    uid = opened(post, "shelter")
    actions.hear(post.officer, case=uid, text="2", language="en", needs=[], at=minutes(5))
    card = shown(post, uid).card
    assert (card.triage, card.opened_at) == (3, NOW)


def test_reading_twice_keeps_the_first_time_and_nothing_goes_back(post):
    uid = opened(post)
    actions.read_case(post.officer, case=uid, at=minutes(3))
    actions.read_case(post.officer, case=uid, at=minutes(9))
    assert shown(post, uid).card.read_at == minutes(3)
    actions.assign(post.officer, case=uid, user=post.user.uid, at=minutes(10))
    actions.read_case(post.officer, case=uid, at=minutes(11))
    assert shown(post, uid).card.state == "assigned"


def test_nobody_of_another_organisation_holds_or_sees_a_case(post):
    uid = opened(post)
    elsewhere = worlds.unit(worlds.organisation("Relief agency", "io", ""), ("protection",), "Field office")
    stranger = worlds.officer(elsewhere, "case_worker")
    with pytest.raises(NotFound):
        actions.assign(post.officer, case=uid, user=stranger.uid, at=NOW)
    for verb, told in ((actions.read_case, {}), (actions.add_note, {"text": "x"}), (actions.close, {"outcome": "helped"})):
        with pytest.raises(NotFound):
            verb(worlds.acting(stranger, elsewhere), case=uid, at=NOW, **told)


def test_what_gets_worse_rises_in_the_queue_and_rings_again_and_what_gets_better_does_not_sink(post):
    uid = opened(post, "papers")
    actions.assign(post.officer, case=uid, user=post.user.uid, at=minutes(10))
    actions.hear(post.officer, case=uid, text="Water is rising.", language="en", needs=["trapped"], at=minutes(200))
    card = shown(post, uid).card
    assert (card.triage, card.rules, card.state, card.read_at, card.opened_at) == (0, ("R4",), "received", None, minutes(200))
    assert card.needs == ("papers", "trapped") and card.assigned_to == post.user.uid and card.next_news_at == minutes(260)
    assert uid in [row[0] for row in queries.unread(minutes(215))]
    actions.hear(post.officer, case=uid, text="And papers.", language="en", needs=["leave"], at=minutes(210))
    assert shown(post, uid).card.triage == 0 and shown(post, uid).card.opened_at == minutes(200)


def test_who_says_more_after_the_end_is_heard_again(post):
    uid = opened(post)
    actions.close(post.officer, case=uid, outcome="advised", ask=False, at=minutes(10))
    with pytest.raises(NotNow):
        actions.answer(post.officer, case=uid, text="x", language="en", leave_only=True, at=minutes(11))
    actions.hear(post.officer, case=uid, text="It is not over.", language="en", at=minutes(30))
    card = shown(post, uid).card
    assert (card.state, card.closed_at, card.opened_at, card.next_news_at) == ("received", None, minutes(30), minutes(30) + timedelta(hours=12))


def test_a_no_opens_the_case_again_and_promises_news_anew(post):
    uid = opened(post, "medical")
    actions.close(post.officer, case=uid, outcome="helped", ask=False, at=NOW + timedelta(days=2))
    actions.say_whether_help_came(worlds.system(), case=uid, came=False, at=NOW + timedelta(days=3))
    card = shown(post, uid).card
    assert card.state == "received" and card.help_came is False and card.next_news_at == NOW + timedelta(days=3, hours=4)


def test_an_answer_goes_only_where_it_is_safe_and_nothing_is_kept_where_it_is_not(post):
    uid = opened(post, contacts=[phone(may_write=False, may_call=False)])
    with pytest.raises(NoSafeWay):
        actions.answer(post.officer, case=uid, text="A doctor comes.", language="en", at=NOW)
    assert shown(post, uid).card.state == "received" and not shown(post, uid).notes and not Delivery.objects.within(worlds.system()).exists()
    actions.answer(post.officer, case=uid, text="A doctor comes.", language="en", leave_only=True, at=NOW)
    assert [note.text for note in shown(post, uid).notes] == ["A doctor comes."] and not Delivery.objects.within(worlds.system()).exists()


@pytest.mark.parametrize("how", ["only_when_i_write", "code"])
def test_who_asked_not_to_be_written_to_is_not(post, how):
    uid = opened(post, contacts=[phone()], answer_by=how)
    with pytest.raises(rules.CannotAnswer):
        actions.answer(post.officer, case=uid, text="x", language="en", at=NOW)
    actions.close(post.officer, case=uid, outcome="helped", at=NOW)
    assert not Delivery.objects.within(worlds.system()).exists() and shown(post, uid).card.asked_back_at is None


def test_a_case_is_closed_with_one_of_the_outcomes(post):
    uid = opened(post)
    with pytest.raises(rules.NotAnOutcome):
        actions.close(post.officer, case=uid, outcome="done", at=NOW)
    assert shown(post, uid).card.state == "received"


def test_a_class_that_staff_has_seen_is_no_longer_provisional_and_may_be_lower(post):
    uid = opened(post, "trapped")
    with pytest.raises(rules.HealthOnly):
        actions.set_triage(post.officer, case=uid, factors=["chronic_illness"], at=NOW)
    actions.set_triage(post.officer, case=uid, factors=["no_shelter"], at=NOW)
    card = shown(post, uid).card
    assert (card.triage, card.rules, card.provisional) == (3, ("R18",), False)


def test_own_words_that_are_taken_back_are_gone_and_the_case_stays(post):
    uid = opened(post, "medical", story="Two of us.", where_text="Rue Une")
    actions.blank(worlds.system(), case=uid, at=NOW)
    whole = shown(post, uid)
    assert (whole.story, whole.where_text, whole.card.triage) == ("", "", 1)


def test_the_alarm_climbs_past_a_step_that_nobody_holds_rings_each_step_once_and_ends_when_somebody_reads(post):
    uid = opened(post, "trapped")
    deputy = worlds.officer(post.section, "head_of_post")
    type(deputy).objects.filter(id=deputy.id).update(telephone="+999550000002")
    actions.set_duty(worlds.system(), duty_uid=new_uid(), unit=post.section.uid, user=deputy.uid, step=2, from_at=NOW, to_at=minutes(600), at=NOW)
    for at in (1, 2, 16):
        jobs.alarm(None, at=minutes(at))
    assert [(a.step, a.user_id, a.state) for a in Alarm.objects.filter(case__uid=uid)] == [(2, deputy.id, "waiting")], "at once, past the empty first step"
    actions.read_case(post.officer, case=uid, at=minutes(20))
    jobs.alarm(None, at=minutes(90))
    assert [a.state for a in Alarm.objects.filter(case__uid=uid)] == ["acknowledged"]
