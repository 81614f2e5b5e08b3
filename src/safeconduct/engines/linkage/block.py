"""Candidate pairs: which records are worth comparing, because they share something telling."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from .columns import Codes, Columns, whole_dates
from .names import SLOTS

_LARGEST = 120
"""Blocks with more records than this tell too little and are left out."""


_FEWEST_PAIRS = 200_000
"""A small register is compared on every kind without counting."""


def candidates(columns: Columns) -> tuple[np.ndarray, np.ndarray]:
    """
    Distinct pairs (left < right) that share a key, from each kind of key at most a few for every record.

    Within a kind the smallest blocks come first: a rare name is looked at before a common one, and a value that half of
    the register shares is never squared. The result depends on the records alone, not on their order.
    """
    rows = columns.rows
    found = np.empty(0, np.int64)
    for a_record, keys, owners in kinds(columns):
        found = _union(found, pairs_within(keys, owners, rows, max(_FEWEST_PAIRS, int(a_record * rows))))
    return found // rows if rows else found, found % rows if rows else found


def kinds(columns: Columns):
    """The kinds of blocking keys, each as (pairs wanted a record, keys, rows): equal key, candidate pair. Keys are whole numbers >= 0."""
    key = np.append(columns.words.key, -1).astype(np.int64)[columns.names]
    owner, size = columns.owner, np.int64(len(columns.words.keys) + 1)
    full = whole_dates(columns)[owner]
    year, day = full // 10000, full % 10000
    dated, yeared = columns.known[owner] == 2, columns.known[owner] >= 1
    two = list(_two_names(key, size))
    names = list(key)
    yield 3, *_together([pair * 10000 + year for pair in two], [(pair >= 0) & yeared for pair in two], owner)
    yield 3, *_together([name * 10**8 + full for name in names], [(name >= 0) & dated for name in names], owner)
    main = two[:1]
    yield 1, *_together([pair * 10000 + day for pair in main], [(pair >= 0) & dated for pair in main], owner)
    for codes in columns.codes:
        yield from _code_kinds(codes, columns, names, owner, full, dated)
    sex, nation = _numbers(columns, "sex"), _numbers(columns, "nationality")
    if nation is not None:
        who = nation * 100 + (sex if sex is not None else 0)
        yield 0.7, *_one(full[: columns.rows] * 10**7 + who, dated[: columns.rows] & (nation >= 0))
        who = who[owner]
        some = who >= 0
        yield 1.5, *_together([(name * 10000 + year) * 10**6 + who for name in names[:3]], [(name >= 0) & yeared & some for name in names[:3]], owner)
        yield 1.5, *_together([pair * 10**6 + who for pair in main], [(pair >= 0) & some for pair in main], owner)
    else:
        yield 2, *_together(main, [pair >= 0 for pair in main], owner)


def _code_kinds(codes: Codes, columns: Columns, names, owner, full, dated):
    """A telling field alone (telephone, document), any other code together with a name or the date."""
    if codes.field.name in ("sex", "nationality"):
        return
    rows = np.arange(columns.rows)
    for value in codes.ids.T.astype(np.int64):
        there = value >= 0
        yield 4, value[there], rows[there]
        if codes.field.name in ("phone", "document"):
            continue
        spread = value[owner]
        yield 4, *_together([name * 10**8 + spread for name in names[:2]], [(name >= 0) & (spread >= 0) for name in names[:2]], owner)
        yield 2, *_one(full[: columns.rows] * 10**8 + value, there & dated[: columns.rows])


def _two_names(key: np.ndarray, size: np.int64):
    """Every two words of a name as one number whatever their order; the first given and family name first. -1 if one is missing."""
    for p, q in combinations(range(SLOTS), 2):
        low, high = np.minimum(key[p], key[q]), np.maximum(key[p], key[q])
        yield np.where((low >= 0) & (low != high), low * size + high, np.where(low >= 0, low * size + high if (p, q) == (0, 1) else -1, -1))


def _numbers(columns: Columns, name: str) -> np.ndarray | None:
    codes = columns.code(name)
    return None if codes is None else codes.ids[:, 0].astype(np.int64)


def _one(keys: np.ndarray, there: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return keys[there], np.flatnonzero(there)


def _together(keys, there, owner) -> tuple[np.ndarray, np.ndarray]:
    """Several keys of one kind as one list: they may meet each other."""
    return np.concatenate([key[ok] for key, ok in zip(keys, there, strict=True)]), np.concatenate([owner[ok] for ok in there])


def pairs_within(keys: np.ndarray, owners: np.ndarray, rows: int, budget: int, largest: int = _LARGEST) -> np.ndarray:
    """Distinct pairs ``left * rows + right`` of records that share a key, the smallest blocks first, at most about ``budget``."""
    order = np.argsort(keys, kind="stable")
    sorted_keys, sorted_owners = keys[order], owners[order]
    starts = np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]]) if len(keys) else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, len(keys)])
    out: list[np.ndarray] = []
    for size in np.unique(sizes[(sizes > 1) & (sizes <= largest)]):
        picked = starts[sizes == size]
        budget -= len(picked) * size * (size - 1) // 2
        if budget < 0 and out:
            break
        members = sorted_owners[picked[:, None] + np.arange(size)]
        a, b = np.triu_indices(size, 1)
        left, right = members[:, a].ravel(), members[:, b].ravel()
        apart = left != right
        left, right = left[apart], right[apart]
        out.append(np.minimum(left, right).astype(np.int64) * rows + np.maximum(left, right))
    return _distinct(np.concatenate(out)) if out else np.empty(0, np.int64)


def _distinct(pairs: np.ndarray) -> np.ndarray:
    pairs.sort()
    return pairs[np.r_[True, pairs[1:] != pairs[:-1]]] if len(pairs) else pairs


def _union(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return _distinct(np.concatenate([a, b])) if len(a) else b
