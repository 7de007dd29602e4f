"""One window planned: the compiled step laid along it, with the network's limits where they break."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.together.certificate import Programme
from hubsim.dispatch.together.cuts import Cuts
from hubsim.dispatch.together.network_limits import Band, NetworkLimits
from hubsim.dispatch.together.solver import LiveSolver
from hubsim.dispatch.together.step import (
    Constrain,
    Penalties,
    active_members,
    build_step,
    carried_peaks,
)
from hubsim.dispatch.together.template import Laid, Template, compile_step, level_name
from hubsim.dispatch.together.window import Course, course_of
from hubsim.scenario.plan import Plan

ZERO_KW = 1e-6
"""Smaller power and energy is the solver's rounding."""


@dataclass
class Effort:
    """What operating together took, for the manifest.

    windows : planned windows; solves : of all windows, corrections included
    iterations : simplex iterations; rows, columns : of the largest window without network limits
    cuts : rows of network limits that were written; checks : AC power flows of a window's plan
    unconfirmed : windows in which AC still found a limit broken at the end
    watched : ids of the network elements and buses whose limit the optimiser came to know
    solve_s, network_s : time in the solver, and of that and everything else what network limits took
    """

    windows: int = 0
    solves: int = 0
    iterations: int = 0
    rows: int = 0
    columns: int = 0
    cuts: int = 0
    checks: int = 0
    unconfirmed: int = 0
    watched: tuple[str, ...] = ()
    solve_s: float = field(default=0.0, compare=False)
    network_s: float = field(default=0.0, compare=False)

    @contextmanager
    def timed(self, *clocks: str) -> Iterator[None]:
        """Add the time that something takes to these clocks."""
        begin = time.perf_counter()
        yield
        for name in clocks:
            setattr(self, name, getattr(self, name) + time.perf_counter() - begin)


@dataclass(frozen=True)
class Planned:
    """The plan of a window. W steps, n columns a step, E limits of the network.

    x : (W, n) columns; number_kw : (W, E) linear numbers of the limits
    given_up : (W, E) where the plan itself reports that it cannot keep a limit
    objective : its cost [EUR]
    """

    x: FloatArray
    number_kw: FloatArray
    given_up: BoolArray
    objective: float


@dataclass(frozen=True)
class Window:
    """A length of window: its matrix, its live solver, the rows of limits that it has."""

    laid: Laid
    solver: LiveSolver
    cuts: Cuts


@dataclass
class Planner:
    """Plans windows of one hub, keeping the compiled step and the live solvers between them."""

    plan: Plan
    alone: Dispatch
    limits: NetworkLimits
    constrain: Constrain | None = None
    course: Course = field(init=False)
    template: Template = field(init=False)
    stores: list[int] = field(init=False)
    carried: list[tuple[str, str]] = field(init=False)
    net: Any = field(init=False)
    windows: dict[int, Window] = field(init=False, default_factory=dict)
    effort: Effort = field(default_factory=Effort)

    def __post_init__(self) -> None:
        """Compile the step and gather what changes over time."""
        import pyomo.environ as pyo

        plan = self.plan
        self.course = course_of(plan, self.alone, self.stations)
        self.stores = [s for a in plan.coordinated for s in plan.stores_of[a]]
        levels = [(level_name("before", *plan.stores[s]), s) for s in self.stores]
        self.carried = [(name, level_name("after", *plan.stores[s])) for name, s in levels]
        self.carried += carried_peaks(plan, len(self.stations))
        model = pyo.ConcreteModel()
        cost = self.write(model)
        if self.constrain is not None:
            self.course = self.course.also(self.constrain(model, plan) or {})
        self.template = compile_step(model, cost, self.carried, self.course.given())
        self.net = _net(self.template, plan)

    @property
    def stations(self) -> FloatArray:
        """(K, M) flow through each transformer, or phase of it, per kW drawn by a member."""
        return self.limits.sensitivity[: self.limits.n_stations]

    def write(self, model: Any) -> Any:
        """Write the hub's step into a Pyomo model or block; return its cost."""
        return build_step(model, self.plan, Penalties.of(self.plan), self.stations)

    def start(self) -> FloatArray:
        """Return what is carried into the horizon: levels of stores, and no peaks yet."""
        start = np.zeros(len(self.carried))
        start[: len(self.stores)] = self.plan.start_kwh[self.stores]
        return start

    def programme(self, steps: slice, start: FloatArray) -> Programme:
        """Return the window's programme without network limits. start : (S,) what is carried into it."""
        template, n_steps = self.template, steps.stop - steps.start
        lower, upper, cost = self.course.lay(template, steps)
        self._end_of_window(steps, start, lower, cost)
        row_lower, row_upper = (
            np.tile(part, (n_steps, 1)) for part in (template.row_lower, template.row_upper)
        )
        known = self.course.given_at(template, steps) @ template.from_given.T
        known[0] += template.start @ start
        return Programme(
            self._window(n_steps).laid.at(
                {name: series[steps] for name, series in self.course.factors.items()}
            ),
            (row_lower - known).ravel(),
            (row_upper - known).ravel(),
            lower.ravel(),
            upper.ravel(),
            cost.ravel(),
            constant=self.course.constant(template, steps),
        )

    def _window(self, n_steps: int) -> Window:
        if n_steps not in self.windows:
            laid = self.template.window(n_steps)
            price = Penalties.of(self.plan).overload_eur_kwh * self.plan.horizon.step_h
            solver = LiveSolver(laid.matrix, np.tile(self.template.cost, n_steps))
            cuts = Cuts(self.limits, self.net, n_steps, price)
            # Stations bind on most days: their rows are there from the start.
            known = np.flatnonzero(np.isfinite(self.limits.scale_kw[: self.limits.n_stations]))
            if len(known):
                step = np.arange(n_steps).repeat(len(known))
                solver.extend(*cuts.write(np.tile(known, n_steps), step))
            self.windows[n_steps] = Window(laid, solver, cuts)
            rows, columns = laid.matrix.shape
            self.effort.rows = max(self.effort.rows, rows)
            self.effort.columns = max(self.effort.columns, columns)
        return self.windows[n_steps]

    def _end_of_window(
        self, steps: slice, start: FloatArray, lower: FloatArray, cost: FloatArray
    ) -> None:
        """Give energy left in the stores its worth; at the horizon's end ask for alone's level."""
        plan, objective = self.plan, self.plan.scenario.control.objective
        for (_, name), column in zip(self.carried, self.template.carried_column, strict=True):
            if name.startswith(("peak", "flow")):
                cost[-1, column] = objective.peak if name[0] == "p" else objective.congestion
        first = 0
        for a in plan.coordinated:
            asset, places = plan.assets[a], plan.stores_of[a]
            own = slice(first, first + len(places))
            first = own.stop
            if not places:
                continue
            columns = self.template.carried_column[own]
            if steps.stop < plan.horizon.n_steps:
                price = float(plan.buy_eur_kwh[steps, plan.asset_member[a]].mean())
                worth = np.asarray(asset.worth_eur_kwh(plan.inputs[a], price))
                cost[-1, columns] -= objective.cost * worth
                continue
            level = start[own] if len(places) > 1 else float(start[own.start])
            reachable = asset.reachable_kwh(plan.inputs[a], steps, level, plan.horizon.step_h)
            wanted = np.minimum(self.alone.level_kwh[-1, places], reachable - ZERO_KW)
            lower[-1, columns] = np.maximum(lower[-1, columns], wanted)

    def solve(self, steps: slice, start: FloatArray, band: Band) -> Planned:
        """Return the window's plan within the limits that have rows, no store working both ways at once.

        start : (S,) what is carried into it
        band : bounds of the network's limits in the window
        """
        n_steps = steps.stop - steps.start
        base = self.programme(steps, start)
        window, effort = self._window(n_steps), self.effort
        n_base = len(base.cost)
        while True:
            with effort.timed("solve_s"):
                solution = window.solver.solve(_with_cuts(base, window.cuts, band))
            effort.solves += 1
            effort.iterations += solution.iterations
            x = solution.x[:n_base].reshape(n_steps, -1)
            if not self._close_smaller(x, base.upper.reshape(n_steps, -1)):
                break
        return Planned(
            x,
            window.cuts.numbers(x, band),
            window.cuts.given_up(solution.x[n_base:]),
            solution.objective,
        )

    def write_broken(self, planned: Planned, band: Band) -> bool:
        """Write rows for limits that a plan breaks by its linear numbers; return whether there were any."""
        window = self._window(len(planned.x))
        limit, step = window.cuts.broken(planned.number_kw, band)
        if len(limit):
            window.solver.extend(*window.cuts.write(limit, step))
            self.effort.cuts += len(limit)
        return bool(len(limit))

    def forget(self, n_steps: int) -> None:
        """Take rows of limits away that did nothing for some windows of this length."""
        window = self.windows.get(n_steps)
        if window is None or not window.cuts.has_passing:
            return
        n_rows, n_columns = window.laid.matrix.shape
        rows, columns = window.cuts.forget(*window.solver.is_idle(n_rows, n_columns))
        if len(rows):
            window.solver.remove(n_rows + rows, n_columns + columns)

    def watched(self) -> tuple[str, ...]:
        """Return the elements and buses whose limits the optimiser came to know, in their order."""
        found = {e for window in self.windows.values() for e in window.cuts.known}
        return tuple(dict.fromkeys(self.limits.ids[e] for e in sorted(found)))

    def _close_smaller(self, x: FloatArray, upper: FloatArray) -> bool:
        """Close the smaller direction of stores that a plan has charge and discharge at once; tell if any.

        The larger direction stands; every round closes at least one.
        """
        clashed = False
        for charge, discharge in self._opposites():
            where = np.flatnonzero((x[:, charge] > ZERO_KW) & (x[:, discharge] > ZERO_KW))
            keeps = x[where, charge] >= x[where, discharge]
            upper[where[keeps], discharge] = 0.0
            upper[where[~keeps], charge] = 0.0
            clashed |= bool(where.size)
        return clashed

    def _opposites(self) -> list[tuple[int, int]]:
        """Return the columns of charging and discharging of every store that has both."""
        columns = self.template.columns
        both = {
            name: name.removesuffix("discharge_kw") + "charge_kw"
            for name in columns
            if name.endswith(".discharge_kw")
        }
        return [(columns[charge], columns[name]) for name, charge in both.items()]


def _net(template: Template, plan: Plan) -> Any:
    """Return (M, n) sparse net power of every member by the columns of a step."""
    from scipy import sparse

    places = [
        (m, template.columns[name], sign)
        for m in active_members(plan)
        for name, sign in ((f"buy_kw[{m}]", 1.0), (f"sell_kw[{m}]", -1.0))
        if name in template.columns
    ]
    members, columns, signs = zip(*places, strict=True) if places else ((), (), ())
    return sparse.csr_array(
        (np.array(signs, dtype=np.float64), (members, columns)),
        shape=(len(plan.member_ids), len(template.cost)),
    )


def _with_cuts(base: Programme, cuts: Cuts, band: Band) -> Programme:
    """Return a window's programme with the rows of limits that it has."""
    if not len(cuts.limit):
        return base
    row_lower, row_upper = cuts.bounds(band)
    upper, cost = cuts.shortfalls()
    return replace(
        base,
        row_lower=np.concatenate([base.row_lower, row_lower]),
        row_upper=np.concatenate([base.row_upper, row_upper]),
        lower=np.concatenate([base.lower, np.zeros(len(upper))]),
        upper=np.concatenate([base.upper, upper]),
        cost=np.concatenate([base.cost, cost]),
        extra=cuts.rows,
    )
