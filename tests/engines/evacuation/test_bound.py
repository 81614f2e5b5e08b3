"""The bound holds whatever columns the solver saw."""

from __future__ import annotations

import numpy as np

from safeconduct.engines.evacuation.case import read_case
from safeconduct.engines.evacuation.highs import relax_lp
from safeconduct.engines.evacuation.relax import build_linear
from safeconduct.engines.evacuation.solve import in_order, set_scene
from tests.engines.evacuation.tiny import tiny


def test_a_bound_from_part_of_the_columns_is_never_above_that_from_all():
    lower = 0
    for seed in range(60):
        scene = set_scene(in_order(read_case(tiny(seed))))
        if not len(scene.net.kind) or not scene.groups:
            continue
        lin = build_linear(scene.net, scene.groups)
        whole = relax_lp(lin, exact=True)
        keep = np.ones(len(lin.cost), bool)
        riders = slice(len(keep) - lin.groups - len(lin.rider[0]), len(keep) - lin.groups)
        keep[riders] = np.random.default_rng(seed).random(len(lin.rider[0])) < 0.5
        part = relax_lp(lin, exact=True, keep=keep)
        assert part.bound <= whole.bound + 1e-6, seed
        assert abs(whole.bound - float(lin.cost @ whole.value)) <= 1e-6 * max(1.0, whole.bound), seed
        lower += part.bound < whole.bound - 1e-6
    assert lower > 5
