"""An operation put through the network of its scenario: balanced or in three phases, inverters answering.

What an inverter does not feed in because of its voltage is known only afterwards: the operation is settled
with the powers that the network allowed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from hubsim.arrays import FloatArray, IntArray, frozen
from hubsim.assets.asset import Behaviour
from hubsim.dispatch.dispatch import Dispatch, dispatch_of, gathered, gathered_by_phase
from hubsim.networks.taps import regulators_of
from hubsim.powerflow.balanced import NO_ANGLES
from hubsim.powerflow.devices import Devices
from hubsim.powerflow.fitting import Fitting, fit
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.powerflow.phases.solve import ALL_PHASES
from hubsim.powerflow.solve import Study
from hubsim.scenario.plan import Plan
from hubsim.voltage_response import VoltageResponse

Model = Literal["balanced", "three-phase"]

NO_PHASE_ANGLES = tuple(name for name in ALL_PHASES if name != "va_deg")

LOW_VOLTAGE_KV, NOMINAL_KV = 1.0, 0.23 * np.sqrt(3.0)
"""Devices on buses below the first are built for 230 V to neutral, whatever the network's base is."""


@dataclass(frozen=True)
class NetworkModel:
    """The network of a plan, factorised, with the assets that answer its voltage.

    kind : balanced or three-phase
    columns : (C,) buses with members
    column : (A,) column of each asset's bus
    answering : assets that answer the voltage; responses : of each
    """

    plan: Plan
    kind: Model
    columns: IntArray
    column: IntArray
    answering: IntArray
    responses: tuple[VoltageResponse, ...]
    study: Study

    @classmethod
    def of(cls, plan: Plan, kind: Model | None = None) -> NetworkModel:
        """Return the model that the scenario asks for, or of another kind."""
        columns, member_column = np.unique(plan.member_bus, return_inverse=True)
        answers = [asset.response() for asset in plan.assets]
        answering = [a for a, answer in enumerate(answers) if answer is not None]
        study = Study(
            plan.network,
            regulators_of(plan.network, plan.scenario.network),
            float(plan.horizon.step_s),
        )
        return cls(
            plan=plan,
            kind=plan.scenario.network.model if kind is None else kind,
            columns=columns,
            column=member_column.ravel()[plan.asset_member],
            answering=np.array(answering, dtype=np.int64),
            responses=tuple(answer for answer in answers if answer is not None),
            study=study,
        )

    def flows(
        self, p_kw: FloatArray, q_kvar: FloatArray, keep: Collection[str] | None = None
    ) -> Flows | PhaseFlows:
        """Solve steps of an operation. p_kw, q_kvar : (n, A) drawn by the assets."""
        if keep is None:
            keep = NO_ANGLES if self.kind == "balanced" else NO_PHASE_ANGLES
        return self.study.solve(self._fitting(p_kw, q_kvar), keep)

    def limited(self, p_kw: FloatArray, q_kvar: FloatArray) -> Flows | PhaseFlows:
        """Solve steps of an operation for what a check of the network's limits reads."""
        lines = "line_loading_pct" if self.kind == "balanced" else "line_current_a"
        return self.flows(p_kw, q_kvar, ("vm_pu", lines, "trafo_loading_pct"))

    def settle(self, did: Dispatch) -> tuple[Dispatch, Flows | PhaseFlows]:
        """Return an operation with the powers that the voltage allowed, and its flows."""
        flows = self.flows(did.p_kw, did.q_kvar)
        answer = flows.response
        if answer is None or not len(self.answering):
            return did, flows
        plan = self.plan
        p_kw, q_kvar, curtailed = did.p_kw.copy(), did.q_kvar.copy(), did.curtailed_kw.copy()
        lost = np.zeros_like(p_kw)
        tripped = np.zeros(p_kw.shape, dtype=np.bool_)
        solved = flows.converged
        for i, a in enumerate(self.answering.tolist()):
            asset = plan.assets[a]
            # A step without a solution keeps what was planned: it is flagged, and counts nowhere.
            planned = Behaviour(
                did.p_kw[:, a], did.q_kvar[:, a], curtailed_kw=did.curtailed_kw[:, a]
            )
            settled = asset.settled(
                plan.inputs[a],
                planned,
                np.where(solved, answer.p_kw[:, i], planned.p_kw),
                np.where(solved, answer.q_kvar[:, i], planned.q_kvar),
            )
            p_kw[:, a], q_kvar[:, a] = settled.p_kw, settled.q_kvar
            if settled.curtailed_kw is not None:
                curtailed[:, a] = settled.curtailed_kw
            fed_in = planned.p_kw < 0.0
            lost[:, a] = np.where(fed_in, settled.p_kw - planned.p_kw, 0.0)
            tripped[:, a] = fed_in & ~answer.connected[:, i] & solved
        operated = dispatch_of(
            plan, p_kw, q_kvar, did.level_kwh, did.unmet_kw, curtailed, did.gas_kw
        )
        shared = did.shared_kw
        if shared.any():
            shared = frozen(plan.scenario.sharing.share(operated.bought_kw, operated.sold_kw))
        return (
            replace(operated, shared_kw=shared, lost_kw=frozen(lost), tripped=_frozen(tripped)),
            flows,
        )

    def _fitting(self, p_kw: FloatArray, q_kvar: FloatArray) -> Fitting:
        """Return the powers of the assets in the columns of the study, those that answer apart."""
        network, columns = self.plan.network, self.columns
        fixed = np.setdiff1d(np.arange(len(self.plan.assets)), self.answering)
        devices = self._devices(p_kw, q_kvar)
        if self.kind == "balanced":
            at, n_bus = columns[self.column[fixed]], len(network.bus_ids)
            if len(self.answering):
                p_kw, q_kvar = p_kw[:, fixed], q_kvar[:, fixed]
            p, q = (gathered(power, at, n_bus) for power in (p_kw, q_kvar))
            return fit(network, np.arange(n_bus), p, q, devices)
        # What answers the voltage stands apart: its shares are zero here, its columns stay.
        share = self.plan.asset_phase.copy()
        share[self.answering] = 0.0
        p, q = (
            gathered_by_phase(power, self.column, share, len(columns)) for power in (p_kw, q_kvar)
        )
        return fit(network, columns, p, q, devices, every=True)

    def _devices(self, p_kw: FloatArray, q_kvar: FloatArray) -> Devices | None:
        """Return the assets that answer the voltage."""
        if not len(self.answering):
            return None
        network, a = self.plan.network, self.answering
        buses = self.columns[self.column[a]]
        bus_kv = network.bus_kv[buses]
        return Devices(
            bus_ids=tuple(network.bus_ids[b] for b in buses.tolist()),
            phase_share=self.plan.asset_phase[a],
            p_kw=p_kw[:, a],
            q_kvar=q_kvar[:, a],
            responses=self.responses,
            nominal_kv=np.where(bus_kv < LOW_VOLTAGE_KV, NOMINAL_KV, bus_kv),
        )


def _frozen(flags: np.ndarray) -> np.ndarray:
    flags.flags.writeable = False
    return flags
