"""What is read off the replications: curves, times, chance of the aim, queues, stock-outs, bottleneck, who is left, what moves the result. All whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import draws
from .block import FINE, LEFT, POINTS, SHARES
from .model import NEVER, Assumption
from .solve import Simulation

BAND = (10, 50, 90)


@dataclass(frozen=True)
class Spread:
    """P10, median, P90 over the replications; None: not within the horizon."""

    low: int | None
    mid: int | None
    high: int | None


@dataclass(frozen=True)
class Waiting:
    """Where people wait: ``kind`` call, station or leg; person-hours; share of all waiting in per cent."""

    kind: str
    key: str
    hours: Spread
    share: Spread


@dataclass(frozen=True)
class Moves:
    """An assumption and by how many seconds the result is later where it is in its upper third than where it is in its lower third."""

    assumption: Assumption
    seconds: int
    outcome: str


def spread(values: np.ndarray) -> Spread:
    """P10, median and P90, each a value that occurred; `NEVER` becomes None."""
    if not len(values):
        return Spread(None, None, None)
    ends = np.percentile(values, BAND, method="lower")
    return Spread(*(None if v >= NEVER else int(v) for v in ends))


def moments(simulation: Simulation) -> np.ndarray:
    """The seconds at which the curves are counted: int64 (241,)."""
    step = max(1, -(-simulation.case.horizon // (POINTS * FINE)))
    return np.arange(POINTS + 1, dtype=np.int64) * step * FINE


def curves(simulation: Simulation) -> dict[str, np.ndarray]:
    """Share in tenths of a per cent at each moment, P10, median, P90: int64 (3, 241). ``warned`` is of all who are there, the rest of those who want to leave."""
    found = simulation.found
    out = {}
    for name, people in found.items():
        if name.startswith("curve "):
            whole = found["present"] if name == "curve warned" else found["wants"]
            share = people.astype(np.int64) * 1000 // np.maximum(whole, 1)[:, None]
            out[name[6:]] = np.percentile(share, BAND, axis=0, method="lower").astype(np.int64)
    return out


def times(simulation: Simulation) -> dict[int, Spread]:
    """By share in per cent: seconds until so many of those who want to leave are in a place of safety."""
    return {share: spread(simulation.found[f"time {share}"]) for share in SHARES}


def met(simulation: Simulation) -> np.ndarray:
    """By replication: is the aim met, that share of those who want to leave safe by the target."""
    need = np.ceil(simulation.found["wants"] * simulation.case.target_share - 1e-9)
    return simulation.found["safe by target"] >= need


def chance(simulation: Simulation) -> int:
    """Replications in a thousand that meet the aim."""
    return int(met(simulation).sum()) * 1000 // simulation.runs


def waiting(simulation: Simulation) -> list[Waiting]:
    """Where people wait, longest first: for their call, in front of each station, for vehicles at the start of each leg. The first is the bottleneck."""
    found, case = simulation.found, simulation.case
    columns = [("call", "call", found["call waited"])] if case.call else []
    for after in ("point", "arrival"):
        stations = [s.key for s in case.stations if s.after == after]
        columns += [("station", key, found[f"station {after} waited"][:, i]) for i, key in enumerate(stations)]
    if "leg waited" in found:
        columns += [("leg", leg.key, found["leg waited"][:, i]) for i, leg in enumerate(case.legs)]
    if not columns:
        return []
    whole = np.maximum(sum(c[2] for c in columns), 1)
    rows = [(int(c.sum()), Waiting(kind, key, spread(c // 3600), spread(c * 100 // whole))) for kind, key, c in columns]
    return [row for _, row in sorted(rows, key=lambda r: -r[0])]


def peaks(simulation: Simulation) -> list[tuple[str, str, Spread]]:
    """The most people at one time: at each point, in front of each station, at the start of each leg."""
    found, case = simulation.found, simulation.case
    rows = [("point", p.key, spread(found["point peak"][:, i])) for i, p in enumerate(case.points)]
    for after in ("point", "arrival"):
        stations = [s.key for s in case.stations if s.after == after]
        rows += [("station", key, spread(found[f"station {after} peak"][:, i])) for i, key in enumerate(stations)]
    if "leg peak" in found:
        rows += [("leg", leg.key, spread(found["leg peak"][:, i])) for i, leg in enumerate(case.legs)]
    return rows


def stock_outs(simulation: Simulation) -> list[tuple[str, Spread, int]]:
    """By stock: when it is used up, and in how many replications in a thousand that happens."""
    found = simulation.found["stock out"]
    return [(stock.key, spread(found[:, i]), int((found[:, i] < NEVER).sum()) * 1000 // simulation.runs) for i, stock in enumerate(simulation.case.stocks)]


def left(simulation: Simulation) -> list[tuple[str, str, str, Spread]]:
    """Who is not in safety at the horizon: (why, group, place, people), only where the P90 is not nobody."""
    case, found = simulation.case, simulation.found["left"]
    places = [p.name for p in case.places] or [""]
    out = []
    for i, why in enumerate(LEFT):
        for g, group in enumerate(case.population.groups):
            for j, place in enumerate(places):
                people = spread(found[:, i, g * len(places) + j])
                if people.high:
                    out.append((why, group, place, people))
    return out


def left_behind(simulation: Simulation, by: str) -> dict[str, Spread]:
    """People who want to leave and are not in safety at the horizon, by ``group`` or ``place``."""
    case = simulation.case
    places = [p.name for p in case.places] or [""]
    found = np.delete(simulation.found["left"], LEFT.index("stays"), axis=1).sum(1).reshape(simulation.runs, len(case.population.groups), len(places))
    names, axis = (case.population.groups, 2) if by == "group" else (places, 1)
    return {name: spread(column) for name, column in zip(names, found.sum(axis=axis).T, strict=True)}


def outcome(simulation: Simulation) -> tuple[str, np.ndarray]:
    """What is looked at when asking what moves the result: the time until nine in ten are safe, or, where that is mostly not reached, the mean time to safety."""
    ninety = simulation.found["time 90"]
    if int((ninety < NEVER).sum()) * 2 > simulation.runs:
        return "time 90", np.minimum(ninety, simulation.case.horizon)
    return "mean time", simulation.found["seconds to safety"]


def moving(simulation: Simulation) -> list[Moves]:
    """The assumptions, the one that moves the result most first."""
    name, result = outcome(simulation)
    runs, out = simulation.runs, []
    third = runs // 3
    for one in simulation.case.assumptions:
        if one.high <= one.low or third == 0:
            out.append(Moves(one, 0, name))
            continue
        value = draws.assumed(simulation.seed, range(runs), one)
        order = np.argsort(value, kind="stable")
        upper, lower = int(result[order[-third:]].sum()), int(result[order[:third]].sum())
        out.append(Moves(one, (upper - lower) // third, name))
    return sorted(out, key=lambda m: -abs(m.seconds))


def leading(simulation: Simulation) -> list[Moves]:
    """The three assumptions that move the result most."""
    return [m for m in moving(simulation) if m.assumption.high > m.assumption.low][:3]


def illustration(simulation: Simulation) -> bool:
    """Whether a leading assumption is a guess: then the result is an illustration, not a forecast, and can be no reason for an approval or a level."""
    lead = leading(simulation)
    return not lead or any(m.assumption.origin == "guess" for m in lead)
