"""
Which characters a font can draw, so that nothing is printed as an empty box.

Reads the character map of a TrueType or OpenType file, formats 4 and 12, which every font of the last twenty years has.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

FONTS = (".ttf", ".otf", ".ttc", ".otc")


class GlyphsMissing(ValueError):
    """A text has characters that no font here can draw; ``letters`` are they, ``scripts`` the first word of their names."""

    def __init__(self, letters: frozenset[str]):
        self.letters = letters
        self.scripts = sorted({unicodedata.name(letter, "UNKNOWN").split()[0].title() for letter in letters})
        super().__init__(f"no font for {', '.join(self.scripts)} ({' '.join(sorted(letters)[:12])})")


def check(texts: list[str], folders: list[Path]) -> None:
    """Refuse (`GlyphsMissing`) where a character in ``texts`` is in no font under ``folders``. White space and marks of direction pass."""
    letters = {letter for text in texts for letter in text if not _unseen(letter)}
    have = frozenset().union(*(covered(path) for folder in folders for path in font_files(folder)))
    missing = frozenset(letter for letter in letters if ord(letter) not in have)
    if missing:
        raise GlyphsMissing(missing)


def font_files(folder: Path) -> list[Path]:
    """The font files in a folder and below it."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in FONTS)


@lru_cache(maxsize=512)
def covered(path: Path) -> frozenset[int]:
    """The code points that the font file can draw; in a collection, those of its first font. Raises ValueError on what is no font."""
    data = path.read_bytes()
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    for at in range(start + 12, start + 12 + 16 * struct.unpack_from(">H", data, start + 4)[0], 16):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, at)
        if tag == b"cmap":
            return frozenset().union(*_subtables(data, offset))
    raise ValueError(f"{path.name} has no character map")


def _subtables(data: bytes, cmap: int):
    for place in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * place)
        if (platform, encoding) in {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}:
            form = struct.unpack_from(">H", data, cmap + offset)[0]
            if form == 4:
                yield _format_4(data, cmap + offset)
            elif form == 12:
                yield _format_12(data, cmap + offset)


def _format_4(data: bytes, at: int) -> set[int]:
    """Segments of the basic plane; a code point whose glyph is 0 is not drawn."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}h", data, at + 16 + 4 * count)
    ranges = struct.unpack_from(f">{count}H", data, at + 16 + 6 * count)
    found = set()
    for segment, (first, last, delta, reach) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if reach:
                glyph = struct.unpack_from(">H", data, at + 16 + 6 * count + 2 * segment + reach + 2 * (code - first))[0]
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                found.add(code)
    return found


def _format_12(data: bytes, at: int) -> set[int]:
    found: set[int] = set()
    for group in range(struct.unpack_from(">I", data, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * group)
        found.update(code for code in range(first, last + 1) if glyph + code - first)
    return found


def _unseen(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Zs", "Zl", "Zp"} or "\ufe00" <= letter <= "\ufe0f"
