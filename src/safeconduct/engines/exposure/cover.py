"""
Cover: a footprint as runs of Morton cells, most of which need no geometry any more.

The quadtree is walked down from a few squares that hold the whole footprint, all squares of a level at once. A square that no edge touches is wholly inside
or wholly outside each band, so one exact test of its centre settles it (**whole**). At the finest level what an edge touches is
left open (**refine**): people in it get the exact test one by one. Edges are found by marks: each edge is chopped into pieces no
longer than half a square, and every square that meets the box of a piece is marked. A mark too many costs time, never truth.
Circles are judged by the distance of the square's centre and a bound on its radius (triangle inequality), which holds across
+-180 and at the poles; so does the walk, whose columns wrap round.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from . import antimeridian, sphere
from .area import Band
from .morton import BITS, interleave

FINEST = 22
"""The smallest square is 9 m by 5 m at the equator; there the float64 arithmetic of the marks is still 1e4 times finer than its margin."""
_SLACK = 1e-6
_MOST_MARKS = 4_000_000
_FEW = 8
_BAND = 2 * FINEST + 2


@dataclass(frozen=True, eq=False)
class Ranges:
    """
    Disjoint runs of cells, ascending: ``lo``, ``hi`` int64 (both inclusive), ``band``, ``top`` int8, all of shape (r,).

    Everybody in a run is in at least band ``band`` and at most band ``top``. Where both are equal the run is *whole*: its people can
    be counted from an index on the cell alone. Where not, it is to *refine*. A cell in no run is outside every band.
    """

    lo: np.ndarray
    hi: np.ndarray
    band: np.ndarray
    top: np.ndarray

    def __len__(self):
        return len(self.lo)

    @property
    def whole(self):
        """Bool of shape (r,): True where ``band`` is the answer for everybody, False where each has to be asked with ``refine``."""
        return self.band == self.top

    def rows(self):
        """The runs as a list of plain tuples (lo, hi, band, top), to be loaded into a table."""
        return list(zip(self.lo.tolist(), self.hi.tolist(), self.band.tolist(), self.top.tolist(), strict=True))


def cover(bands: Sequence[Band], *, budget: int = 1000, margin_m: float = 0.0) -> Ranges:
    """
    The footprint as ``Ranges``: about ``budget`` squares on its edges are left to refine, everything else is settled.

    ``bands``: from the mildest to the worst. ``budget``: more squares cost time here and save exact tests (300 for 100,000
    people, 1,000 for a million, 4,000 for ten million). ``margin_m``: squares within so many metres of any border count as edge
    squares, also outside, so that a position that is only known to ``margin_m`` is settled by a whole run with its whole accuracy circle.
    """
    if margin_m < 0 or budget < 1:
        raise ValueError("a cover needs a budget of at least 1 and a margin that is not negative")
    level, marks = _marks(bands, budget, margin_m)
    return _walk(bands, level, marks, margin_m)


def _marks(bands, budget, margin_m):
    """The finest level that keeps to the budget, and for each band the sorted squares of it that its edges touch."""
    a, b, of = _edges(bands)
    length = np.abs(b - a).sum()
    for circle in (c for band in bands for c in band.circles):
        wide, tall = sphere.widths_deg(circle.lat, circle.km * 1000)
        length += 4 * (wide / 360 + tall / 180)
    level = int(np.clip(np.floor(np.log2(budget / max(length, 1e-9))), 1, FINEST))
    if not len(of):
        return level, [np.empty(0, np.int64)] * len(bands)

    level, found = _at_most(a, b, of, min(level + 2, FINEST), margin_m)
    while len(found) * 1.4 <= budget and level < FINEST:  # long straight edges: fewer squares than thought
        finer, more = _at_most(a, b, of, level + 1, margin_m)
        if finer <= level or len(more) > budget:
            break
        level, found = finer, more
    while len(found) > budget and level > 1:  # fractal edges: the parents of marked squares are the marks of the level above
        level, found = level - 1, _distinct(_above(found, 1))
    first = np.searchsorted(found, np.arange(len(bands) + 1) << _BAND)
    return level, [found[i:j] & ((1 << _BAND) - 1) for i, j in itertools.pairwise(first)]


def _above(marks, levels):
    """Marks seen from some levels higher up: the band stays in the high bits, the square becomes its ancestor."""
    square = (1 << _BAND) - 1
    return (marks & ~square) | ((marks & square) >> (2 * levels))


def _at_most(a, b, of, level, margin_m):
    """The marks of this level, or of the finest level above it where they are not too many to hold."""
    while level > 1:
        found = _touched(a, b, of, level, margin_m)
        if found is not None:
            return level, found
        level -= 1
    everything = np.arange(4**level)
    return level, ((np.unique(of) << _BAND)[:, None] + everything).ravel()


def _edges(bands):
    """
    From, to, and band (from 0) of every edge: two arrays (2, m) on the unit square, and one (m,).

    The first row is turns of longitude, the second is 0 at the south pole and 1 at the north. What runs along a pole separates
    nothing and is left out.
    """
    rings = [(shapely.get_coordinates(ring), k) for k, band in enumerate(bands) for polygon in band.polygons for ring in antimeridian.rings(polygon)]
    if not rings:
        return np.empty((2, 0)), np.empty((2, 0)), np.empty(0, np.int64)
    corners = np.concatenate([xy for xy, _ in rings]).T
    corners = np.stack([(corners[0] + 180) / 360, (corners[1] + 90) / 180])
    sizes = np.array([len(xy) for xy, _ in rings])
    inner = np.ones(corners.shape[1] - 1, bool)
    inner[np.cumsum(sizes)[:-1] - 1] = False
    a, b, of = corners[:, :-1], corners[:, 1:], np.repeat([k for _, k in rings], sizes)[:-1]
    inner &= ~((a[1] == b[1]) & ((a[1] == 0) | (a[1] == 1)))
    return a[:, inner], b[:, inner], of[inner]


def _touched(a, b, of, level, margin_m):
    """The ascending marks (band in the high bits, square) of a level within ``margin_m`` of these edges, or None where they would be too many."""
    side = 1 << level
    way = b - a
    parts = np.maximum(1, np.ceil(np.maximum(np.abs(way[0]), np.abs(way[1])) * (2 * side))).astype(np.int64)
    total = int(parts.sum())
    if total > _MOST_MARKS:
        return None
    start, end = a * side, b * side
    if total > len(parts):
        edge = np.repeat(np.arange(len(parts)), parts)
        at = np.arange(total) - np.repeat(np.cumsum(parts) - parts, parts)
        step = way[:, edge] * side / parts[edge]
        start = start[:, edge] + step * at
        end, of = start + step, of[edge]
    low, high = np.minimum(start, end), np.maximum(start, end)
    if margin_m:
        steepest = np.maximum(np.abs(low[1] / side * 180 - 90), np.abs(high[1] / side * 180 - 90))
        wide, tall = sphere.widths_deg(steepest, margin_m)
        grow = np.stack([wide / 360, tall / 180]) * side
        low, high = low - grow, high + grow
    return _squares(np.floor(low - _SLACK).astype(np.int64), np.floor(high + _SLACK).astype(np.int64), of, side)


def _squares(low, high, of, side):
    """The ascending marks of all squares in these boxes of grid indices; columns wrap round, rows stop at the poles."""
    low[1], high[1] = np.clip(low[1], 0, side - 1), np.clip(high[1], 0, side - 1)
    high[0] = np.minimum(high[0], low[0] + side - 1)
    marks = _distinct((of << _BAND) | interleave(low[0] & (side - 1), low[1]))
    broad = np.flatnonzero((low[0] != high[0]) | (low[1] != high[1]))
    columns, rows = high[:, broad] - low[:, broad] + 1
    each = columns * rows
    if each.sum() > _MOST_MARKS:
        return None
    box = np.repeat(broad, each)
    at = np.arange(len(box)) - np.repeat(np.cumsum(each) - each, each)
    across = np.repeat(columns, each)
    more = (of[box] << _BAND) | interleave((low[0, box] + at % across) & (side - 1), low[1, box] + at // across)
    return _distinct(np.concatenate([marks, more]))


def _distinct(values):
    """The values ascending, each once."""
    values = np.sort(values)
    new = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return values[new]


def _walk(bands, last, marks, margin_m):
    """From a few large squares down to level ``last``: the runs, merged."""
    out = []
    first, column, row = _first_squares(bands, last, margin_m)
    number = interleave(column, row)
    state = np.full((len(number), len(bands)), _OPEN, np.int8)
    for level in range(first, last + 1):
        side = 1 << level
        lon, lat = (column + 0.5) * (360 / side) - 180, (row + 0.5) * (180 / side) - 90
        for k, band in enumerate(bands):
            touched = _found(marks[k] >> (2 * (last - level)), number)
            _judge(band, lon, lat, state[:, k], touched, side, margin_m)
        low, top = _between(state)
        done = (low == top) if level < last else np.ones(len(number), bool)
        kept = done & (top > 0)
        shift = 2 * (BITS - level)
        lo = number[kept] << shift
        out.append((lo, lo + ((1 << shift) - 1), low[kept], top[kept]))
        left = np.flatnonzero(~done)
        if not left.size:
            break
        number = (number[left, None] * 4 + [0, 1, 2, 3]).ravel()
        column = (column[left, None] * 2 + [0, 1, 0, 1]).ravel()
        row = (row[left, None] * 2 + [0, 0, 1, 1]).ravel()
        state = np.repeat(state[left], 4, axis=0)
    return _merge(*(np.concatenate(part) for part in zip(*out, strict=True)))


def _first_squares(bands, last, margin_m):
    """A level at which a few squares hold the whole footprint, and the columns and rows of those squares; the whole earth at worst."""
    west, south, east, north = np.array([band.box for band in bands]).T
    wide, tall = sphere.widths_deg(np.maximum(np.abs(south), np.abs(north)), margin_m)
    low = np.array([((west - wide).min() + 180) / 360, (max((south - tall).min(), -90) + 90) / 180])
    high = np.array([((east + wide).max() + 180) / 360, (min((north + tall).max(), 90) + 90) / 180])
    level = int(np.clip(np.floor(np.log2(_FEW / np.maximum(high - low, 1e-9).max())), 0, last))
    side = 1 << level
    first = np.floor(low * side - _SLACK).astype(np.int64)
    size = np.floor(high * side + _SLACK).astype(np.int64) - first + 1
    column, row = np.meshgrid(first[0] + np.arange(min(size[0], side)), first[1] + np.arange(size[1]))
    kept = (row >= 0) & (row < side)
    return level, column[kept] % side, row[kept]


_OUT, _IN, _OPEN, _AWAY = 0, 1, 2, 3
"""What is known of a square in a band. ``_AWAY``: its polygons are settled as outside, only circles are still open."""


def _judge(band, lon, lat, state, touched, side, margin_m):
    """Settle, in place, those open squares of one level that no border of the band touches; ``lon``, ``lat``: their centres."""
    free = np.flatnonzero((state == _OPEN) & ~touched)
    if free.size:
        state[free] = np.where(band.in_polygons(lon[free], lat[free]), _IN, _AWAY if band.circles else _OUT)
    if not band.circles:
        return
    still = np.flatnonzero(state >= _OPEN)
    within, beyond = _against_circles(band.circles, lon[still], lat[still], side, margin_m)
    state[still[beyond & (state[still] == _AWAY)]] = _OUT
    state[still[within]] = _IN


def _found(ordered, values):
    """Whether each value is in an ascending array."""
    if not len(ordered):
        return np.zeros(len(values), bool)
    at = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    return ordered[at] == values


def _against_circles(circles, lon, lat, side, margin_m):
    """Which squares lie wholly within one of the circles, and which wholly beyond all of them."""
    tall, wide = 180 / side / 2, 360 / side / 2
    flattest = np.maximum(np.abs(lat) - tall, 0)
    reach = 111_694.4 * np.hypot(tall, wide * np.cos(np.radians(flattest))) + 0.01
    within, beyond = np.zeros(len(lon), bool), np.ones(len(lon), bool)
    for circle in circles:
        far = np.minimum(sphere.distance_m(circle.lon, circle.lat, lon, lat), 19_500_000.0)
        within |= far + reach <= circle.km * 1000 - margin_m
        beyond &= far - reach > circle.km * 1000 + margin_m
    return within, beyond


def _between(state):
    """The worst band that is sure and the worst that is possible for each square, int8; from 0 (none)."""
    k = np.arange(1, state.shape[1] + 1, dtype=np.int8)
    low = np.where(state == _IN, k, 0).max(1)
    return low, np.maximum(low, np.where(state != _OUT, k, 0).max(1))


def _merge(lo, hi, band, top):
    """Ascending runs; neighbours of which the same is known become one."""
    order = np.argsort(lo)
    lo, hi, band, top = lo[order], hi[order], band[order].astype(np.int8), top[order].astype(np.int8)
    new = np.ones(len(lo), bool)
    new[1:] = (lo[1:] != hi[:-1] + 1) | (band[1:] != band[:-1]) | (top[1:] != top[:-1])
    first = np.flatnonzero(new)
    last = np.append(first[1:] - 1, len(lo) - 1)[: len(first)]
    return Ranges(lo[first], hi[last], band[first], top[first])
