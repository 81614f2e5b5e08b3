"""The engine in the hand: a JSON case in, sentences or one JSON object out, and errors that name the field."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import safeconduct.engines.forecast as engine
from safeconduct.engines.forecast.__main__ import answer, main
from safeconduct.engines.forecast.schema import ANSWER, CASE

from .crises import growing

FOLDER = Path(engine.__file__).parent
CASES = sorted((FOLDER / "cases").glob("*.json"))


def fits(value, shape, where="answer"):
    """A small reading of JSON Schema: type, required, properties, items, enum."""
    names = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
    kinds = shape.get("type")
    if kinds:
        assert isinstance(
            value, tuple(t for k in ([kinds] if isinstance(kinds, str) else kinds) for t in (names[k] if isinstance(names[k], tuple) else (names[k],)))
        ), where
    if "enum" in shape:
        assert value in shape["enum"], where
    if isinstance(value, dict):
        assert set(shape.get("required", ())) <= set(value), where
        for key, inner in shape.get("properties", {}).items():
            if key in value:
                fits(value[key], inner, f"{where}.{key}")
    if isinstance(value, list) and "items" in shape:
        for i, item in enumerate(value):
            fits(item, shape["items"], f"{where}[{i}]")


def test_there_are_three_worked_cases():
    assert len(CASES) == 3


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_worked_case_fits_the_schema_and_so_does_its_answer(path):
    source = json.loads(path.read_text())
    fits(source, CASE, "case")
    assert set(source) <= set(CASE["properties"])
    found = json.loads(json.dumps(answer(source)))
    fits(found, ANSWER)
    assert found["sentences"]


def test_the_command_prints_one_json_object_and_nothing_else():
    run = subprocess.run([sys.executable, "-m", "safeconduct.engines.forecast", str(CASES[1]), "--json"], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout)["version"] and run.stderr == ""
    assert run.stdout.count("\n") == 1


def test_sentences_are_for_people(capsys):
    assert main([str(CASES[2])]) == 0
    out = capsys.readouterr().out
    assert "people in all, in four of five such forecasts" in out and "{" not in out


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"horizons": [30, "soon"]}, "horizons[1]"),
        ({"horizons": 30}, "horizons"),
        ({"day": 2.5}, "day"),
        ({"seed": -1}, "seed"),
        ({"members": 0}, "members"),
        ({"totals": {"soon": 3}}, "totals.soon"),
        ({"totals": {"30": "many"}}, "totals.30"),
        ({"alarm_rate": 3}, "rate"),
        ({"counts": [{"place": "Riverside", "day": 1}]}, "counts[0].people"),
    ],
)
def test_a_wrong_case_ends_with_two_and_the_field_on_standard_error(tmp_path, capsys, change, field):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(growing(60) | change))
    assert main([str(path), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith(field) and told.err.count("\n") == 1


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '"case"', "[" * 5000, '{"counts": NaN}'])
def test_what_is_no_case_is_refused_in_a_sentence(tmp_path, capsys, text):
    path = tmp_path / "case.json"
    path.write_text(text)
    assert main([str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_missing_file_is_refused_in_a_sentence(tmp_path, capsys):
    assert main([str(tmp_path / "none.json")]) == 2
    assert capsys.readouterr().err.startswith("case: cannot be read")


def test_day_on_the_command_line_cuts_the_case(capsys):
    assert main([str(CASES[2]), "--json", "--day", "60"]) == 0
    assert json.loads(capsys.readouterr().out)["day"] == 60


def test_the_engine_has_no_clock_no_chance_of_its_own_and_no_django():
    banned = {"django", "time", "random", "os", "socket", "urllib", "requests", "scipy", "pandas", "numba"}
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {n.split(".")[0] for n in names} & banned, path.name
            if isinstance(node, ast.Call) and path.name != "__main__.py":
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                assert called not in {"now", "today", "utcnow", "open", "read_text", "print", "input"}, f"{path.name} asks the clock or a file"
