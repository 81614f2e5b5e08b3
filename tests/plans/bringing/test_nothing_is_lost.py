"""Every block of a brought file ends in exactly one of text, rows or list, and no word of it is lost, whatever the file and whatever a person decides."""

from __future__ import annotations

import re
from datetime import date
from xml.sax.saxutils import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.plans import bringing, checks, library
from safeconduct.plans.bringing import tables
from safeconduct.plans.bringing.confirming import SECTIONS, texts_of
from safeconduct.plans.bringing.source import clean, lost, words_of
from safeconduct.plans.document import read_text, to_yaml

from .papers import ministry, p, raw, tbl

MANY = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
HEADS = [
    "1. Introduction", "2.1 Assembly points", "CONTACT LIST", "Annex A: Stocks", "Plan de evacuación", "نقاط التجمع", "ثالثا: الإجلاء", "Level 2: Restriction", "Something else entirely", "Table of contents", "Media rules",
    "Roles and responsibilities", "Points de rassemblement", "Early warning signs", "5", "- - - -", "[[[[ {", "Lost documents",
]  # fmt: skip
CELLS = [
    "Name", "Telephone", "Assembly point", "Capacity", "GPS", "Item", "Quantity", "Action", "Responsible", "Due", "Role", "Holder", "Area", "Nationals", "Hazard", "Likelihood", "Order", "Calls", "Vehicle", "Seats", "Parties",
    "Valid until", "+961 1 234 567", "01/02/2026", "31/12/2026", "1,200", "٥٠٠", "33°53'38\"N 35°30'06\"E", "Maria Lopez", "Consul (acting)", "T+6", "every 2 hours", "immediately", "n/a", "-", "Total", "yes", "Ministry of Interior",
    "a@example.org; b@example.org", "water, 500 litres", "very high", "flood", "الاسم", "رقم الهاتف", "",
]  # fmt: skip
SIGNS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=25)
WORDS = st.one_of(st.sampled_from(HEADS + CELLS), SIGNS)


@st.composite
def table(draw, depth=0):
    width = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(st.one_of(st.sampled_from(CELLS), SIGNS), min_size=width, max_size=width), min_size=1, max_size=6))
    cells = [[p(cell) for cell in row] for row in rows]
    if depth < 2 and draw(st.integers(0, 4)) == 0:
        cells[-1][-1] += draw(table(depth + 1)) + p("")
    out = []
    for r, row in enumerate(cells):
        line, c = "", 0
        while c < len(row):
            span = draw(st.integers(1, 2)) if draw(st.integers(0, 6)) == 0 else 1
            merge = draw(st.sampled_from(["", "", "", '<w:vMerge w:val="restart"/>', "<w:vMerge/>"]))
            inner = row[c] if not (merge == "<w:vMerge/>" and draw(st.booleans())) else p("")
            line += f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{inner}</w:tc>'
            c += span
        head = "<w:trPr><w:tblHeader/></w:trPr>" if r == 0 and draw(st.booleans()) else ""
        out.append(f"<w:tr>{head}{line}</w:tr>")
    return f"<w:tbl>{''.join(out)}</w:tbl>"


@st.composite
def body(draw):
    parts = []
    for _ in range(draw(st.integers(1, 14))):
        kind = draw(st.integers(0, 9))
        text = draw(WORDS)
        if kind <= 2:
            parts.append(p(text, draw(st.sampled_from(["Heading1", "Heading2", "Titre1", "Ttulo1", "Title"]))))
        elif kind == 3:
            parts.append(p(text, run="<w:b/>"))
        elif kind == 4:
            parts.append(p(text, props='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'))
        elif kind == 5:
            parts.append(f"<w:p><w:del>{p(text, '')[5:-6].replace('<w:pPr></w:pPr>', '').replace('w:t>', 'w:delText>').replace('<w:t ', '<w:delText ')}</w:del></w:p>")
        elif kind == 6:
            parts.append(draw(table()))
        elif kind == 7:
            parts.append(f"<w:sdt><w:sdtContent>{p(text)}</w:sdtContent></w:sdt>")
        elif kind == 8:
            parts.append(f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{p(text)}{draw(table(2)) if draw(st.booleans()) else ''}</w:txbxContent></v:textbox></w:pict></w:r></w:p>")
        else:
            parts.append(p(text))
    return p("Plan of the post") + "".join(parts)


def decision(draw, placing, block, kind):
    goes = draw(st.sampled_from(["", "", "text", "rows", "list"]))
    if goes == "rows" and block.table is None or goes == "text" and block.kind == "image":
        goes = "list"
    made = {"goes": goes, "section": draw(st.sampled_from(SECTIONS)) if kind != "sop" and goes == "text" else "purpose" if goes == "text" else ""}
    if goes == "rows":
        name = draw(st.sampled_from(tables.lists(kind)))
        made |= {"list": name, "columns": {0: draw(st.sampled_from(tables.fields_of(name)))}, "leave": draw(st.lists(st.integers(0, 3), max_size=2)), "mended": {1: {tables.fields_of(name)[0]: "mended by hand"}}}
    return made


def held_of(brought):
    return [*texts_of(brought.document), *(one.text for one in brought.unstructured)]


@MANY
@given(body(), st.data())
def test_every_block_ends_in_exactly_one_place_and_every_word_is_kept(inner, data):
    source = bringing.read(raw(inner), "made.docx")
    written = {word for said in re.findall(r"<w:(?:t|delText)\b[^>]*>([^<]*)<", inner) for word in words_of(clean(unescape(said)))}
    assert written <= {word for block in source.blocks for word in words_of(block.words())}, "the reader drops nothing"
    proposal = bringing.propose(source, data.draw(st.sampled_from(["", "consular", "host", "sop"])))
    assert [one.block for one in proposal.placings] == [block.id for block in source.blocks]
    assert len({block.id for block in source.blocks}) == len(source.blocks)
    decided = {one.block: decision(data.draw, one, block, proposal.kind) for one, block in zip(proposal.placings, source.blocks, strict=True) if data.draw(st.integers(0, 3)) == 0}
    for rest in ("accept", "list"):
        brought = bringing.confirm(proposal, bringing.decisions_of({"rest": rest, "blocks": decided}))
        assert [one.block for one in brought.placed] == [block.id for block in source.blocks]
        assert all(one.goes in ("text", "rows", "list") and one.places for one in brought.placed)
        assert lost(source.blocks, held_of(brought)) == set()
        listed = {one.block for one in brought.unstructured}
        assert {one.block for one in brought.placed if one.goes == "list"} <= listed
        assert read_text(to_yaml(brought.document)) == brought.document
        checks.run(brought.document, date(2026, 11, 24))


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("styled", [True, False])
def test_a_ministry_s_plan_comes_in_whole_with_its_tables_as_rows(language, styled):
    source = bringing.read(ministry(language=language, styled=styled), "plan.docx")
    brought = bringing.confirm(bringing.propose(source), bringing.ACCEPT_ALL)
    plan = brought.document
    assert lost(source.blocks, held_of(brought)) == set()
    assert read_text(to_yaml(plan)) == plan
    assert (plan.kind, plan.country) == ("consular", "LBN")
    counted = (len(plan.contacts), len(plan.roles), len(plan.wardens), len(plan.evacuation.points), len(plan.evacuation.fleets), len(plan.shelters), len(plan.stocks), len(plan.agreements), len(plan.community.estimates))
    assert counted == (43, 13, 8, 5, 4, 3, 8, 9, 5)
    assert [(len(one.cards), one.rank) for one in plan.levels] == [(len(one.cards), one.rank) for one in library.ready("consular-conflict").levels]
    assert {one.section for one in plan.prose} == set(SECTIONS)
    assert plan.purpose.objective.startswith("Keep nationals")
    point = plan.evacuation.points[0]
    assert (point.name, point.places) == ("Forum car park, Karantina", 400)
    assert point.lat == pytest.approx(33.899, abs=0.001)
    assert sum(one.answered_date is not None for one in plan.contacts) == 43


def test_nothing_is_placed_that_nobody_confirmed():
    proposal = bringing.propose(bringing.read(ministry(), "plan.docx"))
    brought = bringing.confirm(proposal, bringing.Decisions())
    assert all(one.goes == "list" for one in brought.placed)
    assert not brought.document.contacts and not brought.document.prose
    one = next(one for one in proposal.placings if one.rows and one.rows.list == "stocks")
    brought = bringing.confirm(proposal, bringing.Decisions({one.block: bringing.Decision()}))
    assert len(brought.document.stocks) == 8 and not brought.document.contacts


def test_a_person_s_word_goes_before_the_proposal():
    inner = p("Contact list", "Heading1") + tbl([["Who", "Ring", "When seen"], ["Maria Lopez", "+961 1 234 567", "03/04/2026"], ["Ali Hassan", "+961 1 234 568", "05/06/2026"]])
    proposal = bringing.propose(bringing.read(raw(inner), "plan.docx"), "consular")
    table_block = proposal.placings[-1]
    made = {"blocks": {table_block.block: {"goes": "rows", "list": "contacts", "columns": {"0": "name", "2": "answered"}, "mended": {"1": {"answered": "2026-04-03"}}, "leave": [2]}}}
    brought = bringing.confirm(proposal, bringing.decisions_of(made))
    assert [(one.post, one.telephone, one.answered_date) for one in brought.document.contacts] == [("Maria Lopez", "+961 1 234 567", date(2026, 4, 3))]
    assert "Ali Hassan" in brought.document.prose[-1].text
    assert "03/04/2026" in brought.document.prose[-1].text, "what a person mended stands as written, too"


@pytest.mark.parametrize("wrong", [{"blocks": {"b9999": {}}}, {"blocks": {"b0001": {"goes": "text", "section": "S17"}}}, {"kind": "host"}, {"blocks": {"b0002": {"goes": "rows", "list": "weapons"}}}])
def test_a_decision_that_does_not_fit_is_refused(wrong):
    proposal = bringing.propose(bringing.read(raw(p("Contact list", "Heading1") + tbl([["a", "b"], ["c", "d"]])), "plan.docx"), "consular")
    with pytest.raises(bringing.Unreadable):
        bringing.confirm(proposal, bringing.decisions_of(wrong))
