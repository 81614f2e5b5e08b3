"""Contacts, who is on call, services, agreements: what the verbs do and what they refuse."""

from dataclasses import replace
from datetime import timedelta

import pytest

from safeconduct.access import actions as access
from safeconduct.access import files
from safeconduct.access import rules as access_rules
from safeconduct.access.models import Entry
from safeconduct.crises.models import Task
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.states import NotNow
from safeconduct.partners import actions, jobs, queries, rules
from safeconduct.partners.models import Agreement, Channel, Contact, ReachTest, Service, Watch
from safeconduct.people.models import Person
from tests import worlds
from tests.partners.making import agreement, contact, house, service
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


def test_an_official_is_a_contact_whose_name_and_number_the_database_does_not_see():
    of = house()
    uid = contact(of.actor())
    card = queries.contact(of.actor(), uid, NOW)
    assert (card.name, card.channels, card.standing, card.counts) == ("Nadia Toussaint", (("mobile", "+99955010020"),), "never", False)
    assert b"Toussaint" not in bytes(Contact.objects.values_list("name", flat=True).get()) and b"55010020" not in bytes(Channel.objects.values_list("value", flat=True).get())
    assert "Toussaint" not in "".join(Entry.objects.values_list("text", flat=True))
    assert not Person.objects.within(worlds.system()).exists()


def test_a_contact_counts_only_once_it_answered_and_other_numbers_have_answered_nothing():
    of = house()
    uid = contact(of.actor())
    actions.record_test(of.actor(), test=new_uid(), contact=uid, how="sms", answered=False, at=NOW)
    assert not queries.contact(of.actor(), uid, NOW).counts
    actions.record_test(of.actor(), test=new_uid(), contact=uid, how="call", answered=True, at=NOW)
    assert queries.contact(of.actor(), uid, NOW).counts
    assert queries.contact(of.actor(), uid, NOW + timedelta(days=181)).standing == "stale"
    contact(of.actor(), contact=uid, post="Director")
    assert queries.contact(of.actor(), uid, NOW).counts
    contact(of.actor(), contact=uid, channels=[{"kind": "mobile", "value": "+999 55 010 021"}])
    assert queries.contact(of.actor(), uid, NOW).standing == "never"
    assert [one.answered for one in queries.tests_of(of.actor(), uid)] == [True, False]


def test_a_contact_without_a_way_to_reach_it_is_refused():
    of = house()
    with pytest.raises(rules.NoChannel):
        contact(of.actor(), channels=[{"kind": "mobile", "value": " "}])
    with pytest.raises(rules.NotAChannel):
        contact(of.actor(), channels=[{"kind": "mobile", "value": "at the desk"}])
    with pytest.raises(rules.NoName):
        contact(of.actor(), name=" ")
    with pytest.raises(rules.NoName):
        contact(of.actor(), organisation_name_="")
    assert not Contact.objects.exists()


def test_another_organisation_sees_only_what_was_opened_and_changes_nothing():
    of = house()
    shut, open_ = contact(of.actor()), contact(of.actor(), is_open=True)
    assert [one.uid for one in queries.contacts(of.other, NOW)] == [open_]
    assert queries.contact_card(of.other, shut, NOW) is None
    with pytest.raises(NotFound):
        queries.contact(of.other, shut, NOW)
    uid = service(of.actor())
    for call in (lambda: service(of.other, service=uid), lambda: actions.verify_service(of.other, service=uid, how="call", at=NOW)):
        with pytest.raises(NotFound):
            call()


def test_a_contact_that_ended_is_rung_no_more_and_leaves_a_gap():
    of = house()
    uid = contact(of.actor())
    actions.put_watch(of.actor(), watch=new_uid(), contact=uid, function="health", path="HTI/HT01", from_at=NOW, to_at=NOW + timedelta(hours=8), at=NOW)
    assert len(queries.on_call(of.actor(), NOW)) == 1
    actions.end_contact(of.actor(), contact=uid, reason="left", at=NOW)
    assert queries.on_call(of.actor(), NOW) == [] and queries.contacts(of.actor(), NOW) == []
    assert queries.contact(of.actor(), uid, NOW).standing == "ended"
    with pytest.raises(rules.HasEnded):
        actions.record_test(of.actor(), test=new_uid(), contact=uid, how="call", answered=True, at=NOW)
    with pytest.raises(rules.HasEnded):
        contact(of.actor(), contact=uid)


def test_a_contact_is_erased_on_request_and_half_a_year_after_it_ended_unless_a_hold_keeps_it():
    of = house()
    one, two, three = (contact(of.actor()) for _ in range(3))
    actions.record_test(of.actor(), test=new_uid(), contact=one, how="call", answered=True, at=NOW)
    actions.erase_contact(of.actor("data_officer"), contact=one, at=NOW)
    assert not ReachTest.objects.exists() and set(Contact.objects.values_list("uid", flat=True)) == {two, three}
    actions.end_contact(of.actor(), contact=two, reason="left", at=NOW)
    actions.end_contact(of.actor(), contact=three, reason="left", at=NOW)
    access.hold(of.actor("data_officer"), uid=new_uid(), subject=three, reason="A court.", until=NOW + timedelta(days=400), at=NOW)
    with pytest.raises(rules.IsHeld):
        actions.erase_contact(of.actor("data_officer"), contact=three, at=NOW)
    jobs.forget(None, at=NOW + timedelta(days=179))
    assert Contact.objects.count() == 2
    jobs.forget(None, at=NOW + timedelta(days=181))
    assert list(Contact.objects.values_list("uid", flat=True)) == [three]


def test_handing_over_ends_the_one_and_begins_the_other_without_a_gap():
    of = house()
    one, two, watch, after = contact(of.actor()), contact(of.actor(), name="J. Pierre"), new_uid(), new_uid()
    actions.put_watch(of.actor(), watch=watch, contact=one, function="shelter", path="HTI/HT01", from_at=NOW - timedelta(hours=1), to_at=NOW + timedelta(hours=8), at=NOW)
    with pytest.raises(rules.NotOnCall):
        actions.hand_over(of.actor(), watch=watch, to=after, contact=two, at=NOW + timedelta(hours=9))
    actions.hand_over(of.actor(), watch=watch, to=after, contact=two, note="The generator is out.", at=NOW)
    (now,) = queries.on_call(of.actor(), NOW)
    assert (now.contact.uid, now.note, now.to_at) == (two, "The generator is out.", NOW + timedelta(hours=8))
    assert now.zone == "America/Port-au-Prince"
    assert b"generator" not in bytes(Watch.objects.values_list("note", flat=True).get(uid=after))
    with pytest.raises(rules.AlreadyOnCall):
        actions.put_watch(of.actor(), watch=new_uid(), contact=two, function="shelter", path="HTI/HT01", from_at=NOW, to_at=NOW + timedelta(hours=1), at=NOW)
    with pytest.raises(rules.NotARange):
        actions.put_watch(of.actor(), watch=new_uid(), contact=one, function="shelter", path="HTI/HT01", from_at=NOW, to_at=NOW, at=NOW)
    actions.cut_watch(of.actor(), watch=after, at=NOW + timedelta(hours=1))
    assert queries.on_call(of.actor(), NOW + timedelta(hours=2)) == []


def test_a_service_goes_stale_after_thirty_days_and_says_whether_it_is_open_on_its_own_clock():
    of = house()
    uid = service(of.actor())
    assert queries.service(of.actor(), uid, NOW).standing == "never"
    actions.verify_service(of.actor(), service=uid, how="visit", at=NOW)
    assert queries.service(of.actor(), uid, NOW + timedelta(days=30)).standing == "fresh"
    assert queries.service(of.actor(), uid, NOW + timedelta(days=31)).standing == "stale"
    assert queries.service(of.actor(), uid, NOW).open_now is False  # 09:40 in London is 04:40 in Port-au-Prince
    assert queries.service(of.actor(), uid, NOW + timedelta(hours=6)).open_now is True
    actions.set_service_status(of.actor(), service=uid, status="shut", note="Water.", at=NOW)
    assert queries.service(of.actor(), uid, NOW + timedelta(hours=6)).open_now is False
    assert queries.services_at(of.actor(), NOW, path="HTI") == []


def test_services_are_found_by_place_kind_and_language():
    of = house()
    clinic, kitchen = service(of.actor()), service(of.actor(), name="Kitchen", kind="food", languages=["ht"], path="HTI/HT02", lon=None, lat=None)
    found = lambda **more: [one.uid for one in queries.services_at(of.other, NOW, **{"path": "HTI", **more})]  # noqa: E731
    assert found() == [clinic, kitchen] and found(kind="food") == [kitchen] and found(language="fr") == [clinic] and found(path="HTI/HT02") == [kitchen]


def test_a_secret_place_cannot_be_written_down_by_verb_or_database():
    from django.db import IntegrityError, transaction

    of = house()
    with pytest.raises(rules.SecretPlace):
        service(of.actor(), is_secret=True)
    uid = service(of.actor(), is_secret=True, lon=None, lat=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(uid=uid).update(address="Rue Une")


def test_who_drafted_an_agreement_does_not_put_it_into_force_and_then_it_changes_no_more():
    of = house()
    uid = agreement(of, signed=False, clauses=[{}])
    actions.put_agreement(
        of.actor("head_of_post"), agreement=uid, title="Shelter", kind="mou", functions=["shelter"], parties=[{"organisation": None, "name": "A parish"}], valid_from=NOW.date(), at=NOW
    )
    with pytest.raises(rules.SamePerson):
        actions.sign_agreement(of.actor("head_of_post"), agreement=uid, at=NOW)
    actions.sign_agreement(of.actor("data_officer"), agreement=uid, content=b"%PDF-1.7 signed", name="x.pdf", at=NOW)
    card = queries.agreement(of.actor(), uid, NOW)
    assert card.term.state == "in_force" and files.content_of(card.file) == b"%PDF-1.7 signed"
    with pytest.raises(NotFound):
        files.served(of.other, card.file)
    with pytest.raises(NotNow):
        agreement(of, agreement=uid)
    with pytest.raises(NotNow):
        actions.add_clause(of.actor(), clause=new_uid(), agreement=uid, recipient=of.relief.uid, classes=["personal"], purpose="assist", at=NOW)


def test_agreements_in_force_by_function_and_area_and_who_sees_them():
    of = house()
    uid = agreement(of)
    agreement(of, signed=False)
    assert [one.uid for one in queries.agreements_in_force(of.actor(), NOW, function="shelter", path="HTI/HT01/HT0101")] == [uid]
    assert queries.agreements_in_force(of.actor(), NOW, function="transport") == queries.agreements_in_force(of.actor(), NOW, path="BHS") == []
    assert queries.agreements_in_force(of.actor(), NOW + timedelta(days=91)) == []
    assert {one.uid for one in queries.agreements(of.other, NOW)} >= {uid} and not queries.agreement(of.other, uid, NOW).mine
    assert dict(queries.coverage(queries.agreements(of.actor(), NOW)))["shelter"] == 1
    actions.end_agreement(of.actor("head_of_post"), agreement=uid, reason="denounced", at=NOW)
    assert queries.agreements_in_force(of.actor(), NOW) == []
    with pytest.raises(NotFound):
        actions.end_agreement(worlds.acting(worlds.officer(of.desk, "head_of_post"), of.desk), agreement=uid, reason="other", at=NOW)


def test_sixty_days_before_it_lapses_the_keeper_is_told_once():
    of = house()
    uid = agreement(of)
    jobs.lapse(None, at=NOW + timedelta(days=29))
    assert not Task.objects.exists()
    jobs.lapse(None, at=NOW + timedelta(days=30))
    jobs.lapse(None, at=NOW + timedelta(days=31))
    task = Task.objects.get()
    assert (task.source_uid, task.organisation_id, task.owner_role) == (uid, of.ministry.id, "head_of_post")
    assert Agreement.objects.get().told_at == NOW + timedelta(days=30)


def give(of, role="head_of_post", at=NOW, recipient=None, purpose="assist", **more):
    told = {"export_uid": new_uid(), "recipient": recipient or of.relief.uid, "purpose": purpose, "contacts": [contact(of.actor())], "at": at}
    return actions.export_contacts(of.actor(role), **{**told, **more})


def test_contacts_leave_only_by_a_clause_in_force_and_the_refusal_names_what_is_missing():
    of = house()
    with pytest.raises(access_rules.NoClause) as refused:
        give(of)
    assert refused.value.facts == {"classes": ["internal", "personal"], "purpose": "assist"}
    agreement(of, signed=False, clauses=[{}])
    with pytest.raises(access_rules.NoClause):
        give(of)
    agreement(of, clauses=[{"classes": ["internal"]}])
    with pytest.raises(access_rules.NoClause) as refused:
        give(of)
    assert refused.value.facts["classes"] == ["personal"]
    uid = agreement(of, clauses=[{"conditions": ["no_onward"]}])
    assert give(of) == ["no_onward"]
    with pytest.raises(access_rules.NoClause):
        give(of, purpose="shelter")
    with pytest.raises(access_rules.NoClause):
        give(of, at=NOW + timedelta(days=91))
    (clause,) = queries.agreement(of.actor(), uid, NOW).clauses
    actions.end_clause(of.actor("data_officer"), clause=clause.uid, at=NOW)
    with pytest.raises(access_rules.NoClause):
        give(of)


def test_an_ended_agreement_lets_nothing_leave_and_another_s_agreement_never_did():
    of = house()
    uid = agreement(of, clauses=[{}])
    assert give(of) == []
    actions.end_agreement(of.actor("head_of_post"), agreement=uid, reason="denounced", at=NOW)
    with pytest.raises(access_rules.NoClause):
        give(of)
    Agreement.objects.update(state="signed", owner_id=of.relief.id)
    with pytest.raises(access_rules.NoClause):
        give(of)


def test_no_clause_lets_contacts_go_to_a_house_of_control():
    of = house()
    worlds.unit(of.relief, ("border_immigration",), "Border")
    agreement(of, clauses=[{"conditions": ["protected_too"]}])
    with pytest.raises(access_rules.BehindFirewall):
        give(of)


def test_only_own_rows_go_to_others_and_no_secret_service():
    of = house()
    agreement(of, clauses=[{}])
    other = worlds.acting(worlds.officer(of.desk, "head_of_post"), of.desk)
    theirs = contact(other, is_open=True)
    with pytest.raises(NotFound):
        give(of, contacts=[theirs])
    assert give(of, recipient=of.ministry.uid, contacts=[theirs]) == []
    secret = service(of.actor(), is_secret=True, lon=None, lat=None)
    told = {"export_uid": new_uid(), "purpose": "assist", "services": [secret], "at": NOW}
    with pytest.raises(rules.SecretPlace):
        actions.export_services(of.actor(), recipient=of.relief.uid, **told)
    assert actions.export_services(of.actor(), recipient=of.ministry.uid, **told) == []


def test_a_clause_names_one_recipient_and_never_what_is_secret():
    of = house()
    uid = agreement(of, signed=False)
    told = {"clause": new_uid(), "agreement": uid, "recipient": of.relief.uid, "classes": ["personal"], "purpose": "assist", "at": NOW}
    for more in ({"recipient": None}, {"recipient_kind": "ngo"}, {"recipient": None, "recipient_kind": "nobody"}, {"classes": []}, {"purpose": "curiosity"}):
        with pytest.raises(rules.NoRecipient):
            actions.add_clause(of.actor(), **{**told, **more})
    with pytest.raises(rules.NotACode):
        actions.add_clause(of.actor(), **{**told, "classes": ["secret"]})
    actions.add_clause(of.actor(), **{**told, "recipient": None, "recipient_kind": "ngo"})
    actions.sign_agreement(of.actor("head_of_post"), agreement=uid, at=NOW)
    assert [one.recipient_kind for one in queries.clauses_in_force(of.ministry.id, of.relief.uid, NOW)] == ["ngo"]


def test_an_exercise_reads_contacts_and_changes_none():
    of = house()
    uid = contact(of.actor())
    drill = replace(of.actor(), space=3)
    assert queries.contact(drill, uid, NOW).name == "Nadia Toussaint"
    for call in (lambda: contact(drill), lambda: service(drill), lambda: actions.end_contact(drill, contact=uid, reason="left", at=NOW)):
        with pytest.raises(rules.InExercise):
            call()


def test_a_right_for_one_district_reaches_no_contact_elsewhere():
    from safeconduct.kernel.refusals import NotAllowed

    of = house()
    south = worlds.acting(worlds.officer(of.section, "duty_officer", place_path="HTI/HT02"), of.section)
    uid = contact(of.actor())
    with pytest.raises(NotAllowed):
        contact(south)
    with pytest.raises(NotFound):
        actions.end_contact(south, contact=uid, reason="left", at=NOW)
    assert contact(south, path="HTI/HT02")
