"""The basemap is what a browser and a server can draw; geo.py draws it."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from safeconduct.web import geo
from safeconduct.web.geo import View, border_paths, cells, country_paths, land_paths, project, shape_path

MAPS = {"basemap": (241, 170_000), "basemap-small": (177, 30_000)}
HAITI = (-75.0, 17.8, -71.6, 19.2)


def features(name):
    return json.loads((geo.DATA / f"{name}.json").read_text(encoding="utf-8"))["features"]


@pytest.mark.parametrize("name", MAPS)
def test_the_basemap_is_whole_and_under_its_byte_budget(name):
    count, budget = MAPS[name]
    rows = features(name)
    assert len(rows) == count
    assert len(gzip.compress((geo.DATA / f"{name}.json").read_bytes(), 9)) <= budget
    assert [f["id"] for f in rows if f["properties"]["iso3"] is None] == [c for c in ("XAC", "XIO", "XKX", "XNC", "XSG", "XSL") if c in {f["id"] for f in rows}]
    assert len({f["id"] for f in rows}) == count
    assert all(f["properties"]["code"] == f["id"] and re.fullmatch("[A-Z]{3}", f["id"]) and f["properties"]["name"] for f in rows)


@pytest.mark.parametrize("name", MAPS)
def test_no_feature_crosses_the_antimeridian_and_each_is_valid(name):
    for feature in features(name):
        geometry = shape(feature["geometry"])
        assert geometry.is_valid, feature["id"]
        for part in getattr(geometry, "geoms", [geometry]):
            for ring in (part.exterior, *part.interiors):
                points = np.asarray(ring.coords)
                assert abs(points[:, 0]).max() <= 180
                jumps = (abs(np.diff(points[:, 0])) > 180) & (points[1:, 1] > -89.9)
                assert not jumps.any(), feature["id"]


def test_places_lie_in_their_countries():
    world = {f["id"]: shape(f["geometry"]) for f in features("basemap")}
    for code, lon, lat in [
        ("HTI", -72.2, 18.6),
        ("MDV", 73.1, 1.9),
        ("ATA", 0, -85),
        ("RUS", -175, 66.5),
        ("FJI", 178, -17.8),
        ("XKX", 20.9, 42.6),
        ("SDN", 30, 15),
    ]:
        assert world[code].distance(shapely.Point(lon, lat)) < (1.5 if code == "MDV" else 0.01), code


def test_neighbours_share_one_border():
    world = {f["id"]: shape(f["geometry"]) for f in features("basemap")}
    for one, other in [("HTI", "DOM"), ("FRA", "DEU"), ("POL", "UKR"), ("ETH", "SDN"), ("XKX", "SRB")]:
        assert world[one].boundary.intersection(world[other].boundary).length > 1
        assert world[one].intersection(world[other]).area < 0.001


def test_the_provenance_gives_the_checksum_of_what_is_there():
    text = (geo.DATA / "PROVENANCE.md").read_text(encoding="utf-8")
    for name in MAPS:
        assert hashlib.sha256((geo.DATA / f"{name}.json").read_bytes()).hexdigest() in text


def test_a_view_shows_its_box_in_the_middle_and_keeps_the_scale():
    view = View.of(HAITI, 640, 359)
    x, y = view.project([-75.0, -71.6], [18.5, 18.5])
    assert x == pytest.approx([0, 640], abs=1e-6) and y == pytest.approx([179.5, 179.5])
    assert view.across / view.down == pytest.approx(np.cos(np.radians(18.5)))
    assert project(HAITI, -73.3, 18.5, 640, 359) == pytest.approx((320, 179.5))
    with pytest.raises(ValueError):
        View.of((10, 20, 30, 10))


def test_land_is_drawn_a_little_beyond_the_picture_and_no_further():
    for path in land_paths(HAITI, 640, 359) + border_paths(HAITI, 640, 359):
        numbers = np.array([int(n) for n in re.findall(r"-?\d+", path)]).reshape(-1, 2)
        assert numbers.min() >= -geo.MARGIN - 1
        assert numbers[:, 0].max() <= 640 + geo.MARGIN + 1 and numbers[:, 1].max() <= 359 + geo.MARGIN + 1
    assert [code for code, _ in country_paths(HAITI, 640, 359)] == ["DOM", "HTI"]
    assert len(border_paths(HAITI, 640, 359)) == 1


def test_a_picture_across_the_antimeridian_has_no_line_through_it():
    view = View.of((170, -25, -170, -10), 400, 300)
    fiji = dict(country_paths(view))["FJI"]
    for line in fiji.split("Z"):
        across = [int(a) for a, _ in re.findall(r"(-?\d+) (-?\d+)", line)]
        assert not across or max(across) - min(across) < 60
    assert view.project(-179, -17)[0] - view.project(179, -17)[0] == pytest.approx(2 * view.across)


def test_a_hazard_is_drawn_from_geojson_and_outside_the_picture_is_nothing():
    square = {"type": "Polygon", "coordinates": [[[-73, 18], [-72, 18], [-72, 19], [-73, 19], [-73, 18]]]}
    assert re.fullmatch(r"M\d+ \d+(L\d+ \d+){3}Z", shape_path(View.of(HAITI), square))
    assert shape_path(View.of((0, 0, 1, 1)), square) == ""


def test_a_contour_that_leaves_the_picture_is_filled_as_an_area():
    view = View.of(HAITI, 640, 359)
    ring = [[-74, 17], [-70, 17], [-70, 19], [-74, 19], [-74, 17]]
    line = {"type": "MultiLineString", "coordinates": [ring, [[-73, 18], [-72, 18.5]]]}
    area = {"type": "Polygon", "coordinates": [ring]}
    assert shape_path(view, line, contour=True) == shape_path(view, area) != ""
    assert "Z" not in shape_path(view, line)


def test_cells_count_every_point_once_in_its_nearest_hexagon():
    random = np.random.default_rng(1)
    lon, lat = random.normal(-73, 0.6, 5000), random.normal(18.4, 0.2, 5000)
    lon[:7] = np.nan
    view = View.of(HAITI, 640, 359)
    found = cells(view, lon, lat, size=19, least=1)
    assert found.too_few == 0 and sum(c.count for c in found.drawn) + found.outside == 5000 and found.outside >= 7
    x, y = view.project(lon, lat)
    inside = found.of >= 0
    middles = np.array([(c.x, c.y) for c in found.drawn])
    away = np.hypot(x[inside, None] - middles[:, 0], y[inside, None] - middles[:, 1])
    assert (away[np.arange(len(away)), found.of[inside]] <= away.min(axis=1) + 0.2).all()
    assert [c.count for c in found.drawn] == list(np.bincount(found.of[inside]))


def test_a_cell_of_few_people_is_not_drawn():
    found = cells(HAITI, [-73.0] * 12 + [-74.2] * 9, [18.4] * 12 + [18.2] * 9)
    assert [c.count for c in found.drawn] == [12]
    assert found.too_few == 9 and (found.of[12:] == -1).all()
    assert cells(HAITI, [], []).drawn == ()


def test_the_map_room_needs_no_django():
    assert "django" not in Path(geo.__file__).read_text().replace("no Django", "")
