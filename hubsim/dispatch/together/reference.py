"""The same window as one ordinary Pyomo model, unrolled step by step: the reference for the tests.

It is slow and readable; every limit of the network stands in it at every step that it could bind in. The
template with its lazy rows must give the same objective.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.dispatch.together.cuts import TIMES, WIDTHS
from hubsim.dispatch.together.hub_model import HubModel
from hubsim.dispatch.together.network_limits import Band
from hubsim.dispatch.together.planner import Planner
from hubsim.dispatch.together.span import Span
from hubsim.dispatch.together.step import Penalties


def unrolled_objective(
    planner: Planner, span: Span, start: FloatArray, band: Band | None = None
) -> float:
    """Return the optimal cost of a window [EUR], solved by Pyomo's own HiGHS interface.

    start : (S,) what is carried into the window
    band : bounds of the network's limits; without it there are none
    """
    import pyomo.environ as pyo
    from pyomo.contrib.appsi.solvers import Highs

    model = unrolled(planner, span, start, band)
    solver = Highs()
    solver.highs_options = {"threads": 1}
    solver.solve(model)
    return float(pyo.value(model.total_eur))


def unrolled(planner: Planner, span: Span, start: FloatArray, band: Band | None = None) -> Any:
    """Return the window's Pyomo model."""
    import pyomo.environ as pyo

    steps, tail = span.steps, span.tail
    stretches = [(planner.fine, steps)]
    if span.size[1]:
        assert planner.coarse is not None
        stretches.append((planner.coarse, tail))
    n_steps = sum(span.size)
    programme = planner.programme(span, start)
    lower, upper, cost = (
        part.reshape(n_steps, -1) for part in (programme.lower, programme.upper, programme.cost)
    )
    model = pyo.ConcreteModel()
    model.step = pyo.Block(range(n_steps))
    model.carry = pyo.ConstraintList()
    total, t = 0.0, 0
    for hub, part in stretches:
        for at in range(part.start, part.stop):
            total += _write_step(hub, model, t, at, (lower[t], upper[t], cost[t]))
            for s, (before, after) in enumerate(hub.carried):
                if t == 0:
                    model.step[t].find_component(before).fix(float(start[s]))
                else:
                    carried = model.step[t - 1].find_component(after)
                    model.carry.add(model.step[t].find_component(before) == carried)
            t += 1
    if band is not None:
        hours = np.repeat(
            [hub.plan.horizon.step_h for hub, _ in stretches],
            [part.stop - part.start for _, part in stretches],
        )
        price = Penalties.of(planner.plan).overload_eur_kwh * hours
        total += _with_limits(planner, model, band, price)
    model.total_eur = pyo.Objective(expr=total)
    return model


def _write_step(
    hub: HubModel, model: Any, t: int, at: int, laid: tuple[FloatArray, FloatArray, FloatArray]
) -> Any:
    """Write one step of the window; return its cost.

    t, at : its number in the window and in the horizon; laid : (n,) lower, upper and cost of its columns
    """
    step = model.step[t]
    total = hub.write(step)
    if hub.constrain is not None:
        hub.constrain(step, hub.plan)
    for name, series in hub.course.factors.items():
        step.find_component(name).set_value(float(series[at]))
    lower, upper, cost = laid
    for name, column in hub.template.columns.items():
        variable = step.find_component(name)
        variable.setlb(lower[column])
        variable.setub(upper[column])
        extra = float(cost[column] - hub.template.cost[column])
        if extra != 0.0:
            total += extra * variable
    for name in hub.template.given:
        variable = step.find_component(name)
        variable.fix(float(hub.course.bounds[name][0][at]))
        if name in hub.course.cost:
            total += float(hub.course.cost[name][at]) * variable
    return total


def _with_limits(planner: Planner, model: Any, band: Band, price_eur_kw: FloatArray) -> Any:
    """Write every limit that has a bound at every step; return what shortfalls cost.

    price_eur_kw : (W,) of a shortfall in each step
    """
    import pyomo.environ as pyo

    limits, plan = planner.limits, planner.plan
    hub_assets = {
        a: int(plan.asset_member[a])
        for a in plan.coordinated
        if model.step[0].asset[a].component("q_kvar") is not None
    }
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
        for a in hub_assets:
            block = step.asset[a]
            per_kvar = float(limits.per_kvar[e, hub_assets[a]])
            if per_kvar != 0.0:
                number += per_kvar * block.q_kvar
        for part in parts:
            number += model.under_kw[n, part] - model.over_kw[n, part]
            width = WIDTHS[part] * max(float(limits.scale_kw[e]), 1e-3)
            for side in (model.over_kw, model.under_kw):
                side[n, part].setub(width)
                total += float(price_eur_kw[t]) * TIMES[part] * side[n, part]
        model.limit.add((float(band.lower_kw[t, e]), number, float(band.upper_kw[t, e])))
    return total
