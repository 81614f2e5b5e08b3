"""``lift``: the trips, who is on which, who is left and why, and how far from the best this can be at most."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from . import VERSION
from .board import Stand, stands
from .boarding import Boarded, board, cycles, to_trips
from .case import digest
from .cost import cheapen
from .cuts import families, find_cuts, with_rows
from .dispatch import Guide, dispatch
from .groups import Group, Ranked, group_units, rank_units
from .highs import relax_cut, relax_lp, relax_mip
from .model import Case, Left, Plan
from .network import Network, build_network, received_by
from .relax import BOUND_NOTE, Linear, build_linear, read_fleet
from .search import Tour, begin, improve

WHOLE_UNITS = 4_000  # families at a point; above, the search takes them as a liquid
GUIDES = [(gain, wait) for gain in (1e-3, 1e-2, 3e-2) for wait in (0.02, 0.1, 0.4, 0.8, 1.6)]
MANY_UNITS = 10_000  # from here on a move costs more, so fewer are made
LP_LIMIT = 1_500_000
SIMPLEX_LIMIT = 80_000  # columns; above, interior point is quicker
CUT_LIMIT = 400_000  # columns; above, the programme is solved once only
MIP_LIMIT = 14
MOVES = {"quick": 60, "usual": 6000, "long": 24000}
MOVES_A_VEHICLE = 100
ROUNDS = 4  # of rows for whole vehicles, by simplex; a large programme has one, beside the search
COST_GAP = 0.01  # the second pass spends time only while the proven gap stays within this
COST_NOTE = "The second pass spends time on cost only while the proven gap stays within 1 %; first_pass is the objective before it."


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that is worked out once for a case."""

    net: Network
    ranked: Ranked
    stands: list[Stand]
    groups: list[Group]
    room: dict[int, np.ndarray]


def lift(case: Case, *, seed: int = 0, effort: str = "usual", streams: int = 2, workers: int = 1) -> Plan:
    """
    Plan an evacuation; see ``model.Plan`` for what comes out.

    Two passes: least weighted time to safety, then least cost within ``policy.cost_tolerance`` of it and within a proven
    gap of ``COST_GAP``; a plan that is further from its bound gets cheaper only where that costs no time. ``seed`` steers the
    search only (the lottery has its own, in the policy); ``effort`` is quick, usual or long; ``streams`` independent
    searches are run, in ``workers`` processes. The same case, seed, effort and streams give the same plan, whatever the
    number of workers and the order of rows. Raises ``ValueError`` for another effort; ``read_case`` refuses bad cases.
    """
    if effort not in MOVES or streams < 1:
        raise ValueError("effort is quick, usual or long, and streams at least 1")
    case = in_order(case)
    scene = set_scene(case)
    greedy = dispatch(scene.net, scene.stands, scene.room)
    first, moves = score(scene, greedy), count_moves(case, effort)
    with Crew(workers) as crew:
        guided = guide(scene, greedy)
        lin, bound = guided.lin, guided.bound
        more = crew.send(cut_again, scene, greedy, guided) if guided.again is not None else None
        starts = crew.share(follow_guide, scene, guided.due, GUIDES) if guided.due is not None else []
        best = min([greedy, *starts], key=lambda tours: score(scene, tours))
        sent = [crew.send(stream, scene, best, guided.toll, seed, n, moves) for n in range(streams)]
        found = [job.result() for job in sent]
        bound = max(bound, more.result() if more else 0.0)
    tours = min([greedy, best, *found], key=lambda t: score(scene, t))
    top = score(scene, tours)
    kind = "linear programme" if lin is not None else "earliest arrival"
    if lin is not None and len(case.vehicles) <= MIP_LIMIT and case.vehicles:
        tours, bound, kind = sharpen(scene, lin, tours, bound)
        top = score(scene, tours)
    limit = max(top, min(top * (1 + case.policy.cost_tolerance), bound * (1 + COST_GAP), first))
    tours = cheapen(scene.net, scene.stands, scene.room, tours, limit, lambda t: score(scene, t), np.random.default_rng([seed, 99]), moves // 4)
    return write_plan(scene, tours, lin, bound, kind, seed, top, first)


class Done:
    """An answer that is there already."""

    def __init__(self, value):
        self.value = value

    def result(self):
        return self.value


class Crew:
    """So many processes, or none for one worker: what comes out is the same."""

    def __init__(self, workers: int):
        self.workers, self.pool = workers, ProcessPoolExecutor(workers) if workers > 1 else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.pool:
            self.pool.shutdown(cancel_futures=True)

    def send(self, work, *args):
        return self.pool.submit(work, *args) if self.pool else Done(work(*args))

    def share(self, work, scene, due, items: list) -> list:
        """``work`` on the items, a part of them for each process, in their order."""
        parts = [items[n :: self.workers] for n in range(self.workers)]
        sent = [self.send(work, scene, due, part) for part in parts if part]
        out: list = [None] * len(items)
        for n, job in enumerate(sent):
            out[n :: self.workers] = job.result()
        return out


def count_moves(case: Case, effort: str) -> int:
    """How many moves a search makes; a count, never a clock, so that the plan does not depend on the machine."""
    moves = min(MOVES[effort], MOVES_A_VEHICLE * len(case.vehicles) * MOVES[effort] // MOVES["usual"] + 100)
    return max(60, round(moves * min(1.0, MANY_UNITS / max(1, len(case.units)))))


def in_order(case: Case) -> Case:
    """The same case with its rows in the order of their codes, so that a place in a list decides nothing."""
    by_code = lambda rows: tuple(sorted(rows, key=lambda r: r.code))  # noqa: E731
    return replace(
        case, points=by_code(case.points), places=by_code(case.places), types=by_code(case.types), vehicles=by_code(case.vehicles),
        routes=tuple(sorted(case.routes, key=lambda r: (r.mode, r.point, r.place))), units=by_code(case.units),
    )


def set_scene(case: Case) -> Scene:
    net = build_network(case)
    return make_scene(net, rank_units(net))


def make_scene(net: Network, ranked: Ranked) -> Scene:
    case = net.case
    most = int(np.bincount(ranked.point, minlength=1).max()) if len(ranked.units) else 0
    small = most <= WHOLE_UNITS
    groups = group_units(ranked, net, coarse=not small)
    people = int(ranked.size.sum())
    room = {}
    for e, place in enumerate(case.places):
        if place.reception is not None:
            by = received_by(place.reception, np.arange(net.steps + 1) * case.step)
            if by.min() < people:
                room[e] = by
    return Scene(net, ranked, stands(net, ranked, [] if small else group_units(ranked, net, coarse=True, sized=False), small), groups, room)


def score(scene: Scene, tours: list[Tour]) -> float:
    """The objective of these tours when everybody boards by the rule, in weight x person x step."""
    return board(scene.net, scene.ranked, cycles(scene.net, tours)).objective


def earliest(scene: Scene) -> float:
    """A bound without any programme: everybody takes the earliest arrival that any vehicle could ever give."""
    net, ranked = scene.net, scene.ranked
    fleet = read_fleet(net)
    soonest: dict[tuple[int, int], int] = {}
    for i in range(len(net.kind)):
        t = np.flatnonzero(net.ok[i])
        t = t[t >= fleet.first[net.kind[i]]]
        if len(t):
            key = (int(net.point[i]), int(net.way[i]))
            at = int(t[0] + net.out[i] + net.load[i] + net.back[i])
            soonest[key] = min(soonest.get(key, at), at)
    out = 0.0
    for i in range(len(ranked.units)):
        a = int(ranked.point[i])
        mine = [soonest[a, w] for w in range(len(net.ways[a])) if ranked.mask[i] >> w & 1 and (a, w) in soonest]
        out += float(ranked.size[i] * ranked.weight[i]) * min([net.leave_step, *mine])
    return out


@dataclass(frozen=True, eq=False)
class Guided:
    """
    The relaxation, its bound, the price of money in it, its departures of each lane by each step, and its columns where
    rows for whole vehicles are still to be looked for (``again``).
    """

    lin: Linear | None
    bound: float
    toll: float = 0.0
    due: np.ndarray | None = None
    again: np.ndarray | None = None


def guide(scene: Scene, greedy: list[Tour]) -> Guided:
    """The relaxation of a case, with rows for whole vehicles where it is small."""
    net, floor = scene.net, earliest(scene)
    if net.pruned or not len(net.kind) or not scene.groups or net.ok.sum() > LP_LIMIT:
        return Guided(None, floor)
    lin = build_linear(net, scene.groups)
    small = len(lin.cost) <= SIMPLEX_LIMIT
    answer, lin = relax_cut(net, scene.groups, lin, ROUNDS) if small else (relax_lp(lin, keep=early(scene, lin, greedy)), lin)
    toll = max(0.0, -float(answer.dual[lin.budget_row])) if lin.budget_row >= 0 else 0.0
    if answer.value is None:
        return Guided(lin, max(floor, answer.bound), toll)
    due = np.zeros((len(net.kind), net.steps + 1))
    np.add.at(due, (lin.arc_lane, lin.arc_step), answer.value[: lin.arcs])
    again = None if small or len(lin.cost) > CUT_LIMIT else answer.value
    return Guided(lin, max(floor, answer.bound), toll, np.cumsum(due, axis=1), again)


def follow_guide(scene: Scene, due: np.ndarray, guides: list[tuple[float, float]]) -> list[list[Tour]]:
    return [dispatch(scene.net, scene.stands, scene.room, Guide(due, gain=gain, wait=wait)) for gain, wait in guides]


def cut_again(scene: Scene, greedy: list[Tour], guided: Guided) -> float:
    """The bound of a large relaxation with the worst rows for whole vehicles that its first answer breaks."""
    lin = guided.lin
    cuts = find_cuts(scene.net, lin, families(scene.net, scene.groups, lin), guided.again, each=1)
    return relax_lp(with_rows(lin, cuts), keep=early(scene, lin, greedy)).bound if cuts else guided.bound


def early(scene: Scene, lin: Linear, greedy: list[Tour]) -> np.ndarray:
    """Columns worth giving to the solver: nobody much later than greedy dispatch brings the last of their class and point."""
    net, ranked = scene.net, scene.ranked
    order = cycles(net, greedy)
    done = board(net, ranked, order)
    last = np.zeros((len(net.case.points), len(net.case.policy.classes)))
    for (turn, *_), mine in zip(order, done.aboard, strict=True):
        np.maximum.at(last, (ranked.point[mine], ranked.order[mine]), turn[2])
    last[ranked.point[done.waiting], ranked.order[done.waiting]] = net.steps
    group, step = lin.rider
    at = np.array([(g.point, g.order) for g in scene.groups], int)[group]
    keep = np.ones(len(lin.cost), bool)
    keep[len(keep) - lin.groups - len(step) : len(keep) - lin.groups] = step <= 1.6 * last[at[:, 0], at[:, 1]] + 16
    return keep


def stream(scene: Scene, tours: list[Tour], toll: float, seed: int, number: int, moves: int) -> list[Tour]:
    work = begin(scene.net, scene.stands, scene.room, tours, toll=toll)
    improve(work, moves, np.random.default_rng([seed, number]))
    return work.tours


def sharpen(scene: Scene, lin: Linear, tours: list[Tour], bound: float) -> tuple[list[Tour], float, str]:
    """For a small fleet: the relaxation with whole vehicles, which bounds better than the linear one."""
    answer = relax_mip(lin, arcs_of(lin, tours), gap=0.004, nodes=200)
    kind = "whole vehicles" if answer.bound > bound else "linear programme"
    return tours, max(bound, answer.bound), kind


def arcs_of(lin: Linear, tours: list[Tour]) -> np.ndarray:
    """How often these tours use each cycle of the relaxation."""
    number = {pair: i for i, pair in enumerate(zip(lin.arc_lane.tolist(), lin.arc_step.tolist(), strict=True))}
    out = np.zeros(lin.arcs)
    for tour in tours:
        for pair in tour:
            out[number[pair]] += 1
    return out


def rule_price(scene: Scene, lin: Linear | None, tours: list[Tour], objective: float) -> float:
    """What the hard rules cost on these trips: their objective less the best that the same trips could do without them."""
    if lin is None:
        return 0.0
    free = relax_lp(lin, fixed=arcs_of(lin, tours)).bound
    return max(0.0, objective - free) if np.isfinite(free) else 0.0


def write_plan(scene: Scene, tours, lin, bound, kind, seed, top, first) -> Plan:
    net, ranked, case = scene.net, scene.ranked, scene.net.case
    order = cycles(net, tours)
    boarded: Boarded = board(net, ranked, order)
    trips, number = to_trips(net, ranked, order, boarded, {})
    passings = tuple(replace(p, trip=number[p.trip]) for p in boarded.passings if p.trip in number)
    left = [Left(code, reason) for code, reason in ranked.never.items()]
    left += [Left(ranked.units[i].code, "no_seat") for i in np.flatnonzero(boarded.waiting)]
    sizes = {u.code: u.size for u in case.units}
    price = rule_price(scene, lin, tours, boarded.objective)
    step, objective = case.step, boarded.objective
    bound = min(bound, objective)
    return Plan(
        VERSION, digest(case), seed, tuple(trips), tuple(sorted(left, key=lambda x: x.unit)), passings, objective * step, bound * step,
        (objective - bound) / bound if bound > 0 else 0.0, kind, top * step, first * step, price * step, sum(t.cost for t in trips),
        sum(sizes.values()), sum(sizes[x.unit] for x in left), (BOUND_NOTE, COST_NOTE),
    )
