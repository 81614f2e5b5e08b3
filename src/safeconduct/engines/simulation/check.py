"""What makes a case unusable: each fault is a `SimulationError` that names the field. What is merely hopeless (no desk, no seat, a road closed for ever) is simulated."""

from __future__ import annotations

from math import isfinite

import numpy as np

from .model import DAY, KNOWN, LONGEST, MOST_FAMILIES, ORIGINS, Case, Delay, SimulationError

MOST_DESKS = 100_000
MOST_VEHICLES = 5_000
LARGEST_FAMILY = 500


def check(case: Case) -> None:
    """Raise `SimulationError` for the first thing that cannot be simulated."""
    _span(case.horizon, "horizon", 1, LONGEST)
    _span(case.target, "target", 0, LONGEST)
    _number(case.target_share, "target_share", 0, 1)
    for name in ("starts", "opens", "closes"):
        _span(getattr(case, name), name, 0, DAY)
    _population(case)
    _keys(case)
    for i, one in enumerate(case.assumptions):
        at = f"assumptions[{i}]"
        if one.name not in KNOWN and not (one.name.startswith("minutes:") and one.name[8:] in {s.key for s in case.stations}):
            raise SimulationError(at, f"nothing is called {one.name!r}")
        if one.origin not in ORIGINS:
            raise SimulationError(at, f"the origin is measured, published or guess, not {one.origin!r}")
        for part in ("low", "best", "high"):
            _number(getattr(one, part), f"{at}.{part}", 0, 1e9)
        if not one.low <= one.best <= one.high:
            raise SimulationError(at, "low, best and high are not in order")
    for i, channel in enumerate(case.channels):
        _number(channel.reach, f"channels[{i}].reach", 0, 1)
        _number(channel.people_hour, f"channels[{i}].people_hour", 0, 1e12)
        _span(channel.at, f"channels[{i}].at", 0, LONGEST)
        _delay(channel.delay, f"channels[{i}].delay")
    for i, warden in enumerate(case.wardens):
        _number(warden.success, f"wardens[{i}].success", 0, 1)
        _number(warden.seconds, f"wardens[{i}].seconds", 0, DAY)
        _span(warden.at, f"wardens[{i}].at", 0, LONGEST)
    for i, tree in enumerate(case.trees):
        _span(tree.fan_out, f"trees[{i}].fan_out", 1, 1_000_000)
        _number(tree.success, f"trees[{i}].success", 0, 1)
        _number(tree.seconds, f"trees[{i}].seconds", 0, DAY)
        _span(tree.at, f"trees[{i}].at", 0, LONGEST)
        if tree.fan_out == 1 and case.population.families > 10_000:
            raise SimulationError(f"trees[{i}].fan_out", "a chain of single calls is too long")
    for i, reason in enumerate(case.reasons):
        _number(reason.share, f"reasons[{i}].share", 0, 1)
        _number(reason.factor, f"reasons[{i}].factor", 0, 1)
    _weeks(case)
    _delay(case.decide, "decide")
    _delay(case.prepare, "prepare")
    if case.call is not None:
        _span(case.call.slot, "call.slot", 60, LONGEST)
        _span(case.call.people, "call.people", 0, 10**9)
        if case.horizon // case.call.slot > 20_000:
            raise SimulationError("call.slot", "is too short for so long a time")
    for i, place in enumerate(case.places):
        _delay(place.travel, f"places[{i}].travel")
    for i, station in enumerate(case.stations):
        at = f"stations[{i}]"
        _span(station.desks, f"{at}.desks", 0, MOST_DESKS)
        _number(station.seconds, f"{at}.seconds", 0, 10 * DAY)
        _number(station.cv, f"{at}.cv", 0, 10)
        if station.after not in ("point", "arrival"):
            raise SimulationError(f"{at}.after", f"is point or arrival, not {station.after!r}")
        unknown = set(station.who) - {"all", "papers", *case.population.groups}
        if unknown:
            raise SimulationError(f"{at}.who", f"no group is called {sorted(unknown)[0]!r}")
    for i, stock in enumerate(case.stocks):
        _number(stock.quantity, f"stocks[{i}].quantity", 0, 1e12)
        _number(stock.a_day, f"stocks[{i}].a_day", 0, 1e6)
    _way(case)


def _population(case: Case) -> None:
    people = case.population
    count = len(people.size)
    if count > MOST_FAMILIES:
        raise SimulationError("population", f"has more than {MOST_FAMILIES:,} families")
    for name, names in (("size", None), ("group", people.groups), ("language", people.languages), ("place", case.places), ("channels", None), ("warden", None), ("access", None), ("listed", None)):
        column = np.asarray(getattr(people, name))
        if column.shape != (count,):
            raise SimulationError(f"population.{name}", f"has shape {column.shape}, not ({count},)")
        if column.dtype.kind not in "iub":
            raise SimulationError(f"population.{name}", "must be whole numbers")
        if names is not None and count and not (column.min() >= 0 and column.max() < len(names)):
            raise SimulationError(f"population.{name}", f"points outside its {len(names)} names")
    if not count:
        return
    if people.size.min() < 1 or people.size.max() > LARGEST_FAMILY:
        raise SimulationError("population.size", f"a family has 1 to {LARGEST_FAMILY} people")
    if people.access.min() < 0 or (people.access > people.size).any():
        raise SimulationError("population.access", "needs more accessible places than there are people in the family, or fewer than none")
    if people.warden.max() >= len(case.wardens):
        raise SimulationError("population.warden", f"points outside the {len(case.wardens)} wardens")
    if len(case.channels) > 60:
        raise SimulationError("channels", "are more than 60")


def _keys(case: Case) -> None:
    for name in ("channels", "wardens", "trees", "points", "stations", "stocks", "fleets", "legs", "routes", "assumptions", "places", "reasons"):
        seen = set()
        for i, one in enumerate(getattr(case, name)):
            key = one.key if hasattr(one, "key") else one.name
            if key in seen:
                raise SimulationError(f"{name}[{i}]", f"{key!r} is there twice")
            seen.add(key)


def _weeks(case: Case) -> None:
    last = (-1, 0.0)
    for i, (at, share) in enumerate(case.weeks):
        _span(at, f"weeks[{i}]", 0, LONGEST)
        _number(share, f"weeks[{i}]", 0, 1)
        if at <= last[0] or share < last[1]:
            raise SimulationError(f"weeks[{i}]", "times and shares must rise")
        last = (at, share)


def _way(case: Case) -> None:
    fleets, legs, points = ({one.key for one in getattr(case, name)} for name in ("fleets", "legs", "points"))
    for i, place in enumerate(case.places):
        if place.point and place.point not in points:
            raise SimulationError(f"places[{i}].point", f"no point is called {place.point!r}")
    for i, fleet in enumerate(case.fleets):
        at = f"fleets[{i}]"
        _span(fleet.vehicles, f"{at}.vehicles", 0, MOST_VEHICLES)
        _span(fleet.seats, f"{at}.seats", 0, 100_000)
        _span(fleet.accessible, f"{at}.accessible", 0, 100_000)
        _number(fleet.load, f"{at}.load", 0, 1)
        for name in ("mobilise", "loading", "unloading", "patience"):
            _span(getattr(fleet, name), f"{at}.{name}", 0, LONGEST)
    for i, leg in enumerate(case.legs):
        at = f"legs[{i}]"
        _span(leg.seconds, f"{at}.seconds", 0, LONGEST)
        _span(leg.opens, f"{at}.opens", 0, DAY)
        _span(leg.closes, f"{at}.closes", 0, DAY)
        _span(leg.places_day, f"{at}.places_day", 0, 10**9)
        for key in leg.fleets:
            if key not in fleets:
                raise SimulationError(f"{at}.fleets", f"no fleet is called {key!r}")
        for span in leg.closed:
            if len(span) != 2 or not 0 <= span[0] <= span[1]:
                raise SimulationError(f"{at}.closed", "is (from, to), to not before from")
        if sum(f.loading + f.unloading for f in case.fleets if f.key in leg.fleets) + leg.seconds == 0 and leg.fleets:
            raise SimulationError(f"{at}.seconds", "a leg whose vehicles need no time at all")
    for i, route in enumerate(case.routes):
        at = f"routes[{i}]"
        if route.point not in points:
            raise SimulationError(f"{at}.point", f"no point is called {route.point!r}")
        if not route.legs:
            raise SimulationError(f"{at}.legs", "a route without a leg")
        if len(set(route.legs)) < len(route.legs):
            raise SimulationError(f"{at}.legs", "a route that passes a leg twice")
        for key in route.legs:
            if key not in legs:
                raise SimulationError(f"{at}.legs", f"no leg is called {key!r}")
        _number(route.share, f"{at}.share", 0, 1e9)


def _delay(delay: Delay, at: str) -> None:
    if delay.kind not in ("fixed", "exponential", "lognormal", "table"):
        raise SimulationError(at, f"is fixed, exponential, lognormal or table, not {delay.kind!r}")
    _number(delay.seconds, f"{at}.seconds", 0, LONGEST)
    _number(delay.cv, f"{at}.cv", 0, 10)
    if delay.kind == "table":
        if not delay.points:
            raise SimulationError(at, "a table without points")
        for share, seconds in delay.points:
            _number(share, at, 0, 1)
            _number(seconds, at, 0, LONGEST)
        if any(a[0] >= b[0] or a[1] > b[1] for a, b in zip(delay.points, delay.points[1:], strict=False)):
            raise SimulationError(at, "shares and seconds must rise")


def _number(value, at: str, low: float, high: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not isfinite(value):
        raise SimulationError(at, f"must be a number, not {value!r}")
    if not low <= value <= high:
        raise SimulationError(at, f"must be from {low:g} to {high:g}, not {value!r}")


def _span(value, at: str, low: int, high: int) -> None:
    _number(value, at, low, high)
    if int(value) != value:
        raise SimulationError(at, f"must be a whole number, not {value!r}")
