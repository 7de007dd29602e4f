"""A street of one day whose points take a twentieth of a second."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Return what writes the shipped street with a section of its own beside the shipped data."""

    def written(section: str, name: str = "street.yaml") -> Path:
        text = (ROOT / "scenarios" / "street.yaml").read_text(encoding="utf-8")
        text = text.partition("\nsweep:")[0]
        text = text.replace("networks/", f"{ROOT}/scenarios/networks/")
        text = text.replace("../profiles/", f"{ROOT}/profiles/")
        # Air of one temperature spares every process of a test a year of weather.
        text += "\nthermal: {ambient: 10 degC}\n"
        file = tmp_path / name
        file.write_text(f"{text}\n{section}\n", encoding="utf-8")
        return file

    return written
