"""A whole register: the likely pairs, how sure they are, and that nothing hostile breaks or stalls it."""

import time

import numpy as np
import pytest
from benchmarks.linkage import quality
from benchmarks.registrations import arabic, mixed, withheld

from safeconduct.engines.linkage import BadInput, Name, Record, Register, hashed_keys, link, score
from safeconduct.engines.linkage.block import pairs_within
from safeconduct.engines.linkage.keys import table_without
from tests.shared import DATA, needs_shared

STORED = (684, 929669443)
"""Pairs found and a digest of who and at which levels; new keys or levels change it, and then VERSION must change too."""


def columns_of(made):
    return Register(ids=range(len(made)), **made.columns)


@pytest.fixture(scope="module")
def unseen():
    return table_without(withheld())


def test_registrations_in_arabic_and_latin_letters_are_brought_together(unseen):
    made = arabic(6000, seed=3)
    found = link(columns_of(made), least=0.01, table=unseen)
    told = quality(found.left, found.right, found.probability, made.person)

    assert told["best_f1"] > 0.95
    assert told["precision_at_95"] >= 0.99
    assert told["true_share_90_100"] >= 0.95


def test_seven_naming_customs_with_households_keep_their_promise(unseen):
    made = mixed(8000, seed=4)
    found = link(columns_of(made), least=0.01, table=unseen)
    told = quality(found.left, found.right, found.probability, made.person)

    assert told["best_f1"] > 0.88
    assert told["precision_at_95"] >= 0.985
    assert told["true_share_90_100"] >= 0.95


def test_the_same_register_and_seed_give_the_same_pairs():
    made = arabic(2000, seed=8)
    one, two = (link(columns_of(made), seed=5) for _ in range(2))

    assert np.array_equal(one.left, two.left) and np.array_equal(one.right, two.right) and np.array_equal(one.levels, two.levels)


def test_the_levels_of_a_fixed_register_have_a_stored_digest():
    found = link(columns_of(arabic(1500, seed=21)), least=0.9, seed=1)
    order = np.lexsort((found.right, found.left))
    told = np.concatenate([found.left[order], found.right[order], found.levels[order].ravel().astype(np.int64)])
    digest = int(told @ (np.arange(1, len(told) + 1) % 99991))

    assert (len(found), digest) == STORED


def test_the_order_of_the_records_makes_no_difference_to_who_is_found():
    made = arabic(3000, seed=9)
    turned = np.random.default_rng(1).permutation(len(made))
    moved = Register(ids=range(len(made)), **{name: [cells[row] for row in turned] for name, cells in made.columns.items()})
    one, two = link(columns_of(made), least=0.95), link(moved, least=0.95)

    here = set(zip(one.left.tolist(), one.right.tolist(), strict=True))
    there = {tuple(sorted((int(turned[i]), int(turned[j])))) for i, j in zip(two.left, two.right, strict=True)}
    assert len(here & there) >= 0.98 * max(len(here), len(there))


def test_pairs_are_sorted_distinct_and_explained():
    found = link(columns_of(arabic(1000, seed=2)), least=0.3)

    assert (np.diff(found.probability) <= 0).all()
    assert (found.left < found.right).all()
    assert len({*zip(found.left.tolist(), found.right.tolist(), strict=True)}) == len(found)
    assert all(found.why(at) for at in range(len(found)))


@needs_shared
def test_febrl_pairs_are_found_without_a_label():
    import csv

    with (DATA / "identity/record-linkage/febrl_dataset1.csv").open(newline="") as lines:
        rows = [{key.strip(): (cell or "").strip() for key, cell in row.items()} for row in csv.DictReader(lines)]
    born = [f"{d[:4]}-{d[4:6]}-{d[6:]}" if len(d := row["date_of_birth"]) == 8 else "" for row in rows]
    extra = {name: [row[name] for row in rows] for name in ("postcode", "address_1", "street_number", "suburb")}
    register = Register(
        ids=[row["rec_id"] for row in rows],
        given=[row["given_name"] for row in rows],
        family=[row["surname"] for row in rows],
        born=born,
        document=[row["soc_sec_id"] for row in rows],
        extra=extra,
        kinds={"postcode": "code", "street_number": "code"},
    )
    found = link(register, least=0.01)
    person = np.unique([row["rec_id"].split("-")[1] for row in rows], return_inverse=True)[1]

    assert quality(found.left, found.right, found.probability, person)["best_f1"] > 0.99


# -- hostile and degenerate -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 2])
def test_hardly_any_records_are_no_trouble(size):
    found = link([Record(at, (Name(full="Ali Hassan"),), "1990-01-02") for at in range(size)], least=0)

    assert len(found) == size * (size - 1) // 2


def test_records_that_say_nothing_give_no_pairs():
    assert len(link([Record(at) for at in range(2000)])) == 0


@pytest.mark.parametrize("rows", [1200, 60_000])
def test_a_register_of_one_name_ends_in_bounded_time_and_links_nobody_by_name_alone(rows):
    started = time.perf_counter()
    found = link(Register(ids=range(rows), given=["Mohamed"] * rows, family=["Ali"] * rows))

    assert len(found) == 0
    assert time.perf_counter() - started < 10


def test_a_telephone_that_all_share_links_nobody():
    rows = 3000
    made = arabic(rows, seed=31)
    made.columns["phone"] = ["0912345678"] * rows
    found = link(columns_of(made), least=0.01)

    assert quality(found.left, found.right, found.probability, made.person)["precision_at_95"] >= 0.99


def test_control_letters_and_long_texts_do_not_break_it():
    hostile = ["\x00", "\u202e\u200f", "a" * 20_000, "'; drop table", "𝔐𝔬𝔥𝔞𝔪𝔢𝔡", "🙂", "٠١٢", "- - -"]
    found = link(
        [Record(at, (Name(given=text, family=text),), text[:10], text, (text,), (text,), (text,), text, {"note": text}) for at, text in enumerate(hostile * 3)],
        least=0.5,
    )

    assert len(found) >= 0


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"given": ["a"]}, "given: 1 cells for 2 records"),
        ({"given": ["a", None]}, "given, row 1"),
        ({"born": ["1990", float("nan")]}, "born, row 1"),
        ({"phone": [("1",), 5]}, "phone, row 1"),
        ({"extra": {"shoe": ["1"]}}, "extra.shoe"),
        ({"extra": {"shoe": ["1", "2"]}, "kinds": {"shoe": "leather"}}, "kinds.shoe"),
        ({"also": [(7, Name("a"))]}, "also: row 7"),
    ],
)
def test_a_wrong_column_is_named(columns, said):
    with pytest.raises(BadInput, match=said):
        Register(ids=[1, 2], **columns)


def test_a_bound_outside_zero_to_one_is_refused():
    with pytest.raises(BadInput, match="least"):
        link([], least=1.5)


def test_pairs_within_blocks_are_all_of_them_and_small_blocks_come_first():
    keys = np.array([5, 7, 5, 9, 7, 5, 1])
    pairs = pairs_within(keys, np.arange(7), 7, 100)

    assert {(int(p) // 7, int(p) % 7) for p in pairs} == {(0, 2), (0, 5), (2, 5), (1, 4)}
    assert {(int(p) // 7, int(p) % 7) for p in pairs_within(keys, np.arange(7), 7, 1)} == {(1, 4)}


NAN = float("nan")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"born": None}, "born.*: text is needed"),
        ({"sex": NAN}, "sex.*: text is needed"),
        ({"place": NAN}, "place.*: text is needed"),
        ({"nationalities": "SDN"}, "nationalities.*: a tuple of texts"),
        ({"phones": (None,)}, "phones.*: a tuple of texts"),
        ({"documents": (5,)}, "documents.*: a tuple of texts"),
        ({"names": None}, "names.*: a tuple of Name"),
        ({"names": ("Ali",)}, "names.*: a tuple of Name"),
        ({"names": (Name(NAN),)}, "names.given.*: text is needed"),
        ({"extra": {"shoe": NAN}}, "extra.shoe.*: text is needed"),
    ],
)
def test_a_wrong_record_is_refused_by_every_call_with_the_name_of_its_field(wrong, said):
    record = Record(1, **wrong)
    for call in (lambda: link([Record(0), record]), lambda: score(Record(0), record), lambda: hashed_keys(record, b"x" * 16)):
        with pytest.raises(BadInput, match=said):
            call()


def test_thousands_of_names_numbers_and_words_in_one_record_end_in_bounded_time():
    many = tuple(Name(f"Ali{chr(97 + at % 26)}", family="Hassan") for at in range(3000))
    numbers = tuple(str(10**8 + at) for at in range(5000))
    loud = Record(1, (Name(full="ab " * 100_000), *many), "1990-01-02", phones=numbers, documents=numbers, extra={"note": "word " * 50_000})
    started = time.perf_counter()
    found = score(loud, Record(2, many, "1990-01-02", phones=numbers[::-1], extra={"note": "sword " * 50_000}))
    keys = hashed_keys(loud, b"x" * 16)
    crowded = link(Register(ids=range(600), phone=[";".join(numbers)] * 600), least=0)

    assert 0 < found.probability < 1 and len(crowded) == 0
    assert len(keys) < 12_000
    assert time.perf_counter() - started < 10


def test_a_million_records_of_one_thing_end_in_bounded_time():
    rows = 1_000_000
    started = time.perf_counter()
    found = link(Register(ids=range(rows), given=["Mohamed"] * rows, family=["Ali"] * rows, born=["1990-01-01"] * rows, phone=["0912345678"] * rows))

    assert len(found) == 0
    assert time.perf_counter() - started < 30
