"""power-grid-model's JSON without the package: its stored answer, and every mistake named."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubsim.errors import HubsimError, NetworkError, NetworkErrors
from hubsim.networks.check import check
from hubsim.networks.load import load_network, source_of
from hubsim.powerflow.devices import Devices
from hubsim.powerflow.solve import power_flow
from hubsim.voltage_response import VoltageResponse

DATA = Path(__file__).parent / "data"
FIXTURE = DATA / "power-grid-model.json"
ANSWER = json.loads((DATA / "power-grid-model-voltages.json").read_text())
INPUT = json.loads(FIXTURE.read_text())
SHARES = ((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
"""Of impedance, current, power; by power-grid-model's type."""


def devices_of(unbalanced):
    """Return what the loads and generators of the fixture draw, a device a phase."""
    ids, share, p, q, responses = [], [], [], [], []
    for component in ("sym_load", "asym_load", "sym_gen", "asym_gen"):
        for row in INPUT["data"].get(component, []):
            sign = (1.0 if component.endswith("load") else -1.0) * row["status"]
            each = [
                np.broadcast_to(np.asarray(row[name]) / (1 if "asym" in component else 3), 3) * sign
                for name in ("p_specified", "q_specified")
            ]
            response = VoltageResponse(p_zip=SHARES[row["type"]], q_zip=SHARES[row["type"]])
            for at in range(3):
                ids.append(f"node {row['node']}")
                share.append(np.eye(3)[at] if unbalanced else np.full(3, 1 / 3))
                p.append(each[0][at] / 1e3)
                q.append(each[1][at] / 1e3)
                responses.append(response)
    return Devices(tuple(ids), np.array(share), np.array([p]), np.array([q]), tuple(responses))


@pytest.mark.parametrize("unbalanced", [False, True])
def test_the_stored_voltages_of_power_grid_model_come_out(unbalanced):
    network = load_network(FIXTURE)
    shape = (1, len(network.bus_ids), 3) if unbalanced else (1, len(network.bus_ids))
    flows = power_flow(network, np.zeros(shape), devices=devices_of(unbalanced), tolerance=1e-10)
    expected = ANSWER["three_phase" if unbalanced else "balanced"]
    assert [one is None for one in expected] == (network.bus_node < 0).tolist()
    for bus, voltage in enumerate(expected):
        if voltage is not None:
            np.testing.assert_allclose(flows.vm_pu[0][bus], voltage, rtol=0, atol=1e-8)


def test_the_kind_is_told_from_the_content_and_the_loads_are_connections(shipped):
    assert source_of(FIXTURE).kind == "power-grid-model"
    assert source_of(shipped).kind == "pandapower"
    network = load_network(FIXTURE)
    loads = [
        f"{component} {row['id']}"
        for component in ("sym_load", "asym_load")
        for row in INPUT["data"][component]
        if row["status"]
    ]
    assert list(network.connection_ids) == loads
    assert not [one for one in check(network) if one.severity == "error"]


def load(stored, tmp_path):
    file = tmp_path / "net.json"
    file.write_text(stored if isinstance(stored, str) else json.dumps(stored), encoding="utf-8")
    return load_network(file)


def test_rows_as_lists_are_the_same_network(tmp_path):
    compact = copy.deepcopy(INPUT)
    names = list(INPUT["data"]["line"][0])
    compact["attributes"] = {"line": names}
    compact["data"]["line"] = [[row[name] for name in names] for row in INPUT["data"]["line"]]
    np.testing.assert_array_equal(
        load(compact, tmp_path).branch_yff_pu, load_network(FIXTURE).branch_yff_pu
    )


def test_every_mistake_is_named_at_once_with_component_and_id(tmp_path):
    wrong = copy.deepcopy(INPUT)
    data = wrong["data"]
    line, trafo = data["line"], data["transformer"][0]
    line[0]["r1"], line[1]["from_node"], line[2]["to_node"] = "thick", 9999, line[2]["from_node"]
    line[3]["x1"], line[4]["id"] = 1e9, line[5]["id"]
    del trafo["uk"]
    trafo["clock"] = 99
    data["node"][0]["u_rated"] = -1
    data["source"].append(data["source"][0] | {"id": 777})
    data["three_winding_transformer"] = [{"id": 500}]
    data["sym_voltage_sensor"] = [{"id": 501}]
    with pytest.raises(NetworkErrors) as caught:
        load(wrong, tmp_path)
    texts = [str(one) for one in caught.value.problems]
    for words in (
        f"line {line[0]['id']}: its r1 must be a finite number, zero or from 1e-30 to 1e30 in size, not 'thick'",
        f"line {line[1]['id']}: its from_node 9999 is not a node",
        f"line {line[2]['id']}: it ends at the node where it begins",
        f"line {line[3]['id']}: an impedance of 1e+09 ohm carries nothing",
        f"line {line[5]['id']}: its id occurs twice",
        f"transformer {trafo['id']}: uk is missing",
        f"transformer {trafo['id']}: its clock must be -12 to 12, not 99",
        f"node {data['node'][0]['id']}: its u_rated must be a voltage from 1 mV to 10 MV, in V, not -1",
        "three_winding_transformer: is not simulated",
        "source: exactly one active source is simulated, there are 2",
    ):
        assert any(words in text for text in texts), (words, texts)
    assert not any("sensor" in text for text in texts)


@pytest.mark.parametrize(
    "stored",
    ["", "{", json.dumps(INPUT)[:3000], "[]", '{"is_batch": 1, "attributes": 2}', '{"is_batch": false, "attributes": {}, "type": "input", "data": {}}',
     json.dumps(INPUT).replace('"r1": ', '"r1": NaN, "r1x": ', 1)],
)  # fmt: skip
def test_a_damaged_file_is_refused(stored, tmp_path):
    with pytest.raises(NetworkError):
        load(stored, tmp_path)


def test_a_file_of_another_encoding_is_refused(tmp_path):
    file = tmp_path / "net.json"
    file.write_bytes(FIXTURE.read_text().encode("utf-16"))
    with pytest.raises(NetworkError):
        load_network(file)


odd = st.one_of(
    st.none(), st.booleans(), st.text(max_size=3), st.integers(-(10**40), 10**40), st.floats(),
    st.builds(list), st.builds(dict), st.builds(lambda: [1, "a"]), st.sampled_from([0, 1, -1, 1e-320, 1e300]),
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_nothing_but_our_own_errors_leaves_a_mutated_file(data, tmp_path):
    stored = copy.deepcopy(INPUT)
    for _ in range(data.draw(st.integers(1, 3))):
        component = data.draw(st.sampled_from(sorted(stored["data"])))
        rows = stored["data"][component]
        if not isinstance(rows, list) or not rows:
            continue
        row = rows[data.draw(st.integers(0, len(rows) - 1))]
        match data.draw(st.sampled_from(["cell", "lose", "rows", "row"])):
            case "cell" if isinstance(row, dict) and row:
                row[data.draw(st.sampled_from(sorted(row)))] = data.draw(odd)
            case "lose" if isinstance(row, dict) and row:
                del row[data.draw(st.sampled_from(sorted(row)))]
            case "rows":
                stored["data"][component] = data.draw(odd)
            case _:
                rows[0] = data.draw(odd)
    try:
        network = load(stored, tmp_path)
        power_flow(network, np.zeros((1, len(network.bus_ids))))
    except HubsimError:
        pass


@pytest.mark.parametrize("u_rated", [2.3e-48, 1e-25, 2.3e20])
def test_a_rated_voltage_that_no_network_has_is_refused(u_rated, tmp_path):
    stored = copy.deepcopy(INPUT)
    stored["data"]["node"][3]["u_rated"] = u_rated
    with pytest.raises(NetworkErrors, match="u_rated must be a voltage from 1 mV to 10 MV"):
        load(stored, tmp_path)


def test_a_number_too_small_for_arithmetic_is_refused(tmp_path):
    stored = copy.deepcopy(INPUT)
    stored["data"]["line"][0]["i_n"] = 1e-300
    with pytest.raises(NetworkErrors, match="i_n must be a finite number, zero or from 1e-30"):
        load(stored, tmp_path)


def test_impedances_that_single_precision_cannot_hold_are_refused():
    network = load_network(FIXTURE)
    stiff = {
        name: getattr(network, name) * 1e-42
        for name in ("branch_yff_pu", "branch_yft_pu", "branch_ytf_pu", "branch_ytt_pu")
    }
    with pytest.raises(NetworkError, match="beyond what can be computed: look at rated voltages"):
        power_flow(replace(network, **stiff), np.zeros((1, len(network.bus_ids))))
