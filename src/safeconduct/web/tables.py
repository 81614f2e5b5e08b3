"""Tables: one definition gives the page, its filters and order, and the files in which it leaves the house."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language_bidi

from safeconduct.web.drawn import Item
from safeconduct.web.written import number, text_of

# What a spreadsheet would run as a formula, also behind a tab or a line break.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Column:
    """
    One column: what it is called, where its value comes from, and how it leaves.

    ``value`` takes a row and gives plain data (default: the attribute ``name``); ``cell`` draws it on the page instead;
    ``url`` makes it a link. ``content`` says that the value is data, not words of ours. ``sort`` is the key handed to the
    query; empty cannot be sorted. ``lead`` marks the heading of the row. ``lang`` gives the language of a value. ``plain``
    needs no heading on a narrow screen, where the cells of a row stand in one running line.
    """

    name: str
    head: Any
    value: Callable[[Any], Any] | None = None
    cell: Callable[[Any], Any] | None = None
    url: Callable[[Any], str] | None = None
    lang: Callable[[Any], str] | None = None
    hxl: str = ""
    sort: str = ""
    numeric: bool = False
    lead: bool = False
    content: bool = True
    plain: bool = False
    on_page: bool = True
    in_file: bool = True

    def of(self, row: Any) -> Any:
        """The plain value of this column in a row."""
        return self.value(row) if self.value else attrgetter(self.name)(row)


@dataclass(frozen=True)
class Want:
    """What a reader asked of a table: order, the row after which to go on, how many, and the filters as cleaned values."""

    sort: str = ""
    descending: bool = False
    after: str = ""
    size: int = 50
    filters: Mapping[str, Any] = field(default_factory=dict)

    def next_of(self, queryset: QuerySet, sorts: Mapping[str, str], key: str = "uid") -> QuerySet:
        """
        The rows of ``queryset`` (scoped already) that come next, one more than fits so that the page knows whether there is another.

        ``sorts`` maps a sort key to a field; ``key`` is unique. Rows without a value come last in either direction. The place
        is named by the key of the last row alone, so no value of a person stands in an address; a row that has gone since
        begins the list again.
        """
        name = sorts.get(self.sort) or next(iter(sorts.values()))
        order = F(name).desc(nulls_last=True) if self.descending else F(name).asc(nulls_last=True)
        rows = queryset.order_by(order, key)
        last = queryset.filter(**{key: self.after}).values_list(name, flat=True)[:1] if self.after else []
        for value in last:
            rows = rows.filter(self._beyond(name, value, key))
        return rows[: self.size + 1]

    def _beyond(self, name: str, value: Any, key: str) -> Q:
        same = Q(**{f"{key}__gt": self.after})
        if value is None:
            return Q(**{f"{name}__isnull": True}) & same
        further = Q(**{f"{name}__{'lt' if self.descending else 'gt'}": value})
        return further | (Q(**{name: value}) & same) | Q(**{f"{name}__isnull": True})


@dataclass(frozen=True)
class Table:
    """
    A table of one kind of row.

    ``key`` names the row (a uid). ``caption`` says in which order it stands. ``sort`` is the order at first, ``-`` before it
    turns it round. ``empty`` is (title, text, url, verb): what to do where there is nothing.
    """

    columns: Sequence[Column]
    caption: Any
    key: Callable[[Any], Any] = attrgetter("uid")
    sort: str = ""
    empty: tuple[Any, Any, str, Any] = ("", "", "", "")
    name: str = "table"
    size: int = 50

    def want(self, params: Mapping[str, str], filters: Mapping[str, Any] | None = None) -> Want:
        """Read order and place from a query string; an order that the table does not have is its own order."""
        asked = params.get("sort", "") or self.sort
        if asked.lstrip("-") not in {column.sort for column in self.columns if column.sort}:
            asked = self.sort
        return Want(asked.lstrip("-"), asked.startswith("-"), params.get("after", ""), self.size, filters or {})

    def page(self, rows: Iterable[Any], want: Want, params: Mapping[str, str] | None = None, **shown: Any) -> Page:
        """The page for these rows (one more than ``want.size`` when there is another page)."""
        rows = list(rows)
        return Page(self, rows[: want.size], want, len(rows) > want.size, dict(params.items()) if params else {}, **shown)

    @property
    def page_columns(self) -> list[Column]:
        """The columns that stand on the page."""
        return [column for column in self.columns if column.on_page]

    @property
    def file_columns(self) -> list[Column]:
        """The columns that leave in a file."""
        return [column for column in self.columns if column.in_file]

    def csv(self, rows: Iterable[Any]) -> Iterator[bytes]:
        """The rows as CSV in UTF-8: headings, a row of HXL tags, one line a row, none of which a spreadsheet would run."""
        columns = self.file_columns
        yield b"\xef\xbb\xbf" + _line([str(column.head) for column in columns])
        if any(column.hxl for column in columns):
            yield _line([column.hxl for column in columns])
        for row in rows:
            yield _line([_harmless(column.of(row)) for column in columns])

    def xlsx(self, rows: Iterable[Any], title: Any = "") -> bytes:
        """The rows as a workbook; right to left where the language is. Text stays text, whatever it begins with."""
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        sheet = book.add_worksheet(_sheet_name(str(title)))
        if get_language_bidi():
            sheet.right_to_left()
        bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        columns = self.file_columns
        heads = [[str(column.head) for column in columns]]
        if any(column.hxl for column in columns):
            heads.append([column.hxl for column in columns])
        for place, line in enumerate(heads):
            for at, text in enumerate(line):
                sheet.write_string(place, at, text, bold if place == 0 else None)
        sheet.freeze_panes(len(heads), 0)
        for place, row in enumerate(rows, len(heads)):
            for at, column in enumerate(columns):
                _write(sheet, place, at, column.of(row), quoted)
        book.close()
        return out.getvalue()


@dataclass(frozen=True)
class Page:
    """One page of a table, with what stands round it: tabs, filters, bulk verbs, downloads and the whole count."""

    table: Table
    rows: Sequence[Any]
    want: Want
    more: bool
    params: Mapping[str, str]
    total: int | None = None
    tabs: Sequence[Item] = ()
    filters: Any = None
    verbs: Sequence[tuple[str, Any]] = ()
    verbs_url: str = ""
    csv_url: str = ""
    xlsx_url: str = ""
    chosen: Callable[[Any], Any] | None = None

    @property
    def heads(self) -> list[dict]:
        """The headings, each with the address that orders by it and how it is ordered now."""
        heads = []
        for column in self.table.page_columns:
            now = bool(column.sort) and column.sort == self.want.sort
            turned = f"-{column.sort}" if now and not self.want.descending else column.sort
            ordered = ("descending" if self.want.descending else "ascending") if now else ""
            heads.append({"column": column, "url": self._address(sort=turned, after=""), "ordered": ordered})
        return heads

    @property
    def lines(self) -> list[dict]:
        """The rows with their key, name and cells, ready to be drawn."""
        lead = next((column for column in self.table.page_columns if column.lead), self.table.page_columns[0])
        lines = []
        for row in self.rows:
            cells = [_cell(column, row) for column in self.table.page_columns]
            name = self.chosen(row) if self.chosen else lead.of(row)
            lines.append({"key": self.table.key(row), "name": name, "cells": cells})
        return lines

    @property
    def next_url(self) -> str:
        """The address of the page after this one."""
        return self._address(after=str(self.table.key(self.rows[-1]))) if self.more and self.rows else ""

    @property
    def first_url(self) -> str:
        """The address of the first page, when this is another."""
        return self._address(after="") if self.want.after else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a filter form must carry on: the order, not the place."""
        return [("sort", self.params["sort"])] if self.params.get("sort") else []

    def _address(self, **changed: str) -> str:
        return "?" + urlencode({name: value for name, value in {**self.params, **changed}.items() if value})


def _cell(column: Column, row: Any) -> dict:
    value = column.of(row)
    if column.cell:
        text, content = column.cell(row), False
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        text, content = number(value), False
    else:
        text, content = text_of(value), column.content
    lang = column.lang(row) if column.lang else ""
    css = {"num": column.numeric, "line": column.cell, "plain": column.plain, "none": text in ("", "—")}
    return {
        "column": column,
        "text": text,
        "content": content,
        "drawn": column.cell is not None,
        "lang": lang,
        "url": column.url(row) if column.url else "",
        "css": " ".join(name for name, worn in css.items() if worn),
    }


def _harmless(value: Any) -> Any:
    """A cell for CSV: numbers as they are, text that a spreadsheet would run behind an apostrophe."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    text = text_of(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _line(cells: list) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()


def _write(sheet: Any, row: int, column: int, value: Any, quoted: Any) -> None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
        return
    text = text_of(value)
    sheet.write_string(row, column, text, quoted if text.startswith(FORMULA) else None)


def _sheet_name(title: str) -> str:
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in title).strip("' ")[:31]
