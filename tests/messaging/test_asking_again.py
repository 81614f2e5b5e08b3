"""The half-yearly question whether a stay still holds: in the person's language, by a safe way or not at all, and answered with one digit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from safeconduct.access import actors
from safeconduct.checkins.models import Answer
from safeconduct.crises import actions as crises
from safeconduct.jobs.runner import run_all
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import actions
from safeconduct.messaging.models import Delivery
from safeconduct.people import actions as people
from safeconduct.people.jobs import keep_duties
from safeconduct.people.models import Person
from safeconduct.standards import load
from tests import worlds
from tests.people.test_register import of, put, refreshed

pytestmark = pytest.mark.django_db
NOW = worlds.NOW
HOME = {"kind": "residence", "country": "HTI", "from_date": "2020-01-01"}
OWN = {"kind": "phone", "value": "+99955501001", "owner": "own"}


def day(n, at=NOW):
    return at + timedelta(days=n)


@pytest.fixture
def officer():
    return worlds.post().officer


def resident(officer, *contacts, **more):
    return put(officer, of(stays=(HOME,), contacts=contacts, languages=("am", "en"), **more))


def texts():
    return list(Delivery.objects.within(worlds.system()).order_by("id"))


def row(person):
    return Person.objects.within(worlds.system()).get(uid=person)


def sms(text, at, number="+99955501001"):
    uid = new_uid()
    return actions.receive_inbound(actors.gateway(), inbound=uid, channel="sms", provider_id=str(uid), address=number, text=text, at=at)


def test_the_question_goes_out_once_in_the_language_of_the_person(officer):
    person = resident(officer, OWN)
    for n in (179, 180, 181, 200):
        keep_duties(day(n))
    (one,) = texts()
    assert (one.person_id, one.language, one.channel, one.address) == (row(person).id, "am", "sms", OWN["value"])
    asked = load.sentence("sms.still").say("am", office="Ministry of Foreign Affairs of Utopia")
    assert one.text.startswith(asked) and load.sentence("start.never_ask").texts["am"] in one.text and "/my/h/" in one.text
    assert "U7654321" not in one.text and "Husen" not in one.text
    run_all(now=timezone.now() + timedelta(minutes=1))
    assert texts()[0].state == "handed_over"


@pytest.mark.parametrize(
    "contact",
    [{"may_write": False, "may_call": False}, None, "stop"],
    ids=["not safe to write or call", "no contact", "said stop"],
)
def test_nobody_is_asked_where_it_is_not_safe_and_silence_still_archives(officer, contact):
    person = resident(officer, *(() if contact is None else (OWN,) if contact == "stop" else (OWN | contact,)))
    if contact == "stop":
        sms("STOP", day(1))
    before = len(texts())
    for n in range(2, 545, 3):
        keep_duties(day(n))
    assert len(texts()) == before, "nothing was written"
    assert row(person).status == "archived" and row(person).missed == 2


def test_who_only_writes_first_is_not_written_to(officer):
    resident(officer, OWN, answer_by="only_when_i_write")
    keep_duties(day(180))
    assert texts() == []


def test_a_telephone_that_others_use_gets_the_text_that_tells_nothing(officer):
    resident(officer, OWN | {"owner": "shared"})
    keep_duties(day(180))
    (one,) = texts()
    assert one.neutral and one.text.startswith(load.sentence("sms.ask_neutral").texts["am"])
    assert "Ministry" not in one.text and "/my/" not in one.text


def test_who_may_only_be_called_stands_on_the_call_list(officer):
    resident(officer, OWN | {"may_write": False, "may_call": True})
    keep_duties(day(180))
    assert [one.channel for one in texts()] == ["call_list"]


@pytest.mark.parametrize("word", ["1", "፩", "አዎ"])
def test_one_digit_or_a_bare_yes_answers_it_and_is_not_taken_for_safe(officer, word):
    person = resident(officer, OWN)
    keep_duties(day(180))
    sms(word if word != "፩" else "1.", day(181))
    assert row(person).confirmed_at == day(181) and row(person).missed == 0
    assert not Answer.objects.within(worlds.system()).exists()
    keep_duties(day(360))
    assert len([one for one in texts() if "/my/h/" in one.text]) == 1, "asked again half a year after the answer, not before"
    keep_duties(day(361))
    assert len([one for one in texts() if "/my/h/" in one.text]) == 2


def test_a_cry_for_help_is_a_cry_for_help_also_when_a_question_waits(officer):
    person = resident(officer, OWN)
    keep_duties(day(180))
    sms("2", day(181))
    assert row(person).confirmed_at == NOW
    assert [one.said for one in Answer.objects.within(worlds.system())] == ["needs_assistance"]


def crisis_at(officer, at, *paths):
    return crises.open_crisis(
        worlds.system(), crisis=new_uid(), name="Storm", kind="natural_disaster", started_at=at, ends_on=date(2028, 12, 1), paths=list(paths),
        controller=worlds.Organisation.objects.get(id=officer.organisation_id).uid, data_officer="data@example.org", at=at,
    )  # fmt: skip


def test_in_a_crisis_words_that_say_safe_are_an_answer_there(officer):
    person = put(officer, of(stays=(HOME,), contacts=(OWN,), path="HTI/HT01"))
    keep_duties(day(180))
    crisis_at(officer, day(180), "HTI")
    sms("I am safe", day(181))
    assert [one.said for one in Answer.objects.within(worlds.system())] == ["safe"] and row(person).confirmed_at == NOW
    sms("1", day(182))
    assert Answer.objects.within(worlds.system()).count() == 1 and row(person).confirmed_at == day(182)


@pytest.mark.parametrize("step", [1, 30, 400])
def test_the_question_waits_while_a_crisis_is_under_way_there_and_goes_out_after_it(officer, step):
    here, there = put(officer, of(stays=(HOME,), contacts=(OWN,), path="HTI/HT01")), put(officer, of(stays=(HOME,), contacts=(OWN | {"value": "+99955501002"},), path="ETH/ET01"))
    crisis = crisis_at(officer, day(100), "HTI/HT01")
    for n in range(step, 500, step):
        if n >= 390 and row(here).asked_at is None and crises_open():
            assert not [one for one in texts() if one.person_id == row(here).id]
            crises.close_crisis(worlds.system(), crisis=crisis, at=day(390))
        keep_duties(day(n))
    keep_duties(day(500))
    assert row(here).asked_at == day(390) and row(here).missed == 0, "the time of the crisis is not counted as silence"
    assert len([one for one in texts() if one.person_id == row(here).id]) == 1
    assert (row(there).asked_at, row(there).missed) == (day(360), 1), "elsewhere it is asked as ever"


def crises_open():
    from safeconduct.crises.models import Crisis

    return Crisis.objects.filter(status="open").exists()


def test_a_crisis_of_an_exercise_keeps_no_real_question(officer):
    from safeconduct.access.models import Space
    from safeconduct.crises.models import Crisis

    person = put(officer, of(stays=(HOME,), contacts=(OWN,), path="HTI/HT01"))
    crisis_at(officer, day(100), "HTI")
    Crisis.objects.update(space=Space.objects.create(id=7, name="Drill"))
    keep_duties(day(180))
    assert row(person).asked_at == day(180)


def test_who_was_archived_and_answers_late_is_active_again(officer):
    person = resident(officer, OWN)
    for n in (180, 360, 540):
        keep_duties(day(n))
    assert row(person).status == "archived"
    sms("1", day(541))
    assert row(person).status == "active" and row(person).missed == 0


def test_the_personal_link_shows_nothing_answers_once_and_ends_with_the_answer(officer, client):
    person, now = resident(officer, OWN), timezone.now()
    Person.objects.within(worlds.system()).update(confirmed_at=day(-181, now))
    keep_duties(now)
    path = next(word for word in texts()[0].text.split() if "/my/h/" in word).split("localhost:8000")[1]
    page = client.get(path, headers={"Accept-Language": "am"})
    assert page.status_code == 200 and load.sentence("still.question").texts["am"] in page.content.decode()
    assert "Husen" not in page.content.decode() and OWN["value"] not in page.content.decode()
    assert row(person).confirmed_at < now, "opening the page answers nothing"
    done = client.post(path + "/am/")
    assert done.status_code == 200 and load.sentence("status.received").texts["am"] in done.content.decode()
    assert row(person).confirmed_at > now
    again, other = client.get(path + "/am/"), client.get("/my/am/")
    assert load.sentence("still.question").texts["am"] not in again.content.decode() and load.sentence("start.question").texts["am"] in again.content.decode()
    assert other.status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 32, "no-such-token", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_link_that_is_none_of_ours_opens_the_first_page(officer, client, token):
    resident(officer, OWN)
    keep_duties(day(180))
    for page in (client.get(f"/my/h/{token}/en/"), client.post(f"/my/h/{token}/en/")):
        assert page.status_code == 200 and "Are you safe?" in page.content.decode()
    assert not Person.objects.within(worlds.system()).filter(confirmed_at__gt=NOW).exists()


def test_nobody_confirms_who_was_not_asked(officer):
    from safeconduct.kernel.refusals import NotFound

    person = resident(officer, OWN)
    with pytest.raises(NotFound):
        people.say_it_holds(actors.public(), person=person, at=day(1))
    assert refreshed(officer) and row(person).confirmed_at == NOW
