"""hubsim itself."""

from __future__ import annotations

from typing import ClassVar

from hubsim import load_network
from hubsim.powerflow.balanced import ALL, solve_grid
from hubsim.powerflow.grid import Grid
from peers.protocol import TOLERANCE, Case, FloatArray, Peer, Solved


class Everything(Peer):
    """All results kept: magnitudes, angles, loadings, transformer powers, losses."""

    packages = ("hubsim",)
    trafo_model = "t"
    gives = "voltages, angles, loadings"
    keep: ClassVar[tuple[str, ...]] = ALL

    def prepare(self, case: Case) -> None:
        """Factorise the network."""
        network = load_network(case.file)
        if network.bus_ids != tuple(case.net.bus["name"]):
            raise RuntimeError("hubsim has the buses in another order")
        self.grid = Grid.of(network)

    def solve(self, p_kw: FloatArray, q_kvar: FloatArray) -> Solved:
        """Solve all steps in one call."""
        flows = solve_grid(
            self.grid, p_kw, q_kvar, tolerance=TOLERANCE, threads=self.threads, keep=self.keep
        )
        if not flows.converged.all():
            raise RuntimeError(f"{(~flows.converged).sum()} steps did not converge")
        return Solved(flows.vm_pu, (flows.va_deg, flows.line_loading_pct, flows.trafo_loading_pct))


class Magnitudes(Everything):
    """Voltage magnitudes and loadings kept, what most peers give."""

    gives = "voltages, loadings"
    keep = ("vm_pu", "line_loading_pct", "trafo_loading_pct")


class TwoThreads(Everything):
    """All results, on two threads."""

    threads = 2
    note = "two threads: compare its wall time"
