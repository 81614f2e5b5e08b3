"""Made crises for the tests: small, and each with one thing to see."""

from __future__ import annotations

import math

from safeconduct.engines.forecast.reading import read_case


def places(*camps: str) -> list[dict]:
    town = [{"name": "Oldtown", "kind": "conflict", "population": 300_000, "country": "Utopia"}, {"name": "Midway", "population": 80_000, "country": "Utopia"}]
    return town + [{"name": c, "kind": "camp", "country": "Eastland"} for c in camps]


def roads(*camps: str) -> list[dict]:
    return [{"a": "Oldtown", "b": "Midway", "km": 90}] + [{"a": "Midway", "b": c, "km": 60 + 20 * i} for i, c in enumerate(camps)]


def crisis(counts: list[dict], camps=("Riverside", "Hillgate"), **more) -> dict:
    return {"places": places(*camps), "routes": roads(*camps), "conflicts": [{"place": "Oldtown", "start": 0}], "counts": counts} | more


def series_of(camp: str, days, people) -> list[dict]:
    return [{"place": camp, "day": d, "people": people(d)} for d in days]


def growing(last: int = 200) -> dict:
    """Two camps that fill and slow down, counted on different days."""
    return crisis(
        series_of("Riverside", range(0, last, 7), lambda d: round(40_000 * (1 - math.exp(-d / 80))))
        + series_of("Hillgate", range(0, last, 20), lambda d: round(15_000 * (1 - math.exp(-d / 80))))
    )


def still(last: int = 200) -> dict:
    """Two camps that never change."""
    return crisis(series_of("Riverside", range(0, last, 10), lambda d: 20_000) + series_of("Hillgate", range(0, last, 10), lambda d: 5_000))


def eventful() -> dict:
    """Everything that can happen: a gap, a camp that opens, a closure that ends, a recount, fighting that spreads."""
    source = crisis(
        series_of("Riverside", [d for d in range(0, 181, 6) if not 60 < d < 120], lambda d: 150 * d if d < 120 else 110 * d)
        + series_of("Hillgate", range(0, 181, 15), lambda d: 40 * d)
        + series_of("Newfield", range(0, 181, 30), lambda d: max(0, 90 * (d - 75))),
        camps=("Riverside", "Hillgate", "Newfield"),
        recounts=[{"place": "Riverside", "day": 120}],
        closures=[
            {"kind": "camp", "a": "Newfield", "start": 0, "end": 75},
            {"kind": "country", "a": "Utopia", "b": "Eastland", "start": 100, "end": 130},
        ],
    )
    source["conflicts"] += [{"place": "Midway", "start": 50, "end": 140, "intensity": 0.6}, {"place": "Midway", "start": 160}]
    return source


def case(source: dict):
    return read_case(source)
