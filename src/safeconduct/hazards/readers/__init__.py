"""
Readers of hazard feeds: bytes in, alerts out, with a reason for whatever is not taken and a warning for whatever is mended.

`read_file` is the door. CAP 1.0-1.2 alone, several in a file, in Atom, RSS and EDXL-DE; GDACS; USGS and ShakeMap; GeoNet; NSW RFS;
NHC. No Django, no clock, no network, no files opened. Described in docs/rooms/hazards-readers.md.
"""

from .model import ACCEPTED, IGNORED, REFUSED, Alert, Area, Circle, Info, Link, Polygon, ReadResult, Reference
from .sniff import read_file

__all__ = ["ACCEPTED", "IGNORED", "REFUSED", "Alert", "Area", "Circle", "Info", "Link", "Polygon", "ReadResult", "Reference", "read_file"]
