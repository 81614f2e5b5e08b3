"""Alert schemes, principles, guidelines, practices, sectors, triage."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from ..cards import AlertScheme, Entry, Guideline, Level, McofSector, Need, Practices, Principle, Triage, TriageClass, TriageFactor, TriageRule
from .reading import UnknownEntry, card, cards_of, find, raw


@cache
def alert_schemes() -> tuple[AlertScheme, ...]:
    """The alert schemes that ship: the MICIC phases and the Philippine four levels."""
    hold = raw("alert_schemes")["hold_hours"]["value"]
    return tuple(
        card(
            AlertScheme,
            {key: value for key, value in row.items() if key != "levels"},
            "alert_schemes.json",
            hold_hours=hold,
            levels=tuple(card(Level, level, f"alert_schemes.json/{row['key']}") for level in row["levels"]),
        )
        for row in raw("alert_schemes")["schemes"]
    )


def alert_scheme(key: str) -> AlertScheme:
    """The alert scheme of that key."""
    return find(alert_schemes(), key, "alert scheme")


@cache
def principles() -> tuple[Principle, ...]:
    """The ten principles."""
    return cards_of(Principle, "guidelines", "principles")


@cache
def guidelines() -> tuple[Guideline, ...]:
    """The fifteen guidelines."""
    return cards_of(Guideline, "guidelines", "guidelines")


def guideline(number: int) -> Guideline:
    """The guideline of that number, 1 to 15."""
    for one in guidelines():
        if one.number == number:
            return one
    raise UnknownEntry(f"there is no guideline {number}; there are 1 to 15")


@cache
def phases() -> tuple[Entry, ...]:
    """The three phases of the guidelines."""
    return cards_of(Entry, "guidelines", "phases")


@cache
def practices() -> Practices:
    """The enumerations of the repository of practices."""

    def plain(part):
        return tuple(card(Entry, {key: row[key] for key in ("key", "name", "mark")}, f"practices.json/{part}") for row in raw("practices")[part])

    return Practices(plain("crisis_types"), plain("crisis_phases"), plain("stakeholder_types"), plain("practice_types"))


@cache
def mcof() -> tuple[McofSector, ...]:
    """The fifteen sectors with their activities in three phases and the guidelines they serve."""
    data = raw("mcof")

    def activities(number):
        return MappingProxyType(
            {phase: tuple(row["text"] for row in data["activities"] if row["sector"] == number and row["phase"] == phase) for phase in data["phases"]}
        )

    def linked(number):
        return tuple(row["guideline"] for row in data["guideline_links"] if number in row["sectors"])

    return tuple(card(McofSector, row, "mcof.json", activities=activities(row["number"]), guidelines=linked(row["number"])) for row in data["sectors"])


@cache
def triage() -> Triage:
    """The classes, factors and ordered rules of triage, and the needs that a person can choose."""
    data = raw("triage")
    rules = tuple(card(TriageRule, {("triage" if key == "class" else key): value for key, value in row.items()}, "triage.json/rules") for row in data["rules"])
    return Triage(
        classes=cards_of(TriageClass, "triage", "classes"),
        factors=cards_of(TriageFactor, "triage", "factors"),
        rules=rules,
        needs=cards_of(Need, "triage", "needs"),
        inside_a_class=tuple(data["inside_a_class"]),
        never_by=tuple(data["never_by"]),
    )
