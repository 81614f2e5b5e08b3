"""How a data file becomes cards: read once, strictly, and every error names file, entry and field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

MARKS = ("V", "S", "K", "U", "D")
Card = TypeVar("Card")
NOT_NAMES = {"for": "audience", "class": "field_class"}


class UnknownEntry(KeyError):
    """There is no such code or key. The message says what was looked for and where."""

    def __str__(self):
        return self.args[0] if self.args else ""


class BrokenData(ValueError):
    """A data file is written wrongly: names file, entry and field."""


@cache
def raw(name: str) -> Mapping[str, Any]:
    """The parsed data file ``name`` (without ``.json``); read-only at its top."""
    try:
        text = files("safeconduct.standards.data").joinpath(f"{name}.json").read_text("utf-8")
    except FileNotFoundError:
        raise UnknownEntry(f"there is no data file {name}.json") from None
    try:
        return MappingProxyType(json.loads(text))
    except json.JSONDecodeError as error:
        raise BrokenData(f"{name}.json is no JSON: {error}") from None


def frozen(value):
    if isinstance(value, list):
        return tuple(frozen(one) for one in value)
    if isinstance(value, dict):
        return MappingProxyType({key: frozen(one) for key, one in value.items()})
    return value


def card(kind: type[Card], row: Mapping[str, Any], where: str, **more) -> Card:
    """One row as a card; refuses a field that is missing or that the card does not know."""
    values = {NOT_NAMES.get(key, key): frozen(value) for key, value in row.items()} | more
    known = {field.name for field in fields(kind)}
    needed = {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}
    entry = row.get("key") or row.get("code") or row.get("alpha3") or row.get("id") or row.get("number")
    if values.keys() - known:
        raise BrokenData(f"{where}: {entry} has unknown fields {sorted(values.keys() - known)}")
    if needed - values.keys():
        raise BrokenData(f"{where}: {entry} lacks {sorted(needed - values.keys())}")
    if values.get("mark") and values["mark"] not in MARKS:
        raise BrokenData(f"{where}: {entry} has the mark {values['mark']!r}, which is none of {MARKS}")
    return kind(**values)


def cards_of(kind: type[Card], name: str, part: str) -> tuple[Card, ...]:
    return tuple(card(kind, row, f"{name}.json/{part}") for row in raw(name)[part])


def find(cards: Iterable[Card], key: str, what: str) -> Card:
    for one in cards:
        if one.key == key:
            return one
    raise UnknownEntry(f"there is no {what} {key!r}; there are {[one.key for one in cards]}")


def tag_of(code: str) -> str:
    return code.strip().replace("_", "-").lower()
