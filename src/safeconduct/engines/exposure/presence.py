"""
Estimates of people who are on no list, intersected with a footprint.

The share of an area is taken on the equal-area cylinder (longitude, sine of the latitude), edges chopped to a tenth of a degree
first; the ratio of two areas that share one sphere differs from the ellipsoid's by less than 1 % of itself.
Assumption: people live evenly over their area. ``at_most`` is what holds without it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely

from . import antimeridian
from .area import Band
from .model import Presence, Range, Share


def shares(bands: Sequence[Band], estimates: Sequence[Presence]):
    """One ``Share`` an estimate, and the sums by group as ranges: ``(tuple of Share, {group: (Range for band 1 or worse, ...)})``."""
    if not estimates:
        return (), {}
    hit = [_level(shapely.union_all([worse.union for worse in bands[k:]])) for k in range(len(bands))]
    out, sums = [], defaultdict(lambda: np.zeros((len(bands), 3)))
    for estimate in estimates:
        pieces = [piece for part in antimeridian.unroll(estimate.area) for piece in antimeridian.cut(part)]
        area = _level(shapely.union_all(pieces))
        part = [_part(area, footprint) for footprint in hit]
        people = np.outer(part, [estimate.low, estimate.best, estimate.high])
        sums[estimate.group] += people
        most = tuple(math.ceil(estimate.high) if share else 0 for share in part)
        out.append(Share(estimate.name, estimate.group, tuple(part), _ranges(people), most))
    return tuple(out), {group: _ranges(people) for group, people in sorted(sums.items())}


def _level(geometry):
    """The geometry on the equal-area cylinder."""
    fine = shapely.segmentize(geometry, 0.1)
    flat = shapely.transform(fine, lambda xy: np.column_stack([np.radians(xy[:, 0]), np.sin(np.radians(xy[:, 1]))]))
    return flat if flat.is_valid else shapely.make_valid(flat, method="structure", keep_collapsed=False)


def _part(area, footprint):
    if not area.area or not shapely.intersects(area, footprint):
        return 0.0
    share = shapely.intersection(area, footprint).area / area.area
    return 0.0 if share < 1e-9 else 1.0 if share > 1 - 1e-9 else float(share)


def _ranges(people):
    """Low is rounded down, high up, best to the nearest; a hair of float is forgiven, so that whole numbers stay."""
    return tuple(Range(math.floor(low + 1e-6), round(best), math.ceil(high - 1e-6)) for low, best, high in people.tolist())
