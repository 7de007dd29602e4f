"""The commands as a user types them: exit codes, messages, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STREET = ROOT / "scenarios" / "street.yaml"
NETWORK = ROOT / "scenarios" / "networks" / "simbench-semiurb4.json"


def hub(*words: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "hubsim.cli", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


def test_help_names_every_command():
    text = hub("--help").stdout
    for command in (
        "run", "compare", "validate", "schema", "report", "network", "profiles", "verify", "new", "bench"
    ):  # fmt: skip
        assert f"  {command} " in text


@pytest.mark.parametrize("words", [("--help",), ("validate", STREET), ("schema",)])
def test_light_commands_import_nothing_heavy(words):
    code = (
        "import sys, hubsim.cli\n"
        f"sys.argv = ['hubsim', *{[str(word) for word in words]!r}]\n"
        "try:\n    hubsim.cli.main()\nexcept SystemExit as done:\n    assert not done.code, done.code\n"
        "heavy = {'pandapower', 'pandas', 'pyomo', 'numba', 'highspy', 'scipy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=ROOT)


def test_validate_prints_every_mistake_at_its_line_and_exits_with_3(tmp_path):
    text = STREET.read_text().replace("rating: 4.4 kWp", "ratting: 4.4 kWp")
    text = text.replace("step: 15 min", "step: 15")
    broken = tmp_path / "broken.yaml"
    broken.write_text(text)
    done = hub("validate", broken)
    assert done.returncode == 3
    lines = done.stderr.strip().splitlines()
    step_line = text[: text.index("step: 15")].count("\n") + 1
    assert any(f"broken.yaml:{step_line}:" in line for line in lines)
    assert any("ratting" in line and "rating" in line.split("ratting", 1)[1] for line in lines)


def test_validate_deep_names_unknown_buses_and_columns(tmp_path):
    text = STREET.read_text().replace("networks/", f"{ROOT}/scenarios/networks/")
    text = text.replace("../profiles/", f"{ROOT}/profiles/")
    text = text.replace("LV4.101 Bus 36", "LV4.101 Bus 63").replace(
        "simbench/G1-A", "simbench/G1-Z"
    )
    broken = tmp_path / "broken.yaml"
    broken.write_text(text)
    done = hub("validate", broken, "--deep")
    assert done.returncode == 3
    assert "LV4.101 Bus 63" in done.stderr
    assert "G1-Z" in done.stderr
    assert hub("validate", broken).returncode == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("run", "nowhere.yaml"), 4),
        (("run", STREET, "--layout", "bothh"), 2),
        (("run", STREET, "--set", "control.windoww=1 h"), 3),
        (("run", STREET, "--set", "no-equals-sign"), 2),
        (("run", STREET, "--days", "0"), 2),
        (("run", STREET, "--days", "400"), 3),
        (("verify", ROOT), 4),
        (("network", "check", "nowhere.json"), 4),
        (("network", "check", "pandapower:no_such_network"), 3),
        (("frobnicate",), 2),
    ],
)
def test_wrong_use_ends_in_its_exit_code_and_a_message(words, code, tmp_path):
    done = hub(*words, *(("--out", tmp_path) if words[0] == "run" else ()))
    assert done.returncode == code
    assert done.stderr.strip()
    assert not any(tmp_path.iterdir())


def test_new_writes_a_scenario_that_runs_and_can_be_verified(tmp_path):
    folder = tmp_path / "my street"
    assert hub("new", folder, "--from", "street").returncode == 0
    assert json.loads((folder / "hubsim.schema.json").read_text())["title"]
    done = hub("run", folder / "street.yaml", "--days", 1, "--layout", "both", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.strip().splitlines()
    assert 8 <= len(lines) <= 20
    assert any("unmet" in line for line in lines)
    stored = next((tmp_path / "results" / "street").iterdir())
    assert hub("verify", stored).returncode == 0
    assert hub("report", stored).returncode == 0
    assert hub("verify", stored).returncode == 0
    (stored / "summary.json").write_text("{}")
    assert hub("verify", stored).returncode == 3
    assert hub("new", folder).returncode == 2


def test_compare_lays_all_layouts_side_by_side(tmp_path):
    done = hub("compare", STREET, "--days", 1, "--out", tmp_path, "-q")
    assert done.returncode == 0, done.stderr
    page = next(tmp_path.glob("*/comparison.html")).read_text()
    for layout in ("Without a hub", "Smart charging", "Neighbourhood battery", "Both"):
        assert layout in page
        assert f"{layout}:" in done.stdout
    runs = sorted(path.parent for path in tmp_path.glob("*/street/*/manifest.json"))
    assert len(runs) == 4
    again = hub("compare", *runs[:2], "--out", tmp_path / "again")
    assert again.returncode == 0, again.stderr


def test_network_show_and_check(tmp_path):
    page = tmp_path / "network.html"
    done = hub("network", "show", NETWORK, "--out", page)
    assert done.returncode == 0, done.stderr
    assert "44 buses" in done.stdout
    assert "<svg" in page.read_text()
    assert hub("network", "check", NETWORK).returncode == 0


def test_network_check_counts_errors_and_warnings_and_names_what_its_demand_overloads():
    done = hub("network", "check", "pandapower:kb_extrem_landnetz_kabel")
    assert done.returncode == 0
    assert "line line_1_1: is loaded to 119 %" in done.stdout
    assert "no errors, 7 warnings" in done.stdout


def test_a_network_is_imported_once_and_never_overwritten(tmp_path):
    first = hub("network", "import", "street:village", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "network: {kind: pandapower, file: village.json}" in first.stdout
    assert hub("network", "check", "village.json", cwd=tmp_path).returncode == 0
    again = hub("network", "import", "street:village", cwd=tmp_path)
    assert (again.returncode, "--force" in again.stderr) == (2, True)
    assert hub("network", "import", "street:village", "--force", cwd=tmp_path).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["village.json"]


def test_a_network_is_drawn_as_svg_with_its_own_demand(tmp_path):
    import xml.etree.ElementTree as ET

    drawing = tmp_path / "street.svg"
    done = hub(
        "network", "show", ROOT / "scenarios" / "archetypes" / "village.yaml", "--out", drawing
    )
    assert done.returncode == 0, done.stderr
    root = ET.parse(drawing).getroot()
    titles = [one.text for one in root.iter("{http://www.w3.org/2000/svg}title")]
    assert any(text.startswith("F1-C01\nhighest loading") for text in titles)
    assert hub("network", "show", "street:village", "--out", tmp_path / "x.png").returncode == 2


def test_new_needs_no_network_file_and_takes_any_network(tmp_path):
    assert hub("new", tmp_path / "a").returncode == 0
    assert hub("validate", "--deep", tmp_path / "a" / "row-street-1930.yaml").returncode == 0
    done = hub("new", tmp_path / "b", "--network", "pandapower:create_kerber_landnetz_kabel_1")
    assert done.returncode == 0, done.stderr
    scenario = tmp_path / "b" / "create_kerber_landnetz_kabel_1.yaml"
    assert hub("run", scenario, "--days", 1, "--layout", "in-2035", cwd=tmp_path).returncode == 0
    listed = hub("new", "--list").stdout
    for name in (
        "row-street-1930",
        "suburb-1970",
        "inner-city-flats",
        "village-street",
        "business-park",
    ):
        assert name in listed
        assert hub("new", tmp_path / name, "--from", name).returncode == 0
        assert hub("validate", "--deep", tmp_path / name / f"{name}.yaml").returncode == 0
    assert "nearest: suburb-1970" in hub("new", tmp_path / "c", "--from", "suburb-1971").stderr
    assert not (tmp_path / "c").exists()
