"""Numbers out of JSON, where anything may stand in their place."""

from __future__ import annotations

from math import isfinite


def finite(value: object) -> float | None:
    """The value as a finite float; None of anything else (also of true, of NaN and of a number too large)."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def on_earth(held: object) -> tuple[float, float] | None:
    """(lon, lat) of a GeoJSON position, longitudes up to one and a half turns; None where it is none."""
    if not isinstance(held, list) or len(held) < 2 or isinstance(held[0], str) or isinstance(held[1], str):
        return None
    lon, lat = finite(held[0]), finite(held[1])
    if lon is None or lat is None or abs(lon) > 540 or abs(lat) > 90:
        return None
    return lon, lat
