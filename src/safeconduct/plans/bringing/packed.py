"""A zip and the XML in it, read with bounds: nothing is fetched, no entity is expanded, nothing unpacks without end."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.etree import ElementTree
from xml.parsers import expat

from .sayings import Unreadable

MOST_BYTES = 60 * 2**20  # of the file
MOST_UNPACKED = 200 * 2**20  # of all that is read from it
MOST_PART = 64 * 2**20  # of one part
MOST_RATIO = 300  # unpacked to packed, for parts above 1 MB
MOST_ENTRIES = 10_000
MOST_DEPTH = 250
MOST_ELEMENTS = 2_000_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STRICT = b"http://purl.oclc.org/ooxml/"


class Package:
    """The parts of an Office file by name."""

    def __init__(self, content: bytes, name: str):
        self.name, self.read_bytes = name, 0
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self.zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            raise Unreadable("file.broken", file=name, where="the package") from None
        if len(entries) > MOST_ENTRIES:
            raise Unreadable("file.bomb", file=name, where=f"{len(entries)} parts")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable("file.password", file=name)
        for entry in entries:
            if entry.file_size > MOST_PART or (entry.file_size > 2**20 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1) and entry.filename.endswith((".xml", ".rels"))):
                raise Unreadable("file.bomb", file=name, where=entry.filename[:80])
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise Unreadable("file.bomb", file=name, where="the package")
        self.names = {entry.filename.lstrip("/"): entry for entry in entries}

    def bytes(self, part: str) -> bytes | None:
        """The bytes of a part, or None where there is none; the declared size is not believed."""
        entry = self.names.get(part)
        if entry is None:
            return None
        try:
            with self.zip.open(entry) as held:
                data = held.read(MOST_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise Unreadable("file.broken", file=self.name, where=part[:80]) from None
        self.read_bytes += len(data)
        if len(data) > MOST_PART or self.read_bytes > MOST_UNPACKED:
            raise Unreadable("file.bomb", file=self.name, where=part[:80])
        return data

    def xml(self, part: str) -> ElementTree.Element | None:
        """The root of a part, or None where there is none."""
        data = self.bytes(part)
        return None if data is None else parse(data, self.name, part)


def parse(data: bytes, file: str, part: str) -> ElementTree.Element:
    """
    The root element; refuses a document type, entities, more than `MOST_DEPTH` levels and what is not well formed.

    Read twice: once by a parser that only looks for what is forbidden, once into a tree.
    """
    depth = count = 0

    def start(_name, _attributes):
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if count > MOST_ELEMENTS:
            raise Unreadable("file.bomb", file=file, where=part)
        if depth > MOST_DEPTH:
            raise Unreadable("file.deep", file=file, where=part, most=MOST_DEPTH)

    def end(_name):
        nonlocal depth
        depth -= 1

    def forbidden(*_facts):
        raise Unreadable("file.entity", file=file, where=part)

    guard = expat.ParserCreate()
    guard.StartElementHandler, guard.EndElementHandler = start, end
    guard.StartDoctypeDeclHandler = guard.EntityDeclHandler = guard.ExternalEntityRefHandler = forbidden
    if STRICT in data[:20_000]:
        data = strict(data)
    try:
        guard.Parse(data, True)
        return ElementTree.fromstring(data)
    except Unreadable:
        raise
    except expat.ExpatError as wrong:
        raise Unreadable("file.xml", file=file, where=part, line=wrong.lineno, why=expat.ErrorString(wrong.code)) from None
    except (ElementTree.ParseError, ValueError, LookupError) as wrong:
        raise Unreadable("file.xml", file=file, where=part, line=1, why=str(wrong)[:80]) from None


def strict(data: bytes) -> bytes:
    """A part in the strict form of the standard with the names of the transitional one, which Word writes."""
    data = data.replace(STRICT + b"officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/")
    return re.sub(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|drawingml|spreadsheetml)/", rb"http://schemas.openxmlformats.org/\1/2006/", data)
