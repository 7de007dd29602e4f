"""The data behind "any element, any day" for buses: their voltage over the whole run, packed.

Every step is kept where the page stays small enough, else the lowest and highest of an hour; where even
those are too many, those buses are kept that come closest to a limit. In a three-phase study the lowest
phase and the highest are kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.report.operation_view import OPERATIONS, Operation, OperationView
from hubsim.report.packed import MILLI, Bytes, VoltageScale, bin_extremes, packed, row_differences
from hubsim.report.view import RunView

SHRINKS = 20
"""Packing is not tried where bytes would have to become fewer than one of so many."""


def explore_voltage(view: RunView, widths: list[int], budget: int) -> dict[str, Any]:
    """Return what the page needs to draw the voltage of buses with members.

    Keys: ``buses`` [id, lowest, highest], the worst first; ``all`` how many there are; ``alone``,
    ``together`` packed bytes, row by row less the row before; ``width``, ``bins``; ``per`` values of a bin,
    2 for the lowest and the highest; ``zero``, ``scale``: the voltage is (zero + byte) scale.

    widths : steps a bin, tried in this order
    budget : characters that the packed series may take
    """
    buses, low, high = _worst_first(view)
    known = np.isfinite(low)
    buses, low, high = buses[known], low[known], high[known]
    if not buses.size:
        return {"buses": [], "all": 0}
    scale = VoltageScale.of(float(low.min()), float(high.max()))
    width, n_kept, series = _small_enough(view, buses, scale, widths, budget)
    ids = view.geometry.bus_ids
    extremes = scale.read(scale.bytes_of(np.stack([low, high], axis=1)[:n_kept])).tolist()
    return {
        "buses": [[ids[bus], *pair] for bus, pair in zip(buses.tolist(), extremes, strict=False)],
        "all": len(buses),
        "alone": series["alone"],
        "together": series["together"],
        "width": width,
        "bins": -(-view.horizon.n_steps // width),
        "per": 2 if width > 1 or view.in_phases else 1,
        "zero": scale.zero,
        "scale": scale.parts / MILLI,
    }


def _worst_first(view: RunView) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the buses with members, furthest beyond a limit first, and their lowest and highest [pu]."""
    buses = np.unique(view.geometry.member_bus)
    low, high = np.full(len(buses), np.nan), np.full(len(buses), np.nan)
    for name in OPERATIONS:
        did = view.operation(name)
        low = np.fmin(low, np.fmin.reduce(did.vm_low_pu[:, buses], axis=0))
        high = np.fmax(high, np.fmax.reduce(did.vm_high_pu[:, buses], axis=0))
    beyond = np.fmax(view.vm_min_pu - low, high - view.vm_max_pu)
    order = np.argsort(-beyond, kind="stable")
    return buses[order], low[order], high[order]


def _small_enough(
    view: RunView, buses: IntArray, scale: VoltageScale, widths: list[int], budget: int
) -> tuple[int, int, dict[Operation, str]]:
    """Return steps a bin, how many buses fit, and the packed series of both operations."""
    found: dict[Operation, Bytes] = {}
    for width in widths:
        found = {
            name: _rows(view.operation(name), buses, scale, width, in_phases=view.in_phases)
            for name in OPERATIONS
        }
        if texts := _packed(found, len(buses), budget):
            return width, len(buses), texts
    n_kept = len(buses)
    while n_kept > 1:
        n_kept = -(-n_kept * 3 // 4) if n_kept > 3 else n_kept - 1
        if texts := _packed(found, n_kept, budget):
            break
    return widths[-1], n_kept, texts or _packed(found, n_kept, None)


def _packed(found: dict[Operation, Bytes], n_kept: int, budget: int | None) -> dict[Operation, str]:
    """Return the first rows packed, none when they are larger than the budget."""
    rows = {name: values[:n_kept] for name, values in found.items()}
    if budget is not None and sum(values.size for values in rows.values()) > SHRINKS * budget:
        return {}
    texts = {name: packed(row_differences(values)) for name, values in rows.items()}
    return texts if budget is None or sum(map(len, texts.values())) <= budget else {}


def _rows(
    did: OperationView, buses: IntArray, scale: VoltageScale, width: int, *, in_phases: bool
) -> Bytes:
    """Return (n, values) of the buses: a value a step, or the lowest and highest of a bin by turns."""
    low = scale.bytes_of(did.vm_low_pu[:, buses].T)
    high = scale.bytes_of(did.vm_high_pu[:, buses].T) if in_phases else low
    if width > 1:
        low, high = bin_extremes(low, width)[:, 0::2], bin_extremes(high, width)[:, 1::2]
    elif not in_phases:
        return low
    return np.stack([low, high], axis=2).reshape(len(low), -1)
