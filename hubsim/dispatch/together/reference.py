"""The same window as one ordinary Pyomo model, unrolled step by step: the reference for the tests.

It is slow and readable; the template must give the same objective.
"""

from __future__ import annotations

from typing import Any

from hubsim.arrays import FloatArray
from hubsim.dispatch.together.planner import Planner
from hubsim.dispatch.together.step import Penalties, build_step
from hubsim.dispatch.together.template import level_name


def unrolled_objective(planner: Planner, steps: slice, level_kwh: FloatArray) -> float:
    """Return the optimal cost of a window [EUR], solved by Pyomo's own HiGHS interface.

    level_kwh : (S,) stored energy at the window's start
    """
    import pyomo.environ as pyo
    from pyomo.contrib.appsi.solvers import Highs

    model = _unrolled(planner, steps, level_kwh)
    solver = Highs()
    solver.highs_options = {"threads": 1}
    solver.solve(model)
    return float(pyo.value(model.total_eur))


def _unrolled(planner: Planner, steps: slice, level_kwh: FloatArray) -> Any:
    import pyomo.environ as pyo

    plan, control = planner.plan, planner.plan.scenario.control
    penalties = Penalties(control.unmet, plan.contract.breach_eur_kwh, control.overload)
    n_steps = steps.stop - steps.start
    programme = planner.programme(steps, level_kwh)
    lower = programme.lower.reshape(n_steps, -1)
    upper = programme.upper.reshape(n_steps, -1)
    extra = programme.cost.reshape(n_steps, -1) - planner.template.cost

    model = pyo.ConcreteModel()
    model.step = pyo.Block(range(n_steps))
    model.carry = pyo.ConstraintList()
    total = 0.0
    for t in range(n_steps):
        step = model.step[t]
        total += build_step(step, plan, planner.watch.sensitivity, planner.watch.watched, penalties)
        for s, place in enumerate(planner.stores):
            before, after = (level_name(side, *plan.stores[place]) for side in ("before", "after"))
            if t == 0:
                step.find_component(before).fix(float(level_kwh[s]))
            else:
                carried = model.step[t - 1].find_component(after)
                model.carry.add(step.find_component(before) == carried)
        for name, series in planner.course.factors.items():
            step.find_component(name).set_value(float(series[steps.start + t]))
        for name, column in planner.template.columns.items():
            variable = step.find_component(name)
            variable.setlb(lower[t, column])
            variable.setub(upper[t, column])
            if extra[t, column] != 0.0:
                total += float(extra[t, column]) * variable
    model.total_eur = pyo.Objective(expr=total)
    return model
