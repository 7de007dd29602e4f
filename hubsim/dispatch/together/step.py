"""The hub's model of ONE step, in Pyomo: asset blocks, member balances, contract, sharing.

    sum_a p_a + fixed_m = buy_m - sell_m                                  every member m
    sum_m (buy_m - sell_m) + rest = allowed + breach_in - breach_out      the group contract
    shared <= sum_m buy_m + rest_buy,   shared <= sum_m sell_m + rest_sell

Everything that changes over time is a bound, a cost or a factor, so that the model is compiled once.
Members without an asset that the hub operates are constants: they are in the ``rest`` terms. What the
network allows comes as rows of its own, where they are needed (`cuts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.scenario.plan import Plan


@dataclass(frozen=True)
class Penalties:
    """What a broken wish costs in the optimiser [EUR/kWh]."""

    unmet_eur_kwh: float
    breach_eur_kwh: float
    overload_eur_kwh: float

    @classmethod
    def of(cls, plan: Plan) -> Penalties:
        """Return those of a plan."""
        control = plan.scenario.control
        return cls(control.unmet, plan.contract.breach_eur_kwh, control.overload)


def active_members(plan: Plan) -> list[int]:
    """Return the members with at least one asset that the hub operates."""
    return sorted({int(plan.asset_member[a]) for a in plan.coordinated})


def is_shared(plan: Plan) -> bool:
    """Return whether energy is shared among members."""
    return bool(plan.scenario.sharing.kind != "none")


def is_limited(plan: Plan) -> bool:
    """Return whether a contract limits what the members draw or feed in together."""
    limits = plan.contract
    return bool(np.isfinite(limits.import_kw).any() or np.isfinite(limits.export_kw).any())


def build_step(model: Any, plan: Plan, penalties: Penalties) -> Any:
    """Write the hub's step into a Pyomo model or block and return its cost expression [EUR].

    model : ConcreteModel or Block to fill
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
    blocks = [model.asset[a] for a in plan.coordinated]
    unmet = [block.unmet_kw for block in blocks if block.component("unmet_kw") is not None]
    cost = sum(block.cost_eur for block in blocks)
    cost += step_h * penalties.unmet_eur_kwh * sum(unmet)
    if is_limited(plan):
        breach_kw = _write_contract(model)
        cost += step_h * penalties.breach_eur_kwh * breach_kw
    if is_shared(plan):
        _write_sharing(model)
    return cost


def _write_contract(model: Any) -> Any:
    """Write the group's limit; return the power beyond it."""
    import pyomo.environ as pyo

    model.allowed_kw, model.rest_kw = pyo.Var(), pyo.Var()
    model.breach_in_kw = pyo.Var(bounds=(0.0, None))
    model.breach_out_kw = pyo.Var(bounds=(0.0, None))
    net = sum(model.buy_kw.values()) - sum(model.sell_kw.values())
    model.contract = pyo.Constraint(
        expr=net + model.rest_kw == model.allowed_kw + model.breach_in_kw - model.breach_out_kw
    )
    return model.breach_in_kw + model.breach_out_kw


def _write_sharing(model: Any) -> None:
    """Write that no more is shared than is drawn, and than is fed in."""
    import pyomo.environ as pyo

    for name in ("rest_buy_kw", "rest_sell_kw", "shared_kw"):
        model.add_component(name, pyo.Var(bounds=(0.0, None)))
    model.shared_bought = pyo.Constraint(
        expr=model.shared_kw <= sum(model.buy_kw.values()) + model.rest_buy_kw
    )
    model.shared_sold = pyo.Constraint(
        expr=model.shared_kw <= sum(model.sell_kw.values()) + model.rest_sell_kw
    )
