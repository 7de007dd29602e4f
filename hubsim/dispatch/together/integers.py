"""Machines that are off or run at least so hard: chosen lazily, where a plan would run one below that.

A linear plan that keeps to all of them is the optimum. Where it does not, those columns and steps become
semi-continuous (zero, or between least and most), the mixed-integer programme tells which are off, and the
linear programme is solved again with that fixed, so that its optimum is certified as ever. A machine that
then goes below its least elsewhere is chosen for in the whole window. What the choice may cost is the
distance to the integer programme's own bound, and is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.dispatch.together.certificate import Programme

BELOW_KW = 1e-5
"""Power that far above zero and below the least is neither."""

MAX_ROUNDS = 6
"""Rounds of looking for more; what is left then may run below its least."""

_NODES, _GAP = 2000, 1e-4
"""Limits of the integer programme, so that the same inputs end at the same choice on every machine."""


@dataclass
class Least:
    """Columns that are zero or at least so much. J columns of a step.

    column : (J,); least_kw : (J,)
    """

    column: IntArray
    least_kw: FloatArray

    def broken(self, x: FloatArray) -> BoolArray:
        """Return (W, J) where a plan runs below the least. x : (W, n)."""
        value = x[:, self.column]
        broken: BoolArray = (value > BELOW_KW) & (value < self.least_kw - BELOW_KW)
        return broken


@dataclass
class Choice:
    """What is off and what runs in a window. W steps, J columns.

    n_whole : steps at the window's begin in which choices are made
    chosen, runs : (W, J) where a choice is made, and whether it runs
    free : (W, J) where none could be made: it may run below its least
    bound_eur : of the integer programme, a lower bound of the cost; minus infinity before there is one
    """

    least: Least
    n_steps: int
    n_whole: int
    chosen: BoolArray = field(init=False)
    runs: BoolArray = field(init=False)
    free: BoolArray = field(init=False)
    bound_eur: float = -np.inf

    def __post_init__(self) -> None:
        """Begin with nothing chosen."""
        shape = self.n_steps, len(self.least.column)
        self.chosen, self.runs, self.free = (np.zeros(shape, np.bool_) for _ in range(3))

    def bound(self, programme: Programme) -> None:
        """Write the choice into the bounds of a programme's columns."""
        n = len(programme.cost[: programme.matrix.shape[1]]) // self.n_steps
        step, place = np.nonzero(self.chosen)
        column = step * n + self.least.column[place]
        runs = self.runs[step, place]
        least = np.minimum(self.least.least_kw[place], programme.upper[column])
        programme.lower[column] = np.where(runs, least, programme.lower[column])
        programme.upper[column] = np.where(runs, programme.upper[column], 0.0)

    def give_up(self) -> None:
        """Let everything that was chosen for run below its least."""
        self.free |= self.chosen
        self.chosen[:] = False

    def take(self, programme: Programme, broken: BoolArray, *, last: bool) -> None:
        """Choose for what a plan runs below its least, by the integer programme.

        Where that has no plan at all, as for a car that needs less than its least, or at last, machines are
        let run below it, and counted.

        programme : the window's, without any choice
        """
        before = self.chosen.copy()
        again = broken.any(axis=0) & before.any(axis=0)
        self.chosen |= broken
        self.chosen[: self.n_whole, again] = True
        self.chosen &= ~self.free
        n = programme.matrix.shape[1] // self.n_steps
        step, place = np.nonzero(self.chosen)
        column, least = step * n + self.least.column[place], self.least.least_kw[place]
        # Where the bounds leave no room to run at the least, it is off.
        fits = programme.upper[column] >= least - BELOW_KW
        found = None if last else _integer(programme, column[fits], least[fits])
        if found is None:
            self.free |= broken
            self.chosen = before & ~broken
            return
        values, self.bound_eur = found
        self.runs[:] = False
        self.runs[step[fits], place[fits]] = values[column[fits]] > 0.5 * least[fits]


def _integer(
    programme: Programme, column: IntArray, least_kw: FloatArray
) -> tuple[FloatArray, float] | None:
    """Return the columns of the integer programme's best plan and its bound, None where there is none."""
    import highspy
    from scipy import sparse

    n_base = programme.matrix.shape[1]
    extra = len(programme.cost) - n_base
    matrix: Any = sparse.hstack(
        [programme.matrix, sparse.csc_array((programme.matrix.shape[0], extra))]
    )
    if programme.extra is not None:
        matrix = sparse.vstack([matrix, programme.extra])
    matrix = sparse.csc_array(matrix)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
    lp.a_matrix_.value_ = matrix.data
    lower, kinds = programme.lower.copy(), [highspy.HighsVarType.kContinuous] * matrix.shape[1]
    lower[column] = least_kw
    for j in column.tolist():
        kinds[j] = highspy.HighsVarType.kSemiContinuous
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = programme.cost, lower, programme.upper
    lp.row_lower_, lp.row_upper_ = programme.row_lower, programme.row_upper
    lp.integrality_ = kinds
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", _GAP),
        ("mip_max_nodes", _NODES),
    ):
        highs.setOptionValue(option, value)
    highs.passModel(lp)
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return (
        np.asarray(highs.getSolution().col_value, dtype=np.float64),
        float(info.mip_dual_bound) + programme.constant,
    )
