"""The walls: who may know whom, which files may do what. A failing law names the file to open and what to do there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.shared import ROOT

SRC = ROOT / "src" / "safeconduct"
STAIRS = ["config", "my", "reporting", "plans", "checkins", "cases", "hazards", "messaging", "partners", "people", "crises", "places", "access", "jobs", "web"]
GROUND = {"access", "jobs", "web", "kernel", "standards", "engines"}
DOORS = {"actions", "queries", "rules"}
OWN_DOORS = {("people", "labelling"), ("hazards", "readers")}  # said in the decision record on doors


def modules(*rooms):
    for room in rooms or STAIRS:
        for file in sorted((SRC / room).rglob("*.py")):
            if "/migrations/" not in str(file):
                yield room, file, ast.parse(file.read_text("utf8"))


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                yield node.lineno, node.module, alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, ""


def test_imports_go_down_the_stairs():
    done = subprocess.run([str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, capture_output=True, text=True, env={"PYTHONPATH": "src", "PATH": "/usr/bin:/bin"})
    assert done.returncode == 0, f"{done.stdout[-3000:]}\nMove the code down, or use a reaction, a slot or a verb by name (docs/house.md)."


def test_rooms_meet_only_at_their_doors():
    wrong = []
    for room, file, tree in modules():
        if room == "config":
            continue
        for line, module, name in imports(tree):
            parts = module.split(".")
            if parts[0] != "safeconduct" or len(parts) < 2 or parts[1] in GROUND or parts[1] == room:
                continue
            inner = parts[2] if len(parts) > 2 else name
            if inner not in DOORS and (parts[1], inner) not in OWN_DOORS:
                wrong.append(f"{file.relative_to(ROOT)}:{line} imports {module}.{name}: use actions, queries or rules of {parts[1]}")
    assert not wrong, "\n".join(wrong)


def test_foreign_keys_go_down_the_stairs():
    wrong = []
    for model in apps.get_models():
        room = model._meta.app_label
        if room not in STAIRS:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                other = field.related_model._meta.app_label
                if other in STAIRS and STAIRS.index(other) < STAIRS.index(room):
                    wrong.append(f"{room}.{model.__name__}.{field.name} points up to {other}: keep a uid instead")
    assert not wrong, "\n".join(wrong)


CLOCKS = re.compile(r"\b(timezone\.now|datetime\.now|datetime\.utcnow|date\.today|time\.time|timezone\.localdate)\b")


def test_no_clock_in_rules_actions_queries_and_engines():
    wrong = []
    for file in sorted(SRC.rglob("*.py")):
        place = str(file.relative_to(SRC))
        if re.search(r"(^|/)(rules|actions|queries)(/|\.py$)", place) or place.startswith(("engines/", "standards/")):
            for number, line in enumerate(file.read_text("utf8").splitlines(), 1):
                if CLOCKS.search(line):
                    wrong.append(f"{place}:{number}: pass the time in as `at`")
    assert not wrong, "\n".join(wrong)


PURE = {"django.utils.translation", "django.utils.functional"}


def test_rules_are_pure():
    wrong = []
    for _room, file, tree in modules():
        if file.name != "rules.py" and file.parent.name != "rules":
            continue
        for line, module, name in imports(tree):
            if module.startswith("django") and module not in PURE:
                wrong.append(f"{file.relative_to(ROOT)}:{line} imports {module}.{name}: rules know no Django but its translations")
            if module.endswith(".models") or ".models" in module:
                wrong.append(f"{file.relative_to(ROOT)}:{line} imports {module}: rules are given plain values")
    assert not wrong, "\n".join(wrong)


WRITES = {"create", "bulk_create", "save", "delete", "update", "bulk_update", "get_or_create", "update_or_create"}
# places that write without a verb, each with its reason
NOT_VERBS = {
    "jobs/runner.py": "job rows",
    "access/journal.py": "the journal itself",
    "access/gate.py": "commands",
    "access/pages.py": "the look-log",
    "access/labels.py": "interned labels",
    "access/apps.py": "the space of reality",
    "access/scope.py": "the gate's own manager",
    "access/jobs.py": "sealing and forgetting",
}


def test_writes_stand_in_actions():
    wrong = []
    for room, file, tree in modules():
        place = str(file.relative_to(SRC))
        if room in ("config", "web") or place in NOT_VERBS or "actions" in file.parts or file.name in ("actions.py", "labelling.py", "reactions.py", "models.py"):
            continue
        allowed = file.name == "jobs.py" or "channels" in file.parts
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                source = ast.unparse(node.func)
                if ".objects" in source and not allowed:
                    wrong.append(f"{place}:{node.lineno}: {source}() belongs into an action")
    assert not wrong, "\n".join(wrong)


def test_scoped_models_are_read_only_within_an_actor():
    scoped = {m.__name__ for m in apps.get_models() if hasattr(m, "label_id") and type(m.objects).__name__ == "ScopedManager"}
    wrong = []
    for _room, file, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr in ("objects", "_base_manager", "_default_manager"):
                owner = node.value.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                if name in scoped and (node.attr not in ("within", "create", "bulk_create") or node.value.attr != "objects"):
                    wrong.append(f"{file.relative_to(ROOT)}:{node.lineno}: {name}.{node.value.attr}.{node.attr}: read it with .within(actor)")
    assert not wrong, "\n".join(wrong)


# where the system acts on a named duty, and may see what no person sees
DUTIES = re.compile(r"\bduty\(")


def test_the_system_acts_only_where_it_is_listed():
    import json

    listed = json.loads((ROOT / "tests" / "house" / "duties.json").read_text("utf8"))
    found = {}
    for _room, file, _tree in modules():
        count = len(DUTIES.findall(file.read_text("utf8")))
        if count and file.name != "actors.py":
            found[str(file.relative_to(SRC))] = count
    assert found == listed, f"tests/house/duties.json lists every place that acts as the system; now: {json.dumps(found, indent=2, sort_keys=True)}"


@pytest.mark.parametrize("word", ["helper" + "s.py", "util" + "s.py", "com" + "mon.py", "mi" + "sc.py", "man" + "ager.py", "serv" + "ice.py"])
def test_names_that_say_nothing_are_not_used(word):
    assert not [str(f) for f in SRC.rglob(word)]


def test_a_room_says_what_it_promises():
    for room in STAIRS:
        text = (SRC / room / "__init__.py").read_text("utf8")
        assert '"""' in text and len(text) > 60, f"src/safeconduct/{room}/__init__.py: one paragraph that says what the room promises"
