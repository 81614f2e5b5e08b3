"""What differs between two documents: added, removed, changed, each with its place; entries with a key are compared with their namesake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from difflib import SequenceMatcher
from typing import Any

from .writing import plain


@dataclass(frozen=True)
class Difference:
    """``how`` is added, removed, changed or moved. ``place`` is in the newer document, for what was removed in the older one."""

    how: str
    place: str
    before: Any
    after: Any


def differences(old: Any, new: Any) -> list[Difference]:
    """All differences of two documents of one kind (or of two parts), in the order of the fields."""
    return list(_parts(old, new, ""))


def _parts(old: Any, new: Any, place: str) -> Iterator[Difference]:
    for f in fields(new):
        if f.metadata.get("key"):
            continue
        yield from _values(getattr(old, f.name, None), getattr(new, f.name), f"{place}.{f.name}".lstrip("."))


def _values(old: Any, new: Any, place: str) -> Iterator[Difference]:
    if old == new and type(old) is type(new):
        return
    if is_dataclass(old) and is_dataclass(new):
        yield from _parts(old, new, place)
    elif isinstance(old, tuple) and isinstance(new, tuple) and any(map(is_dataclass, (*old, *new))):
        yield from _lists(old, new, place)
    else:
        yield Difference("changed", place, old, new)


def _lists(old: tuple, new: tuple, place: str) -> Iterator[Difference]:
    keyed = all(getattr(one, "key", "") for one in (*old, *new)) and len({one.key for one in old}) == len(old) and len({one.key for one in new}) == len(new)
    if keyed:
        before, after = {one.key: (i, one) for i, one in enumerate(old)}, {one.key: (i, one) for i, one in enumerate(new)}
        for key, (i, one) in after.items():
            if key in before:
                yield from _values(before[key][1], one, f"{place}[{i}]")
            else:
                yield Difference("added", f"{place}[{i}]", None, one)
        yield from (Difference("removed", f"{place}[{i}]", one, None) for key, (i, one) in before.items() if key not in after)
        if [key for key in before if key in after] != [key for key in after if key in before]:
            yield Difference("moved", place, tuple(before), tuple(after))
        return
    texts = [[json.dumps(plain(one), sort_keys=True) for one in rows] for rows in (old, new)]
    for how, i, k, j, m in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if how == "equal":
            continue
        both = min(k - i, m - j)
        for n in range(both):
            yield from _values(old[i + n], new[j + n], f"{place}[{j + n}]")
        yield from (Difference("removed", f"{place}[{n}]", old[n], None) for n in range(i + both, k))
        yield from (Difference("added", f"{place}[{n}]", None, new[n]) for n in range(j + both, m))
