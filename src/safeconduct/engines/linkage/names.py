"""The names of a register as numbers: every distinct text is read once, every name is four numbers of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .keys import NameTable, parts
from .keys.person import FAMILY, GIVEN, MIDDLE, UNSAID, Part, field_words, is_eastern, word_part
from .model import MOST_LETTERS, MOST_OF_ONE, Name, Register

SLOTS = 4
"""Words of a name that are compared: the first given, the family (or last) name, and two more."""

_ROLES = (GIVEN, MIDDLE, FAMILY, UNSAID)
_WIDTH = 4
"""Words kept of each field; more than four in one field are read as the first three and the last."""


@dataclass(slots=True)
class Words:
    """
    Every distinct word of the register: its letters, the numbers of its key and of its name, whether the list knows the name.

    ``long`` is the number of letters, ``letters`` a bit for each of a-z that occurs.
    """

    latin: np.ndarray
    key: np.ndarray
    exact: np.ndarray
    known: np.ndarray
    keys: list[str]
    long: np.ndarray
    letters: np.ndarray


def name_columns(register: Register, table: NameTable) -> tuple[Words, np.ndarray, np.ndarray, dict[int, list[int]]]:
    """
    The words met, the slots (4, names) with -1 for none, the row that owns each name, and the further names of a row.

    The first ``len(register)`` names are those of the rows; further names and scripts of a person follow.
    """
    rows = len(register)
    owner, spare = list(range(rows)), {}
    also: list[Name] = []
    for row, name in register.also:
        more = spare.setdefault(row, [])
        if len(more) < MOST_OF_ONE - 1:
            more.append(len(owner))
            owner.append(row)
            also.append(name)
    vocabulary = _Vocabulary(table)
    fields = [_texts(register, name, also) for name in ("given", "middle", "family", "full")]
    fields = [None if texts is None or not any(texts) else texts for texts in fields]
    slots = vocabulary.slots(fields, len(owner))
    return vocabulary.words(), np.ascontiguousarray(slots.T), np.array(owner, np.int32), spare


def factor(values: Sequence) -> tuple[np.ndarray, list]:
    """Numbers of the distinct values in the order met, and the values."""
    seen: dict = {}
    numbers = [seen.setdefault(value, len(seen)) for value in values]
    return np.array(numbers, np.int32), list(seen)


def _texts(register: Register, name: str, also: Sequence[Name]) -> Sequence[str] | None:
    column = getattr(register, name)
    if not also:
        return column
    return [*(column or [""] * len(register)), *(getattr(other, name) for other in also)]


class _Vocabulary:
    """Numbers for words, keys and names as they are met."""

    def __init__(self, table: NameTable):
        self.table, self.seen, self.latin, self.keys, self.exacts = table, {}, [], {}, {}
        self.key: list[int] = []
        self.exact: list[int] = []
        self.known: list[bool] = []

    def slots(self, fields: Sequence[Sequence[str] | None], size: int) -> np.ndarray:
        """The four numbers of every name, from its four fields."""
        numbers = np.full((size, len(_ROLES) * _WIDTH), -1, np.int32)
        eastern = np.zeros(size, bool)
        for role, texts in zip(_ROLES, fields, strict=True):
            if texts is not None:
                at, distinct = factor(texts)
                told, east = self._field(distinct, role)
                numbers[:, role * _WIDTH : (role + 1) * _WIDTH] = told[at]
                eastern |= east[at]
        out = _placed(numbers)
        for row in np.flatnonzero(eastern):
            found = parts(Name(*("" if texts is None else texts[row] for texts in fields)), self.table)
            out[row] = [self._number(found[at]) if at >= 0 else -1 for at in in_slots([part.role for part in found])]
        return out

    def _field(self, texts: Sequence[str], role: int) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the words of every distinct text of one field, and whether its words are to be read as syllables."""
        told, east = np.full((len(texts), _WIDTH), -1, np.int32), np.zeros(len(texts), bool)
        for row, text in enumerate(texts):
            found = field_words(text, role)
            if any(map(is_eastern, found)):
                east[row] = True
                continue
            numbers = [self._number(part) for word in found if (part := word_part(word, role, self.table)).latin]
            if len(numbers) > _WIDTH:
                numbers = numbers[: _WIDTH - 1] + numbers[-1:]
            told[row, : len(numbers)] = numbers
        return told, east

    def _number(self, part: Part) -> int:
        at = (part.latin, part.key, part.exact)
        number = self.seen.get(at)
        if number is None:
            number = self.seen[at] = len(self.latin)
            self.latin.append(part.latin[:MOST_LETTERS])
            self.key.append(self.keys.setdefault(part.key, len(self.keys)))
            self.exact.append(self.exacts.setdefault((part.exact, part.known), len(self.exacts)))
            self.known.append(part.known)
        return number

    def words(self) -> Words:
        key, exact = np.array(self.key or [0], np.int32), np.array(self.exact or [0], np.int32)
        latin = self.latin or [""]
        long = np.array([len(word) for word in latin], np.int16)
        letters = np.array([sum(1 << (ord(letter) - 97) for letter in set(word)) for word in latin], np.int32)
        return Words(np.array(latin, object), key, exact, np.array(self.known or [False], bool), list(self.keys), long, letters)


def _placed(numbers: np.ndarray) -> np.ndarray:
    """Words of the four fields into slots, one pass for each number of words in each field."""
    counts = (numbers.reshape(len(numbers), len(_ROLES), _WIDTH) >= 0).sum(2)
    shape = counts @ np.array([125, 25, 5, 1])
    out = np.full((len(numbers), SLOTS), -1, np.int32)
    for told in np.unique(shape):
        rows = np.flatnonzero(shape == told)
        places = [(role, role * _WIDTH + at) for role in _ROLES for at in range(counts[rows[0], role])]
        for slot, at in enumerate(in_slots([role for role, _ in places])):
            if at >= 0:
                out[rows, slot] = numbers[rows, places[at][1]]
    return out


def in_slots(roles: Sequence[int]) -> list[int]:
    """Which words stand in the four slots: first name, family name, then what is left, family words before the others; -1 for none."""
    if not roles:
        return [-1] * SLOTS
    first = roles.index(GIVEN) if GIVEN in roles else 0
    others = [at for at in range(len(roles)) if at != first]
    if FAMILY in roles and roles.index(FAMILY) != first:
        last = roles.index(FAMILY)
    elif MIDDLE in roles and roles.index(MIDDLE) != first:
        last = roles.index(MIDDLE)
    else:
        last = others[-1] if others else -1
    rest = sorted((at for at in others if at != last), key=lambda at: (roles[at] != FAMILY, roles[at] != MIDDLE, at))
    return ([first, last, *rest] + [-1] * SLOTS)[:SLOTS]
