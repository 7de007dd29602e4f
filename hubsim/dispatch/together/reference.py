"""The same window as one ordinary Pyomo model, unrolled step by step: the reference for the tests.

It is slow and readable; every limit of the network stands in it at every step that it could bind in. The
template with its lazy rows must give the same objective.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.dispatch.together.cuts import TIMES, WIDTHS
from hubsim.dispatch.together.network_limits import Band
from hubsim.dispatch.together.planner import Planner
from hubsim.dispatch.together.step import Penalties


def unrolled_objective(
    planner: Planner, steps: slice, start: FloatArray, band: Band | None = None
) -> float:
    """Return the optimal cost of a window [EUR], solved by Pyomo's own HiGHS interface.

    start : (S,) what is carried into the window
    band : bounds of the network's limits; without it there are none
    """
    import pyomo.environ as pyo
    from pyomo.contrib.appsi.solvers import Highs

    model = unrolled(planner, steps, start, band)
    solver = Highs()
    solver.highs_options = {"threads": 1}
    solver.solve(model)
    return float(pyo.value(model.total_eur))


def unrolled(planner: Planner, steps: slice, start: FloatArray, band: Band | None = None) -> Any:
    """Return the window's Pyomo model."""
    import pyomo.environ as pyo

    course, template = planner.course, planner.template
    n_steps = steps.stop - steps.start
    programme = planner.programme(steps, start)
    lower, upper = (part.reshape(n_steps, -1) for part in (programme.lower, programme.upper))
    extra = programme.cost.reshape(n_steps, -1) - template.cost

    model = pyo.ConcreteModel()
    model.step = pyo.Block(range(n_steps))
    model.carry = pyo.ConstraintList()
    total = 0.0
    for t in range(n_steps):
        step = model.step[t]
        total += planner.write(step)
        if planner.constrain is not None:
            planner.constrain(step, planner.plan)
        for s, (before, after) in enumerate(planner.carried):
            if t == 0:
                step.find_component(before).fix(float(start[s]))
            else:
                carried = model.step[t - 1].find_component(after)
                model.carry.add(step.find_component(before) == carried)
        for name, series in course.factors.items():
            step.find_component(name).set_value(float(series[steps.start + t]))
        for name, column in template.columns.items():
            variable = step.find_component(name)
            variable.setlb(lower[t, column])
            variable.setub(upper[t, column])
            if extra[t, column] != 0.0:
                total += float(extra[t, column]) * variable
        for name in template.given:
            variable, at = step.find_component(name), steps.start + t
            variable.fix(float(course.bounds[name][0][at]))
            if name in course.cost:
                total += float(course.cost[name][at]) * variable
    if band is not None:
        total += _with_limits(planner, model, band)
    model.total_eur = pyo.Objective(expr=total)
    return model


def _with_limits(planner: Planner, model: Any, band: Band) -> Any:
    """Write every limit that has a bound at every step; return what shortfalls cost."""
    import pyomo.environ as pyo

    limits, plan = planner.limits, planner.plan
    places = list(zip(*np.nonzero(np.isfinite(band.upper_kw)), strict=True))
    parts = range(len(WIDTHS))
    model.limit = pyo.ConstraintList()
    model.over_kw = pyo.Var(range(len(places)), parts, bounds=(0.0, None))
    model.under_kw = pyo.Var(range(len(places)), parts, bounds=(0.0, None))
    total = 0.0
    for n, (t, e) in enumerate(places):
        step = model.step[int(t)]
        number = float(band.rest_kw[t, e])
        for m in step.buy_kw:
            per_kw = float(limits.sensitivity[e, m])
            if per_kw != 0.0:
                number += per_kw * (step.buy_kw[m] - step.sell_kw[m])
        for part in parts:
            number += model.under_kw[n, part] - model.over_kw[n, part]
            width = WIDTHS[part] * max(float(limits.scale_kw[e]), 1e-3)
            for side in (model.over_kw, model.under_kw):
                side[n, part].setub(width)
                total += TIMES[part] * side[n, part]
        model.limit.add((float(band.lower_kw[t, e]), number, float(band.upper_kw[t, e])))
    return Penalties.of(plan).overload_eur_kwh * plan.horizon.step_h * total
