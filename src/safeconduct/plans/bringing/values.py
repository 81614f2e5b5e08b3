"""Values in cells: telephones, addresses, numbers, days, hours, positions on the globe. What cannot be told for sure is not read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from math import cos, degrees, sin, sqrt, tan

from . import words

TELEPHONE = re.compile(r"(?<![\w+])(?:\+|00)?\(?\d[\d\s().\-–/]{4,}\d(?!\w)")
EMAIL = re.compile(r"[\w.+\-']+@[\w\-]+(?:\.[\w\-]+)+")
NUMBER = re.compile(r"(?<![\w.,])[-+]?\d{1,3}(?:[ ,.'’\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\w)|(?<![\w.,])[-+]?\d+(?:[.,]\d+)?(?!\d)")
DECIMAL = re.compile(r"^\D{0,12}?([-+]?\d{1,3}[.,]\d{2,})\s*°?\s*([NSEWO])?\s*[,;/\s]\s*(?:\w{3,10}[:.\s]+)?([-+]?\d{1,3}[.,]\d{2,})\s*°?\s*([NSEWO])?\W*$", re.I)
ANGLE = r"(\d{1,3})\s*(?:[°ºd:]\s*|\s)(\d{1,2}(?:[.,]\d+)?)(?:(?:\s*['′’m:]\s*|\s+)(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”]|''|s)?)?)?"
AFTER, BEFORE = re.compile(rf"(?<!\d){ANGLE}\s*([NSEWO])(?![a-z])", re.I), re.compile(rf"(?<![a-z])([NSEWO])\s*{ANGLE}(?!\d)", re.I)
MGRS = re.compile(r"\b(\d{1,2})\s?([C-HJ-NP-X])\s?([A-HJ-NP-Z]{2})\s?(\d{2,5}\s?\d{2,5})\b", re.I)
RHYTHM = {"every", "each", "per", "daily", "chaque", "tous", "par", "cada", "por", "كل", "before", "avant", "antes", "قبل", "from", "between"}
ISO, NUMERIC = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$"), re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})$")
WORDED = re.compile(r"^(?:(\d{1,2})(?:er|st|nd|rd|th|º)?[\s.\-/]+(?:de\s+)?([^\W\d_][^\d,]*?)|([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?)[\s.,\-/]+(?:de\s+|del\s+)?(\d{4}|\d{2})$")


def digits(text: str) -> str:
    """The text with digits of every script as 0-9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text).replace("٫", ".").replace("٬", ",")


def telephones(text: str) -> list[str]:
    """Numbers that may be rung, as they are written, digits as 0-9; a day or a position is none."""
    held = digits(text)
    out = []
    for part in re.split(r"\s*[;\n]\s*|\s+/\s+|,\s+(?=[+0(])", EMAIL.sub(" ", held)):
        for found in TELEPHONE.findall(part):
            count = sum(c.isdigit() for c in found)
            if 6 <= count <= 17 and not ISO.match(found.strip()) and not NUMERIC.match(found.strip()) and not re.fullmatch(r"\d{1,3}\.\d{3,}", found.strip()):
                out.append(found.strip(" .-–/"))
    return out


def emails(text: str) -> list[str]:
    return EMAIL.findall(text)


def number(text: str) -> float | None:
    """The one number in a text, `1,200`, `1.200`, `1 200` and `٥٠٠` among them; None where there is none, or several."""
    found = NUMBER.findall(digits(text))
    if len(found) != 1:
        return None
    held = re.sub(r"[ '’\u202f]", "", found[0])
    if re.fullmatch(r"[-+]?\d{1,3}(?:[,.]\d{3})+", held):
        held = re.sub(r"[,.]", "", held)
    elif "," in held and "." in held:
        held = held.replace(",", "") if held.rfind(".") > held.rfind(",") else held.replace(".", "").replace(",", ".")
    else:
        held = held.replace(",", ".")
    try:
        value = float(held)
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None


def unit_of(text: str) -> str:
    """What stands behind the number, such as `litres` in `1,500 litres`."""
    return NUMBER.sub("", digits(text)).strip(" .,:;~()")[:40]


def whole(text: str) -> int | None:
    """A count of things, not below nought."""
    value = number(text)
    return int(value) if value is not None and value >= 0 and value == int(value) else None


@cache
def _months() -> dict[str, int]:
    return {words.plain(name): int(month) for month, names in words.lists()["months"].items() for name in names}


def day_first(texts: Iterable[str]) -> bool | None:
    """Whether numbers of days in a column are written day first: told by one above twelve; None where nothing tells."""
    first = second = False
    for text in texts:
        if found := NUMERIC.match(digits(text).strip()):
            first, second = first or int(found[1]) > 12, second or int(found[2]) > 12
    return None if first == second else first


def day(text: str, first: bool | None = None) -> date | None:
    """The day in a text; None where it is none or may be two."""
    held = digits(text).strip().strip(".")
    year, month, number = 0, 0, 0
    if found := ISO.match(held):
        year, month, number = int(found[1]), int(found[2]), int(found[3])
    elif found := NUMERIC.match(held):
        a, b, year = int(found[1]), int(found[2]), int(found[3])
        known = True if a > 12 or a == b else False if b > 12 else first
        if known is None:
            return None
        number, month = (a, b) if known else (b, a)
    elif found := WORDED.match(held):
        name = words.plain(found[2] or found[3]).strip(" .")
        number, month, year = int(found[1] or found[4]), _months().get(name, 0), int(found[5])
    year += 2000 if 0 < year < 100 else 0
    try:
        return date(year, month, number) if 1950 <= year <= 2150 else None
    except ValueError:
        return None


@cache
def _units() -> dict[str, float]:
    hours = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0}
    return {words.plain(name): hours[unit] for unit, names in words.lists()["hours"].items() if unit in hours for name in names}


@cache
def _now() -> frozenset[str]:
    return frozenset(words.plain(one) for one in words.lists()["hours"]["now"])


def hours(text: str, unit: float = 1.0) -> float | None:
    """Hours after the beginning: `T+6`, `6 h`, `within 2 hours`, `immediately`, `3 days`, `24`; `unit`: hours of a bare number. None for a span or a rhythm."""
    held = words.plain(digits(text)).strip()
    if held in _now():
        return 0.0
    found = re.findall(r"\d+(?:[.,]\d+)?", held)
    if len(found) != 1:
        return None
    value = float(found[0].replace(",", "."))
    rest = re.findall(r"[^\W\d_]+", held.replace(found[0], " ", 1))
    if RHYTHM & set(rest):
        return None
    known = [_units()[word] for word in rest if word in _units()]
    if known:
        return value * known[0] if len(rest) <= 5 else None
    small = {"t", "h", "within", "in", "after", "max", "maximum", "dans", "les", "en", "las", "primeras", "خلال", "by"}
    return value * unit if all(word in small for word in rest) else None


def yes(text: str) -> bool | None:
    """Whether a cell says yes or no; None where it says neither."""
    held = words.plain(text[:30]).strip(" .")
    return True if held in _set("yes") else False if held in _set("no") else None


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(words.plain(one) for one in words.lists()[name])


def nothing(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return not text.strip() or (len(text) < 12 and words.plain(text).strip() in _set("unknown"))


def position(text: str) -> tuple[float, float] | None:
    """(latitude, longitude) in degrees from decimal degrees, degrees-minutes-seconds or an MGRS grid reference; None where it is none."""
    held = digits(text).replace("−", "-").strip()
    if found := MGRS.search(held):
        return mgrs(int(found[1]), found[2].upper(), found[3].upper(), re.sub(r"\s", "", found[4]))
    if found := DECIMAL.match(held):
        return _placed(_decimal(found[1]), (found[2] or "").upper(), _decimal(found[3]), (found[4] or "").upper())
    parts = [_degrees(one) for one in sided(held)]
    if len(parts) == 2 and None not in parts:
        return _placed(parts[0][0], parts[0][1], parts[1][0], parts[1][1])
    return None


def angle(text: str, most: float) -> float | None:
    """One latitude or longitude, decimal or in degrees, minutes and seconds; ``most`` is 90 or 180."""
    held = digits(text).replace("−", "-").strip()
    if re.fullmatch(r"[-+]?\d{1,3}[.,]\d+\s*°?", held):
        value = _decimal(held.rstrip("° "))
    elif len(found := sided(held)) == 1 and (one := _degrees(found[0])):
        value = one[0] * (-1 if one[1] in "SWO" else 1)
    elif found := re.fullmatch(r"([-+]?\d{1,3}[.,]\d+)\s*°?\s*([NSEWO])", held, re.I):
        value = _decimal(found[1]) * (-1 if found[2].upper() in "SWO" else 1)
    else:
        return None
    return round(value, 6) if abs(value) <= most else None


def sided(text: str) -> list[tuple[str, str, str, str]]:
    """(degrees, minutes, seconds, side) of angles with their side of the globe, before or after the number as the text begins."""
    if re.match(r"\W*(?:lat\w*\W*)?[NSEWO]\s*\d", text, re.I):
        return [(one[2], one[3], one[4] or "0", one[1].upper()) for one in BEFORE.finditer(text)]
    return [(one[1], one[2], one[3] or "0", one[4].upper()) for one in AFTER.finditer(text)]


def _degrees(one: tuple[str, str, str, str]) -> tuple[float, str] | None:
    minutes, seconds = _decimal(one[1]), _decimal(one[2])
    return (int(one[0]) + minutes / 60 + seconds / 3600, one[3]) if minutes < 60 and seconds < 60 else None


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))


def _placed(a: float, a_side: str, b: float, b_side: str) -> tuple[float, float] | None:
    if (a_side in "EWO" and a_side) or (b_side and b_side in "NS"):
        a, a_side, b, b_side = b, b_side, a, a_side
    lat, lon = (-a if a_side == "S" else a), (-b if b_side in ("W", "O") else b)
    return (round(lat, 6), round(lon, 6)) if abs(lat) <= 90 and abs(lon) <= 180 and (lat or lon) else None


BANDS, ROWS = "CDEFGHJKLMNPQRSTUVWX", "ABCDEFGHJKLMNPQRSTUV"
COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")


def mgrs(zone: int, band: str, square: str, grid: str) -> tuple[float, float] | None:
    """The south-west corner of an MGRS square as (latitude, longitude), by the inverse of the universal transverse Mercator projection on WGS 84."""
    if not 1 <= zone <= 60 or len(grid) % 2 or square[0] not in COLUMNS[(zone - 1) % 3] or square[1] not in ROWS:
        return None
    half, scale = len(grid) // 2, 10 ** (5 - len(grid) // 2)
    easting = (COLUMNS[(zone - 1) % 3].index(square[0]) + 1) * 100_000 + int(grid[:half]) * scale
    northing = ((ROWS.index(square[1]) - (5 if zone % 2 == 0 else 0)) % 20) * 100_000 + int(grid[half:]) * scale
    south = BANDS.index(band) * 8 - 80
    for _ in range(6):
        placed = utm(zone, easting, northing - (10_000_000 if band < "N" else 0))
        if south - 1 <= placed[0] <= south + 9 + (4 if band == "X" else 0):
            return round(placed[0], 6), round(placed[1], 6)
        northing += 2_000_000
    return None


def utm(zone: int, easting: float, northing: float) -> tuple[float, float]:
    """(latitude, longitude) in degrees of a point of a UTM zone in metres; northing is negative south of the equator. Good to about a metre."""
    a, f, k0 = 6378137.0, 1 / 298.257223563, 0.9996
    e2 = f * (2 - f)
    ep2 = e2 / (1 - e2)
    mu = northing / k0 / (a * (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256))
    e1 = (1 - sqrt(1 - e2)) / (1 + sqrt(1 - e2))
    phi = mu + (3 * e1 / 2 - 27 * e1**3 / 32) * sin(2 * mu) + (21 * e1**2 / 16 - 55 * e1**4 / 32) * sin(4 * mu) + 151 * e1**3 / 96 * sin(6 * mu) + 1097 * e1**4 / 512 * sin(8 * mu)
    c, t = ep2 * cos(phi) ** 2, tan(phi) ** 2
    n = a / sqrt(1 - e2 * sin(phi) ** 2)
    r = a * (1 - e2) / (1 - e2 * sin(phi) ** 2) ** 1.5
    d = (easting - 500_000) / (n * k0)
    lat = phi - n * tan(phi) / r * (d**2 / 2 - (5 + 3 * t + 10 * c - 4 * c**2 - 9 * ep2) * d**4 / 24 + (61 + 90 * t + 298 * c + 45 * t**2 - 252 * ep2 - 3 * c**2) * d**6 / 720)
    lon = (d - (1 + 2 * t + c) * d**3 / 6 + (5 - 2 * c + 28 * t - 3 * c**2 + 8 * ep2 + 24 * t**2) * d**5 / 120) / cos(phi)
    return degrees(lat), zone * 6 - 183 + degrees(lon)


