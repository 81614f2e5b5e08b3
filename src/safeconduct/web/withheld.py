"""Which cells of a table may be shown, so that nobody can be found in it. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

SMALL = 5  # a cell of fewer people than this would point at somebody

Spot = tuple[int, int]


@dataclass(frozen=True)
class Table:
    """A table with its margins; None stands where a number is withheld."""

    rows: tuple[Hashable, ...]
    columns: tuple[Hashable, ...]
    cells: dict[tuple[Hashable, Hashable], int | None]
    row_totals: dict[Hashable, int | None]
    column_totals: dict[Hashable, int | None]
    total: int | None
    withheld: int = field(default=0)


def suppressed(
    counts: Mapping[tuple[Hashable, Hashable], int], rows: Sequence[Hashable], columns: Sequence[Hashable], small: int = SMALL, *,
    parts: Sequence[Sequence[Hashable]] = (), known: Sequence[Hashable] = (),
) -> Table:  # fmt: skip
    """
    A table in which nobody can be found: cells of 1 to ``small`` - 1 are withheld, and as many more that no total gives them away.

    In each row and column with its total the withheld cells are none, or at least two that together are not small; no withheld
    number follows from those that are shown. All are marked alike, so that the small ones cannot be told from the others. Zeros
    are shown. ``parts``: groups of columns, each of which adds up to the row's total (by age, and once more by need); all columns
    together where none are given. ``known``: columns whose totals stand elsewhere for the same reader; they are shown, and zeros
    of such a column are withheld where its total would tell who is left.
    """
    groups = [[columns.index(c) for c in part] for part in parts] or [list(range(len(columns)))]
    grid = np.array([[counts.get((r, c), 0) for c in columns] for r in rows], dtype=np.int64).reshape(len(rows), len(columns))
    grid = np.hstack([grid, grid[:, groups[0]].sum(axis=1, keepdims=True)])
    grid = np.vstack([grid, grid.sum(axis=0, keepdims=True)])
    lines = _lines(grid.shape, groups)
    told = {(len(rows), columns.index(c)) for c in known} | ({(len(rows), len(columns))} if known else set())
    hidden = (grid > 0) & (grid < small)
    for at in told:
        hidden[at] = False
    while _hide_one(grid, hidden, small, lines, told):
        pass

    def shown(r: int, c: int) -> int | None:
        return None if hidden[r, c] else int(grid[r, c])

    return Table(
        tuple(rows), tuple(columns), {(r, c): shown(i, j) for i, r in enumerate(rows) for j, c in enumerate(columns)}, {r: shown(i, -1) for i, r in enumerate(rows)},
        {c: shown(-1, j) for j, c in enumerate(columns)}, shown(-1, -1), int(hidden.sum()),
    )  # fmt: skip


def suppressed_list(counts: Mapping[Hashable, int], total: int, small: int = SMALL) -> dict[Hashable, int | None]:
    """Counts that are no parts of a whole (one person may be in several): small ones are withheld, and those that leave out only a few of ``total``."""
    return {key: None if 0 < n < small or 0 < total - n < small else n for key, n in counts.items()}


def _lines(shape: Spot, groups: Sequence[Sequence[int]]) -> list[list[Spot]]:
    """Every part of a row and every column as places in the grid, its total last."""
    height, width = shape
    return [[(r, c) for c in (*group, width - 1)] for r in range(height) for group in groups] + [[(r, c) for r in range(height)] for c in range(width)]


def _hide_one(grid: np.ndarray, hidden: np.ndarray, small: int, lines: list[list[Spot]], told: set[Spot]) -> bool:
    """Withhold one more cell where something would be given away; False where nothing is."""
    for line in lines:
        *inner, total = line
        kept = [at for at in inner if hidden[at]]
        if hidden[total]:
            open_ = not kept
        else:
            open_ = bool(kept) and (len(kept) < 2 or sum(int(grid[at]) for at in kept) < small)
        if open_ and _hide_in(grid, hidden, line, told):
            return True
    at = _determined(hidden, lines)
    if at is None:
        return False
    return any(_hide_in(grid, hidden, line, told) for line in lines if at in line)


def _hide_in(grid: np.ndarray, hidden: np.ndarray, line: list[Spot], told: set[Spot]) -> bool:
    """Withhold the smallest number of a line that is still shown: one that is not 0, else the total, else a 0."""
    *inner, total = line
    candidates = sorted((at for at in inner if not hidden[at] and at not in told), key=lambda at: (grid[at] == 0, grid[at], at))
    best = next((at for at in candidates if grid[at] > 0), None) or (total if not hidden[total] and total not in told else None) or next(iter(candidates), None)
    if best is None:
        return False
    hidden[best] = True
    return True


def _determined(hidden: np.ndarray, lines: list[list[Spot]]) -> Spot | None:
    """A withheld cell whose number follows from those shown by adding and subtracting; None where there is none."""
    unknown = [(int(r), int(c)) for r, c in zip(*np.nonzero(hidden), strict=True)]
    if not unknown:
        return None
    place = {at: i for i, at in enumerate(unknown)}
    equations = np.zeros((len(lines), len(unknown)))
    for row, line in enumerate(lines):
        for at in line:
            if at in place:
                equations[row, place[at]] = -1.0 if at == line[-1] else 1.0
    _u, sizes, free = np.linalg.svd(equations)
    free = free[int((sizes > 1e-9).sum()) :]
    for i, at in enumerate(unknown):
        if not len(free) or np.abs(free[:, i]).max() < 1e-9:
            return at
    return None
