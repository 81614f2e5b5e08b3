"""What check-ins do: answers once, standings, lists, the end of an asking."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from safeconduct.access import actors
from safeconduct.cases import queries as cases
from safeconduct.checkins import actions, queries, rules
from safeconduct.checkins.jobs import refresh
from safeconduct.checkins.models import Answer, Ask, Campaign, Standing
from safeconduct.crises import actions as crises
from safeconduct.jobs.runner import run_all
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging import actions as messaging
from safeconduct.messaging.jobs import fill
from safeconduct.messaging.models import Delivery, Message
from safeconduct.people import queries as people
from tests import worlds
from tests.messaging.world import phone, put
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
OTHER = "+99955501002"


class World:
    """A crisis in which some people are asked; the officer sees every label that there is by now."""

    def __init__(self):
        self.post = worlds.post()
        self.head = worlds.officer(self.post.section, "head_of_post")
        messaging.load_shipped(worlds.system(), at=NOW)
        self.crisis = crises.open_crisis(
            self.boss, crisis=new_uid(), name="Earthquake", kind="natural_disaster", started_at=NOW, ends_on=date(2027, 3, 1), paths=["HTI"], data_officer="dpo", at=NOW
        )
        self.campaign = new_uid()

    @property
    def boss(self):
        return worlds.acting(self.head, self.post.section)

    def person(self, *contacts, **more):
        return put(self.post.officer, *contacts, country="HTI", path="HTI/HT01", **more)

    def ask(self, *uids, days=7):
        actions.start_campaign(
            self.boss, campaign=self.campaign, crisis=self.crisis, audience={"people": [str(uid) for uid in uids]}, ends_at=NOW + timedelta(days=days), channels=["sms"],
            accept_machine=True, at=NOW,
        )  # fmt: skip
        actions.ask_people(self.boss, campaign=self.campaign, ids=[self.id(uid) for uid in uids], at=NOW)

    def id(self, uid):
        return people.card(self.post.officer, uid).id

    def stands(self, uid):
        row = Standing.objects.within(worlds.system()).get(crisis_uid=self.crisis, person_id=self.id(uid))
        return row.state, row.reason

    def say(self, uid, said, **more):
        told = {"client_id": new_uid(), "way": "officer", "crisis": self.crisis, "person": uid, "at": NOW} | more
        return actions.answer(self.post.officer, said=said, **told)

    def warden(self, **more):
        uid = new_uid()
        told = {"name": "A warden", "path": "HTI/HT01", "languages": [], "signed_on": date(2027, 1, 1), "signed_until": None} | more
        actions.appoint_warden(self.boss, warden=uid, at=NOW, **told)
        return uid

    def make_list(self, warden=None):
        uid = new_uid()
        actions.make_call_list(self.boss, call_list=uid, campaign=self.campaign, warden=warden or self.warden(), at=NOW)
        return queries.call_list(self.boss, uid, NOW)


@pytest.fixture
def world(db):
    return World()


def test_asking_twice_gives_one_link_and_one_standing(world):
    sara = world.person(phone())
    world.ask(sara)
    before = Ask.objects.within(worlds.system()).values_list("uid", "code").get()
    actions.ask_people(world.boss, campaign=world.campaign, ids=[world.id(sara)], at=NOW + timedelta(hours=1))
    assert Ask.objects.within(worlds.system()).values_list("uid", "code").get() == before and world.stands(sara) == ("not_yet", "not_delivered")


def test_nobody_asks_in_the_name_of_another_organisation_or_after_the_end(world):
    sara = world.person(phone())
    world.ask(sara)
    elsewhere = worlds.unit(worlds.organisation("Ministry of Elsewhere", state="ELS"))
    stranger = worlds.acting(worlds.officer(elsewhere, "head_of_post"), elsewhere)
    for verb, told in ((actions.ask_people, {"ids": []}), (actions.end_campaign, {})):
        with pytest.raises(NotFound):
            verb(stranger, campaign=world.campaign, at=NOW, **told)
    actions.end_campaign(world.boss, campaign=world.campaign, at=NOW)
    with pytest.raises(rules.CampaignOver):
        actions.ask_people(world.boss, campaign=world.campaign, ids=[world.id(sara)], at=NOW)


def test_the_same_answer_sent_again_changes_nothing_and_returns_the_same_code(world):
    sara, client = world.person(phone()), new_uid()
    first = world.say(sara, "needs_assistance", client_id=client, needs=["medical"])
    again = world.say(sara, "safe", client_id=client, at=NOW + timedelta(hours=1))
    assert first == again and first["code"] and Answer.objects.within(worlds.system()).count() == 1
    assert world.stands(sara) == ("needs_assistance", "")


def test_safe_told_by_another_does_not_account_and_the_own_word_does(world):
    sara = world.person(phone())
    world.ask(sara)
    world.say(sara, "safe", by="another")
    assert world.stands(sara) == ("not_yet", "by_another")
    world.say(sara, "left", by="another", at=NOW + timedelta(minutes=1))
    assert world.stands(sara) == ("not_yet", "by_another")
    world.say(sara, "safe", at=NOW + timedelta(minutes=2))
    assert world.stands(sara) == ("safe_staying", "")


def test_answers_may_arrive_in_any_order_and_all_are_kept(world):
    sara = world.person(phone())
    world.say(sara, "needs_assistance", at=NOW + timedelta(hours=2))
    world.say(sara, "safe", at=NOW)
    assert world.stands(sara) == ("needs_assistance", "")
    assert [a.said for a in queries.latest_answers(world.post.officer, world.id(sara))] == ["needs_assistance", "safe"]


def test_a_second_cry_for_help_is_heard_in_the_same_case_and_may_make_it_more_urgent(world):
    sara = world.person(phone())
    first = world.say(sara, "needs_assistance", needs=["papers"])
    second = world.say(sara, "needs_assistance", needs=["trapped"], words="Water!", at=NOW + timedelta(minutes=5))
    assert first["case"] == second["case"] and cases.case(world.post.officer, first["case"]).card.triage == 0


def test_what_is_no_answer_leaves_nothing(world):
    sara = world.person(phone())
    with pytest.raises(rules.NotSaid):
        world.say(sara, "fine")
    assert not Answer.objects.within(worlds.system()).exists()


def test_a_link_ends_with_its_campaign(world):
    sara = world.person(phone())
    world.ask(sara)
    ask = Ask.objects.within(worlds.system()).get().uid
    actions.answer(actors.public("en"), client_id=new_uid(), said="safe", way="link", ask=ask, at=NOW)
    assert world.stands(sara) == ("safe_staying", "")
    actions.end_campaign(world.boss, campaign=world.campaign, at=NOW + timedelta(hours=1))
    with pytest.raises(rules.CampaignOver):
        actions.answer(actors.public("en"), client_id=new_uid(), said="needs_assistance", way="link", ask=ask, at=NOW + timedelta(hours=2))


def test_whoever_comes_forward_is_counted_apart(world):
    world.ask(world.person(phone()))
    actions.come_forward(
        actors.public("en"), client_id=new_uid(), person=new_uid(), said="safe", owner=world.post.ministry.id, way="web", language="en", crisis=world.crisis, at=NOW
    )
    assert {(c.record, c.state): c.people for c in queries.counts(world.post.officer, world.crisis)} == {("on_file", "not_yet"): 1, ("provisional", "safe_staying"): 1}


def test_a_call_list_has_only_whom_it_is_safe_and_lawful_to_call(world):
    good = world.person(phone())
    kept_off = [
        world.person(phone(OTHER, may_call=False)), world.person(), world.person(phone("+99955501003"), regime="refugee"),
        world.person(phone("+99955501004"), answer_by="only_when_i_write"), world.person(phone("+99955501005"), answer_by="code"),
        world.person(phone("+99955501006")), world.person(phone("+99955501007")),
    ]  # fmt: skip
    world.ask(good, *kept_off)
    world.say(kept_off[-1], "safe")
    world.say(kept_off[-2], "declined", by="another")
    held = world.make_list()
    assert [p.telephones for p in held.people] == [("+99955501001",)] and (held.size, held.tried) == (1, 0)
    with pytest.raises(rules.NobodyToCall):
        world.make_list()


def test_no_list_without_a_signed_duty_outside_the_district_or_after_the_end(world):
    world.ask(world.person(phone()))
    for told in ({"signed_on": None}, {"signed_until": date(2027, 1, 13)}):
        with pytest.raises(rules.NoDuty):
            world.make_list(world.warden(**told))
    with pytest.raises(rules.NobodyToCall):
        world.make_list(world.warden(path="HTI/HT0"))
    actions.end_campaign(world.boss, campaign=world.campaign, at=NOW)
    with pytest.raises(rules.CampaignOver):
        world.make_list()


def test_a_call_that_brought_an_answer_accounts_for_the_person_and_a_list_ends_with_its_campaign(world):
    sara = world.person(phone())
    world.ask(sara)
    held = world.make_list()
    item = held.people[0].uid
    actions.record_call(world.boss, item=item, outcome="not_reached", at=NOW)
    assert world.stands(sara)[0] == "not_yet"
    actions.record_call(world.boss, item=item, outcome="answered", said="safe", at=NOW)
    assert world.stands(sara) == ("safe_staying", "") and queries.call_list(world.boss, held.uid, NOW).people[0].tries == 2
    actions.end_campaign(world.boss, campaign=world.campaign, at=NOW + timedelta(hours=1))
    assert Campaign.objects.get().state == "ended"
    later = NOW + timedelta(hours=2)
    for look in (lambda: queries.call_list(world.boss, held.uid, later), lambda: actions.record_call(world.boss, item=item, outcome="answered", at=later)):
        with pytest.raises(NotFound):
            look()


def test_whoever_declines_after_a_list_was_made_stands_on_it_no_more(world):
    stays, goes = world.person(phone()), world.person(phone(OTHER))
    world.ask(stays, goes)
    held = world.make_list()
    assert held.size == 2
    world.say(goes, "declined")
    assert [p.telephones for p in queries.call_list(world.boss, held.uid, NOW).people] == [("+99955501001",)]


def test_a_list_ends_with_the_signed_duty(world):
    world.ask(world.person(phone()))
    held = world.make_list(world.warden(signed_until=NOW.date()))
    assert held.until.date() == NOW.date() + timedelta(days=1)
    with pytest.raises(NotFound):
        queries.call_list(world.boss, held.uid, held.until)


def test_an_answer_from_a_number_that_is_on_no_record_is_marked(world):
    known = world.person(phone())
    world.ask(known)
    for number in ("+99955501001", "+99955509999"):
        uid = new_uid()
        messaging.receive_inbound(actors.gateway(), inbound=uid, channel="sms", provider_id=str(uid), address=number, text="2", at=NOW)
    run_all(now=NOW)
    marked = {a.person_id == world.id(known): a.new_number for a in Answer.objects.within(worlds.system()).filter(way="sms")}
    assert marked == {True: False, False: True}


LATER = NOW + timedelta(hours=rules.ASK_AGAIN_HOURS)
QUIET = SimpleNamespace(step=lambda *_: None)


def asked_again(world, at=LATER):
    """Ask again and let the texts go; whom they went to."""
    message = new_uid()
    count = actions.ask_again(world.boss, campaign=world.campaign, message=message, accept_machine=True, at=at)
    return count, message


def test_only_who_is_silent_is_asked_again_and_never_an_unsafe_telephone(world):
    silent, unsafe, answered, declined = (
        world.person(phone()), world.person(phone(OTHER, may_write=False, may_call=False)), world.person(phone("+99955501003")), world.person(phone("+99955501004"))
    )  # fmt: skip
    not_first = world.person(phone("+99955501005"), answer_by="only_when_i_write")
    world.ask(silent, unsafe, answered, declined, not_first)
    world.say(answered, "safe")
    world.say(declined, "declined", by="another")
    shown = queries.again(world.boss, queries.campaign(world.boss, world.campaign), LATER)
    assert (shown.silent, shown.with_machine, shown.not_safe, shown.asked_at) == (3, 1, 2, NOW)
    count, message = asked_again(world)
    fill(QUIET, Message.objects.get(uid=message), LATER)
    assert count == 3 and [row.person_id for row in Delivery.objects.within(worlds.system()).filter(message__uid=message)] == [world.id(silent)]
    [row] = Delivery.objects.within(worlds.system()).filter(message__uid=message)
    assert Ask.objects.within(worlds.system()).get(person_id=row.person_id).code in row.text or "/my/i/" in row.text


def test_nobody_is_asked_again_within_the_interval(world):
    world.ask(world.person(phone()))
    for at in (NOW, LATER - timedelta(seconds=1)):
        with pytest.raises(rules.TooSoon):
            asked_again(world, at)
    asked_again(world)
    with pytest.raises(rules.TooSoon):
        asked_again(world, LATER + timedelta(hours=1))


def test_asking_again_ends_where_nobody_is_silent_or_the_asking_is_over(world):
    sara = world.person(phone())
    world.ask(sara)
    world.say(sara, "safe")
    with pytest.raises(rules.NobodyToAsk):
        asked_again(world)
    actions.end_campaign(world.boss, campaign=world.campaign, at=LATER)
    with pytest.raises(rules.CampaignOver):
        asked_again(world)


def test_a_second_text_that_arrives_counts_as_delivered(world):
    sara = world.person(phone())
    world.ask(sara)
    _count, message = asked_again(world)
    fill(QUIET, Message.objects.get(uid=message), LATER)
    Delivery.objects.within(worlds.system()).filter(message__uid=message).update(state="delivered")
    refresh(None, at=LATER)
    assert world.stands(sara) == ("not_yet", "no_answer")


def test_the_page_shows_the_numbers_before_anything_is_sent(world, client):
    world.ask(world.person(phone()))
    client.force_login(world.head, backend="django.contrib.auth.backends.ModelBackend")
    assert f"/checkins/{world.campaign}/again/" in client.get(f"/checkins/crisis/{world.crisis}/").content.decode()
    shown = client.get(f"/checkins/{world.campaign}/again/").content.decode()
    assert "<b>1</b> person has not answered or was not reached." in shown and "every 12 hours" in shown
    before = Message.objects.count()
    refused = client.post(f"/checkins/{world.campaign}/again/", {"accept_machine": "on"})
    assert refused.status_code == 422 and "They were asked less than 12 hours ago." in refused.content.decode() and Message.objects.count() == before
