"""What a run stores of each operation: the table of its Parquet files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.horizon import Horizon
from hubsim.kpis.kpi import Outcome
from hubsim.scenario.plan import Plan


@dataclass(frozen=True)
class Quantity:
    """One wide table: a column an id, a row a step.

    ids : of the plan, the column names
    values : of an outcome, (T, n); (T + 1, n) when `at_boundaries`
    at_boundaries : the rows are moments instead of steps: every step's begin and the last one's end
    """

    ids: Callable[[Plan], Sequence[str]]
    values: Callable[[Outcome], FloatArray]
    at_boundaries: bool = False

    def times(self, horizon: Horizon) -> np.ndarray:
        """Return the time of every row, UTC, datetime64[s]."""
        if not self.at_boundaries:
            return horizon.times
        step = np.timedelta64(horizon.step_s, "s")
        return np.append(horizon.times, horizon.times[-1:] + step)


def _loss(outcome: Outcome) -> FloatArray:
    return np.column_stack([outcome.flows.loss_kw, outcome.flows.converged.astype(np.float64)])


QUANTITIES: dict[str, Quantity] = {
    "bus_vm_pu": Quantity(lambda plan: plan.network.bus_ids, lambda done: done.flows.vm_pu),
    "bus_p_kw": Quantity(
        lambda plan: plan.network.bus_ids, lambda done: done.dispatch.bus_kw(done.plan)[0]
    ),
    "bus_q_kvar": Quantity(
        lambda plan: plan.network.bus_ids, lambda done: done.dispatch.bus_kw(done.plan)[1]
    ),
    "line_loading_pct": Quantity(
        lambda plan: plan.network.line_ids, lambda done: done.flows.line_loading_pct
    ),
    "trafo_loading_pct": Quantity(
        lambda plan: plan.network.trafo_ids, lambda done: done.flows.trafo_loading_pct
    ),
    "trafo_p_kw": Quantity(lambda plan: plan.network.trafo_ids, lambda done: done.flows.trafo_p_kw),
    "asset_p_kw": Quantity(lambda plan: plan.asset_ids, lambda done: done.dispatch.p_kw),
    "asset_level_kwh": Quantity(
        lambda plan: plan.asset_ids, lambda done: done.dispatch.level_kwh, at_boundaries=True
    ),
    "asset_unmet_kw": Quantity(lambda plan: plan.asset_ids, lambda done: done.dispatch.unmet_kw),
    "asset_curtailed_kw": Quantity(
        lambda plan: plan.asset_ids, lambda done: done.dispatch.curtailed_kw
    ),
    "member_bought_kw": Quantity(
        lambda plan: plan.member_ids, lambda done: done.dispatch.bought_kw
    ),
    "member_sold_kw": Quantity(lambda plan: plan.member_ids, lambda done: done.dispatch.sold_kw),
    "member_shared_kw": Quantity(
        lambda plan: plan.member_ids, lambda done: done.dispatch.shared_kw
    ),
    "step_loss_kw": Quantity(lambda _plan: ("loss_kw", "converged"), _loss),
}
"""File name -> table. Column j holds element j; ``converged`` is 1 or 0."""
