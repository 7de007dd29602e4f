"""The factors of a network as a tree, in units in which a child's current just adds to its parent's.

``L U = P Y P^T`` in an order that eliminates every node before its parent: the first node above it to
which the factors couple it (elimination tree, Liu 1990, doi:10.1137/0611010). A node's row of U couples
it only to nodes above it on the way to the root, so a solution is two walks: currents from the leaves
to the root, voltage drops from the root to the leaves.

With current ``J' = s J`` and drop ``Z = r Z'`` the factor between a node and its parent becomes one:
``s_j = -s_k l_kj`` and ``r_j = -u_jk r_k / u_jj``. In a radial network that is all there is: the
walks add currents, and add ``pivot * J'`` to the parent's drop. Couplings to nodes further above, which
only meshes have, stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import ComplexArray, IntArray
from hubsim.errors import NetworkError

_LEAST, _MOST = 0.1, 10.0
"""Units may differ so much from per unit; a node beyond starts its own, coupled as in a mesh."""


@dataclass(frozen=True)
class Factors:
    """The tree of n unknowns, n_kept of them with rows in it; row j is below row `parent[j]` < j.

    row : (n,) row of each unknown; those from n_kept on are found afterwards, in their order
    parent : (n_kept,) n_kept where there is none
    s, r : (n_kept,) units of current and drop
    pivot : (n_kept,) drop per current
    extra_start : (n_kept + 1,); extra_row : other rows above, with `lower` and `upper`
    found_start : (n - n_kept + 1,); found_row : rows before it whose drops, `found` each, add to the drop
        of the row, whose unit is 1
    """

    row: IntArray
    parent: IntArray
    s: ComplexArray
    r: ComplexArray
    pivot: ComplexArray
    extra_start: IntArray
    extra_row: IntArray
    lower: ComplexArray
    upper: ComplexArray
    found_start: IntArray
    found_row: IntArray
    found: ComplexArray

    @property
    def unit(self) -> ComplexArray:
        """Return the unit of the drop of every row, (n,)."""
        return np.append(self.r, np.ones(len(self.row) - len(self.r)))


def factorise(matrix: Any, order: IntArray, n_idle: int = 0) -> tuple[Factors, Any]:
    """Return the factors of an admittance matrix, and a solver of its unknowns.

    matrix : (N, N) sparse
    order : (n,) the nodes that are unknown, as they are eliminated; the first `n_idle` never have power.
        Unknowns are numbered by their nodes, in ascending order

    Raises
    ------
    NetworkError
        when the matrix is singular: a part of the network hangs on nothing.
    """
    from scipy.sparse.linalg import splu

    permuted = matrix[order][:, order].tocsc()
    try:
        # Diagonal pivots only: the tree stands and falls with one order for rows and columns.
        solved = splu(
            permuted,
            permc_spec="NATURAL",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True},
        )
    except RuntimeError:
        raise NetworkError("its admittance matrix is singular") from None
    if not np.array_equal(solved.perm_r, solved.perm_c):
        raise NetworkError("its admittance matrix has a node without any admittance of its own")
    of_unknown = np.argsort(order)

    def solve(current: ComplexArray) -> ComplexArray:
        voltage = np.empty_like(current)
        voltage[:] = solved.solve(current[np.argsort(of_unknown)])[of_unknown]
        return voltage

    return _tree(solved, of_unknown, n_idle), solve


def _tree(solved: Any, of_unknown: IntArray, n_idle: int) -> Factors:
    """Return the tree of the factors; the last eliminated node is row 0."""
    n = len(of_unknown)
    n_kept = n - n_idle
    diagonal = solved.U.diagonal()
    above = [_couplings(n, solved.L.tocoo(), transposed=True), _couplings(n, solved.U.tocoo())]
    parent = np.full(n_kept, n_kept, dtype=np.int64)
    s, r = (np.ones(n_kept, dtype=np.complex128) for _ in range(2))
    pivot = np.empty(n_kept, dtype=np.complex128)
    extra_start = np.zeros(n_kept + 1, dtype=np.int64)
    extra_row: list[int] = []
    lower: list[complex] = []
    upper: list[complex] = []
    for j in range(n_kept):
        at_lower, at_upper = above[0][j], above[1][j]
        coupled = sorted(at_lower.keys() | at_upper.keys(), reverse=True)
        own = 1.0 / diagonal[n - 1 - j]
        if coupled:
            k = coupled[0]
            s_j, r_j = -s[k] * at_lower.get(k, 0.0), -own * at_upper.get(k, 0.0) * r[k]
            if all(_LEAST <= abs(unit) <= _MOST for unit in (s_j, r_j)):
                parent[j], s[j], r[j] = k, s_j, r_j
                coupled = coupled[1:]
        pivot[j] = own / (r[j] * s[j])
        for k in coupled:
            extra_row.append(k)
            lower.append(s[k] * at_lower.get(k, 0.0) / s[j])
            upper.append(s[j] * at_upper.get(k, 0.0) * r[k])
        extra_start[j + 1] = len(extra_row)
    found_start = np.zeros(n_idle + 1, dtype=np.int64)
    found_row: list[int] = []
    found: list[complex] = []
    for j in range(n_kept, n):
        for k, coupling in above[1][j].items():
            found_row.append(k)
            found.append(-coupling / diagonal[n - 1 - j] * (r[k] if k < n_kept else 1.0))
        found_start[j - n_kept + 1] = len(found_row)
    return Factors(
        row=n - 1 - solved.perm_c[of_unknown].astype(np.int64),
        parent=parent,
        s=s,
        r=r,
        pivot=pivot,
        extra_start=extra_start,
        extra_row=np.array(extra_row, dtype=np.int64),
        lower=np.array(lower, dtype=np.complex128),
        upper=np.array(upper, dtype=np.complex128),
        found_start=found_start,
        found_row=np.array(found_row, dtype=np.int64),
        found=np.array(found, dtype=np.complex128),
    )


def _couplings(n: int, entries: Any, *, transposed: bool = False) -> list[dict[int, complex]]:
    """Return for every row of the tree its couplings to rows above it."""
    below, beyond = (entries.col, entries.row) if transposed else (entries.row, entries.col)
    coupled: list[dict[int, complex]] = [{} for _ in range(n)]
    for i, k, value in zip(below.tolist(), beyond.tolist(), entries.data.tolist(), strict=True):
        if i != k and value != 0.0:
            coupled[n - 1 - i][n - 1 - k] = value
    return coupled
