"""
Lists of services as other people make them: CSV or XLSX, with or without HXL tags, read into plain rows by our names.

Columns are known by their HXL tag first, then by their heading; names of the Open Referral data specification (HSDS) are known too.
Nothing is decided here and nothing is written.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_BYTES, MOST_ROWS = 20 * 2**20, 50_000


class NotATable(Exception):
    """A file that can not be read at all; ``code`` names why: too_large, not_a_workbook, no_headings, too_many_rows."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


@dataclass
class Row:
    """One row: its number as the file counts it (heading is 1) and its values by our names."""

    number: int
    values: dict[str, str] = field(default_factory=dict)


_HEADINGS = {
    "name": "name service service_name title", "kind": "kind type category service_type taxonomy sector", "organisation": "organisation organization org provider agency organization_name organisation_name",
    "path": "path pcode p-code adm2_pcode adm1_pcode area", "lat": "lat latitude y", "lon": "lon lng long longitude x", "address": "address address_1 location", "capacity": "capacity places beds",
    "hours": "hours opening_hours schedule", "for_whom": "for_whom eligibility_description eligible", "eligibility": "eligibility eligibility_codes", "languages": "languages language",
    "accessibility": "accessibility", "telephone": "telephone phone tel phones number hotline", "how_to_refer": "how_to_refer application_process referral", "what_to_say": "what_to_say", "status": "status",
    "reference": "reference id uid uuid service_id", "firewall": "firewall", "is_secret": "secret is_secret",
}  # fmt: skip
HEADINGS = {heading: name for name, headings in _HEADINGS.items() for heading in headings.split()}
_TAGS = {
    "#service+name": "name", "#activity+name": "name", "#service": "name", "#service+type": "kind", "#sector": "kind", "#activity+type": "kind", "#org": "organisation", "#org+name": "organisation",
    "#adm1+code": "path", "#adm2+code": "path", "#adm+code": "path", "#geo+lat": "lat", "#geo+lon": "lon", "#loc+address": "address", "#capacity": "capacity", "#date+hours": "hours",
    "#population": "for_whom", "#population+type": "eligibility", "#language": "languages", "#access": "accessibility", "#contact+phone": "telephone", "#status": "status", "#meta+id": "reference",
    "#description+refer": "how_to_refer", "#description+say": "what_to_say", "#meta+firewall": "firewall",
}  # fmt: skip
TAGS = {frozenset(tag.split("+")): name for tag, name in _TAGS.items()}


def read(data: bytes) -> Iterator[Row]:
    """Every row of a file with its values under our names. Raises `NotATable`."""
    if len(data) > MOST_BYTES:
        raise NotATable("too_large")
    lines = list(_sheet(data) if data[:4] == b"PK\x03\x04" else _text(data))
    head = next((at for at, cells in lines[:25] if _is_tags(cells)), None)
    named = _of_tag if head else _of_heading
    head = head or next((at for at, cells in lines[:25] if sum(bool(cell.strip()) for cell in cells) > 1), None)
    names = [named(cell) for cell in dict(lines[:25])[head]] if head else []
    if "name" not in names or "kind" not in names:
        raise NotATable("no_headings")
    rows = [(number, cells) for number, cells in lines if number > head and any(cell.strip() for cell in cells)]
    if len(rows) > MOST_ROWS:
        raise NotATable("too_many_rows")
    for number, cells in rows:
        values: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=False):
            if name and cell.strip():
                values.setdefault(name, _plain(cell.strip()))
        yield Row(number, values)


def _text(data: bytes) -> Iterator[tuple[int, list[str]]]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise NotATable("no_headings")
    first = text.lstrip().split("\n", 1)[0]
    sign = max(",;\t|", key=first.count)
    yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign), 1)


def _sheet(data: bytes) -> Iterator[tuple[int, list[str]]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as wrong:
        raise NotATable("not_a_workbook") from wrong
    for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
        yield number, ["" if cell is None else _cell(cell) for cell in row]


def _cell(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it: our own files write telephone numbers so."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _is_tags(cells: list[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and sum(cell.startswith("#") for cell in filled) * 2 >= len(filled)


def _of_tag(cell: str) -> str:
    return TAGS.get(frozenset(re.sub(r"\s+", "", cell.lower()).split("+")), "")


def _of_heading(cell: str) -> str:
    return HEADINGS.get(re.sub(r"[\s.]+", "_", cell.strip().lower()).strip("_"), "")
