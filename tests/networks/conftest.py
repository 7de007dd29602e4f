"""Small pandapower nets to damage, and files to write them to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandapower as pp
import pytest

from hubsim.networks.from_pandapower import quiet

SHIPPED = Path(__file__).parents[2] / "scenarios" / "networks" / "simbench-semiurb4.json"


@pytest.fixture(scope="session")
def shipped() -> Path:
    return SHIPPED


@pytest.fixture
def net() -> Any:
    """Three buses: medium voltage, transformer, line, one load."""
    net = pp.create_empty_network(name="small")
    mv = pp.create_bus(net, 10.0, name="mv", geodata=(0.0, 0.0))
    lv = pp.create_bus(net, 0.4, name="lv", geodata=(0.0, 1.0))
    end = pp.create_bus(net, 0.4, name="end", geodata=(1.0, 1.0))
    pp.create_ext_grid(net, mv, name="grid")
    pp.create_transformer(net, mv, lv, "0.4 MVA 10/0.4 kV", name="T1")
    pp.create_line(net, lv, end, 0.1, "NAYY 4x150 SE", name="cable")
    pp.create_load(net, end, 0.01, name="home")
    return net


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[Any], Path]:
    """Write a net to a file."""

    def store(net: Any) -> Path:
        path = tmp_path / "net.json"
        with quiet():
            pp.to_json(net, str(path))
        return path

    return store
