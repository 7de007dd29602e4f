"""The days that the map plays: those of the highest loading alone, step by step, alone and together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import IntArray
from hubsim.report.dates import day_words
from hubsim.report.network_map import WIDTH, fitted
from hubsim.report.operation_view import OPERATIONS, Geometry
from hubsim.report.packed import packed, percent_bytes
from hubsim.report.placement import place
from hubsim.report.view import RunView

DAYS = 3


@dataclass(frozen=True)
class PlayedDay:
    """A local day. times : clock of each step; alone, together : packed bytes, step by element.

    Elements are the transformers and then the lines, in the order of the network.
    """

    label: str
    times: list[str]
    alone: str
    together: str


def worst_days(view: RunView) -> list[int]:
    """Return the local days of the highest loading of any element alone, at most `DAYS`, worst first."""
    loading = np.hstack([view.alone.trafo_loading_pct, view.alone.line_loading_pct])
    by_step = np.where(np.isnan(loading), -np.inf, loading).max(axis=1, initial=-np.inf)
    day: IntArray = view.horizon.local_day
    peaks = np.full(int(day[-1]) + 1, -np.inf)
    np.maximum.at(peaks, day, by_step)
    order: list[int] = np.argsort(-peaks, kind="stable")[:DAYS].tolist()
    return order


def played_days(view: RunView) -> list[PlayedDay]:
    """Return those days, ready for the page."""
    found = []
    for day in worst_days(view):
        steps = np.flatnonzero(view.horizon.local_day == day)
        minutes = view.horizon.local_times[steps].astype("datetime64[m]")
        bytes_of = {}
        for name in OPERATIONS:
            did = view.operation(name)
            loading = np.hstack([did.trafo_loading_pct[steps], did.line_loading_pct[steps]])
            bytes_of[name] = packed(percent_bytes(loading))
        times = [moment[-5:] for moment in np.datetime_as_string(minutes).tolist()]
        label = day_words(view.horizon, int(steps[0]))
        found.append(PlayedDay(label, times, bytes_of["alone"], bytes_of["together"]))
    return found


def played_network(geometry: Geometry) -> dict[str, Any]:
    """Return the network as the page draws it: ``width``, ``height``, ``lines``, ``buses``, ``trafos``.

    ``lines`` [x1, y1, x2, y2, id], ``buses`` [x, y, has members], ``trafos`` [x, y, id]
    """
    placement = place(geometry)
    x, y, height = fitted(placement.x, placement.y)
    x, y = x.round(1), y.round(1)
    members = set(geometry.member_bus.tolist())
    return {
        "width": WIDTH,
        "height": height,
        "lines": [
            [x[start], y[start], x[end], y[end], name]
            for start, end, name in zip(
                geometry.line_from, geometry.line_to, geometry.line_ids, strict=True
            )
        ],
        "buses": [
            [x[bus], y[bus], int(bus in members)] for bus in np.flatnonzero(np.isfinite(x)).tolist()
        ],
        "trafos": [
            [x[bus], y[bus], name]
            for bus, name in zip(geometry.trafo_lv, geometry.trafo_ids, strict=True)
        ],
    }
