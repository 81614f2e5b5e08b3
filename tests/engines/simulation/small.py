"""Small cases that several tests start from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from safeconduct.engines.simulation import DAY, Assumption, Call, Case, Channel, Delay, Fleet, Leg, Place, Point, Route, Station, Stock, everybody

HOUR = 3600


def bare(sizes, **parts) -> Case:
    """People who are all at one point at once and go through what ``parts`` names."""
    given = {"horizon": 10 * DAY, "places": (Place("town", "point"),), "points": (Point("point", 500),)} | parts
    return Case(name="bare", population=everybody(sizes), **given)


def whole(people=400, seed=3, **parts) -> Case:
    """A little of everything: families of three groups in two places, channels, call, desks, two fleets, three routes."""
    g = np.random.default_rng(seed)
    sizes = g.choice([1, 2, 3, 4, 5], size=people, p=[0.4, 0.25, 0.15, 0.1, 0.1])
    sizes = sizes[: max(1, int(np.searchsorted(np.cumsum(sizes), people)))] if people else sizes[:0]
    count = len(sizes)
    population = replace(
        everybody(sizes, g.integers(0, 2, count)), group=g.integers(0, 3, count).astype(np.int32), groups=("medical", "children", "others"),
        access=(g.random(count) < 0.05).astype(np.int32), listed=np.arange(count) < count * 0.8,
    )  # fmt: skip
    given = {
        "horizon": 10 * DAY, "target": 4 * DAY, "places": (Place("a", "P", Delay("lognormal", HOUR, 0.5)), Place("b", "Q", Delay("lognormal", 2 * HOUR, 0.5))),
        "points": (Point("P", 100), Point("Q", 100)),
        "assumptions": (Assumption("take_up", 0.6, 0.8, 1.0), Assumption("way", 0.9, 1, 1.5, "measured"), Assumption("vehicles", 0.7, 0.9, 1), Assumption("papers", 0.1, 0.2, 0.4), Assumption("unlisted", 0, 50, 90), Assumption("uncalled", 0, 0.1, 0.2)),
        "channels": (Channel("sms", 0.7, Delay("lognormal", 1800, 1), 600, 500), Channel("word", 0.7, Delay("exponential", 40_000))), "decide": Delay("lognormal", 6 * HOUR, 1),
        "call": Call(HOUR, 30, ("medical", "children")), "prepare": Delay("lognormal", HOUR, 0.5), "stations": (Station("registration", 3, 240, 1), Station("medical", 2, 180, 0.5, ("medical",)), Station("documents", 2, 600, 0, ("papers",))),
        "opens": 6 * HOUR, "closes": 20 * HOUR, "stocks": (Stock("water", 300, 3), Stock("beds", 40)), "fleets": (Fleet("bus", 3, 20, 0.9, 2, 6 * HOUR), Fleet("ship", 1, 150, 1, 9, 24 * HOUR, 2 * HOUR, HOUR, 12 * HOUR)),
        "legs": (Leg("P-port", 1800, ("bus",), 6 * HOUR, 18 * HOUR), Leg("Q-port", 3600, ("bus",), 6 * HOUR, 18 * HOUR), Leg("sea", 8 * HOUR, ("ship",)), Leg("walk", 5 * HOUR, (), 6 * HOUR, 18 * HOUR, 60)),
        "routes": (Route("P sea", "P", ("P-port", "sea")), Route("Q sea", "Q", ("Q-port", "sea")), Route("P walk", "P", ("walk",), 0.3)),
    } | parts  # fmt: skip
    return Case(name="whole", population=population, **given)
