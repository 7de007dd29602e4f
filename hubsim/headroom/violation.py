"""Where a power flow is beyond a limit: loading of lines and transformers, voltage where members are.

A step without a solution is beyond every limit. How far beyond is told in one measure, to say what binds:

    loading  loading / limit - 1,    voltage  distance to the band / width of the band
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.kpis.events import TOLERANCE_PCT
from hubsim.kpis.voltage import TOLERANCE_PU, low_and_high
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.plan import Plan

Cause: TypeAlias = Literal["transformer", "line", "voltage", "no solution", "need"]


@dataclass(frozen=True)
class Binding:
    """What is beyond its limit, and when it is furthest beyond.

    element : id; empty where there is none
    step : index; when : its local begin, ``2016-01-13 17:45``
    value, limit : percent of the rating, or pu; of a need kWh not served and the kWh allowed
    """

    cause: Cause
    element: str
    step: int
    when: str
    value: float
    limit: float


@dataclass(frozen=True)
class Judged:
    """Steps judged. beyond : (n,) whether some limit is exceeded; excess : (n,) by how much at most."""

    beyond: BoolArray
    excess: FloatArray


def judged(plan: Plan, flows: Flows | PhaseFlows, steps: slice | IntArray = slice(None)) -> Judged:
    """Return which steps of a power flow are beyond a limit. steps : of the horizon, those of the flows."""
    loading, voltage = loading_excess(plan, flows, steps), _voltage(plan, flows)
    excess = np.maximum(_worst(loading), _worst(voltage))
    excess[~flows.converged] = np.inf
    return Judged(excess > 0.0, excess)


def binding(plan: Plan, flows: Flows | PhaseFlows, step: int, at: int) -> Binding:
    """Return what binds in a step of the horizon, that is step `at` of the flows."""
    when, limits, network = local_begin(plan, step), plan.scenario.limits, plan.network
    if not flows.converged[at]:
        return Binding("no solution", "", step, when, np.nan, np.nan)
    loading_pct = _loading_pct(flows, slice(at, at + 1))
    limit_pct = plan.loading_limits.at(slice(step, step + 1))[0]
    loading = _over(loading_pct, limit_pct)[0]
    voltage = _voltage(plan, flows, slice(at, at + 1))[0]
    n_trafos = len(network.trafo_ids)
    if loading.size and (not voltage.size or loading.max() >= voltage.max()):
        e = int(loading.argmax())
        kind: Cause = "transformer" if e < n_trafos else "line"
        name = (network.trafo_ids + network.line_ids)[e]
        return Binding(kind, name, step, when, float(loading_pct[0, e]), float(limit_pct[e]))
    buses = np.unique(plan.member_bus)
    bus = int(buses[voltage.argmax()])
    low, high = (float(one[0, 0]) for one in low_and_high(flows.vm_pu[at : at + 1][:, [bus]]))
    is_low = limits.voltage_min - low > high - limits.voltage_max
    value, limit = (low, limits.voltage_min) if is_low else (high, limits.voltage_max)
    return Binding("voltage", network.bus_ids[bus], step, when, value, limit)


def local_begin(plan: Plan, step: int) -> str:
    """Return the local begin of a step as records have it."""
    return str(plan.horizon.local_times[step]).replace("T", " ")[:16]


def _worst(values: FloatArray) -> FloatArray:
    worst: FloatArray = np.max(values, axis=1, initial=-np.inf)
    return worst


def loading_excess(
    plan: Plan, flows: Flows | PhaseFlows, steps: slice | IntArray = slice(None)
) -> FloatArray:
    """Return how far transformers, then lines, are beyond; -inf where no rating is known.

    steps : of the horizon that the flows are of
    """
    return _over(_loading_pct(flows, slice(None)), plan.loading_limits.at(steps))


def _loading_pct(flows: Flows | PhaseFlows, rows: slice) -> FloatArray:
    return np.hstack([flows.trafo_loading_pct[rows], flows.line_loading_pct[rows]])


def _over(loading_pct: FloatArray, limit_pct: FloatArray) -> FloatArray:
    excess = (loading_pct - limit_pct - TOLERANCE_PCT) / limit_pct
    return np.nan_to_num(excess, copy=False, nan=-np.inf, posinf=np.inf, neginf=-np.inf)


def _voltage(plan: Plan, flows: Flows | PhaseFlows, rows: slice = slice(None)) -> FloatArray:
    """Return how far the voltage at buses with members is outside the band."""
    limits, buses = plan.scenario.limits, np.unique(plan.member_bus)
    low, high = low_and_high(flows.vm_pu[rows][:, buses])
    beyond = np.maximum(limits.voltage_min - low, high - limits.voltage_max) - TOLERANCE_PU
    beyond /= limits.voltage_max - limits.voltage_min
    return np.nan_to_num(beyond, copy=False, nan=-np.inf, posinf=np.inf, neginf=-np.inf)
