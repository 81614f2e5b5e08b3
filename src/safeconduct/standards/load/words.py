"""The sentences of the migrant's catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import MappingProxyType

from ..cards import Sentence
from .reading import UnknownEntry, card, raw
from .tongues import fallback


@cache
def _sentences() -> dict[str, Sentence]:
    found = {}
    for row in raw("sentences")["sentences"]:
        texts = {code: one["text"] for code, one in row["texts"].items()}
        states = {code: one["state"] for code, one in row["texts"].items()}
        plain = {key: value for key, value in row.items() if key != "texts"}
        found[row["key"]] = card(Sentence, plain, "sentences.json", texts=MappingProxyType(texts), states=MappingProxyType(states))
    return found


def sentences() -> tuple[Sentence, ...]:
    """All sentences of the migrant's catalogue, at most 120."""
    return tuple(_sentences().values())


def sentence(key: str) -> Sentence:
    """The sentence of that key. Raises UnknownEntry."""
    try:
        return _sentences()[key]
    except KeyError:
        raise UnknownEntry(f"there is no sentence {key!r} in sentences.json") from None


def say(key: str, codes: Iterable[str] | str, country: str | None = None, **values: object) -> tuple[str, str]:
    """The sentence in the first language of the person's chain that the catalogue has, and the code of that language."""
    chain = fallback([codes] if isinstance(codes, str) else codes, country)
    one = sentence(key)
    code = next(code for code in chain if code in one.texts)
    return one.say(code, **values), code
