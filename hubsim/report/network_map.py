"""The network as a drawing: cables and transformers coloured by their highest loading."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.report.numbers import number, with_unit
from hubsim.report.operation_view import Geometry, Operation
from hubsim.report.placement import place
from hubsim.report.story import highest, limit_that_counts, overload_h
from hubsim.report.style import (
    LOADING_COLOURS,
    LOADING_SHARES,
    OUTSIDE_COLOUR,
    UNKNOWN_COLOUR,
    loading_class,
    loading_colour,
)
from hubsim.report.texts import text
from hubsim.report.view import RunView

WIDTH, MARGIN = 600.0, 34.0
SHAPE_MIN, SHAPE_MAX = 0.45, 1.0
"""Height over width of the drawing stays between these, whatever the street's shape."""


@dataclass(frozen=True)
class Stroke:
    """A cable: its ends, colour, width and what its hover says."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float
    tip: str


@dataclass(frozen=True)
class Mark:
    """A bus or a transformer: its place, colour, radius and what its hover says."""

    x: float
    y: float
    colour: str
    radius: float
    tip: str
    has_members: bool = False
    label: str = ""


@dataclass(frozen=True)
class Drawing:
    """One operation's network, ready for the page."""

    width: float
    height: float
    cables: tuple[Stroke, ...]
    buses: tuple[Mark, ...]
    trafos: tuple[Mark, ...]
    from_coordinates: bool
    description: str


@dataclass(frozen=True)
class State:
    """What colours a drawing: highest loading and time over the limit, range of voltage.

    A limit is that of the step in which the element comes nearest to it, or goes furthest beyond.
    All are (L,), (K,) or (B,); NaN where unknown.
    """

    line_max_pct: FloatArray
    line_over_h: FloatArray
    trafo_max_pct: FloatArray
    trafo_over_h: FloatArray
    vm_low_pu: FloatArray
    vm_high_pu: FloatArray
    line_limit_pct: FloatArray
    trafo_limit_pct: FloatArray
    vm_min_pu: float
    vm_max_pu: float


def state_of(view: RunView, operation: Operation) -> State:
    """Return what one operation does to the network over the horizon."""
    flows = view.operation(operation)
    lines, trafos = view.loading_limits.lines(), view.loading_limits.trafos()
    step_h = view.horizon.step_h
    return State(
        line_max_pct=highest(flows.line_loading_pct),
        line_over_h=overload_h(flows.line_loading_pct, lines, step_h),
        trafo_max_pct=highest(flows.trafo_loading_pct),
        trafo_over_h=overload_h(flows.trafo_loading_pct, trafos, step_h),
        vm_low_pu=-highest(-flows.vm_low_pu),
        vm_high_pu=highest(flows.vm_high_pu),
        line_limit_pct=limit_that_counts(flows.line_loading_pct, lines),
        trafo_limit_pct=limit_that_counts(flows.trafo_loading_pct, trafos),
        vm_min_pu=view.vm_min_pu,
        vm_max_pu=view.vm_max_pu,
    )


def draw(geometry: Geometry, state: State, title: str) -> Drawing:
    """Return the drawing of a network in one state."""
    placement = place(geometry)
    x, y, height = fitted(placement.x, placement.y)
    return Drawing(
        WIDTH,
        height,
        _cables(geometry, state, x, y),
        _buses(geometry, state, x, y),
        _trafos(geometry, state, x, y),
        placement.from_coordinates,
        f"{title}: {_description(geometry, state)}",
    )


def legend(limit_pct: float) -> list[tuple[str, str]]:
    """Return (colour, label) of every class of loading, lowest first."""
    edges = [0.0, *(share * limit_pct for share in LOADING_SHARES)]
    labels = [f"{low:.0f}-{high:.0f} %" for low, high in pairwise(edges)]
    return [
        *zip(LOADING_COLOURS, [*labels, f"> {edges[-1]:.0f} %"], strict=True),
        (UNKNOWN_COLOUR, text("legend_unknown")),
    ]


def fitted(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Return the positions in the drawing's own units, shape kept, and the drawing's height."""
    span_x, span_y = float(np.nanmax(x) - np.nanmin(x)), float(np.nanmax(y) - np.nanmin(y))
    shape = min(max(span_y / span_x if span_x > 0.0 else SHAPE_MAX, SHAPE_MIN), SHAPE_MAX)
    inner_x = WIDTH - 2 * MARGIN
    inner_y = inner_x * shape
    scale = min(inner_x / (span_x or 1e-9), inner_y / (span_y or 1e-9))
    if span_x == 0.0 and span_y == 0.0:
        scale = 1.0
    left = MARGIN + (inner_x - span_x * scale) / 2.0
    top = MARGIN + (inner_y - span_y * scale) / 2.0
    return (
        left + (x - np.nanmin(x)) * scale,
        top + (y - np.nanmin(y)) * scale,
        round(inner_y + 2 * MARGIN, 1),
    )


def _cables(geometry: Geometry, state: State, x: FloatArray, y: FloatArray) -> tuple[Stroke, ...]:
    strokes = []
    # The most loaded cable is drawn last, so that no other hides it.
    for line in np.argsort(np.nan_to_num(state.line_max_pct, nan=-1.0), kind="stable"):
        start, end = geometry.line_from[line], geometry.line_to[line]
        loading, limit = float(state.line_max_pct[line]), float(state.line_limit_pct[line])
        tip = _loaded(geometry.line_ids[line], loading, float(state.line_over_h[line]))
        strokes.append(
            Stroke(
                round(float(x[start]), 1),
                round(float(y[start]), 1),
                round(float(x[end]), 1),
                round(float(y[end]), 1),
                loading_colour(loading, limit),
                (3.0, 3.0, 3.5, 4.2, 5.0, 6.0, 7.0)[loading_class(loading, limit) + 1],
                tip,
            )
        )
    return tuple(strokes)


def _buses(geometry: Geometry, state: State, x: FloatArray, y: FloatArray) -> tuple[Mark, ...]:
    members: dict[int, list[str]] = {}
    for name, bus in zip(geometry.member_ids, geometry.member_bus.tolist(), strict=True):
        members.setdefault(bus, []).append(name)
    marks = []
    size = bus_size(x, y)
    for bus in np.flatnonzero(np.isfinite(x)).tolist():
        low, high = float(state.vm_low_pu[bus]), float(state.vm_high_pu[bus])
        outside = low < state.vm_min_pu or high > state.vm_max_pu
        here = members.get(bus, [])
        range_pu = {"low": number(low, "pu"), "high": number(high, "pu")}
        tip = f"{geometry.bus_ids[bus]}\n{text('tip_voltage', **range_pu)}"
        if here:
            more = text("tip_more", n=len(here) - 6) if len(here) > 6 else ""
            tip += f"\n{', '.join(here[:6])}{more}"
        marks.append(
            Mark(
                round(float(x[bus]), 1),
                round(float(y[bus]), 1),
                OUTSIDE_COLOUR if outside else "#ffffff",
                round((5.0 if here else 2.8) * size, 2),
                tip,
                has_members=bool(here),
            )
        )
    return tuple(marks)


def bus_size(x: FloatArray, y: FloatArray) -> float:
    """Return by how much circles shrink, so that neighbours in a dense drawing stay apart."""
    from scipy.spatial import KDTree

    places = np.unique(np.column_stack([x, y])[np.isfinite(x)], axis=0)
    if len(places) < 2:
        return 1.0
    apart, _ = KDTree(places).query(places, k=2)
    return float(np.clip(np.median(apart[:, 1]) / 8.0, 0.2, 1.0))


def _trafos(geometry: Geometry, state: State, x: FloatArray, y: FloatArray) -> tuple[Mark, ...]:
    marks = []
    for trafo, name in enumerate(geometry.trafo_ids):
        bus = geometry.trafo_lv[trafo]
        loading = float(state.trafo_max_pct[trafo])
        rated = f"{name}, {with_unit(float(geometry.trafo_limit_kva[trafo]), 'kVA')}"
        tip = _loaded(rated, loading, float(state.trafo_over_h[trafo]))
        marks.append(
            Mark(
                round(float(x[bus]), 1),
                round(float(y[bus]), 1),
                loading_colour(loading, float(state.trafo_limit_pct[trafo])),
                10.0,
                tip,
                label=with_unit(loading, "%"),
            )
        )
    return tuple(marks)


def _loaded(name: str, loading_pct: float, over_h: float) -> str:
    """Return what the hover of a cable or transformer says."""
    highest_words = text("tip_highest", loading=with_unit(loading_pct, "%"))
    return f"{name}\n{highest_words}\n{text('tip_over', hours=with_unit(over_h, 'h'))}"


def _description(geometry: Geometry, state: State) -> str:
    over = int((state.line_max_pct > state.line_limit_pct).sum())
    words = [text("map_over", over=over, all=len(geometry.line_ids))]
    words += [
        text("map_trafo", name=name, loading=with_unit(float(loading), "%"))
        for name, loading in zip(geometry.trafo_ids[:2], state.trafo_max_pct[:2], strict=True)
    ]
    return "; ".join(words)
