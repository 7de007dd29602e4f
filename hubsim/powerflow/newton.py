"""Newton-Raphson for one step, where the fixed point does not contract: near the collapse point.

Polar coordinates, full sparse Jacobian (Tinney and Hart 1967, doi:10.1109/TPAS.1967.291823), from the
voltages without load, so that the high-voltage solution is the one found.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import ComplexArray
from hubsim.powerflow.grid import Grid

MAX_TURNS = 40
_MISMATCH_PU = 1e-12
_FLOOR_PU = 1e-10
"""Mismatch that rounding may leave on stiff networks once the step has stopped moving."""


def newton_step(
    grid: Grid, power: ComplexArray, tolerance: float
) -> tuple[ComplexArray | None, int]:
    """Return the voltages of the unknown nodes, (n,), and the turns spent; None without a solution.

    power : (n,) complex power injected at each unknown node [pu]
    """
    from scipy.sparse import block_array, diags_array
    from scipy.sparse.linalg import splu

    free = grid.free
    rows = grid.node_admittance[free]
    inner = rows[:, free]
    voltage = grid.v_noload.copy()
    for turn in range(1, MAX_TURNS + 1):
        current = rows @ voltage
        v = voltage[free]
        mismatch = v * np.conj(current) - power
        size = np.abs(mismatch).max()
        if not np.isfinite(size):
            return None, turn
        if size <= _MISMATCH_PU:
            return v, turn
        unit = v / np.abs(v)
        by_angle = 1j * diags_array(v) @ (diags_array(current) - inner @ diags_array(v)).conj()
        by_size = diags_array(v) @ (inner @ diags_array(unit)).conj() + diags_array(
            np.conj(current) * unit
        )
        jacobian = block_array(
            [[by_angle.real, by_size.real], [by_angle.imag, by_size.imag]], format="csc"
        )
        try:
            change = splu(jacobian).solve(np.concatenate([mismatch.real, mismatch.imag]))
        except RuntimeError:
            return None, turn
        angle, magnitude = np.split(change, 2)
        moved = np.abs(v) - magnitude
        if not (moved > 0.0).all():
            return None, turn
        voltage[free] = moved * np.exp(1j * (np.angle(v) - angle))
        if np.abs(change).max() <= 1e-3 * tolerance and size <= _FLOOR_PU:
            return voltage[free], turn
    return None, MAX_TURNS
