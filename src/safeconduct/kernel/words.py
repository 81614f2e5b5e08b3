"""Words of data: one text in several languages, and which language a reader was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A text, the language it is in, and whether that was the language asked for."""

    text: str
    language: str
    asked: str
    reviewed: bool = False

    @property
    def fell_back(self) -> bool:
        """True where the reader gets another language than the one asked for."""
        return self.language != self.asked


def pick(words: Mapping[str, object], chain: Iterable[str]) -> Said | None:
    """The text in the first language of the chain that there is; None where there is none.

    ``words`` maps a language to a text or to ``{"text": …, "reviewed_by": …}``. A regional tag falls back to its language.
    """
    chain = list(chain)
    for language in chain:
        for candidate in dict.fromkeys((language, language.split("-", 1)[0])):
            entry = words.get(candidate)
            if entry:
                text, by = (entry.get("text", ""), entry.get("reviewed_by")) if isinstance(entry, Mapping) else (str(entry), None)
                if text:
                    return Said(text, candidate, chain[0], bool(by))
    return None
