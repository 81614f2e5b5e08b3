"""
What each block of a file may become, with how sure and why. Nothing is placed by this: a person confirms.

Every block of the source ends in exactly one of three: text of a section, rows of one of the plan's lists, or the list of what is unstructured.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePath
from typing import Any, Literal

from safeconduct.standards import load

from . import tables, words
from .docx import read_docx
from .outline import outlined
from .packed import MOST_BYTES, OLD_OFFICE
from .pdf import read_pdf
from .sayings import Unreadable, Why, why
from .source import Block, Source, words_of

As = Literal["text", "rows", "list"]
MOST_TEXT = 3_000_000  # bytes of words: a document may have 4 MB
NEVER = {"contents": "none.contents", "header": "none.running", "footer": "none.running", "deleted": "none.deleted", "comment": "none.comment", "hidden": "none.hidden", "image": "none.image", "embedded": "none.embedded"}
LEVEL = re.compile(r"\b(?:level|phase|stage|niveau|nivel|fase|(?:ال)?مستوي|(?:ال)?مرحله)\s*[-:]?\s*([0-9]\b|[ivx]{1,4}\b|[a-d]\b|الاول\w*|الثاني\w*|الثالث\w*|الرابع\w*)", re.I)
OWNERS = {words.stem(words.plain(one)) for one in ["embassy", "consulate", "mission", "ministry", "affairs", "republic", "kingdom", "government", "ambassade", "consulat", "ministère", "étrangères", "république", "royaume", "embajada", "consulado", "ministerio", "exteriores", "república", "reino", "سفارة", "قنصلية", "الخارجية", "جمهورية", "مملكة"]}


@dataclass(frozen=True)
class Placing:
    """
    What is proposed for one block. ``goes``: text, rows or list; ``section`` and, where a heading names one, ``field``; ``sure``: 0-1;
    ``why``: in words; ``under``: the headings above it, the highest first; ``other``: the next best section; ``rows``: for a table that becomes rows.
    """

    block: str
    goes: As
    why: Why
    section: str = ""
    field: str = ""
    sure: float = 0.0
    under: tuple[str, ...] = ()
    other: str = ""
    rows: tables.Rows | None = None


@dataclass(frozen=True)
class Proposal:
    """A source with a placing for each of its blocks, in order; what kind of document it may be, its title, language and country."""

    source: Source
    kind: Literal["consular", "host", "sop"]
    kind_why: Why
    title: str
    title_block: str
    language: str
    country: str
    placings: tuple[Placing, ...]

    def counts(self) -> dict[str, int]:
        """Blocks that are proposed as text, as rows, and for the list; rows in all."""
        out = {goes: sum(one.goes == goes for one in self.placings) for goes in ("text", "rows", "list")}
        return {"blocks": len(self.placings), **out, "table_rows": sum(len(one.rows.rows) for one in self.placings if one.rows)}


def read(content: bytes, name: str) -> Source:
    """
    The blocks of a Word document or PDF; told apart by what they begin with, not by their name.

    Refuses with `Unreadable`: empty, too large, an old or locked document, another kind of file, cut off, or built to exhaust the reader.
    """
    name = PurePath(name.replace("\\", "/")).name or "file"
    if not content.strip(b"\0 \r\n\t"):
        raise Unreadable("file.empty", file=name)
    if len(content) > MOST_BYTES:
        raise Unreadable("file.large", file=name, most=MOST_BYTES // 2**20)
    if content.startswith(OLD_OFFICE):
        raise Unreadable("file.old", file=name)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        source = read_docx(content, name)
    elif b"%PDF-" in content[:1024]:
        source = read_pdf(content, name)
    else:
        found = next((said for start, said in ((b"{\\rtf", " but rich text (RTF)"), (b"<", " but a web page or XML"), (b"\xff\xd8", " but a picture"), (b"\x89PNG", " but a picture")) if content.lstrip().startswith(start)), "")
        raise Unreadable("file.kind", file=name, found=found)
    if sum(len(block.words().encode()) for block in source.blocks) > MOST_TEXT:
        raise Unreadable("file.words", file=name, most=MOST_TEXT // 1_000_000)
    return replace(source, blocks=tuple(outlined(source.blocks)))


def propose(source: Source, kind: str = "", language: str = "") -> Proposal:
    """What each block may become in a document of that kind; the kind and the language are proposed where they are not given."""
    text = "\n".join(block.words() for block in source.blocks[:400])
    language = language or words.language(text)
    kind, kind_why = (kind, why("kind.words", phrase=kind)) if kind else told_kind(source)
    title, block, _ = told_title(source)
    placings = _Placer(source, kind, block).placings()
    return Proposal(source, kind, kind_why, title, block, language or "en", told_country(title, source), tuple(placings))


def told_kind(source: Source) -> tuple[str, Why]:
    """Consular plan, host State's plan or procedure, by the words of the title and the headings, then of the beginning."""
    headings = [block.text for block in source.blocks if block.kind == "heading"]
    lexicon = words.lexicon("kinds")
    first = " \n ".join(headings[:2] + [block.text for block in source.blocks if block.kind in ("paragraph", "heading")][:6])
    counts: dict[str, int] = {}
    for text, weight in ((first, 4), (" \n ".join(headings), 2), (" \n ".join(block.words() for block in source.blocks[:150]), 1)):
        for to, count in lexicon.hits(text).items():
            counts[to] = counts.get(to, 0) + min(count, 12) * weight
    if "sop" in lexicon.hits(first):
        counts["sop"] = counts.get("sop", 0) + 40
    if not counts:
        return "consular", why("kind.unsaid")
    best = max(("consular", "host", "sop"), key=lambda name: counts.get(name, 0))
    found = {"consular": "consular plan", "host": "host State's plan", "sop": "standard operating procedure"}[best]
    return best, why("kind.words", phrase=f"'{found}'")


def told_title(source: Source) -> tuple[str, str, Why]:
    """(title, its block or "", why): a paragraph of the style Title, else the first heading or short line before any section."""
    first = [block for block in source.blocks[:25] if block.kind in ("heading", "paragraph") and block.text]
    held = next((block for block in first if block.known == "title"), None)
    if held is None:
        held = next((block for block in first[:6] if block.kind == "heading" and not words.numbered(block.text) and not _exact(block.text) and len(block.text) <= 200), None)
    if held is None and first and len(first[0].text) <= 150 and not _exact(first[0].text):
        held = first[0]
    if held is not None:
        return " ".join(held.text.split()), held.id, why("title")
    return PurePath(source.name).stem, "", why("title.file")


def _exact(text: str) -> bool:
    found = words.sections("consular").find(words.bare(text)) or words.sections("sop").find(words.bare(text))
    return bool(found and found.exact)


@cache
def _countries() -> dict[tuple[str, ...], str]:
    return {words.tokens(name): one.alpha3 for one in load.countries() if not one.specimen for name in one.names.values() if name}


def told_country(title: str, source: Source) -> str:
    """ISO alpha-3 of the country that the title names last, else of the one most named at the beginning; "" where none is. A State whose embassy or ministry is named is not meant."""
    names = _countries()
    for text in (title, " ".join(block.words() for block in source.blocks[:40] if block.kind in ("heading", "paragraph", "table"))):
        held, counts, last = words.tokens(text), {}, ""
        for i in range(len(held)):
            for size in (4, 3, 2, 1):
                if (code := names.get(held[i : i + size])) and (size > 1 or len(held[i]) >= 4) and not (i and held[i - 1] in OWNERS):
                    counts[code], last = counts.get(code, 0) + 1, code
                    break
        if last and text == title:
            return last
        ranked = sorted(counts.items(), key=lambda one: -one[1])
        if ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
            return ranked[0][0]
    return ""


@dataclass(frozen=True)
class Above:
    """A heading above the text that is placed: what it was held to be."""

    text: str
    level: int
    block: str
    match: words.Match | None
    field: str = ""
    listed: bool = False


class _Placer:
    def __init__(self, source: Source, kind: str, title: str):
        self.source, self.kind, self.title = source, kind, title
        self.lexicon, self.fields = words.sections(kind), words.fields(kind)
        self.stack: list[Above] = []
        self.by_block: dict[str, Placing] = {}
        self.told: dict[str, words.Match] = {}

    def placings(self) -> list[Placing]:
        blocks = self.source.blocks
        self.told = self.unknown(blocks)
        out, before, before_id, gap = [], None, "", 0
        for block in blocks:
            placing = self.place(block, before, before_id)
            if block.kind == "table":
                before, before_id, gap = (placing.rows, block.id, 0) if placing.rows else (None, "", 0)
            elif block.kind not in NEVER and block.kind not in ("footnote", "endnote", "textbox"):
                gap += 1
                if block.kind == "heading" or gap > 1 or (len(block.text) > 60 and not self.continues(block)):
                    before = None
            self.by_block[block.id] = placing
            out.append(placing)
        return out

    def continues(self, block: Block) -> bool:
        return bool(words.lexicon("continued").find(block.text))

    def place(self, block: Block, before: tables.Rows | None, before_id: str) -> Placing:
        if block.kind in NEVER:
            return Placing(block.id, "list", why(NEVER[block.kind]))
        if block.id == self.title:
            return Placing(block.id, "text", why("title"), "purpose" if self.kind == "sop" else "S1", "title", 0.8)
        if block.kind == "heading":
            self.enter(block)
        if block.at and block.at in self.by_block and block.kind in ("footnote", "endnote", "textbox", "table", "paragraph"):
            held = self.by_block[block.at]
            if block.kind != "table" and held.goes != "list":
                return Placing(block.id, "text", why("anchored", block=block.at), held.section, "", round(held.sure * 0.9, 2), held.under)
        section, sure, reason, other, field = self.section()
        under = tuple(one.text for one in self.stack if one.block != block.id)
        if block.kind == "heading":
            field = ""
        if block.table is not None:
            rows = tables.recognised(block.table, self.kind, under, section, before)
            if rows:
                known = ", ".join(f"'{one.head}' ({one.field})" if one.head else one.field for one in rows.columns if one.field)
                reason = why("table.continues", block=before_id) if rows.columns and rows.columns[0].by == "continued" else why("table.columns", columns=known)
                return Placing(block.id, "rows", reason, tables.home(rows.list, self.kind), "", rows.sure, under, section, rows)
            if section:
                return Placing(block.id, "text", why("table.text"), section, "", round(sure * 0.9, 2), under, other)
        if not section:
            code = "none.before" if not self.stack else "none.section"
            return Placing(block.id, "list", why(code), under=under)
        return Placing(block.id, "text", reason, section, field, sure, under, other)

    def enter(self, block: Block) -> None:
        """Put a heading on the stack, those of its level and below off it."""
        while self.stack and self.stack[-1].level >= block.level:
            self.stack.pop()
        text = words.bare(block.text)
        match = self.lexicon.find(text) or self.told.get(block.id)
        if block.id in self.told:
            match = self.told[block.id]
        field, listed = "", False
        for path, (section, many, lexicon) in self.fields.items():
            found = lexicon.find(text)
            if found and found.exact:
                field, listed = path, many
                if match is None or match.sure < 0.99 or match.to == section:
                    match = words.Match(section, 0.95, found.phrase, True, match.other if match else "")
                elif match.to != section:
                    field = ""
                break
        self.stack.append(Above(block.text, block.level, block.id, match, field, listed))

    def section(self) -> tuple[str, float, Why, str, str]:
        """The section of what stands here: the nearest heading that is known; a deeper one must be surer than one above it."""
        chosen: tuple[int, Above] | None = None
        for depth, one in enumerate(self.stack):
            if one.match is None:
                continue
            if chosen is None or one.match.sure >= 0.9 or (one.match.sure >= 0.74 and one.match.sure >= chosen[1].match.sure) or chosen[1].match.sure < 0.5 <= one.match.sure:
                chosen = (depth, one)
        if chosen is None:
            return "", 0.0, why("none.section"), "", ""
        depth, one = chosen
        last = depth == len(self.stack) - 1
        sure = one.match.sure * (1.0 if last else 0.9)
        field = one.field if last else ""
        code = "field.is" if field else "heading.content" if one.match.phrase.startswith("…") else "heading.is" if one.match.exact else "heading.holds"
        reason = why(code, heading=one.text[:80], phrase=one.match.phrase.lstrip("…")) if last else why("heading.below", heading=one.text[:80])
        return one.match.to, round(sure, 2), reason, one.match.other, field

    def unknown(self, blocks: Sequence[Block]) -> dict[str, words.Match]:
        """For headings that no list knows, the section whose words stand most below them, if it stands out."""
        out: dict[str, words.Match] = {}
        headings = [i for i, block in enumerate(blocks) if block.kind == "heading"]
        for n, i in enumerate(headings):
            block = blocks[i]
            if block.id == self.title or self.lexicon.find(words.bare(block.text)):
                continue
            end = next((j for j in headings[n + 1 :] if blocks[j].level <= block.level), len(blocks))
            counts: dict[str, int] = {}
            for inner in blocks[i + 1 : min(end, i + 60)]:
                if inner.kind in NEVER:
                    continue
                for to, count in self.lexicon.hits(inner.words()[:4000]).items():
                    counts[to] = counts.get(to, 0) + (count * 2 if inner.kind == "heading" else count)
            ranked = sorted(counts.items(), key=lambda one: -one[1])
            if ranked and ranked[0][1] >= 4 and (len(ranked) == 1 or ranked[0][1] >= 1.8 * ranked[1][1]):
                out[block.id] = words.Match(ranked[0][0], 0.4, f"…{ranked[0][1]} words", False, ranked[1][0] if len(ranked) > 1 else "")
        return out


def level_of(texts: Sequence[str]) -> str:
    """The alert level that the nearest of some headings names, such as 'Level 2'; "" where none does."""
    for text in reversed(texts):
        if found := LEVEL.search(words.plain(text)):
            return found[0].strip()
    return ""


def kept(proposal: Proposal) -> set[str]:
    """All words of the source of a proposal."""
    return {word for block in proposal.source.blocks for word in words_of(block.words())}


def line_of(block: Block, placing: Placing) -> dict[str, Any]:
    """A block with what is proposed for it, as plain values."""
    out: dict[str, Any] = {"block": block.id, "kind": block.kind, "text": block.words(), "goes": placing.goes, "section": placing.section, "field": placing.field, "sure": placing.sure, "why": str(placing.why)}
    out |= {"code": placing.why.code, "under": list(placing.under), "other": placing.other}
    if placing.rows:
        rows = placing.rows
        out["list"] = rows.list
        out["columns"] = [{"column": one.index, "head": one.head, "field": one.field, "sure": one.sure, "by": one.by} for one in rows.columns]
        out["rows"] = [{"row": one.number, "values": dict(one.values), "left": [list(pair) for pair in one.left], "notes": [str(note) for note in one.notes]} for one in rows.rows]
    return out
