"""A grid in symmetrical components laid out as the kernel reads it."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import ComplexArray, FloatArray, IntArray
from hubsim.powerflow.layout import Tree, places
from hubsim.powerflow.phases.grid import PhaseGrid
from hubsim.powerflow.phases.layout import PhaseRows, PhaseWork
from hubsim.powerflow.rows import STEP_PART, aligned, first_of, ratings, split
from hubsim.powerflow.tree import Factors


def phase_rows_of(grid: PhaseGrid, tolerance: float, mismatch_kw: float) -> PhaseRows:
    """Return the arrays of a grid.

    tolerance : distance of a voltage to the solution [pu]
    mismatch_kw : power by which a phase of a node may be off
    """
    network = grid.network
    n_node = len(network.node_kv)
    kept = np.append(grid.order[grid.n_idle :], network.slack_node)[::-1]
    forest = _interleaved([_with_slack(f, len(kept)) for f in grid.factors])
    at = np.full(n_node, -1, dtype=np.int64)
    at[kept] = np.arange(len(kept))
    node = network.bus_node[grid.columns]
    bus_row = np.where(
        (node >= 0)[:, None], 3 * at[np.maximum(node, 0)][:, None] + np.arange(3), -1
    ).ravel()
    voltage = np.ones(3 * len(kept) + 1, dtype=np.complex128)
    voltage[0:-1:3] = grid.v_noload[kept] / forest.r[0::3]
    found_node, found_start, found_from, found_re, found_im = _found(grid, kept)
    rated, line_of, trafo_of = ratings(network)
    ends_kv = network.node_kv[np.stack([network.branch_from, network.branch_to], axis=1)]
    ampere = network.base_kva / (np.sqrt(3.0) * ends_kv)
    is_line = line_of >= 0
    scale = np.where(is_line[:, None], ampere, rated) ** 2
    return PhaseRows(
        _tree(forest, voltage),
        tolerance / (np.sqrt(2.0) * np.abs(forest.r).max() * 3.0),
        STEP_PART
        * mismatch_kw
        / (np.sqrt(2.0) * np.abs(forest.r / forest.s).max() * network.base_kva),
        bus_row,
        first_of(bus_row),
        np.ones(3 * len(kept) + 1),
        _units(forest, voltage),
        *split(forest.r),
        *split(forest.s),
        network.base_kva,
        *split(grid.v_noload),
        kept.copy(),
        found_node,
        found_start,
        found_from,
        found_re,
        found_im,
        network.bus_node.copy(),
        network.branch_from.copy(),
        network.branch_to.copy(),
        np.ascontiguousarray(
            np.stack([grid.ports.real, grid.ports.imag], axis=-1)
            .transpose(1, 0, 2, 3)
            .reshape(len(network.branch_from), 24)
        ),
        _is_series(grid.ports),
        scale,
        np.where(is_line, (rated[:, 0] / ampere[:, 0]) ** 2, 1.0),
        line_of,
        trafo_of,
        np.flatnonzero(network.node_shunt_pu),
        *split(network.node_shunt_pu),
        network.slack_node,
    )


def phase_work_of(rows: PhaseRows, width: int) -> PhaseWork:
    """Return work space for one thread; not cleared, the kernel writes before it reads."""
    place = places(width)
    n_row, n_node = len(rows.r_re), len(rows.noload_re)
    return PhaseWork(
        aligned((n_row + 1) * place["ROW"] + 1, np.float64),
        aligned(3 * n_node * 2 * width, np.float64),
        aligned(6 * width, np.float64),
        aligned(4 * width, np.float64),
        aligned(place["LANES"], np.float64),
        aligned(width, np.float64),
        np.zeros(n_row, dtype=np.bool_),
        np.empty((3 * n_node, 2)),
    )


def _with_slack(factors: Factors, n_kept: int) -> Factors:
    """Return the kept part of factors with a row for the slack, the first, where they have none."""
    if len(factors.parent) == n_kept:
        return factors
    # Held: no current moves its voltage, and what hangs on it hangs on a drop of zero.
    return Factors(
        row=factors.row,
        parent=np.append(n_kept, factors.parent + 1),
        s=np.append(1.0, factors.s),
        r=np.append(1.0, factors.r),
        pivot=np.append(0.0, factors.pivot),
        extra_start=np.append(0, factors.extra_start),
        extra_row=factors.extra_row + 1,
        lower=factors.lower,
        upper=factors.upper,
        found_start=factors.found_start,
        found_row=factors.found_row,
        found=factors.found,
    )


def _interleaved(factors: list[Factors]) -> Factors:
    """Return three trees of the same nodes as one forest: row i of tree k becomes row 3 i + k."""
    n = len(factors[0].parent)
    parent = np.empty(3 * n, dtype=np.int64)
    s, r, pivot = (np.empty(3 * n, dtype=np.complex128) for _ in range(3))
    counts = np.zeros(3 * n, dtype=np.int64)
    extras = []
    for k, part in enumerate(factors):
        parent[k::3] = np.where(part.parent < n, 3 * part.parent + k, 3 * n)
        s[k::3], r[k::3], pivot[k::3] = part.s, part.r, part.pivot
        counts[k::3] = np.diff(part.extra_start)
        below = np.repeat(np.arange(n), np.diff(part.extra_start))
        extras.append((3 * below + k, 3 * part.extra_row + k, part.lower, part.upper))
    below, above, lower, upper = (np.concatenate(parts) for parts in zip(*extras, strict=True))
    order = np.argsort(below, kind="stable")
    return Factors(
        row=np.zeros(0, dtype=np.int64),
        parent=parent,
        s=s,
        r=r,
        pivot=pivot,
        extra_start=np.append(0, np.cumsum(counts)),
        extra_row=above[order].astype(np.int64),
        lower=lower[order],
        upper=upper[order],
        found_start=np.zeros(1, dtype=np.int64),
        found_row=np.zeros(0, dtype=np.int64),
        found=np.zeros(0, dtype=np.complex128),
    )


def _units(forest: Factors, voltage: ComplexArray) -> FloatArray:
    """Return the numbers of each triple of rows that its currents need, (14 M / 3,)."""
    r, s = forest.r.reshape(-1, 3), forest.s.reshape(-1, 3)
    values = np.concatenate([voltage[0:-1:3, None], r, s], axis=1)
    return np.stack([values.real, values.imag], axis=-1).ravel()


def _found(
    grid: PhaseGrid, kept: IntArray
) -> tuple[IntArray, IntArray, IntArray, FloatArray, FloatArray]:
    """Return the nodes found afterwards and their terms, with rows of the table of drops."""
    nodes = grid.order[: grid.n_idle][::-1].copy()
    start = np.zeros(3 * len(nodes) + 1, dtype=np.int64)
    terms: list[int] = []
    weights: list[complex] = []
    for e in range(len(nodes)):
        for k, factors in enumerate(grid.factors):
            n_kept = len(factors.parent)
            rows = kept if n_kept == len(kept) else kept[1:]
            for at in range(factors.found_start[e], factors.found_start[e + 1]):
                row = int(factors.found_row[at])
                other = rows[row] if row < n_kept else nodes[row - n_kept]
                # Kept drops stand in the table in per unit already.
                unit = factors.r[row] if row < n_kept else 1.0
                terms.append(3 * int(other) + k)
                weights.append(factors.found[at] / unit)
            start[3 * e + k + 1] = len(terms)
    return (
        nodes,
        start,
        np.array(terms, dtype=np.int64),
        *split(np.array(weights, dtype=np.complex128)),
    )


def _tree(forest: Factors, voltage: ComplexArray) -> Tree:
    """Return the forest for the kernel. voltage : of every row without load, in its units."""
    noload = voltage[:-1].copy()
    noload[1::3] = noload[2::3] = 0.0
    parts = (forest.lower, forest.upper, forest.pivot, np.append(noload, 0.0), 1.0 / voltage.conj())
    return Tree(
        forest.parent,
        forest.extra_start,
        forest.extra_row,
        *(half for part in parts for half in split(part)),
    )


def _is_series(ports: ComplexArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which branches are the same series admittance seen from both ends, (R,)."""
    yff, yft, ytf, ytt = np.moveaxis(ports, -1, 0)
    same = (yff == ytt) & (yft == ytf) & (yff == -yft)
    return np.asarray(same.all(axis=0))
