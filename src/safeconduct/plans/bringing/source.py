"""A file as blocks in their order: what every reader gives and everything else works on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "paragraph", "item", "table", "textbox", "footnote", "endnote", "header", "footer", "contents", "deleted", "comment", "hidden", "image", "embedded"]
BLANKS = re.compile(r"[ \t\f\v\u00a0\u2000-\u200a\u202f\u3000]+")
# Signs without width that Word and PDF leave in texts; marks of direction are among them and are made anew.
NOTHING = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Table:
    """Rows of cells as text. A cell that spans columns holds its text in the first; one that spans rows in each, those below listed in ``carried``."""

    rows: tuple[tuple[str, ...], ...]
    header_rows: int = 0  # rows that the file itself marks as header
    carried: frozenset[tuple[int, int]] = frozenset()
    bold_first: bool = False

    def as_text(self) -> str:
        """One line a row, cells divided by a bar, nothing twice."""
        lines = []
        for r, row in enumerate(self.rows):
            line = " | ".join(cell.replace("\n", " / ") for c, cell in enumerate(row) if cell and (r, c) not in self.carried)
            if line:
                lines.append(line)
        return "\n".join(lines)


@dataclass(frozen=True)
class Block:
    """
    One block of the file. ``level``: depth of a heading (1 is the highest) or of a list item; ``at``: the block it hangs on;
    ``known``: how a heading was known (style, outline, numbering, capitals, bold, name); ``sure``: how far, 0-1.
    """

    id: str
    kind: Kind
    text: str = ""
    level: int = 0
    table: Table | None = None
    at: str = ""
    known: str = ""
    sure: float = 1.0
    rtl: bool = False
    page: int = 0

    def words(self) -> str:
        """All its words."""
        return self.table.as_text() if self.table else self.text


@dataclass(frozen=True)
class Source:
    """A file that was read. ``notes``: what the reader set aside or mended, in words."""

    name: str
    kind: Literal["docx", "pdf"]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Blocks by kind."""
        out: dict[str, int] = {}
        for one in self.blocks:
            out[one.kind] = out.get(one.kind, 0) + 1
        return out


class Blocks:
    """Collects blocks and numbers them."""

    def __init__(self):
        self.made: list[Block] = []

    def add(self, kind: Kind, text: str = "", **more) -> str:
        """Enter one; gives its id, or "" where it says nothing."""
        text = clean(text)
        if not text and more.get("table") is None:
            return ""
        name = f"b{len(self.made) + 1:04d}"
        self.made.append(Block(name, kind, text, **more))
        return name


def clean(text: str) -> str:
    """The text without signs that have no width, with single blanks, as UTF-8 can hold it."""
    text = NOTHING.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n").replace("\x85", "\n").replace("\u2028", "\n").replace("\u2029", "\n"))
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = "\n".join(BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def words_of(text: str) -> list[str]:
    """The words of a text, in one case, digits of every script as 0-9: what must not be lost."""
    return WORD.findall("".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text.casefold()))


def is_rtl(text: str) -> bool:
    """Whether more letters are written from the right than from the left."""
    right = sum(unicodedata.bidirectional(c) in ("R", "AL") for c in text[:200])
    return right * 2 > sum(c.isalpha() for c in text[:200])


def lost(source: Iterable[Block], held: Iterable[str]) -> set[str]:
    """Words of the blocks that stand in none of the texts."""
    there = {word for text in held for word in words_of(text)}
    return {word for block in source for word in words_of(block.words()) if word not in there}
