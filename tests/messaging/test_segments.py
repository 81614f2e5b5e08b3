"""What an SMS costs is known before it is sent."""

import pytest

from safeconduct.messaging.segments import segments


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "GSM-7", 0, 0),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("ب" * 70, "UCS-2", 70, 1),
        ("ب" * 71, "UCS-2", 71, 2),
        ("ب" * 134, "UCS-2", 134, 2),
        ("ب" * 141, "UCS-2", 141, 3),
        ("ç" * 3, "UCS-2", 3, 1),
        ("😀" * 35, "UCS-2", 70, 1),
        ("ደ" * 68, "UCS-2", 68, 1),
    ],
)
def test_parts_are_counted_as_the_operator_counts_them(text, encoding, units, parts):
    assert segments(text) == (encoding, units, parts)


def test_an_escape_pair_is_not_parted():
    text = "a" * 152 + "€" + "a" * 151
    assert segments(text) == ("GSM-7", 305, 2)
    assert segments("a" * 152 + "€" + "a" * 152) == ("GSM-7", 306, 3)


def test_a_surrogate_pair_is_not_parted():
    assert segments("ب" * 66 + "😀" + "ب" * 66) == ("UCS-2", 134, 3)


def test_one_letter_outside_the_alphabet_makes_the_whole_text_ucs2():
    assert segments("Are you safe? 1 yes, 2 no").encoding == "GSM-7"
    assert segments("Are you safe? 1 yes, 2 no ✓").encoding == "UCS-2"
    assert segments("’").encoding == "UCS-2"


def test_the_default_alphabet_has_its_127_letters():
    from safeconduct.messaging import segments as module

    # 128 places, one of which is the escape to the extension table
    assert len(module.GSM7) == 127
    assert len(module.GSM7_EXTENSION) == 10
