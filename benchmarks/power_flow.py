"""A year of power flow on three networks, against pandapower in the same run.

Every bus draws a seeded random load at every quarter of an hour. hubsim solves the whole year, best of
``--repeat`` runs. pandapower's ``runpp`` (Numba on, started from the step before, which is its fast way
for a series) solves some steps spread over the year and is scaled to the same number of steps. Both
times are CPU time of this process, after one warm-up call for the compiler, on one thread. The largest
difference of any voltage is printed beside the speed; pandapower stops at 1e-8 MVA, which leaves about
1e-8 pu.

    python benchmarks/power_flow.py
    python benchmarks/power_flow.py --json figures.json --steps 3504
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandapower as pp

from hubsim.arrays import FloatArray
from hubsim.networks.from_pandapower import quiet
from hubsim.networks.load import load_network
from hubsim.networks.network import Network
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.solve import solve_grid

SHIPPED = Path(__file__).parent.parent / "scenarios" / "networks" / "simbench-semiurb4.json"
NETWORKS: dict[str, Any] = {
    "landnetz": "pandapower:create_kerber_landnetz_freileitung_1",
    "semiurb4": SHIPPED,
    "vorstadt": "pandapower:create_kerber_vorstadtnetz_kabel_1",
}
MEAN_KW = 1.5
YEAR_STEPS = 35_136
"""Quarters of an hour in 2016."""


@dataclass(frozen=True)
class Figures:
    """What was measured on one network.

    step_us : CPU time per step [us]; bus_step_ns : per bus and step [ns]
    pandapower_step_us : CPU time of one ``runpp`` [us]
    ratio : pandapower's time over ours
    difference_vm_pu : largest difference of a voltage in the steps that both solved
    """

    network: str
    buses: int
    steps: int
    converged: int
    step_us: float
    bus_step_ns: float
    pandapower_steps: int
    pandapower_step_us: float
    ratio: float
    difference_vm_pu: float


def measure(name: str, steps: int, reference_steps: int, repeat: int, seed: int) -> Figures:
    """Return the figures of one network."""
    network = load_network(NETWORKS[name])
    n_bus = len(network.bus_ids)
    rng = np.random.default_rng(seed)
    p_kw = rng.gamma(2.0, MEAN_KW / 2.0, (steps, n_bus)) * (network.bus_node >= 0)
    q_kvar = 0.25 * p_kw
    solve_grid(Grid.of(network), p_kw[:2], q_kvar[:2])
    spent_s = np.inf
    for _ in range(repeat):
        start_s = time.process_time()
        flows = solve_grid(Grid.of(network), p_kw, q_kvar)
        spent_s = min(spent_s, time.process_time() - start_s)
    chosen = np.linspace(0, steps - 1, min(reference_steps, steps)).astype(np.int64)
    reference_us, vm_pu = _pandapower(network, p_kw[chosen], q_kvar[chosen])
    step_us = spent_s / steps * 1e6
    return Figures(
        network=name,
        buses=n_bus,
        steps=steps,
        converged=int(flows.converged.sum()),
        step_us=step_us,
        bus_step_ns=step_us / n_bus * 1e3,
        pandapower_steps=len(chosen),
        pandapower_step_us=reference_us,
        ratio=reference_us / step_us,
        difference_vm_pu=float(np.nanmax(np.abs(flows.vm_pu[chosen] - vm_pu))),
    )


def _pandapower(network: Network, p_kw: FloatArray, q_kvar: FloatArray) -> tuple[float, FloatArray]:
    """Return the CPU time of a step [us] and the voltages, (T, B), by pandapower."""
    with quiet():
        net = pp.from_json_string(network.pandapower_json)
        pp.runpp(net, numba=True)
        vm_pu = np.empty_like(p_kw)
        spent_s = 0.0
        for step in range(len(p_kw)):
            net.load["p_mw"], net.load["q_mvar"] = p_kw[step] / 1e3, q_kvar[step] / 1e3
            start_s = time.process_time()
            pp.runpp(net, numba=True, init="results")
            spent_s += time.process_time() - start_s
            vm_pu[step] = net.res_bus.vm_pu
    return spent_s / len(p_kw) * 1e6, vm_pu


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="A year of power flow, against pandapower.")
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help=", ".join(NETWORKS))
    parser.add_argument("--steps", type=int, default=YEAR_STEPS, help="steps of the horizon")
    parser.add_argument("--reference-steps", type=int, default=100, help="steps by pandapower")
    parser.add_argument("--repeat", type=int, default=3, help="runs, of which the best counts")
    parser.add_argument("--seed", type=int, default=2016)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.networks) - set(NETWORKS))
    if unknown:
        parser.error(f"there is no network {', '.join(unknown)}; there are {', '.join(NETWORKS)}")
    if min(chosen.steps, chosen.reference_steps, chosen.repeat) < 1:
        parser.error("--steps, --reference-steps and --repeat must be at least 1")

    figures = []
    print(
        "network    buses   steps   us/step  ns/bus/step  pandapower us/step  ratio  max |dVm| pu"
    )
    for name in chosen.networks or NETWORKS:
        one = measure(name, chosen.steps, chosen.reference_steps, chosen.repeat, chosen.seed)
        figures.append(asdict(one))
        print(
            f"{name:<9} {one.buses:>6} {one.converged:>7} {one.step_us:>9.2f} {one.bus_step_ns:>12.1f}"
            f" {one.pandapower_step_us:>19.0f} {one.ratio:>6.0f} {one.difference_vm_pu:>13.1e}",
            flush=True,
        )
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
