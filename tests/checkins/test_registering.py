"""Somebody asks to be warned before a crisis: no paper, no account, a code, and not a word about who is on file."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from safeconduct.access import actors
from safeconduct.checkins import actions
from safeconduct.checkins.rules import NotADay
from safeconduct.jobs.runner import run_all
from safeconduct.kernel.ids import new_uid, read_code
from safeconduct.people.actions import erase_person, register_person
from safeconduct.people.actions.duties import people_to_erase
from safeconduct.people.models import Consent, ContactPoint, Match, Person, Stay
from safeconduct.people.queries import find
from safeconduct.people.rules import NewPerson
from safeconduct.standards import load
from tests import worlds
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
ALL = actors.duty("set-up")
TOLD = {"answer": "register", "sent": "1", "name": "Sara Wolde", "lang": "am", "tel": "+251 911 234 567", "whose": "own", "safe": "yes", "country": "HTI", "where": "Jacmel"}
CODE = re.compile(r'<div class="code">.*?<bdi[^>]*>([^<]+)</bdi>', re.S)


@pytest.fixture
def post():
    return worlds.post()


def send(**more):
    return Client().post("/my/en/a", TOLD | {"id": str(new_uid())} | more)


def newest():
    return Person.objects.within(ALL).filter(source="self").order_by("-id").first()


@pytest.mark.parametrize("lang", load.catalogue_languages())
def test_two_screens_in_every_language_and_no_script(post, lang):
    assert load.sentence("register.start").texts[lang] in unescape(Client().get(f"/my/{lang}/").content.decode())
    first = Client().post(f"/my/{lang}/a", {"answer": "register"})
    body = unescape(first.content.decode())
    assert first.status_code == 200 and load.sentence("register.language_why").texts[lang] in body
    assert f'value="{lang}" lang' in body
    assert set(re.findall(r' name="(\w+)"', body)) == {"viewport", "robots", "referrer", "id", "answer", "sent", "name", "lang", "tel", "whose", "safe", "country", "where", "until"}
    last = Client().post(f"/my/{lang}/a", TOLD | {"lang": lang}).content.decode()
    assert read_code(CODE.search(last)[1]) and load.sentence("page.not_a_travel_document").texts[lang] in unescape(last)


def test_what_is_kept_is_provisional_and_for_warnings_only(post):
    until = date.today() + timedelta(days=20)
    code = read_code(CODE.search(send(until=until.isoformat()).content.decode())[1])
    row = newest()
    assert (row.record, row.source, row.code, row.languages, row.country, row.crisis_uid, row.nationalities) == ("provisional", "self", code, ["am"], "HTI", None, [])
    assert list(Consent.objects.within(ALL).filter(person_id=row.id).values_list("purpose", "recipients")) == [("warn", [])]
    point = ContactPoint.objects.within(ALL).get(person_id=row.id)
    assert (point.value, point.owner, point.may_write, point.may_call, point.may_say_who) == ("+251911234567", "own", True, False, True)
    stay = Stay.objects.within(ALL).get(person_id=row.id)
    assert (stay.kind, stay.to_date, stay.address) == ("trip", until, "Jacmel")
    assert [one.person.uid for one in find(post.officer, code)] == [row.uid]  # the code is read over a telephone


@pytest.mark.parametrize(("more", "owner", "writes", "says"), [
    ({"whose": "shared"}, "shared", True, False), ({"safe": "no"}, "own", False, False), ({"whose": "", "safe": ""}, "unknown", False, False), ({"whose": "king"}, "unknown", True, False),
])  # fmt: skip
def test_a_telephone_is_used_only_where_it_was_said_to_be_safe(post, more, owner, writes, says):
    assert send(**more).status_code == 200
    point = ContactPoint.objects.within(ALL).get(person_id=newest().id)
    assert (point.owner, point.may_write, point.may_say_who) == (owner, writes, says)


@pytest.mark.parametrize("more", [{"tel": ""}, {"tel": "12"}, {"country": ""}, {"country": "ZZZ"}, {"until": "soon"}, {"until": "2020-01-01"}, {"until": "2999-01-01"}])
def test_what_cannot_be_used_is_asked_again_and_nothing_that_was_written_is_lost(post, more):
    answer = send(**more)
    body = answer.content.decode()
    assert answer.status_code == 422 and 'aria-invalid="true"' in body and 'role="alert"' in body
    assert "Sara Wolde" in body and "Jacmel" in body and newest() is None


def test_nothing_but_a_telephone_and_a_country_is_needed(post):
    assert Client().post("/my/en/a", {"answer": "register", "sent": "1", "tel": "+251911234567", "country": "HTI"}).status_code == 200
    assert newest().name == "–"


def test_sent_twice_it_is_kept_once_and_has_one_code(post):
    sent = str(new_uid())
    codes = {CODE.search(send(id=sent).content.decode())[1] for _ in range(2)}
    assert len(codes) == 1 and Person.objects.within(ALL).filter(source="self").count() == 1


def test_the_answer_does_not_tell_whether_somebody_is_on_file_and_the_pair_is_offered_later(post):
    def bare(answer):
        body = CODE.sub("", answer.content.decode())
        return answer.status_code, re.sub(r"\d\d:\d\d", "", body)

    before = bare(send())
    told = NewPerson(names=({"full": "Sara Wolde"},), nationalities=("UTO",), contacts=({"kind": "phone", "value": "+251911234567"},))
    on_file = register_person(post.officer, person=new_uid(), told=told, at=NOW)
    assert bare(send()) == before
    assert Match.objects.within(ALL).count() == 0
    run_all()
    pairs = Match.objects.within(ALL).filter(candidate__uid=on_file, provisional_id=newest().id)
    assert [(one.state, "telephone" in one.reasons or one.probability >= 0.5) for one in pairs] == [("offered", True)]
    assert Person.objects.within(ALL).get(uid=on_file).record == "on_file" and newest().status == "active"


def test_it_is_forgotten_like_a_traveller(post):
    """With a last day two days after it, and not before; without one after half a year."""
    now = NOW
    for until in (None, now.date() + timedelta(days=300)):
        actions.register_self(
            actors.public(), client_id=new_uid(), owner=post.officer.organisation_id, language="en", telephone="+251911234567", country="HTI", until=until, today=now.date(), at=now
        )  # fmt: skip
    alone, traveller = Person.objects.within(ALL).filter(source="self").order_by("id").values_list("uid", flat=True)

    def due(days):
        return set(people_to_erase(actors.duty("people.retention"), now + timedelta(days=days))) & {alone, traveller}

    assert due(179) == set() and due(181) == {alone} and due(301) == {alone} and due(304) == {alone, traveller}
    erase_person(ALL, person=alone, because="asked", at=now)
    assert not Person.objects.within(ALL).filter(uid=alone).exists()


def test_a_day_beyond_two_years_is_refused_by_the_rule():
    with pytest.raises(NotADay):
        actions.register_self(
            actors.public(), client_id=new_uid(), owner=1, language="en", telephone="+251911234567", country="HTI", until=date(2031, 1, 1), today=date(2027, 1, 1), at=NOW
        )  # fmt: skip
