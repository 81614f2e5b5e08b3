"""Areas, places and ways hold together; alerts are well formed, agree with each other, and are news today."""

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely
from defusedxml.ElementTree import fromstring
from shapely.geometry import shape

from safeconduct.config import demo
from safeconduct.config.demo import alerts
from safeconduct.config.demo.alerts import NAMES, earthquake_at, fresh
from safeconduct.config.demo.geography import LAND, QUAKE_AREA, STORM_AREA, areas, places, ways
from safeconduct.web.geo import View, land_paths

NOW = datetime(2027, 3, 9, 7, 45, 30, tzinfo=UTC)
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"


def test_areas_form_a_tree_and_second_level_areas_do_not_overlap():
    by_code = {a["code"]: a for a in areas()}
    assert len(by_code) == len(areas()) == 80
    for area in areas():
        assert area["path"].split("/")[-1] == area["code"] and (area["parent"] is None) == (area["level"] == 0)
        if area["parent"]:
            assert area["path"] == f"{by_code[area['parent']]['path']}/{area['code']}"
            assert shape(by_code[area["parent"]]["geometry"]).buffer(0.01).covers(shape(area["geometry"]))
        assert ZoneInfo(area["zone"]) and area["emergency"]["ambulance"].isdigit() and area["name"] in area["names"].values()
    communes = [a for a in areas() if a["level"] == 2]
    assert sum(a["code"].startswith("HT") for a in communes) >= 25
    shapes = [shape(a["geometry"]) for a in communes]
    assert all(s.is_valid for s in shapes)
    assert sum(s.area for s in shapes) == pytest.approx(shapely.union_all(shapes).area, rel=1e-3)
    for area, polygon in zip(communes, shapes, strict=True):
        assert polygon.distance(shapely.Point(area["lon"], area["lat"])) < 0.002, area["code"]
        assert re.fullmatch(r"(HT|BS)\d{4}", area["code"])


def test_places_have_kinds_statuses_and_lie_near_their_area():
    by_code = {a["code"]: a for a in areas()}
    kinds = {p["kind"] for p in places()}
    assert kinds == {"embassy", "consulate", "field_post", "airport", "port", "crossing", "assembly_point", "reception_centre", "shelter", "hospital"}
    assert {p["status"] for p in places()} == {"open", "restricted", "shut", "damaged", "full", "planned"}
    assert len({p["code"] for p in places()}) == len(places())
    for place in places():
        away = shape(by_code[place["area"]]["geometry"]).distance(shapely.Point(place["lon"], place["lat"]))
        assert away < (0.2 if place["kind"] == "crossing" else 0.08), place["code"]
        assert place["emergency"] in ("116", "919") and place["path"] == by_code[place["area"]]["path"]


def test_ways_out_are_lines_with_a_status():
    assert {w["status"] for w in ways()} == {"open", "restricted", "shut"}
    assert all(len(w["line"]) >= 2 for w in ways())


def test_the_closer_map_draws_both_areas():
    assert len("".join(land_paths(View.of(QUAKE_AREA), land=LAND))) > 1500
    assert len("".join(land_paths(View.of(STORM_AREA), land=LAND))) > 1500
    assert LAND.stat().st_size < 60_000


def cap(name, now=NOW):
    return fromstring(fresh(name, now))


def texts(root, tag):
    return [e.text for e in root.iter(CAP + tag)]


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith(("quake-a", "quake-u", "quake-can", "storm", "flood"))])
def test_each_alert_is_cap_in_three_languages_with_a_closed_polygon(name):
    root = cap(name)
    assert root.tag == CAP + "alert"
    assert [e.tag.removeprefix(CAP) for e in root][:6] == ["identifier", "sender", "sent", "status", "msgType", "scope"]
    assert len(set(texts(root, "language"))) == 3
    for info in root.iter(CAP + "info"):
        order = [e.tag.removeprefix(CAP) for e in info]
        known = [
            "language",
            "category",
            "event",
            "responseType",
            "urgency",
            "severity",
            "certainty",
            "audience",
            "eventCode",
            "effective",
            "onset",
            "expires",
            "senderName",
            "headline",
            "description",
            "instruction",
            "web",
            "contact",
            "parameter",
            "resource",
            "area",
        ]
        assert [known.index(tag) for tag in order] == sorted(known.index(tag) for tag in order)
    codes = {value.text for geocode in root.iter(CAP + "geocode") for value in geocode.iter(CAP + "value")}
    assert bool(codes) != bool(texts(root, "polygon")) and codes <= {a["code"] for a in areas()}
    for polygon in texts(root, "polygon"):
        points = [tuple(map(float, p.split(",")))[::-1] for p in polygon.split()]
        assert points[0] == points[-1] and shapely.Polygon(points).is_valid
    for at in texts(root, "sent") + texts(root, "expires") + texts(root, "effective"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", at)


def test_alert_update_and_cancel_refer_to_each_other_at_any_time():
    alert, update, cancel = (cap(f"quake-{n}.xml") for n in ("alert", "update", "cancel"))
    line = [",".join(texts(r, t)[0] for t in ("sender", "identifier", "sent")) for r in (alert, update)]
    assert texts(update, "references") == [line[0]]
    assert texts(cancel, "references") == [" ".join(line)]
    assert [texts(r, "msgType")[0] for r in (alert, update, cancel)] == ["Alert", "Update", "Cancel"]
    assert [texts(cap(n), "status")[0] for n in ("storm-alert.xml", "storm-exercise.xml")] == ["Actual", "Exercise"]


@pytest.mark.parametrize("now", [NOW, datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC), datetime(2030, 1, 1, 1, tzinfo=ZoneInfo("Asia/Kathmandu"))])
def test_fresh_makes_every_time_news_now(now):
    for name in ("quake-alert.xml", "quake-update.xml", "storm-alert.xml"):
        root = cap(name, now)
        sent, expires = (datetime.fromisoformat(texts(root, tag)[0]) for tag in ("sent", "expires"))
        assert now - timedelta(hours=27) < sent <= now < expires < now + timedelta(days=3)
    feed = json.loads(fresh("quake-feed.geojson", now))
    assert feed["features"][0]["properties"]["time"] == earthquake_at(now).timestamp() * 1000
    assert abs(feed["metadata"]["generated"] / 1000 - now.timestamp()) < 60
    published = re.findall("<pubDate>(.*?)</pubDate>", fresh("quake-gdacs.xml", now).decode())
    assert parsedate_to_datetime(published[1]) == earthquake_at(now)


def test_fresh_refuses_what_is_not_there_and_a_time_without_a_zone():
    with pytest.raises(KeyError):
        fresh("../__init__.py", NOW)
    with pytest.raises(ValueError):
        fresh("quake-alert.xml", datetime(2027, 1, 1))


def test_shaking_falls_from_eight_outward():
    contours = json.loads(fresh("quake-cont_mmi.json", NOW))["features"]
    values = [f["properties"]["value"] for f in contours]
    assert values == [5.0, 5.5, 6.0, 6.5, 7.0, 7.5, 8.0]
    rings = [shapely.Polygon(f["geometry"]["coordinates"][0]) for f in contours]
    assert all(outer.covers(inner) for outer, inner in zip(rings, rings[1:], strict=False))
    assert rings[-1].distance(shapely.Point(-73.482, 18.434)) < 0.01


def test_the_files_are_small_and_the_demo_needs_no_django():
    folder = Path(demo.__file__).parent
    assert all((Path(alerts.__file__).parent / n).stat().st_size < 12_000 for n in NAMES)
    for module in folder.glob("*.py"):
        assert not re.search(r"^\s*(import|from) django", module.read_text(), re.M)
