"""
Tropical cyclones: NHC's CurrentStorms JSON and the NHC forecast/advisory text (TCM).

TCM gives wind radii by quadrant in nautical miles, from which polygons of 34, 50 and 64 knots are drawn for now and each forecast
position. The JSON gives a centre only: a circle of ``storm_radius_km`` [D] stands for the storm and is marked as an estimate.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from math import asin, atan2, cos, degrees, radians, sin

from ..kinds import data
from .bounds import EARTH_KM
from .felt import step
from .model import ACCEPTED, IGNORED, REFUSED, Alert, Area, Circle, Info, Notes, Polygon, ReadResult
from .numbers import finite
from .shapes import around
from .times import moment

MILE_KM = 1.852
_TITLE = re.compile(r"^(?P<name>[A-Z][A-Z .\-]*?) (?:SPECIAL )?FORECAST/ADVISORY NUMBER +(?P<number>\d+)", re.MULTILINE)
_CODE = re.compile(r"\b((?:AL|EP|CP|WP|IO|SH)\d{2}\d{4})\b")
_ISSUED = re.compile(r"^(\d{4}) UTC [A-Z]{3} ([A-Z]{3}) (\d{1,2}) (\d{4})", re.MULTILINE)
_CENTRE = re.compile(r"CENTER LOCATED NEAR +([\d.]+)([NS]) +([\d.]+)([EW]) AT (\d{2})/(\d{4})Z")
_FORECAST = re.compile(r"(?:FORECAST|OUTLOOK) VALID (\d{2})/(\d{4})Z +([\d.]+)([NS]) +([\d.]+)([EW])")
_WIND = re.compile(r"MAX(?: SUSTAINED)? WINDS? +(\d+) KT")
_RADII = re.compile(r"^(\d{2}) KT\.+ *(\d+)NE +(\d+)SE +(\d+)SW +(\d+)NW", re.MULTILINE)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_CLASS = {"TD": "Tropical depression", "TS": "Tropical storm", "HU": "Hurricane", "STD": "Subtropical depression", "STS": "Subtropical storm", "PTC": "Post-tropical cyclone", "PC": "Potential tropical cyclone", "TY": "Typhoon"}


def is_tcm(text: str) -> bool:
    return bool(_TITLE.search(text[:2000]) and _CENTRE.search(text))


def read_nhc(document: dict, notes: Notes) -> list[ReadResult]:
    """One alert for each active storm; ignored where there is none."""
    storms = document.get("activeStorms")
    if not isinstance(storms, list):
        return [ReadResult(REFUSED, "activeStorms: not a list; fetch CurrentStorms.json again", form="NHC")]
    if not storms:
        return [ReadResult(IGNORED, "NHC: activeStorms is empty: no active storm", notes.all(), form="NHC")]
    return [_storm(storm, f"activeStorms[{at}]") for at, storm in enumerate(storms[:500])]


def _storm(storm: object, where: str) -> ReadResult:
    notes = Notes()
    held = storm if isinstance(storm, dict) else {}
    lat, lon = finite(held.get("latitudeNumeric")), finite(held.get("longitudeNumeric"))
    sent = moment(str(held.get("lastUpdate") or ""), f"{where} lastUpdate", Notes())
    if not held.get("id") or lat is None or lon is None or abs(lat) > 90 or abs(lon) > 360 or sent is None:
        return ReadResult(REFUSED, f"{where}: id, latitudeNumeric, longitudeNumeric or lastUpdate missing or not readable; fetch CurrentStorms.json again", form="NHC")
    knots = finite(held.get("intensity")) or 0.0
    set_ = data("sources.json")
    severity = step(set_["wind_knots"], knots)
    notes.say(f"{where}: a circle of {set_['storm_radius_km']:g} km about the centre is our estimate; the advisory text gives wind radii")
    name = f"{_CLASS.get(str(held.get('classification')), 'Tropical cyclone')} {held.get('name') or held['id']}"
    advisory = held.get("publicAdvisory") if isinstance(held.get("publicAdvisory"), dict) else {}
    info = _info(name, severity, sent, None, (Area(name, circles=(Circle(around(lon), lat, set_["storm_radius_km"], severity, knots),), estimate=True),), str(advisory.get("url") or ""), knots)
    number = advisory.get("advNum") or f"{sent:%Y%m%d%H%M}"
    alert = Alert(f"{held['id']}-{number}", "nhc.noaa.gov", sent, "Actual", "Alert", infos=(info,), form="NHC", incidents=str(held["id"]))
    return ReadResult(ACCEPTED, "", notes.all(), (alert,), form="NHC")


def read_tcm(text: str, notes: Notes) -> ReadResult:
    """The advisory with its wind polygons; refused where it names no issue time."""
    title, issued, centre = _TITLE.search(text), _ISSUED.search(text), _CENTRE.search(text)
    sent = _issued(issued)
    if sent is None:
        return ReadResult(REFUSED, "no line such as '2100 UTC SUN SEP 10 2023' that says when it was issued; fetch the advisory again", form="TCM")
    wind = _WIND.search(text)
    knots = float(wind[1]) if wind else 0.0
    severity = step(data("sources.json")["wind_knots"], knots)
    spots = [(centre.start(), centre.groups()[:4])] + [(one.start(), one.groups()[2:6]) for one in _FORECAST.finditer(text)]
    ends = [start for start, _ in spots[1:]] + [len(text)]
    areas = [_winds(text[start:end], spot, at, notes) for at, ((start, spot), end) in enumerate(zip(spots, ends, strict=True))]
    code = _CODE.search(text)
    name = title["name"].strip().title()
    ending = last_valid(sent, text)
    info = _info(name, severity, sent, ending, tuple(area for area in areas if area), "", knots)
    identifier = f"{code[1].lower() if code else name.replace(' ', '-')}-{int(title['number']):03d}"
    alert = Alert(identifier, "nhc.noaa.gov", sent, "Actual", "Alert", infos=(info,), form="TCM", incidents=code[1].lower() if code else "")
    return ReadResult(ACCEPTED, "", notes.all(), (alert,), form="TCM")


def last_valid(sent: datetime, text: str) -> datetime | None:
    """The moment of the last forecast position."""
    last = None
    for one in _FORECAST.finditer(text):
        day, clock = int(one[1]), one[2]
        at = sent.replace(hour=min(int(clock[:2]), 23), minute=0)
        for days in range(15):
            if (at + timedelta(days=days)).day == day:
                last = at + timedelta(days=days)
                break
    return last


def _info(name: str, severity: str, sent: datetime, expires: datetime | None, areas: tuple[Area, ...], web: str, knots: float) -> Info:
    return Info(
        language="en", languages=("en",), categories=("Met",), event=name, kind="storm", kind_from="advisory on a tropical cyclone", urgency="Expected", severity=severity,
        certainty="Likely", effective=sent, expires=expires, sender_name="NHC", headline=f"{name}, {knots:g} kt", web=web, parameters=(("knots", f"{knots:g}"),), areas=areas,
    )  # fmt: skip


def _issued(found: re.Match | None) -> datetime | None:
    if not found or found[2] not in _MONTHS:
        return None
    try:
        return datetime(int(found[4]), _MONTHS.index(found[2]) + 1, int(found[3]), int(found[1][:2]), int(found[1][2:]), tzinfo=UTC)
    except ValueError:
        return None


def _winds(part: str, spot, at: int, notes: Notes) -> Area | None:
    lat = float(spot[0]) * (1 if spot[1] == "N" else -1)
    lon = around(float(spot[2]) * (1 if spot[3] == "E" else -1))
    if abs(lat) > 90 or abs(lon) > 180:
        notes.say(f"position {at + 1}: {' '.join(spot)} is no place; left out")
        return None
    name = "now" if at == 0 else f"forecast {at}"
    polygons = [_quadrants(lon, lat, float(found[1]), [float(n) for n in found.groups()[1:5]]) for found in _RADII.finditer(part)]
    return Area(name, tuple(polygons), () if polygons else (Circle(lon, lat, 0.0),))


def _quadrants(lon: float, lat: float, knots: float, miles: list[float]) -> Polygon:
    """NE, SE, SW, NW radii as one ring, a point every 10 degrees."""
    ring = [reached(lon, lat, miles[quarter] * MILE_KM, bearing) for quarter in range(4) for bearing in range(quarter * 90, quarter * 90 + 91, 10)]
    severity = step(data("sources.json")["wind_knots"], knots)
    return Polygon(((*ring, ring[0]),), severity, knots)


def reached(lon: float, lat: float, km: float, bearing: float) -> tuple[float, float]:
    """Where one comes out after ``km`` on the sphere in the direction ``bearing`` (degrees from north)."""
    angle, turn, phi = km / EARTH_KM, radians(bearing), radians(lat)
    to = asin(sin(phi) * cos(angle) + cos(phi) * sin(angle) * cos(turn))
    away = atan2(sin(turn) * sin(angle) * cos(phi), cos(angle) - sin(phi) * sin(to))
    return around(round(lon + degrees(away), 6)), round(degrees(to), 6)
