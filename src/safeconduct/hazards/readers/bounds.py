"""The box around shapes, right over the antimeridian."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import asin, cos, degrees, radians, sin

Box = tuple[float, float, float, float]

EARTH_KM = 6371.0088


def box_of(rings: Iterable[Sequence[tuple[float, float]]], circles: Iterable[tuple[float, float, float]] = ()) -> Box | None:
    """(west, south, east, north) in degrees, the narrowest in longitude; west > east when it crosses +-180; None of nothing."""
    spans, lats = [], []
    for ring in rings:
        spans.append(_ring_span([lon for lon, _ in ring]))
        lats += [lat for _, lat in ring]
    for lon, lat, km in circles:
        span, south, north = circle_reach(lon, lat, km)
        spans.append(span)
        lats += [south, north]
    if not spans:
        return None
    west, east = _narrowest(spans)
    return (round(west, 6), round(min(lats), 6), round(east, 6), round(max(lats), 6))


def circle_reach(lon: float, lat: float, km: float) -> tuple[tuple[float, float], float, float]:
    """((west, width in degrees), south, north) of a circle on the sphere; the whole round where it covers a pole."""
    angle = km / EARTH_KM
    south, north = max(lat - degrees(angle), -90.0), min(lat + degrees(angle), 90.0)
    if abs(lat) + degrees(angle) >= 90:
        return (-180.0, 360.0), south, north
    half = degrees(asin(min(1.0, sin(angle) / cos(radians(lat)))))
    return (lon - half, 2 * half), south, north


def unwrapped(lons: Sequence[float]) -> list[float]:
    """Longitudes made continuous: each step goes the short way round."""
    out = list(lons[:1])
    for lon in lons[1:]:
        step = (lon - out[-1] + 180.0) % 360.0 - 180.0
        out.append(lon if abs(lon - out[-1]) <= 180.0 else out[-1] + step)
    return out


def _ring_span(lons: Sequence[float]) -> tuple[float, float]:
    if any(abs(a - b) == 360.0 for a, b in zip(lons, lons[1:], strict=False)):
        return -180.0, 360.0
    line = unwrapped(lons)
    return min(line), min(max(line) - min(line), 360.0)


def _narrowest(spans: list[tuple[float, float]]) -> tuple[float, float]:
    """The narrowest arc that holds all (west, width) arcs, as (west, east) in [-180, 180]."""
    if any(width >= 360.0 for _, width in spans):
        return -180.0, 180.0
    plain = (min(w for w, _ in spans), max(w + width for w, width in spans))
    if plain[0] >= -180.0 and plain[1] <= 180.0 and plain[1] - plain[0] <= 180.0:
        return plain
    arcs = sorted(((w + 180.0) % 360.0, width) for w, width in spans)
    best, reach = None, arcs[0][0] + arcs[0][1]
    for (start, width), after in zip(arcs, arcs[1:] + [(arcs[0][0] + 360.0, 0.0)], strict=True):
        reach = max(reach, start + width)
        gap = after[0] - reach
        if best is None or gap > best[0]:
            best = (gap, after[0] % 360.0, reach % 360.0)
    if best[0] <= 0:
        return -180.0, 180.0
    return best[1] - 180.0, best[2] - 180.0
