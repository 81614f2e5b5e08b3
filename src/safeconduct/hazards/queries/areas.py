"""Who is inside a hazard by admin area, how badly each area is hit, and how many are thought to be there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
import shapely

from safeconduct.engines import exposure as engine
from safeconduct.hazards import footprints
from safeconduct.hazards.queries.cards import HazardCard, hazard
from safeconduct.hazards.queries.exposing import Inside, Sight, exposed
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.people.rules import age_band
from safeconduct.places import queries as places
from safeconduct.web import withheld

MOST = 60  # areas with a row of their own; where more are hit, the level above is taken
NOWHERE = ""  # the row of those whose position lies in no area that is on file
SURE, AGES, NEEDS = ("certain", "possible"), ("child", "adult", "elder", "age_unknown"), ("need", "no_need")
COLUMNS = (*SURE, *AGES, *NEEDS)
OF_BAND = {"0-4": "child", "5-11": "child", "12-17": "child", "18-59": "adult", "60+": "elder"}

Hit = tuple[places.AreaCard, shapely.Geometry, int]


@dataclass(frozen=True)
class Estimated:
    """One estimate of an area, times the part of the area that is inside (``share``, 0 to 1). ``best`` is None where the source gives none."""

    low: int
    best: int | None
    high: int
    source: str
    month: date
    nationality: str
    share: float


@dataclass(frozen=True)
class AreaInside:
    """
    One admin area in a hazard. ``band`` is the worst band that reaches into it (1 is the mildest; 0: a row for those in no area).

    None stands where a number is withheld. ``certain`` and ``possible`` count everybody once; ``child``, ``elder``,
    ``age_unknown`` and ``need`` are of both together.
    """

    path: str
    code: str
    name: str
    band: int
    inside: int | None
    certain: int | None
    possible: int | None
    child: int | None
    elder: int | None
    age_unknown: int | None
    need: int | None
    estimates: tuple[Estimated, ...] = ()


@dataclass(frozen=True)
class ByArea:
    """The areas of a hazard, the worst hit first; ``bands`` are the names of its bands, the mildest first."""

    at: datetime
    bands: tuple[str, ...]
    rows: tuple[AreaInside, ...]
    exercise: bool = False


def by_area(seen: Sight) -> ByArea:
    """
    Everybody inside whom the actor who looked may see, by the area in which the last known position lies, with small numbers withheld.

    The areas are those of the deepest level (second or above) of which at most ``MOST`` are hit. The sums of certain and possible
    stand on the page already, so that they are reckoned with when cells are withheld. One statement
    beside those of `sight`.
    """
    card, answer, ids, facts, bands, at = seen.card, seen.answer, seen.ids, seen.facts, seen.bands, seen.at
    if answer is None or card.bbox is None:
        return ByArea(at, (), ())
    hit = _hit(card, bands)
    where = _area_of(seen.cells[answer.who], [shape for _area, shape, _band in hit])
    counts: Counter[tuple[int, str]] = Counter()
    for row, place, certain in zip(answer.who, where, answer.certain, strict=True):
        fact, place = facts.get(int(ids[row])), int(place)
        counts[place, "certain" if certain else "possible"] += 1
        counts[place, OF_BAND.get(age_band(fact.birth_year, at.year), "age_unknown") if fact else "age_unknown"] += 1
        counts[place, "need" if fact and fact.needs else "no_need"] += 1
    shown, told = _withheld(counts, len(hit)), _estimates(seen, hit)
    rows = [_row(area.path, area, band, shown[place], told.get(area.path, ())) for place, (area, _shape, band) in enumerate(hit)]
    if counts[-1, "certain"] + counts[-1, "possible"]:
        rows.append(_row(NOWHERE, None, 0, shown[-1]))
    rows.sort(key=lambda one: (-one.band, -(one.inside or 0), one.path))
    return ByArea(at, tuple(band.name for band in bands), tuple(rows), seen.exercise)


def inside_area(actor: Actor, uid: UUID, at: datetime, path: str | None = None) -> list[Inside]:
    """Everybody inside whom the actor may see and whose position lies in this area (``NOWHERE``: in none that is on file; None: anywhere), the worst band first."""
    card = hazard(actor, uid)
    found = exposed(actor, card, at)
    if found is None:
        return []
    ids, cells, answer = found
    kept = np.ones(len(answer.who), bool)
    if path is not None:
        hit = _hit(card, footprints.engine_bands(card.bands))
        where = next((place for place, (area, _shape, _band) in enumerate(hit) if area.path == path), -1 if path == NOWHERE else None)
        if where is None:
            raise NotFound()
        kept = _area_of(cells[answer.who], [shape for _area, shape, _band in hit]) == where
    out = [
        Inside(int(ids[row]), int(band), bool(certain))
        for row, band, certain, keep in zip(answer.who, answer.band, answer.certain, kept, strict=True)
        if keep
    ]
    return sorted(out, key=lambda one: (-one.band, one.person_id))


def _hit(card: HazardCard, bands: Sequence[engine.Band]) -> list[Hit]:
    """The areas that the footprint reaches into, each with its shape and the worst band there, none inside another. One statement."""
    if card.bbox is None:
        return []
    unions = [band.union for band in bands]
    whole, found = shapely.union_all(unions), []
    near = [(area, shape) for area, shape in places.shapes_touching(card.bbox, most_level=2) if _reaches(whole, shape)]
    for level in (2, 1, 0):
        here = [(area, shape) for area, shape in near if area.level == level]
        if len(here) <= MOST:
            held = {one.path for one, _shape, _band in found}
            found += [(area, shape, _worst(unions, shape)) for area, shape in here if not any(path.startswith(area.path + "/") for path in held)]
    return found


def _reaches(footprint: shapely.Geometry, shape: shapely.Geometry) -> bool:
    """Whether a footprint reaches into an area, and does not only touch its border."""
    return bool(shapely.intersects(footprint, shape)) and not bool(shapely.touches(footprint, shape))


def _worst(unions: Sequence[shapely.Geometry], shape: shapely.Geometry) -> int:
    return next((number for number in range(len(unions), 0, -1) if _reaches(unions[number - 1], shape)), 1)


def _area_of(cells: np.ndarray, shapes: Sequence[shapely.Geometry]) -> np.ndarray:
    """For each cell the place of the first shape that its point lies in, -1 for none; int64 of the shape of ``cells``."""
    out = np.full(len(cells), -1, np.int64)
    if not len(cells) or not shapes:
        return out
    lon, lat = engine.position(cells)
    for place in range(len(shapes) - 1, -1, -1):
        west, south, east, north = shapes[place].bounds
        near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        if len(near):
            shapely.prepare(shapes[place])
            out[near[shapely.intersects_xy(shapes[place], lon[near], lat[near])]] = place
    return out


def _withheld(counts: Counter, areas: int) -> dict[int, dict[str, int | None]]:
    """
    What may be shown of each area, by its place (-1: no area); None where withheld.

    Areas with fewer than ``SMALL`` people are withheld whole: in the reckoning they stand in one row together, unless that
    would still point at somebody; then they stand apart, and so do the empty ones that may have to be withheld with them.
    """
    size = {place: counts[place, "certain"] + counts[place, "possible"] for place in range(-1, areas)}
    own, few = [place for place, n in size.items() if n >= withheld.SMALL], [place for place, n in size.items() if 0 < n < withheld.SMALL]
    together = len(few) > 1 and sum(size[place] for place in few) >= withheld.SMALL
    if few and not together:
        own = list(size)
    grid = {(place, what): counts[place, what] for place in own for what in COLUMNS}
    if together:
        grid |= {(few[0], what): sum(counts[place, what] for place in few) for what in COLUMNS}
    table = withheld.suppressed(grid, [*own, *few[:1]] if together else own, COLUMNS, parts=(SURE, AGES, NEEDS), known=SURE)
    out = {place: dict.fromkeys((*COLUMNS, "inside"), 0) for place in size}
    for place in own:
        out[place] = {what: table.cells[place, what] for what in COLUMNS} | {"inside": table.row_totals[place]}
    return out | ({place: dict.fromkeys((*COLUMNS, "inside")) for place in few} if together else {})


def _row(path: str, area: places.AreaCard | None, band: int, held: dict[str, int | None], told: Sequence[Estimated] = ()) -> AreaInside:
    shown = [held[what] for what in ("inside", "certain", "possible", "child", "elder", "age_unknown", "need")]
    return AreaInside(path, area.code if area else "", area.name if area else "", band, *shown, tuple(told))


def _estimates(seen: Sight, hit: Sequence[Hit]) -> dict[str, list[Estimated]]:
    """Estimates of exactly these areas, each times the part of its area that is inside, by path."""
    shapes = {area.path: shape for area, shape, _band in hit}
    held = [one for one in seen.presence if one.path in shapes]
    asked = [engine.Presence(one.path, shapes[one.path], one.low, one.high if one.best is None else one.best, one.high) for one in held]
    out: dict[str, list[Estimated]] = {}
    for one, part in zip(held, engine.expose(seen.bands, presence=asked, digest=False).shares if asked else (), strict=True):
        if part.share[0]:
            inside = part.people[0]
            best = None if one.best is None else inside.best
            out.setdefault(one.path, []).append(Estimated(inside.low, best, inside.high, one.source, one.month, one.nationality, part.share[0]))
    return out
