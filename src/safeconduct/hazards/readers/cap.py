"""
CAP 1.0, 1.1 and 1.2 (OASIS): one `<alert>` element to one `Alert`.

Refused is only what names neither itself, nor a sender, nor a moment. All else is mended and each mending is a warning that
names line and element. Every block is kept. A signature is noted and not checked.
"""

from __future__ import annotations

import hashlib
import re

from ..kinds import kind_of
from . import shapes
from .model import Alert, Area, Info, Notes, Reference, Unreadable
from .scripts import foreign_scripts, scripts, tidy_tag
from .times import moment, offset_of
from .xmltree import Node

STATUS = ("Actual", "Exercise", "System", "Test", "Draft")
MSG_TYPE = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPE = ("Public", "Restricted", "Private")
CATEGORY = ("Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other")
RESPONSE = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCY = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITY = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTY = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
OLD_WORDS = {"very likely": "Likely"}
MOST_INFOS, MOST_AREAS = 500, 20_000

_NS = re.compile(r"(?:urn:oasis:names:tc:emergency:cap:|http://www\.incident\.com/cap/|.*\bcap[:/])(\d+\.\d+).*", re.IGNORECASE)
_IN_ALERT = {"identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses", "code", "note", "references",
             "incidents", "info", "password", "Signature"}  # fmt: skip
_IN_INFO = {"language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience", "eventCode", "effective", "onset", "expires",
            "senderName", "headline", "description", "instruction", "web", "contact", "parameter", "resource", "area"}  # fmt: skip
_IN_AREA = {"areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"}
_TIMES = ("sent", "effective", "onset", "expires")


def is_alert(node: Node) -> bool:
    """True of an ``<alert>`` in a CAP namespace, or in none with CAP's own elements inside."""
    if node.name.lower() != "alert":
        return False
    return bool(_NS.fullmatch(node.ns)) or "emergency:cap" in node.ns or sum(child.name in _IN_ALERT for child in node.nodes) >= 3


def read_alert(node: Node, notes: Notes) -> Alert:
    """The alert that ``node`` holds; raises `Unreadable` where it can not be used. Warnings go into ``notes``."""
    return _Reading(node, notes).alert()


class _Reading:
    """One alert being read: the names of what is missing, the offset that its times share."""

    def __init__(self, node: Node, notes: Notes):
        self.node, self.notes = node, notes
        zones = {zone.utcoffset(None): zone for one in node.walk() if one.name in _TIMES and (zone := offset_of(one.text)) is not None}
        self.lacking = next(iter(zones.values())) if len(zones) == 1 else None

    def alert(self) -> Alert:
        node, notes = self.node, self.notes
        named = [name for name in ("identifier", "sender", "sent") if self.leaf(node, name)]
        if not named:
            raise Unreadable(f"line {node.line}, alert: identifier, sender and sent are missing, so it can not be told apart or dated; ask the sender for the whole alert")
        version = self.version()
        self.strangers(node, _IN_ALERT, "alert")
        infos = tuple(self.info(child, at) for at, child in enumerate(node.all("info")[:MOST_INFOS], 1))
        if not infos:
            notes.say(f"line {node.line}, alert: no info block; nothing can be proposed from it")
        sent = self.time(node, "sent", "alert") or min((i.effective for i in infos if i.effective), default=None)
        if sent is None:
            notes.say(f"line {node.line}, alert sent: missing and no other time to take; nothing can be proposed from it")
        return Alert(
            identifier=self.identifier(),
            sender=self.leaf(node, "sender") or self.gap("sender", "read as unknown", "unknown"),
            sent=sent,
            status=self.word(node, "status", STATUS, "alert", ""),
            msg_type=self.word(node, "msgType", MSG_TYPE, "alert", "Alert"),
            scope=self.word(node, "scope", SCOPE, "alert", "Public"),
            source=self.leaf(node, "source"),
            restriction=self.leaf(node, "restriction"),
            addresses=self.leaf(node, "addresses"),
            codes=tuple(child.text for child in node.all("code") if child.text),
            note=self.leaf(node, "note"),
            references=self.references(),
            incidents=self.leaf(node, "incidents"),
            infos=infos,
            form=f"CAP {version}",
            signed=self.signed(),
        )

    def version(self) -> str:
        found = _NS.fullmatch(self.node.ns)
        if found and found[1] in ("1.0", "1.1", "1.2"):
            return found[1]
        said = f"namespace {self.node.ns!r} is not CAP 1.0-1.2" if self.node.ns else "no CAP namespace"
        self.notes.say(f"line {self.node.line}, alert: {said}; read as CAP 1.2")
        return "1.2"

    def identifier(self) -> str:
        found = self.leaf(self.node, "identifier")
        if found:
            return found
        made = "made:" + hashlib.sha256(self.node.text.encode()).hexdigest()[:24]
        return self.gap("identifier", "made from its text, so that the same alert gets the same one", made)

    def gap(self, name: str, done: str, value: str) -> str:
        self.notes.say(f"line {self.node.line}, alert {name}: missing; {done}")
        return value

    def signed(self) -> bool:
        for child in self.node.nodes:
            if child.name == "Signature":
                self.notes.say(f"line {child.line}, Signature: noted, not checked")
                return True
        return False

    # -- small readers ---------------------------------------------------------------------------------------------------

    def leaf(self, node: Node, name: str) -> str:
        """The text of a child; a name that differs in capitals only is mended."""
        children = node.nodes
        for child in children:
            if child.name == name:
                return child.text
        for child in children:
            if child.name.lower() == name.lower() and not child.nodes:
                self.notes.say(f"line {child.line}, {child.name}: read as {name}")
                return child.text
        return ""

    def word(self, node: Node, name: str, allowed: tuple[str, ...], where: str, missing: str) -> str:
        """One of CAP's words, with capitals mended; ``missing`` (and a warning) for an unknown or absent one."""
        text = self.leaf(node, name)
        found = _allowed(text, allowed)
        if found is None:
            line = next((child.line for child in node.nodes if child.name == name), node.line)
            said = f"{text[:40]!r} is not a word of CAP" if text else "missing"
            self.notes.say(f"line {line}, {where} {name}: {said}; read as {missing or 'not stated'}")
            return missing
        if found != text:
            self.notes.say(f"{where} {name}: {text[:40]!r} read as {found}")
        return found

    def words(self, node: Node, name: str, allowed: tuple[str, ...], where: str) -> tuple[str, ...]:
        out = []
        for child in node.all(name):
            found = _allowed(child.text, allowed)
            if found is None and child.text:
                self.notes.say(f"line {child.line}, {where} {name}: {child.text[:40]!r} is not a word of CAP; left out")
            elif found:
                out.append(found)
        return tuple(dict.fromkeys(out))

    def time(self, node: Node, name: str, where: str):
        text = self.leaf(node, name)
        line = next((child.line for child in node.nodes if child.name == name), node.line)
        if not text and name == "sent":
            self.notes.say(f"line {line}, {where} sent: missing")
        return moment(text, f"line {line}, {where} {name}", self.notes, self.lacking)

    def pairs(self, node: Node, name: str, where: str) -> tuple[tuple[str, str], ...]:
        """valueName and value; ``name=value`` in one text as CAP 1.0 has it. Empty values are left out."""
        out = []
        for child in node.all(name):
            key, value = child.get("valueName"), child.get("value")
            if not child.nodes and child.text:
                key, _, value = child.text.partition("=")
                if not value:
                    key, value = "", child.text
            if value.strip():
                out.append((key.strip(), value.strip()))
            elif name == "eventCode":
                self.notes.say(f"line {child.line}, {where} {name}: empty; left out")
        return tuple(out)

    def strangers(self, node: Node, known: set[str], where: str) -> None:
        for child in node.nodes:
            if child.name not in known and (child.ns == node.ns or not child.ns) and not (not child.nodes and child.name.lower() in {k.lower() for k in known}):
                self.notes.say(f"line {child.line}, {where} {child.name[:40]}: not an element of CAP here; not read")

    # -- blocks ----------------------------------------------------------------------------------------------------------

    def info(self, node: Node, number: int) -> Info:
        where = f"info {number}"
        self.strangers(node, _IN_INFO, where)
        severity = self.word(node, "severity", SEVERITY, where, "Unknown")
        texts = {name: self.leaf(node, name) for name in ("event", "headline", "description", "instruction")}
        language, languages = self.languages(node, " ".join(texts.values()), where)
        codes = self.pairs(node, "eventCode", where)
        categories = self.words(node, "category", CATEGORY, where)
        if not categories:
            self.notes.say(f"line {node.line}, {where} category: missing")
        if not texts["event"]:
            self.notes.say(f"line {node.line}, {where} event: missing")
        kind, kind_from = kind_of(texts["event"], codes, categories, texts["headline"])
        effective, onset, expires = (self.time(node, name, where) for name in ("effective", "onset", "expires"))
        if expires and effective and expires < effective:
            self.notes.say(f"line {node.line}, {where} expires: before effective")
        areas = tuple(self.area(child, f"{where} area {at}", severity) for at, child in enumerate(node.all("area")[:MOST_AREAS], 1))
        if not areas:
            self.notes.say(f"line {node.line}, {where} area: missing; nobody can be found inside it")
        return Info(
            language=language, languages=languages, categories=categories, kind=kind, kind_from=kind_from,
            response_types=self.words(node, "responseType", RESPONSE, where),
            urgency=self.word(node, "urgency", URGENCY, where, "Unknown"),
            severity=severity,
            certainty=self.word(node, "certainty", CERTAINTY, where, "Unknown"),
            audience=self.leaf(node, "audience"),
            event_codes=codes, effective=effective, onset=onset, expires=expires,
            sender_name=self.leaf(node, "senderName"), web=self.leaf(node, "web"), contact=self.leaf(node, "contact"),
            parameters=self.pairs(node, "parameter", where),
            resources=tuple((one.get("resourceDesc"), one.get("mimeType"), one.get("uri")) for one in node.all("resource")),
            areas=areas, **texts,
        )  # fmt: skip

    def languages(self, node: Node, text: str, where: str) -> tuple[str, tuple[str, ...]]:
        declared = self.leaf(node, "language")
        tag = tidy_tag(declared)
        if declared and not tag:
            self.notes.say(f"line {node.line}, {where} language: {declared[:40]!r} is no language tag; read as und")
            tag = "und"
        if not tag:
            tag = "en-US"
            self.notes.say(f"line {node.line}, {where} language: missing; en-US is CAP's default")
        foreign = foreign_scripts(tag, text)
        if not foreign:
            return tag, (tag,)
        shown = tuple(f"und-{script}" for script in foreign)
        own = sum(scripts(text).values()) - sum(scripts(text).get(script, 0) for script in foreign)
        mixed = own > 0.2 * sum(scripts(text).values())
        said = "more than one language in the block" if mixed else "the text is in another script than the language declared"
        self.notes.say(f"line {node.line}, {where} language: {tag}, but {said} ({', '.join(foreign)}); check before it is passed on")
        return tag, ((tag, *shown) if mixed or declared else shown)

    def area(self, node: Node, where: str, severity: str) -> Area:
        self.strangers(node, _IN_AREA, where)
        polygons = [shapes.polygon(one.text, f"line {one.line}, {where} polygon", self.notes, severity) for one in node.all("polygon")]
        circles = [shapes.circle(one.text, f"line {one.line}, {where} circle", self.notes, severity) for one in node.all("circle")]
        name = self.leaf(node, "areaDesc")
        if not name:
            self.notes.say(f"line {node.line}, {where} areaDesc: missing")
        return Area(
            name=" ".join(name.split()),
            polygons=tuple(one for one in polygons if one),
            circles=tuple(one for one in circles if one),
            geocodes=self.pairs(node, "geocode", where),
            altitude=_number(self.leaf(node, "altitude")),
            ceiling=_number(self.leaf(node, "ceiling")),
        )

    def references(self) -> tuple[Reference, ...]:
        out = []
        for node in self.node.all("references"):
            if not node.text:
                self.notes.say(f"line {node.line}, references: empty; left out")
            for one in node.text.split():
                sender, _, rest = one.partition(",")
                identifier, _, sent = rest.rpartition(",")
                if not (sender and identifier):
                    self.notes.say(f"line {node.line}, references: {one[:60]!r} is not sender,identifier,sent; kept as an identifier")
                    out.append(Reference("", one.strip(",")))
                    continue
                out.append(Reference(sender, identifier, moment(sent, f"line {node.line}, references", self.notes, self.lacking)))
        return tuple(out)


def _allowed(text: str, allowed: tuple[str, ...]) -> str | None:
    folded = " ".join(text.split()).casefold()
    folded = OLD_WORDS.get(folded, folded).casefold()
    return next((word for word in allowed if word.casefold() == folded), None)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e7 else None
