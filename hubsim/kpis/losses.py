"""Network losses, and the steps of which the power flow can tell nothing."""

from __future__ import annotations

import numpy as np

from hubsim.kpis.kpi import Outcome, figure


@figure("kWh", "lower")
def loss_kwh(outcome: Outcome) -> float:
    """Return the energy lost in lines, transformers and shunts, over the solved steps."""
    return float(np.nansum(outcome.flows.loss_kw)) * outcome.plan.horizon.step_h


@figure("steps", "lower")
def unsolved_steps(outcome: Outcome) -> float:
    """Return the number of steps without a power flow solution.

    No figure of loading, voltage, losses or reverse flow counts them; read those beside this one.
    """
    return float(np.count_nonzero(~outcome.flows.converged))
