"""What goes into linkage and what comes out: names, records, registers, scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

VERSION = "1"
"""Changes when the same input may give other keys or scores: stored keys of another version must be written anew."""

KINDS = ("code", "text", "phone")
MOST_ROWS = 2**31 - 1
MOST_OF_ONE = 16
"""Names of one record that are read; of telephones, documents and nationalities the first four are compared."""
MOST_VALUES = 4
MOST_LETTERS = 200
"""Letters of a text that are compared; what follows makes two texts differ, but not how much."""


@dataclass(frozen=True, slots=True)
class Name:
    """
    One name a person goes by, in any script.

    ``middle`` holds what stands between: a father's and grandfather's name, a second given name, a mother's surname.
    Where parts are not told apart (one box on a form, a single name, a patronymic chain), use ``full`` alone.
    """

    given: str = ""
    middle: str = ""
    family: str = ""
    full: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """
    What one registration says of a person. Everything but ``id`` may be missing, and what is missing counts neither way.

    ``born`` is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ``sex`` a letter or word; ``nationalities`` codes; ``phones`` and
    ``documents`` as typed (spaces and marks are ignored). ``extra`` holds further fields by name, compared as text.
    """

    id: str | int = ""
    names: tuple[Name, ...] = ()
    born: str = ""
    sex: str = ""
    nationalities: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    place: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


class BadInput(ValueError):
    """A field of the input is not what it must be; the sentence names the field and the row."""


def checked(record: Record) -> Record:
    """The record itself; raises ``BadInput`` naming the field that is not of the type it must be (a missing text is '', not None or NaN)."""
    for name in ("born", "sex", "place"):
        if not isinstance(getattr(record, name), str):
            raise BadInput(f"{name}: text is needed, not {getattr(record, name)!r}")
    for name in ("nationalities", "phones", "documents"):
        values = getattr(record, name)
        if not isinstance(values, (tuple, list)) or not all(isinstance(value, str) for value in values):
            raise BadInput(f"{name}: a tuple of texts is needed, not {_short(values)}")
    if not isinstance(record.names, (tuple, list)) or not all(isinstance(name, Name) for name in record.names):
        raise BadInput(f"names: a tuple of Name is needed, not {_short(record.names)}")
    for name in record.names:
        for part in ("given", "middle", "family", "full"):
            if not isinstance(getattr(name, part), str):
                raise BadInput(f"names.{part}: text is needed, not {getattr(name, part)!r}")
    if not isinstance(record.extra, Mapping):
        raise BadInput(f"extra: an object of texts is needed, not {_short(record.extra)}")
    for name, value in record.extra.items():
        if not isinstance(value, str):
            raise BadInput(f"extra.{name}: text is needed, not {value!r}")
    return record


def _short(value: object) -> str:
    return repr(value)[:60]


@dataclass(frozen=True, slots=True)
class Field:
    """A compared field beside names and date: ``kind`` is ``code`` (equal or one sign off), ``text`` (alike) or ``phone``."""

    name: str
    kind: str
    near: bool = True


STANDARD = (
    Field("sex", "code", near=False),
    Field("nationality", "code", near=False),
    Field("phone", "phone"),
    Field("document", "code"),
    Field("place", "text"),
)


@dataclass(slots=True)
class Register:
    """
    Many records as columns of equal length; a column that is None is not compared.

    Cells are ``str``, ``''`` for nothing; ``nationality``, ``phone`` and ``document`` may hold several values, as a tuple
    or with ``;`` between. ``also`` are further names: (row, Name). ``extra`` are further columns, ``kinds`` their kinds.
    Raises ``BadInput`` naming the column when lengths differ or a cell is not text.
    """

    ids: Sequence[Any]
    given: Sequence[str] | None = None
    middle: Sequence[str] | None = None
    family: Sequence[str] | None = None
    full: Sequence[str] | None = None
    born: Sequence[str] | None = None
    sex: Sequence[str] | None = None
    nationality: Sequence[Any] | None = None
    phone: Sequence[Any] | None = None
    document: Sequence[Any] | None = None
    place: Sequence[str] | None = None
    also: Sequence[tuple[int, Name]] = ()
    extra: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self):
        if len(self.ids) > MOST_ROWS:
            raise BadInput(f"ids: more than {MOST_ROWS} records")
        for name in ("given", "middle", "family", "full", "born", "sex", "nationality", "phone", "document", "place"):
            self._check(name, getattr(self, name))
        for name, column in self.extra.items():
            self._check(f"extra.{name}", column)
            if self.kinds.get(name, "text") not in KINDS:
                raise BadInput(f"kinds.{name}: {self.kinds[name]!r} is not one of {', '.join(KINDS)}")
        for row, name in self.also:
            if not 0 <= row < len(self.ids) or not isinstance(name, Name):
                raise BadInput(f"also: row {row!r} is not in the register, or its name is not a Name")

    def _check(self, name: str, column: Sequence[Any] | None) -> None:
        if column is None:
            return
        if len(column) != len(self.ids):
            raise BadInput(f"{name}: {len(column)} cells for {len(self.ids)} records")
        kinds = set(map(type, column)) - {str}
        if name in ("nationality", "phone", "document"):
            kinds -= {tuple, list}
        if kinds:
            row = next(at for at, cell in enumerate(column) if type(cell) in kinds)
            raise BadInput(f"{name}, row {row}: text is needed, not {column[row]!r}")

    def __len__(self) -> int:
        return len(self.ids)

    def fields(self) -> list[Field]:
        """The fields that are compared beside names and date, in a fixed order."""
        standard = [asked for asked in STANDARD if getattr(self, asked.name) is not None]
        return standard + [Field(name, self.kinds.get(name, "text")) for name in sorted(self.extra)]

    def values(self, name: str) -> Sequence[Any]:
        return self.extra[name] if name in self.extra else getattr(self, name)


class Score(NamedTuple):
    """``probability`` that two records are one person (0 to 1, calibrated), and ``reasons``: short sentences, the weightiest first."""

    probability: float
    reasons: tuple[str, ...]
