"""The hub in Pyomo's persistent HiGHS interface: one model, whose numbers change from window to window.

What changes is a mutable Param (in costs, sums and coefficients; only where it does change) or a bound of a
variable. Limits have rows for stations from the start and elsewhere where a plan broke them; rows stay. The
shortfall of a row takes variables from a stock that the objective holds from the start: a new objective
would be written from scratch. Told by hand what changed, every automatic check is off, solutions are not
loaded into the model, and only the net powers are read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo

from peers.hub_case import FloatArray, Hub, broken_rows
from peers.hub_pyomo import Model, Shortfalls, solver

STOCK = 2_000
"""Rows that broken limits may get in the persistent model."""


class Persistent:
    """One model in the persistent interface, rows of limits where they are broken."""

    packages = ("pyomo", "highspy")
    note = "rows of limits where broken; told by hand what changed"
    by_hand = True

    def __init__(self, hub: Hub) -> None:
        """Take the windows; the first one builds."""
        self.hub = hub
        self.has_row = np.zeros((hub.n_steps, len(hub.scale)), dtype=np.bool_)
        self.made: Model | None = None
        self.last = 0

    def plan(self, window: int) -> float:
        """Return the cost of a window [EUR]."""
        if self.made is None:
            self._build(window)
        else:
            self._change(window)
        made = self.made
        assert made is not None
        self.last = window
        while True:
            result = self.solver.solve(made.model)
            net = self._net(made, result).reshape(self.hub.n_steps, -1)
            rows = broken_rows(self.hub, window, net, self.has_row)
            if not rows:
                return float(result.incumbent_objective + self.hub.constant[window])
            written = self._write(made, rows, window)
            if self.by_hand:
                self.solver.add_constraints(written)
                self.solver.update_variables(self.stock)

    def _net(self, made: Model, result: Any) -> FloatArray:
        """Return the members' net powers of a solution."""
        variables = list(made.net.values())
        if self.by_hand:
            found = result.solution_loader.get_vars(variables)
            return np.array(list(found.values()))
        return np.array([one.value for one in variables])

    def _build(self, window: int) -> None:
        made = self.made = Model(self.hub, window, lasting=True)
        made.model.limits = pyo.ConstraintList()
        made.model.floor = pyo.Param(pyo.Any, mutable=True)
        made.model.ceiling = pyo.Param(pyo.Any, mutable=True)
        self.shortfall = Shortfalls(made, STOCK)
        self.stock = []
        self._write(
            made,
            [(t, e) for e in range(self.hub.n_stations) for t in range(self.hub.n_steps)],
            window,
        )
        made.aim()
        self.solver = solver(by_hand=self.by_hand)
        if self.by_hand:
            self.solver.set_instance(made.model)

    def _write(self, made: Model, rows: list[tuple[int, int]], window: int) -> list[Any]:
        """Return rows of limits, with Params for their bounds."""
        hub, model = self.hub, made.model
        first = window * hub.n_steps
        for t, e in rows:
            self.has_row[t, e] = True
            model.floor[t, e] = float(hub.floor[first + t, e])
            model.ceiling[t, e] = float(hub.ceiling[first + t, e])
        before = self.shortfall.next
        written = made.limit(
            rows, lambda t, e: (model.floor[t, e], model.ceiling[t, e]), self.shortfall
        )
        self.stock = [self.shortfall.var[k] for k in range(6 * before, 6 * self.shortfall.next)]
        return written

    def _change(self, window: int) -> None:
        """Write another window's numbers into the model and tell the solver."""
        hub, made = self.hub, self.made
        assert made is not None
        for param, values in made.params:
            param.set_value(float(values[window]))
        first = window * hub.n_steps
        for side, values in (("floor", hub.floor), ("ceiling", hub.ceiling)):
            param = getattr(made.model, side)
            for t, e in param:
                param[t, e] = float(values[first + t, e])
        changed = []
        now, last = hub.steps(window), hub.steps(self.last)
        for name, variable in made.var.items():
            course = getattr(hub, name)
            before, after = course[:2, last], course[:2, now]
            for t, n in np.argwhere((before != after).any(axis=0)).tolist():
                one = variable[t, n]
                one.setlb(float(after[0, t, n]))
                one.setub(float(after[1, t, n]) if np.isfinite(after[1, t, n]) else None)
                changed.append(one)
        if self.by_hand:
            self.solver.update_variables(changed)
            self.solver.update_parameters()


class Automatic(Persistent):
    """The same, but the interface finds out itself what changed, as it does unless told not to."""

    note = "rows of limits where broken; finds out itself what changed"
    by_hand = False
