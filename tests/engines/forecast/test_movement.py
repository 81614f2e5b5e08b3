"""The movement model keeps every person, and goes the ways that a hand calculation goes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.engines.forecast.movement import Crowd, known_at, roads, walk
from safeconduct.engines.forecast.reach import Reach, ways
from safeconduct.engines.forecast.reading import read_case

from .crises import crisis, eventful, places


def last_of(steps):
    *_, crowd = steps
    return crowd


@st.composite
def networks(draw):
    n = draw(st.integers(2, 8))
    kinds = [draw(st.sampled_from(["town", "conflict", "camp", "forward", "marker"])) for _ in range(n)]
    kinds[0] = "camp"
    some = [{"name": f"p{i}", "kind": k, "population": draw(st.integers(0, 1000)), "country": draw(st.sampled_from("AB"))} for i, k in enumerate(kinds)]
    pairs = draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.integers(0, 1500)), max_size=12))
    shut = draw(st.lists(st.tuples(st.sampled_from(["country", "location", "camp", "link"]), st.integers(0, n - 1), st.integers(0, n - 1)), max_size=3))
    return {
        "places": some,
        "routes": [{"a": f"p{a}", "b": f"p{b}", "km": km} for a, b, km in pairs],
        "conflicts": [{"place": f"p{i}", "start": i} for i in range(n) if kinds[i] == "conflict"],
        "closures": [{"kind": k, "a": "A" if k == "country" else f"p{a}", "b": "B" if k == "country" else f"p{b}", "start": 3, "end": 9} for k, a, b in shut],
        "counts": [],
    }


@settings(max_examples=60, deadline=None)
@given(networks())
def test_nobody_is_lost_and_nobody_is_made(source):
    case = read_case(source)
    for i, crowd in enumerate(walk(case, np.full(20, 100.0))):
        assert crowd.total() == pytest.approx(100.0 * (i + 1), rel=1e-9)
        assert crowd.at.min() >= 0 and crowd.road.min() >= 0


def test_two_camps_share_newcomers_by_softened_distance():
    case = read_case(crisis([], camps=("Riverside", "Hillgate")))
    shares = Reach(case).shares(0)[0]
    near, far = (50 + 60) ** -0.75, (50 + 80) ** -0.75
    # from Midway the zone of fighting is a choice too, but whoever goes back comes again the same day
    assert shares[0] / shares[1] == pytest.approx(near / far, rel=0.02)


def test_a_day_takes_people_400_km_and_no_farther():
    source = {
        "places": places("Riverside"),
        "routes": [{"a": "Oldtown", "b": "Riverside", "km": 900}],
        "conflicts": [{"place": "Oldtown", "start": 0}],
        "counts": [],
    }
    case = read_case(source)
    arrived = [float(c.at[case.index["Riverside"]]) for c in walk(case, np.array([100.0, 0, 0, 0]))]
    assert arrived[0] == 0 and arrived[1] == 0
    assert arrived[2] == pytest.approx(100.0)


def test_a_closed_border_lets_nobody_set_out_across_it():
    source = crisis([], closures=[{"kind": "country", "a": "Eastland", "b": "Utopia", "start": 0, "end": 10}])
    case = read_case(source)
    crossed = [float(c.at[2:].sum()) for c in walk(case, np.full(20, 10.0))]
    assert max(crossed[:10]) == 0 and crossed[-1] > 100


def test_a_camp_that_has_not_opened_is_an_ordinary_town():
    case = read_case(eventful())
    assert Reach(case).shares(10)[:, 2].tolist() == [0, 0, 0]
    assert (Reach(case).shares(80)[:, 2] > 0).all()


def test_people_stay_at_a_marker_only_when_night_falls():
    source = crisis([], camps=("Riverside",))
    source["places"][1]["kind"] = "marker"
    case = read_case(source)
    crowd = last_of(walk(case, np.array([100.0])))
    assert crowd.at[1] < 2 and crowd.at[2] > 60


def test_a_full_camp_turns_people_to_the_other():
    free, full = crisis([]), crisis([])
    full["places"][2] |= {"capacity": 500}
    people = [last_of(walk(read_case(s), np.full(60, 100.0))).at[2:] for s in (free, full)]
    assert people[0][0] > 2000
    assert people[1][0] < 900 and people[1][1] > people[0][1]


def test_many_members_walk_as_one_does():
    case = read_case(eventful())
    flow = np.linspace(10, 90, 40)
    one = last_of(walk(case, flow))
    many = last_of(walk(case, np.repeat(flow[:, None], 5, 1), crowd=Crowd(case, 5)))
    assert np.allclose(many.at, one.at[:, None]) and np.allclose(many.road, one.road[:, :, None])


def test_the_shortest_way_goes_round_what_is_shut():
    case = read_case(crisis([]))
    assert ways(case, np.array([2]))[0].tolist() == [150, 60, 0, 140]
    assert np.isinf(ways(case, np.array([2]), (("location", "Midway", ""),))[0, 0])


def test_the_network_of_a_day_knows_only_what_has_begun():
    case = read_case(eventful())
    assert known_at(case, 49) != known_at(case, 50)
    assert known_at(case.until(100), 100) == known_at(case, 100)
    assert roads(case, known_at(case, 0)).spawn.tolist() == [1, 0, 0, 0, 0]
