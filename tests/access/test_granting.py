"""Who gives roles: nobody to themselves, sensitive ones with a second person, for a place where that is said."""

from datetime import timedelta

import pytest
from django.urls import reverse

from safeconduct.access import actions, actors, rules
from safeconduct.access.models import Grant, Proposal, User
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.verbs import VERBS
from safeconduct.people.models import Person
from tests import worlds
from tests.access.test_pages import signed_in
from tests.people.test_register import of, put
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


def roles_given(post):
    """Two administrators of one section, and somebody who has signed in so far as a warden."""
    return [worlds.acting(worlds.officer(post.section, role), post.section) for role in ("administrator", "administrator")] + [worlds.officer(post.section, "warden")]


def give(actor, user, post, role="consular_officer", **more):
    return actions.grant(actor, **{"uid": new_uid(), "user": user.uid, "unit": post.section.uid, "role": role, "at": NOW, **more})


def test_nobody_gives_a_role_to_themselves():
    post = worlds.post()
    admin, _second, _warden = roles_given(post)
    with pytest.raises(rules.OwnGrant):
        give(admin, User.objects.get(uid=admin.uid), post, "warden")
    own = Grant.objects.get(user__uid=admin.uid)
    with pytest.raises(rules.OwnGrant):
        actions.limit_grant(admin, grant_uid=own.uid, until=NOW + timedelta(days=900), at=NOW)


def test_a_plain_role_is_given_at_once():
    post = worlds.post()
    admin, _second, warden = roles_given(post)
    assert Grant.objects.filter(uid=give(admin, warden, post)).exists() and not Proposal.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "data_officer", "case_worker", "head_of_post"])
def test_a_role_with_sensitive_rights_waits_for_a_second_person_who_may_grant(role):
    post = worlds.post()
    admin, second, warden = roles_given(post)
    uid = give(admin, warden, post, role, place_path="HTI/HT01/", until=NOW + timedelta(days=30))
    assert not Grant.objects.filter(uid=uid).exists()
    with pytest.raises(rules.NeedsSecondPerson):
        actions.decide(admin, proposal=uid, agree=True, at=NOW)
    with pytest.raises(rules.NotAllowed):
        actions.decide(worlds.acting(worlds.officer(post.section, "head_of_post"), post.section), proposal=uid, agree=True, at=NOW)
    actions.decide(second, proposal=uid, agree=True, at=NOW)
    given = Grant.objects.get(uid=uid)
    assert (given.user_id, given.role, given.place_path, given.until) == (warden.id, role, "HTI/HT01", NOW + timedelta(days=30))


def test_who_would_get_a_role_may_not_be_the_second_person_for_it():
    post = worlds.post()
    admin, second, _warden = roles_given(post)
    worlds.officer(post.section, "administrator")  # so that somebody could agree
    uid = give(admin, User.objects.get(uid=second.uid), post, "data_officer")
    with pytest.raises(rules.OwnGrant):
        actions.decide(second, proposal=uid, agree=True, at=NOW)
    assert not Grant.objects.filter(uid=uid).exists()


def test_what_was_agreed_to_can_not_be_given_to_somebody_else():
    post = worlds.post()
    admin, second, warden = roles_given(post)
    uid = give(admin, warden, post, "data_officer")
    actions.decide(second, proposal=uid, agree=True, at=NOW)
    other = worlds.officer(post.section, "warden")
    Grant.objects.filter(uid=uid).delete()
    for actor in (admin, second):
        with pytest.raises(rules.NeedsSecondPerson):
            give(actor, other, post, "data_officer", uid=uid)


def test_where_there_is_no_second_person_the_refusal_says_what_to_do():
    post = worlds.post()
    admin = worlds.acting(worlds.officer(post.section, "administrator"), post.section)
    elsewhere = worlds.unit(worlds.organisation("Another ministry", "interior", "HTI"), ["reception"])
    worlds.officer(elsewhere, "administrator")
    with pytest.raises(rules.NobodyToAgree):
        give(admin, worlds.officer(post.section, "warden"), post, "data_officer")
    assert not Proposal.objects.exists()


def test_a_sensitive_role_is_made_narrower_alone_and_wider_only_anew():
    post = worlds.post()
    admin, _second, _warden = roles_given(post)
    held = Grant.objects.get(user=worlds.officer(post.section, "data_officer", place_path="HTI/HT01", until=NOW + timedelta(days=30)))
    for place, until in (("", NOW + timedelta(days=1)), ("HTI/HT010", NOW + timedelta(days=1)), ("HTI/HT01", None), ("HTI/HT01", NOW + timedelta(days=31))):
        with pytest.raises(rules.Widened):
            actions.limit_grant(admin, grant_uid=held.uid, place_path=place, until=until, at=NOW)
    actions.limit_grant(admin, grant_uid=held.uid, place_path="HTI/HT01/HT0101", until=NOW + timedelta(days=2), at=NOW)
    held.refresh_from_db()
    assert held.place_path == "HTI/HT01/HT0101"


def test_a_grant_limited_on_the_page_of_grants_cuts_what_is_read():
    post = worlds.post()
    admin, _second, _warden = roles_given(post)
    here, there = put(post.officer, of(path="HTI/HT01/HT0101", contacts=())), put(post.officer, of(path="HTI/HT010", contacts=()))
    user = worlds.officer(post.section, "consular_officer")
    seen = lambda: {p.uid for p in Person.objects.within(worlds.acting(user, post.section).narrowed("people.see_person"))}  # noqa: E731
    assert seen() == {here, there}
    actions.limit_grant(admin, grant_uid=Grant.objects.get(user=user).uid, place_path="HTI/HT01", at=NOW)
    assert seen() == {here}
    actor = worlds.acting(user, post.section)
    assert actor.may("people.see_person", place="HTI/HT01/HT0101") and not actor.may("people.see_person", place="HTI/HT010")


def test_a_path_that_is_none_is_refused():
    post = worlds.post()
    admin, _second, warden = roles_given(post)
    for wrong in ("Port-au-Prince", "hti", "HTI//HT01", "HTI HT01"):
        with pytest.raises(rules.NotAPath):
            give(admin, warden, post, place_path=wrong)


def test_every_sensitive_verb_is_one_and_is_held_by_a_role():
    for verb in actors.sensitive_verbs():
        assert verb in VERBS and any(verb in verbs for verbs in actors.roles().values()), verb
    assert not actors.sensitive("warden") and not actors.sensitive("duty_officer") and actors.sensitive("administrator")


def test_the_pages_give_a_sensitive_role_in_two_steps_and_show_where_a_role_holds(client):
    post = worlds.post()
    first, second = (worlds.officer(post.section, "administrator") for _ in range(2))
    warden = worlds.officer(post.section, "warden")
    signed_in(client, first)
    told = {"user": str(warden.uid), "unit": str(post.section.uid), "role": "data_officer", "place_path": "HTI/HT01"}
    assert client.post(reverse("access:set-up", args=["grant"]), told).status_code == 302
    uid = Proposal.objects.get().uid
    read = reverse("access:proposed-grant", args=[uid])
    assert read in client.get(reverse("access:home")).content.decode()
    assert b"Agree" not in client.get(read).content
    client.logout()
    signed_in(client, second)
    page = client.get(read).content.decode()
    assert warden.name in page and "HTI/HT01" in page and "Agree" in page
    assert client.post(reverse("access:decide", args=[uid]), {"answer": "agree"}).status_code == 302
    given = Grant.objects.get(uid=uid)
    page = client.get(reverse("access:users")).content.decode()
    assert "HTI/HT01" in page and reverse("access:grant", args=[uid]) in page
    assert client.post(reverse("access:grant", args=[uid]), {"place_path": ""}).status_code == 422
    assert client.post(reverse("access:grant", args=[uid]), {"place_path": "HTI/HT01/HT0101"}).status_code == 302
    given.refresh_from_db()
    assert given.place_path == "HTI/HT01/HT0101"


def test_an_administrator_sees_no_proposal_that_is_not_about_roles(client):
    post = worlds.post()
    head = worlds.acting(worlds.officer(post.section, "head_of_post"), post.section)
    uid = new_uid()
    actions.propose(head, uid=uid, verb="crises.complete_impact", arguments={}, numbers={"people": 24}, expires_at=NOW + timedelta(days=3650), at=NOW)
    admin = worlds.officer(post.section, "administrator")
    signed_in(client, admin)
    assert str(uid) not in client.get(reverse("access:home")).content.decode()
    with pytest.raises(rules.NotAllowed):
        actions.decide(worlds.acting(admin, post.section), proposal=uid, agree=False, at=NOW)
