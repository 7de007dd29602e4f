"""The hub's model of ONE step, in Pyomo: asset blocks, member balances, contract, sharing, peaks.

    sum_a p_a + fixed_m = buy_m - sell_m                                  every member m
    sum_m (buy_m - sell_m) + rest = allowed + breach_in - breach_out      the group contract
    shared <= sum_m buy_m + rest_buy,   shared <= sum_m sell_m + rest_sell
    buy_m + sell_m <= connection_m + beyond_m                             connections with a size
    peak_after >= sum_m (buy_m - sell_m) + rest,   peak_after + anew >= peak_before

A peak is carried from step to step as a store's level is; ``anew`` lets it go when a month begins.

Everything that changes over time is a bound, a cost or a factor, so that the model is compiled once.
Members without an asset that the hub operates are constants: they are in the ``rest`` terms. What the
network allows comes as rows of its own, where they are needed (`cuts`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.scenario.plan import Plan


@dataclass(frozen=True)
class Penalties:
    """What a broken wish costs in the optimiser [EUR/kWh]."""

    unmet_eur_kwh: float
    breach_eur_kwh: float
    overload_eur_kwh: float

    @classmethod
    def of(cls, plan: Plan) -> Penalties:
        """Return those of a plan, in the order of its ranking."""
        control = plan.scenario.control
        prices = {
            "comfort": control.unmet,
            "contract": plan.contract.breach_eur_kwh,
            "network": control.overload,
        }
        if control.ranking is not None:
            highest = sorted(prices.values(), reverse=True)
            prices = dict(zip(control.ranking, highest, strict=True))
        return cls(prices["comfort"], prices["contract"], prices["network"])


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


Constrain: TypeAlias = Callable[[Any, Plan], Mapping[str, tuple[FloatArray, FloatArray]] | None]
"""An engineer's own rows: it adds to the Pyomo model of a step, and may return (T,) bounds of its columns
by name; a column whose two bounds are the same is a given series."""


def carried_peaks(plan: Plan, n_stations: int) -> list[tuple[str, str]]:
    """Return the columns of peaks before and after a step that the objective of a plan asks for."""
    objective = plan.scenario.control.objective
    peaks = [("peak_before_kw", "peak_after_kw")] if objective.peak > 0.0 else []
    if objective.congestion > 0.0:
        peaks += [(f"flow_before_kw[{k}]", f"flow_after_kw[{k}]") for k in range(n_stations)]
    return peaks


def build_step(model: Any, plan: Plan, penalties: Penalties, stations: FloatArray) -> Any:
    """Write the hub's step into a Pyomo model or block and return its cost expression [EUR].

    model : ConcreteModel or Block to fill
    stations : (K, M) flow through each transformer, of a phase, per kW drawn by a member
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
    objective = plan.scenario.control.objective
    cost = objective.cost * sum(block.cost_eur for block in blocks)
    cost += step_h * penalties.unmet_eur_kwh * sum(unmet)
    net = {m: model.buy_kw[m] - model.sell_kw[m] for m in members}
    if is_limited(plan) or objective.peak > 0.0:
        model.rest_kw = pyo.Var()
    if is_limited(plan):
        breach_kw = _write_contract(model, sum(net.values()))
        cost += step_h * penalties.breach_eur_kwh * breach_kw
    limited = [m for m in members if np.isfinite(plan.member_limit_kw[m])]
    if limited:
        _write_connections(model, plan, limited)
        cost += step_h * penalties.overload_eur_kwh * sum(model.beyond_kw.values())
    if is_shared(plan):
        _write_sharing(model)
    if objective.peak > 0.0:
        _write_peak(model, sum(net.values()))
    if objective.congestion > 0.0:
        _write_flows(model, [sum(row[m] * net[m] for m in members if row[m]) for row in stations])
    return cost


def _write_connections(model: Any, plan: Plan, members: list[int]) -> None:
    """Write what connections carry either way, and what is drawn or fed in beyond it."""
    import pyomo.environ as pyo

    model.beyond_kw = pyo.Var(members, bounds=(0.0, None))
    model.connection = pyo.Constraint(
        members,
        rule=lambda b, m: (
            b.buy_kw[m] + b.sell_kw[m] <= float(plan.member_limit_kw[m]) + b.beyond_kw[m]
        ),
    )


def _write_peak(model: Any, net: Any) -> None:
    """Write the highest power of the group so far in the month."""
    import pyomo.environ as pyo

    for name in ("peak_before_kw", "peak_after_kw", "anew_kw"):
        model.add_component(name, pyo.Var(bounds=(0.0, None)))
    model.peak_now = pyo.Constraint(expr=model.peak_after_kw >= net + model.rest_kw)
    model.peak_so_far = pyo.Constraint(
        expr=model.peak_after_kw + model.anew_kw >= model.peak_before_kw
    )


def _write_flows(model: Any, flows: list[Any]) -> None:
    """Write the highest power through each transformer so far in the month, either way."""
    import pyomo.environ as pyo

    stations = range(len(flows))
    model.flow_before_kw = pyo.Var(stations, bounds=(0.0, None))
    model.flow_after_kw = pyo.Var(stations, bounds=(0.0, None))
    model.flow_rest_kw = pyo.Var(stations)
    model.flow_anew_kw = pyo.Var(bounds=(0.0, None))
    model.flow_in = pyo.Constraint(
        stations, rule=lambda b, k: b.flow_after_kw[k] >= flows[k] + b.flow_rest_kw[k]
    )
    model.flow_out = pyo.Constraint(
        stations, rule=lambda b, k: b.flow_after_kw[k] >= -flows[k] - b.flow_rest_kw[k]
    )
    model.flow_so_far = pyo.Constraint(
        stations, rule=lambda b, k: b.flow_after_kw[k] + b.flow_anew_kw >= b.flow_before_kw[k]
    )


def _write_contract(model: Any, net: Any) -> Any:
    """Write the group's limit; return the power beyond it."""
    import pyomo.environ as pyo

    model.allowed_kw = pyo.Var()
    model.breach_in_kw = pyo.Var(bounds=(0.0, None))
    model.breach_out_kw = pyo.Var(bounds=(0.0, None))
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
