"""
The nouns of an evacuation, in and out: plain, frozen, and without a rule in them.

Every time is a whole number of minutes from the start of the plan; a negative time lies before it. Distances are in
kilometres, speeds in kilometres an hour, money in any one currency. Codes are opaque text: a uid, never a name.
Nothing here holds a nationality, a name or a channel, so nothing in this engine can rank by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fit:
    """Fit to travel by one mode: a trip must arrive by ``until`` and take no longer than ``longest`` (None: no limit)."""

    until: int | None = None
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """
    A family as its members define it. It boards whole or not at all.

    ``kind`` is the highest class of its members. ``size`` counts everybody, wheelchair users too. ``fit`` names the
    modes it may use, None meaning all of them. ``destinations`` are the places it may be sent to and has agreed to,
    and ``transit`` the countries it may pass through.
    """

    code: str
    point: str
    kind: str
    size: int
    ready: int
    destinations: frozenset[str]
    wheelchairs: int = 0
    stretchers: int = 0
    fit: dict[str, Fit] | None = None
    documents: frozenset[str] = frozenset()
    transit: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Point:
    """An assembly point. ``berths`` are the places to load; during ``closed`` nobody loads there."""

    code: str
    berths: int
    closed: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """
    A place of safety, or a depot when it receives nobody.

    ``reception`` is a rising staircase of (minute, people that may have been received by then in all); None is no
    limit. ``requires`` are documents that each arriving unit must hold. During ``closed`` nobody arrives.
    """

    code: str
    country: str = ""
    reception: tuple[tuple[int, int], ...] | None = None
    requires: frozenset[str] = frozenset()
    closed: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Type:
    """
    A kind of vehicle. ``seats`` counts all people aboard, those in wheelchairs and on stretchers too.

    A crew works at most ``duty`` minutes from its first departure to its last unloading, then rests ``rest`` minutes;
    None is no limit. ``berths`` are the loading places it takes up while it loads.
    """

    code: str
    mode: str
    seats: int
    speed: float
    wheelchairs: int = 0
    stretchers: int = 0
    load: int = 30
    unload: int = 30
    berths: int = 1
    hour_cost: float = 0.0
    trip_cost: float = 0.0
    duty: int | None = None
    rest: int = 0


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle: it stands at a place and may be used from ``ready`` until ``until`` (None: to the end)."""

    code: str
    type: str
    at: str
    ready: int = 0
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """
    A way by one mode between a point and a place, both directions.

    Each leg lies wholly inside one span of ``open`` (empty: always) and touches none of ``closed``. ``minutes`` rules
    over ``km`` and the vehicle's speed. ``risk`` is the operation's own figure from 0 to 1.
    """

    mode: str
    point: str
    place: str
    km: float = 0.0
    minutes: int | None = None
    open: tuple[Span, ...] = ()
    closed: tuple[Span, ...] = ()
    risk: float = 0.0
    transit: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """
    The order that the head of the operation declared: classes from first to last, each with its weight a minute.

    An order in which a later class weighs more than an earlier one is another order than need, and carries a
    ``reason`` and a second person, ``approved_by``.
    """

    classes: tuple[tuple[str, float], ...]
    seed: int
    emergency: str = "T0"
    budget: float | None = None
    left_charge: int = 1440
    cost_tolerance: float = 0.005
    risk_limit: float = 1.0
    risk_price: float = 0.0
    reason: str = ""
    approved_by: str = ""

    @property
    def order(self) -> dict[str, int]:
        return {code: i for i, (code, _) in enumerate(self.classes)}

    @property
    def weight(self) -> dict[str, float]:
        return dict(self.classes)


@dataclass(frozen=True, slots=True)
class Trip:
    """
    One cycle of one vehicle: empty from ``base`` to ``point``, loaded to ``place``, free again there.

    ``start`` leaves the base, ``loading`` begins at the point, ``leaves`` the point, ``arrives`` at safety, ``free``
    for the next cycle. ``units`` in the order in which they board; ``promised`` are those that an earlier plan had
    already given this seat.
    """

    vehicle: str
    base: str
    point: str
    place: str
    start: int
    loading: int
    leaves: int
    arrives: int
    free: int
    cost: float
    units: tuple[str, ...] = ()
    promised: frozenset[str] = frozenset()

    @property
    def turn(self) -> tuple[int, int, int, str]:
        """The order in which trips are loaded at a point: who loads first fills first."""
        return (self.loading, self.leaves, self.arrives, self.vehicle)


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of one evacuation, on a clock of ``step`` minutes up to ``horizon`` minutes."""

    horizon: int
    step: int
    policy: Policy
    points: tuple[Point, ...]
    places: tuple[Place, ...]
    types: tuple[Type, ...]
    vehicles: tuple[Vehicle, ...]
    routes: tuple[Route, ...]
    units: tuple[Unit, ...]
    committed: tuple[Trip, ...] = ()
    aboard_lost: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Passing:
    """
    On one trip, ``unit`` was passed by all units from number ``behind`` on in the trip's list, who stand below it; and
    the free places there were, which it could not use.
    """

    trip: int
    unit: str
    behind: int
    free_seats: int
    free_wheelchairs: int
    free_stretchers: int


@dataclass(frozen=True, slots=True)
class Left:
    """A unit that no trip carries, and the code of the reason (see ``explain.REASONS``)."""

    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What ``lift`` answers.

    ``objective`` and ``bound`` are in weight x person x minute; ``gap`` = (objective - bound) / bound. The bound is of
    the same objective without the hard rules (families whole, order of classes). ``rule_price`` is what those rules
    cost on these trips. ``first_pass`` is the objective before the second pass spent time to save cost.
    """

    version: str
    digest: str
    seed: int
    trips: tuple[Trip, ...]
    left: tuple[Left, ...]
    passings: tuple[Passing, ...]
    objective: int
    bound: float
    gap: float
    bound_kind: str
    first_pass: int
    greedy: int
    rule_price: float
    cost: float
    people: int
    people_left: int
    notes: tuple[str, ...] = field(default=())
