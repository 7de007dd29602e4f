"""The nodal admittance matrix of a network and its voltages without load."""

from __future__ import annotations

from typing import Any

import numpy as np

from hubsim.arrays import ComplexArray
from hubsim.errors import NetworkError
from hubsim.networks.network import Network


def admittance(network: Network) -> Any:
    """Return the (N, N) nodal admittance matrix, sparse, per unit."""
    from scipy.sparse import csr_array

    n_node = len(network.node_kv)
    start, end = network.branch_from, network.branch_to
    nodes = np.arange(n_node)
    rows = np.concatenate([start, start, end, end, nodes])
    columns = np.concatenate([start, end, start, end, nodes])
    values = np.concatenate(
        [
            network.branch_yff_pu,
            network.branch_yft_pu,
            network.branch_ytf_pu,
            network.branch_ytt_pu,
            network.node_shunt_pu,
        ]
    )
    return csr_array((values, (rows, columns)), shape=(n_node, n_node))


def noload_voltage(network: Network) -> ComplexArray:
    """Return the complex voltage of every node without any load, (N,) [pu].

    Raises
    ------
    NetworkError
        when the admittance matrix is singular: a part of the network hangs on nothing.
    """
    from scipy.sparse.linalg import splu

    matrix = admittance(network)
    n_node = len(network.node_kv)
    free = np.delete(np.arange(n_node), network.slack_node)
    slack = network.slack_vm_pu * np.exp(1j * np.deg2rad(network.slack_va_deg))
    voltage = np.full(n_node, slack, dtype=np.complex128)
    if not free.size:
        return voltage
    coupling = matrix[free][:, [network.slack_node]].toarray().ravel()
    try:
        voltage[free] = splu(matrix[free][:, free].tocsc()).solve(-coupling * slack)
    except RuntimeError:
        raise NetworkError("its admittance matrix is singular") from None
    return voltage
