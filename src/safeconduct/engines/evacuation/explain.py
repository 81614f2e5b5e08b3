"""Why a unit does not travel, or not earlier: one sentence about rules and capacity, never about another person."""

from __future__ import annotations

from .model import Case, Plan, Trip, Unit
from .rank import days_waited

REASONS = {
    "no_seat": "Every seat that this unit may use until the end of the plan goes by the declared order; there is not enough capacity yet.",
    "no_destination": "This unit is waiting for a destination: no place is on its list of places that it may be sent to and has agreed to.",
    "unfit": "Health staff have not cleared this unit for any trip that runs from its point to a place on its list.",
    "emergency": "This is an emergency and stands outside every queue; it has its own alarm.",
    "aboard_lost": "This unit was aboard a vehicle that was lost; this is an emergency and stands outside every queue.",
    "papers": "No trip from this point goes to a place on this unit's list through countries that it may pass and with the documents that it holds.",
    "too_large": "No vehicle that serves this point has room for the whole unit, and a family is never split.",
    "no_reception": "No place on this unit's list can receive a unit of this size.",
    "no_way_to_destination": "No vehicle of this operation runs from this point to a place on this unit's list.",
    "no_vehicle": "No vehicle of this operation can serve this point within the plan.",
    "not_in_time": "Nothing that this unit may use runs between the time it is ready and the time it must have arrived.",
}


def explain(case: Case, plan: Plan, code: str) -> str:
    """
    One sentence: why this unit does not travel, or why not earlier.

    It is worked out from the unit's own row, the rules and the capacity of trips. It names no other unit and counts none.
    Raises ``KeyError`` for a unit that the case does not hold.
    """
    unit = next((u for u in case.units if u.code == code), None)
    if unit is None:
        raise KeyError(code)
    for row in plan.left:
        if row.unit == code:
            return REASONS[row.reason]
    mine = next(t for t in plan.trips if code in t.units)
    return why_not_earlier(case, plan, unit, mine)


def why_not_earlier(case: Case, plan: Plan, unit: Unit, mine: Trip) -> str:
    if code_is_promised(mine, unit.code):
        return "This seat was promised by the plan before, and promises are kept."
    before = [t for t in plan.trips if t.point == unit.point and (t.loading, t.leaves, t.arrives, t.vehicle) < (mine.loading, mine.leaves, mine.arrives, mine.vehicle)]
    if not before:
        return f"Nothing loads at this point earlier than minute {mine.loading}: that is how soon vehicles, berths and open routes allow."
    here = [t for t in before if t.loading >= unit.ready]
    if not here:
        return f"Every earlier trip from this point loads before this unit is ready, at minute {unit.ready}."
    types = {v.code: next(k for k in case.types if k.code == v.type) for v in case.vehicles}
    allowed = [t for t in here if t.place in unit.destinations and fits_papers(case, unit, t, types)]
    if not allowed:
        return "No earlier trip from this point goes to a place on this unit's list by a way that its papers allow."
    fit = [t for t in allowed if is_fit(unit, t, types[t.vehicle].mode)]
    if not fit:
        return "This unit is not cleared by health staff for the earlier trips from this point."
    large = [t for t in fit if unit.size <= types[t.vehicle].seats and unit.wheelchairs <= types[t.vehicle].wheelchairs and unit.stretchers <= types[t.vehicle].stretchers]
    if not large:
        return "The vehicles of the earlier trips do not have room for the whole unit, and a family is never split."
    days = max(0, days_waited(unit))
    return (
        f"Seats go by class, then by days waited, then by lot: for class {unit.kind} and {days} day{'' if days == 1 else 's'} waited, "
        f"the {len(large)} earlier trip{'' if len(large) == 1 else 's'} that this unit may use had no room left for {unit.size}."
    )


def code_is_promised(trip: Trip, code: str) -> bool:
    return code in trip.promised


def fits_papers(case: Case, unit: Unit, trip: Trip, types) -> bool:
    mode = types[trip.vehicle].mode
    route = next((r for r in case.routes if (r.mode, r.point, r.place) == (mode, trip.point, trip.place)), None)
    place = next(p for p in case.places if p.code == trip.place)
    return route is not None and route.transit <= unit.transit and place.requires <= unit.documents


def is_fit(unit: Unit, trip: Trip, mode: str) -> bool:
    if unit.fit is None:
        return True
    fit = unit.fit.get(mode)
    return fit is not None and (fit.until is None or trip.arrives <= fit.until) and (fit.longest is None or trip.arrives - trip.leaves <= fit.longest)
