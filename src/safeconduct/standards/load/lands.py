"""Countries, territories, codes of documents, hubs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..cards import Country, EmergencyNumber, Hub, MrzCode, Withdrawn
from .reading import UnknownEntry, card, cards_of, raw


def _country(row: Mapping[str, Any]) -> Country:
    numbers = tuple(EmergencyNumber(kind=one["for"], number=one["number"]) for one in row["emergency"])
    return card(Country, {key: value for key, value in row.items() if key != "emergency"}, "countries.json", emergency=numbers)


@cache
def countries() -> tuple[Country, ...]:
    """All countries and territories by alpha-3, with Kosovo (user-assigned XKX) and the specimen Utopia (UTO)."""
    return tuple(_country(row) for row in raw("countries")["countries"])


@cache
def _countries_by_code() -> dict[str, Country]:
    return {code: one for one in countries() for code in (one.alpha2, one.alpha3, one.numeric) if code}


def country(code: str) -> Country:
    """The country or territory of an alpha-2, alpha-3 or numeric code (text with its leading zeros). Raises UnknownEntry."""
    try:
        return _countries_by_code()[code.strip().upper()]
    except KeyError:
        raise UnknownEntry(f"there is no country {code!r} in countries.json") from None


@cache
def withdrawn_codes() -> tuple[Withdrawn, ...]:
    """Codes that are no longer given out, such as ANT."""
    return cards_of(Withdrawn, "countries", "withdrawn")


@cache
def mrz_codes() -> tuple[MrzCode, ...]:
    """Codes that stand in machine-readable zones only."""
    return cards_of(MrzCode, "countries", "mrz_only")


def mrz(code: str) -> MrzCode:
    """
    What a nationality or issuer code of a machine-readable zone means; fillers (``<``) at its end are cut.

    An ISO or withdrawn code gives a card of the same kind, so a caller asks one question; ``gate`` says whether the protection-regime gate comes
    first. Raises UnknownEntry for a code that is in none of the lists.
    """
    wanted = code.strip().rstrip("<").upper()
    for one in mrz_codes():
        if one.code == wanted:
            return one
    for old in withdrawn_codes():
        if old.alpha3 == wanted:
            return MrzCode(code=wanted, name=old.name, nationality=old.nationality, regime=None)
    place = _countries_by_code().get(wanted) if len(wanted) == 3 and wanted.isalpha() else None
    if place is None:
        raise UnknownEntry(f"{code!r} is no code of a machine-readable zone that we know")
    return MrzCode(code=wanted, name=place.name(), nationality=place.nationality, regime=None)


@cache
def hubs() -> tuple[Hub, ...]:
    """The three hubs of the programme with their members."""
    return cards_of(Hub, "hubs", "hubs")


def hubs_of(code: str) -> tuple[Hub, ...]:
    """The hubs that a country belongs to; often none."""
    return tuple(hub for hub in hubs() if country(code).alpha3 in hub.members)
