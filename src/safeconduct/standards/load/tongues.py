"""Languages, and the chain that is tried for one person."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from functools import cache

from ..cards import Language
from .lands import country
from .reading import UnknownEntry, cards_of, raw, tag_of


@cache
def languages() -> tuple[Language, ...]:
    """All languages, the six of the operations room first, then the rest of the thirteen of the migrant's catalogue."""
    return cards_of(Language, "languages", "languages")


@cache
def un_languages() -> tuple[str, ...]:
    """The codes of the six languages of the operations room."""
    return tuple(one.code for one in languages() if one.un)


@cache
def catalogue_languages() -> tuple[str, ...]:
    """The codes of the thirteen languages of the migrant's catalogue."""
    return tuple(one.code for one in languages() if one.catalogue)


@cache
def _languages_by_tag() -> dict[str, Language]:
    found: dict[str, Language] = {}
    for one in languages():
        for tag in (one.code, one.bcp47, *one.also):
            found[tag_of(tag)] = one
    for one in languages():
        found.setdefault(one.iso639_3, one)
    return found


def language(code: str) -> Language:
    """
    The language of a BCP 47 tag, an ISO 639 code or one of ours: ``zh-CN``, ``zho``, ``tl``, ``pt-BR`` and ``fa_AF`` are all found.

    A tag with more parts than we know is cut from its end (RFC 4647 lookup). Raises UnknownEntry.
    """
    tag = tag_of(code)
    while tag:
        if tag in _languages_by_tag():
            return _languages_by_tag()[tag]
        tag = tag.rpartition("-")[0]
    raise UnknownEntry(f"there is no language {code!r} in languages.json")


def lingua_franca(country_code: str) -> tuple[str, ...]:
    """Languages that many strangers in this country understand: the region's chain, then the country's official languages."""
    place = country(country_code)
    spoken = [code for row in raw("languages")["lingua_franca"] if place.alpha2 in row["countries"] for code in row["languages"]]
    return tuple(dict.fromkeys([*spoken, *place.languages]))


def fallback(codes: Iterable[str], country: str | None = None) -> tuple[str, ...]:
    """
    The chain of language codes to try for one person, without repeats: their own languages in their order, languages near to those,
    the lingua francas of the country where they are, English last. Never guessed from nationality; ``country`` is the one where the person is.

    A code that is not known is passed over: it must not stop a message. An unknown country adds nothing.
    """
    own = []
    for code in codes:
        try:
            own.append(language(code))
        except UnknownEntry:
            continue
    chain = [one.code for one in own] + [near for one in own for near in one.near]
    if country:
        with contextlib.suppress(UnknownEntry):
            chain += lingua_franca(country)
    return tuple(dict.fromkeys([*chain, *raw("languages")["last"]]))
