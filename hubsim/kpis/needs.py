"""Needs that were not served, generation that was not used, and what the stores hold in the end.

They stand beside every figure of relief: congestion that vanished because a car was not charged is
not relief.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.kpis.kpi import Outcome, figure


@figure("kWh", "lower")
def unmet_kwh(outcome: Outcome) -> float:
    """Return the need of all assets that was not served (a heat pump's in heat)."""
    return float(outcome.dispatch.unmet_kw.sum()) * outcome.plan.horizon.step_h


@figure("kWh", "lower")
def curtailed_kwh(outcome: Outcome) -> float:
    """Return the available generation that was not used."""
    return float(outcome.dispatch.curtailed_kw.sum()) * outcome.plan.horizon.step_h


@figure("kWh", "higher")
def stored_change_kwh(outcome: Outcome) -> float:
    """Return the energy in all stores at the end less that at the start (a buffer's in heat)."""
    return float(_change_kwh(outcome).sum())


@figure("EUR", "higher")
def stored_value_eur(outcome: Outcome) -> float:
    """Return the worth of the change in stored energy.

    Each store's change times what its kind says a stored kWh is worth at the mean buy price of its
    member over the horizon: electricity for a battery, electricity over COP for heat.
    """
    plan = outcome.plan
    mean_eur_kwh = plan.buy_eur_kwh.mean(axis=0)[plan.asset_member]
    worth = [
        np.atleast_1d(plan.assets[a].worth_eur_kwh(plan.inputs[a], float(mean_eur_kwh[a])))
        for a, places in enumerate(plan.stores_of)
        if places
    ]
    return float(_change_kwh(outcome) @ np.concatenate([np.zeros(0), *worth]))


def _change_kwh(outcome: Outcome) -> FloatArray:
    """Return the change of every store over the horizon, (S,) [kWh]."""
    level_kwh = outcome.dispatch.level_kwh
    change: FloatArray = level_kwh[-1] - level_kwh[0]
    return change
