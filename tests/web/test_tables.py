"""One definition gives the page and the files, and no file can run."""

import csv
import io
from types import SimpleNamespace

import openpyxl
import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from django.utils import translation

from safeconduct.web.tables import Column, Table, Want

EVIL = ["=1+1", "+218 21 000", "-2", "@SUM(A1)", "\t=1", "\r=1", "plain", 'quote "x", comma', "-"]
COLUMNS = [Column("uid", "Id", hxl="#meta+id"), Column("name", "Name", hxl="#person+name", lead=True, sort="name"), Column("count", "Count", hxl="#affected", numeric=True)]
TABLE = Table(COLUMNS, "People", sort="name")


def row(uid, name, count=1):
    return SimpleNamespace(uid=uid, name=name, count=count)


def read(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_csv_has_headings_then_hxl_tags_then_rows():
    lines = read(b"".join(TABLE.csv([row("u1", "Amina", 3)])))
    assert lines == [["Id", "Name", "Count"], ["#meta+id", "#person+name", "#affected"], ["u1", "Amina", "3"]]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_of_a_csv_begins_as_a_formula(text):
    cell = read(b"".join(TABLE.csv([row("u1", text)])))[2][1]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.lstrip("'") == text or cell == text


def test_a_negative_number_stays_a_number():
    assert read(b"".join(TABLE.csv([row("u1", "x", -5)])))[2][2] == "-5"


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers():
    sheet = openpyxl.load_workbook(io.BytesIO(TABLE.xlsx([row("u1", text, 7) for text in EVIL], "People: all"))).active
    cells = [(line[1].value, line[1].data_type, line[2].data_type) for line in sheet.iter_rows(min_row=3)]
    assert {kind for _, kind, _ in cells} == {"s"} and {kind for _, _, kind in cells} == {"n"}
    assert [value for value, _, _ in cells if value in ("=1+1", "@SUM(A1)")] == ["=1+1", "@SUM(A1)"]
    assert sheet.title == "People  all"


def test_a_workbook_runs_right_to_left_where_the_language_does():
    for lang, turned in (("ar", True), ("en", None)):
        with translation.override(lang):
            assert openpyxl.load_workbook(io.BytesIO(TABLE.xlsx([]))).active.sheet_view.rightToLeft is turned


def test_an_order_that_the_table_does_not_have_is_its_own_order():
    assert TABLE.want({"sort": "password"}).sort == "name"
    assert TABLE.want({"sort": "-name"}) == Want("name", True)


def test_an_empty_table_says_what_to_do_next():
    from django.template import Context, Template

    table = Table(COLUMNS, "People", empty=("Nobody waits here", "All answered.", "/all/", "Show all"))
    html = Template("{% load web %}{% rows page %}").render(Context({"page": table.page([], table.want({}))}))
    assert "Nobody waits here" in html and 'href="/all/"' in html and "<table" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("descending", [False, True])
@isolate_apps("tests.web")
def test_paging_by_key_shows_every_row_once_also_where_values_are_equal_or_missing(descending):
    class Guest(models.Model):
        uid = models.CharField(max_length=9, unique=True)
        tried = models.IntegerField(null=True)

        class Meta:
            app_label = "web"
            db_table = "web_gallery_guest"
            managed = False

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE web_gallery_guest (id INTEGER, uid VARCHAR(9), tried INTEGER)")
        cursor.executemany("INSERT INTO web_gallery_guest VALUES (%s, %s, %s)", [(n, f"u{n:02d}", [None, 3, 1, 3, 2][n % 5]) for n in range(23)])
    seen, after = [], ""
    for _ in range(10):
        want = Want("tried", descending, after, 4)
        rows = list(want.next_of(Guest.objects.all(), {"tried": "tried"}))
        seen += [guest.uid for guest in rows[:4]]
        if len(rows) <= 4:
            break
        after = rows[3].uid
    values = dict(Guest.objects.values_list("uid", "tried"))
    assert sorted(seen) == sorted(values) and len(seen) == 23
    told = [values[uid] for uid in seen if values[uid] is not None]
    assert told == sorted(told, reverse=descending)
    assert [values[uid] for uid in seen[-5:]] == [None] * 5
