"""How much of a kW drawn at a bus flows through each element: the linear network of an optimiser.

At the no-load voltage a small power ``dS`` drawn at bus b changes the voltages by
``-Y^-1 conj(dS / V)`` and so the power entering each branch. The real part per kW of active power is
the sensitivity: in a radial network 1 for every element on the way to the bus, up to losses.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from hubsim.arrays import FloatArray, IntArray, frozen
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.phases.grid import PhaseGrid

_MOST = 4
"""Networks whose numbers are kept, as in `grid`."""


@lru_cache(maxsize=_MOST)
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
    return frozen(_picked(flow, network.line_branch)), frozen(_picked(flow, network.trafo_branch))


def voltage_sensitivity(grid: Grid, *, reactive: bool = False) -> FloatArray:
    """Return the change of every bus's voltage magnitude per kW drawn at every bus, (B, B) [pu/kW].

    reactive : per kvar
    """
    network = grid.network
    change = _voltage_change(grid) * (-1j if reactive else 1.0) / network.base_kva
    unit = np.conj(grid.v_noload / np.abs(grid.v_noload))
    magnitude = (unit[:, None] * change).real
    return _picked(magnitude, network.bus_node)


def phase_voltage_sensitivity(
    grid: PhaseGrid,
    buses: IntArray,
    drawn_at: IntArray,
    phase_share: FloatArray,
    *,
    reactive: bool = False,
) -> FloatArray:
    """Return the change of the phase voltages of buses per kW drawn, (C, 3, M) [pu/kW].

    At the no-load voltage a power draws the phase currents ``conj(dS / V)``; their sequence components
    (Fortescue) change the sequence voltages by ``-Y_k^-1 I_k`` each.

    buses : (C,) index of the buses; drawn_at : (M,) of those where the kW is drawn
    phase_share : (M, 3) share of the kW on each phase
    reactive : per kvar
    """
    from scipy.sparse.linalg import splu

    network, n_drawn = grid.network, len(drawn_at)
    a = np.exp(2j * np.pi / 3.0)
    phases = np.array([[1, 1, 1], [a**2, a, 1], [a, a**2, 1]])  # of positive, negative, zero
    source = phases[:, 0] * grid.v_noload[network.bus_node[drawn_at]][:, None]
    drawn_kva = 3.0 * phase_share * (1j if reactive else 1.0)
    current = np.conj(drawn_kva / (network.base_kva * source))
    sequence = current @ np.conj(phases) / 3.0
    change = np.zeros((3, len(network.node_kv), n_drawn), dtype=np.complex128)
    for k in range(3):
        free = np.arange(len(network.node_kv))
        if grid.held[k]:
            free = np.delete(free, network.slack_node)
        drawn = np.zeros((len(network.node_kv), n_drawn), dtype=np.complex128)
        np.add.at(drawn, (network.bus_node[drawn_at], np.arange(n_drawn)), -sequence[:, k])
        change[k, free] = splu(grid.matrices[k][free][:, free].tocsc()).solve(drawn[free])
    by_phase = np.einsum("pk,kcm->cpm", phases, change[:, network.bus_node[buses]])
    unit = phases[:, 0] * (grid.v_noload / np.abs(grid.v_noload))[network.bus_node[buses]][:, None]
    magnitude: FloatArray = (np.conj(unit)[:, :, None] * by_phase).real
    return magnitude


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
