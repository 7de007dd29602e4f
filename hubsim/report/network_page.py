"""``network show``: a network drawn by itself, before anything is simulated on it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hubsim.errors import ResultError
from hubsim.networks.network import Network
from hubsim.report.network_map import State, draw
from hubsim.report.page import render
from hubsim.report.view import Geometry


def network_page(network: Network) -> str:
    """Return a page with the drawing of a network and the tables of its elements."""
    geometry = Geometry(
        bus_ids=network.bus_ids,
        bus_x=network.bus_x,
        bus_y=network.bus_y,
        bus_node=network.bus_node,
        line_ids=network.line_ids,
        line_from=network.line_from_bus,
        line_to=network.line_to_bus,
        trafo_ids=network.trafo_ids,
        trafo_hv=network.trafo_hv_bus,
        trafo_lv=network.trafo_lv_bus,
        trafo_limit_kva=network.trafo_limit_kva,
        member_ids=tuple(f"connection {i}" for i in range(1, len(network.connection_bus) + 1)),
        member_bus=network.connection_bus,
        asset_ids=(),
        asset_kinds=(),
    )
    n_bus, n_line, n_trafo = len(network.bus_ids), len(network.line_ids), len(network.trafo_ids)
    unknown = State(
        line_max_pct=np.full(n_line, np.nan),
        line_over_h=np.full(n_line, np.nan),
        trafo_max_pct=np.full(n_trafo, np.nan),
        trafo_over_h=np.full(n_trafo, np.nan),
        vm_low_pu=np.full(n_bus, np.nan),
        vm_high_pu=np.full(n_bus, np.nan),
        loading_limit_pct=100.0,
        vm_min_pu=0.0,
        vm_max_pu=2.0,
    )
    lines = zip(
        network.line_ids,
        (network.bus_ids[bus] for bus in network.line_from_bus),
        (network.bus_ids[bus] for bus in network.line_to_bus),
        network.line_length_km * 1000.0,
        network.line_limit_a,
        strict=True,
    )
    trafos = zip(
        network.trafo_ids,
        network.trafo_limit_kva,
        network.trafo_hv_kv,
        network.trafo_lv_kv,
        strict=True,
    )
    return render(
        "network.html.j2",
        {},
        network=network,
        geometry=geometry,
        drawing=draw(geometry, unknown, network.name),
        lines=[(*row[:3], float(row[3]), float(row[4])) for row in lines],
        trafos=[(row[0], *(float(value) for value in row[1:])) for row in trafos],
    )


def write_network_page(network: Network, out: Path) -> None:
    """Write the page of a network.

    Raises
    ------
    ResultError
        when the file cannot be written.
    """
    try:
        out.write_text(network_page(network), encoding="utf-8")
    except OSError as error:
        raise ResultError(f"{out} cannot be written: {error.strerror}") from error
