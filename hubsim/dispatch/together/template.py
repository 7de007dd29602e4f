"""One step compiled to sparse matrices, and laid along a window.

With x_t the columns of step t and the stored levels carried over, every row of the step reads
``A0 x_t + A1 x_(t-1)``, so a window of T steps is ``kron(I_T, A0) + kron(shift_T, A1)``. The level at
the window's start moves to the right-hand side of the first step's rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Template:
    """The compiled step. R rows, n columns, S stores.

    columns : name -> column index; ``asset[3].charge_kw``, ``buy_kw[2]``, ...
    now, before : (R, n) sparse coefficients of this step's and of the previous step's columns
    start : (R, S) sparse coefficients of the levels at the start of the window
    store_column : (S,) column of each store's `level_after`
    row_lower, row_upper : (R,)
    lower, upper, cost : (n,) static bounds and cost
    constant : cost of a step that no column decides [EUR]
    """

    columns: dict[str, int]
    now: Any
    before: Any
    start: Any
    store_column: IntArray
    row_lower: FloatArray
    row_upper: FloatArray
    lower: FloatArray
    upper: FloatArray
    cost: FloatArray
    constant: float

    def window(self, n_steps: int) -> Any:
        """Return the constraint matrix of a window, (T R, T n), in compressed sparse columns."""
        from scipy import sparse

        body = sparse.kron(sparse.eye_array(n_steps), self.now)
        carry = sparse.kron(sparse.eye_array(n_steps, k=-1), self.before)
        return (body + carry).tocsc()


def compile_step(
    write: Callable[[Any], Any], stores: list[int], *, asset_path: str = "asset"
) -> Template:
    """Return the template of a step model.

    write : fills a Pyomo model with one step and returns its cost expression
    stores : assets whose blocks carry `level_before` and `level_after`, in the order of S
    """
    import pyomo.environ as pyo
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
    from scipy import sparse

    model = pyo.ConcreteModel()
    model.cost_eur = pyo.Objective(expr=write(model))
    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    names = [column.name for column in form.columns]
    place = {name: j for j, name in enumerate(names)}
    before = [place[f"{asset_path}[{a}].level_before"] for a in stores]
    after = [place[f"{asset_path}[{a}].level_after"] for a in stores]
    kept = np.setdiff1d(np.arange(len(names)), before)
    renumber = np.full(len(names), -1)
    renumber[kept] = np.arange(len(kept))

    matrix = form.A.tocsc()
    rows = matrix.shape[0]
    carried = sparse.csc_array(matrix[:, before]) if stores else sparse.csc_array((rows, 0))
    select = sparse.csc_array(
        (np.ones(len(stores)), (np.arange(len(stores)), renumber[after])),
        shape=(len(stores), len(kept)),
    )
    rhs = np.asarray(form.rhs, dtype=np.float64)
    sense = np.array([row.bound_type for row in form.rows], dtype=np.int64)
    cost = np.asarray(form.c.toarray(), dtype=np.float64).ravel()
    lower = np.array([-np.inf if c.lb is None else c.lb for c in form.columns], dtype=np.float64)
    upper = np.array([np.inf if c.ub is None else c.ub for c in form.columns], dtype=np.float64)
    return Template(
        columns={names[j]: int(renumber[j]) for j in kept},
        now=sparse.csc_array(matrix[:, kept]),
        before=sparse.csc_array(carried @ select),
        start=carried,
        store_column=np.asarray(renumber[after], dtype=np.int64),
        row_lower=np.where(sense == 1, -np.inf, rhs),
        row_upper=np.where(sense == -1, np.inf, rhs),
        lower=lower[kept],
        upper=upper[kept],
        cost=cost[kept],
        constant=float(form.c_offset[0]),
    )
