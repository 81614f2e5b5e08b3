"""
Shapes for the exposure tests, drawn on the grid of stored positions.

Every corner is the stored position of a cell whose column and row are multiples of ``STEP``, so the points at 1/STEP, 2/STEP ... of
an edge are stored positions too and lie on it exactly, without rounding.
"""

from dataclasses import dataclass

import numpy as np
import shapely

STEP = 64
SIDE = 1 << 31
TURN = 360.0


def lon(column):
    """Longitude of a column, exact; columns past the grid run on beyond 180."""
    return (2 * np.asarray(column, np.int64) + 1 - SIDE) * 45 / 2.0**29


def lat(row):
    """Latitude of a row, exact."""
    return (2 * np.asarray(row, np.int64) + 1 - SIDE) * 45 / 2.0**30


def column(degrees):
    """The nearest column that is a multiple of STEP."""
    return np.round((np.asarray(degrees) + 180) / 360 * SIDE / STEP).astype(np.int64) * STEP


def row(degrees):
    """The nearest row that is a multiple of STEP, on the grid."""
    return np.clip(np.round((np.asarray(degrees) + 90) / 180 * SIDE / STEP).astype(np.int64), 0, SIDE // STEP - 1) * STEP


@dataclass(frozen=True)
class Drawn:
    """A shape as it is handed over (``given``), as it is meant (``truth``: run on past 180, closed at its pole), and its rings on the grid."""

    given: object
    truth: object
    rings: tuple


def star(r, x, y, radius, corners):
    """A ring of grid points round (x, y) degrees that does not cross itself; int64 (corners + 1, 2), closed."""
    angle = np.sort(r.uniform(0, 2 * np.pi, corners)) + np.linspace(0, 1e-3, corners)
    away = radius * r.uniform(0.5, 1, corners)
    ring = np.column_stack([column(x + away * np.cos(angle)), row(np.clip(y + 0.6 * away * np.sin(angle), -89.9, 89.9))])
    return np.vstack([ring, ring[:1]])


def drawn(rings, jump=True):
    """A polygon of grid rings, the first its shell; handed over with longitudes that jump back into -180..180 where ``jump``."""
    degrees = [np.column_stack([lon(ring[:, 0]), lat(ring[:, 1])]) for ring in rings]
    truth = shapely.Polygon(degrees[0], degrees[1:])
    if jump:
        degrees = [np.column_stack([np.where(d[:, 0] > 180, d[:, 0] - TURN, np.where(d[:, 0] < -180, d[:, 0] + TURN, d[:, 0])), d[:, 1]]) for d in degrees]
    return Drawn(shapely.Polygon(degrees[0], degrees[1:]), truth, tuple(rings))


def polar(r, north, corners):
    """A polygon that holds a pole: a ring of all longitudes, handed over without the pole, meant with it."""
    sign = 1 if north else -1
    x = ((np.arange(corners) + r.uniform(0, 0.9, corners)) / corners * (SIDE // STEP)).astype(np.int64) * STEP
    ring = np.column_stack([x, row(sign * r.uniform(55, 85, corners))])
    once_round = np.vstack([ring, ring[:1] + [SIDE, 0]])
    open_ = np.column_stack([lon(once_round[:, 0]), lat(once_round[:, 1])])
    truth = shapely.Polygon(np.vstack([open_, [open_[-1, 0], sign * 90], [open_[0, 0], sign * 90]]))
    return Drawn(shapely.Polygon(np.column_stack([lon(ring[:, 0]), lat(ring[:, 1])])), truth, (once_round,))


def covered(truths, x, y):
    """What shapely says: whether any of these shapes covers each position, at its longitude or a turn away. Not prepared, point by point."""
    inside = np.zeros(len(x), bool)
    for truth in truths:
        for turn in (-TURN, 0.0, TURN):
            inside |= shapely.covers(truth, shapely.points(x + turn, y))
    return inside


def on_corners(r, rings, n):
    """Cells of n corners of these rings, as columns (wrapped) and rows."""
    corners = np.concatenate([ring[:-1] for ring in rings])
    return _wrapped(corners[r.integers(0, len(corners), n)])


def on_edges(r, rings, n):
    """Cells of n stored positions that lie exactly on edges of these rings."""
    a, b = np.concatenate([ring[:-1] for ring in rings]), np.concatenate([ring[1:] for ring in rings])
    i = r.integers(0, len(a), n)
    return _wrapped(a[i] + (b[i] - a[i]) // STEP * r.integers(0, STEP + 1, n)[:, None])


def beside(r, cells):
    """Cells one or two steps of the finest grid away from these."""
    moved = cells + r.integers(-2, 3, cells.shape)
    moved[:, 1] = np.clip(moved[:, 1], 0, SIDE - 1)
    return _wrapped(moved)


def anywhere(r, rings, n):
    """Cells in and round the box of these rings."""
    every = np.concatenate(rings)
    low, high = every.min(0), every.max(0)
    margin = (high - low) // 4 + 1
    cells = r.integers(low - margin, high + margin, (n, 2))
    cells[:, 1] = np.clip(cells[:, 1], 0, SIDE - 1)
    return _wrapped(cells)


def _wrapped(cells):
    return np.column_stack([cells[:, 0] % SIDE, cells[:, 1]])
