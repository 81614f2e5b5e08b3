"""Names of things: uids that whoever creates a thing can make, and codes that can be read over a telephone."""

from __future__ import annotations

import os
import secrets
import time
from uuid import UUID

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that sounds or looks like another: no 0 O 1 I L U


def new_uid(ms: int | None = None) -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, the rest random, so that tables fill in order."""
    stamp = int(time.time() * 1000) if ms is None else ms
    lot = int.from_bytes(os.urandom(10), "big")
    return UUID(int=(stamp & (2**48 - 1)) << 80 | 0x7 << 76 | (lot >> 64 & 0xFFF) << 64 | 0b10 << 62 | lot & (2**62 - 1))


def _check(body: str) -> int:
    # 31 is the prime above the 30 characters: one slip or one swap of neighbours always changes the sum
    return sum((i + 2) * (ALPHABET.index(c) + 1) for i, c in enumerate(body)) % 31


def new_code(length: int = 6) -> str:
    """A random code with a check character, written ``XXX-XXXX``; about 30**length possibilities, no running number."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(length))
        total = _check(body)
        if total < 30:
            return pretty_code(body + ALPHABET[total])


def read_code(text: str) -> str | None:
    """The code that somebody typed or said, in its written form; None where it can't be one (a slip is caught)."""
    plain = "".join(c for c in text.upper() if c.isalnum()).translate(str.maketrans({"0": "Q", "O": "Q", "1": "J", "I": "J", "L": "J", "U": "V"}))
    if len(plain) < 4 or any(c not in ALPHABET for c in plain):
        return None
    total = _check(plain[:-1])
    if total >= 30 or ALPHABET[total] != plain[-1]:
        return None
    return pretty_code(plain)


def pretty_code(plain: str) -> str:
    """A code in two groups."""
    return f"{plain[:3]}-{plain[3:]}"
