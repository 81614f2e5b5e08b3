"""Examples of the verbs of people."""

from datetime import timedelta

from safeconduct.access import actors
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.verbs import VERBS
from safeconduct.people.actions.importing import Chunk
from safeconduct.people.actions.loading import Known, Load, prepare
from tests.house.examples.table import DATA, WORKER, example, id_of, last
from tests.stories.world import NOW, told


@example("people.register_person", grows=True)
def _(world):
    return {"person": new_uid(), "told": told(77)}


@example("people.move_position")
def _(world):
    return {"person": world.people[1], "lon": -72.2, "lat": 18.4, "accuracy_m": 20, "source": "told", "as_of": NOW}


@example("people.confirm")
def _(world):
    return {"person": world.people[2]}


@example("people.say_it_holds", "public")
def _(world):
    from datetime import timedelta

    from safeconduct.access import actors
    from safeconduct.people.models import Person

    Person.objects.within(actors.duty("set-up")).filter(uid=world.people[2]).update(confirmed_at=NOW - timedelta(days=200), asked_at=NOW - timedelta(days=20))
    return {"person": world.people[2]}


@example("people.join_household", fills=True)
def _(world):
    return {"household": new_uid(), "people": [world.people[0], world.people[1]], "roles": ["head", "partner"]}


@example("people.agree", fills=True)
def _(world):
    return {"consent": new_uid(), "person": world.people[0], "purpose": "assistance", "recipients": ["io"], "text_version": "1", "language": "am"}


@example("people.withdraw")
def _(world):
    return {"person": world.people[3]}


@example("people.come_under_regime", WORKER, fills=True)
def _(world):
    return {"person": world.sheltered[1], "regime": "refugee"}


@example("people.update_person")
def _(world):
    return {"person": world.people[1], "changes": {"sex": "x"}}


@example("people.add_contact", fills=True)
def _(world):
    return {"contact": new_uid(), "person": world.people[1], "kind": "phone", "value": "+99955777001", "owner": "relative"}


def _contact_of(world, person):
    from safeconduct.people.models import ContactPoint

    return last(ContactPoint, "uid", person_id=id_of(person))


@example("people.mark_contact")
def _(world):
    return {"person": world.people[1], "contact": _contact_of(world, world.people[1]), "marks": {"may_write": False}}


@example("people.add_document", fills=True)
def _(world):
    return {"document": new_uid(), "person": world.people[1], "kind": "passport", "number": "U9999901", "country": "UTO"}


@example("people.add_stay", fills=True)
def _(world):
    return {"stay": new_uid(), "person": world.people[1], "kind": "residence", "country": "HTI", "path": "HTI/HT01", "address": "Rue Deux"}


@example("people.add_emergency_contact", fills=True)
def _(world):
    return {"contact": new_uid(), "person": world.people[1], "name": "Almaz", "telephone": "+251911234567", "relation": "parent"}


@example("people.revoke_code")
def _(world):
    return {"person": world.people[1]}


@example("people.note_special", WORKER)
def _(world):
    return {"person": world.sheltered[0], "facts": {}}


@example("people.offer_matches", fills=True)
def _(world):
    return {"person": world.people[2], "candidates": [world.people[3]], "probabilities": [0.9], "reasons": [["name"]]}


@example("people.decide_match")
def _(world):
    from safeconduct.people.models import Match

    return {"match": last(Match, "uid"), "same": False}


@example("people.erase_person", DATA)
def _(world):
    return {"person": world.people[3], "because": "asked"}


@example("people.import_people", fills=True)
def _(world):
    return {"run": new_uid(), "content": b"name,nationality\nSelam Tadesse,UTO\n", "name": "people.csv", "unit": world.units["consular"].uid, "size": 35}


@example("people.cancel_import")
def _(world):
    from safeconduct.people.models import ImportRun

    return {"run": last(ImportRun, "uid")}


@example("people.record_stranded", fills=True)
def _(world):
    return {"stranded": new_uid(), "person": world.people[1], "cannot_stay": ["stay.permit_ended"], "since": NOW}


@example("people.lift_reason")
def _(world):
    from safeconduct.people.models import Stranded

    return {"person": world.people[1], "stranded": last(Stranded, "uid"), "reason": "stay.permit_ended"}


def _brought(world):
    """A list of its own that is kept and not started."""
    uid = new_uid()
    content = b"name,nationality\nHana Alemu,UTO\n"
    return VERBS["people.import_people"].call(world.actor(), run=uid, content=content, name="hana.csv", unit=world.units["consular"].uid, size=len(content), at=NOW)


def _started(world):
    """The same, started, with no job behind it."""
    uid = _brought(world)
    return VERBS["people.start_import"].call(world.actor(), run=uid, columns={"name": "name", "nationality": "nationality"}, dry=False, queue=False, at=NOW)


def _prepared(world, number):
    """One person ready to be written in bulk."""
    return prepare(Load(new_uid(), told(number), world.organisation("consular").id, "import", NOW))


@example("people.start_import")
def _(world):
    return {"run": _brought(world), "columns": {"name": "name", "nationality": "nationality"}, "dry": True}


@example("people.import_chunk")
def _(world):
    return {"run": _started(world), "chunk": Chunk(fresh=[_prepared(world, 401)], last=2), "known": Known()}


@example("people.end_import")
def _(world):
    return {"run": _started(world), "state": "done"}


@example("people.load_people", "system")
def _(world):
    some = [_prepared(world, 402), _prepared(world, 403)]
    return {"people": [one.load.uid for one in some], "prepared": some, "known": Known()}


def _trip(world):
    """A trip of its own that ended a week ago."""
    ended = (NOW - timedelta(days=7)).date()
    return VERBS["people.add_stay"].call(world.actor(), stay=new_uid(), person=world.people[1], kind="trip", country="HTI", path="HTI/HT01", to_date=ended, at=NOW)


@example("people.close_trips", "system")
def _(world):
    return {"people": [_trip(world)]}


@example("people.erase_trips", "system")
def _(world):
    return {"people": [_trip(world)]}


@example("people.erase_due", "system")
def _(world):
    return {"people": [VERBS["people.register_person"].call(world.actor(), person=new_uid(), told=told(404), at=NOW)]}


@example("people.erase_again", "system")
def _(world):
    return {"people": [VERBS["people.register_person"].call(world.actor(), person=new_uid(), told=told(405), at=NOW)]}


@example("people.ask_again", "system")
def _(world):
    from safeconduct.people.models import Person

    uid = VERBS["people.register_person"].call(world.actor(), person=new_uid(), told=told(406), at=NOW)
    Person.objects.within(actors.duty("set-up")).filter(uid=uid).update(confirmed_at=NOW - timedelta(days=181))
    return {"people": [uid]}


def _consent_until(world, number, day):
    from safeconduct.people.models import Consent

    uid = VERBS["people.register_person"].call(world.actor(), person=new_uid(), told=told(number), at=NOW)
    rows = Consent.objects.within(actors.duty("set-up")).filter(person__uid=uid)
    rows.update(valid_until=day, recipients=[])
    return {"people": [rows.get().uid]}


@example("people.lapse_consents", "system")
def _(world):
    return _consent_until(world, 407, (NOW - timedelta(days=3)).date())


@example("people.ask_to_renew", "system")
def _(world):
    return _consent_until(world, 408, (NOW + timedelta(days=3)).date())


@example("people.forget_lists", "system")
def _(world):
    return {"people": [_brought(world)]}


@example("people.propose_disclosure", WORKER, fills=True)
def _(world):
    return {"proposal": new_uid(), "person": world.sheltered[1], "purpose": "trace_family", "state": "ETH", "language": "am"}


@example("people.disclose", WORKER)
def _(world):
    """A colleague proposed it, and the worker has agreed: it runs inside `access.decide`, which leaves the proposal like this."""
    from safeconduct.access import actions as access
    from safeconduct.access import actors
    from safeconduct.access.models import Proposal, User
    from safeconduct.people import actions as people

    uid, proposal, system, unit = new_uid(), new_uid(), actors.duty("set-up"), world.units["protection"]
    access.add_user(system, uid=uid, username=uid.hex, name="A colleague", password=uid.hex, protection_trained=True, at=NOW)
    access.grant(system, uid=new_uid(), user=uid, unit=unit.uid, role="case_worker", at=NOW)
    given = {"person": world.sheltered[1], "purpose": "trace_family", "state": "ETH", "language": "am", "text_version": "1"}
    people.propose_disclosure(actors.person(User.objects.get(uid=uid), unit, NOW), proposal=proposal, at=NOW, **given)
    Proposal.objects.filter(uid=proposal).update(state="done", decided_by=world.users[WORKER].uid)
    return {"consent": proposal, "proposal": proposal, **given}
