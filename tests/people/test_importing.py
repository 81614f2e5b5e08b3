"""Lists that are brought: found out, mapped, counted, brought again."""

import csv
import io
import json
import random
import zipfile

import openpyxl
import pytest

from safeconduct.access.models import Unit
from safeconduct.config import cli
from safeconduct.jobs.runner import run_all
from safeconduct.kernel.ids import new_uid
from safeconduct.people import actions, queries
from safeconduct.people.importing import BadFile, header_digest, open_table, propose
from safeconduct.people.models import ContactPoint, Mapping, NameKey, Person, RefusedRow
from tests import worlds
from tests.shared import DATA, needs_shared
from tests.worlds import NOW

pytestmark = pytest.mark.django_db

LIST = """No;Full name;Sex;Date of birth;Nationality;Language;Country;Phone;Passport number
1;Selamawit Bekele;F;09/05/1984;Ethiopia;Amharic;Haiti;+99955501001;EP1234567
2;محمد علي;male;1990;UTO;ar;HTI;00999 555 01002;
3;;m;1990-01-01;UTO;en;HTI;;
4;Ana Lima;female;31/02/1990;UTO;en;HTI;;
5;Bo Li;m;1991-03-02;Atlantis;en;HTI;;
6;Chris Doe;m;1991-03-02;UTO;en;HTI;12;
"""


@pytest.fixture
def officer():
    return worlds.post().officer


def fresh(actor):
    from safeconduct.access.models import User

    return worlds.acting(User.objects.get(uid=actor.uid), Unit.objects.select_related("organisation").get(id=actor.unit_id))


def bring(actor, content, name="list.csv", dry=False, columns=None):
    run = new_uid()
    unit = Unit.objects.get(id=actor.unit_id).uid
    actions.import_people(actor, run=run, content=content.encode() if isinstance(content, str) else content, name=name, unit=unit, at=NOW)
    actions.start_import(actor, run=run, columns=columns or queries.columns_of(actor, run).proposed, dry=dry, at=NOW)
    run_all()
    return queries.import_run(actor, run)


def counts(run):
    return run.created, run.updated, run.unchanged, run.refused


def test_every_row_is_counted_and_a_refused_one_names_row_field_and_remedy(officer):
    run = bring(officer, LIST)
    assert (run.state, counts(run), run.rows) == ("done", (2, 0, 0, 4), 6)
    told = [(r.number, r.field, str(r.remedy)) for r in queries.refused_rows(officer, run.uid)]
    assert [t[:2] for t in told] == [(4, "Full name"), (5, "Date of birth"), (6, "Nationality"), (7, "Phone")]
    assert "ETH" in told[2][2] and "+251911234567" in told[3][2]
    card = queries.card(fresh(officer), queries.find(fresh(officer), "Selamawit Bekele")[0].person.uid)
    assert (card.birth, card.nationalities, card.languages, card.country, card.sex) == ("1984-05-09", ("ETH",), ("am",), "HTI", "f")
    assert [c.value for c in card.contacts] == ["+99955501001"] and card.more["documents"][0].number == "EP1234567"


def test_bringing_it_again_changes_nothing(officer):
    bring(officer, LIST)
    before = list(Person.objects.within(worlds.system()).order_by("id").values_list("uid", "confirmed_at", "label_id", "code"))
    again = bring(officer, LIST)
    assert counts(again) == (0, 0, 2, 4)
    assert list(Person.objects.within(worlds.system()).order_by("id").values_list("uid", "confirmed_at", "label_id", "code")) == before


def test_without_numbers_people_are_known_by_name_birth_and_telephone_and_unnamed_twins_stay_two(officer):
    text = "name,date of birth,phone,country\nAli Hassan,1980-01-01,+99955501001,HTI\nMaria Santos,,,HTI\nMaria Santos,,,HTI\n"
    assert counts(bring(officer, text)) == (3, 0, 0, 0)
    assert counts(bring(officer, text)) == (0, 0, 3, 0)


def test_only_what_differs_is_written_and_what_an_officer_added_stays(officer):
    bring(officer, LIST)
    person = queries.find(fresh(officer), "Selamawit Bekele")[0].person.uid
    actions.add_contact(fresh(officer), contact=new_uid(), person=person, kind="phone", value="+99955509999", at=NOW)
    run = bring(fresh(officer), LIST.replace("+99955501001", "+99955501003").replace("09/05/1984", "10/05/1984"))
    assert counts(run) == (0, 1, 1, 4)
    card = queries.card(fresh(officer), person)
    assert card.birth == "1984-05-10"
    assert {c.value for c in card.contacts} == {"+99955501001", "+99955501003", "+99955509999"}
    assert queries.find(fresh(officer), "+999 5550 1003")[0].person.uid == person


def test_the_same_person_twice_in_a_list_is_one(officer):
    text = "reference,name,country,phone\nA1,Ali Hassan,HTI,+99955501001\nA1,Ali Hassan,HTI,+99955501002\nA1,Ali Hassan,HTI,+99955501002\n"
    assert counts(bring(officer, text)) == (1, 1, 1, 0)
    assert ContactPoint.objects.within(worlds.system()).count() == 2


def test_a_trial_writes_nobody_and_counts_the_same(officer):
    trial = bring(officer, LIST, dry=True)
    assert counts(trial) == (2, 0, 0, 4) and not Person.objects.within(worlds.system()).exists()
    actions.start_import(officer, run=trial.uid, columns=queries.columns_of(officer, trial.uid).proposed, dry=False, at=NOW)
    run_all()
    assert counts(queries.import_run(officer, trial.uid)) == (2, 0, 0, 4)
    assert Person.objects.within(worlds.system()).count() == 2 and NameKey.objects.exists()


def test_refused_rows_mended_are_brought_under_the_remembered_columns(officer):
    mapping = {"No": "reference", "Full name": "name", "Phone": "phone", "Country": "country"}
    run = bring(officer, LIST, columns=mapping)
    assert run.refused == 2
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*queries.header_of(officer, run.uid), "remedy"])
    for row in queries.refused_rows(officer, run.uid):
        cells = list(row.cells)
        cells += [""] * (9 - len(cells))
        cells[1], cells[7] = cells[1] or "Named Now", ""
        writer.writerow([*cells, row.remedy])
    again = new_uid()
    actions.import_people(officer, run=again, content=out.getvalue().encode(), name="mended.csv", at=NOW)
    columns = queries.columns_of(officer, again)
    assert columns.remembered and columns.proposed == mapping and Mapping.objects.count() == 1
    assert counts(bring(officer, out.getvalue(), columns=mapping)) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    "header",
    [
        "Nom|Prénom|Date de naissance|Nationalité|Téléphone|Pays", "Apellidos|Nombres|Fecha de nacimiento|Nacionalidad|Teléfono|País",
        "Фамилия|Имя|Дата рождения|Гражданство|Телефон|Страна", "姓|名|出生日期|国籍|电话|国家", "اسم العائلة|الاسم الأول|تاريخ الميلاد|الجنسية|رقم الهاتف|البلد",
        "Surname|Given name|DOB|Citizenship|Mobile|Country",
    ],
)  # fmt: skip
def test_headings_of_six_languages_are_understood(header):
    assert list(propose(header.split("|")).values()) == ["family", "given", "birth", "nationality", "phone", "country"]
    assert header_digest(header.split("|")) == header_digest([*reversed(header.split("|")), "remedy"])


@pytest.mark.parametrize(("encoding", "text"), [("cp1251", "Фамилия;Имя;Телефон\nИванов;Иван;+99955501001\n"), ("cp1256", "الاسم الكامل;رقم الهاتف\nمحمد علي;+99955501001\n"), ("gb18030", "姓名,电话\n王伟,+99955501001\n"), ("utf-16", "Name\tPhone\nAna\t+99955501001\n"), ("cp1252", "Prénom;Nom\nZoé;Çelik\n"), ("utf-8-sig", "Name,Phone\nAna,+99955501001\n")])
def test_encodings_and_delimiters_are_found(encoding, text):
    table = open_table(text.encode(encoding), "x.csv")
    assert [table.header, next(table.rows)[1]] == [line.split(table.delimiter) for line in text.strip().split("\n")]


def workbook(rows, title="People", first=None):
    book = openpyxl.Workbook()
    if first:
        book.active.title = "Read me"
        for row in first:
            book.active.append(row)
        sheet = book.create_sheet(title)
    else:
        sheet = book.active
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_where_its_table_is(officer):
    from datetime import datetime

    rows = [["List of the consulate"], [], ["Number", "Name", "Date of birth", "Phone", "Country"], ["#id", "#name", "#date", "#phone", "#country"], [7, "Ana Lima", datetime(1990, 5, 1), 9995550100, "HTI"]]
    run = bring(officer, workbook(rows, first=[["This is how to fill in"]]), name="list.xlsx")
    assert counts(run) == (0, 0, 0, 1) and next(queries.refused_rows(officer, run.uid)).number == 5, "ten digits are no number of Haiti"
    rows[-1][3] = "+9995550100"
    assert counts(bring(officer, workbook(rows, first=[["x"]]), name="list.xlsx")) == (1, 0, 0, 0)
    assert queries.find(fresh(officer), "Ana Lima", "1990-05-01")


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<x/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (40 * 2**20))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"  \n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK\x03\x04 broken", bomb(), bytes(range(256)) * 40, b"just a letter that somebody wrote", b"name,name\na,b\n",
        b"name," + b"a," * 1000 + b"b\n", b'name,phone\n"open,+9995550100\n' + b"x" * 50_000,
    ],
    ids=["nothing", "blank", "locked", "broken", "bomb", "bytes", "letter", "twice", "wide", "quote"],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_file_row_field_and_remedy(content):
    with pytest.raises(BadFile) as refused:
        list(open_table(content, "theirs.csv").rows)
    sentence = refused.value.sentence()
    assert "theirs.csv" in sentence and set(refused.value.facts) == {"file", "row", "field", "remedy"} and "%(" not in sentence


def test_a_sheet_that_is_not_there_is_named():
    with pytest.raises(BadFile) as refused:
        open_table(workbook([["name", "phone"], ["a", "b"]]), "x.xlsx", sheet="Gone")
    assert refused.value.facts["field"] == "Gone"


def test_a_list_without_a_name_column_is_not_started(officer):
    run = new_uid()
    actions.import_people(officer, run=run, content=b"phone,country\n+9995550100,HTI\n", name="x.csv", at=NOW)
    with pytest.raises(actions.importing.rules.NotARecord):
        actions.start_import(officer, run=run, columns={"phone": "phone"}, dry=False, at=NOW)


def test_a_stopped_import_goes_on_where_it_was(officer):
    text = "reference,name,country\n" + "".join(f"R{i},Person Number{i},HTI\n" for i in range(450))
    run = new_uid()
    actions.import_people(officer, run=run, content=text.encode(), name="x.csv", at=NOW)
    actions.start_import(officer, run=run, columns={"reference": "reference", "name": "name", "country": "country"}, dry=False, queue=False, at=NOW)

    def stop(reached):
        if reached > 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.read_through(officer, run, at=lambda: NOW, progress=stop)
    part = Person.objects.within(worlds.system()).count()
    assert 0 < part < 450
    assert actions.read_through(fresh(officer), run, at=lambda: NOW)["created"] == 450
    assert Person.objects.within(worlds.system()).count() == 450


def test_another_organisation_neither_sees_the_run_nor_meets_its_people(officer):
    bring(officer, LIST)
    other = worlds.organisation("Ministry of Erewhon", "foreign_ministry", "ERW")
    desk = worlds.unit(other)
    stranger = worlds.acting(worlds.officer(desk), desk)
    assert queries.import_runs(stranger) == []
    assert counts(bring(stranger, LIST)) == (2, 0, 0, 4), "their list makes records of their own"


def test_the_command_counts_in_json_and_ends_with_1_where_rows_were_refused(officer, tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_text(LIST, "utf8")
    assert cli.main(["people", "import", str(file), "--json", "--dry"]) == 1
    assert not Person.objects.within(worlds.system()).exists()
    assert cli.main(["people", "import", str(file), "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-1] | {"created": 2, "refused": 4, "outcome": "done", "dry": False} == lines[-1]
    assert lines[-2]["row"] == 7 and lines[-2]["field"] == "Phone"
    good = tmp_path / "good.csv"
    good.write_text("naam,tel\nAna,+9995550100\n", "utf8")
    assert cli.main(["people", "import", str(good), "--map", "naam=name", "--map", "tel=phone"]) == 0
    good.write_text("", "utf8")
    assert cli.main(["people", "import", str(good)]) == 2


@needs_shared
def test_real_lists_are_read_and_every_row_is_counted(officer):
    for name in ("febrl_dataset1.csv", "febrl_dataset4a.csv"):
        content = (DATA / "identity" / "record-linkage" / name).read_bytes()
        lines = content.decode().strip().splitlines()[:401]
        run = bring(fresh(officer), "\n".join(lines), name=name)
        assert run.rows == 400 and sum(counts(run)) == 400 and run.created > 300
        refused = [(r.field, r.number) for r in queries.refused_rows(officer, run.uid)]
        assert run.refused == len(refused) and {field for field, _n in refused} <= {"rec_id", "given_name", "surname", "date_of_birth"}
        if "4a" in name:
            assert any(field == "rec_id" for field, _n in refused), "the second list gives numbers of the first to other people"


@needs_shared
def test_no_real_workbook_crashes():
    seen = 0
    for file in sorted(DATA.rglob("*.xlsx")):
        seen += 1
        try:
            table = open_table(file.read_bytes(), file.name)
            assert table.header and sum(1 for _ in zip(table.rows, range(50), strict=False)) >= 0
        except BadFile as bad:
            assert bad.sentence()
    assert seen >= 5


def generated(rows, bad_share=0.02, seed=4):
    lot = random.Random(seed)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Reference", "Given name", "Family name", "Sex", "Date of birth", "Nationality", "Language", "Country", "Phone"])
    given = ["Ana", "Ali", "Sara", "Omar", "Liya", "Juan", "Wei", "Olga", "Fatima", "Pierre"]
    family = ["Santos", "Hassan", "Bekele", "Ivanova", "Lima", "Dupont", "Li", "Khan", "Mensah", "Moyo"]
    bad = 0
    for i in range(rows):
        wrong = lot.random() < bad_share
        bad += wrong
        writer.writerow([
            f"R{i:06}", lot.choice(given), lot.choice(family) + lot.choice("abcdefgh"), lot.choice("fm"), "never" if wrong else f"{lot.randint(1940, 2020)}-{lot.randint(1, 12):02}-{lot.randint(1, 28):02}",
            lot.choice(["UTO", "ETH", "PHL", "NPL"]), lot.choice(["am", "en", "ne", "tl"]), "HTI", f"+9995{i:07}",
        ])  # fmt: skip
    return out.getvalue().encode(), bad


@pytest.mark.slow
def test_twenty_thousand_rows_are_all_accounted_for_and_bringing_them_again_changes_nothing(officer):
    """The same with 100,000 rows, its memory, and check-ins meanwhile, is measured by benchmarks/checkin_load.py."""
    import resource

    content, bad = generated(20_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # the tests before this one left their marks
    run = bring(officer, content)
    assert counts(run) == (20_000 - bad, 0, 0, bad)
    assert RefusedRow.objects.filter(run__uid=run.uid).count() == bad
    again = bring(fresh(officer), content)
    assert counts(again) == (0, 0, 20_000 - bad, bad)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 <= max(500, before / 1024 + 100)
