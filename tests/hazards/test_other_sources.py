"""GDACS, USGS, ShakeMap, GeoNet, NSW RFS and NHC: what they say in CAP's words, and shapes that are marked as estimates."""

import json
from datetime import datetime, timedelta

import pytest
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from safeconduct.hazards.readers import IGNORED, REFUSED, read_file
from safeconduct.hazards.readers.felt import felt_km
from safeconduct.hazards.readers.shakemap import with_contours
from safeconduct.hazards.rules import would_propose
from tests.hazards.samples import alert_of, read, sample
from tests.shared import DATA, needs_shared


def bands(alert):
    """{MMI: shape}, made of the polygons of an alert."""
    parts = {}
    for area in alert.areas:
        for polygon in area.polygons:
            parts.setdefault(polygon.level, []).append(Polygon(polygon.rings[0], polygon.rings[1:]))
    return {level: unary_union(shapes) for level, shapes in parts.items()}


# -- GDACS -------------------------------------------------------------------------------------------------------------------


def test_a_red_earthquake_of_gdacs_becomes_felt_circles_marked_as_an_estimate():
    alert = read("gdacs.xml")[0].alerts[0]

    assert (alert.kind, alert.infos[0].severity, alert.areas[0].estimate) == ("earthquake", "Extreme", True)
    assert [circle.level for circle in alert.areas[0].circles] == [4, 5, 6, 7]
    assert (alert.areas[0].circles[0].lon, alert.areas[0].circles[0].lat) == (179.9, -16.645)
    assert alert.areas[0].geocodes == (("ISO 3166-1 alpha-3", "FJI"),)
    assert would_propose(alert)[0]


def test_a_box_that_stands_lat_first_is_turned_only_because_its_point_proves_it():
    result = read("gdacs.xml")[1]

    assert result.alerts[0].bbox == (30.5, 16.5, 34.5, 20.5)
    assert any("the point proves it" in warning for warning in result.warnings)


def test_the_documented_order_of_the_box_is_lon_lon_lat_lat():
    assert read("gdacs.xml")[2].alerts[0].bbox == (100, 5, 120, 20)


def test_an_event_that_is_no_longer_current_proposes_nothing():
    proposes, why = would_propose(read("gdacs.xml")[2].alerts[0])

    assert not proposes
    assert "the source says that it is no longer current" in why


def test_an_event_without_number_and_level_is_refused_with_the_names_of_the_fields():
    result = read("gdacs.xml")[3]

    assert result.outcome == REFUSED
    assert "gdacs:eventid, gdacs:alertlevel missing" in result.reason


def test_gdacs_geojson_is_read_like_its_rss():
    event = {"type": "Feature", "bbox": [30, 10, 34, 14], "geometry": {"type": "Point", "coordinates": [32, 12]},
             "properties": {"eventtype": "FL", "eventid": 5, "episodeid": 1, "alertlevel": "Orange", "iscurrent": "true", "fromdate": "2026-05-01T00:00:00", "todate": "2026-05-03T00:00:00", "datemodified": "2026-05-02T00:00:00", "country": "Sudan", "iso3": "SDN", "severitydata": {"severity": 0.0, "severitytext": "Flood"}}}  # fmt: skip
    alert = read_file(json.dumps({"type": "FeatureCollection", "features": [event]}).encode())[0].alerts[0]

    assert (alert.identifier, alert.bbox, alert.area_name) == ("GDACS-FL5-1", (30, 10, 34, 14), "Sudan")
    assert would_propose(alert)[0]


# -- USGS --------------------------------------------------------------------------------------------------------------------


def test_pager_gives_the_severity_and_milliseconds_the_time():
    alert = read("quakes.json")[0].alerts[0]

    assert alert.infos[0].severity == "Severe"
    assert alert.onset == datetime.fromisoformat("2026-05-01T08:00:00+00:00")
    assert alert.expires == alert.onset + timedelta(hours=72)
    assert alert.areas[0].estimate
    assert would_propose(alert)[0]


def test_without_pager_the_magnitude_decides_and_longitude_comes_round():
    result = read("quakes.json")[1]

    assert result.alerts[0].infos[0].severity == "Extreme"
    assert result.alerts[0].areas[0].circles[0].lon == -178
    assert any("tsunami" in warning for warning in result.warnings)


def test_a_quarry_blast_is_no_hazard():
    proposes, why = would_propose(read("quakes.json")[2].alerts[0])

    assert not proposes
    assert any("quarry blast is no hazard" in one for one in why)


def test_an_earthquake_without_a_place_is_refused_by_the_name_of_the_field():
    assert "geometry.coordinates missing" in read("quakes.json")[3].reason


def test_the_felt_radius_grows_with_magnitude_and_shrinks_with_depth_and_level():
    assert felt_km(7, 10, 5) > felt_km(6, 10, 5) > felt_km(5, 10, 5) > 0
    assert felt_km(6, 10, 5) > felt_km(6, 100, 5)
    assert felt_km(7, 10, 4) > felt_km(7, 10, 6) > felt_km(7, 10, 8)
    assert felt_km(3, 10, 5) == 0


# -- ShakeMap ----------------------------------------------------------------------------------------------------------------


def test_contours_become_nested_polygons_with_holes_and_follow_the_edge_of_the_map():
    shapes = bands(alert_of("contours.json"))

    assert shapes[4].area == pytest.approx(80 - 1)  # east of the line, less the hole at (8..9, 2..3)
    assert shapes[6].area == pytest.approx(4 - 0.16)
    assert shapes[4].contains(shapes[6])
    assert not shapes[4].contains(Point(8.5, 2.5))
    assert not shapes[6].contains(Point(5, 5))  # the epicentre itself stands in a hole, and the map is not turned inside out


def test_a_single_contour_is_filled_on_the_side_of_the_epicentre():
    document = json.loads(sample("contours.json"))
    document["features"] = document["features"][:1]

    assert bands(read_file(json.dumps(document).encode())[0].alerts[0])[4].contains(Point(5, 5))


def test_a_shakemap_takes_the_place_of_the_estimate_of_its_own_earthquake_only():
    contours, quake, other = alert_of("contours.json"), read("quakes.json")[0].alerts[0], read("quakes.json")[1].alerts[0]

    joined = with_contours(quake, contours)

    assert not any(area.estimate for area in joined.areas)
    assert joined.bbox == (2, 0, 10, 10)
    assert would_propose(joined)[0]
    assert with_contours(other, contours) is None


def test_a_shakemap_names_no_time_and_proposes_nothing_by_itself():
    proposes, why = would_propose(alert_of("contours.json"))

    assert not proposes
    assert "names no moment, so nobody can say whether it still holds" in why


@needs_shared
def test_the_real_shakemap_is_nested_and_holds_its_epicentre():
    shapes = bands(read_file((DATA / "hazards" / "shakemap" / "cont_mmi.json").read_bytes())[0].alerts[0])
    levels = sorted(shapes)

    assert levels == [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8]
    assert all(shapes[level].is_valid and shapes[level].contains(Point(-110.891, 44.63)) for level in levels)
    assert all(shapes[high].difference(shapes[low]).area < 1e-6 for low, high in zip(levels, levels[1:], strict=False))


@needs_shared
def test_the_estimate_is_within_two_and_a_half_times_of_the_one_real_shakemap():
    shapes = bands(read_file((DATA / "hazards" / "shakemap" / "cont_mmi.json").read_bytes())[0].alerts[0])
    for level in (5, 6, 7, 8):
        radius = (shapes[level].area * 111.2**2 * 0.712 / 3.14159) ** 0.5  # equal area, at 44.6 degrees north
        assert 1 / 2.5 < felt_km(7.3, 10, level) / radius < 2.5


# -- GeoNet, NSW RFS ---------------------------------------------------------------------------------------------------------


def test_geonet_earthquakes_go_by_mmi_and_volcano_levels_name_no_time():
    quake = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [175, -40]}, "properties": {"publicID": "2026p1", "time": "2026-05-01T12:41:45.724Z", "depth": 12.0, "magnitude": 6.0, "mmi": 7, "quality": "best", "locality": "Dannevirke"}}
    volcano = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [177, -37]}, "properties": {"volcanoID": "w", "volcanoTitle": "White Island", "level": 3, "activity": "Eruption."}}
    first, second = read_file(json.dumps({"type": "FeatureCollection", "features": [quake, volcano]}).encode())

    assert would_propose(first.alerts[0])[0]
    assert second.alerts[0].infos[0].severity == "Severe"
    assert not would_propose(second.alerts[0])[0]


def test_a_fire_of_nsw_rfs_is_read_by_its_alert_level_in_local_time():
    fire = {"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [151, -33]}, {"type": "Polygon", "coordinates": [[[151, -33], [151.1, -33], [151.1, -33.1], [151, -33]]]}]},
            "properties": {"guid": "g1", "category": "Emergency Warning", "title": "Long Ridge", "link": "", "pubDate": "21/09/2018 6:30:00 PM", "description": "ALERT LEVEL: Emergency Warning <br />LOCATION: Long Ridge Rd <br />TYPE: Bush Fire <br />RESPONSIBLE AGENCY: Rural Fire Service"}}  # fmt: skip
    alert = read_file(json.dumps({"type": "FeatureCollection", "features": [fire]}).encode())[0].alerts[0]

    assert (alert.kind, alert.area_name) == ("wildfire", "Long Ridge Rd")
    assert alert.sent == datetime.fromisoformat("2018-09-21T18:30:00+10:00")
    assert len(alert.areas[0].polygons) == len(alert.areas[0].circles) == 1
    assert would_propose(alert)[0]


def test_geojson_of_no_feed_that_is_known_is_ignored():
    held = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None, "properties": {"shop": 1}}]}

    assert read_file(json.dumps(held).encode())[0].outcome == IGNORED


# -- NHC ---------------------------------------------------------------------------------------------------------------------


def test_each_active_storm_is_an_alert_and_one_without_a_place_is_refused():
    results = read("storms.json")

    assert [would_propose(result.alerts[0])[0] for result in results[:2]] == [True, False]
    assert results[0].alerts[0].areas[0].estimate
    assert results[2].outcome == REFUSED and results[2].reason.startswith("activeStorms[2]")


def test_wind_radii_by_quadrant_become_polygons_for_now_and_each_forecast():
    alert = alert_of("advisory.txt")
    now, later = alert.areas

    assert (alert.identifier, alert.infos[0].severity) == ("al022026-011", "Extreme")
    assert alert.sent == datetime.fromisoformat("2026-08-22T03:00:00+00:00")
    assert alert.expires == datetime.fromisoformat("2026-08-22T12:00:00+00:00")
    assert [polygon.level for polygon in now.polygons] == [64, 34]
    outer = Polygon(now.polygons[1].rings[0])
    assert outer.contains(Point(-60 + 1.3, 17 + 1.3)) and not outer.contains(Point(-60 + 1.3, 17 - 1.3))  # 120 miles north-east, 60 south-east
    assert outer.contains(Polygon(now.polygons[0].rings[0]))
    assert later.name == "forecast 1"
