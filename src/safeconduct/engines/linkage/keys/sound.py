"""The consonant skeleton of a word in Latin letters: what stays of a name when spelling and vowels vary."""

from __future__ import annotations

import re

_FOLDS = (
    ("shch", "s"), ("sch", "s"), ("tsch", "s"), ("tch", "s"), ("dzh", "j"), ("dj", "j"), ("dsh", "j"), ("zh", "j"), ("ph", "f"), ("kh", "h"), ("gh", "g"),
    ("sh", "s"), ("ch", "s"), ("th", "t"), ("dh", "d"), ("ts", "s"), ("tz", "s"), ("cz", "s"), ("ck", "k"),
    ("ce", "se"), ("ci", "si"), ("cy", "si"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
    ("q", "k"), ("c", "k"), ("x", "ks"), ("z", "s"), ("j", "g"), ("p", "b"), ("v", "f"), ("w", "u"), ("y", "i"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
_SOFT = re.compile("[aeiouh]")
_GERMAN_W = re.compile("(?<=[oe])w(?=a?$|sk|n?i?[ct])")
_SERVANT = re.compile(r"^[aeiou]*abd(?:[aeiou]+(?:l(?=[a-z]{2})|(?=([b-z])\1))|l(?=[aeiouhrkmgq]))[aeiou]*")


def skeleton(word: str) -> str:
    """
    The consonants of a word in a-z, folded by sound; the first letter stays, every first vowel is ``a``.

    ``mohammed``, ``muhamad`` and the letters of محمد give ``mmd``. ``abdul rahman`` in all its forms gives ``abd`` and
    the skeleton of ``rahman``. A word of one consonant or none keeps its vowels, folded to three.
    """
    servant = _SERVANT.match(word)
    if servant and len(word) - servant.end() >= 2:
        return "abd" + _consonants(word[servant.end() :])
    return _consonants(word)


def _consonants(word: str) -> str:
    if "w" in word:
        word = _GERMAN_W.sub("v", word)
    for heard, written in _FOLDS:
        if heard in word:
            word = word.replace(heard, written)
    word = _TWICE.sub(r"\1", word)
    head = word[:1]
    head = "a" if head in "aeiou" else head
    bones = head + _SOFT.sub("", word[1:])
    if len(bones) > 1:
        return bones
    return _TWICE.sub(r"\1", word.replace("h", "").replace("e", "i").replace("o", "u")) or word
