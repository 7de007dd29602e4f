"""``comparison.html``: layouts side by side, and what none of them may hide."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.report.downsample import duration_curve
from hubsim.report.network_map import Drawing, draw, legend, state_of
from hubsim.report.numbers import number
from hubsim.report.page import render
from hubsim.report.story import (
    any_overload_h,
    horizon_words,
    relief_sentences,
    synthetic_label,
    warnings,
)
from hubsim.report.style import COLOURS, SPARE_COLOURS, Figure, layout, limit_line
from hubsim.report.texts import kpi_groups, kpi_label, text
from hubsim.report.view import Operation, RunView

HEADLINE = (
    "trafo_overload_h", "line_overload_h", "trafo_loading_max_pct", "line_loading_max_pct",
    "unmet_kwh", "curtailed_kwh", "vm_min_pu", "vm_max_pu", "voltage_outside_h",
    "unbalance_max_pct", "neutral_current_max_a", "voltage_trips", "voltage_lost_kwh",
    "energy_cost_eur", "shared_kwh", "peak_import_kw",
)  # fmt: skip
"""Figures of the first table; the others follow in the second."""

BARS = (
    ("Over the limit", ("trafo_overload_h", "line_overload_h")),
    ("Highest loading", ("trafo_loading_max_pct", "line_loading_max_pct")),
    ("Not served", ("unmet_kwh", "curtailed_kwh")),
    ("Energy cost of all members", ("energy_cost_eur",)),
    ("Peak import of the group", ("peak_import_kw",)),
    ("Shared energy", ("shared_kwh",)),
)
"""Charts of bars: title and the figures drawn in it, all of one unit."""

CURVES = (COLOURS["together"], *SPARE_COLOURS, "#009e73", "#cc79a7")
DASHES = ("solid", "dash", "dot", "dashdot")

Units: TypeAlias = Mapping[str, tuple[str, str]]
"""Key figure -> (unit, the side that is better)."""


@dataclass(frozen=True)
class Column:
    """One operation of one layout, as little as the comparison needs: the arrays are let go.

    values : key figure -> value; duration : (hours, loading) of the most loaded transformer
    """

    name: str
    operation: Operation
    values: dict[str, float]
    over_h: float
    duration: tuple[FloatArray, FloatArray]
    drawing: Drawing


@dataclass(frozen=True)
class Layout:
    """One layout of the comparison: both operations, and what is said about it."""

    name: str
    link: str
    title: str
    horizon: str
    synthetic: str
    is_synthetic: bool
    zone: str
    loading_limit_pct: float
    units: Units
    alone: Column
    together: Column
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """A value of the table; the best of its row carries what was not served."""

    value: str
    is_best: bool
    with_note: str


def layout_of(view: RunView, link: str) -> Layout:
    """Return what the comparison keeps of a run; the view can be dropped afterwards.

    link : address of the run's report, relative to ``comparison.html``
    """
    return Layout(
        name=view.layout or view.scenario,
        link=link,
        title=view.title,
        horizon=horizon_words(view),
        synthetic=synthetic_label(view),
        is_synthetic=bool(view.synthetic),
        zone=view.horizon.zone,
        loading_limit_pct=view.lowest_limit_pct,
        units={name: (kpi.unit, kpi.better) for name, kpi in view.kpis["alone"].items()},
        alone=_column(view, "alone"),
        together=_column(view, "together"),
        sentences=tuple(relief_sentences(view)),
        warnings=tuple(warnings(view)),
    )


def comparison_page(layouts: Sequence[Layout]) -> str:
    """Return the whole comparison as HTML, layouts in the order given.

    The first column is the reference: the first layout with everyone acting alone.
    """
    reference = layouts[0]
    columns = [reference.alone, *(entry.together for entry in layouts)]
    units = _units(layouts, columns)
    return render(
        "comparison.html.j2",
        _figures(layouts, columns, units),
        layouts=layouts,
        reference=reference,
        reference_name=text("compare_reference", layout=reference.name),
        headline=[
            (name, _unit(units, name), _cells(units, columns, name))
            for name in HEADLINE
            if name in units
        ],
        kpi_groups=[
            (
                heading,
                [(name, _unit(units, name), _cells(units, columns, name)) for name in members],
            )
            for heading, members in kpi_groups([n for n in units if n not in HEADLINE])
        ],
        lead=text("compare_lead", layout=reference.name),
        legend=legend(reference.loading_limit_pct),
        maps=[(text("compare_reference", layout=reference.name), reference.alone)]
        + [(entry.name, entry.together) for entry in layouts],
        bars=[(f"bars-{index}", title) for index, (title, _) in enumerate(_bars(units))],
    )


def _column(view: RunView, operation: Operation) -> Column:
    loading = view.operation(operation).trafo_loading_pct
    if loading.shape[1] == 0:
        loading = view.operation(operation).line_loading_pct
    known = np.where(np.isnan(loading), -np.inf, loading).max(axis=1)
    highest = np.where(np.isneginf(known), np.nan, known)
    name = view.layout or view.scenario
    return Column(
        name=name,
        operation=operation,
        values={key: kpi.value for key, kpi in view.kpis[operation].items()},
        over_h=any_overload_h(view, operation),
        duration=duration_curve(highest, view.horizon.step_h),
        drawing=draw(view.geometry, state_of(view, operation), f"{name}, {text(operation)}"),
    )


def _units(layouts: Sequence[Layout], columns: Sequence[Column]) -> Units:
    """Return unit and better side of the figures of any layout that have a value in some column."""
    found: dict[str, tuple[str, str]] = {}
    for entry in layouts:
        found |= entry.units
    return {
        name: unit
        for name, unit in found.items()
        if any(math.isfinite(column.values.get(name, math.nan)) for column in columns)
    }


def _unit(units: Units, name: str) -> str:
    unit = units[name][0]
    return {"EUR": "€", "pct": "%"}.get(unit, unit)


def _cells(units: Units, columns: Sequence[Column], name: str) -> list[Cell]:
    unit, better = units[name]
    values = [column.values.get(name, math.nan) for column in columns]
    written = [number(value, unit) for value in values]
    finite = [value for value in values if math.isfinite(value)]
    best = (min(finite) if better == "lower" else max(finite)) if finite else math.nan
    # Where all are alike there is nothing to choose, so nothing is marked.
    differs = len({number(value, unit) for value in finite}) > 1
    return [
        Cell(
            shown,
            is_best := differs and shown == number(best, unit),
            _with_note(column) if is_best and name not in {"unmet_kwh", "curtailed_kwh"} else "",
        )
        for column, shown in zip(columns, written, strict=True)
    ]


def _with_note(column: Column) -> str:
    return text(
        "compare_with",
        unmet=number(column.values.get("unmet_kwh", math.nan), "kWh"),
        curtailed=number(column.values.get("curtailed_kwh", math.nan), "kWh"),
    )


def _bars(units: Units) -> list[tuple[str, tuple[str, ...]]]:
    found = [(title, tuple(name for name in names if name in units)) for title, names in BARS]
    return [(title, names) for title, names in found if names]


def _figures(
    layouts: Sequence[Layout], columns: Sequence[Column], units: Units
) -> dict[str, Figure]:
    reference = layouts[0]
    labels = [_wrapped(text("compare_reference", layout=reference.name))]
    labels += [_wrapped(entry.name) for entry in layouts]
    figures = {
        f"bars-{index}": _bar_chart(units, columns, labels, names)
        for index, (_, names) in enumerate(_bars(units))
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
                "hovertemplate": f"{kpi_label(name)}: %{{text}} {_unit(units, name)}",
            }
        )
    figure = layout(
        90 + (26 if len(names) == 1 else 40) * len(columns),
        "",
        barmode="group",
        showlegend=len(names) > 1,
        xaxis={"title": {"text": _unit(units, names[0])}, "rangemode": "tozero"},
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
    figure |= limit_line(limit, text("limit", value=f"{limit:g} %"))
    return {"data": data, "layout": figure}


def _wrapped(name: str) -> str:
    """Return a name as Plotly text: its own tags shown as text, a break after the first comma."""
    return html.escape(name, quote=False).replace(", ", ",<br>", 1)
