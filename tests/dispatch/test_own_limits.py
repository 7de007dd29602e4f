"""Limits of single elements and of seasons hold in the plan, by optimiser and by rules, as in the figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hubsim.dispatch.ruled import operate_by_rules
from hubsim.dispatch.together.network_limits import NetworkLimits
from hubsim.kpis.kpi import Outcome
from hubsim.kpis.loading import line_overload_h, trafo_overload_h

WIDE = ("contract.import=1000 kW", "contract.export=1000 kW", "limits.loading=200 %")
OWN = (*WIDE, "limits.transformers={trafo 1: 35 %}", "limits.lines={line_1_1: 45 %}")


def limits_of(plan) -> np.ndarray:
    return np.broadcast_to(plan.loading_limits.at(slice(None)), (plan.horizon.n_steps, 14))


def loading_of(flows) -> np.ndarray:
    assert flows.converged.all()
    return np.hstack([flows.trafo_loading_pct, flows.line_loading_pct])


def test_only_the_element_that_is_named_gets_the_limit(village) -> None:
    plan = village(*OWN).plan
    limits = dict(
        zip(plan.network.trafo_ids + plan.network.line_ids, limits_of(plan)[0], strict=True)
    )
    assert limits.pop("trafo 1") == 35.0
    assert limits.pop("line_1_1") == 45.0
    assert set(limits.values()) == {200.0}


def test_ac_power_flow_confirms_the_limits_of_single_elements(village) -> None:
    street = village(*OWN)
    limits = limits_of(street.plan)
    over = loading_of(street.alone_flows) > limits + 1e-3
    assert over[:, 0].any()
    assert (loading_of(street.flows(street.together)) <= limits + 1e-3).all()
    assert street.effort.unconfirmed == 0
    # Without them the plan would not keep them: it is the limits that hold it.
    free = village(*WIDE)
    assert loading_of(free.flows(free.together))[:, 0].max() > 36.0


def test_limits_that_change_over_time_hold_in_each_part(village) -> None:
    street = village(*WIDE)
    plan = street.plan
    sort = (np.arange(plan.horizon.n_steps) >= 30).astype(np.int64)
    limits = replace(
        plan.loading_limits,
        sort=sort,
        trafo_pct=np.array([[60.0], [35.0]]),
        line_pct=np.vstack([plan.loading_limits.line_pct] * 2),
    )
    seasonal = type(street)(replace(plan, loading_limits=limits), street.grid)
    loading = seasonal.flows(seasonal.together).trafo_loading_pct[:, 0]
    assert seasonal.alone_flows.trafo_loading_pct[30:].max() > 36.0
    assert (loading <= np.where(sort == 1, 35.0, 60.0) + 1e-3).all()
    # The first part may use what the second may not.
    assert loading[:30].max() > 36.0
    done = Outcome(seasonal.plan, seasonal.together, seasonal.flows(seasonal.together))
    assert trafo_overload_h(done) == line_overload_h(done) == 0.0


def test_rules_keep_to_the_limits_of_single_elements(village) -> None:
    street = village(*OWN, "limits.transformers={trafo 1: 45 %}")
    limits = limits_of(street.plan)
    settled, flows = street.model.settle(street.alone)
    assert (loading_of(flows) > limits + 1.0).any()
    ruled = operate_by_rules(street.model, street.alone, settled, flows)
    assert (loading_of(street.model.settle(ruled)[1]) <= limits + 1.0).all()


def test_in_three_phases_every_phase_has_the_limit_of_its_element(village) -> None:
    street = village(*OWN, "network.model=three-phase")
    settled, flows = street.model.settle(street.alone)
    found = NetworkLimits.of(street.model, [], settled.member_kw(), flows)
    limits = dict(zip(found.ids, found.limit_pct(slice(7, 8))[0], strict=False))
    assert found.limit_pct(slice(7, 9)).shape == (2, 3 * 14)
    assert found.limit_pct(slice(7, 8))[0, :9].tolist() == [35.0] * 3 + [45.0] * 3 + [200.0] * 3
    assert limits["trafo 1"] == 35.0
