"""CSV and XLSX as one header and a stream of rows. Encoding, delimiter and header are found, bounds kept, faults named."""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.refusals import Refusal
from safeconduct.people.importing.columns import known_words

MOST_BYTES = 100 * 2**20
MOST_UNPACKED = 600 * 2**20  # bytes of a workbook once unpacked
MOST_RATIO = 200  # unpacked to packed: more is a bomb
MOST_COLUMNS = 200
MOST_CELL = 2_000  # characters
LOOK = 30  # rows in which the header is looked for
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("cp1256", "cp1251", "gb18030", "cp1252")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class BadFile(Refusal):
    """The file can't be read as a table: which file, where in it, what is wrong, what to do."""

    text = _("%(file)s, row %(row)s, %(field)s: %(remedy)s")


@dataclass
class Table:
    """A table: its header, the number of the header's row as a spreadsheet counts, and the rows below with their numbers."""

    name: str
    kind: str  # csv, xlsx
    header: list[str]
    header_row: int
    rows: Iterator[tuple[int, list[str]]]
    encoding: str = ""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()


def open_table(content: bytes, name: str, sheet: str = "") -> Table:
    """
    The table in a file. ``rows`` is a stream of (row number, cells as text); a cell is cut of blanks, a day is written as ISO.

    Refuses ``BadFile`` for what is empty, no table, encrypted, too wide, or would unpack to more than the bounds.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise bad(name, 1, _("the file"), _("it is empty. Save the table again and bring that file."))
    if len(content) > MOST_BYTES:
        raise bad(name, 1, _("the file"), _("it is larger than 100 MB. Cut it into several files."))
    if content.startswith(OLD_OFFICE):
        raise bad(name, 1, _("the file"), _("the workbook is locked with a password or of an old kind. Save it as XLSX without a password."))
    if content.startswith(b"PK"):
        return _workbook(content, name, sheet)
    return _text(content, name)


def bad(file: str, row: int, field, remedy) -> BadFile:
    """One fault of a file."""
    return BadFile(file=file, row=row, field=field, remedy=remedy)


def _text(content: bytes, name: str) -> Table:
    encoding = _encoding(content)
    sample = content[: 256 * 1024].decode(encoding, "ignore")
    if "\0" in sample or sum(not (c.isprintable() or c in "\r\n\t\ufeff") for c in sample) > len(sample) // 50:
        raise bad(name, 1, _("the file"), _("it is no table. Bring CSV or XLSX."))
    delimiter = _delimiter(sample)
    csv.field_size_limit(MOST_CELL * 20)
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding, "replace", newline=""), delimiter=delimiter)
    return _table(name, "csv", _lines(reader, name), encoding=encoding, delimiter=delimiter)


def _lines(reader, name: str) -> Iterator[tuple[int, list]]:
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise bad(name, number, _("the row"), _("a quotation mark is opened and not closed. Close it and bring the file again.")) from None


def _encoding(content: bytes) -> str:
    """The encoding of a text: by its mark, as UTF-8, else the one in which most words of a header make sense."""
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        content.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    head = content[:65536]
    return max(ENCODINGS, key=lambda name: (_sense(head, name), name == "cp1252"))


def _sense(head: bytes, encoding: str) -> int:
    text = head.decode(encoding, "replace")
    first = text.split("\n", 1)[0]
    words = [w for d in DELIMITERS for w in first.split(d)]
    return len(known_words(words)) * 100 - text.count("\ufffd")


def _delimiter(sample: str) -> str:
    """The delimiter with which most of the first rows have the same number of cells, and more than one."""

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in itertools.islice(csv.reader(io.StringIO(sample), delimiter=delimiter), LOOK) if row]
        except csv.Error:
            return 0, 0
        common = max(set(widths), key=widths.count) if widths else 0
        return (widths.count(common) if common > 1 else 0), common

    return max(DELIMITERS, key=fit)


def _workbook(content: bytes, name: str, wanted: str) -> Table:
    import openpyxl

    _check_unpacked(content, name)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception:
        raise bad(name, 1, _("the file"), _("it is no workbook that can be read. Open it, save it as XLSX and bring that file.")) from None
    sheets = tuple(sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible")
    if wanted and wanted not in sheets:
        raise bad(name, 1, wanted, _("there is no such sheet. Name one of the sheets of the workbook."))
    if not sheets:
        raise bad(name, 1, _("the file"), _("it has no sheet that can be seen."))
    chosen = [wanted] if wanted else sorted(sheets, key=lambda title: -_knows(book[title]))[:1]
    sheet = book[chosen[0]]
    sheet.reset_dimensions()
    return _table(name, "xlsx", _sheet_rows(sheet, name), sheets=sheets)


def _sheet_rows(sheet, name: str) -> Iterator[tuple[int, tuple]]:
    number = 0
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, row
    except BadFile:
        raise
    except Exception:
        raise bad(name, number + 1, _("the row"), _("the workbook is broken here. Open it, save it again and bring that file.")) from None


def _knows(sheet) -> int:
    """How many words of a header that we know stand in the first rows of a sheet."""
    sheet.reset_dimensions()
    try:
        return max((len(known_words([_cell(c) for c in row[:MOST_COLUMNS]])) for row in sheet.iter_rows(max_row=LOOK, values_only=True)), default=0)
    except Exception:
        return 0


def _check_unpacked(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
    except zipfile.BadZipFile:
        raise bad(name, 1, _("the file"), _("it is broken. Save the workbook again and bring that file.")) from None
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise bad(name, 1, _("the file"), _("it is no workbook. Bring CSV or XLSX."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise bad(name, 1, _("the file"), _("the workbook is locked with a password. Save it without one."))
    size = sum(entry.file_size for entry in entries)
    if size > MOST_UNPACKED or any(e.file_size > 2**20 and e.file_size > MOST_RATIO * max(e.compress_size, 1) for e in entries):
        raise bad(name, 1, _("the file"), _("it would unpack to far more than a table needs. Save only the table as CSV."))


def _table(name: str, kind: str, lines: Iterator[tuple[int, list]], **more) -> Table:
    first = [(number, cells(row, name, number)) for number, row in itertools.islice(lines, LOOK)]
    filled = [(number, row) for number, row in first if sum(bool(c) for c in row) > 0]
    if not filled:
        raise bad(name, 1, _("the file"), _("there is nothing in it. Save the table again and bring that file."))
    header_row, header = max(filled, key=lambda one: (len(known_words(one[1])), -one[0]))
    if not known_words(header):
        header_row, header = filled[0]
    if sum(bool(c) for c in header) < 1 or (kind == "csv" and len(header) < 2 and not known_words(header)):
        raise bad(name, header_row, _("the header"), _("it is no table with columns. Bring CSV or XLSX with a row of headings."))
    if len(set(filter(None, header))) != len(list(filter(None, header))):
        twice = next(c for c in header if c and header.count(c) > 1)
        raise bad(name, header_row, twice, _("two columns have this heading. Give each its own."))
    rest = ((number, cells(row, name, number)) for number, row in lines)
    rows = itertools.chain(((n, r) for n, r in first if n > header_row), rest)
    return Table(name, kind, header, header_row, ((n, r) for n, r in rows if any(r) and not _is_tags(r)), **more)


def _is_tags(row: list[str]) -> bool:
    """A row of HXL tags under the header."""
    filled = [c for c in row if c]
    return bool(filled) and all(c.startswith("#") for c in filled)


def cells(row, name: str, number: int) -> list[str]:
    """The cells of a row as text; refuses ``BadFile`` for a row that is wider than any list of people."""
    row = list(row)
    while row and row[-1] in (None, ""):
        row.pop()
    if len(row) > MOST_COLUMNS:
        raise bad(name, number, _("the row"), _("it has more than 200 columns. Keep the columns that are about people."))
    return [_cell(value) for value in row]


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.strip().lstrip("\ufeff")[:MOST_CELL]
        return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text  # as our own files keep it from being run
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:MOST_CELL]
