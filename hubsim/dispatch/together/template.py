"""One step compiled to sparse matrices, and laid along a window.

With x_t the columns of step t and what is carried over, such as stored levels, every row of the step reads
``A0 x_t + A1 x_(t-1)``, so a window of T steps is ``kron(I_T, A0) + kron(shift_T, A1)``. What is carried
into the window moves to the right-hand side of the first step's rows, and so do, in every step, columns
whose value is given: a readable model may name a need or a load, and the solver never sees it.

A factor that changes over time, such as the efficiency of a heat pump, is a mutable Param of an asset's
block. How much each coefficient changes with it is found by compiling once more with another value, so a
window only writes those coefficients anew.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Varying:
    """Coefficients that follow a factor: ``base + slope (factor - 1)`` in this step's columns.

    factor : name, such as ``asset[3].cop``
    rows, columns, base, slope : (K,) of each coefficient
    """

    factor: str
    rows: IntArray
    columns: IntArray
    base: FloatArray
    slope: FloatArray


@dataclass(frozen=True)
class Laid:
    """The constraint matrix of a window, and where in its data the coefficients that vary stand.

    matrix : (T R, T n) in compressed sparse columns, every factor 1
    varying : of each stretch of the window those of its template
    places : of each of them (W, K) indices into ``matrix.data``
    """

    matrix: Any
    varying: tuple[tuple[Varying, ...], ...]
    places: tuple[tuple[IntArray, ...], ...]

    def at(self, *factors: Mapping[str, FloatArray]) -> Any:
        """Return the matrix with the factors of each stretch, (W,) each by name."""
        if not any(self.varying):
            return self.matrix
        matrix = self.matrix.copy()
        for series, stretch, all_places in zip(factors, self.varying, self.places, strict=True):
            for varying, places in zip(stretch, all_places, strict=True):
                change = series[varying.factor][:, None] - 1.0
                matrix.data[places] = varying.base + varying.slope * change
        return matrix


@dataclass(frozen=True)
class Template:
    """The compiled step. R rows, n columns, S carried columns, G given ones.

    columns : name -> column index; ``asset[3].charge_kw``, ``buy_kw[2]``, ...
    given : names of the columns whose value is given
    now, before : (R, n) sparse coefficients of this step's and of the previous step's columns
    start : (R, S) sparse coefficients of what is carried into the window
    carried_column : (S,) column that carries each of them out of a step
    from_given : (R, G) sparse coefficients of the given columns; given_cost : (G,)
    row_lower, row_upper : (R,)
    lower, upper, cost : (n,) static bounds and cost
    constant : cost of a step that no column decides [EUR]
    varying : coefficients of `now` that follow a factor
    """

    columns: dict[str, int]
    given: tuple[str, ...]
    now: Any
    before: Any
    start: Any
    carried_column: IntArray
    from_given: Any
    given_cost: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray
    lower: FloatArray
    upper: FloatArray
    cost: FloatArray
    constant: float
    varying: tuple[Varying, ...]

    @cached_property
    def powers(self) -> tuple[list[int], Any]:
        """Columns that are powers of assets, and for the rule of ties a word of each that is its name's."""
        found = [
            (column, zlib.crc32(name.encode()))
            for name, column in self.columns.items()
            if name.startswith("asset[") and name.endswith(("_kw", "_kvar"))
        ]
        words = np.array([word for _, word in found], dtype=np.uint64)
        return [column for column, _ in found], words


def lay(*stretches: tuple[Template, int]) -> Laid:
    """Return the constraint matrix of a window: templates of one hub, each with a number of steps.

    Templates of other lengths of a step have the same columns and rows; each carries on from the last.
    """
    from scipy import sparse

    total = sum(n_steps for _, n_steps in stretches)
    shape = stretches[0][0].now.shape
    first, matrix = 0, sparse.csr_array((total * shape[0], total * shape[1]))
    for template, n_steps in stretches:
        inside = np.zeros(total)
        inside[first : first + n_steps] = 1.0
        body = sparse.kron(sparse.diags_array(inside), template.now)
        before = sparse.diags_array(inside[1:], offsets=-1, shape=(total, total))
        matrix = matrix + body + sparse.kron(before, template.before)
        first += n_steps
    matrix = matrix.tocsc()
    matrix.sort_indices()
    number = matrix.copy()
    number.data = np.arange(matrix.nnz, dtype=np.float64)
    first, places = 0, []
    for template, n_steps in stretches:
        step = np.arange(first, first + n_steps)[:, None]
        found = [
            number[step * shape[0] + one.rows, step * shape[1] + one.columns].todense()
            for one in template.varying
        ]
        places.append(tuple(np.asarray(one).astype(np.int64) for one in found))
        first += n_steps
    return Laid(matrix, tuple(template.varying for template, _ in stretches), tuple(places))


def compile_step(
    model: Any,
    cost_eur: Any,
    carried: Sequence[tuple[str, str]],
    given: Collection[str] = (),
    *,
    asset_path: str = "asset",
) -> Template:
    """Return the template of a step model.

    model : Pyomo model of one step; cost_eur : its cost expression
    carried : (S,) names of the columns that hold a carried value before and after the step
    given : names of columns whose value is given; such as no constraint needs are left out
    """
    import pyomo.environ as pyo
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
    from scipy import sparse

    model.cost_eur = pyo.Objective(expr=cost_eur)
    form = LinearStandardFormCompiler().write(model, mixed_form=True)
    slopes = _slopes(model, form, asset_path)
    names = [column.name for column in form.columns]
    place = {name: j for j, name in enumerate(names)}
    before, after = ([place[pair[side]] for pair in carried] for side in (0, 1))
    known = [place[name] for name in names if name in given]
    kept = np.setdiff1d(np.arange(len(names)), before + known)
    renumber = np.full(len(names), -1)
    renumber[kept] = np.arange(len(kept))

    matrix, n_carried = form.A.tocsc(), len(carried)
    start = sparse.csc_array(matrix[:, before])
    select = sparse.csc_array(
        (np.ones(n_carried), (np.arange(n_carried), renumber[after])),
        shape=(n_carried, len(kept)),
    )
    rhs = np.asarray(form.rhs, dtype=np.float64)
    sense = np.array([row.bound_type for row in form.rows], dtype=np.int64)
    cost = np.asarray(form.c.toarray(), dtype=np.float64).ravel()
    lower = np.array([-np.inf if c.lb is None else c.lb for c in form.columns], dtype=np.float64)
    upper = np.array([np.inf if c.ub is None else c.ub for c in form.columns], dtype=np.float64)
    return Template(
        columns={names[j]: int(renumber[j]) for j in kept},
        given=tuple(names[j] for j in known),
        now=sparse.csc_array(matrix[:, kept]),
        before=sparse.csc_array(start @ select),
        start=start,
        carried_column=np.asarray(renumber[after], dtype=np.int64),
        from_given=sparse.csc_array(matrix[:, known]),
        given_cost=cost[known],
        row_lower=np.where(sense == 1, -np.inf, rhs),
        row_upper=np.where(sense == -1, np.inf, rhs),
        lower=lower[kept],
        upper=upper[kept],
        cost=cost[kept],
        constant=float(form.c_offset[0]),
        varying=tuple(
            Varying(name, rows, np.asarray(renumber[columns], dtype=np.int64), base, slope)
            for name, rows, columns, base, slope in slopes
        ),
    )


def level_name(side: str, a: int, name: str, asset_path: str = "asset") -> str:
    """Return what the column of a store's level before or after the step is called."""
    return f"{asset_path}[{a}]." + (f"{name}." if name else "") + f"level_{side}"


def _slopes(
    model: Any, form: Any, asset_path: str
) -> list[tuple[str, IntArray, IntArray, FloatArray, FloatArray]]:
    """Return factor, rows, columns, coefficients and their slopes, for every factor of an asset.

    The first factors of all assets are doubled at once, then the second ones: a column tells whose it is.
    """
    import pyomo.environ as pyo
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

    blocks = getattr(model, asset_path)
    factors = {a: list(blocks[a].component_objects(pyo.Param)) for a in blocks}
    owner = np.array([_owner(column.name, asset_path) for column in form.columns])
    found = []
    for turn in range(max(map(len, factors.values()), default=0)):
        doubled = {a: params[turn] for a, params in factors.items() if turn < len(params)}
        for param in doubled.values():
            param.set_value(2.0)
        again = LinearStandardFormCompiler().write(model, mixed_form=True)
        for param in doubled.values():
            param.set_value(1.0)
        assert [column.name for column in again.columns] == [c.name for c in form.columns]
        change = (again.A - form.A).tocoo()
        rows, columns = (index.astype(np.int64) for index in (change.row, change.col))
        for a, param in doubled.items():
            here = np.flatnonzero((owner[columns] == a) & (change.data != 0.0))
            base = np.asarray(form.A.tocsr()[rows[here], columns[here]]).ravel()
            found.append((param.name, rows[here], columns[here], base, change.data[here]))
    return found


def _owner(column: str, asset_path: str) -> int:
    """Return the asset that a column belongs to, -1 if none."""
    match = re.match(rf"{asset_path}\[(\d+)\]\.", column)
    return -1 if match is None else int(match[1])
