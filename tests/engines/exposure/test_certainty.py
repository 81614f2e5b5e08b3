"""Certain and possible: accuracy circles, old positions, circles of a hazard, against distances measured another way."""

import numpy as np
import pytest
import shapely
from shapely.geometry import box

from safeconduct.engines.exposure import Circle, People, band, cell, expose, morton, sphere, stored

from . import shapes


def around(r, x, y, spread, n):
    """Cells of n positions round (x, y) degrees."""
    return cell(x + r.normal(0, spread, n), np.clip(y + r.normal(0, spread / 2, n), -90, 90))


def metres_to_border(ring, x, y):
    """The distance from each position to a ring of degrees, by the geodesic to points every 50 m or less along it."""
    fine = np.concatenate([np.linspace(a, b, 1 + int(np.ceil(np.abs(b - a).max() * 111_320 / 50))) for a, b in zip(ring[:-1], ring[1:], strict=True)])
    return np.array([sphere.distance_m(px, py, fine[:, 0], fine[:, 1]).min() for px, py in zip(x, y, strict=True)])


@pytest.mark.parametrize("x, y", [(37.0, 37.5), (180.0, -17.0), (-179.95, 64.0), (12.0, 84.0)])
def test_an_accuracy_circle_is_inside_or_touches_as_its_distance_from_the_border_says(x, y):
    r = np.random.default_rng(5)
    shape = shapes.drawn([shapes.star(r, x, y, 0.3, 12)])
    cells = around(r, x, y, 0.2, 60)
    accuracy = np.exp(r.uniform(np.log(100), np.log(20_000), 60))
    answer = expose([band("wet", [shape.given])], People(cells, accuracy))

    lon, lat = morton.position(cells)
    lon = lon + 360 * np.round((x - lon) / 360)
    inside = shapely.covers(shape.truth, shapely.points(lon, lat))
    away = metres_to_border(shapely.get_coordinates(shape.truth), lon, lat)
    clear = np.abs(away - accuracy) > 5
    certain, possible = np.zeros(60, bool), np.zeros(60, bool)
    certain[answer.who[answer.certain]], possible[answer.who[~answer.certain]] = True, True
    assert (certain == (inside & (away >= accuracy)))[clear].all()
    assert (possible == (away < accuracy))[clear].all()
    assert 3 < certain.sum() < 57 and possible.sum() > 3 and clear.sum() > 50


@pytest.mark.parametrize("x, y, km", [(37, 37, 80), (179.9, -17, 300), (-180, 70, 500), (40, 89.9, 300), (10, -90, 1000), (0, 0, 0.05), (25, 10, 6000)])
@pytest.mark.parametrize("budget", [0, 60])
def test_a_circle_holds_exactly_those_within_its_radius(x, y, km, budget):
    r = np.random.default_rng(6)
    bearing, away = r.uniform(0, 2 * np.pi, 400), km * np.sqrt(r.uniform(0, 1.6, 400))
    middle = np.array([np.cos(np.radians(y)) * np.cos(np.radians(x)), np.cos(np.radians(y)) * np.sin(np.radians(x)), np.sin(np.radians(y))])
    east = np.cross([0, 0, 1.0], middle) if abs(y) < 90 else np.array([1.0, 0, 0])
    east /= np.linalg.norm(east)
    way = np.outer(np.cos(bearing), np.cross(middle, east)) + np.outer(np.sin(bearing), east)
    turn = (away / 6371.0)[:, None]
    space = middle * np.cos(turn) + way * np.sin(turn)
    cells = cell(np.degrees(np.arctan2(space[:, 1], space[:, 0])), np.degrees(np.arcsin(np.clip(space[:, 2], -1, 1))))
    answer = expose([band("near", circles=[Circle(x, y, km)])], People(cells), budget=budget)
    metres = sphere.distance_m(x, y, *morton.position(cells))
    assert answer.who.tolist() == np.flatnonzero(metres <= km * 1000).tolist()
    assert 100 < len(answer.who) < 390


@pytest.mark.parametrize("budget", [0, 60])
def test_an_accuracy_circle_against_a_circle_is_a_sum_of_radii(budget):
    lon, lat = stored(np.full(4, 20.0), np.array([10.0, 10.5, 10.88, 10.95]))
    metres = sphere.distance_m(20, 10, lon, lat)
    edge = np.abs(100_000 - metres)
    for more, certain, possible in ((-1, [0, 1, 2], []), (1, [], [0, 1, 2, 3])):
        answer = expose([band("near", circles=[Circle(20, 10, 100)])], People(cell(lon, lat), edge + more), budget=budget)
        assert answer.who[answer.certain].tolist() == certain and answer.who[~answer.certain].tolist() == possible


def test_distance_agrees_with_the_published_example():
    """Flinders Peak to Buninyong, Geocentric Datum of Australia technical manual: 54,972.271 m on GRS 80 (WGS 84 to the millimetre here)."""
    flinders = -(37 + 57 / 60 + 3.72030 / 3600), 144 + 25 / 60 + 29.52440 / 3600
    buninyong = -(37 + 39 / 60 + 10.15610 / 3600), 143 + 55 / 60 + 35.38390 / 3600
    assert sphere.distance_m(flinders[1], flinders[0], buninyong[1], buninyong[0]) == pytest.approx(54_972.271, abs=0.001)


@pytest.mark.parametrize("lat", [0, 45, -80, 90])
def test_the_outline_of_a_circle_lies_at_its_radius(lat):
    lon, lats = sphere.ring(179, lat, 750_000.0)
    assert np.abs(sphere.distance_m(179, lat, lon, lats) - 750_000).max() < 0.01


def test_an_old_position_is_possible_and_never_certain():
    cells = cell([5.0, 5.0, 5.0, 50.0], [5.0, 5.0, 5.0, 5.0])
    answer = expose([band("wet", [box(0, 0, 10, 10)])], People(cells, age_days=np.array([30.0, 30.01, np.nan, 400.0])), stale_after_days=30)
    assert answer.who.tolist() == [0, 1, 2] and answer.certain.tolist() == [True, False, False]
    assert answer.stale.tolist() == [1, 2]
    assert (answer.total.low.item(), answer.total.best.item(), answer.total.high.item()) == (1, 3, 3)


def test_an_unknown_accuracy_is_possible_inside_and_outside_outside():
    answer = expose([band("wet", [box(0, 0, 10, 10)])], People(cell([5.0, 11.0], [5.0, 5.0]), np.array([np.nan, np.nan])))
    assert answer.who.tolist() == [0] and not answer.certain[0]


def test_the_border_that_two_neighbours_share_makes_nobody_uncertain():
    halves = [box(0, 0, 5, 10), box(5, 0, 10, 10)]
    answer = expose([band("wet", halves)], People(cell([5.001, 0.001], [5.0, 5.0]), np.array([1000.0, 1000.0])))
    assert answer.certain.tolist() == [True, False]


@pytest.mark.parametrize("shape", [box(170, -20, 190, 10), shapely.Polygon([(170, -20), (-170, -20), (-170, 10), (170, 10)])])
def test_the_cut_at_the_antimeridian_is_no_border(shape):
    answer = expose([band("wet", [shape])], People(cell([179.999, -179.999, 170.001], [0.0, 0.0, 0.0]), np.full(3, 5000.0)))
    assert answer.certain.tolist() == [True, True, False]


def test_a_border_that_runs_along_the_antimeridian_is_one():
    answer = expose([band("wet", [box(170, -20, 180, 10)])], People(cell([179.999, -179.999, 175.0], [0.0, 0.0, 0.0]), np.full(3, 5000.0)))
    assert answer.who.tolist() == [0, 1, 2] and answer.certain.tolist() == [False, False, True]


def test_the_pole_inside_a_polygon_is_no_border():
    ice = shapely.Polygon([(x, 80) for x in range(-180, 180, 20)])
    answer = expose([band("ice", [ice])], People(cell([10.0, 100.0], [89.999, 80.001]), np.full(2, 20_000.0)))
    assert answer.certain.tolist() == [True, False]


def test_a_hole_smaller_than_the_accuracy_circle_makes_it_possible():
    pond = shapely.Polygon(box(0, 0, 10, 10).exterior, [box(5, 5, 5.001, 5.001).exterior])
    answer = expose([band("dry", [pond])], People(cell([5.01, 8.0], [5.0, 8.0]), np.full(2, 3000.0)))
    assert answer.certain.tolist() == [False, True]


def test_a_person_gets_the_worst_band_also_when_bands_are_not_nested():
    bands = [band("mild", [box(0, 0, 10, 10)]), band("worst", [box(8, 8, 20, 20)])]
    answer = expose(bands, People(cell([5.0, 9.0, 15.0, 7.99], [5.0, 9.0, 15.0, 7.99]), np.array([0.0, 0.0, 0.0, 5000.0])))
    assert answer.band.tolist() == [1, 2, 2, 1] and answer.reach.tolist() == [1, 2, 2, 2] and answer.sure.tolist() == [1, 2, 2, 1]


@pytest.mark.parametrize("budget", [1, 50, 2000])
def test_certainty_does_not_depend_on_the_cover(budget):
    r = np.random.default_rng(8)
    bands = [band(str(k), [shapes.drawn([shapes.star(r, 179.8, 60, size, 30)]).given], [Circle(-179, 60, 20 / k)]) for k, size in ((1, 1.5), (2, 0.6))]
    people = People(around(r, 179.8, 60, 1.2, 3000), r.choice([0, 30, 3000, 40_000, np.nan], 3000), r.uniform(0, 60, 3000))
    plain = expose(bands, people, stale_after_days=40, budget=0)
    covered = expose(bands, people, stale_after_days=40, budget=budget)
    assert covered.digest_out == plain.digest_out and covered.digest_in == plain.digest_in and 500 < len(plain.who) < 3000
