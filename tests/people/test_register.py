"""Registering, finding, hiding."""

import pytest

from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import actions, queries, rules
from safeconduct.people.models import ContactPoint, Household, Person
from safeconduct.people.rules import NewPerson
from tests import worlds
from tests.worlds import NOW

pytestmark = pytest.mark.django_db

ABEBE = NewPerson(
    names=({"full": "Mohamed Hussein Ali", "script": "Latn"},),
    birth="1984-05-09",
    sex="m",
    nationalities=("UTO",),
    languages=("am", "en"),
    country="HTI",
    path="HTI/HT01",
    contacts=({"kind": "phone", "value": "+99955501001"},),
)


def put(actor, told=ABEBE, **more):
    return actions.register_person(actor, person=new_uid(), told=told, at=NOW, **more)


def of(told=ABEBE, **changes):
    return NewPerson(**{**told.__dict__, **changes})


def test_somebody_is_found_by_another_spelling_another_script_a_telephone_and_a_code():
    officer = worlds.post().officer
    officer_uid = put(officer)
    post_officer = refreshed(officer)
    for text in ("Muhammad Hussain", "محمد حسين", "ali mohamed", "+999 555 01001"):
        assert [f.person.uid for f in queries.find(post_officer, text)] == [officer_uid], text
    code = queries.card(post_officer, officer_uid).code
    assert queries.find(post_officer, code.lower())[0].person.uid == officer_uid


def refreshed(actor):
    from safeconduct.access.models import Unit, User

    return worlds.acting(User.objects.get(uid=actor.uid), Unit.objects.select_related("organisation").get(id=actor.unit_id))


def test_a_record_without_document_status_or_nationality_is_good():
    officer = worlds.post().officer
    assert put(officer, NewPerson(names=({"full": "Suryani"},)))


@pytest.mark.parametrize(("change", "field"), [({"names": ()}, "name"), ({"birth": "31/2/1984"}, "birth"), ({"nationalities": ("Utopia",)}, "nationalities"), ({"contacts": ({"kind": "phone", "value": "0911"},)}, "phone")])
def test_a_refused_record_names_field_and_remedy(change, field):
    with pytest.raises(rules.NotARecord) as refused:
        put(worlds.post().officer, of(**change))
    assert refused.value.facts["field"] == field and refused.value.sentence()
    assert not Person.objects.within(worlds.system()).exists()


def test_what_a_centre_records_does_not_reach_the_state_of_origin():
    consulate = worlds.post()
    agency = worlds.organisation("Relief agency", "io", "")
    centre = worlds.unit(agency, ["protection"], "Centre")
    worker = worlds.officer(centre, "case_worker")
    hidden = actions.register_person(worlds.system(), person=new_uid(), told=ABEBE, owner=agency.id, at=NOW)
    actions_share(agency, consulate.ministry)
    assert queries.cards(consulate.officer, uids=[hidden]) == []
    assert queries.find(consulate.officer, "Mohamed Hussein") == []
    assert queries.card(worlds.acting(worker, centre), hidden).name == "Mohamed Hussein Ali"
    with pytest.raises(NotFound):
        queries.card(consulate.officer, hidden)


def actions_share(owner, recipient):
    from datetime import date

    from safeconduct.access import actions as access

    access.agree_sharing(
        worlds.system(), uid=new_uid(), owner=owner.uid, recipient=recipient.uid, purpose="assistance", valid_from=date(2026, 1, 1), valid_to=date(2028, 1, 1), at=NOW
    )


def test_agreeing_opens_the_record_to_that_state_and_withdrawing_shuts_it_at_once():
    consulate = worlds.post()
    agency = worlds.organisation("Relief agency", "io", "")
    centre = worlds.unit(agency, ["protection"], "Centre")
    worker = worlds.officer(centre, "case_worker")
    hidden = actions.register_person(worlds.system(), person=new_uid(), told=ABEBE, owner=agency.id, at=NOW)
    actions_share(agency, consulate.ministry)
    consent = new_uid()
    actions.agree(worlds.system(), consent=consent, person=hidden, purpose="assistance", recipients=["state:UTO"], text_version="1", language="am", at=NOW)
    assert queries.cards(consulate.officer, uids=[hidden])
    actions.withdraw(worlds.system(), person=hidden, consent=consent, at=NOW)
    assert queries.cards(consulate.officer, uids=[hidden]) == []
    assert worlds.acting(worker, centre).labels


def test_under_protection_a_second_trained_person_is_needed_and_nothing_new_reaches_the_own_consulate():
    consulate = worlds.post()
    person = put(consulate.officer)
    later = NOW.replace(hour=20)
    actions.come_under_regime(worlds.system(), person=person, regime="possible_international_protection", at=later)
    assert queries.card(consulate.officer, person).name, "what the own consulate already held stays"
    actions.move_position(worlds.system(), person=person, lon=-72.3, lat=18.5, accuracy_m=50, source="told", as_of=later, at=later)
    assert queries.card(consulate.officer, person).more["position"] is None, "what came after is closed to it"
    with pytest.raises(rules.Protected):
        actions.agree(worlds.system(), consent=new_uid(), person=person, purpose="assistance", recipients=["state:UTO"], text_version="1", language="am", at=later)


def test_a_second_nationality_is_hidden_from_that_state_too():
    consulate = worlds.post()
    other = worlds.organisation("Ministry of Erewhon", "foreign_ministry", "ERW")
    desk = worlds.unit(other, ["consular"])
    user = worlds.officer(desk)
    put(consulate.officer, of(nationalities=("UTO", "ERW")))
    actions_share(consulate.ministry, other)
    assert queries.find(worlds.acting(user, desk), "Mohamed Hussein") == []
    plain = put(consulate.officer, of(names=({"full": "Sara Wolde"},)))
    assert [f.person.uid for f in queries.find(worlds.acting(user, desk), "Sara Wolde")] == [plain]


def test_a_household_shows_no_more_than_its_best_protected_member_allows():
    consulate = worlds.post()
    one, two = put(consulate.officer), put(consulate.officer, of(names=({"full": "Sara Wolde"},)))
    actions.join_household(consulate.officer, household=new_uid(), people=[one, two], roles=["head", "partner"], at=NOW)
    assert len(queries.card(consulate.officer, one).more["household"]) == 1
    actions.come_under_regime(worlds.system(), person=two, regime="refugee", at=NOW)
    assert queries.card(consulate.officer, one).more["household"] == []
    assert not Household.objects.within(consulate.officer).exists()


def test_no_name_stands_in_the_database():
    from django.db import connection

    put(worlds.post().officer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, names, birth FROM people_person")
        for value in cursor.fetchone():
            assert b"Mohamed" not in bytes(value) and b"1984" not in bytes(value)
    assert ContactPoint.objects.within(worlds.system()).get().value == "+99955501001"
