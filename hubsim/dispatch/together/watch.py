"""The network's limits in the optimiser: which elements are watched and what they may carry.

A transformer is watched always; a cable once AC power flow found it over its limit. An element's
linear flow is its sensitivity times the members' net power. What it may carry is set by AC: where the
loading came out as ``x`` at the linear flow ``f``, the flow that meets the limit is ``f * limit / x``.
That one factor holds losses, reactive power, voltage and charging, in three phases also what the fullest
phase carries beyond a third, and is renewed at every check.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.networks.network import Network
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.powerflow.sensitivity import loading_sensitivity
from hubsim.scenario.plan import Plan

TOLERANCE_PCT = 5e-4
"""A loading may stand this far above the limit before the plan is corrected [percentage points]:
less than what the key figures count as over the limit."""

_TYPICAL = 0.97
"""Share of its rating that an element carries as active power where nothing better is known."""

_COLLAPSED_PCT = 200.0
"""Stands for the loading of a step without a solution, so that the next plan carries about half."""

_AIM = 0.9995
"""AC meets the limit at this share of the corrected flow, so that a correction ends in one round."""


@dataclass
class Watch:
    """Elements of the network: transformers first, then lines. E elements, M members, T steps.

    In three phases each phase of an element is one, with a third of its rating: a, b and c side by side.

    ids : (E,)
    sensitivity : (E, M) linear flow through the element per kW drawn by the member
    rating_kva : (E,) NaN where the network gives none: such an element cannot be watched
    limit_pct : largest wanted loading
    capacity_kw : (T, E) largest linear flow that keeps the loading within the limit
    watched : elements in the optimiser, in the order in which they were added
    """

    ids: tuple[str, ...]
    network: Network
    sensitivity: FloatArray
    rating_kva: FloatArray
    limit_pct: float
    capacity_kw: FloatArray
    watched: list[int]

    @classmethod
    def of(
        cls, plan: Plan, grid: Grid, alone_kw: FloatArray, alone_flows: Flows | PhaseFlows
    ) -> Watch:
        """Return the watch of a plan, calibrated on the operation alone.

        alone_kw : (T, M) the members' net power alone
        """
        network = plan.network
        per_line, per_trafo = loading_sensitivity(grid)
        sensitivity = np.vstack([per_trafo, per_line])[:, plan.member_bus]
        line_kv = network.bus_kv[network.line_from_bus]
        rating = np.concatenate(
            [network.trafo_limit_kva, np.sqrt(3.0) * line_kv * network.line_limit_a]
        )
        ids = network.trafo_ids + network.line_ids
        n_first = len(network.trafo_ids)
        if isinstance(alone_flows, PhaseFlows):
            phases = sensitivity[:, None, :] * plan.member_phase.T
            sensitivity = phases.reshape(-1, len(plan.member_ids))
            rating, ids, n_first = (
                np.repeat(rating, 3) / 3.0,
                tuple(name for name in ids for _ in "abc"),
                3 * n_first,
            )
        limit_pct = plan.scenario.limits.loading
        flow = np.abs(alone_kw @ sensitivity.T)
        loading = _loading(alone_flows, flow, network)
        watch = cls(
            ids=ids,
            network=network,
            sensitivity=sensitivity,
            rating_kva=rating,
            limit_pct=limit_pct,
            capacity_kw=np.full(loading.shape, _TYPICAL) * rating * limit_pct / 100.0,
            watched=[],
        )
        telling = loading > 0.3 * limit_pct
        with np.errstate(divide="ignore", invalid="ignore"):
            measured = flow * limit_pct / loading
        share = measured / (rating * limit_pct / 100.0)
        trusted = telling & (share > 0.8) & (share < 1.02)
        watch.capacity_kw[trusted] = measured[trusted]
        over = np.nan_to_num(loading, nan=0.0).max(axis=0) > limit_pct
        first = np.arange(len(rating)) < n_first
        watch.watched = np.flatnonzero((first | over) & np.isfinite(rating)).tolist()
        return watch

    def correct(
        self, steps: slice, flow_kw: FloatArray, flows: Flows | PhaseFlows, given_up: BoolArray
    ) -> tuple[bool, bool]:
        """Tighten what AC found too loose; return whether limits changed and whether elements did.

        flow_kw : (W, E) linear flow of the plan in those steps
        flows : AC power flow of the plan
        given_up : (W, E) where the optimiser itself reports an overload it cannot avoid
        """
        size = np.abs(flow_kw)
        loading = np.nan_to_num(_loading(flows, size, self.network), nan=0.0)
        loading[~flows.converged] = _COLLAPSED_PCT
        wrong = (
            (loading > self.limit_pct + TOLERANCE_PCT) & ~given_up & np.isfinite(self.rating_kva)
        )
        if not wrong.any():
            return False, False
        met = size * self.limit_pct / np.maximum(loading, 1e-9) * _AIM
        capacity = self.capacity_kw[steps]
        capacity[wrong] = np.minimum(capacity[wrong], met[wrong])
        new = [e for e in np.flatnonzero(wrong.any(axis=0)).tolist() if e not in self.watched]
        self.watched += new
        return True, bool(new)


def _loading(flows: Flows | PhaseFlows, flow_kw: FloatArray, network: Network) -> FloatArray:
    """Return (T, E) loading, transformers first [%]. flow_kw : (T, E) size of the linear flow.

    A transformer's loading is that of its fullest phase: the others get theirs by their linear flow.
    """
    if isinstance(flows, Flows):
        return np.hstack([flows.trafo_loading_pct, flows.line_loading_pct])
    n_step, n_trafo = flows.trafo_loading_pct.shape
    trafo_kw = flow_kw[:, : 3 * n_trafo].reshape(n_step, n_trafo, 3)
    fullest = np.maximum(trafo_kw.max(axis=2, keepdims=True), 1e-9)
    trafos = flows.trafo_loading_pct[:, :, None] * trafo_kw / fullest
    lines = 100.0 * flows.line_current_a / network.line_limit_a[:, None]
    return np.hstack([trafos.reshape(n_step, -1), lines.reshape(n_step, -1)])
