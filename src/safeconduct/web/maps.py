"""Maps without a tile server: hazard bands, people as counted cells, places and ways, laid out as plain SVG geometry."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safeconduct.web import geo
from safeconduct.web.drawn import Map, Place, Spot

# A cell of fewer people than this would point at somebody.
FEWEST = 10
RADIUS = 19
# How wide a letter of the map's 12 px text is taken to be when names are kept apart, and how high its line.
LETTER, HIGH = 6.8, 14
LISTED = 24  # places that stand in the list beside the map; more stand in its table

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Cell:
    """A hexagon with the people in it, named after the spot that has most of them."""

    path: str
    x: float
    y: float
    count: int
    name: str
    url: str


def gather(view: geo.View, spots: Sequence[Spot]) -> tuple[list[Cell], int]:
    """
    Gather spots into hexagonal cells; returns the cells of ten people or more, and how many people stand in none of them.

    The grid is that of `geo.cells`, so the same view gives the same cells whoever is counted.
    """
    counts = np.array([spot.count for spot in spots], int)
    found = geo.cells(view, np.array([spot.lon for spot in spots], float), np.array([spot.lat for spot in spots], float), size=RADIUS, least=1)
    most: dict[int, Spot] = {}
    for spot, which in zip(spots, found.of, strict=True):
        if which >= 0 and (which not in most or (spot.count, spot.name) > (most[which].count, most[which].name)):
            most[which] = spot
    sums = np.bincount(found.of[found.of >= 0], weights=counts[found.of >= 0], minlength=len(found.drawn)).astype(int)
    cells = [
        Cell(hexagon.path, hexagon.x, hexagon.y, int(people), most[which].name, most[which].url)
        for which, (hexagon, people) in enumerate(zip(found.drawn, sums, strict=True))
        if people >= FEWEST
    ]
    cells.sort(key=lambda cell: (-cell.count, cell.y, cell.x))
    return cells, int(counts.sum()) - sum(cell.count for cell in cells)


def lay_out(picture: Map, width: int, height: int) -> dict:
    """
    Everything the map's partial draws, in pixels of ``width`` × ``height``.

    Names are set in the order of what is most: cells by count, then places. One that would fall on another name or on a cell is
    left to the table.
    """
    view = geo.View.of(picture.bbox, width, height)
    cells, hidden = gather(view, picture.spots)
    taken: list[Box] = [_around(cell.x, cell.y, RADIUS - 2) for cell in cells]
    spots = [_aside(*(float(at) for at in view.project(place.lon, place.lat)), cells) for place in picture.places]
    taken += [_around(x, y, 6) for x, y in spots]
    routes = [{"route": route, "path": geo.shape_path(view, {"type": "LineString", "coordinates": route.points})} for route in picture.routes]
    return {
        "picture": picture,
        "width": width,
        "height": height,
        "land": geo.land_paths(view),
        "borders": geo.border_paths(view),
        "bands": [_band(view, band, taken) for band in sorted(picture.bands, key=lambda band: band.level)],
        "cells": [_named(view, cell, cells, taken) for cell in cells],
        "places": [_place(view, place, at, taken) for place, at in zip(picture.places, spots, strict=True)],
        "table": cells,
        "hidden": hidden,
        "routes": routes,
        "kinds": {route.kind for route in picture.routes},
        "marks": [_mark(view, place, at) for place, at in zip(picture.places, spots, strict=True)],
        "listed": 0 < len(picture.places) <= LISTED,
    }


def _band(view: geo.View, band, taken: list[Box]) -> dict:
    """A band with the place of its numeral: the westernmost point of its rim, a little inside, where nothing else stands."""
    path = geo.shape_path(view, band.shape)
    rim = sorted((float(x) + 15, float(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)", path))
    drawn = {"band": band, "path": path, "x": 0, "y": None}
    for x, y in rim:
        x = max(x, 14)
        if _free(view, _around(x, y, 10), taken):
            taken.append(_around(x, y, 10))
            return drawn | {"x": x, "y": y + 4}
    return drawn


def _aside(x: float, y: float, cells: Sequence[Cell]) -> tuple[float, float]:
    """The point itself, or the nearest one that does not cover the number of a cell."""
    for _ in range(3):
        for cell in cells:
            away = math.hypot(x - cell.x, y - cell.y)
            if away < RADIUS + 5:
                turn = math.atan2(y - cell.y, x - cell.x) if away else -math.pi / 2
                x, y = cell.x + (RADIUS + 6) * math.cos(turn), cell.y + (RADIUS + 6) * math.sin(turn)
    return x, y


def _place(view: geo.View, place: Place, at: tuple[float, float], taken: list[Box]) -> dict:
    """A place with its name and note under it, above it or beside it, wherever that is free; else without, for the table has them."""
    x, y = at
    wide = LETTER * max(len(place.name), len(str(place.note)))
    high = HIGH * (2 if place.note else 1)
    spots = [
        ("mid", x, y + 9, (x - wide / 2, y + 9, x + wide / 2, y + 9 + high)),
        ("mid", x, y - 9 - high, (x - wide / 2, y - 9 - high, x + wide / 2, y - 9)),
        ("", x + 11, y - high / 2, (x + 11, y - high / 2, x + 11 + wide, y + high / 2)),
        ("end", x - 11, y - high / 2, (x - 11 - wide, y - high / 2, x - 11, y + high / 2)),
    ]
    drawn = {"place": place, "x": x, "y": y, "name_x": x, "name_y": None, "anchor": "mid"}
    for anchor, left, top, box in spots:
        if _free(view, box, taken):
            taken.append(box)
            return drawn | {"name_x": left, "name_y": top + 11, "anchor": anchor}
    return drawn


def _mark(view: geo.View, place: Place, at: tuple[float, float]) -> dict:
    """What answers to a pointer over a place: its middle, and a plate with two lines that stays in the picture."""
    more = " · ".join(str(part) for part in (place.what, place.said) if part)
    wide = min(LETTER * max(len(place.name), len(more)) * 1.15 + 16, view.width)
    x = min(max(at[0], wide / 2), view.width - wide / 2)
    y = at[1] - 58 if at[1] > 64 else at[1] + 14
    return {"place": place, "x": at[0], "y": at[1], "more": more, "plate_x": x, "plate_y": y, "left": x - wide / 2, "wide": wide}


def _named(view: geo.View, cell: Cell, cells: Sequence[Cell], taken: list[Box]) -> dict:
    """A cell with its name under or above it, in the middle or leaning to a side, wherever that is free and nearer to it than to another."""
    wide = LETTER * len(cell.name)
    for y in (cell.y + RADIUS + 13, cell.y - RADIUS - 4):
        for anchor, x, left in (("mid", cell.x, cell.x - wide / 2), ("end", cell.x + 6, cell.x + 6 - wide), ("", cell.x - 6, cell.x - 6)):
            box = (left, y - 11, left + wide, y + 3)
            if _free(view, box, taken) and _nearest(box, cells) is cell:
                taken.append(box)
                return {"cell": cell, "name_x": x, "name_y": y, "anchor": anchor}
    return {"cell": cell, "name_x": cell.x, "name_y": None, "anchor": ""}


def _nearest(box: Box, cells: Sequence[Cell]) -> Cell:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return min(cells, key=lambda cell: math.hypot(cell.x - x, cell.y - y))


def _free(view: geo.View, box: Box, taken: list[Box]) -> bool:
    """True where the box lies in the picture and on nothing that is drawn."""
    inside = box[0] >= 0 and box[1] >= 0 and box[2] <= view.width and box[3] <= view.height
    return inside and not any(_cross(box, other) for other in taken)


def _around(x: float, y: float, reach: float) -> Box:
    return (x - reach, y - reach, x + reach, y + reach)


def _cross(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
