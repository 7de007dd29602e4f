"""A network in symmetrical components, made ready for the kernel: three scalar networks, factorised once.

Every line and transformer is symmetric in its phases, so positive, negative and zero sequence do not couple
in the network (Fortescue 1918, doi:10.1109/T-AIEE.1918.4765570): a 3x3 block would be three numbers and six
zeros. Only power drawn at a bus couples them. The sequences share one elimination order and so one tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import BoolArray, ComplexArray, IntArray
from hubsim.errors import NetworkError
from hubsim.networks.network import Network
from hubsim.powerflow.order import elimination_order
from hubsim.powerflow.tree import Factors, factorise

SEQUENCES = ("positive", "negative", "zero")


@dataclass(frozen=True)
class PhaseGrid:
    """A network and the factors of its three sequences. N nodes, R branches, C buses with power.

    columns : (C,) index of the buses that may have power
    order : (N - 1,) nodes as they are eliminated, n_idle idle ones first; the slack is last of all
    ports : (3, R, 4) two-port ``yff, yft, ytf, ytt`` of every sequence
    held : (3,) whether the external grid holds a sequence's voltage at its bus; it is an unknown otherwise
    factors : of every sequence
    matrices : (N, N) sparse admittance of every sequence, with the external grid's own where it is not held
    v_noload : (N,) positive-sequence voltage without any load [pu]; the others are zero
    """

    network: Network
    columns: IntArray
    order: IntArray
    n_idle: int
    ports: ComplexArray
    held: BoolArray
    factors: tuple[Factors, ...]
    matrices: tuple[Any, ...]
    v_noload: ComplexArray

    @classmethod
    def of(cls, network: Network, columns: IntArray) -> PhaseGrid:
        """Return the grid of a network on which power is drawn at these buses only.

        Raises
        ------
        NetworkError
            when a sequence's admittance matrix is singular, or an element has no zero-sequence model.
        """
        _refuse(network)
        n_node, slack = len(network.node_kv), network.slack_node
        with_power = np.unique(network.bus_node[columns])
        idle = np.setdiff1d(np.arange(n_node), with_power)
        order, n_idle = elimination_order(
            network.branch_from, network.branch_to, n_node, slack, idle.tolist()
        )
        ports = _ports(network)
        held = np.array([True, *np.isinf(network.slack_sequence_pu)])
        matrices, factors = [], []
        v_noload = np.zeros(n_node, dtype=np.complex128)
        v_noload[slack] = network.slack_vm_pu * np.exp(1j * np.deg2rad(network.slack_va_deg))
        for k, name in enumerate(SEQUENCES):
            matrix = _matrix(network, ports[k])
            if k == 2:
                _refuse_floating(network, ports[k], bool(held[k]))
            if not held[k]:
                matrix = matrix + _only(slack, network.slack_sequence_pu[k - 1], n_node)
            matrices.append(matrix)
            try:
                made, solve = factorise(
                    matrix, order if held[k] else np.append(order, slack), n_idle
                )
            except NetworkError as bad:
                raise NetworkError(f"{name} sequence: {bad}") from None
            factors.append(made)
            if k == 0:
                free = np.delete(np.arange(n_node), slack)
                coupling = matrix[free][:, [slack]].toarray().ravel()
                v_noload[free] = solve(-coupling * v_noload[slack])
        return cls(
            network, columns, order, n_idle, ports, held, tuple(factors), tuple(matrices), v_noload
        )


def _ports(network: Network) -> ComplexArray:
    """Return the two-ports of the three sequences; a phase shift turns the other way in the negative."""
    positive = (
        network.branch_yff_pu,
        network.branch_yft_pu,
        network.branch_ytf_pu,
        network.branch_ytt_pu,
    )
    zero = (
        network.branch_zero_yff_pu,
        network.branch_zero_yft_pu,
        network.branch_zero_ytf_pu,
        network.branch_zero_ytt_pu,
    )
    yff, yft, ytf, ytt = positive
    return np.array([np.stack(part, axis=1) for part in (positive, (yff, ytf, yft, ytt), zero)])


def _matrix(network: Network, port: ComplexArray) -> Any:
    """Return the admittance matrix of one sequence; shunts are stars with an earthed neutral."""
    from scipy.sparse import csr_array

    n_node = len(network.node_kv)
    start, end, nodes = network.branch_from, network.branch_to, np.arange(n_node)
    rows = np.concatenate([start, start, end, end, nodes])
    columns = np.concatenate([start, end, start, end, nodes])
    values = np.concatenate([*port.T, network.node_shunt_pu])
    return csr_array((values, (rows, columns)), shape=(n_node, n_node))


def _only(node: int, value: complex, n_node: int) -> Any:
    from scipy.sparse import csr_array

    return csr_array(([value], ([node], [node])), shape=(n_node, n_node))


def _refuse(network: Network) -> None:
    """Raise for a branch without a zero-sequence model."""
    ports = network.branch_zero_yff_pu + network.branch_zero_yft_pu + network.branch_zero_ytt_pu
    for branch in np.flatnonzero(~np.isfinite(ports))[:1]:
        for element, ids, of in (
            ("line", network.line_ids, network.line_branch),
            ("trafo", network.trafo_ids, network.trafo_branch),
        ):
            for place in np.flatnonzero(of == branch):
                raise NetworkError(
                    "has no zero-sequence model", element=element, element_id=ids[int(place)]
                )
        raise NetworkError("a three-winding transformer has no three-phase model")


def _refuse_floating(network: Network, port: ComplexArray, slack_held: bool) -> None:
    """Raise when a part of the network is earthed nowhere: its zero-sequence voltage means nothing."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n_node = len(network.node_kv)
    start, end = network.branch_from, network.branch_to
    joined = port[:, 1] != 0.0
    beside = csr_array(
        (np.ones(int(joined.sum())), (start[joined], end[joined])), shape=(n_node, n_node)
    )
    n_part, part = connected_components(beside, directed=False)
    earthed = np.zeros(n_part, dtype=np.bool_)
    earthed[part[network.slack_node]] = slack_held or network.slack_sequence_pu[1] != 0.0
    at_start, at_end = port[:, 0] + port[:, 1], port[:, 3] + port[:, 2]
    scale = np.maximum(np.abs(port).max(axis=1), 1e-300)
    earthed[part[start[np.abs(at_start) > 1e-12 * scale]]] = True
    earthed[part[end[np.abs(at_end) > 1e-12 * scale]]] = True
    earthed[part[network.node_shunt_pu != 0.0]] = True
    for lost in np.flatnonzero(~earthed)[:1]:
        node = int(np.flatnonzero(part == lost)[0])
        bus = network.bus_ids[int(np.flatnonzero(network.bus_node == node)[0])]
        raise NetworkError(
            "is earthed nowhere in the zero sequence: its transformer's vector group brings no star"
            " point out, and its lines have no capacitance",
            element="bus",
            element_id=bus,
        )
