"""
Evacuation planning side by side in one run: greedy dispatch, HiGHS on the whole integer programme, OR-Tools CP-SAT on the
same programme, and ours. Every plan is boarded by the same rule and verified by the independent checker.

    python benchmarks/evacuation.py --sizes S M L --seeds 1 2 3 4 5 [--peers greedy highs cpsat] [--limit 60] [--json]

OR-Tools is a peer only: where it is not installed its row says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from evacuation_cases import SIZES, make_case

from safeconduct.engines.evacuation import VERSION, highs
from safeconduct.engines.evacuation.case import read_case
from safeconduct.engines.evacuation.check import check
from safeconduct.engines.evacuation.dispatch import dispatch
from safeconduct.engines.evacuation.model import Plan
from safeconduct.engines.evacuation.relax import Linear, build_linear
from safeconduct.engines.evacuation.replan import Change, replan
from safeconduct.engines.evacuation.solve import Scene, in_order, lift, score, set_scene


def run_highs(lin: Linear, limit: float):
    h = highs.load(lin, True)
    h.setOptionValue("time_limit", limit)
    h.setOptionValue("mip_rel_gap", 0.005)
    h.run()
    found = h.getInfo().primal_solution_status == 2
    return (np.round(np.array(h.getSolution().col_value)[: lin.arcs]) if found else None), h.getInfo().mip_dual_bound


def run_cpsat(lin: Linear, limit: float):
    from ortools.sat.python import cp_model

    m, scale = cp_model.CpModel(), 60
    x = [m.new_int_var(0, int(np.ceil(u)), "") for u in lin.most]
    sort = np.argsort(lin.index, kind="stable")
    col = np.repeat(np.arange(len(lin.cost)), np.diff(lin.start))[sort]
    cut, value = np.searchsorted(lin.index[sort], np.arange(len(lin.low) + 1)), lin.value[sort]
    for r in range(len(lin.low)):
        part = slice(cut[r], cut[r + 1])
        factor = 1 if np.allclose(value[part], np.round(value[part])) else scale
        whole = np.floor(value[part] * factor + 1e-9).astype(int).tolist()
        sum_ = cp_model.LinearExpr.weighted_sum([x[j] for j in col[part]], whole)
        if lin.low[r] == lin.high[r]:
            m.add(sum_ == int(round(lin.low[r] * factor)))
        else:
            m.add(sum_ <= int(np.floor(lin.high[r] * factor + 1e-9)))
    m.minimize(cp_model.LinearExpr.weighted_sum(x, np.round(lin.cost * 2).astype(int).tolist()))
    s = cp_model.CpSolver()
    s.parameters.num_workers, s.parameters.max_time_in_seconds, s.parameters.relative_gap_limit = 2, limit, 0.005
    found = s.solve(m) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return (np.array([s.value(v) for v in x[: lin.arcs]]) if found else None), s.best_objective_bound / 2


def tours_of(scene: Scene, lin: Linear, cycles: np.ndarray):
    """Cycles of types as tours of vehicles: whoever of the type stands at the base and is free takes the next one."""
    case, net = scene.net.case, scene.net
    types, places = ({row.code: i for i, row in enumerate(rows)} for rows in (case.types, case.places))
    state = [[types[v.type], places[v.at], max(0, -(-v.ready // case.step))] for v in case.vehicles]
    tours = [[] for _ in state]
    for i in sorted(np.flatnonzero(cycles > 0.5), key=lambda i: lin.arc_step[i]):
        lane, t = int(lin.arc_lane[i]), int(lin.arc_step[i])
        for _ in range(int(cycles[i])):
            v = next(v for v, (k, d, free) in enumerate(state) if k == net.kind[lane] and d == net.base[lane] and free <= t)
            tours[v].append((lane, t))
            state[v][1:] = [int(net.place[lane]), t + int(net.dur[lane])]
    return tours


def row(size, seed, name, step, value, bound, wall, cpu, **more) -> dict:
    gap = None if value is None or not bound else value / bound - 1
    return {"size": size, "seed": seed, "who": name, "objective": None if value is None else round(value * step), "gap": gap, "wall_s": round(wall, 1), "cpu_s": round(cpu, 1), **more}


def timed(call):
    """The answer, the wall time, and the processor time of this process and those that it started."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    out = call()
    return out, time.perf_counter() - wall, sum(os.times()[:4]) - cpu


def bench(size: str, seed: int, peers: list[str], limit: float, workers: int):
    case = in_order(read_case(make_case(size, seed)))
    plan, wall, cpu = timed(lambda: lift(case, workers=workers))
    step, bound = case.step, plan.bound / case.step
    found = check(case, plan)
    closed = (plan.greedy - plan.objective) / max(1e-9, plan.greedy - plan.bound)
    yield row(
        size, seed, f"ours ({plan.bound_kind})", step, plan.objective / step, bound, wall, cpu, first_pass_gap=plan.first_pass / plan.bound - 1, left=plan.people_left,
        violations=len(found), greedy_gap_closed=round(closed, 3), rule_price=plan.rule_price / plan.bound, cost=round(plan.cost),
    )
    scene = set_scene(case)
    if "greedy" in peers:
        tours, wall, cpu = timed(lambda: dispatch(scene.net, scene.stands, scene.room))
        yield row(size, seed, "greedy dispatch", step, score(scene, tours), bound, wall, cpu)
    for name, run in (("highs", run_highs), ("cpsat", run_cpsat)):
        if name in peers:
            lin = build_linear(scene.net, scene.groups)
            try:
                (cycles, own), wall, cpu = timed(lambda run=run, lin=lin: run(lin, limit))
            except ImportError:
                print(f"{name}: not installed", file=sys.stderr)
                continue
            value = None if cycles is None else score(scene, tours_of(scene, lin, cycles))
            yield row(size, seed, {"highs": "HiGHS, whole programme", "cpsat": "CP-SAT, whole programme"}[name], step, value, bound, wall, cpu, own_bound=round(float(own) * step) if np.isfinite(own) else None)
    yield again(case, plan, size, seed)


def again(case, plan: Plan, size, seed) -> dict:
    """One vehicle lost after twelve hours."""
    busy = max(case.vehicles, key=lambda v: sum(len(t.units) for t in plan.trips if t.vehicle == v.code and t.start >= 720))
    (now, new), wall, cpu = timed(lambda: replan(case, plan, Change(720, lost=(busy.code,))))
    return row(size, seed, "ours, planned again after a lost vehicle", case.step, new.objective / case.step, new.bound / case.step, wall, cpu, violations=len(check(now, new)))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("--sizes", nargs="+", default=["S", "M", "L"], choices=sorted(SIZES))
    p.add_argument("--seeds", nargs="+", type=int, default=[1])
    p.add_argument("--peers", nargs="*", default=["greedy", "highs", "cpsat"])
    p.add_argument("--limit", type=float, default=60.0, help="seconds for each peer")
    p.add_argument("--workers", type=int, default=2)
    p.add_argument("--json", action="store_true")
    args = p.parse_args()
    print(f"# {VERSION}, {libraries()}, {platform.machine()} x {os.cpu_count()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}", flush=True)
    for size in args.sizes:
        for seed in args.seeds:
            for r in bench(size, seed, args.peers, args.limit, args.workers):
                r = {**r, "load": round(os.getloadavg()[0], 1)}
                print(json.dumps(r) if args.json else line(r), flush=True)


def libraries() -> str:
    out = []
    for name in ("highspy", "numpy", "ortools"):
        try:
            out.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            out.append(f"{name} absent")
    return ", ".join(out)


def line(r: dict) -> str:
    gap = "no plan" if r["gap"] is None else f"{r['gap']:.2%}"
    more = {k: (f"{v:.2%}" if k in ("first_pass_gap", "rule_price") else v) for k, v in r.items() if k not in ("size", "seed", "who", "objective", "gap", "wall_s", "cpu_s")}
    return f"{r['size']} seed {r['seed']:<2} {r['who']:<44} {r['objective'] or '-':>13} gap {gap:>8} wall {r['wall_s']:>6} s cpu {r['cpu_s']:>6} s  {more}"


if __name__ == "__main__":
    main()
