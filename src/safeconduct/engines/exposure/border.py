"""
How far a position is from the border of a band, in metres: for accuracy circles.

The border of the polygons' union is chopped into straight pieces of at most 1 km and one degree of longitude, in space
on the ellipsoid; a tree of their boxes finds the pieces near a position. A piece leaves the true line, straight in longitude and
latitude, by less than 0.1 m up to 80 degrees of latitude (1 km squared / 8 R, times 1 + tan of the latitude). Shared borders of
neighbours, the cut at +-180 and the line of a pole are not borders of the union, and are left out. Circles are exact.
"""

from __future__ import annotations

import weakref

import numpy as np
import shapely

from . import antimeridian, sphere
from .area import Band

_PIECE_M = 1000.0
_MOST_PIECES = 400_000
_MOST_PAIRS = 2_000_000
_known: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def circle_in_band(band: Band, lon, lat, accuracy_m, inside):
    """
    Whether the accuracy circle of each position lies wholly in a band, and whether it touches the band: two bool arrays (n,).

    ``inside``: ``band.covers(lon, lat)``. A circle that is wholly in the union of a polygon and a circle, but in neither alone,
    is said not to be wholly inside: never surer than it is.
    """
    in_polygons = band.in_polygons(lon, lat) if band.circles else inside
    near = _near_border(band, lon, lat, accuracy_m)
    whole, touch = in_polygons & ~near, inside | near
    for circle in band.circles:
        far = sphere.distance_m(circle.lon, circle.lat, lon, lat)
        whole |= far + accuracy_m <= circle.km * 1000
        touch |= far - accuracy_m <= circle.km * 1000
    return whole, touch


def _near_border(band, lon, lat, accuracy_m):
    """Whether the border of the polygons is nearer than the accuracy; bool (n,)."""
    near = np.zeros(len(lon), bool)
    if not band.polygons:
        return near
    if band not in _known:
        _known[band] = _pieces(band)
    tree, start, step, long2 = _known[band]
    if tree is None:
        return near
    chunk = max(1, _MOST_PAIRS // len(start))
    for first in range(0, len(lon), chunk):
        some = slice(first, first + chunk)
        who, piece = _candidates(tree, lon[some], lat[some], accuracy_m[some])
        here = sphere.xyz(lon[some], lat[some])[who] - start[piece]
        along = np.clip((here * step[piece]).sum(1) / long2[piece], 0, 1)
        chord = np.linalg.norm(here - along[:, None] * step[piece], axis=1)
        half_turn = np.minimum(accuracy_m[some][who] / (2 * 6_371_008.8), np.pi / 2)
        near[first + who[chord < 2 * 6_371_008.8 * np.sin(half_turn)]] = True
    return near


def _candidates(tree, lon, lat, accuracy_m):
    """Pairs (position, piece) whose boxes meet, also across +-180."""
    wide, tall = sphere.widths_deg(lat, accuracy_m)
    found = [tree.query(shapely.box(lon - wide, lat - tall, lon + wide, lat + tall))]
    for turn, over in ((-360.0, lon + wide > 180), (360.0, lon - wide < -180)):
        some = np.flatnonzero(over)
        x = lon[some] + turn
        pair = tree.query(shapely.box(x - wide[some], lat[some] - tall[some], x + wide[some], lat[some] + tall[some]))
        found.append(np.stack([some[pair[0]], pair[1]]))
    return np.concatenate(found, axis=1)


def _pieces(band):
    """The border as a tree of boxes and, in space, where each piece starts, its step, and the square of its length."""
    a, b = _border(band)
    if not len(a):
        return None, None, None, None
    flattest = np.minimum(np.abs(a[:, 1]), np.abs(b[:, 1]))
    across, up = (b - a).T
    metres = 111_700 * np.hypot(across * np.cos(np.radians(flattest)), up)
    size = max(_PIECE_M, metres.sum() / _MOST_PIECES)
    parts = np.maximum(1, np.ceil(np.maximum(metres / size, np.abs(across)))).astype(np.int64)
    of = np.repeat(np.arange(len(parts)), parts)
    at = np.arange(len(of)) - np.repeat(np.cumsum(parts) - parts, parts)
    start = a[of] + (b - a)[of] * (at / parts[of])[:, None]
    end = a[of] + (b - a)[of] * ((at + 1) / parts[of])[:, None]
    low, high = np.minimum(start, end), np.maximum(start, end)
    tree = shapely.STRtree(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))
    first, last = sphere.xyz(*start.T), sphere.xyz(*end.T)
    return tree, first, last - first, np.maximum(((last - first) ** 2).sum(1), 1e-12)


def _border(band):
    """From and to of every edge of the union's border, degrees, two arrays (m, 2)."""
    flat = [piece for polygon in band.polygons for piece in antimeridian.cut(polygon)]
    whole = flat[0] if len(flat) == 1 else shapely.union_all(flat)
    corners = [shapely.get_coordinates(ring) for ring in antimeridian.rings(whole)]
    a, b = np.concatenate([c[:-1] for c in corners]), np.concatenate([c[1:] for c in corners])
    pole = (np.abs(a[:, 1]) == 90) & (a[:, 1] == b[:, 1])
    seam = (np.abs(a[:, 0]) == 180) & (a[:, 0] == b[:, 0])
    real = ~pole & ~seam
    one_sided = _one_sided(a[seam], b[seam])
    return np.concatenate([a[real], one_sided[:, :2]]), np.concatenate([b[real], one_sided[:, 2:]])


def _one_sided(a, b):
    """Of edges on +-180: the stretches that have land on one side only, as rows (lon, lat, lon, lat)."""
    sides = []
    for east in (True, False):
        on = (a[:, 0] > 0) == east
        sides.append(shapely.union_all([shapely.LineString([(0, p), (0, q)]) for p, q in zip(a[on, 1], b[on, 1], strict=True)]))
    lone = [shapely.get_coordinates(line)[:, 1] for line in shapely.get_parts(shapely.symmetric_difference(*sides)) if line.length > 0]
    return np.array([(180.0, p, 180.0, q) for y in lone for p, q in zip(y[:-1], y[1:], strict=True)]).reshape(-1, 4)
