"""The hub's model of ONE step, in Pyomo: asset blocks, member balances, contract, grid, sharing.

    sum_a p_a + fixed_m = buy_m - sell_m                                  every member m
    sum_m (buy_m - sell_m) + rest = allowed + breach_in - breach_out      the group contract
    sum_m s_em (buy_m - sell_m) + rest_e = within_e + over_e - under_e    every watched element e
    shared <= sum_m buy_m + rest_buy,   shared <= sum_m sell_m + rest_sell

Everything that changes over time is a bound or a cost, so that the model is compiled once. Members
without an asset that the hub operates are constants: they are in the ``rest`` terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hubsim.arrays import FloatArray
from hubsim.scenario.plan import Plan


@dataclass(frozen=True)
class Penalties:
    """What a broken wish costs in the optimiser [EUR/kWh]."""

    unmet_eur_kwh: float
    breach_eur_kwh: float
    overload_eur_kwh: float


def active_members(plan: Plan) -> list[int]:
    """Return the members with at least one asset that the hub operates."""
    return sorted({int(plan.asset_member[a]) for a in plan.coordinated})


def build_step(
    model: Any, plan: Plan, sensitivity: FloatArray, elements: Sequence[int], penalties: Penalties
) -> Any:
    """Write the hub's step into a Pyomo model or block and return its cost expression [EUR].

    model : ConcreteModel or Block to fill
    sensitivity : (E, M) active power through each network element per kW drawn by a member
    elements : rows of `sensitivity` that are watched
    """
    import pyomo.environ as pyo

    step_h = plan.horizon.step_h
    members = active_members(plan)
    model.asset = pyo.Block(list(plan.coordinated))
    for a in plan.coordinated:
        plan.assets[a].block(model.asset[a], step_h)

    model.buy_kw = pyo.Var(members, bounds=(0.0, None))
    model.sell_kw = pyo.Var(members, bounds=(0.0, None))
    model.fixed_kw = pyo.Var(members)
    own = {
        m: [model.asset[a].p_kw for a in plan.coordinated if plan.asset_member[a] == m]
        for m in members
    }
    model.balance = pyo.Constraint(
        members,
        rule=lambda b, m: sum(own[m]) + b.fixed_kw[m] == b.buy_kw[m] - b.sell_kw[m],
    )

    for name in ("allowed_kw", "rest_kw"):
        model.add_component(name, pyo.Var())
    for name in ("breach_in_kw", "breach_out_kw", "rest_buy_kw", "rest_sell_kw", "shared_kw"):
        model.add_component(name, pyo.Var(bounds=(0.0, None)))
    net = {m: model.buy_kw[m] - model.sell_kw[m] for m in members}
    model.contract = pyo.Constraint(
        expr=sum(net.values()) + model.rest_kw
        == model.allowed_kw + model.breach_in_kw - model.breach_out_kw
    )
    model.shared_bought = pyo.Constraint(
        expr=model.shared_kw <= sum(model.buy_kw.values()) + model.rest_buy_kw
    )
    model.shared_sold = pyo.Constraint(
        expr=model.shared_kw <= sum(model.sell_kw.values()) + model.rest_sell_kw
    )

    watched = list(elements)
    model.within_kw = pyo.Var(watched)
    model.rest_flow_kw = pyo.Var(watched)
    model.over_kw = pyo.Var(watched, bounds=(0.0, None))
    model.under_kw = pyo.Var(watched, bounds=(0.0, None))
    model.flow = pyo.Constraint(
        watched,
        rule=lambda b, e: (
            sum(float(sensitivity[e, m]) * net[m] for m in members if abs(sensitivity[e, m]) > 1e-4)
            + b.rest_flow_kw[e]
            == b.within_kw[e] + b.over_kw[e] - b.under_kw[e]
        ),
    )

    blocks = [model.asset[a] for a in plan.coordinated]
    unmet = [block.unmet_kw for block in blocks if block.component("unmet_kw") is not None]
    return (
        sum(block.cost_eur for block in blocks)
        + step_h * penalties.unmet_eur_kwh * sum(unmet)
        + step_h * penalties.breach_eur_kwh * (model.breach_in_kw + model.breach_out_kw)
        + step_h
        * penalties.overload_eur_kwh
        * (sum(model.over_kw.values()) + sum(model.under_kw.values()))
    )
