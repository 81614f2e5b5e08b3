"""A plan goes out as YAML and JSON and comes back whole; what cannot be read says file, line, place, field and remedy."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Literal, get_args, get_origin

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.plans import library
from safeconduct.plans.document import KINDS, Unreadable, digest, plain, read_text, schema, to_json, to_yaml
from safeconduct.plans.document.reading import hints
from safeconduct.plans.document.schema import to_text
from tests.shared import ROOT

WORDS = st.one_of(st.sampled_from(["", "NO", "null", "~", "true", "06:30", "1e3", "2026-01-02", "- a", "a: b", "#", "'", '"', "يُعاد", "待定", "a\n  b\n", " x ", "\u2028", "\x85", "\x00", "😀"]), st.text(max_size=12))
SIMPLE = {str: WORDS, int: st.integers(-(10**12), 10**12), float: st.floats(allow_nan=False, allow_infinity=False), bool: st.booleans(), date: st.dates()}


def made(kind):
    """Values of a field's type."""
    origin = get_origin(kind)
    if origin is UnionType:
        return st.none() | made(next(one for one in get_args(kind) if one is not type(None)))
    if origin is tuple:
        return st.lists(made(get_args(kind)[0]), max_size=2).map(tuple)
    if origin is Literal:
        return st.sampled_from(get_args(kind))
    return part(kind) if is_dataclass(kind) else SIMPLE[kind]


@st.composite
def part(draw, kind):
    """A part with some of its fields filled."""
    out = {}
    for f in fields(kind):
        if f.default is MISSING or draw(st.integers(0, 3)) == 0:
            out[f.name] = draw(made(hints(kind)[f.name]))
    return kind(**out)


DOCUMENTS = st.one_of([part(kind) for kind in KINDS.values()])
MANY = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@MANY
@given(DOCUMENTS)
def test_a_document_comes_back_whole_from_yaml_and_json_with_the_same_digest(document):
    from_yaml, from_json = read_text(to_yaml(document)), read_text(to_json(document))
    assert from_yaml == from_json == document
    assert digest(from_yaml) == digest(from_json) == digest(document)
    assert yaml.safe_load(to_yaml(document)) == json.loads(to_json(document)) or any(isinstance(v, float) for v in _values(plain(document)))


def _values(thing):
    if isinstance(thing, dict):
        thing = list(thing.values())
    if isinstance(thing, list):
        for one in thing:
            yield from _values(one)
    else:
        yield thing


@pytest.mark.parametrize("name", library.names())
def test_a_ready_plan_is_written_as_it_stands_and_another_reader_reads_the_same(name):
    document = library.ready(name)
    assert to_yaml(document) == library.text(name)
    assert json.loads(to_json(document)) == json.loads(json.dumps(yaml.safe_load(library.text(name)), default=str))


def test_the_digest_changes_with_any_word_and_not_with_the_order_of_keys():
    text = "kind: sop\ntitle: A\npurpose: p\n"
    one = read_text(text)
    assert digest(one) == digest(read_text('{"purpose": "p", "title": "A", "kind": "sop"}')) == digest(read_text("purpose: p\ntitle: A\nkind: sop\nlanguage: en\n"))
    assert digest(one) != digest(read_text(text.replace("purpose: p", "purpose: q")))


def test_norway_and_a_time_of_day_stay_what_they_are():
    held = read_text("kind: consular\ntitle: A\ncountry: NO\nevacuation:\n  routes:\n  - key: a\n    pace: primary\n    legs:\n    - opens: 12:30\n")
    assert held.country == "NO" and held.evacuation.routes[0].legs[0].opens == "12:30"


FAULTS = [
    ("kind: sop\ntitle: A\nscop: x\n", 3, "scop", "scop", "document.unknown-key", "Did you mean 'scope'?"),
    ("kind: sop\n", 1, "title", "title", "document.missing-key", "Write it"),
    ("title: A\n", 1, "kind", "kind", "document.not-a-plan", "kind: consular"),
    ("kind: sop\ntitle: A\ntitle: B\n", 3, "title", "title", "document.key-twice", "Keep one"),
    ("kind: sop\ntitle: A\nas_of: 2026-13-01\n", 3, "as_of", "as_of", "document.wrong-value", "2026-11-30"),
    ("kind: sop\ntitle: A\nsteps: 7\n", 3, "steps", "steps", "document.wrong-value", "`- `"),
    ("kind: sop\ntitle: A\nsteps:\n- key: a\n  minutes: soon\n", 5, "steps[0].minutes", "minutes", "document.wrong-value", "0.85"),
    ("kind: consular\ntitle: A\nscenarios:\n- key: a\n  hazard: floood\n", 5, "scenarios[0].hazard", "hazard", "document.wrong-value", "Did you mean 'flood'?"),
    ("kind: consular\ntitle: A\ncall_list: {people: '10'}\n", 3, "call_list.people", "people", "document.wrong-value", "without quotes"),
    ('{"kind": "sop", "title": "A",\n "steps": [{"key": "a", "minute": 3}]}', 2, "steps[0].minute", "minute", "document.unknown-key", "Did you mean 'minutes'?"),
    ('{"kind": "sop", "title": 1, "title": "A"}', 1, "title", "title", "document.key-twice", "Keep one"),
]


@pytest.mark.parametrize("text, line, place, field, check, remedy", FAULTS, ids=[one[2] + str(i) for i, one in enumerate(FAULTS)])
def test_a_fault_names_file_line_place_field_and_remedy(text, line, place, field, check, remedy):
    with pytest.raises(Unreadable) as caught:
        read_text(text, "my.yaml")
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.place, fault.field, fault.check) == ("my.yaml", line, place, field, check)
    assert remedy in fault.remedy and fault.reason


@pytest.mark.parametrize(
    "text",
    ["", "[]", "a: [", "- a\n- b\n", "kind: sop\ntitle: A\n---\nkind: sop\n", "kind: &a sop\ntitle: *a\n", "kind: sop\ntitle: !!python/object:os.system x\n", "kind: sop\ntitle: !x A\n", "{", "{}", '{"kind":', "kind: sop\ntitle: " + "[" * 5000, "kind: sop\nnotes:\n  " + "- " * 5000 + "x", '{"a":' * 5000, "format: other/2\nkind: sop\ntitle: A\n", "? [a]\n: b\n", "\x00"],
)  # fmt: skip
def test_what_is_no_plan_is_refused_with_a_reason_and_never_a_crash(text):
    with pytest.raises(Unreadable) as caught:
        read_text(text)
    assert all(fault.reason and fault.remedy for fault in caught.value.faults)


def test_all_faults_of_one_reading_are_told_at_once():
    with pytest.raises(Unreadable) as caught:
        read_text("kind: sop\ntitle: A\nstepz: 1\nroles: 2\nas_of: x\n")
    assert [fault.place for fault in caught.value.faults] == ["stepz", "roles", "as_of"]


def test_the_published_schema_is_that_of_the_classes():
    assert (ROOT / "docs" / "plan-schema.json").read_text("utf8") == to_text(), "run: safeconduct plans schema > docs/plan-schema.json"


def agrees(shape: dict, value, whole: dict) -> bool:
    """Whether a value agrees with the part of JSON Schema that ours uses."""
    if "$ref" in shape:
        return agrees(whole["$defs"][shape["$ref"].rpartition("/")[2]], value, whole)
    if "anyOf" in shape or "oneOf" in shape:
        return sum(agrees(one, value, whole) for one in shape.get("anyOf") or shape["oneOf"]) == 1
    if "enum" in shape or "const" in shape:
        return value in (shape.get("enum") or [shape["const"]])
    kind = shape["type"]
    if kind == "object":
        known = shape["properties"]
        return isinstance(value, dict) and set(value) <= set(known) and set(shape.get("required", ())) <= set(value) and all(agrees(known[k], v, whole) for k, v in value.items())
    if kind == "array":
        return isinstance(value, list) and all(agrees(shape["items"], one, whole) for one in value)
    if isinstance(value, bool) or kind in ("boolean", "null"):
        return (kind == "boolean" and isinstance(value, bool)) or (kind == "null" and value is None)
    return isinstance(value, {"string": str, "integer": int, "number": int | float}[kind])


@MANY
@given(DOCUMENTS)
def test_every_document_agrees_with_the_schema(document):
    assert agrees(schema(), json.loads(to_json(document)), schema())


def test_a_document_with_an_unknown_field_or_a_wrong_value_does_not_agree_with_the_schema():
    good = {"kind": "sop", "title": "A", "steps": [{"key": "a"}]}
    assert agrees(schema(), good, schema())
    for wrong in ({"steps": [{}]}, {"steps": [{"key": "a", "x": 1}]}, {"title": 3}, {"kind": "host"} | {"scope": "x"}):
        assert not agrees(schema(), good | wrong, schema())
