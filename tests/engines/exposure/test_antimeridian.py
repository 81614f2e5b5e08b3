"""Polygons that cross +-180 or hold a pole, and shapes that are badly drawn."""

import antimeridian as peer
import numpy as np
import pytest
import shapely
from shapely.geometry import box

from safeconduct.engines.exposure import Circle, band, cell, morton, refine
from safeconduct.engines.exposure.antimeridian import cut, unroll

from . import shapes


def inside(shape, *places):
    return refine([band("b", [shape])], *morton.position(cell(*np.array(places, float).T))).tolist()


@pytest.mark.parametrize("seed", range(25))
def test_a_cut_polygon_is_the_same_ground_as_the_antimeridian_package_cuts(seed):
    r = np.random.default_rng(seed)
    shell = shapes.star(r, 180 + r.uniform(-3, 3), r.uniform(-60, 60), 8, 30)
    if not shapely.Polygon(shell).exterior.is_ccw:
        shell = shell[::-1]
    given = shapes.drawn([shell]).given
    ours = shapely.union_all([piece for part in unroll(given) for piece in cut(part)])
    theirs = peer.fix_polygon(given, great_circle=False)  # it rounds its cuts to seven decimals
    assert ours.is_valid and abs(ours.bounds[0]) <= 180 and ours.bounds[2] <= 180
    assert shapely.symmetric_difference(ours, theirs).area < 1e-6


def test_a_polar_polygon_is_the_same_ground_as_the_antimeridian_package_makes():
    ice = shapely.Polygon([(x, 70 + 5 * np.sin(x)) for x in range(-180, 180, 15)])
    ours = shapely.union_all([piece for part in unroll(ice) for piece in cut(part)])
    assert ours.area > 6000 and shapely.symmetric_difference(ours, peer.fix_polygon(ice, great_circle=False)).area < 1e-5


@pytest.mark.parametrize("lons", [(170, -170), (170, 190), (-190, -170), (530, 550)])
def test_a_crossing_box_is_the_same_however_its_longitudes_are_written(lons):
    west, east = lons
    shape = shapely.Polygon([(west, -20), (east, -20), (east, -10), (west, -10)])
    assert inside(shape, (175, -15), (-175, -15), (180, -15), (-180, -15), (165, -15), (-165, -15), (0, -15)) == [1, 1, 1, 1, 0, 0, 0]


def test_the_frame_of_a_world_map_is_the_world():
    assert inside(box(-180, -90, 180, 90), (0, 0), (179.9, 89), (-179.9, -89)) == [1, 1, 1]
    assert inside(box(-180, -10, 180, 10), (0, 0), (180, 9), (0, 11)) == [1, 1, 0]


def test_a_hole_across_the_antimeridian_is_a_hole_on_both_sides():
    ring = shapely.Polygon([(170, -20), (-170, -20), (-170, 20), (170, 20)], [[(178, -2), (-178, -2), (-178, 2), (178, 2)]])
    assert inside(ring, (179, 0), (-179, 0), (177, 0), (-177, 0), (180, 5)) == [0, 0, 1, 1, 1]


def test_a_ring_round_the_pole_with_a_hole_round_the_pole_is_a_belt():
    belt = shapely.Polygon([(x, 60) for x in range(-180, 180, 10)], [[(x, 75) for x in range(-75, 285, 10)]])
    assert inside(belt, (0, 70), (-75, 70), (-76, 70), (180, 61), (0, 80), (100, 89.9), (0, 50)) == [1, 1, 1, 1, 0, 0, 0]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_ring_round_the_earth_holds_the_nearer_pole(sign):
    ice = shapely.Polygon([(x, sign * 70) for x in range(-180, 180, 30)])
    assert inside(ice, (17, sign * 89.99), (-140, sign * 71), (10, sign * 69), (10, -sign * 89)) == [1, 1, 0, 0]


def test_a_ring_that_crosses_itself_is_mended_and_says_so():
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    assert band("b", [bow]).mended and not band("b", [box(0, 0, 1, 1)]).mended
    assert inside(bow, (9, 5), (1, 5), (5, 9)) == [1, 1, 0]


def test_parts_that_overlap_do_not_cancel_each_other():
    both = shapely.MultiPolygon([box(0, 0, 10, 10), box(5, 5, 15, 15)])
    assert inside(both, (7, 7), (1, 1), (14, 14), (1, 14)) == [1, 1, 1, 0]


@pytest.mark.parametrize(
    "shape",
    [shapely.Polygon(), shapely.Polygon([(0, 0), (1, 1), (2, 2)]), shapely.Polygon([(0, 0), (1, 91), (2, 0)]), shapely.Polygon([(0, 0), (1, np.inf), (2, 0)])],
)
def test_a_shape_without_ground_is_refused(shape):
    with pytest.raises(ValueError):
        band("b", [shape])


def test_a_band_without_a_shape_is_refused():
    with pytest.raises(ValueError):
        band("b")


@pytest.mark.parametrize("lon, lat, km", [(0, 91, 1), (float("nan"), 0, 1), (0, 0, -1), (0, 0, 9001), (0, 0, float("nan"))])
def test_an_impossible_circle_is_refused(lon, lat, km):
    with pytest.raises(ValueError):
        Circle(lon, lat, km)
