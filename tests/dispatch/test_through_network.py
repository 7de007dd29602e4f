"""An operation put through the network: what voltage took is booked, and every phase is watched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import hubsim
from hubsim.dispatch.alone import operate_alone
from hubsim.dispatch.balance import balance_check
from hubsim.dispatch.through_network import NetworkModel
from hubsim.dispatch.together import operate_together
from hubsim.dispatch.together.network_limits import NetworkLimits
from hubsim.powerflow.phases.flows import PhaseFlows
from hubsim.scenario.plan import make_plan

VILLAGE = Path(__file__).parents[2] / "scenarios" / "village.yaml"
SUNNY = ("time.start=2016-06-09", "time.end=2016-06-09")


@pytest.fixture(scope="module")
def plan():
    return make_plan(hubsim.load_scenario(VILLAGE, overrides=list(SUNNY)))


@pytest.fixture(scope="module")
def alone(plan):
    return operate_alone(plan)


def test_what_voltage_took_is_lost_and_curtailed_and_every_balance_closes(plan, alone):
    settled, flows = NetworkModel.of(plan).settle(alone)
    assert isinstance(flows, PhaseFlows)
    balance_check(plan, settled)
    assert settled.tripped.any()
    np.testing.assert_allclose(settled.p_kw - alone.p_kw, settled.lost_kw, atol=1e-9)
    np.testing.assert_allclose(
        settled.curtailed_kw - alone.curtailed_kw, settled.lost_kw, atol=1e-9
    )
    assert (settled.lost_kw[settled.tripped] > 0.0).all()
    assert (settled.lost_kw[~settled.tripped] == 0.0).all()
    assert settled.sold_kw.sum() < alone.sold_kw.sum()


def test_settled_power_gives_the_same_flows_when_nothing_answers(plan, alone):
    settled, flows = NetworkModel.of(plan).settle(alone)
    p_kw, q_kvar = settled.bus_phase_kw(plan)
    buses = [plan.network.bus_ids[b] for b in np.unique(plan.member_bus)]
    again = hubsim.power_flow(plan.network, p_kw, q_kvar, buses=buses)
    np.testing.assert_allclose(again.vm_pu, flows.vm_pu, atol=2e-8)
    np.testing.assert_allclose(again.line_neutral_a, flows.line_neutral_a, atol=1e-3)
    # 253 V to neutral, whatever the base of the network is.
    members = np.unique(plan.member_bus)
    most = flows.vm_pu[:, members].max() * 400.0 / np.sqrt(3.0)
    assert most <= 253.0 + 1e-3


def test_a_balanced_study_of_the_same_plan_sees_less(plan, alone):
    settled, flows = NetworkModel.of(plan, "balanced").settle(alone)
    _, phases = NetworkModel.of(plan).settle(alone)
    assert not settled.tripped.any()
    assert flows.vm_pu.min() > phases.vm_pu.min()
    assert flows.line_loading_pct.max() < phases.line_loading_pct.max()


def test_each_phase_of_an_element_is_watched(plan, alone):
    model = NetworkModel.of(plan)
    settled, flows = model.settle(alone)
    limits = NetworkLimits.of(model, [], settled, flows)
    n_element = len(plan.network.trafo_ids) + len(plan.network.line_ids)
    assert limits.n_loadings == 3 * n_element
    # A home on one phase loads that phase and no other; three phases take a third each.
    by_phase = limits.sensitivity[: limits.n_loadings].reshape(n_element, 3, -1)
    total = by_phase.sum(axis=1)
    np.testing.assert_allclose(by_phase, total[:, None] * plan.member_phase.T, atol=1e-12)
    np.testing.assert_allclose(limits.scale_kw[:3], plan.network.trafo_limit_kva[0] / 3.0)


def test_together_is_confirmed_phase_by_phase(plan, alone):
    model = NetworkModel.of(plan)
    settled, flows = model.settle(alone)
    highest = float(flows.line_loading_pct.max())
    limit = f"limits.loading={0.9 * highest:.1f} %"
    tight = make_plan(hubsim.load_scenario(VILLAGE, overrides=[*SUNNY, limit]))
    model = NetworkModel.of(tight)
    did, effort = operate_together(model, alone, settled, flows)
    operated, after = model.settle(did)
    balance_check(tight, operated)
    over = (after.line_loading_pct > 0.9 * highest + 1e-2).sum()
    assert over < (flows.line_loading_pct > 0.9 * highest + 1e-2).sum()
    network = tight.network
    assert set(effort.watched) <= {*network.trafo_ids, *network.line_ids, *network.bus_ids}
