"""Withheld cells give nobody away; estimates are ranges; the late come first."""

import random
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from safeconduct.reporting import rules
from safeconduct.reporting.rules import Estimate, Range


def test_a_table_without_small_cells_is_shown_whole():
    table = rules.suppressed({("f", "a"): 9, ("m", "a"): 12, ("f", "b"): 0, ("m", "b"): 7}, ["f", "m"], ["a", "b"])
    assert table.withheld == 0 and table.cells["f", "b"] == 0 and table.total == 28


def test_one_small_cell_takes_others_with_it_so_that_no_total_gives_it_away():
    table = rules.suppressed({("f", "a"): 3, ("m", "a"): 12, ("f", "b"): 20, ("m", "b"): 7}, ["f", "m"], ["a", "b"])
    assert [table.cells[key] for key in (("f", "a"), ("m", "a"), ("f", "b"), ("m", "b"))] == [None] * 4
    assert table.row_totals == {"f": 23, "m": 19} and table.total == 42


def test_two_small_cells_that_are_few_together_take_a_third():
    table = rules.suppressed({("f", "a"): 1, ("f", "b"): 1, ("f", "c"): 40, ("f", "d"): 50}, ["f"], ["a", "b", "c", "d"])
    assert [c for c in "abcd" if table.cells["f", c] is None] == ["a", "b", "c"]


def test_where_everybody_is_few_the_total_is_withheld_too():
    table = rules.suppressed({("f", "a"): 3}, ["f"], ["a"])
    assert table.total is None and table.cells["f", "a"] is None


def determined(table):
    """Withheld numbers that adding and subtracting the shown ones gives, by asking whether two different tables could stand behind it."""
    places = {(r, c): i for i, (r, c) in enumerate([(r, c) for r in (*table.rows, "T") for c in (*table.columns, "T")])}
    value = lambda r, c: table.total if r == c == "T" else table.column_totals[c] if r == "T" else table.row_totals[r] if c == "T" else table.cells[r, c]  # noqa: E731
    equations = []
    for r in (*table.rows, "T"):
        equations.append({**{(r, c): 1 for c in table.columns}, (r, "T"): -1})
    for c in (*table.columns, "T"):
        equations.append({**{(r, c): 1 for r in table.rows}, ("T", c): -1})
    equations += [{at: 1} for at in places if value(*at) is not None]
    matrix = np.zeros((len(equations), len(places)))
    for i, equation in enumerate(equations):
        for at, n in equation.items():
            matrix[i, places[at]] = n
    rank = np.linalg.matrix_rank(matrix)
    out = []
    for at in places:
        if value(*at) is None:
            row = np.zeros(len(places))
            row[places[at]] = 1
            if np.linalg.matrix_rank(np.vstack([matrix, row])) == rank:
                out.append(at)
    return out


@pytest.mark.parametrize("seed", range(60))
def test_no_withheld_number_follows_from_those_shown(seed):
    chance = random.Random(seed)
    rows, columns = [f"r{i}" for i in range(chance.randint(1, 4))], [f"c{i}" for i in range(chance.randint(1, 6))]
    counts = {(r, c): chance.choice([0, 0, 1, 2, 4, 5, 8, 30, 200]) for r in rows for c in columns}
    table = rules.suppressed(counts, rows, columns)
    assert determined(table) == []
    for at, n in table.cells.items():
        assert n is None or n == counts[at] and not 0 < n < 5
    for r in rows:
        if table.row_totals[r] is not None:
            rest = table.row_totals[r] - sum(table.cells[r, c] or 0 for c in columns)
            assert not 0 < rest < 5, "the rest of a row is a small number"


def test_a_need_of_few_and_of_all_but_few_is_withheld():
    assert rules.suppressed_list({"oxygen": 2, "medicine": 10, "guide": 28, "carer": 0, "stretcher": 30}, 30) == {"oxygen": None, "medicine": 10, "guide": None, "carer": 0, "stretcher": 30}


def one(path, source, low, best, high, month=date(2026, 12, 1), nationality="UTO"):
    return Estimate(path, nationality, source, month, low, best, high)


def test_areas_are_added_and_sources_are_not():
    held = [one("HTI/HT01", "a", 100, 150, 200), one("HTI/HT01", "b", 80, 90, 120), one("HTI/HT02", "a", 10, 20, 30)]
    assert rules.present(held) == Range(90, 110, 230)


def test_an_older_month_of_the_same_source_does_not_count():
    assert rules.present([one("HTI", "a", 1, 2, 3), one("HTI", "a", 700, 800, 900, date(2020, 1, 1))]) == Range(1, 2, 3)


def test_an_area_inside_another_and_a_nationality_beside_all_are_counted_once():
    held = [one("HTI", "a", 100, 150, 200), one("HTI/HT01", "a", 50, 60, 70), one("HTI", "c", 500, None, 900, nationality="")]
    assert rules.present(held) == Range(500, None, 900)


def test_nobody_estimated_is_not_nought():
    assert rules.present([]) is None and rules.not_heard_of(None, on_file=3, forward=0) is None


def test_who_is_not_heard_of_is_a_range_since_who_came_forward_may_be_on_file():
    assert rules.not_heard_of(Range(100, 150, 240), on_file=60, forward=10) == Range(30, 80, 180)
    assert rules.not_heard_of(Range(10, 15, 20), on_file=60, forward=10) == Range(0, 0, 0)


def test_the_longest_late_comes_first_and_the_done_last():
    now = datetime(2027, 1, 14, 12, tzinfo=UTC)
    task = lambda name, hours, state="open": SimpleNamespace(name=name, state=state, due_at=now + timedelta(hours=hours), done_at=None)  # noqa: E731
    tasks = [task("done", -9, "done"), task("later", 5), task("soon", 1), task("late", -1), task("latest", -8), task("dropped", -99, "dropped")]
    assert [t.name for t in rules.by_lateness(tasks, now)] == ["latest", "late", "soon", "later", "done"]


def test_a_part_of_the_columns_adds_up_to_the_same_total_and_gives_nothing_away():
    counts = {("f", "young"): 20, ("f", "old"): 20, ("f", "yes"): 3, ("f", "unknown"): 37, ("m", "young"): 30, ("m", "old"): 10, ("m", "yes"): 12, ("m", "unknown"): 28}
    table = rules.suppressed(counts, ["f", "m"], ["young", "old", "yes", "unknown"], parts=(("young", "old"), ("yes", "unknown")))
    assert table.row_totals == {"f": 40, "m": 40} and table.total == 80 and table.cells["f", "young"] == 20
    assert table.cells["f", "yes"] is None and table.cells["f", "unknown"] is None, "40 less 37 would tell of 3"
    assert table.cells["m", "yes"] is None, "15 less 12 would tell of 3"


def test_where_a_total_stands_elsewhere_empty_rows_are_withheld_rather_than_it():
    table = rules.suppressed({("a", "x"): 3, ("b", "x"): 0}, ["a", "b"], ["x"], known=("x",))
    assert table.column_totals == {"x": 3} and table.cells == {("a", "x"): None, ("b", "x"): None}


@pytest.mark.parametrize("seed", range(30))
def test_no_withheld_number_follows_where_a_row_has_two_parts_and_totals_are_known(seed):
    chance = random.Random(seed)
    rows, ages, sure = [f"r{i}" for i in range(chance.randint(2, 5))], ["a0", "a1", "a2"], ["certain", "possible"]
    counts = {(r, c): chance.choice([0, 0, 1, 2, 4, 5, 8, 30, 200]) for r in rows for c in ages}
    for r in rows:
        whole = sum(counts[r, a] for a in ages)
        counts[r, "certain"] = chance.randint(0, whole)
        counts[r, "possible"] = whole - counts[r, "certain"]
    table = rules.suppressed(counts, rows, [*ages, *sure], parts=(sure, ages), known=sure)
    assert table.total == sum(counts[r, a] for r in rows for a in ages) and all(table.column_totals[c] is not None for c in sure)
    for r, n in table.row_totals.items():
        assert n is None or n == sum(counts[r, a] for a in ages) and not 0 < n < 5
    shown = lambda r, c: table.cells[r, c] if r != "T" and c != "T" else table.column_totals[c] if c != "T" else table.row_totals[r] if r != "T" else table.total  # noqa: E731
    places = {(r, c): i for i, (r, c) in enumerate((r, c) for r in (*rows, "T") for c in (*ages, *sure, "T"))}
    equations = [{**{(r, c): 1 for c in part}, (r, "T"): -1} for r in (*rows, "T") for part in (ages, sure)]
    equations += [{**{(r, c): 1 for r in rows}, ("T", c): -1} for c in (*ages, *sure, "T")]
    equations += [{at: 1} for at in places if shown(*at) is not None]
    matrix = np.zeros((len(equations), len(places)))
    for i, equation in enumerate(equations):
        for at, n in equation.items():
            matrix[i, places[at]] = n
    rank = np.linalg.matrix_rank(matrix)
    told = [at for at in places if shown(*at) is None and np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(places))[places[at]]])) == rank]
    assert told == [] or all(shown(r, c) is None for r in rows for c in sure), "what follows anyway does so from totals that stand elsewhere"


def test_what_a_rescuer_must_bring_tells_of_a_difficulty_and_silence_of_none():
    assert rules.difficulties(["wheelchair", "oxygen", "sign_interpreter"]) == {"walking", "hearing"}
    assert rules.difficulties(["medicine"]) == rules.difficulties([]) == set()
    assert len(rules.FUNCTIONS) == 6, "the short set has six functions"
