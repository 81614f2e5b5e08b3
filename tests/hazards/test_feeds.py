"""Feeds, wrappers and several alerts in one file."""

import pytest

from safeconduct.hazards.readers import ACCEPTED, IGNORED, REFUSED, read_file
from tests.hazards.samples import read, sample

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><id>i</id><title>t</title><updated>2026-05-01T08:00:00+02:00</updated>{}</feed>'


def test_a_wrapper_that_says_exercise_makes_the_alert_an_exercise():
    results = read("exercise_wrapper.xml")

    assert results[0].alerts[0].status == "Exercise"
    assert any("distributionStatus" in warning for warning in results[0].warnings)


def test_one_broken_alert_in_a_wrapper_does_not_take_the_others_with_it():
    assert [result.outcome for result in read("exercise_wrapper.xml")] == [ACCEPTED, REFUSED]


def test_an_index_gives_the_address_of_the_alert_and_not_of_the_web_page():
    result = read("index.rss")[0]

    assert result.outcome == ACCEPTED and not result.alerts
    assert [link.href for link in result.links] == ["https://alerts.example/cap/1.xml"]
    assert any("entry 2 link: missing" in warning for warning in result.warnings)


def test_a_feed_without_entries_is_ignored():
    assert read_file(ATOM.format("").encode())[0].outcome == IGNORED


@pytest.mark.parametrize("inside", ["{}", "<entry><content type='text/xml'>{}</content></entry>"])
def test_an_alert_is_found_wherever_it_stands_in_a_feed(inside):
    feed = ATOM.format(inside.format(sample("first.xml").decode()))

    assert [a.identifier for r in read_file(feed.encode()) for a in r.alerts] == ["river-1"]


def test_an_alert_written_as_text_inside_an_entry_is_read():
    text = sample("first.xml").decode().replace("&", "&amp;").replace("<", "&lt;")
    feed = ATOM.format(f"<entry><content type='html'>{text}</content></entry>")

    assert read_file(feed.encode())[0].alerts[0].identifier == "river-1"


def test_several_alerts_one_after_the_other_are_all_read():
    held = b'<?xml version="1.0"?>' + sample("first.xml") + b'\n<?xml version="1.0"?>' + sample("taken_back.xml")

    results = read_file(held)

    assert [a.identifier for r in results for a in r.alerts] == ["river-1", "river-2"]
    assert "more than one document" in results[0].warnings[0]


@pytest.mark.parametrize(
    ("held", "outcome", "part"),
    [
        (b"", REFUSED, "empty"),
        (b"\xef\xbb\xbf \n", REFUSED, "empty"),
        (b"<!DOCTYPE html><html><body>502 Bad gateway", REFUSED, "web page"),
        (b"<kml xmlns='x'/>", REFUSED, "<kml>"),
        (b"\x1f\x8b\x08rest", REFUSED, "gzip"),
        (b"%PDF-1.7", REFUSED, "PDF"),
        (b"CDF\x01rest", IGNORED, "netCDF"),
        (b"hello", REFUSED, "begins with 'hello'"),
        (b'{"a": 1', REFUSED, "line 1, column 8"),
        (b"[1, 2]", REFUSED, "JSON list"),
        (b'{"sources": [{}]}', IGNORED, "list of 1 alert feeds"),
        (b"AL, 13, 2023091018, 03, OFCL,   0, 221N,  617W, 105,  954, HU", IGNORED, "ATCF"),
        (b"<cxml><data/></cxml>", IGNORED, "CXML"),
        (b"latitude,longitude,bright_ti4,acq_date\n", IGNORED, "VIIRS"),
    ],
)
def test_what_is_no_alert_says_what_it_is(held, outcome, part):
    result = read_file(held)[0]

    assert result.outcome == outcome
    assert part in result.reason


def test_the_name_of_a_file_decides_nothing():
    assert read_file(sample("first.xml"), "holiday.jpg")[0].alerts[0].identifier == "river-1"
    assert read_file(sample("quakes.json"), "alert.cap")[0].form == "USGS"
