"""Tables as rows of a plan's lists: contacts, wardens, call-down lists, roles, points, shelters, stocks, fleets, actions, corrections, agreements, estimates, hazards."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from . import values, words
from .sayings import Why, why
from .source import Table

HOME = {name: entry["section"] for name, entry in words.lists()["tables"].items()}
PROCEDURE = {"contacts": "contacts", "calls": "contacts", "roles": "roles", "actions": "steps", "corrections": "review"}
LEAST = 0.45


@dataclass(frozen=True)
class Column:
    """A column: its head as written, the field it was held to be ("" for none), how sure, and by what (head or content)."""

    index: int
    head: str
    field: str = ""
    sure: float = 0.0
    by: str = ""


@dataclass(frozen=True)
class Row:
    """
    A proposed row. ``number``: its row in the table, from 0. ``values``: field to text that was understood, ``left``: what did not fit,
    as (head, text); ``notes``: why. ``group``: the last row that ran across the whole table, such as the name of a ministry.
    """

    number: int
    values: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, str], ...] = ()
    notes: tuple[Why, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class Rows:
    """A table as rows of one list. ``skipped``: rows that are head, title or group, as text, and stay as text."""

    list: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    skipped: tuple[str, ...]
    sure: float
    header: int
    others: tuple[str, ...] = ()


def lists(kind: str) -> tuple[str, ...]:
    """The lists that a document of that kind has."""
    return tuple(PROCEDURE) if kind == "sop" else words.names()


def home(name: str, kind: str) -> str:
    """The section of a list."""
    return PROCEDURE[name] if kind == "sop" else HOME[name]


def fields_of(name: str) -> tuple[str, ...]:
    """The fields that columns of a list may be."""
    return tuple(words.lists()["tables"][name]["columns"])


def recognised(table: Table, kind: str, headings: Sequence[str] = (), section: str = "", before: Rows | None = None) -> Rows | None:
    """The list of a plan that a table is, or None. ``headings``: those it stands below, the nearest last; ``before``: the table that it may continue."""
    if len(table.rows) < 1 or not table.rows[0]:
        return None
    width = len(table.rows[0])
    ranked = []
    for header in headers(table):
        heads = table.rows[header]
        for name in lists(kind):
            made = _scored(name, heads, table, header, headings, section, kind)
            if made:
                ranked.append((made[0], -header, name, made[1]))
    ranked.sort(key=lambda one: (-one[0], -one[1], one[2]))
    if ranked and ranked[0][0] >= LEAST:
        sure, header, name, columns = ranked[0]
        others = tuple(dict.fromkeys(one[2] for one in ranked[1:] if one[0] >= LEAST and one[2] != name))
        return rows_of(table, name, columns, -header + 1, round(min(sure, 0.99), 2), others)
    if before is not None and len(before.columns) == width and _fits(table, before):
        columns = tuple(Column(one.index, one.head, one.field, one.sure * 0.9, "continued") for one in before.columns)
        return rows_of(table, before.list, columns, 0, round(before.sure * 0.9, 2))
    return None


def headers(table: Table) -> list[int]:
    """Rows that may be the head: the last that the file marks, else the first three with more than one filled cell."""
    if table.header_rows:
        return [table.header_rows - 1] + ([0] if table.header_rows > 1 else [])
    return [r for r, row in enumerate(table.rows[:4]) if sum(bool(cell) for cell in row) > 1 and not is_data(row)][:3]


def is_data(row: Sequence[str]) -> bool:
    """Whether a row holds values rather than heads of columns: a telephone, an address, a position, or many numbers and days."""
    kinds = [_kinds(cell[:200]) for cell in row if cell]
    return any(held & {"telephone", "email", "coordinates"} for held in kinds) or sum(bool(held & {"number", "day"}) for held in kinds) >= max(1, len(kinds) / 3)


def as_list(table: Table, name: str, kind: str, columns: dict[int, str] | None = None) -> Rows:
    """A table as rows of the list that a person names, with the columns that a person names."""
    best = None
    for header in headers(table) or [0]:
        found = _columns(name, table.rows[header], table, header)
        count = sum(bool(one.field) for one in found)
        if best is None or count > best[0]:
            best = (count, header, found)
    _, header, found = best
    if columns is not None:
        found = tuple(Column(one.index, one.head, columns.get(one.index, one.field), 1.0 if one.index in columns else one.sure, "person" if one.index in columns else one.by) for one in found)
    return rows_of(table, name, found, header + 1, 1.0)


def _scored(name: str, heads: Sequence[str], table: Table, header: int, headings: Sequence[str], section: str, kind: str):
    entry = words.lists()["tables"][name]
    columns = _columns(name, heads, table, header)
    held = {one.field: one for one in columns if one.field}
    if not any(one.by == "head" for one in held.values()):
        return None
    for group in entry["needs"]:
        if not any(field in held for field in group):
            return None
    filled = [one for one in columns if one.head or any(row[one.index] for row in table.rows[header + 1 : header + 6])]
    share = sum(one.sure for one in held.values()) / max(len(filled), 1)
    score = 0.25 + 0.45 * share + 0.03 * min(len(held), 6)
    found = [words.heads(name).find(words.bare(text)) for text in headings[-2:]]
    close = max((one.sure for one in found if one), default=0.0)
    score += 0.28 * close if close >= 0.6 else 0.0
    if home(name, kind) == section:
        score += 0.06
    title = " ".join(cell for row in table.rows[:header] for cell in row if cell)
    if title and (one := words.heads(name).find(title)) and one.sure >= 0.6:
        score += 0.2
    if name == "points" and not any(k in held for k in ("coordinates", "lat")) and close < 0.6 and not words.heads(name).find(held["name"].head):
        score -= 0.25
    if name in ("corrections", "estimates", "shelters") and close < 0.6 and home(name, kind) != section:
        score -= 0.15
    return min(score, 0.99), columns


CONTENT: dict[str, Callable[[str], bool]] = {
    "telephone": lambda text: bool(values.telephones(text)),
    "email": lambda text: bool(values.emails(text)),
    "coordinates": lambda text: values.position(text) is not None,
    "day": lambda text: values.day(text, True) is not None,
    "number": lambda text: values.whole(text) is not None and len(text) < 25,
}
KINDS = {
    "telephone": "telephone", "mobile": "telephone", "email": "email", "coordinates": "coordinates", "answered": "day", "tested": "day", "agreement": "day", "expiry": "day", "inspected": "day",
    "from": "day", "to": "day", "estimated": "day", "due_day": "day", "places": "number", "people": "number", "low": "number", "high": "number", "quantity": "number", "minimum": "number", "vehicles": "number",
    "seats": "number", "accessible": "number", "toilets": "number", "covered_m2": "number", "water_litres": "number",
}  # fmt: skip
BY_CONTENT = {"telephone": ("telephone", "mobile"), "email": ("email",), "coordinates": ("coordinates",), "day": ("answered", "tested", "expiry"), "number": ("places", "people", "quantity", "seats")}


def _columns(name: str, heads: Sequence[str], table: Table, header: int) -> tuple[Column, ...]:
    """Columns by their heads, each field once; those left by what stands in them. A head that the content contradicts counts less."""
    body = list(table.rows[header + 1 : header + 41])
    kinds = [_content([row[i] for row in body]) for i in range(len(heads))]
    own = set(fields_of(name))
    wishes = []
    for i, head in enumerate(heads):
        if not head or len(head) > 80:
            continue
        for field, sure in words.columns(name).all(head).items():
            want = KINDS.get(field)
            filled = any(row[i] for row in body)
            if want and filled and kinds[i].get(want, 0.0) < 0.3:
                sure -= 0.2 if want in ("number", "day") else 0.35
            elif want and filled:
                sure += 0.05
            if sure >= 0.45:
                wishes.append((round(min(sure, 1.0), 3), -i, field))
    taken: dict[int, Column] = {}
    used: set[str] = set()
    for sure, i, field in sorted(wishes, key=lambda one: (-one[0], -one[1])):
        if -i not in taken and field not in used:
            taken[-i] = Column(-i, heads[-i], field, round(sure, 2), "head")
            used.add(field)
    for i in range(len(heads)):
        if i in taken:
            continue
        for kind in ("email", "telephone", "coordinates"):
            free = next((field for field in BY_CONTENT[kind] if field in own and field not in used), "")
            if free and kinds[i].get(kind, 0.0) >= 0.6:
                taken[i] = Column(i, heads[i], free, 0.55, "content")
                used.add(free)
                break
    return tuple(taken.get(i, Column(i, head)) for i, head in enumerate(heads))


def _content(cells: Sequence[str]) -> dict[str, float]:
    """The share of filled cells that are of each kind."""
    filled = [_kinds(cell[:200]) for cell in cells if not values.nothing(cell)]
    return {kind: sum(kind in held for held in filled) / len(filled) for kind in CONTENT} if filled else {}


@lru_cache(20_000)
def _kinds(cell: str) -> frozenset[str]:
    return frozenset(kind for kind, test in CONTENT.items() if test(cell))


def _fits(table: Table, before: Rows) -> bool:
    """Whether the cells are of the kinds that the columns of the table before ask for."""
    asked = [(one.index, KINDS[one.field]) for one in before.columns if one.field in KINDS]
    if not asked:
        return False
    shares = [_content([row[i] for row in table.rows]).get(kind, 0.0) for i, kind in asked if any(row[i] for row in table.rows)]
    return bool(shares) and sum(shares) / len(shares) >= 0.6


def rows_of(table: Table, name: str, columns: tuple[Column, ...], start: int, sure: float, others: tuple[str, ...] = ()) -> Rows:
    """The rows below the head, read by the columns."""
    skipped = [_line(table, r) for r in range(start)]
    first = {one.field: values.day_first(row[one.index] for row in table.rows[start:]) for one in columns if KINDS.get(one.field) == "day"}
    head = tuple(words.plain(one.head) for one in columns)
    rows, group = [], ""
    serial = _serial(table, columns, start)
    if serial is not None:
        skipped.append(f"{columns[serial].head}: {' '.join(row[serial] for row in table.rows[start:] if row[serial])}")
    for r in range(start, len(table.rows)):
        row = table.rows[r]
        filled = [c for c, cell in enumerate(row) if cell]
        if tuple(words.plain(cell) for cell in row) == head:
            skipped.append(_line(table, r))  # the head again, on the next page
            continue
        if len(filled) == 1 and len(row) > 2 and filled[0] == 0 and (r, 0) not in table.carried:
            group = row[0]
            skipped.append(row[0])
            continue
        if filled:
            rows.append(_row(name, r, row, [one for one in columns if one.index != serial], first, group, table))
    return Rows(name, columns, tuple(rows), tuple(one for one in skipped if one), sure, start, others)


def _serial(table: Table, columns: Sequence[Column], start: int) -> int | None:
    """The column that only numbers the rows, or None."""
    for one in columns[:2]:
        held = [values.whole(row[one.index].strip(" .)")) for row in table.rows[start:] if row[one.index]]
        if not one.field and len(held) >= 2 and None not in held and all(b - a == 1 for a, b in zip(held, held[1:], strict=False)):
            return one.index
    return None


def _line(table: Table, r: int) -> str:
    return " | ".join(cell.replace("\n", " / ") for c, cell in enumerate(table.rows[r]) if cell and (r, c) not in table.carried)


def _row(name: str, number: int, row: Sequence[str], columns: Sequence[Column], first: dict[str, bool | None], group: str, table: Table) -> Row:
    held, left, notes = {}, [], []
    for column in columns:
        text = row[column.index]
        if not text:
            continue
        if not column.field:
            if (number, column.index) not in table.carried:
                left.append((column.head, text))
            continue
        made, rest, note = understood(column.field, text, first.get(column.field))
        if note:
            notes.append(note)
        for field, value in made.items():
            if field in held and held[field] != value:
                left.append((column.head, value))
            held.setdefault(field, value)
        if rest:
            left.append((column.head, rest))
    return Row(number, tuple(held.items()), tuple(left), tuple(notes), group)


def understood(field: str, text: str, first: bool | None = None) -> tuple[dict[str, str], str, Why | None]:
    """
    What a cell gives a field: (field to text, the text to keep as written, why it was not read).

    A value that is written in another form than it was is kept as written too, so that no word is lost.
    """
    kind = KINDS.get(field, "")
    if values.nothing(text):
        return {}, text, None
    if kind == "telephone":
        found = values.telephones(text)
        if not found:
            mails = values.emails(text)
            return ({"email": mails[0]}, "" if mails[0] == text.strip() else text, None) if mails else ({}, text, why("value.unread", text=text[:60], wanted="a telephone"))
        out = {field: found[0]}
        if len(found) > 1:
            out["more"] = "; ".join(found[1:])
        if mails := values.emails(text):
            out["email"] = mails[0]
        return out, "" if same(text, " ".join([*found, *mails])) else text, None
    if kind == "email":
        found = values.emails(text)
        if not found:
            return {}, text, why("value.unread", text=text[:60], wanted="an e-mail address")
        return {field: "; ".join(found)}, "" if same(text, " ".join(found)) else text, None
    if kind == "day":
        day = values.day(text, first)
        if day is None:
            two = values.day(text, True) is not None
            return {}, text, why("value.day", text=text[:60]) if two else why("value.unread", text=text[:60], wanted="a day")
        return {field: day.isoformat()}, "" if text.strip() == day.isoformat() else text, None
    if kind == "number":
        value = values.number(text)
        if value is None or value < 0 or (value != int(value) and field not in ("quantity", "minimum", "covered_m2", "water_litres")):
            return {}, text, why("value.unread", text=text[:60], wanted="a number")
        shown = str(int(value)) if value == int(value) else str(value)
        out = {field: shown}
        if field in ("quantity", "minimum") and (unit := values.unit_of(text)):
            out["unit"] = unit
        return out, "" if same(text, " ".join(out.values())) else text, None
    if kind == "coordinates":
        held = values.position(text)
        if held is None:
            return {}, text, why("value.unread", text=text[:60], wanted="a position")
        return {"lat": str(held[0]), "lon": str(held[1])}, text, None
    if field in ("lat", "lon"):
        value = values.angle(text, 90 if field == "lat" else 180)
        if value is None:
            return {}, text, why("value.unread", text=text[:60], wanted="a position")
        return {field: str(value)}, "" if text.strip() == str(value) else text, None
    if field in ("step_free", "water"):
        said = values.yes(text)
        return ({field: "true" if said else "false"}, text, None) if said is not None else ({}, text, None)
    if field in ("likelihood", "impact"):
        value = values.whole(text)
        if value is None:
            found = words.lexicon("scale").find(text)
            value = int(found.to) if found and found.exact else None
        if value is None or not 1 <= value <= 5:
            return {}, text, why("value.unread", text=text[:60], wanted="a number from 1 to 5")
        return {field: str(value)}, "" if text.strip() == str(value) else text, None
    if field in ("due", "mobilise"):
        value = values.hours(text)
        if value is None:
            return {}, text, why("value.unread", text=text[:60], wanted="a time in hours")
        shown = str(round(value, 4))
        return {field: shown}, "" if text.strip() == shown else text, None
    return {field: text}, "", None


def same(a: str, b: str) -> bool:
    """Whether two texts have the same words."""
    return sorted(re.findall(r"\w+", values.digits(a).casefold())) == sorted(re.findall(r"\w+", values.digits(b).casefold()))
