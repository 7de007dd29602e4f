"""Newton-Raphson for one step in three phases, where the fixed point does not contract.

Current mismatch in symmetrical components, ``F(V) = Y V - A^-1 conj(S / (A V)) / 3``, with real and
imaginary parts as unknowns, from the voltages without load (in phases: Garcia et al. 2000,
doi:10.1109/59.867133).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hubsim.arrays import ComplexArray, IntArray
from hubsim.powerflow.phases.grid import PhaseGrid

MAX_TURNS = 20
LEAST_PART = 1.0 / 16.0
_A = np.exp(2j * np.pi / 3.0)
TO_PHASES = np.array([[1.0, 1.0, 1.0], [_A**2, _A, 1.0], [_A, _A**2, 1.0]])
"""Voltages of phase a, b and c of positive, negative and zero sequence."""


def newton_phases(
    grid: PhaseGrid, power: ComplexArray, tolerance: float
) -> tuple[ComplexArray | None, int]:
    """Return the voltages of all nodes in sequences, (N, 3), and the turns spent; None without a solution.

    power : (N, 3) complex power injected by phase a, b and c, in per unit of the power of three phases

    Where the way from no load to all of the power is too far for one go, it is taken in parts, each from
    the voltages before, as small as `LEAST_PART`.
    """
    system = _System(grid)
    voltage, turns = system.solve(power, system.noload, tolerance)
    if voltage is not None:
        return voltage, turns
    at, share, part = system.noload, 0.0, 0.5
    while share < 1.0 and part >= LEAST_PART:
        part = min(part, 1.0 - share)
        voltage, spent = system.solve((share + part) * power, at, tolerance)
        turns += spent
        if voltage is None:
            part /= 2.0
        else:
            at, share = voltage, share + part
    return (at if share >= 1.0 else None), turns


class _System:
    """The equations of a grid: sequence k of node i at k N + i, those that the grid does not hold."""

    def __init__(self, grid: PhaseGrid) -> None:
        from scipy.sparse import block_diag, csr_array

        self.n_node, slack = len(grid.v_noload), grid.network.slack_node
        held = [k * self.n_node + slack for k in range(3) if grid.held[k]]
        self.free = np.setdiff1d(np.arange(3 * self.n_node), held)
        self.matrix: Any = csr_array(block_diag(grid.matrices, format="csr"))
        self.inner = self.matrix[self.free][:, self.free].tocoo()
        self.place = np.full(3 * self.n_node, -1, dtype=np.int64)
        self.place[self.free] = np.arange(len(self.free))
        self.noload = np.zeros((self.n_node, 3), dtype=np.complex128)
        self.noload[:, 0] = grid.v_noload

    def solve(
        self, power: ComplexArray, start: ComplexArray, tolerance: float
    ) -> tuple[ComplexArray | None, int]:
        """Return the voltages, (N, 3), and the turns spent from a start."""
        from scipy.sparse.linalg import splu

        n, voltage = len(self.free), start
        for turn in range(1, MAX_TURNS + 1):
            mismatch, jacobian = self._linear(power, voltage)
            try:
                change = splu(jacobian).solve(np.concatenate([mismatch.real, mismatch.imag]))
            except RuntimeError:
                return None, turn
            if not np.isfinite(change).all():
                return None, turn
            moved = voltage.T.ravel()
            moved[self.free] -= change[:n] + 1j * change[n:]
            voltage = moved.reshape(3, self.n_node).T.copy()
            if np.abs(change).max() <= 1e-3 * tolerance:
                # Past the point of collapse there are other solutions, which no network is ever in.
                same = self._sign(power, voltage) == self._sign(0.0 * power, self.noload)
                return (voltage if same else None), turn
        return None, MAX_TURNS

    def _sign(self, power: ComplexArray, voltage: ComplexArray) -> float:
        """Return the sign of the Jacobian's determinant: it changes where voltages collapse."""
        from scipy.sparse.linalg import splu

        factors = splu(self._linear(power, voltage)[1])
        sign = float(np.prod(np.sign(factors.U.diagonal())))
        return sign * _parity(factors.perm_r) * _parity(factors.perm_c)

    def _linear(self, power: ComplexArray, voltage: ComplexArray) -> tuple[ComplexArray, Any]:
        """Return the mismatch of current and its slopes at some voltages."""
        from scipy.sparse import csc_array

        n_node, n = self.n_node, len(self.free)
        drawing = np.flatnonzero(np.any(power != 0.0, axis=1))
        phases = voltage[drawing] @ TO_PHASES.T
        back = TO_PHASES.conj().T
        injected = np.zeros((n_node, 3), dtype=np.complex128)
        injected[drawing] = np.conj(power[drawing] / phases) @ back.T
        mismatch = (self.matrix @ voltage.T.ravel() - injected.T.ravel())[self.free]
        # F = Y V - A^-1 conj(S / (A V)): its slope by conj(dV), three by three at a node.
        slope = np.conj(power[drawing] / phases**2)
        blocks = np.einsum("ap,np,pb->nab", back, slope, TO_PHASES.conj())
        place = self.place[drawing[:, None] + n_node * np.arange(3)]
        row = np.broadcast_to(place[:, :, None], blocks.shape).ravel()
        column = np.broadcast_to(place[:, None, :], blocks.shape).ravel()
        there = (row >= 0) & (column >= 0)
        row, column, c = row[there], column[there], blocks.ravel()[there]
        m = self.inner
        # M dV + C conj(dV) in real and imaginary parts.
        values = (
            m.data.real,
            -m.data.imag,
            m.data.imag,
            m.data.real,
            c.real,
            c.imag,
            c.imag,
            -c.real,
        )
        rows = (m.row, m.row, m.row + n, m.row + n, row, row, row + n, row + n)
        columns = (m.col, m.col + n, m.col, m.col + n, column, column + n, column, column + n)
        jacobian = csc_array(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
            shape=(2 * n, 2 * n),
        )
        return mismatch, jacobian


def _parity(permutation: IntArray) -> int:
    """Return 1 for an even permutation, -1 for an odd one."""
    seen = np.zeros(len(permutation), dtype=np.bool_)
    sign = 1
    for first in range(len(permutation)):
        at, length = first, 0
        while not seen[at]:
            seen[at] = True
            at, length = int(permutation[at]), length + 1
        if length and length % 2 == 0:
            sign = -sign
    return sign
