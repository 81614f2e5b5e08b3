"""Who is inside a footprint: the one question of this engine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from . import morton
from .area import Band, refine
from .border import circle_in_band
from .cover import cover
from .model import NOBODY, Codes, Exposure, People, Presence, Table
from .presence import shares
from .version import VERSION

SKIP_COVER = 200_000
"""Below so many people every position is simply tested: the cover would cost more than it saves."""

_WIDEST_MARGIN_M = 2000.0


def expose(
    bands: Sequence[Band],
    people: People | None = None,
    *,
    presence: Sequence[Presence] = (),
    stale_after_days: float | None = None,
    budget: int | None = None,
    digest: bool = True,
) -> Exposure:
    """
    Say who is inside the footprint, in which band, how surely, and how many of each group.

    ``bands``: from the mildest to the worst; a person gets the worst. ``people``: their cells in any order; ascending is faster
    from ``SKIP_COVER`` people on. ``presence``: estimates for people on no list. ``stale_after_days``: an older
    position makes nobody certain; None lets no position grow old. ``budget``: as in ``cover``; by the number of people where not given; 0
    never covers. ``digest=False`` saves hashing the arrays.

    *certain*: the whole accuracy circle is in the footprint, and the position is fresh. *possible*: the circle touches it, or it is
    inside but stale or of unknown accuracy. The answer does not depend on ``budget`` or on the order of people.
    Raises ValueError for impossible shapes or numbers.
    """
    if not bands or len(bands) > 100:
        raise ValueError("a footprint needs 1 to 100 bands")
    people = People(NOBODY) if people is None else people
    stale = _stale(people, stale_after_days)

    who, known, top, near = _candidates(bands, people, budget)
    sure, at, reach = _judge(bands, people, who, known, top, near)
    if stale is not None:
        sure = np.where(stale[who], 0, sure).astype(np.int8)
    who, sure, at, reach = _inside(who, sure, at, reach)

    parts, sums = shares(bands, presence)
    names = tuple(band.name for band in bands)
    band, certain = np.where(at > 0, at, reach).astype(np.int8), sure > 0
    same = np.array_equal(sure, at) and np.array_equal(at, reach)
    counted = {name: _table(group, who, band, certain, sure, at, reach, len(bands), same) for name, group in people.groups.items()}
    everybody = Codes(np.zeros(len(people), np.int8), ("all",))
    total = _table(everybody, who, band, certain, sure, at, reach, len(bands), same)
    old = NOBODY if stale is None else who[stale[who]]
    answer = Exposure(VERSION, names, len(people), who, band, certain, sure, at, reach, total, counted, parts, sums, old)
    if not digest:
        return answer
    return replace(answer, digest_in=_digest_in(bands, people, presence, stale_after_days), digest_out=_digest_out(answer))


def _stale(people, after):
    """Who has a position that is too old to be sure of, bool (n,); None when nobody can have."""
    if after is None or people.age_days is None:
        return None
    return ~(people.age_days <= after)


def _candidates(bands, people, budget):
    """
    Who may be inside: rows, their least and greatest possible band, and whether their accuracy circle has still to be measured.
    """
    n, accuracy = len(people), people.accuracy_m
    if budget is None:
        budget = 0 if n < SKIP_COVER else int(np.clip(n // 1000, 300, 4000))
    if not budget:
        who = np.arange(n) if accuracy is not None else _in_box(bands, people)
        known, top = np.zeros(len(who), np.int8), np.full(len(who), len(bands), np.int8)
        return who, known, top, None if accuracy is None else np.ones(n, bool)

    told = NOBODY if accuracy is None else accuracy[accuracy >= 0]
    margin = float(np.percentile(np.minimum(told, _WIDEST_MARGIN_M), 90)) if len(told) else 0.0
    runs = cover(bands, budget=budget, margin_m=margin)
    who, run = _in_runs(people, runs)
    known, top = runs.band[run], runs.top[run]
    if accuracy is None:
        return who, known, top, None
    narrow = ~(accuracy[who] > margin)
    wide = np.flatnonzero(accuracy > margin)
    near = np.concatenate([(known != top)[narrow], np.ones(len(wide), bool)])
    who = np.concatenate([who[narrow], wide])
    known = np.concatenate([known[narrow], np.zeros(len(wide), np.int8)])
    return who, known, np.concatenate([top[narrow], np.full(len(wide), len(bands), np.int8)]), near


def _in_box(bands, people):
    """The rows of those whose cell lies between the cells of the box's corners: a box is within the run from its lowest cell to its highest."""
    west, south, east, north = np.array([band.box for band in bands]).T
    if west.min() < -180 or east.max() > 180:
        return np.arange(len(people))
    low, high = morton.cell(west.min(), south.min()), morton.cell(east.max(), north.max())
    return np.flatnonzero((people.cell >= low) & (people.cell <= high))


def _in_runs(people, runs):
    """The rows of everybody in a run, and the run each is in."""
    if not people.ordered:
        run = np.searchsorted(runs.lo, people.cell, "right") - 1
        who = np.flatnonzero((run >= 0) & (people.cell <= runs.hi[np.maximum(run, 0)])) if len(runs) else NOBODY
        return who, run[who]
    first, last = np.searchsorted(people.cell, runs.lo), np.searchsorted(people.cell, runs.hi, "right")
    size = last - first
    run = np.repeat(np.arange(len(runs)), size)
    return np.repeat(first - np.cumsum(size) + size, size) + np.arange(len(run)), run


def _judge(bands, people, who, known, top, near):
    """The worst band that surely holds, holds, and may hold each of these people: three int8 arrays, one and the same where all positions are exact."""
    at = known.copy()
    ask = np.flatnonzero(known != top)
    lon, lat = morton.position(people.cell[who[ask]])
    at[ask] = refine(bands, lon, lat, known[ask], top[ask])
    if near is None:
        return at, at, at

    sure, reach, accuracy = at.copy(), at.copy(), people.accuracy_m[who]
    blurred = np.flatnonzero(near & (accuracy > 0))
    lon, lat = morton.position(people.cell[who[blurred]])
    least, most = np.zeros(len(blurred), np.int8), at[blurred].copy()
    for k, band in enumerate(bands, 1):
        whole, touch = circle_in_band(band, lon, lat, accuracy[blurred], band.covers(lon, lat))
        least[whole], most[touch] = k, np.maximum(most[touch], k)
    sure[blurred], reach[blurred] = least, most
    sure[np.isnan(accuracy)] = 0
    return sure, at, reach


def _inside(who, sure, at, reach):
    """Only those who may be inside, rows ascending."""
    kept = np.flatnonzero(reach)
    rows = who[kept]
    if (rows[1:] < rows[:-1]).any():
        by = np.argsort(rows, kind="stable")
        rows, kept = rows[by], kept[by]
    at_kept = at[kept]
    return rows, at_kept if sure is at else sure[kept], at_kept, at_kept if reach is at else reach[kept]


def _table(group, who, band, certain, sure, at, reach, bands, same):
    """One ``Table``. Where every position is exact and fresh all five figures come from one count."""

    def count(values):
        some = values > 0
        return group.per_band(who[some], values[some], bands)

    def or_worse(table):
        return table[::-1].cumsum(0)[::-1]

    names = tuple(group.names)
    if same:
        once = group.per_band(who, band, bands)
        return Table(names, once, np.zeros_like(once), *[or_worse(once)] * 3)
    surely = group.per_band(who[certain], band[certain], bands)
    every = group.per_band(who, band, bands)
    return Table(names, surely, every - surely, or_worse(count(sure)), or_worse(count(at)), or_worse(count(reach)))


def _digest_in(bands, people, presence, stale_after_days):
    """A sha-256 of the question: shapes, arrays, names, the age at which a position is stale."""
    h = hashlib.sha256(repr((VERSION, stale_after_days, len(people))).encode())
    for band in bands:
        h.update(repr((band.name, [(c.lon, c.lat, c.km) for c in band.circles])).encode())
        h.update(b"".join(shapely.to_wkb(polygon, byte_order=1) for polygon in band.polygons))
    for column, kind in ((people.cell, "<i8"), (people.accuracy_m, "<f8"), (people.age_days, "<f8")):
        h.update(b"-" if column is None else np.ascontiguousarray(column, kind).data)
    for name, group in people.groups.items():
        values = group.code if isinstance(group, Codes) else group.bits
        h.update(repr((name, tuple(group.names))).encode() + np.ascontiguousarray(values, "<u8" if values.dtype.kind == "u" else "<i8").tobytes())
    for e in presence:
        h.update(repr((e.name, e.group, e.low, e.best, e.high)).encode() + shapely.to_wkb(e.area, byte_order=1))
    return h.hexdigest()


def _digest_out(answer):
    """A sha-256 of the answer's whole numbers: the same on every machine."""
    h = hashlib.sha256(repr((answer.version, answer.bands, answer.asked)).encode())
    for column, kind in ((answer.who, "<i8"), *((part, "i1") for part in (answer.band, answer.sure, answer.at, answer.reach))):
        h.update(np.ascontiguousarray(column, kind).data)
    for name, table in sorted(answer.tables.items()):
        h.update(repr((name, table.names)).encode())
        for part in (table.certain, table.possible, table.low, table.best, table.high):
            h.update(np.ascontiguousarray(part, "<i8").tobytes())
    h.update(repr([(s.name, s.group, s.people, s.at_most) for s in answer.shares]).encode())
    h.update(repr(answer.presence).encode())
    return h.hexdigest()
