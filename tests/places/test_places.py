"""Areas have paths, presence is a range, and an unknown parent is named."""

from datetime import date

import pytest

from safeconduct.kernel.ids import new_uid
from safeconduct.places import actions, queries, rules
from tests import worlds
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


def square(west, south, size=1.0):
    return {"type": "Polygon", "coordinates": [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]]}


def areas(actor):
    actions.put_area(actor, uid=new_uid(), country="HTI", level=0, code="HTI", name="Haiti", zone="America/Port-au-Prince", geometry=square(-74, 18, 3), at=NOW)
    actions.put_area(actor, uid=new_uid(), country="HTI", level=1, code="HT01", parent="HTI", name="Ouest", geometry=square(-73, 18), geocodes=[("X", "1")], at=NOW)


def test_a_path_leads_from_the_country_down_and_a_point_finds_the_smallest_area():
    areas(worlds.system())
    assert queries.path_of(-72.5, 18.5) == "HTI/HT01"
    assert queries.path_of(-71.5, 18.5) == "HTI"
    assert queries.path_of(10, 10) == ""
    assert queries.area("HTI/HT01").zone == "America/Port-au-Prince"
    assert queries.by_geocodes([("X", "1"), ("any", "HT01"), ("X", "9")]) == {("X", "1"): "HTI/HT01", ("any", "HT01"): "HTI/HT01"}


def test_an_area_without_its_parent_is_refused_by_name():
    with pytest.raises(rules.NoParent) as refused:
        actions.put_area(worlds.system(), uid=new_uid(), country="HTI", level=2, code="HT0111", parent="HT01", name="x", at=NOW)
    assert "HT0111" in refused.value.sentence()


def test_the_same_area_twice_is_one():
    areas(worlds.system())
    areas(worlds.system())
    assert [a.path for a in queries.areas("HTI")] == ["HTI", "HTI/HT01"]


def test_presence_is_a_range_and_two_sources_stand_side_by_side():
    actor = worlds.system()
    areas(actor)
    put = dict(path="HTI/HT01", nationality="UTO", month=date(2026, 11, 30), at=NOW)
    actions.record_presence(actor, uid=new_uid(), low=2900, best=3400, high=4100, source="register", method="coverage", **put)
    actions.record_presence(actor, uid=new_uid(), low=2000, best=None, high=6000, source="census", method="count", **put)
    with pytest.raises(rules.NotARange):
        actions.record_presence(actor, uid=new_uid(), low=5, best=9, high=6, source="x", method="y", **put)
    found = queries.presence(path="HTI")
    assert {(p.low, p.best, p.high) for p in found} == {(2900, 3400, 4100), (2000, None, 6000)}
    assert queries.presence(path="HTI/HT0") == []
