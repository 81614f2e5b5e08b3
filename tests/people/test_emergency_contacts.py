"""Somebody to tell in an emergency: written on the card, under the label of what is recorded from now on."""

import pytest
from django.urls import reverse

from safeconduct.access import actors
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import actions
from safeconduct.people.models import EmergencyContact, Person
from safeconduct.people.rules import NotARecord
from tests import worlds
from tests.people.test_register import of, put
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
ALL = actors.duty("set-up")


def test_it_is_written_and_shown_on_the_card(client, post):
    person = put(post.officer, of())
    assert client.post(reverse("people:emergency", args=[person]), {"name": "Almaz", "telephone": "00251 911 234567", "relation": "parent"}).status_code == 302
    row = EmergencyContact.objects.within(ALL).get()
    assert (row.name, row.telephone, row.relation) == ("Almaz", "+251911234567", "parent")
    assert row.label_id == Person.objects.within(ALL).get(uid=person).later_label_id
    body = client.get(reverse("people:person", args=[person])).content.decode()
    assert "Almaz" in body and "+251911234567" in body


@pytest.mark.parametrize("told", [{"name": " ", "telephone": ""}, {"name": "Almaz", "telephone": "12"}, {"name": "Almaz", "relation": "king"}])
def test_nobody_and_what_can_be_no_telephone_are_refused_and_nothing_is_written(client, post, told):
    person = put(post.officer, of())
    assert client.post(reverse("people:emergency", args=[person]), told).status_code == 422
    with pytest.raises(NotARecord):
        actions.add_emergency_contact(post.officer, contact=new_uid(), person=person, at=NOW, **told)
    assert not EmergencyContact.objects.within(ALL).exists()


def test_of_somebody_hidden_nothing_is_written(post):
    agency = worlds.organisation("Relief agency", "io", "")
    hidden = actions.register_person(worlds.system(), person=new_uid(), told=of(), owner=agency.id, at=NOW)
    with pytest.raises(NotFound):
        actions.add_emergency_contact(post.officer, contact=new_uid(), person=hidden, name="Almaz", at=NOW)
