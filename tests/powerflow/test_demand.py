"""The network under its own demand: what is overloaded without any hub, against pandapower."""

from __future__ import annotations

import numpy as np
import pandapower as pp
import pytest

from hubsim.networks.from_pandapower import network_of, quiet
from hubsim.powerflow.demand import demand_findings, demand_flows


@pytest.fixture
def net():
    """A transformer of 100 kVA and a cable of 140 A."""
    net = pp.create_empty_network(name="small")
    mv, lv, end = (
        pp.create_bus(net, kv, name=name) for kv, name in ((10.0, "mv"), (0.4, "lv"), (0.4, "end"))
    )
    pp.create_ext_grid(net, mv)
    pp.create_transformer_from_parameters(
        net, mv, lv, 0.1, 10.0, 0.4, 1.5, 4.0, 0.2, 0.2, shift_degree=150, name="T1"
    )
    pp.create_line_from_parameters(net, lv, end, 0.3, 0.641, 0.085, 0.0, 0.14, name="cable")
    pp.create_load(net, end, 0.05, 0.02, name="home")
    return net


def test_the_demand_is_that_of_the_source_as_pandapower_solves_it(net):
    flows = demand_flows(network_of(net))
    with quiet():
        pp.runpp(net, tolerance_mva=1e-10, numba=False)
    np.testing.assert_allclose(flows.vm_pu[0], net.res_bus.vm_pu, atol=1e-9)
    np.testing.assert_allclose(flows.line_loading_pct[0], net.res_line.loading_percent, rtol=1e-8)


def test_nothing_is_overloaded_and_nothing_is_said(net):
    assert demand_findings(network_of(net)) == []


def test_without_any_demand_nothing_is_said(net):
    net.load["p_mw"] = net.load["q_mvar"] = 0.0
    assert demand_flows(network_of(net)) is None
    assert demand_findings(network_of(net)) == []


def test_overloads_are_named_worst_first_within_a_kind_and_low_voltage_at_its_worst_bus(net):
    net.load["p_mw"] = 0.11
    net.load["q_mvar"] = 0.0
    found = demand_findings(network_of(net))
    assert [(f.severity, f.element, f.element_id) for f in found] == [
        ("warning", "line", "cable"),
        ("warning", "trafo", "T1"),
        ("warning", "bus", "end"),
    ]
    with quiet():
        pp.runpp(net, numba=False)
    assert f"{net.res_line.loading_percent[0]:.0f} %" in found[0].message


def test_a_demand_without_solution_is_said(net):
    net.load["p_mw"] = 2.0
    (finding,) = demand_findings(network_of(net))
    assert "2000 kW, has no power flow solution" in finding.message


def test_a_connection_without_supply_is_left_out(net):
    lost = pp.create_bus(net, 0.4, name="lost")
    pp.create_load(net, lost, 0.05, name="nobody")
    assert demand_findings(network_of(net)) == []
