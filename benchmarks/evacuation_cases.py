"""Generated evacuations for the benchmark: points with families, six types of vehicle, four places of safety, 72 hours."""

from __future__ import annotations

import numpy as np

SIZES = {"S": (500, 5, 10), "M": (5_000, 10, 40), "L": (50_000, 20, 100), "XL": (200_000, 40, 300)}
STEP = 30
STEPS = 144
TYPES = [
    # code, mode, seats, wheelchairs, stretchers, cost an hour, speed, load, unload, mobilised at step, share, serves every point with this chance
    ("coach", "road", 50, 1, 0, 2.0, 50, 30, 30, 0, 0.45, 1.0),
    ("minibus", "road", 16, 1, 0, 1.0, 60, 30, 30, 0, 0.25, 1.0),
    ("ambulance", "road", 6, 4, 2, 1.8, 64, 30, 30, 0, 0.10, 1.0),
    ("helicopter", "heli", 18, 2, 2, 24.0, 220, 30, 30, 4, 0.05, 0.6),
    ("aircraft", "air", 140, 6, 2, 60.0, 520, 60, 60, 8, 0.10, 0.25),
    ("ship", "sea", 400, 20, 10, 30.0, 30, 120, 90, 12, 0.05, 0.25),
]
PLACES = [("harbour-east", (230, 60), ("road",)), ("stadium-north", (210, 190), ("road",)), ("airport", (320, 100), ("heli", "air")), ("island", (-30, 120), ("sea",))]
CLASSES = [("T1", 5.0), ("T2", 4.0), ("T3", 2.5), ("T4", 1.0)]


def make_case(size: str | tuple[int, int, int], seed: int, *, restricted: float = 0.05, late: float = 0.0) -> dict:
    """
    A case of (people, points, vehicles) as JSON values.

    ``restricted`` of the families may go to some places only or by some modes only; ``late`` of them come ready during
    the first day. Roads of a fifth of the points are closed for 20 hours, helicopters do not fly at night, the port is
    shut for half a day.
    """
    people, points, vehicles = SIZES[size] if isinstance(size, str) else size
    g = np.random.default_rng(seed)
    spot = g.uniform(0, 200, (points, 2))
    case: dict = {
        "horizon_minutes": STEP * STEPS,
        "step_minutes": STEP,
        "policy": {"classes": [{"code": c, "weight": w} for c, w in CLASSES], "seed": seed, "left_charge_minutes": 1440},
        "points": [{"code": f"point-{a:03d}", "berths": (8 if a < points // 3 else 5) * max(1, vehicles // 100)} for a in range(points)],
        "places": [{"code": code, "country": "here" if modes == ("road",) else "abroad"} for code, _, modes in PLACES],
    }
    case["types"] = [
        {
            "code": t[0], "mode": t[1], "seats": t[2], "wheelchairs": t[3], "stretchers": t[4], "cost_per_hour": t[5], "speed_kmh": t[6], "load_minutes": t[7], "unload_minutes": t[8],
        }
        for t in TYPES
    ]
    case["routes"] = make_routes(g, points, spot)
    case["vehicles"] = make_fleet(vehicles)
    case["units"] = make_units(g, people, points, restricted, late)
    return case


def make_routes(g, points: int, spot) -> list[dict]:
    night = [[60 * h, 60 * (h + 10)] for h in range(-4, 96, 24)]
    out = []
    cut = {int(a): int(g.integers(10, 60)) * STEP for a in g.choice(points, max(1, points // 5), replace=False)}
    for mode, chance in (("road", 1.0), ("heli", 0.6), ("air", 0.25), ("sea", 0.25)):
        served = np.flatnonzero(g.random(points) < chance)
        served = served if len(served) else np.array([g.integers(points)])
        for a in served.tolist():
            for code, at, modes in PLACES:
                if mode in modes:
                    km = float(np.hypot(*(spot[a] - np.array(at)))) * (1.25 if mode == "road" else 1.0)
                    row = {"mode": mode, "point": f"point-{a:03d}", "place": code, "km": round(km, 1), "risk": round(float(g.uniform(0, 0.2)), 3)}
                    if mode == "road" and a in cut:
                        row["closed"] = [[cut[a], cut[a] + 1200]]
                    if mode == "heli":
                        row["closed"] = night
                    if mode == "sea":
                        row["closed"] = [[1440, 2160]]
                    out.append(row)
    return out


def make_fleet(vehicles: int) -> list[dict]:
    out = []
    for code, mode, *_, first, share, _chance in TYPES:
        bases = [place for place, _, modes in PLACES if mode in modes]
        n = max(1, round(share * vehicles))
        for i, base in enumerate(bases):
            here = n // len(bases) + (i < n % len(bases))
            if here:
                out.append({"type": code, "at": base, "count": here, "from": first * STEP})
    return out


def make_units(g, people: int, points: int, restricted: float, late: float) -> list[dict]:
    share = g.lognormal(0, 0.6, points)
    here = np.floor(people * share / share.sum()).astype(int)
    here[0] += people - here.sum()
    everywhere = [code for code, _, _ in PLACES]
    out = []
    for a, left in enumerate(here.tolist()):
        while left > 0:
            size = int(min(left, g.choice(np.arange(1, 9), p=[0.3, 0.2, 0.15, 0.14, 0.1, 0.06, 0.03, 0.02])))
            left -= size
            z = g.random(5)
            chair = z[0] < 0.025
            kind = "T1" if chair or z[1] < 0.03 else "T2" if z[1] < 0.12 else "T3" if size > 2 and z[2] < 0.7 else "T4"
            unit = {"code": f"u{len(out):06d}", "point": f"point-{a:03d}", "class": kind, "size": size, "ready": -int(g.integers(0, 5)) * 1440, "destinations": everywhere}
            if chair:
                unit["wheelchairs"] = 1
            elif z[1] < 0.004:
                unit["stretchers"] = 1
            if z[3] < restricted:
                if z[3] < restricted / 2:
                    unit["destinations"] = everywhere[:2]
                else:
                    unit["fit"] = {"road": None, "sea": None}
            if z[4] < late:
                unit["ready"] = int(g.integers(1, 1440))
            out.append(unit)
    return out
