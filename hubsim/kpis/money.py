"""What the members pay for energy, together."""

from __future__ import annotations

import numpy as np

from hubsim.kpis.kpi import Outcome, figure


@figure("EUR", "lower")
def energy_cost_eur(outcome: Outcome) -> float:
    """Return what all members together pay to suppliers and in fees on shared energy.

    dt * sum((bought - received) * buy - (sold - given) * sell + received * fee), over members and
    steps, and the gas that is burnt. What members pay one another for shared energy sums to zero; breach
    of contract, wear of batteries and fixed charges are not in it.
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
    return cost * plan.horizon.step_h


def _sum_of_product(power: np.ndarray, price: np.ndarray) -> float:
    """Return the sum without a product array, on one thread: the same on every number of cores."""
    return float(np.einsum("tm,tm->", power, price))
