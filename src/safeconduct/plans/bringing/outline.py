"""Headings where the file marks none: numbered, in capitals, bold; and the lines of a table of contents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from . import values, words
from .source import Block

MOST_WORDS, MOST_SIGNS = 14, 110
ENDS = (".", ";", ",", ":", "؛", "،", "!", "?", "؟")
NAMED = re.compile(r"^\s*(?:annex|annexe|appendix|attachment|anexo|ap[ée]ndice|chapter|chapitre|cap[íi]tulo|section|secci[óo]n|part|partie|parte|الفصل|الباب|القسم|الجزء|الملحق|ملحق|المرفق|مرفق)\s+(?:[0-9]{1,2}|[IVXLC]{1,6}|[A-Z]|\S{3,12})\b", re.I)
ORDINAL = re.compile(r"^\s*(?:أولا|ثانيا|ثالثا|رابعا|خامسا|سادسا|سابعا|ثامنا|تاسعا|عاشرا|حادي عشر|ثاني عشر)[ًاٌ]*\s*[:.\-–]\s*\S")
LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}$|…+\s*\d{1,4}$|\t\d{1,4}$")
LABELLED = re.compile(r"^\S[^:]{0,60}:\s+\S")


def outlined(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with paragraphs that are headings by their looks made headings. In a document with styles only the surest are."""
    styled = sum(block.kind == "heading" and block.known in ("style", "outline") for block in blocks)
    out: list[Block] = []
    in_contents = False
    run = _runs(blocks)
    for i, block in enumerate(blocks):
        text = block.text
        if block.kind == "heading" or (block.kind == "paragraph" and len(text) <= 60):
            found = words.lexicon("contents").find(words.bare(text)) if len(text) <= 60 else None
            if found and found.exact:
                in_contents = True
                out.append(replace(block, kind="contents"))
                continue
        if in_contents and block.kind in ("paragraph", "item", "contents") and (block.kind == "contents" or LEADERS.search(text) or re.search(r"\s\d{1,3}$", text)):
            out.append(replace(block, kind="contents", level=0))
            continue
        if block.kind not in ("contents", "image", "deleted", "hidden", "comment"):
            in_contents = False
        out.append(_looked(block, styled >= 3, run[i]) if block.kind in ("paragraph", "item") and not block.at else block)
    return out


def _runs(blocks: Sequence[Block]) -> list[int]:
    """For each block how many like it stand directly one after the other: three numbered lines are a list, not three headings."""
    out = [0] * len(blocks)
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and blocks[end].kind in ("paragraph", "item") and len(blocks[end].text) <= MOST_SIGNS and (words.numbered(blocks[end].text) == words.numbered(blocks[start].text) > 0 or blocks[end].known == "bold" == blocks[start].known):
            end += 1
        for i in range(start, max(end, start + 1)):
            out[i] = end - start
        start = max(end, start + 1)
    return out


def _looked(block: Block, styled: bool, run: int) -> Block:
    text = block.text
    if len(text) > MOST_SIGNS or "\n" in text or len(text.split()) > MOST_WORDS or not any(c.isalpha() for c in text) or "|" in text:
        return block
    letters = [c for c in text if c.isalpha()]
    capitals = len(letters) >= 4 and sum(c.isupper() for c in letters) > len(letters) * 0.8 and any(c.isupper() for c in letters)
    bold, depth = block.known == "bold", words.numbered(text)
    ends = text.endswith(ENDS) and not (text.endswith(":") and (bold or capitals))
    named = bool(NAMED.match(text)) and len(text.split()) <= 10
    if values.day(text) or values.day(f"{text} 2000"):
        return block
    if ends or (LABELLED.match(text) and not (bold or capitals or named or depth or ORDINAL.match(text))):
        return block
    if block.kind == "item" and not (bold and run <= 1):
        return block
    known = words.sections("consular").find(words.bare(text))
    exact = bool(known and known.exact)
    if named:
        return replace(block, kind="heading", level=1, known="name", sure=0.85)
    if ORDINAL.match(text):
        return replace(block, kind="heading", level=1, known="numbering", sure=0.85)
    if depth and (bold or capitals or (not styled and (run <= 2 or exact)) or (depth >= 2 and run <= 2)):
        return replace(block, kind="heading", level=depth if not styled else min(depth + 1, 9), known="numbering", sure=0.9 if bold or capitals else 0.7)
    if capitals and len(letters) >= 4 and run <= 2:
        return replace(block, kind="heading", level=1 if not styled else 7, known="capitals", sure=0.75 if not styled else 0.5)
    if bold and run <= 2:
        level = 2 if not styled else 8
        return replace(block, kind="heading", level=1 if exact and not styled else level, known="bold", sure=0.7 if not styled else 0.5)
    if not styled and exact and len(text.split()) <= 8:
        return replace(block, kind="heading", level=2, known="words", sure=0.55)
    return block
