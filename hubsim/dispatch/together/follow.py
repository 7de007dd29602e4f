"""A plan carried out on what comes: every asset keeps to it as far as its needs and stores allow.

    min sum_t h (1000 unmet_at + more_at + less_at),    p_at - meant_at = more_at - less_at

on the assets' own blocks, with what really came in place of the forecast. What is lacking is drawn rather
than left unmet, as a thermostat or a charger would do by itself; the network is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.dispatch.together.certificate import Programme
from hubsim.dispatch.together.solver import LiveSolver
from hubsim.dispatch.together.template import Laid, Template, compile_step, lay, level_name
from hubsim.dispatch.together.window import Course, asset_course
from hubsim.scenario.plan import Plan

_UNMET_EUR_KWH = 1000.0


@dataclass
class Follower:
    """Carries out plans of one hub.

    plan : what comes
    """

    plan: Plan
    course: Course = field(init=False)
    template: Template = field(init=False)
    lengths: dict[int, tuple[Laid, LiveSolver]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Compile the step."""
        import pyomo.environ as pyo

        plan, model = self.plan, pyo.ConcreteModel()
        self.course = asset_course(plan)
        cost = self._write(model)
        sides = ("before", "after")
        carried = [
            (level_name(sides[0], *plan.stores[s]), level_name(sides[1], *plan.stores[s]))
            for a in plan.coordinated
            for s in plan.stores_of[a]
        ]
        meant = {f"meant_kw[{a}]" for a in plan.coordinated}
        self.template = compile_step(model, cost, carried, [*self.course.given(), *meant])

    def _write(self, model: Any) -> Any:
        import pyomo.environ as pyo

        plan, step_h = self.plan, self.plan.horizon.step_h
        assets = list(plan.coordinated)
        model.asset = pyo.Block(assets)
        model.meant_kw = pyo.Var(assets)
        model.more_kw = pyo.Var(assets, bounds=(0.0, None))
        model.less_kw = pyo.Var(assets, bounds=(0.0, None))
        cost = 0.0
        for a in assets:
            block = model.asset[a]
            plan.assets[a].block(block, step_h)
            cost += step_h * (model.more_kw[a] + model.less_kw[a])
            if block.component("unmet_kw") is not None:
                cost += step_h * _UNMET_EUR_KWH * block.unmet_kw
        model.kept = pyo.Constraint(
            assets,
            rule=lambda b, a: b.asset[a].p_kw - b.meant_kw[a] == b.more_kw[a] - b.less_kw[a],
        )
        return cost

    def follow(self, steps: slice, start: FloatArray, meant_kw: FloatArray) -> FloatArray:
        """Return (W, n) columns of what the assets did. meant_kw : (W, A) what the plan meant them to draw.

        start : levels of the stores before the first step
        """
        template, n_steps = self.template, steps.stop - steps.start
        meant = {f"meant_kw[{a}]": (meant_kw[:, a],) * 2 for a in self.plan.coordinated}
        seen = self.course.at(steps).also(meant)
        lower, upper, cost = seen.lay(template)
        given = seen.given_at(template)
        known = given @ template.from_given.T
        known[0] += template.start @ start
        if n_steps not in self.lengths:
            laid = lay((template, n_steps))
            solver = LiveSolver(laid.matrix, np.tile(template.cost, n_steps))
            self.lengths[n_steps] = laid, solver
        laid, solver = self.lengths[n_steps]
        programme = Programme(
            laid.at(seen.factors),
            (template.row_lower - known).ravel(),
            (template.row_upper - known).ravel(),
            lower.ravel(),
            upper.ravel(),
            cost.ravel(),
            constant=seen.constant(template, given),
        )
        return solver.solve(programme).x.reshape(n_steps, -1)
