"""Files that attack, break off or are damaged: nothing is expanded, nothing is fetched, nothing crashes."""

import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.hazards.readers import ACCEPTED, IGNORED, REFUSED, ReadResult, read_file
from safeconduct.hazards.readers.sniff import FAILED
from tests.hazards.samples import sample
from tests.shared import DATA, needs_shared

NAMES = ("two_languages.xml", "field_problems.xml", "old_form.xml", "exercise_wrapper.xml", "index.rss", "gdacs.xml", "quakes.json", "contours.json", "storms.json", "advisory.txt")
LAUGHS = '<!DOCTYPE alert [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a reader opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def attacked(doctype: str, inside: str = "") -> ReadResult:
    text = doctype + sample("first.xml").decode().replace("Vale do rio", "Vale do rio" + inside)
    return read_file(text.encode())[0]


@pytest.mark.parametrize(
    ("doctype", "inside"),
    [
        (LAUGHS, "&b;"),
        ('<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "&x;"),
        ('<!DOCTYPE alert [<!ENTITY % x SYSTEM "http://example.invalid/x.dtd"> %x;]>', ""),
        ('<!DOCTYPE alert [<!ENTITY x PUBLIC "p" "http://example.invalid/x">]>', ""),
    ],
)
def test_a_file_that_declares_an_entity_is_refused_and_nothing_is_expanded_or_fetched(no_network, doctype, inside):
    result = attacked(doctype, inside)

    assert result.outcome == REFUSED and not result.alerts
    assert result.reason.startswith("line 1: declares the entity")


@needs_shared
def test_the_entity_attack_among_the_real_files_expands_nothing(no_network):
    results = read_file((DATA / "cap" / "gcap__xee.atom").read_bytes())

    assert [result.outcome for result in results] == [REFUSED]
    assert results[0].reason.startswith("line 4: declares the entity")
    assert not results[0].alerts and not results[0].links


def test_a_bare_document_type_is_set_aside_without_fetching_it(no_network):
    result = attacked('<!DOCTYPE alert SYSTEM "http://example.invalid/cap.dtd">')

    assert result.outcome == ACCEPTED
    assert "nothing is fetched" in result.warnings[0]


def test_an_alert_deeper_than_any_alert_is_refused_at_its_line():
    result = read_file(b"<a>\n" * 100_000)[0]

    assert result.outcome == REFUSED
    assert result.reason.startswith("line 65: elements stand more than 64 deep")


def test_json_deeper_than_any_feed_is_refused():
    assert "nested more than 100 deep" in read_file(b'{"features":' * 5000)[0].reason
    assert read_file(b"[" * 1_000_000)[0].outcome == REFUSED


def test_a_file_larger_than_the_limit_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr("safeconduct.hazards.readers.sniff.MOST_BYTES", 100)

    assert "split it" in read_file(sample("first.xml"))[0].reason


@pytest.mark.parametrize("held", [b'{"a":"' + b'\\"' * 200_000, b'"' * 400_000, b"<a b='" + b"x" * 400_000, b"{" + b'"a":1,' * 100_000, b"<polygon>" + b"1," * 400_000, b"0" * 400_000, b'{"features": [{"properties": ' + b"9" * 200_000 + b"}]}"])
def test_a_long_broken_file_is_refused_quickly(held):
    started = time.perf_counter()

    assert read_file(held)[0].outcome == REFUSED
    assert time.perf_counter() - started < 3


def settled(results):
    assert results and all(result.outcome in (ACCEPTED, REFUSED, IGNORED) for result in results)
    for result in results:
        assert result.outcome != REFUSED or result.reason
        assert FAILED not in result.reason
        for alert in result.alerts:
            assert isinstance(alert.languages, tuple)
            assert alert.bbox is None or (-180 <= alert.bbox[0] <= 180 and -90 <= alert.bbox[1] <= alert.bbox[3] <= 90)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(NAMES), st.floats(0, 1))
def test_a_file_cut_off_anywhere_never_crashes(name, share):
    held = sample(name)
    settled(read_file(held[: int(len(held) * share)]))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(NAMES), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.binary(max_size=4)), min_size=1, max_size=8))
def test_a_damaged_file_never_crashes(name, changes):
    held = bytearray(sample(name))
    for share, length, put in changes:
        at = int(len(held) * share)
        held[at : at + length] = put
    settled(read_file(bytes(held)))


_WORDS = ["", "0", "-1", "999999999", "NaN", "Infinity", "x", "2026-99-99T99:99:99+99:99", "null", "1,1 1,1", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-14:00", "\u0661\u0662", "\ud55c" * 50, "&#0;", "<b/>", "]]", "1e308,1e308 5"]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([name for name in NAMES if name.endswith(("xml", "rss"))]), st.lists(st.tuples(st.integers(0, 400), st.sampled_from(_WORDS)), min_size=1, max_size=6))
def test_any_text_in_any_element_never_crashes(name, changes):
    parts = sample(name).decode().split(">")
    for at, word in changes:
        at %= len(parts)
        _, mark, tail = parts[at].rpartition("<")
        if mark and tail.startswith("/"):
            parts[at] = word + mark + tail
    settled(read_file(">".join(parts).encode()))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([name for name in NAMES if name.endswith("json")]), st.data())
def test_any_value_in_any_field_of_json_never_crashes(name, data):
    import json

    document = json.loads(sample(name))
    spots = []

    def walk(held):
        for key, value in held.items() if isinstance(held, dict) else enumerate(held):
            spots.append((held, key))
            if isinstance(value, dict | list):
                walk(value)

    walk(document)
    value = st.one_of(st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.text(max_size=8), st.just([]), st.just({}), st.just([[]]), st.just([None, None]), st.just(["a", "b"]))
    for _ in range(data.draw(st.integers(1, 4))):
        held, key = data.draw(st.sampled_from(spots))
        held[key] = data.draw(value)
    settled(read_file(json.dumps(document).encode()))


@needs_shared
def test_every_real_file_cut_in_the_middle_is_settled():
    for folder in ("cap", "hazards"):
        for path in sorted((DATA / folder).rglob("*")):
            if path.is_file() and path.stat().st_size < 400_000:
                held = path.read_bytes()
                settled(read_file(held[: len(held) // 2]))
