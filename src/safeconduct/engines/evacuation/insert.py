"""
The price of one more call at a point where families stay whole: everybody behind it moves up in the order of boarding.

The queue is a liquid in the order of rank: families that stand together and are alike before every vehicle are one
*stretch*, and only the last stretch that boards is cut. So whoever may take few ways keeps their place in the order, which
a price by class alone does not see.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MOST_MARKS = 12  # steps of readiness at a point between which a price is told apart


@dataclass(frozen=True, eq=False)
class Queue:
    """
    Stretches in the order of boarding: weight, people, readiness; ``allow[way]``; the last arrival for each way; wheelchair
    and stretcher places for each person. ``marks`` are steps of readiness at which a price may change.
    """

    weight: np.ndarray
    people: np.ndarray
    ready: np.ndarray
    allow: np.ndarray
    until: np.ndarray | None
    needs: list[np.ndarray]
    marks: np.ndarray
    places: list[tuple]


@dataclass(frozen=True, eq=False)
class Trace:
    """
    The calls of a state as events in order. ``rows`` are the stretches that could board a call if one more vehicle had
    come before it, ``places`` the rows among them that need a wheelchair or stretcher place, with their needs; ``late`` is
    the time saved by riding; ``waiting[stretch, event]`` and ``taken`` are what happens without the new vehicle.
    """

    when: np.ndarray
    call: list[int]
    room: list[tuple[int, int, int]]
    rows: list[np.ndarray]
    places: list[list[tuple]]
    late: np.ndarray
    waiting: np.ndarray
    taken: np.ndarray


def line_up(weight, people, ready, chairs, beds, masks: list[int], until: list[dict[int, int]], allow: np.ndarray) -> Queue:
    """The families of a point, given in the order of boarding, as a ``Queue``."""
    first, before = [], None
    for i, key in enumerate(zip(weight.tolist(), ready.tolist(), masks, (tuple(sorted(u.items())) for u in until), strict=True)):
        alone = chairs[i] > 0 or beds[i] > 0
        if alone or key != before:
            first.append(i)
        before = None if alone else key
    first = np.array(first, int)
    total = np.add.reduceat(people, first) if len(first) else np.zeros(0)
    late = None
    if any(until):
        late = np.array([[until[i].get(w, np.inf) for i in first] for w in range(len(allow))]).reshape(len(allow), len(first))
    steps = np.unique(ready[ready > 0])
    if len(steps) > MOST_MARKS:
        steps = np.unique(np.quantile(steps, np.linspace(0, 1, MOST_MARKS), method="higher"))
    queue = Queue(weight[first], total, ready[first], allow[:, first], late, [np.divide(need[first], total, out=np.zeros(len(first)), where=total > 0) for need in (chairs, beds)], steps.astype(int), [])
    queue.places.extend(places_among(queue, np.arange(len(first))))
    return queue


def places_among(queue: Queue, rows: np.ndarray) -> list[tuple]:
    """For wheelchairs and for stretchers: (number of the place, which of ``rows`` need it, how much a person)."""
    out = []
    for kind, need in enumerate(queue.needs):
        here = np.flatnonzero(need[rows] > 0)
        if len(here):
            out.append((kind, here, need[rows[here]][:, None]))
    return out


def board_rows(able: np.ndarray, places: list[tuple], room: tuple[int, int, int]) -> np.ndarray:
    """Who of ``able`` (stretches by variants) boards, in order, until seats or places are gone."""
    for kind, here, need in places:
        want = able[here] * need
        able[here] = np.clip(room[1 + kind] - (np.cumsum(want, axis=0) - want), 0.0, want) / need
    ahead = np.cumsum(able, axis=0)
    ahead -= able
    np.subtract(room[0], ahead, out=ahead)
    np.maximum(ahead, 0.0, out=ahead)
    return np.minimum(ahead, able, out=ahead)


def follow(net, stand, state) -> Trace:
    """What happens at a point in its order, without the call that is to be priced."""
    queue, kinds = stand.queue, net.case.types
    events = sorted([(c[0], 0, i) for i, c in enumerate(state.calls)] + [(int(m), -1, -1) for m in queue.marks])
    call, plain = [e[2] for e in events], (queue.needs[0] + queue.needs[1]) == 0
    more = max((kinds[k].seats for k in stand.kinds), default=0)
    room, rows, places, late = [], [], [], np.zeros(len(events))
    waiting, taken = np.zeros((len(queue.people), len(events) + 1)), np.zeros(len(events))
    now = queue.people.copy()
    waiting[:, 0] = now
    for n, i in enumerate(call):
        if i >= 0:
            loading, _, arrives, v, way = state.calls[i]
            kind = kinds[stand.kinds[way]]
            gone = stand.taken.get((v, loading), (0, 0, 0)) if stand.taken else (0, 0, 0)
            may = queue.allow[way] & (queue.ready <= loading) & (now > 0)
            if queue.until is not None:
                may &= arrives <= queue.until[way]
            able = np.flatnonzero(may)
            ahead = np.cumsum(now[able] * plain[able])
            able = able[: int(np.searchsorted(ahead, kind.seats - gone[0] + more)) + 1]
            room.append((kind.seats - gone[0], kind.wheelchairs - gone[1], kind.stretchers - gone[2]))
            places.append(places_among(queue, able))
            late[n] = net.leave_step - arrives
            aboard = board_rows(now[able][:, None], places[n], room[n])[:, 0]
            now[able] -= aboard
            taken[n] = aboard @ queue.weight[able]
        else:
            able = np.zeros(0, int)
            room.append((0, 0, 0))
            places.append([])
        rows.append(able)
        waiting[:, n + 1] = now
    return Trace(np.array([e[0] for e in events], int), call, room, rows, places, late, waiting, taken)


def insertion_by_rank(net, stand, state, way: int) -> tuple[np.ndarray, np.ndarray]:
    """For each loading step: what one more vehicle on this way changes for the other calls, and the weighted people it carries."""
    queue, kind = stand.queue, net.case.types[stand.kinds[way]]
    if "trace" not in state.prices:
        state.prices["trace"] = follow(net, stand, state)
    trace = state.prices["trace"]
    able = np.where(queue.allow[way][:, None], trace.waiting, 0.0)
    begins = np.concatenate([[0], trace.when])
    if len(queue.marks):
        able *= queue.ready[:, None] <= begins[None, :]
    if queue.until is not None:
        able *= begins[None, :] + stand.ride[way] <= queue.until[way][:, None]
    aboard = board_rows(able, queue.places, (kind.seats, kind.wheelchairs, kind.stretchers))
    carried = queue.weight @ aboard
    waiting = trace.waiting - aboard
    behind = np.zeros(len(carried))
    for n, rows in enumerate(trace.rows):
        if not len(rows):
            continue
        able = waiting[rows, : n + 1]
        aboard = board_rows(able, trace.places[n], trace.room[n])
        behind[: n + 1] += (trace.taken[n] - queue.weight[rows] @ aboard) * trace.late[n]
        waiting[rows, : n + 1] -= aboard
    at = np.searchsorted(trace.when, np.arange(net.steps + 1), side="right")
    return behind[at], carried[at]
