"""Real crises, read from their folders, are forecast better than by repeating the last counts, also with files missing."""

import shutil
import time

import numpy as np
import pytest
from benchmarks.flows import Flow, flows
from benchmarks.forecast import score

from safeconduct.engines.forecast.movement import walk
from safeconduct.engines.forecast.tuned import TUNED
from tests.shared import DATA, needs_shared

FLOWS = DATA / "flows"


@needs_shared
@pytest.mark.parametrize("name", ["burundi2015", "mali2012", "ukraine2022", "venezuela2022"])
def test_a_month_ahead_it_is_nearer_than_the_last_counts_and_the_last_shares(name):
    found = score(Flow(FLOWS / name), "strict", 30, TUNED, step=20)
    for kind in ("level", "share"):
        assert found[kind]["safeconduct"] < 0.97 * found[kind]["persistence"]


@needs_shared
@pytest.mark.parametrize("name", ["mali2017_adm1", "nigeria2016", "nigeria2022_adm2"])
def test_where_little_moves_it_is_hardly_worse(name):
    found = score(Flow(FLOWS / name), "strict", 30, TUNED, step=60)["level"]
    assert found["safeconduct"] <= max(1.05 * found["persistence"], found["persistence"] + 0.01)


@needs_shared
def test_a_folder_with_most_files_missing_is_still_scored(tmp_path):
    folder = tmp_path / "mali2012"
    folder.mkdir()
    shutil.copy(FLOWS / "mali2012" / "camp_observations.csv", folder)
    (flow,) = flows(tmp_path)
    assert len(flow.case.destinations) == 7 and not flow.case.routes
    assert score(flow, "strict", 30, TUNED, step=60)["origins"] > 3


@needs_shared
def test_a_year_of_movement_takes_a_fraction_of_a_second():
    flow = Flow(FLOWS / "mali2012")
    began = time.process_time()
    for _ in walk(flow.case, np.full(flow.days, 100.0)):
        pass
    assert time.process_time() - began < 0.5
