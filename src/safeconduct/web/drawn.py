"""What the parts of a page are given to draw: small frozen nouns, made by the rooms' queries and views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from safeconduct.kernel.figures import Figure

STATES = ("ok", "late", "bad", "doing", "wait", "off")


@dataclass(frozen=True)
class Stage:
    """
    One row of a funnel.

    ``kind`` is ``stage``, ``sum`` (set off by a rule) or ``part`` (its bar begins where the part before it ended).
    ``tone``: present, accounted, missing, need. ``bar`` is False for a row that is only a number.
    """

    figure: Figure
    kind: str = "stage"
    tone: str = "present"
    bar: bool = True


@dataclass(frozen=True)
class Step:
    """
    One step of a plan against what was done, in hours since the plan's beginning.

    ``state`` is one of `STATES`, ``said`` its word ("Late 10 h"), ``note`` who answers for it.
    ``done_from`` and ``done_to`` are None where nothing was begun; a running step ends now.
    """

    title: Any
    plan_from: float
    plan_to: float
    state: str
    said: Any
    done_from: float | None = None
    done_to: float | None = None
    note: Any = ""
    url: str = ""
    content: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a journal: ``text`` is a sentence of ours (may carry safe links and ``<bdi>``), ``who`` the role or feed."""

    at: datetime
    text: Any
    who: Any = ""


@dataclass(frozen=True)
class Band:
    """A hazard band: ``level`` 1 (light) to 4 (worst), ``sign`` its numeral on the map, ``shape`` a GeoJSON or shapely geometry."""

    level: int
    sign: str
    name: Any
    shape: Any


@dataclass(frozen=True)
class Spot:
    """So many people near this point. Spots are gathered into cells before anything is drawn."""

    lon: float
    lat: float
    count: int
    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class Place:
    """
    A place on the map: ``kind`` is ``pin``, ``gate`` (a square), ``shut`` (a cross) or ``hazard`` (a triangle). ``note`` stands under its name.

    ``what`` says in a word what it is, ``said`` how it is with the mark ``state`` (one of `STATES`), ``url`` where it is read
    about; empty where the reader may not.
    """

    lon: float
    lat: float
    name: str
    kind: str = "pin"
    note: Any = ""
    what: Any = ""
    state: str = ""
    said: Any = ""
    url: str = ""


@dataclass(frozen=True)
class Route:
    """A way on the map: ``kind`` is ``way`` (first choice), ``way2`` (second) or ``shut``."""

    points: Sequence[tuple[float, float]]
    kind: str = "way"
    name: str = ""
    note: Any = ""


@dataclass(frozen=True)
class Map:
    """
    A map to be drawn without a tile server or script.

    ``bbox`` is west, south, east, north in degrees; west may be greater than east across 180°. ``about`` says in a sentence
    what the picture shows, for those who do not see it. ``unplaced`` counts people without a usable position.
    """

    title: Any
    about: Any
    bbox: tuple[float, float, float, float]
    bands: Sequence[Band] = ()
    spots: Sequence[Spot] = ()
    places: Sequence[Place] = ()
    routes: Sequence[Route] = ()
    source: Any = ""
    unplaced: int = 0
    unplaced_url: str = ""


@dataclass(frozen=True)
class Will:
    """
    What a verb will do, before it is done: ``rows`` of (number, sentence), what follows, whether it can be undone.

    ``hidden`` are the arguments that the form carries; ``keep_url`` is where *keep as it is* leads.
    """

    title: Any
    rows: Sequence[tuple[int | str, Any]]
    verb: Any
    action: str
    after: Any = ""
    undo: Any = ""
    keep_url: str = ""
    hidden: Sequence[tuple[str, str]] = ()
    danger: bool = False
    second_person: bool = False


@dataclass(frozen=True)
class Work:
    """Long work: how far it is, of how many, and where to ask again or stop it. ``url`` answers with this part alone."""

    title: Any
    done: int
    total: int
    url: str = ""
    stop_url: str = ""
    finished: bool = False
    said: Any = ""


@dataclass(frozen=True)
class Item:
    """One entry of a menu, a row of tabs or a list of languages."""

    title: Any
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Phase:
    """One phase of the guidelines in the left menu, with its rooms."""

    title: Any
    items: Sequence[Item] = field(default_factory=tuple)

    @property
    def here(self) -> bool:
        """True when the page that is shown stands in this phase."""
        return any(item.current for item in self.items)

    @property
    def url(self) -> str:
        """Where the phase itself leads: its first room."""
        return self.items[0].url if self.items else "#page"
