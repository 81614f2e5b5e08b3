"""The pages of cases: who is on duty and who says so, and what became of requests that are closed."""

import gzip
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.access.models import Printed
from safeconduct.cases import actions, queries, rules
from safeconduct.cases.models import Case
from safeconduct.checkins import actions as checkins
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import ask
from safeconduct.messaging.models import Delivery
from safeconduct.people import queries as people
from safeconduct.people.models import Person
from safeconduct.standards import load
from safeconduct.web import printed
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return worlds.post()


@pytest.fixture
def signed_in(client, post):
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def request_of(post, at, *needs):
    return checkins.come_forward(
        actors.public("en"), client_id=new_uid(), person=new_uid(), said="needs_assistance", owner=post.ministry.id, way="web", language="en", contact="+999550010001",
        needs=list(needs), answer_by="write", at=at,
    )  # fmt: skip


def test_whoever_may_puts_a_colleague_on_duty_and_the_page_says_so(signed_in, post):
    deputy = worlds.officer(post.section, "consular_officer", username="second")
    answer = signed_in.post("/cases/duty/", {"user": str(deputy.uid), "step": "2", "begins": "0", "hours": "12"})
    assert answer.status_code == 302
    [held] = queries.on_duty(post.ministry.id, timezone.now())
    assert (held.user_id, held.step) == (deputy.id, 2) and held.to_at - held.from_at == timedelta(hours=12)
    shown = signed_in.get("/cases/duty/").content.decode()
    assert "Officer consular_officer" in shown and "no telephone" in shown


def test_nobody_of_another_organisation_is_put_on_duty(signed_in, post):
    elsewhere = worlds.unit(worlds.organisation("Relief agency", "io", ""), ("protection",), "Field office")
    stranger = worlds.officer(elsewhere, "case_worker")
    assert signed_in.post("/cases/duty/", {"user": str(stranger.uid), "step": "1", "begins": "0", "hours": "12"}).status_code == 422
    now = timezone.now()
    ours = worlds.officer(post.section, "consular_officer")
    for unit, user in ((elsewhere, stranger), (post.section, stranger), (elsewhere, ours)):
        with pytest.raises(NotFound):
            actions.set_duty(worlds.acting(post.user, post.section, now), duty_uid=new_uid(), unit=unit.uid, user=user.uid, step=1, from_at=now, to_at=now, at=now)


def test_who_may_only_look_is_offered_no_form(client, post):
    looker = worlds.officer(post.section, "consular_officer")
    client.force_login(looker, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/cases/duty/")
    assert page.status_code == 200 and b'name="step"' not in page.content
    assert client.post("/cases/duty/", {"user": str(looker.uid), "step": "1", "begins": "0", "hours": "1"}).status_code == 200
    assert not queries.on_duty(post.ministry.id, timezone.now())


def test_closed_requests_are_listed_with_how_they_ended_and_what_the_person_says(signed_in, post):
    now = timezone.now()
    told, other = request_of(post, now), request_of(post, now)
    officer = worlds.acting(post.user, post.section, now)
    actions.close(officer, case=told["case"], outcome="helped", at=now)
    open_page, closed = signed_in.get("/cases/").content.decode(), signed_in.get("/cases/?state=closed").content.decode()
    assert told["code"] not in open_page and other["code"] in open_page
    assert told["code"] in closed and other["code"] not in closed and "The person was asked." in closed
    actions.say_whether_help_came(worlds.system(), case=told["case"], came=True, at=now)
    assert "The person says yes." in signed_in.get("/cases/?state=closed").content.decode()
    assert "The person says yes." in signed_in.get(f"/cases/{told['case']}/").content.decode()


def test_a_no_opens_the_request_again_and_the_case_says_why(signed_in, post):
    now = timezone.now()
    told = request_of(post, now)
    actions.close(worlds.acting(post.user, post.section, now), case=told["case"], outcome="helped", at=now)
    actions.say_whether_help_came(worlds.system(), case=told["case"], came=False, at=now)
    assert told["code"] in signed_in.get("/cases/").content.decode()
    assert "The person says no." in signed_in.get(f"/cases/{told['case']}/").content.decode()


def person_of(told):
    """The uid of whoever a case is about."""
    held = queries.case(worlds.system(), told["case"]).card.person_id
    return Person.objects.within(worlds.system()).values_list("uid", flat=True).get(id=held)


def texts_of(post):
    return [row.text for row in Delivery.objects.within(worlds.system()).order_by("id")]


def told_how(post, now):
    """Somebody at the open door leaves a number and asks to be written to: whose telephone it is nobody knows."""
    told = checkins.come_forward(actors.public("am"), client_id=new_uid(), person=new_uid(), said="needs_assistance", owner=post.ministry.id, way="web", language="am", at=now)
    checkins.say_how(actors.public("am"), answer=told["answer"], how="write", telephone="+999550010001", at=now)
    return told


def test_who_left_a_number_is_answered_and_a_telephone_that_others_may_read_says_only_where(signed_in, post):
    told = told_how(post, timezone.now())
    assert signed_in.post(f"/cases/{told['case']}/answer/", {"text": "A doctor comes at noon.", "hours": "4"}).status_code == 302
    [text] = texts_of(post)
    assert "/my/am/code" in text and "doctor" not in text and post.ministry.name not in text and told["code"] not in text
    assert "A doctor comes at noon." in [said for _at, said in queries.by_code(actors.duty("my.receipt"), told["code"]).answers]


def test_the_officer_may_choose_the_words_for_a_telephone_that_others_may_read(signed_in, post):
    told = told_how(post, timezone.now())
    signed_in.post(f"/cases/{told['case']}/answer/", {"text": "A doctor comes at noon.", "neutral": "See you at noon.", "hours": "4"})
    [text] = texts_of(post)
    assert text.startswith("See you at noon.") and "doctor" not in text


def test_who_left_a_number_is_asked_whether_help_came_in_words_that_tell_nobody_anything(post):
    now = timezone.now()
    told = told_how(post, now)
    actions.close(worlds.acting(post.user, post.section, now), case=told["case"], outcome="helped", at=now)
    [text] = texts_of(post)
    assert text.startswith(load.sentence("sms.ask_neutral").say("am"))


@pytest.mark.parametrize(("triage", "minutes", "step"), [(0, 14, 0), (0, 15, 1), (0, 25, 2), (0, 35, 3), (0, 600, 3), (1, 59, 0), (1, 60, 1), (2, 600, 0)])
def test_the_ladder_by_the_clock(triage, minutes, step):
    opened = worlds.NOW
    now = opened + timedelta(minutes=minutes)
    assert rules.alarm_step(triage_class=triage, opened_at=opened, read_at=None, state="received", now=now) == step


def test_a_user_who_is_closed_is_not_on_call(post):
    now = timezone.now()
    gone = worlds.officer(post.section, "consular_officer")
    actions.set_duty(worlds.system(), duty_uid=new_uid(), unit=post.section.uid, user=gone.uid, step=1, from_at=now, to_at=now + timedelta(hours=1), at=now)
    assert not queries.on_call(post.ministry.id, now, 1), "no telephone"
    type(gone).objects.filter(id=gone.id).update(telephone="+999550000001")
    assert queries.on_call(post.ministry.id, now, 1)
    access.close_user(worlds.system(), user=gone.uid, at=now)
    assert not queries.on_call(post.ministry.id, now, 1)


def test_promised_news_that_has_passed_is_late_in_the_queue_on_the_case_and_in_what_waits_for_me(signed_in, post):
    now = timezone.now()
    late = request_of(post, now - timedelta(hours=25), "papers")
    in_time = request_of(post, now - timedelta(hours=1), "papers")
    shown = signed_in.get("/cases/").content.decode()
    assert shown.count("late by 60 minutes") == 1 and "1 person was promised news that is late." in shown
    assert "late by 60 minutes" in signed_in.get(f"/cases/{late['case']}/").content.decode()
    assert "late by" not in signed_in.get(f"/cases/{in_time['case']}/").content.decode()
    actor = worlds.acting(post.user, post.section, now)
    waits = {item["title"]: (item["number"], item["late"]) for items in ask("access.waiting", actor, now) for item in items}
    assert waits["requests with late news"] == (1, True)
    actions.answer(actor, case=late["case"], text="We are on it.", language="en", leave_only=True, at=now)
    assert queries.late(actor, now) == 0
    assert "late by" not in signed_in.get("/cases/").content.decode()


def test_a_request_is_printed_without_a_name_numbered_and_listed_among_the_papers_that_are_out(signed_in, post, monkeypatch):
    now, given = timezone.now(), {}
    told = request_of(post, now, "medical")
    actor = worlds.acting(post.user, post.section, now)
    actions.answer(actor, case=told["case"], text="A doctor comes.", language="en", leave_only=True, at=now)
    actions.add_note(actor, case=told["case"], text="Sounds afraid.", at=now)
    checkins.answer(worlds.system(), client_id=new_uid(), said="needs_assistance", way="web", person=person_of(told), words="ውሃ", at=now)
    before = printed.render_pdf
    monkeypatch.setattr(printed, "render_pdf", lambda template, data, *a, **k: given.update(data) or before(template, data, *a, **k))
    assert "/paper.pdf" in signed_in.get(f"/cases/{told['case']}/").content.decode()
    paper = signed_in.post(f"/cases/{told['case']}/paper.pdf")
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF-")
    [held] = Printed.objects.filter(destroyed_at=None)
    assert (held.kind, held.number, held.printed_by) == ("case", given["number"], post.user.uid) and held.destroy_by > now + timedelta(days=6)
    assert (given["code"], given["class_"]) == (told["code"], "T1") and "R11" in given["reasons"] and given["provisional"]
    assert [line["text"] for line in given["lines"]] == ["No words.", "A doctor comes.", "…"] and given["left_out"].startswith("1 text is not printed")
    assert "Sounds afraid." not in str(given) and "+999550010001" not in str(given)


@pytest.mark.parametrize("lang", ["en", "ar", "fr", "es", "ru"])
def test_a_request_prints_in_the_language_of_the_officer(lang):
    at = worlds.NOW
    paper = printed.CasePaper("AB12", "K9", "Ministry of Utopia", "B. Reyes", at, at.date(), "read", "T1", "Hurt (R11)", True, "Hurt", 3, at, [(at, "We", "#panic() <a>")])
    assert printed.case_paper_pdf(paper, lang).startswith(b"%PDF-")


def test_nobody_elsewhere_prints_a_request(client, post):
    told = request_of(post, timezone.now())
    elsewhere = worlds.unit(worlds.organisation("Relief agency", "io", ""), ("protection",), "Field office")
    client.force_login(worlds.officer(elsewhere, "case_worker"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/cases/{told['case']}/paper.pdf").status_code == 404 and not Printed.objects.exists()


HERE = {"answer": "help", "sent": "1", "need": "medical", "lat": "18.54321", "lon": "-72.33881", "acc": "137.4"}


def case_shown(signed_in, client, sent):
    """What the officer sees of a request that came by the open door with these fields."""
    received = client.post("/my/en/a", {**HERE, "id": str(new_uid()), **sent})
    assert received.status_code == 200
    card = queries.queue(worlds.system())[-1]
    return card, signed_in.get(f"/cases/{card.uid}/").content.decode()


def test_a_place_that_the_telephone_sends_is_shown_as_rough_as_it_is(signed_in, post):
    card, shown = case_shown(signed_in, Client(), {})
    assert "near 18.543, -72.339, within about 200 m, as of" in shown and "18.5432" not in shown
    held = people.where_is(worlds.system(), card.person_id)
    assert (held["accuracy_m"], held["source"]) == (138, "answer")


@pytest.mark.parametrize("sent", [{"lat": "", "lon": "", "acc": ""}, {"lat": "91"}, {"lon": "nan"}, {"acc": "0"}, {"acc": "900000"}, {"acc": ""}, {"lat": "18,5"}, {"by": "another"}])
def test_a_request_without_a_whole_place_is_a_request(signed_in, post, sent):
    card, shown = case_shown(signed_in, Client(), sent)
    assert "Last known place" not in shown and people.where_is(worlds.system(), card.person_id) is None


@pytest.mark.parametrize("lang", ["en", "ar", "am"])
def test_the_button_says_why_may_be_left_out_and_needs_no_script_of_the_page(client, post, lang):
    page = client.post(f"/my/{lang}/a", {"answer": "help"})
    text = page.content.decode()
    assert 'type="button" hidden aria-describedby="ww"' in text and escape(load.sentence("where.why").texts[lang]) in text
    assert escape(load.sentence("here.button").texts[lang]) in text and "web/where" in text and "<script>" not in text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"] and "geolocation=(self)" in page.headers["Permissions-Policy"]
    assert len(gzip.compress(page.content, 9)) < 6_000


def test_words_taken_back_take_the_place_of_the_request_along(post):
    told = checkins.come_forward(
        actors.public("en"), client_id=new_uid(), person=new_uid(), said="needs_assistance", owner=post.ministry.id, way="web", language="en", position=(-72.3, 18.5), at=worlds.NOW
    )
    actions.blank(worlds.system(), case=told["case"], at=worlds.NOW)
    assert Case.objects.within(worlds.system()).get(uid=told["case"]).position_cell is None
