"""The parts of one person's name, each with the key that its other spellings share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..model import BadInput, Name
from .chinese import split_solid, surname_key, syllable_key
from .table import NameTable, attested
from .text import is_han, is_hangul, latin_letters, words

GIVEN, MIDDLE, FAMILY, UNSAID = 0, 1, 2, 3
MOST_WORDS = 8
MOST_TEXT = 1000
"""Letters of one field of a name that are read: no name is longer."""


class Part(NamedTuple):
    """
    One word of a name. ``latin`` is the word in a-z; ``key`` is shared by all its spellings (and by a few other names);
    ``exact`` names the name itself where the list knows it (then ``known``), else it is ``latin``; ``role`` is where it stood.
    """

    latin: str
    key: str
    exact: str
    role: int
    known: bool = False


def parts(name: Name | str, table: NameTable | None = None) -> list[Part]:
    """
    The words of a name with their keys, in the order given, middle, family; at most eight.

    A ``str`` or ``Name(full=...)`` is a name whose parts are not told: the words have the role ``UNSAID``.
    """
    table = table or attested()
    name = Name(full=name) if isinstance(name, str) else name
    found: list[tuple[str, int]] = []
    for text, role in ((name.given, GIVEN), (name.middle, MIDDLE), (name.family, FAMILY), (name.full, UNSAID)):
        found += [(word, role) for word in field_words(text, role)]
    found = found[:MOST_WORDS]
    if any(is_eastern(word) for word, _ in found):
        return _eastern(found, table)
    return [part for word, role in found if (part := word_part(word, role, table)).latin]


def field_words(text: str, role: int) -> list[str]:
    """The words of one field of a name, at most eight; a name written solid in Chinese letters is cut where its parts are not told."""
    found = words(text[:MOST_TEXT]) if text else []
    if role == UNSAID:
        found = [half for word in found for half in split_solid(word)]
    return found[:MOST_WORDS]


def is_eastern(word: str) -> bool:
    """The word is a Chinese or Korean surname or written in their letters, so that its neighbours are read as syllables."""
    return surname_key(word) is not None or is_han(word) or is_hangul(word)


def word_part(word: str, role: int, table: NameTable) -> Part:
    """One word with its key, where no neighbour matters."""
    latin, key, exact, known = table.look_up(word)
    return Part(latin, key, exact, role, known)


def name_keys(names: Iterable[Name | str] | Name | str, table: NameTable | None = None) -> list[str]:
    """
    The distinct sound keys of all the names a person goes by, sorted: equal keys mean "may be spellings of one name".

    ``names`` is one name or several, each a ``str`` of any script or a ``Name``. A name without letters has no key.
    """
    names = [names] if isinstance(names, (str, Name)) else list(names)
    if not all(isinstance(name, (str, Name)) for name in names):
        raise BadInput("names: texts or Names are needed")
    return sorted({part.key for name in names for part in parts(name, table)})


def _eastern(found: list[tuple[str, int]], table: NameTable) -> list[Part]:
    """A surname and the syllables beside it: neighbouring syllables of a given name become one word with a syllable key."""
    surname = _surname_at(found)
    out: list[Part] = []
    for at, (word, role) in enumerate(found):
        latin = latin_letters(word)
        key = surname_key(word) if at == surname else syllable_key(word)
        joins = bool(out) and at - 1 != surname and at != surname and found[at - 1][1] == role != FAMILY
        if key is None:
            out.append(word_part(word, role, table))
        elif at == surname:
            out.append(Part(latin, key, key, role))
        elif joins and out[-1].key.startswith("=") and len(latin) <= 6:
            joined = out[-1].latin + latin
            out[-1] = Part(joined, syllable_key(joined) or key, joined, role)
        else:
            out.append(Part(latin, key, latin, role))
    return [part for part in out if part.latin]


def _surname_at(found: list[tuple[str, int]]) -> int:
    """Which word is the surname: one that stands as family name, else the first, else the last; -1 if none is known."""
    known = [at for at, (word, _) in enumerate(found) if surname_key(word)]
    family = [at for at in known if found[at][1] == FAMILY]
    if family:
        return family[0]
    if 0 in known:
        return 0
    return len(found) - 1 if len(found) - 1 in known else -1
