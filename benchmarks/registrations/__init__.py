"""
Invented registrations with known truth, to measure record linkage: who is who is drawn first, then what was written down.

Written apart from the keys of the engine: spellings come from lists and from transliteration rules of their own
(``customs``), never from the engine's folds. ``arabic`` draws spellings of Arabic and Persian names by how often they were
seen (the attested list, of which ``withheld`` names the 30 % that the engine must not know); ``mixed`` draws people of
seven naming customs, with households that share a telephone and a family name, siblings and twins.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.registrations.customs import CUSTOMS, pick

ATTESTED = Path(__file__).resolve().parents[2] / "src/safeconduct/engines/linkage/data/arabic_names.tsv"
COLUMNS = ("given", "middle", "family", "full", "born", "sex", "nationality", "phone")
_COMMON = 3000


@dataclass
class Registrations:
    """Columns of text of equal length, the person behind each row, and the naming custom of each."""

    columns: dict[str, list[str]]
    person: np.ndarray
    custom: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.person)


def spellings() -> dict[str, dict[str, int]]:
    """{Arabic name: {Latin spelling: people}} as the list has them."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for line in ATTESTED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, rest = line.partition("\t")
            for item in rest.split(", "):
                spelling, _, people = item.rpartition(" ")
                found[name][spelling] = int(people)
    return found


def withheld(seed: int = 99, share: float = 0.3) -> frozenset[str]:
    """The spellings that the engine may not know: a share of all distinct ones, whatever name they stand for."""
    stream = np.random.default_rng(seed)
    every = sorted({spelling for seen in spellings().values() for spelling in seen})
    return frozenset(spelling for spelling, out in zip(every, stream.random(len(every)) < share, strict=True) if out)


def arabic(size: int, seed: int = 5) -> Registrations:
    """``size`` registrations of 0.62 as many people; 25 % in Arabic letters, 8 % swapped names, 12 % a slip of the pen, 18 % a wrong date."""
    stream = np.random.default_rng(seed)
    names = spellings()
    known = sorted(name for name in names if len(name) > 1)
    weight = np.array([sum(names[name].values()) for name in known], float) ** 0.8
    options = [(list(seen), np.cumsum(list(seen.values())) / sum(seen.values())) for seen in (names[name] for name in known)]
    people = int(size * 0.62)
    drawn = stream.choice(len(known), (people, 3), p=weight / weight.sum())
    born = np.datetime64("1950-01-01") + (stream.beta(2.2, 1.4, people) * 72 * 365).astype(int)
    sex, nation = stream.integers(0, 2, people), stream.choice(20, people, p=(1 / np.arange(1, 21)) / (1 / np.arange(1, 21)).sum())
    phone = stream.integers(10**8, 10**9, people)
    person = np.r_[np.arange(people), stream.integers(0, people, size - people)]
    stream.shuffle(person)
    chance = stream.random((size, 11))
    rows: dict[str, list[str]] = {name: [] for name in COLUMNS}
    for luck, who in zip(chance, person, strict=True):
        native = luck[0] < 0.25
        said = [known[at] if native else options[at][0][int(np.searchsorted(options[at][1], luck[1 + turn]))] for turn, at in enumerate(drawn[who])]
        given, middle, family = said if luck[4] >= 0.08 else said[::-1]
        given = slip(given, stream) if luck[5] < 0.06 else given
        family = slip(family, stream) if 0.06 <= luck[5] < 0.12 else family
        cells = given, "" if luck[6] < 0.35 else middle, family, "", written_date(born[who], luck[7], luck[8])
        more = "mf"[sex[who]] if luck[9] < 0.98 else "", f"N{nation[who]:02}", str(phone[who]) if luck[10] < 0.4 else ""
        for name, cell in zip(COLUMNS, (*cells, *more), strict=True):
            rows[name].append(cell)
    return Registrations(rows, person, ["arabic"] * size)


def written_date(born, luck: float, sign: float) -> str:
    """The date as it was written: 5 % day and month swapped, 5 % a year off, 8 % the first of January, 3 % nothing."""
    year, month, day = str(born).split("-")
    if luck < 0.05 and int(day) <= 12:
        month, day = day, month
    elif luck < 0.10:
        year = str(int(year) + (1 if sign < 0.5 else -1))
    elif luck < 0.18:
        month = day = "01"
    elif luck > 0.97:
        return ""
    return f"{year}-{month}-{day}"


def slip(text: str, stream) -> str:
    """One letter left out, two exchanged, or another in its place."""
    if len(text) < 3:
        return text
    at, kind = int(stream.integers(0, len(text) - 1)), int(stream.integers(0, 3))
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + "aeioudlrm"[int(stream.integers(0, 9))] + text[at + 1 :]


# -- seven customs --------------------------------------------------------------------------------------------------------


def mixed(size: int, seed: int = 7) -> Registrations:
    """``size`` registrations of 0.62 as many people of seven customs in equal parts; 30 % live in households, some are siblings and twins."""
    stream = np.random.default_rng(seed)
    customs = {**CUSTOMS, "arabic": ("SDN", *_arabic_custom())}
    people = [_person(customs, stream) for _ in range(int(size * 0.62))]
    for at in range(1, len(people)):
        if stream.random() < 0.3:
            _join_household(people[at], people[at - 1], customs, stream)
    person = np.r_[np.arange(len(people)), stream.integers(0, len(people), size - len(people))]
    stream.shuffle(person)
    rows: dict[str, list[str]] = {name: [] for name in COLUMNS}
    for who in person:
        for name, cell in _written(people[who], customs, stream).items():
            rows[name].append(cell)
    return Registrations(rows, person, [people[who]["custom"] for who in person])


def _arabic_custom():
    names = spellings()
    common = sorted(names, key=lambda name: -sum(names[name].values()))[:_COMMON]

    def draw(sex, stream):
        return tuple(pick(common, stream, 0.7) for _ in range(3))

    def write(name, sex, stream):
        if stream.random() < 0.25:
            said = list(name)
        else:
            said = [
                list(names[part])[int(stream.choice(len(names[part]), p=np.array(list(names[part].values())) / sum(names[part].values())))] for part in name
            ]
        return said[0], said[1] if stream.random() < 0.65 else "", said[2], ""

    return draw, write


def _person(customs: dict, stream) -> dict:
    custom = sorted(customs)[int(stream.integers(0, len(customs)))]
    sex = "mf"[int(stream.integers(0, 2))]
    born = np.datetime64("1950-01-01") + int(stream.beta(2.2, 1.4) * 72 * 365)
    nation, draw, _ = customs[custom]
    return {"custom": custom, "sex": sex, "born": born, "nation": nation, "phone": str(stream.integers(10**8, 10**9)), "name": draw(sex, stream)}


def _join_household(one: dict, other: dict, customs: dict, stream) -> None:
    """Make one a relative of the other: the same custom, telephone and family name, now and then a twin."""
    one.update({key: other[key] for key in ("custom", "nation", "phone")})
    given, *_ = customs[one["custom"]][1](one["sex"], stream)
    one["name"] = (given, *other["name"][1:])
    if stream.random() < 0.04:
        one["born"] = other["born"]


def _written(who: dict, customs: dict, stream) -> dict[str, str]:
    """What one office wrote down of a person."""
    given, middle, family, full = customs[who["custom"]][2](who["name"], who["sex"], stream)
    if stream.random() < 0.06 and given and family:
        given, family = family, given
    luck = stream.random()
    given, family = slip(given, stream) if luck < 0.04 else given, slip(family, stream) if 0.04 <= luck < 0.08 else family
    if stream.random() < 0.1 and not full:
        full, given, middle, family = " ".join(filter(None, (given, middle, family))), "", "", ""
    born = written_date(who["born"], stream.random(), stream.random())
    sex, nation = who["sex"] if stream.random() < 0.98 else "", who["nation"] if stream.random() < 0.97 else ""
    return dict(zip(COLUMNS, (given, middle, family, full, born, sex, nation, who["phone"] if stream.random() < 0.4 else ""), strict=True))
