"""Whose hands a request is in: a colleague of the unit who may handle it, told and shown; nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safeconduct.access import actions as access
from safeconduct.access.models import Entry, EntrySubject, User
from safeconduct.cases import actions, queries, rules
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import ask
from safeconduct.messaging.models import Delivery
from safeconduct.people import actions as registering
from safeconduct.people import queries as people
from safeconduct.people.rules import NewPerson
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return worlds.post()


def opened(user, unit, at, *, path="", crisis=None, nationality="UTO"):
    told = NewPerson(names=({"full": "Sara Wolde"},), nationalities=(nationality,), languages=("en",))
    person = registering.register_person(worlds.acting(user, unit, at), person=new_uid(), told=told, at=at)
    owner = worlds.acting(user, unit, at)  # with the labels that the person brought
    card = people.card(owner, person)
    uid = new_uid()
    actions.open_case(owner, case=uid, person=person, person_id=card.id, label=card.later_label_id, needs=["medical"], way="web", language="en", path=path, crisis=crisis, at=at)
    return uid


def colleague(post, role="consular_officer", name="Noor Adeyemi", telephone="+999550000007", **grant):
    user = worlds.officer(post.section, role, **grant)
    User.objects.filter(id=user.id).update(name=name, telephone=telephone)
    return User.objects.get(id=user.id)


def offered(post, uid, at):
    return [name for _uid, name in queries.hands(worlds.acting(post.user, post.section, at), uid, at)]


def signed_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_colleague_is_given_a_request_on_the_page_is_told_and_finds_it(client, post):
    now = timezone.now()
    uid, noor = opened(post.user, post.section, now), colleague(post)
    page = signed_in(client, post.user).get(f"/cases/{uid}/").content.decode()
    assert f'value="{noor.uid}"' in page and f'value="{post.user.uid}"' not in page, "oneself is not a colleague: one takes it"
    assert client.post(f"/cases/{uid}/hand/", {"user": str(noor.uid)}).status_code == 302
    whole = queries.case(worlds.acting(post.user, post.section, now), uid)
    assert (whole.card.state, whole.card.assigned_to, whole.unit) == ("assigned", noor.uid, post.section.name)
    [row] = Delivery.objects.within(worlds.system())
    assert row.address == noor.telephone and row.person_id is None and row.text == f"Request {whole.card.code}, class T1, was put into your hands. Open it and answer."
    entry = Entry.objects.filter(verb="cases.assign").get()
    about = set(EntrySubject.objects.filter(entry=entry).values_list("kind", "uid"))
    assert about == {("case", uid), ("user", noor.uid)} and entry.actor_uid == post.user.uid and '"told":true' in entry.text.replace(" ", "")
    assert "Noor Adeyemi" in client.get(f"/cases/{uid}/").content.decode() and "Noor Adeyemi" in client.get("/cases/").content.decode()
    held = worlds.acting(noor, post.section, now)
    assert {item["title"]: item["number"] for items in ask("access.waiting", held, now) for item in items}["requests in your hands that nobody answered yet"] == 1
    mine = signed_in(client, noor).get("/cases/?state=mine").content.decode()
    assert whole.card.code in mine
    actions.answer(held, case=uid, text="A doctor comes.", language="en", leave_only=True, at=now)
    assert queries.in_hands(held) == (1, 0)


def test_taking_it_oneself_or_giving_it_twice_tells_nobody_again(post):
    now = timezone.now()
    User.objects.filter(id=post.user.id).update(telephone="+999550000008")
    uid, noor = opened(post.user, post.section, now), colleague(post)
    actor = worlds.acting(post.user, post.section, now)
    actions.assign(actor, case=uid, user=post.user.uid, at=now)
    assert not Delivery.objects.within(worlds.system()).exists()
    actions.assign(actor, case=uid, user=noor.uid, at=now)
    actions.assign(actor, case=uid, user=noor.uid, at=now)
    assert Delivery.objects.within(worlds.system()).count() == 1


def test_only_who_may_handle_requests_there_is_offered_and_the_verb_refuses_the_others(client, post):
    now = timezone.now()
    uid = opened(post.user, post.section, now, path="HTI/HT01")
    actor = worlds.acting(post.user, post.section, now)
    for role, name, grant in (
        ("consular_officer", "Here", {"place_path": "HTI"}), ("consular_officer", "Elsewhere", {"place_path": "HTI/HT02"}), ("data_officer", "No right", {}),
        ("consular_officer", "Over", {"until": now - timedelta(hours=1)}),
    ):  # fmt: skip
        colleague(post, role, name, **grant)
    untrained = colleague(post, name="Untrained")
    User.objects.filter(id=untrained.id).update(trained_until=now.date() - timedelta(days=2))
    closed = colleague(post, name="Closed")
    access.close_user(worlds.system(), user=closed.uid, at=now)
    assert offered(post, uid, now) == ["Here", post.user.name]
    for name, refusal in (("Elsewhere", rules.MayNotHold), ("No right", rules.MayNotHold), ("Over", NotFound), ("Untrained", NotFound), ("Closed", NotFound)):
        with pytest.raises(refusal):
            actions.assign(actor, case=uid, user=User.objects.get(name=name).uid, at=now)
    answer = signed_in(client, post.user).post(f"/cases/{uid}/hand/", {"user": str(User.objects.get(name="Elsewhere").uid)})
    assert answer.status_code == 422 and queries.case(actor, uid).card.assigned_to is None


def test_what_is_seen_through_broken_glass_goes_into_nobody_elses_hands(post):
    now = timezone.now()
    agency = worlds.organisation("Relief agency", "io", "")
    theirs = worlds.unit(agency, ("protection",), "Field office")
    worker = worlds.officer(theirs, "case_worker")
    uid, noor = opened(worker, theirs, now, nationality="ETH"), colleague(post)
    access.break_glass(worlds.acting(post.user, post.section, now), uid=new_uid(), owner=agency.uid, reason="Nobody answers there.", at=now)
    actor = worlds.acting(post.user, post.section, now)
    assert [card.uid for card in queries.queue(actor)] == [uid], "the officer sees it for now"
    assert offered(post, uid, now) == []
    with pytest.raises(rules.MayNotHold):
        actions.assign(actor, case=uid, user=noor.uid, at=now)


def test_the_page_of_a_case_takes_as_many_statements_with_ten_colleagues_as_with_one(client, post):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    now = timezone.now()
    uid = opened(post.user, post.section, now)
    signed_in(client, post.user).get(f"/cases/{uid}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/cases/{uid}/")
    for n in range(10):
        colleague(post, name=f"Colleague {n}")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/cases/{uid}/")
    assert len(many) == len(few)
