"""
What a person means by an SMS: safe, help, wrong person, stop, somebody else, or unclear.

The rule is one-sided on purpose. A text counts as *safe* only when every word of it is understood and none of them is a question or a negation;
a cry for help counts even when half of it is not understood. What is contradictory is *unclear*, and then a person reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from .load import language, raw
from .load.reading import UnknownEntry

KINDS = ("safe", "help", "wrong_person", "stop", "other", "unclear")
LISTS = ("safe", "safe_word", "weak", "help", "wrong_person", "stop", "other", "yes", "one", "two", "not", "filler")
SAFE = ("safe", "safe_word", "weak", "safe_digit")
OWN_ONLY = {"yes": "yes", "one": "safe_digit", "two": "help_digit"}
CLAUSE = re.compile("[.,;:!?\n\u060c\u061b\u061f\u0964\u0965\u3002\uff0c\uff01\uff1f\uff1b\u3001\u1361-\u1368]+")
QUESTION = re.compile(r"[?？؟፧⸮]")
# Marks that writers of Arabic and of Latin leave out as often as they put them; marks of other scripts are letters.
LOOSE_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\ufe0e\ufe0f\u20e3]")
ONE_FORM = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ہ": "ه", "œ": "oe", "æ": "ae", "ß": "ss"}
)


def _homophones() -> dict[int, str]:
    """Ethiopic letters that sound alike in Amharic, by series of seven, to one of them."""
    table = {}
    for series, kept in (("ሐ", "ሀ"), ("ኀ", "ሀ"), ("ሠ", "ሰ"), ("ዐ", "አ"), ("ፀ", "ጸ")):
        table.update({ord(series) + order: chr(ord(kept) + order) for order in range(7)})
    return table


ETHIOPIC = _homophones()


@dataclass(frozen=True)
class Answer:
    """
    ``kind`` is one of KINDS. ``certain`` is False where the kind is likely but a person should see the text;
    an unclear answer is never certain. ``matched`` are the words that decided, as normalised.
    """

    kind: str
    certain: bool
    matched: str = ""


def words(text: str) -> tuple[str, ...]:
    """
    The words of a text, normalised: NFKC, case folded, digits of every script as 0-9, loose marks and punctuation dropped,
    spellings of one sound made one, each Han character a word of its own.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFD", text)
    text = unicodedata.normalize("NFC", LOOSE_MARKS.sub("", text)).translate(ONE_FORM).translate(ETHIOPIC)
    spaced = []
    for letter in text:
        digit = unicodedata.digit(letter, None)
        if digit is not None:
            spaced.append(str(digit) if spaced and spaced[-1].isdigit() else f" {digit}")
        elif letter in raw("answers")["signs"] or "\u3400" <= letter <= "\u9fff":
            spaced.append(f" {letter} ")
        elif unicodedata.category(letter)[0] in "LM":
            spaced.append(f" {letter}" if spaced and spaced[-1].strip().isdigit() else letter)
        else:
            spaced.append(" ")
    return tuple("".join(spaced).split())


@cache
def _lexicon() -> dict[tuple[str, ...], dict[str, frozenset[str]]]:
    """Words of a phrase to language to the lists in which the phrase stands there."""
    found: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for row in raw("answers")["languages"]:
        for name in LISTS:
            for phrase in row[name]:
                found.setdefault(words(phrase), {}).setdefault(row["code"], set()).add(name)
    return {phrase: {code: frozenset(names) for code, names in by.items()} for phrase, by in found.items()}


@cache
def _longest() -> int:
    return max(len(phrase) for phrase in _lexicon())


@dataclass(frozen=True)
class _Hit:
    """One phrase found, in which lists, in which languages; no lists means that it is not understood."""

    phrase: tuple[str, ...]
    names: frozenset[str]
    codes: frozenset[str]
    own: bool


def _names(phrase: tuple[str, ...], codes: frozenset[str] | None) -> tuple[frozenset[str], frozenset[str]]:
    """The lists of a phrase in these languages (None: in any), as far as they may count, and the languages that have it."""
    by = _lexicon().get(phrase, {})
    chosen = {code: names for code, names in by.items() if codes is None or code in codes}
    names = frozenset(name for all_names in chosen.values() for name in all_names)
    if codes is None:
        names -= set(OWN_ONLY)
    return names, frozenset(chosen)


def _at(tokens: tuple[str, ...], place: int, own: frozenset[str]) -> _Hit:
    """The longest phrase that begins at this place, of the person's own languages where both are as long."""
    for size in range(min(_longest(), len(tokens) - place), 0, -1):
        phrase = tokens[place : place + size]
        names, codes = _names(phrase, own)
        if names:
            return _Hit(phrase, names, codes, True)
        names, codes = _names(phrase, None)
        if names:
            return _Hit(phrase, names, codes, False)
    one = tokens[place]
    digit = raw("answers")["digits"].get(one) or raw("answers")["signs"].get(one)
    return _Hit((one,), frozenset({f"{digit}_digit"} if digit else ()), frozenset(), True)


def _read(tokens: tuple[str, ...], own: frozenset[str]) -> list[_Hit]:
    """The hits of one clause; a cry for help that is negated in it is marked ``declined``."""
    hits, place = [], 0
    while place < len(tokens):
        hit = _at(tokens, place, own)
        hits.append(hit)
        place += len(hit.phrase)
    return [replace(hit, names=frozenset({"declined"})) if "help" in hit.names and _negated(hits, index) else hit for index, hit in enumerate(hits)]


@cache
def _not_stands() -> dict[str, str]:
    return {row["code"]: row["not_stands"] for row in raw("answers")["languages"]}


def _negated(hits: list[_Hit], index: int) -> bool:
    """True where a negation of the same language stands within two phrases of this one, on the side where that language puts it."""
    hit = hits[index]
    near = [("before", one) for one in hits[max(0, index - 2) : index]] + [("after", one) for one in hits[index + 1 : index + 3]]
    return any("not" in one.names and any(_not_stands()[code] in (side, "both") for code in one.codes & hit.codes) for side, one in near)


def _weigh(hits: list[_Hit], own: frozenset[str]) -> tuple[dict[str, list[_Hit]], list[_Hit]]:
    """The hits by what they say, and the words that are left: not understood, or filler of a language that nothing else is in."""
    said: dict[str, list[_Hit]] = {}
    left = []
    speaking = frozenset(code for hit in hits if hit.names - {"filler", "not"} for code in hit.codes) | {"en"}
    if any(name.endswith("_digit") for hit in hits for name in hit.names):
        speaking |= own
    alone = len([hit for hit in hits if "filler" not in hit.names]) == 1
    for hit in hits:
        names = {OWN_ONLY.get(name, name) for name in hit.names}
        number_word = names & {"safe_digit", "help_digit"} and hit.phrase[0] not in raw("answers")["digits"]
        if "filler" in names and names <= {"filler", "not", "yes"} and hit.codes & speaking:
            continue
        names.discard("filler")
        foreign_and_double = len(names) > 1 and not hit.own
        if not names or foreign_and_double or (number_word and not alone):
            left.append(hit)
            continue
        for name in names:
            said.setdefault(name, []).append(hit)
    return said, left


def _help(said: dict[str, list[_Hit]], left: list[_Hit], asked: bool) -> tuple[str, bool]:
    """A cry for help, unless it contradicts itself."""
    if said.keys() & {*SAFE, "wrong_person"}:
        return "unclear", False
    only_digit = "help" not in said
    doubts = asked or said.keys() & {"other", "stop", "declined"} or (only_digit and (left or "not" in said))
    return "help", not doubts


def _decide(said: dict[str, list[_Hit]], left: list[_Hit], asked: bool) -> tuple[str, bool]:
    """The kind and whether it is certain."""
    safe = bool(said.keys() & {*SAFE, "yes"})
    if said.keys() & {"help", "help_digit"}:
        return _help(said, left, asked)
    if "wrong_person" in said and "declined" not in said:
        return ("unclear", False) if safe or "stop" in said else ("wrong_person", not left and not asked)
    if "stop" in said:
        alone = not left and not asked and said.keys() == {"stop"}
        return ("stop", True) if alone else ("unclear", False)
    if said.keys() & {"not", "declined"}:
        return "unclear", False
    if "other" in said:
        return ("unclear", False) if "safe" in said or asked else ("other", safe and not left)
    if safe and not left and not asked:
        return "safe", not said.keys() <= {"yes", "weak"} and _trusted(said)
    return "unclear", False


def _trusted(said: dict[str, list[_Hit]]) -> bool:
    """False where a single word of a language that is not the person's own is all there is."""
    return any(hit.own or len(hit.phrase) > 1 or "en" in hit.codes for hits in said.values() for hit in hits)


def understand(text: str, languages: Iterable[str] = ()) -> Answer:
    """
    Understand an SMS answer to "Are you safe? 1: I am safe. 2: I need help."

    ``languages`` are the person's, as codes; their words rule over those of others, a digit counts in every script. Refuses nothing: what is
    not understood is ``unclear``. A negation, a question or an unknown word never ends as safe.
    """
    own = set()
    for code in languages:
        try:
            own.add(language(code).code)
        except UnknownEntry:
            continue
    hits = [hit for clause in CLAUSE.split(text) for hit in _read(words(clause), frozenset(own))]
    said, left = _weigh(hits, frozenset(own))
    kind, certain = _decide(said, left, bool(QUESTION.search(text)))
    matched = " ".join(" ".join(hit.phrase) for hit in hits if hit.names - {"filler", "not"})
    return Answer(kind, certain, matched if kind != "unclear" else "")
