"""Ten operating points of ten networks against pandapower's own Newton."""

from __future__ import annotations

import numpy as np
import pandapower as pp
import pytest

from hubsim.networks.from_pandapower import network_of
from hubsim.powerflow.balanced import solve_grid
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.iteration import MAX_ITERATIONS
from hubsim.powerflow.sensitivity import loading_sensitivity, voltage_sensitivity
from hubsim.powerflow.solve import power_flow


def largest(difference):
    return float(np.nanmax(np.abs(difference), initial=0.0))


def assert_same_as_pandapower(case, flows, k, loading_pct=1e-5):
    net = case.net
    assert np.array_equal(np.isnan(flows.vm_pu[k]), np.isnan(net.res_bus.vm_pu))
    assert largest(flows.vm_pu[k] - net.res_bus.vm_pu) <= 1e-8
    assert largest(flows.va_deg[k] - net.res_bus.va_degree) <= 1e-6
    on = net.line.in_service.to_numpy() & (case.network.line_branch >= 0)
    assert np.isfinite(flows.line_loading_pct[k][on]).all()
    assert largest((flows.line_loading_pct[k] - net.res_line.loading_percent)[on]) <= loading_pct
    assert largest(flows.trafo_loading_pct[k] - net.res_trafo.loading_percent) <= loading_pct
    # A voltage known to 1e-8 leaves the power of a load at constant current as uncertain as that.
    power_kw = 1e-6 + 2e-8 * np.hypot(flows.slack_p_kw[k], flows.slack_q_kvar[k])
    assert largest(flows.trafo_p_kw[k] - net.res_trafo.p_hv_mw * 1e3) <= power_kw
    assert largest(flows.trafo_q_kvar[k] - net.res_trafo.q_hv_mvar * 1e3) <= power_kw
    assert largest(flows.trafo_loss_kw[k] - net.res_trafo.pl_mw * 1e3) <= power_kw
    loss_mw = net.res_line.pl_mw.sum() + net.res_trafo.pl_mw.sum() + net.res_impedance.pl_mw.sum()
    loss_mw += net.res_shunt.p_mw.sum() + net.res_ward.p_mw.sum()
    assert abs(flows.loss_kw[k] - loss_mw * 1e3) <= power_kw
    assert abs(flows.slack_p_kw[k] - net.res_ext_grid.p_mw.iloc[0] * 1e3) <= power_kw
    assert abs(flows.slack_q_kvar[k] - net.res_ext_grid.q_mvar.iloc[0] * 1e3) <= power_kw


def test_ten_operating_points_agree_with_pandapower(case):
    flows = power_flow(case.network, case.p_kw, case.q_kvar)
    assert flows.converged.all()
    assert np.nanmax(np.abs(flows.vm_pu - flows.vm_pu[0])) > 0.01, "the loads are too light to tell"
    for k in range(len(case.p_kw)):
        assert case.solve_reference(case.p_kw[k], case.q_kvar[k])
        assert_same_as_pandapower(case, flows, k)


def test_three_windings_and_a_bus_switch_with_resistance_agree_with_pandapower(new_case):
    net = pp.create_empty_network()
    high, mid, low, lv, end = (
        pp.create_bus(net, kv, name=f"{kv} kV {k}")
        for k, kv in enumerate((110.0, 20.0, 10.0, 0.4, 0.4))
    )
    pp.create_ext_grid(net, high)
    pp.create_transformer3w(net, high, mid, low, "63/25/38 MVA 110/20/10 kV")
    pp.create_transformer(net, low, lv, "0.4 MVA 10/0.4 kV")
    pp.create_switch(net, lv, end, "b", closed=True, z_ohm=0.05)
    p_kw = np.zeros((3, 5))
    p_kw[:, end], p_kw[:, mid] = (10.0, -50.0, 80.0), 1000.0
    network = network_of(net)
    case = new_case(network, p_kw, 0.2 * p_kw)
    flows = power_flow(network, case.p_kw, case.q_kvar)
    for k in range(3):
        assert case.solve_reference(case.p_kw[k], case.q_kvar[k])
        assert largest(flows.vm_pu[k] - case.net.res_bus.vm_pu) <= 1e-8
        assert largest(flows.va_deg[k] - case.net.res_bus.va_degree) <= 1e-6
        assert largest(flows.trafo_loading_pct[k] - case.net.res_trafo.loading_percent) <= 1e-5


def test_power_at_the_external_grid_itself_is_delivered_and_changes_nothing_else(semiurb):
    at_slack = int(np.flatnonzero(semiurb.network.bus_node == semiurb.network.slack_node)[0])
    p_kw = np.zeros((2, semiurb.p_kw.shape[1]))
    p_kw[1, at_slack] = 100.0
    flows = power_flow(semiurb.network, p_kw, p_kw / 2)
    assert flows.slack_p_kw[1] - flows.slack_p_kw[0] == pytest.approx(100.0, abs=1e-9)
    assert flows.slack_q_kvar[1] - flows.slack_q_kvar[0] == pytest.approx(50.0, abs=1e-9)
    assert np.array_equal(flows.vm_pu[0], flows.vm_pu[1])


@pytest.mark.parametrize("name", ["semiurb4", "dorfnetz", "cigre-lv"])
def test_every_node_of_every_step_balances_by_pandapowers_own_admittance(case_of, name):
    case, n_step = case_of(name), 3000
    rng = np.random.default_rng(4)
    p_kw = rng.gamma(0.7, 1.2, (n_step, case.p_kw.shape[1])) * (case.network.bus_node >= 0) - 0.3
    p_kw *= case.network.bus_kv < 1.0
    q_kvar = 0.2 * p_kw
    flows = power_flow(case.network, p_kw, q_kvar)
    assert flows.converged.all()
    assert case.solve_reference(p_kw[0], q_kvar[0])
    place = case.net._pd2ppc_lookups["bus"][case.net.bus.index]
    admittance = case.net._ppc["internal"]["Ybus"]
    voltage = np.zeros((n_step, admittance.shape[0]), dtype=np.complex128)
    voltage[:, place] = flows.vm_pu * np.exp(1j * np.deg2rad(flows.va_deg))
    left_kva = voltage * np.conj((admittance @ voltage.T).T) * case.net.sn_mva * 1e3
    np.add.at(left_kva.T, place, (p_kw + 1j * q_kvar).T)
    at_slack = case.net._pd2ppc_lookups["bus"][case.net.ext_grid.bus]
    supplied = np.setdiff1d(place, at_slack)
    assert np.abs(left_kva[:, supplied]).max() <= 1e-6


@pytest.mark.parametrize("name", ["semiurb4", "meshed", "control", "cigre-lv"])
def test_up_to_collapse_the_verdict_is_pandapowers(case_of, name):
    case = case_of(name)
    p_kw, q_kvar = np.abs(case.p_kw[2]), 0.3 * np.abs(case.p_kw[2])
    low, high = 1.0, 1e4
    for _ in range(20):  # pandapower's own collapse point
        middle = np.sqrt(low * high)
        reached = case.solve_reference(middle * p_kw, middle * q_kvar)
        low, high = (middle, high) if reached else (low, middle)
    parts = [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.001, 1.01, 1.2, 3.0, 30.0]
    scales = low * np.array(parts)
    flows = power_flow(case.network, scales[:, None] * p_kw, scales[:, None] * q_kvar)
    assert flows.converged.tolist() == [part < 1.0 for part in parts]
    assert np.nanmin(flows.vm_pu) < 0.55, "not close to collapse"
    assert (flows.iterations[flows.converged] > MAX_ITERATIONS).any(), "Newton was not asked"
    for k, scale in enumerate(scales):
        assert case.solve_reference(scale * p_kw, scale * q_kvar) == flows.converged[k]
        if flows.converged[k]:
            # Loadings of 1000 % scale the error of a current.
            assert_same_as_pandapower(case, flows, k, loading_pct=1e-4)
        else:
            assert np.isnan(flows.vm_pu[k]).all()
            assert np.isnan(flows.loss_kw[k])


def test_sensitivities_are_the_finite_differences_of_pandapower(case_of):
    for name in ("meshed", "cigre-lv"):
        case = case_of(name)
        network, net = case.network, case.net
        grid = Grid.of(network)
        lines, trafos = loading_sensitivity(grid)
        volts = voltage_sensitivity(grid)
        zero = np.zeros(len(network.bus_ids))

        def state(p_kw, case=case, net=net, zero=zero):
            assert case.solve_reference(p_kw, zero)
            flow = (net.res_line.p_from_mw, net.res_trafo.p_hv_mw, net.res_bus.vm_pu)
            return [
                part.to_numpy().copy() * unit
                for part, unit in zip(flow, (1e3, 1e3, 1.0), strict=True)
            ]

        base = state(zero)
        for bus in np.flatnonzero(grid.bus_place >= 0)[::3]:
            drawn = zero.copy()
            drawn[bus] = 1.0
            line_kw, trafo_kw, vm_pu = (a - b for a, b in zip(state(drawn), base, strict=True))
            alive = network.line_branch >= 0
            assert np.allclose(lines[alive, bus], line_kw[alive], rtol=0.05, atol=2e-3)
            assert np.allclose(trafos[:, bus], trafo_kw, rtol=0.05, atol=2e-3)
            on = network.bus_node >= 0
            assert np.allclose(volts[on, bus], vm_pu[on], rtol=0.05, atol=2e-7)
            assert trafos[:, bus].max() > 0.2, "drawing must flow down through a transformer"
            assert volts[bus, bus] < 0.0, "drawing must lower the voltage"


def test_sensitivity_of_a_tree_is_one_on_the_way_and_zero_beside_it(semiurb):
    network = semiurb.network
    lines, trafos = loading_sensitivity(Grid.of(network))
    connected = network.connection_bus
    assert np.allclose(trafos[:, connected], 1.0, atol=0.01)
    near = np.abs(lines[:, connected])
    assert ((near < 0.01) | (np.abs(near - 1.0) < 0.01)).all()
    fed = (near > 0.99).sum(axis=1)
    assert fed.max() > 1, "no line feeds more than one connection"
    light = np.zeros((2, len(network.bus_ids)))
    light[1, connected] = 0.5
    flows = solve_grid(Grid.of(network), light)
    predicted = trafos @ (light[1] - light[0])
    assert np.allclose(flows.trafo_p_kw[1] - flows.trafo_p_kw[0], predicted, rtol=0.05)
