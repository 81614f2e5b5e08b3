"""What each level of likeness is worth: the learnt parameters, and the probability that follows from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache

import numpy as np

from .columns import Columns
from .compare import BOTH_KEYS, CODE_LEVELS, NAME_LEVELS, NAMES_MET, NAMES_USED, SAME, SAME_DATE, level_names
from .keys.table import DATA


@dataclass(frozen=True)
class Weights:
    """
    ``m``, ``r``, ``n``, ``u`` ``[field][level]``: chance of a level among pairs of one person, of relatives (who share family
    names, telephones and places, not first names and dates), of namesakes, and of strangers; ``named`` is u where a name is
    shared, for fields that go with names. ``prior``, ``kin`` and ``namesakes`` are the chances that a random pair is of the
    first three kinds. ``share[key]`` is the share of
    names with a key, ``rare`` that of a key not listed; ``chance`` is the chance that two names drawn at random agree.
    ``values[field]`` and ``met[field]`` are the same for the values of a field. ``cap[field]`` bounds the bits that
    equality there can give. ``first_of_year`` is the share of birth dates on 1 January.
    """

    prior: float
    kin: float
    namesakes: float
    m: Mapping[str, tuple[float, ...]]
    r: Mapping[str, tuple[float, ...]]
    n: Mapping[str, tuple[float, ...]]
    u: Mapping[str, tuple[float, ...]]
    named: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    share: Mapping[str, float] = field(default_factory=dict)
    rare: float = 1e-5
    chance: float = 2e-3
    values: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    met: Mapping[str, float] = field(default_factory=dict)
    cap: Mapping[str, float] = field(default_factory=dict)
    first_of_year: float = 0.05
    _worked_out: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def bits(self, kind: str, name: str, levels: int, *, named: bool = False) -> np.ndarray:
        """log2(kind/u) of each level of a field, and 0 at the end for level -1; with ``named`` u is that of pairs that share a name."""
        at = (kind, name, levels, named)
        if at in self._worked_out:
            return self._worked_out[at]
        u = self.shares("u", name, levels)
        if named and len(self.named.get(name, ())) == levels:
            u = np.array(self.named[name])
        bits = np.log2(self.shares(kind, name, levels) / u)
        self._worked_out[at] = np.append(np.minimum(bits, self.cap.get(name, 40.0)), 0.0).astype(np.float32)
        return self._worked_out[at]

    def shares(self, kind: str, name: str, levels: int) -> np.ndarray:
        """``m``, ``r``, ``n`` or ``u`` of a field; cautious ones for a field of which nothing is known."""
        told = getattr(self, kind).get(name)
        return np.array(told if told is not None and len(told) == levels else CAUTIOUS[levels][kind])

    def as_json(self) -> str:
        """The parameters as JSON text, read again by ``from_json``."""
        return json.dumps({name: _plain(getattr(self, name)) for name in _TOLD}, ensure_ascii=False, sort_keys=True, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Weights:
        """Parameters from ``as_json``; raises ``ValueError`` if they are not of this shape."""
        told = json.loads(text)
        if not isinstance(told, dict) or set(told) - set(_TOLD) or not {"prior", "kin", "namesakes", "m", "r", "n", "u"} <= set(told):
            raise ValueError("weights: prior, kin, namesakes, m, r, n and u are needed, and nothing unknown")
        return cls(**told)


_TOLD = tuple(told.name for told in fields(Weights) if told.init)
GO_WITH_NAMES = {"other names": 2, "sex": 1, "nationality": 1, "place": 1}
"""Fields that go with names: strangers who share so many of the main names agree here more often than any two strangers."""
_MANY_BEARERS = 8
"""From so many records of one first and family name on, their number tells how common the two are together."""
CAUTION = 1.0
"""Bits against one person in every pair: fields hang together more than the model says, so without it precision falls short of what p promises."""
CAUTIOUS = {
    2: {"m": (0.1, 0.9), "u": (0.9, 0.1), "r": (0.5, 0.5), "n": (0.85, 0.15)},
    3: {"m": (0.1, 0.1, 0.8), "u": (0.93, 0.02, 0.05), "r": (0.5, 0.1, 0.4), "n": (0.9, 0.02, 0.08)},
}
"""For a field of two or of three levels that nothing is known of."""


def _plain(value):
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [float(f"{number:.6g}") for number in value]
    return float(f"{value:.6g}")


@cache
def default() -> Weights:
    """The parameters that ship with the engine, learnt on generated registrations (docs/engines/linkage.md), for registers too small to learn from."""
    return Weights.from_json((DATA / "weights.json").read_text(encoding="utf-8"))


@dataclass(slots=True)
class Evidence:
    """Bits (pairs, fields) that each pair is one person against two strangers; ``kin`` and ``namesakes`` the same (pairs) for these kinds."""

    bits: np.ndarray
    kin: np.ndarray
    namesakes: np.ndarray

    def probability(self, weights: Weights, prior: float | None = None) -> np.ndarray:
        """That each pair is one person, against relatives, namesakes and strangers; with another ``prior`` the others keep their ratio to it."""
        times = 1.0 if prior is None else prior / weights.prior
        chances = [min(0.3, times * chance) for chance in (weights.prior, weights.kin, weights.namesakes)]
        one, kin, namesakes = (
            np.clip(np.asarray(bits, float), -200, 200) + np.log2(max(chance, 1e-300))
            for bits, chance in zip((self.bits.sum(1), self.kin, self.namesakes), chances, strict=True)
        )
        others = np.logaddexp2(np.logaddexp2(kin, namesakes), np.log2(1 - sum(chances))) + CAUTION
        return 1 / (1 + np.exp2(np.clip(others - one, -1000, 1000)))


def evidence(columns: Columns, weights: Weights, i: np.ndarray, j: np.ndarray, levels: np.ndarray, shared: np.ndarray) -> Evidence:
    """What the levels of each pair are worth, with more for a rare name or value and less for a common one."""
    sums = {kind: np.zeros(len(levels), np.float32) for kind in ("r", "n")}
    bits = np.empty(levels.shape, np.float32)
    met = NAMES_MET[levels[:, 0]] if len(levels) else np.zeros(0, int)
    for at, (name, words) in enumerate(level_names(columns)):
        for kind in ("m", "r", "n"):
            worth = weights.bits(kind, name, len(words))[levels[:, at]]
            if name in weights.named:
                worth = np.where(met >= GO_WITH_NAMES[name], weights.bits(kind, name, len(words), named=True)[levels[:, at]], worth)
            if kind == "m":
                bits[:, at] = worth
            else:
                sums[kind] += worth
    for at, kinds, rows, more in _rarities(columns, weights, i, levels, shared):
        bits[rows, at] += more
        for kind in kinds:
            sums[kind][rows] += more
    return Evidence(bits, sums["r"], sums["n"])


def rarities(columns: Columns, weights: Weights, i: np.ndarray, levels: np.ndarray, shared: np.ndarray) -> dict[str, np.ndarray]:
    """The bits for rare names and values of each pair, by the kind of pair that they speak for."""
    out = {kind: np.zeros(len(levels), np.float32) for kind in ("m", "r", "n")}
    for _, kinds, rows, more in _rarities(columns, weights, i, levels, shared):
        for kind in ("m", *kinds):
            out[kind][rows] += more
    return out


def _rarities(columns: Columns, weights: Weights, i: np.ndarray, levels: np.ndarray, shared: np.ndarray):
    """(field, kinds beside one person, pairs, bits). Relatives share rare names and places as one person does; namesakes do not."""
    every = np.arange(len(levels))
    yield 0, ("r",), every, _rarity(columns, weights, i, levels[:, 0], shared)
    yield 2, (), every, _dates(columns, weights, i, levels[:, 2])
    for at, codes in enumerate(columns.codes):
        rows, more = _common_values(codes, weights, i, levels[:, 3 + at])
        yield 3 + at, ("r", "n") if codes.field.name in ("sex", "nationality") else ("r",), rows, more


def _common_values(codes, weights: Weights, i: np.ndarray, level: np.ndarray):
    """The pairs that share a value of a field, and the bits more or less for its rarity; a rare number gets no more than any."""
    rows = np.flatnonzero(level == (len(CODE_LEVELS) - 1 if codes.field.near else 1))
    told = weights.values.get(codes.field.name)
    if told is None or not len(rows):
        return rows[:0], np.zeros(0, np.float32)
    rare = min(told.values(), default=1e-6) / 2
    share = np.array([told.get(text, rare) for text in codes.texts])[codes.ids[i[rows], 0]]
    more = np.log2(weights.met[codes.field.name] / share).astype(np.float32)
    return rows, np.minimum(more, 0) if codes.field.near and codes.field.kind != "text" else more


def _rarity(columns: Columns, weights: Weights, i: np.ndarray, level: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """More bits for a rare name shared, fewer for a common one, fewer still where the two names go together more often than each alone tells."""
    share = np.array([weights.share.get(key, weights.rare) for key in columns.words.keys] or [1.0])
    more = np.append(np.log2(weights.chance / share), 0.0)
    used = NAMES_USED[level]
    bits = np.where(used >= 1, more[shared[:, 0]], 0.0) + np.where(used >= 2, more[shared[:, 1]], 0.0)
    rows = np.flatnonzero((level >= BOTH_KEYS) & (level <= SAME) & (columns.bearers[i] >= _MANY_BEARERS))
    if len(rows):
        by_chance = weights.shares("u", "names", len(NAME_LEVELS))[BOTH_KEYS : SAME + 1].sum()
        counted = np.log2(by_chance * columns.rows / columns.bearers[i[rows]])
        bits[rows] = np.minimum(bits[rows], counted)
    return bits.astype(np.float32)


def _dates(columns: Columns, weights: Weights, i: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Fewer bits for a date that many share (1 January), a few more for another."""
    out = np.zeros(len(level), np.float32)
    rows = np.flatnonzero(level == SAME_DATE)
    share = np.where(columns.vague[i[rows]], weights.first_of_year, (1 - weights.first_of_year) / 364.25)
    met = weights.first_of_year**2 + (1 - weights.first_of_year) ** 2 / 364.25
    out[rows] = np.log2(met / np.maximum(share, 1e-6))
    return out
