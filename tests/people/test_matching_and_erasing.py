"""Offered and decided matches; erasure without a trace but the journal's."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from safeconduct.access import actions as access
from safeconduct.access import journal
from safeconduct.access.files import content_of, keep_file
from safeconduct.access.models import EntrySubject, File, Subject
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import actions, queries, rules
from safeconduct.people.models import Match, Membership, Person
from tests import worlds
from tests.people.test_register import of, put, refreshed
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    actor = worlds.post().officer
    put(actor, of(names=({"full": "Somebody Else"},), contacts=()))
    return refreshed(actor)


def pair(officer):
    on_file = put(officer, of(documents=({"kind": "passport", "number": "U7654321"},)))
    came = put(
        officer,
        of(names=({"full": "Muhamed Husen"},), birth="", languages=("am", "fr"), contacts=({"kind": "phone", "value": "+99955507777"},), position={"lon": -72.3, "lat": 18.5}),
        record="provisional",
        source="open_door",
    )
    (match,) = actions.offer_matches(worlds.system(), person=came, candidates=[on_file], probabilities=[0.9], reasons=[["names"]], at=NOW)
    return on_file, came, match


def test_an_offered_match_changes_neither_record(officer):
    on_file, came, match = pair(officer)
    assert queries.card(officer, on_file).more["matches"][0].uid == match
    assert queries.card(officer, came).more["matches"][0].other.uid == on_file
    assert {c.uid for c in queries.cards(officer, uids=[on_file, came])} == {on_file, came}
    assert actions.offer_matches(worlds.system(), person=came, candidates=[on_file], probabilities=[0.9], reasons=[[]], at=NOW) == []


def test_the_same_joins_what_both_told_and_both_histories_stay(officer):
    on_file, came, match = pair(officer)
    assert actions.decide_match(officer, match=match, same=True, at=NOW) == on_file
    card = queries.card(officer, on_file)
    assert {p.value for p in card.contacts} == {"+99955501001", "+99955507777"}
    assert card.languages == ("am", "en", "fr") and card.birth == "1984-05-09"
    assert card.more["position"] is not None and len(card.more["consents"]) == 2
    assert card.more["merged"] == [came]
    assert queries.cards(officer, uids=[came]) == []
    assert queries.find(officer, "+99955507777")[0].person.uid == on_file
    with pytest.raises(rules.AlreadyDecided):
        actions.decide_match(officer, match=match, same=False, at=NOW)
    assert {s.key for s in EntrySubject.objects.all() if s.key} >= set(journal.subject_keys([on_file, came]).values())


def test_another_leaves_both_and_is_not_offered_again(officer):
    on_file, came, match = pair(officer)
    actions.decide_match(officer, match=match, same=False, at=NOW)
    assert queries.card(officer, on_file).more["matches"] == []
    assert len(queries.cards(officer, uids=[on_file, came])) == 2


def test_two_owners_stay_two_records(officer):
    agency = worlds.organisation("Relief agency", "io", "")
    on_file = put(officer)
    came = actions.register_person(worlds.system(), person=new_uid(), told=of(), owner=agency.id, record="provisional", at=NOW)
    assert actions.offer_matches(worlds.system(), person=came, candidates=[on_file], probabilities=[0.9], reasons=[[]], at=NOW) == []


def test_a_match_with_somebody_protected_hides_with_them(officer):
    on_file, came, match = pair(officer)
    actions.come_under_regime(worlds.system(), person=came, regime="refugee", at=NOW + timedelta(hours=1))
    assert not Match.objects.within(officer).filter(uid=match).exists()
    assert queries.card(officer, on_file).more["matches"] == []
    with pytest.raises(NotFound):
        actions.decide_match(officer, match=match, same=True, at=NOW + timedelta(hours=1))


def tables_with(marker: bytes | str):
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                text = " ".join(bytes(v).hex() if isinstance(v, (bytes, memoryview)) else str(v) for v in row)
                if str(marker) in text or str(marker).replace("-", "") in text:
                    found.append(table)
    return sorted(set(found))


def whole(officer):
    person = put(
        officer,
        of(
            documents=({"kind": "passport", "number": "U1111111"},), stays=({"kind": "trip", "country": "HTI", "to_date": "2027-01-20"},), position={"lon": -72.3, "lat": 18.5},
            emergency_contacts=({"name": "Kin", "telephone": "+99955500000"},), special={"health": "x"},
        ),
    )  # fmt: skip
    other = put(officer, of(names=({"full": "A child"},), birth="2020", contacts=()))
    actions.join_household(officer, household=new_uid(), people=[person, other], roles=["head", "child"], guardians={str(other): str(person)}, at=NOW)
    actions.record_stranded(officer, stranded=new_uid(), person=person, cannot_stay=["stay.job_lost"], since=NOW, at=NOW)
    return person, other


def test_after_erasure_nothing_of_the_person_stands_anywhere_and_the_journal_verifies(officer):
    person, other = whole(officer)
    row = Person.objects.within(worlds.system()).get(uid=person)
    index = queries.card(officer, person).contacts[0].index
    file = keep_file(b"a scan", name="scan.png", purpose="document", field_class="personal", media_type="image/png", subject_uid=person, at=NOW)
    journal.seal(NOW)
    entries = len(access_history(person))
    assert entries >= 3
    boss = worlds.acting(worlds.officer(_unit(officer), "data_officer"), _unit(officer))
    assert actions.erase_person(boss, person=person, because="asked", at=NOW) == 1
    assert tables_with(person) == [], "not even the uid, except on the list outside the database"
    assert tables_with(index) == [] and tables_with(row.code) == []
    assert not File.objects.exists() and not Subject.objects.filter(person_uid=person).exists()
    with pytest.raises(NotFound):
        content_of(file)
    assert queries.card(officer, other).more["household"] == []
    assert Membership.objects.within(worlds.system()).get().guardian_uid is None
    assert queries.find(officer, "+99955500000") == []
    assert person in actions.read_erased() and (settings.KEY_FOLDER / "erased.log").stat().st_mode & 0o077 == 0
    assert journal.verify().ok


def access_history(person):
    key = Subject.objects.get(person_uid=person).key
    return EntrySubject.objects.filter(key=key)


def _unit(officer):
    from safeconduct.access.models import Unit

    return Unit.objects.select_related("organisation").get(id=officer.unit_id)


def test_who_was_merged_goes_too(officer):
    on_file, came, match = pair(officer)
    actions.decide_match(officer, match=match, same=True, at=NOW)
    assert actions.erase_person(worlds.system(), person=on_file, because="asked", at=NOW) == 2
    assert not Person.objects.within(worlds.system()).filter(uid__in=[on_file, came]).exists()


def test_a_legal_hold_keeps_the_record_until_it_ends(officer):
    person = put(officer)
    boss = worlds.acting(worlds.officer(_unit(officer), "data_officer"), _unit(officer))
    hold = access.hold(boss, uid=new_uid(), subject=person, reason="court", until=NOW + timedelta(days=30), at=NOW)
    with pytest.raises(rules.UnderHold) as refused:
        actions.erase_person(worlds.system(), person=person, because="asked", at=NOW)
    assert "2027-02-13" in refused.value.sentence()
    access.release_hold(boss, hold_uid=hold, at=NOW)
    assert actions.erase_person(worlds.system(), person=person, because="asked", at=NOW) == 1


def test_who_comes_back_with_a_backup_goes_again(officer):
    person = put(officer)
    boss = worlds.acting(worlds.officer(_unit(officer), "data_officer"), _unit(officer))
    access.hold(boss, uid=new_uid(), subject=person, reason="court", until=NOW + timedelta(days=30), at=NOW)  # released after the backup was made
    assert actions.erase_again(worlds.system(), people=[person, new_uid()], at=NOW) == 1
    assert not Person.objects.within(worlds.system()).filter(uid=person).exists()
    with pytest.raises(NotFound):
        actions.erase_again(officer_as_job(officer), people=[person], at=NOW)


def officer_as_job(officer):
    from dataclasses import replace

    return replace(worlds.system(), labels=frozenset(), organisation_id=officer.organisation_id)
