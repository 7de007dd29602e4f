"""What changes from window to window: the bounds and costs of the step's columns over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.dispatch.dispatch import Dispatch, gathered
from hubsim.dispatch.together.step import active_members
from hubsim.dispatch.together.template import Template
from hubsim.dispatch.together.watch import Watch
from hubsim.scenario.plan import Plan


@dataclass(frozen=True)
class Course:
    """Bounds and costs over the horizon, by column name of the step. (T,) each.

    bounds : column -> lower, upper
    cost : column -> cost [EUR per unit of the column]
    factors : factor of an asset's block -> its value
    """

    bounds: Mapping[str, tuple[FloatArray, FloatArray]]
    cost: Mapping[str, FloatArray]
    factors: Mapping[str, FloatArray]

    def lay(self, template: Template, steps: slice) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return lower, upper and cost of a window's columns, (W, n) each."""
        n_steps = steps.stop - steps.start
        lower, upper, cost = (
            np.tile(part, (n_steps, 1)) for part in (template.lower, template.upper, template.cost)
        )
        for name, (low, high) in self.bounds.items():
            column = template.columns.get(name)
            if column is not None:
                lower[:, column] = low[steps]
                upper[:, column] = high[steps]
        for name, price in self.cost.items():
            column = template.columns.get(name)
            if column is not None:
                cost[:, column] += price[steps]
        return lower, upper, cost


def course_of(plan: Plan, alone: Dispatch) -> Course:
    """Return everything of a plan that the optimiser sees change over time, network limits apart.

    What the hub does not operate behaves as it does alone: `alone` gives it.
    """
    bounds: dict[str, tuple[FloatArray, FloatArray]] = {}
    factors: dict[str, FloatArray] = {}
    step_h = plan.horizon.step_h
    for a in plan.coordinated:
        for name, series in plan.assets[a].factors(plan.inputs[a]).items():
            factors[f"asset[{a}].{name}"] = series
        for name, pair in plan.assets[a].bounds(plan.inputs[a], step_h).items():
            bounds[f"asset[{a}].{name}"] = pair

    active = active_members(plan)
    fixed_kw = fixed_power(plan, alone)
    for m in active:
        bounds[f"fixed_kw[{m}]"] = (fixed_kw[:, m], fixed_kw[:, m])
    passive = np.setdiff1d(np.arange(len(plan.member_ids)), active)
    rest = fixed_kw[:, passive]
    for name, series in (
        ("rest_kw", rest.sum(axis=1)),
        ("rest_buy_kw", np.maximum(rest, 0.0).sum(axis=1)),
        ("rest_sell_kw", np.maximum(-rest, 0.0).sum(axis=1)),
    ):
        bounds[name] = (series, series)
    bounds["allowed_kw"] = (-plan.contract.export_kw, plan.contract.import_kw)

    cost: dict[str, FloatArray] = {}
    for m in active:
        cost[f"buy_kw[{m}]"] = step_h * plan.buy_eur_kwh[:, m]
        cost[f"sell_kw[{m}]"] = -step_h * plan.sell_eur_kwh[:, m]
    cost["shared_kw"] = -step_h * sharing_value(plan)
    return Course(bounds, cost, factors)


def rest_flows(plan: Plan, alone: Dispatch, watch: Watch) -> dict[int, FloatArray]:
    """Return (T,) the linear flow of members without an asset in the hub, by watched element [kW]."""
    passive = np.setdiff1d(np.arange(len(plan.member_ids)), active_members(plan))
    rest = fixed_power(plan, alone)[:, passive]
    return {e: rest @ watch.sensitivity[e, passive] for e in watch.watched}


def fixed_power(plan: Plan, alone: Dispatch) -> FloatArray:
    """Return (T, M) what each member draws through assets that the hub does not operate [kW]."""
    fixed = np.setdiff1d(np.arange(len(plan.assets)), plan.coordinated)
    return gathered(alone.p_kw[:, fixed], plan.asset_member[fixed], len(plan.member_ids))


def sharing_value(plan: Plan) -> FloatArray:
    """Return (T,) what a shared kWh surely saves the hub [EUR/kWh], at least 0.

    Who receives and who gives is settled afterwards, so the optimiser counts the smallest saving over
    the members: the cheapest purchase it can replace less the dearest sale, less the fee.
    """
    if plan.scenario.sharing.kind == "none":
        return np.zeros(plan.horizon.n_steps)
    saving = plan.buy_eur_kwh.min(axis=1) - plan.sell_eur_kwh.max(axis=1)
    value: FloatArray = np.maximum(saving - plan.shared_fee_eur_kwh, 0.0)
    return value
