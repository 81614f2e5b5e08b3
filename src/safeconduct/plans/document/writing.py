"""A document as plain values, YAML, JSON, and its digest. Fields that hold their default are left out: reading puts them back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any

import yaml

from .plan import FORMAT

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
ALWAYS = {"kind"}


def plain(thing: Any) -> Any:
    """Dictionaries, lists, texts, numbers; dates as texts. The order of fields is the one of the classes."""
    if is_dataclass(thing):
        out = {}
        for f in fields(thing):
            value = getattr(thing, f.name)
            if f.default is MISSING or value != f.default or type(value) is not type(f.default) or (f.name in ALWAYS and hasattr(thing, "title")):
                out[f.name] = plain(value)
        return out
    if isinstance(thing, tuple):
        return [plain(one) for one in thing]
    if isinstance(thing, float) and thing == 0:
        return 0.0  # one zero, not two
    return thing.isoformat() if isinstance(thing, date) else thing


def whole(document: Any) -> dict[str, Any]:
    """The plain document with its format and kind first."""
    return {"format": FORMAT, "kind": document.kind, **plain(document)}


def to_yaml(document: Any) -> str:
    """The document as YAML: UTF-8, block style, dates and texts quoted where YAML would guess."""
    return yaml.dump(whole(document), Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=140, indent=2)


def to_json(document: Any) -> str:
    """The document as JSON, indented by two."""
    return json.dumps(whole(document), ensure_ascii=False, indent=2) + "\n"


def canonical(document: Any) -> str:
    """The one text of a document: JSON with sorted keys, no blanks, defaults left out."""
    return json.dumps(whole(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(document: Any) -> str:
    """The SHA-256 of the canonical text. The same for YAML and JSON."""
    return hashlib.sha256(canonical(document).encode("utf-8")).hexdigest()
