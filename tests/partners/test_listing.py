"""Lists of services in and out: every row is counted, the same file twice changes nothing, what leaves can come in again."""

import io

import openpyxl
import pytest

from safeconduct.partners import actions, queries, tables
from safeconduct.partners.models import Service
from tests.partners.making import house, service
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
HEAD = "reference,name,kind,organisation,path,lat,lon,hours,eligibility,languages,capacity,status,secret,address\n"
ROWS = """a1,Clinic of Jacmel,health,A parish,HT02,,,Mo-Fr 08:00-16:00,any_nationality;no_document,fr;ht,20,open,,
a2,Kitchen,Food,A parish,,18.5,-72.3,,,,,limited,,
a3,No kind,dancing,A parish,HT01,,,,,,,,,
a4,Nowhere,food,A parish,ZZ99,,,,,,,,,
a5,Bad hours,food,A parish,HT01,,,whenever,,,,,,
a6,Bad tongue,food,A parish,HT01,,,,,qqq,,,,
a7,Half a point,food,A parish,HT01,18.5,,,,,,,,
a8,Refuge,gbv,A parish,HT01,,,,,,,,yes,Rue Une
a9,,food,A parish,HT01,,,,,,,,,
a10,Bad number,food,A parish,HT01,,,,,,many,,,
a1,Clinic of Jacmel,health,A parish,HT02,,,,,,,,,
"""


def bring(of, text, **more):
    return actions.import_services(of.actor(), data=text.encode() if isinstance(text, str) else text, at=NOW, **more)


def test_every_row_is_created_or_refused_with_field_and_remedy_and_twice_changes_nothing():
    of = house()
    dry = bring(of, HEAD + ROWS, dry=True)
    assert (dry.rows, dry.created, dry.refused) == (11, 2, 9) and not Service.objects.exists()
    report = bring(of, HEAD + ROWS)
    assert (report.rows, report.created, report.updated, report.unchanged, report.refused) == (11, 2, 0, 0, 9)
    assert [(one.row, one.field) for one in report.refusals] == [
        (4, "kind"), (5, "path"), (6, "hours"), (7, "languages"), (8, "lon"), (9, "is_secret"), (10, "name"), (11, "capacity"), (12, "name"),
    ]  # fmt: skip
    assert all(str(one.reason) and str(one.remedy) for one in report.refusals)
    again = bring(of, HEAD + ROWS)
    assert (again.created, again.updated, again.unchanged, again.refused) == (0, 0, 2, 9) and Service.objects.count() == 2
    clinic, kitchen = sorted(queries.services(of.actor(), NOW), key=lambda one: one.name)
    assert (clinic.path, clinic.eligibility, clinic.languages, clinic.capacity, clinic.standing) == ("HTI/HT02", ("any_nationality", "no_document"), ("fr", "ht"), 20, "never")
    assert (kitchen.path, kitchen.status) == ("HTI/HT01", "limited")


def test_a_list_changes_what_it_says_and_keeps_what_it_does_not():
    of = house()
    bring(of, HEAD + ROWS.splitlines()[0] + "\n")
    (card,) = queries.services(of.actor(), NOW)
    told = {name: getattr(card, name) for name in ("name", "kind", "path", "hours", "capacity")}
    actions.put_service(of.actor(), service=card.uid, organisation_name_="A parish", firewall="broken", what_to_say="Go early.", at=NOW, **told)
    report = bring(of, "reference,name,kind,organisation,path,capacity\na1,Clinic of Jacmel,health,A parish,HT02,35\n")
    (card,) = queries.services(of.actor(), NOW)
    assert (report.updated, card.capacity, card.firewall, card.what_to_say, card.hours) == (1, 35, "broken", "Go early.", "Mo-Fr 08:00-16:00")


def test_a_workbook_with_tags_is_read_as_well():
    of = house()
    book = openpyxl.Workbook()
    for row in (["Nom", "Type", "Code", "Langue"], ["#service+name", "#service+type", "#adm1+code", "#language"], ["Clinique", "health", "HT01", "fr"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    report = bring(of, out.getvalue())
    assert (report.rows, report.created) == (1, 1)
    assert queries.services(of.actor(), NOW)[0].organisation == of.ministry.name


@pytest.mark.parametrize(("data", "code"), [(b"PK\x03\x04 no book", "not_a_workbook"), (b"", "no_headings"), (b"\0\1\2", "no_headings"), (b"a,b\n1,2\n", "no_headings"), (b"x" * (20 * 2**20 + 1), "too_large")])
def test_what_is_no_list_says_why(data, code):
    with pytest.raises(tables.NotATable) as wrong:
        list(tables.read(data))
    assert wrong.value.code == code


def test_a_list_never_reaches_another_organisation_s_rows():
    of = house()
    theirs = service(of.other, name="Their clinic")
    report = bring(of, f"reference,name,kind,path\n{theirs},Taken over,health,HT01\n")
    assert report.created == 1 and Service.objects.get(uid=theirs).name == "Their clinic"
