"""Networks written for power-grid-model: read back, they have the same voltages; solved by it too."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandapower as pp
import pytest

from hubsim.errors import NetworkErrors
from hubsim.networks.export import export
from hubsim.networks.from_pandapower import quiet
from hubsim.networks.load import load_network, source_of
from hubsim.powerflow.demand import demand_flows

SOURCES = [
    "pandapower:create_cigre_network_lv",
    "pandapower:create_cigre_network_mv",
    "pandapower:create_kerber_landnetz_freileitung_1",
    "pandapower:ieee_european_lv_asymmetric",
    "street:village",
]

SECTION = 2e-6
"""Of the voltage [pu]: pandapower has a transformer's iron losses in the middle, power-grid-model at its ends."""


def written(net, tmp_path):
    path = tmp_path / "network.json"
    export(net, path, "power-grid-model")
    return path


@pytest.mark.parametrize("source", SOURCES)
def test_voltages_and_loadings_are_the_same_when_it_is_read_back(source, tmp_path):
    path = written(source_of(source).net(Path()), tmp_path)
    before, after = load_network(source), load_network(path)
    flows = [demand_flows(network) for network in (before, after)]
    assert np.allclose(flows[0].vm_pu, flows[1].vm_pu, rtol=0.0, atol=SECTION)
    for name in ("line_loading_pct", "trafo_loading_pct"):
        first, second = (getattr(one, name) for one in flows)
        assert np.allclose(first, second, rtol=0.0, atol=0.1), name
    # Loads of one phase come after those of three.
    assert sorted(after.connection_p_kw) == pytest.approx(sorted(before.connection_p_kw))
    assert sorted(after.connection_phases) == sorted(
        one if one in {"a", "b", "c"} else "" for one in before.connection_phases
    )


@pytest.fixture
def stretch():
    """Return 10 kV, a transformer with taps, two cables, a coupler and a shunt."""
    net = pp.create_empty_network()
    with quiet():
        buses = [pp.create_bus(net, kv) for kv in (10.0, 0.4, 0.4, 0.4, 0.4)]
        pp.create_ext_grid(net, buses[0], vm_pu=1.03)
        pp.create_transformer_from_parameters(
            net, buses[0], buses[1], 0.4, 10.0, 0.4, 1.2, 4.0, 0.6, 0.3, shift_degree=150.0,
            vector_group="Dyn", tap_side="hv", tap_pos=-1, tap_neutral=0, tap_min=-2, tap_max=2,
            tap_step_percent=2.5, tap_changer_type="Ratio", parallel=2,
        )  # fmt: skip
        for start, end in ((1, 2), (2, 3), (1, 3)):
            pp.create_line_from_parameters(
                net, buses[start], buses[end], 0.2, 0.2, 0.08, 300.0, 0.26, parallel=2, df=0.9
            )
        pp.create_switch(net, buses[3], 2, et="l", closed=False)
        pp.create_switch(net, buses[3], buses[4], et="b", closed=True)
        pp.create_shunt(net, buses[2], q_mvar=-0.02, p_mw=0.001, vn_kv=0.42, step=2)
        pp.create_load(net, buses[4], 0.06, 0.01, name="shop")
    return net


def test_taps_open_ends_couplers_and_shunts_survive(stretch, tmp_path):
    path = written(stretch, tmp_path)
    before, after = load_network(stretch), load_network(path)
    assert np.allclose(demand_flows(before).vm_pu, demand_flows(after).vm_pu, rtol=0.0, atol=5e-6)
    assert after.line_limit_a == pytest.approx([2 * 0.9 * 260.0] * 3)
    data = json.loads(path.read_text())["data"]
    assert data["transformer"][0]["tap_pos"] == -1
    assert data["sym_load"][0]["name"] == "shop"


def test_what_it_cannot_hold_is_named_all_at_once(stretch, tmp_path):
    with quiet():
        pp.create_impedance(stretch, 1, 2, 0.01, 0.01, 0.1)
    stretch.trafo["shift_degree"] = 0.0
    stretch.line.loc[0, ["c_nf_per_km", "g_us_per_km"]] = 0.0, 1.0
    with pytest.raises(NetworkErrors) as caught:
        written(stretch, tmp_path)
    text = str(caught.value)
    assert "impedance" in text
    assert "Dyn that turns by 0 degrees" in text
    assert "conductance of a line" in text
    assert not (tmp_path / "network.json").exists()


@pytest.mark.peers
@pytest.mark.parametrize("source", [*SOURCES, "stretch"])
def test_power_grid_model_itself_finds_these_voltages(source, stretch, tmp_path):
    model = pytest.importorskip("power_grid_model", reason="needs the extra `peers`")
    from power_grid_model.utils import json_deserialize_from_file
    from power_grid_model.validation import errors_to_string, validate_input_data

    net = stretch if source == "stretch" else source_of(source).net(Path())
    path = written(net, tmp_path)
    data = json_deserialize_from_file(path)
    errors = validate_input_data(data, model.CalculationType.power_flow, symmetric=True)
    assert not errors, errors_to_string(errors)
    answer = model.PowerGridModel(data).calculate_power_flow(
        symmetric=True, error_tolerance=1e-7, max_iterations=100
    )
    network = load_network(path)
    vm = demand_flows(network).vm_pu[0]
    theirs = np.where(answer["node"]["energized"] == 1, answer["node"]["u_pu"], np.nan)
    # Links leave power-grid-model an error of its own: see test_power_grid_model_peers.py.
    is_exact = "link" not in data
    assert np.allclose(vm, theirs, rtol=0.0, atol=1e-8 if is_exact else 2e-7, equal_nan=True)
