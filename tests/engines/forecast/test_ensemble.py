"""Each member of an ensemble walks by itself, and the same seed walks the same way."""

import numpy as np
import pytest

from safeconduct.engines.forecast.ensemble import ensemble
from safeconduct.engines.forecast.model import ForecastError
from safeconduct.engines.forecast.reading import read_case

from .crises import crisis, eventful


def test_the_same_seed_gives_the_same_people_and_another_seed_others():
    case = read_case(eventful())
    one, again, other = (ensemble(case, 150, 60, members=50, seed=s) for s in (1, 1, 2))
    assert (one.people == again.people).all() and (one.on_the_road == again.on_the_road).all()
    assert (one.people != other.people).any()
    assert one.people.dtype == np.int64


def test_bands_are_in_order_and_widen():
    many = ensemble(read_case(eventful()), 150, 60, members=200, seed=1)
    assert (np.diff(many.people, axis=2) >= 0).all()
    width = many.people[:, :, -1] - many.people[:, :, 0]
    assert (width[59] > width[5]).all()


def test_one_member_is_an_ensemble_without_spread():
    alone = ensemble(read_case(eventful()), 150, 20, members=1, seed=9)
    assert (alone.people[..., 0] == alone.people[..., -1]).all() and alone.people.max() > 0


def test_it_starts_from_the_last_counts():
    many = ensemble(read_case(eventful()), 180, 1, members=20, seed=1)
    assert abs(int(many.people[0, 0, 2]) - 180 * 110) < 1500


@pytest.mark.parametrize(("field", "wish"), [("members", {"members": 0}), ("members", {"members": 10**6}), ("ahead", {"ahead": 0})])
def test_too_many_or_too_few_is_named(field, wish):
    with pytest.raises(ForecastError, match=f"^{field}"):
        ensemble(read_case(eventful()), 150, **{"ahead": 10, **wish})


def test_without_counts_there_is_no_flow_to_run_on():
    with pytest.raises(ForecastError, match="^counts"):
        ensemble(read_case(crisis([])), 10, 10)
