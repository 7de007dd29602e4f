"""What only a study in three phases shows: unbalance and the neutral's current.

Unbalance is negative over positive sequence voltage. EN 50160 asks that 95 % of the 10-minute means of each
week are within 2 %; with steps of another length the figures are a proxy for them.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.kpis.kpi import Outcome, figure
from hubsim.powerflow.phases.flows import PhaseFlows

UNBALANCE_LIMIT_PCT = 2.0
"""EN 50160:2010, 4.2.4."""

TOLERANCE_PCT = 1e-4
"""Unbalance counts as above its limit from this far on [percentage points]; less is rounding."""

WEEK_S = 7 * 24 * 3600


def in_phases(outcome: Outcome) -> bool:
    """Return whether an operation was studied in three phases."""
    return isinstance(outcome.flows, PhaseFlows)


@figure("%", "lower", in_phases)
def unbalance_max_pct(outcome: Outcome) -> float:
    """Return the highest voltage unbalance of any bus with a member."""
    return float(np.fmax.reduce(_unbalance(outcome), axis=None, initial=np.nan))


@figure("%", "lower", in_phases)
def unbalance_p95_pct(outcome: Outcome) -> float:
    """Return the unbalance that 95 % of a week's steps keep to, of the worst bus in the worst week.

    Weeks are counted from the start; what is left over at the end is judged as part of the last seven
    days, a horizon of less than a week as a whole.
    """
    unbalance = _unbalance(outcome)
    week = max(WEEK_S // outcome.plan.horizon.step_s, 1)
    worst = np.nan
    for begin in range(0, len(unbalance), week):
        first = max(min(begin, len(unbalance) - week), 0)
        part = unbalance[first : first + week]
        solved = part[~np.isnan(part).all(axis=1)]
        if solved.size:
            # A bus out of service is NaN in every step and must not hide the others.
            kept = np.quantile(solved, 0.95, axis=0)
            worst = np.fmax(worst, np.fmax.reduce(kept))
    return float(worst)


@figure("h", "lower", in_phases)
def unbalance_outside_h(outcome: Outcome) -> float:
    """Return the hours in which ANY bus with a member has an unbalance above 2 %."""
    outside = (_unbalance(outcome) > UNBALANCE_LIMIT_PCT + TOLERANCE_PCT).any(axis=1)
    return float(np.count_nonzero(outside)) * outcome.plan.horizon.step_h


@figure("A", "lower", in_phases)
def neutral_current_max_a(outcome: Outcome) -> float:
    """Return the highest current of any line's neutral, earth included."""
    return float(np.fmax.reduce(_neutral(outcome), axis=None, initial=np.nan))


@figure("%", "lower", in_phases)
def neutral_loading_max_pct(outcome: Outcome) -> float:
    """Return the highest current of a neutral over the rating of its line's phases."""
    highest_a = np.fmax.reduce(_neutral(outcome), axis=0, initial=np.nan)
    loading_pct = 100.0 * highest_a / outcome.plan.network.line_limit_a
    return float(np.fmax.reduce(loading_pct, initial=np.nan))


def _unbalance(outcome: Outcome) -> FloatArray:
    """Return the unbalance of the buses with members, (T, buses) [%]."""
    assert isinstance(outcome.flows, PhaseFlows)
    return outcome.flows.unbalance_pct[:, np.unique(outcome.plan.member_bus)]


def _neutral(outcome: Outcome) -> FloatArray:
    """Return the current of every line's neutral, (T, L) [A]."""
    assert isinstance(outcome.flows, PhaseFlows)
    return outcome.flows.line_neutral_a
