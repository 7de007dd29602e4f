"""A network made ready for the kernel: slack reduced out, admittance matrix factorised once.

With the slack's voltage held, the other nodes obey ``Y V = I - Y_s V_s``. Y has the sparsity of the
network, so in a fill-reducing order a radial network's factors have no fill at all and a meshed one's a
little. The factors are made once; every step of every horizon only substitutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import ComplexArray, IntArray
from hubsim.errors import NetworkError
from hubsim.networks.admittance import admittance
from hubsim.networks.network import Network


@dataclass(frozen=True)
class Factor:
    """Triangular factors ``L U = P_r Y P_c`` in compressed rows, both without their unit diagonal.

    enters, leaves : (n,) the equation of unknown i is row `enters[i]` of L; the unknown itself is solved
        for in row `leaves[i]` of U
    lower_start, upper_start : (n + 1,); lower_column, upper_column : indices
    lower, upper : complex values, those of U over its diagonal
    pivot : (n,) reciprocal of U's diagonal
    """

    enters: IntArray
    leaves: IntArray
    lower_start: IntArray
    lower_column: IntArray
    lower: ComplexArray
    upper_start: IntArray
    upper_column: IntArray
    upper: ComplexArray
    pivot: ComplexArray


@dataclass(frozen=True)
class Grid:
    """A network and its factors. n nodes without the slack, N nodes, B buses.

    free : (n,) node index of each unknown
    unknown : (N,) place of each node among the unknowns, -1 for the slack
    factor : of the reduced admittance matrix
    v_noload : (N,) complex voltage of each node without any load [pu]
    node_admittance : (N, N) sparse admittance matrix
    bus_place : (B,) place of each bus among the unknowns; -1 for the slack, -2 when not supplied
    """

    network: Network
    free: IntArray
    unknown: IntArray
    factor: Factor
    v_noload: ComplexArray
    node_admittance: Any
    bus_place: IntArray

    @classmethod
    def of(cls, network: Network) -> Grid:
        """Return the grid of a network.

        Raises
        ------
        NetworkError
            when its admittance matrix is singular: a part of it hangs on nothing.
        """
        from scipy.sparse.linalg import splu

        matrix = admittance(network)
        n_node = len(network.node_kv)
        free = np.delete(np.arange(n_node), network.slack_node)
        unknown = np.full(n_node, -1, dtype=np.int64)
        unknown[free] = np.arange(len(free))
        slack = network.slack_vm_pu * np.exp(1j * np.deg2rad(network.slack_va_deg))
        reduced = matrix[free][:, free].tocsc()
        try:
            solved = splu(
                reduced,
                permc_spec="MMD_AT_PLUS_A",
                diag_pivot_thresh=0.01,
                options={"SymmetricMode": True},
            )
        except RuntimeError:
            raise NetworkError("its admittance matrix is singular") from None
        coupling = matrix[free][:, [network.slack_node]].toarray().ravel()
        v_noload = np.empty(n_node, dtype=np.complex128)
        v_noload[network.slack_node] = slack
        v_noload[free] = solved.solve(-coupling * slack)
        place = np.where(network.bus_node >= 0, unknown[network.bus_node], -2)
        return cls(network, free, unknown, _factor(solved), v_noload, matrix, place)


def _factor(solved: Any) -> Factor:
    from scipy.sparse import csr_array, diags_array, tril, triu

    pivot = 1.0 / solved.U.diagonal()
    lower = csr_array(tril(solved.L, -1))
    upper = csr_array(diags_array(pivot) @ triu(solved.U, 1))
    return Factor(
        enters=solved.perm_r.astype(np.int64),
        leaves=solved.perm_c.astype(np.int64),
        lower_start=lower.indptr.astype(np.int64),
        lower_column=lower.indices.astype(np.int64),
        lower=lower.data,
        upper_start=upper.indptr.astype(np.int64),
        upper_column=upper.indices.astype(np.int64),
        upper=upper.data,
        pivot=pivot,
    )
