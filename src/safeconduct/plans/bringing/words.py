"""The word lists of `data/words.yaml`, and how a heading or the head of a column is held against them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz.distance import Levenshtein

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every value as text: yes, no and on are words here
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": None, "ß": "ss", "’": "'"})
NUMBERING = re.compile(r"^\s*(?:[(\[]?(?:\d+(?:[.\-]\d+)*|[IVXLC]{1,7}|[A-Z]|[a-z])[.):\]\-–—]+(?=\s|\D)|\d+(?:\.\d+)*\s+)\s*", re.U)
ARTICLES = ("وال", "بال", "لل", "ال", "وب", "ول")


@cache
def lists() -> dict[str, Any]:
    """The word lists as they are written."""
    return yaml.load(files(__package__).joinpath("data/words.yaml").read_text("utf-8"), Loader=LOADER)


def plain(text: str) -> str:
    """The text in one case, without accents and marks, Arabic letters in one form."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(c for c in text if not unicodedata.combining(c)).translate(LETTERS)


@cache
def _stops() -> frozenset[str]:
    return frozenset(plain(word) for group in lists()["stop"].values() for word in group)


def stem(word: str) -> str:
    """A word without article and plural ending, roughly."""
    if "\u0600" <= word[0] <= "\u06ff":
        for article in ARTICLES:
            if word.startswith(article) and len(word) - len(article) >= 3:
                word = word[len(article) :]
                break
        for end in ("ات", "ين", "ون", "ان", "يه", "ه"):
            if word.endswith(end) and len(word) - len(end) >= 3:
                return word[: -len(end)]
        return word
    if "'" in word:
        word = word.rpartition("'")[2] or word
    for end in ("iones", "ciones", "es", "s", "x"):
        if word.endswith(end) and len(word) - len(end) >= 3 and not word.endswith("ss"):
            return word[: -len(end)] + ("ion" if end == "iones" else "cion" if end == "ciones" else "")
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


@cache
def tokens(text: str) -> tuple[str, ...]:
    """Stems of the words of a text, without small words; of all words where only small ones are there."""
    held = [word.strip("'") for word in TOKEN.findall(plain(text))]
    held = [word for word in held if word]
    told = [stem(word) for word in held if word not in _stops() and word.rpartition("'")[2] not in _stops()]
    return tuple(one for one in told or [stem(word) for word in held] if one)


def bare(heading: str) -> str:
    """A heading without its number and without 'Annex', 'Chapter'."""
    text = NUMBERING.sub("", heading.strip()).strip()
    first = _annex().match(plain(text))
    if first and len(first[0]) < len(plain(text)):
        rest = text[len(first[0]) :].strip(" .:-–—")
        return rest or text
    return text


@cache
def _annex() -> re.Pattern:
    names = "|".join(re.escape(plain(one)) for one in lists()["annex"])
    return re.compile(rf"(?:{names})\s*(?:[0-9]+|[ivxlc]+|[a-z])?\s*(?:[.:\-–—)]+|\s|$)\s*")


def numbered(heading: str) -> int:
    """The depth of the number in front of a heading, such as 2 for '3.2 Assembly points'; 0 where there is none."""
    found = re.match(r"\s*(\d+(?:[.\-]\d+)*)[.):]?\s+\S", heading)
    if found:
        return len(re.split(r"[.\-]", found[1]))
    return 1 if re.match(r"\s*(?:[IVXLC]{1,6}|[A-Z])[.)]\s+\S", heading) else 0


@dataclass(frozen=True)
class Phrase:
    """A phrase of a list: what it stands for, its words, whether it is weak."""

    to: str
    text: str
    tokens: tuple[str, ...]
    weak: bool


@dataclass(frozen=True)
class Match:
    """What a text was held to be, how sure (0-1), by which phrase; and the next best, if another."""

    to: str
    sure: float
    phrase: str
    exact: bool
    other: str = ""


class Lexicon:
    """Phrases by the things they stand for."""

    def __init__(self, groups: dict[str, Iterable[str]]):
        self.phrases: dict[str, list[Phrase]] = {}
        self.whole: dict[tuple[str, ...], list[Phrase]] = {}
        self.groups = tuple(groups)
        for to, texts in groups.items():
            for text in texts:
                weak = text.startswith("~")
                phrase = Phrase(to, text.lstrip("~"), tokens(text.lstrip("~")), weak)
                if phrase.tokens:
                    self.phrases.setdefault(phrase.tokens[0], []).append(phrase)
                    self.whole.setdefault(phrase.tokens, []).append(phrase)
        self.long = tuple(first for first in self.phrases if len(first) >= 6)

    def find(self, text: str) -> Match | None:
        """The best of all phrases in a text, or None. The whole text as a phrase counts most, then the share of it that a phrase covers."""
        return self.find_tokens(tokens(text))

    def find_tokens(self, held: tuple[str, ...]) -> Match | None:
        if not held:
            return None
        best: dict[str, tuple[float, Phrase, bool]] = {}

        def enter(sure: float, phrase: Phrase, exact: bool):
            if phrase.to not in best or sure > best[phrase.to][0]:
                best[phrase.to] = (sure, phrase, exact)

        for phrase in self.whole.get(held, ()):
            enter(0.75 if phrase.weak else 1.0, phrase, not phrase.weak)
        for i, word in enumerate(held):
            for first in self.near(word):
                for phrase in self.phrases[first]:
                    size = len(phrase.tokens)
                    if size <= len(held) - i and all(alike(a, b) for a, b in zip(phrase.tokens, held[i : i + size], strict=True)):
                        cover = size / len(held)
                        sure = (0.25 + 0.35 * cover) if phrase.weak else (0.5 + 0.4 * cover + 0.02 * min(size, 4) + (0.03 if i == 0 else 0))
                        enter(min(sure, 0.97), phrase, False)
        if not best:
            return None
        ranked = sorted(best.values(), key=lambda one: -one[0])
        sure, phrase, exact = ranked[0]
        other = ranked[1][1].to if len(ranked) > 1 else ""
        if other and ranked[1][0] > sure - 0.08:
            sure -= 0.1
        return Match(phrase.to, round(sure, 2), phrase.text, exact, other)

    def near(self, word: str) -> tuple[str, ...]:
        """First words of phrases that are this word, or this word with one letter wrong."""
        if word in self.phrases:
            return (word,)
        return tuple(first for first in self.long if alike(first, word)) if len(word) >= 6 else ()

    def all(self, text: str) -> dict[str, float]:
        """How sure for each thing that the text may be, at least .3."""
        out = {}
        held = tokens(text)
        for to in self.groups:
            found = self._of(to).find_tokens(held)
            if found and found.sure >= 0.3:
                out[to] = found.sure
        return out

    @cache  # noqa: B019
    def _of(self, to: str) -> Lexicon:
        return Lexicon({to: [("~" if phrase.weak else "") + phrase.text for rows in self.phrases.values() for phrase in rows if phrase.to == to]})

    def hits(self, text: str) -> dict[str, int]:
        """How often strong phrases of each thing stand in a longer text."""
        held, out = tokens(text), {}
        for i, word in enumerate(held):
            for phrase in self.phrases.get(word, ()):
                size = len(phrase.tokens)
                if not phrase.weak and held[i : i + size] == phrase.tokens:
                    out[phrase.to] = out.get(phrase.to, 0) + size
        return out


def alike(a: str, b: str) -> bool:
    """Whether two stems are the same, one mistyped letter in a long word forgiven."""
    return a == b or (len(a) >= 6 and len(b) >= 6 and a[0] == b[0] and Levenshtein.distance(a, b, score_cutoff=1) <= 1)


@cache
def sections(kind: str) -> Lexicon:
    """Headings of sections, for a plan or a procedure."""
    held = lists()["procedure" if kind == "sop" else "sections"]
    return Lexicon({section: [word for words in languages.values() for word in words] for section, languages in held.items()})


@cache
def fields(kind: str) -> dict[str, tuple[str, bool, Lexicon]]:
    """Fields of text by their path: (section, whether it is a list, its words)."""
    own = set(lists()["procedure" if kind == "sop" else "sections"])
    out = {}
    for path, entry in lists()["fields"].items():
        if entry["section"] in own:
            out[path.removesuffix("[]")] = (entry["section"], path.endswith("[]"), Lexicon({path: entry["words"]}))
    return out


@cache
def lexicon(name: str) -> Lexicon:
    """A flat list of words such as `modes`, or one list such as `contents`."""
    held = lists()[name]
    return Lexicon(held if isinstance(held, dict) else {name: held})


@cache
def columns(table: str) -> Lexicon:
    """Heads of columns of one list of a plan."""
    return Lexicon(lists()["tables"][table]["columns"])


@cache
def heads(table: str) -> Lexicon:
    """Headings above one list of a plan."""
    return Lexicon({table: lists()["tables"][table]["heads"]})


def names() -> tuple[str, ...]:
    """The lists of a plan that tables may become."""
    return tuple(lists()["tables"])


def language(text: str) -> str:
    """The language a text is written in, of those with lists; "" where nothing speaks for one."""
    letters = sum(c.isalpha() for c in text[:20_000])
    if letters and sum("\u0600" <= c <= "\u06ff" for c in text[:20_000]) > letters / 2:
        return "ar"
    held = re.findall(r"[^\W\d_]+", text[:60_000].casefold())
    counts = {name: sum(held.count(word) for word in words) / (1 if name == "pt" else 1) for name, words in lists()["stop"].items() if name != "ar"}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= max(3, len(held) * 0.05) else ""
