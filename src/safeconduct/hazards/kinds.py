"""Which hazard kind an alert speaks of: by event code, by event words in many languages, by category; all from ``data/kinds.json``."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\-./:]+")
_LETTERS = str.maketrans({"ð": "d", "đ": "d", "þ": "th", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "ı": "i"})
_DIGITS = re.compile(r"\d+")


def data(name: str) -> dict:
    """A data file of this room, read once."""
    return _load(name)


@cache
def _load(name: str) -> dict:
    return json.loads((files("safeconduct.hazards") / "data" / name).read_text("utf-8"))


def plain(text: str) -> str:
    """Lower case, without accents, full-width letters and punctuation, words one blank apart."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(_kept(letter) for letter in folded)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _kept(letter: str) -> str:
    """A letter stays, an accent of an alphabet before Arabic goes, a mark of another script stays, the rest is a blank."""
    if letter.isalnum():
        return letter
    category = unicodedata.category(letter)
    if category == "Mn" and letter < "\u0600":
        return ""
    return letter if category in ("Mn", "Mc") else " "


@lru_cache(maxsize=8192)
def kind_of(event: str, codes: tuple[tuple[str, str], ...] = (), categories: tuple[str, ...] = (), headline: str = "") -> tuple[str, str]:
    """
    (hazard kind, what it was read from), or ("", why there is none).

    An event code of the table wins, then the words of the event, then (only where the event is a word such as "News" or
    "Alert") those of the headline, then the category. What the table lists under ``not_hazards`` has no kind.
    """
    table = _table()
    for _, value in codes:
        code = value.strip().casefold()
        if code in table.none_codes:
            return "", f"event code {value.strip()} is no hazard here"
        if code in table.codes:
            return table.codes[code], f"event code {value.strip()}"
    for words, origin in ((event, "event"), *((_CAMEL.sub(" ", value), "event code") for _, value in codes)):
        found = table.find(plain(words))
        if found is not None:
            return (found, f"{origin} {words.strip()[:60]}") if found else ("", f"{origin} {words.strip()[:60]} is no hazard here")
    if headline and _DIGITS.sub("", plain(event)).strip() in table.generic:
        found = table.find(plain(headline))
        if found:
            return found, f"headline {headline.strip()[:60]}"
    for category in categories:
        if category.casefold() in table.categories:
            return table.categories[category.casefold()], f"category {category} (the event {event.strip()[:40]!r} is in no list)"
    return "", f"the event {event.strip()[:60]!r} is in no list of data/kinds.json"


class _Table:
    """The data file, ready for looking up."""

    def __init__(self, raw: dict):
        self.order = {kind: at for at, kind in enumerate(raw["kinds"])}
        self.codes = {code.casefold(): kind for kind, entry in raw["kinds"].items() for code in entry.get("codes", ())}
        self.none_codes = {code.casefold() for code in raw["not_hazards"]["codes"]}
        self.categories = {name.casefold(): kind for name, kind in raw["categories"].items()}
        self.generic = {plain(word) for word in raw["generic_events"]} | {""}
        words = [(word, kind) for kind, entry in raw["kinds"].items() for listed in entry["words"].values() for word in listed]
        words += [(word, "") for listed in raw["not_hazards"]["words"].values() for word in listed]
        self.words = sorted(((_pattern(word), kind, len(plain(word))) for word, kind in words), key=lambda item: -item[2])

    def find(self, text: str) -> str | None:
        """The kind of the words in ``text``; "" for a word that is no hazard; None for none. A longer word hides the shorter in it."""
        taken: list[tuple[int, int, str]] = []
        for pattern, kind, _ in self.words:
            for found in pattern.finditer(text):
                start, end = found.span()
                if not any(start < e and s < end for s, e, _ in taken):
                    taken.append((start, end, kind))
        if not taken:
            return None
        kinds = [kind for _, _, kind in taken if kind]
        if any(not kind for _, _, kind in taken):
            return ""
        return min(kinds, key=self.order.__getitem__)


def _pattern(word: str) -> re.Pattern:
    """A whole word; ``*`` at an end lets it run on; scripts without blanks are found anywhere."""
    bare = plain(word.strip("*"))
    if any(ord(c) > 0x2E7F or 0x0E00 <= ord(c) < 0x1000 or 0x1780 <= ord(c) < 0x1800 for c in bare):
        return re.compile(re.escape(bare))
    before = "" if word.startswith("*") else r"(?<!\w)"
    after = r"\w*" if word.endswith("*") else r"(?!\w)"
    return re.compile(before + re.escape(bare) + after)


@lru_cache(maxsize=1)
def _table() -> _Table:
    return _Table(_load("kinds.json"))
