"""Chinese names (and Korean surnames) between pinyin, Wade-Giles and the spellings of Hong Kong and the south seas."""

from __future__ import annotations

import re
from functools import cache

from .table import DATA
from .text import is_han, is_hangul, latin_letters

_SYLLABLES = re.compile(r"(?:(?:zh|ch|sh|hs|ts|tz|ss|[bpmfdtnlgkhjqxzcsrwy])?(?:[aeiou]{1,3})(?:ng|n|h|r(?![aeiou]))?)+")
_FOLDS = (
    (re.compile("w?oo|wu"), "u"),
    (re.compile("eo|ŏ"), "o"),
    (re.compile(r"(?:tzu|ssu|szu|tsu(?!a|e|i|o|n))"), "si"),
    (re.compile(r"j(?=[eoau](?!a?n?g?$)|en|ung|an(?!g)|ui)"), "r"),
    (re.compile(r"hs|sh|x"), "S"),
    (re.compile(r"zh|ch|ts|tz|[cjqz]"), "C"),
    (re.compile("s"), "S"),
    (re.compile("[bp]"), "P"),
    (re.compile("[dt]"), "T"),
    (re.compile("[gk](?!$)"), "K"),
    (re.compile("nk$|nK$"), "n"),
    (re.compile("ieh|ie"), "ie"),
    (re.compile("ien|ian|yen|yan"), "ian"),
    (re.compile("ung|ong"), "ong"),
    (re.compile("ueh|ue"), "ue"),
    (re.compile("(?<=[A-Zhr])(?:ih|i)(?![aeoun])"), "i"),
    (re.compile("erh"), "er"),
    (re.compile("uo|ou"), "o"),
    (re.compile("(?<=[hKTCSr])e(?![irn])"), "o"),
    (re.compile("uei"), "ui"),
    (re.compile("iu|iou|you|yu"), "u"),
    (re.compile("yi"), "i"),
    (re.compile("(?<=[a-z])h(?![aeiou])"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


@cache
def surnames() -> dict[str, str]:
    """{spelling: pinyin} of the common surnames, from ``data/chinese_surnames.tsv``."""
    found: dict[str, str] = {}
    for line in (DATA / "chinese_surnames.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pinyin, *others = line.split()
            for spelling in (pinyin, *others):
                found.setdefault(spelling, pinyin)
    return found


def surname_key(word: str) -> str | None:
    """The syllable key of a common surname, the same for all its spellings; None for another word."""
    pinyin = surnames().get(latin_letters(word))
    return None if pinyin is None else syllable_key(pinyin)


def syllable_key(word: str) -> str | None:
    """``=`` and the folded syllables of a given name; None if it cannot be read as Chinese syllables."""
    latin = latin_letters(word)
    if not latin or not _SYLLABLES.fullmatch(latin):
        return None
    for pattern, sound in _FOLDS:
        latin = pattern.sub(sound, latin)
    return "=" + latin.lower()


def split_solid(word: str) -> list[str]:
    """A name written solid in Chinese or Korean letters as surname and given name; two letters of surname only for the known double ones."""
    if not (is_han(word) or is_hangul(word)) or not 2 <= len(word) <= 4:
        return [word]
    double = word[:2] in _DOUBLE and len(word) > 2
    cut = 2 if double else 1
    return [word[:cut], word[cut:]]


_DOUBLE = frozenset(["欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "司徒", "夏侯", "皇甫", "尉迟", "东方", "東方"])
