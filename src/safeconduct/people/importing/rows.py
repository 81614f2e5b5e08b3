"""One row of somebody's spreadsheet as a person, or the field that is wrong and what to do about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from safeconduct.people.importing.columns import FIELDS, plain
from safeconduct.people.rules import EMAIL, OWNERS, NewPerson
from safeconduct.people.telephones import read_telephone
from safeconduct.standards.load import UnknownEntry, countries, country, language, languages

REMEDIES = {
    "name_missing": _("write at least one name"),
    "sex_unknown": _("write f, m or x, or leave it empty"),
    "birth_unreadable": _("write 1984-05-09, 1984-05, 1984 or ~1984"),
    "date_unreadable": _("write the day as 2027-01-20"),
    "country_unknown": _("write the country's name or its three letters, such as ETH"),
    "language_unknown": _("write the language's name or its code, such as am"),
    "phone_unreadable": _("write the telephone with its country, such as +251911234567, or fill in the column of the country"),
    "email_unreadable": _("write an e-mail address with @"),
    "owner_unknown": _("say whose telephone it is: own, shared, employer, relative"),
    "other_person": _("another person is on file under this number; give this one a number of their own"),
    "not_allowed": _("this person can't be changed by a file; open the record and mend it there"),
}
SEXES = {
    "f": ["f", "female", "woman", "girl", "femme", "feminin", "feminine", "fille", "mujer", "femenino", "hembra", "ж", "жен", "женский", "женщина", "女", "女性", "女士", "انثى", "أنثى", "امرأة"],
    "m": ["m", "male", "man", "boy", "homme", "masculin", "masculine", "garcon", "hombre", "masculino", "varon", "м", "муж", "мужской", "мужчина", "男", "男性", "先生", "ذكر", "رجل"],
    "x": ["x", "other", "autre", "otro", "другой", "其他", "اخر", "آخر"],
}
SPLIT = re.compile(r"[;,|/،、\n]+")
PHONES = re.compile(r"[;|\n]+|\s+/\s+|,\s+")


@dataclass(frozen=True)
class Bad:
    """A row that is refused: its number, the field (theirs), the code of the remedy."""

    number: int
    field: str
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A row as a person: what is told, how the row is known again, and its cells for a file of refused rows."""

    number: int
    told: NewPerson
    identity: str
    cells: tuple[str, ...]
    household: str = ""


class _Wrong(Exception):
    def __init__(self, field: str, reason: str):
        self.field, self.reason = field, reason


class Reader:
    """
    Reads rows under a mapping (heading to field). It remembers only how often an unnamed row was seen, so memory stays small.

    ``text_version`` and ``consent_language`` name the text on whose ground the organisation brings these people.
    """

    def __init__(self, header: list[str], columns: Mapping[str, str], *, basis: str = "public_interest", day_first: bool = True, paths=None):
        self.places = {field: header.index(heading) for heading, field in columns.items() if heading in header and field in FIELDS}
        self.headings = {field: heading for heading, field in columns.items()}
        self.basis, self.day_first, self.paths = basis, day_first, paths or {}
        self.seen: Counter[int] = Counter()

    def read(self, number: int, cells: list[str]) -> Told | Bad:
        """One row."""
        row = {field: cells[place] for field, place in self.places.items() if place < len(cells) and cells[place]}
        try:
            told = self._person(row)
        except _Wrong as wrong:
            return Bad(number, self.headings.get(wrong.field, wrong.field), wrong.reason, tuple(cells))
        return Told(number, told, self._identity(row, told, cells), tuple(cells), plain(row.get("household", "")))

    def _person(self, row: dict[str, str]) -> NewPerson:
        home = _country(row["country"], "country") if "country" in row else ""
        nationalities = tuple(dict.fromkeys(_nationality(part) for part in SPLIT.split(row.get("nationality", "")) if part.strip()))
        return NewPerson(
            names=_names(row),
            sex=_sex(row.get("sex", "")),
            birth=_birth(row.get("birth", ""), self.day_first),
            nationalities=nationalities,
            former=tuple(_country(part, "former") for part in SPLIT.split(row.get("former", "")) if part.strip()),
            languages=tuple(dict.fromkeys(_language(part) for part in SPLIT.split(row.get("language", "")) if part.strip())),
            country=home,
            path=self._path(row.get("place", ""), home),
            contacts=_contacts(row, home),
            documents=_documents(row, nationalities, self.day_first),
            stays=self._stays(row, home),
            emergency_contacts=_kin(row, home),
            purpose="assist",
            basis=self.basis,
            how="proxy",
        )

    def _path(self, place: str, home: str) -> str:
        found = self.paths.get(plain(place)) if place else None
        return found if found and (not home or found.startswith(home)) else home

    def _stays(self, row: dict[str, str], home: str) -> tuple:
        begins, ends = _day(row.get("from_date", ""), "from_date", self.day_first), _day(row.get("to_date", ""), "to_date", self.day_first)
        if not home or not (begins or ends or "address" in row):
            return ()
        return ({"kind": "trip" if ends else "residence", "country": home, "path": "", "from_date": begins, "to_date": ends, "address": row.get("address", "")},)

    def _identity(self, row: dict[str, str], told: NewPerson, cells: list[str]) -> str:
        """How the row is known again: their number; else names with birth and telephone; else all of the row, and which of the equal ones it is."""
        if "reference" in row:
            return f"reference:{row['reference'].casefold()}"
        phone = told.contacts[0]["value"] if told.contacts else ""
        if told.birth or phone:
            words = sorted(plain(" ".join(filter(None, (n.get("full"), n.get("given"), n.get("middle"), n.get("family"))))) for n in told.names)
            return f"told:{'|'.join(words)}:{told.birth}:{phone}"
        whole = "\x1f".join(cells)
        self.seen[hash(whole)] += 1
        return f"row:{self.seen[hash(whole)]}:{whole}"


def _names(row: dict[str, str]) -> tuple:
    parts = {k: row[k] for k in ("given", "middle", "family") if k in row}
    out = []
    if "name" in row:
        out.append({"full": row["name"], **parts})
    elif parts:
        out.append({"full": " ".join(parts.values()), **parts})
    if "native" in row:
        out.append({"full": row["native"]})
    if not out or not any(c.isalpha() for c in out[0]["full"]):
        raise _Wrong("name" if "name" in row or not parts else next(iter(parts)), "name_missing")
    return tuple(out)


@lru_cache(maxsize=4096)
def _sex(text: str) -> str:
    word = plain(text)
    for sex, words in SEXES.items():
        if word in (plain(w) for w in words):
            return sex
    if word:
        raise _Wrong("sex", "sex_unknown")
    return ""


ISO = re.compile(r"^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]00:00.*)?$")
LOCAL = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
SOLID = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


@lru_cache(maxsize=65536)
def _date_parts(text: str, day_first: bool) -> tuple[int, int, int] | None:
    text = text.translate(_DIGITS)
    found = ISO.match(text) or SOLID.match(text)
    if found:
        year, month, day = (int(g or 0) for g in found.groups())
    else:
        found = LOCAL.match(text)
        if not found:
            return None
        one, two, year = (int(g) for g in found.groups())
        day, month = (one, two) if day_first and two <= 12 or one > 12 else (two, one)
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return (year, month, day) if 1880 <= year <= 2150 else None


_DIGITS = {ord(c): str(i) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९") for i, c in enumerate(digits)}


def _birth(text: str, day_first: bool) -> str:
    if not text:
        return ""
    parts = _date_parts(text.lstrip("~ "), day_first)
    if parts is None:
        raise _Wrong("birth", "birth_unreadable")
    year, month, day = parts
    out = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")
    return "~" + out if text.startswith("~") else out


def _day(text: str, field: str, day_first: bool) -> date | None:
    if not text:
        return None
    parts = _date_parts(text, day_first)
    if parts is None or not parts[2]:
        raise _Wrong(field, "date_unreadable")
    return date(*parts)


@lru_cache
def _country_names() -> dict[str, tuple[str, str]]:
    out: dict[str, tuple[str, str]] = {}
    for one in countries():
        for name in one.names.values():
            out.setdefault(plain(name), (one.alpha3, one.nationality or ""))
    return out


@lru_cache(maxsize=4096)
def _found_country(text: str) -> tuple[str, str] | None:
    try:
        one = country(text)
        return one.alpha3, one.nationality or one.alpha3
    except UnknownEntry:
        return _country_names().get(plain(text))


def _country(text: str, field: str) -> str:
    found = _found_country(text.strip())
    if found is None:
        raise _Wrong(field, "country_unknown")
    return found[0]


def _nationality(text: str) -> str:
    found = _found_country(text.strip())
    if found is None or not found[1]:
        raise _Wrong("nationality", "country_unknown")
    return found[1]


@lru_cache
def _language_names() -> dict[str, str]:
    return {plain(name): one.code for one in languages() for name in (one.name, one.english)}


@lru_cache(maxsize=4096)
def _found_language(text: str) -> str | None:
    try:
        return language(text).code
    except UnknownEntry:
        return _language_names().get(plain(text))


def _language(text: str) -> str:
    found = _found_language(text.strip())
    if found is None:
        raise _Wrong("language", "language_unknown")
    return found


UNSEEN = re.compile("[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\u00a0]")


def _telephone(text: str, home: str) -> str:
    """A telephone as +E.164, by its shape or as a number of the country; empty where it can be none."""
    return read_telephone(UNSEEN.sub("", text), home)


def _contacts(row: dict[str, str], home: str) -> tuple:
    owner = plain(row["phone_owner"]) if "phone_owner" in row else "own"
    if owner not in OWNERS:
        raise _Wrong("phone_owner", "owner_unknown")
    out = []
    for field in ("phone", "phone2"):
        for part in PHONES.split(row.get(field, "")):
            if part.strip():
                number = _telephone(part, home)
                if not number:
                    raise _Wrong(field, "phone_unreadable")
                out.append({"kind": "phone", "value": number, "owner": owner if field == "phone" else "unknown"})
    if "email" in row:
        if not EMAIL.match(row["email"]):
            raise _Wrong("email", "email_unreadable")
        out.append({"kind": "email", "value": row["email"]})
    return tuple({c["value"]: c for c in reversed(out)}.values())[::-1]


def _documents(row: dict[str, str], nationalities: tuple, day_first: bool) -> tuple:
    if "document" not in row:
        return ()
    expires = _day(row.get("document_expires", ""), "document_expires", day_first)
    return ({"kind": "passport", "number": row["document"], "country": nationalities[0] if nationalities else "", "expires": expires},)


def _kin(row: dict[str, str], home: str) -> tuple:
    if "kin_name" not in row and "kin_phone" not in row:
        return ()
    number = _telephone(row["kin_phone"], home) if "kin_phone" in row else ""
    if "kin_phone" in row and not number:
        raise _Wrong("kin_phone", "phone_unreadable")
    return ({"name": row.get("kin_name", ""), "telephone": number},)


def day_first_of(texts: list[str]) -> bool:
    """Whether days stand before months in a column of dates: unless some date only reads the other way."""
    firsts = [(int(m[1]), int(m[2])) for m in (LOCAL.match(t.translate(_DIGITS)) for t in texts) if m]
    return not (any(second > 12 for _first, second in firsts) and not any(first > 12 for first, _second in firsts))
