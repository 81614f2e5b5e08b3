"""Areas and places from files: each row is counted once, refused rows say what to mend, twice changes nothing."""

import io
import json

import openpyxl
import pytest

from safeconduct.config import cli
from safeconduct.places import actions, queries, tables
from safeconduct.places.models import Area, Site
from tests import worlds
from tests.places.test_places import square
from tests.shared import DATA, needs_shared
from tests.worlds import NOW

pytestmark = pytest.mark.django_db

COD = "ADM0_PCODE,ADM0_EN,ADM1_PCODE,ADM1_EN,ADM1_FR,ADM2_PCODE,ADM2_EN\nHT,Haiti,HT01,West,Ouest,HT0111,Port-au-Prince\nHT,Haiti,HT01,West,Ouest,HT0112,Delmas\n"
HXL = "Pays,Département,Nom\n#country+code,#adm1+code,#adm1+name+fr\nHTI,HT01,Ouest\nHTI,HT02,Sud-Est\n"


def bring(data, **more):
    return actions.import_areas(worlds.system(), data=data if isinstance(data, bytes) else data.encode(), at=NOW, **more)


def counts(report):
    assert report.rows == report.created + report.updated + report.unchanged + report.other + report.refused
    return report.created, report.updated, report.unchanged, report.other, report.refused


def test_a_table_of_second_level_areas_brings_the_levels_above():
    assert counts(bring(COD)) == (2, 0, 0, 0, 0)
    assert [(a.path, a.name) for a in queries.areas("HTI")] == [
        ("HTI", "Haiti"), ("HTI/HT01", "West"), ("HTI/HT01/HT0111", "Port-au-Prince"), ("HTI/HT01/HT0112", "Delmas"),
    ]  # fmt: skip
    assert queries.area("HTI/HT01").names["fr"] == "Ouest"
    assert counts(bring(COD)) == (0, 0, 2, 0, 0)


def test_tags_are_known_whatever_the_headings_say():
    assert counts(bring(HXL)) == (2, 0, 0, 0, 0)
    assert queries.area("HTI/HT02").name == "Sud-Est"


def test_a_changed_name_is_an_update_and_keeps_the_shape():
    feature = {"type": "Feature", "properties": {"code": "HT01", "name": "Ouest", "level": 1}, "geometry": square(-73, 18)}
    layer = json.dumps({"type": "FeatureCollection", "features": [feature]})
    assert counts(bring(layer, country="HTI")) == (1, 0, 0, 0, 0)
    assert counts(bring(layer, country="HTI")) == (0, 0, 1, 0, 0)
    assert counts(bring("code,name,level\nHT01,West,1\n", country="HTI")) == (0, 1, 0, 0, 0)
    assert queries.path_of(-72.5, 18.5) == "HTI/HT01" and queries.area("HTI/HT01").name == "West"


def test_each_fault_names_row_field_and_remedy():
    table = "code,name,parent,level,country\nHT01,Ouest,HTI,1,HTI\nHT 02,Sud,HTI,1,HTI\nHT03,,HTI,1,HTI\nHT04,Nord,HTI,nine,HTI\nHT05,Est,HTI,1,XYZ\nHT0199,Bourg,HT77,2,HTI\nHT01,Autre,HTI,1,HTI\n"
    report = bring(table)
    assert counts(report) == (1, 0, 0, 0, 6)
    assert [(r.row, r.field) for r in report.refusals] == [(3, "code"), (4, "name"), (5, "level"), (6, "country"), (7, "parent"), (8, "code")]
    assert all(r.remedy.endswith(".") for r in report.refusals)


def test_a_shape_that_is_no_area_is_refused_and_the_others_are_taken():
    features = [
        {"type": "Feature", "properties": {"code": "HT01", "name": "Ouest", "level": 1}, "geometry": {"type": "Point", "coordinates": [1, 2]}},
        {"type": "Feature", "properties": {"code": "HT02", "name": "Sud", "level": 1}, "geometry": square(-73, 18)},
        {"type": "Feature", "properties": {"code": "HT03", "name": "Nord", "level": 1}, "geometry": {"type": "Polygon", "coordinates": "x"}},
    ]
    report = bring(json.dumps({"type": "FeatureCollection", "features": features}), country="HTI")
    assert counts(report) == (1, 0, 0, 0, 2) and {r.field for r in report.refusals} == {"geometry"}


def test_a_workbook_is_read_like_a_table_and_a_dry_run_writes_nothing():
    book = openpyxl.Workbook()
    for row in (["code", "name", "parent", "level", "country"], ["HT01", "Ouest", "HTI", 1, "HTI"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert counts(bring(out.getvalue(), dry=True)) == (1, 0, 0, 0, 0) and not Area.objects.exists()
    assert counts(bring(out.getvalue())) == (1, 0, 0, 0, 0) and Area.objects.count() == 2


def test_an_area_that_moves_takes_its_parts_along():
    bring("code,name,parent,level\nHT01,Ouest,HTI,1\nHT02,Sud,HTI,1\nHT0111,Ville,HT01,2\nHT011101,Quartier,HT0111,3\n", country="HTI")
    bring("code,name,parent,level\nHT0111,Ville,HT02,2\n", country="HTI")
    assert queries.area("HTI/HT02/HT0111/HT011101").name == "Quartier"


def test_what_is_no_table_says_so():
    for data in (b"", b"PK\x03\x04broken", b'{"a": 1}', b"foo;bar\n1;2\n"):
        with pytest.raises(tables.NotATable):
            bring(data, country="HTI")


SITES = "name,type,country,latitude,longitude,phone,operator,status\nEmbassy of Utopia,embassy,Haiti,18.5,-72.3,+509 1,UTO,open\nAirport,airport,HTI,18.57,-72.29,,,\nNowhere,airport,HTI,,,,,\nTower,castle,HTI,18,-72,,,\n"


def test_places_are_counted_and_a_second_time_changes_nothing_that_somebody_said_since():
    report = actions.import_sites(worlds.system(), data=SITES.encode(), at=NOW)
    assert counts(report) == (2, 0, 0, 0, 2) and [(r.row, r.field) for r in report.refusals] == [(4, "lon"), (5, "kind")]
    airport = Site.objects.get(kind="airport")
    actions.set_status(worlds.system(), site=airport.uid, status="shut", at=NOW)
    assert counts(actions.import_sites(worlds.system(), data=SITES.encode(), at=NOW)) == (0, 0, 2, 0, 2)
    airport.refresh_from_db()
    assert airport.status == "shut" and Site.objects.get(kind="mission").of_state == "UTO"


def test_the_command_answers_one_object_a_line(tmp_path, capsys):
    file = tmp_path / "areas.csv"
    file.write_text("code,name,level\nHT01,Ouest,1\nHT 2,Sud,1\n")
    assert cli.main(["places", "import", str(file), "--country", "HTI", "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["row"] == 3 and lines[0]["field"] == "code" and lines[-1]["created"] == 1 and lines[-1]["refused"] == 1
    assert cli.main(["places", "import", str(file), "--country", "QQQ"]) == 2
    assert cli.main(["places", "import", str(tmp_path / "none.csv")]) == 2


@needs_shared
def test_the_world_s_list_of_codes_is_read_for_one_country():
    data = (DATA / "geography" / "countries" / "global_pcodes_adm_1_2.csv").read_bytes()
    first, second = bring(data, country="HTI"), bring(data, country="HTI")
    assert counts(first)[0] == 150 and first.refused == 0
    assert counts(second) == (0, 0, 150, first.other, 0)
