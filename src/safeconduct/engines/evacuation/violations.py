"""The rules that a plan may break, by name. Belongs to the checker alone."""

from __future__ import annotations

from dataclasses import dataclass

NAMES = {
    "unknown": "a trip or a list names something that the case does not hold",
    "unit_twice": "a unit boards more than one trip, or the same one twice",
    "unit_lost": "a unit is neither aboard a trip nor among those left",
    "unit_both": "a unit is aboard a trip and among those left",
    "wrong_point": "a unit boards at a point where it is not",
    "not_ready": "a unit boards before it is ready",
    "emergency_aboard": "an emergency was given a seat as if it stood in the queue",
    "forbidden_destination": "a unit is sent to a place that is not on its list",
    "forbidden_transit": "a unit passes a country that is not on its list",
    "missing_document": "a unit lacks a document that the place requires",
    "unfit": "a unit travels by a mode, at a time or for longer than it is fit for",
    "seats": "more people are aboard than there are seats",
    "wheelchairs": "more wheelchairs are aboard than there are places",
    "stretchers": "more stretchers are aboard than there are places",
    "no_route": "there is no route for a leg",
    "risk": "a leg's risk is over the limit",
    "too_fast": "a leg, the loading or the unloading takes less time than it must",
    "route_closed": "a leg runs while its route is closed",
    "point_closed": "people load while the point is closed",
    "place_closed": "a trip arrives while the place is closed",
    "before_start": "a vehicle leaves before the plan begins or before it may be used",
    "beyond_end": "a trip arrives after the plan ends, or a vehicle is used after it may be",
    "elsewhere": "a vehicle leaves from where it is not",
    "overlap": "a vehicle leaves before it is free",
    "crew_hours": "a crew works longer than its duty without rest",
    "berths": "more berths are taken than the point has",
    "reception": "more people have arrived at a place than it may have received by then",
    "budget": "the trips cost more than the budget",
    "cost": "a trip's cost or the plan's cost is not what the case makes it",
    "class_passed": "a seat went to a lower class while a ready, fit, present unit of a higher one fitted",
    "turn_passed": "inside a class a seat went to a unit behind, while one before it fitted",
    "seat_refused": "a ready, fit, present unit fitted beside all who are aboard and was left standing",
    "passing_unlisted": "a unit was passed and the plan does not say so",
    "passing_untrue": "the plan lists a passing that did not happen",
    "reason": "the reason given for a unit that is left does not hold",
    "objective": "the objective is not what the trips make it",
    "gap": "the gap is not what objective and bound make it, or the bound lies above the objective",
    "count": "the number of people, or of those left, is wrong",
}


@dataclass(frozen=True)
class Violation:
    """A rule that does not hold, by its name in ``NAMES``, and where."""

    name: str
    where: str

    def __str__(self) -> str:
        return f"{self.name}: {NAMES[self.name]} ({self.where})"
