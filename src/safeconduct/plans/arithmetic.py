"""
The arithmetic of a plan: call trees, vehicles, seats, processing lines, places, cost. Pure; counts, minutes, hours, days.

Formulas and worked examples: evacuation logistics and call trees as practised (our collection); 15 % reserve is our proposal.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, inf


def tree_depth(people: int, fan_out: int) -> int:
    """Calls one after the other until ``people`` are rung, each ringing ``fan_out``: ceil(log base fan_out of people). 0 for nobody; -1 where it never ends."""
    if people <= 1:
        return max(0, people)
    if fan_out < 2:
        return -1
    depth, reached = 0, 1
    while reached < people:
        depth, reached = depth + 1, reached * fan_out
    return depth


def tree_reach(people: int, fan_out: int, success: float, alternates: bool = False) -> float:
    """The share that a call tree reaches: success to the power of its depth; with one alternate a link fails only when both fail."""
    depth = tree_depth(people, fan_out)
    if depth < 0:
        return 0.0
    link = 1 - (1 - success) ** 2 if alternates else success
    return link**depth


def cycles_a_day(window: float, leg: float, loading: float = 0, unloading: float = 0) -> int:
    """Round trips of one vehicle in a window (all minutes): floor(window / (2 leg + loading + unloading))."""
    trip = 2 * leg + loading + unloading
    return floor(window / trip) if trip > 0 else 0


def seats_a_day(vehicles: float, cycles: float, seats: int, load: float = 0.9) -> float:
    """People that a fleet carries a day; ``load`` is the share of seats that is planned."""
    return vehicles * cycles * seats * load


def vehicles_needed(people: int, days: float, cycles: float, seats: int, load: float = 0.9) -> int:
    """The smallest fleet that carries ``people`` in ``days``; -1 where none does."""
    each = days * cycles * seats * load
    return ceil(round(people / each, 9)) if each > 0 else -1


def waiting(before: float, arrivals: float, departures: float) -> float:
    """The caseload of the next day: never below nobody."""
    return max(0.0, before + arrivals - departures)


def present(rate: float, stay: float) -> float:
    """People present = arrivals a day times days of stay (Little's law)."""
    return rate * stay


def covered_area(people: float, square_metres: float = 3.5) -> float:
    """Covered living space in m2 (Sphere: at least 3.5 m2 a person)."""
    return people * square_metres


def station_rate(desks: int, minutes: float) -> float:
    """People an hour that one station takes."""
    return desks * 60 / minutes if minutes > 0 else inf


def line_rate(stations: Iterable[tuple[int, float]]) -> float:
    """People an hour through (desks, minutes) stations one after the other: that of the slowest."""
    return min((station_rate(desks, minutes) for desks, minutes in stations), default=inf)


def planning_cost(lines: Iterable[tuple[float, float]], reserve: float = 0.15) -> float:
    """The cost of the planning scenario: the sum of units times price, and a reserve."""
    return sum(units * price for units, price in lines) * (1 + reserve)


def fits(low: float, best: float, high: float) -> bool:
    """Whether a range is in order and not below nothing."""
    return 0 <= low <= best <= high
