"""A network made ready for the kernel: slack reduced out, admittance matrix factorised once.

With the slack's voltage held, the other nodes obey ``Y V = I - Y_s V_s``. Y has the sparsity of the
network; its factors are made once, and every step of every horizon only substitutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from hubsim.arrays import ComplexArray, IntArray
from hubsim.networks.admittance import admittance
from hubsim.networks.network import Network
from hubsim.powerflow.order import elimination_order
from hubsim.powerflow.tree import Factors, factorise

_MOST = 4
"""Grids that are kept: the points of a sweep are of one network."""


@dataclass(frozen=True, eq=False)
class Grid:
    """A network and its factors. n nodes without the slack, N nodes, B buses.

    free : (n,) node index of each unknown
    factors : of the reduced admittance matrix
    v_noload : (N,) complex voltage of each node without any load [pu]
    node_admittance : (N, N) sparse admittance matrix
    bus_place : (B,) place of each bus among the unknowns; -1 for the slack, -2 when not supplied
    """

    network: Network
    free: IntArray
    factors: Factors
    v_noload: ComplexArray
    node_admittance: Any
    bus_place: IntArray

    @classmethod
    @lru_cache(maxsize=_MOST)
    def of(cls, network: Network) -> Grid:
        """Return the grid of a network, that of a network object that was just asked for once more.

        Raises
        ------
        NetworkError
            when its admittance matrix is singular: a part of it hangs on nothing.
        """
        matrix = admittance(network)
        n_node = len(network.node_kv)
        free = np.delete(np.arange(n_node), network.slack_node)
        unknown = np.full(n_node, -1, dtype=np.int64)
        unknown[free] = np.arange(len(free))
        slack = network.slack_vm_pu * np.exp(1j * np.deg2rad(network.slack_va_deg))
        order, _ = elimination_order(
            network.branch_from, network.branch_to, n_node, network.slack_node
        )
        factors, solve = factorise(matrix, order)
        coupling = matrix[free][:, [network.slack_node]].toarray().ravel()
        v_noload = np.empty(n_node, dtype=np.complex128)
        v_noload[network.slack_node] = slack
        v_noload[free] = solve(-coupling * slack)
        place = np.where(network.bus_node >= 0, unknown[network.bus_node], -2)
        return cls(network, free, factors, v_noload, matrix, place)

    @property
    def factor_nonzeros(self) -> int:
        """Return the nonzeros of both factors."""
        n, extra = len(self.factors.parent), len(self.factors.extra_row)
        return n + 2 * (int((self.factors.parent < n).sum()) + extra)
