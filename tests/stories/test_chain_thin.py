"""The whole chain in one process: an alert, who is inside, an SMS in the person's language, the reply, the case, the answer."""

from datetime import timedelta

import pytest

from safeconduct.cases import actions as cases
from safeconduct.cases import queries as cases_queries
from safeconduct.checkins import actions, queries
from safeconduct.crises import actions as crises
from safeconduct.hazards import queries as hazards
from safeconduct.jobs.runner import run_all
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import actions as messaging
from safeconduct.messaging.channels import outbox
from safeconduct.messaging.models import Delivery
from safeconduct.people import actions as people
from safeconduct.people.rules import NewPerson
from safeconduct.standards import load
from tests import worlds
from tests.hazards.test_chain import cap, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    from django.utils import timezone

    now = timezone.now()
    post = worlds.post()
    head = worlds.acting(worlds.officer(post.section, "head_of_post"), post.section, now)
    messaging.load_shipped(worlds.system(), at=now)
    crisis = crises.open_crisis(
        head, crisis=new_uid(), name="Earthquake", kind="natural_disaster", started_at=now, ends_on=(now + timedelta(days=60)).date(), paths=["HTI"], data_officer="dpo", at=now
    )

    def put(name, phone, language="am", lon=-72.5, **more):
        contacts = ({"kind": "phone", "value": phone, **more},) if phone else ()
        told = NewPerson(
            names=({"full": name},), nationalities=("UTO",), languages=(language,), country="HTI", path="HTI/HT01", contacts=contacts,
            position={"lon": lon, "lat": 18.5, "accuracy_m": 50, "source": "told", "as_of": now},
        )  # fmt: skip
        return people.register_person(post.officer, person=new_uid(), told=told, at=now)

    sara = put("Sara Wolde", "+999555010001")
    put("Abel Tesfa", "+999555010002", may_write=False, may_call=False)
    put("Marta Alemu", "")
    put("Far Away", "+999555010004", lon=-60)
    receive(post.officer, cap().replace(b"2027-01-15", b"2099-01-15").replace(b"2027-01-14", now.strftime("%Y-%m-%d").encode()), at=now)
    officer = worlds.acting(post.user, post.section, now)
    hazard = hazards.hazards(officer)[0]
    return {"post": post, "now": now, "crisis": crisis, "hazard": hazard, "sara": sara, "officer": officer}


def ask_everybody(world):
    officer = worlds.acting(world["post"].user, world["post"].section, world["now"])
    actions.start_campaign(
        officer, campaign=new_uid(), crisis=world["crisis"], audience={"inside": str(world["hazard"].uid), "possible": True}, ends_at=world["now"] + timedelta(days=7),
        accept_machine=True, at=world["now"],
    )  # fmt: skip
    run_all()
    return officer


def sms(text, number="+999555010001", at=None):
    from safeconduct.access import actors

    uid = new_uid()
    return messaging.receive_inbound(actors.gateway(), inbound=uid, channel="sms", provider_id=str(uid), address=number, text=text, at=at)


def test_an_alert_reaches_a_person_in_amharic_and_the_reply_2_becomes_a_case_that_is_answered(world):
    officer = ask_everybody(world)
    rows = list(Delivery.objects.within(officer))
    assert len(rows) == 1 and rows[0].language == "am" and rows[0].channel == "sms"
    assert "2" in outbox.read(rows[0].uid)["text"] and "Safeconduct" not in outbox.read(rows[0].uid)["text"]
    sms("2", at=world["now"] + timedelta(minutes=5))
    officer = worlds.acting(world["post"].user, world["post"].section, world["now"])
    case = cases_queries.queue(officer)[0]
    assert case.way == "sms" and case.language == "am" and case.state == "received"
    assert (case.triage, case.provisional) == (2, True), "who only says that help is needed does not stand last"
    asked = load.sentence("help.question").say("am")
    receipt = Delivery.objects.within(officer).order_by("-id").first().text
    assert case.code in receipt and asked in receipt, "the receipt asks what is needed, in the language of the person"
    sms("ውሃ", at=world["now"] + timedelta(minutes=6))
    assert "ውሃ" in [note.text for note in cases_queries.case(officer, case.uid).notes], "what answers the question stands in the case"
    cases.answer(officer, case=case.uid, text="እርዳታ እየመጣ ነው", language="am", at=world["now"] + timedelta(minutes=9))
    run_all()
    texts = [outbox.read(row.uid)["text"] for row in Delivery.objects.within(officer).order_by("id")]
    assert any(case.code in text for text in texts), "the receipt carries the code"
    assert any("እርዳታ እየመጣ ነው" in text for text in texts)
    cases.close(officer, case=case.uid, outcome="helped", at=world["now"] + timedelta(minutes=30))
    sms("1", at=world["now"] + timedelta(minutes=40))
    assert cases_queries.case(officer, case.uid).card.help_came is True


def test_who_is_not_accounted_for_is_split_by_why(world):
    officer = ask_everybody(world)
    from safeconduct.checkins.jobs import refresh

    refresh(None, at=world["now"])
    counts = {c.reason: c.people for c in queries.counts(officer, world["crisis"]) if c.state == "not_yet"}
    assert counts == {"no_answer": 0, "not_delivered": 1, "not_safe": 1, "no_contact": 1} or counts == {"not_delivered": 1, "not_safe": 1, "no_contact": 1}


def test_the_same_reply_twice_is_one_answer(world):
    officer = ask_everybody(world)
    from safeconduct.access import actors

    uid = new_uid()
    for _ in range(2):
        messaging.receive_inbound(actors.gateway(), inbound=uid, channel="sms", provider_id="same", address="+999555010001", text="1", at=world["now"])
    counts = {c.state: c.people for c in queries.counts(officer, world["crisis"])}
    assert counts["safe_staying"] == 1


def test_a_cry_for_help_from_an_unknown_number_opens_a_case_at_once_and_is_counted_apart(world):
    officer = ask_everybody(world)
    sms("help", number="+999555019999", at=world["now"])
    officer = worlds.acting(world["post"].user, world["post"].section, world["now"])
    forward = [c for c in queries.counts(officer, world["crisis"]) if c.record == "provisional"]
    assert [c.state for c in forward] == ["needs_assistance"]
    assert len(cases_queries.queue(officer)) == 1


def test_a_personal_link_ends_with_its_campaign_and_shows_nothing(world, client):
    officer = ask_everybody(world)
    row = Delivery.objects.within(officer).get()
    link = next(word for word in row.text.split() if "/my/i/" in word)
    path = link.split("localhost:8000")[1]
    page = client.get(path)
    assert page.status_code == 200 and b"Sara" not in page.content and b"Safeconduct" not in page.content
    campaign = queries.campaigns(officer)[0]
    actions.end_campaign(officer, campaign=campaign.uid, at=world["now"])
    assert queries.ask_by_token(path.rsplit("/", 1)[1], world["now"]).over


def test_help_takes_three_screens_and_the_code_comes_back(world, client):
    start = client.get("/my/am/")
    assert start.status_code == 200
    needs = client.post("/my/am/a", {"answer": "help", "id": str(new_uid())})
    assert needs.status_code == 200 and b'name="need"' in needs.content
    sent = client.post("/my/am/a", {"answer": "help", "sent": "1", "id": str(new_uid()), "need": ["medical", "trapped"], "where": "near the port", "people": "3"})
    officer = worlds.acting(world["post"].user, world["post"].section, world["now"])
    case = cases_queries.queue(officer)[0]
    assert sent.status_code == 200 and case.code.encode() in sent.content
    assert (case.triage, case.people) == (0, 3)
    receipt = sent.content.decode().split('name="r" value="')[1].split('"')[0]
    saved = client.post("/my/am/a", {"r": receipt, "how": "call", "tel": "+999555018888"})
    assert saved.status_code == 200
    whole = cases_queries.case(officer, case.uid)
    assert whole.card.answer_by == "call" and [c.value for c in whole.person.contacts] == ["+999555018888"]
    status = client.post("/my/am/code", {"code": case.code.lower()})
    assert status.status_code == 200 and case.code.encode() in status.content
    assert client.post("/my/am/code", {"code": "ABC-DEFG"}).status_code == 422
    gone = client.post("/my/am/record", {"r": receipt, "do": "delete"})
    assert gone.status_code == 200 and cases_queries.queue(officer) == []
