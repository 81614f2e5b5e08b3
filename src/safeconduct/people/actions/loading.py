"""Put many people on file: prepared and sealed outside the writer, written in chunks, labels worked out once a combination."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from safeconduct.access import labels
from safeconduct.access.gate import action, mark, note
from safeconduct.access.models import Organisation
from safeconduct.access.rows import built
from safeconduct.access.rules import LabelParts
from safeconduct.jobs.upkeep import while_growing
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.people import rules
from safeconduct.people.actions.inserting import insert_rows, seal_rows
from safeconduct.people.actions.registering import belongings, consent_row, person_row
from safeconduct.people.keys import keys_of
from safeconduct.people.labelling import agreed_states, everything
from safeconduct.people.models import (
    Consent,
    ContactPoint,
    Document,
    EmergencyContact,
    Household,
    Membership,
    NameKey,
    Person,
    Position,
    Stay,
)  # fmt: skip
from safeconduct.people.rules import NewPerson

CHUNK = 200  # people in one transaction at most
LEAST = 100
HELD = 0.05  # seconds that a transaction should hold the writer at most; other people wait meanwhile
HOUSES = 5000  # households that a run remembers; of an older one it asks the database again
BELONGING = (Consent, ContactPoint, Document, Stay, EmergencyContact, Position)


@dataclass(frozen=True)
class Load:
    """
    One person to be put on file in bulk.

    ``owner`` is an organisation's id; ``household`` a uid that several rows share, ``guardian`` the uid of who answers for a
    child; ``reference`` a blind index that finds the person again (import).
    """

    uid: UUID
    told: NewPerson
    owner: int
    source: str
    at: datetime
    household: UUID | None = None
    role: str = "other"
    guardian: UUID | None = None
    record: str = "on_file"
    crisis: UUID | None = None
    reference: str = ""


@dataclass
class Prepared:
    """The rows of one person, sealed, not written; labels are set when the chunk is written. Who it is follows from ``load`` alone."""

    load: Load
    person: Person = field(repr=False)
    consent: Consent = field(repr=False)
    belongings: list[Any] = field(repr=False)
    keys: list[int] = field(repr=False)


@dataclass
class Known:
    """
    What a run need not ask the database again: the States of owners, labels by combination, households with their labels.

    It grows while the run goes on, so what is remembered is no part of a command's arguments (``repr``).
    """

    space: int = 0
    states: dict[int, str] = field(default_factory=dict, repr=False)
    labels: dict[tuple, tuple[int, int]] = field(default_factory=dict, repr=False)
    ids: dict[LabelParts, int] = field(default_factory=dict, repr=False)
    strict: dict[frozenset, int] = field(default_factory=dict, repr=False)
    houses: dict[UUID, tuple[int, frozenset]] = field(default_factory=dict, repr=False)


def load_many(actor: Actor, rows: Iterable[Load], *, at: datetime, progress: Callable[[int], None] | None = None, pause: float = 0.005) -> int:
    """
    Put these people on file, 200 in a transaction with a breath between; returns how many.

    Every row is checked as a single registration is: the first bad one refuses ``NotARecord`` before its chunk is written;
    chunks before it stay. ``rows`` may be a generator: memory does not grow with it.
    ``progress`` is called with the count so far after each chunk, and may raise to stop.
    """
    known, count, grown = Known(space=actor.space), 0, while_growing()
    roomy()
    for chunk in paced((prepare(row) for row in rows), pause):
        load_people(actor, people=[p.load.uid for p in chunk], prepared=chunk, known=known, at=at)
        count += len(chunk)
        grown(count)
        if progress is not None:
            progress(count)
    return count


def paced(rows: Iterable[Any], pause: float = 0.005, size: int = CHUNK) -> Iterator[list[Any]]:
    """
    Rows in chunks of at most ``size``, smaller where the reader of the chunk takes longer than HELD, with a breath between.

    The next rows are taken, and so made, after the time of the last chunk was measured: only what the reader does counts.
    """
    rows, most = iter(rows), size
    while chunk := list(islice(rows, most)):
        begun = time.perf_counter()
        yield chunk
        held = time.perf_counter() - begun
        most = max(min(int(len(chunk) * HELD / max(held, 0.001)), size), LEAST)
        time.sleep(pause)


def roomy() -> None:
    """
    Give this connection a larger page cache and a longer log: the keys under which people are found are written all over
    their index, and a page that is written ten times need go back into the file only once.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -131072")
            cursor.execute("PRAGMA wal_autocheckpoint = 8000")


def prepare(load: Load) -> Prepared:
    """Check and seal one person. Touches no database; refuses ``NotARecord``."""
    rules.check_person(load.told)
    person = person_row(load.told, uid=load.uid, owner=load.owner, source=load.source, record=load.record, crisis=load.crisis, at=load.at)
    if load.reference:
        person.reference = load.reference
    consent = consent_row(load.told, person, load.at)
    rows = belongings(load.told, person, load.at)
    seal_rows([person, *rows])
    return Prepared(load, person, consent, rows, keys_of(load.told))


@action("people.load_people", about=["people"], help_data=True)
def load_people(actor: Actor, *, people: list[UUID], prepared: list[Prepared], known: Known, at: datetime) -> int:
    """Put a chunk of prepared people on file, at most 200."""
    write_people(prepared, known)
    note(people=len(people))
    return len(people)


def write_people(prepared: list[Prepared], known: Known) -> None:
    """Write a chunk of prepared people, their belongings, keys and households, in the transaction that is open."""
    for one in prepared:
        person = one.person
        person.label_id, person.later_label_id = labels_of(person, [one.consent], known)
        one.consent.label_id = person.later_label_id
        for row in one.belongings:
            row.label_id = person.later_label_id
    insert_rows([one.person for one in prepared])
    ids = dict(Person.objects.within(everything()).filter(uid__in=[one.person.uid for one in prepared]).values_list("uid", "id"))
    by_kind: dict[type, list[Any]] = {kind: [] for kind in BELONGING}
    for one in prepared:
        one.person.id = ids[one.person.uid]
        for row in (one.consent, *one.belongings):
            row.person_id = one.person.id
            by_kind[type(row)].append(row)
    for rows in by_kind.values():
        insert_rows(rows)
    write_keys([(key, one.person.id) for one in prepared for key in one.keys])
    write_households(prepared, known)


def write_keys(pairs: list[tuple[int, int]]) -> None:
    """The keys of a chunk, in the order of their index."""
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {NameKey._meta.db_table} (key, person_id) VALUES (%s, %s)", sorted(pairs))  # noqa: S608


def labels_of(person: Person, consents: Iterable[Consent], known: Known) -> tuple[int, int]:
    """The two labels of a person, worked out once for each combination of what they follow from."""
    agreed, seconded = agreed_states(consents)
    combination = (
        known.space, person.owner_id, tuple(person.nationalities), tuple(person.former), person.country, person.regime, frozenset(agreed), frozenset(seconded),
    )  # fmt: skip
    found = known.labels.get(combination)
    if found is None:
        if person.owner_id not in known.states:
            known.states[person.owner_id] = Organisation.objects.filter(id=person.owner_id).values_list("state", flat=True).get()
        now, later = rules.labels_for(
            space=known.space, owner=person.owner_id, owner_state=known.states[person.owner_id], nationalities=person.nationalities, former=person.former,
            country=person.country, regime=person.regime, agreed=agreed, seconded=seconded,
        )  # fmt: skip
        found = known.labels[combination] = (interned(now, known), interned(later, known))
    return found


def interned(parts: LabelParts, known: Known) -> int:
    """The id of this label, asked once a run: many combinations lead to few labels."""
    if parts not in known.ids:
        known.ids[parts] = labels.intern(parts)
    return known.ids[parts]


def write_households(prepared: list[Prepared], known: Known) -> None:
    """Households that these people share, each under the strictest label of its members, also of those in earlier chunks."""
    houses: dict[UUID, list[Prepared]] = {}
    for one in prepared:
        if one.load.household is not None:
            houses.setdefault(one.load.household, []).append(one)
    learn_houses([uid for uid in houses if uid not in known.houses], known)
    fresh, members = [], []
    label_for: dict[UUID, int] = {}
    for uid, people in houses.items():
        held = {i for one in people for i in (one.person.label_id, one.person.later_label_id)}
        row_id, before = known.houses.get(uid, (0, frozenset()))
        label_for[uid] = strictest_of(frozenset(held | before), known, people[0].load.owner)
        known.houses[uid] = (row_id, frozenset(held | before))
        if not row_id:
            fresh.append(built(Household, uid=uid, label_id=label_for[uid], owner_id=people[0].load.owner, made_at=people[0].load.at))
        elif label_for[uid] != strictest_of(before, known, people[0].load.owner):
            Household.objects.within(everything()).filter(id=row_id).update(label_id=label_for[uid])
            Membership.objects.within(everything()).filter(household_id=row_id).update(label_id=label_for[uid])
    insert_rows(fresh)
    if fresh:
        for uid, row_id in Household.objects.within(everything()).filter(uid__in=[row.uid for row in fresh]).values_list("uid", "id"):
            known.houses[uid] = (row_id, known.houses[uid][1])
    for uid, people in houses.items():
        members += [
            built(
                Membership, uid=new_uid(), household_id=known.houses[uid][0], person_id=one.person.id, role=one.load.role, guardian_uid=one.load.guardian, label_id=label_for[uid], made_at=one.load.at
            )
            for one in people
        ]
    insert_rows(members)
    for uid in list(known.houses)[: max(len(known.houses) - HOUSES, 0)]:
        del known.houses[uid]


def learn_houses(uids: list[UUID], known: Known) -> None:
    """Ask which of these households stand in the database already, with their labels. One statement."""
    if uids:
        for uid, row_id, label_id in Household.objects.within(everything()).filter(uid__in=uids).values_list("uid", "id", "label_id"):
            known.houses[uid] = (row_id, frozenset({label_id}))


def strictest_of(label_ids: frozenset, known: Known, owner: int) -> int:
    """The strictest of these labels, asked once for each combination."""
    if label_ids not in known.strict:
        known.strict[label_ids] = next(iter(label_ids)) if len(label_ids) == 1 else labels.strictest(label_ids, owner)
    mark(known.strict[label_ids])
    return known.strict[label_ids]

