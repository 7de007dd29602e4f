"""The hub in Pyomo, and rebuilt for each window with every limit of the network at every step.

Written the fastest way that Pyomo documents: sums are `LinearExpression`, numbers plain floats, and limits
stand over a variable for each member's net power. A `lasting` model has mutable Params in the place of the
numbers that differ between windows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.contrib.solver.solvers.highs import Highs
from pyomo.core.expr.numeric_expr import LinearExpression

from peers.hub_case import FloatArray, Hub

UNITS = (
    "battery_charge", "battery_discharge", "battery_level",
    "car_charge", "car_discharge", "car_unmet", "car_level",
    "pump_power", "pump_unmet", "pump_level", "panel_output", "buy", "sell",
)  # fmt: skip
"""Variables, as the windows name their courses."""


class Model:
    """The hub's model of a window; with `lasting`, one whose numbers can be changed."""

    def __init__(self, hub: Hub, window: int, *, lasting: bool) -> None:
        """Write everything but the network's limits."""
        self.hub, self.lasting = hub, lasting
        self.model = pyo.ConcreteModel()
        self.params: list[tuple[Any, FloatArray]] = []
        self.steps = range(hub.n_steps)
        steps = hub.steps(window)
        self.var: dict[str, Any] = {}
        self.cost: list[tuple[Any, Any]] = []
        for name in UNITS:
            lower, upper, _ = getattr(hub, name)[:, steps]
            variable = pyo.Var(
                self.steps, range(lower.shape[1]), bounds=_bounds(lower.tolist(), upper.tolist())
            )
            self.model.add_component(name, variable)
            self.var[name] = variable
            cost = self.number(f"{name}_cost", getattr(hub, name)[2], window)
            self.cost += [
                (cost[place], one)
                for place, one in variable.items()
                if not isinstance(cost[place], float) or cost[place] != 0.0
            ]
        self._stores(window)
        self._members(window)

    def number(self, name: str, values: FloatArray, window: int) -> dict[tuple[int, int], Any]:
        """Return numbers of a window by step and unit: floats, or Params where windows differ."""
        hub = self.hub
        by_window = values.reshape(hub.n_windows, -1, *values.shape[1:])
        found = {
            (t, n): value
            for t, row in enumerate(by_window[window].tolist())
            for n, value in enumerate(row)
        }
        if self.lasting:
            changes = np.argwhere((by_window != by_window[0]).any(axis=0)).tolist()
            first = {(t, n): found[t, n] for t, n in changes}
            param = pyo.Param(list(first), initialize=first, mutable=True)
            self.model.add_component(name, param)
            self.params += [(one, by_window[:, t, n]) for (t, n), one in param.items()]
            found.update(param.items())
        return found

    def _stores(self, window: int) -> None:
        """Write the balance of every store at every step, and that it does one thing at a time."""
        hub, var, h = self.hub, self.var, self.hub.step_h
        rows = self.model.rows = pyo.ConstraintList()
        for kind, used, start in (
            ("battery", None, hub.battery_start),
            ("car", hub.car_used, hub.car_start),
            ("pump", h * hub.pump_heat, hub.pump_start),
        ):
            level = var[f"{kind}_level"]
            taken = None if used is None else self.number(f"{kind}_used", used, window)
            begin = self.number(
                f"{kind}_begin", start[:, None, :].reshape(-1, start.shape[1]), window
            )
            cop = self.number("cop", hub.pump_cop, window) if kind == "pump" else None
            for t, n in level:
                kept = hub.pump_kept[n] if kind == "pump" else 1.0
                before = begin[0, n] if t == 0 else level[t - 1, n]
                coefficients, variables = self._gains(kind, t, n, cop)
                left = kept * before - (0.0 if taken is None else taken[t, n])
                if t == 0:
                    right = left
                else:
                    coefficients, variables = [*coefficients, -kept], [*variables, before]
                    right = 0.0 if taken is None else -taken[t, n]
                body = LinearExpression(
                    linear_coefs=[1.0, *coefficients], linear_vars=[level[t, n], *variables]
                )
                rows.add(body == right)
        for kind in ("battery", "car"):
            charge, discharge = var[f"{kind}_charge"], var[f"{kind}_discharge"]
            full = [
                1.0 / getattr(hub, f"{kind}_{way}")[1].max(axis=0, initial=0.0).clip(1e-9)
                for way in ("charge", "discharge")
            ]
            for t, n in charge:
                if full[1][n] < 1e8:
                    body = LinearExpression(
                        linear_coefs=[float(one[n]) for one in full],
                        linear_vars=[charge[t, n], discharge[t, n]],
                    )
                    rows.add(body <= 1.0)

    def _gains(self, kind: str, t: int, n: int, cop: Any) -> tuple[list[Any], list[Any]]:
        """Return coefficients and variables of what a store does not gain in a step [kWh]."""
        h, var = self.hub.step_h, self.var
        if kind == "pump":
            return [-h * cop[t, n], -h], [var["pump_power"][t, n], var["pump_unmet"][t, n]]
        efficiency = float(getattr(self.hub, f"{kind}_efficiency")[n])
        variables = [var[f"{kind}_charge"][t, n], var[f"{kind}_discharge"][t, n]]
        if kind == "battery":
            return [-h * efficiency, h / efficiency], variables
        return [-h * efficiency, h / efficiency, -h], [*variables, var["car_unmet"][t, n]]

    def _members(self, window: int) -> None:
        """Write that what a member's assets and loads draw is bought less sold, by its net power."""
        hub, var = self.hub, self.var
        own: list[list[tuple[float, str, int]]] = [[] for _ in range(hub.fixed.shape[1])]
        for name, kind, sign in (
            ("battery_charge", "battery", 1.0), ("battery_discharge", "battery", -1.0),
            ("car_charge", "car", 1.0), ("car_discharge", "car", -1.0),
            ("pump_power", "pump", 1.0), ("panel_output", "panel", -1.0),
        ):  # fmt: skip
            for n, m in enumerate(getattr(hub, f"{kind}_member").tolist()):
                own[m].append((sign, name, n))
        fixed = self.number("fixed", hub.fixed, window)
        net = self.net = self.model.net = pyo.Var(self.steps, range(len(own)))
        for (t, m), one in net.items():
            body = LinearExpression(
                linear_coefs=[-1.0, *(sign for sign, _, _ in own[m])],
                linear_vars=[one, *(var[name][t, n] for _, name, n in own[m])],
            )
            self.model.rows.add(body == -fixed[t, m])
            body = LinearExpression(
                linear_coefs=[1.0, -1.0, 1.0],
                linear_vars=[one, var["buy"][t, m], var["sell"][t, m]],
            )
            self.model.rows.add(body == 0.0)

    def limit(self, rows: Iterable[tuple[int, int]], bounds: Any, shortfall: Any) -> list[Any]:
        """Write rows of limits, by step and limit; bounds(t, e) and shortfall(t, e) give what they need."""
        hub = self.hub
        members = [np.flatnonzero(one).tolist() for one in hub.moved]
        moved = hub.moved.tolist()
        written = []
        for t, e in rows:
            over, under = shortfall(e)
            body = LinearExpression(
                linear_coefs=[*(moved[e][m] for m in members[e]), *[-1.0] * 3, *[1.0] * 3],
                linear_vars=[*(self.net[t, m] for m in members[e]), *over, *under],
            )
            floor, ceiling = bounds(t, e)
            written.append(self.model.limits.add((floor, body, ceiling)))
        return written

    def aim(self) -> None:
        """Write the objective."""
        self.model.cost = pyo.Objective(
            expr=LinearExpression(
                linear_coefs=[cost for cost, _ in self.cost],
                linear_vars=[variable for _, variable in self.cost],
            )
        )


def _bounds(lower: Any, upper: Any) -> Any:
    return lambda _, t, n: (lower[t][n], upper[t][n] if upper[t][n] < 1e300 else None)


class Shortfalls:
    """Variables of shortfalls, six a row, handed out."""

    def __init__(self, model: Model, rows: int) -> None:
        hub = model.hub
        self.hub, self.next = hub, 0
        self.var = model.model.shortfall = pyo.Var(range(6 * rows), bounds=(0.0, None))
        model.cost += [(float(hub.prices[k % 3]), one) for k, one in self.var.items()]

    def __call__(self, limit: int) -> tuple[list[Any], list[Any]]:
        """Return three variables each way for a row of a limit."""
        found = [self.var[6 * self.next + k] for k in range(6)]
        self.next += 1
        for k, one in enumerate(found):
            width = float(self.hub.widths[k % 3] * self.hub.scale[limit])
            one.setub(width if np.isfinite(width) else None)
        return found[:3], found[3:]


def solver(*, by_hand: bool = True) -> Highs:
    """Return the interface, on one thread; by hand it looks for no changes and loads no solution."""
    solver = Highs()
    solver.config.threads = 1
    if by_hand:
        solver.config.load_solutions = False
        for name in solver.config.auto_updates:
            setattr(solver.config.auto_updates, name, False)
    return solver


class Rebuilt:
    """A model with all rows of the network, made anew for each window."""

    packages = ("pyomo", "highspy")
    note = "all network rows"

    def __init__(self, hub: Hub) -> None:
        """Take the windows."""
        self.hub = hub

    def plan(self, window: int) -> float:
        """Return the cost of a window [EUR]."""
        hub, steps = self.hub, self.hub.steps(window)
        made = Model(hub, window, lasting=False)
        made.model.limits = pyo.ConstraintList()
        floor, ceiling = hub.floor[steps].tolist(), hub.ceiling[steps].tolist()
        known = np.argwhere(np.isfinite(hub.ceiling[steps])).tolist()
        shortfall = Shortfalls(made, len(known))
        made.limit(known, lambda t, e: (floor[t][e], ceiling[t][e]), shortfall)
        made.aim()
        result = solver().solve(made.model)
        return float(result.incumbent_objective + hub.constant[window])
