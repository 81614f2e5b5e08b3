"""
A PDF as blocks: lines to paragraphs, lists and tables by their place on the page; what stands at the edge of many pages is head or foot.

A PDF holds signs at places, no paragraphs: what is found here is a reading, and tables are found only where their columns are apart by blanks.
Read by pypdf. Scripts read from the right come in the order that the file gives them.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter

from .sayings import Unreadable
from .source import Blocks, Source, Table, clean, is_rtl

MOST_PAGES = 3_000
MOST_PAGE = 400_000  # characters
LAYOUT_PAGES = 150  # the slower reading that keeps columns apart, up to so many pages
BULLET = re.compile(r"^\s*([•●◦▪■–—*·‣□☐☑✓-]|\(?[a-z0-9]{1,2}[.)])\s+\S", re.I)
NUMBER = re.compile(r"\d+")
LEADERS = re.compile(r"(\.\s?){4,}\s*\d{1,4}$|…+\s*\d{1,4}$")
ENDS = (".", "!", "?", ":", ";", "؟", "。")


def read_pdf(content: bytes, name: str) -> Source:
    """The blocks of a PDF; refuses with `Unreadable` what is locked, broken, or only pictures."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise Unreadable("file.kind", file=name, found=": reading PDF needs the library pypdf") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    notes: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("file.password", file=name)
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise Unreadable("file.pages", file=name, most=MOST_PAGES)
        lines, pictures = _lines(reader, pages, notes)
    except Unreadable:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError, AssertionError, NotImplementedError, ImportError) as wrong:
        raise Unreadable("file.broken", file=name, where=f"{type(wrong).__name__}") from None
    if not any(line.strip() for page in lines for line in page):
        raise Unreadable("file.scanned" if pictures or pages else "file.blank", file=name)
    out = Blocks()
    _blocks(lines, out)
    for number, count in pictures:
        out.add("image", f"pictures on page {number}: {count}", page=number)
    return Source(name, "pdf", tuple(out.made), tuple(notes))


def _lines(reader, pages: int, notes: list[str]) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """Lines by page, and pictures by page. A page that cannot be read is said in the notes."""
    lines, pictures, layout = [], [], pages <= LAYOUT_PAGES
    if not layout:
        notes.append(f"{pages} pages: tables are not looked for in a PDF of more than {LAYOUT_PAGES} pages; bring the Word document")
    for number, page in enumerate(reader.pages, 1):
        text = ""
        try:
            text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=True) if layout else page.extract_text()
            if layout and not text.strip():
                text = page.extract_text()
        except Exception:
            try:
                text = page.extract_text()
            except Exception as wrong:
                notes.append(f"page {number} could not be read ({type(wrong).__name__}); look at it and write its text by hand")
        lines.append(text[:MOST_PAGE].split("\n"))
        try:
            count = len([one for one in page.get("/Resources", {}).get("/XObject", {}).values() if one.get_object().get("/Subtype") == "/Image"])
        except Exception:
            count = 0
        if count:
            pictures.append((number, count))
    return lines, pictures


def _key(line: str) -> str:
    return NUMBER.sub("#", clean(line)).casefold()


def _blocks(pages: list[list[str]], out: Blocks) -> None:
    """Paragraphs end at a blank line, a bullet, a short line that ends a sentence, or where a heading looks out."""
    edges: Counter[str] = Counter()
    for page in pages:
        filled = [line for line in page if line.strip()]
        edges.update({_key(line) for line in filled[:2] + filled[-2:]})
    often = {key for key, count in edges.items() if key and count >= max(3, len(pages) * 0.4)}
    seen: set[str] = set()
    widths = sorted(len(line.strip()) for page in pages for line in page if line.strip())
    wide = widths[int(len(widths) * 0.9)] if widths else 0
    for number, page in enumerate(pages, 1):
        filled = [i for i, line in enumerate(page) if line.strip()]
        edge = {i for i in filled[:2] + filled[-2:] if _key(page[i]) in often or re.fullmatch(r"\W*\d{1,4}\W*", page[i].strip())}
        for i in sorted(edge):
            text = clean(page[i])
            if text not in seen:
                seen.add(text)
                out.add("header" if i in filled[:2] else "footer", text, page=number)
        body = [line for i, line in enumerate(page) if i not in edge]
        _body(body, number, out, wide)


def _body(lines: list[str], number: int, out: Blocks, wide: int) -> None:
    held: list[str] = []
    i = 0

    def flush():
        if held:
            text = clean(" ".join(held))
            kind = "contents" if LEADERS.search(text) else "item" if BULLET.match(held[0]) and not re.match(r"^\s*\d+[.)]\s+\S", held[0]) else "paragraph"
            out.add(kind, text, level=1 if kind == "item" else 0, page=number, rtl=is_rtl(text))
            held.clear()

    while i < len(lines):
        line = lines[i]
        if not line.strip():
            flush()
            i += 1
            continue
        if taken := _table(lines, i):
            flush()
            table, i = taken
            out.add("table", table=table, page=number)
            continue
        if BULLET.match(line) or LEADERS.search(clean(line)) or re.match(r"^\s*(\d+(\.\d+)*[.)]?|[IVX]+\.)\s+\S", line):
            flush()
        held.append(line.strip())
        short = len(line.strip()) < wide * 0.7
        if LEADERS.search(clean(line)) or (short and (line.rstrip().endswith(ENDS) or not lines[i + 1 : i + 2] or lines[i + 1].strip()[:1].isupper())):
            flush()
        i += 1
    flush()


def _table(lines: list[str], start: int) -> tuple[Table, int] | None:
    """A table that begins at this line: at least three lines, each of at least two cells that stand below one another."""
    rows: list[list[tuple[int, str]]] = []
    i = blanks = 0
    for i in range(start, len(lines)):
        if not lines[i].strip():
            blanks += 1
            if blanks > 1:
                break
            continue
        cells = _cells(lines[i])
        if len(cells) < 2 and not (rows and cells and cells[0][0] > rows[0][0][0] + 2):
            break
        if len(cells) < 2 and not rows:
            break
        blanks = 0
        rows.append(cells)
    else:
        i = len(lines)
    several = [row for row in rows if len(row) >= 2]
    if len(several) < 3:
        return None
    width = Counter(len(row) for row in several).most_common(1)[0][0]
    if width < 2 or sum(len(row) == width for row in several) < len(several) * 0.5:
        return None
    first = next(row for row in several if len(row) == width)
    starts = [min([c[0] for row in several if len(row) == width for c in [row[k]]]) for k in range(width)] if first else []
    made: list[list[str]] = []
    for row in rows:
        cells = [""] * width
        for at, text in row:
            place = max((k for k in range(width) if starts[k] <= at + 2), default=0)
            cells[place] = f"{cells[place]} {text}".strip()
        if made and not cells[0]:
            made[-1] = [f"{a} {b}".strip() for a, b in zip(made[-1], cells, strict=True)]
        else:
            made.append(cells)
    return Table(tuple(tuple(map(clean, row)) for row in made)), i


def _cells(line: str) -> list[tuple[int, str]]:
    """(column, text) of the pieces of a line that three blanks or more divide."""
    out, at = [], 0
    for piece in re.split(r"( {3,}|\t+)", line):
        if piece.strip():
            out.append((at + len(piece) - len(piece.lstrip()), piece.strip()))
        at += len(piece)
    return out
