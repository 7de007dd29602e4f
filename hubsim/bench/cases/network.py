"""From a network's file to arrays, and a year of power flow on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hubsim.bench.case import Work, case

if TYPE_CHECKING:
    from hubsim.powerflow.flows import Flows

YEAR_STEPS = 35_136
"""Quarters of an hour in 2016."""

MEAN_KW = 1.5


@case
def load_network() -> Work:
    """Open the shipped network of 44 buses and turn it into arrays."""
    from hubsim.bench.counting import python_calls
    from hubsim.networks.load import load_network as load

    file = _shipped_network()

    def run() -> object:
        return load(file)

    return Work(run, lambda _: {"python_calls": python_calls(run)})


@case
def power_flow_small() -> Work:
    """Solve a year of quarters on the shipped network of 44 buses."""
    return _year_of(_shipped_network())


@case
def power_flow_large() -> Work:
    """Solve a year of quarters on the Kerber suburb of 294 buses."""
    return _year_of("pandapower:create_kerber_vorstadtnetz_kabel_1")


def _year_of(source: Path | str) -> Work:
    """Return the work of a year with a seeded load at every bus."""
    import numpy as np

    from hubsim.bench.counting import peak_memory_mib
    from hubsim.networks.load import load_network as load
    from hubsim.powerflow.balanced import solve_grid
    from hubsim.powerflow.grid import Grid

    network = load(source)
    shape = (YEAR_STEPS, len(network.bus_ids))
    p_kw = np.random.default_rng(2016).gamma(2.0, MEAN_KW / 2.0, shape) * (network.bus_node >= 0)
    q_kvar = 0.25 * p_kw

    def run() -> Flows:
        return solve_grid(Grid.of(network), p_kw, q_kvar)

    def count(flows: Flows) -> dict[str, int]:
        return {
            "iterations": int(flows.iterations.sum()),
            "unsolved_steps": int((~flows.converged).sum()),
            "factor_nonzeros": Grid.of(network).factor_nonzeros,
            "peak_memory_mib": peak_memory_mib(run),
        }

    return Work(run, count)


def _shipped_network() -> Path:
    from hubsim.shipping import shipped_folder

    return shipped_folder() / "scenarios" / "networks" / "simbench-semiurb4.json"
