"""
GDACS: RSS (``gdacs:`` fields) and GeoJSON events, each to one `Alert`.

``gdacs:bbox`` is *lon lon lat lat*, ``georss:point`` is *lat lon*. GDACS gives no footprint here: the box is its map frame and the
circles of an earthquake are our estimate, so every area is marked as an estimate.
"""

from __future__ import annotations

import re
from datetime import datetime
from math import isfinite
from typing import Any

from ..kinds import data
from .felt import felt_circles
from .model import ACCEPTED, IGNORED, REFUSED, Alert, Area, Circle, Info, Notes, Polygon, ReadResult
from .shapes import around
from .times import moment
from .xmltree import Node

NS = "http://www.gdacs.org"
_DEPTH = re.compile(r"depth\s*:?\s*([\d.]+)\s*km", re.IGNORECASE)
_EVENT = {"EQ": "Earthquake", "TC": "Tropical cyclone", "FL": "Flood", "VO": "Volcano", "DR": "Drought", "WF": "Wildfire", "TS": "Tsunami"}


def is_gdacs(root: Node) -> bool:
    """True of an RSS document whose items carry fields of GDACS."""
    return root.name in ("rss", "RDF") and any(node.ns.rstrip("/") == NS for item in root.walk() if item.name == "item" for node in item.nodes)


def read_rss(root: Node, notes: Notes) -> list[ReadResult]:
    """One result for each item."""
    out = []
    for at, item in enumerate((node for node in root.walk() if node.name == "item"), 1):
        own = Notes()
        out.append(_read(_fields(item), f"line {item.line}, item {at}", own))
    if out and notes.said:
        out[0] = ReadResult(out[0].outcome, out[0].reason, (*notes.all(), *out[0].warnings), out[0].alerts, form="GDACS")
    return out or [ReadResult(IGNORED, "GDACS feed without an item: no event", notes.all(), form="GDACS")]


def is_gdacs_feature(feature: dict) -> bool:
    held = feature.get("properties")
    return isinstance(held, dict) and {"eventtype", "eventid", "alertlevel"} <= set(held)


def read_feature(feature: dict, where: str) -> ReadResult:
    """One event of GDACS's GeoJSON."""
    held, notes = feature["properties"], Notes()
    got: dict[str, Any] = {key: "" if value is None or isinstance(value, dict | list) else str(value) for key, value in held.items()}
    severity = held.get("severitydata")
    if isinstance(severity, dict):
        got |= {"severity": str(severity.get("severitytext", "")), "severityvalue": str(severity.get("severity", ""))}
    shape = feature.get("geometry")
    if isinstance(shape, dict) and shape.get("type") == "Point" and isinstance(shape.get("coordinates"), list):
        lon, lat = (*shape["coordinates"], None, None)[:2]
        got["point"] = f"{lat} {lon}"
    box = feature.get("bbox")
    if isinstance(box, list) and len(box) == 4:
        got["bbox"] = f"{box[0]} {box[2]} {box[1]} {box[3]}"
    got |= {"title": got.get("name", "") or got.get("title", ""), "pubdate": got.get("datemodified", "") or got.get("todate", "")}
    return _read(got, where, notes)


def _fields(item: Node) -> dict[str, str]:
    got: dict[str, str] = {}
    for node in item.nodes:
        key = node.name.lower()
        got.setdefault(key, node.text)
        if key in ("severity", "population", "vulnerability"):
            got.setdefault(key + "value", node.attrs.get("value", ""))
        if key == "point" and node.nodes:
            got["point"] = f"{node.get('lat')} {node.get('long')}"
    return got


def _read(got: dict[str, str], where: str, notes: Notes) -> ReadResult:
    set_ = data("sources.json")["gdacs"]
    missing = [name for name in ("eventtype", "eventid", "alertlevel") if not got.get(name)]
    if missing:
        return ReadResult(REFUSED, f"{where}: gdacs:{', gdacs:'.join(missing)} missing; an event of GDACS can not be told apart without; fetch the feed again", notes.all(), form="GDACS")
    type_, level = got["eventtype"].upper(), got["alertlevel"].casefold()
    kind = set_["kinds"].get(type_, "")
    if not kind:
        notes.say(f"{where} eventtype: {type_!r} is in no list of data/sources.json")
    if level not in set_["levels"]:
        notes.say(f"{where} alertlevel: {got['alertlevel']!r} is not green, orange or red; read as Unknown")
    episode = got.get("episodealertlevel", "").casefold()
    if episode and episode != level:
        notes.say(f"{where} episodealertlevel: the present episode is {episode}, the event as a whole {level}")
    current = {"true": True, "false": False}.get(got.get("iscurrent", "true").casefold(), True)
    start, end = (_time(got, name, where, notes) for name in ("fromdate", "todate"))
    sent = _time(got, "pubdate", where, notes) or _time(got, "datemodified", where, notes) or end
    severity = set_["levels"].get(level, "Unknown")
    info = Info(
        language="en", languages=("en",), categories=("Geo",) if type_ in ("EQ", "VO", "TS", "LS") else ("Met",), event=_EVENT.get(type_, type_), kind=kind,
        kind_from=f"GDACS type {type_}", urgency=set_["urgency"]["true" if current else "false"], severity=severity,
        certainty=set_["certainty"], event_codes=(("gdacs:eventtype", type_),), onset=start, sender_name="GDACS", headline=got.get("title", ""),
        description=got.get("description", ""), web=got.get("link", ""),
        parameters=tuple((f"gdacs:{key}", got[key]) for key in ("alertlevel", "alertscore", "severity", "severityvalue", "population", "populationvalue",
                         "vulnerability", "iso3", "glide", "eventname", "todate", "cap") if got.get(key)),
        areas=(_area(got, type_, severity, where, notes),),
    )  # fmt: skip
    alert = Alert(
        identifier=f"GDACS-{type_}{got['eventid']}-{got.get('episodeid') or '0'}", sender="gdacs.org", sent=sent,
        status="Test" if got.get("istest", "").casefold() == "true" else "Actual",
        msg_type="Alert", infos=(info,), form="GDACS", incidents=f"{type_}{got['eventid']}", current=current,
    )  # fmt: skip
    return ReadResult(ACCEPTED, "", notes.all(), (alert,), form="GDACS")


def _time(got: dict[str, str], name: str, where: str, notes: Notes) -> datetime | None:
    text = got.get(name, "")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T[\d:.]+", text):
        text += "+00:00"
    return moment(text, f"{where} {name}", notes) if text else None


def _area(got: dict[str, str], type_: str, band: str, where: str, notes: Notes) -> Area:
    point = _numbers(got.get("point", ""), 2, f"{where} point", notes)
    lat, lon = point if point else (None, None)
    if point and not (abs(lat) <= 90 and abs(lon) <= 360):
        notes.say(f"{where} point: {lat:g} {lon:g} is no place; left out")
        point = None
    circles: tuple[Circle, ...] = ()
    polygons: tuple[Polygon, ...] = ()
    radius = _numbers(got.get("radius", ""), 1, f"{where} radius", notes) if got.get("radius") else None
    magnitude = _numbers(got.get("severityvalue", ""), 1, f"{where} severity", notes) if got.get("severityvalue") else None
    depth = _DEPTH.search(got.get("severity", ""))
    if point and radius and 0 <= radius[0] <= 20_000:
        circles = (Circle(around(lon), lat, radius[0], band),)
    elif point and type_ == "EQ" and magnitude and depth:
        circles = felt_circles(around(lon), lat, magnitude[0], float(depth[1])) or (Circle(around(lon), lat, 0.0, band),)
        notes.say(f"{where}: circles of MMI are our estimate from magnitude and depth, until contours arrive")
    else:
        polygons = _frame(got.get("bbox", ""), (lon, lat) if point else None, band, where, notes)
        if point and not polygons:
            circles = (Circle(around(lon), lat, 0.0, band),)
    name = got.get("country", "") or got.get("eventname", "") or got.get("title", "")
    codes = tuple(("ISO 3166-1 alpha-3", code.strip()) for code in re.split(r"[,;|]", got.get("iso3", "")) if code.strip())
    return Area(name, polygons, circles, codes, estimate=True)


def _frame(text: str, point, band: str, where: str, notes: Notes) -> tuple[Polygon, ...]:
    """The box as a polygon; told apart from lat lat lon lon where only the other reading holds the event's point."""
    box = _numbers(text, 4, f"{where} bbox", notes) if text else None
    if not box:
        return ()
    west, east, south, north = box
    if point and not _holds(box, point) and _holds((south, north, west, east), point):
        notes.say(f"{where} bbox: stands as lat lat lon lon (the point proves it); read the other way round")
        west, east, south, north = south, north, west, east
    if west > east and south <= north and west - east < 180:
        west, east = east, west
    south, north = max(min(south, north), -90.0), min(max(south, north), 90.0)
    if north - south <= 0 or east == west or abs(west) > 540 or abs(east) > 540:
        notes.say(f"{where} bbox: {text[:80]!r} bounds nothing; left out")
        return ()
    notes.say(f"{where} bbox: GDACS's map frame, not a footprint; marked as an estimate")
    west, east = around(west), around(east)
    return (Polygon((((west, south), (east, south), (east, north), (west, north), (west, south)),), band),)


def _holds(box, point) -> bool:
    west, east, south, north = box
    lon, lat = point
    return min(south, north) <= lat <= max(south, north) and any(min(west, east) <= lon + turn <= max(west, east) for turn in (-360, 0, 360))


def _numbers(text: str, count: int, where: str, notes: Notes) -> list[float] | None:
    try:
        found = [float(part) for part in re.split(r"[,\s]+", text.strip()) if part]
    except ValueError:
        found = []
    if len(found) != count or not all(map(isfinite, found)):
        if text.strip():
            notes.say(f"{where}: {text.strip()[:80]!r} is not {count} number(s); left out")
        return None
    return found
