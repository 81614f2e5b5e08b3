"""A register as arrays: each text met once, each record a row of small integers that numpy can compare a million at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from .keys import NameTable, attested, document_form, phone_form
from .model import MOST_LETTERS, MOST_VALUES, BadInput, Field, Name, Record, Register, checked
from .names import Words, factor, name_columns

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_SPACE = re.compile(r"\s+")
_MARK = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Codes:
    """One compared field: ``ids`` (rows, most values) with -1 for none, the text of each number, and as much of it as is held against another."""

    field: Field
    ids: np.ndarray
    texts: np.ndarray
    short: np.ndarray


@dataclass(slots=True)
class Columns:
    """
    ``names`` (4, names) numbers of words, -1 for none, ``counts`` of words in each; ``owner`` the row of each name, ``spare``
    the further names of a row. ``dates`` a digit in each four bits, ``turned`` the same with day and month swapped; ``known``
    0 nothing, 1 the year, 2 the whole date; ``vague`` only a year or 1 January. ``bearers`` is the number of names in the
    register whose first and family name have the same two keys.
    """

    rows: int
    ids: Sequence
    words: Words
    names: np.ndarray
    owner: np.ndarray
    spare: dict[int, list[int]]
    counts: np.ndarray
    dates: np.ndarray
    turned: np.ndarray
    years: np.ndarray
    known: np.ndarray
    vague: np.ndarray
    bearers: np.ndarray
    codes: list[Codes] = field(default_factory=list)

    def code(self, name: str) -> Codes | None:
        return next((codes for codes in self.codes if codes.field.name == name), None)


def columns(register: Register, table: NameTable | None = None) -> Columns:
    """The arrays of a register. Texts are read once each; nothing of the rows is kept but numbers."""
    rows = len(register)
    words, names, owner, spare = name_columns(register, table or attested())
    dates, turned, known = _dates(register.born, rows)
    vague = (known == 1) | ((known == 2) & ((dates & np.uint32(0xFFFF)) == 0x0101))
    codes = [_codes(asked, register.values(asked.name), rows) for asked in register.fields()]
    counts = (names >= 0).sum(0, dtype=np.int8)
    return Columns(rows, register.ids, words, names, owner, spare, counts, dates, turned, _year(dates), known, vague, _bearers(words, names), codes)


def _bearers(words: Words, names: np.ndarray) -> np.ndarray:
    key = np.append(words.key, -1).astype(np.int64)[names[:2]]
    both = key.min(0) * (len(words.keys) + 1) + key.max(0)
    both[key.min(0) < 0] = -1
    _, back, counts = np.unique(both, return_inverse=True, return_counts=True)
    return np.where(both >= 0, counts[back], 0).astype(np.int32) if len(both) else np.zeros(0, np.int32)


def whole_dates(columns: Columns) -> np.ndarray:
    """The dates as whole numbers YYYYMMDD."""
    return _year(columns.dates).astype(np.int64) * 10_000 + _decimal(columns.dates & np.uint32(0xFFFF))


def _year(dates: np.ndarray) -> np.ndarray:
    return _decimal(dates >> np.uint32(16)).astype(np.int16)


def _decimal(digits: np.ndarray) -> np.ndarray:
    """The number that four digits of four bits each stand for."""
    return sum(((digits >> np.uint32(4 * at)) & np.uint32(15)).astype(np.int64) * 10**at for at in range(4))


# -- dates and codes --------------------------------------------------------------------------------------------------


def _dates(born: Sequence[str] | None, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A digit in each four bits, the same with day and month swapped, and how much is known: 0 nothing, 1 the year, 2 the whole date."""
    if born is None:
        return np.zeros(rows, np.uint32), np.zeros(rows, np.uint32), np.zeros(rows, np.int8)
    numbers, texts = factor(born)
    size = max(1, len(texts))
    dates, turned, known = np.zeros(size, np.uint32), np.zeros(size, np.uint32), np.zeros(size, np.int8)
    for at, text in enumerate(texts):
        found = _DATE.match(text.strip()) if text else None
        if found:
            year, month, day = found.groups()
            month, day_ = (month or "0").zfill(2), (day or "0").zfill(2)
            dates[at], turned[at] = int(year + month + day_, 16), int(year + day_ + month, 16)
            known[at] = 2 if day else 1
    return dates[numbers], turned[numbers], known[numbers]


_FORMS = {
    "phone": phone_form,
    "code": lambda text: _MARK.sub("", text).casefold(),
    "text": lambda text: _SPACE.sub(" ", _MARK.sub(" ", text.casefold())).strip(),
}


def _codes(asked: Field, values: Sequence, rows: int) -> Codes:
    """A field as numbers of its values in the form they are compared in; several values of one row stand side by side."""
    form = document_form if asked.name == "document" else _FORMS[asked.kind]
    if asked.name == "sex":
        form = lambda text: text.strip()[:1].casefold()  # noqa: E731
    numbers, texts = factor(values)
    seen: dict[str, int] = {}
    several = [[seen.setdefault(value, len(seen)) for piece in _pieces(text) if (value := form(piece))] for text in texts]
    width = max([1, *map(len, several)])
    ids = np.full((max(1, len(several)), width), -1, np.int32)
    for at, found in enumerate(several):
        ids[at, : len(found)] = found
    told = list(seen) or [""]
    return Codes(asked, ids[numbers] if rows else ids[:0], np.array(told, object), np.array([text[:MOST_LETTERS] for text in told], object))


def _pieces(text: str | Sequence[str] | None) -> Sequence[str]:
    if not text:
        return ()
    return text.split(";", MOST_VALUES)[:MOST_VALUES] if isinstance(text, str) else tuple(text)[:MOST_VALUES]


def of_records(records: Sequence[Record]) -> Register:
    """A register from records; the first name of each is its own, further names and scripts stand beside it. ``BadInput`` names field and row."""
    for row, record in enumerate(records):
        try:
            checked(record)
        except BadInput as error:
            field, _, wrong = str(error).partition(":")
            raise BadInput(f"{field}, row {row}:{wrong}") from None
    first = [record.names[0] if record.names else Name() for record in records]
    extras = sorted({name for record in records for name in record.extra})
    kinds: Mapping[str, str] = dict.fromkeys(extras, "text")
    return Register(
        ids=[record.id for record in records],
        given=[name.given for name in first],
        middle=[name.middle for name in first],
        family=[name.family for name in first],
        full=[name.full for name in first],
        also=[(row, name) for row, record in enumerate(records) for name in record.names[1:]],
        born=[record.born for record in records],
        sex=[record.sex for record in records],
        nationality=[tuple(record.nationalities) for record in records],
        phone=[tuple(record.phones) for record in records],
        document=[tuple(record.documents) for record in records],
        place=[record.place for record in records],
        extra={name: [record.extra.get(name, "") for record in records] for name in extras},
        kinds=kinds,
    )
