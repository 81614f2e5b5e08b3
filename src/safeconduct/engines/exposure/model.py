"""The nouns of exposure: people with positions, estimates of presence, and the answer. Frozen; arrays are not copied, so do not change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

NOBODY = np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Codes:
    """One code a person (nationality, language): ``code`` integers of shape (n,) that index ``names``."""

    code: np.ndarray
    names: Sequence[str]

    def per_band(self, who, band, bands):
        """How many of these people there are in each band with each name: int64 of shape (bands, names). ``band`` is 1 .. bands."""
        width = len(self.names)
        at = (band.astype(np.intp) - 1) * width + self.code[who]
        return np.bincount(at, minlength=bands * width).reshape(bands, width)

    def pick(self, order):
        """The same codes for the people in another order."""
        return replace(self, code=self.code[order])


@dataclass(frozen=True, eq=False)
class Flags:
    """Any number of marks a person (vulnerabilities): ``bits`` unsigned integers of shape (n,), bit i for ``names[i]``; at most 64."""

    bits: np.ndarray
    names: Sequence[str]

    def per_band(self, who, band, bands):
        """How many of these people there are in each band with each mark: int64 of shape (bands, names). A person counts once a mark."""
        bits, band = self.bits[who], band.astype(np.intp) - 1
        columns = [np.bincount(band[(bits >> np.uint8(i)) & np.uint8(1) != 0], minlength=bands) for i in range(len(self.names))]
        return np.array(columns, np.int64).reshape(len(self.names), bands).T

    def pick(self, order):
        """The same marks for the people in another order."""
        return replace(self, bits=self.bits[order])


@dataclass(frozen=True, eq=False)
class People:
    """
    Who is asked about: n people, each one row of these arrays.

    ``cell``: int64, from ``morton.cell``. ``accuracy_m``: the radius in metres within which the person surely is, float, or None
    when all positions are exact; NaN = not known. ``age_days``: days since the position was true, float, or None when all are of
    today; NaN = not known. ``groups``: what is counted, by name. Raises ValueError for shapes that differ or negative numbers.
    """

    cell: np.ndarray
    accuracy_m: np.ndarray | None = None
    age_days: np.ndarray | None = None
    groups: Mapping[str, Codes | Flags] = field(default_factory=dict)

    def __post_init__(self):
        if self.cell.dtype != np.int64 or self.cell.ndim != 1:
            raise ValueError("cells are a flat array of int64")
        columns = [self.accuracy_m, self.age_days, *(g.code if isinstance(g, Codes) else g.bits for g in self.groups.values())]
        if any(c is not None and c.shape != self.cell.shape for c in columns):
            raise ValueError("every array of people needs one value a person")
        if any(c is not None and (c < 0).any() for c in (self.accuracy_m, self.age_days)):
            raise ValueError("an accuracy or an age cannot be negative")

    def __len__(self):
        return len(self.cell)

    @cached_property
    def ordered(self):
        """Whether the cells ascend: then a large question reads only the runs it needs."""
        return bool((self.cell[1:] >= self.cell[:-1]).all())

    def order(self):
        """The same people with cells ascending, and the permutation: row i of the result is row ``permutation[i]`` of these."""
        by = np.argsort(self.cell, kind="stable")
        return self.pick(by), by

    def pick(self, rows):
        """Only these rows, in this order."""
        some = {name: None if value is None else value[rows] for name, value in (("accuracy_m", self.accuracy_m), ("age_days", self.age_days))}
        return People(self.cell[rows], groups={name: group.pick(rows) for name, group in self.groups.items()}, **some)


@dataclass(frozen=True, eq=False)
class Presence:
    """
    An estimate of people who are on no list: between ``low`` and ``high``, best ``best``, somewhere in ``area``.

    ``area``: a shapely Polygon or MultiPolygon in degrees. ``group``: what the figures are of ("" for everybody, or a nationality).
    """

    name: str
    area: Any
    low: float
    best: float
    high: float
    group: str = ""

    def __post_init__(self):
        if not 0 <= self.low <= self.best <= self.high:
            raise ValueError(f"the estimate of {self.name!r} needs 0 <= low <= best <= high")


@dataclass(frozen=True)
class Range:
    """Whole people: at least ``low``, about ``best``, at most ``high``."""

    low: int
    best: int
    high: int


@dataclass(frozen=True)
class Share:
    """
    What of one estimate lies in the footprint, for "in band k or worse", k = 1 .. bands.

    ``share``: parts of the area (0 to 1), float. ``people``: the estimate times the share, as if people lived evenly over the area.
    ``at_most``: the whole high estimate wherever the footprint touches the area, which no unevenness can pass.
    """

    name: str
    group: str
    share: tuple[float, ...]
    people: tuple[Range, ...]
    at_most: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """
    People counted by band and name; every array int64 of shape (bands, names), row k - 1 for band k.

    ``certain`` and ``possible`` count each person once, in their own band. ``low``, ``best`` and ``high`` count "in this band
    or worse": those whose whole accuracy circle is, those whose position is, those whose circle touches it.
    """

    names: tuple[str, ...]
    certain: np.ndarray
    possible: np.ndarray
    low: np.ndarray
    best: np.ndarray
    high: np.ndarray

    def range(self, band, name):
        """Low, best and high of one name in this band (1 is the mildest) or worse."""
        column = self.names.index(name)
        return Range(*(int(part[band - 1, column]) for part in (self.low, self.best, self.high)))


@dataclass(frozen=True, eq=False)
class Exposure:
    """
    The answer: who is inside, in which band, how surely.

    ``who``: rows of the people asked about that are not outside, int64 ascending, shape (m,); the other arrays have the same shape.
    ``band``: int8, the worst band at the stored position; where that is outside, the worst band that the accuracy circle touches.
    ``certain``: bool, the whole accuracy circle is in the footprint and the position is fresh; False is *possible*.
    ``sure``, ``at``, ``reach``: int8, the worst band that holds the whole circle, the position, any of the circle; 0 is none.
    ``total``: one column "all". ``tables``: by group name. ``shares``: one an estimate. ``presence``: the sums of shares by
    group, as ranges for "band k or worse". ``digest_in``, ``digest_out``: sha-256 of question and answer ("" where not asked for).
    """

    version: str
    bands: tuple[str, ...]
    asked: int
    who: np.ndarray
    band: np.ndarray
    certain: np.ndarray
    sure: np.ndarray
    at: np.ndarray
    reach: np.ndarray
    total: Table
    tables: dict[str, Table]
    shares: tuple[Share, ...] = ()
    presence: dict[str, tuple[Range, ...]] = field(default_factory=dict)
    stale: np.ndarray = field(default_factory=lambda: NOBODY)
    digest_in: str = ""
    digest_out: str = ""
