"""Emission of the energy drawn from the grid, and of the gas that is burnt."""

from __future__ import annotations

import numpy as np

from hubsim.kpis.hub import net_kw
from hubsim.kpis.kpi import Outcome, figure

GAS_KG_KWH = 1.788 / 9.769
"""Emission of Dutch natural gas, 1.788 kg a cubic metre, over its upper heating value of 9.769 kWh; figures
that Dutch tools use, from a secondary source."""


def burns_gas(outcome: Outcome) -> bool:
    """Return whether anything burns gas."""
    return outcome.dispatch.gas_kw is not None


@figure("kg", "lower")
def co2_kg(outcome: Outcome) -> float:
    """Return the emission of the hub's net import, dt * sum(max(0, net power) * factor), and of its gas.

    Netted over the members within each step; energy fed in earns no credit.
    """
    drawn_kw = np.maximum(net_kw(outcome.dispatch), 0.0)
    electric = float(np.einsum("t,t->", drawn_kw, outcome.plan.carbon_kg_kwh))
    gas = outcome.dispatch.gas_kw
    burnt = 0.0 if gas is None else GAS_KG_KWH * float(gas.sum())
    return (electric + burnt) * outcome.plan.horizon.step_h


@figure("kWh", "lower", burns_gas)
def gas_kwh(outcome: Outcome) -> float:
    """Return the gas that is burnt, upper heating value."""
    gas = outcome.dispatch.gas_kw
    assert gas is not None
    return float(gas.sum()) * outcome.plan.horizon.step_h
