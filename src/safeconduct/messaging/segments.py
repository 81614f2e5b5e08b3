"""How many parts an SMS takes, before it is sent: 3GPP TS 23.038 (alphabets) and 23.040 (parts)."""

from __future__ import annotations

from typing import NamedTuple

GSM7 = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
GSM7_EXTENSION = frozenset("\f^{}\\[~]|€")
SINGLE = {"GSM-7": 160, "UCS-2": 70}
CONCATENATED = {"GSM-7": 153, "UCS-2": 67}


class Segments(NamedTuple):
    """``encoding`` is GSM-7 or UCS-2; ``units`` are septets or UTF-16 code units; ``parts`` is what the operator bills, 0 for no text."""

    encoding: str
    units: int
    parts: int


def segments(text: str) -> Segments:
    """
    Count the parts of an SMS.

    GSM-7 where every character is in the default alphabet or its extension table (which takes two septets), else UCS-2. One part holds 160 or 70
    units; where it does not fit, each part holds 153 or 67, and neither an escape pair nor a surrogate pair is parted over two.
    """
    plain = all(letter in GSM7 or letter in GSM7_EXTENSION for letter in text)
    encoding = "GSM-7" if plain else "UCS-2"
    if plain:
        sizes = [2 if letter in GSM7_EXTENSION else 1 for letter in text]
    else:
        sizes = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    units = sum(sizes)
    if units <= SINGLE[encoding]:
        return Segments(encoding, units, 1 if units else 0)
    return Segments(encoding, units, _packed(sizes, CONCATENATED[encoding]))


def _packed(sizes: list[int], room: int) -> int:
    parts, used = 1, 0
    for size in sizes:
        if used + size > room:
            parts, used = parts + 1, 0
        used += size
    return parts
