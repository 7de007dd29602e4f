from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hubsim.errors import MissingError, ScenarioError, UsageError
from hubsim.scenario.load import dump_resolved, load_layouts, load_scenario

GOOD = Path(__file__).parent / "good.yaml"
SHIPPED = Path(__file__).parents[2] / "scenarios" / "street.yaml"


def messages(caught: pytest.ExceptionInfo[ScenarioError]) -> str:
    return "\n".join(str(issue) for issue in caught.value.issues)


def changed(tmp_path: Path, *edits: tuple[str, str]) -> Path:
    text = GOOD.read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "scenario.yaml"
    file.write_text(text)
    return file


def test_a_scenario_has_the_values_of_the_file_in_inner_units() -> None:
    scenario = load_scenario(GOOD)
    assert (scenario.hubsim, scenario.name, scenario.title, scenario.seed) == (
        1,
        "two-streets",
        None,
        7,
    )
    assert (scenario.time.step_s, scenario.time.timezone) == (900, "Europe/Amsterdam")
    assert (scenario.limits.loading, scenario.limits.voltage_min) == (100.0, 0.95)
    assert scenario.carbon == 0.27
    assert scenario.contract.import_kw == 300.0
    assert scenario.tariffs["home"].buy.vat == 0.21
    assert (scenario.control.window, scenario.control.lookahead) == (24.0, 12.0)
    assert scenario.members["homes"].load.annual == 2700.0
    assert scenario.members["school"].load.annual == 65_000.0
    assert list(scenario.layouts) == ["no-hub", "bigger", "both"]
    assert (scenario.folder, scenario.file, scenario.layout) == (GOOD.parent, str(GOOD), None)
    assert list(scenario.profile_files()) == ["house", "prices.day_ahead"]


def test_a_scenario_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_scenario(GOOD).seed = 3


def test_templates_are_merged_and_the_member_wins() -> None:
    homes = load_scenario(GOOD).members["homes"]
    assert homes.tariff == "home"
    assert set(homes.devices) == {"pv", "store"}
    assert homes.vary == {"load.annual": 0.2, "devices.store": 0.5}


def test_a_member_changes_and_removes_what_its_template_says(tmp_path: Path) -> None:
    over = "    count: 6\n    load: {annual: 3 MWh}\n    devices: {pv: null, store: {power: 7 kW}}"
    homes = load_scenario(changed(tmp_path, ("    count: 6", over))).members["homes"]
    assert (homes.load.annual, homes.load.profile) == (3000.0, "house/a")
    assert set(homes.devices) == {"store"}
    assert (homes.devices["store"].power, homes.devices["store"].energy) == (7.0, 10.0)


def test_a_device_of_another_kind_takes_nothing_from_the_template(tmp_path: Path) -> None:
    over = "    count: 6\n    devices: {pv: {kind: battery, energy: 5 kWh, power: 2 kW}}"
    homes = load_scenario(changed(tmp_path, ("    count: 6", over))).members["homes"]
    assert homes.devices["pv"].kind == "battery"


def test_a_mistake_of_a_template_points_into_the_template(tmp_path: Path) -> None:
    file = changed(tmp_path, ("rating: 4.2 kWp", "rating: 4.2"))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    (issue,) = caught.value.issues
    assert issue.path == "templates.electric.devices.pv.rating"
    assert (
        file.read_text().splitlines()[issue.line - 1][issue.column - 1 :].startswith("4.2, profile")
    )


def test_layouts_change_and_remove() -> None:
    no_hub, bigger, both = load_layouts(GOOD)
    assert [one.layout for one in (no_hub, bigger, both)] == ["no-hub", "bigger", "both"]
    assert "hub" not in no_hub.members
    assert no_hub.control.coordinate == []
    assert bigger.members["hub"].devices["battery"].energy == 400.0
    assert both == load_scenario(GOOD)


def test_a_file_without_layouts_gives_its_base(tmp_path: Path) -> None:
    text = GOOD.read_text()
    file = tmp_path / "plain.yaml"
    file.write_text(text[: text.index("layouts:")])
    (base,) = load_layouts(file)
    assert base.layout is None


def test_an_unknown_layout_lists_the_layouts() -> None:
    with pytest.raises(
        UsageError, match=r"no layout .no-hb. .nearest: no-hub; layouts: no-hub, bigger, both"
    ):
        load_scenario(GOOD, layout="no-hb")


def test_a_wrong_layout_points_at_its_line(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        ("energy: 400 kWh", "energy: 400 kW"),
        (
            "both: {}",
            "both: {control.windoww: 3 h, members.hubb.bus: B, members.school.load: null, x: 1}",
        ),
    )
    load_scenario(file)
    with pytest.raises(ScenarioError) as caught:
        load_layouts(file)
    text = messages(caught)
    last = len(file.read_text().splitlines())
    for words in (
        f":{last - 1}:48: layouts.bigger.members.hub.devices.battery.energy: unit 'kW' is not a unit of energy",
        f":{last}:10: layouts.both.control.windoww: unknown key 'windoww' (nearest: window",
        f":{last}:32: layouts.both.members.hubb.bus: there is no 'hubb' in members (nearest: hub",
        "members.school: has neither load nor devices",
        "layouts.both.x: unknown key 'x'",
    ):
        assert words in text


def test_set_wins_over_the_layout_and_makes_new_things() -> None:
    scenario = load_scenario(
        GOOD,
        layout="bigger",
        overrides=[
            "members.hub.devices.battery.energy=500 kWh",
            "members.school.devices.car={kind: ev, charger: 11 kW, arrival: '08:00', energy: 9 kWh}",
            "control.coordinate=[]",
            "sharing.kind=none",
            "templates.plain.load.annual=3000 kWh",
            "members.homes.devices.pv=null",
            "title='A title'",
        ],
    )
    assert scenario.members["hub"].devices["battery"].energy == 500.0
    assert scenario.members["school"].devices["car"].arrival == 8.0
    assert scenario.control.coordinate == []
    assert (scenario.sharing.kind, scenario.sharing.fee) == ("none", 0.13)
    assert scenario.members["homes"].load.annual == 3000.0
    assert "pv" not in scenario.members["homes"].devices
    assert scenario.title == "A title"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("time.days", "this cannot be set (write PATH=VALUE"),
        ("=3", "this cannot be set"),
        ("a..b=3", "this cannot be set"),
        ("hubsim=1", "this cannot be set"),
        ("seed=", "--set:1:6: seed: has no value"),
        ("seed=abc", "--set:1:6: seed: a whole number is due here, not 'abc'"),
        ("members.hub.devices.battery.energy=4", "a bare number has no unit"),
        ("members.hub.devices.batery.energy=4 kWh", "there is no 'batery' in members.hub.devices (nearest: battery"),
        ("members.hub.devices.pv=null", "there is no 'pv' to remove (there are: battery"),
        ("seed.x=4", "seed is no map"),
        ("title={a: [1}", "--set:1:13: title: not valid YAML"),
        ("seed=&a 3", "--set:1:6: seed: anchor &a is not allowed"),
        ("members.new={template: electrc, bus: B}", "--set:1:24: members.new.template: no template 'electrc'"),
        ("contract.reduced.night.import=2 kW", "there is no 'night' in contract.reduced (nearest: "),
    ],
)  # fmt: skip
def test_a_wrong_change_from_the_command_line_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(GOOD, overrides=[text])
    assert words in messages(caught)


def test_days_take_the_place_of_the_end_and_the_other_way_round() -> None:
    time = load_scenario(GOOD, overrides=["time.days=3"]).time
    assert (time.days, time.end, str(time.last_day)) == (3, None, "2016-01-13")
    time = load_scenario(GOOD, overrides=["time.days=3", "time.end=2016-01-12"]).time
    assert (time.days, str(time.end)) == (None, "2016-01-12")


def test_a_start_alone_keeps_the_number_of_days() -> None:
    time = load_scenario(GOOD, overrides=["time.start=2016-07-04"]).time
    assert (str(time.start), str(time.last_day)) == ("2016-07-04", "2016-07-10")
    time = load_scenario(GOOD, overrides=["time.start=2016-01-12", "time.end=2016-01-12"]).time
    assert (str(time.start), str(time.last_day)) == ("2016-01-12", "2016-01-12")


@pytest.mark.parametrize(
    ("day", "n_steps"), [("2016-03-27", 92), ("2016-10-30", 100), ("2016-02-29", 96)]
)
def test_a_day_of_clock_change_is_shorter_or_longer(day: str, n_steps: int) -> None:
    scenario = load_scenario(GOOD, overrides=[f"time.start={day}", "time.days=1"])
    assert scenario.horizon().n_steps == n_steps


def test_a_clock_that_changes_by_half_an_hour_needs_half_hour_steps() -> None:
    lord_howe = ["time.timezone=Australia/Lord_Howe", "time.start=2016-04-03", "time.days=1"]
    assert load_scenario(GOOD, overrides=[*lord_howe, "time.step=30 min"]).horizon().n_steps == 49
    with pytest.raises(ScenarioError) as caught:
        load_scenario(GOOD, overrides=[*lord_howe, "time.step=1 h"])
    assert "days of clock change are no whole number of steps" in messages(caught)


@pytest.mark.parametrize("file", [GOOD, SHIPPED], ids=["good", "shipped"])
def test_a_resolved_scenario_loads_back_to_the_same(file: Path, tmp_path: Path) -> None:
    for scenario in [load_scenario(file), *load_layouts(file)]:
        written = dump_resolved(scenario)
        back = tmp_path / "resolved.yaml"
        back.write_text(written)
        again = load_scenario(back)
        assert again == scenario
        assert dump_resolved(again).partition("\n")[2] == written.partition("\n")[2]


def test_a_resolved_scenario_shows_every_default(tmp_path: Path) -> None:
    text = dump_resolved(load_scenario(GOOD))
    for words in ("lookahead: 12 h", "unmet: 100 EUR/kWh", "round_trip: 90 %", "breach: 2 EUR/kWh"):
        assert words in text
    assert "null" not in text
    assert "templates" not in text


def test_paths_of_a_resolved_scenario_start_where_it_is_stored(tmp_path: Path) -> None:
    scenario = load_scenario(SHIPPED)
    run = tmp_path / "results" / "street" / "run"
    run.mkdir(parents=True)
    (run / "scenario.resolved.yaml").write_text(dump_resolved(scenario, run))
    moved = load_scenario(run / "scenario.resolved.yaml")
    for name, entry in scenario.profile_files().items():
        found = moved.folder / moved.profile_files()[name].file
        assert found.resolve() == (scenario.folder / entry.file).resolve()
        assert found.is_file()
    assert (moved.folder / moved.network.file).is_file()


def test_a_file_that_is_not_there_ends_with_exit_code_4() -> None:
    with pytest.raises(MissingError) as caught:
        load_scenario("nowhere.yaml")
    assert caught.value.exit_code == 4


def test_reading_a_scenario_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from hubsim.scenario.load import load_layouts, json_schema\n"
        f"load_layouts({str(SHIPPED)!r}); json_schema()\n"
        "heavy = {'pandas', 'numba', 'pyomo', 'pandapower', 'pyarrow', 'scipy', 'highspy', 'plotly'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
