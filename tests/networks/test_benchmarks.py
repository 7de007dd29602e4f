"""Every low- and medium-voltage benchmark network that pandapower and SimBench hold loads and solves.

The demand of the file is put through both power flows; generation of the file too.
"""

from __future__ import annotations

import importlib.util

import numpy as np
import pandapower as pp
import pandapower.networks
import pytest

from hubsim import power_flow
from hubsim.networks.from_pandapower import network_of, quiet

PANDAPOWER = [
    "create_cigre_network_lv",
    "create_cigre_network_mv",
    "create_dickert_lv_network",
    "create_kerber_dorfnetz",
    "create_kerber_landnetz_freileitung_1",
    "create_kerber_landnetz_freileitung_2",
    "create_kerber_landnetz_kabel_1",
    "create_kerber_landnetz_kabel_2",
    "create_kerber_vorstadtnetz_kabel_1",
    "create_kerber_vorstadtnetz_kabel_2",
    "create_synthetic_voltage_control_lv_network",
    "kb_extrem_dorfnetz",
    "kb_extrem_landnetz_freileitung",
    "kb_extrem_landnetz_kabel",
    "kb_extrem_vorstadtnetz_1",
    "kb_extrem_vorstadtnetz_trafo_2",
    "ieee_european_lv_asymmetric",
    "lv_schutterwald",  # fourteen stations, an external grid each
    "mv_oberrhein",  # two substations
    "simple_mv_open_ring_net",
    "four_loads_with_branches_out",
    "case33bw",
]

SIMBENCH = [
    *(
        f"1-LV-{name}--0-sw"
        for name in ("rural1", "rural2", "rural3", "semiurb4", "semiurb5", "urban6")
    ),
    *(f"1-MV-{name}--0-sw" for name in ("rural", "semiurb", "urban", "comm")),
]


def agrees(net):
    network = network_of(net)
    position = {bus: at for at, bus in enumerate(net.bus.index)}
    p_kw, q_kvar = (np.zeros((1, len(net.bus))) for _ in range(2))
    for table, sign in (("load", 1.0), ("sgen", -1.0), ("storage", 1.0)):
        for row in net[table][net[table].in_service].itertuples():
            p_kw[0, position[row.bus]] += sign * row.p_mw * row.scaling * 1e3
            q_kvar[0, position[row.bus]] += sign * row.q_mvar * row.scaling * 1e3
    flows = power_flow(network, p_kw, q_kvar)
    assert flows.converged.all()
    with quiet():
        for table in ("asymmetric_load", "asymmetric_sgen"):
            net[table] = net[table].iloc[0:0]
        pp.runpp(net, calculate_voltage_angles=True, init="dc", tolerance_mva=1e-10, numba=False)
    expected = net.res_bus.vm_pu.to_numpy()
    assert np.array_equal(np.isnan(expected), network.bus_node < 0)
    assert np.nanmax(np.abs(flows.vm_pu[0] - expected)) < 1e-8


@pytest.mark.parametrize("name", PANDAPOWER)
def test_a_network_of_pandapower_solves_as_pandapower_does(name):
    with quiet():
        net = getattr(pandapower.networks, name)()
    agrees(net[0] if isinstance(net, tuple) else net)


@pytest.mark.peers
@pytest.mark.skipif(
    importlib.util.find_spec("simbench") is None, reason="simbench is not installed"
)
@pytest.mark.parametrize("code", SIMBENCH)
def test_a_network_of_simbench_solves_as_pandapower_does(code):
    import simbench

    with quiet():
        net = simbench.get_simbench_net(code)
    agrees(net)
