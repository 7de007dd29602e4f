"""One live HiGHS: a window's bounds, costs and coefficients go in, a certified plan comes out.

Rows and columns may be added behind those that are there, and taken away again while they do nothing: the
basis of the last solve stays good through both.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.dispatch.together.certificate import Programme, certify
from hubsim.errors import Infeasible, NotProven, SolveError, Unbounded

_DUAL_TOLERANCE = 1e-10
"""Costs that tell equal plans apart are small: reduced costs are held to less than those differ by."""

_DEVEX, _STEEPEST = 1, 2
"""How the dual simplex weighs rows. Steepest edges make a step cheaper, and their weights are kept from
window to window; once rows are added they are made anew each time, which costs more than they save."""

_PERTURBATION = 0.0
"""Of HiGHS's own: costs are told apart already, and what it adds has to be taken back at the end."""

_SIMPLEX_TURNS = 3
"""Simplex iterations for each row, after which an interior point with crossover starts anew: a hub that is
short of energy for days makes a restarted simplex wander."""


@dataclass(frozen=True)
class Solution:
    """Values of the columns, the objective [EUR] and what the solver spent."""

    x: FloatArray
    objective: float
    iterations: int


class LiveSolver:
    """HiGHS that keeps its model and last basis from window to window."""

    def __init__(self, matrix: Any, cost: FloatArray) -> None:
        """Take the matrix, whose pattern stays, and a first cost."""
        import highspy

        self._data, self._has_run = matrix.data.copy(), False
        rows, columns = matrix.shape
        with _banner_silenced():
            self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        # One thread, the same seed and no time limit: the same inputs give the same plan.
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("solver", "simplex"),
            ("dual_feasibility_tolerance", _DUAL_TOLERANCE),
            ("simplex_dual_edge_weight_strategy", _STEEPEST),
            ("dual_simplex_cost_perturbation_multiplier", _PERTURBATION),
        ):
            self._highs.setOptionValue(option, value)
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = rows, columns
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = matrix.indptr
        lp.a_matrix_.index_ = matrix.indices
        lp.a_matrix_.value_ = matrix.data
        lp.col_cost_ = cost
        lp.col_lower_ = np.zeros(columns)
        lp.col_upper_ = np.zeros(columns)
        lp.row_lower_ = np.zeros(rows)
        lp.row_upper_ = np.zeros(rows)
        self._highs.passModel(lp)
        none = np.full(rows, np.nan), np.full(columns, np.nan)
        self._last = Programme(matrix, none[0], none[0], none[1], none[1], none[1])

    def begin_from(self, longer: LiveSolver) -> None:
        """Take the first basis from a longer window's: its first steps are those of this one, hour by hour.

        What its later steps and its added rows held is gone, so that HiGHS has to mend it to a basis.
        """
        import highspy

        basis, own = longer._highs.getBasis(), highspy.HighsBasis()
        if not basis.valid:
            return
        own.row_status = list(basis.row_status)[: len(self._last.row_lower)]
        own.col_status = list(basis.col_status)[: len(self._last.cost)]
        own.valid = own.alien = True
        self._highs.setBasis(own)

    def extend(self, n_columns: int, rows: Any) -> None:
        """Add columns, and rows that may stand in all columns, the new ones too.

        rows : (R', n + n_columns) in compressed sparse rows
        """
        if self._has_run:
            self._highs.setOptionValue("simplex_dual_edge_weight_strategy", _DEVEX)
        nothing = np.zeros(0)
        zeros = np.zeros(n_columns)
        none = np.zeros(0, dtype=np.int32)
        starts = np.zeros(n_columns, dtype=np.int32)
        self._highs.addCols(n_columns, zeros, zeros, zeros, 0, starts, none, nothing)
        free = np.full(rows.shape[0], np.inf)
        self._highs.addRows(
            rows.shape[0],
            -free,
            free,
            rows.nnz,
            rows.indptr[:-1].astype(np.int32),
            rows.indices.astype(np.int32),
            rows.data,
        )

    def is_idle(self, first_row: int, first_column: int) -> tuple[BoolArray, BoolArray]:
        """Return which rows and which columns, from these on, the last basis does without.

        A row is idle when its own slack is basic, a column when it is not: without them it stays a basis.
        """
        import highspy

        n_rows, n_columns = len(self._last.row_lower), len(self._last.cost)
        rows, columns = np.zeros(n_rows, dtype=np.bool_), np.ones(n_columns, dtype=np.bool_)
        status, basic = self._highs.getBasicVariables()
        # Without a factorised basis nothing is known: everything stays.
        if status == highspy.HighsStatus.kOk:
            rows[-1 - basic[basic < 0]] = True
            columns[basic[basic >= 0]] = False
        return rows[first_row:], columns[first_column:]

    def remove(self, rows: Any, columns: Any) -> None:
        """Take away idle rows and columns, given by index: what is left of the basis stays one."""
        self._highs.deleteRows(len(rows), rows.astype(np.int32))
        self._highs.deleteCols(len(columns), columns.astype(np.int32))
        last = self._last
        self._last = replace(
            last,
            row_lower=np.delete(last.row_lower, rows),
            row_upper=np.delete(last.row_upper, rows),
            lower=np.delete(last.lower, columns),
            upper=np.delete(last.upper, columns),
            cost=np.delete(last.cost, columns),
        )

    def solve(self, programme: Programme) -> Solution:
        """Return the certified optimum of the programme, whose first columns have this solver's pattern.

        Raises
        ------
        Infeasible, Unbounded
            when HiGHS proves it.
        NotProven
            when it stops for another reason, or its answer fails the certificate.
        SolveError
            when HiGHS itself fails.
        """
        self._write_changed(programme)
        try:
            try:
                return self._solved(programme)
            except (Infeasible, NotProven, Unbounded):
                # A restart may lead astray: what is so is so from nothing too.
                self._highs.clearSolver()
                return self._solved(programme)
        except (RuntimeError, ValueError, MemoryError) as bad:
            raise SolveError(f"HiGHS failed: {bad}") from bad

    def _solved(self, programme: Programme) -> Solution:
        iterations = self._run(_SIMPLEX_TURNS * len(programme.row_lower))
        found = self._highs.getSolution()
        x = np.asarray(found.col_value, dtype=np.float64)
        dual = np.asarray(found.row_dual, dtype=np.float64)
        if len(x) != len(programme.cost) or len(dual) != len(programme.row_lower):
            raise NotProven("HiGHS gave no solution of the programme's size")
        return Solution(x, certify(programme, x, dual), iterations)

    def _run(self, most_iterations: int) -> int:
        """Solve what was handed over to an optimum; return simplex iterations."""
        import highspy

        highs, kind = self._highs, highspy.HighsModelStatus
        self._has_run = True
        highs.setOptionValue("simplex_iteration_limit", most_iterations)
        highs.run()
        iterations = int(highs.getInfo().simplex_iteration_count)
        if highs.getModelStatus() == kind.kIterationLimit:
            highs.setOptionValue("simplex_iteration_limit", 2**31 - 1)
            highs.setOptionValue("solver", "ipm")
            highs.clearSolver()
            highs.run()
            highs.setOptionValue("solver", "simplex")
            iterations += int(highs.getInfo().simplex_iteration_count)
        status = highs.getModelStatus()
        if status in (kind.kInfeasible, kind.kUnboundedOrInfeasible):
            raise Infeasible("the optimiser's window has no feasible plan")
        if status == kind.kUnbounded:
            raise Unbounded("the optimiser's cost falls without end")
        if status != kind.kOptimal:
            raise NotProven(f"HiGHS stopped with {highs.modelStatusToString(status)}")
        return iterations

    def _write_changed(self, programme: Programme) -> None:
        """Hand HiGHS what is not what it was; coefficients of added rows never change."""
        highs, matrix, last = self._highs, programme.matrix, self._last
        is_same = matrix is last.matrix
        changed = np.zeros(0) if is_same else np.flatnonzero(matrix.data != self._data)
        if changed.size:
            column = np.searchsorted(matrix.indptr, changed, side="right") - 1
            values = zip(
                matrix.indices[changed].tolist(),
                column.tolist(),
                matrix.data[changed].tolist(),
                strict=True,
            )
            for row, place, value in values:
                highs.changeCoeff(row, place, value)
            self._data = matrix.data.copy()
        lower, upper = programme.lower, programme.upper
        where = _changed((last.lower, last.upper), (lower, upper))
        highs.changeColsBounds(len(where), where, lower[where], upper[where])
        lower, upper = programme.row_lower, programme.row_upper
        where = _changed((last.row_lower, last.row_upper), (lower, upper))
        highs.changeRowsBounds(len(where), where, lower[where], upper[where])
        where = _changed((last.cost,), (programme.cost,))
        highs.changeColsCost(len(where), where, programme.cost[where])
        self._last = replace(programme, lower=programme.lower.copy(), upper=programme.upper.copy())


def _changed(before: tuple[FloatArray, ...], now: tuple[FloatArray, ...]) -> Any:
    """Return the places whose value is another one in any of the arrays, and those that are new."""
    known = min(len(before[0]), len(now[0]))
    differs = np.ones(len(now[0]), dtype=np.bool_)
    differs[:known] = np.any(
        [one[:known] != other[:known] for one, other in zip(before, now, strict=True)], axis=0
    )
    return np.flatnonzero(differs).astype(np.int32)


@contextmanager
def _banner_silenced() -> Iterator[None]:
    """Keep HiGHS's banner, which it prints before any option can be set, off the user's output."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
