"""Bring a list of people: kept sealed, its columns named, then written chunk by chunk. Bringing it again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from safeconduct.access import keys, labels
from safeconduct.access.files import content_of, forget_files, keep_file, name_of
from safeconduct.access.gate import action, mark, note
from safeconduct.access.models import File
from safeconduct.jobs.runner import ask_cancel, enqueue
from safeconduct.jobs.upkeep import while_growing
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.people import rules
from safeconduct.people.actions.inserting import insert_rows
from safeconduct.people.actions.loading import Known, Load, Prepared, paced, prepare, roomy, write_people
from safeconduct.people.actions.mending import changed_fields, rekey, write_changes
from safeconduct.people.actions.registering import belongings, put_together
from safeconduct.people.importing import Bad, Reader, Table, Told, header_digest, open_table
from safeconduct.people.importing.columns import plain
from safeconduct.people.importing.rows import day_first_of
from safeconduct.people.keys import sounds
from safeconduct.people.labelling import everything
from safeconduct.people.models import ContactPoint, Document, ImportRun, Mapping, Membership, Person, RefusedRow, Stay
from safeconduct.people.queries.importing import run_of
from safeconduct.places import queries as places

SAMPLE = 500  # rows from which the order of day and month is told


@action("people.import_people", facts=["size"], help_data=True)
def import_people(actor: Actor, *, run: UUID, content: bytes, name: str, unit: UUID | None = None, size: int = 0, at: datetime) -> UUID:
    """
    Bring a list as CSV or XLSX. Nothing is put on file before its columns are named and it is started.

    Refuses ``BadFile``, naming file, row, field and remedy, for what is no table.
    """
    open_table(content, name)
    file = keep_file(content, name=name, purpose="import", field_class="personal", media_type="application/octet-stream", at=at)
    row = ImportRun(uid=run, organisation_id=actor.organisation_id, file_uid=file, by_uid=actor.uid, unit_uid=unit, space=actor.space, made_at=at)
    row.name = name[:200]
    row.save()
    return row.uid


@action("people.start_import", facts=["dry"], help_data=True)
def start_import(actor: Actor, *, run: UUID, columns: dict[str, str], dry: bool, queue: bool = True, at: datetime) -> UUID:
    """
    Name the columns (their heading to our field) and start: for trial, which writes nobody, or in earnest. The naming is remembered.

    Refuses ``NotARecord`` where no column holds a name. A trial can be followed by the real thing.
    """
    row = run_of(actor, run)
    table = open_table(content_of(row.file_uid), name_of(row.file_uid))
    fields = {theirs: ours for theirs, ours in columns.items() if ours and theirs in table.header}
    if not set(fields.values()) & {"name", "given", "family"}:
        raise rules.NotARecord(field="name", remedy=rules._("say which column holds the name"))
    if len(set(fields.values())) != len(fields):
        raise rules.NotARecord(field="columns", remedy=rules._("two columns are given to one field; keep one of them"))
    row.mapping = remember(actor, table, fields, at)
    row.state, row.dry, row.fault = "queued", dry, ""
    row.rows = row.created = row.updated = row.unchanged = row.refused = row.reached = 0
    row.ended_at, row.header = None, table.header
    row.refusals.all().delete()
    if queue:
        row.job_uid = enqueue("people.import", owner_uid=actor.uid, run=row.uid)
    row.save()
    return row.uid


def remember(actor: Actor, table: Table, fields: dict[str, str], at: datetime) -> Mapping:
    """Keep how this organisation's columns are named, under the digest of the header."""
    digest = header_digest(table.header)
    held = Mapping.objects.filter(organisation_id=actor.organisation_id, header=digest).first()
    row = held or Mapping(organisation_id=actor.organisation_id, header=digest, name=table.name[:120])
    row.columns, row.used_at = fields, at
    row.save()
    return row


@action("people.cancel_import", help_data=True)
def cancel_import(actor: Actor, *, run: UUID, at: datetime) -> UUID:
    """Stop an import; what was written stays, and bringing the list again goes on where it ended."""
    row = run_of(actor, run)
    if row.state in ("queued", "waiting"):
        finish(row, "cancelled", at)
    elif row.job_uid:
        ask_cancel(row.job_uid, row.by_uid)
    return row.uid


@action("people.import_chunk", help_data=True)
def import_chunk(actor: Actor, *, run: UUID, chunk: Chunk, known: Known, at: datetime) -> dict[str, int]:
    """Write one chunk of a list, at most 200 rows: new people, what differs, refused rows, and how far it is, together or not at all."""
    row = run_of(actor, run)
    counts = {"created": len(chunk.fresh), "updated": 0, "unchanged": 0, "refused": len(chunk.bad)}
    if not row.dry:
        write_people(chunk.fresh, known)
    for told in chunk.again:
        chunk.held.update(held_people(actor, [told.reference]))
        learn_held(actor, chunk)
        counts["updated" if differs(actor, told, chunk, at, write=not row.dry) else "unchanged"] += 1
    for told in chunk.known:
        counts["updated" if differs(actor, told, chunk, at, write=not row.dry) else "unchanged"] += 1
    for joined in {one.household for one in (*chunk.again, *chunk.known) if one.household}:
        known.houses.pop(joined, None)  # its label may have grown stricter: read it again
    insert_rows([refused_row(row, one) for one in chunk.bad])
    steps = {name: F(name) + count for name, count in counts.items()}
    ImportRun.objects.filter(id=row.id).update(state="running", reached=chunk.last, rows=F("rows") + sum(counts.values()), **steps)
    note(**counts)
    return counts


@action("people.end_import", facts=["state"], help_data=True)
def end_import(actor: Actor, *, run: UUID, state: str, fault: str = "", at: datetime) -> UUID:
    """An import has ended: done, failed or cancelled. The list itself is forgotten, unless it was a trial; refused rows stay to be mended."""
    row = run_of(actor, run)
    row.fault = fault
    finish(row, state, at)
    return row.uid


def finish(row: ImportRun, state: str, at: datetime) -> None:
    """Write the end of a run; the sealed list goes when it is no longer needed."""
    row.state, row.ended_at = state, at
    if not (row.dry and state == "done"):
        forget_files(File.objects.filter(uid=row.file_uid))
        row.file_uid = None
    row.save(update_fields=["state", "ended_at", "file_uid", "fault"])


def refused_row(run: ImportRun, bad: Bad) -> RefusedRow:
    """The row of a refused row; not saved."""
    row = RefusedRow(uid=new_uid(), run_id=run.id, number=bad.number, field=bad.field[:60], reason=bad.reason)
    row.row = list(bad.cells)
    return row


@dataclass
class Row:
    """One good row on its way: what is told, under which index it is found again."""

    told: Told
    reference: str
    household: UUID | None = None


@dataclass
class Chunk:
    """A chunk ready to be written: new people prepared and sealed, known ones with their rows, refused ones, the last row's number."""

    fresh: list[Prepared] = field(default_factory=list)
    known: list[Row] = field(default_factory=list)
    again: list[Row] = field(default_factory=list)  # the same person a second time in this chunk
    bad: list[Bad] = field(default_factory=list)
    held: dict[str, Person] = field(default_factory=dict, repr=False)
    points: dict[int, set[str]] = field(default_factory=dict, repr=False)
    papers: dict[int, set[str]] = field(default_factory=dict, repr=False)
    stays: dict[int, set[tuple]] = field(default_factory=dict, repr=False)
    houses: dict[int, set[UUID]] = field(default_factory=dict, repr=False)
    last: int = 0


def read_through(actor: Actor, run: UUID, *, at: Callable[[], datetime], progress: Callable[[int], None] | None = None) -> dict[str, Any]:
    """
    Go through the list of a run from where it was, chunk by chunk; returns the counts. ``progress`` may raise to stop.

    Memory: one chunk, and for a trial 8 bytes a row. What was committed stays committed, whatever happens.
    """
    row = run_of(actor, run)
    table = open_table(content_of(row.file_uid), name_of(row.file_uid))
    reader = reader_for(table, row.mapping.columns)
    known, trial, grown = Known(space=row.space), set(), while_growing()
    roomy()
    rows = (reader.read(number, cells) for number, cells in table.rows)
    fresh_rows = (one for one in rows if one.number > row.reached)
    for some in paced(fresh_rows):
        chunk = chunk_of(actor, row, reader, some, trial if row.dry else None, at())
        import_chunk(actor, run=run, chunk=chunk, known=known, at=at())
        actor = seeing(actor, known)
        grown(chunk.last)
        if progress is not None:
            progress(chunk.last)
    row.refresh_from_db()
    return {name: getattr(row, name) for name in ("rows", "created", "updated", "unchanged", "refused")}


def seeing(actor: Actor, known: Known) -> Actor:
    """The same actor, seeing also what this run itself put under labels that are new; never one that is hidden from the actor's State."""
    if actor.labels is None:
        return actor
    new = {label for pair in known.labels.values() for label in pair} - actor.labels
    own = {i for i in new if (p := labels.parts_of(i)).owner == actor.organisation_id and not (actor.state and actor.state in p.hidden_from)}
    return replace(actor, labels=actor.labels | own) if own else actor


def reader_for(table: Table, columns: dict[str, str]) -> Reader:
    """A reader for a table: it looks at the first rows to learn whether days stand before months."""
    days = [h for h, f in columns.items() if f in ("birth", "from_date", "to_date", "document_expires") and h in table.header]
    first: list = []
    for one in table.rows:
        first.append(one)
        if len(first) == SAMPLE:
            break
    spots = [table.header.index(h) for h in days]
    texts = [cells[i] for _number, cells in first for i in spots if i < len(cells)]
    rest = table.rows
    table.rows = _chained(first, rest)
    paths = {}
    if "place" in columns.values():
        for area in places.areas():
            for word in (area.code, area.name):
                paths.setdefault(plain(word), area.path)
    return Reader(table.header, columns, day_first=day_first_of(texts), paths=paths)


def _chained(first: list, rest: Iterator) -> Iterator:
    yield from first
    yield from rest


def chunk_of(actor: Actor, run: ImportRun, reader: Reader, some: list[Told | Bad], trial: set[int] | None, at: datetime) -> Chunk:
    """Sort a chunk's rows into new, known, twice and refused; new people are sealed here, before the writer is taken."""
    chunk = Chunk(last=some[-1].number, bad=[one for one in some if isinstance(one, Bad)])
    good = [Row(one, keys.blind_index(f"people.reference.{run.organisation_id}", one.identity), house_of(run.organisation_id, one.household)) for one in some if isinstance(one, Told)]
    chunk.held = held_people(actor, [row.reference for row in good])
    seen: set[str] = set()
    for row in good:
        if row.reference in chunk.held and is_another(chunk.held[row.reference], row.told.told):
            chunk.bad.append(Bad(row.told.number, reader.headings.get("reference", "reference"), "other_person", row.told.cells))
        elif row.reference in chunk.held:
            chunk.known.append(row)
        elif row.reference in seen or (trial is not None and hash(row.reference) in trial):
            chunk.again.append(row)
        else:
            seen.add(row.reference)
            if trial is not None:
                trial.add(hash(row.reference))
            load = Load(new_uid(), row.told.told, run.organisation_id, "import", at, reference=row.reference, household=row.household)
            try:
                chunk.fresh.append(prepare(load))
            except rules.NotARecord as refused:
                chunk.bad.append(Bad(row.told.number, str(refused.facts["field"]), "not_allowed", row.told.cells))
    learn_held(actor, chunk)
    return chunk


def house_of(organisation_id: int, value: str) -> UUID | None:
    """The uid of the household that an organisation's lists call by this value; the same in every list, and not to be guessed."""
    return UUID(hex=keys.blind_index(f"people.household.{organisation_id}", value)[:32]) if value else None


def is_another(person: Person, told) -> bool:
    """Whether somebody else stands under this number: no name sounds alike, and the dates of birth do not agree either."""
    if any(dict(name) in person.names for name in told.names) or (told.birth and told.birth == person.birth):
        return False
    return not set(sounds(person.names)) & set(sounds(told.names))


def held_people(actor: Actor, references: list[str]) -> dict[str, Person]:
    """People of the actor's organisation who are found under these indexes."""
    # the owner is looked at here: in SQL its index, which holds everybody, can be taken for the narrow one
    return {row.reference: row for row in Person.objects.within(actor).filter(reference__in=references) if row.owner_id == actor.organisation_id}


def learn_held(actor: Actor, chunk: Chunk) -> None:
    """What the known people of a chunk have on file, to compare with. Four statements."""
    ids = [row.id for row in chunk.held.values()]
    if not ids:
        return
    for person_id, index in ContactPoint.objects.within(actor).filter(person_id__in=ids).values_list("person_id", "index"):
        chunk.points.setdefault(person_id, set()).add(index)
    for person_id, index in Document.objects.within(actor).filter(person_id__in=ids).values_list("person_id", "index"):
        chunk.papers.setdefault(person_id, set()).add(index)
    for person_id, *what in Stay.objects.within(actor).filter(person_id__in=ids).values_list("person_id", "kind", "country", "from_date", "to_date"):
        chunk.stays.setdefault(person_id, set()).add(tuple(what))
    for person_id, house in Membership.objects.within(everything()).filter(person_id__in=ids).values_list("person_id", "household__uid"):
        chunk.houses.setdefault(person_id, set()).add(house)


def differs(actor: Actor, row: Row, chunk: Chunk, at: datetime, *, write: bool) -> bool:
    """
    Whether a row tells something else than what is on file; writes only that.

    Lists grow (a name, nationality, language, telephone, document, stay that is not there yet is added; what an officer
    added stays), single values are replaced, empty cells say nothing. Nobody who was merged or archived is touched.
    """
    person = chunk.held.get(row.reference)
    if person is None or person.status == "merged":
        return False
    told = row.told.told
    changed = changed_fields(person, wanted(person, told))
    if not told.path and "path" in changed:
        del changed["path"]
    more = [r for r in belongings(told, person, at) if is_new(r, person.id, chunk)]
    joins = row.household is not None and row.household not in chunk.houses.get(person.id, ())
    if not changed and not more and not joins:
        return False
    if write:
        if changed:
            write_changes(actor, person, changed)
        for one in more:
            one.label_id = person.later_label_id
            one.save()
            remember_new(one, person.id, chunk)
        if joins:
            put_together(row.household, [person], ["other"], {}, person.owner_id, at)
            chunk.houses.setdefault(person.id, set()).add(row.household)
        if any(isinstance(one, (ContactPoint, Document)) for one in more):
            rekey(person)
        mark(person.label_id)
    return True


def wanted(person: Person, told) -> dict[str, Any]:
    """What the record would say after this row."""
    out: dict[str, Any] = {}
    new_names = [dict(n) for n in told.names if dict(n) not in person.names]
    if new_names:
        out["names"] = [*new_names, *person.names]
    for name in ("nationalities", "former", "languages"):
        more = [code for code in getattr(told, name) if code not in getattr(person, name)]
        if more:
            out[name] = [*getattr(person, name), *more]
    for name in ("sex", "birth", "country", "path"):
        if getattr(told, name):
            out[name] = getattr(told, name)
    if told.path == told.country and person.path.startswith(told.country):
        out.pop("path", None)
    return out


def is_new(row: Any, person_id: int, chunk: Chunk) -> bool:
    """Whether a belonging is not on file yet."""
    if isinstance(row, ContactPoint):
        return row.index not in chunk.points.get(person_id, ())
    if isinstance(row, Document):
        return row.index not in chunk.papers.get(person_id, ())
    if isinstance(row, Stay):
        return (row.kind, row.country, row.from_date, row.to_date) not in chunk.stays.get(person_id, ())
    return False


def remember_new(row: Any, person_id: int, chunk: Chunk) -> None:
    """A belonging that was just written is on file for the next row of the chunk."""
    if isinstance(row, ContactPoint):
        chunk.points.setdefault(person_id, set()).add(row.index)
    elif isinstance(row, Document):
        chunk.papers.setdefault(person_id, set()).add(row.index)
    elif isinstance(row, Stay):
        chunk.stays.setdefault(person_id, set()).add((row.kind, row.country, row.from_date, row.to_date))
