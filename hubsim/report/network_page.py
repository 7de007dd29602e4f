"""``network show``: a network drawn by itself, before anything is simulated on it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from hubsim.errors import ResultError, UsageError
from hubsim.networks.network import Network
from hubsim.powerflow.flows import Flows
from hubsim.report.network_map import Drawing, State, draw, legend
from hubsim.report.operation_view import Geometry
from hubsim.report.page import render

LIMIT_PCT = 100.0
VOLTAGE_PU = (0.9, 1.1)
"""The band of EN 50160."""


def network_page(network: Network, flows: Flows | None = None) -> str:
    """Return a page with the drawing of a network and the tables of its elements.

    flows : one step, that colours the drawing; grey without
    """
    lines = zip(
        network.line_ids,
        (network.bus_ids[bus] for bus in network.line_from_bus),
        (network.bus_ids[bus] for bus in network.line_to_bus),
        network.line_types,
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
    connections = zip(
        network.connection_ids,
        (network.bus_ids[bus] for bus in network.connection_bus),
        network.connection_phases,
        network.connection_fuse_a.tolist(),
        network.connection_p_kw.tolist(),
        strict=True,
    )
    return render(
        "network.html.j2",
        {},
        network=network,
        drawing=_drawing(network, flows),
        legend=legend(LIMIT_PCT) if flows is not None else [],
        lines=[(*row[:4], float(row[4]), float(row[5])) for row in lines],
        connections=list(connections),
        trafos=[(row[0], *(float(value) for value in row[1:])) for row in trafos],
    )


def network_svg(network: Network, flows: Flows | None = None) -> str:
    """Return the drawing alone, as an SVG file."""
    svg = render("network.svg.j2", {}, drawing=_drawing(network, flows))
    name = 'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif"'
    svg = svg.replace("<svg ", f"<svg {name} ", 1)
    # A tip of the page is a title of its element in a file of its own.
    return re.sub(r'(<(\w+)[^>]*?) data-tip="([^"]*)"/?>', _titled, svg).strip() + "\n"


def _titled(match: re.Match[str]) -> str:
    start, element, tip = match[1], match[2], match[3]
    closed = "" if element == "g" else f"</{element}>"
    return f"{start}><title>{tip}</title>{closed}"


def _drawing(network: Network, flows: Flows | None) -> Drawing:
    """Return the drawing of one step of a network, without colours where there is none."""
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
        member_ids=network.connection_ids,
        member_bus=network.connection_bus,
        asset_ids=(),
        asset_kinds=(),
    )
    n_bus, n_line, n_trafo = len(network.bus_ids), len(network.line_ids), len(network.trafo_ids)
    if flows is None:
        lines, trafos, buses = (np.full(n, np.nan) for n in (n_line, n_trafo, n_bus))
    else:
        lines, trafos, buses = (
            flows.line_loading_pct[0],
            flows.trafo_loading_pct[0],
            flows.vm_pu[0],
        )
    low, high = VOLTAGE_PU
    state = State(
        line_max_pct=lines,
        line_over_h=np.full(n_line, np.nan),
        trafo_max_pct=trafos,
        trafo_over_h=np.full(n_trafo, np.nan),
        vm_low_pu=buses,
        vm_high_pu=buses,
        line_limit_pct=np.full(n_line, LIMIT_PCT),
        trafo_limit_pct=np.full(n_trafo, LIMIT_PCT),
        vm_min_pu=low,
        vm_max_pu=high,
    )
    return draw(geometry, state, network.name)


def write_network_page(network: Network, out: Path, flows: Flows | None = None) -> None:
    """Write the page of a network, or its drawing alone where the file ends in ``.svg``.

    Raises
    ------
    UsageError
        when the file has another ending.
    ResultError
        when the file cannot be written.
    """
    makers = {".html": network_page, ".svg": network_svg}
    make = makers.get(out.suffix.lower())
    if make is None:
        raise UsageError(f"{out}: a drawing is a file that ends in {' or '.join(makers)}")
    try:
        out.write_text(make(network, flows), encoding="utf-8")
    except OSError as error:
        raise ResultError(f"{out} cannot be written: {error.strerror}") from error
