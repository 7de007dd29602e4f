"""How reliable the network is for those who live on it: time with everything within its limits.

Every step counts once, however many elements are beyond their limit in it. A step without a solution is
left out of the share, as of every figure of the network: see ``unsolved_steps``.
"""

from __future__ import annotations

import math

import numpy as np

from hubsim.arrays import BoolArray
from hubsim.kpis.events import lines, overloaded, transformers
from hubsim.kpis.kpi import Outcome, figure
from hubsim.kpis.voltage import outside


@figure("h", "lower")
def overload_h(outcome: Outcome) -> float:
    """Return the hours in which ANY transformer or line is over its limit."""
    return float(np.count_nonzero(_over(outcome))) * outcome.plan.horizon.step_h


@figure("%", "higher")
def within_limits_pct(outcome: Outcome) -> float:
    """Return the share of steps in which no loading and no voltage of a member is beyond its limit."""
    solved = outcome.flows.converged
    beyond = _over(outcome) | outside(outcome)
    n_solved = np.count_nonzero(solved)
    within = np.count_nonzero(solved & ~beyond)
    return 100.0 * float(within) / float(n_solved) if n_solved else math.nan


def _over(outcome: Outcome) -> BoolArray:
    """Return (T,) whether any transformer or line is over its limit."""
    over: BoolArray = np.zeros(outcome.plan.horizon.n_steps, dtype=np.bool_)
    for elements in (transformers(outcome), lines(outcome)):
        over |= overloaded(elements)[1].any(axis=1)
    return over
