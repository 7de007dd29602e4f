"""The data behind "any element, any day": loadings, and voltages of buses, over the whole run, packed.

Every step is kept where the page stays small enough; of a longer or larger run the lowest and highest of
an hour, of four, or of a day. The page reduces once more to what its width can show, again by extremes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hubsim.report.explore_voltage import explore_voltage
from hubsim.report.numbers import limit_words
from hubsim.report.operation_view import OPERATIONS, Operation
from hubsim.report.packed import Bytes, bin_extremes, packed, percent_bytes
from hubsim.report.story import highest
from hubsim.report.style import Figure, layout, limit_line, voltage_limits
from hubsim.report.texts import text
from hubsim.report.view import RunView

BUDGET = 2_300_000
"""Characters that the packed series may take, of the 8 MB that a page may have."""

LOADING_SHARE = 7 / 8
"""Part of it that loadings may take; voltages take what they leave."""

MAP_BYTES, LEAST_BUDGET = 300, 500_000
"""What a cable or bus takes in the two maps of the page, off the budget; and what is left at least."""

SHRINKS = 5
"""Packing is not tried where bytes would have to become fewer than one of so many: they never do."""

BINS_MIN = (60, 240, 1440)
"""Minutes of a bin, tried in this order where single steps are too many."""

WORDS = ("explore_old", "explore_low_phase", "explore_high_phase")


def explore_data(view: RunView) -> dict[str, Any]:
    """Return what the page needs to draw any element or bus over any time.

    Keys: ``loading``; ``voltage`` as `explore_voltage` returns it; ``n_steps``; ``step_s``; ``start_s`` UTC
    of the first step; ``offsets`` [step, minutes] of the local clock; ``words``.
    """
    geometry, step_s = view.geometry, view.horizon.step_s
    drawn = len(geometry.line_ids) + len(geometry.bus_ids)
    budget = max(LEAST_BUDGET, BUDGET - MAP_BYTES * drawn)
    widths = [1, *(60 * minutes // step_s for minutes in BINS_MIN if 60 * minutes > 2 * step_s)]
    loading = _loading(view, widths, int(LOADING_SHARE * budget))
    left = budget - len(loading["alone"]) - len(loading["together"])
    return {
        "loading": loading,
        "voltage": explore_voltage(view, widths[:2], left),
        "n_steps": view.horizon.n_steps,
        "start_s": int(view.horizon.start.timestamp()),
        "step_s": step_s,
        "offsets": _offsets(view),
        "words": {name: text(name) for name in (*OPERATIONS, *WORDS)},
    }


def explore_layouts(view: RunView) -> dict[str, Figure]:
    """Return the layout of the chart for loading, with the limit, and for voltage, with its band."""
    limit = view.loading_limit_pct
    loading = layout(380, text("axis_loading"), yaxis={"rangemode": "tozero"})
    voltage = layout(380, text("axis_voltage"), yaxis={"tickformat": ".2f"})
    return {
        "loading": loading | limit_line(limit, text("limit", value=limit_words(limit))),
        "voltage": voltage | voltage_limits(view.vm_min_pu, view.vm_max_pu),
    }


def _loading(view: RunView, widths: list[int], budget: int) -> dict[str, Any]:
    """Return the loading of every element with a rating.

    Keys: ``elements`` [id, highest percent], the highest first; ``alone``, ``together`` packed bytes,
    element by element; ``width`` steps a bin; ``bins`` how many; ``per`` values of a bin, 2 for the lowest
    and the highest; ``zero``, ``scale``: the loading is (zero + byte) scale.
    """
    geometry = view.geometry
    loads = {
        name: np.hstack([did.trafo_loading_pct, did.line_loading_pct]).T
        for name, did in ((name, view.operation(name)) for name in OPERATIONS)
    }
    peak = np.fmax(*(highest(loading.T) for loading in loads.values()))
    rated = np.flatnonzero(np.isfinite(peak))
    order = rated[np.argsort(-peak[rated], kind="stable")]
    ids = geometry.trafo_ids + geometry.line_ids
    found = {name: percent_bytes(loading[order]) for name, loading in loads.items()}
    width, series = _small_enough(found, widths, budget)
    peaks = percent_bytes(peak[order]).tolist()
    return {
        "elements": [[ids[place], top] for place, top in zip(order.tolist(), peaks, strict=True)],
        "alone": series["alone"],
        "together": series["together"],
        "width": width,
        "bins": -(-view.horizon.n_steps // width),
        "per": 2 if width > 1 else 1,
        "zero": 0,
        "scale": 1,
    }


def _small_enough(
    found: Mapping[Operation, Bytes], widths: list[int], budget: int
) -> tuple[int, dict[Operation, str]]:
    """Return the narrowest bins [steps] whose packed series are within the budget, and those."""
    for width in widths:
        is_last = width == widths[-1]
        series = {
            name: values if width == 1 else bin_extremes(values, width)
            for name, values in found.items()
        }
        if sum(values.size for values in series.values()) > SHRINKS * budget and not is_last:
            continue
        texts = {name: packed(values) for name, values in series.items()}
        if sum(map(len, texts.values())) <= budget or is_last:
            return width, texts
    raise AssertionError("there is always a last width")


def _offsets(view: RunView) -> list[list[int]]:
    """Return [first step, minutes] of every stretch of one offset of the local clock."""
    horizon = view.horizon
    minutes = (horizon.local_times - horizon.times).astype("timedelta64[m]").astype(np.int64)
    changes = np.concatenate(([0], np.flatnonzero(np.diff(minutes)) + 1))
    return [[int(step), int(minutes[step])] for step in changes]
