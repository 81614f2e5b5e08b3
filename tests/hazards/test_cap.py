"""CAP alerts of our own: every block kept, what is mended is said, nothing that can be used is refused."""

from datetime import datetime

import pytest

from safeconduct.hazards.readers import ACCEPTED, REFUSED, read_file
from tests.hazards.samples import alert_of, read, sample

MINIMAL = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>a</identifier><sender>s</sender><sent>2026-05-01T08:00:00+02:00</sent>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info>{language}<category>Met</category><event>{event}</event><urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Observed</certainty><description>{text}</description><area><areaDesc>x</areaDesc>{shape}</area></info></alert>"""


def made(event="Flood", shape="", language="<language>en</language>", text=""):
    result = read_file(MINIMAL.format(event=event, shape=shape, language=language, text=text).encode())[0]
    return result.alerts[0], result.warnings


def test_every_block_is_kept_with_its_language_and_the_box_goes_over_the_antimeridian():
    alert = alert_of("two_languages.xml")

    assert [info.event for info in alert.infos] == ["Tropical Cyclone Warning", "Alerte cyclonique"]
    assert alert.languages == ("en", "fr")
    assert alert.kind == "storm"
    assert alert.bbox == (178, -19, -178, -16)
    assert alert.area_name == "Eastern islands"


def test_coordinates_come_out_as_lon_lat_with_the_severity_as_band():
    area = alert_of("two_languages.xml").infos[0].areas[0]

    assert area.polygons[0].rings[0][0] == (178, -16)
    assert (area.circles[0].lon, area.circles[0].lat, area.circles[0].km) == (179.9, -17.5, 50)
    assert area.polygons[0].band == area.circles[0].band == "Extreme"
    assert area.geocodes == (("ISO 3166-2", "FJ-E"),)


def test_cap_1_0_is_read_with_its_own_way_of_pairs_and_certainty():
    alert = alert_of("old_form.xml")

    assert alert.form == "CAP 1.0"
    assert alert.infos[0].certainty == "Likely"
    assert alert.infos[0].event_codes == (("SAME", "SVR"),)
    assert alert.infos[0].areas[0].geocodes == (("FIPS6", "006109"),)
    assert alert.kind == "storm"


def test_known_field_problems_are_mended_and_each_mending_is_said():
    result = read("field_problems.xml")[0]
    alert, said = result.alerts[0], " | ".join(result.warnings)

    assert result.outcome == ACCEPTED
    assert alert.sent == datetime.fromisoformat("2025-09-01T06:00:00+00:00")
    assert alert.expires == datetime.fromisoformat("2025-09-02T06:00:00+00:00")
    assert (alert.status, alert.scope, alert.infos[0].severity) == ("Actual", "Public", "Unknown")
    assert alert.languages == ("en-US", "und-Arab")
    ring = alert.infos[0].areas[0].polygons[0].rings[0]
    assert ring[0] == ring[-1] == (32.4, 15.5) and len(ring) == 5
    assert alert.infos[0].areas[1].polygons[0].rings[0][0] == (178.1, -17.1)
    assert len(alert.infos[0].areas[1].polygons) == 1
    assert alert.infos[0].areas[1].circles[0].km == 0
    for part in ("ends in Z", "has no offset", "'Very bad' is not a word of CAP", "'Everybody' is not a word", "language: missing", "more than one language",
                 "ring is not closed", "read the other way round", "fewer than three", "no radius", "references: empty"):  # fmt: skip
        assert part in said, part


def test_every_warning_names_the_line_and_the_element():
    for warning in read("field_problems.xml")[0].warnings:
        assert warning.startswith("line ") or "alert status" in warning, warning


@pytest.mark.parametrize(
    ("shape", "points"),
    [
        ("<polygon>1,2 1,3 2,3 1,2</polygon>", [(2, 1), (3, 1), (3, 2), (2, 1)]),
        ("<polygon>+1.0,2, +1,3, 2,3 1,2</polygon>", [(2, 1), (3, 1), (3, 2), (2, 1)]),
        ("<polygon>1 2 1 3 2 3 1 2</polygon>", [(2, 1), (3, 1), (3, 2), (2, 1)]),
        ("<polygon>−1,2 −1,3 2,3 −1,2</polygon>", [(2, -1), (3, -1), (3, 2), (2, -1)]),
        ("<polygon>1,190 1,191 2,191 1,190</polygon>", [(-170, 1), (-169, 1), (-169, 2), (-170, 1)]),
    ],
)
def test_polygons_as_the_field_writes_them(shape, points):
    alert, _ = made(shape=shape)

    assert list(alert.infos[0].areas[0].polygons[0].rings[0]) == points


@pytest.mark.parametrize("shape", ["<polygon/>", "<polygon>a,b</polygon>", "<polygon>1,2 3</polygon>", "<polygon>95,200 96,200 96,201 95,200</polygon>", "<circle>1,2 -5</circle>", "<circle>1</circle>", "<polygon>1e400,2 3,4 5,6 1,1</polygon>"])
def test_a_shape_that_bounds_nothing_is_left_out_and_said(shape):
    alert, said = made(shape=shape)

    assert alert.bbox is None
    assert any("left out" in one for one in said)


def test_latitude_and_longitude_are_not_swapped_on_a_guess():
    alert, _ = made(shape="<polygon>32.4,15.5 32.6,15.5 32.6,15.7 32.4,15.5</polygon>")

    assert alert.bbox == (15.5, 32.4, 15.7, 32.6)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("<language>en</language>", "فيضان شديد على ضفاف النهر في هذه الليلة يرجى الابتعاد عن المناطق المنخفضة", ("en", "und-Arab")),
        ("", "洪水警報，請遠離河岸，低窪地區居民請立即疏散到安全地點，並注意最新消息，切勿靠近河邊", ("und-Hani",)),
        ("<language>zh-TW</language>", "洪水警報 http://www.example.org/river/flood/warnings/today", ("zh-TW",)),
        ("<language>ja</language>", "こうずいけいほう 洪水警報 川から離れてください", ("ja",)),
        ("<language>sr-Latn</language>", "Поплава на реци током ноћи, молимо удаљите се од обале и ниских места", ("sr-Latn", "und-Cyrl")),
        ("<language>EN_us</language>", "River rises", ("en-US",)),
        ("<language>English please</language>", "River rises", ("und",)),
    ],
)
def test_the_language_declared_is_held_against_the_script_of_the_text(language, text, expected):
    alert, _ = made(event="", language=language, text=text)

    assert alert.languages == expected


def test_a_missing_offset_is_borrowed_from_the_other_times_of_the_alert():
    held = sample("first.xml").replace(b"<sent>2026-05-01T08:00:00+02:00", b"<sent>2026-05-01T08:00:00")

    alert = read_file(held)[0].alerts[0]

    assert alert.sent == datetime.fromisoformat("2026-05-01T08:00:00+02:00")


def test_an_alert_without_a_name_gets_the_same_one_each_time():
    held = sample("first.xml").replace(b"<identifier>river-1</identifier>", b"")

    one, other = read_file(held)[0].alerts[0], read_file(held)[0].alerts[0]

    assert one.identifier == other.identifier and one.identifier.startswith("made:")


def test_an_alert_without_name_sender_and_moment_is_refused_with_its_line():
    result = read_file(b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">\n</alert>')[0]

    assert result.outcome == REFUSED
    assert result.reason.startswith("line 1, alert: identifier, sender and sent are missing")


def test_references_are_parsed_and_a_signature_is_noted():
    held = sample("taken_back.xml").replace(b"</alert>", b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></alert>')
    alert = read_file(held)[0].alerts[0]

    assert [(r.sender, r.identifier) for r in alert.references] == [("water@example", "river-1")]
    assert alert.references[0].sent == datetime.fromisoformat("2026-05-01T08:00:00+02:00")
    assert alert.signed


def test_elements_without_a_namespace_or_with_an_unbound_prefix_are_still_an_alert():
    plain = sample("first.xml").replace(b' xmlns="urn:oasis:names:tc:emergency:cap:1.2"', b"")
    prefixed = plain.replace(b"</", b"</cap:").replace(b"<", b"<cap:").replace(b"<cap:/cap:", b"</cap:")

    assert read_file(plain)[0].alerts[0].identifier == "river-1"
    assert read_file(prefixed)[0].alerts[0].identifier == "river-1"
