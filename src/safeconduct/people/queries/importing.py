"""What is known of brought lists: their columns, how far they are, which rows were refused and how to mend them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.access.files import content_of, name_of
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.people.importing import FIELDS, Table, header_digest, open_table, propose
from safeconduct.people.importing.rows import REMEDIES
from safeconduct.people.models import ImportRun, Mapping


@dataclass(frozen=True)
class RunCard:
    """One import: its state and its counts."""

    uid: UUID
    name: str
    state: str
    dry: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    made_at: datetime
    ended_at: datetime | None
    fault: str
    has_file: bool


@dataclass(frozen=True)
class Columns:
    """The header of a list, a few of its rows, how its columns are probably named, and whether that was remembered."""

    header: list[str]
    sample: list[list[str]]
    proposed: dict[str, str]
    remembered: bool


@dataclass(frozen=True)
class RefusedCard:
    """A refused row: its number in the list, the field, what to do, and its cells."""

    uid: UUID
    number: int
    field: str
    remedy: Any
    cells: list[str]


def run_of(actor: Actor, run: UUID) -> ImportRun:
    """A run of the actor's organisation."""
    rows = ImportRun.objects.filter(uid=run)
    row = rows.first() if actor.sees_all and actor.organisation_id is None else rows.filter(organisation_id=actor.organisation_id).first()
    if row is None:
        raise NotFound()
    return row


def proposed(organisation_id: int, table: Table) -> tuple[dict[str, str], bool]:
    """How the columns are probably named, and whether that was remembered from the last time."""
    held = Mapping.objects.filter(organisation_id=organisation_id, header=header_digest(table.header)).first()
    return (held.columns, True) if held else (propose(table.header), False)


def _run(row: ImportRun) -> RunCard:
    return RunCard(
        row.uid, row.name, row.state, row.dry, row.rows, row.created, row.updated, row.unchanged, row.refused, row.made_at, row.ended_at, row.fault, row.file_uid is not None
    )


def import_run(actor: Actor, run: UUID) -> RunCard:
    """One import of the actor's organisation."""
    return _run(run_of(actor, run))


def import_runs(actor: Actor, limit: int = 30) -> list[RunCard]:
    """The last imports of the actor's organisation, newest first."""
    rows = ImportRun.objects.filter(organisation_id=actor.organisation_id, space=actor.space).select_related("mapping").order_by("-id")[:limit]
    return [_run(row) for row in rows]


def columns_of(actor: Actor, run: UUID) -> Columns:
    """The columns of a list that was brought."""
    row = run_of(actor, run)
    table = open_table(content_of(row.file_uid), name_of(row.file_uid))
    columns, remembered = proposed(row.organisation_id, table)
    return Columns([h for h in table.header if h], [cells for _n, cells in itertools.islice(table.rows, 3)], columns, remembered)


def fields() -> list[tuple[str, Any]]:
    """Our fields that a column may be given to."""
    return [(key, name) for key, (name, _words) in FIELDS.items()]


def refused_rows(actor: Actor, run: UUID, limit: int | None = None) -> Iterator[RefusedCard]:
    """The refused rows of a run, in the order of the list."""
    rows = run_of(actor, run).refusals.order_by("number")
    for row in rows[:limit] if limit else rows.iterator(chunk_size=500):
        yield RefusedCard(row.uid, row.number, row.field, REMEDIES.get(row.reason, row.reason), list(row.row))


def header_of(actor: Actor, run: UUID) -> list[str]:
    """The header under which refused rows go back to whoever brought them."""
    return list(run_of(actor, run).header)
