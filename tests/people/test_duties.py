"""With the clock moved 200 days, in one step and in daily steps, what should be gone is gone."""

from datetime import date, timedelta

import pytest

from safeconduct.access import actions as access
from safeconduct.crises import actions as crises
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import SLOTS
from safeconduct.people import actions, queries
from safeconduct.people.jobs import keep_duties
from safeconduct.people.models import Person, Stay
from tests import worlds
from tests.people.test_register import of, put, refreshed
from tests.worlds import NOW

pytestmark = pytest.mark.django_db

TRIP = {"kind": "trip", "country": "HTI", "from_date": "2027-01-10", "to_date": "2027-02-01"}
HOME = {"kind": "residence", "country": "HTI", "from_date": "2020-01-01"}


def day(n):
    return NOW + timedelta(days=n)


def people():
    return dict(Person.objects.within(worlds.system()).values_list("uid", "status"))


def crisis_of(actor):
    uid = new_uid()
    crises.open_crisis(
        worlds.system(), crisis=uid, name="Storm", kind="sudden_natural", started_at=NOW, ends_on=date(2027, 7, 1), paths=["HTI"], controller=worlds.Organisation.objects.get(id=actor.organisation_id).uid,
        data_officer="data@example.org", at=NOW,
    )  # fmt: skip
    return uid


def world():
    """Somebody on a trip, somebody who lives there and travels, a resident, a resident asked before, a crisis list, a hold."""
    officer = worlds.post().officer
    crisis = crisis_of(officer)
    who = {
        "traveller": put(officer, of(stays=(TRIP,), contacts=())),
        "resident who travels": put(officer, of(stays=(HOME, TRIP), contacts=())),
        "resident": put(officer, of(stays=(HOME,), contacts=())),
        "silent": put(officer, of(stays=(HOME,), contacts=())),
        "listed": put(officer, of(contacts=()), crisis=crisis),
        "held": put(officer, of(stays=(TRIP,), contacts=())),
    }
    rows = Person.objects.within(worlds.system())
    rows.filter(uid=who["silent"]).update(confirmed_at=day(-350), asked_at=day(-170), missed=0)
    boss = worlds.unit(worlds.Organisation.objects.get(id=officer.organisation_id), name="Data protection")
    access.hold(worlds.acting(worlds.officer(boss, "data_officer"), boss), uid=new_uid(), subject=who["held"], reason="court", until=day(400), at=NOW)
    return officer, who, crisis


def outcome(who):
    now = people()
    rows = {r.uid: (r.status, r.asked_at, r.missed) for r in Person.objects.within(worlds.system())}
    names = {uid: name for name, uid in who.items()}
    stays = sorted((names[uid], kind) for uid, kind in Stay.objects.within(worlds.system()).values_list("person__uid", "kind"))
    return {name: rows.get(uid) for name, uid in who.items()}, stays, len(now)


@pytest.mark.parametrize("step", [200, 1, 7])
def test_two_hundred_days_later_the_same_is_gone_in_one_step_and_in_daily_steps(step):
    _officer, who, crisis = world()
    keep_duties(NOW)
    assert len(people()) == 6
    crises.close_crisis(worlds.system(), crisis=crisis, at=day(0))
    for n in range(step, 201, step):
        keep_duties(day(n))
    keep_duties(day(200))
    states, stays, _count = outcome(who)
    assert states["traveller"] is None and states["listed"] is None
    assert states["resident"] == ("active", day(180), 0) and states["resident who travels"] == ("active", day(180), 0)
    assert states["silent"][0] == "archived" and states["silent"][2] == 2
    assert states["held"][0] == "active"
    assert stays == [("held", "trip"), ("resident", "residence"), ("resident who travels", "residence"), ("silent", "residence")]
    gone = actions.read_erased()
    assert gone[who["traveller"]] >= NOW and who["resident"] not in gone


def test_a_trip_closes_at_its_end_and_goes_two_days_later():
    officer = worlds.post().officer
    person = put(officer, of(stays=(TRIP,), contacts=()))
    end = NOW.replace(month=2, day=1, hour=23)
    keep_duties(end)
    assert Stay.objects.within(worlds.system()).get().closed_at is None, "the last day is not over everywhere"
    keep_duties(end + timedelta(days=1))
    assert Stay.objects.within(worlds.system()).get().closed_at.date() == date(2027, 2, 2)
    keep_duties(end + timedelta(days=2))
    assert person in people()
    keep_duties(end + timedelta(days=3))
    assert person not in people()


def test_who_answers_stays_active():
    officer = worlds.post().officer
    person = put(officer, of(stays=(HOME,), contacts=()))
    officer = refreshed(officer)
    for n in range(0, 1000, 30):
        keep_duties(day(n))
        if queries.cards(officer, uids=[person])[0].status == "active" and n in (210, 420, 600, 810):
            actions.confirm(officer, person=person, at=day(n))
    assert people()[person] == "active"


def test_somebody_who_is_still_needed_stays_until_no_longer_needed(monkeypatch):
    officer = worlds.post().officer
    person = put(officer, of(stays=(TRIP,), contacts=()))
    asked = []
    monkeypatch.setitem(SLOTS, "people.keep", [lambda person_id, at: asked.append(person_id) or at < day(100)])
    keep_duties(day(60))
    assert person in people() and asked
    keep_duties(day(101))
    assert person not in people()


def test_a_question_is_put_through_the_slot_once(monkeypatch):
    officer = worlds.post().officer
    put(officer, of(stays=(HOME,), contacts=()))
    asked = []
    monkeypatch.setitem(SLOTS, "people.question", [lambda person_id, at: asked.append(at)])
    for n in (179, 180, 181, 200):
        keep_duties(day(n))
    assert asked == [day(180)]


def test_nobody_but_the_system_keeps_the_duties():
    officer = worlds.post().officer
    person = put(officer)
    from dataclasses import replace

    from safeconduct.kernel.actors import Right

    bold = replace(refreshed(officer), rights=(Right("x", frozenset({"people.erase_due"})),))
    with pytest.raises(NotFound):
        actions.duties.erase_due(bold, people=[person], at=NOW)
    assert person in people()
