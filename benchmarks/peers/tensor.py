"""tensorpowerflow: its dense batch method, constant power only, in blocks that stay in the cache."""

from __future__ import annotations

import copy

import numpy as np
import pandapower as pp
import pandas as pd
from tensorpowerflow import GridTensor

from peers.protocol import TOLERANCE, Case, FloatArray, Peer, Solved

BLOCK_VALUES = 16_384
"""Voltages a call, which stay in the cache. All steps in one call, as it would do by itself, took a fifth
to a half longer on these cases."""
BASE_KVA = 1000.0


class Tensor(Peer):
    """``run_pf`` with ``algorithm="tensor"``."""

    packages = ("tensorpowerflow",)
    trafo_model = "t"
    gives = "voltages, angles"
    note = "voltages only, no currents; given pandapower's admittance matrix"

    def prepare(self, case: Case) -> None:
        """Put the net's admittance matrix, without phase shifts, where the tool keeps its own.

        It reads lines alone, has no iron losses, and holds the slack at 1: with its voltage factored
        out of the matrix, voltages come in units of the slack's.
        """
        net = copy.deepcopy(case.net)
        net.trafo["shift_degree"] = 0.0
        pp.runpp(net, trafo_model="t")
        slack = int(net.ext_grid.bus.iloc[0])
        self.slack_vm_pu = float(net.ext_grid.vm_pu.iloc[0])
        lookup = net._pd2ppc_lookups["bus"]  # noqa: SLF001 - pandapower keeps its matrix there
        places = lookup[net.bus.index]
        matrix = net._ppc["internal"]["Ybus"].tocsr()[places][:, places]  # noqa: SLF001
        matrix = matrix * (float(net.sn_mva) * 1e3 / BASE_KVA * self.slack_vm_pu**2)
        self.others = np.delete(np.arange(len(net.bus)), slack)
        self.slack = slack
        self.n_bus = len(net.bus)
        self.grid = _without_loads(self.n_bus)
        reduced = matrix[self.others][:, self.others].toarray()
        self.grid._K_ = -np.linalg.inv(reduced)
        self.grid._L_ = self.grid._K_ @ matrix[self.others][:, [slack]].toarray()

    def solve(self, p_kw: FloatArray, q_kvar: FloatArray) -> Solved:
        """Solve block by block."""
        voltage = np.empty((len(p_kw), self.n_bus), dtype=np.complex128)
        voltage[:, self.slack] = self.slack_vm_pu
        block_steps = max(1, BLOCK_VALUES // self.n_bus)
        for first in range(0, len(p_kw), block_steps):
            block = slice(first, first + block_steps)
            out = self.grid.run_pf(
                active_power=p_kw[block, self.others],
                reactive_power=q_kvar[block, self.others],
                tolerance=TOLERANCE,
                algorithm="tensor",
            )
            if not out["convergence"]:
                raise RuntimeError(f"steps from {first} did not converge")
            voltage[block, self.others] = out["v"] * self.slack_vm_pu
        return Solved(voltage)


def _without_loads(n_bus: int) -> GridTensor:
    """Return a tensor grid of so many buses in a row, no more than the room for a matrix."""
    number = np.arange(1, n_bus + 1)
    nodes = pd.DataFrame(
        {"NODES": number, "Tb": (number == 1).astype(int), "PD": 0.0, "QD": 0.0}
        | {"Pct": 1, "Ict": 0, "Zct": 0}
    )
    lines = pd.DataFrame(
        {"FROM": number[:-1], "TO": number[1:], "R": 1e-3, "X": 1e-3, "B": 0.0}
        | {"STATUS": 1, "TAP": 1}
    )
    return GridTensor(
        node_file_path="",
        lines_file_path="",
        from_file=False,
        nodes_frame=nodes,
        lines_frame=lines,
        s_base=BASE_KVA,
        numba=False,
    )
