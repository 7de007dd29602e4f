"""Generated streets: laid out as planned, plausible today, the same on every machine, wrong plans named."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from hubsim.errors import NetworkError, NetworkErrors
from hubsim.networks.archetypes import ARCHETYPES
from hubsim.networks.check import check
from hubsim.networks.lay_street import lay_street
from hubsim.networks.load import load_network
from hubsim.networks.street import Street
from hubsim.networks.street_plan import Archetype, StreetPlan
from hubsim.networks.type_library import cables, transformers
from hubsim.powerflow.demand import demand_flows
from hubsim.powerflow.solve import power_flow
from hubsim.scenario.load import load_layouts, load_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def street(**fields) -> Street:
    return Street.model_validate({"kind": "street", **fields})


def laid(**fields):
    return lay_street(street(**fields), mv_bus="MV")


def test_the_archetypes_have_a_name_in_the_scheme_and_a_shipped_scenario_of_40_lines_at_most():
    assert get_args(Archetype) == tuple(ARCHETYPES)
    for name in ARCHETYPES:
        file = SCENARIOS / "archetypes" / f"{name}.yaml"
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 40
        for scenario in load_layouts(file):
            assert scenario.network.archetype == name


@pytest.mark.parametrize("name", ARCHETYPES)
def test_an_archetype_is_sound_and_plausibly_loaded_at_the_coincident_peak(name):
    """40 to 80 % of the transformer at Strand and Axelsson's peak of all homes together, no cable overloaded."""
    network = load_network(f"street:{name}")
    assert check(network, three_phase=True) == []
    plan = street(archetype=name)
    others_kw = sum(one.peak for one in plan.others.values())
    homes = sum(plan.feeders)
    peak_kva = (homes * plan.peak_kw(homes) + others_kw) / 0.9
    assert 0.4 < peak_kva / transformers()[plan.transformer].kva < 0.8
    flows = demand_flows(network)  # every feeder at a peak of its own: a little more
    assert flows is not None
    assert np.nanmax(flows.line_loading_pct) < 80.0
    assert 40.0 < flows.trafo_loading_pct[0, 0] < 80.0
    assert np.nanmin(flows.vm_pu) > 0.95


@pytest.mark.parametrize("name", ARCHETYPES)
def test_an_archetype_solves_in_three_phases_with_the_phases_of_its_connections(name):
    network = load_network(f"street:{name}")
    p_kw = np.zeros((1, len(network.bus_ids), 3))
    for bus, kw, phases in zip(
        network.connection_bus, network.connection_p_kw, network.connection_phases, strict=True
    ):
        for phase in phases:
            p_kw[0, bus, "abc".index(phase)] += kw / len(phases)
    flows = power_flow(network, p_kw)
    assert flows.converged.all()
    assert np.nanmin(flows.vm_pu) > 0.9


def test_a_street_by_hand():
    """Seven homes: four at two trunk joints, then branches of two and one; five joints, seven services."""
    made = laid(
        feeders=[7], trunk_homes=4, branches=2, spacing="10 m", first="25 m", service_length="6 m",
        old="0 %", trunk="4x150 Al", branch="4x50 Al", service="4x16 Al", soil="1 K.m/W",
        conductor="20 degC",
    )  # fmt: skip
    lines = {line.id: line for line in made.lines}
    assert [one.id for one in made.connections] == [f"F1-{n:02}" for n in range(1, 8)]
    trunk = ["F1-C01", "F1-C02"]
    branches = ["F1-B1-C01", "F1-B2-C01"]
    services = [f"F1-H{n:02} service" for n in range(1, 8)]
    assert sorted(lines) == sorted([*trunk, *branches, *services])
    assert [lines[name].length_km for name in trunk] == [0.025, 0.01]
    assert lines["F1-C01"].from_bus == "station"
    assert {lines[name].from_bus for name in branches} == {"F1-J02"}
    assert [lines[name].type for name in (*trunk, *branches)] == ["4x150 Al"] * 2 + ["4x50 Al"] * 2
    cable = cables()["4x50 Al"]
    assert (lines["F1-B1-C01"].r, lines["F1-B1-C01"].limit_a) == (cable.r20, 120.0)
    assert {lines[name].length_km for name in services} == {0.006}
    assert len(made.buses) == 1 + 2 + 2 + 7
    assert {one.phases for one in made.connections} == {"abc"}


def test_flats_share_a_service():
    made = laid(feeders=[20], per_service=8, branches=0)
    assert [sum(one.bus == f"F1-H{n:02}" for one in made.connections) for n in (1, 2, 3)] == [
        8,
        8,
        4,
    ]


def test_the_voltage_drop_of_a_laid_feeder_follows_from_its_cables_by_hand():
    """One home of 10 kW at 25 m trunk and 6 m service, unity power factor: dU = R P / U, per unit."""
    plan = street(feeders=[1], first="25 m", service_length="6 m", old="0 %", conductor="55 degC")
    network = plan.load(Path())
    home, station = (network.bus_ids.index(name) for name in ("F1-H01", "station"))
    p = np.zeros((1, len(network.bus_ids)))
    p[0, home] = 10.0
    vm = power_flow(network, p).vm_pu[0]
    trunk, service = cables()["4x150 Al"], cables()["4x10 Cu"]
    ohm = trunk.r20 * (1 + 0.00403 * 35) * 0.025 + service.r20 * (1 + 0.00393 * 35) * 0.006
    drop = ohm * 10e3 / (vm[home] * 400.0) / 400.0
    assert vm[station] - vm[home] == pytest.approx(drop, rel=2e-3)


def test_the_transformer_has_its_zero_sequence_and_taps():
    (made,) = laid(transformer="400 kVA").transformers
    base_ohm = 0.42**2 / 0.4
    assert made.uk0_pct == pytest.approx(0.018 / base_ohm * 100)
    assert made.pk0_kw == pytest.approx(0.005 / base_ohm * 400)
    assert made.tap_step_pct == pytest.approx(0.25 / 10.75 * 100)
    network = street(transformer="400 kVA").load(Path())
    assert network.zero_sequence_assumed == ()
    assert network.trafo_tap_fixed == ("",)


def test_every_three_neighbours_on_one_phase_have_one_each():
    made = laid(feeders=[30, 30], old="100 %", seed=5)
    assert {one.fuse_a for one in made.connections} == {35.0}
    for first in range(0, 60, 3):
        three = made.connections[first : first + 3]
        assert {one.phases for one in three} == {"a", "b", "c"}


def test_the_age_mix_is_the_share_that_is_asked():
    made = laid(feeders=[100] * 10, old="40 %", branches=0, trunk_homes=100)
    old = [line for line in made.lines if line.id.endswith("-C01") and line.type == "4x50 Cu GPLK"]
    assert len(old) == 4
    assert sum(one.phases != "abc" for one in made.connections) / 1000 == pytest.approx(
        0.4, abs=0.05
    )


def test_the_seed_decides_and_another_feeder_changes_no_connection_of_the_others():
    first, again, other = (laid(feeders=[30, 30], seed=seed) for seed in (3, 3, 4))
    assert first == again
    assert first.connections != other.connections
    longer = laid(feeders=[30, 30, 30], seed=3)
    names = {one.id: one for one in longer.connections}
    for one in first.connections:
        assert names[one.id] == one


def test_the_drawing_is_true_to_length_along_the_cables():
    made = laid(feeders=[20, 20, 20], spacing="7 m", service_length="5 m")
    place = {bus.id: (bus.x, bus.y) for bus in made.buses}
    for line in made.lines:
        if "service" in line.id or (not line.id.endswith("C01")):
            apart = np.hypot(*np.subtract(place[line.from_bus], place[line.to_bus]))
            assert apart == pytest.approx(line.length_km * 1e3)
    assert len(set(place.values())) == len(place)


def test_wrong_types_are_all_named_with_the_nearest():
    plan = street(
        trunk="4x150 Alu", transformer="401 kVA", new_size="3x26 A", dwellings="flat",
        others={"shop": {"feeder": 9, "size": "3x81 A", "peak": "5 kW", "cable": "3x1x150 Al"}},
    )  # fmt: skip
    with pytest.raises(NetworkErrors) as caught:
        plan.load(Path())
    texts = [str(problem) for problem in caught.value.problems]
    for words in (
        "trunk: no low-voltage cable '4x150 Alu' (nearest: 4x150 Al",
        "transformer: no transformer '401 kVA'",
        "new_size: no connection size '3x26 A'",
        "dwellings: no class of dwellings 'flat' (nearest: flats",
        "others.shop.size",
        "others.shop.cable: no low-voltage cable '3x1x150 Al'",
        "others.shop.feeder: there is no feeder 9",
    ):
        assert any(words in text for text in texts), words


def test_an_unknown_archetype_is_refused_by_name():
    with pytest.raises(NetworkError, match="row-street-1930"):
        load_network("street:row-street")


@pytest.fixture(scope="module")
def district():
    scenario = load_scenario(SCENARIOS / "district.yaml", layout="today")
    return scenario, scenario.network.load(scenario.folder)


def test_the_shipped_district_has_two_thousand_connections_on_an_open_ring(district):
    scenario, network = district
    assert len(network.connection_ids) > 2000
    assert len(network.trafo_ids) == len(scenario.network.stations) == 10
    assert network.open_lines == ("ring-06",)
    assert [str(one) for one in check(network)] == [
        "warning: line ring-06: is out of service or open at a switch"
    ]
    assert (network.bus_node >= 0).all()


def test_half_the_ring_feeds_half_the_district(district):
    """The cables at both ends carry what hangs behind them, and the open one nothing but its charging."""
    _, network = district
    flows = demand_flows(network)
    assert flows is not None
    loading = dict(zip(network.line_ids, flows.line_loading_pct[0], strict=True))
    kva = dict(
        zip(network.trafo_ids, np.hypot(flows.trafo_p_kw[0], flows.trafo_q_kvar[0]), strict=True)
    )
    names = [name.split("/")[0] for name in network.trafo_ids]
    west = sum(kva[f"{name}/T1"] for name in names[:5])
    assert loading["ring-01"] / 100 * 315 * np.sqrt(3) * 10.0 * 1.05 == pytest.approx(
        west, rel=0.03
    )
    assert loading["ring-06"] < 1.0


def test_a_district_with_a_wrong_station_is_told_where():
    from hubsim.networks.district import District

    wrong = District.model_validate(
        {
            "kind": "district",
            "stations": {"a": {"trunk": "x"}, "b": {}},
            "open": "c",
            "ring": "4x150 Al",
        }
    )
    assert [field for field, _ in wrong.problems()] == ["stations.a.trunk", "ring", "open"]


def test_the_plan_alone_is_a_record_without_a_kind():
    assert StreetPlan.model_validate({"archetype": "village"}).transformer == "160 kVA 2009"
    assert StreetPlan.model_validate(
        {"archetype": "village", "transformer": "250 kVA"}
    ).feeders == [20, 18, 16]
