"""The hub in linopy: one model and one solver with in-place updates, linopy's way to solve again.

Bounds, right-hand sides and costs are updated on the model (`update` with the one argument that changes)
and a solver made with ``track_updates`` hands only the differences to the HiGHS that it keeps, which starts
from its last basis. Nothing is written back to the model. What it cannot do: a new row changes the model's
structure, so where a plan breaks a limit that has no row yet, HiGHS's model is made anew and its basis is
lost; and a row has one side only, so a limit takes two rows.
"""

from __future__ import annotations

import warnings
from typing import Any

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from linopy.solvers import Solver

from peers.hub_case import FloatArray, Hub, broken_rows

KINDS = {
    "battery": ("charge", "discharge", "level"),
    "car": ("charge", "discharge", "unmet", "level"),
    "pump": ("power", "unmet", "level"),
    "panel": ("output",),
}


class Persistent:
    """One model, one solver; rows of limits where broken."""

    packages = ("linopy", "xarray", "highspy")
    note = "rows of limits where broken, each a rebuild of HiGHS's model"

    def __init__(self, hub: Hub) -> None:
        """Take the windows; the first one builds."""
        warnings.simplefilter("ignore")
        self.hub, self.solver = hub, None
        self.has_row = np.zeros((hub.n_steps, len(hub.scale)), dtype=np.bool_)
        self.rows = [(t, e) for e in range(hub.n_stations) for t in range(hub.n_steps)]

    def plan(self, window: int) -> float:
        """Return the cost of a window [EUR]."""
        if self.solver is None:
            self._build(window)
            self._limit(window)
            self.solver = Solver.from_name(
                "highs",
                io_api="direct",
                options={"output_flag": False, "threads": 1},
                track_updates=True,
            )
        else:
            self._change(window)
        self._aim(window)
        while True:
            solution = self.solver.solve(self.model).solution
            net = solution.primal[self.var["net"].labels.to_numpy()]
            rows = broken_rows(self.hub, window, net, self.has_row)
            if not rows:
                return float(solution.objective + self.hub.constant[window])
            self.rows += rows
            self._limit(window)
            self._aim(window)

    def _build(self, window: int) -> None:
        """Write everything but the network's limits."""
        hub, model = self.hub, linopy.Model()
        model.set_names_in_solver_io = False
        self.model, self.var = model, {}
        for kind, names in KINDS.items():
            for name in names:
                lower, upper = self._bounds(f"{kind}_{name}", window, kind)
                self.var[f"{kind}_{name}"] = model.add_variables(
                    lower, upper, name=f"{kind}_{name}"
                )
        for name in ("buy", "sell"):
            lower, upper = self._bounds(name, window, "member")
            self.var[name] = model.add_variables(lower, upper, name=name)
        self.var["net"] = model.add_variables(coords=lower.coords, name="net")
        for kind in ("battery", "car", "pump"):
            model.add_constraints(
                self._balance(kind, window), "=", self._rest(kind, window), name=kind
            )
        for kind in ("battery", "car"):
            full = [
                1.0 / getattr(hub, f"{kind}_{way}")[1].max(axis=0).clip(1e-9)
                for way in ("charge", "discharge")
            ]
            both = np.flatnonzero(full[1] < 1e8)
            parts = [
                self.var[f"{kind}_{way}"].isel({kind: both})
                * xr.DataArray(one[both], coords={kind: both})
                for way, one in zip(("charge", "discharge"), full, strict=True)
            ]
            model.add_constraints(parts[0] + parts[1], "<=", 1.0, name=f"{kind}_one_way")
        model.add_constraints(
            self._own(), "=", -self._array(hub.fixed, window, "member"), name="own"
        )
        bought = self.var["net"] - self.var["buy"] + self.var["sell"]
        model.add_constraints(bought, "=", 0.0, name="bought")

    def _array(self, values: FloatArray, window: int, unit: str) -> Any:
        values = values[self.hub.steps(window)]
        return xr.DataArray(
            values, coords={"t": np.arange(len(values)), unit: np.arange(values.shape[1])}
        )

    def _bounds(self, name: str, window: int, unit: str) -> list[Any]:
        return [self._array(side, window, unit) for side in getattr(self.hub, name)[:2]]

    def _balance(self, kind: str, window: int) -> Any:
        """Return what a step changes in the level of the stores, and in what is carried over."""
        hub, var, h = self.hub, self.var, self.hub.step_h
        level = var[f"{kind}_level"]
        if kind == "pump":
            kept = xr.DataArray(hub.pump_kept, dims=kind)
            cop = self._array(hub.pump_cop, window, kind)
            gain = h * cop * var["pump_power"] + h * var["pump_unmet"]
            return level - kept * level.shift(t=1) - gain
        efficiency = xr.DataArray(getattr(hub, f"{kind}_efficiency"), dims=kind)
        gain = h * efficiency * var[f"{kind}_charge"] - h / efficiency * var[f"{kind}_discharge"]
        if kind == "car":
            gain = gain + h * var["car_unmet"]
        return level - level.shift(t=1) - gain

    def _rest(self, kind: str, window: int) -> Any:
        """Return what is used of stores, and what the first step has from before the window."""
        hub = self.hub
        start = getattr(hub, f"{kind}_start")[window]
        used = {"battery": None, "car": hub.car_used, "pump": hub.step_h * hub.pump_heat}[kind]
        rest = np.zeros((hub.n_steps, len(start))) if used is None else -used[hub.steps(window)]
        rest[0] += start * (hub.pump_kept if kind == "pump" else 1.0)
        return xr.DataArray(rest, coords={"t": np.arange(hub.n_steps), kind: np.arange(len(start))})

    def _own(self) -> Any:
        """Return what a member's assets draw less its net power."""
        hub = self.hub
        every = pd.RangeIndex(hub.fixed.shape[1], name="member")
        total = -1.0 * self.var["net"]
        for name, sign in (
            ("battery_charge", 1.0), ("battery_discharge", -1.0), ("car_charge", 1.0),
            ("car_discharge", -1.0), ("pump_power", 1.0), ("panel_output", -1.0),
        ):  # fmt: skip
            kind = name.split("_")[0]
            member = xr.DataArray(getattr(hub, f"{kind}_member"), dims=kind, name="member")
            part = (sign * self.var[name]).groupby(member).sum()
            total = total + part.reindex(member=every)
        return total

    def _limit(self, window: int) -> None:
        """Write the rows of limits, anew where there were some."""
        hub, model = self.hub, self.model
        if "limit_high" in model.constraints:
            model.remove_constraints(["limit_high", "limit_low"])
            model.remove_variables("shortfall")
        t, e = np.array(self.rows).T
        self.has_row[t, e] = True
        rows = pd.RangeIndex(len(t), name="row")
        sides = pd.RangeIndex(6, name="side")
        width = np.tile(np.outer(hub.scale[e], hub.widths), 2)
        shortfall = model.add_variables(
            0.0, xr.DataArray(width, coords=[rows, sides]), name="shortfall"
        )
        self.var["shortfall"] = shortfall
        sign = xr.DataArray([-1.0, -1.0, -1.0, 1.0, 1.0, 1.0], coords=[sides])
        # Every pair of row and member that belong together, then summed by row.
        row, member = np.nonzero(hub.moved[e])
        net = self.var["net"].isel(
            t=xr.DataArray(t[row], dims="pair"), member=xr.DataArray(member, dims="pair")
        )
        moved = xr.DataArray(hub.moved[e[row], member], dims="pair")
        by_row = xr.DataArray(row, dims="pair", name="row")
        number = (moved * net).groupby(by_row).sum()
        body = number + (sign * shortfall).sum("side")
        for name, relation, side in (("limit_high", "<=", "ceiling"), ("limit_low", ">=", "floor")):
            model.add_constraints(body, relation, self._limits(side, window), name=name)

    def _limits(self, side: str, window: int) -> Any:
        t, e = np.array(self.rows).T
        values = getattr(self.hub, side)[window * self.hub.n_steps + t, e]
        return xr.DataArray(values, coords=[pd.RangeIndex(len(t), name="row")])

    def _aim(self, window: int) -> None:
        """Write the objective."""
        hub = self.hub
        prices = xr.DataArray(np.tile(hub.prices, 2), coords=[pd.RangeIndex(6, name="side")])
        total = (prices * self.var["shortfall"]).sum()
        for name, variable in self.var.items():
            if name in ("net", "shortfall"):
                continue
            cost = self._array(getattr(hub, name)[2], window, variable.dims[1])
            if cost.any():
                total = total + (cost * variable).sum()
        self.model.add_objective(total, overwrite=True)

    def _change(self, window: int) -> None:
        """Write another window's numbers into the model."""
        hub, constraints = self.hub, self.model.constraints
        for name, variable in self.var.items():
            if name not in ("net", "shortfall"):
                lower, upper = self._bounds(name, window, variable.dims[1])
                variable.update(lower=lower, upper=upper)
        for kind in ("battery", "car", "pump"):
            constraints[kind].update(rhs=self._rest(kind, window))
        constraints["own"].update(rhs=-self._array(hub.fixed, window, "member"))
        constraints["limit_high"].update(rhs=self._limits("ceiling", window))
        constraints["limit_low"].update(rhs=self._limits("floor", window))
        if (hub.pump_cop != hub.pump_cop[0]).any():
            constraints["pump"].update(lhs=self._balance("pump", window))
