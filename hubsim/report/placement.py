"""Where each bus is drawn: by its coordinates, or as a tree when there are none."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.report.operation_view import Geometry


@dataclass(frozen=True)
class Placement:
    """Position of every bus, (B,) each, x to the right and y down; same unit on both axes."""

    x: FloatArray
    y: FloatArray
    from_coordinates: bool


def place(geometry: Geometry) -> Placement:
    """Return the bus positions, north up when every drawn bus has coordinates."""
    x, y = geometry.bus_x, geometry.bus_y
    known = np.isfinite(x) & np.isfinite(y)
    hv_only = _only_high_voltage(geometry)
    drawn = ~hv_only
    if known[drawn].any() and known[drawn].all() and (np.ptp(x[drawn]) + np.ptp(y[drawn])) > 0.0:
        scale = 1.0
        if np.abs(x[drawn]).max() <= 180.0 and np.abs(y[drawn]).max() <= 90.0:
            # Degrees: a degree of longitude is shorter, by the cosine of the latitude.
            scale = math.cos(math.radians(float(y[drawn].mean())))
        return Placement(
            np.where(drawn, x * scale, np.nan), np.where(drawn, -y, np.nan), from_coordinates=True
        )
    x, y = _tree(geometry)
    return Placement(np.where(drawn, x, np.nan), np.where(drawn, y, np.nan), from_coordinates=False)


def _only_high_voltage(geometry: Geometry) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which buses are only the far side of a transformer: its symbol stands for them."""
    wired = np.zeros(len(geometry.bus_ids), dtype=bool)
    wired[geometry.line_from] = wired[geometry.line_to] = True
    wired[geometry.trafo_lv] = wired[geometry.member_bus] = True
    alone = np.zeros(len(geometry.bus_ids), dtype=bool)
    alone[geometry.trafo_hv] = True
    return alone & ~wired


def _tree(geometry: Geometry) -> tuple[FloatArray, FloatArray]:
    """Return a layered tree: depth from the transformer to the right, leaves one under another."""
    n_bus = len(geometry.bus_ids)
    near = _neighbours(geometry)
    depth, parent = np.full(n_bus, -1), np.full(n_bus, -1)
    order: list[int] = []
    for root in [*geometry.trafo_lv.tolist(), *range(n_bus)]:
        if depth[root] >= 0:
            continue
        depth[root] = 0
        queue = deque([root])
        while queue:
            bus = queue.popleft()
            order.append(bus)
            for other in near[bus]:
                if depth[other] < 0:
                    depth[other], parent[other] = depth[bus] + 1, bus
                    queue.append(other)
    row = _rows(order, parent)
    stretch = max(1.0, float(np.ptp(row)) * 1.6 / max(1, int(depth.max())))
    return depth * stretch, row


def _neighbours(geometry: Geometry) -> list[list[int]]:
    near: list[list[int]] = [[] for _ in geometry.bus_ids]
    pairs = list(zip(geometry.line_from.tolist(), geometry.line_to.tolist(), strict=True))
    seen: dict[int, int] = {}
    for bus, node in enumerate(geometry.bus_node.tolist()):
        # Buses joined by a closed switch share a node and have no line between them.
        if node >= 0 and node in seen:
            pairs.append((seen[node], bus))
        seen.setdefault(node, bus)
    for start, end in pairs:
        near[start].append(end)
        near[end].append(start)
    return near


def _rows(order: list[int], parent: np.ndarray[tuple[int], np.dtype[np.int64]]) -> FloatArray:
    """Return the row of every bus: a leaf the next free one, a parent the middle of its own."""
    children: dict[int, list[int]] = {bus: [] for bus in order}
    for bus in order:
        if parent[bus] >= 0:
            children[int(parent[bus])].append(bus)
    row = np.zeros(len(order))
    free = 0
    for root in (bus for bus in order if parent[bus] < 0):
        stack = [(root, False)]
        while stack:
            bus, done = stack.pop()
            if not children[bus]:
                row[bus] = free
                free += 1
            elif done:
                below = row[children[bus]]
                row[bus] = (below[0] + below[-1]) / 2.0
            else:
                stack.append((bus, True))
                stack.extend((child, False) for child in reversed(children[bus]))
    return row
