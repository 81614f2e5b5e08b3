"""Checks of the movement to safety: assembly points, routes, legs, fleets, stations, and whether they are enough (S10)."""

from __future__ import annotations

import re
from math import ceil, inf

from safeconduct.plans.arithmetic import cycles_a_day, line_rate, station_rate

from .register import ERROR, WARNING, check

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
LINE = ("reception", "registration", "medical", "manifest")
ROUND = {"bus": ("bus", "car"), "boat": ("boat", "ship"), "ship": ("ship", "boat"), "aircraft": ("aircraft",), "helicopter": ("helicopter",), "car": ("car", "bus"), "truck": ("truck",), "train": ("train",)}


def window(leg) -> int:
    """Minutes a day in which the leg is open; 1440 where no window is said; 0 where it is said wrongly."""
    if not leg.opens and not leg.closes:
        return 1440
    if not CLOCK.fullmatch(leg.opens or "00:00") or not CLOCK.fullmatch(leg.closes or "24:00"):
        return 0
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (leg.opens or "00:00", leg.closes or "24:00"))
    return max(0, last - first)


def open_routes(plan, scenario) -> list:
    """The routes that a scenario leaves open."""
    named = set(scenario.routes_open) or {route.key for route in plan.evacuation.routes}
    return [route for route in plan.evacuation.routes if route.key in named - set(scenario.routes_lost)]


def carried(plan, see, scenario) -> tuple[float, str]:
    """People carried over all open routes in the days of the scenario, and the fleet that is the narrowest of the first route. A fleet is shared evenly."""
    routes = open_routes(plan, scenario)
    uses: dict[str, int] = {}
    for route in routes:
        for leg in route.legs:
            uses[leg.fleet] = uses.get(leg.fleet, 0) + 1
    total, narrow = 0.0, ""
    for route in routes:
        held, by = inf, ""
        for leg in route.legs:
            leg_held = leg_carries(leg, see.find("fleets", leg.fleet), uses.get(leg.fleet, 1), scenario.days)
            if leg_held < held:
                held, by = leg_held, leg.fleet
        total += held if route.legs else 0
        narrow = narrow or by
    return total, narrow


def leg_carries(leg, fleet, shared: int, days: int) -> float:
    """People over one leg in ``days``."""
    limit = inf if leg.places_day is None else leg.places_day * days
    if fleet is None or not leg.minutes:
        return limit
    trip = 2 * leg.minutes + fleet.loading_minutes + fleet.unloading_minutes
    if window(leg) >= 1440:
        cycles = cycles_a_day(1440 * days, leg.minutes, fleet.loading_minutes, fleet.unloading_minutes)
    else:
        cycles = days * cycles_a_day(window(leg), leg.minutes, fleet.loading_minutes, fleet.unloading_minutes)
        if cycles == 0 and window(leg) >= trip / 2:
            cycles = days / 2  # there on one day, back on the next
    return min(limit, fleet.vehicles / shared * cycles * fleet.seats * fleet.load)


def leaving(one) -> int:
    """People who want to leave in a scenario."""
    return ceil(round(one.people.best * one.take_up.best, 6)) if one.moves and one.people and one.take_up else 0


@check("seats.too-few", WARNING, "S10", reason="In the scenario '%(name)s' %(people)s people want to leave in %(days)s days; the open routes carry %(seats)s.",
       remedy="Find seats for %(lack)s more (%(fleet)s is the narrowest), open another route, or allow more days.", source="evacuation logistics: cycles, seats, load of .9")  # fmt: skip
def seats_too_few(plan, see):
    """Fewer seats than people who want to leave, over the routes that the scenario leaves open."""
    for place, one in see.entries("scenarios"):
        people = leaving(one)
        if people and one.days and plan.evacuation.routes and open_routes(plan, one):
            seats, narrow = carried(plan, see, one)
            if seats < people:
                yield place, {"name": one.name or one.key, "people": people, "days": one.days, "seats": int(seats), "lack": people - int(seats), "fleet": narrow or "a leg"}


@check("desks.too-few", WARNING, "S10", reason="In the scenario '%(name)s' %(people)s people pass the line in %(days)s days; it takes %(rate)s an hour, %(all)s in all.",
       remedy="Add a desk at %(station)s, the slowest, or work more hours a day.", source="evacuation logistics: the line is as fast as its slowest station")  # fmt: skip
def desks_too_few(plan, see):
    """The processing line is slower than people come."""
    stations = [one for one in plan.evacuation.stations if one.minutes]
    if not stations or not plan.evacuation.hours:
        return
    rate = line_rate((one.desks, one.minutes) for one in stations)
    slow = min(stations, key=lambda one: station_rate(one.desks, one.minutes))
    for place, one in see.entries("scenarios"):
        people = leaving(one)
        if people and one.days and rate * plan.evacuation.hours * one.days < people:
            yield place, {"name": one.name or one.key, "people": people, "days": one.days, "rate": f"{rate:.0f}", "all": int(rate * plan.evacuation.hours * one.days), "station": slow.name or slow.kind}


@check("documents.too-few", WARNING, "S11", reason="In the scenario '%(name)s' %(people)s people leave without papers; there are %(blanks)s blanks.", remedy="Order %(lack)s more, or agree on one paper for a family.", source="IOM consular contingency plan template; practice of emergency travel documents")
def documents_too_few(plan, see):
    """Fewer blank travel documents than people without papers."""
    for place, one in see.entries("scenarios"):
        people = ceil(round(leaving(one) * (one.without_documents or 0), 6))
        if plan.documents.blanks is not None and people > plan.documents.blanks:
            yield place, {"name": one.name or one.key, "people": people, "blanks": plan.documents.blanks, "lack": people - plan.documents.blanks}


@check("documents.too-slow", WARNING, "S11", reason="In the scenario '%(name)s' %(people)s travel documents are needed in %(days)s days; the post makes %(a_day)s a day.", remedy="Make %(needed)s a day: more printers and officers, or help from a neighbouring post.", source="practice of emergency travel documents")
def documents_too_slow(plan, see):
    """Travel documents are made more slowly than they are needed."""
    for place, one in see.entries("scenarios"):
        people = ceil(round(leaving(one) * (one.without_documents or 0), 6))
        if plan.documents.a_day is not None and one.days and people > plan.documents.a_day * one.days:
            yield place, {"name": one.name or one.key, "people": people, "days": one.days, "a_day": plan.documents.a_day, "needed": ceil(people / one.days)}


@check("point.unreachable", ERROR, "S10", reason="No route begins at the assembly point %(name)s.", remedy="Plan a route from it, or take it out: people would wait there for nothing.")
def point_unreachable(plan, see):
    """People are told to come to a point from which nothing leaves."""
    begins = {route.start for _, route in see.entries("routes")} | {leg.start for _, route in see.entries("routes") for leg in route.legs}
    for place, one in see.entries("points"):
        if one.key not in begins:
            yield place, {"name": one.name or one.key}


@check("area.without-point", ERROR, "S10", reason="People live in %(area)s, and no assembly point is there.", remedy="Choose one that they reach on foot, or by a route of its own.", source="IOM consular contingency plan template: evacuation plan")
def area_without_point(plan, see):
    """An area with people and no assembly point, in a plan that moves people."""
    held = {one.area for one in plan.evacuation.points}
    if held:
        for place, area in see.entries("areas"):
            if area.key not in held and any(one.area == area.key and one.people and one.people.best for one in plan.community.estimates):
                yield place, {"area": area.name or area.key}


@check("point.nobody-step-free", WARNING, "S10", reason="No assembly point can be reached without steps.", remedy="Choose one that can, or bring people from their door.", source="MICIC G10, G11")
def point_step_free(plan, _see):
    """No accessible assembly point."""
    if plan.evacuation.points and not any(one.step_free for one in plan.evacuation.points):
        yield "evacuation.points", {}


@check("route.without-alternate", ERROR, "S10", reason="From %(start)s leads one way only: '%(route)s'.", remedy="Plan a second way that does not share its weakest leg.", source="PACE: primary, alternate, contingency, emergency")
def route_alternate(plan, see):
    """A point from which only one route leads."""
    for _, point in see.entries("points"):
        own = [(place, route) for place, route in see.entries("routes") if route.start == point.key]
        if len(own) == 1:
            yield own[0][0], {"start": point.name or point.key, "route": own[0][1].name or own[0][1].key}


@check("route.without-primary", ERROR, "S10", reason="From %(start)s no route is the primary one.", remedy="Say which way is taken first.", source="PACE: primary, alternate, contingency, emergency")
def route_primary(plan, see):
    """Routes from a point, none of them primary, or more than one."""
    for place, point in see.entries("points"):
        own = [route for _, route in see.entries("routes") if route.start == point.key]
        if own and sum(route.pace == "primary" for route in own) != 1:
            yield place, {"start": point.name or point.key}


@check("route.without-emergency", WARNING, "S10", reason="No route is kept for the worst case.", remedy="Plan a contingency or emergency route, if only on foot or by boat.", source="PACE: primary, alternate, contingency, emergency")
def route_emergency(plan, _see):
    """A plan with routes, none of which is a contingency or emergency one."""
    if plan.evacuation.routes and not any(route.pace in ("contingency", "emergency") for route in plan.evacuation.routes):
        yield "evacuation.routes", {}


@check("route.without-leg", ERROR, "S10", reason="The route '%(route)s' has no legs.", remedy="Write each stage: from, to, mode, minutes.")
def route_without_leg(_plan, see):
    """A route that says neither how nor how long."""
    for place, route in see.entries("routes"):
        if not route.legs:
            yield f"{place}.legs", {"route": route.name or route.key}


@check("route.broken", ERROR, "S10", reason="The route '%(route)s' breaks off: this leg is at '%(here)s', and '%(there)s' is where it should be.", remedy="Let each leg begin where the one before ends, the first at the start and the last at the end of the route.")
def route_broken(_plan, see):
    """Legs that do not join, or do not begin and end where the route does."""
    for place, route in see.entries("routes"):
        here = route.start
        for i, leg in enumerate(route.legs):
            if leg.start != here:
                yield f"{place}.legs[{i}].start", {"route": route.name or route.key, "here": leg.start, "there": here}
            here = leg.end
        if route.legs and here != route.end:
            yield f"{place}.legs[{len(route.legs) - 1}].end", {"route": route.name or route.key, "here": here, "there": route.end}


@check("route.shares-leg", WARNING, "S10", reason="'%(route)s' and '%(other)s' share every leg; what stops one stops both.", remedy="Let the alternate take another road, mode or crossing.", source="PACE: an alternate that does not fail with the primary; our proposal as a rule")
def route_shares(plan, see):
    """Two routes from one point that are the same way."""
    held = {}
    for place, route in see.entries("routes"):
        way = (route.start, tuple((leg.start, leg.end, leg.mode) for leg in route.legs))
        if route.legs and way in held:
            yield place, {"route": route.name or route.key, "other": held[way]}
        held.setdefault(way, route.name or route.key)


@check("leg.unsaid", ERROR, "S10", reason="This leg of '%(route)s' does not say how long it takes.", remedy="Write the minutes of one way, measured at the hour at which it would be driven.")
def leg_unsaid(_plan, see):
    """A leg without minutes cannot be reckoned."""
    for place, route in see.entries("routes"):
        for i, leg in enumerate(route.legs):
            if not leg.minutes:
                yield f"{place}.legs[{i}].minutes", {"route": route.name or route.key}


@check("leg.window", ERROR, "S10", reason="This leg of '%(route)s' takes %(minutes)s minutes and is open for %(window)s a day.", remedy="Correct the times of day (HH:MM), or plan a night's stop on the way.")
def leg_window(_plan, see):
    """An opening window that is shorter than one way, or is no window."""
    for place, route in see.entries("routes"):
        for i, leg in enumerate(route.legs):
            if (leg.opens or leg.closes) and window(leg) < max(1, leg.minutes or 0):
                yield f"{place}.legs[{i}].{'closes' if leg.closes else 'opens'}", {"route": route.name or route.key, "minutes": leg.minutes or 0, "window": window(leg)}


@check("leg.speed", WARNING, "S10", reason="This leg of '%(route)s' covers %(km)s km in %(minutes)s minutes by %(mode)s, %(speed)s km/h.", remedy="Measure it again; on crisis roads half the usual speed is normal.")
def leg_speed(_plan, see):
    """A leg faster than its mode can be."""
    fastest = {"foot": 7, "car": 110, "bus": 90, "truck": 80, "boat": 60, "ship": 60, "helicopter": 300, "aircraft": 950, "train": 200}
    for place, route in see.entries("routes"):
        for i, leg in enumerate(route.legs):
            if leg.km and leg.minutes and leg.km * 60 / leg.minutes > fastest[leg.mode]:
                yield f"{place}.legs[{i}].minutes", {"route": route.name or route.key, "km": f"{leg.km:g}", "minutes": leg.minutes, "mode": leg.mode, "speed": round(leg.km * 60 / leg.minutes)}


@check("leg.without-fleet", WARNING, "S10", reason="Nothing drives this leg of '%(route)s' by %(mode)s.", remedy="Name the fleet, or the places a day that a carrier has promised.")
def leg_without_fleet(_plan, see):
    """A leg by vehicle without a fleet and without promised places."""
    for place, route in see.entries("routes"):
        for i, leg in enumerate(route.legs):
            if leg.mode not in ("foot", "car") and not leg.fleet and leg.places_day is None:
                yield f"{place}.legs[{i}].fleet", {"route": route.name or route.key, "mode": leg.mode}


@check("leg.wrong-fleet", ERROR, "S10", reason="This leg of '%(route)s' goes by %(mode)s; the fleet '%(fleet)s' is of the kind %(kind)s.", remedy="Name another fleet, or correct the mode.")
def leg_wrong_fleet(_plan, see):
    """A bus that goes by sea."""
    for place, route in see.entries("routes"):
        for i, leg in enumerate(route.legs):
            fleet = see.find("fleets", leg.fleet)
            if fleet is not None and fleet.mode not in ROUND.get(leg.mode, (leg.mode,)):
                yield f"{place}.legs[{i}].fleet", {"route": route.name or route.key, "mode": leg.mode, "fleet": fleet.name or fleet.key, "kind": fleet.mode}


@check("fleet.empty", ERROR, "S10", reason="The fleet '%(fleet)s' has no %(what)s.", remedy="Write how many there are, or take the fleet out.")
def fleet_empty(_plan, see):
    """A fleet without vehicles, seats or load."""
    for place, one in see.entries("fleets"):
        for field in ("vehicles", "seats", "load"):
            if not getattr(one, field):
                yield f"{place}.{field}", {"fleet": one.name or one.key, "what": field}


@check("fleet.unused", WARNING, "S10", reason="No leg uses the fleet '%(fleet)s'.", remedy="Name it on a leg, or take it out.")
def fleet_unused(_plan, see):
    """Vehicles that are paid for and go nowhere."""
    used = {leg.fleet for _, route in see.entries("routes") for leg in route.legs}
    for place, one in see.entries("fleets"):
        if one.key not in used:
            yield place, {"fleet": one.name or one.key}


@check("fleet.without-agreement", WARNING, "S10", reason="Nobody has promised the fleet '%(fleet)s'.", remedy="Name the agreement, or say that the vehicles are our own.", source="MICIC G7: pre-arranged agreements for transport")
def fleet_agreement(_plan, see):
    """Vehicles that belong to others without an agreement."""
    for place, one in see.entries("fleets"):
        if not one.own and not one.agreement:
            yield f"{place}.agreement", {"fleet": one.name or one.key}


@check("fleet.mobilises-late", ERROR, "S10", reason="'%(card)s' is due at T+%(due)s; the fleet '%(fleet)s' needs %(hours)s hours to come.", remedy="Order it at a lower level, or move the card.")
def fleet_late(_plan, see):
    """A movement that is due before its vehicles can be there."""
    ranks = {id(level): level.rank for _, level in see.entries("levels")}
    for place, card in see.entries("cards"):
        route = see.find("routes", card.route)
        if card.kind != "movement" or route is None or card.due_hours is None or ranks.get(id(see.level_of[id(card)])) is None:
            continue
        fleet = see.find("fleets", route.legs[0].fleet) if route.legs else None
        if fleet is not None and fleet.mobilise_hours is not None and fleet.mobilise_hours > card.due_hours:
            yield f"{place}.due_hours", {"card": card.action or card.key, "due": f"{card.due_hours:g}", "fleet": fleet.name or fleet.key, "hours": f"{fleet.mobilise_hours:g}"}


@check("fleet.nobody-accessible", WARNING, "S10", reason="No vehicle has a place for a wheelchair or stretcher.", remedy="Find one that has; write its places.", source="MICIC G10, G13: movement for people with disabilities")
def fleet_accessible(plan, _see):
    """No accessible place in any fleet."""
    if plan.evacuation.fleets and not any(one.accessible_places for one in plan.evacuation.fleets):
        yield "evacuation.fleets", {}


@check("station.missing", WARNING, "S10", reason="The processing line has no station for %(kind)s.", remedy="Add it with desks and minutes, or say at which other it is done.", source="evacuation control centres: reception, registration, medical, manifest")
def station_missing(plan, _see):
    """A processing line that lacks a station."""
    held = {one.kind for one in plan.evacuation.stations}
    for kind in LINE if held else ():
        if kind not in held:
            yield "evacuation.stations", {"kind": kind}


@check("station.unsaid", ERROR, "S10", reason="The station '%(station)s' does not say its %(what)s.", remedy="Write desks, and minutes a person as measured in a drill.")
def station_unsaid(_plan, see):
    """A station without desks or minutes."""
    for place, one in see.entries("stations"):
        for field in ("desks", "minutes"):
            if not getattr(one, field):
                yield f"{place}.{field}", {"station": one.name or one.kind, "what": field}


@check("transit.without-permission", ERROR, "S10", reason="%(name)s is in %(country)s, and nothing says that people may enter there.", remedy="Add the State under transit, with visa, waiver or corridor.", source="MICIC G10: waivers, entry and transit")
def transit_permission(plan, see):
    """A destination in another State, without a word on entry."""
    held = {one.country for one in plan.evacuation.transit if one.permission.strip()}
    home = {plan.country, plan.identity.country, plan.identity.sending_country}
    for place, one in see.entries("destinations"):
        if one.country and one.country not in home and one.country not in held:
            yield place, {"name": one.name or one.key, "country": one.country}


@check("call-forward.unsaid", WARNING, "S10", reason="It is not said how people are called forward.", remedy="Write who is called, in which order by need, by which channel, and how a call is stopped.", source="practice of evacuations (stand fast, call forward); our proposal as a rule")
def call_forward(plan, _see):
    """Points and fleets without a rule who is called when."""
    if plan.evacuation.points and len(plan.evacuation.call_forward.strip()) < 20:
        yield "evacuation.call_forward", {}
