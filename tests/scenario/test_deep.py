from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from hubsim.errors import MissingError, ScenarioError
from hubsim.profiles.library import Library
from hubsim.scenario.deep import check_deep
from hubsim.scenario.load import load_scenario
from hubsim.weather.weather import Weather

GOOD = (Path(__file__).parent / "good.yaml").read_text()
FIRST = datetime(2016, 1, 10, 23)  # noqa: DTZ001 - written with an offset


def network() -> Any:
    return SimpleNamespace(
        bus_ids=tuple(f"Bus {n}" for n in range(1, 6)),
        bus_node=np.arange(5),
        connection_ids=("Load 1",),
        connection_bus=np.array([0]),
        connection_phases=("",),
        trafo_ids=("Trafo 1",),
        line_ids=("Line 1", "Line 2"),
        line_types=("4x150 Al", ""),
    )


def write_csv(path: Path, columns: str, values: str, days: int = 7) -> None:
    rows = [
        f"{FIRST + timedelta(hours=hour):%Y-%m-%dT%H:%M:%S}+00:00,{values}"
        for hour in range(24 * days)
    ]
    path.write_text("\n".join([f"time,{columns}", *rows]) + "\n")


def check(folder: Path, text: str = GOOD, net: Any = None) -> None:
    file = folder / "s.yaml"
    file.write_text(text)
    scenario = load_scenario(file)
    library = Library(scenario.profile_files(), scenario.folder, scenario.horizon())
    weather = Weather(scenario.weather, scenario.folder, scenario.horizon())
    check_deep(scenario, net or network(), library, weather)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_csv(tmp_path / "house.csv", "a,b,pv", "0.1,0.2,0.3")
    write_csv(tmp_path / "price.csv", "eur", "0.05")
    return tmp_path


def issues(folder: Path, text: str = GOOD, net: Any = None) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        check(folder, text, net)
    return [str(issue).removeprefix(f"{folder}/") for issue in caught.value.issues]


def test_a_scenario_that_fits_its_network_and_files_passes(folder: Path) -> None:
    check(folder)


def test_unknown_buses_and_elements_are_named_at_their_lines_with_the_nearest(folder: Path) -> None:
    text = GOOD.replace("Bus 1, Bus 2", "Bus 1, Buss 2").replace("bus: Bus 5", "bus: Bus 55")
    assert issues(folder, text.replace("point: Trafo 1", "point: Trafo 2")) == [
        (
            "s.yaml:18:10: contract.point: no transformer or line 'Trafo 2' in the network"
            " (nearest: Trafo 1; elements: Trafo 1, Line 1, Line 2)"
        ),
        (
            "s.yaml:40:20: members.homes.buses.1: no bus 'Buss 2' in the network"
            " (nearest: Bus 2; buses: Bus 1, Bus 2, Bus 3, Bus 4, Bus 5)"
        ),
        (
            "s.yaml:47:10: members.hub.bus: no bus 'Bus 55' in the network"
            " (nearest: Bus 5; buses: Bus 1, Bus 2, Bus 3, Bus 4, Bus 5)"
        ),
    ]


def test_a_bus_without_supply_is_refused(folder: Path) -> None:
    net = network()
    net.bus_node[3] = -1
    assert issues(folder, GOOD, net) == [
        "s.yaml:43:10: members.school.bus: bus 'Bus 4' is out of service or not connected"
    ]


def test_an_unknown_column_is_named_at_its_line_once(folder: Path) -> None:
    text = GOOD.replace("profile: house/pv", "profile: house/pw")
    assert issues(folder, text) == [
        (
            "s.yaml:34:48: templates.electric.devices.pv.profile: no column 'pw'"
            " (nearest: pv; columns: a, b, pv)"
        )
    ]


def test_a_horizon_that_files_do_not_cover_is_refused_at_each_file(folder: Path) -> None:
    text = GOOD.replace("end: 2016-01-17", "end: 2016-01-18")
    said = "covers 2016-01-11 00:00 to 2016-01-18 00:00, the scenario needs 2016-01-11 00:00 to 2016-01-19 00:00"
    assert issues(folder, text) == [
        f"s.yaml:8:17: profiles.house.file: {said} (change time or the file)",
        f"s.yaml:10:21: prices.day_ahead.file: {said} (change time or the file)",
    ]


def test_a_damaged_file_and_a_wrong_value_are_named(folder: Path) -> None:
    (folder / "price.csv").write_text("nothing\nof use\n")
    (found,) = issues(folder)
    assert found.startswith("s.yaml:10:21: prices.day_ahead.file: price.csv")
    write_csv(folder / "price.csv", "eur", "much")
    (found,) = issues(folder)
    assert "price.csv: row 1" in found


def test_only_files_that_are_not_there_end_with_exit_code_4(folder: Path) -> None:
    (folder / "house.csv").unlink()
    with pytest.raises(
        MissingError, match=r"s.yaml:8:17: profiles.house.file: the file is not there"
    ) as caught:
        check(folder)
    assert caught.value.exit_code == 4
    found = issues(folder, GOOD.replace("bus: Bus 5", "bus: Bus 55"))
    assert len(found) == 2
