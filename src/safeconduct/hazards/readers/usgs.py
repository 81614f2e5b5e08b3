"""
USGS earthquakes in GeoJSON: each event of a summary feed, or the one of a detail document, to one `Alert`.

Coordinates are lon, lat, depth (km); ``time`` and ``updated`` are milliseconds since 1970. Severity is PAGER's colour; without one
it is taken from the magnitude [D]. The area is our felt-radius estimate until a ShakeMap arrives; both settings stand in
``data/sources.json``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ..kinds import data
from .felt import felt_circles, step
from .model import ACCEPTED, REFUSED, Alert, Area, Circle, Info, Notes, ReadResult
from .numbers import finite
from .shapes import around


def is_usgs(feature: dict) -> bool:
    held = feature.get("properties")
    return isinstance(held, dict) and {"mag", "place", "time"} <= set(held) and ("net" in held or "magType" in held or "sig" in held)


def read_feature(feature: dict, where: str) -> ReadResult:
    """One event; refused where it has no id, no moment or no place on the map."""
    held, notes = feature["properties"], Notes()
    identifier = str(feature.get("id") or held.get("code") or "")
    at = millis(held.get("time"))
    spot = spot_of(feature)
    missing = [name for name, value in (("id", identifier), ("properties.time", at), ("geometry.coordinates", spot)) if not value]
    if missing:
        return ReadResult(REFUSED, f"{where}: {', '.join(missing)} missing or not readable; fetch the feed again", notes.all(), form="USGS")
    lon, lat, depth = spot
    magnitude = finite(held.get("mag"))
    set_ = data("sources.json")["usgs"]
    kind = set_["kinds"].get(str(held.get("type") or "earthquake").casefold(), "")
    severity = _severity(held, magnitude, where, notes)
    updated = millis(held.get("updated")) or at
    info = Info(
        language="en", languages=("en",), categories=("Geo",), event=str(held.get("type") or "earthquake"), kind=kind,
        kind_from=f"USGS type {held.get('type') or 'earthquake'}" if kind else f"USGS type {held.get('type')} is no hazard here",
        urgency="Immediate", severity=severity, certainty="Observed" if held.get("status") == "reviewed" else "Likely",
        effective=at, onset=at, expires=at + timedelta(hours=set_["lasting_hours"]), sender_name="USGS", headline=str(held.get("title") or held.get("place") or ""),
        web=str(held.get("url") or ""),
        parameters=tuple((name, str(held[name])) for name in ("mag", "magType", "alert", "tsunami", "sig", "mmi", "felt", "cdi", "status") if held.get(name) is not None) + (("depth", f"{depth:g}"),),
        areas=(_area(held, lon, lat, depth, magnitude, where, notes),),
    )  # fmt: skip
    if held.get("tsunami"):
        notes.say(f"{where} tsunami: a tsunami message may exist; look for the bulletin itself")
    names = " ".join(dict.fromkeys([identifier, *(part for part in str(held.get("ids") or "").split(",") if part)]))
    status = "Actual" if held.get("status") != "deleted" else "Draft"
    alert = Alert(identifier, "usgs.gov", max(updated, at), status, "Cancel" if held.get("status") == "deleted" else "Alert", infos=(info,), form="USGS", incidents=names)
    return ReadResult(ACCEPTED, "", notes.all(), (alert,), form="USGS")


def millis(value: object) -> datetime | None:
    """Milliseconds since 1970 as a moment."""
    number = finite(value)
    if number is None or not -2.2e12 < number < 7e12:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number)


def spot_of(feature: dict) -> tuple[float, float, float] | None:
    """(lon, lat, depth in km) of a Point, or None."""
    shape = feature.get("geometry")
    held = shape.get("coordinates") if isinstance(shape, dict) else None
    if not isinstance(held, list) or len(held) < 2:
        return None
    lon, lat = finite(held[0]), finite(held[1])
    depth = finite(held[2]) if len(held) > 2 else None
    if lon is None or lat is None or abs(lat) > 90 or abs(lon) > 360:
        return None
    return around(lon), lat, 10.0 if depth is None else depth


def _severity(held: dict, magnitude: float | None, where: str, notes: Notes) -> str:
    set_ = data("sources.json")
    pager = str(held.get("alert") or "").casefold()
    if pager in set_["usgs"]["pager"]:
        return set_["usgs"]["pager"][pager]
    if pager:
        notes.say(f"{where} alert: {pager[:20]!r} is no colour of PAGER; left out")
    if magnitude is None:
        return "Unknown"
    return step(set_["usgs"]["magnitude_when_no_pager"], magnitude)


def _area(held: dict, lon: float, lat: float, depth: float, magnitude: float | None, where: str, notes: Notes) -> Area:
    name = str(held.get("place") or "")
    circles = felt_circles(lon, lat, magnitude, depth) if magnitude is not None else ()
    if circles:
        notes.say(f"{where}: circles of MMI are our estimate from magnitude and depth, until a ShakeMap arrives")
    return Area(name, circles=circles or (Circle(lon, lat, 0.0),), estimate=bool(circles))

