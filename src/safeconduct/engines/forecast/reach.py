"""Where newcomers would go before anything was counted: by the roads, by distance, or evenly."""

from __future__ import annotations

import numpy as np

from .model import Case
from .movement import Crowd, Roads, known_at, open_links, roads

GRAVITY_KM = 100.0
GRAVITY_POWER = 2.0
SET_OUT_DAYS = 10
ARRIVE_DAYS = 25
PRIORS = ("roads", "reach", "even")


class Reach:
    """
    Shares of newcomers by destination, for any day of one case; remembers each state of the network once.

    `shares` gives three rows that each sum to 1: ``roads``, the arrivals of the movement model after a steady outflow;
    ``reach``, gravity over the shortest open way from each conflict zone; ``even``, the same for each open destination.
    """

    def __init__(self, case: Case):
        self.case = case
        self.camps = np.array([case.index[name] for name in case.destinations], int)
        self._known: dict[tuple, np.ndarray] = {}
        self._ways: dict[tuple, np.ndarray] = {}

    def shares(self, day: float) -> np.ndarray:
        """(3, destinations) as of ``day``, using nothing that begins after it."""
        key = known_at(self.case, day)
        if key not in self._known:
            self._known[key] = self._shares(key)
        return self._known[key]

    def _shares(self, key: tuple) -> np.ndarray:
        net = roads(self.case, key)
        even = _normal(net.camp[self.camps].astype(float), np.ones(len(self.camps)))
        return np.array([_normal(self._arrivals(net), even), _normal(self._gravity(net, key[1]), even), even])

    def _arrivals(self, net: Roads) -> np.ndarray:
        if not len(net.src):
            return np.zeros(len(self.camps))
        crowd = Crowd(self.case)
        for day in range(ARRIVE_DAYS):
            crowd.step(net, 1.0 if day < SET_OUT_DAYS else 0.0)
        return np.where(net.camp[self.camps], crowd.at[self.camps], 0.0)

    def _gravity(self, net: Roads, shut: tuple) -> np.ndarray:
        if shut not in self._ways:
            self._ways[shut] = ways(self.case, self.camps, shut)
        km = self._ways[shut]
        pull = np.where(np.isfinite(km), (GRAVITY_KM + np.where(np.isfinite(km), km, 0.0)) ** -GRAVITY_POWER, 0.0)
        pull = pull * net.camp[self.camps][:, None]
        total = pull.sum(0)
        return (pull / np.where(total > 0, total, 1.0)) @ net.spawn


def ways(case: Case, camps: np.ndarray, shut: tuple = ()) -> np.ndarray:
    """Kilometres of the shortest open way from every place to every destination (destinations, places); inf where none."""
    src, dst, km = case.links
    open_ = open_links(case, shut)
    src, dst, km = src[open_], dst[open_], km[open_]
    out = np.full((len(camps), len(case.places)), np.inf)
    out[np.arange(len(camps)), camps] = 0.0
    for _ in range(len(case.places)):
        better = out.copy()
        for row in range(len(camps)):
            np.minimum.at(better[row], src, out[row, dst] + km)
        if not (better < out).any():
            break
        out = better
    return out


def _normal(weights: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    total = weights.sum()
    if total > 0:
        return weights / total
    return otherwise / otherwise.sum()
