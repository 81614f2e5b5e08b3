"""Telephones as people write them, to E.164."""

from __future__ import annotations

import re

import phonenumbers

E164 = re.compile(r"^\+[1-9]\d{6,14}$")


def read_telephone(text: str, country: str = "") -> str:
    """The number in E.164, read with the country's prefix where it lacks one; empty where it can be none."""
    plain = re.sub(r"[\s().\-/]", "", "".join(str(ord(c) - ord("٠")) if "٠" <= c <= "٩" else c for c in text))
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    if E164.match(plain):
        return plain
    if not country or not plain:
        return ""
    from safeconduct.standards import load

    try:
        region = load.country(country).alpha2
        parsed = phonenumbers.parse(plain, region)
    except (KeyError, phonenumbers.NumberParseException):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_possible_number(parsed) else ""
