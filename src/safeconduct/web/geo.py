"""
Maps drawn on the server, as SVG paths, with no tile server and no Django.

A `View` turns degrees into pixels; everything else takes one. Degrees are WGS 84, longitude before
latitude, as in GeoJSON; pixels count from the upper left corner. Nothing here is mirrored for
right-to-left pages: a map stays as it is.

    view = View.of((-75.0, 17.8, -71.6, 19.2), width=640, height=359)
    land_paths(view)        ['M563 5L585 32…Z', …]      one a country
    border_paths(view)      ['M559 -9L563 5…', …]       between two countries
    shape_path(view, geometry)                          one GeoJSON geometry, or a shapely one
    cells(view, lon, lat, size=19)                      people as counted hexagons

The world is Natural Earth's (data/PROVENANCE.md, also for what its boundaries do not say). `land` is
"basemap" (1:50m), "basemap-small" (1:110m, for pictures under some 300 pixels), or the path of any other
GeoJSON file whose features carry `code`, for a map that is closer than the basemap is exact.
"""

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry import box, shape

DATA = Path(__file__).parent / "data"
MARGIN = 8
"""Pixels drawn beyond the picture, so that the cut edge of a country never shows."""


@dataclass(frozen=True)
class View:
    """
    An equirectangular picture, true to scale at its middle latitude: x and y stand in the same pixels per kilometre there.

    `west` may be larger than `east`: the picture then runs across ±180°. Make one with `View.of`.
    """

    west: float
    north: float
    across: float
    """Pixels a degree of longitude."""
    down: float
    """Pixels a degree of latitude."""
    width: int
    height: int

    @classmethod
    def of(cls, bbox, width=640, height=360):
        """The view that shows all of bbox (west, south, east, north) in the middle of width × height pixels, and what lies around it."""
        west, south, east, north = (float(v) for v in bbox)
        if not (-90 <= south < north <= 90 and west != east):
            raise ValueError(f"not a box of west, south, east, north in degrees: {bbox}")
        if east < west:
            east += 360
        middle = (south + north) / 2
        narrow = max(math.cos(math.radians(middle)), 0.01)
        down = min(width / ((east - west) * narrow), height / (north - south))
        across = down * narrow
        return cls((west + east) / 2 - width / 2 / across, middle + height / 2 / down, across, down, int(width), int(height))

    def project(self, lon, lat):
        """(x, y) in pixels of numbers or arrays of degrees; longitudes are taken the short way round from the middle of the picture."""
        middle = self.west + self.width / 2 / self.across
        lon = (np.asarray(lon, float) - middle + 180) % 360 - 180 + middle
        return (lon - self.west) * self.across, (self.north - np.asarray(lat, float)) * self.down

    @property
    def bounds(self):
        """(west, south, east, north) of the whole picture; east may be beyond 180."""
        return (self.west, self.north - self.height / self.down, self.west + self.width / self.across, self.north)

    def kilometres(self, pixels):
        """How far so many pixels are, in kilometres, for a scale bar."""
        return pixels / self.down * 111.195


def view_of(bbox, width=640, height=360):
    """A `View` as it is, or one made of a bbox."""
    return bbox if isinstance(bbox, View) else View.of(bbox, width, height)


def project(bbox, lon, lat, width=640, height=360):
    """(x, y) in pixels in the picture of this View or bbox."""
    return view_of(bbox, width, height).project(lon, lat)


def land_paths(bbox, width=640, height=360, land="basemap"):
    """The countries in the picture of this View or bbox, one SVG path string each, cut a little beyond its edge. Cached."""
    return [path for _, path in country_paths(bbox, width, height, land)]


def country_paths(bbox, width=640, height=360, land="basemap"):
    """As `land_paths`, each as (code, path), for maps that colour a country."""
    return list(_country_paths(view_of(bbox, width, height), str(land)))


def border_paths(bbox, width=640, height=360, land="basemap"):
    """The lines between two countries in the picture, coasts not among them, one SVG path string a pair of countries. Cached."""
    return list(_border_paths(view_of(bbox, width, height), str(land)))


def shape_path(view, geometry, contour=False):
    """
    One SVG path string of a GeoJSON geometry (dict) or shapely geometry, cut a little beyond the picture; "" when nothing of it is inside.

    Points are left out; draw those with `View.project`. With `contour`, a line that ends where it began
    is the area inside it, to be filled (ShakeMap gives bands as lines); others are left out.
    """
    geometry = shape(geometry) if isinstance(geometry, dict) else geometry
    if contour:
        rings = [line.coords for line in _flat(geometry) if line.geom_type != "Polygon" and line.is_closed and len(line.coords) > 3]
        geometry = shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings])
    return _path(view, geometry)


@dataclass(frozen=True)
class Cell:
    """One hexagon that is drawn: its outline, its middle in pixels, how many points are in it."""

    path: str
    x: float
    y: float
    count: int


@dataclass(frozen=True)
class Cells:
    """The hexagons of `cells`, largest count first; `of[i]` is the place in `drawn` of the i-th point, -1 where it is in none."""

    drawn: tuple
    of: np.ndarray
    too_few: int
    """Points in cells that hold fewer than `least`: inside the picture, not drawn."""
    outside: int
    """Points outside the picture or without a position (NaN)."""


def cells(bbox, lon, lat, size=19, width=640, height=360, least=10):
    """
    Count points in hexagons of `size` pixels (middle to corner, one corner up) over the picture of this View or bbox.

    lon, lat: arrays of degrees, NaN for an unknown position. A cell of fewer than `least` points is
    not drawn, because few people in a cell are known people. The grid is fixed to the picture, so the
    same view gives the same cells whoever is counted.
    """
    view = view_of(bbox, width, height)
    x, y = view.project(lon, lat)
    inside = (x >= 0) & (x <= view.width) & (y >= 0) & (y <= view.height)
    column, row = _hexagons(x[inside], y[inside], size)
    keys, which, counts = np.unique(np.stack([column, row], 1), axis=0, return_inverse=True, return_counts=True)
    order = [k for k in np.lexsort((keys[:, 0], keys[:, 1], -counts)) if counts[k] >= least] if len(keys) else []
    drawn = tuple(_cell(*keys[k], int(counts[k]), size) for k in order)
    place = np.full(len(keys) + 1, -1)
    place[order] = np.arange(len(order))
    of = np.full(x.shape, -1)
    of[inside] = place[which.reshape(-1)]
    return Cells(drawn, of, int(inside.sum() - sum(c.count for c in drawn)), int((~inside).sum()))


def _hexagons(x, y, size):
    """The axial column and row of the hexagon over each point (rounding in cube coordinates)."""
    q, r = x / (math.sqrt(3) * size) - y / (3 * size), 2 * y / (3 * size)
    column, row, third = np.rint(q), np.rint(r), np.rint(-q - r)
    off_column, off_row, off_third = np.abs(column - q), np.abs(row - r), np.abs(third + q + r)
    mend_column = (off_column > off_row) & (off_column > off_third)
    mend_row = ~mend_column & (off_row > off_third)
    return np.where(mend_column, -row - third, column).astype(int), np.where(mend_row, -column - third, row).astype(int)


def _cell(column, row, count, size):
    x, y = size * math.sqrt(3) * (column + row / 2), size * 1.5 * row
    corners = (math.radians(60 * k + 30) for k in range(6))
    points = (f"{x + size * math.cos(a):.0f} {y + size * math.sin(a):.0f}" for a in corners)
    return Cell("M" + "L".join(points) + "Z", round(float(x), 1), round(float(y), 1), count)


@lru_cache(maxsize=16)
def _countries(land):
    """(codes, geometries, tree) of one file of land."""
    path = Path(land) if land.endswith(".json") else DATA / f"{land}.json"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    geometries = np.array([shape(f["geometry"]) for f in features], dtype=object)
    return [f["properties"]["code"] for f in features], geometries, shapely.STRtree(geometries)


@lru_cache(maxsize=256)
def _country_paths(view, land):
    codes, geometries, _ = _countries(land)
    paths = ((codes[i], _path(view, geometries[i])) for i in _near(view, land))
    return tuple((code, path) for code, path in paths if path)


@lru_cache(maxsize=256)
def _border_paths(view, land):
    _, geometries, tree = _countries(land)
    near, out = _near(view, land), []
    for i in near:
        for j in tree.query(geometries[i], predicate="intersects"):
            if j > i and j in near:
                shared = geometries[i].boundary.intersection(geometries[j].boundary)
                lines = [g for g in getattr(shared, "geoms", [shared]) if g.geom_type == "LineString"]
                out.append(_path(view, shapely.line_merge(shapely.MultiLineString(lines))))
    return tuple(path for path in out if path)


def _near(view, land):
    _, _, tree = _countries(land)
    return sorted({int(i) for window, _ in _windows(view) for i in tree.query(window)})


def _windows(view):
    """The picture and its margin as boxes in degrees, with what to add to their longitudes: three, because a picture may cross ±180°."""
    west, south, east, north = view.bounds
    beside, beyond = MARGIN / view.across, MARGIN / view.down
    for turn in (-360, 0, 360):
        left, right = max(west - beside - turn, -180), min(east + beside - turn, 180)
        if left < right:
            yield box(left, max(south - beyond, -90), right, min(north + beyond, 90)), turn


def _path(view, geometry):
    parts = []
    for window, turn in _windows(view):
        inside = shapely.intersection(geometry, window) if geometry.is_valid else shapely.intersection(shapely.make_valid(geometry), window)
        inside = translate(inside, turn) if turn else inside
        for part in _flat(inside):
            rings = (part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,)
            parts.extend(_line(view, np.asarray(r.coords), part.geom_type == "Polygon") for r in rings)
    return "".join(parts)


def _flat(geometry):
    if hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _flat(part)
    elif geometry.geom_type in ("Polygon", "LineString", "LinearRing") and not geometry.is_empty:
        yield geometry


def _line(view, points, closed):
    """One move and its lines in whole pixels; a ring smaller than a pixel is left out."""
    x = np.rint((points[:, 0] - view.west) * view.across).astype(int)
    y = np.rint((view.north - points[:, 1]) * view.down).astype(int)
    kept = [(a, b) for i, (a, b) in enumerate(zip(x, y, strict=True)) if i == 0 or a != x[i - 1] or b != y[i - 1]]
    if closed:
        kept = kept[:-1] if kept[0] == kept[-1] else kept
    if len(kept) < (3 if closed else 2):
        return ""
    return "M" + "L".join(f"{a} {b}" for a, b in kept) + ("Z" if closed else "")
