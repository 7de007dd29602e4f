"""One live HiGHS: a window's bounds and costs go in, a plan with our own certificate comes out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.errors import Infeasible, NotProven, Unbounded

FEASIBILITY = 1e-6
"""Largest accepted violation of a row or bound, in the row's own unit (kW or kWh)."""
GAP = 1e-6
"""Largest accepted relative gap between the primal and the dual objective."""


@dataclass(frozen=True)
class Programme:
    """min cost x, with row_lower <= A x <= row_upper and lower <= x <= upper."""

    matrix: Any
    row_lower: FloatArray
    row_upper: FloatArray
    lower: FloatArray
    upper: FloatArray
    cost: FloatArray


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

        self._data = matrix.data.copy()
        self._rows, self._columns = matrix.shape
        with _banner_silenced():
            self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        # One thread, the same seed and no time limit: the same inputs give the same plan.
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("solver", "simplex"),
        ):
            self._highs.setOptionValue(option, value)
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = self._rows, self._columns
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = matrix.indptr
        lp.a_matrix_.index_ = matrix.indices
        lp.a_matrix_.value_ = matrix.data
        lp.col_cost_ = cost
        lp.col_lower_ = np.zeros(self._columns)
        lp.col_upper_ = np.zeros(self._columns)
        lp.row_lower_ = np.zeros(self._rows)
        lp.row_upper_ = np.zeros(self._rows)
        self._highs.passModel(lp)

    def solve(self, programme: Programme) -> Solution:
        """Return the certified optimum of the programme, whose matrix has this solver's pattern.

        Raises
        ------
        Infeasible, Unbounded
            when HiGHS proves it.
        NotProven
            when it stops for another reason, or its answer fails the certificate.
        """
        import highspy

        highs = self._highs
        columns = np.arange(self._columns, dtype=np.int32)
        rows = np.arange(self._rows, dtype=np.int32)
        self._write_changed(programme.matrix)
        highs.changeColsBounds(self._columns, columns, programme.lower, programme.upper)
        highs.changeRowsBounds(self._rows, rows, programme.row_lower, programme.row_upper)
        highs.changeColsCost(self._columns, columns, programme.cost)
        highs.run()
        status = highs.getModelStatus()
        kind = highspy.HighsModelStatus
        if status in (kind.kInfeasible, kind.kUnboundedOrInfeasible):
            raise Infeasible("the optimiser's window has no feasible plan")
        if status == kind.kUnbounded:
            raise Unbounded("the optimiser's cost falls without end")
        if status != kind.kOptimal:
            raise NotProven(f"HiGHS stopped with {highs.modelStatusToString(status)}")
        found = highs.getSolution()
        x = np.asarray(found.col_value, dtype=np.float64)
        objective = certify(
            programme,
            x,
            np.asarray(found.row_dual, dtype=np.float64),
        )
        return Solution(x, objective, int(highs.getInfo().simplex_iteration_count))

    def _write_changed(self, matrix: Any) -> None:
        """Hand HiGHS the coefficients that are not what they were."""
        changed = np.flatnonzero(matrix.data != self._data)
        if not changed.size:
            return
        column = np.searchsorted(matrix.indptr, changed, side="right") - 1
        values = zip(
            matrix.indices[changed].tolist(),
            column.tolist(),
            matrix.data[changed].tolist(),
            strict=True,
        )
        for row, place, value in values:
            self._highs.changeCoeff(row, place, value)
        self._data = matrix.data.copy()


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


def certify(programme: Programme, x: FloatArray, row_dual: FloatArray) -> float:
    """Return the objective after checking feasibility and optimality with our own arithmetic.

    The dual objective is recomputed from the row duals alone: the reduced cost of a column is
    ``cost - A' y``, and each row and column adds its dual times the bound that the dual's sign picks.

    Raises
    ------
    NotProven
        when a row or bound is violated by more than `FEASIBILITY` (relative to the row's size), or
        primal and dual objective differ by more than `GAP`.
    """
    activity = programme.matrix @ x
    worst_row = _violation(activity, programme.row_lower, programme.row_upper)
    worst_column = _violation(x, programme.lower, programme.upper)
    if not (worst_row <= FEASIBILITY and worst_column <= FEASIBILITY):
        raise NotProven(
            f"the solver's plan breaks a row by {worst_row:.2e} and a bound by {worst_column:.2e}"
        )
    reduced = programme.cost - programme.matrix.T @ row_dual
    primal = float(programme.cost @ x)
    dual = _bound_value(row_dual, programme.row_lower, programme.row_upper) + _bound_value(
        reduced, programme.lower, programme.upper
    )
    scale = 1.0 + abs(primal)
    if not abs(primal - dual) <= GAP * scale:
        raise NotProven(f"objective {primal:.8g} is not proven: the dual bound is {dual:.8g}")
    return primal


def _violation(value: FloatArray, lower: FloatArray, upper: FloatArray) -> float:
    """Return the largest violation relative to 1 + |value|; NaN is never hidden."""
    if value.size == 0:
        return 0.0
    excess = np.maximum(lower - value, value - upper) / (1.0 + np.abs(value))
    return float(np.max(np.maximum(excess, 0.0)))


def _bound_value(dual: FloatArray, lower: FloatArray, upper: FloatArray) -> float:
    """Return the dual objective's part of a set of bounds; a tiny dual on no bound counts nothing."""
    bound = np.where(dual > 0.0, lower, upper)
    free = ~np.isfinite(bound)
    worthless = np.abs(dual) <= 1e-7
    if np.any(free & ~worthless):
        return -np.inf
    return float(np.sum(np.where(free, 0.0, dual * np.where(free, 0.0, bound))))
