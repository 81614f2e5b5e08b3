"""HiGHS, asked in one thread and stopped by counts of its own work, never by the clock: the same case, the same answer."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from .cuts import families, find_cuts, with_rows
from .groups import Group
from .network import Network
from .relax import Linear, safe_bound

LEAST_GAIN = 1e-5  # of the bound: less ends the rounds of cuts


@dataclass(frozen=True, eq=False)
class Answer:
    """Values of the columns (None where none was found), prices of the rows, and a bound in weight x person x step."""

    value: np.ndarray | None
    dual: np.ndarray
    bound: float


def load(lin: Linear, whole: bool, fixed: np.ndarray | None = None, keep: np.ndarray | None = None):
    h = highspy._core._Highs()  # the plain solver: highspy.Highs() prints a banner before it can be told to be silent
    h.setOptionValue("output_flag", False)
    h.setOptionValue("threads", 1)
    h.setOptionValue("random_seed", 1)
    lp = highspy.HighsLp()
    n, m = len(lin.cost), len(lin.low)
    low, most = np.zeros(n), lin.most.copy()
    if fixed is not None:
        low[: lin.arcs] = most[: lin.arcs] = fixed
    if keep is not None:
        most = np.where(keep, most, 0)
    lp.num_col_, lp.num_row_ = n, m
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = lin.cost, low, most
    lp.row_lower_, lp.row_upper_ = lin.low, lin.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = lin.start, lin.index, lin.value
    if whole:
        kind = highspy.HighsVarType
        lp.integrality_ = [kind.kInteger] * lin.arcs + [kind.kContinuous] * (n - lin.arcs)
    h.passModel(lp)
    return h


def relax_lp(lin: Linear, *, fixed: np.ndarray | None = None, exact: bool = False, keep: np.ndarray | None = None) -> Answer:
    """
    The linear relaxation, by interior point without crossover (``exact``: by simplex).

    With ``fixed`` cycles only the people move: the best that those trips could do if no hard rule held. Columns outside
    ``keep`` stay at nought; the bound is of all columns, whatever is kept.
    """
    h = load(lin, False, fixed, keep)
    h.setOptionValue("solver", "simplex" if exact else "ipm")
    h.setOptionValue("run_crossover", "off")
    h.run()
    s = h.getSolution()
    value, dual = np.array(s.col_value), np.array(s.row_dual)
    dual = dual if len(dual) == len(lin.low) else np.zeros(len(lin.low))
    bound = h.getInfo().objective_function_value if fixed is not None else safe_bound(lin, dual)
    return Answer(value if len(value) == len(lin.cost) else None, dual, bound)


def relax_cut(net: Network, groups: list[Group], lin: Linear, rounds: int) -> tuple[Answer, Linear]:
    """The relaxation by simplex, with ``rounds`` of rows from ``cuts``, and the programme with those rows."""
    h, sets, cuts = load(lin, False), families(net, groups, lin), []
    h.setOptionValue("solver", "simplex")
    best = Answer(None, np.zeros(len(lin.low)), -np.inf)
    for n in range(rounds + 1):
        h.run()
        s = h.getSolution()
        value, dual = np.array(s.col_value), np.array(s.row_dual)
        if len(value) != len(lin.cost) or len(dual) != len(lin.low) + len(cuts):
            break
        bound = safe_bound(with_rows(lin, cuts), dual)
        if bound <= best.bound * (1 + LEAST_GAIN) and n > 1:
            break
        best = Answer(value, dual, max(bound, best.bound))
        more = find_cuts(net, lin, sets, value, each=6) if n < rounds else []
        if not more:
            break
        for cols, values, side in more:
            h.addRow(-np.inf, side, len(cols), cols, values)
        cuts += more
    if best.value is None:
        return relax_lp(lin, exact=True), lin
    return best, with_rows(lin, cuts)


def relax_mip(lin: Linear, start: np.ndarray, *, gap: float, nodes: int) -> Answer:
    """The relaxation with whole vehicles, from a plan that is known, to a relative ``gap`` or so many nodes."""
    h = load(lin, True)
    h.setOptionValue("mip_rel_gap", gap)
    h.setOptionValue("mip_max_nodes", nodes)
    h.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    h.run()
    info = h.getInfo()
    ok = info.primal_solution_status == 2
    bound = info.mip_dual_bound
    return Answer(np.array(h.getSolution().col_value) if ok else None, np.zeros(0), bound - 1e-6 * abs(bound) if np.isfinite(bound) else 0.0)
