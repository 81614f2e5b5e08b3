"""Names as people write them, cut into words that can be compared: letters folded, marks gone, particles joined or dropped."""

# ruff: noqa: SIM905 (lists of words are read more easily as text)

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

_ARABIC = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ے": "ي", "ئ": "ي", "ؤ": "و", "ۆ": "و",
        "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ک": "ك", "ڪ": "ك", "گ": "ك", "ݣ": "ك", "ټ": "ت", "ډ": "د", "ړ": "ر", "ښ": "ش", "ګ": "ك",
        "ء": None, "ـ": None,
    }
)  # fmt: skip
_LATIN = str.maketrans({"ç": "s", "ş": "sh", "ș": "sh", "ə": "a", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a]")
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]")
_APOSTROPHE = re.compile("['’‘ʼʻʹʾʿ`´′ˈ]")
_SPLIT = re.compile(r"[\s\-‐‑‒–—―_.,;:/\\|()\[\]{}\"“”«»!?*+&،؛؟・·፡]+")
_DIGIT = re.compile(r"\d+")
_NOT_LETTER = re.compile("[^a-z]+")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_ARABIC_LETTER = re.compile("[\u0620-\u06ff]")

ARTICLES = frozenset("al el ul ad as ash an ar at az ag aj il l ال".split())
JOIN_NEXT = frozenset("abd abdel abdul abdal abdol abdu abdur abder abdus abdes abu abou abo aboo umm um oum gul mac mc عبد ابو ابي ابا ام ذو ذي سيف".split())
JOIN_LAST = frozenset("din dine deen eddin eddine uddin addin aldin eldin allah ullah rahman الدين الله الرحمن".split())
CONNECTORS = frozenset(
    """
    bin ben ibn bint binti bn ould ouled walad wld bte بن ابن بنت ولد
    de da do dos das del della di du des d la las los le les lo y e i
    van von vom zu der den ten ter het zum zur af av
    san st
    """.split()
)
TITLES = frozenset(
    "mr mrs ms miss dr sr sra srta jr junior hajj haji hajji sheikh shaikh shekh syed sayyid mme mlle الحاج الشيخ السيد ato weizero woizero".split()
)


def fold(text: str) -> str:
    """One written form: compatibility letters, lower case, no vowel marks, Arabic and Persian letters folded, one space."""
    if text.isascii():
        return text.lower() if text.isalpha() else " ".join(_SPLIT.split(_DIGIT.sub(" ", _APOSTROPHE.sub("", text.lower())))).strip()
    text = unicodedata.normalize("NFKC", text)
    text = _APOSTROPHE.sub("", _MARKS.sub("", _UNSEEN.sub("", text)))
    text = text.translate(_ARABIC).casefold().translate(_LATIN)
    return " ".join(_SPLIT.split(_DIGIT.sub(" ", text))).strip()


def latin_letters(word: str) -> str:
    """The word in a-z; other scripts by their letters. '' if nothing can be read as a letter."""
    if not word.isascii():
        word = anyascii(word).lower()
    elif word.isalpha():
        return word.lower()
    return _NOT_LETTER.sub("", word)


def is_arabic(word: str) -> bool:
    return not word.isascii() and bool(_ARABIC_LETTER.search(word))


def is_han(word: str) -> bool:
    return not word.isascii() and bool(_HAN.search(word))


def is_hangul(word: str) -> bool:
    return not word.isascii() and bool(_HANGUL.search(word))


def words(text: str) -> list[str]:
    """
    The words of a name that carry it, in the order written.

    ``Abd al-Rahman`` becomes one word, ``al-Hassan`` loses its article, ``bin``, ``de la``, ``van`` and titles are
    dropped as long as another word is left.
    """
    return content([piece for piece in fold(text).split(" ") if piece])


def content(pieces: list[str]) -> list[str]:
    """The words that carry a name, of pieces already folded."""
    whole = joined(pieces) if len(pieces) > 1 else [bare(piece) for piece in pieces]
    if len(whole) < 2:
        return whole
    kept = [word for word in whole if word not in CONNECTORS and word not in TITLES and word not in ARTICLES]
    return kept or whole


def joined(pieces: list[str]) -> list[str]:
    """Glue what is one name though written as several words, and take articles off."""
    out: list[str] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        rest = pieces[at + 1 :]
        if piece in JOIN_NEXT and rest:
            skip = 1 if rest[0] in ARTICLES and len(rest) > 1 else 0
            out.append(piece + bare(rest[skip]) if is_arabic(piece) else piece + rest[skip])
            at += 2 + skip
        elif piece in ARTICLES and rest and out and rest[0] in JOIN_LAST or piece in JOIN_LAST and out and out[-1] not in CONNECTORS:
            tail = piece if piece in JOIN_LAST else rest[0]
            out[-1] += bare(tail) if is_arabic(tail) else tail
            at += 1 if piece in JOIN_LAST else 2
        else:
            out.append(bare(piece))
            at += 1
    return out


def bare(word: str) -> str:
    """The word without the article written on to it in Arabic letters."""
    return word[2:] if word.startswith("ال") and len(word) >= 5 and word != "الله" else word
