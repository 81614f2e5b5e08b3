"""With the clock moved 200 days, in one step and in daily steps, what should be gone is gone; after an erasure nothing of the person stands anywhere."""

from __future__ import annotations

import io
import logging
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from safeconduct.access import actions as access
from safeconduct.access import journal
from safeconduct.access.fields import SealedField
from safeconduct.access.files import keep_file
from safeconduct.access.jobs import forget_old
from safeconduct.access.models import Command, File, LegalHold, Look, Proposal
from safeconduct.cases import actions as cases
from safeconduct.cases import queries as cases_queries
from safeconduct.cases.jobs import forget as forget_cases
from safeconduct.cases.models import Case, Note
from safeconduct.checkins import actions as checkins
from safeconduct.checkins.jobs import forget as forget_lists
from safeconduct.checkins.jobs import refresh
from safeconduct.checkins.models import Answer, Ask, CallItem, CallList, Campaign, Standing
from safeconduct.config import dump
from safeconduct.crises import actions as crises
from safeconduct.jobs.models import Job
from safeconduct.jobs.runner import run_all, tick
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import actions as messaging
from safeconduct.messaging.jobs import forget as forget_texts
from safeconduct.messaging.models import Delivery, Inbound, Message
from safeconduct.people import actions as people
from safeconduct.people.jobs import keep_duties
from safeconduct.people.models import ImportRun, Person, RefusedRow, Stay
from safeconduct.people.rules import NewPerson
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def numbered(monkeypatch):
    """A test is one transaction of PostgreSQL, in which nothing is finished: each entry is counted as a transaction of its own."""
    from safeconduct.access.models import Entry

    monkeypatch.setattr(journal, "_transaction_id", lambda: (Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1)
    monkeypatch.setattr(journal, "_finished_below", lambda: (Entry.objects.order_by("-xid").values_list("xid", flat=True).first() or 0) + 1)


class World:
    """A post in a crisis, with somebody of every kind that is forgotten differently."""

    def __init__(self):
        self.now = timezone.now().replace(microsecond=0)
        self.post = worlds.post()
        self.head = worlds.acting(worlds.officer(self.post.section, "head_of_post"), self.post.section, self.now)
        self.keeping = worlds.officer(self.post.section, "data_officer")
        messaging.load_shipped(worlds.system(), at=self.now)
        self.crisis = crises.open_crisis(
            self.head, crisis=new_uid(), name="Earthquake", kind="natural_disaster", started_at=self.now, ends_on=(self.now + timedelta(days=60)).date(), paths=["HTI"],
            data_officer="dpo", at=self.now,
        )  # fmt: skip
        self.who: dict[str, UUID] = {}

    @property
    def officer(self):
        return worlds.acting(self.post.user, self.post.section, self.now)

    @property
    def keeper(self):
        return worlds.acting(self.keeping, self.post.section, self.now)

    def day(self, n):
        return self.now + timedelta(days=n)

    def date(self, n):
        return self.day(n).date().isoformat()

    def put(self, name, phone="", stays=(), crisis=None, **more):
        told = NewPerson(
            names=({"full": name},), nationalities=("UTO",), languages=("am",), country="HTI", path="HTI/HT01", contacts=({"kind": "phone", "value": phone},) if phone else (),
            stays=stays, **more,
        )  # fmt: skip
        self.who[name] = people.register_person(self.officer, person=new_uid(), told=told, crisis=crisis, at=self.now)
        return self.who[name]

    def sms(self, text, number, at):
        uid = new_uid()
        from safeconduct.access import actors

        return messaging.receive_inbound(actors.gateway(), inbound=uid, channel="sms", provider_id=str(uid), address=number, text=text, at=at)

    def case_of(self, name):
        return Case.objects.within(worlds.system()).filter(person__uid=self.who[name]).values_list("uid", flat=True).first()


def under_way() -> World:
    """The world in its tenth day: asked, answered, called, helped, and the crisis closed."""
    w = World()
    trip = {"kind": "trip", "country": "HTI", "from_date": w.date(-5), "to_date": w.date(3)}
    home = {"kind": "residence", "country": "HTI", "from_date": w.date(-900)}
    w.put("traveller", "+999555020001", (trip,))
    w.put("traveller in a case", "+999555020002", (trip,))
    w.put("traveller under hold", "+999555020003", (trip,))
    w.put("resident", "+999555020004", (home,))
    w.put("resident who travels", "+999555020005", (home, trip))
    w.put("listed", "+999555020006", crisis=w.crisis)
    w.put("listed under hold", "+999555020007", crisis=w.crisis)
    for name in ("traveller under hold", "listed under hold"):
        access.hold(w.keeper, uid=new_uid(), subject=w.who[name], reason="court", until=w.day(400), at=w.now)
    checkins.start_campaign(
        w.officer, campaign=new_uid(), crisis=w.crisis, audience={"crisis": str(w.crisis), "path": "HTI"}, ends_at=w.day(30), accept_machine=True, at=w.now, command=new_uid()
    )
    run_all()
    warden = checkins.appoint_warden(w.officer, warden=new_uid(), name="Warden", path="HTI", languages=["am"], signed_on=w.day(-1).date(), signed_until=w.day(60).date(), at=w.now)
    checkins.make_call_list(w.officer, call_list=new_uid(), campaign=Campaign.objects.get().uid, warden=warden, at=w.now)
    for n in (2, 3, 4, 7):
        w.sms("2" if n in (2, 3) else "1", f"+99955502000{n}", w.day(1))
    for name, text, crisis in (("came forward", "I am here", w.crisis), ("came forward alone", "I am there", None)):
        w.who[name] = new_uid()
        checkins.come_forward(
            worlds.system(), client_id=new_uid(), person=w.who[name], said="safe", owner=w.officer.organisation_id, way="web", language="am", name=name, contact="",
            words=text, crisis=crisis, country="HTI", path="HTI/HT01", at=w.day(1),
        )  # fmt: skip
    cases.close(w.officer, case=w.case_of("traveller under hold"), outcome="helped", ask=False, at=w.day(2))
    _ground_floor(w)
    run_all()
    crises.close_crisis(w.head, crisis=w.crisis, at=w.day(10))
    return w


def _ground_floor(w: World) -> None:
    session = SessionStore()
    session["unit"] = 1
    session.set_expiry(3600)
    session.save()
    keep_file(b"%PDF-1.4", name="expires.pdf", purpose="document", field_class="personal", media_type="application/pdf", at=w.now, expires_at=w.day(20))
    Look.objects.create(at=w.now, verb="people.see_person", purpose="assistance", subject_key=1)
    access.propose(w.head, uid=new_uid(), verb="messaging.release", arguments={"message": str(new_uid())}, numbers={}, expires_at=w.day(1), at=w.now)
    run = ImportRun.objects.create(organisation_id=w.officer.organisation_id, made_at=w.now, state="done")
    refused = RefusedRow(run=run, number=2, field="name", reason="people.no_name")
    refused.row = ["x"]
    refused.save()
    Job.objects.update(ended_at=w.now)


def keep(w: World, n: int) -> None:
    """Everything that runs by itself, at a day."""
    at = w.day(n)
    refresh(None, at=at)
    keep_duties(at)
    forget_cases(None, at=at)
    forget_texts(None, at=at)
    forget_lists(None, at=at)
    forget_old(None, at=at)
    tick(at)


NOT_COMPARED = {"access.Entry", "access.EntrySubject", "access.Block", "jobs.Job", "jobs.Schedule"}  # what was done, not what is left
VOLATILE = {"id", "uid", "made_at", "text", "label_id"}


def left(w: World) -> dict[str, list]:
    """What is left, table by table, without what may differ: when the question left the house."""
    out = {}
    for model in dump.tables():
        if model._meta.label in NOT_COMPARED:
            continue
        skip = VOLATILE if model is Delivery else set()
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in skip and not (model is Delivery and isinstance(f, SealedField))]
        out[model._meta.label] = sorted(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in model._base_manager.values_list(*names))
    return out


def cases_until_day_50(w: World, step: int) -> None:
    """Steps until the open case is closed, then until day 200."""
    for n in range(step, 200, step):
        if n == 50:
            cases.close(w.officer, case=w.case_of("traveller in a case"), outcome="helped", ask=False, at=w.day(50))
        keep(w, n)
    if step == 200:
        cases.close(w.officer, case=w.case_of("traveller in a case"), outcome="helped", ask=False, at=w.day(50))
    keep(w, 200)


def test_two_hundred_days_later_everything_that_should_be_gone_is_gone_in_one_step_and_in_daily_steps():
    w = under_way()
    assert all(model._base_manager.exists() for model in (Ask, CallItem, CallList, Answer, Standing, Delivery, Inbound, Case, Session, File, Command, Proposal, RefusedRow, Look, Job))
    with transaction.atomic():
        cases_until_day_50(w, 1)
        daily = left(w)
        transaction.set_rollback(True)
    cases_until_day_50(w, 200)
    once = left(w)
    assert {k for k in daily if daily[k] != once[k]} == set()
    check_what_is_left(w)


def check_what_is_left(w: World) -> None:
    system = worlds.system()
    names = {uid: name for name, uid in w.who.items()}
    assert {names[uid] for uid in Person.objects.within(system).values_list("uid", flat=True)} == {"traveller under hold", "resident", "resident who travels", "listed under hold"}
    assert sorted(Stay.objects.within(system).values_list("person__uid", "kind")) == sorted(
        [(w.who["traveller under hold"], "trip"), (w.who["resident"], "residence"), (w.who["resident who travels"], "residence")]
    )
    held = {w.who["traveller under hold"], w.who["listed under hold"]}
    for model in (Ask, CallItem, Answer, Standing, Case, Inbound):
        assert set(model.objects.within(system).values_list("person__uid", flat=True)) <= held, model
    assert Ask.objects.within(system).exists() and Case.objects.within(system).count() == 1 and Answer.objects.within(system).exists()
    rest = set(Delivery.objects.within(system).exclude(person__uid__in=held).values_list("person__uid", flat=True))
    assert rest == {w.who["resident"], w.who["resident who travels"]}, "only the half-yearly question is left of their texts"
    assert Delivery.objects.within(system).exclude(person__uid__in=held).count() == 2
    assert not Note.objects.within(system).exclude(case__person__uid__in=held).exists()
    for model in (Session, File, Command, Proposal, RefusedRow):
        assert not model.objects.exists(), model
    assert not Job.objects.filter(state="done").exists() and Campaign.objects.get().state == "ended" and Campaign.objects.get().audience == {}
    assert not Message.objects.exclude(texts={}).exists() and Look.objects.count() == 1, "who looked at whom is kept for two years"
    forget_old(None, at=w.day(735))
    assert not Look.objects.exists() and LegalHold.objects.count() == 2
    journal.seal(w.day(200))
    assert journal.verify().ok


def test_a_traveller_in_an_open_case_is_not_forgotten_until_it_is_closed():
    w = World()
    trip = {"kind": "trip", "country": "HTI", "from_date": w.date(-5), "to_date": w.date(0)}
    person = w.put("traveller", "+999555020001", (trip,))
    w.sms("2", "+999555020001", w.day(0))
    for n in (1, 3, 30):
        keep(w, n)
    assert Person.objects.within(worlds.system()).filter(uid=person).exists() and Stay.objects.within(worlds.system()).exists(), "needed: a request is open"
    case = cases_queries.queue(w.officer)[0]
    cases.close(w.officer, case=case.uid, outcome="helped", ask=False, at=w.day(31))
    keep(w, 31)
    assert not Person.objects.within(worlds.system()).exists() and not Case.objects.within(worlds.system()).exists()


def test_who_is_not_accounted_for_is_not_forgotten_while_the_question_runs():
    w = World()
    trip = {"kind": "trip", "country": "HTI", "from_date": w.date(-5), "to_date": w.date(0)}
    person = w.put("traveller", "+999555020001", (trip,))
    answered = w.put("traveller who answered", "+999555020002", (trip,))
    checkins.start_campaign(w.officer, campaign=new_uid(), crisis=w.crisis, audience={"path": "HTI"}, ends_at=w.day(20), accept_machine=True, at=w.now)
    run_all()
    w.sms("1", "+999555020002", w.day(1))
    keep(w, 10)
    on_file = Person.objects.within(worlds.system())
    assert set(on_file.values_list("uid", flat=True)) == {person}, "the other one is safe, and the trip is over"
    keep(w, 20)
    keep(w, 21)
    assert not on_file.exists() and answered in people.read_erased()


# -- nothing of the person stands anywhere ------------------------------------------------------------------------------------

MARKS = {
    "name": "Zqxname Erased", "script": "ዝቅክስምስም", "phone": "999555777001", "email": "zqxmail@example.org", "document": "ZQX7654321", "address": "Zqxstreet 7", "kin": "Zqxkin", "kin phone": "999555777002",
    "health": "Zqxhealth", "stranded": "Zqxstranded", "story": "Zqxstory", "where": "Zqxwhere", "note": "Zqxnote", "answer": "Zqxanswer", "heard": "Zqxheard", "call": "Zqxcall", "inbound": "Zqxinbound",
    "file": "Zqxfile", "content": "Zqxcontent", "refused": "ZQX7654321", "reason": "Zqxhold", "birth": "1931-03-07",
}  # fmt: skip


def planted(w: World) -> UUID:
    """Somebody with a marker in every field that is theirs, in every room."""
    person = new_uid()
    told = NewPerson(
        names=({"full": MARKS["name"], "script": "Latn"}, {"full": MARKS["script"], "script": "Ethi"}), birth=MARKS["birth"], nationalities=("UTO",), languages=("am",), country="HTI",
        path="HTI/HT01", contacts=({"kind": "phone", "value": "+" + MARKS["phone"]}, {"kind": "email", "value": MARKS["email"]}),
        documents=({"kind": "passport", "number": MARKS["document"]},), stays=({"kind": "residence", "country": "HTI", "address": MARKS["address"], "from_date": "2020-01-01"},),
        emergency_contacts=({"name": MARKS["kin"], "telephone": "+" + MARKS["kin phone"]},), special={"health": MARKS["health"]}, position={"lon": -72.3, "lat": 18.5},
    )  # fmt: skip
    people.register_person(w.officer, person=person, told=told, at=w.now, command=new_uid())
    w.who["planted"] = person
    other = w.put("Somebody Else", "+999555020009")
    people.join_household(w.officer, household=new_uid(), people=[person, other], roles=["head", "child"], guardians={str(other): str(person)}, at=w.now)
    people.record_stranded(w.officer, stranded=new_uid(), person=person, cannot_stay=["stay.job_lost"], since=w.now, at=w.now, command=new_uid())
    _planted_in_check_ins(w, person)
    _planted_on_the_ground_floor(w, person)
    run_all()
    return person


def _planted_in_check_ins(w: World, person: UUID) -> None:
    checkins.start_campaign(w.officer, campaign=new_uid(), crisis=w.crisis, audience={"people": [str(person), str(w.who["Somebody Else"])]}, ends_at=w.day(30), accept_machine=True, at=w.now)
    run_all()
    warden = checkins.appoint_warden(w.officer, warden=new_uid(), name="Warden", path="HTI", languages=["am"], signed_on=w.day(-1).date(), signed_until=w.day(60).date(), at=w.now)
    checkins.make_call_list(w.officer, call_list=new_uid(), campaign=Campaign.objects.get().uid, warden=warden, at=w.now)
    item = CallItem.objects.within(worlds.system()).get(person__uid=person)
    checkins.record_call(w.officer, item=item.uid, outcome="answered", said="safe", words=MARKS["call"], at=w.now)
    checkins.answer(
        worlds.system(), client_id=new_uid(), said="needs_assistance", way="web", person=person, crisis=w.crisis, words=MARKS["story"], where_text=MARKS["where"], at=w.now, command=new_uid()
    )
    case = w.case_of("planted")
    cases.add_note(w.officer, case=case, text=MARKS["note"], at=w.now)
    cases.answer(w.officer, case=case, text=MARKS["answer"], language="am", at=w.now)
    cases.hear(worlds.system(), case=case, text=MARKS["heard"], language="am", at=w.now)
    w.sms(f"{MARKS['inbound']} 2", "+" + MARKS["phone"], w.day(1))
    w.sms(f"{MARKS['inbound']} what", "+" + MARKS["phone"], w.day(1))


def _planted_on_the_ground_floor(w: World, person: UUID) -> None:
    keep_file(MARKS["content"].encode(), name=MARKS["file"], purpose="document", field_class="personal", media_type="text/plain", subject_uid=person, at=w.now)
    hold = access.hold(w.keeper, uid=new_uid(), subject=person, reason=MARKS["reason"], until=w.day(3), at=w.now)
    access.release_hold(w.keeper, hold_uid=hold, at=w.now)
    access.propose(w.head, uid=new_uid(), verb="messaging.release", arguments={"people": [str(person)], "why": MARKS["name"]}, numbers={}, expires_at=w.day(1), at=w.now)
    run = ImportRun.objects.create(organisation_id=w.officer.organisation_id, made_at=w.now, state="done")
    for number, row in enumerate(([MARKS["refused"], "x"], ["Nobody Known", "U0000001"]), start=2):
        refused = RefusedRow(run=run, number=number, field="name", reason="people.no_name")
        refused.row = row
        refused.save()


def said_by(model) -> list[str]:
    """Every value of every row of a table in every form in which it could be read: as it lies there, and opened."""
    fields = list(model._meta.concrete_fields)
    out = []
    for row in model._base_manager.all():
        for field in fields:
            value = getattr(row, field.name) if isinstance(field, SealedField) else getattr(row, field.attname)
            if isinstance(value, (bytes, memoryview)):
                out += [bytes(value).hex(), bytes(value).decode("utf8", "replace")]
            else:
                out.append(str(value))
    return out


def raw_text_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return "\n".join(bytes(v).decode("latin1") if isinstance(v, (bytes, memoryview)) else str(v) for row in cursor.fetchall() for v in row)


def everywhere() -> dict[str, str]:
    """Whatever can be read: tables of every kind, opened sessions and files, the outbox, and the dump of all."""
    found = {model._meta.label: "\n".join(said_by(model)) for model in apps.get_models(include_auto_created=True) if not model._meta.proxy}
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    found |= {f"table {name}": raw_text_of(name) for name in names}
    found["sessions"] = "\n".join(str(s.get_decoded()) for s in Session.objects.all())
    from safeconduct.access.files import opened_content
    from safeconduct.messaging.channels import outbox

    for path in Path(settings.FILE_FOLDER).rglob("*.sealed"):
        found[f"file {path.name}"] = opened_content(path.name, path.read_bytes()).decode("latin1")
    for path in Path(settings.OUTBOX_FOLDER).rglob("*.sealed"):
        found[f"outbox {path.name}"] = str(outbox.read(UUID(path.stem)))
    found["dump"] = b"".join(dump.lines(Path(settings.FILE_FOLDER))).decode("utf8")
    for path in Path(settings.DATA).rglob("*"):
        if path.is_file() and path.name != "erased.log" and "sqlite" not in path.name:
            found[f"bytes {path.name}"] = path.read_bytes().decode("latin1")
    return found


def standing(marks) -> dict[str, set[str]]:
    """Which of these signs stand where."""
    out = {}
    for where, text in everywhere().items():
        low = text.casefold()
        hits = {name for name, mark in marks.items() if mark.casefold() in low}
        if hits:
            out[where] = hits
    return out


def signs_of(person: UUID) -> dict[str, str]:
    """What is not a text but still tells who somebody is: uid, code, blind indexes."""
    row = Person.objects.within(worlds.system()).get(uid=person)
    from safeconduct.people.models import ContactPoint, Document

    signs = {"uid": str(person), "uid bare": person.hex, "code": row.code}
    for model in (ContactPoint, Document):
        signs |= {f"{model.__name__} {n}": index for n, index in enumerate(model.objects.within(worlds.system()).filter(person_id=row.id).values_list("index", flat=True))}
    return {name: sign for name, sign in signs.items() if sign}


@pytest.fixture
def logged():
    """Everything that is written to a log, at every level."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("django.db.backends").propagate = False
    yield out
    root.removeHandler(handler)
    root.setLevel(before)
    logging.getLogger("django.db.backends").propagate = True


def test_after_an_erasure_no_marker_stands_in_any_table_file_job_answer_or_log(logged, client):
    w = World()
    person = planted(w)
    marks = MARKS | signs_of(person)
    before = standing(marks)
    assert set().union(*before.values()) >= set(marks) - {"stranded", "uid bare"}, f"not planted: {set(marks) - set().union(*before.values())}"
    client.force_login(w.post.user)
    client.post("/people/", {"text": MARKS["name"]})
    client.get(f"/people/{person}/")
    journal.seal(w.now)
    assert people.erase_person(w.keeper, person=person, because="asked", at=w.day(2), command=new_uid()) == 1
    assert standing(marks) == {}
    assert not [name for name, mark in marks.items() if mark.casefold() in logged.getvalue().casefold() and name not in ("uid", "uid bare", "code")]
    assert RefusedRow.objects.count() == 1 and Person.objects.within(worlds.system()).count() >= 1, "what is of others stays"
    assert Campaign.objects.get().audience["people"] == [str(w.who["Somebody Else"])]
    journal.seal(w.day(2))
    verdict = journal.verify()
    assert verdict.ok and verdict.blocks >= 2


def test_the_list_of_the_erased_lies_outside_and_says_nothing_but_the_uid(tmp_path):
    w = World()
    person = planted(w)
    people.erase_person(w.keeper, person=person, because="asked", at=w.day(2))
    text = (Path(settings.KEY_FOLDER) / "erased.log").read_text()
    assert str(person) in text and not [mark for mark in MARKS.values() if mark in text]
