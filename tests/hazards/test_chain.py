"""From an alert to who is inside."""

from datetime import timedelta

import pytest

from safeconduct.hazards import actions, queries
from safeconduct.hazards.models import Alert, Hazard
from safeconduct.hazards.readers import read_file
from safeconduct.kernel.ids import new_uid
from safeconduct.people import actions as people
from safeconduct.people.rules import NewPerson
from tests import worlds
from tests.worlds import NOW

pytestmark = pytest.mark.django_db

CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>{identifier}</identifier><sender>seismo@example.org</sender><sent>2027-01-14T09:00:00+00:00</sent>
<status>{status}</status><msgType>{msg_type}</msgType><scope>Public</scope>{references}
<info><language>en-US</language><category>Geo</category><event>Earthquake</event><urgency>Immediate</urgency><severity>Severe</severity>
<certainty>Observed</certainty><expires>2027-01-15T09:00:00+00:00</expires><headline>Strong earthquake</headline>
<area><areaDesc>Ouest</areaDesc><polygon>18,-73 18,-72 19,-72 19,-73 18,-73</polygon></area></info></alert>"""


def cap(identifier="one", status="Actual", msg_type="Alert", references=""):
    if references:
        references = f"<references>seismo@example.org,{references},2027-01-14T09:00:00+00:00</references>"
    return CAP.format(identifier=identifier, status=status, msg_type=msg_type, references=references).encode()


def receive(actor, raw, at=NOW):
    result = read_file(raw, "x.xml")[0]
    return actions.receive(actor, alert=result.alerts[0], digest="0" * 64, at=at)


def put(actor, lon, lat, accuracy=50, days=1, language="am"):
    told = NewPerson(
        names=({"full": "Sara Wolde"},), nationalities=("UTO",), languages=(language,),
        position={"lon": lon, "lat": lat, "accuracy_m": accuracy, "source": "told", "as_of": NOW - timedelta(days=days)},
    )  # fmt: skip
    return people.register_person(actor, person=new_uid(), told=told, at=NOW)


def test_an_alert_finds_who_is_inside_certain_and_possible():
    post = worlds.post()
    put(post.officer, -72.5, 18.5)
    put(post.officer, -72.5, 18.5, days=400)
    put(post.officer, -71.99, 18.5, accuracy=5000, language="en")
    put(post.officer, -60, 18.5)
    receive(post.officer, cap())
    hazard = Hazard.objects.get()
    card = queries.exposure(post.officer, hazard.uid, NOW)
    assert card.total == (1, 2)
    assert card.by_language == {"am": (1, 1), "en": (0, 1)}
    assert len(queries.inside(post.officer, hazard.uid, NOW, possible=False)) == 1
    assert Alert.objects.get().proposes


def test_the_same_alert_again_changes_nothing():
    actor = worlds.post().officer
    assert receive(actor, cap()) == receive(actor, cap())
    assert Alert.objects.count() == 1 and Hazard.objects.count() == 1


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_a_cancel_withdraws_in_any_order_of_arrival(order):
    actor = worlds.post().officer
    files = {"one": cap(), "two": cap("two", msg_type="Cancel", references="one")}
    for name in order:
        receive(actor, files[name])
    assert Alert.objects.get(identifier="one").withdrawn_at is not None
    assert not Alert.objects.filter(proposes=True).exists()


def test_an_exercise_alert_proposes_nothing_in_reality():
    actor = worlds.post().officer
    receive(actor, cap(status="Exercise"))
    assert not Alert.objects.get().proposes


def test_a_hidden_person_is_not_counted():
    post = worlds.post()
    agency = worlds.organisation("Relief agency", "io", "")
    told = NewPerson(names=({"full": "Sara Wolde"},), nationalities=("UTO",), position={"lon": -72.5, "lat": 18.5, "as_of": NOW})
    receive(post.officer, cap())
    hazard = Hazard.objects.get()
    before = queries.exposure(post.officer, hazard.uid, NOW)
    people.register_person(worlds.system(), person=new_uid(), told=told, owner=agency.id, at=NOW)
    assert queries.exposure(post.officer, hazard.uid, NOW) == before
