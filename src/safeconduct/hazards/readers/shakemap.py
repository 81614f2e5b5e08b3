"""
USGS ShakeMap ``cont_mmi.json``: lines of equal intensity turned into nested polygons "MMI x and more".

Lines that leave the map are closed along its edge. Which side is the stronger one is read from the lines of the other values
(stronger lines lie inside, weaker ones outside), and from the epicentre where there is but one value.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, box
from shapely.ops import polygonize, unary_union

from ..kinds import data
from .felt import step
from .model import ACCEPTED, IGNORED, REFUSED, Alert, Area, Info, Notes, Polygon, ReadResult
from .numbers import finite, on_earth
from .shapes import around

MOST_LINE_POINTS = 2_000_000


def is_shakemap(document: dict) -> bool:
    """True of a collection of lines that carry a value in MMI."""
    features = document.get("features")
    return bool(features) and all(_is_contour(feature) for feature in features)


def _is_contour(feature: object) -> bool:
    held = feature if isinstance(feature, dict) else {}
    values, shape = held.get("properties"), held.get("geometry")
    return isinstance(values, dict) and "value" in values and isinstance(shape, dict) and shape.get("type") in ("MultiLineString", "LineString")


def read_contours(document: dict, notes: Notes) -> ReadResult:
    """One alert with a polygon (and holes) for each value, weakest first. No time stands in the file, so it proposes nothing by itself."""
    values = _values(document, notes)
    units = {str(f["properties"].get("units") or "mmi").casefold() for f in document["features"]}
    if units - {"mmi", "intensity"}:
        return ReadResult(IGNORED, f"contours of {', '.join(sorted(units))}, not of intensity; fetch cont_mmi.json", notes.all(), form="ShakeMap")
    if not values:
        return ReadResult(REFUSED, "features[].geometry.coordinates: no line with two points in it; fetch cont_mmi.json again", notes.all(), form="ShakeMap")
    held = document.get("metadata") if isinstance(document.get("metadata"), dict) else {}
    epicentre = _spot(held)
    polygons = nested(values, _frame(document, values), epicentre, notes)
    top = max(values)
    severity = step(data("sources.json")["mmi"], top)
    info = Info(
        language="en", languages=("en",), categories=("Geo",), event="Earthquake", kind="earthquake", kind_from="ShakeMap", urgency="Immediate",
        severity=severity, certainty="Observed", sender_name="USGS ShakeMap", headline=f"Shaking up to MMI {top:g}",
        areas=(Area(str(held.get("eventid") or ""), polygons),),
    )  # fmt: skip
    event = str(held.get("eventid") or "unknown")
    if event == "unknown":
        notes.say("metadata.eventid: missing; name the earthquake by hand to join it")
    notes.say("a ShakeMap names no time of its own; it is joined to its earthquake by metadata.eventid")
    return ReadResult(ACCEPTED, "", notes.all(), (Alert(f"shakemap-{event}", "usgs.gov", None, "Actual", "Update", infos=(info,), form="ShakeMap", incidents=event),), form="ShakeMap")


def with_contours(earthquake: Alert, contours: Alert) -> Alert | None:
    """The earthquake with a ShakeMap's polygons in place of our estimate; None where the ShakeMap is of another event."""
    if contours.incidents not in earthquake.incidents.split():
        return None
    areas = tuple(replace(area, name=earthquake.area_name or area.name) for area in contours.areas)
    worst = contours.infos[0].severity
    infos = tuple(replace(info, areas=areas, severity=worst if info.severity == "Unknown" else info.severity) for info in earthquake.infos)
    return replace(earthquake, infos=infos)


def nested(values: dict[float, list[np.ndarray]], frame: tuple[float, float, float, float], epicentre, notes: Notes) -> tuple[Polygon, ...]:
    """Polygons of "this value and more" inside ``frame`` (west, south, east, north), for lines by value."""
    out: list[Polygon] = []
    for value, lines in sorted(values.items()):
        seeds = _seeds(values, value, epicentre)
        for part in _region(lines, frame, seeds, notes, value):
            rings = tuple(tuple((around(round(x, 6)), round(y, 6)) for x, y in ring.coords) for ring in (part.exterior, *part.interiors))
            out.append(Polygon(rings, f"MMI {value:g}", value))
    return tuple(out)


def _region(lines: list[np.ndarray], frame, seeds, notes: Notes, value: float) -> list:
    edge = box(*frame)
    cut = [_to_edge(line, frame, notes, value) for line in lines]
    faces = [face for face in polygonize(unary_union([edge.exterior, MultiLineString([LineString(line) for line in cut])])) if face.area > 0]
    inside = [face for face in faces if _is_inside(face.representative_point(), cut, seeds)]
    union = shapely.union_all(inside) if inside else shapely.Polygon()
    return [part for part in getattr(union, "geoms", [union]) if part.geom_type == "Polygon" and not part.is_empty]


def _to_edge(line: np.ndarray, frame, notes: Notes, value: float) -> np.ndarray:
    """The line closed, or with its ends laid exactly on the edge of the map."""
    if (line[0] == line[-1]).all() and len(line) > 2:
        return line
    west, south, east, north = frame
    near = 0.005 * max(east - west, north - south)
    ends = []
    for x, y in (line[0], line[-1]):
        away = [(abs(x - west), (west, y)), (abs(x - east), (east, y)), (abs(y - south), (x, south)), (abs(y - north), (x, north))]
        ends.append(min(away))
    if all(far <= near for far, _ in ends):
        return np.vstack([ends[0][1], line, ends[1][1]])
    notes.say(f"MMI {value:g}: a line ends inside the map; closed straight")
    return np.vstack([line, line[0]]) if len(line) > 2 else np.vstack([line, line[::-1]])


def _is_inside(point, lines: list[np.ndarray], seeds) -> bool:
    """Even or odd: how many lines lie between the point and a place whose side is known; most of the places decide."""
    votes = 0
    for (x, y), side in seeds:
        crossed = sum(_crossings(line, (x, y), (point.x, point.y)) for line in lines)
        votes += (1 if side else -1) * (-1 if crossed % 2 else 1)
    return votes > 0


def _crossings(line: np.ndarray, start, end) -> int:
    along = np.subtract(end, start)
    moved = line - start
    cross = moved[:, 1] * along[0] - moved[:, 0] * along[1]
    dots = moved[:, 0] * along[0] + moved[:, 1] * along[1]
    up = cross > 0
    flips = np.nonzero(up[:-1] != up[1:])[0]
    part = cross[flips] / (cross[flips] - cross[flips + 1])
    at = dots[flips] + part * (dots[flips + 1] - dots[flips])
    return int(((at > 0) & (at < along @ along)).sum())


def _seeds(values: dict[float, list[np.ndarray]], value: float, epicentre) -> list:
    """Places whose side is known: on stronger lines (inside) and on weaker ones (outside)."""
    seeds = []
    for other in sorted(values, key=lambda v: abs(v - value)):
        if other != value:
            longest = max(values[other], key=len)
            seeds += [(tuple(longest[at]), other > value) for at in {0, len(longest) // 3, 2 * len(longest) // 3}]
        if len(seeds) >= 5:
            return seeds[:5]
    return seeds or ([(epicentre, True)] if epicentre else [])


def _values(document: dict, notes: Notes) -> dict[float, list[np.ndarray]]:
    out: dict[float, list[np.ndarray]] = {}
    count = 0
    for at, feature in enumerate(document["features"]):
        shape = feature["geometry"]
        value = finite(feature["properties"]["value"])
        if value is None or not 0 <= value <= 12:
            notes.say(f"features[{at}].properties.value: {repr(feature['properties']['value'])[:20]} is no intensity; left out")
            continue
        lines = shape.get("coordinates") if shape["type"] == "MultiLineString" else [shape.get("coordinates")]
        for line in lines if isinstance(lines, list) else []:
            points = [spot for one in line if (spot := on_earth(one))] if isinstance(line, list) else []
            count += len(points)
            if len(points) >= 2 and count <= MOST_LINE_POINTS:
                out.setdefault(value, []).append(np.array(points))
            else:
                notes.say(f"features[{at}].geometry: a line without two points; left out")
    return out


def _frame(document: dict, values: dict[float, list[np.ndarray]]) -> tuple[float, float, float, float]:
    points = np.vstack([line for lines in values.values() for line in lines])
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    given = document.get("bbox")
    if isinstance(given, list) and len(given) == 4 and on_earth(given[:2]) and on_earth(given[2:]):
        west, south, east, north = min(west, given[0]), min(south, given[1]), max(east, given[2]), max(north, given[3])
    return float(west), float(south), float(east), float(north)


def _spot(held: dict) -> tuple[float, float] | None:
    return on_earth([held.get("longitude"), held.get("latitude")])
