"""One probe: k units of a siting, the whole horizon simulated alone or together, and what breaks.

Every probe is AC power flow over every step. Together by rules, a step in which nobody gives way is the
one alone, whose flows are known: only steps that differ are solved again. A glimpse is a few steps of one,
which says where to look and never what is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hubsim.arrays import IntArray
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.ruled import Ruled, rule_steps, ruled_assets
from hubsim.dispatch.ruled_limits import Loadings
from hubsim.dispatch.through_network import NetworkModel
from hubsim.headroom.enlarged import Enlarged
from hubsim.headroom.siting import Siting
from hubsim.headroom.violation import Binding, Judged, binding, judged, local_begin
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.headroom import HeadroomRules
from hubsim.units import UNITS

Operation: TypeAlias = Literal["alone", "together"]

_HOURS_A_YEAR = UNITS["duration"]["year"]


@dataclass(frozen=True)
class Probe:
    """What a number of units does.

    fits : whether it keeps to the limits; binds : what does not, the furthest beyond, None where all does
    beyond_h : hours in which some limit is exceeded
    unserved_kwh : need unmet and generation curtailed more than alone
    """

    fits: bool
    beyond_h: float
    unserved_kwh: float
    binds: Binding | None


class Prober:
    """Simulates numbers of units at sitings, and remembers what it found.

    enlarged : plan and operation alone; rules : limits of risk and of what stays unserved
    """

    def __init__(self, enlarged: Enlarged, rules: HeadroomRules) -> None:
        self.enlarged, self.rules = enlarged, rules
        horizon = enlarged.base.horizon
        self.allowed_h = rules.risk * horizon.step_h * horizon.n_steps / _HOURS_A_YEAR
        self._known: dict[tuple[Operation, bytes], Probe] = {}
        self._ruled: Ruled | None = None
        self._n_ruled = -1
        self.n_probes = 0

    def __call__(self, operation: Operation, n_units: int, siting: Siting) -> Probe:
        """Return what the first n units of a siting do."""
        key = operation, siting.buses[:n_units].tobytes()
        if key not in self._known:
            self.n_probes += 1
            model = self.enlarged.model_of(n_units, siting)
            alone = self.enlarged.alone_of(n_units)
            found = self._alone if operation == "alone" else self._together
            self._known[key] = found(model, alone, n_units, siting)
        return self._known[key]

    def _alone(self, model: NetworkModel, alone: Dispatch, _n_units: int, _siting: Siting) -> Probe:
        flows = model.limited(alone.p_kw, alone.q_kvar)
        return self._judge(model, judged(model.plan, flows), flows, None, 0.0, np.inf)

    def _together(
        self, model: NetworkModel, alone: Dispatch, n_units: int, siting: Siting
    ) -> Probe:
        allowed = np.inf
        if n_units:
            base = self("together", 0, siting).unserved_kwh
            allowed = base + self.rules.unserved * self.enlarged.added_kwh(n_units) + 1e-6
        settled, flows = _settled(model, alone)
        if self.enlarged.base.scenario.control.mode == "optimise":
            return self._optimised(model, (alone, settled, flows), allowed)
        found, again, unserved = self._by_rules(
            model, alone, Loadings.of(model, settled, flows), n_units, slice(None)
        )
        return self._judge(model, found, flows, again, unserved, allowed)

    def glimpse(self, operation: Operation, n_units: int, siting: Siting, steps: slice) -> bool:
        """Return whether the first n units keep to the limits in some steps.

        Together by rules, with all as alone at their begin; of inverters only the flows know the voltage.
        """
        model = self.enlarged.model_of(n_units, siting)
        alone = self.enlarged.alone_of(n_units)
        flows = model.limited(alone.p_kw[steps], alone.q_kvar[steps])
        if operation == "alone":
            return not judged(model.plan, flows, steps).beyond.any()
        loadings = Loadings.of(model, alone, flows, steps.start)
        found, _, _ = self._by_rules(model, alone, loadings, n_units, steps)
        return not found.beyond.any()

    def _by_rules(
        self, model: NetworkModel, alone: Dispatch, loadings: Loadings, n_units: int, steps: slice
    ) -> tuple[Judged, tuple[IntArray, Flows | PhaseFlows] | None, float]:
        """Return some steps judged, those solved once more with their flows, and the energy unserved.

        loadings : with the power flow of the steps alone
        """
        plan = model.plan
        if n_units > self._n_ruled:
            # What an asset may do does not depend on where it stands, and units come last.
            self._ruled, self._n_ruled = ruled_assets(plan, self._ruled), n_units
        assert self._ruled is not None
        made = rule_steps(plan, alone, loadings, self._ruled.among(len(plan.assets)), steps)
        found = judged(plan, loadings.flows, steps)
        moved = np.flatnonzero(made.moved)
        if not moved.size:
            return found, None, made.unserved_kwh
        at = loadings.begin + moved
        p_kw, q_kvar = made.did.p_kw.T[:, moved].T, alone.q_kvar.T[:, at].T
        again = model.limited(p_kw, q_kvar)
        second = judged(plan, again, at)
        found.beyond[moved], found.excess[moved] = second.beyond, second.excess
        return found, (at, again), made.unserved_kwh

    def _optimised(
        self,
        model: NetworkModel,
        alone: tuple[Dispatch, Dispatch, Flows | PhaseFlows],
        allowed: float,
    ) -> Probe:
        from hubsim.dispatch.together import operate_together

        did, _ = operate_together(model, *alone)
        flows = model.limited(did.p_kw, did.q_kvar)
        more = did.unmet_kw - alone[0].unmet_kw + did.curtailed_kw - alone[0].curtailed_kw
        unserved = float(more.sum()) * model.plan.horizon.step_h
        return self._judge(model, judged(model.plan, flows), flows, None, unserved, allowed)

    def _judge(
        self,
        model: NetworkModel,
        found: Judged,
        flows: Flows | PhaseFlows,
        again: tuple[IntArray, Flows | PhaseFlows] | None,
        unserved: float,
        allowed: float,
    ) -> Probe:
        """Return the probe. again : steps that were solved once more, and their flows."""
        plan = model.plan
        hours = float(np.count_nonzero(found.beyond)) * plan.horizon.step_h
        binds = None
        if hours > self.allowed_h:
            step = int(found.excess.argmax())
            binds = binding(plan, flows, step, step)
            if again is not None and step in again[0]:
                binds = binding(plan, again[1], step, int(np.searchsorted(again[0], step)))
        elif unserved > allowed:
            last = plan.horizon.n_steps - 1
            binds = Binding("need", "", last, local_begin(plan, last), unserved, allowed)
        return Probe(binds is None, hours, unserved, binds)


def _settled(model: NetworkModel, alone: Dispatch) -> tuple[Dispatch, Flows | PhaseFlows]:
    """Return the operation as the voltage allowed it, and its flows."""
    if len(model.answering):
        return model.settle(alone)
    return alone, model.limited(alone.p_kw, alone.q_kvar)
