"""The network under the demand that its source gives: what is overloaded before there is any hub."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.errors import NetworkError
from hubsim.networks.check import Finding
from hubsim.networks.network import Network
from hubsim.powerflow.flows import Flows
from hubsim.powerflow.solve import power_flow

LOADING_PCT = 100.0
VOLTAGE_PU = (0.9, 1.1)
"""The band of EN 50160, which low voltage keeps to."""


def demand_flows(network: Network) -> Flows | None:
    """Return the balanced power flow of one step at the demand of all connections; None without any.

    Connections without supply are left out: `check` names their buses.
    """
    supplied = network.bus_node[network.connection_bus] >= 0
    p_kw, q_kvar = network.connection_p_kw[supplied], network.connection_q_kvar[supplied]
    if not (p_kw.any() or q_kvar.any()):
        return None
    buses = network.connection_bus[supplied]
    p, q = np.zeros((1, len(network.bus_ids))), np.zeros((1, len(network.bus_ids)))
    np.add.at(p[0], buses, p_kw)
    np.add.at(q[0], buses, q_kvar)
    flows = power_flow(network, p, q)
    assert isinstance(flows, Flows)
    return flows


def demand_findings(network: Network) -> list[Finding]:
    """Return what the source's own demand overloads, and where it takes the voltage out of its band."""
    try:
        flows = demand_flows(network)
    except NetworkError as bad:
        return [Finding("error", "network", network.name, str(bad))]
    if flows is None:
        return []
    if not flows.converged[0]:
        text = "the demand that it gives, in total {:.4g} kW, has no power flow solution"
        total = float(network.connection_p_kw.sum())
        return [Finding("warning", "network", network.name, text.format(total))]
    return [
        *_overloads("line", network.line_ids, flows.line_loading_pct[0]),
        *_overloads("trafo", network.trafo_ids, flows.trafo_loading_pct[0]),
        *_voltages(network, flows.vm_pu[0]),
    ]


def _overloads(element: str, ids: tuple[str, ...], loading_pct: FloatArray) -> Iterator[Finding]:
    for at in np.argsort(-loading_pct, kind="stable"):
        if loading_pct[at] > LOADING_PCT:
            text = f"is loaded to {loading_pct[at]:.0f} % by the demand that the network gives"
            yield Finding("warning", element, ids[int(at)], text)


def _voltages(network: Network, vm_pu: FloatArray) -> Iterator[Finding]:
    """Yield the bus that is furthest outside the band at low voltage."""
    low, high = VOLTAGE_PU
    outside = np.where(network.bus_kv <= 1.0, np.maximum(low - vm_pu, vm_pu - high), -np.inf)
    outside = np.where(np.isfinite(outside), outside, -np.inf)
    count = int((outside > 0.0).sum())
    if count:
        worst = int(np.argmax(outside))
        text = (
            f"{vm_pu[worst]:.3f} pu at the demand that the network gives, outside {low} to {high} pu"
            f" (so {count} buses)"
        )
        yield Finding("warning", "bus", network.bus_ids[worst], text)
