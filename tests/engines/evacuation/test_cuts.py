"""Rows for whole vehicles take nothing from a plan of whole vehicles, and the price in the order of rank is the rule's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from safeconduct.engines.evacuation import solve
from safeconduct.engines.evacuation.board import settle, stands
from safeconduct.engines.evacuation.case import read_case
from safeconduct.engines.evacuation.cuts import families, find_cuts, with_rows
from safeconduct.engines.evacuation.highs import relax_cut, relax_lp, relax_mip
from safeconduct.engines.evacuation.insert import insertion_by_rank
from safeconduct.engines.evacuation.relax import build_linear
from safeconduct.engines.evacuation.solve import in_order, lift, set_scene


def middling(seed: int) -> dict:
    """Two points, three types of vehicle and some forty people, some of whom may take few ways."""
    g = np.random.default_rng(seed)
    points, places, modes = ["a", "b"], ["x", "y"], ["road", "air"]
    kinds = [
        {"code": f"t{i}", "mode": modes[i % 2], "seats": int(g.integers(3, 12)), "wheelchairs": 1, "speed_kmh": 60, "cost_per_hour": float(g.choice([1, 5, 30]))} for i in range(3)
    ]
    return {
        "horizon_minutes": 60 * 12, "step_minutes": 60, "policy": {"classes": [{"code": c, "weight": w} for c, w in (("T1", 5), ("T2", 3), ("T4", 1))], "seed": seed, "cost_tolerance": 0.1},
        "points": [{"code": p, "berths": 3} for p in points], "places": [{"code": p} for p in places], "types": kinds,
        "vehicles": [{"type": k["code"], "code": f"v{i}", "at": places[i % 2]} for i, k in enumerate(kinds)],
        "routes": [{"mode": m, "point": p, "place": q, "minutes": int(g.integers(1, 4)) * 60} for m in modes for p in points for q in places],
        "units": [
            {
                "code": f"u{i}", "point": points[int(g.integers(2))], "class": ["T1", "T2", "T4"][int(g.integers(3))], "size": int(g.integers(1, 4)), "ready": -1440 * int(g.integers(3)),
                "destinations": places if g.random() < 0.7 else [places[int(g.integers(2))]], "fit": {"road": None} if g.random() < 0.2 else {"road": None, "air": None},
            }
            for i in range(20)
        ],
    }


def whole_optima(seeds) -> tuple[int, int]:
    """Held for many prices: the best of whole vehicles is the same with the rows as without. Gives cases with rows, and bounds that rose."""
    some = higher = 0
    for seed in seeds:
        row = middling(seed)
        scene = set_scene(in_order(read_case(row)))
        if not len(scene.net.kind) or not scene.groups:
            continue
        plain = build_linear(scene.net, scene.groups)
        lin = replace(plain, cost=plain.cost * np.random.default_rng(seed).uniform(0.2, 2.0, len(plain.cost)))
        free = relax_lp(lin, exact=True)
        rows = find_cuts(scene.net, lin, families(scene.net, scene.groups, lin), free.value, each=6)
        if not rows:
            continue
        best, held = (relax_mip(p, np.zeros(lin.arcs), gap=0.0, nodes=10_000) for p in (lin, with_rows(lin, rows)))
        assert held.bound == pytest.approx(best.bound, rel=1e-5, abs=1e-4), seed
        answer, _ = relax_cut(scene.net, scene.groups, lin, 4)
        assert free.bound - 1e-6 <= answer.bound <= best.bound * (1 + 1e-5) + 1e-4, seed
        some += 1
        higher += answer.bound > free.bound + 1e-6
    return some, higher


def test_the_best_of_whole_vehicles_keeps_the_rows():
    some, higher = whole_optima(range(4))
    assert some >= 3
    assert higher >= 3


@pytest.mark.slow
def test_the_best_of_whole_vehicles_keeps_the_rows_in_many_cases():
    some, higher = whole_optima(range(100, 160))
    assert some >= 30
    assert higher >= 30


def test_a_price_in_the_order_of_rank_is_what_the_rule_gives():
    """Families of one person fill every seat, so nothing is cut and the price is exact."""
    places = ["x", "y"]
    row = {
        "horizon_minutes": 1200, "step_minutes": 60,
        "policy": {"classes": [{"code": c, "weight": w} for c, w in (("T1", 5), ("T2", 3), ("T4", 1))], "seed": 3},
        "points": [{"code": "a", "berths": 9}], "places": [{"code": p} for p in places],
        "types": [
            {"code": "van", "mode": "road", "seats": 4, "wheelchairs": 1, "speed_kmh": 60}, {"code": "bus", "mode": "road", "seats": 7, "wheelchairs": 2, "speed_kmh": 60},
        ],
        "vehicles": [{"type": "van", "code": "v", "at": "x"}, {"type": "bus", "code": "b", "at": "y"}],
        "routes": [{"mode": "road", "point": "a", "place": p, "minutes": 60 * (i + 1)} for i, p in enumerate(places)],
        "units": [
            {
                "code": f"u{i}", "point": "a", "class": ["T1", "T2", "T4"][i % 3], "size": 1, "ready": -1440 * (i % 2) if i % 5 else 180,
                "destinations": places if i % 4 else ["x"], "wheelchairs": int(i % 6 == 0),
            }
            for i in range(30)
        ],
    }
    scene = set_scene(in_order(read_case(row)))
    net = scene.net
    (stand,) = stands(net, scene.ranked, [], True)
    lanes = [(i, t) for i in range(len(net.kind)) for t in np.flatnonzero(net.ok[i])]

    def call(i, t, v):
        loading = int(t + net.out[i])
        leaves = loading + int(net.load[i])
        return loading, leaves, leaves + int(net.back[i]), v, int(net.way[i])

    state = settle(net, stand, [call(i, t, 0) for i, t in lanes[::9]])
    steps, compared = np.arange(net.steps + 1), 0
    for way in range(len(net.ways[0])):
        behind, carried = insertion_by_rank(net, stand, state, way)
        change = behind - carried * (net.leave_step - steps - stand.ride[way])
        for i, t in lanes:
            one = call(i, t, 1)
            if one[4] == way and one[0] not in {c[0] for c in state.calls}:
                true = settle(net, stand, [*state.calls, one], state).value - state.value
                assert change[one[0]] == pytest.approx(true, abs=1e-6), (way, one)
                compared += 1
    assert compared > 20


def bus_and_plane(tolerance: float):
    """A hundred people and a bus for all of them; a dear plane would bring one of them an hour earlier."""
    return read_case(
        {
            "horizon_minutes": 600, "step_minutes": 60, "policy": {"classes": [{"code": "T4", "weight": 1}], "seed": 1, "cost_tolerance": tolerance},
            "points": [{"code": "a", "berths": 2}], "places": [{"code": "x"}],
            "types": [
                {"code": "bus", "mode": "road", "seats": 100, "speed_kmh": 60, "load_minutes": 60, "unload_minutes": 60, "cost_per_trip": 10},
                {"code": "plane", "mode": "air", "seats": 1, "speed_kmh": 60, "load_minutes": 60, "unload_minutes": 600, "cost_per_trip": 900},
            ],
            "vehicles": [{"type": "bus", "at": "x"}, {"type": "plane", "at": "x"}],
            "routes": [{"mode": "road", "point": "a", "place": "x", "minutes": 120}, {"mode": "air", "point": "a", "place": "x", "minutes": 60}],
            "units": [{"code": f"u{i:03d}", "point": "a", "class": "T4", "size": 1, "destinations": ["x"]} for i in range(100)],
        }
    )


def test_the_cost_pass_spends_time_only_within_the_tolerance_and_the_proven_gap(monkeypatch):
    cost = lambda tolerance: lift(bus_and_plane(tolerance), effort="quick", streams=1).cost  # noqa: E731
    assert cost(0.0) == 910
    assert cost(0.02) == 10
    monkeypatch.setattr(solve, "COST_GAP", 0.0)
    assert cost(0.02) == 910
