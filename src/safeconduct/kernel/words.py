"""Words of data: one text in several languages, which language a reader was given, and what no text may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""
What no text may hold: U+0000 (PostgreSQL keeps none), the other control characters but tab and line ends (XML 1.0, so no
spreadsheet or feed of ours, may hold them), halves of surrogate pairs (no UTF-8), U+FFFE and U+FFFF.
"""


def is_text(value: str) -> bool:
    """Whether a text holds nothing that no text may hold."""
    return NO_TEXT.search(value) is None


def as_text(value: str) -> str:
    """The text with U+FFFD in the place of each character that no text may hold."""
    return NO_TEXT.sub("\ufffd", value)


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
