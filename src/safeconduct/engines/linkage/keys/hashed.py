"""Keyed hashes of a record: what a room may keep in a table to find likely duplicates without keeping names there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from itertools import combinations

from ..model import MOST_OF_ONE, BadInput, Record, checked
from .person import GIVEN, MIDDLE, Part, parts
from .table import NameTable

_NOT_CODE = re.compile(r"[\W_]+")
_NOT_DIGIT = re.compile("[^0-9]+")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
_MOST_NAMES = 4


def hashed_keys(record: Record, secret: bytes, *, query: bool = False, table: NameTable | None = None) -> list[int]:
    """
    The signed 64-bit keyed hashes of a record, distinct, from the most telling kind to the least.

    Store ``hashed_keys(record, secret)`` as rows (key, id); a new record's likely duplicates are the ids that share a key
    of ``hashed_keys(new, secret, query=True)``, which also asks for the years beside, day and month swapped, and 1 January,
    and leaves out the single names unless nothing else is known. ``secret`` is 16 to 64 bytes; without it the hashes tell
    nothing of the names. Kinds: document, telephone, name and full date, two names and year, two names and day, date with
    nationality and sex, name with year and nationality, two names, one name. Of more than 16 names the first 16 are read.
    Raises ``BadInput`` naming the field that is not text.
    """
    return _hashes(_told(checked(record), query, table), secret)


def search_keys(text: str, secret: bytes, *, born: str = "", table: NameTable | None = None) -> list[int]:
    """
    The hashes for a few words typed in a search box, the most telling first: two names together, then each name alone.

    They meet the hashes that ``hashed_keys`` stored, whatever the spelling, order or script of the words.
    """
    if not isinstance(text, str):
        raise BadInput(f"text: text is needed, not {text!r}")
    names = _distinct(parts(text, table))
    found = [("two", a, b) for a, b in combinations(names, 2)] + [("one", a) for a in names]
    day = _DATE.match(born or "")
    if day:
        found = [("two+year", a, b, day[1]) for a, b in combinations(names, 2)] + found
    return _hashes(found, secret)


def phone_form(phone: str) -> str:
    """The last nine digits, which stay the same with and without a country's prefix; '' if fewer than six."""
    if phone.isascii():
        digits = phone if phone.isdigit() else _NOT_DIGIT.sub("", phone)
    else:
        digits = "".join(str(unicodedata.digit(letter)) for letter in phone if letter.isdecimal())
    return digits[-9:] if len(digits) >= 6 else ""


def document_form(number: str) -> str:
    """Letters and digits only, upper case, letters that are read as digits made digits (O, I); '' if fewer than four."""
    plain = _NOT_CODE.sub("", unicodedata.normalize("NFKC", number)).upper().translate(str.maketrans("OI", "01"))
    return plain if len(plain) >= 4 else ""


def _told(record: Record, query: bool, table: NameTable | None) -> Iterable[tuple[str, ...]]:
    """The keys of a record in clear, the most telling kind first."""
    yield from (("document", document_form(number)) for number in record.documents if document_form(number))
    yield from (("phone", phone_form(phone)) for phone in record.phones if phone_form(phone))
    people = [parts(name, table) for name in record.names[:MOST_OF_ONE]]
    groups = [_distinct(people_parts) for people_parts in people]
    singles = sorted({key for group in groups for key in group})
    pairs = sorted({pair for group in groups for pair in combinations(group, 2)})
    firsts = sorted({part.key for person in people for part in person if part.role in (GIVEN, MIDDLE)} or singles)[:_MOST_NAMES]
    sex, found = record.sex[:1].casefold(), _DATE.match(record.born or "")
    year, month, day = found.groups() if found else (None, None, None)
    if day:
        yield from (("name+date", key, *when) for when in _days(year, month, day, query) for key in singles)
        yield from (("two+day", *pair, month + day) for pair in pairs)
    if year:
        years = [year, f"{int(year) - 1:04}", f"{int(year) + 1:04}"] if query else [year]
        yield from (("two+year", *pair, when) for when in years for pair in pairs)
        yield from (
            ("name+year", key, when, country) for when in years for country in record.nationalities for key in (singles if len(singles) < 4 else firsts)
        )
    if day:
        yield from (("date", year, month, day, country, sex) for country in record.nationalities)
    yield from (("two", *pair) for pair in pairs)
    if not query or not (pairs or year or record.phones or record.documents):
        yield from (("one", key) for key in singles)


def _days(year: str, month: str, day: str, query: bool) -> Iterable[tuple[str, str, str]]:
    yield year, month, day
    if query:
        if month != day and day <= "12":
            yield year, day, month
        if (month, day) != ("01", "01"):
            yield year, "01", "01"


def _distinct(found: list[Part]) -> list[str]:
    """Up to four distinct keys of one name: the first two and the last two, sorted, so that order does not matter."""
    keys = list(dict.fromkeys(part.key for part in found if part.key))
    return sorted(keys if len(keys) <= _MOST_NAMES else keys[:2] + keys[-2:])


def _hashes(told: Iterable[tuple[str, ...]], secret: bytes) -> list[int]:
    if not 16 <= len(secret) <= 64:
        raise ValueError("secret: 16 to 64 bytes are needed")
    return list(dict.fromkeys(_hash(key, secret) for key in told))


def _hash(key: tuple[str, ...], secret: bytes) -> int:
    return int.from_bytes(blake2b("\x1f".join(key).encode(), digest_size=8, key=secret).digest(), "big", signed=True)
