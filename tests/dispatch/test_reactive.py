"""Reactive power as a choice of the plan: it keeps a voltage that else would cost sun."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.dispatch.balance import balance_check
from hubsim.dispatch.together.reference import unrolled_objective
from hubsim.dispatch.together.span import Span
from hubsim.powerflow.balanced import solve_grid
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.sensitivity import voltage_sensitivity

SUNNY = (
    "members.corner.bus=bus_1_12",
    "members.corner.devices={pv: {kind: pv, rating: 60 kWp, profile: made/sun, inverter: {reactive: hub}}}",
    "limits.voltage_max=1.03 pu",
    "contract={kind: none}",
    "control.coordinate=[pv]",
)
FIXED = (
    SUNNY[0],
    "members.corner.devices={pv: {kind: pv, rating: 60 kWp, profile: made/sun}}",
    *SUNNY[2:],
)


def test_less_sun_is_curtailed_for_the_same_voltage(village) -> None:
    chosen, fixed = village(*SUNNY), village(*FIXED)
    a = chosen.asset("corner.pv")
    for street in (chosen, fixed):
        balance_check(street.plan, street.together)
        assert street.alone_flows.vm_pu.max() > 1.035
        assert street.flows(street.together).vm_pu.max() <= 1.03 + 1e-6
        assert street.effort.unconfirmed == 0
    lost = [street.together.curtailed_kw[:, a].sum() for street in (chosen, fixed)]
    assert lost[1] > 10.0
    assert lost[0] < 0.9 * lost[1]
    # It draws reactive power when the sun is high, within its power factor, and rests at night.
    q, p = chosen.together.q_kvar[:, a], chosen.together.p_kw[:, a]
    assert q.max() > 1.0
    assert q.min() >= -1e-6
    assert (q <= np.tan(np.arccos(0.9)) * -p + 1e-5).all()
    assert not fixed.together.q_kvar[:, a].any()


def test_the_template_costs_what_the_unrolled_model_costs(village) -> None:
    street = village(*SUNNY)
    planner, span = street.planner(), Span(slice(8, 18))
    start, band = planner.start(), planner.band(span)
    planned = planner.solve(span, start, band)
    while planner.write_broken(span, planned, band):
        planned = planner.solve(span, start, band)
    expected = unrolled_objective(planner, span, start, band)
    assert planned.objective == pytest.approx(expected, rel=1e-7)
    assert planned.x[:, planner.template.columns["asset[1].q_in_kvar"]].max() > 0.1


def test_a_kvar_moves_voltages_as_power_flow_says(village) -> None:
    street = village()
    grid = Grid.of(street.plan.network)
    by_kvar = voltage_sensitivity(grid, reactive=True)
    bus = street.plan.network.bus_ids.index("bus_1_12")
    q = np.zeros((2, len(street.plan.network.bus_ids)))
    q[1, bus] = 1.0
    flows = solve_grid(grid, np.zeros_like(q), q)
    change = flows.vm_pu[1] - flows.vm_pu[0]
    assert by_kvar[:, bus] == pytest.approx(change, rel=0.01, abs=2e-6)
    assert change.min() < -1e-5


def test_in_three_phases_a_kvar_moves_the_phase_it_is_drawn_from(village) -> None:
    street = village("network.model=three-phase", *SUNNY)
    limits = street.planner().limits
    assert limits.per_kvar.shape == limits.sensitivity.shape
    assert not limits.per_kvar[: limits.n_loadings].any()
    assert np.abs(limits.per_kvar[limits.n_loadings :]).max() > 0.05
