"""Paper looks right in every script, or is not printed."""

from datetime import date

import pytest
from django.utils import translation

from safeconduct.web import pdf
from safeconduct.web.printed import Callee, CallList, SituationReport, call_list_pdf, figures_csv, situation_report_pdf
from tests.web.gallery import AT, lines, stages

PEOPLE = [Callee("Sunita Thapamagar", "+999 55 50 0177", "सुनिता थापामगर"), Callee("Hala al-Marjan", "+999 55 50 0208", "هالة المرجان", whose="shared: ask for the person")]


def sheet(rows=PEOPLE, **more):
    return CallList("0147", "Embassy of Utopia", "Port-au-Prince", "Beatriz Lumbala-Reyes", date(2026, 9, 3), AT, date(2027, 1, 21), "116", rows, "+999 55 50 0100", **more)


@pytest.mark.parametrize("lang", ["en", "ar", "fr", "ru", "es"])
def test_a_call_list_and_a_report_are_made_in_every_language_that_has_a_font(lang):
    report = SituationReport("Earthquake", "Embassy of Utopia", "Level 2", "935 not yet", AT, [("How far are we?", stages())], lines())
    for made in (call_list_pdf(sheet(), lang), situation_report_pdf(report, lang)):
        assert made.startswith(b"%PDF-") and b"pdfuaid" in made


def test_the_same_list_gives_the_same_bytes():
    assert call_list_pdf(sheet(), "en") == call_list_pdf(sheet(), "en")


def test_a_name_without_a_font_is_refused_with_the_script_that_is_missing():
    with pytest.raises(pdf.NoFont) as refused:
        call_list_pdf(sheet([Callee("ሰላም", "+999 55 50 0142")]), "en")
    assert "Ethiopic" in refused.value.sentence() and refused.value.facts == {"scripts": "Ethiopic"}


def test_a_name_in_its_own_script_without_a_font_is_left_out_and_the_sheet_says_so(monkeypatch):
    given = {}
    monkeypatch.setattr("safeconduct.web.printed.render_pdf", lambda template, data, lang, **more: given.update(data))
    call_list_pdf(sheet([*PEOPLE, Callee("Selam", "+999 55 50 0142", "ሰላም")]), "en")
    assert [row["own"] for row in given["rows"]] == ["सुनिता थापामगर", "هالة المرجان", ""]
    assert given["left_out"].startswith("1 name in its own script")


def test_data_is_never_read_as_markup():
    rows = [Callee("#panic() *x* $y$ \\ [z] <a>", "+999 55 50 0142", "#pagebreak()")]
    assert call_list_pdf(sheet(rows), "en").startswith(b"%PDF-")


def test_a_folder_of_fonts_widens_what_can_be_drawn(tmp_path):
    import shutil

    import fontpkg

    shutil.copy(fontpkg.path("Noto Sans Arabic"), tmp_path / "more.ttf")
    assert not pdf.can_draw("ሰላም", tmp_path) and pdf.can_draw("سلام", tmp_path) and pdf.can_draw("", tmp_path)


def test_figures_leave_as_csv_with_hxl_and_a_range_has_no_single_value():
    with translation.override("en"):
        rows = figures_csv([stages()[0].figure, stages()[1].figure]).decode("utf-8-sig").splitlines()
    assert rows[1] == "#indicator+name,#affected,#affected+min,#affected+best,#affected+max,#date,#description,#meta+source,#meta+tag,#meta+exercise"
    assert rows[2].startswith("Estimated present,,2900,3400,4100,2027-01-14T14:40+00:00") and rows[3].startswith("On file or came forward,2599,,,,")
