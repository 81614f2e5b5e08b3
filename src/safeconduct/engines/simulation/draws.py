"""Chance: every replication and purpose has its own stream, so that a change elsewhere in the case does not touch it (common random numbers)."""

from __future__ import annotations

import zlib
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from .model import LONGEST, Assumption, Delay

CELLS = 65_536


def uniform(seed: int, runs: range, purpose: str, families: int) -> np.ndarray:
    """Whole numbers 0 .. 65,535, uint16 of shape (runs, families): row by row from the stream of (seed, replication, purpose)."""
    words = -(-families // 4)
    out = np.empty((len(runs), words), "<u8")
    code = zlib.crc32(purpose.encode())
    for row, run in enumerate(runs):
        out[row] = np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(run, code))).random_raw(words)
    return out.view("<u2")[:, :families]


def cut(share) -> np.ndarray:
    """The number below which a draw falls with this chance: int64 of the shape of ``share``."""
    return np.rint(np.clip(share, 0.0, 1.0) * CELLS).astype(np.int64)


@lru_cache(maxsize=256)
def table(delay: Delay) -> np.ndarray:
    """The delay in whole seconds for each of the 65,536 draws: int32. The middle of each cell stands for it."""
    share = (np.arange(CELLS) + 0.5) / CELLS
    if delay.kind == "fixed":
        value = np.full(CELLS, float(delay.seconds))
    elif delay.kind == "exponential":
        value = -delay.seconds * np.log1p(-share)
    elif delay.kind == "lognormal":
        sigma = np.sqrt(np.log1p(delay.cv**2))
        value = np.exp(np.log(max(delay.seconds, 1e-9)) - sigma**2 / 2 + sigma * _normal())
    else:
        at, seconds = zip(*delay.points, strict=True)
        value = np.interp(share, at, seconds)
    out = np.rint(np.clip(value, 0, LONGEST)).astype(np.int32)
    out.setflags(write=False)
    return out


@lru_cache(maxsize=1)
def _normal() -> np.ndarray:
    inverse = NormalDist().inv_cdf
    half = np.array([inverse((i + 0.5) / CELLS) for i in range(CELLS // 2)])
    return np.concatenate([half, -half[::-1]])


def triangle(assumption: Assumption, draw: np.ndarray) -> np.ndarray:
    """The value of an assumption for draws 0 .. 65,535: float64. Only roots and products, so the same on every machine."""
    low, best, high = float(assumption.low), float(assumption.best), float(assumption.high)
    if high <= low:
        return np.full(draw.shape, best)
    share = (draw + 0.5) / CELLS
    wide = high - low
    left = low + np.sqrt(share * wide * (best - low))
    right = high - np.sqrt((1 - share) * wide * (high - best))
    return np.where(share * wide < best - low, left, right)


def assumed(seed: int, runs: range, assumption: Assumption) -> np.ndarray:
    """One value a replication: float64 of shape (runs,). What is certain draws nothing."""
    if assumption.high <= assumption.low:
        return np.full(len(runs), float(assumption.best))
    return triangle(assumption, uniform(seed, runs, f"assume {assumption.name}", 1)[:, 0].astype(np.float64))


def times(delay: Delay, draw: np.ndarray, factor: np.ndarray | None = None) -> np.ndarray:
    """Seconds for these draws (runs, families), times a factor a replication: int32."""
    value = table(delay).take(draw)
    return value if factor is None else scaled(value, factor)


def scaled(value: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """Whole seconds times a factor a row, to the nearest second; a year at most."""
    if (factor == 1.0).all():
        return value
    return np.minimum(np.rint(value * factor.astype(np.float64)[:, None]), LONGEST).astype(np.int32)
