"""Learning the weights from the register itself, without a single labelled pair."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .columns import Columns
from .compare import DATE_LEVELS, NAMES_MET, NULL, SAME_DATE, YEAR_ONLY, compare, key_rarity, level_names
from .weights import GO_WITH_NAMES, Weights, default, evidence, rarities

RANDOM_PAIRS = 250_000
_ROUNDS = 40
_BESIDE_U, _BESIDE_M = 20_000, 200
"""As many pairs of the shipped weights stand beside the random pairs, and beside the pairs of each other kind."""
_TWINS = 0.02
_KIN_AT_LEAST = 0.1
"""Relatives hide where no telephone is told, so there are taken to be at least this many for each pair of one person."""

FREE = {
    "m": None,
    "r": frozenset({"names", "born", "sex", "document"}),
    "n": frozenset({"born", "phone", "document"}),
}
"""Fields that are not learnt for a kind of pair: of one person (m) none; relatives (r) and namesakes (n) keep dates and numbers of strangers."""


def learn(columns: Columns, left: np.ndarray, right: np.ndarray, levels: np.ndarray, shared: np.ndarray, seed: int) -> Weights:
    """
    Weights for this register, from its candidate pairs (``left``, ``right`` with their ``levels``) and from pairs drawn at random.

    u is the share of each level among random pairs. Among the candidates EM tells four kinds apart: pairs of one person, of
    relatives, of namesakes and of strangers, whose expected number of every pattern follows from u. The shipped weights
    stand in where the register is too small to tell.
    """
    named = level_names(columns)
    i, j = _random_pairs(columns.rows, np.random.default_rng(seed))
    drawn, _ = compare(columns, i, j)
    weights, apart = default(), np.ones(len(i))
    for _ in range(2):
        weights = _with_u(columns, named, weights, drawn, apart)
        weights = with_priors(columns, weights, left, right, levels, shared, learn_m=True)
        apart = 1 - evidence(columns, weights, i, j, drawn, np.full((len(i), 2), NULL, np.int32)).probability(weights)
    return weights


def with_priors(
    columns: Columns, weights: Weights, left: np.ndarray, right: np.ndarray, levels: np.ndarray, shared: np.ndarray, *, learn_m: bool = False
) -> Weights:
    """
    The weights with the chances that a random pair is one person, two relatives or two namesakes, and what these kinds show.

    Pairs that are no candidates count as strangers. With ``learn_m`` also what pairs of one person show is learnt.
    """
    if not len(left):
        return replace(weights, prior=_first_guess(columns.rows), kin=_first_guess(columns.rows), namesakes=_first_guess(columns.rows))
    named = level_names(columns)
    sample = _sample(levels, [len(words) for _, words in named])
    more = rarities(columns, weights, left, levels, shared)
    rare = {kind: np.bincount(sample.back, part, len(sample.counts)) / sample.counts for kind, part in more.items()}
    u = {name: weights.shares("u", name, len(words)) for name, words in named}
    kinds = {kind: {name: weights.shares(kind, name, len(words)) for name, words in named} for kind in ("m", "r", "n")}
    kinds["r"]["born"] = (1 - _TWINS) * u["born"] + _TWINS * np.eye(len(DATE_LEVELS))[SAME_DATE]
    kinds["n"]["born"] = u["born"]
    for name in kinds["n"].keys() & FREE["n"]:
        kinds["n"][name] = u[name]
    against = _log_u(sample, named, weights, u)
    chance = {kind: _first_guess(columns.rows) for kind in kinds}
    total = max(1.0, columns.rows * (columns.rows - 1) / 2)
    for _ in range(_ROUNDS):
        odds = np.stack([np.log2(chance[kind]) + _log_kind(sample, named, kinds[kind], against) + rare[kind] for kind in kinds])
        odds = np.clip(odds, -300, 300)
        strangers = np.log2(max(1e-6, 1 - sum(chance.values())))
        share = np.exp2(odds - np.logaddexp2(np.logaddexp2.reduce(odds, axis=0), strangers)) * sample.counts
        for kind, part in zip(kinds, share, strict=True):
            chance[kind] = float(np.clip(part.sum() / total, 1e-12, 0.3))
            if kind != "m" or learn_m:
                _learn_levels(sample, named, kinds[kind], part, kind)
    chance["r"] = max(chance["r"], _KIN_AT_LEAST * chance["m"], _kin_by_phone(columns, sample, named, share[1]) / total)
    told = {kind: {name: tuple(map(float, kinds[kind][name])) for name, _ in named} for kind in kinds}
    return replace(weights, prior=chance["m"], kin=chance["r"], namesakes=chance["n"], **told)


def _kin_by_phone(columns: Columns, sample: _Sample, named, relatives: np.ndarray) -> float:
    """Pairs of relatives in the register: those whose telephones are known, over the share of pairs of which both telephones are."""
    phones = columns.code("phone")
    if phones is None:
        return 0.0
    known = float((phones.ids[:, 0] >= 0).mean()) ** 2
    at = [name for name, _ in named].index("phone")
    return float(relatives[sample.patterns[:, at] >= 0].sum()) / max(0.05, known)


def _learn_levels(sample: _Sample, named, shares: dict[str, np.ndarray], part: np.ndarray, kind: str) -> None:
    """What this kind of pair shows, from how much of each pattern belongs to it; some fields are held."""
    held = FREE[kind] or frozenset()
    for at, (name, words) in enumerate(named):
        if name not in held:
            there = sample.patterns[:, at] >= 0
            seen = np.bincount(sample.patterns[there, at], part[there], len(words))
            shares[name] = _beside(seen, default().shares(kind, name, len(words)), _BESIDE_M)
            if kind == "m" and name == "born":
                shares[name] = _few_dates_differ(shares[name])


def _few_dates_differ(share: np.ndarray) -> np.ndarray:
    """
    What dates of one person show, with no more that differ altogether than twice the shipped share, at least 3 in 100 a level.

    Where thousands bear the same names, EM else takes namesakes for one person whose dates differ, and believes it more each round.
    """
    apart = np.minimum(share[:YEAR_ONLY], np.maximum(2 * default().shares("m", "born", len(share))[:YEAR_ONLY], 0.03))
    rest = share[YEAR_ONLY:]
    return np.r_[apart, rest * (1 - apart.sum()) / rest.sum()]


def _log_u(sample: _Sample, named, weights: Weights, u: dict[str, np.ndarray]) -> list[np.ndarray]:
    """log2 u of every field for every pattern; of some fields it depends on whether a name is shared."""
    out = []
    for at, (name, words) in enumerate(named):
        column = np.append(np.log2(u[name]), 0.0)[sample.patterns[:, at]]
        beside = weights.named.get(name)
        if beside is not None and len(beside) == len(words):
            column = np.where(_goes_with_names(name, sample.patterns[:, 0]), np.append(np.log2(beside), 0.0)[sample.patterns[:, at]], column)
        out.append(column)
    return out


def _goes_with_names(name: str, level: np.ndarray) -> np.ndarray:
    """Whether these name levels rest on as many shared names as this field goes with."""
    return NAMES_MET[level] >= GO_WITH_NAMES[name]


def _log_kind(sample: _Sample, named, shares: dict[str, np.ndarray], against: list[np.ndarray]) -> np.ndarray:
    total = np.zeros(len(sample.counts))
    for at, (name, _) in enumerate(named):
        total += np.append(np.log2(shares[name]), 0.0)[sample.patterns[:, at]] - against[at]
    return total


def _first_guess(rows: int) -> float:
    return min(0.1, 0.5 / max(2, rows))


def _random_pairs(rows: int, stream: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    size = min(RANDOM_PAIRS, rows * 30)
    i, j = stream.integers(0, rows, size), stream.integers(0, rows, size)
    apart = i != j
    return i[apart], j[apart]


def _beside(seen: np.ndarray, before: np.ndarray, strength: float) -> np.ndarray:
    """Counts beside ``strength`` pairs of what was held before, as shares."""
    counts = seen + strength * before
    return counts / counts.sum()


def _with_u(columns: Columns, named, before: Weights, levels: np.ndarray, weight: np.ndarray) -> Weights:
    """The weights with u from random pairs, each pair with its weight, and with what is common in this register."""
    start = default()
    u, beside = {}, {}
    for at, (name, words) in enumerate(named):
        there = levels[:, at] >= 0
        seen = np.bincount(levels[there, at], weight[there], len(words))
        u[name] = _beside(seen, start.shares("u", name, len(words)), _BESIDE_U)
        if name in GO_WITH_NAMES:
            there &= _goes_with_names(name, levels[:, 0])
            seen = np.bincount(levels[there, at], weight[there], len(words))
            beside[name] = _beside(seen, u[name], 20)
    rarity = key_rarity(columns)
    share = rarity / max(1, rarity.sum())
    values, met = _values(columns)
    dated = columns.known == 2
    return replace(
        before,
        u={name: tuple(map(float, part)) for name, part in u.items()},
        named={name: tuple(map(float, part)) for name, part in beside.items()},
        share={key: float(part) for key, part in zip(columns.words.keys, share, strict=False) if part > 0},
        rare=float(0.5 / max(1, rarity.sum())),
        chance=float((share**2).sum()) or 1.0,
        values=values,
        met=met,
        first_of_year=float((columns.vague[dated].sum() + 1) / (dated.sum() + 365)),
    )


def _values(columns: Columns) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """The share of each value of a field, and the chance that two values drawn at random agree."""
    values, met = {}, {}
    for codes in columns.codes:
        seen = np.bincount(codes.ids[codes.ids >= 0], minlength=len(codes.texts))
        if seen.any():
            share = seen / seen.sum()
            values[codes.field.name] = dict(zip(codes.texts, share.tolist(), strict=True))
            met[codes.field.name] = float((share**2).sum())
    return values, met


@dataclass(slots=True)
class _Sample:
    """Distinct patterns of levels, how many pairs show each, and the pattern of each pair."""

    patterns: np.ndarray
    counts: np.ndarray
    back: np.ndarray


def _sample(levels: np.ndarray, sizes: list[int]) -> _Sample:
    places = np.cumprod(np.r_[1, [size + 1 for size in sizes[:-1]]])
    code = np.zeros(len(levels), np.int64)
    for at, place in enumerate(places):
        code += (levels[:, at].astype(np.int64) + 1) * place
    distinct, back, counts = np.unique(code, return_inverse=True, return_counts=True)
    patterns = (distinct[:, None] // places) % (np.array(sizes) + 1) - 1
    return _Sample(patterns, counts, back)
