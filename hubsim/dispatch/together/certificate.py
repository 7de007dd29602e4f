"""Our own word on an optimum: feasible and proven by our arithmetic, whatever the solver says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.errors import NotProven

FEASIBILITY = 1e-6
"""Largest accepted violation of a row or bound, in the row's own unit (kW or kWh)."""
GAP = 1e-6
"""Largest accepted relative gap between the primal and the dual objective."""


@dataclass(frozen=True)
class Programme:
    """min cost x + constant, with row_lower <= A x <= row_upper and lower <= x <= upper.

    matrix : the rows and columns of the steps, in compressed sparse columns
    extra : further rows below those, in all columns; None where there are none
    constant : cost that no column decides [EUR]
    """

    matrix: Any
    row_lower: FloatArray
    row_upper: FloatArray
    lower: FloatArray
    upper: FloatArray
    cost: FloatArray
    extra: Any = None
    constant: float = 0.0

    def activity(self, x: FloatArray) -> FloatArray:
        """Return A x."""
        n = self.matrix.shape[1]
        own: FloatArray = self.matrix @ x[:n]
        return own if self.extra is None else np.concatenate([own, self.extra @ x])

    def priced(self, row_dual: FloatArray) -> FloatArray:
        """Return A' y."""
        n_rows, n = self.matrix.shape
        total = np.zeros(len(self.cost))
        total[:n] = self.matrix.T @ row_dual[:n_rows]
        if self.extra is not None:
            total += self.extra.T @ row_dual[n_rows:]
        return total


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
    worst_row = _violation(programme.activity(x), programme.row_lower, programme.row_upper)
    worst_column = _violation(x, programme.lower, programme.upper)
    if not (worst_row <= FEASIBILITY and worst_column <= FEASIBILITY):
        raise NotProven(
            f"the solver's plan breaks a row by {worst_row:.2e} and a bound by {worst_column:.2e}"
        )
    reduced = programme.cost - programme.priced(row_dual)
    primal = float(programme.cost @ x)
    dual = _bound_value(row_dual, programme.row_lower, programme.row_upper) + _bound_value(
        reduced, programme.lower, programme.upper
    )
    scale = 1.0 + abs(primal)
    if not abs(primal - dual) <= GAP * scale:
        raise NotProven(f"objective {primal:.8g} is not proven: the dual bound is {dual:.8g}")
    return primal + programme.constant


def _violation(value: FloatArray, lower: FloatArray, upper: FloatArray) -> float:
    """Return the largest violation relative to 1 + |value|; NaN is never hidden."""
    if value.size == 0:
        return 0.0
    excess = np.maximum(lower - value, value - upper) / (1.0 + np.abs(value))
    return float(np.maximum(np.max(excess), 0.0))


def _bound_value(dual: FloatArray, lower: FloatArray, upper: FloatArray) -> float:
    """Return the dual objective's part of a set of bounds; a tiny dual on no bound counts nothing."""
    bound = np.where(dual > 0.0, lower, upper)
    free = np.flatnonzero(~np.isfinite(bound))
    if np.any(np.abs(dual[free]) > 1e-7):
        return -np.inf
    bound[free] = 0.0
    return float(dual @ bound)
