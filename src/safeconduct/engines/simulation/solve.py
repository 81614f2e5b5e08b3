"""Many replications: split into blocks, run here or on any executor, put together in order; the digest does not depend on the splitting."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass, is_dataclass
from functools import cached_property

import numpy as np

from .block import simulate_block
from .carry import network
from .check import check
from .model import VERSION, Cancelled, Case, SimulationError

MOST_RUNS = 100_000
MOST_CELLS = 40_000_000_000
CELLS = 1_200_000


@dataclass(frozen=True, eq=False)
class Simulation:
    """The answer: integer arrays by name, one row a replication; everything in `result.py` and `explain.py` is read off these."""

    case: Case
    version: str
    seed: int
    runs: int
    digest_in: str
    found: dict[str, np.ndarray]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all whole numbers of the answer."""
        return result_digest(self.found)


def simulate(
    case: Case, runs: int = 1000, seed: int = 1, *, workers: int = 1, executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None, cancelled: Callable[[], bool] | None = None, block: int | None = None,
) -> Simulation:  # fmt: skip
    """
    Run a case ``runs`` times.

    ``executor``: anything with `submit` as in `concurrent.futures` (Dask: ``client.get_executor()``); else ``workers`` processes; 1 stays in this one.
    ``progress(done, runs)`` is called after each block; ``cancelled()`` is asked before each, and raises `Cancelled` when it says so. Raises `SimulationError`.
    """
    check(case)
    if isinstance(runs, bool) or int(runs) != runs or not 1 <= runs <= MOST_RUNS:
        raise SimulationError("runs", f"must be a whole number from 1 to {MOST_RUNS:,}, not {runs!r}")
    if isinstance(seed, bool) or int(seed) != seed or not 0 <= seed < 2**63:
        raise SimulationError("seed", f"must be a whole number from 0, not {seed!r}")
    if runs * max(case.population.families, 1) > MOST_CELLS:
        raise SimulationError("runs", "so many people so many times")
    parts = blocks(case, runs, workers if executor is None else max(1, getattr(executor, "_max_workers", 2)), block)
    done: dict[int, dict] = {}

    def finished(first, found):
        done[first] = found
        if progress:
            progress(sum(len(next(iter(f.values()))) for f in done.values()), runs)

    if executor is None and workers <= 1:
        net = network(case)
        for first, last in parts:
            _ask(cancelled)
            finished(first, simulate_block(case, seed, first, last, net))
    elif executor is None:
        with ProcessPoolExecutor(min(workers, len(parts))) as pool:
            _spread(pool, case, seed, parts, finished, cancelled)
    else:
        _spread(executor, case, seed, parts, finished, cancelled)
    found = {name: np.concatenate([done[first][name] for first, _ in parts]) for name in done[0]}
    return Simulation(case, VERSION, int(seed), int(runs), case_digest(case), found)


def blocks(case: Case, runs: int, workers: int, size: int | None = None) -> list[tuple[int, int]]:
    """The replications in blocks that fit into memory, of one size, as many for each worker."""
    if size is None:
        most = max(1, min(500, CELLS // max(case.population.families, 1)))
        rounds = -(-runs // (most * max(workers, 1)))
        size = -(-runs // (rounds * max(workers, 1)))
    return [(first, min(first + size, runs)) for first in range(0, runs, size)]


def _ask(cancelled):
    if cancelled and cancelled():
        raise Cancelled


def _spread(pool, case, seed, parts, finished, cancelled):
    """Blocks on an executor; when cancelled, those not begun are taken back."""
    waiting = {}
    try:
        for first, last in parts:
            waiting[pool.submit(simulate_block, case, seed, first, last)] = first
        while waiting:
            _ask(cancelled)
            ended, _ = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            for one in ended:
                finished(waiting.pop(one), one.result())
    finally:
        for one in waiting:
            one.cancel()


def case_digest(case: Case) -> str:
    """SHA-256 over everything that the answer depends on but the seed."""
    sums = hashlib.sha256(VERSION.encode())
    for name, value in sorted(vars(case).items()):
        if name == "population":
            for part, column in sorted(vars(value).items()):
                sums.update(part.encode())
                sums.update(column.astype("<i8").tobytes() if isinstance(column, np.ndarray) else json.dumps(column).encode())
        else:
            sums.update(json.dumps([name, _plain(value)], ensure_ascii=False).encode())
    return sums.hexdigest()


def _plain(value):
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return asdict(value) if is_dataclass(value) else value


def result_digest(found: dict[str, np.ndarray]) -> str:
    sums = hashlib.sha256(VERSION.encode())
    for name in sorted(found):
        sums.update(f"{name} {found[name].shape}".encode())
        sums.update(np.ascontiguousarray(found[name], "<i8").tobytes())
    return sums.hexdigest()
