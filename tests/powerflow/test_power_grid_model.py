"""Random networks against power-grid-model, whose transformer is the "pi" model without iron losses."""

from __future__ import annotations

import numpy as np
import pandapower as pp
import pytest

from hubsim.networks.from_pandapower import network_of, quiet
from hubsim.powerflow.solve import power_flow

pytestmark = pytest.mark.peers

pgm = pytest.importorskip("power_grid_model", reason="needs hubsim[peers]")

KINDS = ("input", "node", "line", "transformer", "source", "sym_load")
STEPS = 50


def net_of(seed, n_home, n_tie):
    """Return a street behind a transformer without iron losses, where "t" and "pi" are one."""
    rng = np.random.default_rng(seed)
    net = pp.create_empty_network()
    grid = pp.create_bus(net, 10.0)
    bar = pp.create_bus(net, 0.4)
    pp.create_ext_grid(net, grid, vm_pu=1.03)
    pp.create_transformer_from_parameters(
        net, grid, bar, sn_mva=0.4, vn_hv_kv=10.0, vn_lv_kv=0.4, vkr_percent=1.425, vk_percent=6.0,
        pfe_kw=0.0, i0_percent=0.0, shift_degree=150.0, tap_side="hv", tap_neutral=0, tap_pos=1,
        tap_min=-2, tap_max=2, tap_step_percent=2.5, tap_changer_type="Ratio",
    )  # fmt: skip
    street = [bar]
    for _ in range(n_home):
        home = pp.create_bus(net, 0.4)
        before = street[rng.integers(len(street))]
        pp.create_line(net, before, home, rng.uniform(0.01, 0.1), "NAYY 4x150 SE")
        street.append(home)
    for _ in range(n_tie):
        one, two = rng.choice(street, 2, replace=False)
        pp.create_line(net, int(one), int(two), rng.uniform(0.01, 0.1), "NAYY 4x50 SE")
    return net


def model_of(net):
    """Return power-grid-model's own model of the net, a load at every bus but the grid's."""
    n_bus, n_line = len(net.bus), len(net.line)
    node = pgm.initialize_array("input", "node", n_bus)
    node["id"], node["u_rated"] = net.bus.index, net.bus.vn_kv * 1e3
    line = pgm.initialize_array("input", "line", n_line)
    line["id"] = n_bus + np.arange(n_line)
    line["from_node"], line["to_node"] = net.line.from_bus, net.line.to_bus
    line["from_status"] = line["to_status"] = 1
    line["r1"] = net.line.r_ohm_per_km * net.line.length_km
    line["x1"] = net.line.x_ohm_per_km * net.line.length_km
    line["c1"] = net.line.c_nf_per_km * 1e-9 * net.line.length_km
    line["tan1"], line["i_n"] = 0.0, net.line.max_i_ka * 1e3
    first = n_bus + n_line
    trafo = pgm.initialize_array("input", "transformer", 1)
    own = net.trafo.iloc[0]
    trafo["id"], trafo["from_node"], trafo["to_node"] = first, own.hv_bus, own.lv_bus
    trafo["from_status"] = trafo["to_status"] = 1
    trafo["u1"], trafo["u2"], trafo["sn"] = own.vn_hv_kv * 1e3, own.vn_lv_kv * 1e3, own.sn_mva * 1e6
    trafo["uk"], trafo["pk"] = own.vk_percent / 100.0, own.vkr_percent / 100.0 * own.sn_mva * 1e6
    trafo["i0"] = trafo["p0"] = 0.0
    trafo["winding_from"], trafo["winding_to"] = pgm.WindingType.delta, pgm.WindingType.wye_n
    trafo["clock"], trafo["tap_side"], trafo["tap_pos"] = 5, 0, own.tap_pos
    trafo["tap_min"], trafo["tap_max"], trafo["tap_nom"] = own.tap_min, own.tap_max, own.tap_neutral
    trafo["tap_size"] = own.tap_step_percent / 100.0 * own.vn_hv_kv * 1e3
    source = pgm.initialize_array("input", "source", 1)
    source["id"], source["node"], source["status"] = first + 1, net.ext_grid.bus.iloc[0], 1
    source["u_ref"], source["sk"] = net.ext_grid.vm_pu.iloc[0], 1e25
    load = pgm.initialize_array("input", "sym_load", n_bus - 1)
    load["id"], load["node"] = first + 2 + np.arange(n_bus - 1), np.arange(1, n_bus)
    load["status"], load["type"] = 1, pgm.LoadGenType.const_power
    load["p_specified"] = load["q_specified"] = 0.0
    parts = {"node": node, "line": line, "transformer": trafo, "source": source, "sym_load": load}
    return pgm.PowerGridModel(parts, system_frequency=50.0), load["id"]


@pytest.mark.parametrize(
    ("seed", "n_home", "n_tie"), [(1, 5, 0), (2, 30, 0), (3, 30, 6), (4, 120, 15)]
)
def test_voltages_and_loadings_agree_with_power_grid_model(seed, n_home, n_tie):
    net = net_of(seed, n_home, n_tie)
    with quiet():
        network = network_of(net)
    rng = np.random.default_rng(seed)
    p_kw = rng.normal(0.5, 1.0, (STEPS, len(net.bus))) * (250.0 / n_home)
    p_kw[:, 0] = 0.0
    q_kvar = 0.3 * p_kw
    model, ids = model_of(net)
    update = pgm.initialize_array("update", "sym_load", (STEPS, len(ids)))
    update["id"] = ids
    update["p_specified"], update["q_specified"] = p_kw[:, 1:] * 1e3, q_kvar[:, 1:] * 1e3
    theirs = model.calculate_power_flow(
        update_data={"sym_load": update}, error_tolerance=1e-12, max_iterations=100
    )
    flows = power_flow(network, p_kw, q_kvar)
    assert flows.converged.all()
    assert np.abs(flows.vm_pu - theirs["node"]["u_pu"]).max() <= 1e-8
    turned = np.degrees(theirs["node"]["u_angle"]) - flows.va_deg
    assert np.abs((turned + 180.0) % 360.0 - 180.0).max() <= 1e-6
    assert np.abs(flows.line_loading_pct - 100.0 * theirs["line"]["loading"]).max() <= 1e-5
    assert flows.vm_pu.min() < 0.99, "the loads are too light to tell"
