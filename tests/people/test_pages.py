"""Pages of the register: search first, nothing asked without why, nothing hidden shown, every look written down."""

import pytest
from django.test import Client
from django.urls import reverse

from safeconduct.access.models import Look, User
from safeconduct.jobs.runner import run_all
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.verbs import SLOTS
from safeconduct.people import actions, forms, queries
from safeconduct.people.models import ImportRun, Person
from tests import worlds
from tests.people.test_importing import LIST
from tests.people.test_register import of, put, refreshed
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(post):
    return put(post.officer, of(position={"lon": -72.3, "lat": 18.5, "accuracy_m": 30, "source": "gps"}, stays=({"kind": "residence", "country": "HTI"},), documents=({"kind": "passport", "number": "U999"},)))


def text(answer):
    return answer.content.decode()


def test_the_register_is_searched_never_listed(client, person):
    page = client.get(reverse("people:find"))
    assert page.status_code == 200 and "Mohamed" not in text(page)
    page = client.post(reverse("people:find"), {"q": "Muhammad Hussain", "born": ""})
    assert "Mohamed Hussein Ali" in text(page) and str(person) in text(page) and "%" in text(page)
    assert Look.objects.filter(verb="people.find_people").count() == 1
    page = client.get(reverse("people:find"), {"q": "+999 555 01001"})
    assert "Mohamed Hussein Ali" in text(page)
    page = client.post(reverse("people:find"), {"q": "Nobody Atall", "born": ""})
    assert page.status_code == 200 and reverse("people:new") in text(page)


def test_too_many_is_said_in_a_sentence(client, person, monkeypatch):
    from safeconduct.people.rules import TooWide

    monkeypatch.setattr(queries, "find", lambda *a, **k: (_ for _ in ()).throw(TooWide()))
    page = client.post(reverse("people:find"), {"q": "Ali", "born": ""})
    assert page.status_code == 422 and "Add a date of birth" in text(page)


def test_the_card_shows_what_is_known_and_the_look_is_written_down(client, person):
    page = client.get(reverse("people:person", args=[person]))
    body = text(page)
    for what in ("Mohamed Hussein Ali", "+99955501001", "1984-05-09", "U999", "<svg", "within 30 m", "አማርኛ"):
        assert what in body, what
    assert Look.objects.filter(verb="people.see_person").count() == 1
    assert "Facts of the special class" not in body
    body = text(client.get(reverse("people:history", args=[person])))
    assert "A person was put on file." in body and "Ministry of Foreign Affairs of Utopia" in body


def test_special_facts_are_on_the_page_of_a_trained_officer_only(client, post, person):
    User.objects.filter(id=post.user.id).update(protection_trained=True)
    assert "Facts of the special class" in text(client.get(reverse("people:person", args=[person])))


def test_a_page_of_somebody_hidden_says_that_there_is_nothing(client, post):
    agency = worlds.organisation("Relief agency", "io", "")
    hidden = actions.register_person(worlds.system(), person=new_uid(), told=of(), owner=agency.id, at=NOW)
    for name in ("person", "mend", "history", "erase"):
        gone = client.get(reverse(f"people:{name}", args=[hidden]))
        none = client.get(reverse(f"people:{name}", args=[new_uid()]))
        assert gone.status_code == none.status_code
        assert gone.status_code in (403, 404)


NEW = {"name": "Sara Wolde", "language": "am", "phone": "00 999 555 02002", "phone_owner": "employer", "may_write": "on", "purpose": "assist", "basis": "consent_explicit", "regime": "migrant", "may_be_told": "on"}


def test_a_name_and_a_telephone_are_enough(client, post):
    page = client.post(reverse("people:new"), NEW)
    assert page.status_code == 302
    row = Person.objects.within(worlds.system()).get()
    point = queries.card(post.officer, row.uid).contacts[0]
    assert (point.value, point.owner, point.may_say_who, point.may_call) == ("+99955502002", "employer", False, False)


def test_every_field_says_why_it_is_asked():
    form = forms.Register()
    assert [name for name, field in form.fields.items() if not field.help_text and name not in ("may_write", "may_call")] == []
    assert not any(form.fields[name].required for name in ("nationality", "birth", "sex", "language", "phone", "country"))
    assert not {"document", "status", "passport"} & set(form.fields)


def test_who_may_be_the_same_is_shown_and_nobody_is_merged(client, post, person):
    same = {**NEW, "name": "Muhammad Hussein Ali", "birth": "9.5.1984", "sex": "m", "nationality": "UTO", "phone": "+99955501001"}
    page = client.post(reverse("people:new"), same)
    assert page.status_code == 200 and str(person) in text(page)
    assert Person.objects.within(worlds.system()).count() == 1
    page = client.post(reverse("people:new"), {**same, "anyway": "1"})
    assert page.status_code == 302 and Person.objects.within(worlds.system()).count() == 2


def test_what_is_wrong_stands_at_the_form_and_nothing_is_lost(client):
    page = client.post(reverse("people:new"), {**NEW, "name": "", "other_name": "", "phone": "12"})
    assert page.status_code == 422 and "write at least one name" in text(page)
    page = client.post(reverse("people:new"), {**NEW, "phone": "12"})
    assert page.status_code == 422 and "Sara Wolde" in text(page) and "+251911234567" in text(page)


def test_mending_writes_only_what_differs(client, post, person):
    url = reverse("people:mend", args=[person])
    assert "Mohamed Hussein Ali" in text(client.get(url))
    held = {"name": "Mohamed Hussein Ali", "birth": "1984-05-09", "sex": "m", "nationality": "UTO", "language": "am", "second_language": "en", "country": "HTI"}
    assert client.post(url, held).status_code == 302
    before = queries.card(post.officer, person)
    assert before.birth == "1984-05-09" and before.languages == ("am", "en")
    client.post(url, {**held, "birth": "1985", "needs": ["wheelchair"]})
    after = queries.card(post.officer, person)
    assert (after.birth, after.needs, after.names) == ("1985", ("wheelchair",), before.names)
    page = client.post(url, {**held, "birth": "never"})
    assert page.status_code == 422 and "~1984" in text(page)


def test_the_small_forms_do_their_verbs_and_a_refusal_stands_where_it_was_typed(client, post, person):
    def send(name, data, *more):
        return client.post(reverse(f"people:{name}", args=[person, *more]), data)

    assert send("contact", {"kind": "phone", "value": "+99955507070", "owner": "own", "may_write": "on"}).status_code == 302
    page = send("contact", {"kind": "phone", "value": "12", "owner": "own"})
    assert page.status_code == 422 and 'value="12"' in text(page)
    point = next(c for c in queries.card(post.officer, person).contacts if c.value == "+99955507070")
    send("mark", {"safe": "no"}, point.uid)
    assert not next(c for c in queries.card(post.officer, person).contacts if c.uid == point.uid).may_write
    assert send("document", {"kind": "passport", "number": "U1", "state": "lost"}).status_code == 302
    assert send("stay", {"kind": "trip", "country": "DOM", "to_date": "2027-05-01"}).status_code == 302
    assert send("stranded", {"cannot_stay": ["stay.job_lost"]}).status_code == 302
    assert send("stranded", {}).status_code == 422
    assert "Stay tied to a job that ended" in text(client.get(reverse("people:person", args=[person])))
    assert send("lift", {"reason": "stay.job_lost"}).status_code == 302
    assert send("agree", {"purpose": "warn", "state": "FRA", "language": "am"}).status_code == 302
    consent = queries.card(refreshed(post.officer), person).more["consents"][0]
    assert send("withdraw", {"consent": consent.uid}).status_code == 302
    assert send("withdraw", {"consent": new_uid()}).status_code == 404
    old = queries.card(post.officer, person).code
    assert send("code", {}).status_code == 302 and queries.card(post.officer, person).code != old
    assert send("confirm", {}).status_code == 302
    assert send("special", {"facts": []}).status_code == 422, "an untrained officer is refused in a sentence"
    assert send("regime", {"regime": "refugee"}).status_code == 302
    assert queries.card(post.officer, person).regime == "refugee"


def test_a_match_is_decided_from_the_card(client, post, person):
    came = put(post.officer, of(names=({"full": "Mohamed H. Ali"},), contacts=()), record="provisional")
    actions.offer_matches(worlds.system(), person=came, candidates=[person], probabilities=[0.9], reasons=[["same date"]], at=NOW)
    body = text(client.get(reverse("people:person", args=[came])))
    assert "May be the same person" in body
    match = queries.card(post.officer, came).more["matches"][0].uid
    page = client.post(reverse("people:match", args=[came]), {"match": match, "same": "yes"})
    assert page.status_code == 302 and str(person) in page.url


def test_erasing_shows_numbers_first_and_is_not_for_everybody(client, post, person):
    assert client.get(reverse("people:erase", args=[person])).status_code == 403
    boss = worlds.officer(post.section, "data_officer")
    browser = Client()
    browser.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(reverse("people:erase", args=[person]))
    assert page.status_code == 200 and "undone" in text(page) and Person.objects.within(worlds.system()).exists()
    assert browser.post(reverse("people:erase", args=[person]), {"because": "asked"}).status_code == 302
    assert not Person.objects.within(worlds.system()).exists()


def test_rooms_above_add_their_chapters(client, person, monkeypatch):
    monkeypatch.setitem(SLOTS, "people.chapter", [lambda actor, uid: {"title": "Requests", "lines": [{"text": "One request"}]}])
    assert "One request" in text(client.get(reverse("people:person", args=[person])))


def test_a_list_is_looked_at_tried_brought_and_mended(client, post):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = client.post(reverse("people:lists"), {"file": SimpleUploadedFile("list.csv", b"")})
    assert page.status_code == 422
    page = client.post(reverse("people:lists"), {"file": SimpleUploadedFile("list.csv", LIST.encode())})
    assert page.status_code == 302
    url = page.url
    body = text(client.get(url))
    assert "Selamawit Bekele" in body and "selected" in body
    run = ImportRun.objects.get()
    columns = queries.columns_of(post.officer, run.uid)
    data = {f"c{i}": columns.proposed.get(h, "") for i, h in enumerate(columns.header)}
    assert client.post(url, {**data, "trial": ""}).status_code == 302
    assert "data-work" in text(client.get(url))
    run_all()
    body = text(client.get(url))
    assert "need another look" in body and not Person.objects.within(worlds.system()).exists()
    client.post(url, {**data, "bring": ""})
    run_all()
    assert Person.objects.within(worlds.system()).count() == 2
    file = b"".join(client.get(reverse("people:list-refused", args=[run.uid, "csv"])).streaming_content).decode("utf-8-sig")
    assert file.splitlines()[0].endswith("remedy") and "31/02/1990" in file
    assert client.get(reverse("people:list-refused", args=[run.uid, "xlsx"])).content.startswith(b"PK")
    assert "list.csv" in text(client.get(reverse("people:lists")))


def test_a_control_officer_meets_no_page_of_the_register(post, person):
    interior = worlds.organisation("Ministry of the interior", "interior_ministry", "HTI")
    border = worlds.unit(interior, ["border_control"], "Border police")
    browser = Client()
    browser.force_login(worlds.officer(border, "border_officer"), backend="django.contrib.auth.backends.ModelBackend")
    for url in (reverse("people:find"), reverse("people:new"), reverse("people:person", args=[person]), reverse("people:lists")):
        assert browser.get(url).status_code == 403
