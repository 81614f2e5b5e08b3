"""
GeoJSON feeds: USGS, ShakeMap contours, GDACS, GeoNet (earthquakes and volcano levels) and NSW RFS incidents, told apart by the
fields of each feature. One `ReadResult` for each feature that is an event.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from ..kinds import data, kind_of
from . import gdacs, shakemap, shapes, usgs
from .felt import felt_circles, step
from .model import ACCEPTED, IGNORED, REFUSED, Alert, Area, Circle, Info, Notes, Polygon, ReadResult
from .numbers import finite, on_earth
from .times import moment

MOST_FEATURES = 50_000
_SYDNEY = "Australia/Sydney"
_RFS_TIME = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) ?([AP]M)?", re.IGNORECASE)


def read_document(document: dict, notes: Notes) -> list[ReadResult]:
    """Every event of a Feature or FeatureCollection; ignored where it is empty or of no kind that is known."""
    if document.get("type") == "Feature":
        document = {"features": [document], "type": "FeatureCollection"}
    features = document.get("features")
    if not isinstance(features, list):
        return [ReadResult(REFUSED, "features: missing or not a list; this is no GeoJSON FeatureCollection; fetch the feed again", notes.all(), form="GeoJSON")]
    if not features:
        return [ReadResult(IGNORED, "GeoJSON feed without a feature: no event", notes.all(), form="GeoJSON")]
    if shakemap.is_shakemap(document):
        return [shakemap.read_contours(document, notes)]
    out, unknown = [], 0
    for at, feature in enumerate(features[:MOST_FEATURES]):
        reader = reader_of(feature)
        if reader is None:
            unknown += 1
            continue
        out.append(reader(feature, f"features[{at}]"))
    if unknown:
        notes.say(f"{unknown} of {len(features)} features carry no fields of a feed that is known (USGS, GDACS, GeoNet, NSW RFS); left out")
    if not out:
        return [ReadResult(IGNORED, "GeoJSON, but no feature carries the fields of a hazard feed that is known (USGS, GDACS, GeoNet, NSW RFS, ShakeMap)", form="GeoJSON")]
    if notes.said:
        out[0] = ReadResult(out[0].outcome, out[0].reason, (*notes.all(), *out[0].warnings), out[0].alerts, form=out[0].form)
    return out


def reader_of(feature: object) -> Callable[[dict, str], ReadResult] | None:
    """The reader for one feature by its fields, or None."""
    held = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(held, dict):
        return None
    if usgs.is_usgs(feature):
        return usgs.read_feature
    if gdacs.is_gdacs_feature(feature):
        return gdacs.read_feature
    if {"publicID", "magnitude", "time"} <= set(held):
        return geonet_quake
    if "volcanoID" in held and "level" in held:
        return geonet_volcano
    if {"guid", "category", "title", "description"} <= set(held):
        return rfs_incident
    return None


def geonet_quake(feature: dict, where: str) -> ReadResult:
    """An earthquake of GeoNet; severity by its MMI, else by magnitude."""
    held, notes = feature["properties"], Notes()
    at = moment(str(held.get("time") or ""), f"{where} time", Notes())
    spot, magnitude, depth = usgs.spot_of(feature), finite(held.get("magnitude")), finite(held.get("depth"))
    if at is None or spot is None:
        return ReadResult(REFUSED, f"{where}: properties.time or geometry.coordinates missing or not readable; fetch the feed again", form="GeoNet")
    set_ = data("sources.json")
    mmi = finite(held.get("mmi"))
    severity = step(set_["mmi"], mmi) if mmi is not None else step(set_["usgs"]["magnitude_when_no_pager"], magnitude) if magnitude is not None else "Unknown"
    circles = felt_circles(spot[0], spot[1], magnitude, 10.0 if depth is None else depth) if magnitude is not None else ()
    if circles:
        notes.say(f"{where}: circles of MMI are our estimate from magnitude and depth")
    quality = str(held.get("quality") or "")
    info = Info(
        language="en", languages=("en",), categories=("Geo",), event="Earthquake", kind="earthquake", kind_from="GeoNet earthquake", urgency="Immediate",
        severity=severity, certainty="Observed" if quality in ("best", "good") else "Likely", effective=at, onset=at,
        expires=at + timedelta(hours=set_["usgs"]["lasting_hours"]), sender_name="GeoNet", headline=str(held.get("locality") or ""),
        parameters=tuple((name, str(held[name])) for name in ("magnitude", "mmi", "depth", "quality") if held.get(name) is not None),
        areas=(Area(str(held.get("locality") or ""), circles=circles or (Circle(spot[0], spot[1], 0.0),), estimate=bool(circles)),),
    )  # fmt: skip
    status, type_ = ("Draft", "Cancel") if quality == "deleted" else ("Actual", "Alert")
    return ReadResult(ACCEPTED, "", notes.all(), (Alert(str(held["publicID"]), "geonet.org.nz", at, status, type_, infos=(info,), form="GeoNet", incidents=str(held["publicID"])),), form="GeoNet")


def geonet_volcano(feature: dict, where: str) -> ReadResult:
    """A volcano's alert level. It carries no time, so nothing is proposed from it without a person."""
    held, notes = feature["properties"], Notes()
    level, spot = finite(held.get("level")), usgs.spot_of(feature)
    if level is None:
        return ReadResult(REFUSED, f"{where} properties.level: {str(held.get('level'))[:20]!r} is no number; fetch the feed again", form="GeoNet")
    notes.say(f"{where}: a volcano level names no time; nothing is proposed from it by itself")
    info = Info(
        language="en", languages=("en",), categories=("Geo",), event="Volcano", kind="volcano", kind_from="GeoNet volcano level", urgency="Unknown",
        severity=step(data("sources.json")["volcano_levels"], level), certainty="Observed", sender_name="GeoNet",
        headline=f"{held.get('volcanoTitle') or held['volcanoID']}: level {level:g}", description=" ".join(str(held.get(name) or "") for name in ("activity", "hazards")).strip(),
        parameters=(("level", f"{level:g}"),),
        areas=(Area(str(held.get("volcanoTitle") or held["volcanoID"]), circles=(Circle(spot[0], spot[1], 0.0),) if spot else ()),),
    )  # fmt: skip
    return ReadResult(ACCEPTED, "", notes.all(), (Alert(f"volcano-{held['volcanoID']}", "geonet.org.nz", None, "Actual", "Alert", infos=(info,), form="GeoNet"),), form="GeoNet")


def rfs_incident(feature: dict, where: str) -> ReadResult:
    """An incident of the NSW Rural Fire Service; its alert level gives severity and urgency."""
    held, notes = feature["properties"], Notes()
    lines = dict(part.split(":", 1) for part in re.split(r"<br\s*/?>|\n", str(held.get("description") or "")) if ":" in part)
    lines = {key.strip().upper(): value.strip() for key, value in lines.items()}
    level = (lines.get("ALERT LEVEL") or str(held.get("category") or "")).casefold()
    severity, urgency = data("sources.json")["fire_levels"].get(level, ["Unknown", "Unknown"])
    if severity == "Unknown":
        notes.say(f"{where} category: {level[:40]!r} is no level that is known; read as Unknown")
    sent = rfs_time(str(held.get("pubDate") or ""), f"{where} pubDate", notes)
    event = lines.get("TYPE") or "Fire"
    kind, kind_from = kind_of(event, categories=("Fire",))
    polygons, circles = _shapes(feature.get("geometry"), severity, where, notes)
    info = Info(
        language="en-AU", languages=("en-AU",), categories=("Fire",), event=event, kind=kind, kind_from=kind_from, urgency=urgency, severity=severity, certainty="Observed",
        effective=sent, sender_name=lines.get("RESPONSIBLE AGENCY") or "NSW Rural Fire Service", headline=str(held.get("title") or ""), description=str(held.get("description") or ""),
        web=str(held.get("link") or ""), areas=(Area(lines.get("LOCATION") or str(held.get("title") or ""), polygons, circles),),
    )  # fmt: skip
    return ReadResult(ACCEPTED, "", notes.all(), (Alert(str(held["guid"]), "rfs.nsw.gov.au", sent, "Actual", "Alert", infos=(info,), form="NSW RFS"),), form="NSW RFS")


def rfs_time(text: str, where: str, notes: Notes) -> datetime | None:
    """``21/09/2018 6:30:00 AM`` as the service's local time."""
    found = _RFS_TIME.fullmatch(text.strip())
    if not found:
        return moment(text, where, notes)
    day, month, year, hour, minute, second = (int(part) for part in found.groups()[:6])
    half = (found[7] or "").upper()
    zone: tzinfo = UTC
    try:
        zone = ZoneInfo(_SYDNEY)
    except (KeyError, OSError):
        notes.say(f"{where}: no table of time zones; read as UTC")
    try:
        return datetime(year, month, day, hour % 12 + (12 if half == "PM" else 0) if half else hour, minute, second, tzinfo=zone)
    except ValueError as wrong:
        notes.say(f"{where}: {text[:40]!r} is no moment ({wrong}); left out")
        return None


def _shapes(shape: object, band: str, where: str, notes: Notes, depth: int = 0) -> tuple[tuple[Polygon, ...], tuple[Circle, ...]]:
    """Polygons and points of a GeoJSON geometry; a collection is walked four deep."""
    if not isinstance(shape, dict) or depth > 4:
        return (), ()
    polygons: list[Polygon] = []
    circles: list[Circle] = []
    held, kind = shape.get("coordinates"), shape.get("type")
    if kind == "GeometryCollection":
        for one in (shape.get("geometries") if isinstance(shape.get("geometries"), list) else [])[:1000]:
            more = _shapes(one, band, where, notes, depth + 1)
            polygons += more[0]
            circles += more[1]
    elif kind == "Point" and (spot := usgs.spot_of({"geometry": shape})):
        circles.append(Circle(spot[0], spot[1], 0.0, band))
    elif kind in ("Polygon", "MultiPolygon") and isinstance(held, list):
        for rings in [held] if kind == "Polygon" else held:
            parts = [_ring(ring, where, notes, band) for ring in rings] if isinstance(rings, list) else []
            if parts and parts[0]:
                polygons.append(Polygon(tuple(part.rings[0] for part in parts if part), band))
    return tuple(polygons), tuple(circles)


def _ring(ring: object, where: str, notes: Notes, band: str) -> Polygon | None:
    spots = [spot for one in ring if (spot := on_earth(one))] if isinstance(ring, list) else []
    points = [(shapes.around(lon), lat) for lon, lat in spots]
    return shapes.closed(points, f"{where} geometry", notes, band)
