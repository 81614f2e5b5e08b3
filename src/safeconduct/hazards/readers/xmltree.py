"""XML to a tree with line numbers. Nothing is fetched, no entity is expanded, size and depth are bounded."""

from __future__ import annotations

import codecs
import re
from xml.parsers import expat

from .model import Notes, Unreadable

MOST_BYTES = 64 * 1024 * 1024
MOST_DEPTH = 64
MOST_NODES = 3_000_000

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:\-]+)["']""")
_DECLARATION = re.compile(r"<\?xml\s[^>]*\?>")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
_BARE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
         (b"{\0", "utf-16-le"), (b"\0{", "utf-16-be"))  # fmt: skip
_WIDE = ("utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_KNOWN = {"utf-8", "ascii", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "koi8-r", "koi8-u",
          "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "cp950", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949", "mac-roman", "tis-620",
          *(f"iso8859-{n}" for n in (*range(1, 12), *range(13, 17))), *_WIDE}  # fmt: skip


class Node:
    """An element: name and namespace apart, its line, its children, its text."""

    __slots__ = ("ns", "name", "attrs", "line", "parts")

    def __init__(self, ns: str, name: str, attrs: dict[str, str], line: int):
        self.ns, self.name, self.attrs, self.line = ns, name, attrs, line
        self.parts: list[Node | str] = []

    @property
    def nodes(self) -> list[Node]:
        return [part for part in self.parts if isinstance(part, Node)]

    @property
    def text(self) -> str:
        """All text inside, also that of elements within, without the blanks around."""
        return "".join(self._words()).strip()

    def _words(self):
        for part in self.parts:
            if isinstance(part, str):
                yield part
            else:
                yield from part._words()

    def all(self, name: str) -> list[Node]:
        """Children of that name, in any namespace."""
        return [node for node in self.nodes if node.name == name]

    def get(self, name: str) -> str:
        """The text of the first child of that name, or ""."""
        return next((node.text for node in self.nodes if node.name == name), "")

    def walk(self):
        """Itself and every element inside, in the order of the file."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.nodes)


def decoded(data: bytes, notes: Notes) -> str:
    """
    The text of a file by byte order mark, then by its XML declaration, then UTF-8.

    Bytes that do not fit UTF-8 are read one by one as windows-1252, with a warning; a declaration that is wrong or unknown
    is set aside with a warning.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"the file has {len(data)} bytes, more than the {MOST_BYTES} that are read; split it")
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name, notes)
    for start, name in _BARE:
        if data.lstrip(b" \t\r\n").startswith(start):
            return _strict(data, name, notes)
    found = _DECLARED.match(data[:400])
    return _strict(data, _codec(found[1].decode() if found else "utf-8", notes), notes)


def _codec(declared: str, notes: Notes) -> str:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        name = ""
    if name not in _KNOWN:
        notes.say(f"line 1, encoding: {declared!r} is not known; read as UTF-8")
        return "utf-8"
    if name in _WIDE:
        notes.say(f"line 1, encoding: says {declared!r} but one byte stands for one letter; read as UTF-8")
        return "utf-8"
    return name


def _strict(data: bytes, name: str, notes: Notes) -> str:
    if name == "iso8859-1" and any(0x80 <= byte <= 0x9F for byte in data):
        notes.say("line 1, encoding: says ISO-8859-1 but holds letters of windows-1252; read as that")
        name = "cp1252"
    try:
        return data.decode(name)
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        if name in ("utf-8", "ascii"):
            notes.say(f"line {line}, encoding: bytes that are not {name.upper()}; these are read as windows-1252")
            return data.decode("utf-8", errors="safeconduct-1252")
        notes.say(f"line {line}, encoding: bytes that are not {name}; shown as \N{REPLACEMENT CHARACTER}")
        return data.decode(name, errors="replace")


def _as_1252(wrong: UnicodeError):
    if not isinstance(wrong, UnicodeDecodeError):
        raise wrong
    return wrong.object[wrong.start : wrong.end].decode("cp1252", errors="replace"), wrong.end


codecs.register_error("safeconduct-1252", _as_1252)


def tree(text: str, notes: Notes) -> Node:
    """
    The root element of ``text``; raises `Unreadable` with the line where it is not well-formed or declares an entity.

    Mended with a warning: blanks before the XML declaration, a document type without entities, a prefix that is not
    bound, several documents one after the other.
    """
    text = text.rstrip(" \t\r\n\0")
    body = text.lstrip("\ufeff")
    if body[:1].isspace() and body.lstrip().startswith("<?xml"):
        notes.say("line 1: blanks before the XML declaration; set aside")
    body = _DECLARATION.sub(_blank, body)
    try:
        return _Builder(notes, True).parse(body)
    except expat.ExpatError as wrong:
        return _mended(body, notes, wrong)


def _mended(body: str, notes: Notes, wrong: expat.ExpatError) -> Node:
    try:
        if wrong.code == expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]:
            root = _Builder(notes, False).parse(body)
            notes.say(f"line {wrong.lineno}: a prefix without xmlns; the elements are read by their names alone")
            return root
        if wrong.code == expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT] and "<!DOCTYPE" not in body:
            root = _Builder(notes, True).parse(f"<several>{body}</several>")
            notes.say(f"line {wrong.lineno}: more than one document in the file; each is read")
            return root
    except expat.ExpatError:
        pass
    raise Unreadable(f"line {wrong.lineno}, column {wrong.offset + 1}: not well-formed XML ({expat.ErrorString(wrong.code)}); ask the sender for a whole file") from wrong


def _blank(found: re.Match) -> str:
    return "".join(c if c == "\n" else " " for c in found[0])


class _Builder:
    def __init__(self, notes: Notes, with_namespaces: bool):
        self.notes, self.apart = notes, with_namespaces
        self.parser = expat.ParserCreate("utf-8", " " if with_namespaces else None)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.words
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.entity
        self.parser.ExternalEntityRefHandler = self.outside
        self.stack: list[Node] = []
        self.root: Node | None = None
        self.count = 0

    def parse(self, text: str) -> Node:
        self.parser.Parse(text.encode("utf-8", "replace"), True)
        return self.root

    def start(self, full, attrs):
        self.count += 1
        line = self.parser.CurrentLineNumber
        if len(self.stack) >= MOST_DEPTH:
            raise Unreadable(f"line {line}: elements stand more than {MOST_DEPTH} deep; no alert does; refused for safety")
        if self.count > MOST_NODES:
            raise Unreadable(f"line {line}: more than {MOST_NODES} elements; split the file")
        ns, _, name = full.rpartition(" " if self.apart else ":")
        node = Node(ns, name, attrs, line)
        if self.stack:
            self.stack[-1].parts.append(node)
        else:
            self.root = node
        self.stack.append(node)

    def end(self, _name):
        self.stack.pop()

    def words(self, text):
        if self.stack:
            self.stack[-1].parts.append(text)

    def doctype(self, name, _system, _public, _inside):
        self.notes.say(f"line {self.parser.CurrentLineNumber}: a document type declaration ({name[:40]}); set aside, nothing is fetched")

    def entity(self, name, *_rest):
        raise Unreadable(f"line {self.parser.CurrentLineNumber}: declares the entity {name[:40]!r}; entities are never expanded; remove the DOCTYPE and write the text itself")

    def outside(self, *_rest):
        raise Unreadable(f"line {self.parser.CurrentLineNumber}: points to text outside of the file; nothing is fetched; write the text itself")
