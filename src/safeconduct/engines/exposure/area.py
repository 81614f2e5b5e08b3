"""
Bands of a hazard: what is inside is decided here, exactly as shapely's ``covers`` decides it, and by geodesic distance for circles.

A footprint is a sequence of bands, **from the mildest to the worst**: the band of a person is the position of the worst band
that covers them, counted from 1; 0 is outside. Bands may be nested, overlap, or lie apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely

from . import antimeridian, sphere


@dataclass(frozen=True)
class Circle:
    """All within ``km`` kilometres of (``lon``, ``lat``) on the ellipsoid WGS 84. Zero kilometres is the point itself."""

    lon: float
    lat: float
    km: float

    def __post_init__(self):
        if not (np.isfinite(self.lon) and abs(self.lat) <= 90 and 0 <= self.km <= sphere.FARTHEST_KM):
            raise ValueError(f"a circle needs a longitude, a latitude within 90 degrees and a radius of 0 to {sphere.FARTHEST_KM:.0f} km")

    def covers(self, lon, lat):
        """Whether each position is in the circle or on its border; bool array."""
        wide, tall = sphere.widths_deg(self.lat, self.km * 1000)
        near = np.flatnonzero((np.abs(lat - self.lat) <= tall) & (np.abs((lon - self.lon + 180) % 360 - 180) <= wide))
        inside = np.zeros(len(lon), bool)
        inside[near] = sphere.distance_m(self.lon, self.lat, lon[near], lat[near]) <= self.km * 1000
        return inside

    def pieces(self):
        """The circle as valid polygons of -180..180, for maps and areas (256 corners); none for zero kilometres."""
        if not self.km:
            return []
        held = [pole for pole in (90.0, -90.0) if sphere.distance_m(self.lon, self.lat, self.lon, pole) <= self.km * 1000]
        outline = shapely.Polygon(np.column_stack(sphere.ring(self.lon, self.lat, self.km * 1000)))
        return [piece for part in antimeridian.unroll(outline, *held) for piece in antimeridian.cut(part)]


@dataclass(frozen=True, eq=False)
class Band:
    """
    One severity of a hazard: the union of polygons and circles. Made by ``band()``.

    ``polygons`` are unrolled (see ``antimeridian``), valid and prepared. ``mended`` tells that a shape was invalid or given
    with jumps, and was put right.
    """

    name: str
    polygons: tuple = ()
    circles: tuple[Circle, ...] = ()
    mended: bool = False
    _tests: tuple = field(default=(), repr=False)

    def covers(self, lon, lat):
        """Whether each position is inside or on the border; bool array. ``lon``, ``lat``: float64 degrees, shape (n,), -180..180."""
        inside = self.in_polygons(lon, lat)
        for circle in self.circles:
            left = np.flatnonzero(~inside)
            inside[left] = circle.covers(lon[left], lat[left])
        return inside

    def in_polygons(self, lon, lat):
        """Whether each position is in one of the polygons or on its border, circles left aside; bool array."""
        inside = np.zeros(len(lon), bool)
        for polygon, turn, (west, south, east, north) in self._tests:
            x = lon + turn if turn else lon
            near = np.flatnonzero((x >= west) & (x <= east) & (lat >= south) & (lat <= north) & ~inside)
            inside[near] = shapely.intersects_xy(polygon, x[near], lat[near])
        return inside

    @cached_property
    def box(self):
        """West, south, east and north in degrees of all that the band covers; west and east may run past +-180."""
        boxes = [polygon.bounds for polygon in self.polygons]
        for circle in self.circles:
            wide, tall = sphere.widths_deg(circle.lat, circle.km * 1000)
            boxes.append((circle.lon - wide, circle.lat - tall, circle.lon + wide, circle.lat + tall))
        west, south, east, north = np.array(boxes).T
        return float(west.min()), max(float(south.min()), -90.0), float(east.max()), min(float(north.max()), 90.0)

    @cached_property
    def pieces(self):
        """The band as valid polygons of -180..180, a list that may overlap: for maps and areas."""
        flat = [piece for polygon in self.polygons for piece in antimeridian.cut(polygon)]
        return flat + [piece for circle in self.circles for piece in circle.pieces()]

    @cached_property
    def union(self):
        """The band as one valid geometry of -180..180, for maps and areas."""
        return shapely.union_all(self.pieces)


def band(name: str, polygons: Iterable = (), circles: Iterable[Circle] = ()) -> Band:
    """
    Make a band of shapely Polygons and MultiPolygons (degrees, longitude first) and circles.

    Polygons may cross +-180, hold a pole, have holes, touch or overlap. Raises ValueError where nothing is given, a shape
    encloses no area, or a coordinate is impossible.
    """
    given, circles = list(polygons), tuple(circles)
    if not given and not circles:
        raise ValueError(f"the band {name!r} has no shape")

    unrolled, mended = [], False
    for polygon in given:
        found = antimeridian.unroll(polygon)
        mended |= not (len(found) == 1 and found[0] is polygon) and not (polygon.is_valid and polygon.equals_exact(shapely.union_all(found)))
        unrolled += found
    for polygon in unrolled:
        shapely.prepare(polygon)
    tests = tuple((polygon, turn, polygon.bounds) for polygon in unrolled for turn in antimeridian.turns(polygon))
    return Band(name, tuple(unrolled), circles, mended, tests)


def refine(bands: Sequence[Band], lon, lat, band=None, top=None):
    """
    The worst band that covers each position: int8 of shape (n,), 0 outside, k for ``bands[k - 1]``.

    ``lon``, ``lat``: float64 degrees of stored positions (``morton.position``), shape (n,). On an edge, a corner or the border of a
    hole counts as inside. ``band``, ``top``: what ``cover`` already knows, int arrays of shape (n,): at least band ``band`` and at
    most ``top``; they save work and change nothing.
    """
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    found = np.zeros(len(lon), np.int8) if band is None else np.asarray(band, np.int8).copy()
    open_ = np.ones(len(lon), bool)
    for k in range(len(bands), 0, -1):
        ask = open_ if band is None and top is None else open_ & (found < k) & (True if top is None else np.asarray(top) >= k)
        todo = np.flatnonzero(ask)
        hit = todo[bands[k - 1].covers(lon[todo], lat[todo])]
        found[hit] = k
        open_[hit] = False
    return found
