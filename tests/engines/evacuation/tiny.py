"""Small random evacuations, and every plan of the smallest ones: what the engine is held against."""

from __future__ import annotations

import random
from itertools import product

from safeconduct.engines.evacuation.boarding import board, cycles
from safeconduct.engines.evacuation.solve import set_scene


def tiny(seed: int, *, largest: bool = False) -> dict:
    """A random case of at most two vehicles and nine families, with closures, crews, reception, fitness and papers."""
    r = random.Random(seed)
    points, places, modes = ["a", "b"][: r.randint(1, 2)], ["x", "y"][: r.randint(1, 2)], ["road", "air"]
    types = [
        {
            "code": f"t{i}", "mode": r.choice(modes), "seats": r.randint(2, 7), "wheelchairs": r.randint(0, 1), "speed_kmh": 60,
            "load_minutes": r.choice([0, 30, 45]), "unload_minutes": r.choice([0, 30]), "cost_per_hour": r.choice([0, 1, 5]),
        }
        for i in range(r.randint(1, 2))
    ]
    if r.random() < 0.25:
        types[0].update(duty_minutes=r.choice([240, 360]), rest_minutes=r.choice([60, 180]))
    case = {
        "horizon_minutes": 60 * r.randint(4, 7),
        "step_minutes": 60,
        "policy": {
            "classes": [{"code": "T1", "weight": 5}, {"code": "T2", "weight": 3}, {"code": "T4", "weight": 1}],
            "seed": seed, "left_charge_minutes": 720, "cost_tolerance": r.choice([0, 0.005, 0.05]),
        },
        "points": [{"code": p, "berths": r.randint(1, 3), "closed": [[60, 120]] if r.random() < 0.15 else []} for p in points],
        "places": [{"code": p, "country": p, "reception": None if r.random() < 0.6 else [[0, r.randint(0, 6)], [180, r.randint(6, 12)]]} for p in places],
        "types": types,
        "vehicles": [{"type": r.choice(types)["code"], "code": f"v{i}", "at": r.choice(places), "from": r.choice([0, 0, 60])} for i in range(r.randint(0, 2))],
        "routes": [
            {
                "mode": m, "point": p, "place": q, "minutes": r.choice([30, 60, 90, 120]), "closed": [[120, 180]] if r.random() < 0.2 else [],
                "transit": ["z"] if r.random() < 0.15 else [],
            }
            for m in modes for p in points for q in places if r.random() < 0.85
        ],
        "units": [unit(r, i, points, places, modes) for i in range(r.randint(0, 9))],
    }
    if r.random() < 0.2:
        case["policy"]["budget"] = r.choice([0, 5, 12, 20])
    return case


def unit(r: random.Random, i: int, points, places, modes) -> dict:
    row = {
        "code": f"u{i}", "point": r.choice(points), "size": r.randint(1, 4), "ready": r.choice([-3000, -1440, 0, 0, 90, 200]), "class": r.choice(["T1", "T2", "T4", "T4"]),
        "destinations": [q for q in places if r.random() < 0.8], "transit": ["z"] if r.random() < 0.7 else [],
    }
    if r.random() < 0.15:
        row["wheelchairs"] = 1
    if r.random() < 0.2:
        row["fit"] = {m: ({"until": r.choice([180, 300])} if r.random() < 0.4 else None) for m in modes if r.random() < 0.7}
    return row


MOST_PLANS = 20_000


def best_by_brute_force(case) -> float | None:
    """
    The least objective of all plans, in weight x person x minute, by trying every tour of every vehicle; None where
    there are too many. Boarding follows the rule, so a set of tours is one plan.
    """
    scene = set_scene(case)
    net = scene.net
    tours = [all_tours(net, v) for v in range(len(case.vehicles))]
    count = 1
    for rows in tours:
        count *= len(rows)
    if count > MOST_PLANS:
        return None
    least = None
    for plan in product(*tours):
        if not allowed(net, plan):
            continue
        value = board(net, scene.ranked, cycles(net, list(plan))).objective * case.step
        least = value if least is None else min(least, value)
    return least


def all_tours(net, v: int) -> list[list[tuple[int, int]]]:
    case, vehicle = net.case, net.case.vehicles[v]
    kind = next(k for k in case.types if k.code == vehicle.type)
    number = {t.code: i for i, t in enumerate(case.types)}[vehicle.type]
    at = {p.code: i for i, p in enumerate(case.places)}[vehicle.at]
    out: list[list[tuple[int, int]]] = []

    def go(place, free, tour, duty, rested):
        if len(out) > MOST_PLANS:
            return
        out.append(list(tour))
        for lane in range(len(net.kind)):
            if net.kind[lane] != number or net.base[lane] != place:
                continue
            for t in range(free, net.steps + 1):
                if not net.ok[lane, t]:
                    continue
                end, since = t + int(net.dur[lane]), duty
                if kind.duty is not None:
                    if since is None or (t - rested) * case.step >= kind.rest:
                        since = t
                    if (end - since) * case.step > kind.duty:
                        continue
                tour.append((lane, t))
                go(int(net.place[lane]), end, tour, since, end)
                tour.pop()

    go(at, max(0, -(-vehicle.ready // case.step)), [], None, 0)
    return out


def allowed(net, plan) -> bool:
    """Berths and budget hold."""
    case, used, cost = net.case, {}, 0.0
    for tour in plan:
        for lane, t in tour:
            cost += float(net.cost[lane])
            for s in range(t + int(net.out[lane]), t + int(net.out[lane] + net.load[lane])):
                key = int(net.point[lane]), s
                used[key] = used.get(key, 0) + case.types[int(net.kind[lane])].berths
    budget = case.policy.budget
    return all(n <= case.points[a].berths for (a, _), n in used.items()) and (budget is None or cost <= budget + 1e-9)
