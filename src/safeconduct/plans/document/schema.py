"""The JSON Schema (draft 2020-12) of the three kinds of document, made from the dataclasses; published as docs/plan-schema.json."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from .plan import FORMAT, KINDS
from .reading import hints, needed

SIMPLE = {str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"}, date: {"type": "string", "format": "date"}}


def schema() -> dict[str, Any]:
    """The whole schema, as plain values."""
    parts: dict[str, Any] = {}
    documents = [_of(kind, parts) for kind in KINDS.values()]
    for kind in KINDS.values():
        made = parts[kind.__name__]
        made["properties"] = {"format": {"const": FORMAT}, **made["properties"]}
        made["properties"]["kind"].pop("default", None)
        made["required"] = sorted({*made.get("required", ()), "kind"})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Contingency plan or standard operating procedure",
        "description": f"{FORMAT}: one document of the kind `consular`, `host` or `sop`.",
        "oneOf": documents,
        "$defs": dict(sorted(parts.items())),
    }


def to_text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _of(kind: Any, parts: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(kind)
    if origin in (UnionType, Union):
        return {"anyOf": [_of(next(one for one in get_args(kind) if one is not type(None)), parts), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _of(get_args(kind)[0], parts)}
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if not is_dataclass(kind):
        return dict(SIMPLE[kind])
    if kind.__name__ not in parts:
        parts[kind.__name__] = {}
        parts[kind.__name__].update(_part(kind, parts))
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _part(kind: Any, parts: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for f in fields(kind):
        one = _of(hints(kind)[f.name], parts)
        if f.metadata.get("key"):
            one["description"] = "unique in its list"
        if to := f.metadata.get("ref"):
            one["description"] = f"key of an entry in: {', '.join(to.split())}"
        if f.default is not MISSING and not is_dataclass(f.default):
            one["default"] = list(f.default) if isinstance(f.default, tuple) else f.default
        made[f.name] = one
    out = {"description": re.sub(r"\s+", " ", (kind.__doc__ or "").strip()), "type": "object", "additionalProperties": False, "properties": made}
    if needed(kind):
        out["required"] = sorted(needed(kind))
    return out
