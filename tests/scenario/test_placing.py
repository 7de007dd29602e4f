"""Members on the connections of a network: by bus, by name, by range, and spread over what is free."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubsim.errors import ScenarioError
from hubsim.networks.elements import Bus, Connection, Elements, Line, Source, Transformer
from hubsim.networks.from_elements import net_of
from hubsim.networks.from_pandapower import network_of
from hubsim.profiles.library import Library
from hubsim.scenario.deep import check_deep
from hubsim.scenario.load import load_scenario
from hubsim.scenario.members import expand
from hubsim.weather.weather import Weather

HEAD = """\
hubsim: 1
name: places
seed: SEED
time: {start: 2016-01-11, days: 1, step: 15 min, timezone: Europe/Amsterdam}
network: {kind: pandapower, file: network.json}
tariffs:
  home:
    buy: {kind: fixed, price: 0.3 EUR/kWh}
    sell: {kind: fixed, price: 0.05 EUR/kWh}
members:
"""
STORE = "{battery: {kind: battery, energy: 10 kWh, power: 5 kW}}"


@pytest.fixture(scope="module")
def street():
    """Two feeders of four homes: A is short, 10 m a home; B long, 50 m; B4 hangs on an open cable."""
    buses = [Bus("mv", 10.5), Bus("lv", 0.4)]
    lines = []
    homes = []
    for feeder, km in (("A", 0.01), ("B", 0.05)):
        before = "lv"
        for n, phase in enumerate(("a", "b", "c", "abc"), 1):
            name = f"{feeder}{n}"
            buses.append(Bus(f"bus {name}", 0.4))
            closed = name != "B4"
            lines.append(
                Line(
                    f"to {name}",
                    before,
                    f"bus {name}",
                    km,
                    0.2,
                    0.08,
                    limit_a=200.0,
                    from_closed=closed,
                )
            )
            homes.append(Connection(name, f"bus {name}", phases=phase))
            before = f"bus {name}"
    homes.append(Connection("second at A1", "bus A1"))
    trafo = Transformer("T", "mv", "lv", 400.0, 10.5, 0.42, 4.0, 4.6)
    return network_of(net_of(Elements("places", buses, lines, [trafo], [], [Source("grid", "mv")], homes)))  # fmt: skip


def read(tmp_path: Path, members: dict[str, str], seed: int = 1):
    lines = [
        f"  {name}: {{tariff: home, devices: {STORE}, {fields}}}\n"
        for name, fields in members.items()
    ]
    file = tmp_path / "s.yaml"
    file.write_text(HEAD.replace("SEED", str(seed)) + "".join(lines))
    return load_scenario(file)


def placed(street, tmp_path: Path, members: dict[str, str], seed: int = 1):
    scenario = read(tmp_path, members, seed)
    places = check_deep(
        scenario,
        street,
        Library({}, tmp_path, scenario.horizon()),
        Weather(scenario.weather, tmp_path, scenario.horizon()),
    )
    return {group: [place.connection for place in found] for group, found in places.items()}


def refused(street, tmp_path: Path, members: dict[str, str]) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        placed(street, tmp_path, members)
    return [f"{issue.path}: {issue.message} ({issue.hint})" for issue in caught.value.issues]


def test_a_connection_by_name_gives_its_bus_and_its_phases(street, tmp_path):
    scenario = read(tmp_path, {"one": "connection: A2", "many": "connections: [A4, B1]"})
    places = check_deep(
        scenario,
        street,
        Library({}, tmp_path, scenario.horizon()),
        Weather(scenario.weather, tmp_path, scenario.horizon()),
    )
    found = {m.name: (m.bus, m.phases) for m in expand(scenario, places)}
    assert found == {
        "one": ("bus A2", "b"),
        "many-01": ("bus A4", "abc"),
        "many-02": ("bus B1", "a"),
    }


def test_a_range_is_in_the_order_of_the_network(street, tmp_path):
    members = {"homes": 'connections: "A2 .. B1"', "rest": "connections: [A1, B2..B3]"}
    assert placed(street, tmp_path, members) == {
        "homes": ["A2", "A3", "A4", "B1"],
        "rest": ["A1", "B2", "B3"],
    }


def test_a_range_of_buses(street, tmp_path):
    assert placed(street, tmp_path, {"homes": 'buses: ["bus A1 .. bus A3"]'}) == {
        "homes": ["A1", "A2", "A3"]
    }


def test_who_is_named_comes_first_then_counted_groups_then_the_one_without_a_count(
    street, tmp_path
):
    members = {
        "homes": "connections: free",
        "cars": "connections: free, count: 2, spread: near",
        "shop": "connection: A1",
    }
    assert placed(street, tmp_path, members) == {
        "homes": ["A3", "A4", "B1", "B2", "B3"],
        "cars": ["A2", "second at A1"],
        "shop": ["A1"],
    }


def test_members_at_a_bus_take_its_connections_and_more_of_them_have_none(street, tmp_path):
    members = {"block": "buses: [bus A1], count: 3", "homes": "connections: free"}
    found = placed(street, tmp_path, members)
    assert found["block"] == ["A1", "second at A1", ""]
    assert found["homes"] == ["A2", "A3", "A4", "B1", "B2", "B3"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("even", ["A2", "B1", "B3"]),  # places 8/6, 24/6 and 40/6 of eight, rounded down
        ("near", ["A1", "A2", "second at A1"]),
        ("far", ["B1", "B2", "B3"]),
    ],
)
def test_rules_of_spreading(street, tmp_path, rule, expected):
    members = {"homes": f"connections: free, count: 3, spread: {rule}"}
    assert placed(street, tmp_path, members) == {"homes": expected}


def test_a_rule_also_chooses_within_a_range(street, tmp_path):
    members = {"homes": 'connections: "A1 .. A4", count: 2, spread: far'}
    assert placed(street, tmp_path, members) == {"homes": ["A3", "A4"]}


def test_a_random_choice_has_a_draw_for_each_connection(street, tmp_path):
    def chosen(count: int, seed: int) -> set[str]:
        members = {"homes": f"connections: free, count: {count}, spread: random"}
        return set(placed(street, tmp_path, members, seed)["homes"])

    assert len({frozenset(chosen(3, seed)) for seed in range(8)}) > 3
    for seed in range(4):
        assert chosen(3, seed) < chosen(4, seed)


def test_what_does_not_fit_is_named(street, tmp_path):
    members = {
        "many": "connections: free, count: 11",
        "twice": "connections: [A1, A1]",
        "other": 'connections: "A1 .. A3"',
        "dark": "connection: B4",
        "lost": "connection: A11",
        "turned": 'connections: "B1 .. A3"',
        "wide": "connection: B2, phases: abc",
        "all": "connections: [B1], count: 2",
    }
    said = refused(street, tmp_path, members)
    assert said == [
        "members.many.count: 8 of 11 members of 'many' do not fit: 3 connections are free ()",
        "members.twice.connections.1: connection 'A1' is already that of 'twice' ()",
        "members.other.connections: connection 'A1' is already that of 'twice' ()",
        "members.dark.connection: connection 'B4' is out of service or not connected ()",
        (
            "members.lost.connection: no connection 'A11' in the network (nearest: A1; connections:"
            " A1, A2, A3, A4, B1, B2, B3, B4, second at A1)"
        ),
        "members.turned.connections: 'A3' stands before 'B1' in the network (turn the range round)",
        "members.wide.phases: connection 'B2' has phase b alone, not abc (allowed there: auto, b)",
        "members.all.count: 1 of 2 members of 'all' do not fit: 1 connections are named ()",
    ]


def test_nothing_left_is_said(street, tmp_path):
    members = {"first": "connections: free", "second": "connections: free"}
    (said,) = refused(street, tmp_path, members)
    assert said.startswith("members.second.connections: no connection of the network is left")


def test_names_that_only_the_network_makes_alike_are_refused(street, tmp_path):
    members = {"homes": "connections: free", "homes-03": "bus: bus A1"}
    (said,) = refused(street, tmp_path, members)
    assert "member 'homes-03' is also one of 'homes'" in said
