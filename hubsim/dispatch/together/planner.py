"""One window planned: the compiled step laid along it, solved, no store working both ways at once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.together.solver import LiveSolver, Programme
from hubsim.dispatch.together.step import Penalties, build_step
from hubsim.dispatch.together.template import Laid, Template, compile_step
from hubsim.dispatch.together.watch import Watch
from hubsim.dispatch.together.window import Course, course_of, rest_flows
from hubsim.scenario.plan import Plan

ZERO_KW = 1e-6
"""Smaller power and energy is the solver's rounding."""


@dataclass
class Effort:
    """What operating together took, for the manifest.

    windows : planned windows; solves : of all windows, corrections included
    iterations : simplex iterations; rows, columns : of the largest window
    unconfirmed : windows in which AC still found an element over its limit at the end
    watched : ids of the network elements that the optimiser knows
    """

    windows: int = 0
    solves: int = 0
    iterations: int = 0
    rows: int = 0
    columns: int = 0
    unconfirmed: int = 0
    watched: tuple[str, ...] = ()


@dataclass
class Planner:
    """Plans windows of one hub, keeping the compiled step and the live solvers between them."""

    plan: Plan
    alone: Dispatch
    watch: Watch
    course: Course = field(init=False)
    rest_flow_kw: dict[int, FloatArray] = field(init=False)
    template: Template = field(init=False)
    stores: list[int] = field(init=False)
    laid: dict[int, Laid] = field(init=False)
    solvers: dict[int, LiveSolver] = field(init=False)
    effort: Effort = field(default_factory=Effort)

    def __post_init__(self) -> None:
        """Compile the step and gather what changes over time."""
        plan = self.plan
        self.course = course_of(plan, self.alone)
        self.stores = [s for a in plan.coordinated for s in plan.stores_of[a]]
        self.compile()

    def compile(self) -> None:
        """Compile the step with the elements watched now."""
        plan, control = self.plan, self.plan.scenario.control
        penalties = Penalties(control.unmet, plan.contract.breach_eur_kwh, control.overload)
        self.template = compile_step(
            lambda model: build_step(
                model, plan, self.watch.sensitivity, self.watch.watched, penalties
            ),
            [plan.stores[s] for s in self.stores],
        )
        self.rest_flow_kw = rest_flows(plan, self.alone, self.watch)
        self.laid, self.solvers = {}, {}

    def programme(self, steps: slice, level_kwh: FloatArray) -> Programme:
        """Return the window's programme, starting from the stored levels."""
        template, n_steps = self.template, steps.stop - steps.start
        lower, upper, cost = self.course.lay(template, steps)
        for e, flow in self.rest_flow_kw.items():
            column = template.columns[f"rest_flow_kw[{e}]"]
            lower[:, column] = upper[:, column] = flow[steps]
            column = template.columns[f"within_kw[{e}]"]
            capacity = self.watch.capacity_kw[steps, e]
            lower[:, column], upper[:, column] = -capacity, capacity
        self._end_of_window(steps, level_kwh, lower, cost)
        row_lower, row_upper = (
            np.tile(part, (n_steps, 1)) for part in (template.row_lower, template.row_upper)
        )
        carried = template.start @ level_kwh
        row_lower[0] -= carried
        row_upper[0] -= carried
        if n_steps not in self.solvers:
            self.laid[n_steps] = template.window(n_steps)
            matrix = self.laid[n_steps].matrix
            self.solvers[n_steps] = LiveSolver(matrix, cost.ravel())
            rows, columns = matrix.shape
            self.effort.rows = max(self.effort.rows, rows)
            self.effort.columns = max(self.effort.columns, columns)
        return Programme(
            self.laid[n_steps].at(
                {name: series[steps] for name, series in self.course.factors.items()}
            ),
            row_lower.ravel(),
            row_upper.ravel(),
            lower.ravel(),
            upper.ravel(),
            cost.ravel(),
        )

    def _end_of_window(
        self, steps: slice, level_kwh: FloatArray, lower: FloatArray, cost: FloatArray
    ) -> None:
        """Give energy left in the stores its worth; at the horizon's end ask for alone's level."""
        plan = self.plan
        first = 0
        for a in plan.coordinated:
            asset, places = plan.assets[a], plan.stores_of[a]
            own = slice(first, first + len(places))
            first = own.stop
            if not places:
                continue
            columns = self.template.store_column[own]
            if steps.stop < plan.horizon.n_steps:
                price = float(plan.buy_eur_kwh[steps, plan.asset_member[a]].mean())
                cost[-1, columns] -= asset.worth_eur_kwh(plan.inputs[a], price)
                continue
            level = level_kwh[own] if len(places) > 1 else float(level_kwh[own.start])
            reachable = asset.reachable_kwh(plan.inputs[a], steps, level, plan.horizon.step_h)
            wanted = np.minimum(self.alone.level_kwh[-1, places], reachable - ZERO_KW)
            lower[-1, columns] = np.maximum(lower[-1, columns], wanted)

    def solve(self, steps: slice, level_kwh: FloatArray) -> FloatArray:
        """Return the window's plan, (W, n), with no store charging and discharging at once."""
        programme = self.programme(steps, level_kwh)
        n_steps = steps.stop - steps.start
        upper = programme.upper.reshape(n_steps, -1)
        both = self._opposites()
        while True:
            solution = self.solvers[n_steps].solve(programme)
            self.effort.solves += 1
            self.effort.iterations += solution.iterations
            x = solution.x.reshape(n_steps, -1)
            clashes = [
                (pair, np.flatnonzero((x[:, pair[0]] > ZERO_KW) & (x[:, pair[1]] > ZERO_KW)))
                for pair in both
            ]
            if not any(where.size for _, where in clashes):
                return x
            # The larger direction stands, the other is closed; every round closes at least one.
            for (charge, discharge), where in clashes:
                keeps = x[where, charge] >= x[where, discharge]
                upper[where[keeps], discharge] = 0.0
                upper[where[~keeps], charge] = 0.0

    def _opposites(self) -> list[tuple[int, int]]:
        """Return the columns of charging and discharging of every store that has both."""
        columns = self.template.columns
        pairs = [
            (f"asset[{a}].charge_kw", f"asset[{a}].discharge_kw") for a in self.plan.coordinated
        ]
        return [(columns[c], columns[d]) for c, d in pairs if c in columns and d in columns]

    def member_kw(self, steps: slice, x: FloatArray) -> FloatArray:
        """Return (W, M) the members' net power of a window's plan."""
        net = self.alone.bought_kw[steps] - self.alone.sold_kw[steps]
        for name, column in self.template.columns.items():
            if name.startswith("buy_kw["):
                m = int(name[7:-1])
                net[:, m] = x[:, column] - x[:, self.template.columns[f"sell_kw[{m}]"]]
        return net

    def overloads(self, steps: slice, x: FloatArray) -> BoolArray:
        """Return (W, E) where the plan itself exceeds what an element may carry."""
        given_up = np.zeros((steps.stop - steps.start, len(self.watch.ids)), dtype=np.bool_)
        columns = self.template.columns
        for e in self.watch.watched:
            if f"over_kw[{e}]" in columns:
                beyond = x[:, columns[f"over_kw[{e}]"]] + x[:, columns[f"under_kw[{e}]"]]
                given_up[:, e] = beyond > ZERO_KW
        return given_up
