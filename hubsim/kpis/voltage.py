"""Voltage at the buses where a member is connected; in three phases that of the worst phase.

Only those: a limit protects a customer. The Dutch grid code and EN 50160 speak of 10-minute means;
with other steps the figures are a proxy for them.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.kpis.kpi import Outcome, figure

TOLERANCE_PU = 1e-6
"""A voltage counts as outside its limit from this far on [pu]; less is rounding."""


@figure("pu", "higher")
def vm_min_pu(outcome: Outcome) -> float:
    """Return the lowest voltage of any bus with a member."""
    return float(np.fmin.reduce(_extremes(outcome)[0], initial=np.nan))


@figure("pu", "lower")
def vm_max_pu(outcome: Outcome) -> float:
    """Return the highest voltage of any bus with a member."""
    return float(np.fmax.reduce(_extremes(outcome)[1], initial=np.nan))


@figure("h", "lower")
def voltage_outside_h(outcome: Outcome) -> float:
    """Return the hours in which ANY bus with a member is below or above the voltage limits."""
    return float(np.count_nonzero(outside(outcome))) * outcome.plan.horizon.step_h


def outside(outcome: Outcome) -> BoolArray:
    """Return (T,) whether any bus with a member is below or above the voltage limits."""
    limits = outcome.plan.scenario.limits
    least_pu = limits.voltage_min - TOLERANCE_PU
    most_pu = limits.voltage_max + TOLERANCE_PU
    lowest, highest = _extremes(outcome)
    ever = np.unique(outcome.plan.member_bus)[(lowest < least_pu) | (highest > most_pu)]
    low_pu, high_pu = outcome.flows.vm_low_pu[:, ever], outcome.flows.vm_high_pu[:, ever]
    return np.asarray(((low_pu < least_pu) | (high_pu > most_pu)).any(axis=1), dtype=np.bool_)


def _extremes(outcome: Outcome) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and the highest voltage of each bus with a member, over solved steps."""
    buses = np.unique(outcome.plan.member_bus)
    lowest = np.fmin.reduce(outcome.flows.vm_low_pu, axis=0, initial=np.nan)
    highest = np.fmax.reduce(outcome.flows.vm_high_pu, axis=0, initial=np.nan)
    return lowest[buses], highest[buses]
