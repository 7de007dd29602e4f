"""A grid laid out as the kernel reads it."""

from __future__ import annotations

from typing import Any

import numpy as np

from hubsim.arrays import ComplexArray, FloatArray, IntArray
from hubsim.errors import NetworkError
from hubsim.networks.network import Network
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.layout import WIDTH, Rows, Tree, Work, places

STEP_PART = 0.5
"""Of the mismatch that is allowed, what the last change of a voltage may leave."""


def rows_of(grid: Grid, tolerance: float, mismatch_kw: float) -> Rows:
    """Return the arrays of a grid. All are new: an array that is read-only would compile anew.

    tolerance : distance of a voltage to the solution [pu]
    mismatch_kw : power by which a node may be off
    """
    network, factors = grid.network, grid.factors
    row = rows_of_nodes(grid)
    node = np.argsort(row)
    s, r = np.append(factors.s, 1.0), np.append(factors.r, 1.0)
    voltage = grid.v_noload[node] / r
    supplied = network.bus_node >= 0
    bus_row = np.where(supplied, row[network.bus_node], -1)
    unit = np.conj(s) / r
    has_bus = np.zeros(len(node), dtype=np.bool_)
    has_bus[bus_row[supplied]] = True
    start, end = row[network.branch_from], row[network.branch_to]
    ports = (
        np.conj(r[start]) * network.branch_yff_pu * r[start],
        np.conj(r[start]) * network.branch_yft_pu * r[end],
        np.conj(r[end]) * network.branch_ytf_pu * r[start],
        np.conj(r[end]) * network.branch_ytt_pu * r[end],
    )
    shunt = np.abs(r) ** 2 * network.node_shunt_pu[node] * network.base_kva
    rated, line_of, trafo_of = ratings(network)
    rated /= network.base_kva * np.abs(np.stack([r[start], r[end]], axis=1))
    # Changes are measured by their larger part, and in the units of the tree.
    to_pu = np.sqrt(2.0) * np.abs(r).max()
    powers = np.abs(r / s).max() * network.base_kva
    return Rows(
        tree_of(grid, voltage, np.float64),
        tree_of(grid, voltage, np.float32),
        np.stack([voltage.real, voltage.imag], axis=1).ravel(),
        tolerance / to_pu,
        STEP_PART * mismatch_kw / (np.sqrt(2.0) * powers),
        bus_row,
        first_of(bus_row),
        has_bus,
        *split(unit / -network.base_kva),
        *split(network.base_kva / unit),
        np.abs(r),
        np.degrees(np.angle(grid.v_noload[node])),
        np.flatnonzero(shunt),
        *split(shunt),
        start,
        end,
        np.stack([half for part in ports for half in split(part * network.base_kva)], axis=1),
        rated**2,
        line_of,
        trafo_of,
    )


def tree_of(grid: Grid, voltage: ComplexArray, precision: type[Any]) -> Tree:
    """Return the tree in one precision.

    voltage : (N,) of each row without load, in the units of the tree

    Raises
    ------
    NetworkError
        when the precision cannot hold an impedance.
    """
    factors = grid.factors
    first: ComplexArray = 1.0 / voltage.conj()
    parts = (factors.lower, factors.upper, factors.pivot, voltage, first)
    halves = [half for part in parts for half in split(part)]
    if any(np.abs(half).max(initial=0.0) > np.finfo(precision).max for half in halves):
        raise NetworkError(
            "its impedances per unit are beyond what can be computed: look at rated voltages"
        )
    return Tree(
        factors.parent.copy(),
        factors.extra_start.copy(),
        factors.extra_row.copy(),
        *(half.astype(precision) for half in halves),
    )


def rows_of_nodes(grid: Grid) -> IntArray:
    """Return the row of every node in the kernel's table, (N,); the slack has the last."""
    row = np.full(len(grid.v_noload), len(grid.free), dtype=np.int64)
    row[grid.free] = grid.factors.row
    return row


def work_of(rows: Rows, width: int = WIDTH) -> Work:
    """Return work space for one thread; not cleared, the kernel writes before it reads."""
    n_row, place = len(rows.size), places(width)
    return Work(
        aligned(n_row * place["ROW"] + 1, np.float64),
        aligned(n_row * place["ROW"], np.float32),
        aligned(place["LANES"], np.float64),
        aligned(width, np.float32),
        np.zeros(n_row, dtype=np.bool_),
        np.empty((n_row, 2)),
    )


def aligned(size: int, precision: type[Any]) -> Any:
    """Return an array that begins where a vector register's load begins: 64 bytes."""
    step = 64 // np.dtype(precision).itemsize
    room = np.empty(size + step, dtype=precision)
    start = -room.ctypes.data % 64 // room.itemsize
    return room[start : start + size]


def first_of(bus_row: IntArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return whether a bus is the first of its row, (B,)."""
    first = np.zeros(len(bus_row), dtype=np.bool_)
    first[np.unique(bus_row, return_index=True)[1]] = True
    return first


def ratings(network: Network) -> tuple[FloatArray, IntArray, IntArray]:
    """Return loading per pu of current at both ends [%], and the line and transformer of a branch."""
    n_branch = len(network.branch_from)
    rated = np.full((n_branch, 2), np.nan)
    line_of, trafo_of = (np.full(n_branch, -1, dtype=np.int64) for _ in range(2))
    amperes = network.base_kva / (np.sqrt(3.0) * network.node_kv)
    lines = np.flatnonzero(network.line_branch >= 0)
    at = network.line_branch[lines]
    line_of[at] = lines
    for end, node in enumerate((network.branch_from, network.branch_to)):
        rated[at, end] = 100.0 * amperes[node[at]] / network.line_limit_a[lines]
    trafos = np.flatnonzero(network.trafo_branch >= 0)
    at = network.trafo_branch[trafos]
    trafo_of[at] = trafos
    windings = (network.trafo_hv_kv, network.trafo_lv_kv)
    for end, node in enumerate((network.branch_from, network.branch_to)):
        winding_a = network.trafo_limit_kva[trafos] / (np.sqrt(3.0) * windings[end][trafos])
        rated[at, end] = 100.0 * amperes[node[at]] / winding_a
    return rated, line_of, trafo_of


def split(values: ComplexArray) -> tuple[FloatArray, FloatArray]:
    """Return real and imaginary parts."""
    return values.real.copy(), values.imag.copy()
