"""The checks find what a generator plants, at its place, and say little else."""

from __future__ import annotations

import gc
import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest

from safeconduct.plans import checks, library
from safeconduct.plans.document import plain, read_text, reading

from .defects import DEFECTS, defective

DAY = date(2031, 1, 1)  # long after: an example is judged on its own day
ROUNDS = 1


def same_place(one: str, other: str) -> bool:
    """The same place, or one directly around the other."""
    short, long = sorted((one, other), key=len)
    return long == short or (long.startswith(short) and long[len(short)] in ".[" and long[len(short) + 1 :].count(".") == 0)


def planted():
    for name in library.names():
        ready = plain(library.ready(name))
        ready = json.loads(json.dumps(ready))
        for seed in range(ROUNDS):
            for one in defective(ready, seed):
                yield name, one


@pytest.fixture(scope="module")
def judged():
    """(name, defect, found at the right place, other findings) of each defective document."""
    out = []
    with patch.object(reading, "_compose", lambda _text: None), uncollected():  # places are judged here, not lines
        for name, one in planted():
            found = checks.run(read_text(json.dumps(one.document)), DAY)
            hit = [f for f in found if f.check in one.checks and same_place(f.place, one.place)]
            more = [f for f in found if f.check not in one.checks]
            out.append((name, replace(one, document={}), bool(hit), more))
    return out


@contextmanager
def uncollected():
    """Hundreds of trees without a cycle are made and let go: nothing is gained by looking for one."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def test_there_are_two_hundred_defective_documents_of_forty_five_kinds(judged):
    assert len(judged) >= 200
    assert len({one.kind for _, one, _, _ in judged}) >= 45
    assert {one.kind for _, one, _, _ in judged} == {name for name, *_ in DEFECTS}


def test_at_least_95_in_a_hundred_are_found_at_the_right_place(judged):
    lost = Counter((one.kind, name) for name, one, hit, _ in judged if not hit)
    assert sum(lost.values()) <= 0.05 * len(judged), f"{sum(lost.values())} of {len(judged)} are not found: {lost.most_common(20)}"


def test_there_is_at_most_one_other_finding_a_document(judged):
    others = [len(more) for _, _, _, more in judged]
    worst = Counter((one.kind, f.check) for _, one, _, more in judged for f in more)
    assert sum(others) <= len(judged), f"{sum(others)} other findings in {len(judged)} documents: {worst.most_common(15)}"
