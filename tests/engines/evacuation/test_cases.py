"""What is read: the worked cases, the schema, and errors that name the field; and the command line."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

import safeconduct.engines.evacuation as engine
from safeconduct.engines.evacuation.__main__ import main
from safeconduct.engines.evacuation.case import NEVER_READ, CaseError, read_case
from safeconduct.engines.evacuation.check import check
from safeconduct.engines.evacuation.solve import lift

HERE = Path(engine.__file__).parent
CASES = sorted((HERE / "cases").glob("*.json"))
TOWN = json.loads((HERE / "cases" / "town.json").read_text())
NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_each_worked_case_gets_a_plan_that_the_checker_finds_clean(path):
    case = read_case(json.loads(path.read_text()))
    assert check(case, lift(case, effort="quick")) == []


def test_there_are_three_worked_cases():
    assert len(CASES) == 3


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("units", 2, "size"), 0, "units[2].size"),
        (("units", 2, "size"), NAN, "units[2].size"),
        (("units", 2, "size"), 2.5, "units[2].size"),
        (("units", 2, "size"), True, "units[2].size"),
        (("units", 2, "size"), "8", "units[2].size"),
        (("units", 2, "class"), "T9", "units[2].class"),
        (("units", 2, "destinations"), ["moon"], "units[2].destinations"),
        (("units", 2, "destinations"), "border", "units[2].destinations"),
        (("units", 2, "point"), "moon", "units[2].point"),
        (("units", 2, "code"), "a1", "units[2].code"),
        (("units", 2, "wheelchairs"), 9, "units[2].wheelchairs"),
        (("units", 2, "surprise"), 1, "units[2].surprise"),
        (("units", 2, "fit"), {"road": {"till": 1}}, "units[2].fit.road.till"),
        (("units", 0, "class"), "T1", "units[0].members"),
        (("units", 0, "members"), ["T4", "Q"], "units[0].members[1]"),
        (("units",), None, "units"),
        (("types", 0, "speed_kmh"), 0, "types[0].speed_kmh"),
        (("types", 0, "seats"), -1, "types[0].seats"),
        (("types", 0, "duty_minutes"), INF, "types[0].duty_minutes"),
        (("vehicles", 0, "count"), 10**7, "vehicles[0].count"),
        (("routes", 0, "km"), None, "routes[0].km"),
        (("routes", 0, "closed"), [[5, 1]], "routes[0].closed[0]"),
        (("routes", 0, "closed"), [[5, NAN]], "routes[0].closed[0]"),
        (("routes", 0, "point"), "market", "routes[1]"),
        (("places", 0, "reception"), [[0, 5], [9, 3]], "places[0].reception[1]"),
        (("places", 0, "reception"), -1, "places[0].reception"),
        (("policy", "seed"), None, "policy.seed"),
        (("policy", "classes"), [], "policy.classes"),
        (("policy", "classes", 0, "weight"), 0.5, "policy.reason"),
        (("policy", "classes", 0, "code"), "T0", "policy.classes"),
        (("step_minutes",), 0, "step_minutes"),
        (("horizon_minutes",), 10**8, "step_minutes"),
    ],
)
def test_what_cannot_be_planned_names_its_field(path, value, field):
    row = copy.deepcopy(TOWN)
    at = row
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(CaseError) as caught:
        read_case(row)
    assert caught.value.field == field


@pytest.mark.parametrize("value", [None, 3, [], "case", {}])
def test_what_is_no_case_is_refused(value):
    with pytest.raises(CaseError):
        read_case(value)


def test_the_schema_names_the_fields_that_are_read():
    schema = json.loads((HERE / "schema.json").read_text())
    for rows in ("units", "types", "vehicles", "routes", "points", "places"):
        fields = set(schema["properties"][rows]["items"]["properties"]) - NEVER_READ
        for field in fields:
            row = copy.deepcopy(TOWN)
            row[rows][0][field] = {"no": ["value"]}
            with pytest.raises(CaseError) as caught:
                read_case(row)
            assert "not a field" not in caught.value.what, (rows, field)


def test_the_command_line_plans_explains_and_refuses(tmp_path, capsys):
    path = str(HERE / "cases" / "waiting.json")
    assert main([path, "--json", "--effort", "quick"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["violations"] == [] and plan["version"] == engine.VERSION
    assert main([path, "--why", "m5", "--effort", "quick"]) == 0
    assert "never split" in capsys.readouterr().out
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    assert main([str(bad)]) == 2
    bad.write_text(json.dumps({**TOWN, "step_minutes": "x"}))
    assert main([str(bad)]) == 2
    assert "step_minutes" in capsys.readouterr().err
