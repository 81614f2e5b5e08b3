"""
Rows that every plan of whole vehicles keeps and that the relaxation may break, looked for in its answer.

Of the P people of some groups at a point, X have arrived by a step with the vehicles that came for them by then: seats
times vehicles, and the P - X who still wait, are together at least P. Rounded over a number of seats d (mixed-integer
rounding) that gives X <= P - n r + sum of (floor(c / d) r + min(c mod d, r)) vehicles of c seats, where n = ceil(P / d) and
r = P - (n - 1) d. With d = c it says that the last, part-filled vehicle is a whole one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .groups import Group
from .network import Network
from .relax import Linear

BROKEN = 0.02  # of the people of a row: less is not worth a row
MOST_LOADS = 40  # above so many loads of d the last one hardly matters
MOST_ROWS = 1_500


@dataclass(frozen=True, eq=False)
class Family:
    """Groups at a point, the columns of their people, and the cycles that come for any of them, each with their arrival."""

    people: float
    riders: np.ndarray
    rider_at: np.ndarray
    arcs: np.ndarray
    arc_at: np.ndarray
    kind: np.ndarray


def families(net: Network, groups: list[Group], lin: Linear) -> list[Family]:
    """For each point: the first classes, each class, and of the first classes those who may take no more ways than some group."""
    lane, step = lin.arc_lane, lin.arc_step
    arrive = step + net.out[lane] + net.load[lane] + net.back[lane]
    who, at = lin.rider
    first = len(lin.cost) - lin.groups - len(who)
    out = []
    for a in range(len(net.ways)):
        here = [g for g, group in enumerate(groups) if group.point == a]
        sets: dict[tuple[int, ...], None] = {}
        for c in sorted({groups[g].order for g in here}):
            upto = [g for g in here if groups[g].order <= c]
            sets[tuple(upto)] = None
            sets[tuple(g for g in here if groups[g].order == c)] = None
            for mask in sorted({groups[g].mask for g in here}):
                sets[tuple(g for g in upto if groups[g].mask | mask == mask)] = None
        arcs_here, riders_here = np.flatnonzero(net.point[lane] == a), np.flatnonzero(np.isin(who, here))
        for mine in sets:
            if not mine:
                continue
            mask = 0
            for g in mine:
                mask |= groups[g].mask
            serves = np.array([mask >> w & 1 for w in range(len(net.ways[a]))], bool)
            arcs, riders = arcs_here[serves[net.way[lane[arcs_here]]]], riders_here[np.isin(who[riders_here], mine)]
            if len(arcs) and len(riders):
                out.append(Family(float(sum(groups[g].people for g in mine)), first + riders, at[riders], arcs, arrive[arcs], net.kind[lane[arcs]]))
    return out


def find_cuts(net: Network, lin: Linear, sets: list[Family], value: np.ndarray, *, each: int, most: int = MOST_ROWS) -> list[tuple]:
    """Rows (columns, values, at most) that ``value`` breaks, the worst first: ``each`` at most for one set and one d."""
    seats, t1 = np.array([k.seats for k in net.case.types], float), net.steps + 1
    found = []
    for i, one in enumerate(sets):
        come = np.cumsum(np.bincount(one.rider_at, value[one.riders], t1))
        for d in sorted({float(x) for x in seats[np.unique(one.kind)]} | {one.people / m for m in (1, 2, 3)}):
            loads = np.ceil(one.people / d - 1e-9) if d > 0 else np.inf
            rest = one.people - (loads - 1) * d if d > 0 else 0.0
            if loads > MOST_LOADS or rest > d - 1e-9 and loads > 1:
                continue
            coef = np.floor(seats / d) * rest + np.minimum(seats % d, rest)
            over = come - (one.people - loads * rest) - np.cumsum(np.bincount(one.arc_at, coef[one.kind] * value[one.arcs], t1))
            for s in np.argsort(-over, kind="stable")[:each]:
                if over[s] > max(0.3, BROKEN * one.people):
                    found.append((float(over[s]), i, int(s), coef, one.people - loads * rest))
    found.sort(key=lambda row: (-row[0], row[1], row[2]))
    out = []
    for _, i, s, coef, side in found[:most]:
        one = sets[i]
        riders, some = one.riders[one.rider_at <= s], one.arc_at <= s
        factor = coef[one.kind[some]]
        cols, values = np.concatenate([one.arcs[some][factor > 0], riders]), np.concatenate([-factor[factor > 0], np.ones(len(riders))])
        out.append((cols.astype(np.int32), values, float(side)))
    return out


def with_rows(lin: Linear, cuts: list[tuple]) -> Linear:
    """The same programme with these rows after its own."""
    if not cuts:
        return lin
    col = np.concatenate([np.repeat(np.arange(len(lin.cost)), np.diff(lin.start)), *(c for c, _, _ in cuts)])
    row = np.concatenate([lin.index, *(np.full(len(c), len(lin.low) + i) for i, (c, _, _) in enumerate(cuts))])
    value = np.concatenate([lin.value, *(v for _, v, _ in cuts)])
    sort = np.lexsort((row, col))
    start = np.searchsorted(col[sort], np.arange(len(lin.cost) + 1)).astype(np.int32)
    return replace(
        lin, low=np.append(lin.low, np.full(len(cuts), -np.inf)), high=np.append(lin.high, [side for *_, side in cuts]), start=start, index=row[sort].astype(np.int32), value=value[sort]
    )
