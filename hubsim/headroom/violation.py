"""Where a power flow is beyond a limit: loading of lines and transformers, voltage where members are.

A step without a solution is beyond every limit. How far beyond is told in one measure, to say what binds:

    loading  loading / limit - 1,    voltage  distance to the band / width of the band
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.kpis.events import TOLERANCE_PCT
from hubsim.kpis.voltage import TOLERANCE_PU
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.plan import Plan

Cause: TypeAlias = Literal["transformer", "line", "voltage", "no solution", "need"]


@dataclass(frozen=True)
class Binding:
    """What is beyond its limit, and when it is furthest beyond.

    element : id; empty where there is none
    step : index; when : its local begin in words
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


def judged(plan: Plan, flows: Flows | PhaseFlows) -> Judged:
    """Return which steps of a power flow are beyond a limit; any run of steps of the plan."""
    excess = np.maximum(_worst(loading_excess(plan, flows)), _worst(_voltage(plan, flows)))
    excess[~flows.converged] = np.inf
    return Judged(excess > 0.0, excess)


def binding(plan: Plan, flows: Flows | PhaseFlows, step: int, at: int) -> Binding:
    """Return what binds in a step of the horizon, that is step `at` of the flows."""
    when, limits, network = plan.horizon.label(step), plan.scenario.limits, plan.network
    if not flows.converged[at]:
        return Binding("no solution", "", step, when, np.nan, np.nan)
    one = slice(at, at + 1)
    loading, voltage = (found(plan, flows, one)[0] for found in (loading_excess, _voltage))
    n_trafos = len(network.trafo_ids)
    if loading.size and (not voltage.size or loading.max() >= voltage.max()):
        e = int(loading.argmax())
        if e < n_trafos:
            value = float(flows.trafo_loading_pct[at, e])
            return Binding("transformer", network.trafo_ids[e], step, when, value, limits.loading)
        value = float(flows.line_loading_pct[at, e - n_trafos])
        name = network.line_ids[e - n_trafos]
        return Binding("line", name, step, when, value, limits.loading)
    buses = np.unique(plan.member_bus)
    bus = int(buses[voltage.argmax()])
    low, high = float(flows.vm_low_pu[at, bus]), float(flows.vm_high_pu[at, bus])
    is_low = limits.voltage_min - low > high - limits.voltage_max
    value, limit = (low, limits.voltage_min) if is_low else (high, limits.voltage_max)
    return Binding("voltage", network.bus_ids[bus], step, when, value, limit)


def _worst(values: FloatArray) -> FloatArray:
    worst: FloatArray = np.max(values, axis=1, initial=-np.inf)
    return worst


def loading_excess(plan: Plan, flows: Flows | PhaseFlows, steps: slice = slice(None)) -> FloatArray:
    """Return how far transformers, then lines, are beyond; -inf where no rating is known."""
    limit_pct = plan.scenario.limits.loading
    loading = np.hstack([flows.trafo_loading_pct[steps], flows.line_loading_pct[steps]])
    excess = (loading - limit_pct - TOLERANCE_PCT) / limit_pct
    return np.nan_to_num(excess, copy=False, nan=-np.inf, posinf=np.inf, neginf=-np.inf)


def _voltage(plan: Plan, flows: Flows | PhaseFlows, steps: slice = slice(None)) -> FloatArray:
    """Return how far the voltage at buses with members is outside the band."""
    limits, buses = plan.scenario.limits, np.unique(plan.member_bus)
    low = limits.voltage_min - flows.vm_low_pu[steps][:, buses]
    high = flows.vm_high_pu[steps][:, buses] - limits.voltage_max
    beyond = np.maximum(low, high) - TOLERANCE_PU
    beyond /= limits.voltage_max - limits.voltage_min
    return np.nan_to_num(beyond, copy=False, nan=-np.inf, posinf=np.inf, neginf=-np.inf)
