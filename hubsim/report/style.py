"""Colours and the common look of charts; chosen to stay apart for the colour-blind and in grey."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from hubsim.report.numbers import with_unit
from hubsim.report.texts import text

Figure: TypeAlias = dict[str, Any]
"""A Plotly figure as plain data: ``data`` and ``layout``."""

COLOURS = {"alone": "#e0590b", "together": "#0b6e75"}
"""One accent per operation, orange and teal; teal is also the darker one."""

FILLS = {"alone": "rgba(224,89,11,0.22)", "together": "rgba(11,110,117,0.28)"}
INK, MUTED, GRID, LIMIT = "#1c2733", "#5a6776", "#e3e8ee", "#b00020"
WITHIN = "rgba(60,140,80,0.07)"
"""Fill of the band that voltage is allowed."""

KIND_COLOURS = {
    "load": "#8d99a6",
    "household": "#8d99a6",
    "premises": "#5d6b79",
    "meter": "#b7c0c9",
    "street-lighting": "#3f4a55",
    "ev": "#0072b2",
    "heat-pump": "#cc79a7",
    "battery": "#009e73",
    "pv": "#e6a700",
    "wind": "#56b4e9",
    "hybrid-heat-pump": "#8e4585",
    "cold-store": "#332288",
    "boiler": "#9c6b30",
    "heat-network": "#d55e00",
    "chp": "#b8860b",
    "process": "#7a5c3e",
    "curtailable": "#c44e52",
    "electrolyser": "#44aa99",
}
SPARE_COLOURS = ("#999933", "#7a5195", "#6b4f2a", "#3d5a80")
"""For kinds that were added later, in the order they appear."""

LOADING_SHARES = (0.25, 0.5, 0.75, 1.0, 1.2)
LOADING_COLOURS = ("#c9d7e6", "#94b4d6", "#5a8fc7", "#1f5f9e", "#f07818", "#b3001b")
"""Blue up to the limit, orange and red beyond it: the break is where the question is."""

UNKNOWN_COLOUR = "#b9c0c8"
OUTSIDE_COLOUR = "#8a1c9c"
"""Fill of a bus whose voltage leaves the limits."""


def loading_class(loading_pct: float, limit_pct: float) -> int:
    """Return the index of the colour of a loading; -1 when it is unknown."""
    if math.isnan(loading_pct):
        return -1
    # The limit itself is still within: only what is above it has the warning colour.
    return sum(loading_pct > share * limit_pct for share in LOADING_SHARES)


def loading_colour(loading_pct: float, limit_pct: float) -> str:
    """Return the colour of a loading."""
    index = loading_class(loading_pct, limit_pct)
    return UNKNOWN_COLOUR if index < 0 else LOADING_COLOURS[index]


def kind_colours(kinds: list[str]) -> dict[str, str]:
    """Return a colour for every asset kind, the known ones always the same."""
    spare = [kind for kind in kinds if kind not in KIND_COLOURS]
    return {
        kind: KIND_COLOURS.get(kind) or SPARE_COLOURS[spare.index(kind) % len(SPARE_COLOURS)]
        for kind in kinds
    }


def layout(height: int, y_title: str, **more: Any) -> Figure:
    """Return the layout that all charts share; `more` is merged in at the top level."""
    axis = {
        "gridcolor": GRID,
        "linecolor": "#aab4bf",
        "zerolinecolor": "#aab4bf",
        "automargin": True,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": "#aab4bf",
    }
    base: Figure = {
        "height": height,
        "autosize": True,
        "margin": {"l": 56, "r": 18, "t": 36, "b": 48},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "font": {
            "family": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif",
            "size": 13,
            "color": INK,
        },
        "separators": text("decimal_mark") + text("thousands_mark"),
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": "#aab4bf"},
        "legend": {
            "orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom",
            "bgcolor": "rgba(255,255,255,0)",
        },
        "xaxis": dict(axis),
        "yaxis": {**axis, "title": {"text": y_title, "standoff": 6}},
    }  # fmt: skip
    for key, value in more.items():
        base[key] = {**base[key], **value} if isinstance(base.get(key), dict) else value
    return base


def limit_line(value: float, label: str) -> Figure:
    """Return shapes and annotations of a horizontal limit over the whole width."""
    return {
        "shapes": [
            {
                "type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y",
                "y0": value, "y1": value,
                "line": {"color": LIMIT, "width": 1.6, "dash": "dash"},
            }
        ],
        "annotations": [
            {
                "xref": "paper", "x": 1, "xanchor": "right", "yref": "y", "y": value,
                "yanchor": "bottom", "text": label, "showarrow": False,
                "font": {"color": LIMIT, "size": 12},
                "bgcolor": "rgba(255,255,255,0.75)",
            }
        ],
    }  # fmt: skip


def voltage_limits(low_pu: float, high_pu: float) -> Figure:
    """Return shapes and annotations of both limits of voltage, and the band between them."""
    low, high = (
        limit_line(value, text("limit", value=with_unit(value, "pu")))
        for value in (low_pu, high_pu)
    )
    # The label of the lower limit goes below its line, out of the band.
    low["annotations"][0]["yanchor"] = "top"
    band = {
        "type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": low_pu, "y1": high_pu,
        "layer": "below", "line": {"width": 0}, "fillcolor": WITHIN,
    }  # fmt: skip
    return {
        "shapes": [band, *low["shapes"], *high["shapes"]],
        "annotations": [*low["annotations"], *high["annotations"]],
    }
