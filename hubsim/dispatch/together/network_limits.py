"""What the network allows, as bounds on numbers that are linear in the members' net power.

A limit is that of a transformer's or cable's loading, in three phases of each of its phases, or of the
voltage at a bus with members, each phase of it. Its linear number is

    flow_e = sum_m S_em net_m [kW]              volt_b = sum_m R_bm net_m / max_m |R_bm| [kW]

so that all are in kW: a voltage counts in kW at the member that moves it most. Bounds come from AC power
flow. Where it found the loading ``x`` at the flow ``f``, the flow that meets the limit is ``f limit / x``:
that one factor holds losses, reactive power, voltage and charging, in three phases also what the fullest
phase carries beyond a third. A voltage ``v`` at the number ``f`` leaves ``f + (v_min - v) / R`` to
``f + (v_max - v) / R``, the tangent there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.through_network import NetworkModel
from hubsim.networks.network import Network
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.powerflow.phases.grid import PhaseGrid
from hubsim.powerflow.sensitivity import (
    phase_voltage_sensitivity,
    voltage_sensitivity,
)
from hubsim.scenario.limits import LimitsOfNetwork, LoadingLimits

TOLERANCE_PCT, TOLERANCE_PU = 5e-4, 1e-6
"""What AC finds may stand this far beyond its limit before the plan is corrected [percentage points, pu]:
less than what the key figures count as beyond the limit."""

_TYPICAL = 0.97
"""Share of its rating that an element carries as active power where nothing better is known."""

_COLLAPSED_PCT = 200.0
"""Stands for the loading of a step without a solution, so that the next plan carries about half."""

_AIM, _AIM_PU = 0.9995, 2e-5
"""AC meets the limit at this share of the corrected flow, and so far within the voltage band, so that a
correction ends in one round."""

NEGLIGIBLE = 1e-4
"""A member that moves a limit by less for a kW is left out of it."""


@dataclass
class Band:
    """The bounds of a window. W steps, E limits; corrected while the window is planned.

    lower_kw, upper_kw : (W, E) between which the linear numbers keep the limits; infinite where a rating
        is not known
    rest_kw : (W, E) part of the linear numbers that the hub does not move
    loading_pct : (W, n_loadings) the loading that each of them allows
    """

    lower_kw: FloatArray
    upper_kw: FloatArray
    rest_kw: FloatArray
    loading_pct: FloatArray

    def then(self, tail: Band) -> Band:
        """Return both, one after the other."""
        return Band(
            np.concatenate([self.lower_kw, tail.lower_kw]),
            np.concatenate([self.upper_kw, tail.upper_kw]),
            np.concatenate([self.rest_kw, tail.rest_kw]),
            np.concatenate([self.loading_pct, tail.loading_pct]),
        )


@dataclass(frozen=True)
class NetworkLimits:
    """Limits of the network: transformers, then lines, then voltages. E limits, M members, T steps.

    ids : (E,) of the element or bus
    n_stations, n_loadings : how many are of transformers, and loadings at all; the others are voltages
    sensitivity, per_kvar : (E, M) linear number per kW, and per kvar, drawn by the member; a loading's
        share of reactive power is left to AC
    scale_kw : (E,) the usual size of the bounds
    feeder : (E,) number that limits on one feeder share
    pu_per_kw : (E,) change of a voltage with its linear number; not finite where nothing changes it
    loading_limits : of every element at every step
    passive : members that the hub does not move; member_buses : buses whose voltages are limited
    alone, alone_flows : the operation alone, settled, and its power flow, which calibrate
    """

    ids: tuple[str, ...]
    n_stations: int
    n_loadings: int
    sensitivity: FloatArray
    per_kvar: FloatArray
    scale_kw: FloatArray
    feeder: IntArray
    pu_per_kw: FloatArray
    limits: LimitsOfNetwork
    loading_limits: LoadingLimits
    network: Network
    passive: list[int]
    member_buses: IntArray
    alone: Dispatch
    alone_flows: Flows | PhaseFlows

    @classmethod
    def of(
        cls,
        model: NetworkModel,
        passive: list[int],
        alone: Dispatch,
        alone_flows: Flows | PhaseFlows,
    ) -> NetworkLimits:
        """Return the limits of a plan's network."""
        plan, network = model.plan, model.plan.network
        limits = plan.scenario.limits
        by_phase = isinstance(alone_flows, PhaseFlows)
        n_times = 3 if by_phase else 1
        ids, per_kw, rating = loadings_of(model, by_phase=by_phase)
        buses = np.unique(plan.member_bus)
        volts, by_kvar = (
            _voltages(model, buses, by_phase=by_phase, reactive=one) for one in (False, True)
        )
        steepest = np.abs(volts).max(axis=1)
        steepest[steepest == 0.0] = np.inf
        sensitivity = np.vstack([per_kw, volts / steepest[:, None]])
        sensitivity[np.abs(sensitivity) < NEGLIGIBLE] = 0.0
        reactive = np.vstack([np.zeros_like(per_kw), by_kvar / steepest[:, None]])
        reactive[np.abs(reactive) < NEGLIGIBLE] = 0.0
        band_kw = 0.5 * (limits.voltage_max - limits.voltage_min) / steepest
        return cls(
            ids=ids + tuple(network.bus_ids[b] for b in buses.tolist() for _ in range(n_times)),
            n_stations=n_times * len(network.trafo_ids),
            n_loadings=len(rating),
            sensitivity=sensitivity,
            per_kvar=reactive,
            scale_kw=np.concatenate([rating, band_kw]),
            feeder=_feeders(per_kw, sensitivity, n_first=n_times * len(network.trafo_ids)),
            pu_per_kw=np.concatenate([np.zeros(len(rating)), -steepest]),
            limits=limits,
            loading_limits=plan.loading_limits,
            network=network,
            passive=passive,
            member_buses=buses,
            alone=alone,
            alone_flows=alone_flows,
        )

    def band(self, steps: slice) -> Band:
        """Return the bounds of a window, as the operation alone tells them."""
        n, alone_kw = self.n_loadings, self.alone.member_kw(steps)
        number = alone_kw @ self.sensitivity.T
        size = np.abs(number)
        loading = self._loading(self.alone_flows, steps, size)
        limit_pct = self.limit_pct(steps)
        usual = self.scale_kw[:n] * limit_pct / 100.0
        with np.errstate(divide="ignore", invalid="ignore"):
            measured = size[:, :n] * limit_pct / loading
            share = measured / usual
            trusted = (loading > 0.3 * limit_pct) & (share > 0.8) & (share < 1.02)
        most = np.where(trusted, measured, np.where(np.isfinite(usual), _TYPICAL * usual, np.inf))
        lower, upper = self._tangent(number[:, n:], self._vm_pu(self.alone_flows, steps))
        known = np.isfinite(lower) & np.isfinite(self.pu_per_kw[n:])
        return Band(
            np.hstack([-most, np.where(known, lower, -np.inf)]),
            np.hstack([most, np.where(known, upper, np.inf)]),
            alone_kw[:, self.passive] @ self.sensitivity[:, self.passive].T,
            limit_pct,
        )

    def limit_pct(self, steps: slice) -> FloatArray:
        """Return (W, n_loadings) the loading that is allowed, in three phases of each of them [%]."""
        each = limit_of_rows(self.loading_limits, steps, self.n_loadings)
        return np.broadcast_to(each, (len(self.alone_flows.converged[steps]), self.n_loadings))

    def _tangent(self, number_kw: FloatArray, vm_pu: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the bounds of the voltages' numbers by the tangent at voltages, (W, V) each."""
        per_kw, limits = self.pu_per_kw[self.n_loadings :], self.limits
        # Drawing lowers a voltage: the highest one bounds the number from below.
        lower = number_kw + (limits.voltage_max - _AIM_PU - vm_pu) / per_kw
        upper = number_kw + (limits.voltage_min + _AIM_PU - vm_pu) / per_kw
        return lower, upper

    def correct(
        self, band: Band, number_kw: FloatArray, flows: Flows | PhaseFlows, given_up: BoolArray
    ) -> bool:
        """Tighten what AC found too loose; return whether anything changed.

        band : of a window, corrected in its first W' steps
        number_kw : (W', E) linear numbers of the plan in those steps; flows : its AC power flow
        given_up : (W', E) where the optimiser itself reports a shortfall that it cannot avoid
        """
        n, n_steps, every = self.n_loadings, len(number_kw), slice(None)
        size = np.abs(number_kw)
        loading = np.nan_to_num(self._loading(flows, every, size), nan=0.0)
        loading[~flows.converged] = _COLLAPSED_PCT
        limit_pct = band.loading_pct[:n_steps]
        wrong: BoolArray = loading > limit_pct + TOLERANCE_PCT
        wrong &= ~given_up[:, :n] & np.isfinite(self.scale_kw[:n])
        met = size[:, :n] * limit_pct / np.maximum(loading, 1e-9) * _AIM
        lower, upper = band.lower_kw[:n_steps], band.upper_kw[:n_steps]
        upper[:, :n][wrong] = np.minimum(upper[:, :n], met)[wrong]
        lower[:, :n][wrong] = -upper[:, :n][wrong]

        vm_pu = self._vm_pu(flows, every)
        least, most = self._tangent(number_kw[:, n:], vm_pu)
        moved = ~given_up[:, n:] & np.isfinite(self.pu_per_kw[n:])
        low: BoolArray = (vm_pu < self.limits.voltage_min - TOLERANCE_PU) & moved
        high: BoolArray = (vm_pu > self.limits.voltage_max + TOLERANCE_PU) & moved
        found = np.flatnonzero(low.any(axis=1) | high.any(axis=1))
        renewed = np.zeros_like(moved)
        renewed[found] = moved[found] & np.isfinite(vm_pu[found])
        upper[:, n:][renewed] = most[renewed]
        lower[:, n:][renewed] = least[renewed]
        return bool(wrong.any() or low.any() or high.any())

    def _vm_pu(self, flows: Flows | PhaseFlows, steps: slice) -> FloatArray:
        """Return (W, V) the voltages that are limited."""
        vm_pu = flows.vm_pu[steps][:, self.member_buses]
        return vm_pu.reshape(len(vm_pu), -1)

    def _loading(self, flows: Flows | PhaseFlows, steps: slice, size_kw: FloatArray) -> FloatArray:
        """Return (W, n_loadings) loading [%]. size_kw : (W, E) of the linear numbers.

        A transformer's loading is that of its fullest phase: the others get theirs by their linear flow.
        """
        trafos, lines = flows.trafo_loading_pct[steps], flows.line_loading_pct[steps]
        if isinstance(flows, Flows):
            return np.hstack([trafos, lines])
        n_step, n_trafo = trafos.shape
        trafo_kw = size_kw[:, : 3 * n_trafo].reshape(n_step, n_trafo, 3)
        fullest = np.maximum(trafo_kw.max(axis=2, keepdims=True), 1e-9)
        phases = trafos[:, :, None] * trafo_kw / fullest
        lines = 100.0 * flows.line_current_a[steps] / self.network.line_limit_a[:, None]
        return np.hstack([phases.reshape(n_step, -1), lines.reshape(n_step, -1)])


def limit_of_rows(limits: LoadingLimits, steps: slice, n_rows: int) -> FloatArray:
    """Return (W, n_rows) or (1, n_rows) limits of transformers and lines, or of their phases [%]."""
    each = limits.at(steps)
    return np.repeat(each, n_rows // max(each.shape[1], 1), axis=1)


def loadings_of(
    model: NetworkModel, *, by_phase: bool
) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
    """Return ids, (E', M) flow per kW and (E',) rating of transformers and lines, or of their phases."""
    plan, network = model.plan, model.plan.network
    per_line, per_trafo = model.study.loading_sensitivity
    per_kw = np.vstack([per_trafo, per_line])[:, plan.member_bus]
    line_kv = network.bus_kv[network.line_from_bus]
    line_kva = np.sqrt(3.0) * line_kv * network.line_limit_a
    rating = np.concatenate([network.trafo_limit_kva, line_kva])
    ids = network.trafo_ids + network.line_ids
    if not by_phase:
        return ids, per_kw, rating
    phases = per_kw[:, None, :] * plan.member_phase.T
    return (
        tuple(name for name in ids for _ in "abc"),
        phases.reshape(-1, len(plan.member_ids)),
        np.repeat(rating, 3) / 3.0,
    )


def _voltages(
    model: NetworkModel, buses: IntArray, *, by_phase: bool, reactive: bool
) -> FloatArray:
    """Return (V, M) what a kW, or a kvar, drawn by a member takes from the voltages of buses [pu]."""
    plan, network = model.plan, model.plan.network
    if not by_phase:
        change = voltage_sensitivity(Grid.of(network), reactive=reactive)
        return -change[buses][:, plan.member_bus]
    grid = PhaseGrid.of(network, buses)
    change = phase_voltage_sensitivity(
        grid, buses, plan.member_bus, plan.member_phase, reactive=reactive
    )
    return -change.reshape(-1, len(plan.member_ids))


def _feeders(per_kw: FloatArray, sensitivity: FloatArray, n_first: int) -> IntArray:
    """Return (E,) numbers that tell feeders apart; a transformer has one of its own.

    A member is on the feeder of the line that carries it and most others beside it; a limit is on the
    feeder of the member that moves it most.
    """
    carried = np.abs(per_kw[n_first:]) > 0.25
    order = np.argsort(-carried.sum(axis=1), kind="stable")
    feeder_of_member = np.full(per_kw.shape[1], -1, dtype=np.int64)
    for line in order.tolist():
        feeder_of_member[carried[line] & (feeder_of_member < 0)] = line
    feeder: IntArray = feeder_of_member[np.abs(sensitivity).argmax(axis=1)]
    feeder[:n_first] = -2 - np.arange(n_first)
    return feeder
