"""A grid laid out as the kernel reads it."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import ComplexArray, FloatArray, IntArray
from hubsim.networks.network import Network
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.kernel import Rows


def rows_of(grid: Grid) -> Rows:
    """Return the arrays of a grid. All are new: an array that is read-only would compile anew."""
    network, factor = grid.network, grid.factor
    row = rows_of_nodes(grid)
    node = np.argsort(row)
    v0 = grid.v_noload[node]
    parts = (
        network.branch_yff_pu,
        network.branch_yft_pu,
        network.branch_ytf_pu,
        network.branch_ytt_pu,
    )
    rated, line_of, trafo_of = _ratings(network)
    return Rows(
        np.where(network.bus_node >= 0, row[network.bus_node], -1),
        *_split(v0),
        np.degrees(np.angle(v0)),
        factor.leaves[np.argsort(factor.enters)],
        factor.lower_start.copy(),
        factor.lower_column.copy(),
        *_split(factor.lower),
        factor.upper_start.copy(),
        factor.upper_column.copy(),
        *_split(factor.upper),
        *_split(factor.pivot),
        *_split(network.node_shunt_pu[node]),
        row[network.branch_from],
        row[network.branch_to],
        np.stack([half for part in parts for half in _split(part)], axis=1).copy(),
        rated,
        line_of,
        trafo_of,
    )


def rows_of_nodes(grid: Grid) -> IntArray:
    """Return the row of every node in the kernel's table, (N,)."""
    row = np.full(len(grid.unknown), len(grid.free), dtype=np.int64)
    row[grid.free] = grid.factor.leaves
    return row


def _ratings(network: Network) -> tuple[FloatArray, IntArray, IntArray]:
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


def _split(values: ComplexArray) -> tuple[FloatArray, FloatArray]:
    return values.real.copy(), values.imag.copy()
