"""Voltage at the buses where a member is connected; in three phases that of the worst phase.

Only those: a limit protects a customer. The Dutch grid code (Netcode, 7.3) and EN 50160 judge 10-minute
means by the week: 95 % of them within 10 % of the nominal voltage, all within +10 and -15 %. Here steps of
the horizon stand for them, a proxy, and the network's nominal voltage for the supply's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.kpis.kpi import Outcome, figure, once
from hubsim.kpis.weeks import MOST_OUTSIDE, share_of_known, weeks

TOLERANCE_PU = 1e-6
"""A voltage counts as outside its limit from this far on [pu]; less is rounding."""

RULE_LOW_PU, RULE_HIGH_PU, RULE_LOWEST_PU = 0.90, 1.10, 0.85
"""Netcode elektriciteit, 7.3, and EN 50160:2010, 4.2.2."""


class VoltageWeeks(NamedTuple):
    """How every bus with a member does by the rules. W weeks, n buses in the order of their index.

    outside : (W, n) share of the week's solved steps beyond 10 % of the nominal voltage
    beyond : (W, n) whether any is above +10 or below -15 %
    """

    outside: FloatArray
    beyond: BoolArray

    @property
    def failed(self) -> BoolArray:
        """(W, n) whether the bus fails in the week."""
        fails: BoolArray = (self.outside > MOST_OUTSIDE) | self.beyond
        return fails


@figure("pu", "higher")
def vm_min_pu(outcome: Outcome) -> float:
    """Return the lowest voltage of any bus with a member."""
    return float(np.fmin.reduce(extremes(outcome)[0], initial=np.nan))


@figure("pu", "lower")
def vm_max_pu(outcome: Outcome) -> float:
    """Return the highest voltage of any bus with a member."""
    return float(np.fmax.reduce(extremes(outcome)[1], initial=np.nan))


@figure("h", "lower")
def voltage_outside_h(outcome: Outcome) -> float:
    """Return the hours in which ANY bus with a member is below or above the voltage limits."""
    return float(np.count_nonzero(outside(outcome))) * outcome.plan.horizon.step_h


def outside(outcome: Outcome) -> BoolArray:
    """Return (T,) whether any bus with a member is below or above the voltage limits."""
    limits = outcome.plan.scenario.limits
    least_pu = limits.voltage_min - TOLERANCE_PU
    most_pu = limits.voltage_max + TOLERANCE_PU
    lowest, highest = extremes(outcome)
    ever = np.unique(outcome.plan.member_bus)[(lowest < least_pu) | (highest > most_pu)]
    low_pu, high_pu = low_and_high(outcome.flows.vm_pu[:, ever])
    return np.asarray(((low_pu < least_pu) | (high_pu > most_pu)).any(axis=1), dtype=np.bool_)


@figure("weeks", "lower")
def voltage_weeks_failed(outcome: Outcome) -> float:
    """Return the weeks in which ANY bus with a member fails the rules of EN 50160 and the Netcode."""
    return float(np.count_nonzero(voltage_weeks(outcome).failed.any(axis=1)))


@figure("buses", "lower")
def voltage_buses_failed(outcome: Outcome) -> float:
    """Return the buses with a member that fail these rules in some week."""
    return float(np.count_nonzero(voltage_weeks(outcome).failed.any(axis=0)))


@figure("%", "lower")
def voltage_worst_week_pct(outcome: Outcome) -> float:
    """Return the largest share of a week's steps that one bus is beyond 10 %; 5 % are allowed."""
    return 100.0 * float(voltage_weeks(outcome).outside.max(initial=0.0))


@once
def voltage_weeks(outcome: Outcome) -> VoltageWeeks:
    """Return how every bus with a member does in every week."""
    buses = np.unique(outcome.plan.member_bus)
    lowest, highest = extremes(outcome)
    # A bus whose extremes are within the rules is within them in every week.
    ever = (lowest < RULE_LOW_PU - TOLERANCE_PU) | (highest > RULE_HIGH_PU + TOLERANCE_PU)
    steps = list(weeks(outcome.plan.horizon))
    outside = np.zeros((len(steps), len(buses)))
    beyond = np.zeros((len(steps), len(buses)), dtype=np.bool_)
    which = np.flatnonzero(ever)
    for w, week in enumerate(steps if len(which) else ()):
        low, high = low_and_high(outcome.flows.vm_pu[week][:, buses[which]])
        above = high > RULE_HIGH_PU + TOLERANCE_PU
        under = low < RULE_LOW_PU - TOLERANCE_PU
        outside[w, which] = share_of_known(above | under, ~np.isnan(low))
        beyond[w, which] = (above | (low < RULE_LOWEST_PU - TOLERANCE_PU)).any(axis=0)
    return VoltageWeeks(outside, beyond)


@once
def extremes(outcome: Outcome) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and the highest voltage of each bus with a member, over solved steps."""
    buses = np.unique(outcome.plan.member_bus)
    # Over time first: that leaves little to compare between phases.
    lowest, highest = (
        extreme.reduce(outcome.flows.vm_pu, axis=0, initial=np.nan)[None, buses]
        for extreme in (np.fmin, np.fmax)
    )
    return low_and_high(lowest)[0][0], low_and_high(highest)[1][0]


def low_and_high(vm_pu: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return (T, n) lowest and highest phase of (T, n, 3), or twice the (T, n) of a balanced study."""
    if vm_pu.ndim == 2:
        return vm_pu, vm_pu
    return vm_pu.min(axis=2), vm_pu.max(axis=2)
