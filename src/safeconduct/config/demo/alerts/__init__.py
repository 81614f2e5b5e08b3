"""
Hazard files of a specimen authority, made by tools/build_demo_alerts.py, and the function that gives them today's times.

    quake-alert.xml      CAP 1.2, Actual, Alert: earthquake, en + fr-HT + ht, where shaking was VII or more
    quake-update.xml     its Update five hours later: a larger area (VI or more), a road shut
    quake-cancel.xml     its Cancel, one minute old; kept aside until somebody drops it in
    storm-alert.xml      CAP 1.2, Actual: hurricane warning for the north of the Bahamas, en-BS + es + fr, onset in 18 hours; to be dropped in by hand
    storm-exercise.xml   the same with status Exercise
    flood-alert.xml      CAP 1.2, Actual: flood warning, en + fr-HT + ht, its area only as the codes HT10 and HT07 (valueName P-CODE), no polygon
    quake-cont_mmi.json  contours of intensity 5 to 8, in the form of ShakeMap's cont_mmi
    quake-feed.geojson   three earthquakes, in the form of the U.S. Geological Survey's feed
    quake-gdacs.xml      one item, in the form of GDACS's RSS
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

HERE = Path(__file__).parent
NAMES = (
    "quake-alert.xml",
    "quake-update.xml",
    "quake-cancel.xml",
    "storm-alert.xml",
    "storm-exercise.xml",
    "flood-alert.xml",
    "quake-cont_mmi.json",
    "quake-feed.geojson",
    "quake-gdacs.xml",
)
WRITTEN = datetime(2021, 8, 15, 14, 30, tzinfo=UTC)
"""The moment at which the files as they lie here are news: 26 hours after the earthquake."""

_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
_MAIL = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
_MILLISECONDS = re.compile(r'(?<="time": )\d{13}|(?<="updated": )\d{13}|(?<="generated": )\d{13}')


def fresh(name, now):
    """
    The bytes of one file with every time moved so that it is news at `now` (an aware datetime; its seconds are dropped).

    The earthquake then was 26 hours before `now`; references between files still hold, because all
    move alike. Identifiers stay, so the same alert read twice stays one alert.
    Refuses a name not in NAMES (KeyError) and a naive `now`.
    """
    if name not in NAMES:
        raise KeyError(name)
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    later = now.astimezone(UTC).replace(second=0, microsecond=0) - WRITTEN
    text = (HERE / name).read_text(encoding="utf-8")
    text = _ISO.sub(lambda m: (datetime.fromisoformat(m[0]) + later).isoformat(), text)
    text = _MAIL.sub(lambda m: format_datetime(parsedate_to_datetime(m[0]) + later, usegmt=True), text)
    text = _MILLISECONDS.sub(lambda m: str(int(m[0]) + later // timedelta(milliseconds=1)), text)
    return text.encode()


def earthquake_at(now):
    """When the earthquake was, in the story that is news at `now`."""
    return now.astimezone(UTC).replace(second=0, microsecond=0) - WRITTEN + datetime(2021, 8, 14, 12, 29, 8, tzinfo=UTC)
