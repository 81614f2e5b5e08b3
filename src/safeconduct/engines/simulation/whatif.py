"""What one more or one less would change: the same case with one thing altered, in the same chances, compared replication by replication."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from .block import simulate_block
from .check import check
from .model import DAY, LONGEST, NEVER, VERSION, Cancelled, Case, Channel, Delay, Warden
from .result import Spread, chance, spread
from .solve import Simulation, blocks, case_digest

MOST_CHANGES = 20
MORE_CHANNEL = Channel("one more", 0.5, Delay("lognormal", 3600, 1.0))


@dataclass(frozen=True, eq=False)
class Change:
    """An altered case. ``sign`` + or -; ``what`` and ``key`` name it; ``shift``: seconds that its clock began before that of the plan."""

    sign: str
    what: str
    key: str
    case: Case
    shift: int = 0


@dataclass(frozen=True)
class Row:
    """
    One line of the table, in seconds: time until nine in ten are safe, and the difference to the plan, replication by replication.

    What is not reached counts as the horizon in a difference. ``mean``: difference of the mean time to safety, smoother. ``met``, ``met_by``: chance of the aim
    in thousandths, and its difference.
    """

    sign: str
    what: str
    key: str
    time: Spread
    change: Spread
    mean: Spread
    met: int
    met_by: int


def changes(case: Case) -> list[Change]:
    """One more and one less of what the plan has, at most twenty: the plan's own order, what is less likely to matter last."""
    more = [Change("+", "vehicle", f.key, _fleet(case, i, f.vehicles + 1)) for i, f in enumerate(case.fleets)]
    more += [Change("+", "desk", s.key, _desks(case, i, s.desks + 1)) for i, s in enumerate(case.stations)]
    told = replace(case.population, channels=case.population.channels.astype(np.int64) | (1 << len(case.channels)))
    before = [Change("+", "warning day", "", _later(case), DAY)]
    if case.channels or case.wardens:
        before.append(Change("+", "channel", MORE_CHANNEL.key, replace(case, population=told, channels=(*case.channels, replace(MORE_CHANNEL, at=min((c.at for c in case.channels), default=0))))))
    if case.wardens:
        before.append(Change("+", "warden", "", _warden(case)))
    less = [Change("-", "route", r.key, replace(case, routes=tuple(o for o in case.routes if o.key != r.key))) for r in case.routes]
    less = [c for c in less if c.case.routes]
    staff = [Change("-", "half the staff", "", replace(case, stations=tuple(replace(s, desks=s.desks // 2) for s in case.stations)))] if case.stations else []
    fewer = [Change("-", "vehicle", f.key, _fleet(case, i, f.vehicles - 1)) for i, f in enumerate(case.fleets) if f.vehicles]
    kept = [*before, *staff]
    for line in (more, less, fewer):
        kept += line[: max(0, MOST_CHANGES - len(kept))]
    return sorted(kept, key=lambda c: c.sign)


def _fleet(case, i, vehicles):
    return replace(case, fleets=tuple(replace(f, vehicles=vehicles) if j == i else f for j, f in enumerate(case.fleets)))


def _desks(case, i, desks):
    return replace(case, stations=tuple(replace(s, desks=desks) if j == i else s for j, s in enumerate(case.stations)))


def _later(case):
    """A day of warning: the level is declared a day before, so what the hazard closes is closed a day later on the clock of the plan, and so is the aim."""
    late = lambda t: t if t >= NEVER else min(t + DAY, NEVER)  # noqa: E731
    legs = tuple(replace(leg, closed=tuple((late(a), late(b)) for a, b in leg.closed)) for leg in case.legs)
    return replace(case, legs=legs, horizon=min(case.horizon + DAY, LONGEST), target=min(case.target + DAY, LONGEST) if case.target else 0)


def _warden(case):
    """One warden more, who takes over every n-th family of the others."""
    people = case.population
    count = len(case.wardens) + 1
    mine = (people.warden >= 0) & (np.cumsum(people.warden >= 0) % count == 0)
    typical = case.wardens[0]
    return replace(case, wardens=(*case.wardens, Warden("one more", typical.at, typical.seconds, typical.success, typical.alternate)), population=replace(people, warden=np.where(mine, count - 1, people.warden).astype(np.int32)))


def what_if(
    case: Case, wanted: list[Change] | None = None, runs: int = 200, seed: int = 1, *, workers: int = 1, executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None, cancelled: Callable[[], bool] | None = None,
) -> list[Row]:  # fmt: skip
    """The plan as written, then every change, each against the plan in the same replications. Raises `SimulationError`, and `Cancelled` when asked to stop."""
    wanted = changes(case) if wanted is None else wanted
    every = [Change("", "plan", "", case), *wanted]
    for one in every:
        check(one.case)
    tasks = [(n, first, last) for n, one in enumerate(every) for first, last in blocks(one.case, runs, 1)]
    found: list[dict] = [{} for _ in every]
    pool = executor or (ProcessPoolExecutor(workers) if workers > 1 else None)
    try:
        jobs = [(n, first, pool.submit(simulate_block, every[n].case, seed, first, last)) for n, first, last in tasks] if pool else []
        for done, (n, first, last) in enumerate(tasks):
            if cancelled and cancelled():
                raise Cancelled
            found[n][first] = jobs[done][2].result() if pool else simulate_block(every[n].case, seed, first, last)
            if progress:
                progress(done + 1, len(tasks))
    finally:
        if pool:
            for _, _, job in jobs:
                job.cancel()
        if pool and executor is None:
            pool.shutdown()
    joined = [{name: np.concatenate([part[first][name] for first in sorted(part)]) for name in part[0]} for part in found]
    base = joined[0]
    whole = [Simulation(one.case, VERSION, seed, runs, case_digest(one.case), f) for one, f in zip(every, joined, strict=True)]
    first_chance = chance(whole[0])
    return [_row(one, f, base, case.horizon, chance(w), first_chance) for one, f, w in zip(every, joined, whole, strict=True)]


def _row(change, found, base, horizon, met, first_met):
    time = np.where(found["time 90"] >= NEVER, NEVER, found["time 90"] - change.shift)
    capped = lambda t: np.minimum(t, horizon)  # noqa: E731
    mean = found["seconds to safety"] - change.shift - base["seconds to safety"]
    return Row(change.sign, change.what, change.key, spread(time), spread(capped(time) - capped(base["time 90"])), spread(mean), met, met - first_met)
