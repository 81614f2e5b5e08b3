"""What a reader gives back: alerts with their blocks, areas and times, and one result for each part of a file.

Coordinates are ``(lon, lat)`` in degrees (GeoJSON order), also where the source writes lat before lon. Longitudes lie in
[-180, 180]; two neighbouring points of a ring more than 180 degrees apart go the short way, over the antimeridian.
Times are aware datetimes with the offset of the source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from .bounds import Box, box_of

Point = tuple[float, float]
Ring = tuple[Point, ...]

ACCEPTED, REFUSED, IGNORED = "accepted", "refused", "ignored"


@dataclass(frozen=True)
class Polygon:
    """A closed outer ring and its holes. ``band`` names how bad it is inside, ``level`` is the number behind it (MMI, knots)."""

    rings: tuple[Ring, ...]
    band: str = ""
    level: float | None = None


@dataclass(frozen=True)
class Circle:
    """A centre and a radius in kilometres; 0 km is a point, such as an epicentre."""

    lon: float
    lat: float
    km: float
    band: str = ""
    level: float | None = None


@dataclass(frozen=True)
class Area:
    """Where an alert holds. ``geocodes`` are (scheme, value) pairs for the places table; ``estimate`` marks a shape that is ours."""

    name: str = ""
    polygons: tuple[Polygon, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()
    altitude: float | None = None
    ceiling: float | None = None
    estimate: bool = False


@dataclass(frozen=True)
class Reference:
    """An earlier message that an Update, Cancel, Ack or Error names."""

    sender: str
    identifier: str
    sent: datetime | None = None


@dataclass(frozen=True)
class Info:
    """
    One information block, usually one language.

    ``language`` is what the block declares (en-US where it declares nothing); ``languages`` adds ``und-<script>`` for
    scripts that its text shows and the declared language is not written in. ``kind`` is our hazard kind or "" and
    ``kind_from`` says what it was read from.
    """

    language: str = "en-US"
    languages: tuple[str, ...] = ("en-US",)
    categories: tuple[str, ...] = ()
    event: str = ""
    kind: str = ""
    kind_from: str = ""
    response_types: tuple[str, ...] = ()
    urgency: str = "Unknown"
    severity: str = "Unknown"
    certainty: str = "Unknown"
    audience: str = ""
    event_codes: tuple[tuple[str, str], ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    resources: tuple[tuple[str, str, str], ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Alert:
    """One alert of any source. ``form`` names the source format, ``signed`` that a signature was seen (it is not checked)."""

    identifier: str
    sender: str
    sent: datetime | None
    status: str
    msg_type: str
    scope: str = "Public"
    source: str = ""
    restriction: str = ""
    addresses: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: str = ""
    infos: tuple[Info, ...] = ()
    form: str = "CAP 1.2"
    signed: bool = False
    current: bool | None = None

    @property
    def kind(self) -> str:
        """The first hazard kind that a block names, or ""."""
        return next((info.kind for info in self.infos if info.kind), "")

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language of every block, in the order of the file."""
        return tuple(dict.fromkeys(tag for info in self.infos for tag in info.languages))

    @property
    def areas(self) -> tuple[Area, ...]:
        return tuple(area for info in self.infos for area in info.areas)

    @property
    def area_name(self) -> str:
        """The names of the areas, in the language of the first block that names any."""
        first = next((info.language for info in self.infos if any(area.name for area in info.areas)), "")
        return "; ".join(dict.fromkeys(area.name for info in self.infos if info.language == first for area in info.areas if area.name))

    @property
    def bbox(self) -> Box | None:
        """(west, south, east, north) of all shapes; west > east where it crosses the antimeridian; None where only names and codes are given."""
        areas = self.areas
        return box_of(
            [ring for area in areas for polygon in area.polygons for ring in polygon.rings[:1]],
            [(circle.lon, circle.lat, circle.km) for area in areas for circle in area.circles],
        )

    @property
    def effective(self) -> datetime | None:
        """The earliest moment from which a block holds; CAP takes ``sent`` where a block says nothing."""
        return min((info.effective or self.sent for info in self.infos if info.effective or self.sent), default=self.sent)

    @property
    def onset(self) -> datetime | None:
        return min((info.onset for info in self.infos if info.onset), default=None)

    @property
    def expires(self) -> datetime | None:
        return max((info.expires for info in self.infos if info.expires), default=None)


@dataclass(frozen=True)
class Link:
    """An alert that a feed points to and that must be fetched."""

    href: str
    title: str = ""
    updated: datetime | None = None


@dataclass(frozen=True)
class ReadResult:
    """
    What became of one part of a file: accepted, refused or ignored, and why.

    ``reason`` names line, element and remedy where something is refused; ``warnings`` list everything that was mended.
    """

    outcome: str
    reason: str = ""
    warnings: tuple[str, ...] = ()
    alerts: tuple[Alert, ...] = ()
    links: tuple[Link, ...] = ()
    form: str = ""


class Unreadable(Exception):
    """Something that can not be read; ``str()`` of it is the reason of the refusal."""


@dataclass
class Notes:
    """Collects warnings while one alert is read; the same sentence only once, and no more than ``most`` of them."""

    most: int = 200
    said: dict[str, None] = field(default_factory=dict)

    def say(self, sentence: str) -> None:
        if len(self.said) < self.most:
            self.said.setdefault(sentence)

    def all(self) -> tuple[str, ...]:
        return tuple(self.said)
