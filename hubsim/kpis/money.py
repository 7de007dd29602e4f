"""What the members pay for energy, together, and the heat that they sell."""

from __future__ import annotations

import numpy as np

from hubsim.kpis.kpi import Outcome, figure


def sells_heat(outcome: Outcome) -> bool:
    """Return whether anything sells heat outside the hub."""
    return any(asset.heat_sold()[0] > 0.0 for asset in outcome.plan.assets)


@figure("EUR", "lower")
def energy_cost_eur(outcome: Outcome) -> float:
    """Return what all members together pay to suppliers and in fees on shared energy.

    dt * sum((bought - received) * buy - (sold - given) * sell + received * fee), over members and
    steps, and the gas that is burnt, less the heat that is sold outside. What members pay one another
    for shared energy sums to zero; breach of contract, wear of batteries and fixed charges are not in it.
    """
    plan, dispatch = outcome.plan, outcome.dispatch
    cost = _sum_of_product(dispatch.bought_kw, plan.buy_eur_kwh)
    cost -= _sum_of_product(dispatch.sold_kw, plan.sell_eur_kwh)
    received = np.maximum(dispatch.shared_kw, 0.0)
    cost -= _sum_of_product(received, plan.buy_eur_kwh)
    cost += plan.shared_fee_eur_kwh * float(received.sum())
    given = np.subtract(received, dispatch.shared_kw, out=received)
    cost += _sum_of_product(given, plan.sell_eur_kwh)
    if dispatch.gas_kw is not None:
        price = np.array([asset.fuel_eur_kwh() for asset in plan.assets])
        cost += float(np.einsum("ta,a->", dispatch.gas_kw, price))
    heat = np.array([share * price for share, price in _heat_sold(outcome)])
    cost -= float(np.einsum("ta,a->", dispatch.p_kw, heat))
    return cost * plan.horizon.step_h


@figure("kWh", "higher", sells_heat)
def heat_delivered_kwh(outcome: Outcome) -> float:
    """Return the heat that is sold outside the hub, by-product of what is drawn."""
    share = np.array([share for share, _ in _heat_sold(outcome)])
    heat_kw = float(np.einsum("ta,a->", outcome.dispatch.p_kw, share))
    return heat_kw * outcome.plan.horizon.step_h


def _heat_sold(outcome: Outcome) -> list[tuple[float, float]]:
    return [asset.heat_sold() for asset in outcome.plan.assets]


def _sum_of_product(power: np.ndarray, price: np.ndarray) -> float:
    """Return the sum without a product array, on one thread: the same on every number of cores."""
    return float(np.einsum("tm,tm->", power, price))
