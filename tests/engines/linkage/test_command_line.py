"""The engine in the hand: worked cases, a documented form, and errors that name the field."""

import json
import subprocess
import sys
from importlib import resources

import pytest

from safeconduct.engines.linkage.__main__ import main
from safeconduct.engines.linkage.case import answer
from safeconduct.engines.linkage.model import VERSION, BadInput

CASES = resources.files("safeconduct.engines.linkage") / "cases"


def case(name):
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def pairs(told, least=0.9):
    return {frozenset((pair["left"], pair["right"])) for pair in told["pairs"] if pair["probability"] >= least}


def test_one_person_in_many_spellings_is_found_and_neither_sister_nor_namesake():
    told = answer(case("one_person_many_spellings"))

    assert frozenset(("home", "embassy")) in pairs(told) and frozenset(("home", "call")) in pairs(told)
    assert not {"sister", "namesake"} & {who for pair in pairs(told) for who in pair}
    assert told["version"] == VERSION and len(told["digest"]) == 64


def test_scripts_side_by_side_meet_their_partner_and_nobody_else():
    told = answer(case("scripts_side_by_side"))

    assert pairs(told) == {frozenset((f"{language}-1", f"{language}-2")) for language in ("ru", "zh", "am", "es", "id")}


def test_one_new_record_finds_herself_and_not_her_mother():
    told = {pair["right"]: pair["probability"] for pair in answer(case("one_new_record"))["pairs"]}

    assert told["same"] > 0.95 > told["twin"] > told["mother"]
    assert told["mother"] < 0.05


def test_the_schema_knows_every_field_of_the_cases():
    schema = json.loads((resources.files("safeconduct.engines.linkage") / "case_schema.json").read_text())
    known = set(schema["$defs"]["record"]["properties"])

    for name in ("one_person_many_spellings", "scripts_side_by_side", "one_new_record"):
        told = case(name)
        assert set(told) <= set(schema["properties"])
        assert {field for record in told["records"] for field in record} <= known


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([], "case: an object"),
        ({}, "records: a list"),
        ({"records": {}}, "records: a list"),
        ({"records": [5]}, "records[0]: an object"),
        ({"records": [{"born": "04/03/1990"}]}, "records[0].born: YYYY"),
        ({"records": [{"born": "1990-13-01"}]}, "records[0].born"),
        ({"records": [{"born": 1990}]}, "records[0].born: text"),
        ({"records": [{"nmaes": []}]}, "records[0].nmaes: no such field"),
        ({"records": [{"names": [{"first": "A"}]}]}, "records[0].names[0].first: no such field"),
        ({"records": [{"phones": [5]}]}, "records[0].phones"),
        ({"records": [{"extra": {"shoe": 5}}]}, "records[0].extra.shoe"),
        ({"records": [{"id": 1.5}]}, "records[0].id"),
        ({"records": [], "least": float("nan")}, "least: a number"),
        ({"records": [], "least": 1}, "least: a number"),
        ({"records": [], "seed": -1}, "seed: a number"),
        ({"records": [], "new": {}, "among": 0}, "among: a number"),
    ],
)
def test_a_wrong_field_is_named(wrong, said):
    with pytest.raises(BadInput) as refused:
        answer(wrong)
    assert str(refused.value).startswith(said)


def test_an_empty_register_is_answered():
    assert answer({"records": []})["pairs"] == []
    assert answer({"records": [], "new": {"names": "Ali"}})["pairs"] == []


def test_the_command_line_prints_words_or_json(capsys, tmp_path):
    path = str(CASES / "scripts_side_by_side.json")

    assert main([path]) == 0
    assert "A person decides" in capsys.readouterr().out
    assert main([path, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["records"] == 10

    broken = tmp_path / "broken.json"
    broken.write_text('{"records": [')
    assert main([str(broken)]) == 2
    assert "not JSON" in capsys.readouterr().err
    assert main([str(tmp_path / "nowhere.json")]) == 2


def test_it_runs_as_a_module_without_django():
    code = "import sys; from safeconduct.engines.linkage.__main__ import main; main([sys.argv[1]]); assert 'django' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code, str(CASES / "one_new_record.json")], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
