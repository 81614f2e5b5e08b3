"""
Whatever may hold alerts: a lone alert, several in one file, Atom and RSS with alerts inside or links to them, EDXL-DE
and other wrappers. One `ReadResult` for each alert, or one for the whole where there is none.
"""

from __future__ import annotations

from dataclasses import replace

from .cap import STATUS, is_alert, read_alert
from .model import ACCEPTED, IGNORED, REFUSED, Link, Notes, ReadResult, Unreadable
from .times import moment
from .xmltree import Node, tree

MOST_ALERTS = 20_000
_LESS_REAL = ("Actual", "System", "Exercise", "Test", "Draft")
_CAP_TYPES = ("application/cap+xml", "application/xml", "text/xml", "application/common-alerting-protocol+xml")


def read_alerts(root: Node, notes: Notes) -> list[ReadResult]:
    """Every alert inside ``root`` as one result each; [] where there is none."""
    out: list[ReadResult] = []
    for node, wrapper in _found(root):
        if len(out) >= MOST_ALERTS:
            out.append(ReadResult(REFUSED, f"line {node.line}: more than {MOST_ALERTS} alerts in one file; split it"))
            break
        own = Notes()
        try:
            alert = read_alert(node, own)
        except Unreadable as wrong:
            out.append(ReadResult(REFUSED, str(wrong), own.all(), form="CAP"))
            continue
        status = _wrapped_status(alert.status, wrapper, own)
        if status != alert.status:
            alert = replace(alert, status=status)
        if root.name == "feed" and node in root.nodes:
            own.say(f"line {node.line}: the alert stands in the feed outside of any entry; read all the same")
        out.append(ReadResult(ACCEPTED, "", own.all(), (alert,), form=alert.form))
    if out and notes.said:
        first = out[0]
        out[0] = ReadResult(first.outcome, first.reason, (*notes.all(), *first.warnings), first.alerts, first.links, first.form)
    return out


def read_feed(root: Node, notes: Notes) -> ReadResult:
    """An Atom or RSS feed without alerts inside: the links to fetch, or ignored where it has none."""
    form = "Atom" if root.name == "feed" else "RSS"
    entries = [node for node in root.walk() if node.name in ("entry", "item")]
    if not entries:
        return ReadResult(IGNORED, f"{form} feed without an entry: no alert in force", notes.all(), form=form)
    links = []
    for at, entry in enumerate(entries, 1):
        where = f"line {entry.line}, entry {at}"
        if form == "Atom":
            for name in ("id", "title", "updated"):
                if not entry.get(name):
                    notes.say(f"{where} {name}: missing")
        href = _href(entry)
        if not href:
            notes.say(f"{where} link: missing, and there is no alert inside; nothing to read")
            continue
        at_text = entry.get("updated") or entry.get("pubDate")
        links.append(Link(href, entry.get("title")[:300], moment(at_text, f"{where} updated", notes) if at_text else None))
    if not links:
        return ReadResult(IGNORED, f"{form} feed of {len(entries)} entries that neither hold an alert nor link to one", notes.all(), form=form)
    return ReadResult(ACCEPTED, f"{form} index: no alert inside, {len(links)} to fetch by their links", notes.all(), links=tuple(links), form=form)


def _found(root: Node):
    """(alert element, the EDXL distribution around it) pairs; also alerts written as text inside a feed entry."""
    stack: list[tuple[Node, Node | None]] = [(root, None)]
    while stack:
        node, wrapper = stack.pop()
        if is_alert(node):
            yield node, wrapper
            continue
        if node.name == "EDXLDistribution":
            wrapper = node
        children = node.nodes
        if not children and node.name in ("content", "description", "encoded", "summary", "contentData"):
            children = _written(node)
        stack += [(child, wrapper) for child in reversed(children)]


def _written(node: Node) -> list[Node]:
    text = node.text
    if not (text.startswith("<") and "alert" in text[:4000]):
        return []
    try:
        return [tree(text, Notes())]
    except Unreadable:
        return []


def _wrapped_status(status: str, wrapper: Node | None, notes: Notes) -> str:
    """The less real of the alert's own status and its wrapper's."""
    around = wrapper.get("distributionStatus") if wrapper else ""
    around = next((word for word in STATUS if word.casefold() == around.casefold()), "")
    if not around or not status or _LESS_REAL.index(around) <= _LESS_REAL.index(status):
        return status
    notes.say(f"line {wrapper.line}, distributionStatus: {around} around an alert that says {status}; read as {around}")
    return around


def _href(entry: Node) -> str:
    """The address of the alert: a link of a CAP type first, then an alternate, then any."""
    best = (9, "")
    for node in entry.nodes:
        href = (node.attrs.get("href") or node.attrs.get("url") or node.text).strip()
        if node.name not in ("link", "enclosure", "cap") or not href:
            continue
        kind, rel = node.attrs.get("type", ""), node.attrs.get("rel", "alternate")
        rank = 0 if kind in _CAP_TYPES[:1] or node.name == "cap" else 1 if kind in _CAP_TYPES else 2 if rel == "alternate" and node.name == "link" else 3
        if node.name == "enclosure" and kind not in _CAP_TYPES:
            continue
        best = min(best, (rank, href), key=lambda item: item[0])
    return best[1]
