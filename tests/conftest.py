"""What every test folder may use: the shipped scenario and one stored run of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubsim.pipeline import run
from hubsim.results import Run
from hubsim.scenario.load import load_scenario

ROOT = Path(__file__).parent.parent
STREET = ROOT / "scenarios" / "street.yaml"


@pytest.fixture(scope="session")
def street() -> Path:
    return STREET


@pytest.fixture(scope="session")
def street_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The default week with everything the hub has, stored on disk."""
    return run(load_scenario(STREET, layout="both"), tmp_path_factory.mktemp("runs"))
