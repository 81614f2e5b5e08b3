"""
Measure the simulation engine beside a SimPy model of the same plan.

    python benchmarks/simulation.py [--quick] [--json]

Same plan, pooled over 20 runs of 10,000 people: Kolmogorov-Smirnov distance of the times of every stage (goal .015), the same at the bottleneck with its desks 5 % slower (more than .025), peak queues and
stock-outs (3 %), speed a replication (150 times). Then: 10,000 people x 1,000 (8 s), the what-if table 20 x 200 (30 s), 100,000 x 200 (30 s), memory (1 GB), growth with the number of people.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

if __package__ in (None, ""):
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "src")]

from benchmarks.simulation_peer import Peer
from safeconduct.engines.simulation import (
    DAY,
    Assumption,
    Call,
    Case,
    Channel,
    Delay,
    Fleet,
    Leg,
    Place,
    Point,
    Route,
    Station,
    Stock,
    Warden,
    changes,
    families,
    simulate,
    what_if,
)  # fmt: skip
from safeconduct.engines.simulation.block import simulate_block
from safeconduct.engines.simulation.carry import network
from safeconduct.engines.simulation.model import NEVER

HOUR = 3600
BOTTLENECK = "registration"


def plan(people: int, uncertain: bool = False) -> Case:
    """A plan in which everybody leaves: three places, channels and wardens, call, six stations, coaches, minibuses and a bridge of aircraft; sized with the people."""
    scale = people / 10_000
    many = lambda n: max(1, round(n * scale))  # noqa: E731
    population = families(
        people, 11, sizes={1: 0.4, 2: 0.2, 3: 0.15, 4: 0.15, 5: 0.06, 6: 0.04}, groups={"medical": 0.06, "children": 0.04, "others": 0.9}, languages={"a": 0.8, "b": 0.2},
        places={"north": 0.4, "south": 0.35, "hills": 0.25}, reach={"sms": 0.7, "word": 1.0}, wardens=20, on_lists=0.5, access={"medical": 0.3},
    )  # fmt: skip
    chance = lambda name, low, best, high, origin="guess": Assumption(name, low if uncertain else best, best, high if uncertain else best, origin)  # noqa: E731
    return Case(
        name="benchmark", population=population, horizon=16 * DAY, target=7 * DAY,
        places=(Place("north", "P", Delay("lognormal", HOUR, 0.5)), Place("south", "P", Delay("lognormal", 2 * HOUR, 0.5)), Place("hills", "Q", Delay("lognormal", 3 * HOUR, 0.7))),
        points=(Point("P", 900), Point("Q", 500)),
        assumptions=(chance("take_up", 0.8, 0.95, 1.0), chance("minutes", 0.8, 1.0, 1.3), chance("way", 0.9, 1.0, 1.5), chance("papers", 0.1, 0.2, 0.4), chance("decide", 0.5, 1, 2), chance("travel", 0.7, 1, 2), chance("mobilise", 0.8, 1, 2)),
        channels=(Channel("sms", 0.7, Delay("lognormal", 1800, 1), 600, 5000, ("a",)), Channel("word", 0.9, Delay("exponential", 20 * HOUR))),
        wardens=tuple(Warden(f"w{i}", 1200, 300 / max(1, scale), 0.8, True) for i in range(20)), decide=Delay("lognormal", 12 * HOUR, 1), call=Call(HOUR, many(160), ("medical", "children")),
        prepare=Delay("lognormal", 5400, 0.5),
        stations=(Station("reception", many(6), 110, 0.5), Station("registration", many(5), 200, 1), Station("medical", many(3), 160, 1, ("medical", "children")), Station("documents", many(4), 500, 1, ("papers",)), Station("manifest", many(6), 100, 0.3), Station("boarding", many(4), 40)),
        opens=6 * HOUR, closes=22 * HOUR, stocks=(Stock("water", 15_000 * scale, 3), Stock("food", 4_000 * scale, 1), Stock("beds", many(900))),
        fleets=(Fleet("coach", many(16), 45, 0.9, 6, 12 * HOUR), Fleet("minibus", many(24), 24, 1.0, 4, 8 * HOUR, 1200, 1200), Fleet("air", many(10), 150, 0.9, 6, 20 * HOUR, 3600, 2700, 4 * HOUR)),
        legs=(Leg("P-port", 2700, ("coach",), 6 * HOUR, 22 * HOUR), Leg("Q-port", 5400, ("minibus",), 6 * HOUR, 20 * HOUR), Leg("P-border", 4 * HOUR, ("coach",), 5 * HOUR, 22 * HOUR), Leg("fly", 75 * 60, ("air",), 6 * HOUR, 23 * HOUR)),
        routes=(Route("P air", "P", ("P-port", "fly"), 0.75), Route("P land", "P", ("P-border",), 0.25), Route("Q air", "Q", ("Q-port", "fly"))),
    )  # fmt: skip


def distance(a, wa, b, wb) -> float:
    """Kolmogorov-Smirnov distance of two weighted samples."""
    when = np.concatenate([a, b])
    order = np.argsort(when, kind="stable")
    first = np.cumsum(np.concatenate([wa / wa.sum(), np.zeros(len(wb))])[order])
    second = np.cumsum(np.concatenate([np.zeros(len(wa)), wb / wb.sum()])[order])
    last = np.append(np.diff(when[order]) > 0, True)
    return float(np.abs(first - second)[last].max())


def pooled(case: Case, runs: int, seed: int):
    trace: dict = {}
    found = simulate_block(case, seed, 0, runs, trace=trace)
    return trace, found


def beside(case: Case, runs: int) -> dict:
    """The engine and SimPy on the same plan."""
    size = case.population.size.astype(float)
    trace, found = pooled(case, runs, 1)
    slow, _ = pooled(replace(case, stations=tuple(replace(s, seconds=s.seconds * 1.05) if s.key == BOTTLENECK else s for s in case.stations)), runs, 1)
    route = network(case).route.tolist()
    peers, begun = [], time.perf_counter()
    for i in range(runs):
        peer = Peer(case, 1000 + i)
        peer.run(route)
        peers.append(peer)
    seconds = (time.perf_counter() - begun) / runs

    def apart(times, stage):
        ours = times[stage] <= case.horizon
        theirs = [(t, size[f]) for p in peers for f, t in p.times[stage].items()]
        b, wb = np.array(theirs).T
        return distance(times[stage][ours].astype(float), np.broadcast_to(size, times[stage].shape)[ours], b, wb)

    stages = {name: round(apart(trace, name), 4) for name in trace}
    peaks = {}
    theirs = [p.peaks() for p in peers]
    for i, station in enumerate(case.stations):
        peaks[station.key] = [round(float(found["station point peak"][:, i].mean()), 1), round(float(np.mean([p[station.key] for p in theirs])), 1)]
    outs = {}
    theirs = [p.stock_outs() for p in peers]
    for i, stock in enumerate(case.stocks):
        ours = found["stock out"][:, i]
        both = [t[stock.key] for t in theirs if t[stock.key] is not None]
        outs[stock.key] = [round(float(ours[ours < NEVER].mean())) if (ours < NEVER).any() else None, round(float(np.mean(both))) if both else None]
    return {"simpy_seconds": seconds, "distance": stages, "slower_distance": round(apart(slow, BOTTLENECK), 4), "peaks": peaks, "stock_outs": outs}


def timed(work):
    begun = time.perf_counter()
    out = work()
    return time.perf_counter() - begun, out


def main() -> int:
    ask = argparse.ArgumentParser(description="Measure the simulation engine.")
    ask.add_argument("--quick", action="store_true", help="few runs, few people: whether it runs, not how well")
    ask.add_argument("--json", action="store_true")
    wish = ask.parse_args()
    cores = min(2, os.cpu_count() or 1)
    few, runs, table_runs, crowd, crowd_runs = (4, 60, 10, 20_000, 10) if wish.quick else (20, 1000, 200, 100_000, 200)
    out: dict = {"cores": cores}
    simulate(plan(500), 4, 1)
    case = plan(10_000, uncertain=True)
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(abs, range(cores)))
        out["seconds_10000"], answer = timed(lambda: simulate(case, runs, 1, executor=pool))
        out["runs"] = runs
        out["digest"] = answer.digest
        if importlib.util.find_spec("simpy"):
            out |= beside(plan(10_000), few)
            out["faster"] = round(out["simpy_seconds"] / (out["seconds_10000"] / runs), 1)
        else:
            out["simpy"] = "not installed: the peer is left out"
        wanted = changes(case)
        out["what_if_seconds"], _ = timed(lambda: what_if(case, wanted, table_runs, 1, executor=pool))
        out["what_if"] = [len(wanted), table_runs]
        out["seconds_crowd"], _ = timed(lambda: simulate(plan(crowd, True), crowd_runs, 1, executor=pool))
        out["crowd"] = [crowd, crowd_runs]
        sizes = (5_000, 20_000) if wish.quick else (10_000, 100_000)
        a, b = (timed(lambda n=n: simulate(plan(n, True), 20, 1, executor=pool))[0] for n in sizes)
        n_log_n = sizes[1] * np.log(sizes[1]) / (sizes[0] * np.log(sizes[0]))
        out["growth"] = {"people": sizes, "seconds": [a, b], "times": b / a, "n_log_n": n_log_n}
    out["memory_mb"] = [resource.getrusage(w).ru_maxrss // 1024 for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    if wish.json:
        print(json.dumps(out))
        return 0
    print(f"10,000 people x {runs} runs on {cores} cores: {out['seconds_10000']:.1f} s (goal 8 s for 1,000)")
    if "faster" in out:
        print(f"SimPy, one core: {out['simpy_seconds'] * 1000:.0f} ms a run; {out['faster']} times faster a replication (goal 150)")
        print(f"KS distance over {few} runs: " + ", ".join(f"{k} {v}" for k, v in out["distance"].items()) + " (goal .015)")
        print(f"the same at {BOTTLENECK} with its desks 5 % slower: {out['slower_distance']} (must be above .025)")
        print("peak queue, engine and SimPy: " + ", ".join(f"{k} {a:g} {b:g}" for k, (a, b) in out["peaks"].items()))
        print("stock used up after seconds, engine and SimPy: " + ", ".join(f"{k} {a} {b}" for k, (a, b) in out["stock_outs"].items()))
    else:
        print(out["simpy"])
    print(f"what-if, {len(wanted)} changes x {table_runs}: {out['what_if_seconds']:.1f} s (goal 30 s); {crowd:,} people x {crowd_runs}: {out['seconds_crowd']:.1f} s (goal 30 s)")
    print(f"{sizes[1] / sizes[0]:g} times the people: {out['growth']['times']:.1f} times the time (n log n: {n_log_n:.1f}); memory {out['memory_mb'][0]} MB, largest worker {out['memory_mb'][1]} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
