"""A network made ready for the kernel: slack reduced out, admittance matrix factorised once.

With the slack's voltage held, the other nodes obey ``Y V = I - Y_s V_s``. Y has the sparsity of the
network, so in a fill-reducing order a radial network's factors have no fill at all and a meshed one's a
little. The factors are made once; every step of every horizon only substitutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import BoolArray, ComplexArray, FloatArray, IntArray
from hubsim.errors import NetworkError
from hubsim.networks.admittance import admittance
from hubsim.networks.network import Network


@dataclass(frozen=True)
class Factor:
    """Triangular factors ``L U = P_r Y P_c`` in compressed columns; L has a unit diagonal, left out.

    enters, leaves : (n,) unknown i enters the factors at place `enters[i]` and leaves from `leaves[i]`
    lower_start, upper_start : (n + 1,); lower_row, upper_row : indices; lower, upper : complex values
    pivot : (n,) reciprocal of U's diagonal
    """

    enters: IntArray
    leaves: IntArray
    lower_start: IntArray
    lower_row: IntArray
    lower: ComplexArray
    upper_start: IntArray
    upper_row: IntArray
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

    def node_power(self, bus_power: FloatArray) -> FloatArray:
        """Return power summed over the buses of each unknown node, (n, T), of (T, B).

        Raises
        ------
        NetworkError
            when a bus that is not supplied has power.
        """
        lost = np.flatnonzero(self.bus_place == -2)
        dead = lost[np.any(bus_power[:, lost] != 0.0, axis=0)]
        if dead.size:
            name = self.network.bus_ids[int(dead[0])]
            raise NetworkError("has power but is not supplied", element="bus", element_id=name)
        on = np.flatnonzero(self.bus_place >= 0)
        places = self.bus_place[on]
        if len(np.unique(places)) == len(places) == len(self.free):
            power = np.empty((len(self.free), len(bus_power)))
            power[places] = bus_power.T[on]
            return power
        power = np.zeros((len(self.free), len(bus_power)))
        np.add.at(power, places, bus_power.T[on])
        return power


def _factor(solved: Any) -> Factor:
    lower, upper = solved.L.tocsc(), solved.U.tocsc()
    lower.sort_indices()
    upper.sort_indices()
    below: BoolArray = lower.indices > np.repeat(np.arange(lower.shape[0]), np.diff(lower.indptr))
    above: BoolArray = upper.indices < np.repeat(np.arange(upper.shape[0]), np.diff(upper.indptr))
    return Factor(
        enters=solved.perm_r.astype(np.int64),
        leaves=solved.perm_c.astype(np.int64),
        lower_start=_starts(lower, below),
        lower_row=lower.indices[below].astype(np.int64),
        lower=np.ascontiguousarray(lower.data[below]),
        upper_start=_starts(upper, above),
        upper_row=upper.indices[above].astype(np.int64),
        upper=np.ascontiguousarray(upper.data[above]),
        pivot=1.0 / upper.diagonal(),
    )


def _starts(matrix: Any, kept: BoolArray) -> IntArray:
    """Return the column starts of a compressed matrix after dropping the entries not kept."""
    total = np.concatenate([[0], np.cumsum(kept)])
    starts: IntArray = total[matrix.indptr].astype(np.int64)
    return starts
