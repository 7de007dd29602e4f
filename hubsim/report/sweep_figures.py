"""The charts of a sweep's page: probabilities, bands, what matters, convergence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hubsim.report.numbers import MISSING, number, spelled, unit_name, with_unit
from hubsim.report.style import COLOURS, INK, SPARE_COLOURS, Figure, layout, limit_line
from hubsim.report.texts import kpi_label, text

if TYPE_CHECKING:
    from hubsim.scenario.varied import Amount
    from hubsim.sweeps.evaluation import Evaluation, Step
    from hubsim.sweeps.intervals import Estimate
    from hubsim.sweeps.sensitivity import Sensitivity
    from hubsim.sweeps.table import Table

CURVES = (COLOURS["together"], *SPARE_COLOURS, "#009e73", "#cc79a7", "#0072b2")
"""One a layout, in turn."""

_OPERATIONS = ("alone", "together")


def percent(share: float) -> str:
    """Return a share as a reader has it.

    Examples
    --------
    >>> percent(0.125), percent(1.0), percent(0.9987)
    ('12.5 %', '100 %', '99.9 %')
    """
    if not math.isfinite(share):
        return MISSING
    # A share just below all, or above none, must not be rounded to it.
    shown = f"{100.0 * share:.1f}".rstrip("0").rstrip(".")
    if (shown == "100" and share < 1.0) or (shown == "0" and share > 0.0):
        return spelled("> 99.9 %" if share > 0.5 else "< 0.1 %")
    return spelled(f"{shown} %")


def ends(low: str, high: str) -> str:
    """Return two ends as a reader has them: ``1 to 2``."""
    return text("sweep_range", low=low, high=high)


def percents(found: Estimate | Sensitivity) -> str:
    """Return the interval of a share."""
    return ends(percent(found.low), percent(found.high))


def criterion_text(criterion: Mapping[str, Amount]) -> str:
    """Return the criterion in words."""
    parts = [
        text("sweep_criterion", label=kpi_label(name), most=with_unit(most.number, most.unit))
        for name, most in criterion.items()
    ]
    return f" {text('sweep_and')} ".join(parts)


def free_figure(table: Table, evaluation: Evaluation) -> Figure:
    """Return the probability of no congestion of every layout, alone and together, with intervals."""
    data = []
    for place, operation in enumerate(_OPERATIONS):
        found = [evaluation.free.get((name, operation)) for name in table.layouts]
        known = [(n, one) for n, one in zip(table.layouts, found, strict=True) if one is not None]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": text(operation),
                "x": [100.0 * one.value for _, one in known],
                "y": [table.layouts.index(name) + (0.14 if place else -0.14) for name, _ in known],
                "error_x": _bars([one for _, one in known], 100.0),
                "marker": {
                    "size": 11,
                    "color": COLOURS[operation],
                    "symbol": "circle" if place else "diamond",
                },
                "hovertemplate": "%{x:.1f} %<extra></extra>",
            }
        )
    axis = {"title": {"text": text("sweep_axis_probability")}, "range": [-3, 103]}
    return _by_layout(table, data, axis)


def band_figure(table: Table, evaluation: Evaluation, name: str) -> Figure:
    """Return P10, P50 and P90 of a figure for every layout, alone and together."""
    data: list[dict[str, Any]] = []
    for place, operation in enumerate(_OPERATIONS):
        for row, one in enumerate(table.layouts):
            band = evaluation.bands.get((one, operation), {}).get(name)
            if band is None or not math.isfinite(band["p50"].value):
                continue
            y = row + (0.14 if place else -0.14)
            colour = COLOURS[operation]
            outer = [_finite(band["p10"].low, band["p10"].value)]
            outer.append(_finite(band["p90"].high, band["p90"].value))
            inner = [band["p10"].value, band["p90"].value]
            common = {"type": "scatter", "mode": "lines", "y": [y, y], "hoverinfo": "skip"}
            data.append(
                {**common, "x": outer, "showlegend": False, "line": {"color": colour, "width": 1.5}}
            )
            data.append(
                {**common, "x": inner, "showlegend": False, "line": {"color": colour, "width": 8}}
            )
            unit = table.units[name]
            said = " | ".join(with_unit(band[key].value, unit) for key in ("p10", "p50", "p90"))
            data.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": text(operation),
                    "legendgroup": operation,
                    "showlegend": row == 0,
                    "x": [band["p50"].value],
                    "y": [y],
                    "marker": {
                        "size": 11,
                        "color": "#ffffff",
                        "line": {"color": colour, "width": 3},
                    },
                    "hovertemplate": f"{one}: {said}<extra></extra>",
                }
            )
    reached = [x for trace in data for x in trace["x"]]
    margin = 0.04 * (max(reached) - min(reached) or 1.0) if reached else 0.0
    axis: dict[str, Any] = {
        "title": {"text": f"{kpi_label(name)} [{unit_name(table.units[name])}]"}
    }
    if reached:
        axis["range"] = [min(reached) - margin, max(reached) + margin]
    return _by_layout(table, data, axis)


def matters_figure(found: list[Sensitivity], unit: str) -> Figure:
    """Return the share of variance that every path explains, the most important on top."""
    shown = found[::-1]
    hover = [
        text("sweep_matters_hover", low=with_unit(o.at_low, unit), high=with_unit(o.at_high, unit))
        for o in shown
    ]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [100.0 * one.first_order for one in shown],
            "y": [_short(one.path) for one in shown],
            "error_x": {
                "type": "data",
                "symmetric": False,
                "array": [100.0 * max(one.high - one.first_order, 0.0) for one in shown],
                "arrayminus": [100.0 * max(one.first_order - one.low, 0.0) for one in shown],
                "color": INK,
                "thickness": 1.2,
            },
            "customdata": hover,
            "marker": {"color": COLOURS["together"]},
            "hovertemplate": "%{x:.1f} %, %{customdata}<extra></extra>",
        }
    ]
    axis = {"title": {"text": text("sweep_matters_axis")}, "rangemode": "tozero"}
    height = 110 + 34 * len(shown)
    return {"data": data, "layout": layout(height, "", xaxis=axis, hovermode="closest")}


def probability_figure(convergence: Mapping[str, tuple[Step, ...]]) -> Figure:
    """Return how the probability of no congestion settles with the number of points."""
    data: list[dict[str, Any]] = []
    for curve, (name, steps) in enumerate(convergence.items()):
        colour = CURVES[curve % len(CURVES)]
        n = [step.n for step in steps]
        low = [100.0 * step.free.low for step in steps]
        high = [100.0 * step.free.high for step in steps]
        data.append(
            {
                "type": "scatter",
                "x": n + n[::-1],
                "y": high + low[::-1],
                "fill": "toself",
                "mode": "lines",
                "line": {"width": 0},
                "fillcolor": _pale(colour),
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": n,
                "y": [100.0 * step.free.value for step in steps],
                "line": {"color": colour, "width": 2},
                "hovertemplate": "%{y:.1f} %",
            }
        )
    axis = _points_axis()
    return {
        "data": data,
        "layout": layout(
            340, text("sweep_axis_probability"), xaxis=axis, yaxis={"range": [-3, 103]}
        ),
    }


def settling_figure(convergence: Mapping[str, tuple[Step, ...]], name: str, unit: str) -> Figure:
    """Return how P10, P50 and P90 of a figure settle with the number of points."""
    data: list[dict[str, Any]] = []
    for curve, (one, steps) in enumerate(convergence.items()):
        colour = CURVES[curve % len(CURVES)]
        known = [step for step in steps if name in step.bands]
        for key, dash in (("p50", "solid"), ("p10", "dot"), ("p90", "dot")):
            data.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "name": f"{one} {key.upper()}",
                    "legendgroup": one,
                    "showlegend": key == "p50",
                    "x": [step.n for step in known],
                    "y": [step.bands[name][key] for step in known],
                    "line": {"color": colour, "width": 2 if key == "p50" else 1.2, "dash": dash},
                }
            )
    axis = _points_axis()
    return {
        "data": data,
        "layout": layout(340, f"{kpi_label(name)} [{unit_name(unit)}]", xaxis=axis),
    }


def size_figure(sizes: list[float], shares: list[Estimate], until: float, unit: str) -> Figure:
    """Return the share of draws without congestion by size."""
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": sizes,
            "y": [100.0 * one.value for one in shares],
            "error_y": _bars(shares, 100.0),
            "line": {"color": COLOURS["together"], "width": 2},
            "marker": {"size": 9},
            "hovertemplate": f"%{{x}} {unit}: %{{y:.1f}} %<extra></extra>",
        }
    ]
    asked = asked_line(until)
    axis = {"title": {"text": f"{text('size_size')} [{unit}]"}}
    return {
        "data": data,
        "layout": layout(
            400,
            text("sweep_axis_probability"),
            xaxis=axis,
            yaxis={"range": [-3, 105]},
            hovermode="closest",
            **asked,
        ),
    }


def asked_line(until: float) -> Figure:
    """Return the line of what was asked for, its word at the left, where small sizes fall short."""
    line = limit_line(100.0 * until, text("size_asked"))
    (word,) = line["annotations"]
    return {**line, "annotations": [{**word, "x": 0, "xanchor": "left"}]}


def _bars(found: list[Estimate], factor: float) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [factor * (one.high - one.value) for one in found],
        "arrayminus": [factor * (one.value - one.low) for one in found],
        "thickness": 1.4,
    }


def _points_axis() -> dict[str, Any]:
    """Return an axis of numbers of points, each twice the one before or a little more."""
    marks = [n * 10**power for power in range(6) for n in (1, 2, 5)]
    ticks = {"tickvals": marks, "ticktext": [number(n, "steps") for n in marks]}
    return {"title": {"text": text("sweep_axis_points")}, "type": "log", **ticks}


def _by_layout(table: Table, data: list[dict[str, Any]], axis: dict[str, Any]) -> Figure:
    """Return a chart with a line for each layout."""
    height = 110 + 52 * len(table.layouts)
    across = _layout_axis(table)
    return {
        "data": data,
        "layout": layout(height, "", xaxis=axis, yaxis=across, hovermode="closest"),
    }


def _layout_axis(table: Table) -> dict[str, Any]:
    return {
        "tickvals": list(range(len(table.layouts))),
        "ticktext": list(table.layouts),
        "range": [len(table.layouts) - 0.5, -0.5],
        "ticks": "",
    }


def _finite(value: float, otherwise: float) -> float:
    return value if math.isfinite(value) else otherwise


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.13)"


def _short(path: str) -> str:
    """Return a path that fits beside a bar: its last names."""
    return path if len(path) <= 34 else "\N{HORIZONTAL ELLIPSIS}" + path[-33:]
