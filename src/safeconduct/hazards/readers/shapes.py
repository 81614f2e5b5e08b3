"""Polygons and circles as CAP writes them ("lat,lon lat,lon"), turned into (lon, lat) and mended where the meaning is certain."""

from __future__ import annotations

import re
from math import isfinite

from .model import Circle, Notes, Point, Polygon

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_PAIRS = re.compile(rf"\s*(?:{_NUMBER.pattern},{_NUMBER.pattern}(?:\s+|$))+")
_LOOKALIKES = {0x2212: "-", 0x2013: "-", 0xFF0D: "-", 0xFF0C: ",", 0x060C: ",", 0x3001: ",", 0xA0: " ", 0x3000: " "}
MOST_POINTS = 200_000
HALF_EARTH_KM = 20_015.1


def polygon(text: str, where: str, notes: Notes, band: str = "") -> Polygon | None:
    """
    The polygon of a CAP ``<polygon>``, closed; None (and a warning) where it bounds nothing.

    Mended: ring not closed, stray commas or blanks for commas, longitudes from 180 to 360, and latitude and longitude in the
    wrong order where a "latitude" past 90 proves it.
    """
    numbers = _numbers(text, where, notes)
    if numbers is None:
        return None
    if len(numbers) % 2:
        notes.say(f"{where}: {len(numbers)} numbers do not make pairs; polygon left out; write lat,lon lat,lon")
        return None
    points = _points(list(zip(numbers[::2], numbers[1::2], strict=True)), where, notes)
    if points is None:
        return None
    return closed(points, where, notes, band)


def closed(points: list[Point], where: str, notes: Notes, band: str = "", level: float | None = None) -> Polygon | None:
    """A polygon of (lon, lat) points, closed with a warning where its end is not its beginning."""
    if len(set(points)) < 3:
        notes.say(f"{where}: fewer than three different points; it bounds nothing; left out")
        return None
    if points[0] != points[-1]:
        notes.say(f"{where}: the ring is not closed; closed")
        points = [*points, points[0]]
    return Polygon((tuple(points),), band, level)


def circle(text: str, where: str, notes: Notes, band: str = "") -> Circle | None:
    """The circle of a CAP ``<circle>`` ("lat,lon km"); None (and a warning) where it names no place."""
    numbers = _numbers(text, where, notes, quiet=True)
    if numbers is None:
        return None
    if len(numbers) == 2:
        notes.say(f"{where}: no radius; read as a point (0 km)")
        numbers = [*numbers, 0.0]
    if len(numbers) != 3:
        notes.say(f"{where}: {text.strip()[:60]!r} is not 'lat,lon km'; left out")
        return None
    points = _points([(numbers[0], numbers[1])], where, notes)
    if points is None:
        return None
    km = numbers[2]
    if not 0 <= km <= HALF_EARTH_KM:
        notes.say(f"{where}: a radius of {km:g} km can not be; left out")
        return None
    return Circle(points[0][0], points[0][1], km, band)


def _numbers(text: str, where: str, notes: Notes, quiet: bool = False) -> list[float] | None:
    if not text.strip():
        notes.say(f"{where}: empty; left out")
        return None
    text = text.translate(_LOOKALIKES)
    numbers = [float(number) for number in _NUMBER.findall(text)]
    if len(numbers) > 2 * MOST_POINTS:
        notes.say(f"{where}: more than {MOST_POINTS} points; left out")
        return None
    if _NUMBER.sub("", text).strip(" ,;\t\r\n") or not numbers or not all(map(isfinite, numbers)):
        notes.say(f"{where}: {text.strip()[:60]!r} is not made of numbers; left out")
        return None
    if not quiet and not _PAIRS.fullmatch(text):
        notes.say(f"{where}: not written as 'lat,lon lat,lon'; the numbers are read in pairs")
    return numbers


def _points(pairs: list[tuple[float, float]], where: str, notes: Notes) -> list[Point] | None:
    """(lat, lon) pairs as (lon, lat), in range, or None."""
    if any(abs(lat) > 90 for lat, _ in pairs):
        if all(abs(lon) <= 90 and abs(lat) <= 180 for lat, lon in pairs):
            notes.say(f"{where}: stands as lon,lat (a first number is past 90); read the other way round")
            pairs = [(lon, lat) for lat, lon in pairs]
        else:
            notes.say(f"{where}: a latitude past 90 degrees; left out")
            return None
    if any(abs(lon) > 360 for _, lon in pairs):
        notes.say(f"{where}: a longitude past 360 degrees; left out")
        return None
    if any(abs(lon) > 180 for _, lon in pairs):
        notes.say(f"{where}: longitudes past 180; read as west or east of Greenwich")
    return [(around(lon), lat) for lat, lon in pairs]


def around(lon: float) -> float:
    """The same meridian in [-180, 180]."""
    return lon if -180.0 <= lon <= 180.0 else (lon + 180.0) % 360.0 - 180.0
