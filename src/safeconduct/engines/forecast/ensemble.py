"""Many runs of the movement model, each with its own attractions and newcomers: what the roads alone would say, with a spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .counts import seen, series
from .experts import WINDOWS, base, corrected, filled
from .model import VERSION, Case, ForecastError
from .movement import Crowd, walk
from .reach import Reach
from .tuned import TUNED

MOST_MEMBERS = 10_000
BANDS = (0.1, 0.25, 0.5, 0.75, 0.9)
DAMP = 60.0


@dataclass(frozen=True)
class Ensemble:
    """
    People by day, place and band: ``people`` is (days ahead, destinations, bands) in whole people, for `BANDS`.

    ``on_the_road`` (days ahead, bands) counts those under way or in towns and conflict zones.
    """

    version: str
    day: int
    seed: int
    members: int
    destinations: tuple[str, ...]
    bands: tuple[float, ...]
    people: np.ndarray
    on_the_road: np.ndarray


def ensemble(
    case: Case, day: int | None = None, ahead: int = 90, *, members: int = 200, seed: int = 0, attraction_spread: float = 0.5, flow_spread: float = 0.6
) -> Ensemble:
    """
    Run the movement model ``ahead`` days on from ``day`` in ``members`` copies and return the spread of people by place.

    The model is run up to ``day`` with the newcomers that the counts imply, so that people under way are kept; then the
    destinations are set to the last counts, each place's attraction is corrected by seen against modelled inflow, and
    each member draws its own attractions (log-normal, ``attraction_spread``) and flow of newcomers (log-normal,
    ``flow_spread``, with a slow random walk) from its own stream spawned from ``seed``. Raises `ForecastError` when
    ``members`` is not 1 to 10,000, ``ahead`` not 1 to 1,095, or nobody is counted.
    """
    day = case.last_day if day is None else int(day)
    if not 1 <= members <= MOST_MEMBERS:
        raise ForecastError("members", f"must be from 1 to {MOST_MEMBERS}, not {members!r}")
    if not 1 <= ahead <= 1095:
        raise ForecastError("ahead", f"must be from 1 to 1095 days, not {ahead!r}")
    known = case.until(day)
    history = series(known)
    if not any((s.people > 0).any() for s in history):
        raise ForecastError("counts", f"nobody is counted by day {day}: there is no flow to run on")
    camps = np.array([known.index[name] for name in known.destinations])
    now = seen(history, [day], WINDOWS)
    priors = Reach(known).shares(day)[None]
    stock = filled(now, base(now, TUNED), priors)[0]
    held = stock / stock.sum()
    pull = corrected(priors[0, 0], priors[0, 2], held) / np.maximum(0.7 * priors[0, 0] + 0.3 * priors[0, 2], 1e-9)
    newcomers, attraction = _draws(known, camps, pull, now, ahead, members, seed, attraction_spread, flow_spread)
    crowd = _under_way(known, history, day, members)
    crowd.at[camps] = stock[:, None] if members > 1 else stock
    people = np.zeros((ahead, len(camps), len(BANDS)), np.int64)
    road = np.zeros((ahead, len(BANDS)), np.int64)
    for i, after in enumerate(walk(known, newcomers, day, crowd, attraction)):
        here = after.at[camps].reshape(len(camps), members)
        people[i] = np.rint(np.quantile(here, BANDS, axis=1).T)
        road[i] = np.rint(np.quantile(np.maximum(after.total().reshape(members) - here.sum(0), 0.0), BANDS))
    return Ensemble(VERSION, day, seed, members, known.destinations, BANDS, people, road)


def _draws(case: Case, camps, pull, now, ahead: int, members: int, seed: int, attraction_spread: float, flow_spread: float):
    """Newcomers (ahead, members) and attractions (places, members), each member from its own stream."""
    flow = float(np.maximum(now.slope[30], 0.0).sum() + np.maximum(now.slope[60], 0.0).sum()) / 2
    damped = flow * np.exp(-np.arange(ahead) / DAMP)
    newcomers = np.empty((ahead, members))
    attraction = np.ones((len(case.places), members))
    for m, stream in enumerate(np.random.SeedSequence(seed).spawn(members)):
        draw = np.random.default_rng(stream)
        attraction[camps, m] = pull * np.exp(attraction_spread * draw.standard_normal(len(camps)))
        drift = np.cumsum(draw.standard_normal(ahead)) * flow_spread / np.sqrt(180.0)
        newcomers[:, m] = damped * np.exp(flow_spread * draw.standard_normal() + drift)
    return (newcomers[:, 0], attraction[:, 0]) if members == 1 else (newcomers, attraction)


def _under_way(case: Case, history, day: int, members: int) -> Crowd:
    """The crowd on the eve of ``day`` + 1, with the newcomers that the counts imply; only those not yet arrived matter."""
    first = day - 60
    days = np.arange(first, day + 1, dtype=float)
    total = sum((np.interp(days, s.days, s.people) for s in history if len(s.days)), np.zeros(len(days)))
    one = Crowd(case)
    for _ in walk(case, np.maximum(np.diff(total), 0.0), first, one):
        pass
    if members == 1:
        return one
    many = Crowd(case, members)
    many.at[:] = one.at[:, None]
    many.road[:] = one.road[:, :, None]
    return many
