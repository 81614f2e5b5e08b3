"""
A plan and one of its scenarios as a case of the simulation engine: pure, without Django and clock.

What the plan says is taken from it. What it does not say is taken from `TAKEN` and marked a guess, so that a result which hangs on it is headed an illustration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, hypot

import numpy as np

from safeconduct.engines import simulation as engine
from safeconduct.engines.simulation import DAY, Assumption, Call, Change, Channel, Delay, Tree, Warden
from safeconduct.plans.arithmetic import line_rate
from safeconduct.plans.document import Document

HOUR = 3600
MOST_PEOPLE = 1_000_000
MORNING = 6 * HOUR
LINE_OPENS = 7 * HOUR
SPEED = {"foot": 4, "car": 50, "bus": 45, "truck": 40, "boat": 25, "ship": 30, "aircraft": 500, "helicopter": 200, "train": 60}
PATIENCE = {"ship": 24 * HOUR, "aircraft": 6 * HOUR, "helicopter": 3 * HOUR, "train": 3 * HOUR}
# Chance that a family takes a channel in, and mean hours until it does. Guesses of ours: no channel of a plan says it.
HEARD = {
    "sms": (0.6, 1.0), "call": (0.6, 2.0), "email": (0.3, 8.0), "web": (0.2, 12.0), "call_list": (0.6, 3.0), "in_person": (0.4, 12.0), "radio": (0.35, 6.0),
    "loudspeaker": (0.4, 2.0), "social_media": (0.4, 4.0), "app": (0.3, 1.0), "siren": (0.5, 0.2), "notice_board": (0.2, 24.0),
}  # fmt: skip
WORD = Channel("word of mouth", 0.6, Delay("lognormal", 24 * HOUR, 1.0))
SIZES = {1: 0.55, 2: 0.15, 3: 0.12, 4: 0.1, 5: 0.05, 6: 0.03}
ORDER = ("medical", "unaccompanied_children", "trafficked", "pregnant", "disabled", "older", "single_parents")
ACCESS = {"disabled": 0.5, "older": 0.15, "medical": 0.2}
TAKEN = (
    Assumption("reach", 0.6, 1.0, 1.25, "guess", "", "times the usual reach of each channel"),
    Assumption("decide", 0.5, 1.0, 2.0, "guess", "", "times a day and a half to decide"),
    Assumption("prepare", 0.5, 1.0, 2.0, "guess", "", "times three hours to get ready"),
    Assumption("travel", 0.7, 1.0, 2.5, "guess", "", "times the usual way to the assembly point"),
    Assumption("uncalled", 0.0, 0.05, 0.2, "guess", "", "share that comes without being called"),
    Assumption("minutes", 0.8, 1.0, 1.6, "guess", "", "times the plan's minutes at the desks"),
    Assumption("vehicles", 0.6, 0.9, 1.0, "guess", "", "share of the promised vehicles that comes"),
    Assumption("mobilise", 0.8, 1.0, 2.0, "guess", "", "times the plan's hours until vehicles stand ready"),
    Assumption("way", 0.9, 1.0, 1.7, "guess", "", "times the plan's minutes on the way"),
)
TAKE_UP = Assumption("take_up", 0.05, 0.2, 0.5, "published", "published operations: 2 to 53 % of those present", "share that wants to leave")


class CannotSimulate(ValueError):
    """The plan has nothing to simulate, and why."""


@dataclass(frozen=True, eq=False)
class Built:
    """The case and what was taken because the plan does not say it."""

    case: engine.Case
    scenario: str
    notes: tuple[str, ...]


def build(plan: Document, scenario: str = "", people: int | None = None, seed: int = 0, measured: Mapping[str, Assumption] | None = None) -> Built:
    """
    The engine's case of a plan.

    ``scenario``: its key, by default the first that moves people. ``people``: exactly so many are there; by default the scenario's range. ``seed`` deals out families, groups,
    languages and places. ``measured``: assumptions by name that stand instead of ours, as from drills or the register. Raises `CannotSimulate`.
    """
    if plan.kind == "sop":
        raise CannotSimulate("A procedure moves nobody: there is nothing to simulate.")
    chosen = _scenario(plan, scenario)
    if people is not None and not 0 <= people <= MOST_PEOPLE:
        raise CannotSimulate(f"From 0 to {MOST_PEOPLE:,} people can be simulated, not {people:,}.")
    notes: list[str] = []
    ways = _ways(plan, chosen, notes)
    places = _places(plan, chosen, ways, notes)
    channels = _channels(plan, notes)
    wardens, trees = _wardens(plan), _trees(plan)
    stations, hours = _stations(plan, notes)
    population, unlisted = _population(plan, chosen, people, seed, places, channels, wardens)
    given = {a.name: a for a in TAKEN} | {a.name: a for a in _stated(plan, chosen, unlisted, notes)} | dict(measured or {})
    held = plan.evacuation
    days = chosen.days or 5
    case = engine.Case(
        name=f"{plan.title}: {chosen.name}".strip(": ") or chosen.key, population=population, horizon=min(60, max(14, 3 * days)) * DAY, target=days * DAY, starts=MORNING,
        places=tuple(places), points=tuple(ways.points), assumptions=tuple(given.values()), channels=channels, wardens=wardens, trees=trees, decide=Delay("lognormal", 36 * HOUR, 1.0),
        call=_call(plan, ways, stations, notes), prepare=Delay("lognormal", 3 * HOUR, 1.0), stations=stations, opens=LINE_OPENS if hours < 24 else 0,
        closes=int((LINE_OPENS + hours * HOUR) % DAY) if hours < 24 else 0, stocks=_stocks(plan, held), fleets=ways.fleets, legs=ways.legs, routes=ways.routes, notes=tuple(notes),
    )  # fmt: skip
    return Built(case, chosen.key, tuple(notes))


def changes(plan: Document, case: engine.Case) -> list[Change]:
    """One more and one less of what this plan has; a plan with aircraft may also lose its airport."""
    found = engine.changes(case)
    flown = {f"{leg.start} {leg.end} {leg.mode} {leg.fleet}".strip() for route in plan.evacuation.routes for leg in route.legs if leg.mode in ("aircraft", "helicopter")}
    kept = tuple(r for r in case.routes if not flown & set(r.legs))
    if kept and len(kept) < len(case.routes):
        found = [*found[: engine.whatif.MOST_CHANGES - 1], Change("-", "airport", "", replace(case, routes=kept))]
    return found


def _scenario(plan, key):
    if key:
        for one in plan.scenarios:
            if one.key == key:
                return one
        raise CannotSimulate(f"There is no scenario {key}; there are {', '.join(s.key for s in plan.scenarios) or 'none'}.")
    for one in plan.scenarios:
        if one.moves:
            return one
    raise CannotSimulate("No scenario of this plan moves people.")


@dataclass
class Ways:
    points: list
    fleets: tuple
    legs: tuple
    routes: tuple
    area: dict
    at: dict


def _clock(text):
    hours, _, minutes = text.partition(":")
    return (int(hours) * HOUR + int(minutes or 0) * 60) % DAY if hours.strip().isdigit() else 0


def _ways(plan, scenario, notes) -> Ways:
    """Points, fleets, legs and the routes that are open in this scenario; families are divided by what each route carries a day."""
    held = plan.evacuation
    opened = [r for r in held.routes if r.legs and (r.key in scenario.routes_open if scenario.routes_open else r.key not in scenario.routes_lost)]
    if scenario.moves and not opened:
        raise CannotSimulate("No route is open in this scenario: nobody could leave.")
    legs, fleets = {}, {}
    known = {f.key: f for f in held.fleets}
    for leg in (leg for route in opened for leg in route.legs):
        key = f"{leg.start} {leg.end} {leg.mode} {leg.fleet}".strip()
        minutes = leg.minutes
        if minutes is None:
            minutes = (leg.km or 50) * 60 / SPEED[leg.mode]
            notes.append(f"{leg.start} to {leg.end}: no minutes are stated; {minutes:.0f} are taken.")
        legs[key] = engine.Leg(key, round(minutes * 60), (leg.fleet,) if leg.fleet in known else (), _clock(leg.opens), _clock(leg.closes), leg.places_day or 0)
        if leg.fleet in known:
            fleets[leg.fleet] = known[leg.fleet]
    for fleet in fleets.values():
        if fleet.mobilise_hours is None:
            notes.append(f"{fleet.name or fleet.key}: no hours until it stands ready are stated; 24 are taken.")
    made = tuple(
        engine.Fleet(
            f.key, f.vehicles, f.seats, f.load, f.accessible_places, round((24 if f.mobilise_hours is None else f.mobilise_hours) * HOUR), f.loading_minutes * 60, f.unloading_minutes * 60,
            PATIENCE.get(f.mode, 2 * HOUR),
        )
        for f in fleets.values()
    )  # fmt: skip
    uses = {f.key: sum(f.key in leg.fleets for leg in legs.values()) for f in made}
    by_key = {f.key: f for f in made}

    def carries(leg):
        if not leg.fleets:
            return leg.places_day or 10_000
        f = by_key[leg.fleets[0]]
        round_trip = 2 * leg.seconds + f.loading + f.unloading
        seats = f.vehicles / uses[f.key] * f.seats * f.load * DAY / max(round_trip, 1)
        if leg.opens != leg.closes:
            seats *= ((leg.closes - leg.opens) % DAY) / DAY
        return min(seats, leg.places_day) if leg.places_day else seats

    nodes = [(p.key, p.places, p.area, p.lat, p.lon) for p in held.points] + [(s.key, s.places, s.area, s.lat, s.lon) for s in plan.shelters]
    starts = {r.start for r in opened}
    points = [engine.Point(key, places) for key, places, *_ in nodes if key in starts]
    routes = []
    for point in points:
        mine = [r for r in opened if r.start == point.key]
        ordinary = [r for r in mine if r.pace in ("primary", "alternate")] or mine
        for route in ordinary:
            keys = tuple(f"{leg.start} {leg.end} {leg.mode} {leg.fleet}".strip() for leg in route.legs)
            if len(set(keys)) == len(keys):
                routes.append(engine.Route(route.key, point.key, keys, max(min(carries(legs[k]) for k in keys), 1e-6)))
    used = {k for r in routes for k in r.legs}
    area = {key: area for key, _, area, _, _ in nodes if key in starts}
    return Ways(points, tuple(f for f in made if any(f.key in legs[k].fleets for k in used)), tuple(legs[k] for k in legs if k in used), tuple(routes), area, {n[0]: n[3:] for n in nodes})


def _places(plan, scenario, ways, notes):
    """Where people are: the scenario's areas, each with its own assembly point or else the nearest with a way out."""
    wanted = scenario.areas or tuple(a.key for a in plan.identity.areas)
    names = {a.key: a.name or a.key for a in plan.identity.areas}
    own = {p.key: p.area for p in plan.evacuation.points}
    out = []
    for area in wanted or ("everywhere",):
        mine = [p.key for p in ways.points if ways.area.get(p.key) == area]
        if mine:
            point, hours = mine[0], 1.0
        elif not ways.points:
            point, hours = "", 1.0
        else:
            centre = next((ways.at[key] for key, a in own.items() if a == area), (None, None))
            away = lambda p, c=centre: hypot(ways.at[p.key][0] - c[0], ways.at[p.key][1] - c[1]) if None not in (*ways.at[p.key], *c) else 0.0  # noqa: E731
            nearest = min(ways.points, key=away)
            point, hours = nearest.key, 4.0
            notes.append(f"{names.get(area, area)} has no assembly point with an open route; its people go to {point}.")
        out.append(engine.Place(names.get(area, area), point, Delay("lognormal", round(hours * HOUR), 0.7)))
    return out


def _level(plan):
    """The level at which people are moved: the lowest with a movement, else the highest."""
    levels = sorted(plan.levels, key=lambda v: v.rank)
    for level in levels:
        if any(card.kind == "movement" for card in level.cards):
            return level
    return levels[-1] if levels else None


def _channels(plan, notes):
    level = _level(plan)
    cards = [c for c in level.cards if c.kind == "message"] if level else []
    at = round(min((c.due_hours for c in cards if c.due_hours is not None), default=2.0) * HOUR)
    spoken = {t.key: {x.language for x in t.texts if x.text} for t in plan.communications.templates}
    languages = tuple(sorted(set().union(*(spoken.get(c.message, set()) for c in cards)))) if cards else ()
    made = []
    for use in plan.communications.channels:
        if any(c.key == use.channel for c in made) or (use.channel == "call_list" and _trees(plan)):
            continue
        reach, hours = HEARD[use.channel]
        made.append(Channel(use.channel, reach, Delay("lognormal", round(hours * HOUR), 1.0), at, use.people_hour or 0, languages))
    if not made:
        notes.append("No channel is stated; people learn by word of mouth.")
    return (*made, replace(WORD, at=at))


def _wardens(plan):
    level = _level(plan)
    due = min((c.due_hours for c in level.cards if c.kind == "message" and c.due_hours is not None), default=2.0) if level else 2.0
    success = plan.call_list.success if plan.call_list and plan.call_list.success is not None else 0.8
    return tuple(Warden(w.key, round(due * HOUR), 300.0, success, bool(w.alternate)) for w in plan.wardens)


def _trees(plan):
    """The call-down list, where the plan says how many each rings and how often that succeeds."""
    held, level = plan.call_list, _level(plan)
    if held is None or held.fan_out < 2 or held.success is None:
        return ()
    due = min((c.due_hours for c in level.cards if c.kind == "message" and c.due_hours is not None), default=2.0) if level else 2.0
    return (Tree("call_list", held.fan_out, held.success, held.alternates, round(due * HOUR)),)


def _population(plan, scenario, people, seed, places, channels, wardens):
    """Families by the shares that the plan states, and how many of them are on no list: (population, (low, best, high) people or None)."""
    community = plan.community
    areas = scenario.areas or tuple(a.key for a in plan.identity.areas) or ("everywhere",)
    best = {e.area: e.people.best for e in community.estimates if e.people}
    whole = sum(best.values())
    span = scenario.people
    unlisted = None
    if people is None:
        people = span.high if span else whole
        if span and span.high > span.low:
            registered = community.registered.people / whole if community.registered and whole else 0.0
            listed = min(span.low, round(span.best * min(registered, 1.0)))
            unlisted = (span.low - listed, span.best - listed, span.high - listed)
    groups = {g.group: g.people.best / max(whole, 1) for g in community.groups if g.people and g.group in ORDER}
    rest = max(0.0, 1.0 - sum(groups.values()))
    languages = {s.language: s.share for s in community.languages if s.share > 0} or {"any": 1.0}
    if sum(languages.values()) < 0.999:
        languages["another language"] = 1 - sum(languages.values())
    weights = [best.get(area, 0) for area in areas]
    found = engine.families(
        people, seed, sizes=SIZES, groups=groups | ({"others": rest} if rest > 0 or not groups else {}), languages=languages,
        places={p.name: w if sum(weights) else 1 for p, w in zip(places, weights, strict=True)}, reach={c.key: 1.0 for c in channels}, access=ACCESS,
        unlisted=(people - listed) / people if unlisted and people else 0.0,
    )  # fmt: skip
    if unlisted and found.families:
        rows = np.arange(found.families)
        found = replace(found, listed=np.cumsum(found.size) <= listed if listed else rows < 0)
    warden = np.full(found.families, -1, np.int32)
    for i, area in enumerate(areas):
        mine = [(k, w.people) for k, w in enumerate(plan.wardens) if w.area == area]
        rows = np.flatnonzero((found.place == i) & found.listed)
        sums = np.cumsum(found.size[rows])
        edge = 0
        for k, many in mine:
            warden[rows[(sums > edge) & (sums <= edge + many)]] = k
            edge += many
    return replace(found, warden=warden), unlisted


def _stated(plan, scenario, unlisted, notes):
    """The assumptions that the plan itself makes."""
    share = scenario.take_up
    if share is None:
        notes.append("The scenario does not say how many want to leave; the range of published operations is taken.")
        yield TAKE_UP
    else:
        yield Assumption("take_up", share.low, share.best, share.high, share.origin, share.source, "share that wants to leave")
    if unlisted:
        origin = "guess"
        yield Assumption("unlisted", *unlisted, origin, "the scenario's range less the register", "people present who are on no list")
    papers = scenario.without_documents
    if papers is not None:
        yield Assumption("papers", papers / 2, papers, min(1.0, papers * 1.5), "guess", "the scenario", "share without travel documents")


def _stations(plan, notes):
    held = plan.evacuation
    hours = held.hours or 12.0
    if held.stations and not held.hours:
        notes.append("The hours of the line are not stated; 12 a day are taken.")
    alone = tuple(g for g in ("unaccompanied_children", "trafficked") if any(c.group == g and c.people for c in plan.community.groups))
    out = []
    for station in held.stations:
        if station.minutes is None:
            notes.append(f"{station.name or station.key}: no minutes are stated; it is left out.")
            continue
        who = ("papers",) if station.kind == "documents" else alone if station.kind == "protection" else ("all",)
        if who:
            out.append(engine.Station(station.key, station.desks, station.minutes * 60, 0.5, who))
    if plan.documents.a_day and not any(s.kind == "documents" for s in held.stations):
        desks = max(1, plan.documents.printers or 1)
        out.insert(max(0, len(out) - 2), engine.Station("documents", desks, round(hours * HOUR * desks / plan.documents.a_day), 0.5, ("papers",)))
    return tuple(out), min(24.0, hours)


def _call(plan, ways, stations, notes):
    """Slots of an hour, no larger than the points hold and the line takes; none where nobody is asked to wait for the call."""
    asked = plan.evacuation.call_forward or any(card.kind == "stand_fast" for level in plan.levels for card in level.cards)
    if not asked:
        notes.append("Nobody is asked to wait until called: people come when they have decided.")
        return None
    rate = line_rate((s.desks, s.seconds / 60) for s in stations if s.who == ("all",))
    places = sum(p.places for p in ways.points)
    most = min(rate, places or rate)
    return Call(HOUR, max(1, ceil(most)) if most < float("inf") else 200, ORDER)


def _stocks(plan, held):
    """Water and food by what a person uses a day (3 litres to drink; a parcel lasts as long as it says), and the beds of all shelters."""
    water = sum(s.quantity for s in plan.stocks if "water" in s.item.lower() and s.unit.lower().startswith("lit"))
    food = 0.0
    for stock in plan.stocks:
        if "food" in stock.item.lower():
            words = stock.item.lower().replace("hours", "hour").replace("days", "day").split()
            number = next((float(w) for w in words if w.isdigit()), 24.0)
            food += stock.quantity * (number if "day" in words else number / 24)
    beds = sum(s.places for s in plan.shelters)
    made = [("water", water, 3.0), ("food", food, 1.0), ("beds", float(beds), 0.0)]
    return tuple(engine.Stock(key, amount, a_day) for key, amount, a_day in made if amount)
