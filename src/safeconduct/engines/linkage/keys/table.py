"""The attested list: which spellings people were seen to use for one name, and the key that all of them share."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources

from .sound import skeleton
from .text import bare, content, is_arabic, latin_letters

_REMEMBERED = 200_000
DATA = resources.files("safeconduct.engines.linkage") / "data"


class NameTable:
    """
    Spelling to key, for every script in the list.

    ``spellings`` is ``{name: {spelling: people seen}}``; ``same`` is an iterable of groups of spellings that are one name.
    A spelling in the list gets the key of the name that it is most often seen for; the key of a name is the skeleton of
    its commonest spelling. A spelling not in the list gets the key of the name that most often shows its skeleton. Two
    names whose commonest spelling is the same (حياة, حيات) count as one name.
    """

    def __init__(self, spellings: dict[str, dict[str, int]], same: Iterable[Iterable[str]] = ()):
        named: dict[str, dict[str, int]] = {}
        heard: dict[str, dict[str, int]] = {}
        self.key_of: dict[str, str] = {}
        self.name_of: dict[str, str] = {}
        shape_of: dict[str, str] = {}
        self._met: dict[str, tuple[str, str, str, bool]] = {}
        own: dict[str, str] = {}
        solid_of: dict[str, str] = {}
        chief: dict[str, str] = {}
        for name, seen in spellings.items():
            bones: dict[str, int] = {}
            most = 0
            for spelling, people in seen.items():
                solid = _solid(spelling)
                if not solid:
                    continue
                if people > most:
                    chief[name], most = solid, people
                told = named.setdefault(solid, {})
                told[name] = told.get(name, 0) + people
                shape = shape_of.get(solid)
                if shape is None:
                    shape = shape_of[solid] = skeleton(solid)
                bones[shape] = bones.get(shape, 0) + people
                told = heard.setdefault(shape, {})
                told[name] = told.get(name, 0) + people
            solid = solid_of[name] = _solid(name)
            if bones and solid:
                own[name] = min(bones, key=lambda shape: (-bones[shape], shape))
                self.key_of[solid] = own[name]
        self.skeleton_key = {shape: own[_first(names)] for shape, names in heard.items() if _clear(names)}
        one = {name: solid_of[_first(named[spelling])] for name, spelling in chief.items()}
        for name, same_as in one.items():
            self.name_of[solid_of[name]] = same_as
        for spelling, names in named.items():
            first = _first(names)
            self.key_of.setdefault(spelling, own[first])
            self.name_of[spelling] = one[first]
        for group in same:
            self._join(list(group))

    def _join(self, group: list[str]) -> None:
        """Give every spelling of a hand-written group the key of its first."""
        solid = [_solid(spelling) for spelling in group]
        key, name = self._key(solid[0], solid[0]), self.name_of.get(solid[0], solid[0])
        for spelling in solid:
            self.key_of[spelling], self.name_of[spelling] = key, name

    def look_up(self, word: str) -> tuple[str, str, str, bool]:
        """Of one word (folded, any script): its letters in a-z, its key, the name it belongs to, and whether the list knows that."""
        found = self._met.get(word)
        if found is None:
            if len(self._met) >= _REMEMBERED:
                self._met.clear()
            latin = latin_letters(word)
            found = self._met[word] = (latin, self._key(word, latin), *self._name(word, latin))
        return found

    def key(self, word: str) -> str:
        """The sound key of one word; '' for a word without letters."""
        return self.look_up(word)[1]

    def _key(self, word: str, latin: str) -> str:
        found = self.key_of.get(word)
        if found is None and latin != word:
            found = self.key_of.get(latin)
        if found is None and latin[:2] in ("al", "el", "ul") and len(latin) > 5 and not is_arabic(word):
            found = self.key_of.get(latin[2:])
        if found is None:
            shape = skeleton(latin) if latin else ""
            found = self.skeleton_key.get(shape, shape)
        return found

    def _name(self, word: str, latin: str) -> tuple[str, bool]:
        found = self.name_of.get(word) or self.name_of.get(latin)
        return (latin, False) if found is None else (found, True)

    @classmethod
    def read(cls, lines: Iterable[str], same: Iterable[str] = (), without: frozenset[str] | set[str] = frozenset()) -> NameTable:
        """From the text of ``data/arabic_names.tsv`` and ``data/same_names.tsv``; ``without`` names spellings left out in every form, as for a fair test."""
        spellings: dict[str, dict[str, int]] = {}
        out = {_solid(spelling) for spelling in without}
        for number, line in enumerate(lines, 1):
            if line.startswith("#") or not line.strip():
                continue
            name, tab, rest = line.rstrip("\n").partition("\t")
            if not tab:
                raise ValueError(f"line {number} of the list of names has no tab: {line[:40]!r}")
            seen = (item.rpartition(" ") for item in rest.split(", "))
            spellings[name] = {spelling: int(people) for spelling, _, people in seen if not out or _solid(spelling) not in out}
        groups = [[spelling for spelling in line.split() if spelling not in out] for line in same if line.strip() and not line.startswith("#")]
        return cls(spellings, filter(None, groups))


@cache
def attested() -> NameTable:
    """The list that ships with the engine, read once."""
    return table_without(frozenset())


def table_without(spellings: frozenset[str] | set[str]) -> NameTable:
    """The shipped list with some Latin spellings withheld, to measure what is known of names never seen."""
    names = (DATA / "arabic_names.tsv").read_text(encoding="utf-8").splitlines()
    same = (DATA / "same_names.tsv").read_text(encoding="utf-8").splitlines()
    return NameTable.read(names, same, without=spellings)


def _solid(spelling: str) -> str:
    """The spelling (folded already, as in the lists) the way the words of a name are looked up: joined, without its article."""
    return "".join(content(spelling.split(" "))) if " " in spelling else bare(spelling)


def _first(names: dict[str, int]) -> str:
    """The name most often seen; of equals the first in the alphabet."""
    if len(names) == 1:
        return next(iter(names))
    return min(names, key=lambda name: (-names[name], name))


def _clear(names: dict[str, int]) -> bool:
    """Whether one name stands out for a skeleton: at least half of the people seen."""
    return names[_first(names)] * 2 >= sum(names.values())
