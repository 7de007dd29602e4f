"""What only a study in three phases shows: unbalance and the neutral's current.

Unbalance is negative over positive sequence voltage. EN 50160 asks that 95 % of the 10-minute means of each
week are within 2 %, the Dutch Netcode all of them within 3 %; steps of another length are a proxy for them.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.kpis.kpi import Outcome, figure, once
from hubsim.kpis.weeks import MOST_OUTSIDE, share_of_known, weeks
from hubsim.powerflow.phases.flows import PhaseFlows

UNBALANCE_LIMIT_PCT, UNBALANCE_MOST_PCT = 2.0, 3.0
"""Kept to in 95 % of a week, EN 50160:2010, 4.2.4; and always, Netcode elektriciteit, 7.3."""

TOLERANCE_PCT = 1e-4
"""Unbalance counts as above its limit from this far on [percentage points]; less is rounding."""


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

    Weeks are those of `hubsim.kpis.weeks`.
    """
    unbalance = _unbalance(outcome)
    worst = np.nan
    for week in weeks(outcome.plan.horizon):
        part = unbalance[week]
        solved = part[~np.isnan(part).all(axis=1)]
        if solved.size:
            # A bus out of service is NaN in every step and must not hide the others.
            kept = np.quantile(solved, 0.95, axis=0)
            worst = np.fmax(worst, np.fmax.reduce(kept))
    return float(worst)


@figure("weeks", "lower", in_phases)
def unbalance_weeks_failed(outcome: Outcome) -> float:
    """Return the weeks in which ANY bus with a member is above 2 % over 5 % of it, or once above 3 %."""
    return float(np.count_nonzero(unbalance_failed(outcome).any(axis=1)))


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


@once
def unbalance_failed(outcome: Outcome) -> BoolArray:
    """Return in which weeks each bus with a member fails, (W, n)."""
    unbalance = _unbalance(outcome)
    failed = []
    for week in weeks(outcome.plan.horizon):
        part = unbalance[week]
        above = part > UNBALANCE_LIMIT_PCT + TOLERANCE_PCT
        always = (part > UNBALANCE_MOST_PCT + TOLERANCE_PCT).any(axis=0)
        failed.append((share_of_known(above, ~np.isnan(part)) > MOST_OUTSIDE) | always)
    return np.array(failed)


@once
def _unbalance(outcome: Outcome) -> FloatArray:
    """Return the unbalance of the buses with members, (T, buses) [%]."""
    assert isinstance(outcome.flows, PhaseFlows)
    return outcome.flows.unbalance_pct[:, np.unique(outcome.plan.member_bus)]


def _neutral(outcome: Outcome) -> FloatArray:
    """Return the current of every line's neutral, (T, L) [A]."""
    assert isinstance(outcome.flows, PhaseFlows)
    return outcome.flows.line_neutral_a
