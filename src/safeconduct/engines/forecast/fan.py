"""How wide: the fan from this crisis' own past errors, held up by the errors seen in other crises."""

from __future__ import annotations

import numpy as np

from .counts import Seen

QUANTILES = tuple(q / 20 for q in range(1, 20))


CALM = 0.15


def unrest(now: Seen) -> np.ndarray:
    """How much the counts moved in the last 60 days, over all that were counted (n,), from `CALM` up to one more than it."""
    total = now.last.sum(1)
    moved = np.abs(now.slope[60]).sum(1) * 60.0
    return CALM + np.where(total > 0, np.minimum(moved / np.where(total > 0, total, 1.0), 1.0), 1.0)


def scale(best, total, moving):
    """What an error is measured in: the forecast and two in a hundred of the total, more where counts have been moving."""
    return (best + 0.02 * total) * moving + 10.0


def borrowed(fans: dict, what: str, horizon: float) -> np.ndarray:
    """Error quantiles of other crises for this horizon, between the two nearest that are held, growing with its root."""
    held = sorted(h for kind, h in fans if kind == what)
    if not held:
        width = 0.8 * np.sqrt(horizon / 30.0)
        return np.linspace(-0.6 * width, 1.4 * width, len(QUANTILES))
    near = np.array([fans[what, h] for h in held], float)
    if horizon <= held[0]:
        return near[0] * np.sqrt(horizon / held[0])
    if horizon >= held[-1]:
        return near[-1] * np.sqrt(horizon / held[-1])
    return np.array([np.interp(horizon, held, near[:, q]) for q in range(near.shape[1])])


def ends(own: np.ndarray, weight: np.ndarray, lent: np.ndarray, trust: float, chances: tuple[float, ...]) -> np.ndarray:
    """
    Quantiles of the error at ``chances``, from own errors and lent ones.

    ``own`` (k,) with ``weight`` (k,); the lent quantiles together weigh as much as ``trust`` own errors of full weight.
    """
    values = np.concatenate([own, lent])
    weights = np.concatenate([weight, np.full(len(lent), trust / max(len(lent), 1))])
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    reached = (np.cumsum(weights) - weights / 2) / weights.sum()
    return np.interp(chances, reached, values)
