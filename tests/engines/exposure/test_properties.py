"""What holds for every footprint and everybody: properties on drawn cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.engines.exposure import Circle, Codes, Flags, People, band, cell, cover, expose, morton, refine

from . import shapes

SEEDS = st.integers(0, 2**32 - 1)
few = settings(max_examples=40, deadline=None, derandomize=True)


def footprint(r):
    """One to three bands of stars and circles, anywhere on earth, nested or not."""
    x, y, size = r.uniform(-180, 180), r.uniform(-85, 85), np.exp(r.uniform(-2, 2))
    out = []
    for k in range(int(r.integers(1, 4))):
        stars = [shapes.drawn([shapes.star(r, x + r.normal(0, size / 2), y, size / (k + 1), 9)]).given for _ in range(int(r.integers(0, 3)))]
        circles = [Circle(float(x), float(y), float(size * r.uniform(5, 80)))] if not stars or r.integers(2) else []
        out.append(band(str(k), stars, circles))
    return out, (x, y, size)


def crowd(r, place, n=200):
    x, y, size = place
    cells = cell(x + r.normal(0, size, n), np.clip(y + r.normal(0, size, n), -90, 90))
    accuracy = r.choice([0.0, 10.0, 5000.0, 100_000.0, np.nan], n)
    groups = {"nationality": Codes(r.integers(0, 4, n), ("ETH", "NPL", "PHL", "UTO")), "vulnerability": Flags(r.integers(0, 8, n).astype(np.uint8), ("child", "older", "ill"))}
    return People(cells, accuracy, r.uniform(0, 100, n), groups)


@few
@given(SEEDS, st.integers(1, 3000), st.sampled_from([0.0, 10.0, 3000.0]))
def test_runs_ascend_are_disjoint_and_never_wrong(seed, budget, margin):
    r = np.random.default_rng(seed)
    bands, (x, y, size) = footprint(r)
    runs = cover(bands, budget=budget, margin_m=margin)
    assert (runs.lo <= runs.hi).all() and (runs.lo[1:] > runs.hi[:-1]).all()
    assert (runs.top >= runs.band).all() and (runs.top > 0).all() and runs.lo.dtype == runs.hi.dtype == np.int64
    ends = np.concatenate([runs.lo, runs.hi, np.maximum(runs.lo - 1, 0), np.minimum(runs.hi + 1, morton.CELLS - 1)])
    cells = np.concatenate([ends, cell(x + r.normal(0, size, 300), np.clip(y + r.normal(0, size, 300), -90, 90))])
    truth = refine(bands, *morton.position(cells))
    at = np.searchsorted(runs.lo, cells, "right") - 1
    inside = (at >= 0) & (cells <= runs.hi[np.maximum(at, 0)])
    assert (truth[~inside] == 0).all()
    assert (truth[inside] >= runs.band[at[inside]]).all() and (truth[inside] <= runs.top[at[inside]]).all()


@few
@given(SEEDS)
def test_everybody_is_counted_once_and_never_surer_than_they_are(seed):
    r = np.random.default_rng(seed)
    bands, place = footprint(r)
    people = crowd(r, place)
    answer = expose(bands, people, stale_after_days=50)
    assert (answer.sure <= answer.at).all() and (answer.at <= answer.reach).all() and (answer.band > 0).all()
    assert (answer.certain == (answer.sure > 0)).all() and (np.diff(answer.who) > 0).all()
    for name, table in [("all", answer.total), ("nationality", answer.tables["nationality"])]:
        assert table.certain.sum() == answer.certain.sum() and table.possible.sum() == (~answer.certain).sum(), name
    for table in (answer.total, *answer.tables.values()):
        assert (table.low <= table.best).all() and (table.best <= table.high).all()
        assert (np.diff(table.high, axis=0) <= 0).all()
    bits = people.groups["vulnerability"].bits[answer.who]
    for i in range(3):
        assert answer.tables["vulnerability"].high[0, i] == ((bits >> i) & 1).sum()


@few
@given(SEEDS)
def test_a_blurrier_position_is_never_surer(seed):
    r = np.random.default_rng(seed)
    bands, place = footprint(r)
    people = crowd(r, place)
    accuracy = np.nan_to_num(people.accuracy_m)
    sharp, blurred = (expose(bands, People(people.cell, a)) for a in (accuracy, accuracy * 1.5 + 20))
    surely = set(sharp.who[sharp.certain].tolist())
    assert set(blurred.who[blurred.certain].tolist()) <= surely and set(sharp.who.tolist()) <= set(blurred.who.tolist())


@few
@given(SEEDS)
def test_the_answer_does_not_depend_on_the_order_of_people_or_on_the_budget(seed):
    r = np.random.default_rng(seed)
    bands, place = footprint(r)
    people = crowd(r, place)
    plain = expose(bands, people, stale_after_days=50)
    sorted_, back = people.order()
    other = expose(bands, sorted_, stale_after_days=50, budget=int(r.integers(1, 500)))
    by = np.argsort(back[other.who])
    for part in ("band", "sure", "at", "reach", "certain"):
        assert (getattr(other, part)[by] == getattr(plain, part)).all(), part
    assert (back[other.who][by] == plain.who).all()
    for name, table in plain.tables.items():
        assert (other.tables[name].certain == table.certain).all() and (other.tables[name].high == table.high).all()


@few
@given(SEEDS)
def test_a_cell_comes_back_from_its_position(seed):
    cells = np.random.default_rng(seed).integers(0, morton.CELLS, 500)
    assert (cell(*morton.position(cells)) == cells).all()


def test_the_cell_of_one_position_is_that_of_the_arrays():
    r = np.random.default_rng(11)
    lon, lat = r.uniform(-400, 400, 5000), r.uniform(-90, 90, 5000)
    lon[:6], lat[:6] = (-180, 180, 0, 179.9999999999, -540, 540), (-90, 90, 0, 0, 90, -90)
    assert morton.cell(lon, lat).tolist() == [morton.cell_of(x, y) for x, y in zip(lon, lat, strict=True)]
    for bad in ((float("nan"), 0), (0, 91), (float("inf"), 0)):
        with pytest.raises(ValueError):
            morton.cell_of(*bad)
