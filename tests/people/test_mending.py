"""Mending, contact points, documents, stranding, special facts, codes."""

from datetime import timedelta

import pytest

from safeconduct.access import queries as access
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import actions, queries, rules
from tests import worlds
from tests.people.test_register import ABEBE, of, put, refreshed
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    actor = worlds.post().officer
    put(actor, of(names=({"full": "Somebody Else"},), contacts=()))  # so that the labels exist
    return refreshed(actor)


def test_only_what_differs_is_written_and_the_journal_says_which_fields_by_whom(officer):
    person = put(officer)
    changed = actions.update_person(officer, person=person, changes={"birth": "1984-05-10", "sex": "m", "languages": ["am", "en"]}, at=NOW)
    assert changed == ["birth"]
    line = access.history_of(officer, person)[0]
    assert (line.verb, line.facts["changed"], line.by) == ("people.update_person", ["birth"], "Officer duty_officer")
    assert "1984" not in str(line.facts)
    assert queries.find(officer, "Mohamed Hussein", born="1984-05-10")


def test_a_new_name_is_found_and_the_old_one_is_not(officer):
    person = put(officer)
    actions.update_person(officer, person=person, changes={"names": [{"full": "Selamawit Bekele"}]}, at=NOW)
    assert [f.person.uid for f in queries.find(officer, "Selamawit Bekele")] == [person]
    assert queries.find(officer, "Mohamed Hussein") == []
    assert queries.find(officer, "+99955501001"), "the telephone still finds"


def test_a_bad_change_is_refused_and_nothing_is_written(officer):
    person = put(officer)
    with pytest.raises(rules.NotARecord):
        actions.update_person(officer, person=person, changes={"sex": "f", "birth": "yesterday"}, at=NOW)
    with pytest.raises(rules.NotARecord):
        actions.update_person(officer, person=person, changes={"owner_id": 7}, at=NOW)
    assert queries.card(officer, person).sex == "m"


def test_another_nationality_closes_the_record_to_that_state_at_once(officer):
    person = put(officer)
    from safeconduct.access.models import Label
    from safeconduct.people.models import Person

    actions.update_person(officer, person=person, changes={"nationalities": ["UTO", "ERW"]}, at=NOW)
    row = Person.objects.within(worlds.system()).get(uid=person)
    assert "ERW" in Label.objects.get(id=row.label_id).hidden_from


def test_the_same_address_again_is_marked_not_doubled(officer):
    person = put(officer)
    actions.add_contact(officer, contact=new_uid(), person=person, kind="phone", value="+99955501001", owner="employer", at=NOW)
    (point,) = queries.card(officer, person).contacts
    assert point.owner == "employer" and point.may_say_who is False
    actions.mark_contact(officer, person=person, contact=point.uid, marks={"may_write": False}, at=NOW)
    assert queries.card(officer, person).contacts[0].may_write is False
    with pytest.raises(NotFound):
        actions.mark_contact(officer, person=person, contact=point.uid, marks={"value": "+1"}, at=NOW)


def test_a_second_telephone_finds_too(officer):
    person = put(officer)
    actions.add_contact(officer, contact=new_uid(), person=person, kind="phone", value="+99955509999", at=NOW)
    assert queries.find(officer, "+999 5550 9999")[0].person.uid == person
    with pytest.raises(rules.NotARecord):
        actions.add_contact(officer, contact=new_uid(), person=person, kind="phone", value="0911", at=NOW)


def test_a_document_again_only_changes_its_state(officer):
    person = put(officer)
    for state in ("held", "lost"):
        actions.add_document(officer, document=new_uid(), person=person, kind="passport", number="U1234567", country="UTO", state=state, at=NOW)
    (paper,) = queries.card(officer, person).more["documents"]
    assert (paper.state, paper.number) == ("lost", "U1234567")


def test_a_revoked_code_finds_nobody(officer):
    person = put(officer)
    old = queries.card(officer, person).code
    new = actions.revoke_code(officer, person=person, at=NOW)
    assert new != old and queries.find(officer, old) == [] and queries.find(officer, new)[0].person.uid == person


def test_stranded_ends_with_the_last_reason(officer):
    person, record = put(officer), new_uid()
    actions.record_stranded(officer, stranded=record, person=person, cannot_stay=["stay.job_lost"], cannot_return=["return.no_document"], since=NOW, at=NOW)
    held = queries.card(officer, person).more["stranded"]
    assert held.cannot_stay[0]["who_can_lift"] == ["HS", "PS"]
    assert actions.lift_reason(officer, person=person, stranded=record, reason="stay.job_lost", at=NOW) is True
    with pytest.raises(NotFound):
        actions.lift_reason(officer, person=person, stranded=record, reason="stay.job_lost", at=NOW)
    assert actions.lift_reason(officer, person=person, stranded=record, reason="return.no_document", at=NOW) is False
    assert queries.card(officer, person).more["stranded"].ended_at == NOW


def test_stranded_without_a_reason_or_with_one_of_another_side_is_refused(officer):
    person = put(officer)
    with pytest.raises(rules.NothingTold):
        actions.record_stranded(officer, stranded=new_uid(), person=person, since=NOW, at=NOW)
    with pytest.raises(rules.NotARecord):
        actions.record_stranded(officer, stranded=new_uid(), person=person, cannot_return=["stay.job_lost"], since=NOW, at=NOW)


def test_special_facts_are_written_and_seen_by_trained_people_only(officer):
    from safeconduct.access.models import User
    from safeconduct.standards.load import special_facts

    person, fact = put(officer), next(f for f in special_facts() if f.needs)
    with pytest.raises(rules.NotTrained):
        actions.note_special(officer, person=person, facts={fact.key: ""}, at=NOW)
    assert queries.card(officer, person).more["special"] is None
    User.objects.filter(uid=officer.uid).update(protection_trained=True)
    actions.note_special(officer, person=person, facts={fact.key: "asked for quiet"}, at=NOW)
    card = queries.card(officer, person)
    assert card.more["special"] == {fact.key: "asked for quiet"}
    assert set(fact.needs) <= set(card.needs)
    actions.note_special(officer, person=person, facts={}, at=NOW)
    assert queries.card(officer, person).needs == ()


def test_whoever_is_not_in_scope_is_not_found_by_any_verb(officer):
    elsewhere = worlds.organisation("Another ministry", "foreign_ministry", "ERW")
    desk = worlds.unit(elsewhere)
    stranger = worlds.acting(worlds.officer(desk), desk)
    person = put(officer, of(ABEBE, names=({"full": "Hidden"},)))
    later = NOW + timedelta(hours=1)
    for call in (
        lambda: actions.update_person(stranger, person=person, changes={"sex": "x"}, at=later),
        lambda: actions.add_contact(stranger, contact=new_uid(), person=person, kind="phone", value="+99955501002", at=later),
        lambda: actions.add_document(stranger, document=new_uid(), person=person, kind="passport", at=later),
        lambda: actions.revoke_code(stranger, person=person, at=later),
        lambda: actions.record_stranded(stranger, stranded=new_uid(), person=person, cannot_stay=["stay.job_lost"], since=later, at=later),
    ):
        with pytest.raises(NotFound):
            call()
