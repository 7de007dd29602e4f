"""Newton-Raphson for one step in three phases, where the fixed point does not contract.

Current mismatch in symmetrical components, ``F(V) = Y V - A^-1 conj(S / (A V)) / 3``, with real and
imaginary parts as unknowns, from the voltages without load (in phases: Garcia et al. 2000,
doi:10.1109/59.867133).
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import ComplexArray
from hubsim.powerflow.phases.grid import PhaseGrid

MAX_TURNS = 40
_A = np.exp(2j * np.pi / 3.0)
TO_PHASES = np.array([[1.0, 1.0, 1.0], [_A**2, _A, 1.0], [_A, _A**2, 1.0]])
"""Voltages of phase a, b and c of positive, negative and zero sequence."""


def newton_phases(
    grid: PhaseGrid, power: ComplexArray, tolerance: float
) -> tuple[ComplexArray | None, int]:
    """Return the voltages of all nodes in sequences, (N, 3), and the turns spent; None without a solution.

    power : (N, 3) complex power injected by phase a, b and c, in per unit of the power of three phases
    """
    from scipy.sparse import block_diag, bsr_array, csr_array
    from scipy.sparse.linalg import splu

    n_node = len(grid.v_noload)
    slack = grid.network.slack_node
    # Unknowns: sequence k of node i at k N + i, but what the external grid holds.
    free = np.setdiff1d(
        np.arange(3 * n_node), [k * n_node + slack for k in range(3) if grid.held[k]]
    )
    matrix = csr_array(block_diag(grid.matrices, format="csr"))
    voltage = np.zeros((n_node, 3), dtype=np.complex128)
    voltage[:, 0] = grid.v_noload
    drawing = np.flatnonzero(np.any(power != 0.0, axis=1) & (np.arange(n_node) != slack))
    back = TO_PHASES.conj().T
    for turn in range(1, MAX_TURNS + 1):
        phases = voltage @ TO_PHASES.T
        injected = np.zeros((n_node, 3), dtype=np.complex128)
        current = np.conj(power[drawing] / phases[drawing])
        injected[drawing] = current @ back.T
        mismatch = (matrix @ voltage.T.ravel() - injected.T.ravel())[free]
        # dI = -A^-1 (conj(S) / conj(V)^2) conj(A dV)
        slope = -np.conj(power[drawing] / phases[drawing] ** 2)
        blocks = np.zeros((n_node, 3, 3), dtype=np.complex128)
        blocks[drawing] = np.einsum("ap,np,pb->nab", back, slope, TO_PHASES.conj())
        by_conjugate = bsr_array(
            (blocks, np.arange(n_node), np.arange(n_node + 1)), shape=(3 * n_node, 3 * n_node)
        ).tocsr()
        turned = np.arange(3 * n_node).reshape(n_node, 3).T.ravel()
        jacobian = _real(matrix[free][:, free], -by_conjugate[turned][:, turned][free][:, free])
        try:
            change = splu(jacobian).solve(np.concatenate([mismatch.real, mismatch.imag]))
        except RuntimeError:
            return None, turn
        if not np.isfinite(change).all():
            return None, turn
        moved = voltage.T.ravel()
        moved[free] -= change[: len(free)] + 1j * change[len(free) :]
        voltage = moved.reshape(3, n_node).T.copy()
        if np.abs(change).max() <= 1e-3 * tolerance:
            return voltage, turn
    return None, MAX_TURNS


def _real(plain: object, conjugate: object) -> object:
    """Return ``M dV + C conj(dV)`` as a matrix of real and imaginary parts."""
    from scipy.sparse import block_array

    m, c = plain, conjugate
    return block_array(
        [[(m + c).real, (c - m).imag], [(m + c).imag, (m - c).real]],  # type: ignore[operator]
        format="csc",
    )
