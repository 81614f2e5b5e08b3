"""Who comes before whom: class, then whole days waited since ready, then a lottery with its stored seed."""

from __future__ import annotations

import hashlib

from .model import Case, Unit

DAY = 1440


def ticket(seed: int, code: str) -> int:
    """The unit's lot: a number that follows from the seed and its code alone, never from a place in a list."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{code}".encode()).digest()[:8], "big")


def days_waited(unit: Unit) -> int:
    """Whole days from ready to the start of the plan; negative for those who become ready later."""
    return -unit.ready // DAY


def rank_key(case: Case, unit: Unit) -> tuple[int, int, int, str]:
    """Sorts first who boards first. Emergencies stand before every class: they are no part of the queue at all."""
    return (case.policy.order.get(unit.kind, -1), -days_waited(unit), ticket(case.policy.seed, unit.code), unit.code)


def ranking(case: Case) -> list[Unit]:
    """All units in the order of boarding: nothing but class, days waited and the lot decides it."""
    order, seed = case.policy.order, case.policy.seed
    return sorted(case.units, key=lambda u: (order.get(u.kind, -1), -days_waited(u), ticket(seed, u.code), u.code))
