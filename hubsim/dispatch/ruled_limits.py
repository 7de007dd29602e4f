"""What transformers and cables leave for active power, as a controller that measures its current sees it.

    |flow_e| <= (1 - margin) sqrt((limit_e S_e)^2 - other_e^2),    other_e^2 = x_e^2 - flow_alone_e^2

with the rating S, the apparent power x that AC power flow found alone, and the linear flow of the members'
power: what is not explained by it, reactive power and losses, is there whoever is told to wait.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.compiled import compiled
from hubsim.dispatch.dispatch import Dispatch
from hubsim.dispatch.through_network import NetworkModel
from hubsim.dispatch.together.network_limits import NEGLIGIBLE, limit_of_rows, loadings_of
from hubsim.networks.network import Network
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.limits import LoadingLimits

MARGIN = 0.04
"""Share of every bound that is kept free: with more flow there are more losses than alone."""


@dataclass(frozen=True)
class Loadings:
    """Loading limits of N transformers and lines, or of their phases; those that fewest members move first.

    sensitivity : (N, M) flow per kW drawn by the member; rating_kva, rows : (N,), place among all of them
    limits : of every element at every step
    settled, flows : the operation alone as the voltage allowed it, and its power flow from step `begin` on
    """

    sensitivity: FloatArray
    rating_kva: FloatArray
    rows: np.ndarray
    limits: LoadingLimits
    network: Network
    settled: Dispatch
    flows: Flows | PhaseFlows
    begin: int = 0

    @classmethod
    def of(
        cls, model: NetworkModel, settled: Dispatch, flows: Flows | PhaseFlows, begin: int = 0
    ) -> Loadings:
        """Return the loading limits of a plan's network."""
        _, per_kw, rating_kva = loadings_of(model, by_phase=isinstance(flows, PhaseFlows))
        per_kw[np.abs(per_kw) < NEGLIGIBLE] = 0.0
        rows = np.argsort(np.count_nonzero(per_kw, axis=1), kind="stable")
        return cls(
            sensitivity=per_kw[rows],
            rating_kva=rating_kva[rows],
            rows=rows,
            limits=model.plan.loading_limits,
            network=model.plan.network,
            settled=settled,
            flows=flows,
            begin=begin,
        )

    def bounds(self, steps: slice, flow_kw: FloatArray | None = None) -> FloatArray:
        """Return the largest flow either way, (W, N) [kW]; infinite where no rating is known.

        flow_kw : (W, N) linear flow of the settled operation, where it is known
        """
        if flow_kw is None:
            per_kw = np.ascontiguousarray(self.sensitivity.T)
            flow_kw = linear_flow(self.settled.member_kw(steps), per_kw)
        found_kva = self._found(steps)[:, self.rows]
        # A step without a solution tells nothing.
        other = np.nan_to_num(np.maximum(found_kva**2 - flow_kw**2, 0.0), nan=0.0, posinf=0.0)
        limit_pct = limit_of_rows(self.limits, steps, len(self.rows))[:, self.rows]
        allowed_kva = limit_pct / 100.0 * self.rating_kva
        most = np.maximum(allowed_kva**2 - other, 0.0)
        bound: FloatArray = (1.0 - MARGIN) * np.sqrt(most)
        return bound

    def _found(self, steps: slice) -> FloatArray:
        """Return the apparent power that AC found at rated voltage, (W, N) in the network's order [kVA].

        Of a transformer in three phases its fullest one is known: it stands for the others too.
        """
        rating = np.empty(len(self.rows))
        rating[self.rows] = self.rating_kva
        steps = slice(steps.start - self.begin, steps.stop - self.begin)
        trafos, flows = self.flows.trafo_loading_pct[steps], self.flows
        if isinstance(flows, Flows):
            loading = np.hstack([trafos, flows.line_loading_pct[steps]])
        else:
            lines = 100.0 * flows.line_current_a[steps] / self.network.line_limit_a[:, None]
            loading = np.hstack([np.repeat(trafos, 3, axis=1), lines.reshape(len(lines), -1)])
        with np.errstate(invalid="ignore"):
            found: FloatArray = loading / 100.0 * rating
        return found


@compiled
def linear_flow(member_kw: FloatArray, per_kw: FloatArray) -> FloatArray:
    """Return the flows of the members' power, (W, N) [kW]. per_kw : (M, N) of each member.

    Members are added in their order, so a flow is the same in every block and on every number of threads;
    products of matrices this small cost threads more than they save.
    """
    n_steps, n_members = member_kw.shape
    n_flows = per_kw.shape[1]
    flow = np.zeros((n_steps, n_flows))
    for t in range(n_steps):
        for m in range(n_members):
            net = member_kw[t, m]
            for e in range(n_flows):
                flow[t, e] += per_kw[m, e] * net
    return flow
