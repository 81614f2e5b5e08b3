"""
The nouns of the simulation: a population by arrays, the stages it goes through, what is taken for granted. Frozen; no clock, no files.

Times are whole seconds after the level is declared; `Case.starts` is the local time of day of that moment in seconds. `NEVER` stands for what does not happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

VERSION = "simulation-1"
NEVER = 2**30
DAY = 86_400
LONGEST = 400 * DAY
MOST_FAMILIES = 2**20
ORIGINS = ("measured", "published", "guess")

# What may be uncertain: its meaning, and what holds where nothing is assumed.
KNOWN = {
    "take_up": ("share of those present who want to leave", 1.0),
    "unlisted": ("people who are present and on no list", 0.0),
    "reach": ("times the stated reach of every channel and warden", 1.0),
    "decide": ("times the stated time to decide", 1.0),
    "uncalled": ("share of those who leave that comes without being called", 0.0),
    "prepare": ("times the stated time to get ready", 1.0),
    "travel": ("times the stated way to the assembly point", 1.0),
    "papers": ("share of families without travel documents", 0.0),
    "minutes": ("times the stated minutes at every desk", 1.0),
    "vehicles": ("share of the promised vehicles that comes", 1.0),
    "mobilise": ("times the stated time until the vehicles stand ready", 1.0),
    "way": ("times the stated time on the way", 1.0),
}


class SimulationError(ValueError):
    """The case cannot be used. ``field`` names where, ``problem`` says in words what is wrong."""

    def __init__(self, field: str, problem: str):
        self.field = field
        self.problem = problem
        super().__init__(f"{field}: {problem}")


class Cancelled(Exception):
    """The caller asked to stop."""


@dataclass(frozen=True)
class Assumption:
    """
    Something taken for granted, drawn once a replication from a triangle: least, most likely, greatest.

    ``name`` is one of `KNOWN`, or ``minutes:KEY`` for the desks of one station. ``origin``: measured (here), published (elsewhere), guess.
    """

    name: str
    low: float
    best: float
    high: float
    origin: str = "guess"
    source: str = ""
    label: str = ""


@dataclass(frozen=True)
class Delay:
    """
    A time that each family draws for itself: mean in seconds and spread.

    ``kind``: fixed, exponential, lognormal (``cv`` is deviation over mean), or table: ``points`` are (share, seconds), straight between them.
    """

    kind: str = "fixed"
    seconds: float = 0.0
    cv: float = 1.0
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Population:
    """
    Families, one row each: F rows.

    ``size`` people (int, at least 1); ``group``, ``language``, ``place`` int codes into the names; ``channels`` bits of the channels that can reach the family;
    ``warden`` row of the warden who calls it, -1 none; ``access`` people who need a place that a wheelchair reaches; ``listed`` False where it is on no list.
    """

    size: np.ndarray
    group: np.ndarray
    language: np.ndarray
    place: np.ndarray
    channels: np.ndarray
    warden: np.ndarray
    access: np.ndarray
    listed: np.ndarray
    groups: tuple[str, ...] = ("everybody",)
    languages: tuple[str, ...] = ("any",)

    @property
    def families(self) -> int:
        return len(self.size)

    @property
    def people(self) -> int:
        return int(self.size.sum())


@dataclass(frozen=True)
class Channel:
    """A way to warn: sent at ``at``, to ``people_hour`` an hour (0: to all at once); ``reach`` the chance that a family takes it in; ``languages`` it speaks (empty: all)."""

    key: str
    reach: float
    delay: Delay = Delay()
    at: int = 0
    people_hour: float = 0.0
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Warden:
    """Rings his families one after the other from ``at`` on, ``seconds`` a call; ``success`` the chance that a call reaches; with an alternate it fails only when both fail."""

    key: str
    at: int = 0
    seconds: float = 300.0
    success: float = 0.8
    alternate: bool = False


@dataclass(frozen=True)
class Tree:
    """
    A call-down list: the post rings the first ``fan_out`` families on the list, each of them rings the next ``fan_out``, and so on; ``seconds`` a call, one after the other.

    A call succeeds with chance ``success``; with an alternate a link fails only when both fail. Where a link fails nobody beyond it is rung.
    """

    key: str
    fan_out: int
    success: float
    alternate: bool = False
    at: int = 0
    seconds: float = 300.0


@dataclass(frozen=True)
class Reason:
    """A reason to stay: the share of families that has it, and what is left of their wish to leave (0 to 1)."""

    name: str
    share: float
    factor: float


@dataclass(frozen=True)
class Call:
    """Calling forward: every ``slot`` seconds at most ``people`` people, groups of ``order`` first, then those who decided first."""

    slot: int
    people: int
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where people are, the assembly point they are told to come to, and the way there."""

    name: str
    point: str
    travel: Delay = Delay()


@dataclass(frozen=True)
class Point:
    """An assembly point and how many people it holds at one time."""

    key: str
    places: int = 0


@dataclass(frozen=True)
class Station:
    """
    Desks with one queue, first come first served; a family is one customer and takes ``seconds`` for each of its members.

    ``who``: all, papers (families without documents) or names of groups; ``cv`` the spread of the time (0 fixed, 1 exponential, else log-normal); ``after``: point or arrival.
    """

    key: str
    desks: int
    seconds: float
    cv: float = 0.0
    who: tuple[str, ...] = ("all",)
    after: str = "point"


@dataclass(frozen=True)
class Stock:
    """What waiting people use up: ``quantity`` in all, ``a_day`` for a person. For beds ``a_day`` is 0 and ``quantity`` is how many there are."""

    key: str
    quantity: float
    a_day: float = 0.0


@dataclass(frozen=True)
class Fleet:
    """Vehicles of one kind. A vehicle leaves when it is full or when its first family has waited ``patience`` seconds; ``load`` is the share of seats that is planned."""

    key: str
    vehicles: int
    seats: int
    load: float = 0.9
    accessible: int = 0
    mobilise: int = 0
    loading: int = 1800
    unloading: int = 1800
    patience: int = 7200


@dataclass(frozen=True)
class Leg:
    """
    A stage of the way, carried by one of ``fleets`` (none: on foot or by own car, in groups). ``opens`` and ``closes`` are seconds of the local day (both 0: always open).

    ``places_day``: most people a day (0: no limit); ``closed``: (from, to) in seconds, `NEVER` for ever. A round trip stays within one opening where it fits.
    """

    key: str
    seconds: int
    fleets: tuple[str, ...] = ()
    opens: int = 0
    closes: int = 0
    places_day: int = 0
    closed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Route:
    """Legs one after the other from a point to a place of safety. Families of a point are divided among its routes by ``share``."""

    key: str
    point: str
    legs: tuple[str, ...]
    share: float = 1.0


@dataclass(frozen=True, eq=False)
class Case:
    """A plan in a scenario, as the engine needs it. ``weeks``: (seconds, share) of those who will leave that is asked or minded to by then, straight between; empty: at once."""

    name: str
    population: Population
    horizon: int
    places: tuple[Place, ...]
    points: tuple[Point, ...]
    target: int = 0
    target_share: float = 0.9
    starts: int = 6 * 3600
    assumptions: tuple[Assumption, ...] = ()
    channels: tuple[Channel, ...] = ()
    wardens: tuple[Warden, ...] = ()
    trees: tuple[Tree, ...] = ()
    weeks: tuple[tuple[int, float], ...] = ()
    reasons: tuple[Reason, ...] = ()
    decide: Delay = Delay()
    call: Call | None = None
    prepare: Delay = Delay()
    stations: tuple[Station, ...] = ()
    opens: int = 0
    closes: int = 0
    stocks: tuple[Stock, ...] = ()
    fleets: tuple[Fleet, ...] = ()
    legs: tuple[Leg, ...] = ()
    routes: tuple[Route, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def assumption(self, name: str) -> Assumption:
        """The assumption of that name, or what holds where nothing is assumed."""
        for one in self.assumptions:
            if one.name == name:
                return one
        value = KNOWN["minutes" if name.startswith("minutes:") else name][1]
        return Assumption(name, value, value, value, "published", "the plan as written")


def everybody(sizes: Sequence[int], places: Sequence[int] | None = None) -> Population:
    """A population of one group and one language, reached by every channel, all on the list; by default all in one place."""
    size = np.asarray(sizes, np.int32)
    zero = np.zeros(len(size), np.int32)
    return Population(
        size=size, group=zero, language=zero, place=zero if places is None else np.asarray(places, np.int32), channels=np.full(len(size), -1, np.int64),
        warden=np.full(len(size), -1, np.int32), access=zero, listed=np.ones(len(size), bool),
    )  # fmt: skip
