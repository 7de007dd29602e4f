"""What users may rely on: the exported names, and how little importing costs."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import hubsim

ROOT = Path(__file__).parent.parent
HEAVY = {"pandapower", "pandas", "pyomo", "numba", "highspy", "scipy", "plotly", "pyarrow"}


def _modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n'.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return {name.partition(".")[0] for name in done.stdout.splitlines()}


def test_the_public_names_are_these():
    assert hubsim.__all__ == [
        "compare",
        "load_network",
        "load_scenario",
        "power_flow",
        "run",
        "summarise_power_flow",
        "sweep",
    ]
    assert all(callable(getattr(hubsim, name)) for name in hubsim.__all__)


def test_the_public_names_stay_functions_after_their_modules_are_imported():
    import hubsim.comparison
    import hubsim.pipeline
    import hubsim.sweeps.sweep

    assert callable(hubsim.run)
    assert callable(hubsim.compare)
    assert callable(hubsim.sweep)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="optimise"):
        _ = hubsim.optimise


@pytest.mark.parametrize(
    "code",
    [
        "import hubsim",
        "import hubsim\nhubsim.load_scenario('scenarios/street.yaml', layout='both')",
        "from hubsim.scenario.load import json_schema\njson_schema()",
    ],
)
def test_checking_a_scenario_imports_nothing_heavy(code):
    assert _modules_after(code) & HEAVY == set()


def test_importing_prints_nothing():
    done = subprocess.run(
        [sys.executable, "-c", "import hubsim, hubsim.cli"],
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert (done.stdout, done.stderr) == (b"", b"")


def test_the_versions_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"\nversion: {project['version']}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"## [{project['version']}]" in (ROOT / "CHANGELOG.md").read_text()
