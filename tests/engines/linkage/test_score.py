"""Two records: how likely they are one person, and why."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safeconduct.engines.linkage import Name, Record, Weights, score, score_many
from safeconduct.engines.linkage.explain import REASONS
from safeconduct.engines.linkage.weights import default

HASSAN = Record(1, (Name("Mohammed", "", "Hassan"),), "1990-03-04", "m", ("SDN",), ("+249912345678",))


def other(*names, **more):
    told = {"born": "1990-03-04", "sex": "m", "nationalities": ("SDN",), **more}
    return Record(2, names, **told)


def test_another_script_order_and_a_swapped_date_are_one_person_and_it_says_why():
    found = score(HASSAN, other(Name(full="حسن محمد"), born="1990-04-03", phones=("0912345678",)), among=100_000)

    assert found.probability > 0.99
    assert {"same telephone", "same names in another order", "day and month swapped"} <= set(found.reasons)


def test_a_sister_on_the_same_telephone_is_not_the_same_person():
    found = score(HASSAN, other(Name("Fatima", "", "Hassan"), born="1996-07-14", sex="f", phones=("+249912345678",)), among=100_000)

    assert found.probability < 0.05
    assert "only the family name is shared" in found.reasons


def test_a_twin_is_left_to_a_person():
    found = score(HASSAN, other(Name("Hussein", "", "Hassan"), phones=("+249912345678",)), among=100_000)

    assert found.probability < 0.95


def test_a_common_name_tells_less_than_a_rare_one():
    born = {"born": "", "sex": "", "nationalities": ()}
    common = score(other(Name("Mohamed", "", "Ahmed"), **born), other(Name("Mohamed", "", "Ahmed"), **born), among=1000)
    rare = score(other(Name("Zebulon", "", "Quartermaine"), **born), other(Name("Zebulon", "", "Quartermaine"), **born), among=1000)

    assert rare.probability > common.probability


def test_the_larger_the_register_the_less_a_likeness_means():
    few, many = (score(HASSAN, other(Name("Mohamed", "", "Hasan"), born="1990"), among=size).probability for size in (1000, 10_000_000))

    assert few > many


def test_records_that_say_nothing_keep_the_prior_and_give_no_reasons():
    found = score(Record(), Record())

    assert found.probability < 1e-4
    assert found.reasons == ()


def test_the_best_of_several_names_counts():
    several = other(Name("Ali", "", "Omar"), Name("محمد", "", "حسن"))

    assert score(HASSAN, several).probability == pytest.approx(score(HASSAN, other(Name("محمد", "", "حسن"))).probability, rel=1e-3)


def test_single_names_double_surnames_and_patronymics_are_compared():
    single = score(
        Record(1, (Name(full="Suharto"),), "1970-01-15", "m", ("IDN",), ("0811555123",)),
        Record(2, (Name(full="Soeharto"),), "1970-01-15", "m", ("IDN",), ("0811555123",)),
    )
    spanish = score(Record(1, (Name("Ana", "", "García López"),), "1985-09-30"), Record(2, (Name("Ana", "", "Lopez"),), "1985-09-30"))
    ethiopian = score(Record(1, (Name("Abebe", "Kebede", "Tesfaye"),), "1985-09-30"), Record(2, (Name("Abebe", "", "Kebede"),), "1985-09-30"))

    assert min(single.probability, spanish.probability, ethiopian.probability) > 0.9


def test_many_candidates_get_the_same_scores_as_one_by_one():
    candidates = [other(Name("Mohamed", "", "Hasan")), other(Name("Olga", "", "Petrova"), sex="f"), Record(9)]

    together = score_many(HASSAN, candidates)
    assert [found.probability for found in together] == pytest.approx([score(HASSAN, one).probability for one in candidates])
    assert score_many(HASSAN, []) == []


def test_reasons_are_sentences_from_a_list_that_can_be_translated_and_hold_no_names():
    found = score(HASSAN, other(Name("Mohamed", "Ali", "Hasan"), phones=("0912345679",)))

    assert set(found.reasons) <= set(REASONS)
    assert len(set(REASONS)) == len(REASONS)


def test_weights_travel_as_json():
    weights = default()

    again = Weights.from_json(weights.as_json())
    assert score(HASSAN, HASSAN, weights=again).probability == pytest.approx(score(HASSAN, HASSAN, weights=weights).probability, rel=1e-3)
    with pytest.raises(ValueError, match="weights"):
        Weights.from_json('{"prior": 1}')


def test_every_share_of_the_shipped_weights_sums_to_one():
    weights = default()

    for kind in (weights.m, weights.r, weights.n, weights.u, weights.named):
        for name, shares in kind.items():
            assert sum(shares) == pytest.approx(1, abs=1e-3), name
            assert min(shares) > 0


words = st.sampled_from(["", "Mohamed", "محمد", "Hassan", "Hussein", "Hasson", "Ali", "Li", "Chen", "陈", "Maria", "García López", "bin", "O'Neill", "x"])
records = st.builds(
    Record,
    id=st.just("r"),
    names=st.lists(st.builds(Name, given=words, middle=words, family=words, full=words), max_size=2).map(tuple),
    born=st.sampled_from(["", "1990", "1990-01-01", "1990-03-04", "1990-04-03", "1991-03-04", "1991-01-01"]),
    sex=st.sampled_from(["", "m", "f"]),
    nationalities=st.lists(st.sampled_from(["SDN", "ETH", "CHN"]), max_size=2, unique=True).map(tuple),
    phones=st.lists(st.sampled_from(["0912345678", "+249912345678", "0912345679"]), max_size=2).map(tuple),
    documents=st.lists(st.sampled_from(["P12345", "P12346"]), max_size=1).map(tuple),
)


@given(records, records)
@example(Record("r", (Name(full="Mohamed"), Name(full="Hassan"))), Record("r", (Name(full="Hassan"), Name(full="Mohamed"))))
@settings(max_examples=80, deadline=None)
def test_it_makes_no_difference_which_record_comes_first(a, b):
    one, two = score(a, b), score(b, a)

    assert one.probability == pytest.approx(two.probability, rel=1e-5, abs=1e-12)
    assert set(one.reasons) == set(two.reasons)
    assert 0 <= one.probability <= 1


@given(records)
@settings(max_examples=60, deadline=None)
def test_a_record_is_never_less_like_itself_than_like_a_stranger(a):
    stranger = Record("s", (Name("Zygmunt", "", "Wojciechowski"),), "1931-12-30", "", (), ("0700000001",))

    assert score(a, a).probability >= score(a, stranger).probability
