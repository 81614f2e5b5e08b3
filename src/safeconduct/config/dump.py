"""
The whole installation as lines of text, the same for both databases, and back again.

One JSON object a line: first a header, then a line for each row (``[table number, values…]``), then the files, then a foot
with counts. Sealed values stay sealed; keys are not in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from safeconduct import __version__

SKIPPED = {"sessions.Session", "access.Knock", "contenttypes.ContentType", "auth.Permission", "auth.Group", "axes.AccessAttempt", "axes.AccessLog", "axes.AccessFailureLog", "axes.AccessAttemptExpiration"}
CHUNK = 500


def tables() -> list[type[models.Model]]:
    """Every table of ours, those that others point to first."""
    left = [m for m in apps.get_models(include_auto_created=True) if m._meta.label not in SKIPPED and not m._meta.proxy]
    out: list[type[models.Model]] = []
    while left:
        ready = [m for m in left if all(f.related_model in out or f.related_model is m or f.related_model not in left for f in m._meta.concrete_fields if f.remote_field)]
        if not ready:
            ready = left[:1]
        out += ready
        left = [m for m in left if m not in ready]
    return out


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything that is read inside is of one moment, and nobody who writes waits for it. Inside a transaction it is that of the transaction."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own transaction would take the writer
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


_WAYS = {
    datetime: lambda value: {"t": value.isoformat()}, date: lambda value: {"d": value.isoformat()}, UUID: lambda value: {"u": str(value)},
    Decimal: lambda value: {"n": str(value)}, dict: lambda value: {"j": value}, list: lambda value: {"j": value},
}  # fmt: skip
_AS_IT_IS = {type(None), bool, int, float, str}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _plain(value):
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind in _WAYS:
        return _WAYS[kind](value)
    return {"b": base64.b64encode(bytes(value)).decode()} if isinstance(value, (bytes, memoryview)) else value


def _back(value):
    if not isinstance(value, dict):
        return value
    ((kind, held),) = value.items()
    return {
        "b": lambda: base64.b64decode(held), "t": lambda: datetime.fromisoformat(held), "d": lambda: date.fromisoformat(held), "u": lambda: UUID(held),
        "n": lambda: Decimal(held), "j": lambda: held,
    }[kind]()  # fmt: skip


def records(files: Path, head: str = "") -> Iterator[dict | list]:
    """Everything, one record after the other, a row's values as the database gives them. Memory stays flat."""
    models_ = tables()
    yield {"safeconduct": __version__, "tables": [[m._meta.label, [f.attname for f in m._meta.concrete_fields]] for m in models_], "journal_head": head}
    count = 0
    for number, model in enumerate(models_):
        names = [f.attname for f in model._meta.concrete_fields]
        for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=CHUNK):
            yield [number, *row]
            count += 1
    stored = 0
    for path in sorted(files.rglob("*")) if files.exists() else []:
        if path.is_file():
            raw = path.read_bytes()
            yield {"file": str(path.relative_to(files)), "content": base64.b64encode(raw).decode(), "sha256": hashlib.sha256(raw).hexdigest()}
            stored += 1
    yield {"rows": count, "files": stored}


def lines(files: Path, head: str = "") -> Iterator[bytes]:
    """Everything, line by line, sealed values sealed."""
    return map(line, records(files, head))


def line(record: dict | list) -> bytes:
    """A record as it is written."""
    return _encode([*map(_plain, record)] if isinstance(record, list) else record).encode() + b"\n"


class NotThisVersion(Exception):
    """A dump whose tables are not those of this programme."""


def read(pieces: Iterable[bytes], files: Path) -> dict[str, int | str]:
    """
    Put everything back into an empty, migrated database and an empty file folder; returns counts and the journal's last seal.

    All rows go in, in one transaction, or none; a column that is newer than the dump gets its default. Raises ``NotThisVersion`` naming the table and column that do not fit.
    """
    numbered: list[tuple[type[models.Model], list[models.Field]]] = []
    head, foot, rows, stored = "", None, 0, 0
    waiting: dict[int, list[list]] = {}
    with transaction.atomic():
        for data in _parsed(pieces):
            if isinstance(data, list):
                waiting.setdefault(data[0], []).append(data[1:])
                rows += 1
                if len(waiting[data[0]]) >= CHUNK:
                    _insert(numbered[data[0]], waiting.pop(data[0]))
            elif "tables" in data:
                numbered, head = _numbered(data["tables"]), data["journal_head"]
                for model, _fields in reversed(numbered):
                    _empty(model)
            elif "file" in data:
                raw = base64.b64decode(data["content"])
                if hashlib.sha256(raw).hexdigest() != data["sha256"]:
                    raise NotThisVersion(f"file {data['file']} is not as it was saved")
                target = files / data["file"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(raw)
                stored += 1
            else:
                foot = data
            if not isinstance(data, list):
                for number in sorted(waiting):
                    _insert(numbered[number], waiting[number])
                waiting.clear()
        if foot is None or foot["rows"] != rows or foot["files"] != stored:
            raise NotThisVersion("the dump ends before its end")
        for statement in connection.ops.sequence_reset_sql(no_style(), [m for m, _ in numbered]):
            with connection.cursor() as cursor:
                cursor.execute(statement)
    return {"rows": rows, "files": stored, "journal_head": head}


def _parsed(pieces: Iterable[bytes]) -> Iterator[dict | list]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from map(json.loads, whole)
    if rest.strip():
        yield json.loads(rest)


def _numbered(said) -> list[tuple[type[models.Model], list[models.Field]]]:
    out = []
    for label, names in said:
        try:
            model = apps.get_model(label)
        except LookupError:
            raise NotThisVersion(f"there is no table {label} in this programme") from None
        fields = {f.attname: f for f in model._meta.concrete_fields}
        unknown = [n for n in names if n not in fields]
        if unknown:
            raise NotThisVersion(f"{label} has no column {unknown[0]} in this programme")
        out.append((model, [*(fields[n] for n in names), *(f for n, f in fields.items() if n not in names and f.has_default())]))
    return out


def _empty(model: type[models.Model]) -> None:
    if model._base_manager.exists():
        if model._meta.label == "access.Space":
            model._base_manager.all().delete()
            return
        if model._meta.label in ("jobs.Job", "jobs.Schedule"):
            model._base_manager.all().delete()
            return
        raise NotThisVersion(f"the database is not empty: {model._meta.label} holds rows. Restore into a new data folder")


def _insert(where: tuple[type[models.Model], list[models.Field]], rows: list[list]) -> None:
    model, fields = where
    quoted = ", ".join(connection.ops.quote_name(f.column) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    added = [f.get_default() for f in fields[len(rows[0]) :]]
    values = [[f.get_db_prep_save(v, connection) for f, v in zip(fields, (*map(_back, row), *added), strict=True)] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted}) VALUES ({marks})", values)
