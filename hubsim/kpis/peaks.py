"""Peaks of the hub as one, flow back to the medium voltage, and breach of the group's contract."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.kpis.hub import net_kw
from hubsim.kpis.kpi import Outcome, figure, once

REVERSE_KW = 1e-6
"""Power towards the medium voltage from which a transformer is said to feed back [kW]."""

TOLERANCE_KW = 1e-3
"""Power beyond the contract from which a step counts as a breach [kW]; less is rounding."""


@figure("kW", "lower")
def peak_import_kw(outcome: Outcome) -> float:
    """Return the highest net power that all members together draw; 0 when they never do."""
    return float(net_kw(outcome.dispatch).max(initial=0.0))


@figure("kW", "lower")
def peak_export_kw(outcome: Outcome) -> float:
    """Return the highest net power that all members together feed in; 0 when they never do."""
    return float((-net_kw(outcome.dispatch)).max(initial=0.0))


@figure("h", "lower")
def reverse_flow_h(outcome: Outcome) -> float:
    """Return the hours in which ANY transformer carries active power from its low to its high side.

    Measured at the high-voltage side: what the transformer itself loses does not come out there.
    """
    back = (outcome.flows.trafo_p_kw < -REVERSE_KW).any(axis=1)
    return float(np.count_nonzero(back)) * outcome.plan.horizon.step_h


@figure("kWh", "lower")
def reverse_flow_kwh(outcome: Outcome) -> float:
    """Return the energy that transformers carry from their low to their high side, summed over them."""
    return float(reverse_flow_of(outcome)[1].sum())


@figure("kW", "lower")
def reverse_flow_peak_kw(outcome: Outcome) -> float:
    """Return the highest power that one transformer carries to its high side."""
    return float(reverse_flow_of(outcome)[2].max(initial=0.0))


@once
def reverse_flow_of(outcome: Outcome) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return hours, energy and peak of every transformer's flow to its high side, (K,) [h, kWh, kW]."""
    back_kw = np.nan_to_num(np.maximum(-outcome.flows.trafo_p_kw, 0.0), nan=0.0)
    step_h = outcome.plan.horizon.step_h
    hours = np.count_nonzero(back_kw > REVERSE_KW, axis=0) * step_h
    return hours, back_kw.sum(axis=0) * step_h, back_kw.max(axis=0, initial=0.0)


@figure("kWh", "lower")
def breach_kwh(outcome: Outcome) -> float:
    """Return the energy beyond the group's contract, both directions together."""
    return float(_beyond_kw(outcome).sum()) * outcome.plan.horizon.step_h


@figure("h", "lower")
def breach_h(outcome: Outcome) -> float:
    """Return the hours in which the members together are beyond the group's contract."""
    return float(np.count_nonzero(_beyond_kw(outcome) > TOLERANCE_KW)) * outcome.plan.horizon.step_h


def _beyond_kw(outcome: Outcome) -> FloatArray:
    """Return the net power beyond the contract's limit of its direction, (T,) [kW]."""
    power_kw, contract = net_kw(outcome.dispatch), outcome.plan.contract
    beyond = np.maximum(power_kw - contract.import_kw, -power_kw - contract.export_kw)
    return np.maximum(beyond, 0.0)
