"""Emission of the energy drawn from the grid."""

from __future__ import annotations

import numpy as np

from hubsim.kpis.hub import net_kw
from hubsim.kpis.kpi import Outcome, figure


@figure("kg", "lower")
def co2_kg(outcome: Outcome) -> float:
    """Return the emission of the hub's net import: dt * sum(max(0, net power) * factor).

    Netted over the members within each step; energy fed in earns no credit.
    """
    drawn_kw = np.maximum(net_kw(outcome.dispatch), 0.0)
    return float(np.einsum("t,t->", drawn_kw, outcome.plan.carbon_kg_kwh)) * (
        outcome.plan.horizon.step_h
    )
