"""Footprints between an alert, the database and the exposure engine. Pure, but for areas that are given by code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.geometry import mapping

from safeconduct.engines import exposure as engine
from safeconduct.hazards.readers import Alert

RANKS = {"": 1, "minor": 1, "moderate": 2, "severe": 3, "extreme": 4}


def bands_of(alert: Alert, areas: Mapping[tuple[str, str], Any]) -> list[dict[str, Any]]:
    """
    The footprint of an alert as plain data, mildest band first; ``areas`` gives geometries (shapely) of geocodes.

    Only the first block that has shapes counts: blocks of one alert differ in language, not in place. Where a block has
    codes only, the areas of the codes are its shapes.
    """
    drawn = next((info for info in alert.infos if any(a.polygons or a.circles for a in info.areas)), None)
    coded = next((info for info in alert.infos if any(a.geocodes for a in info.areas)), None)
    bands: dict[tuple[float, str], dict[str, Any]] = {}

    def band(name: str, level: float | None) -> dict[str, Any]:
        rank = level if level is not None else RANKS.get(name.lower(), 1)
        return bands.setdefault((rank, name), {"name": name, "level": level, "polygons": [], "circles": []})

    if drawn is not None:
        for area in drawn.areas:
            for polygon in area.polygons:
                band(polygon.band or drawn.severity, polygon.level)["polygons"].append([[list(p) for p in ring] for ring in polygon.rings])
            for circle in area.circles:
                band(circle.band or drawn.severity, circle.level)["circles"].append([circle.lon, circle.lat, circle.km])
    elif coded is not None:
        for area in coded.areas:
            for code in area.geocodes:
                geometry = areas.get(code)
                if geometry is not None:
                    for part in getattr(geometry, "geoms", [geometry]):
                        rings = mapping(part)["coordinates"]
                        band(coded.severity, None)["polygons"].append([[list(p) for p in ring] for ring in rings])
    return [bands[key] for key in sorted(bands)]


def engine_bands(stored: Iterable[Mapping[str, Any]]) -> list[engine.Band]:
    """The stored footprint as the engine takes it; shapes without area are left out."""
    out = []
    for one in stored:
        polygons = []
        for rings in one["polygons"]:
            if rings and len(rings[0]) >= 4:
                polygon = shapely.Polygon(rings[0], rings[1:])
                if polygon.area > 0 or not polygon.is_valid:
                    polygons.append(polygon)
        circles = [engine.Circle(lon, lat, km) for lon, lat, km in one["circles"]]
        if polygons or circles:
            out.append(engine.band(one["name"], polygons, circles))
    return out


def box(bands: Iterable[engine.Band]) -> tuple[float, float, float, float] | None:
    """West, south, east, north of a footprint in -180..180."""
    pieces = [piece for band in bands for piece in band.pieces]
    pieces += [shapely.Point(c.lon, c.lat) for band in bands for c in band.circles if not c.km]
    return tuple(shapely.union_all(pieces).bounds) if pieces else None
