"""What inverters that answer their voltage did: energy lost to it, and disconnections."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import BoolArray
from hubsim.kpis.kpi import Outcome, figure


def responds(outcome: Outcome) -> bool:
    """Return whether anything in the network of the study, a transformer too, answers the voltage."""
    return outcome.flows.response is not None


def answered(outcome: Outcome) -> bool:
    """Return whether any device of the scenario answers its voltage."""
    return outcome.dispatch.lost_kw is not None


@figure("kWh", "lower", answered)
def voltage_lost_kwh(outcome: Outcome) -> float:
    """Return the energy that voltage kept inverters from feeding in, by P(U) or by a trip."""
    assert outcome.dispatch.lost_kw is not None
    return float(outcome.dispatch.lost_kw.sum()) * outcome.plan.horizon.step_h


@figure("trips", "lower", answered)
def voltage_trips(outcome: Outcome) -> float:
    """Return how often an inverter with sun was disconnected by its voltage, summed over inverters.

    Consecutive steps without connection are one.
    """
    tripped = _tripped(outcome)
    before = np.zeros_like(tripped)
    before[1:] = tripped[:-1]
    return float(np.count_nonzero(tripped & ~before))


@figure("h", "lower", answered)
def voltage_tripped_h(outcome: Outcome) -> float:
    """Return how long inverters with sun were disconnected by their voltage, summed over inverters."""
    tripped = _tripped(outcome)
    return float(np.count_nonzero(tripped)) * outcome.plan.horizon.step_h


@figure("steps", "lower", responds)
def oscillating_steps(outcome: Outcome) -> float:
    """Return how many of the unsolved steps have a solution but for the devices' curves.

    With the powers that the devices have at nominal voltage the network has one; under their curves it
    comes to no rest.
    """
    assert outcome.flows.response is not None
    return float(np.count_nonzero(outcome.flows.response.oscillating))


def _tripped(outcome: Outcome) -> BoolArray:
    """Return when each asset was disconnected, (T, A)."""
    assert outcome.dispatch.tripped is not None
    return outcome.dispatch.tripped
