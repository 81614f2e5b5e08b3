"""The second pass: less cost, as long as weighted time stays within its limit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .board import Stand
from .network import Network
from .search import Tour, Work, begin, change, crowded, excess, pick_group, put_back, rebuild


def cheapen(
    net: Network, stands: list[Stand], room: dict[int, np.ndarray], tours: list[Tour], limit: float, score: Callable[[list[Tour]], float], rng: np.random.Generator, moves: int
) -> list[Tour]:
    """
    Tours that cost no more than these and whose ``score`` is at most ``limit``.

    Vehicles are taken out and rebuilt against prices that count money; what costs less is kept while the liquid value
    stays within the same share of the limit. The last step that holds for whole families too is the answer.
    """
    work = begin(net, stands, room, tours)
    usable = [v for v, tour in enumerate(work.tours) if tour]
    work.usable = set(usable)
    start, first = value(work), score(tours)
    if not usable or work.spent <= 0 or start <= 0:
        return tours
    most = start * min(1.0 + 1e-9, limit / first) if limit <= first else start * limit / first
    kept = [[list(t) for t in work.tours]]
    for _ in range(moves):
        work.toll = float(rng.choice([0.1, 0.5, 1.0, 2.0])) * 0.02 * start / max(work.spent, 1e-9)
        group = pick_group(work, usable, rng)
        old = list(work.states), {v: work.tours[v] for v in group}, work.spent
        change(work, {v: [] for v in group})
        for v in group:
            change(work, {v: rebuild(work, v, ([], []))})
        if work.spent >= old[2] - 1e-9 or value(work) > most or crowded(work):
            put_back(work, *old)
        else:
            kept.append([list(t) for t in work.tours])
    return last_within(kept, limit, score)


def value(work: Work) -> float:
    """Weighted steps, without the price of money."""
    return sum(s.value for s in work.states) + excess(work)


def last_within(kept: list[list[Tour]], limit: float, score) -> list[Tour]:
    """The cheapest of a row of ever cheaper plans that a bisection finds within the limit; the first one always is."""
    if score(kept[-1]) <= limit + 1e-9:
        return kept[-1]
    low, high = 0, len(kept) - 1
    while high - low > 1:
        mid = (low + high) // 2
        low, high = (mid, high) if score(kept[mid]) <= limit + 1e-9 else (low, mid)
    return kept[low]
