"""What a telephone sends, made into arguments; what is no use is left out, never an error."""

from __future__ import annotations

import math
from datetime import date

FINEST, ROUGHEST = 10, 100_000  # metres: no telephone is surer than that, and what is rougher says nothing


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def number(text) -> int:
    try:
        return min(max(int(text), 1), 500)
    except (TypeError, ValueError):
        return 1


def position(sent) -> dict:
    """Where the telephone says that it is, and within how many metres; nothing where it does not say both."""
    try:
        lon, lat, metres = (float(sent.get(name, "")) for name in ("lon", "lat", "acc"))
    except ValueError:
        return {}
    whole = math.isfinite(lon + lat + metres) and abs(lon) <= 180 and abs(lat) <= 90 and 0 < metres <= ROUGHEST
    return {"position": (lon, lat), "accuracy_m": max(math.ceil(metres), FINEST)} if whole else {}
