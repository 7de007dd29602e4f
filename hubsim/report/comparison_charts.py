"""The charts of a comparison: bars of the main figures and the duration curves of all layouts."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hubsim.report.numbers import limit_words, number, unit_name
from hubsim.report.style import COLOURS, SPARE_COLOURS, Figure, layout, limit_line
from hubsim.report.texts import kpi_label, text

if TYPE_CHECKING:
    from hubsim.report.compared_layout import Column, Layout, Units

BARS = (
    ("bar_over", ("trafo_overload_h", "line_overload_h")),
    ("bar_loading", ("trafo_loading_max_pct", "line_loading_max_pct")),
    ("bar_unserved", ("unmet_kwh", "curtailed_kwh")),
    ("bar_cost", ("energy_cost_eur",)),
    ("bar_peak", ("peak_import_kw",)),
    ("bar_shared", ("shared_kwh",)),
)
"""Charts of bars: title and the figures drawn in it, all of one unit."""

CURVES = (COLOURS["together"], *SPARE_COLOURS, "#009e73", "#cc79a7")
DASHES = ("solid", "dash", "dot", "dashdot")


def bars(units: Units) -> list[tuple[str, tuple[str, ...]]]:
    """Return the charts of bars that have a figure: key of the title, and the figures."""
    found = [(title, tuple(name for name in names if name in units)) for title, names in BARS]
    return [(title, names) for title, names in found if names]


def comparison_figures(
    layouts: Sequence[Layout], columns: Sequence[Column], units: Units
) -> dict[str, Figure]:
    """Return the charts: ``bars-0`` and on, and ``duration``."""
    reference = layouts[0]
    labels = [_wrapped(text("compare_reference", layout=reference.name))]
    labels += [_wrapped(column.name) for column in columns[1:]]
    figures = {
        f"bars-{index}": _bar_chart(units, columns, labels, names)
        for index, (_, names) in enumerate(bars(units))
    }
    figures["duration"] = _duration_chart(reference, columns, labels)
    return figures


def _bar_chart(
    units: Units, columns: Sequence[Column], labels: list[str], names: tuple[str, ...]
) -> Figure:
    unit = units[names[0]][0]
    colours = [COLOURS[column.operation] for column in columns]
    data = []
    for rank, name in enumerate(names):
        values = [column.values.get(name, math.nan) for column in columns]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": kpi_label(name),
                "y": labels,
                "x": values,
                "text": [number(value, unit) for value in values],
                "textposition": "outside",
                "textfont": {"size": 11},
                "cliponaxis": False,
                # The second figure of a pair is the pale one.
                "marker": {"color": colours, "opacity": 1.0 if rank == 0 else 0.5},
                "hovertemplate": f"{kpi_label(name)}: %{{text}} {unit_name(unit)}<br>%{{customdata}}",
                "customdata": [_from(column, name) for column in columns],
            }
        )
    figure = layout(
        90 + (26 if len(names) == 1 else 40) * len(columns),
        "",
        barmode="group",
        showlegend=len(names) > 1,
        xaxis={"title": {"text": unit_name(unit)}, "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "title": {"text": ""}},
        hovermode="closest",
        margin={"r": 52},
    )
    return {"data": data, "layout": figure}


def _duration_chart(reference: Layout, columns: Sequence[Column], labels: list[str]) -> Figure:
    data = []
    for rank, (column, label) in enumerate(zip(columns, labels, strict=True)):
        hours, loading = column.duration
        colour = COLOURS["alone"] if rank == 0 else CURVES[(rank - 1) % len(CURVES)]
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": label.replace("<br>", " "),
                "x": hours.round(2),
                "y": loading.round(1),
                "line": {"color": colour, "width": 2, "dash": DASHES[rank % len(DASHES)]},
                "hovertemplate": "%{y:.1f} %",
            }
        )
    limit = reference.loading_limit_pct
    figure = layout(
        400,
        text("axis_loading"),
        xaxis={"title": {"text": text("axis_hours")}, "rangemode": "tozero", "hoverformat": ".2~f"},
        yaxis={"rangemode": "tozero"},
    )
    figure |= limit_line(limit, text("limit", value=limit_words(limit)))
    return {"data": data, "layout": figure}


def _wrapped(name: str) -> str:
    """Return a name as Plotly text: its own tags shown as text, a break after the first comma."""
    return html.escape(name, quote=False).replace(", ", ",<br>", 1)


def _from(column: Column, name: str) -> str:
    """Return where a bar's value is from, in words."""
    file, key, run = column.source(name).split("|")
    return html.escape(text("source", file=file, key=key, run=run), quote=False)
