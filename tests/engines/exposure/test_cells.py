"""Cells: a position as one number, and back."""

import numpy as np
import pytest

from safeconduct.engines.exposure import cell, morton, position, stored


def any_cells(n, seed=1):
    return np.random.default_rng(seed).integers(0, morton.CELLS, n)


def test_a_cell_is_the_cell_of_its_own_position():
    cells = np.concatenate([any_cells(10_000), [0, morton.CELLS - 1]])
    assert (cell(*position(cells)) == cells).all()


def test_a_cell_fits_a_signed_64_bit_number():
    corners = cell([-180, 180, -180, 180], [-90, -90, 90, 90])
    assert corners.dtype == np.int64 and corners.min() == 0 and corners.max() == morton.CELLS - 1 < 2**62


def test_a_stored_position_is_at_most_two_centimetres_away():
    r = np.random.default_rng(2)
    lon, lat = r.uniform(-180, 180, 10_000), r.uniform(-90, 90, 10_000)
    x, y = stored(lon, lat)
    assert np.abs(x - lon).max() <= 180 / 2**31 * 1.000001 and np.abs(y - lat).max() <= 90 / 2**31 * 1.000001


def test_stored_positions_are_exact_fractions_and_never_on_the_antimeridian_or_a_pole():
    x, y = position(np.concatenate([any_cells(1000), [0, morton.CELLS - 1]]))
    assert ((x * 2**29 / 45) % 2 == 1).all() and ((y * 2**30 / 45) % 2 == 1).all()
    assert np.abs(x).max() < 180 and np.abs(y).max() < 90


def test_longitudes_beyond_the_antimeridian_come_back_by_whole_turns():
    assert cell(190, 10) == cell(-170, 10) and cell(-541, 10) == cell(179, 10)
    assert position(cell(180, 0))[0] > 179.9 and position(cell(-180, 0))[0] < -179.9


def test_a_square_of_the_quadtree_is_one_run_of_cells():
    r = np.random.default_rng(3)
    lo = cell(36.5625, 33.75)  # a corner of the grid at level 10
    lon, lat = r.uniform(36.5625, 36.5625 + 360 / 1024, 1000), r.uniform(33.75, 33.75 + 180 / 1024, 1000)
    inside = cell(lon, lat)
    assert (inside >= lo).all() and (inside < lo + 4 ** (31 - 10)).all()
    assert cell(36.5625 - 1e-6, 33.76) < lo or cell(36.5625 - 1e-6, 33.76) >= lo + 4 ** (31 - 10)


@pytest.mark.parametrize("lon, lat", [(0, 90.001), (0, -91), (np.nan, 0), (0, np.nan), (np.inf, 0)])
def test_an_impossible_position_is_refused(lon, lat):
    with pytest.raises(ValueError):
        cell(lon, lat)


@pytest.mark.parametrize("number", [-1, morton.CELLS])
def test_a_number_that_is_no_cell_is_refused(number):
    with pytest.raises(ValueError):
        position(number)
