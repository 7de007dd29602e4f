"""Cost per bus and step as radial networks grow, and as horizons grow; drawn for docs/power-flow.md.

Districts of MV/LV stations on one radial MV feeder, a hundred low-voltage buses behind each station, every
bus with a seeded random load. CPU time of one thread, the best of ``--repeat`` runs, all voltages and
loadings kept; the factorisation is timed apart. The plot is an SVG with logarithmic axes, beside the line
that linear cost would follow.

    python benchmarks/scaling.py
    python benchmarks/scaling.py --svg docs/scaling.svg --json scaling.json
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandapower as pp

from hubsim.networks.from_pandapower import network_of, quiet
from hubsim.networks.network import Network
from hubsim.powerflow.balanced import solve_grid
from hubsim.powerflow.grid import Grid

HOMES = 100
"""Low-voltage buses behind a station."""

FEEDER = 20
"""Buses of a low-voltage feeder."""

STATIONS = (1, 3, 10, 30, 100)
HORIZONS = (96, 672, 2_976, 8_784, 35_136)
STEPS = 2_048
SMALL = 3


@dataclass(frozen=True)
class Point:
    """One network and horizon.

    ready_s : CPU time to order and factorise; step_us : CPU time per step; bus_step_ns : per bus and step
    """

    buses: int
    steps: int
    converged: int
    iterations: float
    ready_s: float
    step_us: float
    bus_step_ns: float


def district(stations: int) -> Network:
    """Return so many stations in a row on a medium-voltage feeder, each with its low-voltage street."""
    with quiet():
        net = pp.create_empty_network()
        mv = pp.create_buses(net, stations + 1, vn_kv=10.0)
        pp.create_ext_grid(net, mv[0], vm_pu=1.02)
        pp.create_lines(
            net, mv[:-1], mv[1:], 10.0 / stations, std_type="NA2XS2Y 1x240 RM/25 6/10 kV"
        )
        for station in range(stations):
            bar = pp.create_bus(net, vn_kv=0.4)
            pp.create_transformer(net, mv[station + 1], bar, std_type="0.4 MVA 10/0.4 kV")
            homes = pp.create_buses(net, HOMES, vn_kv=0.4)
            before = np.where(np.arange(HOMES) % FEEDER == 0, bar, homes - 1)
            pp.create_lines(net, before, homes, 0.025, std_type="NAYY 4x150 SE")
        return network_of(net)


def measure(network: Network, steps: int, repeat: int, seed: int) -> Point:
    """Return the cost of a horizon on a network."""
    start_s = time.process_time()
    grid = Grid.of(network)
    ready_s = time.process_time() - start_s
    n_bus = len(network.bus_ids)
    p_kw = np.random.default_rng(seed).gamma(2.0, 0.2, (steps, n_bus)) * (network.bus_kv < 1.0)
    q_kvar = 0.2 * p_kw
    solve_grid(grid, p_kw[:2], q_kvar[:2])
    spent_s = math.inf
    for _ in range(repeat):
        start_s = time.process_time()
        flows = solve_grid(grid, p_kw, q_kvar)
        spent_s = min(spent_s, time.process_time() - start_s)
    step_us = spent_s / steps * 1e6
    return Point(
        buses=n_bus,
        steps=steps,
        converged=int(flows.converged.sum()),
        iterations=float(flows.iterations.mean()),
        ready_s=ready_s,
        step_us=step_us,
        bus_step_ns=step_us / n_bus * 1e3,
    )


def drawn(by_bus: list[Point], by_step: list[Point]) -> str:
    """Return both series as an SVG of two panels."""
    panels = (
        ("buses", [(p.buses, p.step_us) for p in by_bus], "CPU time per step [µs]"),
        ("steps", [(p.steps, p.step_us * p.steps / 1e3) for p in by_step], "CPU time [ms]"),
    )
    parts = [
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 790 340" font-family="sans-serif" '
            'font-size="12" fill="#222">'
        ),
        '<rect width="790" height="340" fill="#fff"/>',
    ]
    for k, (name, points, title) in enumerate(panels):
        parts += _panel(60 + 380 * k, name, points, title)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(left: float, name: str, points: list[tuple[int, float]], title: str) -> list[str]:
    """Return one panel with logarithmic axes over whole decades, and the line of linear cost."""
    spans = [
        (math.floor(math.log10(min(axis))), math.ceil(math.log10(max(axis))))
        for axis in zip(*points, strict=True)
    ]

    def place(x: float, y: float) -> tuple[float, float]:
        (x0, x1), (y0, y1) = spans
        across, up = (math.log10(x) - x0) / (x1 - x0), (math.log10(y) - y0) / (y1 - y0)
        return left + 290 * across, 290 - 240 * up

    parts = [f'<text x="{left}" y="30" font-size="14">{title} against {name}</text>']
    for decade in range(spans[0][0], spans[0][1] + 1):
        x, _ = place(10.0**decade, 10.0 ** spans[1][0])
        parts.append(f'<line x1="{x:.1f}" y1="50" x2="{x:.1f}" y2="290" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="308" text-anchor="middle">{10**decade:,}</text>')
    for decade in range(spans[1][0], spans[1][1] + 1):
        _, y = place(10.0 ** spans[0][0], 10.0**decade)
        parts.append(
            f'<line x1="{left}" y1="{y:.1f}" x2="{left + 290}" y2="{y:.1f}" stroke="#ddd"/>'
        )
        parts.append(
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**decade:,g}</text>'
        )
    (x_first, y_first), (x_last, _) = points[0], points[-1]
    ends = place(x_first, y_first), place(x_last, y_first * x_last / x_first)
    parts.append(
        f'<polyline points="{_listed(ends)}" fill="none" stroke="#999" stroke-dasharray="5 4"/>'
    )
    at = [place(x, y) for x, y in points]
    parts.append(
        f'<polyline points="{_listed(at)}" fill="none" stroke="#0b6e99" stroke-width="2"/>'
    )
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#0b6e99"/>' for x, y in at]
    parts.append(
        f'<text x="{left + 290}" y="328" text-anchor="end" fill="#666">dashed: linear from the first</text>'
    )
    return parts


def _listed(points: object) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)  # type: ignore[attr-defined]


def main() -> None:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(
        description="Cost of power flow as networks and horizons grow."
    )
    parser.add_argument("--repeat", type=int, default=3, help="runs, of which the best counts")
    parser.add_argument("--seed", type=int, default=2016)
    parser.add_argument("--svg", type=Path, help="draw to this file")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    chosen = parser.parse_args()
    by_bus, by_step = [], []
    print("  buses   steps  iterations  ready s   us/step  ns/bus/step")
    for stations in STATIONS:
        by_bus.append(measure(district(stations), STEPS, chosen.repeat, chosen.seed))
        _show(by_bus[-1])
    for steps in HORIZONS:
        by_step.append(measure(district(SMALL), steps, chosen.repeat, chosen.seed))
        _show(by_step[-1])
    if chosen.svg:
        chosen.svg.write_text(drawn(by_bus, by_step), encoding="utf-8")
    if chosen.json:
        figures = {"by_bus": by_bus, "by_step": by_step}
        listed = {name: [asdict(point) for point in points] for name, points in figures.items()}
        chosen.json.write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")


def _show(point: Point) -> None:
    if point.converged < point.steps:
        raise SystemExit(f"{point.steps - point.converged} steps were not solved")
    print(
        f"{point.buses:>7} {point.steps:>7} {point.iterations:>11.2f} {point.ready_s:>8.3f}"
        f" {point.step_us:>9.2f} {point.bus_step_ns:>12.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
