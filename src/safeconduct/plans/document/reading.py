"""
A plan from YAML or JSON: strictly, with every fault named by file, line, place, field and remedy.

Nothing is dropped: an unknown key, a key twice, an anchor or a second document is a fault. A scalar is read as its field says,
never as YAML guesses, so `NO` stays Norway and `06:30` a time of day.
"""

from __future__ import annotations

import difflib
import json
import math
import re
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml

from .plan import FORMAT, KINDS

LARGEST = 4_000_000  # bytes of one document
DEEPEST = 60
BRACKETS, INDENTED, DASHES = re.compile(r"[\[\]{}]"), re.compile(r"^ {200}", re.M), re.compile(r"(?:[-?:][ \t]+){30}")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WHOLE, BROKEN = re.compile(r"[+-]?\d+"), re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")}
NULL, YES, NO = {"", "~", "null", "Null", "NULL"}, {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
Bare = object()


@dataclass(frozen=True)
class Fault:
    """Why a document cannot be read: where it is, what is wrong, what to do."""

    check: str
    file: str
    line: int
    place: str
    field: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.place or 'document'}: {self.reason} {self.remedy}"


class Unreadable(ValueError):
    """The document has faults; ``faults`` holds all that were found in one reading."""

    def __init__(self, faults: list[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True)
class Scalar:
    """A value as written: its text, whether it stood bare (without quotes), its line."""

    text: str
    bare: bool
    line: int


@dataclass(frozen=True)
class Many:
    """A list."""

    items: tuple[Any, ...]
    line: int


@dataclass(frozen=True)
class Pairs:
    """A mapping, in order, keys as (text, line)."""

    items: tuple[tuple[str, int, Any], ...]
    line: int


def read_file(path: Path) -> Any:
    """The document in a file; refuses with `Unreadable`."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        raise Unreadable([Fault("document.not-a-plan", str(path), line, "", "", "This is not UTF-8 text.", "Save it as UTF-8.")]) from None
    return read_text(text, str(path))


def read_text(text: str, name: str = "plan.yaml") -> Any:
    """The document in a text: YAML, or JSON where the text begins with a brace."""
    reader = _Reader(name)
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        reader.fault("document.not-a-plan", 1, "", "", "This is larger than 4 MB.", "A plan holds pointers to files, not the files.")
        raise Unreadable(reader.faults)
    if too_deep(text):
        reader.fault("document.not-a-plan", 1, "", "", f"This is nested more than {DEEPEST} levels deep.", "A plan needs ten levels.")
        raise Unreadable(reader.faults)
    tree = reader.json(text) if text.lstrip().startswith("{") else reader.yaml(text)
    made = reader.document(tree) if tree is not None else None
    if reader.faults:
        raise Unreadable(reader.faults)
    return made


def read_value(kind: Any, plain: Any, place: str) -> Any:
    """A value of a field's type from plain values (texts, numbers, lists, dictionaries); refuses with `Unreadable`."""
    reader = _Reader("")
    raw = json.loads(json.dumps(plain, ensure_ascii=False), object_pairs_hook=lambda items: Pairs(tuple((k, 0, v) for k, v in items), 0), parse_int=Bareword, parse_float=Bareword)
    made = reader.value(kind, _lined(raw, None), place, place.rpartition(".")[2])
    if reader.faults:
        raise Unreadable(reader.faults)
    return made


def kept(text: str) -> Any:
    """The document of a canonical text that was written by `writing.canonical`: believed, not checked again."""
    raw = json.loads(text)
    raw.pop("format")
    return _made(KINDS[raw["kind"]], raw)


def _made(kind: Any, raw: Any) -> Any:
    origin = get_origin(kind)
    if origin in (UnionType, Union):
        return None if raw is None else _made(next(one for one in get_args(kind) if one is not type(None)), raw)
    if origin is tuple:
        inner = get_args(kind)[0]
        return tuple(_made(inner, one) for one in raw)
    if is_dataclass(kind):
        known = hints(kind)
        return kind(**{name: _made(known[name], value) for name, value in raw.items()})
    if kind is date:
        return date.fromisoformat(raw)
    return float(raw) if kind is float else raw


def too_deep(text: str) -> bool:
    """Whether the text is nested deeper than any plan: asked before a reader that calls itself is let in."""
    depth = deepest = 0
    for sign in BRACKETS.findall(text):
        depth = depth + 1 if sign in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest > DEEPEST or bool(INDENTED.search(text)) or bool(DASHES.search(text))


@cache
def hints(kind: type) -> dict[str, Any]:
    """The types of a part's fields."""
    return get_type_hints(kind)


@cache
def needed(kind: type) -> frozenset[str]:
    """The fields that a part cannot be without."""
    return frozenset(f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING)


class _Reader:
    def __init__(self, file: str):
        self.file, self.faults = file, []

    def fault(self, check: str, line: int, place: str, field: str, reason: str, remedy: str) -> Any:
        self.faults.append(Fault(check, self.file, line, place, field, reason, remedy))
        return Bare

    def json(self, text: str) -> Any:
        """The tree of a JSON text. Lines come from YAML's reader where that can read it too, else from the top."""
        twice: list[str] = []

        def pairs(items):
            seen = set()
            twice.extend(k for k, _ in items if k in seen or seen.add(k))
            return Pairs(tuple((k, 0, v) for k, v in items), 0)

        try:
            raw = json.loads(text, object_pairs_hook=pairs, parse_int=Bareword, parse_float=Bareword, parse_constant=Bareword)
        except (json.JSONDecodeError, RecursionError) as wrong:
            line = getattr(wrong, "lineno", 1)
            return self.fault("document.not-a-plan", line, "", "", f"This is no JSON: {getattr(wrong, 'msg', 'nested too deeply')}.", "Mend the text at this line.") and None
        for name in twice:
            self.fault("document.key-twice", 1, name, name, f"The key '{name}' stands twice.", "Keep one of the two.")
        return _lined(raw, _compose(text))

    def yaml(self, text: str) -> Any:
        """The tree of a YAML text."""
        try:
            nodes = list(yaml.compose_all(text, Loader=LOADER))
        except (yaml.YAMLError, RecursionError) as wrong:
            mark = getattr(wrong, "problem_mark", None)
            why = getattr(wrong, "problem", None) or "it is nested too deeply"
            return self.fault("document.not-a-plan", mark.line + 1 if mark else 1, "", "", f"This is no YAML: {why}.", "Mend the text at this line; check the blanks at its start.") and None
        if len(nodes) != 1 or not isinstance(nodes[0], yaml.MappingNode):
            return self.fault("document.not-a-plan", 1, "", "", "This is not one document of keys and values.", "Begin with `kind: consular`, `host` or `sop`; one document a file.") and None
        return self.tree(nodes[0], "", set())

    def tree(self, node: Any, place: str, seen: set[int]) -> Any:
        """A YAML node as our tree; anchors, foreign tags and keys that are not text are faults."""
        line = node.start_mark.line + 1
        if id(node) in seen:
            return self.fault("document.not-a-plan", line, place, "", "This points at another part of the text with an anchor.", "Write it out; a plan has no anchors.")
        seen.add(id(node))
        if node.tag not in TAGS:
            return self.fault("document.not-a-plan", line, place, "", f"The tag {node.tag} is not read.", "Leave the tag out.")
        if isinstance(node, yaml.ScalarNode):
            return Scalar(node.value, not node.style, line)
        if isinstance(node, yaml.SequenceNode):
            return Many(tuple(self.tree(one, f"{place}[{i}]", seen) for i, one in enumerate(node.value)), line)
        out, names = [], set()
        for name, value in node.value:
            at = name.start_mark.line + 1
            if not isinstance(name, yaml.ScalarNode):
                self.fault("document.not-a-plan", at, place, "", "A key that is no text.", "Write a plain word before the colon.")
                continue
            inner = f"{place}.{name.value}".lstrip(".")
            if name.value in names:
                self.fault("document.key-twice", at, inner, name.value, f"The key '{name.value}' stands twice.", "Keep one of the two.")
            names.add(name.value)
            out.append((name.value, at, self.tree(value, inner, seen)))
        return Pairs(tuple(out), line)

    def document(self, tree: Any) -> Any:
        """The tree as one of the three kinds of document."""
        if not isinstance(tree, Pairs):
            return None
        held = {name: value for name, _, value in tree.items}
        said = held.get("format")
        if isinstance(said, Scalar) and said.text != FORMAT:
            return self.fault("document.not-a-plan", said.line, "format", "format", f"The format is '{said.text}'; {FORMAT} is read here.", "Convert it with the release that wrote it.")
        kind = held.get("kind")
        if not isinstance(kind, Scalar) or kind.text not in KINDS:
            line = getattr(kind, "line", tree.line)
            return self.fault("document.not-a-plan", line, "kind", "kind", "It does not say which kind of plan it is.", "Write `kind: consular`, `kind: host` or `kind: sop`.")
        rest = Pairs(tuple(one for one in tree.items if one[0] != "format"), tree.line)
        return self.value(KINDS[kind.text], rest, "", "")

    def value(self, kind: Any, node: Any, place: str, field: str) -> Any:
        """The node as its field's type says; ``Bare`` after a fault."""
        if node is Bare:
            return Bare
        origin = get_origin(kind)
        if origin in (UnionType, Union):
            if isinstance(node, Scalar) and node.bare and node.text in NULL:
                return None
            return self.value(next(one for one in get_args(kind) if one is not type(None)), node, place, field)
        if origin is tuple:
            if not isinstance(node, Many):
                return self.wrong(node, place, field, "a list", "Write each entry on its own line after `- `, or `[]` for none.")
            inner = get_args(kind)[0]
            return tuple(self.value(inner, one, f"{place}[{i}]", field) for i, one in enumerate(node.items))
        if is_dataclass(kind):
            return self.part(kind, node, place, field)
        if not isinstance(node, Scalar):
            return self.wrong(node, place, field, "a single value", "Write one value after the colon.")
        return self.scalar(kind, node, place, field)

    def part(self, kind: Any, node: Any, place: str, field: str) -> Any:
        if not isinstance(node, Pairs):
            return self.wrong(node, place, field, "keys and values", f"Write its fields below it: {', '.join(list(hints(kind))[:6])}.")
        known, values = hints(kind), {}
        for name, line, inner in node.items:
            at = f"{place}.{name}".lstrip(".")
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                remedy = f"Did you mean '{near[0]}'?" if near else f"Known here: {', '.join(known)}."
                self.fault("document.unknown-key", line, at, name, f"There is no field '{name}' here.", remedy)
                continue
            values[name] = self.value(known[name], inner, at, name)
        lacking = needed(kind) - values.keys()
        for name in sorted(lacking):
            self.fault("document.missing-key", node.line, f"{place}.{name}".lstrip("."), name, f"The field '{name}' is missing.", "Write it; nothing can be read without it.")
        return Bare if lacking or any(v is Bare for v in values.values()) else kind(**values)

    def scalar(self, kind: Any, node: Scalar, place: str, field: str) -> Any:
        text, bare = node.text, node.bare
        if get_origin(kind) is Literal:
            if text in get_args(kind):
                return text
            near = difflib.get_close_matches(text, get_args(kind), 1)
            choices = ", ".join(one for one in get_args(kind) if one)
            return self.wrong(node, place, field, f"one of: {choices}", f"Did you mean '{near[0]}'?" if near else "Choose one of them.")
        if kind is str:
            return "" if bare and text in NULL else text
        if kind is bool:
            return text in YES if bare and text in YES | NO else self.wrong(node, place, field, "true or false", "Write true or false.")
        if kind is int:
            return int(text) if bare and WHOLE.fullmatch(text) and len(text) < 16 else self.wrong(node, place, field, "a whole number", "Write digits only, without quotes, blanks or commas.")
        if kind is float:
            number = float(text) if bare and BROKEN.fullmatch(text) else math.nan
            return number if math.isfinite(number) else self.wrong(node, place, field, "a number", "Write it with a point: 0.85.")
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            return self.wrong(node, place, field, "a date", "Write year, month, day: 2026-11-30.")

    def wrong(self, node: Any, place: str, field: str, wanted: str, remedy: str) -> Any:
        got = f"'{node.text[:40]}'" if isinstance(node, Scalar) else "a list" if isinstance(node, Many) else "keys and values"
        return self.fault("document.wrong-value", node.line, place, field, f"Here stands {got}; this field is {wanted}.", remedy)


class Bareword(str):
    """A number of a JSON text, as it was written."""


def _compose(text: str) -> Any:
    try:
        return yaml.compose(text, Loader=LOADER)
    except (yaml.YAMLError, RecursionError):
        return None


def _lined(raw: Any, node: Any) -> Any:
    """Parsed JSON as our tree, with lines of the same text's YAML nodes."""
    line = node.start_mark.line + 1 if node is not None else 1
    if isinstance(raw, Pairs):
        inner = node.value if isinstance(node, yaml.MappingNode) and len(node.value) == len(raw.items) else [(None, None)] * len(raw.items)
        return Pairs(tuple((k, n.start_mark.line + 1 if n is not None else line, _lined(v, m)) for (k, _, v), (n, m) in zip(raw.items, inner, strict=True)), line)
    if isinstance(raw, list):
        inner = node.value if isinstance(node, yaml.SequenceNode) and len(node.value) == len(raw) else [None] * len(raw)
        return Many(tuple(_lined(v, n) for v, n in zip(raw, inner, strict=True)), line)
    if raw is None or isinstance(raw, bool):
        return Scalar({None: "null", True: "true", False: "false"}[raw], True, line)
    return Scalar(str(raw), isinstance(raw, Bareword), line)
