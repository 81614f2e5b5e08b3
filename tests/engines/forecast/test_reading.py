"""A case is read in the engine's words and in those of the published flow data; what is wrong is named."""

import math

import pytest

from safeconduct.engines.forecast.model import ForecastError
from safeconduct.engines.forecast.reading import read_case

from .crises import crisis, eventful

ONE = [{"place": "Riverside", "day": 3, "people": 10}]
BROKEN = {
    "counts[0].people": {"counts": [{"place": "Riverside", "day": 3, "people": -1}]},
    "counts[0].day": {"counts": [{"place": "Riverside", "day": 3.5, "people": 1}]},
    "counts[0].place": {"counts": [{"place": "Nowhere", "day": 3, "people": 1}]},
    "counts[0].date": {"counts": [{"place": "Riverside", "date": "tomorrow", "people": 1}], "start_date": "2031-01-01"},
    "counts[0]": {"counts": ["Riverside"]},
    "counts": {"counts": {"Riverside": 3}},
    "start_date": {"counts": [{"place": "Riverside", "date": "2031-01-01", "people": 1}]},
    "places[1].name": {"places": [{"name": "A", "kind": "camp"}, {"name": "A"}]},
    "places[0].kind": {"places": [{"name": "A", "kind": "castle"}]},
    "places[0].latitude": {"places": [{"name": "A", "kind": "camp", "latitude": 91}], "counts": []},
    "places[0].capacity": {"places": [{"name": "A", "kind": "camp", "capacity": "many"}], "counts": []},
    "routes[0].km": {"routes": [{"a": "Oldtown", "b": "Midway", "km": "near"}]},
    "routes[0].b": {"routes": [{"a": "Oldtown", "b": "Atlantis", "km": 1}]},
    "conflicts[0].intensity": {"conflicts": [{"place": "Oldtown", "start": 0, "intensity": 2}]},
    "conflicts[0].end": {"conflicts": [{"place": "Oldtown", "start": 9, "end": 3}]},
    "closures[0].kind": {"closures": [{"kind": "weather", "a": "Oldtown", "start": 0}]},
    "movement.speed": {"movement": {"speed": 3}},
    "movement.leave_town": {"movement": {"leave_town": 1.5}},
}


@pytest.mark.parametrize("field", BROKEN)
def test_what_is_wrong_is_named_by_its_field(field):
    with pytest.raises(ForecastError) as error:
        read_case(crisis(ONE) | BROKEN[field])
    assert error.value.field == field
    assert str(error.value).startswith(f"{field}: ")


@pytest.mark.parametrize("people", [math.nan, math.inf, "NaN", None, True, [1], "1e400"])
def test_no_count_that_is_no_number_is_taken(people):
    with pytest.raises(ForecastError, match=r"^counts\[0\]\.people"):
        read_case(crisis([{"place": "Riverside", "day": 1, "people": people}]))


@pytest.mark.parametrize("source", [None, [], "case", 3, {}, {"places": []}, {"places": [{"name": "A"}]}])
def test_an_empty_or_shapeless_case_is_refused_in_words(source):
    with pytest.raises(ForecastError):
        read_case(source)


def test_the_columns_of_the_published_flow_data_mean_the_same():
    ours = read_case(eventful())
    rows = eventful()
    theirs = read_case({
        "locations": [{"location": p["name"], "kind": {"conflict": "conflict_at_start"}.get(p.get("kind"), p.get("kind", "town")),
                       "resident_population": str(p.get("population", "")), "country": p["country"], "flee_capacity": "999"} for p in rows["places"]],
        "routes": [{"location_a": r["a"], "location_b": r["b"], "distance_km": str(r["km"]), "forced_redirection": "none"} for r in rows["routes"]],
        "conflicts": [{"location": c["place"], "start_day": str(c["start"]), "end_day": str(c.get("end", "")), "intensity": str(c.get("intensity", 1))} for c in rows["conflicts"]],
        "closures": [{"kind": c["kind"], "name_a": c["a"], "name_b": c.get("b", ""), "start_day": str(c["start"]), "end_day": str(c["end"])} for c in rows["closures"]],
        "camp_observations": [{"camp": c["place"], "day": str(c["day"]), "people": str(c["people"]), "people_normalised": "7"} for c in rows["counts"]],
        "registration_corrections": [{"camp": r["place"], "day": str(r["day"])} for r in rows["recounts"]],
    })  # fmt: skip
    assert theirs == ours


def test_counts_alone_make_a_case_of_camps_without_roads():
    case = read_case(
        {"counts": [{"camp": "B", "date": "2031-01-11", "people": 5}, {"camp": "A", "date": "2031-01-01", "people": 1}], "start_date": "2031-01-01"}
    )
    assert set(case.destinations) == {"A", "B"}
    assert sorted(c.day for c in case.counts) == [0, 10]


def test_the_order_of_rows_does_not_matter():
    one, other = eventful(), eventful()
    for key in ("counts", "conflicts"):
        other[key] = other[key][::-1]
    assert read_case(one) == read_case(other)
