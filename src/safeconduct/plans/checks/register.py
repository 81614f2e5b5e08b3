"""The register of checks, what a finding is, and how a document is walked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cached_property
from typing import Any

ERROR, WARNING, NOTE = "error", "warning", "note"
PLANS, CONSULAR, HOST, SOP, ALL = ("consular", "host"), ("consular",), ("host",), ("sop",), ("consular", "host", "sop")
OURS = "our proposal"
LISTS = {
    "areas": "identity.areas", "roles": "roles", "contacts": "contacts", "wardens": "wardens", "scenarios": "scenarios", "levels": "levels", "templates": "communications.templates",
    "shelters": "shelters", "points": "evacuation.points", "stops": "evacuation.stops", "destinations": "evacuation.destinations", "routes": "evacuation.routes",
    "fleets": "evacuation.fleets", "stations": "evacuation.stations", "funds": "money.funds", "stocks": "stocks", "agreements": "agreements", "steps": "steps", "forms": "forms",
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One finding. ``place`` is a path into the document, such as ``levels[2].cards[4].depends_on[0]``."""

    check: str
    severity: str
    place: str
    reason: str
    remedy: str
    facts: Mapping[str, Any]

    def line(self) -> dict[str, str]:
        """As ``plans check --json`` prints it."""
        return {"check": self.check, "severity": self.severity, "place": self.place, "reason": self.reason, "remedy": self.remedy}


@dataclass(frozen=True)
class Check:
    """A check: what it looks for is the docstring of its function."""

    name: str
    severity: str
    section: str
    source: str
    kinds: tuple[str, ...]
    reason: str
    remedy: str
    find: Callable[[Any, Seen], Iterable[tuple[str, dict[str, Any]]]]

    @property
    def says(self) -> str:
        return " ".join((self.find.__doc__ or "").split())


CHECKS: dict[str, Check] = {}
# What the reader says of a document that is none: the same form of finding.
FAULTS = {
    "document.not-a-plan": "The text cannot be read as one plan.",
    "document.unknown-key": "A field that this format does not have; nothing is dropped, so nothing is read.",
    "document.missing-key": "A field that nothing can be read without.",
    "document.key-twice": "A key stands twice.",
    "document.wrong-value": "A value of another kind than its field.",
}


def check(name: str, severity: str, section: str, *, reason: str, remedy: str, source: str = OURS, kinds: tuple[str, ...] = PLANS) -> Callable:
    """Enter a function in the register. It is given the document and `Seen`, and yields (place, facts for the two sentences)."""

    def enter(function: Callable) -> Callable:
        if name in CHECKS:
            raise ValueError(f"two checks are called {name}")
        CHECKS[name] = Check(name, severity, section, source, kinds, reason, remedy, function)
        return function

    return enter


def run(document: Any, on: date) -> list[Finding]:
    """All findings on that day: errors first, then by the order of the register. An example is judged on the day its facts are of."""
    seen = Seen(document, document.as_of if document.example and document.as_of else on)
    out = []
    for one in CHECKS.values():
        if document.kind in one.kinds:
            out += [Finding(one.name, one.severity, place, one.reason % facts, one.remedy % facts, facts) for place, facts in one.find(document, seen)]
    rank = {ERROR: 0, WARNING: 1, NOTE: 2}
    return sorted(out, key=lambda finding: rank[finding.severity])


def of_faults(faults: Iterable[Any]) -> list[Finding]:
    """The faults of a document that cannot be read, as findings; the line stands in the reason."""
    return [Finding(f.check, ERROR, f.place or "document", f"Line {f.line}: {f.reason}", f.remedy, {"file": f.file, "line": f.line, "field": f.field}) for f in faults]


class Seen:
    """A document with its lists by key, and every part and text with its place. Made once for all checks."""

    def __init__(self, document: Any, on: date):
        self.document, self.on = document, on

    def entries(self, name: str) -> list[tuple[str, Any]]:
        """(place, entry) of a list; cards of all levels in one."""
        return self._lists.get(name, [])

    def find(self, name: str, key: str) -> Any:
        """The entry with that key in one of the lists named (blank between names), or None."""
        for one in name.split():
            found = self._keys.get(one, {}).get(key)
            if found is not None:
                return found
        return None

    @cached_property
    def _lists(self) -> dict[str, list[tuple[str, Any]]]:
        out: dict[str, list[tuple[str, Any]]] = {}
        for name, path in LISTS.items():
            held = at(self.document, path)
            out[name] = [(f"{path}[{i}]", one) for i, one in enumerate(held or ())]
        out["cards"] = [(f"{place}.cards[{i}]", card) for place, level in out["levels"] for i, card in enumerate(level.cards)]
        return out

    @cached_property
    def _keys(self) -> dict[str, dict[str, Any]]:
        return {name: {one.key: one for _, one in reversed(rows)} for name, rows in self._lists.items()}

    @cached_property
    def places(self) -> dict[str, str]:
        """The place of an entry by its identity."""
        return {id(one): place for rows in self._lists.values() for place, one in rows}

    @cached_property
    def parts(self) -> list[tuple[str, Any]]:
        """Every part of the document with its place."""
        return list(walk(self.document, ""))

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """Every text of the document with its place."""
        out = []
        for place, part in self.parts:
            for f in fields(part):
                value = getattr(part, f.name)
                if isinstance(value, str):
                    out.append((join(place, f.name), value))
                elif isinstance(value, tuple):
                    out += [(f"{join(place, f.name)}[{i}]", one) for i, one in enumerate(value) if isinstance(one, str)]
        return out

    @cached_property
    def level_of(self) -> dict[int, Any]:
        """The level of a card by the card's identity."""
        return {id(card): level for _, level in self.entries("levels") for card in level.cards}

    @cached_property
    def spoken(self) -> dict[str, float]:
        """Languages that at least 5 % of the community speak first."""
        return {one.language: one.share for one in self.document.community.languages if one.share >= 0.05}

    def days(self, when: date | None) -> int | None:
        """Days from ``when`` to the day of the check."""
        return None if when is None else (self.on - when).days


def join(place: str, name: str) -> str:
    """A field's place."""
    return f"{place}.{name}" if place else name


def walk(part: Any, place: str) -> Iterator[tuple[str, Any]]:
    """(place, part) of this part and all below it."""
    yield place, part
    for f in fields(part):
        value = getattr(part, f.name)
        if is_dataclass(value):
            yield from walk(value, join(place, f.name))
        elif isinstance(value, tuple):
            for i, one in enumerate(value):
                if is_dataclass(one):
                    yield from walk(one, f"{join(place, f.name)}[{i}]")


def at(part: Any, path: str) -> Any:
    """The value under a path of names; None where there is none."""
    for name in path.split("."):
        part = getattr(part, name, None)
    return part
