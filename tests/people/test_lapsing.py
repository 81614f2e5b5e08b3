"""A consent that was given until a day: asked again a month before where that is safe, and over after it as if it had been taken back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from safeconduct.access import actors
from safeconduct.crises import actions as crises
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import actions as messaging
from safeconduct.messaging import queries as messages
from safeconduct.messaging.models import Delivery
from safeconduct.people import actions, queries
from safeconduct.people.jobs import keep_duties, lapse
from safeconduct.people.models import Consent, Person
from safeconduct.people.rules import NotARecord, after_crises, renewed_until
from safeconduct.standards import load
from tests import worlds
from tests.people.test_register import of, put, refreshed
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
OWN = {"kind": "phone", "value": "+99955501001", "owner": "own"}
END = date(2027, 4, 1)


def on(day, hour=13):
    return NOW.replace(year=day.year, month=day.month, day=day.day, hour=hour)


def days(n):
    return END + timedelta(days=n)


def agreed(officer, *contacts, until=END, **more):
    """Somebody on file who agreed to be warned, until a day."""
    person = put(officer, of(contacts=contacts or (OWN,), stays=({"kind": "residence", "country": "HTI"},), languages=("am", "en"), path="HTI/HT01", purpose="warn", basis="consent_explicit", **more))
    Consent.objects.within(worlds.system()).filter(person__uid=person).update(valid_until=until)
    return person


def consents(person):
    return list(Consent.objects.within(worlds.system()).filter(person__uid=person).order_by("id"))


def texts():
    return list(Delivery.objects.within(worlds.system()).order_by("id"))


def sms(text, at):
    uid = new_uid()
    messaging.receive_inbound(actors.gateway(), inbound=uid, channel="sms", provider_id=str(uid), address=OWN["value"], text=text, at=at)


def audience(officer, at):
    return messages.audience(refreshed(officer), {"path": "HTI"}, at)


@pytest.fixture
def officer(post):
    return post.officer


@pytest.mark.parametrize("step", [1, 10, 100])
def test_it_is_asked_for_once_a_month_before_and_lapses_at_the_end_of_its_last_day(officer, step):
    person = agreed(officer)
    for n in range(-70, 31, step):
        keep_duties(on(days(n)))
    keep_duties(on(days(30)))
    (one,) = consents(person)
    assert one.lapsed_at.isoformat() == "2027-04-02T12:00:00+00:00" and one.withdrawn_at is None
    assert audience(officer, on(days(30))).no_ground == 1
    if step < 30:
        assert one.asked_at is not None and days(-30) <= one.asked_at.date() <= days(-30 + step)
        (text,) = texts()
        start, yes = (load.sentence(key).texts["am"] for key in ("register.start", "page.yes"))
        assert (text.language, text.channel) == ("am", "sms") and start in text.text and f"1: {yes}" in text.text and "/my/" not in text.text
    else:
        assert texts() == [], "who is not asked in time is not asked after it"


def test_it_is_over_for_audiences_at_once_also_before_any_job_has_run(officer):
    agreed(officer)
    assert audience(officer, on(days(1), 11)).total == 1
    assert (audience(officer, on(days(1), 12)).total, audience(officer, on(days(1), 12)).no_ground) == (0, 1)


def test_a_yes_gives_it_again_for_as_long_as_before_and_the_earlier_one_stays_as_it_was_given(officer):
    person = agreed(officer)
    keep_duties(on(days(-20)))
    sms("1", on(days(-10)))
    old, new = consents(person)
    assert (new.purpose, new.how, new.given_at, new.valid_until) == ("warn", "explicit", on(days(-10)), days(-10) + (END - NOW.date()))
    assert old.valid_until == END and old.given_at == NOW
    keep_duties(on(days(5)))
    assert consents(person)[0].lapsed_at is not None and consents(person)[1].lapsed_at is None
    assert audience(officer, on(days(5))).total == 1
    sms("1", on(days(6)))
    assert len(consents(person)) == 2, "nothing more was asked"


def test_the_other_question_gives_no_consent_again(officer):
    person = agreed(officer, until=date(2027, 8, 20))
    at = NOW + timedelta(days=200)
    keep_duties(at - timedelta(days=10))  # asks for the consent at first
    Person.objects.within(worlds.system()).update(asked_at=at)  # and then whether the person still lives there
    sms("1", at + timedelta(days=1))
    assert len(consents(person)) == 1


@pytest.mark.parametrize(
    ("contact", "channels"),
    [({"may_write": False, "may_call": False}, []), ({"owner": "shared"}, ["call_list"]), ({"may_say_who": False}, ["call_list"]), ({"may_write": False, "may_call": True}, ["call_list"])],
    ids=["not safe", "others read it", "may not say who", "call only"],
)
def test_it_is_asked_by_a_safe_way_only_and_never_by_a_text_that_tells_nothing(officer, contact, channels):
    agreed(officer, OWN | contact)
    keep_duties(on(days(-20)))
    assert [one.channel for one in texts()] == channels and not any(one.neutral for one in texts())


def test_while_a_crisis_is_under_way_it_is_not_asked_for_but_lapses_all_the_same(officer):
    person = agreed(officer)
    crisis = crises.open_crisis(
        worlds.system(), crisis=new_uid(), name="Storm", kind="natural_disaster", started_at=NOW, ends_on=date(2027, 12, 1), paths=["HTI"], data_officer="dpo", at=NOW,
        controller=worlds.Organisation.objects.get(id=officer.organisation_id).uid,
    )  # fmt: skip
    keep_duties(on(days(-20)))
    assert texts() == [] and consents(person)[0].asked_at is None
    crises.close_crisis(worlds.system(), crisis=crisis, at=on(days(-5)))
    keep_duties(on(days(-5)))
    assert len(texts()) == 1
    keep_duties(on(days(2)))
    assert consents(person)[0].lapsed_at is not None


def test_what_a_state_may_see_lapses_too_and_a_text_does_not_ask_for_it(post):
    house = worlds.organisation("Relief Agency", "io", "")
    unit = worlds.unit(house, ["protection"])
    user = worlds.officer(unit, "case_worker")
    worker = lambda: worlds.acting(user, unit)  # noqa: E731
    person = put(worker(), of(nationalities=("UTO",), contacts=(OWN,)))
    actions.agree(worlds.system(), consent=new_uid(), person=person, purpose="assist", recipients=["state:UTO"], text_version="1", language="am", valid_until=END, at=NOW)
    hidden = lambda: Person.objects.within(worlds.system()).get(uid=person).label.hidden_from  # noqa: E731
    assert "UTO" not in hidden()
    keep_duties(on(days(-10)))
    assert texts() == []
    keep_duties(on(days(2)))
    assert "UTO" in hidden() and queries.cards(post.officer, uids=[person]) == [] and len(queries.cards(worker(), uids=[person])) == 1


def test_what_waits_to_be_sent_ends_when_the_ground_ends(officer, monkeypatch):
    person = agreed(officer)
    messaging.say(refreshed(officer), delivery=new_uid(), person=person, text="Hello", language="en", at=on(days(0)))
    assert [one.state for one in texts()] == ["waiting"]
    monkeypatch.setattr("django.utils.timezone.now", lambda: on(days(1), 12))
    lapse(None)
    assert [(one.state, one.fault) for one in texts()] == [("withdrawn", "withdrawn")]


def test_the_card_says_until_when_and_an_officer_writes_it_there(client, officer):
    person = put(officer, of(contacts=(OWN,)))
    day = (timezone.now() + timedelta(days=20)).date()
    given = {"purpose": "warn", "language": "am", "valid_until": day.isoformat()}
    assert client.post(reverse("people:agree", args=[person]), given).status_code == 302
    assert consents(person)[-1].valid_until == day
    assert "ends soon" in client.get(reverse("people:person", args=[person])).content.decode()
    past = client.post(reverse("people:agree", args=[person]), given | {"valid_until": "2020-01-01"})
    assert past.status_code == 422 and "still to come" in past.content.decode()
    Consent.objects.within(worlds.system()).filter(valid_until=day).update(lapsed_at=NOW)
    assert "lapsed" in client.get(reverse("people:person", args=[person])).content.decode()


def test_a_day_that_is_over_is_refused(officer):
    person = put(officer)
    with pytest.raises(NotARecord):
        actions.agree(refreshed(officer), consent=new_uid(), person=person, purpose="warn", recipients=[], text_version="1", language="am", valid_until=date(2027, 1, 12), at=NOW)


def test_a_question_waits_through_crises_that_follow_one_another():
    t = [NOW + timedelta(days=n) for n in range(9)]
    assert after_crises(t[2], []) == t[2]
    assert after_crises(t[2], [(t[1], t[4]), (t[3], t[6])]) == t[6]
    assert after_crises(t[2], [(t[1], t[2])]) == t[2] and after_crises(t[2], [(t[3], None)]) == t[2]
    assert after_crises(t[2], [(t[0], t[1]), (t[1], t[3]), (t[3], None)]) is None
    assert renewed_until(date(2027, 1, 1), date(2027, 7, 1), date(2027, 6, 15)) == date(2027, 12, 13)
