"""
Tour search: take a few vehicles out, price every point without them, give each its best tour again, keep what is better.

Stopped by a count of moves, never by a clock. The random stream is the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .board import Stand, State, price, settle
from .network import Network, up
from .tour import Kind, best_tour, lane_values, plain_tour, read_kinds, within

Tour = list[tuple[int, int]]
WARMTH = 4e-4  # of the total, for one vehicle: a fleet of a hundred takes what is worse by a hundredth of it
MOST_TAKEN = 2  # vehicles a move: the fewer, the more moves, and more of them succeed
WHOLE_TOUR = 0.1  # the part of moves that rebuild a tour from nothing
MOST_CYCLES = 4
MOST_FINE = 0.3  # the part of moves priced in the order of rank (``insert``), where families are few
FINE_UNITS = 35  # families a point times that part, where they are many: such a price costs more there
NEAR = 0.65  # the part of moves whose vehicles load at one point at about one time
NOISE = 0.1  # of a price, in most moves: exact prices lead to the same tour again and again


@dataclass(eq=False)
class Work:
    """The running search: a tour for each vehicle, a state for each point, and what they come to."""

    net: Network
    stands: list[Stand]
    kinds: list[Kind | None]
    kind_of: list[int]
    start: list[tuple[int, int, int | None]]
    until: list[int | None]
    fixed: list[Tour]
    toll: float
    tours: list[Tour]
    states: list[State] = field(default_factory=list)
    spent: float = 0.0
    tables: dict = field(default_factory=dict)
    limited: dict[int, np.ndarray] = field(default_factory=dict)
    usable: set[int] = field(default_factory=set)
    fine: bool = False


def begin(net: Network, stands: list[Stand], room: dict[int, np.ndarray], tours: list[Tour], *, toll: float = 0.0, fixed: list[Tour] | None = None, start=None) -> Work:
    """
    A search from these tours. ``room`` is what places may receive by each step, where that is limited; ``toll`` the
    price of money in weighted steps. ``fixed`` cycles stay as they are; ``start`` gives, for each vehicle, the place and
    step of its first freedom and how many steps its crew has been on duty (None: rested).
    """
    case = net.case
    type_of, place_of = ({row.code: i for i, row in enumerate(rows)} for rows in (case.types, case.places))
    work = Work(
        net, stands, read_kinds(net), [type_of[v.type] for v in case.vehicles], start or [(place_of[v.at], max(0, up(v.ready, case.step)), None) for v in case.vehicles],
        [None if v.until is None else v.until // case.step for v in case.vehicles], fixed or [[] for _ in case.vehicles], toll, [list(t) for t in tours], limited=room,
    )
    calls: list[list] = [[] for _ in stands]
    for v, tour in enumerate(work.tours):
        for a, call in tour_calls(net, v, tour):
            calls[a].append(call)
        work.spent += tour_cost(net, tour)
    work.states = [settle(net, stand, mine) for stand, mine in zip(stands, calls, strict=True)]
    return work


def tour_cost(net: Network, tour: Tour) -> float:
    return float(sum(net.cost[lane] for lane, _ in tour))


def tour_calls(net: Network, v: int, tour: Tour):
    for lane, t in tour:
        loading = t + int(net.out[lane])
        leaves = loading + int(net.load[lane])
        yield int(net.point[lane]), (loading, leaves, leaves + int(net.back[lane]), v, int(net.way[lane]))


def total(work: Work) -> float:
    """Weighted steps of all points, with the toll for money and a charge for people beyond a place's reception."""
    return sum(s.value for s in work.states) + work.toll * work.spent + excess(work)


def excess(work: Work) -> float:
    if not work.limited:
        return 0.0
    out = 0.0
    for e, most in work.limited.items():
        come = np.zeros(len(most))
        for state in work.states:
            for place, at, n in state.received:
                if place == e:
                    come[at] += n
        out += max(0.0, float((np.cumsum(come) - most).max()))
    heaviest = max((float(s.weight.max()) for s in work.stands if len(s.weight)), default=1.0)
    return out * heaviest * work.net.leave_step


def change(work: Work, give: dict[int, Tour]) -> None:
    """Give these vehicles other tours; only points where calls come or go get a new state."""
    gone: dict[int, set] = {}
    come: dict[int, list] = {}
    for v, tour in give.items():
        old, new = set(work.tours[v]), set(tour)
        for a, call in tour_calls(work.net, v, old - new):
            gone.setdefault(a, set()).add(call)
        for a, call in tour_calls(work.net, v, new - old):
            come.setdefault(a, []).append(call)
        work.spent += tour_cost(work.net, new - old) - tour_cost(work.net, old - new)
        work.tours[v] = list(tour)
    for a in gone.keys() | come.keys():
        out = gone.get(a, ())
        work.states[a] = settle(work.net, work.stands[a], [c for c in work.states[a].calls if c not in out] + come.get(a, []), work.states[a])


def reprice(work: Work, k: int) -> np.ndarray:
    """The values of all lanes of a type against the states as they are; rows of unchanged points are kept."""
    kind = work.kinds[k]
    if (k, work.fine) not in work.tables:
        work.tables[k, work.fine] = (np.zeros((len(kind.rows), work.net.steps + 1)), [None] * len(kind.rows))
    table, seen = work.tables[k, work.fine]
    for i, (a, w) in enumerate(kind.rows):
        if seen[i] is not work.states[a]:
            table[i] = price(work.net, work.stands[a], work.states[a], w, work.fine)
            seen[i] = work.states[a]
    return lane_values(kind, table, work.toll)


def rebuild(work: Work, v: int, kept: tuple[Tour, Tour], rng: np.random.Generator | None = None) -> Tour:
    """
    The best cycles between the ``kept`` ones before and after, against the other vehicles as they are; with ``rng``,
    mostly against prices that are a little off.
    """
    k = work.kind_of[v]
    kind, places = work.kinds[k], len(work.net.case.places)
    if kind is None:
        return []
    value = reprice(work, k)
    if rng is not None and rng.random() < 0.8:
        value *= np.maximum(1 + NOISE * rng.standard_normal(value.shape), 0.05)
    before, after = kept
    if not before and not after:
        return best_tour(kind, value, places, work.start[v], work.until[v], work.fixed[v])
    place, start = work.net.place, work.start[v][:2]
    if before:
        lane, t = before[-1]
        start = int(place[lane]), t + int(work.net.dur[lane])
    end = (int(work.net.base[after[0][0]]), after[0][1]) if after else None
    between = plain_tour(kind, within(kind, value, work.until[v]), places, start, end)
    return [*before, *between, *after] if between is not None else list(work.tours[v])


def leave_out(work: Work, v: int, loading: int | None, rng: np.random.Generator) -> tuple[Tour, Tour]:
    """
    What a move keeps of a tour: nothing, or all cycles but a few in a row (their prices add up more truly), among them the
    one that loads at ``loading``.
    """
    tour = work.tours[v]
    if work.fixed[v] or work.kinds[work.kind_of[v]].duty is not None or len(tour) < 2 or rng.random() < WHOLE_TOUR:
        return [], []
    many = int(rng.integers(1, MOST_CYCLES + 1))
    if loading is None:
        first = int(rng.integers(len(tour)))
    else:
        at = next(i for i, (lane, t) in enumerate(tour) if t + work.net.out[lane] == loading)
        first = max(0, at - int(rng.integers(many)))
    return tour[:first], tour[first + many :]


def pick_group(work: Work, usable: list[int], rng: np.random.Generator) -> dict[int, int | None]:
    """One or two vehicles: at random, or those that load at one point at about one time, with the step at which they do."""
    n = int(rng.integers(1, MOST_TAKEN + 1))
    if rng.random() < NEAR:
        state = work.states[int(rng.integers(len(work.states)))]
        calls = [c for c in state.calls if c[3] in work.usable]
        if calls:
            one = calls[int(rng.integers(len(calls)))]
            group = {one[3]: one[0]}
            others = sorted((c for c in calls if c[3] != one[3]), key=lambda c: (abs(c[0] - one[0]), c))[: 2 * n + 2]
            for i in rng.permutation(len(others)):
                if len(group) >= n:
                    break
                group.setdefault(others[i][3], others[i][0])
            return group
    return {usable[i]: None for i in rng.choice(len(usable), min(n, len(usable)), replace=False)}


def improve(work: Work, moves: int, rng: np.random.Generator, *, spent: float = 0.0) -> float:
    """
    Try so many moves; the work ends as the best found, and its total is given. ``spent`` has left the budget before.

    A move that is a little worse is taken now and then, ever more seldom: the search would stick early without.
    """
    usable = [v for v, k in enumerate(work.kind_of) if work.kinds[k] is not None and work.start[v][1] <= work.net.steps]
    now, budget = total(work), work.net.case.policy.budget
    if not usable or not work.states:
        return now
    work.usable = set(usable)
    warm, fine = WARMTH * now / len(usable), fine_share(work)
    best, kept = now, (list(work.states), [list(t) for t in work.tours], work.spent)
    for move in range(moves):
        warmth = warm * max(0.0, 1.0 - move / (0.9 * moves)) ** 2
        work.fine = rng.random() < fine
        group = pick_group(work, usable, rng)
        old = list(work.states), {v: work.tours[v] for v in group}, work.spent
        stay = {v: leave_out(work, v, loading, rng) for v, loading in group.items()}
        change(work, {v: [*stay[v][0], *stay[v][1]] or work.fixed[v] for v in group})
        for v in group:
            change(work, {v: rebuild(work, v, stay[v], rng)})
        after = total(work)
        poor = budget is not None and work.spent + spent > budget + 1e-9
        if after > now - 1e-9 + warmth * rng.exponential() or poor or crowded(work):
            put_back(work, *old)
            continue
        now = after
        if now < best - 1e-9:
            best, kept = now, (list(work.states), [list(t) for t in work.tours], work.spent)
    work.states, work.tours, work.spent = kept
    return best


def fine_share(work: Work) -> float:
    """The part of moves that are priced in the order of rank; none where families are a liquid."""
    if any(stand.queue is None for stand in work.stands):
        return 0.0
    return min(MOST_FINE, FINE_UNITS * len(work.stands) / max(1, sum(len(stand.people) for stand in work.stands)))


def put_back(work: Work, states: list[State], tours: dict[int, Tour], spent: float) -> None:
    """Undo a move."""
    work.states, work.spent = states, spent
    for v, tour in tours.items():
        work.tours[v] = tour


def crowded(work: Work) -> bool:
    """Whether the new tours overfill a point's berths (one tour may call at a point twice at once)."""
    return any((s.used > stand.berths).any() for s, stand in zip(work.states, work.stands, strict=True))
