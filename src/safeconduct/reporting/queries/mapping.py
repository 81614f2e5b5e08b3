"""The map of a crisis: footprints, people as counted cells, places with a door, ways out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import numpy as np
import shapely
from django.utils.translation import gettext as _

from safeconduct.crises.queries import CrisisCard
from safeconduct.engines import exposure as engine
from safeconduct.hazards import queries as hazards
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.verbs import ask
from safeconduct.people import queries as people
from safeconduct.places import queries as places
from safeconduct.places.queries import AreaCard
from safeconduct.reporting.queries.counting import check_crisis
from safeconduct.web.drawn import Band, Map, Place, Spot

NUMERALS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
KINDS = ("mission", "airport", "port", "crossing", "hub", "assembly_point", "reception_centre", "shelter")
MOST_PLACES = 14
GRID = 150  # squares across the map, to which people are gathered before anything else is done


def picture(actor: Actor, crisis: CrisisCard, areas: list[AreaCard], at: datetime, more_url: str = "", link: Callable[[str, UUID], str] = lambda what, uid: "") -> Map | None:
    """
    The map, or None where the crisis has no known extent. Six statements. ``link`` gives the page of a site or of a hazard, empty where the reader may not.

    The footprint is that of the worst current hazard of the crisis; people stand at their last known positions, gathered to
    cells; nobody outside the reader's labels is in them.
    """
    check_crisis(actor, crisis)
    found = hazards.hazards(actor, crisis=crisis.uid, limit=20)
    bands, name, estimated = _footprint(found)
    box = crisis.bbox or next((h.bbox for h in found if h.bbox), None) or _box_of(areas)
    if box is None:
        return None
    box = _widened(box)
    spots = _spots(actor, box, areas, at)
    pins = sorted(places.sites(bbox=box, kinds=KINDS), key=lambda site: (site.status != "shut", KINDS.index(site.kind)))[:MOST_PLACES]
    total = sum(spot.count for spot in spots)
    shut = sum(site.status == "shut" for site in pins)
    about = _("%(people)s people on file or come forward stand on the map, in %(places)s places. %(shut)s places with a door are shut. All values stand in the table of the map.") % {
        "people": total, "places": len({spot.name for spot in spots}), "shut": shut,
    }  # fmt: skip
    if name:
        about = _("Footprint of %(name)s.") % {"name": name} + " " + about
    source = _("Positions: last known, some of them old.") if not estimated else _("The footprint is our estimate. Positions: last known, some of them old.")
    routes = [route for answer in ask("reporting.routes", actor=actor, crisis=crisis.uid, paths=crisis.paths) for route in answer]
    drawn = [_hazard(one, link("hazard", one.uid)) for one in found if one.bbox and _inside(one.bbox, box)] + [places.drawn(s, link("site", s.uid)) for s in pins]
    return Map(_("Map of the crisis"), about, box, bands, spots, drawn, routes, source, people.without_position(actor), more_url)


def _hazard(one: hazards.HazardCard, url: str) -> Place:
    """A hazard as a mark in the middle of its footprint."""
    west, south, east, north = one.bbox
    state, said = ("bad", _("current")) if one.current else ("off", _("over"))
    return Place((west + east) / 2, (south + north) / 2, one.name, "hazard", "", _("Hazard"), state, said, url)


def _inside(bbox, box) -> bool:
    """Whether the middle of one box lies in another."""
    west, south, east, north = bbox
    return box[0] <= (west + east) / 2 <= box[2] and box[1] <= (south + north) / 2 <= box[3]


def leading(found: list[hazards.HazardCard]) -> hazards.HazardCard | None:
    """The hazard that matters most: current before past, more bands before fewer, then the newest; None where none has a footprint."""
    return next(iter(sorted((h for h in found if h.bands), key=lambda h: (not h.current, -len(h.bands)))), None)


def _footprint(found: list[hazards.HazardCard]) -> tuple[list[Band], str, bool]:
    """Bands of the hazard that matters most."""
    best = leading(found)
    if best is None:
        return [], "", False
    shapes = hazards.bands(best.uid)
    count = len(shapes)
    drawn = [
        Band(max(1, 4 - (count - n)), _sign(one.name, n), _band_name(one.name), shapely.union_all(one.pieces)) for n, one in enumerate(shapes, 1) if one.pieces
    ]  # fmt: skip
    return drawn, best.name, best.estimated


def _sign(name: str, place: int) -> str:
    try:
        return NUMERALS[int(float(name[4:]))] if name.startswith("MMI ") else str(place)
    except (ValueError, IndexError):
        return str(place)


def _band_name(name: str) -> str:
    """A severity in words; the intensity of shaking is its numeral."""
    said = {"extreme": _("extreme"), "severe": _("severe"), "moderate": _("moderate"), "minor": _("minor")}
    return _("shaking") if name.startswith("MMI ") else said.get(name.lower(), _("inside"))


def _spots(actor: Actor, box, areas: list[AreaCard], at: datetime) -> list[Spot]:
    """People gathered to a grid, each square named after the area whose middle is nearest. Two statements."""
    west, south, east, north = box
    frame = engine.band("frame", [shapely.box(west, south, east, north)])
    _ids, cells, _accuracy, _ages = people.positions(actor, engine.cover([frame], budget=200), at)
    if not len(cells):
        return []
    lon, lat = engine.position(cells)
    within = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    step = max((east - west) / GRID, (north - south) / GRID, 0.01)
    squares, counts = np.unique(np.stack([np.floor(lon[within] / step), np.floor(lat[within] / step)]), axis=1, return_counts=True)
    x, y = (squares + 0.5) * step
    known = [one for one in areas if one.lon is not None and one.lat is not None and one.level > 0]
    names = [""] * len(counts)
    if known:
        deepest = max(one.level for one in known)
        known = [one for one in known if one.level == deepest]
        at_x, at_y = np.array([one.lon for one in known]), np.array([one.lat for one in known])
        near = np.argmin((x[:, None] - at_x) ** 2 + (y[:, None] - at_y) ** 2, axis=1)
        names = [known[i].name for i in near]
    return [Spot(float(a), float(b), int(n), name) for a, b, n, name in zip(x, y, counts, names, strict=True)]


def _box_of(areas: list[AreaCard]):
    points = [(one.lon, one.lat) for one in areas if one.lon is not None and one.lat is not None]
    return tuple(shapely.MultiPoint(points).bounds) if points else None


def _widened(box):
    """The box with a rim, never narrower than a quarter of a degree."""
    west, south, east, north = box
    across, down = max((east - west) * 0.04, 0.12), max((north - south) * 0.04, 0.12)
    return max(west - across, -180.0), max(south - down, -89.9), min(east + across, 180.0), min(north + down, 89.9)
