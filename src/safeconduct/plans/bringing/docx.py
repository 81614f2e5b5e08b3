"""
A Word document (.docx, .docm, .dotx) as blocks: body, tables in tables, text boxes, notes, heads and feet, tracked changes, comments, pictures.

Read from its XML with the bounds of `packed`. What a tracked change deleted is listed, not taken; what it inserted is taken. Numbers
that Word makes by itself (of lists and headings) are not in the file's text and are not made here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from .packed import Package
from .sayings import Unreadable
from .source import Blocks, Source, Table, clean, is_rtl

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
NAMED = re.compile(r"(?:heading|titre|t[íi]tulo|[üu]berschrift|titolo|kop|заголовок|rubrik|overskrift|otsikko|nag[łl][óo]wek|nadpis|başlık|標題|标题|見出し|제목|عنوان|العنوان)\s*(\d)", re.I)
TITLE = re.compile(r"^(title|titre|titel|t[íi]tulo|titolo|العنوان|عنوان|标题)$", re.I)
CONTENTS = re.compile(r"^(toc|tdc|tm|tdm|contents|verzeichnis|índice|indice|sommario|جدول المحتويات)\s*(\d|heading|title)?", re.I)
LIST = re.compile(r"list|liste|lista|aufz", re.I)
LEADERS = re.compile(r"(\.{3,}|…|\t)\s*\d{1,4}$")
OFF = {"0", "false", "off", "none"}
MOST_NESTED = 12
PARTS = {"footnotes": "footnote", "endnotes": "endnote", "header": "header", "footer": "footer", "comments": "comment"}


@dataclass(frozen=True)
class Style:
    """What a style says of a paragraph."""

    name: str = ""
    heading: int = 0
    outline: int = 0
    title: bool = False
    contents: bool = False
    listed: bool = False
    bold: bool = False


@dataclass
class Said:
    """What one paragraph says, and what hangs on it."""

    text: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    strong: int = 0
    letters: int = 0
    links: list[str] = field(default_factory=list)


def read_docx(content: bytes, name: str) -> Source:
    """The blocks of a Word document; refuses with `Unreadable`."""
    return _Reader(Package(content, name), name).source()


def on(element: Element | None) -> bool:
    """Whether a switch such as bold is there and not turned off."""
    return element is not None and element.get(f"{W}val", "1").lower() not in OFF


class _Reader:
    def __init__(self, package: Package, name: str):
        self.package, self.name, self.out, self.notes = package, name, Blocks(), []
        self.main = self.main_part()
        self.links = self.relations(self.main)
        self.styles = self.read_styles()
        self.wanted: dict[tuple[str, str], Element] = {}
        self.note_links: dict[str, dict[str, tuple[str, str]]] = {}
        self.at = ""
        self.pictures = 0

    def main_part(self) -> str:
        for target, kind in self.relations("").values():
            if kind.endswith("/officeDocument") and target in self.package.names:
                return target
        if "word/document.xml" in self.package.names:
            return "word/document.xml"
        other = next((what for part, what in (("xl/workbook.xml", " but a workbook of Excel"), ("ppt/presentation.xml", " but a presentation"), ("content.xml", " but an OpenDocument text")) if part in self.package.names), " but another kind of zip")
        raise Unreadable("file.kind", file=self.name, found=other)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """(target inside the package, or the address outside, kind) by id; nothing outside is fetched."""
        folder, base = posixpath.split(part)
        root = self.package.xml(posixpath.join(folder, "_rels", f"{base}.rels").lstrip("/"))
        out = {}
        for one in root.iter(f"{REL}Relationship") if root is not None else ():
            target = one.get("Target", "")
            if one.get("TargetMode") != "External":
                target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            out[one.get("Id", "")] = (target, one.get("Type", ""))
        return out

    def read_styles(self) -> dict[str, Style]:
        part = next((target for target, kind in self.links.values() if kind.endswith("/styles")), "word/styles.xml")
        root = self.package.xml(part)
        held, made = {one.get(f"{W}styleId", ""): one for one in root.iter(f"{W}style")} if root is not None else {}, {}

        def style(key: str, seen: tuple[str, ...] = ()) -> Style:
            if key in made or key not in held or key in seen or len(seen) > 20:
                return made.get(key, Style())
            one = held[key]
            based = one.find(f"{W}basedOn")
            parent = style(based.get(f"{W}val", ""), (*seen, key)) if based is not None else Style()
            name = (one.find(f"{W}name").get(f"{W}val", "") if one.find(f"{W}name") is not None else "") or key
            by_name, by_id = NAMED.match(name), NAMED.match(key)
            level = int((by_name or by_id)[1]) if by_name or by_id else parent.heading
            outline = one.find(f"{W}pPr/{W}outlineLvl")
            depth = number(outline) + 1 if outline is not None and number(outline) < 9 else parent.outline
            contents = bool(CONTENTS.match(name) or CONTENTS.match(key)) and not level
            bold = one.find(f"{W}rPr/{W}b")
            made[key] = Style(name, level, depth, bool(TITLE.match(name)) or (not level and parent.title and not outline), contents, bool(LIST.match(name)) or one.find(f"{W}pPr/{W}numPr") is not None,
                              on(bold) if bold is not None else parent.bold)  # fmt: skip
            return made[key]

        for key in held:
            style(key)
        return made

    def source(self) -> Source:
        root = self.package.xml(self.main)
        body = root.find(f"{W}body") if root is not None else None
        if body is None:
            raise Unreadable("file.broken", file=self.name, where=self.main)
        self.side_notes()
        self.container(body, 0)
        self.rest()
        main = self.links
        self.comments()
        self.links = main
        self.running()
        if not any(block.words() for block in self.out.made):
            raise Unreadable("file.blank", file=self.name)
        return Source(self.name, "docx", tuple(self.out.made), tuple(self.notes))

    def container(self, parent: Element, depth: int, kind: str = "paragraph", at: str = "") -> None:
        """Everything in a body, cell, box, note, head or foot, in order."""
        for one in blocks_in(parent):
            if one.tag == f"{W}p":
                self.paragraph(one, kind, at, depth)
            elif one.tag == f"{W}tbl":
                self.table(one, depth, at)
            else:
                self.out.add("embedded", f"embedded file {self.links.get(one.get(f'{R}id', ''), ('', ''))[0]}", at=at or self.at)

    def paragraph(self, one: Element, kind: str, at: str, depth: int) -> None:
        said = self.said(one)
        text = clean("".join(said.text))
        if text:
            made = self.kind_of(one, said, text) if kind == "paragraph" else {"kind": kind}
            key = self.out.add(text=text, at=at, rtl=is_rtl(text), **made)
            self.at = key or self.at
        self.hanging(said, depth, at)

    def hanging(self, said: Said, depth: int, at: str = "") -> None:
        """What hangs on a paragraph or cell: boxes, notes, pictures, deleted and hidden words."""
        for box in said.boxes:
            if depth < MOST_NESTED:
                self.container(box, depth + 1, "textbox", self.at)
        for note, key in said.notes:
            held = self.wanted.pop((note, key), None)
            if held is not None:
                self.note(held, note, self.at)
        for image in said.images:
            self.out.add("image", image, at=self.at)
        for file in said.embedded:
            self.out.add("embedded", file, at=self.at)
        self.out.add("deleted", "".join(said.deleted), at=self.at)
        self.out.add("hidden", "".join(said.hidden), at=self.at)

    def note(self, held: Element, note: str, at: str) -> None:
        links, self.links = self.links, self.note_links.get(note, {})
        said = [self.said(p) for p in held.iter(f"{W}p")]
        self.out.add(note, "\n".join("".join(one.text) for one in said), at=at)
        for one in said:
            one.notes.clear()
            self.hanging(one, 1, at)
        self.links = links

    def kind_of(self, one: Element, said: Said, text: str) -> dict:
        """Whether a paragraph is a heading (how known, how sure), an item of a list, a line of the contents, or text."""
        props = one.find(f"{W}pPr")
        style, outline, listed, depth = Style(), None, False, 0
        if props is not None:
            held = props.find(f"{W}pStyle")
            style = self.styles.get(held.get(f"{W}val", ""), Style()) if held is not None else style
            if held is not None and not style.name and (found := NAMED.match(held.get(f"{W}val", ""))):
                style = Style(found[0], int(found[1]))
            outline = props.find(f"{W}outlineLvl")
            numbering = props.find(f"{W}numPr")
            if numbering is not None:
                key = numbering.find(f"{W}numId")
                listed = key is None or key.get(f"{W}val") != "0"
                depth = number(numbering.find(f"{W}ilvl"))
        if style.contents or LEADERS.search(text) and said.links and len(text) < 200:
            return {"kind": "contents"}
        level = style.heading or style.outline or (number(outline) + 1 if outline is not None and number(outline) < 9 else 0)
        if style.title and len(text) < 300:
            return {"kind": "heading", "level": 1, "known": "title", "sure": 0.95}
        if level and len(text) <= 300:
            return {"kind": "heading", "level": level, "known": "style" if style.heading else "outline", "sure": 1.0}
        if listed or style.listed:
            made = {"kind": "item", "level": depth + 1}
            if said.letters and said.strong >= said.letters * 0.9 and len(text) <= 100 and not text.endswith((".", ";", ",")):
                made |= {"known": "bold", "sure": 0.4}  # a heading that Word numbers as a list: weighed against its neighbours later
            return made
        if said.letters and (style.bold or said.strong >= said.letters * 0.9):
            return {"kind": "paragraph", "known": "bold"}
        return {"kind": "paragraph"}

    def said(self, paragraph: Element, outer: Said | None = None) -> Said:
        """The text of a paragraph or run container, with what hangs on it. Fields give their result, not their code."""
        said = outer or Said()
        stack: list[tuple[Element, bool, bool]] = [(one, False, False) for one in reversed(paragraph)]
        fields: list[bool] = []  # of each open field: whether its code is over
        while stack:
            one, gone, bold = stack.pop()
            tag = one.tag
            if tag == f"{W}t" or tag.endswith("/math}t"):
                if not gone and one.text and all(fields):
                    said.text.append(one.text)
                    letters = sum(c.isalpha() for c in one.text)
                    said.letters, said.strong = said.letters + letters, said.strong + (letters if bold else 0)
                elif gone and one.text:
                    said.deleted.append(one.text)
            elif tag == f"{W}r":
                props = one.find(f"{W}rPr")
                if props is not None and (on(props.find(f"{W}vanish")) or on(props.find(f"{W}webHidden"))) and not gone:
                    said.hidden += [t.text or "" for t in one.iter(f"{W}t")]
                    stack += [(inner, gone, bold) for inner in reversed(one) if inner.tag == f"{W}fldChar"]
                else:
                    strong = props is not None and on(props.find(f"{W}b"))
                    stack += [(inner, gone, strong) for inner in reversed(one)]
            elif tag == f"{W}fldChar":
                kind = one.get(f"{W}fldCharType")
                if kind == "begin":
                    fields.append(False)
                elif kind == "separate" and fields:
                    fields[-1] = True
                elif kind == "end" and fields:
                    fields.pop()
            elif tag in (f"{W}tab", f"{W}ptab"):
                (said.deleted if gone else said.text).append("\t")
            elif tag in (f"{W}br", f"{W}cr"):
                (said.deleted if gone else said.text).append("\n")
            elif tag == f"{W}noBreakHyphen":
                (said.deleted if gone else said.text).append("-")
            elif tag == f"{W}sym":
                (said.deleted if gone else said.text).append(symbol(one))
            elif tag in (f"{W}del", f"{W}moveFrom"):
                stack += [(inner, True, bold) for inner in reversed(one)]
                said.deleted.append(" ")
            elif tag == f"{W}delText":
                said.deleted.append(one.text or "")
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                said.notes.append(("footnote" if "footnote" in tag else "endnote", one.get(f"{W}id", "")))
            elif tag == f"{W}hyperlink":
                said.links.append(one.get(f"{W}anchor") or "")
                target = self.links.get(one.get(f"{R}id", ""), ("", ""))[0]
                if re.match(r"(mailto:|tel:|https?://)", target, re.I):
                    address = re.sub(r"^(mailto:|tel:)", "", target, flags=re.I).split("?")[0] if not target.lower().startswith("http") else target
                    shown = "".join(t.text or "" for t in one.iter(f"{W}t"))
                    if address.rstrip("/") not in shown and not gone:
                        stack.append((made_run(f" ({address})"), gone, bold))
                stack += [(inner, gone, bold) for inner in reversed(one)]
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self.drawn(one, said)
            elif tag == f"{MC}AlternateContent":
                choice = one.find(f"{MC}Choice")
                held = choice if choice is not None else one.find(f"{MC}Fallback")
                stack += [(inner, gone, bold) for inner in reversed(held if held is not None else [])]
            elif tag in SKIPPED or tag in (f"{W}tbl", f"{W}p"):
                continue
            else:
                stack += [(inner, gone, bold) for inner in reversed(one)]
        return said

    def drawn(self, one: Element, said: Said) -> None:
        """Text boxes, pictures and files in a drawing."""
        said.boxes += list(outermost(one, f"{W}txbxContent"))
        kinds = {element.tag.rpartition("}")[2] for element in one.iter()}
        names = [f"{element.get('descr', '')} {element.get('title', '')} {element.get('name', '')}".strip() for element in one.iter() if element.tag.endswith("}docPr")]
        if kinds & {"pic", "imagedata", "blip"}:
            self.pictures += 1
            said.images.append(" ".join(["picture", str(self.pictures), *names]))
        elif kinds & {"chart", "relIds"}:
            said.images.append(" ".join(["diagram", *names]))
        if "OLEObject" in kinds:
            said.embedded.append("embedded object")

    def table(self, table: Element, depth: int, at: str) -> None:
        """A table; what stands inside its cells besides text (tables, boxes, notes, pictures) follows as blocks of its own."""
        rows: list[tuple[str, ...]] = []
        carried, inner, header, bold_first = set(), [], 0, False
        above: dict[int, str] = {}
        for row in rows_in(table):
            props = row.find(f"{W}trPr")
            cells, column, strong = [], 0, []
            gone = props is not None and props.find(f"{W}del") is not None
            if props is not None:
                skip = min(number(props.find(f"{W}gridBefore")), 200)
                cells, column = [""] * skip, skip
                if on(props.find(f"{W}tblHeader")) and header == len(rows):
                    header += 1
            for cell in cells_in(row):
                cell_props = cell.find(f"{W}tcPr")
                span, merge = 1, None
                if cell_props is not None:
                    span = max(1, min(number(cell_props.find(f"{W}gridSpan"), 1), 200))
                    merge = cell_props.find(f"{W}vMerge")
                said = Said()
                lines, tables = [], []
                for part in blocks_in(cell):
                    if part.tag == f"{W}p":
                        start = len(said.text)
                        self.said(part, said)
                        lines.append("".join(said.text[start:]))
                    elif part.tag == f"{W}tbl":
                        tables.append(part)
                    else:
                        said.embedded.append(f"embedded file {self.links.get(part.get(f'{R}id', ''), ('', ''))[0]}")
                text = clean("\n".join(lines))
                if merge is not None and merge.get(f"{W}val", "continue") != "restart" and not text:
                    text = above.get(column, "")
                    if text:
                        carried.add((len(rows), column))
                above[column] = text
                strong.append(not said.letters or said.strong >= said.letters * 0.9)
                if gone:
                    said.deleted.append(f"{text} ")
                    text = ""
                cells += [text] + [""] * (span - 1)
                column += span
                inner.append((said, tables))
            if len(cells) > 400:
                cells[399:] = [" ".join(filter(None, cells[399:]))]
            if any(cells):
                bold_first = bold_first or (not rows and all(strong) and bool(strong))
                rows.append(tuple(cells))
        width = max(map(len, rows), default=0)
        if rows:
            whole = tuple(row + ("",) * (width - len(row)) for row in rows)
            self.at = self.out.add("table", table=Table(whole, min(header, len(whole)), frozenset(carried), bold_first), at=at, rtl=any(is_rtl(c) for c in whole[0])) or self.at
        key = self.at
        for said, tables in inner:
            self.at = key
            self.hanging(said, depth + 1)
            for nested in tables:
                if depth < MOST_NESTED:
                    self.table(nested, depth + 1, key)
                else:
                    self.out.add("paragraph", " ".join(t.text or "" for t in nested.iter(f"{W}t")), at=key)

    def side_notes(self) -> None:
        """Footnotes and endnotes by kind and id, to be put after the paragraph that calls them."""
        for target, kind in list(self.links.values()):
            for word in ("footnotes", "endnotes"):
                if kind.endswith(f"/{word}") and (root := self.package.xml(target)) is not None:
                    self.note_links[PARTS[word]] = self.relations(target)
                    self.wanted |= {(PARTS[word], one.get(f"{W}id", "")): one for one in root if one.get(f"{W}type") not in ("separator", "continuationSeparator", "continuationNotice")}

    def rest(self) -> None:
        """Notes that nothing calls."""
        for (note, _), held in list(self.wanted.items()):
            self.note(held, note, "")

    def comments(self) -> None:
        for target, kind in list(self.links.values()):
            if kind.endswith("/comments") and (root := self.package.xml(target)) is not None:
                self.links = self.relations(target)
                for one in root.iter(f"{W}comment"):
                    said = [self.said(p) for p in one.iter(f"{W}p")]
                    self.out.add("comment", "\n".join("".join(s.text) for s in said))

    def running(self) -> None:
        """Heads and feet of the pages, each text once."""
        seen: set[str] = set()
        for target, kind in list(self.links.values()):
            word = kind.rpartition("/")[2]
            if word not in ("header", "footer") or (root := self.package.xml(target)) is None:
                continue
            held, self.out, self.links = self.out, Blocks(), self.relations(target)
            self.container(root, 1, word)
            inside, self.out = self.out.made, held
            for block in inside:
                text = block.words()
                if text and text not in seen:
                    seen.add(text)
                    self.out.add(block.kind if block.kind in ("deleted", "hidden", "image", "embedded") else word, text)


SKIPPED = {f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delInstrText", f"{W}sdtPr", f"{W}sdtEndPr", f"{W}tblPr", f"{W}fldData", f"{W}proofErr"}


def number(element: Element | None, default: int = 0) -> int:
    """The whole number of an element's value; the default where there is none."""
    try:
        return int(element.get(f"{W}val", default)) if element is not None else default
    except ValueError:
        return default


def symbol(one: Element) -> str:
    """A sign of a symbol font; those for boxes and bullets as such, others as their code says."""
    try:
        code = int(one.get(f"{W}char", "0"), 16)
    except ValueError:
        return ""
    return {0xF0FE: "☒", 0xF0A8: "☐", 0xF0FC: "✓", 0xF0B7: "•"}.get(code, "" if 0xE000 <= code <= 0xF8FF or 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code))


def made_run(text: str) -> Element:
    """A run with that text."""
    run, inner = Element(f"{W}r"), Element(f"{W}t")
    inner.text = text
    run.append(inner)
    return run


def outermost(one: Element, tag: str) -> Iterator[Element]:
    """Elements of that name, none inside another; of alternatives only the first."""
    stack = list(reversed(one))
    while stack:
        inner = stack.pop()
        if inner.tag == tag:
            yield inner
        elif inner.tag == f"{MC}AlternateContent":
            choice = inner.find(f"{MC}Choice")
            held = choice if choice is not None else inner.find(f"{MC}Fallback")
            stack += list(reversed(held)) if held is not None else []
        else:
            stack += list(reversed(inner))


THROUGH = {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}smartTag", f"{W}ins", f"{W}moveTo", f"{W}del", f"{W}moveFrom"}


def inside(parent: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    """Children of these names, also through wrappers such as content controls; of alternatives the first."""
    stack = list(reversed(parent))
    while stack:
        one = stack.pop()
        if one.tag in tags:
            yield one
        elif one.tag == f"{MC}AlternateContent":
            choice = one.find(f"{MC}Choice")
            held = choice if choice is not None else one.find(f"{MC}Fallback")
            stack += list(reversed(held)) if held is not None else []
        elif one.tag in THROUGH:
            stack += list(reversed(one))


def blocks_in(parent: Element) -> Iterator[Element]:
    return inside(parent, (f"{W}p", f"{W}tbl", f"{W}altChunk"))


def rows_in(table: Element) -> Iterator[Element]:
    return inside(table, (f"{W}tr",))


def cells_in(row: Element) -> Iterator[Element]:
    return inside(row, (f"{W}tc",))
