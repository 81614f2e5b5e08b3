"""What stands in a Word document besides paragraphs is found, and files that are broken, locked or built to do harm are refused with the remedy."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest
import typst

from safeconduct.plans import bringing
from safeconduct.plans.bringing import packed, values
from safeconduct.plans.bringing.confirming import texts_of
from safeconduct.plans.bringing.source import lost

from .papers import KIND, p, raw, tbl


def blocks(body: str, **more):
    return bringing.read(raw(body, **more), "plan.docx").blocks


def said(found, kind):
    return [block.words() for block in found if block.kind == kind]


# ---- what is found ----


def test_headings_are_known_by_style_in_any_language_of_word_by_outline_and_by_title():
    styles = (
        '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Chapter of ours"/><w:basedOn w:val="berschrift1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Out"><w:name w:val="Out"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    )
    found = blocks(p("The plan", "Titel") + p("One", "berschrift1") + p("Two", "Mine") + p("Three", "Out") + p("Four", "Titre3") + p("Five", props='<w:outlineLvl w:val="2"/>') + p("Text"), parts={"styles": styles})
    assert [(block.text, block.kind, block.level, block.known) for block in found] == [
        ("The plan", "heading", 1, "title"), ("One", "heading", 1, "style"), ("Two", "heading", 1, "style"), ("Three", "heading", 2, "outline"), ("Four", "heading", 3, "style"),
        ("Five", "heading", 3, "outline"), ("Text", "paragraph", 0, ""),
    ]  # fmt: skip


def test_headings_of_a_document_without_styles_are_known_by_number_capitals_and_bold():
    long = "This is a paragraph with a whole sentence in it, which ends with a full stop and is no heading."
    found = blocks("".join([p("CONTINGENCY PLAN"), p(long), p("1. Introduction"), p(long), p("3.2 Assembly points", run="<w:b/>"), p(long), p("Contact list", run="<w:b/>"), p(long), p("ANNEX B: STOCKS"), p(long), p("ثالثا: الإجلاء"), p(long)]))
    assert said(found, "heading") == ["CONTINGENCY PLAN", "1. Introduction", "3.2 Assembly points", "Contact list", "ANNEX B: STOCKS", "ثالثا: الإجلاء"]


def test_three_numbered_lines_are_a_list_and_not_three_headings():
    found = blocks(p("Evacuation", "Heading1") + p("1. Pack a bag") + p("2. Ring the warden") + p("3. Wait at home"))
    assert said(found, "heading") == ["Evacuation"]


def test_boxes_notes_heads_comments_changes_hidden_text_and_pictures_are_blocks_of_their_own():
    box = (
        '<w:p><w:r><w:t>Beside the box</w:t><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>' + p("In the box") + "</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:textbox><w:txbxContent>" + p("In the box") + "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    changed = '<w:p><w:r><w:t xml:space="preserve">We </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:ins><w:r><w:t xml:space="preserve">always </w:t></w:r></w:ins><w:r><w:t>answer.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    hidden = '<w:p><w:r><w:t xml:space="preserve">Seen </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>'
    picture = '<w:p><w:r><w:drawing><wp:inline><wp:docPr name="Map 1" descr="Map of the district"/><a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    field = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE \\@ secret</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3 May</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    parts = {"footnotes": f'<w:footnote w:id="2">{p("Under the line")}</w:footnote>', "header1": p("At the head"), "footer1": p("At the foot"), "comments": f'<w:comment w:id="0">{p("In the margin")}</w:comment>'}
    found = blocks(box + changed + hidden + picture + field, parts=parts)
    assert said(found, "paragraph") == ["Beside the box", "We always answer.", "Seen", "3 May"]
    assert (said(found, "textbox"), said(found, "footnote"), said(found, "header"), said(found, "footer"), said(found, "comment")) == (["In the box"], ["Under the line"], ["At the head"], ["At the foot"], ["In the margin"])
    assert (said(found, "deleted"), said(found, "hidden")) == (["never"], ["unseen"])
    assert said(found, "image") == ["picture 1 Map of the district Map 1"]


def test_merged_cells_nested_tables_and_the_addresses_of_links_are_read():
    link = '<w:tc><w:p><w:hyperlink r:id="l1"><w:r><w:t>Duty desk</w:t></w:r></w:hyperlink></w:p></w:tc>'
    area = '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("North") + "</w:tc>"
    below = "<w:tc><w:tcPr><w:vMerge/></w:tcPr>" + p("") + "</w:tc>"
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("Wide") + tbl([["inner", "table"]]) + p("") + "</w:tc>"
    body = tbl([["Area", "Name"], [area, "Ali"], [below, "Maria"], [wide], [link, "x"]])
    found = blocks(body, links=f'<Relationship Id="l1" Type="{KIND}hyperlink" Target="mailto:duty@example.org" TargetMode="External"/>')
    assert found[0].table.rows == (("Area", "Name"), ("North", "Ali"), ("North", "Maria"), ("Wide", ""), ("Duty desk (duty@example.org)", "x"))
    assert found[0].words().count("North") == 1, "a merged cell is said once"
    assert (found[1].table.rows, found[1].at) == ((("inner", "table"),), found[0].id)


def test_a_table_that_goes_on_after_the_page_keeps_its_columns():
    first = tbl([["Name", "Telephone"], ["Maria", "+961 1 234 567"]])
    proposal = bringing.propose(bringing.read(raw(p("Contact list", "Heading1") + first + p("(continued)") + tbl([["Ali", "+961 1 234 568"], ["Sara", "+961 1 234 569"]])), "plan.docx"))
    assert [one.rows.list for one in proposal.placings if one.rows] == ["contacts", "contacts"]
    assert [row.number for row in proposal.placings[-1].rows.rows] == [0, 1]


def test_values_are_read_as_they_are_written_and_what_may_be_two_things_is_not():
    assert values.position("33°53'38\"N 35°30'06\"E") == values.position("N 33 53 38 E 35 30 06") == (33.893889, 35.501667)
    assert values.position("-33.45, -70.66") == (-33.45, -70.66) == values.position("33.45 S, 70.66 W")
    lat, lon = values.position("4QFJ 12345 67890")  # the published example of the grid
    assert (lat, lon) == pytest.approx((21.409796, -157.916081), abs=2e-5)
    assert values.position("95.00, 10.00") is None and values.position("12 Main street 45") is None
    assert [values.number(one) for one in ("1,200", "1.200", "1 200 litres", "٥٠٠", "3.5", "2-3", "none")] == [1200, 1200, 1200, 500, 3.5, None, None]
    assert [str(values.day(one)) for one in ("3 March 2026", "03-Mar-26", "3 de marzo de 2026", "1er mars 2026", "٣ مارس ٢٠٢٦", "13/4/2026", "3/4/2026", "31/2/2026")] == [
        "2026-03-03", "2026-03-03", "2026-03-03", "2026-03-01", "2026-03-03", "2026-04-13", "None", "None",
    ]  # fmt: skip
    assert [values.hours(one) for one in ("T+6", "within 2 hours", "immediately", "30 min", "3 days", "every 2 hours", "٢٤ ساعة", "2-4 hours")] == [6, 2, 0, 0.5, 72, None, 24, None]
    assert values.telephones("+961 1 234567 / +961 70 123 456") == ["+961 1 234567", "+961 70 123 456"] and values.telephones("2026-03-04") == [] == values.telephones("33.8938, 35.5018")


TYPST = """
#set page(header: [Plan of Utopia], footer: context counter(page).display())
#set heading(numbering: "1.1")
= Emergency numbers
Ring the duty officer at any hour.
= Assembly points
#table(columns: (6cm, 3cm, 6cm), stroke: none, [Assembly point], [Capacity], [Coordinates], [Stadium], [300], [33.981, 35.617], [Forum], [400], [33.899, 35.535], [Fair ground], [200], [34.437, 35.835])
= Evacuation
#lorem(300)
#pagebreak()
= Stocks
Water and bread.
#pagebreak()
= Review
Each year.
"""


def test_a_pdf_gives_headings_paragraphs_and_a_table():
    content = typst.compile(TYPST.encode(), ignore_system_fonts=True)
    source = bringing.read(content, "plan.pdf")
    proposal = bringing.propose(source, "consular")
    assert source.kind == "pdf"
    assert [block.text for block in source.blocks if block.kind == "heading"] == ["1 Emergency numbers", "2 Assembly points", "3 Evacuation", "4 Stocks", "5 Review"]
    assert said(source.blocks, "header") == ["Plan of Utopia"]
    brought = bringing.confirm(proposal, bringing.ACCEPT_ALL)
    assert [(one.name, one.places, one.lat) for one in brought.document.evacuation.points] == [("Stadium", 300, 33.981), ("Forum", 400, 33.899), ("Fair ground", 200, 34.437)]
    assert lost(source.blocks, [*texts_of(brought.document), *(one.text for one in brought.unstructured)]) == set()


# ---- what is refused ----


def package(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return held.getvalue()


def declared_small() -> bytes:
    """A zip whose directory says that a part is small, which it is not."""
    content = bytearray(package(word__document_xml=b"<a>" + b"x" * 90_000_000 + b"</a>"))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = content.rfind(mark)
        content[start + at : start + at + 4] = struct.pack("<I", 1000)
    return bytes(content)


def locked() -> bytes:
    content = bytearray(raw(p("x")))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = -1
        while (start := content.find(mark, start + 1)) >= 0:
            content[start + at] |= 1
    return bytes(content)


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
WIDE = f'<?xml version="1.0" encoding="UTF-16"?>{BOMB}<a>&b;</a>'.encode("utf-16")
HOSTILE = {
    "empty": (b"", "file.empty"), "blank": (b" \n\n\0", "file.empty"), "old word": (packed.OLD_OFFICE + b"\0" * 600, "file.old"), "text": (b"just text", "file.kind"), "rtf": (b"{\\rtf1 x}", "file.kind"),
    "a workbook": (package(xl__workbook_xml=b"<a/>"), "file.kind"), "another zip": (package(a_xml=b"<a/>"), "file.kind"), "cut": (raw(p("x" * 5000))[:700], "file.broken"),
    "locked": (locked(), "file.password"), "zip bomb": (package(word__document_xml=b"<a>" + b" " * 60_000_000 + b"</a>"), "file.bomb"), "lying directory": (declared_small(), "file.broken"),
    "many parts": (package(**{f"a{i}": b"" for i in range(10_500)}), "file.bomb"), "entity bomb": (raw(p("x"), head=BOMB), "file.entity"), "entity from outside": (raw(p("x"), head=OUTSIDE), "file.entity"),
    "entity bomb in wide letters": (package(word__document_xml=WIDE), "file.entity"), "broken xml": (raw("<w:p><w:r></w:p>"), "file.xml"), "binary xml": (package(word__document_xml=b"\0\1\2\3"), "file.xml"),
    "deep": (raw("<w:sdt><w:sdtContent>" * 400 + p("x") + "</w:sdtContent></w:sdt>" * 400), "file.deep"), "no body": (package(word__document_xml=b"<a/>"), "file.broken"), "no words": (raw(p("")), "file.blank"),
    "broken pdf": (b"%PDF-1.7\ngarbage", "file.broken"), "too many words": (raw(p(" ".join(map(str, range(500_000))))), "file.words"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_its_name_and_a_remedy(name):
    content, code = HOSTILE[name]
    began = time.monotonic()
    with pytest.raises(bringing.Unreadable) as refused:
        bringing.read(content, f"{name}.docx")
    assert refused.value.why.code == code, str(refused.value)
    assert str(refused.value).startswith(f"{name}.docx: ")
    assert time.monotonic() - began < 5


def test_a_file_cut_or_scrambled_anywhere_is_read_or_refused_and_never_fails_otherwise():
    content = raw(p("Contact list", "Heading1") + tbl([["Name", "Telephone"], ["Maria", "+961 1 234 567"]]) + p("End"))
    pdf = typst.compile(TYPST.encode(), ignore_system_fonts=True)
    for whole in (content, pdf):
        for i in range(0, len(whole), max(1, len(whole) // 60)):
            for broken in (whole[:i], whole[:i] + b"\xff\x00" + whole[i + 2 :]):
                try:
                    bringing.confirm(bringing.propose(bringing.read(broken, "x.docx")), bringing.ACCEPT_ALL)
                except bringing.Unreadable as refused:
                    assert str(refused)


def test_five_hundred_pages_are_brought_in_ten_seconds():
    def page(n: int) -> str:
        rows = [["Name", "Organisation", "Telephone", "Verified"], *([f"Person {n} {i}", f"Office {i}", f"+961 1 {n:03} {i:03}", f"{i + 13}/04/2026"] for i in range(8))]
        text = "".join(p(f"Paragraph {n} {i}: " + "people wait where it is safe until they are called forward by name and number " * 4) for i in range(6))
        return p(("Evacuation", "Contact list", "Stocks", f"Annexed matter {n}")[n % 4], "Heading1") + text + tbl(rows)

    content = raw("".join(map(page, range(500))))
    began = time.monotonic()
    source = bringing.read(content, "long.docx")
    brought = bringing.confirm(bringing.propose(source), bringing.ACCEPT_ALL)
    assert time.monotonic() - began < 10
    assert sum(len(block.words().split()) for block in source.blocks) > 200_000
    assert len(brought.document.contacts) == 4000
    assert lost(source.blocks, [*texts_of(brought.document), *(one.text for one in brought.unstructured)]) == set()
