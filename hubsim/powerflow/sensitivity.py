"""How much of a kW drawn at a bus flows through each element: the linear network of an optimiser.

At the no-load voltage a small power ``dS`` drawn at bus b changes the voltages by
``-Y^-1 conj(dS / V)`` and so the power entering each branch. The real part per kW of active power is
the sensitivity: in a radial network 1 for every element on the way to the bus, up to losses.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.powerflow.grid import Grid


def loading_sensitivity(grid: Grid) -> tuple[FloatArray, FloatArray]:
    """Return the change of active power through lines, (L, B), and transformers, (K, B), per kW drawn.

    Positive from a line's `from` to its `to` bus, and from the high- to the low-voltage side. Zero for
    elements out of service and buses that are not supplied or held by the external grid.
    """
    network = grid.network
    change = _voltage_change(grid)
    start, end = network.branch_from, network.branch_to
    current = (
        network.branch_yff_pu[:, None] * change[start]
        + network.branch_yft_pu[:, None] * change[end]
    )
    # Power enters with the no-load voltage; the no-load current's own part is of second order.
    flow = (grid.v_noload[start][:, None] * np.conj(current)).real
    return _picked(flow, network.line_branch), _picked(flow, network.trafo_branch)


def voltage_sensitivity(grid: Grid) -> FloatArray:
    """Return the change of every bus's voltage magnitude per kW drawn at every bus, (B, B) [pu/kW]."""
    network = grid.network
    change = _voltage_change(grid) / network.base_kva
    unit = np.conj(grid.v_noload / np.abs(grid.v_noload))
    magnitude = (unit[:, None] * change).real
    return _picked(magnitude, network.bus_node)


def _voltage_change(grid: Grid) -> np.ndarray[tuple[int, int], np.dtype[np.complex128]]:
    """Return the change of every node's voltage per unit of active power drawn at every bus, (N, B)."""
    from scipy.sparse.linalg import splu

    free = grid.free
    n_bus = len(grid.bus_place)
    drawn = np.zeros((len(free), n_bus), dtype=np.complex128)
    on = np.flatnonzero(grid.bus_place >= 0)
    place = grid.bus_place[on]
    drawn[place, on] = -1.0 / np.conj(grid.v_noload[free][place])
    change = np.zeros((len(grid.v_noload), n_bus), dtype=np.complex128)
    change[free] = splu(grid.node_admittance[free][:, free].tocsc()).solve(drawn)
    return change


def _picked(values: FloatArray, rows: IntArray) -> FloatArray:
    """Return the rows of the values, zero where the row is out of service."""
    picked: FloatArray = np.where((rows >= 0)[:, None], values[np.maximum(rows, 0)], 0.0)
    return picked
