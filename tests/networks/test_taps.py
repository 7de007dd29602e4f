"""A moved tap is what pandapower makes of the same position; a position that is not there is refused."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandapower as pp
import pandapower.networks
import pytest
from pydantic import ValidationError

from hubsim.errors import NetworkError
from hubsim.networks.check import check
from hubsim.networks.from_pandapower import network_of, quiet
from hubsim.networks.network import Network
from hubsim.networks.pandapower_example import PandapowerExample
from hubsim.networks.source import NetworkSource, RegulatorSettings
from hubsim.networks.taps import at_positions, equipped, regulators_of, tap_problems, with_taps

PHASES = {"vk0_percent": 5.0, "vkr0_percent": 1.0, "mag0_percent": 80.0, "mag0_rx": 0.3}
"""Zero-sequence data of a transformer, all of them given."""


def connections_of(network):
    """Return what a stored net no longer has: its one load a bus is not a connection."""
    return {name: value for name, value in vars(network).items() if name.startswith("connection_")}


def assert_same(one: Network, other: Network) -> None:
    """Every field is the same, numbers to 1e-12 of their size; the texts of the nets hold equal tables."""
    for field in fields(Network):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            assert a.shape == b.shape, field.name
            assert np.allclose(a, b, rtol=1e-12, atol=0.0, equal_nan=True), field.name
        elif field.name != "pandapower_json":
            assert a == b, field.name


def opened(network: Network) -> Any:
    with quiet():
        return pp.from_json_string(network.pandapower_json)


def example(name: str) -> Any:
    with quiet():
        return getattr(pandapower.networks, name)()


def two_winding(side: str, group: str = "Dyn", at: int = 0, **columns: Any) -> Any:
    """Return a net of one transformer and one line, its taps at one side, starting off neutral."""
    net = pp.create_empty_network(name="tapped", sn_mva=0.4)
    mv = pp.create_bus(net, 10.0, name="mv")
    lv = pp.create_bus(net, 0.4, name="lv")
    end = pp.create_bus(net, 0.4, name="end")
    pp.create_ext_grid(net, mv)
    pp.create_transformer_from_parameters(
        net, mv, lv, 0.63, 10.5, 0.42, 1.2, 5.0, 1.3, 0.7, name="T1", parallel=2,
        shift_degree=150.0 if group == "Dyn" else 0.0, vector_group=group,
        tap_side=side, tap_pos=at, tap_neutral=1, tap_min=-3, tap_max=5, tap_step_percent=1.7,
        tap_changer_type="Ratio", **(PHASES | {"si0_hv_partial": 0.7}),
    )  # fmt: skip
    pp.create_line(net, lv, end, 0.1, "NAYY 4x150 SE", name="cable")
    pp.create_load(net, end, 0.05)
    for name, value in columns.items():
        net.trafo[name] = value
    return net


def moved(net: Any, position: int, row: int = 0) -> Any:
    net = deepcopy(net)
    net.trafo.loc[net.trafo.index[row], ["tap_pos", "tap_changer_type"]] = position, "Ratio"
    return net


@pytest.mark.parametrize("side", ["hv", "lv"])
@pytest.mark.parametrize("group", ["Dyn", "YNyn", "Yzn", "YNd", "Yyn"])
@pytest.mark.parametrize("start", [1, -2])
def test_either_side_is_moved_as_pandapower_moves_it(side: str, group: str, start: int) -> None:
    net = two_winding(side, group, start)
    network = network_of(net)
    assert network.trafo_tap_side == (side,)
    for position in (-3, 0, 1, 5):
        assert_same(with_taps(network, {"T1": position}), network_of(moved(net, position)))


EXAMPLES = [
    ("create_kerber_dorfnetz", 2),
    ("ieee_european_lv_asymmetric", -1),
    ("create_synthetic_voltage_control_lv_network", 1),
]


@pytest.mark.parametrize(("name", "position"), EXAMPLES)
def test_networks_of_pandapower_are_moved_as_it_moves_them(name: str, position: int) -> None:
    net = example(name)
    network = network_of(net)
    trafo_id = network.trafo_ids[0]
    assert_same(with_taps(network, {trafo_id: position}), network_of(moved(net, position)))


def test_the_stored_net_has_the_position_and_solves_to_the_same_network(shipped: Any) -> None:
    with quiet():
        net = pp.from_json(str(shipped))
    network = network_of(net)
    (trafo_id,) = network.trafo_ids
    # SimBench leaves the type empty, so that pandapower would pass over a position.
    assert net.trafo.tap_changer_type.isna().all()
    changed = with_taps(network, {trafo_id: -2})
    assert opened(changed).trafo.tap_pos.tolist() == [-2]
    again = replace(network_of(opened(changed), changed.name), **connections_of(network))
    assert_same(changed, again)
    assert np.abs(changed.branch_yff_pu[network.trafo_branch[0]]) == pytest.approx(
        np.abs(network.branch_yff_pu[network.trafo_branch[0]]) / 0.95**2, rel=1e-12
    )


def test_only_the_transformer_that_is_named_moves() -> None:
    net = two_winding("hv")
    pp.create_transformer(net, 0, 1, "0.4 MVA 10/0.4 kV", name="T2", vector_group="Dyn", **PHASES)
    network = network_of(net)
    assert_same(with_taps(network, {"T2": 2}), network_of(moved(net, 2, row=1)))
    both = with_taps(network, {"T1": 3, "T2": -1})
    assert_same(both, network_of(moved(moved(net, 3), -1, row=1)))
    assert_same(with_taps(both, {"T1": 0, "T2": 0}), network)


def test_a_transformer_out_of_service_keeps_its_position_for_later() -> None:
    net = two_winding("hv")
    spare = pp.create_transformer(net, 0, 1, "0.4 MVA 10/0.4 kV", name="T2", in_service=False)
    network = network_of(net)
    assert network.trafo_branch[spare] == -1
    assert_same(with_taps(network, {"T2": 2}), network_of(moved(net, 2, row=1)))


def test_the_loading_refers_to_the_rated_voltage_at_every_position() -> None:
    net = two_winding("lv", at=4)
    with quiet():
        pp.runpp(net, numba=False)
    row, network = net.res_trafo.loc[0], with_taps(network_of(two_winding("lv")), {"T1": 4})
    kva = np.sqrt(3.0) * max(
        row.i_hv_ka * network.trafo_hv_kv[0], row.i_lv_ka * network.trafo_lv_kv[0]
    )
    assert row.loading_percent == pytest.approx(1e5 * kva / network.trafo_limit_kva[0], rel=1e-12)


def test_a_second_tap_changer_stays_where_it_is() -> None:
    second = {
        "tap2_side": "lv", "tap2_neutral": 0.0, "tap2_min": -2.0, "tap2_max": 2.0, "tap2_pos": 2.0,
        "tap2_step_percent": 2.0, "tap2_step_degree": np.nan, "tap2_changer_type": "Ratio",
    }  # fmt: skip
    net = two_winding("hv", **second)
    assert_same(with_taps(network_of(net), {"T1": 5}), network_of(moved(net, 5)))


def refusal(net: Any, positions: dict[str, int]) -> str:
    with pytest.raises(NetworkError) as caught:
        with_taps(network_of(net), positions)
    return str(caught.value)


def test_a_position_or_transformer_that_is_not_there_is_refused() -> None:
    net = two_winding("hv")
    assert refusal(net, {"T1": 6}) == "trafo T1: has no tap position 6; allowed: -3 to 5"
    assert refusal(net, {"T1": -4}) == "trafo T1: has no tap position -4; allowed: -3 to 5"
    assert refusal(net, {"T11": 0}) == ("the network has no transformer 'T11'; did you mean 'T1'?")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"tap_step_degree": 30.0}, "its taps turn the phase"),
        ({"tap_changer_type": "Ideal"}, "its taps turn the phase"),
        ({"tap_dependent_impedance": True}, "depends on the tap position"),
        ({"tap_side": None}, "it has no tap changer"),
        ({"tap_neutral": np.nan}, "it has no tap changer"),
        ({"tap_step_percent": np.nan}, "it has no tap changer"),
        ({"tap_min": np.nan}, "tap_min and tap_max are no range"),
        ({"tap_min": 6}, "tap_min and tap_max are no range"),
        ({"tap_step_percent": 40.0}, "tap_min and tap_max are no range"),
        ({"tap_side": "lv", "rn_ohm": 0.5}, "earthed through an impedance"),
    ],
)
def test_a_tap_changer_that_is_not_one_of_the_ratio_is_refused_by_name(
    columns: dict[str, Any], words: str
) -> None:
    said = refusal(two_winding("hv", at=1, **columns), {"T1": 0})
    assert said.startswith("trafo T1: its taps cannot be moved: ")
    assert words in said


def test_a_column_of_words_is_refused() -> None:
    net = two_winding("hv")
    net.trafo["tap_max"] = "many"
    with pytest.raises(NetworkError, match="trafo: its column tap_max is no list of numbers"):
        network_of(net)


def scenario(**fields: Any) -> NetworkSource:
    return PandapowerExample.model_validate(
        {"kind": "pandapower-example", "function": "create_kerber_dorfnetz", **fields}
    )


def test_the_regulator_of_a_scenario_is_read_with_its_units() -> None:
    source = scenario(
        taps={"T1": 3}, regulators={"T1": {"target": "1.02 pu", "band": "2 %", "delay": "2 min"}}
    )
    for side, raising in (("hv", -1), ("lv", 1)):
        network = equipped(network_of(two_winding(side)), source)
        assert network.trafo_tap_pos[0] == 3.0
        (found,) = regulators_of(network, source)
        assert (found.trafo, found.bus, found.raising) == (0, 1, raising)
        assert found.node == network.bus_node[1]
        assert (found.target_pu, found.band_pu, found.delay_s) == (1.02, 0.02, 120.0)
        assert (found.tap_min, found.tap_max) == (-3, 5)
    assert scenario(regulators={"T1": {}}).regulators["T1"] == RegulatorSettings(
        target="1 pu", band="2 %", delay="60 s"
    )
    assert source.model == "balanced"


@pytest.mark.parametrize("side", ["hv", "lv"])
def test_a_higher_position_changes_the_voltage_in_the_direction_the_regulator_says(
    side: str,
) -> None:
    source = scenario(regulators={"T1": {}})
    network = network_of(two_winding(side))
    (found,) = regulators_of(network, source)
    voltages = []
    for position in (0, found.raising):
        net = opened(with_taps(network, {"T1": position}))
        with quiet():
            pp.runpp(net, numba=False)
        voltages.append(net.res_bus.vm_pu[found.bus])
    assert voltages[1] - voltages[0] == pytest.approx(0.017, abs=0.002)


@pytest.mark.parametrize("make", [two_winding, lambda _: no_tap_changer()])
@pytest.mark.parametrize("side", ["hv", "lv"])
def test_a_regulator_with_its_own_tap_changer_replaces_that_of_the_file(
    make: Callable[[str], Any], side: str
) -> None:
    net = make(side)
    source = scenario(taps={"T1": -4}, regulators={"T1": {"steps": 4, "step": "2.5 %"}})
    net.trafo["tap_side"] = side if net.trafo.tap_side.notna().all() else None
    network = network_of(net)
    assert list(tap_problems(network, source)) == []
    changed = equipped(network, source)
    net.trafo["tap_side"], net.trafo["tap_changer_type"] = "hv", "Ratio"
    numbers = {"neutral": 0, "min": -4, "max": 4, "step_percent": 2.5, "pos": -4}
    for name, value in numbers.items():
        net.trafo[f"tap_{name}"] = float(value)
    assert_same(changed, network_of(net))
    stored = replace(network_of(opened(changed), "tapped"), **connections_of(network))
    assert_same(changed, stored)
    assert_same(changed, equipped(changed, source))
    (found,) = regulators_of(changed, source)
    assert (found.tap_min, found.tap_max, found.raising) == (-4, 4, -1)


def no_tap_changer() -> Any:
    columns = ("neutral", "min", "max", "step_percent", "pos")
    net = two_winding("hv", **{f"tap_{name}": np.nan for name in columns})
    net.trafo[["tap_side", "tap_changer_type"]] = None
    return net


@pytest.mark.parametrize(
    ("settings", "field", "words"),
    [
        ({"band": "0.5 %"}, "regulators.T1.band", "less than half a step of 1.7 %"),
        ({"steps": 4, "step": "5 %"}, "regulators.T1.band", "less than half a step of 5 %"),
    ],
)
def test_a_band_inside_one_step_is_refused(settings: Any, field: str, words: str) -> None:
    source = scenario(regulators={"T1": settings})
    ((place, message),) = tap_problems(network_of(two_winding("hv")), source)
    assert place == field
    assert words in message


def test_a_regulator_needs_taps_that_can_be_moved() -> None:
    plain, own = (
        scenario(regulators={"T1": settings}) for settings in ({}, {"steps": 4, "step": "2.5 %"})
    )
    turning = network_of(two_winding("hv", tap_step_degree=30.0))
    assert list(tap_problems(turning, plain)) == [
        ("regulators.T1", "its taps cannot be moved: its taps turn the phase")
    ]
    assert list(tap_problems(turning, own)) == [
        ("regulators.T1.steps", "its tap changer cannot be replaced: its taps turn the phase")
    ]
    (problem,) = tap_problems(network_of(no_tap_changer()), plain)
    assert problem[1].endswith("it has no tap changer; give steps and step of the regulator")
    net = two_winding("hv")
    pp.create_transformer(net, 0, 1, "0.4 MVA 10/0.4 kV", name="T2")
    net.trafo.loc[0, "in_service"] = False
    assert list(tap_problems(network_of(net), plain)) == [("regulators.T1", "is out of service")]


def test_the_range_of_taps_is_that_of_the_regulators_tap_changer() -> None:
    network = network_of(two_winding("hv"))
    own = {"regulators": {"T1": {"steps": 4, "step": "2.5 %"}}}
    assert list(tap_problems(network, scenario(taps={"T1": -4}, **own))) == []
    for source in (scenario(taps={"T1": 5}, **own), scenario(taps={"T1": -4})):
        ((place, message),) = tap_problems(network, source)
        assert place == "taps.T1"
        assert "has no tap position" in message


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": "single"},
        {"taps": {"T1": 1.5}},
        {"taps": {"T1": True}},
        {"regulators": {"T1": {"delay": "60"}}},
        {"regulators": {"T1": {"band": "2 pu"}}},
        {"regulators": {"T1": {"steps": 0}}},
        {"regulators": {"T1": {"bandd": "2 %"}}},
    ],
)
def test_a_value_of_another_kind_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        scenario(**wrong)


def test_moving_the_two_ports_alone_leaves_the_stored_net() -> None:
    network = network_of(two_winding("hv"))
    arrays = at_positions(network, {0: 5})
    assert_same(arrays, with_taps(network, {"T1": 5}))
    assert arrays.pandapower_json == network.pandapower_json


def test_a_position_outside_its_range_and_one_without_effect_are_warned_of() -> None:
    assert not [one for one in check(network_of(two_winding("hv"))) if one.element == "trafo"]
    outside = check(network_of(two_winding("hv", at=7)))
    (finding,) = [one for one in outside if one.element == "trafo"]
    assert str(finding) == ("warning: trafo T1: its tap position 7 is outside its range, -3 to 5")
    silent = network_of(two_winding("hv", at=3, tap_changer_type=None))
    assert silent.trafo_tap_pos[0] == 1.0
    (finding,) = [one for one in check(silent) if one.element == "trafo"]
    assert "has no effect" in finding.message
    assert not [one for one in check(with_taps(silent, {"T1": 3})) if one.element == "trafo"]


def test_an_assumed_zero_sequence_is_warned_of_in_a_three_phase_study_alone() -> None:
    network = network_of(two_winding("hv"))
    words = "the zero sequence of 1 of 1 lines is not given, so it is assumed"
    assert words in [one.message for one in check(network, three_phase=True)]
    assert words not in [one.message for one in check(network)]
    assert not [one for one in check(network, three_phase=True) if "1 transformers" in one.message]
