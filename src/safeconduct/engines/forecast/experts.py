"""How many, and where: simple forecasters, and the weights they have earned in this crisis so far."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .counts import Seen

WINDOWS = (30, 60, 120)


@dataclass(frozen=True)
class Tuning:
    """
    What was tuned on other crises: the weight each expert starts with, and how fast a crisis may teach otherwise.

    ``many`` and ``where`` map experts to starting weights, ``cold`` those of where before the first count. ``learn_many`` and ``learn_where`` multiply the summed error
    of an expert in the exponent; ``memory`` is the days after which an error counts for 1/e. ``carry`` is the power to
    which the growth of sister places is believed for a stale count. ``fans`` holds error quantiles of other crises by
    (what, horizon), as multiples of the scale of `fan.scale`; ``own`` is how many own errors weigh as much as they.
    """

    many: dict[str, float] = field(
        default_factory=lambda: {"level": 0.3, "trend30/15": 0.16, "trend30/30": 0.22, "trend60/30": 0.16, "trend60/60": 0.11, "trend120/30": 0.05}
    )
    where: dict[str, float] = field(default_factory=lambda: {"stock": 0.25, "inflow": 0.25, "roads": 0.05, "reach": 0.2, "even": 0.25})
    cold: dict[str, float] = field(default_factory=lambda: {"roads": 0.1, "reach": 0.4, "even": 0.5})
    learn_many: float = 2.0
    learn_where: float = 2.0
    memory: float = 180.0
    carry: float = 0.25
    look_back: int = 400
    step: int = 10
    fans: dict[tuple[str, int], tuple[float, ...]] = field(default_factory=dict)
    own: float = 30.0


def base(now: Seen, tuning: Tuning) -> np.ndarray:
    """People believed to be at each place now (n, places), before any newcomer: a stale count is carried part of the way by its sister places."""
    return now.last * now.carried**tuning.carry


def filled(now: Seen, stock: np.ndarray, priors: np.ndarray) -> np.ndarray:
    """
    ``stock`` with a guess for places that were never counted while others were: the share that distance and evenness suggest.

    For splitting a total that is known to hold them too; never to take people from places that were counted. ``priors``
    is (n, 3, places) of `reach.PRIORS`.
    """
    guess = (priors[:, 1] + priors[:, 2]) / 2
    share = np.minimum((guess * now.silent).sum(1), 0.8)
    return np.where(now.silent, guess * (stock.sum(1) / (1.0 - share))[:, None], stock)


def allocations(now: Seen, stock: np.ndarray, priors: np.ndarray) -> dict[str, np.ndarray]:
    """Who gets the newcomers, by expert: shares (n, places) that sum to 1."""
    total = stock.sum(1, keepdims=True)
    held = np.where(total > 0, stock / np.where(total > 0, total, 1.0), 1.0 / stock.shape[1])
    rise = np.maximum(now.slope[60], 0.0)
    risen = rise.sum(1, keepdims=True)
    inflow = np.where(risen > 0, rise / np.where(risen > 0, risen, 1.0), held)
    return {"stock": held, "inflow": inflow, "roads": corrected(priors[:, 0], priors[:, 2], held), "reach": priors[:, 1], "even": priors[:, 2]}


def corrected(modelled: np.ndarray, even: np.ndarray, seen: np.ndarray, doubt: float = 0.3, shrink: float = 0.03) -> np.ndarray:
    """
    The movement model's arrivals with each place's attraction corrected by seen against modelled inflow.

    ``doubt`` mixes in evenness, because no model rules a place out; ``shrink`` keeps the ratio finite.
    """
    model = (1 - doubt) * modelled + doubt * even
    out = model * (seen + shrink) / (model + shrink)
    return out / out.sum(-1, keepdims=True)


def split(stock: np.ndarray, total: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """People by place for a total: newcomers by ``shares``, a fall in proportion to those present."""
    have = stock.sum(-1, keepdims=True)
    more = total[..., None] - have
    fewer = stock * (total[..., None] / np.where(have > 0, have, 1.0))
    return np.where((more >= 0) | (have <= 0), stock + np.maximum(more, 0.0) * shares, fewer)


def totals(now: Seen, horizon: float) -> dict[str, np.ndarray]:
    """How many in all after ``horizon`` days, by expert (n,): the last counts, or damped trends over several windows."""
    out = {"level": now.last.sum(1)}
    ahead = np.nan_to_num(now.days[:, None] + horizon - now.counted)
    for window, damp in ((30, 15), (30, 30), (60, 30), (60, 60), (120, 30)):
        grown = (now.slope[window] * damp * (1.0 - np.exp(-ahead / damp))).sum(1)
        out[f"trend{window}/{damp}"] = np.maximum(out["level"] + grown, 0.5 * out["level"])
    return out


def earned(start: dict[str, float], errors: dict[str, np.ndarray], age: np.ndarray, speed: float) -> dict[str, float]:
    """Weights after the errors (n,) of each expert, an error ``age`` days old counting ``exp(-age)`` of a new one."""
    names = [name for name in start if start[name] > 0]
    log = np.array([np.log(start[name]) - speed * float((errors[name] * age).sum()) if name in errors else np.log(start[name]) for name in names])
    weight = np.exp(log - log.max())
    return dict(zip(names, weight / weight.sum(), strict=True))
