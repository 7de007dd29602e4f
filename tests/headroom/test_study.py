"""The study as a whole: its record, its key figures, the command, and mistakes in the section."""

from __future__ import annotations

import json
import re
from csv import DictReader

import pytest
from typer.testing import CliRunner

from hubsim.cli import app
from hubsim.comparison import compare
from hubsim.errors import ScenarioError, TornResult
from hubsim.headroom.record import BUSES, FILE, Headroom
from hubsim.headroom.siting import sitings_of
from hubsim.pipeline import run
from hubsim.report.view import headroom_of
from hubsim.results import open_run, verify
from hubsim.scenario.load import load_scenario
from tests.headroom.conftest import UNITS

SECTION = (
    "headroom={add: [charger, home], where: random, sitings: 3, growth: 5 %, units: {"
    "charger: {kind: ev, charger: 22 kW, battery: 80 kWh, arrival: '17:00', departure: '07:00', energy: 40 kWh},"
    " home: {kind: household, annual: 40 MWh}}}"
)


@pytest.fixture
def done(case_of, tmp_path):
    case = case_of("kerber")
    return run(load_scenario(case.file, overrides=[SECTION]), tmp_path / "results")


def test_a_run_stores_headroom_and_tells_it_as_key_figures(done) -> None:
    assert verify(done.folder) == []
    stored = open_run(done.folder)
    found = headroom_of(stored)
    assert found == Headroom.of_bytes(found.to_bytes())
    for room in found.rooms:
        units = sorted(one.together.units for one in room.sitings)
        assert [room.capacity("together", p) for p in (0.05, 0.5, 0.95)] == units
        assert room.released() == room.capacity("together") - room.capacity("alone") >= 0.0
        name = room.figure[0]
        summary = json.loads((done.folder / "summary.json").read_text())["kpis"]
        assert summary["alone"][name]["value"] == room.capacity("alone")
        assert summary["together"][name]["better"] == "higher"
        # Of a figure of which more is better, negative relief is the gain.
        assert summary["relief"][name]["value"] == -room.released()
        assert [option.name for option in room.options] == ["nothing", "hub", "copper"]
        assert room.options[2].capacity >= room.options[1].capacity
    rows = list(DictReader((done.folder / BUSES).read_text().splitlines()))
    assert {row["bus"] for row in rows} == {"bus_1_1", "bus_1_3", "bus_1_6", "bus_1_12"}
    assert len(rows) == 8
    page = (done.folder / "report.html").read_text()
    assert "Hub or copper" in page
    assert "How many chargers fit at each bus together" in page


def test_one_number_by_hand_in_the_files_and_on_both_pages(case_of, tmp_path) -> None:
    case = case_of("kerber")
    section = f"headroom={{add: [charger], where: spread, map: false, units: {{charger: {UNITS['charger']}}}}}"
    compared = compare([load_scenario(case.file, overrides=[section])], tmp_path)
    (done,) = compared.runs
    prober = case.prober("charger", where="spread")
    (siting,) = sitings_of(prober.enlarged.base, prober.rules)
    summary = json.loads((done.folder / "summary.json").read_text())["kpis"]
    stored = json.loads((done.folder / FILE).read_text())["rooms"][0]
    pages = [one.read_text() for one in (compared.page, done.folder / "report.html")]
    shown = {}
    for operation in ("alone", "together"):
        # Every number written into a scenario file, up to the first that violates.
        first = next(n for n in range(41) if case.violates("charger", n, siting, operation))
        source = f"summary.json|kpis.{operation}.headroom_chargers.value|{done.folder.name}"
        source += f"\nheadroom.json|rooms.0.sitings|{done.folder.name}"
        dial = re.search(rf'data-source="{re.escape(source)}" tabindex="0">(\d+)<', pages[0])
        row = re.search(rf'<tr data-source="{re.escape(source)}">.*?<td[^>]*>(\d+)<', pages[1])
        shown[operation] = first - 1
        assert summary[operation]["headroom_chargers"]["value"] == first - 1
        assert stored["sitings"][0][operation]["units"] == first - 1
        assert (int(dial.group(1)), int(row.group(1))) == (first - 1, first - 1), operation
    hub = re.search(
        r'data-way="hub".*?headroom.json\|rooms.0.options.1.capacity[^>]*>(\d+)<', pages[0]
    )
    assert int(hub.group(1)) == shown["together"] > shown["alone"] > 0
    assert f"{shown['together'] - shown['alone']} more chargers fit with the hub" in pages[0]


def test_the_worst_bus_is_the_lowest_of_all_buses(case_of, tmp_path) -> None:
    case = case_of("kerber")
    asked = ["headroom", str(case.file), "--where", "worst", "--add", "charger", "--out"]
    result = CliRunner().invoke(app, [*asked, str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    found = Headroom.of_bytes((tmp_path / "out" / FILE).read_bytes())
    (room,) = found.rooms
    assert room.capacity("alone") == min(one.alone.units for one in room.buses)
    assert len(room.buses) == 4
    assert f"{room.capacity('together'):.0f} together" in result.output
    assert room.origin == "own"
    assert room.steered


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("{add: [hme]}", "home"),
        ("{add: [home, home]}", "names something twice"),
        ("{add: [home], units: {charger: {kind: load, profile: simbench/H0-A, annual: 1 MWh}}}", "not among"),
        ("{add: [pv], units: {pv: {kind: load, profile: simbench/H0-A, annual: 1 MWh}}}", "is no pv"),
        ("{risk: 4}", "unit"),
        ("{copper: {cable: 100 EUR}}", "EUR/m"),
        ("{phase: least}", "balanced"),
        ("{where: bus_1_99}", "no bus 'bus_1_99'"),
        ("{add: [home], units: {home: {kind: load, profile: simbench/H9, annual: 1 MWh}}}", "no column"),
    ],
)  # fmt: skip
def test_mistakes_are_told_at_their_place(case_of, tmp_path, section, said) -> None:
    case = case_of("kerber")
    with pytest.raises(ScenarioError) as told:
        run(load_scenario(case.file, overrides=[f"headroom={section}"]), tmp_path)
    assert said in str(told.value)
    assert all("headroom" in issue.path for issue in told.value.issues)


def test_a_phase_is_the_one_the_street_loads_least_or_most(case_of) -> None:
    case = case_of("street", "network.model=three-phase", "members.homes.phases=a")
    loaded = {}
    for phase in ("least", "most", "abc"):
        prober = case.prober("home", phase=phase)
        model = prober.enlarged.model_of(1, _siting(prober))
        loaded[phase] = model.plan.asset_phase[-1].tolist()
    assert loaded["most"] == [1.0, 0.0, 0.0]
    assert loaded["least"][0] == 0.0
    assert loaded["abc"] == pytest.approx([1 / 3] * 3)


def _siting(prober):
    from hubsim.headroom.siting import sitings_of

    return sitings_of(prober.enlarged.base, prober.rules)[0]


def test_optimised_the_same_units_are_searched(case_of) -> None:
    case = case_of("kerber", "control.mode=optimise", "control.unmet=100 EUR/kWh")
    prober = case.prober("charger", sitings=1)
    siting = _siting(prober)
    from hubsim.headroom.find import Finder

    find = Finder(prober)
    assert find("together", siting).units >= find("alone", siting).units > 0


def test_bytes_that_are_no_record_are_refused() -> None:
    with pytest.raises(TornResult):
        Headroom.of_bytes(b'{"rooms": 3}')
