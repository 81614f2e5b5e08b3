"""What places show: areas, sites, estimates, and which area a point lies in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import shapely
from django.db.models import Count, Q
from shapely.geometry import shape

from safeconduct.kernel.refusals import NotFound
from safeconduct.places import words
from safeconduct.places.models import Area, Geocode, Presence, Site
from safeconduct.web.drawn import Place


@dataclass(frozen=True)
class AreaCard:
    """An admin area without its geometry."""

    uid: UUID
    path: str
    country: str
    level: int
    code: str
    name: str
    names: dict
    zone: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class SiteCard:
    """A place with a door."""

    uid: UUID
    kind: str
    name: str
    path: str
    country: str
    lon: float
    lat: float
    status: str
    status_note: str
    emergency_number: str
    telephone: str
    capacity: int | None
    of_state: str
    status_at: datetime | None = None
    address: str = ""


@dataclass(frozen=True)
class PresenceCard:
    """One estimate of people in an area."""

    path: str
    area: str
    nationality: str
    low: int
    best: int | None
    high: int
    source: str
    method: str
    month: date


def _area(row: Area) -> AreaCard:
    return AreaCard(row.uid, row.path, row.country, row.level, row.code, row.name, row.names, row.zone, row.lon, row.lat)


def area(path: str) -> AreaCard | None:
    """The area of a path."""
    row = Area.objects.filter(path=path).first()
    return _area(row) if row else None


def areas(country: str = "", level: int | None = None) -> list[AreaCard]:
    """Areas, without geometry, by name."""
    rows = Area.objects.defer("geometry").order_by("path")
    if country:
        rows = rows.filter(country=country)
    if level is not None:
        rows = rows.filter(level=level)
    return [_area(row) for row in rows]


def areas_in(path: str, *, most_level: int = 9) -> list[AreaCard]:
    """An area and everything in it down to a level, by path."""
    rows = Area.objects.defer("geometry").filter(Q(path=path) | Q(path__startswith=path.rstrip("/") + "/"), level__lte=most_level)
    return [_area(row) for row in rows.order_by("path")]


def box_of(paths: Iterable[str]) -> tuple[float, float, float, float] | None:
    """West, south, east, north of these areas together; None where none has a shape."""
    boxes = list(Area.objects.filter(path__in=list(paths)).exclude(west=None).values_list("west", "south", "east", "north"))
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)) if boxes else None


def shapes(paths: Iterable[str]) -> dict[str, Any]:
    """Geometries (shapely, lon lat) of areas, by path; areas without one are left out."""
    return {row.path: shape(row.geometry) for row in Area.objects.filter(path__in=list(paths)) if row.geometry}


def shapes_touching(box: tuple[float, float, float, float], *, most_level: int) -> list[tuple[AreaCard, Any]]:
    """Areas down to a level whose own box meets a box (west, south, east, north), each with its geometry (shapely, lon lat), by path. One statement."""
    west, south, east, north = box
    rows = Area.objects.filter(level__lte=most_level, west__lte=east, east__gte=west, south__lte=north, north__gte=south).exclude(geometry=None).order_by("path")
    return [(_area(row), shape(row.geometry)) for row in rows]


def by_geocodes(codes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Paths of the areas that other schemes' codes mean; also P-codes by themselves. Unknown codes are left out."""
    codes = list(codes)
    wanted = Q()
    for scheme, value in codes[:500]:
        wanted |= Q(scheme=scheme, value=value)
    found = {(g.scheme, g.value): g.area.path for g in Geocode.objects.filter(wanted).select_related("area").defer("area__geometry")} if codes else {}
    values = {value for _scheme, value in codes}
    plain = dict(Area.objects.filter(code__in=values).values_list("code", "path"))
    for scheme, value in codes:
        if (scheme, value) not in found and value in plain:
            found[scheme, value] = plain[value]
    return found


def path_of(lon: float, lat: float) -> str:
    """The path of the smallest area that a point lies in; empty where none is on file."""
    rows = Area.objects.filter(west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat).exclude(geometry=None).order_by("-level")
    point = shapely.Point(lon, lat)
    return next((row.path for row in rows if shape(row.geometry).covers(point)), "")


def sites(*, path: str = "", kinds: Iterable[str] = (), bbox: tuple[float, float, float, float] | None = None) -> list[SiteCard]:
    """Places with a door in a path or in a box (west, south, east, north)."""
    rows = Site.objects.order_by("kind", "name")
    if path:
        rows = rows.filter(Q(path=path) | Q(path__startswith=path.rstrip("/") + "/"))
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if bbox:
        west, south, east, north = bbox
        rows = rows.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    return [_site(row) for row in rows]


def drawn(card: SiteCard, url: str = "") -> Place:
    """A place with a door as maps draw it, with its kind and status in words; ``url`` where it is read about."""
    kind = "shut" if card.status == "shut" else "gate" if card.kind == "crossing" else "pin"
    return Place(
        card.lon, card.lat, card.name, kind, card.status_note, words.KINDS.get(card.kind, card.kind), words.MARKS.get(card.status, "off"), words.STATUSES.get(card.status, card.status), url
    )  # fmt: skip


def _site(row: Site) -> SiteCard:
    return SiteCard(
        row.uid, row.kind, row.name, row.path, row.country, row.lon, row.lat, row.status, row.status_note, row.emergency_number, row.telephone, row.capacity, row.of_state,
        row.status_at, row.address,
    )  # fmt: skip


def presence(*, path: str = "", nationality: str = "") -> list[PresenceCard]:
    """Estimates in a path, newest first; several sources stand side by side."""
    rows = Presence.objects.select_related("area").defer("area__geometry").order_by("area__path", "nationality", "-month")
    if path:
        rows = rows.filter(Q(area__path=path) | Q(area__path__startswith=path.rstrip("/") + "/"))
    if nationality:
        rows = rows.filter(nationality=nationality)
    return [PresenceCard(r.area.path, r.area.name, r.nationality, r.low, r.best, r.high, r.source, r.method, r.month) for r in rows]


def site(uid: UUID) -> SiteCard:
    """One place with a door; ``NotFound`` elsewhere."""
    row = Site.objects.filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return _site(row)


@dataclass(frozen=True)
class CountryCard:
    """A country on file: how many areas we know of it, and of its places with a door how many are open, limited, shut, unknown."""

    code: str
    name: str
    names: dict
    zone: str
    areas: int
    sites: dict[str, int]
    estimates: int


def countries() -> list[CountryCard]:
    """Countries of which anything is on file, by name. Four statements."""
    parts = dict(Area.objects.filter(level__gt=0).values_list("country").annotate(n=Count("id")))
    doors: dict[str, dict[str, int]] = {}
    for country, status, n in Site.objects.values_list("country", "status").annotate(n=Count("id")):
        doors.setdefault(country, {})[status] = n
    told = dict(Presence.objects.values_list("area__country").annotate(n=Count("id")))
    rows = {row.code: row for row in Area.objects.filter(level=0).defer("geometry")}
    out = []
    for code in {*rows, *parts, *doors}:
        row = rows.get(code)
        out.append(CountryCard(code, row.name if row else code, row.names if row else {}, row.zone if row else "", parts.get(code, 0), doors.get(code, {}), told.get(code, 0)))
    return sorted(out, key=lambda one: one.name)


def box(path: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north of an area; of its parts where it has no shape of its own; of its sites where neither has."""
    return box_of([path]) or box_of([one.path for one in areas_in(path)]) or _box_of_sites(path)


def _box_of_sites(path: str) -> tuple[float, float, float, float] | None:
    spots = [(one.lon, one.lat) for one in sites(path=path)]
    if not spots:
        return None
    return min(x for x, _ in spots) - 0.3, min(y for _, y in spots) - 0.3, max(x for x, _ in spots) + 0.3, max(y for _, y in spots) + 0.3


def emergency_number(country: str, path: str = "") -> str:
    """The local emergency number: of a site nearby, else of the country where we know it; empty otherwise."""
    row = Site.objects.filter(country=country).exclude(emergency_number="").order_by("kind").values_list("emergency_number", flat=True)
    near = row.filter(path__startswith=path).first() if path else None
    return near or row.first() or _national_number(country)


@cache
def _national_number(country: str) -> str:
    from safeconduct.standards import load

    try:
        card = load.country(country)
    except KeyError:
        return ""
    return card.emergency[0].number if card.emergency else ""


def emergency_numbers(country: str, path: str = "") -> list[tuple[str, str]]:
    """Kinds and numbers to dial in an emergency: of a site nearby, else of the country where we know them."""
    near = Site.objects.filter(country=country).exclude(emergency_number="").order_by("kind")
    row = (near.filter(path__startswith=path).first() if path else None) or near.first()
    if row is not None:
        return [("all", row.emergency_number)]
    from safeconduct.standards import load

    try:
        return [(e.kind, e.number) for e in load.country(country).emergency]
    except KeyError:
        return []
