"""What is stored with a run is the network that was simulated."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields

import numpy as np
import pandapower as pp
import pytest
from pandapower.toolbox import nets_equal, reindex_buses

from hubsim.networks.from_pandapower import network_of, quiet
from hubsim.networks.load import load_network

SOURCES = [
    "shipped",
    "pandapower:create_cigre_network_lv",
    "pandapower:create_kerber_landnetz_freileitung_1",
    "pandapower:ieee_european_lv_asymmetric",
]


def opened(network):
    with quiet():
        return pp.from_json_string(network.pandapower_json)


@pytest.fixture(scope="module", params=SOURCES)
def network(request, shipped):
    return load_network(shipped if request.param == "shipped" else request.param)


def test_the_stored_net_has_exactly_one_zero_load_a_bus_named_by_its_id(network):
    net = opened(network)
    assert net.load.name.tolist() == list(network.bus_ids)
    assert net.load.bus.tolist() == net.bus.index.tolist()
    assert (net.load.p_mw == 0.0).all()
    assert (net.load.q_mvar == 0.0).all()
    assert not any(
        len(net[table])
        for table in ("sgen", "storage", "motor", "asymmetric_load", "asymmetric_sgen")
    )
    assert net.bus.name.tolist() == list(network.bus_ids)
    assert net.line.name.tolist() == list(network.line_ids)


def test_the_stored_net_loads_to_the_same_arrays(network):
    again = network_of(opened(network), network.name)
    for field in fields(network):
        if field.name.startswith("connection_"):  # every bus now has a load
            continue
        one, other = getattr(network, field.name), getattr(again, field.name)
        if isinstance(one, np.ndarray):
            assert one.dtype == other.dtype
            if one.dtype.kind == "i":
                assert np.array_equal(one, other), field.name
            else:
                assert np.allclose(one, other, rtol=1e-12, atol=0.0, equal_nan=True), field.name
        elif field.name != "pandapower_json":
            assert one == other, field.name


def test_ids_are_unique_and_connections_are_supplied(network):
    for ids in (network.bus_ids, network.line_ids, network.trafo_ids):
        assert len(set(ids)) == len(ids)
    assert network.connection_bus.size > 0
    assert (network.bus_node[network.connection_bus] >= 0).all()


def test_loading_changes_nothing_in_the_net(net):
    before = deepcopy(net)
    network_of(net)
    assert nets_equal(net, before)


def test_names_that_repeat_or_are_missing_become_element_and_index(net):
    net.bus["name"] = ["same", "same", None]
    net.line["name"] = "  spaced  "
    network = network_of(net)
    assert network.bus_ids == ("bus 0", "bus 1", "bus 2")
    assert network.line_ids == ("spaced",)


def test_buses_that_are_not_numbered_from_zero_keep_their_places(net):
    expected = network_of(net)
    reindex_buses(net, {0: 40, 1: 7, 2: 23})
    again = network_of(net)
    assert again.bus_ids == expected.bus_ids
    assert np.array_equal(again.connection_bus, expected.connection_bus)
    assert np.array_equal(again.line_from_bus, expected.line_from_bus)
    assert sorted(np.abs(again.branch_yff_pu)) == pytest.approx(
        sorted(np.abs(expected.branch_yff_pu))
    )


def test_power_of_wards_is_an_injection_and_taken_out_like_loads(net):
    pp.create_ward(net, 2, ps_mw=0.05, qs_mvar=0.01, pz_mw=0.004, qz_mvar=0.002)
    network = network_of(net)
    node = network.bus_node[2]
    assert network.node_shunt_pu[node] * network.base_kva == pytest.approx(4.0 - 2.0j)
    ward = opened(network).ward
    assert ward[["ps_mw", "qs_mvar"]].to_numpy().tolist() == [[0.0, 0.0]]
    assert ward[["pz_mw", "qz_mvar"]].to_numpy().tolist() == [[0.004, 0.002]]


def test_a_rating_counts_derating_and_parallel_systems(net):
    net.line.loc[0, ["max_i_ka", "df", "parallel"]] = 0.2, 0.5, 3
    net.trafo.loc[0, ["sn_mva", "df", "parallel"]] = 0.4, 0.9, 2
    network = network_of(net)
    assert network.line_limit_a[0] == pytest.approx(300.0)
    assert network.trafo_limit_kva[0] == pytest.approx(720.0)


def test_a_line_open_at_one_end_still_charges_and_is_listed_as_open(net):
    spare = pp.create_line(net, 1, 2, 0.1, "NAYY 4x150 SE", name="spare")
    assert network_of(net).open_lines == ()
    pp.create_switch(net, 2, spare, "l", closed=False)
    network = network_of(net)
    assert network.open_lines == ("spare",)
    assert network.line_branch[1] >= 0
