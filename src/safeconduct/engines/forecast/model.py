"""What goes into a forecast and what comes out: frozen nouns and arrays, no clock, no files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

VERSION = "forecast-1"

KINDS = ("town", "conflict", "camp", "forward", "marker")


class ForecastError(ValueError):
    """The case cannot be used. ``field`` names where in the case, ``problem`` says in words what is wrong."""

    def __init__(self, field: str, problem: str):
        self.field = field
        self.problem = problem
        super().__init__(f"{field}: {problem}")


@dataclass(frozen=True)
class Place:
    """A node of the road network. ``capacity`` is optional, from a site plan, and holds from ``capacity_from`` on."""

    name: str
    kind: str = "town"
    population: float = 0.0
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    capacity: float | None = None
    capacity_from: int = 0


@dataclass(frozen=True)
class Route:
    """A road both ways between two places, in kilometres."""

    a: str
    b: str
    km: float


@dataclass(frozen=True)
class Conflict:
    """Fighting at a place from ``start`` (included) to ``end`` (excluded; None: still going on); intensity 0 to 1."""

    place: str
    start: int
    end: int | None = None
    intensity: float = 1.0


@dataclass(frozen=True)
class Closure:
    """
    What is shut from ``start`` to ``end``.

    ``kind`` country: the border between countries ``a`` and ``b``; location: every road of ``a``; link: the road
    between ``a`` and ``b``; camp: ``a`` is an ordinary town in that span.
    """

    kind: str
    a: str
    b: str
    start: int
    end: int | None = None


@dataclass(frozen=True)
class Count:
    """People registered at a place on a day: a stock, not a flow."""

    place: str
    day: int
    people: float


@dataclass(frozen=True)
class Recount:
    """A place registered its people anew on this day: the step in its counts there is not movement."""

    place: str
    day: int


@dataclass(frozen=True)
class Movement:
    """
    Settings of the movement model (people move 400 km a day and so on), by default those published for Flee.

    ``decay`` is how fast a conflict zone empties, by steps of ``decay_days``; ``bins`` cuts a day's way for the
    expected-value computation.
    """

    km_a_day: float = 400.0
    leave_town: float = 0.5
    leave_camp: float = 0.001
    soften_km: float = 50.0
    distance_power: float = 0.75
    conflict_weight: float = 0.25
    capacity_full: float = 1.25
    capacity_buffer: float = 0.9
    decay: tuple[float, ...] = (1.0, 1.0, 1.0, 0.5, 0.1)
    decay_days: int = 30
    bins: int = 10


@dataclass(frozen=True)
class Case:
    """Everything known about one crisis. Days are whole numbers counted from ``start_date``."""

    places: tuple[Place, ...]
    routes: tuple[Route, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    closures: tuple[Closure, ...] = ()
    counts: tuple[Count, ...] = ()
    recounts: tuple[Recount, ...] = ()
    movement: Movement = field(default_factory=Movement)
    name: str = ""
    start_date: str = ""

    def until(self, day: int) -> Case:
        """
        The same case as it was known at the end of ``day``.

        Rows of later days are gone, and an end that lies ahead is not known yet. Everything that forecasts starts here.
        """

        def open_end(row):
            return replace(row, end=None) if row.end is not None and row.end > day else row

        return replace(
            self,
            places=tuple(replace(p, capacity=None) if p.capacity is not None and p.capacity_from > day else p for p in self.places),
            conflicts=tuple(open_end(c) for c in self.conflicts if c.start <= day),
            closures=tuple(open_end(c) for c in self.closures if c.start <= day),
            counts=tuple(c for c in self.counts if c.day <= day),
            recounts=tuple(r for r in self.recounts if r.day <= day),
        )

    @cached_property
    def index(self) -> dict[str, int]:
        return {p.name: i for i, p in enumerate(self.places)}

    @cached_property
    def kinds(self) -> np.ndarray:
        return np.array([p.kind for p in self.places], dtype="<U12")

    @cached_property
    def population(self) -> np.ndarray:
        return np.array([p.population for p in self.places], float)

    @cached_property
    def countries(self) -> np.ndarray:
        return np.array([p.country for p in self.places], dtype=object)

    @cached_property
    def links(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Directed links: source index, target index, kilometres."""
        a = np.array([self.index[r.a] for r in self.routes], int)
        b = np.array([self.index[r.b] for r in self.routes], int)
        km = np.array([r.km for r in self.routes], float)
        return np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([km, km])

    @cached_property
    def destinations(self) -> tuple[str, ...]:
        """Places that are forecast: every camp, in the order of ``places``."""
        return tuple(p.name for p in self.places if p.kind == "camp")

    @cached_property
    def last_day(self) -> int:
        """Day of the last count, or 0."""
        return max((c.day for c in self.counts), default=0)


@dataclass(frozen=True)
class PlaceForecast:
    """People expected at one place on one day: ``best`` and the ends of the fan by coverage (80 means 80 %)."""

    place: str
    best: int
    low80: int
    high80: int
    low50: int
    high50: int
    now: int
    last_counted: int | None


@dataclass(frozen=True)
class HorizonForecast:
    """
    The forecast for one day ahead.

    ``total`` is the sum over places (``total_low80`` and ``total_high80`` its own interval, not the sum of the others);
    ``total_given`` says that the sum was known and only its split is forecast. ``arrivals`` is the change of the total
    against the last counts, never below nought. ``methods`` are the weights of the experts that were believed.
    """

    horizon: int
    day: int
    places: tuple[PlaceForecast, ...]
    total: int
    total_low80: int
    total_high80: int
    total_given: bool
    arrivals: int
    methods: dict[str, float]


@dataclass(frozen=True)
class Forecast:
    """What `project` returns, with what is needed to recompute it."""

    version: str
    inputs: str
    day: int
    seed: int
    start: str
    horizons: tuple[HorizonForecast, ...]
    digest: str = ""
