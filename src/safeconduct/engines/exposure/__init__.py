"""
Exposure: who is inside a hazard, in which severity band, and how sure that is.

A pure engine: numpy and shapely, no Django, no database, no clock. ``expose()`` answers a whole question at once; a room that
keeps its people in a database loads ``cover()`` into SQL and asks ``refine()`` only about those near a border.
"""

from .area import Band, Circle, band, refine
from .cover import Ranges, cover
from .model import Codes, Exposure, Flags, People, Presence, Range, Share, Table
from .morton import cell, position, stored
from .solve import expose
from .version import VERSION

__all__ = [
    "VERSION", "Band", "Circle", "Codes", "Exposure", "Flags", "People", "Presence", "Range", "Ranges", "Share", "Table",
    "band", "cell", "cover", "expose", "position", "refine", "stored",
]  # fmt: skip
