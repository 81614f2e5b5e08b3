"""
Morton cells: a position on the earth as one number, and back.

The earth is a grid of 2^31 columns of longitude by 2^31 rows of latitude (1.9 cm by 0.9 cm at the equator). The bits of column
and row are interleaved into a 62-bit number, which fits a signed 64-bit BIGINT: column in the even bits, row in the odd ones.
A square of the quadtree at level L is one run of 4^(31 - L) consecutive numbers, so an index on the number is an index on space.

**The stored position of a person is the centre of its cell**: what ``position(cell)`` gives. It is exact in float64 (an odd
multiple of 45/2^29 or 45/2^30 degrees), never lies on +-180 or on a pole, and ``cell(*position(c)) == c`` for every cell.

Source: G. M. Morton, "A computer oriented geodetic data base", IBM, 1966.
"""

from __future__ import annotations

from math import isfinite

import numpy as np

BITS = 31
CELLS = 1 << (2 * BITS)
"""Number of cells: every cell is in 0 .. CELLS - 1, which is below 2^62."""

_SIDE = 1 << BITS
_SPREAD = ((16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F), (2, 0x3333333333333333), (1, 0x5555555555555555))
_SQUASH = ((1, 0x3333333333333333), (2, 0x0F0F0F0F0F0F0F0F), (4, 0x00FF00FF00FF00FF), (8, 0x0000FFFF0000FFFF), (16, 0x00000000FFFFFFFF))


def interleave(column, row):
    """
    The Morton numbers of these grid columns and rows, at any level.

    ``column``, ``row``: arrays of integers in 0 .. 2^31 - 1. Returns int64 of the same shape.
    """
    return (_spread(column) | (_spread(row) << np.uint64(1))).astype(np.int64)


def separate(number):
    """The columns and rows of these Morton numbers, as two int64 arrays of the same shape. The inverse of ``interleave``."""
    number = np.asarray(number, np.int64).astype(np.uint64)
    return _squash(number), _squash(number >> np.uint64(1))


def cell(lon, lat):
    """
    The cell that holds each of these positions, as int64 of the same shape.

    ``lon``, ``lat``: degrees, scalars or arrays. Longitudes beyond +-180 are brought back by whole turns; 180 itself stays on
    the eastern side and -180 on the western. Raises ValueError for a latitude beyond +-90, and for what is not a number.
    """
    lon, lat = np.broadcast_arrays(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
    if not (np.isfinite(lon).all() and (np.abs(lat) <= 90).all()):
        raise ValueError("a position needs a finite longitude and a latitude between -90 and 90")

    turned = np.where(np.abs(lon) <= 180, lon, (lon + 180) % 360 - 180)
    column = np.minimum((turned + 180) * (_SIDE / 360), _SIDE - 1).astype(np.int64)
    row = np.minimum((lat + 90) * (_SIDE / 180), _SIDE - 1).astype(np.int64)
    return interleave(column, row)


def cell_of(lon, lat):
    """The cell of one position, as an int: ``int(cell(lon, lat))`` without the cost of arrays."""
    lon, lat = float(lon), float(lat)
    if not (isfinite(lon) and abs(lat) <= 90):
        raise ValueError("a position needs a finite longitude and a latitude between -90 and 90")

    turned = lon if abs(lon) <= 180 else (lon + 180) % 360 - 180
    column = int(min((turned + 180) * (_SIDE / 360), _SIDE - 1))
    row = int(min((lat + 90) * (_SIDE / 180), _SIDE - 1))
    return _spread_one(column) | _spread_one(row) << 1


def position(cell):
    """
    The stored positions: longitude and latitude in degrees of the centre of each cell, two float64 arrays, without rounding.

    Raises ValueError for a number that is no cell.
    """
    cell = np.asarray(cell, np.int64)
    if cell.size and (cell.min() < 0 or cell.max() >= CELLS):
        raise ValueError("a cell is a number from 0 to 2^62 - 1")

    column, row = separate(cell)
    return (2 * column + 1 - _SIDE) * 45 / 2.0**29, (2 * row + 1 - _SIDE) * 45 / 2.0**30


def stored(lon, lat):
    """The position that is kept for one that was told: ``position(cell(lon, lat))``, at most 1.1 cm away."""
    return position(cell(lon, lat))


def _spread(value):
    value = np.asarray(value).astype(np.uint64)
    for shift, mask in _SPREAD:
        value = (value | (value << np.uint64(shift))) & np.uint64(mask)
    return value


def _spread_one(value):
    for shift, mask in _SPREAD:
        value = (value | (value << shift)) & mask
    return value


def _squash(value):
    value = value & np.uint64(0x5555555555555555)
    for shift, mask in _SQUASH:
        value = (value | (value >> np.uint64(shift))) & np.uint64(mask)
    return value.astype(np.int64)
