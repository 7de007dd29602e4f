"""What a run stores of each operation: the table of its Parquet files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.horizon import Horizon
from hubsim.kpis.kpi import Outcome
from hubsim.kpis.transformer_heat import hot_spot_degc
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.plan import Plan


@dataclass(frozen=True)
class Quantity:
    """One wide table: a column an id, a row a step.

    ids : of the plan, the column names
    values : of an outcome, (T, n); (T + 1, n) when `at_boundaries`
    at_boundaries : the rows are moments instead of steps: every step's begin and the last one's end
    exists : whether an outcome has it; a run does not store what it does not have
    """

    ids: Callable[[Plan], Sequence[str]]
    values: Callable[[Outcome], FloatArray]
    at_boundaries: bool = False
    exists: Callable[[Outcome], bool] = lambda _: True

    def times(self, horizon: Horizon) -> np.ndarray:
        """Return the time of every row, UTC, datetime64[s]."""
        if not self.at_boundaries:
            return horizon.times
        step = np.timedelta64(horizon.step_s, "s")
        return np.append(horizon.times, horizon.times[-1:] + step)


def _buses(plan: Plan) -> Sequence[str]:
    """Return the columns of all buses: three each in a three-phase study, ``ID.a``, ``ID.b``, ``ID.c``."""
    return _by_phase(plan.network.bus_ids) if _three_phase(plan) else plan.network.bus_ids


def _powered(plan: Plan) -> Sequence[str]:
    """Return the columns of bus powers: in a three-phase study the phases of buses with members."""
    if not _three_phase(plan):
        return plan.network.bus_ids
    return _by_phase([plan.network.bus_ids[b] for b in np.unique(plan.member_bus)])


def _by_phase(ids: Sequence[str]) -> list[str]:
    return [f"{name}.{phase}" for name in ids for phase in "abc"]


def _three_phase(plan: Plan) -> bool:
    return plan.scenario.network.model == "three-phase"


def _flat(values: FloatArray) -> FloatArray:
    """Return (T, n) or (T, n, 3) as columns."""
    return values.reshape(len(values), -1)


def _bus_power(outcome: Outcome, part: int) -> FloatArray:
    if _three_phase(outcome.plan):
        return _flat(outcome.dispatch.bus_phase_kw(outcome.plan)[part])
    return outcome.dispatch.bus_kw(outcome.plan)[part]


def _has_phases(outcome: Outcome) -> bool:
    return isinstance(outcome.flows, PhaseFlows)


def _of_phases(outcome: Outcome) -> PhaseFlows:
    assert isinstance(outcome.flows, PhaseFlows)
    return outcome.flows


def _answered(outcome: Outcome) -> bool:
    return outcome.dispatch.lost_kw is not None


def _has_regulators(outcome: Outcome) -> bool:
    return bool(outcome.plan.scenario.network.regulators)


def _tap(outcome: Outcome) -> FloatArray:
    assert outcome.flows.response is not None
    return outcome.flows.response.tap


def _loss(outcome: Outcome) -> FloatArray:
    return np.column_stack([outcome.flows.loss_kw, outcome.flows.converged.astype(np.float64)])


def _gas(outcome: Outcome) -> FloatArray:
    assert outcome.dispatch.gas_kw is not None
    return outcome.dispatch.gas_kw


def _responds(outcome: Outcome) -> bool:
    return outcome.flows.response is not None


def _oscillating(outcome: Outcome) -> FloatArray:
    assert outcome.flows.response is not None
    return outcome.flows.response.oscillating.astype(np.float64)[:, None]


QUANTITIES: dict[str, Quantity] = {
    "bus_vm_pu": Quantity(_buses, lambda done: _flat(done.flows.vm_pu)),
    "bus_p_kw": Quantity(_powered, lambda done: _bus_power(done, 0)),
    "bus_q_kvar": Quantity(_powered, lambda done: _bus_power(done, 1)),
    "bus_unbalance_pct": Quantity(
        lambda plan: plan.network.bus_ids,
        lambda done: _of_phases(done).unbalance_pct,
        exists=_has_phases,
    ),
    "line_loading_pct": Quantity(
        lambda plan: plan.network.line_ids, lambda done: done.flows.line_loading_pct
    ),
    "line_current_a": Quantity(
        lambda plan: _by_phase(plan.network.line_ids),
        lambda done: _flat(_of_phases(done).line_current_a),
        exists=_has_phases,
    ),
    "line_neutral_a": Quantity(
        lambda plan: plan.network.line_ids,
        lambda done: _of_phases(done).line_neutral_a,
        exists=_has_phases,
    ),
    "trafo_loading_pct": Quantity(
        lambda plan: plan.network.trafo_ids, lambda done: done.flows.trafo_loading_pct
    ),
    "trafo_p_kw": Quantity(lambda plan: plan.network.trafo_ids, lambda done: done.flows.trafo_p_kw),
    "trafo_hot_spot_degc": Quantity(lambda plan: plan.network.trafo_ids, hot_spot_degc),
    "trafo_tap": Quantity(lambda plan: plan.network.trafo_ids, _tap, exists=_has_regulators),
    "asset_p_kw": Quantity(lambda plan: plan.asset_ids, lambda done: done.dispatch.p_kw),
    "asset_level_kwh": Quantity(
        lambda plan: plan.store_ids, lambda done: done.dispatch.level_kwh, at_boundaries=True
    ),
    "asset_gas_kw": Quantity(
        lambda plan: plan.asset_ids, _gas, exists=lambda done: done.dispatch.gas_kw is not None
    ),
    "asset_unmet_kw": Quantity(lambda plan: plan.asset_ids, lambda done: done.dispatch.unmet_kw),
    "asset_curtailed_kw": Quantity(
        lambda plan: plan.asset_ids, lambda done: done.dispatch.curtailed_kw
    ),
    "asset_lost_kw": Quantity(
        lambda plan: plan.asset_ids,
        lambda done: np.asarray(done.dispatch.lost_kw),
        exists=_answered,
    ),
    "asset_tripped": Quantity(
        lambda plan: plan.asset_ids,
        lambda done: np.asarray(done.dispatch.tripped, dtype=np.float64),
        exists=_answered,
    ),
    "member_bought_kw": Quantity(
        lambda plan: plan.member_ids, lambda done: done.dispatch.bought_kw
    ),
    "member_sold_kw": Quantity(lambda plan: plan.member_ids, lambda done: done.dispatch.sold_kw),
    "member_shared_kw": Quantity(
        lambda plan: plan.member_ids, lambda done: done.dispatch.shared_kw
    ),
    "step_loss_kw": Quantity(lambda _plan: ("loss_kw", "converged"), _loss),
    "step_oscillating": Quantity(lambda _plan: ("oscillating",), _oscillating, exists=_responds),
}
"""File name -> table. Column j holds element j; ``converged``, ``oscillating`` and ``asset_tripped`` are 1
or 0. In a three-phase study voltages and powers of a bus and currents of a line have a column a phase,
``ID.a``, ``ID.b`` and ``ID.c``, powers of buses with a member alone: the others draw nothing."""
