"""
Evacuations of other shapes than the benchmark's: gap, wall time and violations of each.

    python benchmarks/evacuation_shapes.py [--only NAME ...] [--workers 2] [--list]
"""

from __future__ import annotations

import argparse

import numpy as np
from evacuation import timed
from evacuation_cases import make_case

from safeconduct.engines.evacuation.case import read_case
from safeconduct.engines.evacuation.check import check
from safeconduct.engines.evacuation.solve import lift


def fleet(row: dict, **counts: int) -> dict:
    """Only these types, so many of each, where the first of that type stood."""
    at = {v["type"]: (v["at"], v["from"]) for v in row["vehicles"]}
    return {**row, "vehicles": [{"type": k, "code": k, "at": at[k][0], "from": at[k][1], "count": n} for k, n in counts.items()]}


def each(row: dict, **fields) -> dict:
    return {**row, "units": [{**u, **fields} for u in row["units"]]}


def sea_everywhere(row: dict) -> dict:
    known = {(r["mode"], r["point"]) for r in row["routes"]}
    more = [{"mode": "sea", "point": p["code"], "place": "island", "km": 60.0 + 10 * i} for i, p in enumerate(row["points"]) if ("sea", p["code"]) not in known]
    return {**row, "routes": [*row["routes"], *more]}


def received(row: dict, share: float) -> dict:
    """Each place receives a share of all people by the first, second and third day."""
    people = sum(u["size"] for u in row["units"])
    return {**row, "places": [{**p, "reception": [[0, int(people * share / 3)], [1440, int(people * share * 2 / 3)], [2880, int(people * share)]]} for p in row["places"]]}


def types(row: dict, **fields) -> dict:
    return {**row, "types": [{**t, **fields} for t in row["types"]]}


def policy(row: dict, **fields) -> dict:
    return {**row, "policy": {**row["policy"], **fields}}


def same(row: dict, people: int) -> dict:
    unit = {"point": row["points"][0]["code"], "class": "T4", "size": 1, "destinations": [p["code"] for p in row["places"]]}
    return {**row, "units": [{"code": f"u{i:07d}", **unit} for i in range(people)]}


def roomy(row: dict, berths: int) -> dict:
    return {**row, "points": [{**p, "berths": berths} for p in row["points"]]}


def large_families(row: dict) -> dict:
    g = np.random.default_rng(3)
    return {**row, "units": [{**u, "size": int(g.integers(5, 16))} for u in row["units"] if g.random() < 0.3]}


def two_lists(row: dict) -> dict:
    """Half of the families may go to one place only, the other half to another one only."""
    g = np.random.default_rng(4)
    return {**row, "units": [{**u, "destinations": [["harbour-east"], ["stadium-north"]][int(g.random() < 0.5)]} for u in row["units"]]}


SHAPES = {
    "one hub, 400 vehicles, 20,000": lambda: roomy(make_case((20_000, 1, 400), 1), 60),
    "all in wheelchairs, 1,500": lambda: each(make_case((1_500, 8, 60), 2), wheelchairs=1, stretchers=0, **{"class": "T1"}),
    "all destinations forbidden": lambda: each(make_case("M", 1), destinations=[]),
    "windows that never open": lambda: {**(row := make_case("M", 1)), "routes": [{**r, "open": [[90_000, 90_001]]} for r in row["routes"]]},
    "ships only, 8,000": lambda: fleet(sea_everywhere(make_case((8_000, 6, 20), 3)), ship=5),
    "one point, one coach, 1,500": lambda: fleet(make_case((1_500, 1, 10), 4), coach=1),
    "200 points, 10,000": lambda: make_case((10_000, 200, 150), 5),
    "all come during the first day": lambda: make_case((5_000, 10, 40), 6, late=1.0),
    "reception in three stairs": lambda: received(make_case((5_000, 10, 40), 7), 0.4),
    "a tight budget": lambda: policy(make_case((5_000, 10, 40), 8), budget=1_200),
    "crews of 12 hours": lambda: types(make_case((2_000, 8, 20), 9), duty_minutes=720, rest_minutes=480),
    "families of 5 to 15": lambda: large_families(make_case((8_000, 10, 40), 10)),
    "half of them to one place, half to the other": lambda: two_lists(make_case((5_000, 10, 40), 11)),
    "all restricted": lambda: make_case((5_000, 10, 40), 12, restricted=1.0),
    "steps of ten minutes": lambda: {**make_case((3_000, 8, 30), 13), "step_minutes": 10},
    "100,000 alike at one point": lambda: roomy(same(make_case((1_000, 1, 100), 14), 100_000), 30),
    "one class, no restriction": lambda: each(make_case((5_000, 10, 40), 15, restricted=0.0), **{"class": "T4"}),
    "few people, many vehicles": lambda: make_case((300, 12, 120), 16),
    "far too few vehicles": lambda: make_case((20_000, 15, 12), 17),
    "six days": lambda: {**make_case((6_000, 8, 15), 18), "horizon_minutes": 8_640},
}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.strip().split("\n\n")[0])
    p.add_argument("--only", nargs="*", default=list(SHAPES), choices=list(SHAPES), metavar="NAME")
    p.add_argument("--workers", type=int, default=2)
    p.add_argument("--list", action="store_true")
    args = p.parse_args()
    if args.list:
        print("\n".join(SHAPES))
        return
    print("| shape | gap of the first pass | gap | greedy's gap closed | left | violations | wall s | cpu s |\n|---|---|---|---|---|---|---|---|")
    for name in args.only:
        case = read_case(SHAPES[name]())
        plan, wall, cpu = timed(lambda case=case: lift(case, workers=args.workers))
        closed = (plan.greedy - plan.objective) / (plan.greedy - plan.bound) if plan.greedy > plan.bound * (1 + 1e-9) else 1.0
        first = plan.first_pass / plan.bound - 1 if plan.bound > 0 else 0.0
        print(f"| {name} | {first:.2%} | {plan.gap:.2%} ({plan.bound_kind}) | {closed:.0%} | {plan.people_left:,} of {plan.people:,} | {len(check(case, plan))} | {wall:.1f} | {cpu:.1f} |", flush=True)


if __name__ == "__main__":
    main()
