"""
Who boards which trip. This is the rule itself: trips at a point in the order in which they load, units in the order of
rank, each boarding whole if it fits; nobody of a lower place takes a seat that a higher one could still use.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .groups import Ranked
from .model import Passing, Trip
from .network import Network, received_by


@dataclass(frozen=True, eq=False)
class Boarded:
    """For each trip the units aboard (indexes into ``Ranked``), who waits still, who was passed, and the objective."""

    aboard: list[list[int]]
    waiting: np.ndarray
    passings: list[Passing]
    objective: float


def cycles(net: Network, tours: list[list[tuple[int, int]]]) -> list[tuple[tuple, int, int, int]]:
    """Every cycle as (turn, vehicle, lane, start step), in the order in which they load."""
    out = []
    for v, tour in enumerate(tours):
        for lane, t in tour:
            loading = t + int(net.out[lane])
            leaves = loading + int(net.load[lane])
            out.append(((loading, leaves, leaves + int(net.back[lane]), net.case.vehicles[v].code), v, lane, t))
    return sorted(out)


def board(net: Network, ranked: Ranked, order: list[tuple[tuple, int, int, int]], promised: dict[tuple[int, int], list[int]] | None = None, come: dict[int, np.ndarray] | None = None) -> Boarded:
    """
    Fill the cycles of ``order`` by the rule. ``promised`` gives, for (vehicle, start step), units that board first
    because an earlier plan told them so; they wait for no other trip. ``come`` are people received by each step already. The objective is in weight x person x step.
    """
    promised = promised or {}
    waiting = np.ones(len(ranked.units), bool)
    for rows in promised.values():
        waiting[rows] = False
    here = [np.flatnonzero(ranked.point == a) for a in range(len(net.ways))]
    masks = [ways_of(ranked, rows, len(net.ways[a])) for a, rows in enumerate(here)]
    received = {e: (come or {}).get(e, np.zeros(net.steps + 1)).copy() for e, p in enumerate(net.case.places) if p.reception is not None}
    most = {e: received_by(net.case.places[e].reception, np.arange(net.steps + 1) * net.case.step) for e in received}
    for turn, v, lane, t in order:
        if int(net.place[lane]) in received:
            received[int(net.place[lane])][turn[2] :] += int(ranked.size[promised.get((v, t), [])].sum())
    aboard, passings, objective = [], [], 0.0
    for number, (turn, v, lane, t) in enumerate(order):
        loading, _, arrives, _ = turn
        a, way, e = int(net.point[lane]), int(net.way[lane]), int(net.place[lane])
        first = promised.get((v, t), [])
        rows = here[a]
        rows = rows[waiting[rows] & masks[a][way] & (ranked.ready[rows] <= loading)]
        rows = in_time(ranked, rows, way, arrives)
        kind = net.case.types[int(net.kind[lane])]
        room = np.array([kind.seats, kind.wheelchairs, kind.stretchers])
        for i in first:
            room -= (ranked.size[i], ranked.wheelchairs[i], ranked.stretchers[i])
        if e in received:
            room[0] = min(room[0], int((most[e] - received[e])[arrives:].min()))
        mine, passed = fill(ranked, rows, room)
        waiting[mine] = False
        mine = first + mine
        aboard.append(mine)
        passings += [Passing(number, ranked.units[u].code, len(first) + behind, *free) for u, behind, free in passed]
        objective += float((ranked.size[mine] * ranked.weight[mine]).sum()) * arrives
        if e in received:
            received[e][arrives:] += int(ranked.size[mine].sum() - ranked.size[first].sum())
    objective += float((ranked.size * ranked.weight)[waiting].sum()) * net.leave_step
    return Boarded(aboard, waiting, passings, objective)


def ways_of(ranked: Ranked, rows: np.ndarray, count: int) -> np.ndarray:
    return np.array([[ranked.papers[i] >> w & 1 for i in rows] for w in range(count)], bool).reshape(count, len(rows))


def in_time(ranked: Ranked, rows: np.ndarray, way: int, arrives: int) -> np.ndarray:
    keep = [all(w != way or arrives <= last for w, last in ranked.until[i]) for i in rows] if any(ranked.until[i] for i in rows) else None
    return rows if keep is None else rows[np.array(keep, bool)]


def fill(ranked: Ranked, rows: np.ndarray, room: np.ndarray):
    """In rank order, whole runs at a time. Gives who boards, and for each one passed: how many had boarded, and the places still free."""
    need = np.stack([ranked.size[rows], ranked.wheelchairs[rows], ranked.stretchers[rows]])
    room, at, mine, skipped = room.copy(), 0, [], []
    while at < len(rows) and room[0] > 0:
        ahead = np.cumsum(need[:, at:], axis=1)
        run = int(np.argmin(np.append((ahead <= room[:, None]).all(0), False)))
        if run:
            mine += rows[at : at + run].tolist()
            room -= ahead[:, run - 1]
            at += run
        fits = (need[:, at:] <= room[:, None]).all(0)
        jump = int(np.argmax(fits)) if fits.any() else len(fits)
        if jump == len(fits):
            break
        skipped += [(i, len(mine), tuple(int(x) for x in room)) for i in rows[at : at + jump].tolist()]
        at += jump
    return mine, [(i, n, free) for i, n, free in skipped if n < len(mine)]


def to_trips(net: Network, ranked: Ranked, order, boarded: Boarded, promised) -> tuple[list[Trip], dict[int, int]]:
    """The cycles as trips in minutes, and the new number of each; cycles that carry nobody and lead nowhere are left out."""
    step, case = net.case.step, net.case
    last: dict[int, int] = {}
    for _, v, _, t in order:
        last[v] = max(last.get(v, -1), t)
    used: dict[int, int] = {}
    for n, (_, v, _, t) in enumerate(order):
        if boarded.aboard[n]:
            used[v] = max(used.get(v, -1), t)
    trips, number = [], {}
    for n, (turn, v, lane, t) in enumerate(order):
        mine = boarded.aboard[n]
        if not mine and (t > used.get(v, -1) or net.base[lane] == net.place[lane]):
            continue
        number[n] = len(trips)
        codes = tuple(ranked.units[i].code for i in mine)
        kept = frozenset(ranked.units[i].code for i in promised.get((v, t), []))
        trips.append(
            Trip(
                case.vehicles[v].code, case.places[net.base[lane]].code, case.points[net.point[lane]].code, case.places[net.place[lane]].code,
                t * step, turn[0] * step, turn[1] * step, turn[2] * step, (t + int(net.dur[lane])) * step, float(net.cost[lane]), codes, kept,
            )
        )
    return trips, number
