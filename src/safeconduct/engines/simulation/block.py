"""One block of replications from the alert to safety: whole numbers out, one row a replication, the same whatever the block."""

from __future__ import annotations

import numpy as np

from . import draws
from .carry import Carrying, Network, network
from .line import Hours, pass_through
from .model import DAY, NEVER, Case, Delay
from .stages import Values, called, decided, gathered, present, warned

POINTS = 240
FINE = 16
SHARES = (50, 90, 99)
LEFT = ("not_reached", "stays", "gathering", "line", "no_way", "waiting", "on_the_way")
ID = 20


class Grid:
    """Moments at which people are counted: 240 for the curves, sixteen times as many for queues and stocks."""

    def __init__(self, case: Case, runs: int):
        self.runs = runs
        self.step = max(1, -(-case.horizon // (POINTS * FINE)))
        self.size = POINTS * FINE + 1
        self.edges = np.arange(self.size, dtype=np.int64) * self.step
        self.row = np.arange(runs, dtype=np.int32)[:, None] * np.int32(self.size + 1)
        self.weights = np.broadcast_to(case.population.size, (runs, case.population.families)).astype(np.float64).ravel()

    def people(self, time: np.ndarray, size: np.ndarray | None = None) -> np.ndarray:
        """People whose time is not later than each moment: int64 (runs, moments)."""
        at = (time + np.int32(self.step - 1)) // np.int32(self.step)
        np.minimum(at, self.size, out=at)
        at += self.row
        weights = self.weights if size is None else np.broadcast_to(size, time.shape).ravel()
        each = np.bincount(at.ravel(), weights=weights, minlength=self.runs * (self.size + 1))
        return np.cumsum(each.reshape(self.runs, -1)[:, :-1], axis=1).astype(np.int64)


def simulate_block(case: Case, seed: int, first: int, last: int, net: Network | None = None, trace: dict | None = None) -> dict[str, np.ndarray]:
    """Replications ``first`` .. ``last`` - 1: a dict of integer arrays whose first axis is the replication. ``trace`` is filled with each family's time at each stage."""
    runs = range(first, last)
    count = len(runs)
    people = case.population
    size = people.size.astype(np.int64)
    values = Values(case, seed, runs)
    grid = Grid(case, count)
    out: dict[str, np.ndarray] = {}

    def curve(name, time):
        if trace is not None:
            trace[name] = time
        whole = grid.people(time)
        out[f"curve {name}"] = whole[:, ::FINE].astype(np.int32)
        return whole

    here = present(case, values)
    told = np.where(here, warned(case, values), NEVER).astype(np.int32)
    mind = decided(case, values, told)
    wants = mind.wants & here
    calls = called(case, values, mind.time)
    set_out, there = gathered(case, values, calls)
    for name, time in (("warned", told), ("decided", mind.time), ("called", calls), ("set_out", set_out)):
        curve(name, time)
    arrived = curve("at_point", there)
    ready = _line(case, values, there, "point", curve, out)
    net = net or network(case)
    if case.routes:
        no_way = net.route < 0
        able = np.where(no_way, NEVER, ready).astype(np.int32)
        carried = Carrying(case, net, able, values["way"], values["mobilise"], values["vehicles"]).run()
        depart, safe = carried.depart, carried.safe
        out |= {"leg trips": carried.trips, "leg people": carried.moved, "leg peak": carried.peak, "leg waited": carried.waited}
    else:
        no_way, depart, safe = np.zeros(people.families, bool), ready, ready
    gone = curve("departed", depart)
    curve("safe", safe)
    received = _line(case, values, safe, "arrival", curve, out)
    if any(s.after == "arrival" for s in case.stations):
        curve("received", received)
    _crowds(case, grid, there, depart, arrived, gone, out)
    out["present"] = (here * size).sum(1)
    out["wants"] = (wants * size).sum(1)
    out["call waited"] = (np.minimum(calls, case.horizon) - np.minimum(mind.time, case.horizon)) @ size
    _ends(case, safe, wants, size, out)
    out["left"] = _left(case, here, wants, told, there, ready, no_way, depart, safe)
    if mind.reason is not None:
        stays = here & ~mind.wants & (told <= case.horizon)
        out["reasons"] = np.stack([((mind.reason == i) & stays) @ size for i in range(-1, len(case.reasons))], 1)
    return out


def _line(case, values, time, after, curve, out):
    """The stations of one side, one after the other; who stands where is added to ``out``."""
    stations = [s for s in case.stations if s.after == after]
    hours = Hours(case.opens, case.closes, case.starts) if after == "point" else Hours(0, 0, 0)
    people = case.population
    size = people.size.astype(np.int64)
    end = case.horizon
    papers = None
    found = {"peak": [], "waited": [], "busy": [], "served": []}
    for station in stations:
        if papers is None and "papers" in station.who:
            papers = values.draw("papers") < draws.cut(values["papers"])[:, None]
        visits = _visits(station, people, papers, time.shape)
        factor = values["minutes"] * values[f"minutes:{station.key}"]
        kind = "fixed" if station.cv == 0 else "exponential" if station.cv == 1 else "lognormal"
        delay = Delay(kind, station.seconds, station.cv if kind == "lognormal" else 1.0)
        minutes, draw = draws.table(delay), values.draw(f"minutes {station.key}") if kind != "fixed" else None

        def service(order, minutes=minutes, draw=draw, factor=factor):
            each = minutes[0] if draw is None else minutes.take(np.take_along_axis(draw, order, 1))
            return np.minimum(np.rint(each * factor[:, None] * size[order]), 10 * DAY).astype(np.int32)

        order, arrive, begin, takes, done, time = pass_through(time, visits, service, station.desks, hours)
        each_size = size[order]
        found["peak"].append(_peak(arrive, begin, each_size))
        waits = np.minimum(begin, end) - np.minimum(arrive, end)
        found["waited"].append((waits * each_size).sum(1))
        found["busy"].append((takes * (begin <= end)).sum(1, dtype=np.int64))
        found["served"].append(((done <= end) * each_size).sum(1))
        curve(station.key, time)
    for name, columns in found.items():
        shape = (len(time), 0)
        out[f"station {after} {name}"] = np.stack(columns, 1).astype(np.int64) if columns else np.zeros(shape, np.int64)
    return time


def _peak(arrive, begin, size):
    """The most people in a queue at one time, exactly: int64 (runs,). Who begins at a second leaves the queue before others join it."""
    if not arrive.shape[1]:
        return np.zeros(len(arrive), np.int64)
    wide = arrive.shape[1]
    counts = np.where(arrive < NEVER, size, 0)
    events = np.empty((len(arrive), 2 * wide), np.int64)
    for part, time, people in ((events[:, :wide], begin, 1024 - counts), (events[:, wide:], arrive, 1024 + counts)):
        part[:] = time
        part <<= 11
        part |= people
    events.sort(axis=1)
    events &= 2047
    events -= 1024
    return np.cumsum(events, axis=1, out=events).max(axis=1, initial=0)


def _visits(station, people, papers, shape):
    """Who visits a station: None for everybody."""
    if "all" in station.who:
        return None
    who = np.isin(people.group, [i for i, name in enumerate(people.groups) if name in station.who])
    visits = np.broadcast_to(who, shape)
    return visits | papers if "papers" in station.who else visits


def _crowds(case, grid, there, depart, arrived, gone, out):
    """People at each point, and when each stock is used up by those who wait between the point and the vehicle."""
    size = case.population.size.astype(np.int64)
    waiting = arrived - gone
    at_point = np.array([next((i for i, p in enumerate(case.points) if p.key == place.point), -1) for place in case.places], np.int64)
    peak = []
    for i in range(len(case.points)):
        mine = np.flatnonzero(at_point[case.population.place] == i) if case.population.families else np.zeros(0, np.int64)
        if len(case.points) == 1 and len(mine) == case.population.families:
            peak.append(waiting.max(axis=1))
        else:
            peak.append((grid.people(there[:, mine], size[mine]) - grid.people(depart[:, mine], size[mine])).max(axis=1, initial=0))
    out["point peak"] = np.stack(peak, 1) if peak else np.zeros((grid.runs, 0), np.int64)
    used = np.concatenate([np.zeros((grid.runs, 1), np.int64), np.cumsum((waiting[:, 1:] + waiting[:, :-1]) * grid.step, axis=1) // 2], axis=1)
    ends = []
    for stock in case.stocks:
        over = waiting > stock.quantity if stock.a_day == 0 else used > stock.quantity / stock.a_day * DAY
        at = over.argmax(axis=1)
        ends.append(np.where(over.any(axis=1), grid.edges[at], NEVER))
    out["stock out"] = np.stack(ends, 1) if ends else np.zeros((grid.runs, 0), np.int64)
    out["waiting"] = (np.minimum(depart, case.horizon) - np.minimum(there, case.horizon)) @ size


def _ends(case, safe, wants, size, out):
    """When 50, 90, 99 % of those who want to leave are safe, and how many are by the target and by the horizon."""
    key = np.sort((np.where(wants, safe, NEVER).astype(np.int64) << ID) | size, axis=1)
    sums = np.cumsum(np.where(key >> ID < NEVER, key & ((1 << ID) - 1), 0), axis=1)
    rows = np.arange(len(safe))
    for share in SHARES:
        need = -(-out["wants"] * share // 100)
        enough = sums >= need[:, None]
        when = np.where(enough.any(axis=1), (key >> ID)[rows, enough.argmax(axis=1)], NEVER) if key.shape[1] else np.full(len(safe), NEVER)
        when = np.where(when > case.horizon, NEVER, when)
        out[f"time {share}"] = np.where(out["wants"] == 0, 0, when).astype(np.int64)
    out["seconds to safety"] = (np.where(wants, np.minimum(safe, case.horizon), 0) @ size) // np.maximum(out["wants"], 1)
    for name, moment in (("safe by target", case.target or case.horizon), ("safe by horizon", case.horizon)):
        out[name] = ((safe <= moment) & wants) @ size


def _left(case, here, wants, told, there, ready, no_way, depart, safe):
    """People not in safety at the horizon, by why, group and place: int32 (runs, why, groups x places)."""
    people, end = case.population, case.horizon
    places = max(len(case.places), 1)
    cell = people.group.astype(np.int64) * places + people.place
    cells = len(people.groups) * places
    reached = told <= end
    why = np.select(
        [~reached, ~wants, safe <= end, there > end, ready > end, np.broadcast_to(no_way, told.shape), depart > end],
        [0, 1, -1, 2, 3, 4, 5], default=6,
    )  # fmt: skip
    why = np.where(here, why, -1)
    out = np.zeros((len(told), len(LEFT), cells), np.int64)
    row = np.arange(len(told))[:, None] * (len(LEFT) + 1)
    flat = ((row + why + 1) * cells + cell).ravel()
    sums = np.bincount(flat, weights=np.broadcast_to(people.size, told.shape).ravel(), minlength=len(told) * (len(LEFT) + 1) * cells)
    out[:] = sums.reshape(len(told), len(LEFT) + 1, cells)[:, 1:]
    return out
