"""Need decides, then days, then the lot: what raises a unit's place, and what never touches it."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.engines.evacuation.case import read_case
from safeconduct.engines.evacuation.rank import ranking
from tests.engines.evacuation.tiny import tiny

CLASSES = ["T1", "T2", "T4"]


def place(row: dict, code: str) -> int:
    return [u.code for u in ranking(read_case(row))].index(code)


@st.composite
def queues(draw):
    row = tiny(draw(st.integers(0, 10_000)))
    n = draw(st.integers(2, 8))
    row["units"] = [
        {"code": f"u{i}", "point": "a", "class": draw(st.sampled_from(CLASSES)), "size": draw(st.integers(1, 5)), "ready": draw(st.integers(-9000, 3000)), "destinations": []} for i in range(n)
    ]
    return row, f"u{draw(st.integers(0, n - 1))}"


def changed(row: dict, code: str, **fields) -> dict:
    return {**row, "units": [{**u, **fields} if u["code"] == code else u for u in row["units"]]}


@settings(max_examples=40, deadline=None)
@given(queues())
def test_raising_need_never_lowers_a_unit(given_):
    row, code = given_
    now = next(u for u in row["units"] if u["code"] == code)
    for higher in CLASSES[: CLASSES.index(now["class"])]:
        assert place(changed(row, code, **{"class": higher}), code) <= place(row, code)


@settings(max_examples=40, deadline=None)
@given(queues(), st.integers(1, 5))
def test_a_day_more_of_waiting_never_lowers_a_unit(given_, days):
    row, code = given_
    ready = next(u for u in row["units"] if u["code"] == code)["ready"]
    assert place(changed(row, code, ready=ready - 1440 * days), code) <= place(row, code)


@settings(max_examples=40, deadline=None)
@given(queues())
def test_a_new_born_never_lowers_a_unit(given_):
    row, code = given_
    unit = next(u for u in row["units"] if u["code"] == code)
    family = {k: v for k, v in unit.items() if k not in ("class", "size")}
    members = [unit["class"]] + ["T4"] * (unit["size"] - 1)
    before = {**row, "units": [{**family, "members": members} if u["code"] == code else u for u in row["units"]]}
    after = {**row, "units": [{**family, "members": [*members, "T1"]} if u["code"] == code else u for u in row["units"]]}
    assert place(before, code) == place(row, code)
    assert place(after, code) <= place(before, code)


@settings(max_examples=40, deadline=None)
@given(queues(), st.text(max_size=9), st.sampled_from(["web", "telephone", "consulate"]), st.randoms())
def test_nationality_name_channel_and_place_in_a_list_never_change_the_order(given_, text, channel, r: random.Random):
    row, code = given_
    other = changed(row, code, nationality=text, name=text, channel=channel)
    r.shuffle(other["units"])
    assert [u.code for u in ranking(read_case(other))] == [u.code for u in ranking(read_case(row))]


def test_the_lottery_follows_its_stored_seed():
    row = tiny(1)
    row["units"] = [{"code": f"u{i}", "point": "a", "class": "T4", "size": 1, "destinations": []} for i in range(30)]
    orders = []
    for seed in (1, 1, 2):
        row["policy"]["seed"] = seed
        orders.append([u.code for u in ranking(read_case(row))])
    assert orders[0] == orders[1] != orders[2]
