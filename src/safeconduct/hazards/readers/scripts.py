"""Language tags made tidy, and the scripts that a text is really written in."""

from __future__ import annotations

import re
import unicodedata

_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_NAMED = (("CJK", "Hani"), ("HIRAGANA", "Kana"), ("KATAKANA", "Kana"), ("HANGUL", "Hang"), ("LATIN", "Latn"), ("ARABIC", "Arab"), ("CYRILLIC", "Cyrl"),
          ("GREEK", "Grek"), ("HEBREW", "Hebr"), ("DEVANAGARI", "Deva"), ("BENGALI", "Beng"), ("TAMIL", "Taml"), ("TELUGU", "Telu"), ("KANNADA", "Knda"),
          ("MALAYALAM", "Mlym"), ("GUJARATI", "Gujr"), ("GURMUKHI", "Guru"), ("ORIYA", "Orya"), ("SINHALA", "Sinh"), ("THAI", "Thai"), ("LAO", "Laoo"),
          ("MYANMAR", "Mymr"), ("KHMER", "Khmr"), ("TIBETAN", "Tibt"), ("ETHIOPIC", "Ethi"), ("GEORGIAN", "Geor"), ("ARMENIAN", "Armn"), ("THAANA", "Thaa"),
          ("MONGOLIAN", "Mong"), ("TIFINAGH", "Tfng"), ("NKO", "Nkoo"))  # fmt: skip
_OWN = {
    "zh": "Hani", "yue": "Hani", "ja": "Hani Kana", "ko": "Hang Hani", "ar": "Arab", "fa": "Arab", "ur": "Arab", "ps": "Arab", "prs": "Arab", "ckb": "Arab",
    "ug": "Arab", "sd": "Arab", "rhg": "Arab Latn", "ku": "Arab Latn", "pa": "Guru Arab", "ks": "Arab Deva", "ru": "Cyrl", "uk": "Cyrl", "bg": "Cyrl",
    "be": "Cyrl", "mk": "Cyrl", "ky": "Cyrl", "tg": "Cyrl", "mn": "Cyrl Mong", "kk": "Cyrl Latn", "sr": "Cyrl Latn", "uz": "Latn Cyrl", "az": "Latn Cyrl",
    "el": "Grek", "he": "Hebr", "yi": "Hebr", "hi": "Deva", "ne": "Deva", "mr": "Deva", "bn": "Beng", "as": "Beng", "ta": "Taml", "te": "Telu", "kn": "Knda",
    "ml": "Mlym", "gu": "Gujr", "or": "Orya", "si": "Sinh", "th": "Thai", "lo": "Laoo", "my": "Mymr", "ksw": "Mymr", "km": "Khmr", "bo": "Tibt", "dz": "Tibt",
    "am": "Ethi", "ti": "Ethi", "ka": "Geor", "hy": "Armn", "dv": "Thaa",
}  # fmt: skip
_WEB = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|<[^>]{0,200}>")
ENOUGH, SHARE = 40, 0.2
ENOUGH_LATIN, SHARE_LATIN = 120, 0.4


def tidy_tag(tag: str) -> str:
    """``zh-tw`` as ``zh-TW``, ``EN_us`` as ``en-US``; "" where it is no language tag (BCP 47)."""
    tag = tag.strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return ""
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part.title() if len(part) == 4 and part.isalpha() else part for part in rest)])


def scripts(text: str) -> dict[str, int]:
    """Letters of each script (ISO 15924) in ``text``, addresses and marks of HTML left out."""
    counts: dict[str, int] = {}
    for letter in _WEB.sub(" ", text[:20_000]):
        if letter.isascii():
            name = "Latn" if letter.isalpha() else ""
        else:
            name = _script(letter) if letter.isalpha() else ""
        if name:
            counts[name] = counts.get(name, 0) + 1
    return counts


def foreign_scripts(tag: str, text: str) -> tuple[str, ...]:
    """
    Scripts that ``text`` is written in to a good part though the language ``tag`` is not, most letters first.

    Latin counts only from 120 letters and two fifths on, since names and numbers stand in Latin everywhere.
    """
    counts = scripts(text)
    whole = sum(counts.values())
    own = own_scripts(tag)
    found = []
    for script, count in sorted(counts.items(), key=lambda item: -item[1]):
        enough, share = (ENOUGH_LATIN, SHARE_LATIN) if script == "Latn" else (min(ENOUGH, max(4, whole // 2)), SHARE)
        if script not in own and count >= enough and count >= share * whole:
            found.append(script)
    return tuple(found)


def own_scripts(tag: str) -> set[str]:
    """The scripts that a language is written in; a script named in the tag itself wins."""
    first, *rest = tag.split("-")
    for part in rest:
        if len(part) == 4 and part.isalpha():
            return {"Hani", "Kana"} if part in ("Hans", "Hant", "Jpan") else {"Hang", "Hani"} if part == "Kore" else {part}
    return set(_OWN.get(first.lower(), "Latn").split())


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return next((script for start, script in _NAMED if name.startswith(start)), "")
