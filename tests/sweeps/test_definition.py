"""What a sweep is, and every mistake of it at its line before anything runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hubsim.cli import app
from hubsim.errors import ScenarioError, UsageError
from hubsim.scenario.load import ScenarioFile, dump_resolved, load_scenario
from hubsim.sweeps.definition import Definition
from hubsim.sweeps.identity import point_hash, program

ROOT = Path(__file__).parent.parent.parent

GOOD = """
sweep:
  points: 4
  vary:
    seed: {kind: integers, from: 1, to: 1000}
    templates.home.vary.devices.car: {kind: uniform, from: 40 %, to: 95 %}
    members.hub.devices.battery.energy: [100 kWh, 200 kWh]
"""


def mistakes(file, overrides=()):
    with pytest.raises(ScenarioError) as caught:
        Definition.of(file, overrides)
    return [str(issue).partition(":")[2] for issue in caught.value.issues]


def test_a_draw_is_worked_in_before_the_layout_which_decides(write):
    file = ScenarioFile.read(write(GOOD))
    drawn = {
        "seed": 4,
        "templates.home.vary.devices.car": "41 %",
        "members.hub.devices.battery.energy": "100 kWh",
    }
    both = file.scenario("both", (), drawn)
    assert both.seed == 4
    assert both.members["corner"].vary["devices.car"] == 0.41
    assert both.members["hub"].devices["battery"].energy == 100.0
    assert "hub" not in file.scenario("no-hub", (), drawn).members
    assert file.scenario("both", ("members.hub=null",), drawn).seed == 4
    said = file.scenario("both", ("seed=9",), drawn)
    assert said.seed == 9


def test_the_section_is_no_part_of_a_run(write):
    with_section = load_scenario(write(GOOD), "both")
    without = load_scenario(write("", "plain.yaml"), "both")
    assert with_section == without
    assert "sweep:" not in dump_resolved(with_section)
    assert point_hash(with_section, "summary") == point_hash(without, "summary")


def test_a_point_is_another_when_anything_that_decides_it_is(write):
    file = ScenarioFile.read(write(GOOD))
    base = point_hash(file.scenario("both", (), {}), "summary")
    assert point_hash(file.scenario("both", (), {"seed": 2026}), "summary") == base  # as written
    assert point_hash(file.scenario("both", (), {"seed": 4}), "summary") != base
    assert point_hash(file.scenario("both", (), {}), "run") != base
    copied = write(GOOD, "copy.yaml")
    profile = copied.parent / "prices.csv"
    profile.write_text("time,price_eur_kwh\n")
    changed = [f"prices.day_ahead.file={profile}"]
    first = point_hash(load_scenario(copied, "both", changed), "summary")
    profile.write_text("time,price_eur_kwh\n2016-01-01,1\n")
    assert point_hash(load_scenario(copied, "both", changed), "summary") != first


def test_an_installed_hubsim_is_the_same_program_until_a_module_changes(tmp_path):
    installed = tmp_path / "hubsim"
    shutil.copytree(ROOT / "hubsim", installed, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "profiles", installed / "shipped" / "profiles")
    assert program(installed) == program(ROOT / "hubsim")
    with (installed / "units.py").open("a") as module:
        module.write("# another\n")
    # The answer is kept, so the same folder is asked by another path.
    assert program(installed / ".." / "hubsim") != program(ROOT / "hubsim")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("seed: {kind: unform, from: 1}", "unknown kind 'unform' (nearest: uniform"),
        ("seed: {kind: integers, from: 3, to: 1}", "sweep.vary.seed.to: is below from"),
        ("carbon: {kind: uniform, from: 1 kg/kWh, to: 4 kWh}", "is in kWh, from in kg/kWh"),
        ("carbon: {kind: uniform, from: 9 g/kWh, to: 4 g/kWh}", "is not above from"),
        ("carbon: {kind: normal, mean: 9 g/kWh, sd: x}", "'x' is no number with its unit"),
        ("carbon: {kind: normal, mean: 9 g/kWh, sd: 0 g/kWh}", "is not above 0"),
        ("seed: {kind: values, values: [1, 2], weights: [1]}", "weights: are 1, the values 2"),
        ("seed: 5", "a map of keys and values is due here, not 5"),
        ("seeed: [1, 2]", "unknown key 'seeed' (nearest: seed"),
        ("members.hubb.devices.battery.energy: [1 kWh]", "there is no 'hubb' in members"),
        ("members.hub.devices.battery.energy: [100 kW]", "unit 'kW' is not a unit of energy"),
        ("members.hub.devices.battery.energy: [100 kWh, -1 kWh]", "-1 kWh is out of range"),
        ("control.coordinate: [[battery]]", "changes nothing: every layout sets or removes it"),
        ("seed: {kind: integers, from: 1, to: 2, also: [carbon]}", "a bare number has no unit"),
        ("layouts.both: [{}]", "layouts.both cannot be varied"),
    ],
)
def test_a_wrong_entry_is_said_at_its_line(write, entry, words):
    file = write(f"sweep:\n  layouts: [no-hub, smart-charging]\n  vary:\n    {entry}\n")
    if "coordinate" in entry:
        text = file.read_text()
        file.write_text(text.replace("both: {}", "both: {control.coordinate: [pv]}"))
    if "members.hub.devices" in entry or "hubb" in entry:
        file = write(f"sweep:\n  layouts: [both]\n  vary:\n    {entry}\n")
    line = 1 + file.read_text().splitlines().index(f"    {entry}")
    found = mistakes(file)
    assert any(one.startswith(f"{line}:") and words in one for one in found), found


def test_all_mistakes_are_said_at_once(write):
    found = mistakes(
        write("""
sweep:
  points: 0
  sampler: sobel
  layouts: [bth]
  vary:
    seed: {kind: integers, from: 3, to: 1}
""")
    )
    assert len(found) == 3  # layouts are looked up when the section is right in itself
    assert "nearest: sobol" in "".join(found)
    found = mistakes(write(GOOD + "  layouts: [bth]\n"))
    assert "no layout 'bth' (nearest: both" in found[0]


def test_a_grid_has_its_own_number_of_points(write):
    section = "sweep:\n  sampler: grid\n  vary:\n    seed: {kind: integers, from: 1, to: 5}\n"
    assert len(Definition.of(write(section)).drawn) == 5
    assert "stands beside sampler: grid" in mistakes(write(section), ["sweep.points=9"])[0]
    found = mistakes(write(section + "    carbon: {kind: uniform, from: 1 g/kWh, to: 2 g/kWh}\n"))
    assert "a grid needs a list of values, integers, or uniform with steps" in found[0]


def test_two_paths_may_take_one_value(write):
    section = """
sweep:
  vary:
    members.corner.devices.battery.energy: {kind: uniform, from: 5 kWh, to: 9 kWh, also: [members.east.devices.battery.energy]}
"""
    file = write(section)
    drawn = Definition.of(file).drawn[0]
    sweep = Definition.of(file).sweep
    scenario = ScenarioFile.read(file).scenario("both", (), sweep.paths(drawn))
    sizes = {name: scenario.members[name].devices["battery"].energy for name in ("corner", "east", "north")}  # fmt: skip
    assert sizes["corner"] == sizes["east"] != sizes["north"] == 10.0


def test_what_the_command_line_sets_varies_no_more(write):
    file = write(GOOD)
    pinned = Definition.of(file, ["templates.home.vary.devices.car=50 %"])
    assert list(pinned.drawn[0]) == ["seed", "members.hub.devices.battery.energy"]
    every = ["seed=1", "templates.home.vary.devices.car=50 %", "members.hub=null"]
    with pytest.raises(UsageError, match="nothing varies"):
        Definition.of(file, every)


def test_validate_tries_the_values_too(write):
    file = write(GOOD + "    members.hubb.bus: [x]\n")
    done = CliRunner().invoke(app, ["validate", str(file)])
    assert isinstance(done.exception, ScenarioError)
    assert "there is no 'hubb' in members" in str(done.exception)
    assert CliRunner().invoke(app, ["validate", str(write(GOOD))]).exit_code == 0


def test_a_file_without_a_section_gets_an_example(write):
    with pytest.raises(UsageError, match="has no section sweep; for example"):
        Definition.of(write(""))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["sweep"], 2, "name a scenario file, or --resume FOLDER"),
        (["sweep", "nowhere.yaml"], 4, "is not there"),
        (["sweep", "--resume", "nowhere"], 4, "is not there"),
        (["sweep", "FILE", "--layout", "bth"], 3, "no layout 'bth'"),
        (["sweep", "FILE", "--sampler", "grit"], 3, "'grit' is not allowed here (nearest: grid"),
        (["sweep", "FILE", "--workers", "-1"], 2, "from 0, all in one process"),
        (["sweep", "FILE", "--lang", "fr"], 2, "no language 'fr' (allowed: en, nl)"),
        (["sweep", "FILE", "--resume", "x"], 2, "name a scenario file, or --resume FOLDER"),
    ],
)
def test_the_command_says_what_is_wrong(write, words, code, said):
    file = str(write(GOOD))
    done = CliRunner().invoke(app, [file if word == "FILE" else word for word in words])
    assert done.exit_code == (1 if done.exception else code)
    assert getattr(done.exception, "exit_code", code) == code
    assert said in str(done.exception) + done.output
