"""Places in a document, such as ``levels[2].cards[4].owner``: what stands there, of which type, and the document with another value there."""

from __future__ import annotations

import re
from dataclasses import is_dataclass, replace
from types import UnionType
from typing import Any, Union, get_args, get_origin

from .reading import hints

STEP = re.compile(r"\.?([a-z_0-9]+)|\[(\d+)\]")


def steps(place: str) -> list[str | int]:
    """The names and numbers of a place; ``KeyError`` for what is no place."""
    out, end = [], 0
    for found in STEP.finditer(place):
        if found.start() != end:
            break
        out.append(int(found[2]) if found[2] else found[1])
        end = found.end()
    if end != len(place):
        raise KeyError(f"{place} is no place in a plan")
    return out


def at(document: Any, place: str) -> Any:
    """What stands at a place; ``KeyError`` where there is no such place."""
    held = document
    for step in steps(place):
        if isinstance(step, int) and isinstance(held, tuple) and step < len(held):
            held = held[step]
        elif isinstance(step, str) and is_dataclass(held) and step in hints(type(held)):
            held = getattr(held, step)
        else:
            raise KeyError(f"there is no {place}")
    return held


def bare(kind: Any) -> Any:
    """A type without its None."""
    return next(one for one in get_args(kind) if one is not type(None)) if get_origin(kind) in (UnionType, Union) else kind


def type_at(kind: Any, place: str) -> Any:
    """The type of a place in a kind of document; ``KeyError`` where there is no such place."""
    for step in steps(place):
        whole = bare(kind)
        if isinstance(step, int):
            if get_origin(whole) is not tuple:
                raise KeyError(f"there is no {place}")
            kind = get_args(whole)[0]
        elif is_dataclass(whole) and step in hints(whole):
            kind = hints(whole)[step]
        else:
            raise KeyError(f"there is no {place}")
    return kind


def put(document: Any, place: str, value: Any) -> Any:
    """The document with another value at a place that it has."""
    return _put(document, steps(place), value)


def _put(held: Any, left: list[str | int], value: Any) -> Any:
    if not left:
        return value
    step, rest = left[0], left[1:]
    if isinstance(step, int):
        return tuple(_put(one, rest, value) if number == step else one for number, one in enumerate(held))
    return replace(held, **{step: _put(getattr(held, step), rest, value)})
