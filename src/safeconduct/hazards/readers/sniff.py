"""
Which reader a file needs, by what it holds, never by its name; and the one door `read_file`.

Nothing here raises for any bytes: what can not be read is a result with the outcome *refused* and a reason.
"""

from __future__ import annotations

import json
import re

from . import feeds, gdacs, geojson, storms
from .cap import is_alert
from .model import IGNORED, REFUSED, Notes, ReadResult, Unreadable
from .xmltree import MOST_BYTES, decoded, tree

MOST_JSON_DEPTH = 100
FAILED = "the reader itself failed"
_PACKED = ((b"\x1f\x8b", "gzip"), (b"PK\x03\x04", "zip"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"), (b"7z\xbc\xaf", "7-Zip"))
_BINARY = ((b"%PDF", REFUSED, "a PDF document"), (b"\x89PNG", REFUSED, "a picture"), (b"\xff\xd8\xff", REFUSED, "a picture"), (b"GIF8", REFUSED, "a picture"),
           (b"CDF\x01", IGNORED, "a netCDF grid or track table"), (b"CDF\x02", IGNORED, "a netCDF grid or track table"), (b"CDF\x05", IGNORED, "a netCDF grid or track table"),
           (b"\x89HDF\r\n\x1a\n", IGNORED, "a netCDF-4/HDF5 grid or track table"), (b"SQLite format 3", REFUSED, "a database"))  # fmt: skip
_TABLES = (
    ({"latitude", "longitude", "brightness", "acq_date"}, "NASA FIRMS hot spots (MODIS)"),
    ({"latitude", "longitude", "bright_ti4", "acq_date"}, "NASA FIRMS hot spots (VIIRS)"),
    ({"latitude", "longitude", "acq_date", "frp"}, "NASA FIRMS hot spots"),
    ({"ibtracsid", "isotime"}, "an IBTrACS table of past storm tracks"),
    ({"sid", "iso_time"}, "an IBTrACS table of past storm tracks"),
    ({"type_of_violence", "date_start"}, "UCDP conflict events"),
    ({"location_code", "event_type", "fatalities"}, "HDX HAPI conflict counts"),
    ({"event_date", "sub_event_type"}, "ACLED conflict events"),
)
_ADECK = re.compile(r"(?:AL|EP|CP|WP|IO|SH|SL),\s*\d{2},\s*\d{10},")


def read_file(data: bytes, name: str = "") -> list[ReadResult]:
    """
    Everything that a file holds: one result for each alert or event, or one that says why there is none.

    ``name`` is not looked at to choose the reader. Never raises; reads at most 64 MiB; opens nothing else.
    """
    try:
        return _read(data)
    except Unreadable as wrong:
        return [ReadResult(REFUSED, str(wrong))]
    except (RecursionError, MemoryError) as wrong:
        return [ReadResult(REFUSED, f"too deep or too large to read ({type(wrong).__name__}); split the file")]
    except Exception as wrong:  # one file must never stop the others; tests forbid this reason
        return [ReadResult(REFUSED, f"{FAILED} ({type(wrong).__name__}: {str(wrong)[:120]}); report it with this file")]


def _read(data: bytes) -> list[ReadResult]:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return [ReadResult(REFUSED, "the file is empty; fetch it again")]
    for start, packing in _PACKED:
        if data.startswith(start):
            return [ReadResult(REFUSED, f"packed with {packing}; unpack it first")]
    for start, outcome, what in _BINARY:
        if data.startswith(start):
            return [ReadResult(outcome, f"{what}, not an alert")]
    if len(data) > MOST_BYTES:
        raise Unreadable(f"the file has {len(data)} bytes, more than the {MOST_BYTES} that are read; split it")
    notes = Notes()
    text = decoded(data, notes)
    start = text.lstrip("\ufeff \t\r\n")[:200]
    if start[:1] == "<":
        return _read_xml(text, start, notes)
    if start[:1] in "{[":
        return _read_json(text, notes)
    return _read_text(text, notes)


def _read_xml(text: str, start: str, notes: Notes) -> list[ReadResult]:
    if re.match(r"<(!doctype\s+html|html)\b", start, re.IGNORECASE):
        return [ReadResult(REFUSED, "line 1: a web page, not an alert; most likely an error page of the server; fetch the feed's own address", notes.all(), form="HTML")]
    root = tree(text, notes)
    if gdacs.is_gdacs(root):
        return gdacs.read_rss(root, notes)
    found = feeds.read_alerts(root, notes)
    if found:
        return found
    if root.name in ("feed", "rss", "RDF"):
        return [feeds.read_feed(root, notes)]
    if root.name == "EDXLDistribution":
        return [ReadResult(IGNORED, "EDXL-DE distribution without an alert inside", notes.all(), form="EDXL-DE")]
    if root.name == "cxml":
        return [ReadResult(IGNORED, "CXML forecast tracks of an ensemble, not an alert", notes.all(), form="CXML")]
    if root.name == "alert" and not is_alert(root):
        return [ReadResult(REFUSED, f"line {root.line}, alert: not of CAP (namespace {root.ns[:80]!r}) and without CAP's elements; ask the sender for CAP 1.2", notes.all())]
    return [ReadResult(REFUSED, f"line {root.line}: <{root.name[:60]}> is neither an alert nor a feed that is known; expected <alert> (CAP), <feed>, <rss> or <EDXLDistribution>", notes.all())]


def _read_json(text: str, notes: Notes) -> list[ReadResult]:
    text = text.lstrip("\ufeff")
    if _json_depth(text) > MOST_JSON_DEPTH:
        raise Unreadable(f"JSON nested more than {MOST_JSON_DEPTH} deep; no feed is; refused for safety")
    try:
        document = json.loads(text, parse_constant=lambda word: None)
    except json.JSONDecodeError as wrong:
        raise Unreadable(f"line {wrong.lineno}, column {wrong.colno}: not well-formed JSON ({wrong.msg}); fetch the feed again") from wrong
    except ValueError as wrong:
        raise Unreadable(f"JSON with a number that is too long ({str(wrong)[:60]}); fetch the feed again") from wrong
    if isinstance(document, dict):
        if "activeStorms" in document:
            return storms.read_nhc(document, notes)
        if document.get("type") in ("FeatureCollection", "Feature") or "features" in document:
            return geojson.read_document(document, notes)
        if isinstance(document.get("sources"), list):
            return [ReadResult(IGNORED, f"a list of {len(document['sources'])} alert feeds, no alert; add each as a feed by its address (capAlertFeed)", notes.all(), form="feed list")]
        shown = ", ".join(str(key)[:30] for key in list(document)[:6]) or "none"
        return [ReadResult(REFUSED, f"JSON with the keys {shown}: no feed that is known; expected GeoJSON (features) or NHC (activeStorms)", notes.all(), form="JSON")]
    return [ReadResult(REFUSED, "JSON list, not an object: no feed that is known; expected GeoJSON (features) or NHC (activeStorms)", notes.all(), form="JSON")]


def _read_text(text: str, notes: Notes) -> list[ReadResult]:
    if storms.is_tcm(text):
        return [storms.read_tcm(text, notes)]
    if _ADECK.match(text.lstrip()):
        return [ReadResult(IGNORED, "an ATCF deck: tracks of many forecast models, not an alert", notes.all(), form="ATCF")]
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    columns = {column.strip().strip('"').casefold() for column in re.split(r"[,;\t]", first)}
    for needed, what in _TABLES:
        if needed <= columns:
            return [ReadResult(IGNORED, f"{what}: a table of observations, not an alert; nothing is proposed from it", notes.all(), form="table")]
    return [ReadResult(REFUSED, f"line 1: begins with {first[:40]!r}: neither XML nor JSON nor an advisory that is known; expected a CAP alert or a feed", notes.all())]


def _json_depth(text: str) -> int:
    """How deep brackets stand, those inside strings left out."""
    deepest = depth = 0
    for found in re.finditer(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', text, re.DOTALL):
        mark = found[0]
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest
