"""Every finding has a network that causes it, and a sound network has none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandapower as pp
import pytest

from hubsim.networks.check import Finding, check
from hubsim.networks.from_pandapower import network_of
from hubsim.networks.load import load_network


def only(net_or_network) -> Finding:
    network = net_or_network if hasattr(net_or_network, "bus_ids") else network_of(net_or_network)
    (finding,) = check(network)
    return finding


def test_the_shipped_network_and_the_small_one_are_sound(net, shipped):
    assert check(load_network(shipped)) == []
    assert check(network_of(net)) == []


def test_a_practically_zero_line_is_an_error_that_names_it(net):
    net.line.loc[0, "length_km"] = 1e-10
    finding = only(net)
    assert (finding.severity, finding.element, finding.element_id) == ("error", "line", "cable")
    assert "practically zero" in finding.message


def test_a_practically_zero_transformer_is_an_error_that_names_it(net):
    network = network_of(net)
    y = network.branch_yff_pu.copy()
    y[network.trafo_branch[0]] *= 1e9
    finding = only(replace(network, branch_yff_pu=y))
    assert (finding.severity, finding.element, finding.element_id) == ("error", "trafo", "T1")


def test_a_practically_zero_branch_of_another_kind_is_an_error(net):
    pp.create_impedance(net, 1, 2, rft_pu=1e-10, xft_pu=1e-10, sn_mva=1.0)
    finding = only(net)
    assert (finding.severity, finding.element) == ("error", "branch")


def test_an_impedance_that_is_not_a_number_is_an_error(net):
    network = network_of(net)
    broken = network.branch_ytt_pu.copy()
    broken[network.line_branch[0]] = np.nan
    finding = only(replace(network, branch_ytt_pu=broken))
    assert (finding.severity, finding.element_id) == ("error", "cable")
    assert "not a number" in finding.message


def test_a_bus_without_supply_is_named(net):
    pp.create_bus(net, 0.4, name="lonely", geodata=(2.0, 2.0))
    finding = only(net)
    assert (finding.severity, finding.element, finding.element_id) == ("warning", "bus", "lonely")
    assert "not supplied" in finding.message


@pytest.mark.parametrize("how", ["flag", "switch"])
def test_a_line_out_of_service_is_named(net, how):
    line = pp.create_line(net, 1, 2, 0.1, "NAYY 4x150 SE", name="second", in_service=how != "flag")
    if how == "switch":
        pp.create_switch(net, 1, line, "l", closed=False)
        pp.create_switch(net, 2, line, "l", closed=False)
    finding = only(net)
    assert (finding.severity, finding.element, finding.element_id) == ("warning", "line", "second")


@pytest.mark.parametrize(
    ("max_i_ka", "text"),
    [(np.nan, "no rating"), (0.0, "no rating"), (2.7, "implausible"), (0.00027, "implausible")],
)
def test_line_ratings_are_checked(net, max_i_ka, text):
    net.line.loc[0, "max_i_ka"] = max_i_ka
    finding = only(net)
    assert (finding.severity, finding.element, finding.element_id) == ("warning", "line", "cable")
    assert text in finding.message


@pytest.mark.parametrize(
    ("df", "text"), [(3000.0, "no rating"), (500.0, "implausible"), (1e-5, "implausible")]
)
def test_transformer_ratings_are_checked(net, df, text):
    net.trafo.loc[0, "df"] = df
    finding = only(net)
    assert (finding.severity, finding.element, finding.element_id) == ("warning", "trafo", "T1")
    assert text in finding.message


def test_a_transformer_to_medium_voltage_may_be_larger():
    network = load_network("pandapower:create_cigre_network_mv")
    assert network.trafo_limit_kva.max() > 10_000.0
    assert [finding for finding in check(network) if finding.element == "trafo"] == []


def test_a_network_without_transformer_says_so(net):
    net.trafo = net.trafo.drop(0)
    net.ext_grid.loc[0, "bus"] = 1
    net.bus = net.bus.drop(0)
    finding = only(net)
    assert (finding.severity, finding.element, finding.element_id) == (
        "warning",
        "network",
        "small",
    )
    assert "no transformer" in finding.message


def test_a_network_of_nothing_but_its_external_grid_is_an_error(net):
    net.trafo.loc[0, "in_service"] = False
    findings = check(network_of(net))
    assert findings[0].severity == "error"
    assert "no branch is in service" in findings[0].message
    (island,) = [f for f in findings if "without supply" in f.message]
    assert island.element_id == "lv"
    assert "2 buses" in island.message
    assert "end" in island.message


def test_buses_without_coordinates_are_counted_once(net):
    net.bus.loc[[1, 2], "geo"] = None
    finding = only(net)
    assert finding.element == "network"
    assert finding.message.startswith("2 of 3 buses have no coordinates")


def test_a_network_without_connections_says_so(net):
    net.load = net.load.drop(0)
    assert "no connections" in only(net).message


@pytest.mark.parametrize("vm_pu", [0.85, 1.2])
def test_a_voltage_outside_the_range_without_load_names_the_worst_bus(net, vm_pu):
    net.ext_grid.loc[0, "vm_pu"] = vm_pu
    pp.create_shunt(net, 2, q_mvar=0.01 if vm_pu < 1 else -0.01)
    finding = only(net)
    assert (finding.severity, finding.element, finding.element_id) == ("warning", "bus", "end")
    assert "3 of 3 buses" in finding.message


def test_a_part_that_hangs_on_nothing_is_an_error(net):
    network = network_of(net)
    line = np.arange(len(network.branch_from)) == network.line_branch[0]
    one, none = np.where(line, 1.0 + 0j, 0.0), np.where(line, -1.0 + 0j, 0.0)
    cut = {"branch_yff_pu": one, "branch_yft_pu": none, "branch_ytf_pu": none, "branch_ytt_pu": one}
    finding = only(replace(network, **cut))
    assert (finding.severity, finding.element) == ("error", "network")
    assert "singular" in finding.message


def test_errors_come_before_warnings(net):
    net.line.loc[0, "length_km"] = 1e-10
    net.load = net.load.drop(0)
    net.bus["geo"] = None
    assert [finding.severity for finding in check(network_of(net))] == [
        "error",
        "warning",
        "warning",
    ]


def test_a_line_between_voltage_levels_is_an_error(net):
    net.bus.loc[2, "vn_kv"] = 0.23
    (finding, *_) = check(network_of(net))
    assert (finding.severity, finding.element_id) == ("error", "cable")
    assert "0.4 and 0.23 kV" in finding.message


def test_a_transformer_at_the_wrong_voltage_level_is_an_error(net):
    net.bus.loc[0, "vn_kv"] = 12.6
    findings = [f for f in check(network_of(net)) if f.severity == "error"]
    assert [f.element_id for f in findings] == ["T1"]
    assert "rated 10 kV, but its bus mv is of 12.6 kV" in findings[0].message


@pytest.mark.parametrize("factor", [1e-3, 1e3])
def test_a_line_with_an_absurd_impedance_is_named(net, factor):
    net.line[["r_ohm_per_km", "x_ohm_per_km"]] *= factor
    finding = only(net)
    assert (finding.severity, finding.element_id) == ("warning", "cable")
    assert "ohm/km is implausible" in finding.message


def test_a_transformer_with_an_absurd_short_circuit_voltage_is_named(net):
    net.trafo[["vk_percent", "vkr_percent"]] *= 15.0
    assert "a short-circuit voltage of 60 % is implausible" in only(net).message


def test_islands_are_named_one_by_one(net):
    for number in range(3):
        ends = [
            pp.create_bus(net, 0.4, name=f"lost {number}{end}", geodata=(2.0, number))
            for end in "ab"
        ]
        pp.create_line(net, *ends, 0.1, "NAYY 4x150 SE", name=f"lost {number}")
    found = [f for f in check(network_of(net)) if "island" in f.message]
    assert [f.element_id for f in found] == ["lost 0a", "lost 1a", "lost 2a"]
    assert all("2 buses" in f.message for f in found)
