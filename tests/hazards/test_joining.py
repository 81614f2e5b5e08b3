"""One event told by several sources, sharper footprints, tellings that replace one another, triggers that ask for a judgement."""

import json
from datetime import timedelta

import pytest

from safeconduct.config.demo import alerts as demo
from safeconduct.crises import queries as crises
from safeconduct.hazards import actions, jobs, queries, rules
from safeconduct.hazards.models import Alert, Assessment, Count, Hazard
from safeconduct.jobs.models import Job
from safeconduct.kernel import verbs
from safeconduct.kernel.ids import new_uid
from safeconduct.people import actions as people
from safeconduct.people.rules import NewPerson
from tests import worlds
from tests.hazards.test_chain import cap, put, receive
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


def quake(updated=0, magnitude=7.2, alert="orange", status="reviewed"):
    millis = int((NOW - timedelta(hours=1)).timestamp() * 1000)
    properties = {
        "mag": magnitude, "place": "10 km N of Here", "time": millis, "updated": millis + updated * 1000, "alert": alert, "status": status, "type": "earthquake", "net": "us",
        "title": "M 7.2 - Here", "ids": ",us7000x,at123,", "magType": "mww", "sig": 900,
    }  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "id": "us7000x", "properties": properties, "geometry": {"type": "Point", "coordinates": [-72.5, 18.5, 10]}}]}).encode()


def ring(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def shakemap(event="us7000x", most=8):
    features = [
        {"type": "Feature", "properties": {"value": value, "units": "mmi"}, "geometry": {"type": "MultiLineString", "coordinates": [ring(*box)]}}
        for value, box in ((5, (-73.5, 17.8, -71.5, 19.2)), (6, (-73, 18.1, -72, 18.9)), (most, (-72.7, 18.4, -72.3, 18.6)))
    ]
    return json.dumps({"type": "FeatureCollection", "metadata": {"eventid": event, "longitude": -72.5, "latitude": 18.5}, "features": features}).encode()


def take(actor, raw, at=NOW):
    return actions.take_in(actor, name="x", data=raw, at=at)


@pytest.mark.parametrize("order", [(quake, shakemap), (shakemap, quake)])
def test_a_shakemap_takes_the_place_of_our_estimate_whichever_comes_first(order):
    actor = worlds.post().officer
    for make in order:
        assert take(actor, make()).outcome == "accepted"
    card = queries.hazards(actor)[0]
    assert Hazard.objects.count() == 1 and not card.estimated and card.current
    assert [band["name"] for band in card.bands] == ["MMI 5", "MMI 6", "MMI 8"] and card.name == "M 7.2 - Here"


def test_a_newer_shakemap_leads_and_the_same_again_changes_nothing():
    actor = worlds.post().officer
    take(actor, quake())
    take(actor, shakemap())
    take(actor, shakemap(), NOW + timedelta(minutes=5))
    assert Alert.objects.filter(source="shakemap").count() == 1
    take(actor, shakemap(most=9), NOW + timedelta(hours=1))
    assert [band["name"] for band in queries.hazards(actor)[0].bands][-1] == "MMI 9"
    assert Alert.objects.filter(source="shakemap", withdrawn_at=None).count() == 1


def test_a_shakemap_of_another_event_stays_apart():
    actor = worlds.post().officer
    take(actor, quake())
    take(actor, shakemap("us7000xy"))
    assert Hazard.objects.count() == 2


def test_a_source_that_tells_the_same_event_again_replaces_what_it_said():
    actor = worlds.post().officer
    take(actor, quake(updated=600, magnitude=7.0))
    take(actor, quake(updated=60, magnitude=6.1))  # older, and later on the way
    assert Hazard.objects.count() == 1
    assert [(a.withdrawn_at is None, a.proposes) for a in Alert.objects.order_by("sent")] == [(False, False), (True, True)]
    take(actor, quake(updated=900, status="deleted"))
    assert not Hazard.objects.get().current and not Alert.objects.filter(proposes=True).exists()


def test_an_exercise_alert_makes_no_hazard_in_reality_and_a_real_one_none_in_an_exercise():
    actor = worlds.post().officer
    receive(actor, cap(status="Exercise"))
    receive(actor, cap("two", status="Test"))
    assert Alert.objects.count() == 2 and not Hazard.objects.exists()


def test_two_sources_of_one_event_are_offered_and_joined_with_the_better_footprint():
    actor = worlds.post().officer
    receive(actor, cap().replace(b"<expires>", b"<onset>2027-01-14T08:45:00+00:00</onset><expires>"))
    take(actor, quake())
    authority, usgs = Hazard.objects.get(alerts__source="cap"), Hazard.objects.get(alerts__source="usgs")
    assert [o.uid for o in queries.offers(actor, authority.uid)] == [usgs.uid]
    actions.join(actor, hazard=usgs.uid, into=authority.uid, at=NOW)
    card = queries.hazards(actor)
    assert [c.uid for c in card] == [authority.uid] and not card[0].estimated
    assert len(queries.alerts_of(actor, authority.uid)) == 2 and not queries.offers(actor, authority.uid)
    take(actor, shakemap())
    assert queries.hazards(actor)[0].uid == authority.uid and queries.hazards(actor)[0].bands[-1]["name"] == "MMI 8"


def event(**more):
    return rules.Told(**{"kind": "earthquake", "onset": NOW, "lon": -72.0, "lat": 18.0, "box": None, **more})


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (event(), True), (event(lon=-73.3), True), (event(lon=-73.6), False), (event(onset=NOW + timedelta(minutes=60)), True), (event(onset=NOW + timedelta(minutes=61)), False),
        (event(kind="flood"), False), (event(onset=None), False), (event(lon=None), False),
    ],
)  # fmt: skip
def test_near_in_kind_time_and_place_is_the_same_event(other, same):
    assert rules.same_event(event(), other) is same


def test_overlapping_boxes_are_near():
    one, other = event(lon=None, box=(0, 0, 2, 2)), event(lon=None, box=(1, 1, 3, 3))
    assert rules.same_event(one, other) and not rules.same_event(one, event(lon=None, box=(3, 3, 4, 4)))


# -- withdrawing -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setitem(verbs.SLOTS, "hazards.withdrawn", [lambda *said: heard.append(said)])
    return heard


@pytest.mark.parametrize("kind", ["Update", "Cancel"])
def test_an_update_or_cancel_tells_the_rooms_that_wrote_because_of_it_once(told, kind):
    actor = worlds.post().officer
    first = receive(actor, cap())
    second = receive(actor, cap("two", msg_type=kind, references="one"))
    receive(actor, cap("two", msg_type=kind, references="one"))
    assert told == [(first, second, NOW)]
    cards = queries.alerts_behind(actor, alert=first)
    assert {c.uid for c in cards} == {first, second} and next(c for c in cards if c.uid == first).withdrawn_by == second


def test_a_feed_that_tells_more_of_the_same_event_is_no_correction(told):
    actor = worlds.post().officer
    take(actor, quake(updated=60))
    take(actor, quake(updated=600))
    assert not told
    take(actor, quake(updated=900, status="deleted"))
    assert len(told) >= 1


def test_the_authority_s_instruction_stands_with_name_and_time_in_the_language_asked_for():
    actor = worlds.post().officer
    raw = demo.fresh("quake-alert.xml", NOW)
    take(actor, raw)
    uid = queries.hazards(actor)[0].uid
    english, french = (queries.authority(actor, uid, language) for language in ("en", "fr"))
    assert english["language"].startswith("en") and french["language"].startswith("fr") and english["instruction"] != french["instruction"] and english["name"]
    assert verbs.ask("messaging.authority", actor, alert=None, hazard=uid)[0]["instruction"] == english["instruction"]
    take(actor, demo.fresh("quake-cancel.xml", NOW + timedelta(minutes=2)))


# -- triggers --------------------------------------------------------------------------------------------------------------------


def test_an_alert_with_people_inside_opens_one_assessment_for_each_owner_with_its_own_count():
    post = worlds.post()
    agency = worlds.organisation("Relief agency", "io", "")
    worlds.organisation("Bystander", "io", "")
    put(post.officer, -72.5, 18.5)
    put(post.officer, -72.4, 18.5, days=400)
    person = NewPerson(names=({"full": "Abel"},), nationalities=("ERI",), position={"lon": -72.5, "lat": 18.5, "as_of": NOW})
    people.register_person(worlds.system(), person=new_uid(), told=person, owner=agency.id, at=NOW)
    receive(post.officer, cap())
    hazard = Hazard.objects.get()
    assert Job.objects.filter(name="hazards.weigh").count() == 1
    for _ in range(2):
        jobs.weigh(None, str(hazard.uid), 0, NOW)
    assert {(a.organisation_id, a.rule, a.inside_low, a.inside_high) for a in Assessment.objects.all()} == {
        (post.ministry.id, "hazard.alert", 1, 2), (agency.id, "hazard.alert", 1, 1),
    }  # fmt: skip
    mine = queries.assessments(post.officer)
    assert len(mine) == 1 and mine[0].due_at == NOW + timedelta(hours=2) and any("nationals_inside = 2" in reason for reason in mine[0].reasons)
    assert [t.kind for t in crises.tasks(post.officer, only_open=True)] == ["assessment"]


def test_nobody_inside_opens_nothing_and_somebody_who_comes_later_does():
    post = worlds.post()
    receive(post.officer, cap())
    hazard = Hazard.objects.get()
    jobs.weigh(None, str(hazard.uid), 0, NOW)
    assert not Assessment.objects.exists()
    put(post.officer, -72.5, 18.5)
    jobs.watch(Progress(), NOW + timedelta(minutes=1))
    assert not Assessment.objects.exists()
    jobs.watch(Progress(), NOW + timedelta(minutes=3))
    assert Assessment.objects.count() == 1


class Progress:
    def step(self, done, of=None):
        pass


def test_somebody_hidden_from_their_own_state_is_in_no_count_that_it_gets():
    post = worlds.post()
    uid = put(post.officer, -72.5, 18.5)
    people.come_under_regime(post.officer, person=uid, regime="refugee", at=NOW)
    receive(post.officer, cap())
    hazard = Hazard.objects.get()
    jobs.weigh(None, str(hazard.uid), 0, NOW)
    seen = queries.exposure(post.officer, hazard.uid, NOW).total
    counted = queries.threats(post.officer)[0]
    assert (counted.certain, counted.possible) == (seen[0], sum(seen))
    for one in Assessment.objects.all():
        assert one.inside_high <= sum(seen)


def test_the_list_counts_what_the_reader_s_labels_show_and_nothing_else():
    post = worlds.post()
    other = worlds.organisation("Relief agency", "io", "")
    stranger = worlds.acting(worlds.officer(worlds.unit(other, ("protection",)), "case_worker"), worlds.unit(other, ("protection",), name="second"))
    put(post.officer, -72.5, 18.5)
    receive(post.officer, cap())
    jobs.weigh(None, str(Hazard.objects.get().uid), 0, NOW)
    assert Count.objects.count() == 1
    assert (queries.threats(post.officer)[0].certain, queries.threats(stranger)[0].certain) == (1, 0)


def test_a_hazard_ends_when_its_last_alert_has_run_out():
    actor = worlds.post().officer
    receive(actor, cap())
    jobs.watch(Progress(), NOW + timedelta(hours=1))
    assert queries.hazards(actor, current=True)
    jobs.watch(Progress(), NOW + timedelta(days=2))
    assert not queries.hazards(actor, current=True)


def test_an_assessment_is_closed_once_with_a_conclusion():
    post = worlds.post()
    uid = new_uid()
    actions.open_assessment(worlds.system(), assessment=uid, organisation=post.ministry.id, rule="hazard.alert", reasons=["x"], due_hours=2, at=NOW)
    with pytest.raises(actions.NoConclusion):
        actions.close_assessment(post.officer, assessment=uid, state="no_action", conclusion=" ", at=NOW)
    actions.close_assessment(post.officer, assessment=uid, state="no_action", conclusion="Nobody near", at=NOW)
    with pytest.raises(actions.AlreadyJudged):
        actions.close_assessment(post.officer, assessment=uid, state="message", conclusion="again", at=NOW)
    assert not crises.tasks(post.officer, only_open=True)
