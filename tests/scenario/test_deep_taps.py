"""Tap positions and regulators that a network does not allow are refused at their lines."""

from __future__ import annotations

from pathlib import Path

import pandapower as pp
import pytest

from hubsim.errors import ScenarioError
from hubsim.networks.from_pandapower import network_of
from hubsim.networks.network import Network
from hubsim.profiles.library import Library
from hubsim.scenario.deep import check_deep
from hubsim.scenario.load import dump_resolved, load_scenario
from hubsim.weather.weather import Weather

SCENARIO = """\
hubsim: 1
name: taps
time: {start: 2016-01-11, days: 1, step: 15 min, timezone: Europe/Amsterdam}
network:
  kind: pandapower
  file: network.json
  model: three-phase
  taps: TAPS
  regulators: REGULATORS
tariffs:
  home:
    buy: {kind: fixed, price: 0.25 EUR/kWh}
    sell: {kind: fixed, price: 0.05 EUR/kWh}
members:
  home:
    bus: end
    tariff: home
    devices: {battery: {kind: battery, energy: 10 kWh, power: 5 kW}}
"""


@pytest.fixture
def network() -> Network:
    """One transformer with taps in pandapower, one whose taps are not given."""
    net = pp.create_empty_network(name="taps")
    mv, end = (pp.create_bus(net, kv, name=name) for kv, name in ((10.0, "mv"), (0.4, "end")))
    pp.create_ext_grid(net, mv)
    pp.create_transformer(net, mv, end, "0.4 MVA 10/0.4 kV", name="A.1-Trafo 1")
    pp.create_transformer_from_parameters(
        net, mv, end, 0.4, 10.0, 0.4, 1.2, 4.0, 1.0, 0.3, name="plain", shift_degree=150.0
    )
    return network_of(net)


def check(folder: Path, network: Network, taps: str = "{}", regulators: str = "{}") -> None:
    file = folder / "s.yaml"
    file.write_text(SCENARIO.replace("TAPS", taps).replace("REGULATORS", regulators))
    scenario = load_scenario(file)
    check_deep(
        scenario,
        network,
        Library({}, folder, scenario.horizon()),
        Weather(scenario.weather, scenario.folder, scenario.horizon()),
    )


def said(folder: Path, network: Network, taps: str = "{}", regulators: str = "{}") -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        check(folder, network, taps, regulators)
    return [str(issue).removeprefix(f"{folder}/") for issue in caught.value.issues]


def test_taps_and_regulators_that_fit_pass_and_are_written_back(
    tmp_path: Path, network: Network
) -> None:
    own = "{A.1-Trafo 1: {target: 1.01 pu}, plain: {steps: 4, step: 2.5 %, delay: 90 s}}"
    check(tmp_path, network, "{A.1-Trafo 1: -2, plain: 4}", own)
    scenario = load_scenario(tmp_path / "s.yaml")
    (tmp_path / "again.yaml").write_text(dump_resolved(scenario))
    assert load_scenario(tmp_path / "again.yaml").network == scenario.network
    assert scenario.network.model == "three-phase"


def test_every_mistake_is_named_at_its_line(tmp_path: Path, network: Network) -> None:
    taps = "{A.1-Trafo 1: 3, plain: 0, A.1-Trafo 2: 0}"
    regulators = "{A.1-Trafo 1: {band: 1 %}, plain: {}, B: {}}"
    assert said(tmp_path, network, taps, regulators) == [
        "s.yaml:8:23: network.taps.A.1-Trafo 1: has no tap position 3 (allowed: -2 to 2)",
        "s.yaml:8:33: network.taps.plain: its taps cannot be moved: it has no tap changer",
        (
            "s.yaml:8:49: network.taps.A.1-Trafo 2: no transformer 'A.1-Trafo 2' in the network"
            " (nearest: A.1-Trafo 1; transformers: A.1-Trafo 1, plain)"
        ),
        (
            "s.yaml:9:36: network.regulators.A.1-Trafo 1.band: is less than half a step of 2.5 %:"
            " it would never come to rest"
        ),
        (
            "s.yaml:9:42: network.regulators.plain: its taps cannot be moved: it has no tap changer"
            " (give steps and step of the regulator)"
        ),
        (
            "s.yaml:9:53: network.regulators.B: no transformer 'B' in the network"
            " (transformers: A.1-Trafo 1, plain)"
        ),
    ]
