"""Many rows of one table in one prepared statement, without the cost of building a statement for each batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from safeconduct.access.fields import Ciphertext, SealedField, seal
from safeconduct.access.gate import mark


def insert_rows(rows: Sequence[models.Model]) -> None:
    """
    Insert rows of one model, in the transaction that is open; ids are given by the database and not read back.

    The running verb's entry takes their labels. The same checks of the database stand behind it as behind every write.
    """
    if not rows:
        return
    model = type(rows[0])
    mark(*{row.label_id for row in rows if hasattr(row, "label_id")})
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(field.column) for field in columns)
    places = ", ".join(["%s"] * len(columns))
    ways = [(field.attname, way_of(field)) for field in columns]
    known: dict[Any, Any] = {}
    values = [tuple(way(row.__dict__[name], row, known) for name, way in ways) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES ({places})", values)  # noqa: S608


def seal_rows(rows: Sequence[models.Model]) -> None:
    """Seal the texts of rows before they are written, so that the writer is not held meanwhile."""
    for row in rows:
        for column in sealed_fields(type(row)):
            value = row.__dict__.get(column.attname)
            if value is not None and not isinstance(value, (bytes, memoryview)):
                row.__dict__[column.attname] = Ciphertext(seal(column.where(row), column.closed(value)))


_SEALED: dict[type, list[SealedField]] = {}


def sealed_fields(model: type) -> list[SealedField]:
    """The sealed columns of a model."""
    if model not in _SEALED:
        _SEALED[model] = [f for f in model._meta.concrete_fields if isinstance(f, SealedField)]
    return _SEALED[model]


def way_of(field: models.Field) -> Callable[[Any, Any, dict], Any]:
    """How a value of this column becomes what the database driver takes."""
    lite = connection.vendor == "sqlite"
    if isinstance(field, SealedField):
        return lambda value, row, known: value if value is None or isinstance(value, bytes) else field.pre_save(row, True)
    if isinstance(field, models.UUIDField):
        return (lambda value, row, known: value.hex if value is not None else None) if lite else _as_it_is
    if isinstance(field, models.JSONField) and lite:
        return lambda value, row, known: None if value is None else json.dumps(value, ensure_ascii=False) if value else "[]" if value == [] else "{}"
    if isinstance(field, (models.DateTimeField, models.DateField)):
        return lambda value, row, known: None if value is None else _moment(field, value, known)
    if isinstance(field, models.JSONField):
        return lambda value, row, known: field.get_db_prep_save(value, connection)
    return _as_it_is


def _as_it_is(value: Any, row: Any, known: dict) -> Any:
    return value


def _moment(field: models.Field, value: date | datetime, known: dict) -> Any:
    key = (type(value), value)
    if key not in known:
        known[key] = field.get_db_prep_save(value, connection)
    return known[key]
