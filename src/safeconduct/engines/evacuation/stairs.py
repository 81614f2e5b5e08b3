"""Groups of people as falling stairs: how many of each class are ready and would be served by so many seats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Stairs:
    """Groups as falling stairs: for each class the weight less the next one's, and all people down to it by readiness."""

    weight: list[float]
    total: list[float]
    ready: list[np.ndarray]
    ready_sum: list[np.ndarray]


def stairs(weight, people, ready, order, who: np.ndarray) -> Stairs:
    orders = np.unique(order[who])
    weights = [float(weight[who & (order == c)][0]) for c in orders] + [0.0]
    out = Stairs([], [], [], [])
    for j, c in enumerate(orders):
        group = who & (order <= c)
        sort = np.argsort(ready[group], kind="stable")
        out.weight.append(weights[j] - weights[j + 1])
        out.total.append(float(people[group].sum()))
        out.ready.append(ready[group][sort])
        out.ready_sum.append(np.concatenate([[0.0], np.cumsum(people[group][sort])]))
    return out


def worth(timed: bool, down: Stairs, room: np.ndarray, loading: np.ndarray) -> np.ndarray:
    """Weighted people aboard when so many seats have gone by, the first classes first."""
    out = np.zeros(len(room))
    for j, weight in enumerate(down.weight):
        most = down.total[j]
        if timed:
            most = np.concatenate([[0.0], present(down, j, loading)])
        out += weight * np.minimum(room, most)
    return out


def worth_present(down: Stairs, seats, more, steps) -> np.ndarray:
    """Weighted people that a vehicle with ``more`` seats takes at each step when ``seats`` have gone before."""
    out = np.zeros(len(seats))
    for j, weight in enumerate(down.weight):
        most = present(down, j, steps)
        out += weight * (np.minimum(seats + np.maximum(more, 0), most) - np.minimum(seats, most))
    return out


def present(down: Stairs, j: int, when: np.ndarray) -> np.ndarray:
    """How many of the people down to this stair are ready by each step of ``when``."""
    return down.ready_sum[j][np.searchsorted(down.ready[j], when, side="right")]
