"""
Tables of areas and places as other people make them: CSV, XLSX and GeoJSON, with or without HXL tags, read into plain rows.

Columns are known by their HXL tag first, then by their heading, in the ways of the common operational data sets (``ADM1_PCODE``,
``admin1Name_en``) and of a plain list (``code, name, parent, level``). Nothing is decided here and nothing is written.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_BYTES, MOST_ROWS = 200 * 2**20, 500_000


class NotATable(Exception):
    """A file that can not be read at all; ``str()`` of it says why and what to do."""


@dataclass
class Row:
    """One row or feature: its number as the file counts it (heading is 1), its values by our names, its geometry."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    geometry: dict[str, Any] | None = None


def read(data: bytes, name: str = "") -> Iterator[Row]:
    """Every row of a file with its values under our names. Raises `NotATable`."""
    if len(data) > MOST_BYTES:
        raise NotATable(f"the file has {len(data)} bytes, more than the {MOST_BYTES} that are read; split it")
    if data[:4] == b"PK\x03\x04":
        yield from _named(_sheet(data))
        return
    text = _text(data)
    if text.lstrip()[:1] in ("{", "["):
        yield from _features(text)
        return
    try:
        dialect = csv.Sniffer().sniff(text[:8192], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    yield from _named(enumerate(csv.reader(io.StringIO(text, newline=""), dialect), 1))


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _sheet(data: bytes) -> Iterator[tuple[int, list[str]]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as wrong:
        raise NotATable(f"not a workbook that can be read ({type(wrong).__name__}); save it as XLSX or CSV again") from wrong
    sheet = book.worksheets[0]
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        yield number, ["" if cell is None else _cell(cell) for cell in row]


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.date().isoformat() if hasattr(value, "date") and callable(value.date) else str(value)


def _named(rows: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    """Rows under our names: the tags where there are any among the first 25 rows, else the headings."""
    held, names = [], None
    lines = iter(rows)
    for number, cells in lines:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if filled and sum(cell.startswith("#") for cell in filled) * 2 >= len(filled) and filled[0].startswith("#"):
            names, held = [_of_tag(cell) for cell in cells], []
            break
        held.append((number, cells))
        if len(held) >= 25:
            break
    if names is None:
        first = next((at for at, (_n, cells) in enumerate(held) if sum(bool(c.strip()) for c in cells) > 1), None)
        if first is None:
            raise NotATable("no row with headings; the first row names the columns: code, name, parent, level")
        names, held = [_of_heading(cell) for cell in held[first][1]], held[first + 1 :]
    if not any(names):
        raise NotATable("no column is known; name them code, name, parent and level, or use HXL tags such as #adm1+code")
    for at, (number, cells) in enumerate(_chained(held, lines)):
        if at >= MOST_ROWS:
            raise NotATable(f"more than {MOST_ROWS} rows; split the file")
        if any(cell.strip() for cell in cells):
            values: dict[str, str] = {}
            for name, cell in zip(names, cells, strict=False):
                if name and cell.strip():
                    values.setdefault(name, cell.strip())
            yield Row(number, values)


def _chained(held, lines):
    yield from held
    yield from lines


def _of_tag(tag: str) -> str:
    """Our name of a column by its HXL tag; empty where we have none."""
    parts = re.sub(r"\s+", "", tag.lower()).split("+")
    head, attributes = parts[0], parts[1:]
    level = re.fullmatch(r"#adm([0-5])?", head)
    languages = [a.removeprefix("i_") for a in attributes if re.fullmatch(r"(i_)?[a-z]{2}", a) and a not in ("id",)]
    if level:
        stem = f"adm{level[1]}" if level[1] is not None else ""
        if "parent" in attributes:
            return "parent"
        if "code" in attributes or "pcode" in attributes:
            return f"{stem}_code".lstrip("_")
        return f"{stem}_name{'_' + languages[0] if languages else ''}".lstrip("_")
    if head == "#country":
        return "country" if {"code", "iso3", "v_iso3"} & set(attributes) else "country_name"
    if head == "#geo":
        return next((name for name in ("lat", "lon", "admin_level") if name in attributes), "").replace("admin_level", "level")
    table = {"#loc": "kind" if "type" in attributes else "reference" if "code" in attributes else "name", "#status": "status", "#contact": "telephone", "#capacity": "capacity"}
    if head == "#date" and "start" in attributes:
        return "valid_from"
    return table.get(head, "")


_HEADINGS = {
    "code": "code pcode p-code p_code id", "name": "name area areaname site", "parent": "parent parent_code parentcode parent_pcode parent_p-code", "level": "level admin_level adminlevel adm_level",
    "country": "country location iso3 country_code countrycode adm0_a3", "valid_from": "valid_from valid_from_date date validon", "zone": "zone timezone tz", "kind": "kind type", "lat": "lat latitude y",
    "lon": "lon lng long longitude x", "status": "status", "emergency_number": "emergency emergency_number", "telephone": "telephone phone tel", "address": "address", "capacity": "capacity places",
    "of_state": "of_state operator sending_state", "reference": "reference uid qid ref", "path": "path", "note": "note", "code_version": "code_version version",
}  # fmt: skip
HEADINGS = {heading: name for name, headings in _HEADINGS.items() for heading in headings.split()}


def _of_heading(heading: str) -> str:
    """Our name of a column by its heading; empty where we have none."""
    plain = re.sub(r"[\s.]+", "_", heading.strip().lower()).strip("_")
    if plain in HEADINGS:
        return HEADINGS[plain]
    found = re.fullmatch(r"adm(?:in)?([0-5])_?(p?code|name|[a-z]{2}|ref)?(?:_?([a-z]{2}))?", plain)
    if found:
        level, what, language = found.groups()
        if what in ("code", "pcode"):
            return f"adm{level}_code"
        if what is None or what == "name" or len(what) == 2:
            tag = language or (what if what and len(what) == 2 else "")
            return f"adm{level}_name{'_' + tag if tag else ''}"
    found = re.fullmatch(r"name_([a-z]{2})", plain)
    return f"name_{found[1]}" if found else ""


def _features(text: str) -> Iterator[Row]:
    try:
        held = json.loads(text)
    except ValueError as wrong:
        raise NotATable(f"not well-formed JSON ({str(wrong)[:80]}); fetch or save it again") from wrong
    features = held.get("features") if isinstance(held, dict) else held
    if not isinstance(features, list):
        raise NotATable("JSON without features; expected a GeoJSON FeatureCollection")
    for number, feature in enumerate(features, 1):
        feature = feature if isinstance(feature, dict) else {}
        row = Row(number, geometry=feature.get("geometry"))
        properties = feature.get("properties") if isinstance(feature.get("properties"), dict) else {}
        for key, value in properties.items():
            name = _of_tag(key) if str(key).startswith("#") else _of_heading(str(key))
            if name and value not in (None, "") and not isinstance(value, (dict, list)):
                row.values.setdefault(name, _cell(value).strip())
            elif key == "names" and isinstance(value, dict):
                row.values |= {f"name_{tag}": str(one) for tag, one in value.items() if one}
        yield row
