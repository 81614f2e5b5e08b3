"""
Polygons that cross +-180 degrees or hold a pole.

A ring is *unrolled*: from one corner to the next it goes the short way round, so longitudes run on past 180 instead of jumping.
A ring that comes home a whole turn later goes round a pole, and is closed along it. The unrolled polygon is planar and
ordinary; a person is inside it at their longitude, or at that longitude a turn further east or west.

Conventions. Edges are straight lines in longitude and latitude (as in GeoJSON, RFC 7946, 3.1.1), not great circles. An edge that
spans more than 180 degrees of longitude is read as crossing the antimeridian. An edge of exactly 360 degrees along one parallel
is a whole parallel (the frame of a world map); with two latitudes it is a step along the antimeridian itself.
A pole-going ring holds the nearer pole: the northern if its mean latitude is north, else the southern.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely.affinity import translate

WEST, EAST = -180.0, 180.0


def unroll(polygon, pole=None):
    """
    The same polygon with longitudes that run on where they would jump; valid; as a list of Polygons and MultiPolygons.

    A polygon that neither jumps nor leaves -180..180 comes back bit for bit, unless it was invalid: then it is mended
    (``make_valid``, structure). Longitudes that are dyadic stay exact, so stored positions compare exactly.
    ``pole``: 90 or -90, the pole that a pole-going ring holds, where that is known. Raises ValueError for coordinates that are not finite or a latitude beyond +-90, and for what encloses no area.
    """
    if polygon.is_empty:
        raise ValueError("an empty polygon has no inside")
    xy = shapely.get_coordinates(polygon)
    if not np.isfinite(xy).all() or np.abs(xy[:, 1]).max() > 90:
        raise ValueError("a polygon needs finite longitudes and latitudes between -90 and 90")

    if polygon.geom_type == "MultiPolygon" and polygon.is_valid and not _leaves_home(polygon):
        return [polygon]
    found = []
    for part in polygon.geoms if hasattr(polygon, "geoms") else [polygon]:
        if part.geom_type == "Polygon":
            found += _unroll_one(part, pole)
    if not found:
        raise ValueError("this shape encloses no area")
    return found


def turns(polygon):
    """The whole turns in degrees (multiples of 360) at which an unrolled polygon can meet a longitude of -180..180."""
    west, _, east, _ = polygon.bounds
    return [360.0 * k for k in range(int(np.ceil((west - 180) / 360)), int(np.floor((east + 180) / 360)) + 1)]


def cut(polygon):
    """
    An unrolled polygon cut at +-180 into pieces of -180..180, as a list of valid Polygons: for maps, areas and neighbours.

    The corner made on the cut is rounded to float64; a polygon that does not cross comes back as it is.
    """
    if _at_home(polygon):
        return [p for p in shapely.get_parts(polygon) if p.area > 0]
    pieces = []
    for turn in turns(polygon):
        inside = shapely.clip_by_rect(polygon, turn + WEST, -90, turn + EAST, 90) if polygon.is_valid else polygon
        inside = shapely.make_valid(inside, method="structure", keep_collapsed=False)
        pieces += [translate(p, -turn) for p in shapely.get_parts(inside) if p.geom_type == "Polygon" and p.area > 0]
    return pieces


def _at_home(polygon):
    west, _, east, _ = polygon.bounds
    return west >= WEST and east <= EAST


def _leaves_home(polygon):
    """Whether any ring leaves -180..180 or jumps."""
    if not _at_home(polygon):
        return True
    corners = (shapely.get_coordinates(ring) for ring in rings(polygon))
    return any((_run_on(xy) != xy).any() for xy in corners)


def rings(polygon):
    """Every ring of a Polygon or MultiPolygon, shells and holes."""
    for part in shapely.get_parts(polygon):
        yield part.exterior
        yield from part.interiors


def _run_on(xy):
    """The corners with whole turns added so that no step spans more than half a turn; shape (n, 2)."""
    step = np.diff(xy[:, 0])
    parallel = (np.abs(step) == 360) & (np.diff(xy[:, 1]) == 0)
    turn = np.where((np.abs(step) > 180) & ~parallel, -360.0 * np.round(step / 360), 0.0)
    out = xy.copy()
    out[1:, 0] += np.cumsum(turn)
    return out


def _unroll_one(part, pole):
    shell, round_pole = _unroll_ring(shapely.get_coordinates(part.exterior), pole)
    holes = []
    for ring in part.interiors:
        hole, hole_round_pole = _unroll_ring(shapely.get_coordinates(ring), pole)
        holes += _hole_beside(shell, hole)
        if hole_round_pole and not round_pole:
            raise ValueError("a hole goes round a pole that its polygon does not hold")
    whole = shapely.Polygon(shell, holes)
    if not whole.is_valid:
        whole = shapely.make_valid(whole, method="structure", keep_collapsed=False)
    whole = _bring_home(whole)
    return [p for p in ([whole] if whole.geom_type in ("Polygon", "MultiPolygon") else shapely.get_parts(whole)) if p.area > 0]


def _unroll_ring(xy, pole):
    """The unrolled corners, closed, and whether the ring went round a pole (then it is closed along that pole)."""
    out = _run_on(xy)
    if abs(out[-1, 0] - out[0, 0]) < 180:
        return out, False
    if pole is None:
        pole = 90.0 if out[:, 1].mean() >= 0 else -90.0
    return np.vstack([out, [out[-1, 0], pole], [out[0, 0], pole], out[0]]), True


def _hole_beside(shell, hole):
    """The hole on each turn on which its polygon has land: one turn for an ordinary polygon."""
    west, east = shell[:, 0].min(), shell[:, 0].max()
    low, high = hole[:, 0].min(), hole[:, 0].max()
    first, last = int(np.ceil((west - high) / 360)), int(np.floor((east - low) / 360))
    fitting = [k for k in range(first, last + 1) if low + 360 * k >= west and high + 360 * k <= east]
    return [hole + [360.0 * k, 0] for k in (fitting or range(first, last + 1))]


def _bring_home(polygon):
    """Move by whole turns so that the polygon starts in -180..180 (nothing moves when it is already there)."""
    if polygon.is_empty:
        return polygon
    west, _, east, _ = polygon.bounds
    if west >= WEST and east <= EAST:
        return polygon
    turn = -360.0 * np.floor((west + 180) / 360)
    return translate(polygon, turn) if turn else polygon
