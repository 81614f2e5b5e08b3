"""A plan as a case of the simulation, and `plans simulate` on the command line."""

import json
from dataclasses import replace

import pytest

from safeconduct.config.cli import main
from safeconduct.engines import simulation
from safeconduct.engines.simulation.check import check
from safeconduct.plans import library, simulated
from safeconduct.plans.simulated import CannotSimulate, build

PLANS = [name for name in library.names() if library.ready(name).kind != "sop"]
MOVING = [(name, s.key) for name in PLANS for s in library.ready(name).scenarios if s.moves]


@pytest.mark.parametrize(("name", "scenario"), MOVING)
def test_every_ready_plan_that_moves_people_is_simulated(name, scenario):
    built = build(library.ready(name), scenario, people=400)
    check(built.case)
    found = simulation.simulate(built.case, 6, 1).found
    assert found["present"].tolist() == [400] * 6
    assert found["safe by horizon"].max() > 0


def test_the_scenario_says_who_is_there_and_how_many_leave():
    plan = library.ready("consular-conflict")
    built = build(plan, "south-spreads")
    said = next(s for s in plan.scenarios if s.key == "south-spreads")
    found = simulation.simulate(built.case, 60, 1).found
    assert said.people.low - 6 <= found["present"].min() and found["present"].max() <= said.people.high
    take_up = built.case.assumption("take_up")
    assert (take_up.low, take_up.best, take_up.high, take_up.origin) == (said.take_up.low, said.take_up.best, said.take_up.high, said.take_up.origin)
    assert built.case.target == said.days * simulation.DAY
    assert {p.name for p in built.case.places} == {"South", "Bekaa"}


def test_routes_that_are_lost_carry_nobody():
    plan = library.ready("consular-conflict")
    case = build(plan, "airport-lost").case
    lost = next(s for s in plan.scenarios if s.key == "airport-lost")
    assert {r.key for r in case.routes} <= set(lost.routes_open)
    assert not any("aircraft" in key for r in case.routes for key in r.legs)


def test_what_the_plan_does_not_say_is_a_guess_and_what_was_measured_stands_instead():
    plan = library.ready("consular-conflict")
    assert build(plan).case.assumption("decide").origin == "guess"
    drill = simulation.Assumption("decide", 0.9, 1.0, 1.1, "measured", "drill")
    assert build(plan, measured={"decide": drill}).case.assumption("decide") == drill


def test_desks_and_minutes_are_those_of_the_plan():
    plan = library.ready("consular-conflict")
    case = build(plan).case
    by_key = {s.key: s for s in case.stations}
    for station in plan.evacuation.stations:
        assert (by_key[station.key].desks, by_key[station.key].seconds) == (station.desks, station.minutes * 60)
    fleets = {f.key: f for f in case.fleets}
    assert (fleets["coaches"].vehicles, fleets["coaches"].seats, fleets["coaches"].mobilise) == (14, 45, 12 * 3600)


def test_the_same_plan_and_seed_give_the_same_input():
    plan = library.ready("host-flood")
    one, two = (simulation.simulate(build(plan, people=300, seed=4).case, 3, 4) for _ in range(2))
    assert (one.digest_in, one.digest) == (two.digest_in, two.digest)


def test_a_plan_with_aircraft_may_lose_its_airport():
    plan = library.ready("consular-conflict")
    found = simulated.changes(plan, build(plan, people=200).case)
    assert found[-1].what == "airport"
    assert len(found) <= 20


def test_what_moves_nobody_is_refused_in_words():
    plan = library.ready("consular-conflict")
    for wrong, said in (
        (lambda: build(library.ready("sop-referral")), "procedure"),
        (lambda: build(plan, "moon"), "no scenario moon"),
        (lambda: build(replace(plan, scenarios=())), "No scenario"),
        (lambda: build(replace(plan, evacuation=replace(plan.evacuation, routes=()))), "No route is open"),
        (lambda: build(plan, people=-1), "people"),
    ):
        with pytest.raises(CannotSimulate, match=said):
            wrong()


def test_an_empty_draft_with_a_scenario_and_a_route_is_simulated():
    plan = library.ready("consular-conflict")
    bare = replace(plan, community=type(plan.community)(), communications=type(plan.communications)(), wardens=(), call_list=None, levels=(), stocks=(), shelters=())
    built = build(bare, people=50)
    assert any("word of mouth" in note for note in built.notes)
    assert simulation.simulate(built.case, 3, 1).found["present"].tolist() == [50, 50, 50]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(library.text("host-flood"), "utf-8")
    return path


def run(capsys, *args):
    code = main(["plans", "simulate", *map(str, args)])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_command_line_gives_one_object_and_the_digests(file, capsys):
    code, out, err = run(capsys, file, "--people", 300, "--runs", 6, "--seed", 1, "--workers", 1, "--json")
    said = json.loads(out)
    assert code == 0
    assert (said["runs"], said["seed"], said["people"]["mid"]) == (6, 1, 300)
    assert said["digest"][:16] in err
    assert said["leading"] and said["sentences"]
    again = json.loads(run(capsys, file, "--people", 300, "--runs", 6, "--seed", 1, "--workers", 2, "--json")[1])
    assert again == said


def test_the_command_line_speaks_and_compares(file, capsys):
    code, out, _ = run(capsys, file, "--people", 200, "--runs", 4, "--workers", 1, "--what-if")
    assert code == 0
    assert "One more vehicle buses" in out


def test_the_command_line_refuses_with_two(file, tmp_path, capsys):
    assert run(capsys, tmp_path / "none.yaml")[0] == 2
    code, _, err = run(capsys, file, "--scenario", "moon", "--workers", 1)
    assert (code, "no scenario moon" in err) == (2, True)
    assert run(capsys, file, "--runs", 0, "--workers", 1)[0] == 2
    broken = tmp_path / "broken.yaml"
    broken.write_text("kind: consular\ntitle: [", "utf-8")
    assert run(capsys, broken)[0] == 2
