"""Which words: the person's language chain, the neutral text, what every text carries, what stands in braces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from safeconduct.messaging.rules.refusals import NotEmpty, UnknownPlace
from safeconduct.standards import load

PLACES = ("link", "code", "office", "authority", "when", "instruction", "numbers")
OF_A_PERSON = ("link", "code")
PLACE = re.compile(r"\{(\w+)\}")
LONGEST = 1000


@dataclass(frozen=True)
class Chosen:
    """A text, its language, whether it is machine-translated, and whether the reader's first language was another."""

    text: str
    language: str
    machine: bool
    fell_back: bool


def chain_of(languages: Iterable[str], country: str) -> tuple[str, ...]:
    """The person's languages, near ones, the lingua franca of the country where the person is, English. Never from nationality."""
    return load.fallback(languages, country or None)


def choose(texts: Mapping[str, Mapping], chain: Iterable[str], *, neutral: bool = False, machine_ok: bool = False) -> Chosen | None:
    """
    The text in the first language of the chain that there is; None where there is none.

    A machine text counts only where an officer answered for it; a neutral one is never replaced by the full one.
    """
    chain = tuple(chain)
    for language in chain:
        entry = texts.get(language)
        if not entry or (entry.get("state") == "machine" and not machine_ok):
            continue
        text = entry.get("neutral" if neutral else "text", "")
        if text:
            return Chosen(text, language, entry.get("state") == "machine", language != chain[0])
    return None


def never_ask(language: str) -> str:
    """The sentence that every message carries, in its language, else in English."""
    texts = load.sentence("start.never_ask").texts
    return texts.get(language, texts["en"])


def finished(text: str, language: str) -> str:
    """
    The text with the sentence that we never ask for money, a passport number or a password.

    It stands in the same message: in the same alphabet a second one never takes fewer parts (in another at most one fewer), and it
    might arrive alone and would show twice on a locked screen. A text that says it already does not say it twice.
    """
    sentence = never_ask(language)
    return text if sentence in text else f"{text.rstrip()}\n{sentence}"


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text with the places filled that ``values`` knows."""
    return PLACE.sub(lambda found: str(values.get(found[1], found[0])), text)


def named_places(text: str) -> set[str]:
    """The places in braces in a text."""
    return set(PLACE.findall(text))


def check_text(text: str, *, empty_ok: bool = False) -> None:
    """Refuse an empty or endless text, and one with a place that nobody fills."""
    if len(text) > LONGEST or (not text.strip() and not empty_ok):
        raise NotEmpty(most=LONGEST)
    for place in sorted(named_places(text) - set(PLACES)):
        raise UnknownPlace(place=place, known=", ".join(PLACES))
