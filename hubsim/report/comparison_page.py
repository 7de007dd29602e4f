"""``comparison.html``: layouts side by side, and what none of them may hide."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.report.answers import answer, peak_pct, reference_answer
from hubsim.report.bill_groups import BillGroups, bill_groups
from hubsim.report.comparison_charts import bars, comparison_figures
from hubsim.report.dials import Dial, dials_of
from hubsim.report.downsample import duration_curve
from hubsim.report.network_map import Drawing, draw, legend, state_of
from hubsim.report.numbers import number, unit_name
from hubsim.report.page import render
from hubsim.report.playing import Played, play_data, played
from hubsim.report.ranking import criteria
from hubsim.report.source import figure_source, table_source
from hubsim.report.story import (
    days_words,
    horizon_words,
    relief_sentences,
    synthetic_label,
    warnings,
)
from hubsim.report.texts import kpi_groups, text
from hubsim.report.view import Operation, RunView

HEADLINE = (
    "within_limits_pct", "overload_h", "trafo_overload_h", "line_overload_h",
    "trafo_loading_max_pct", "line_loading_max_pct",
    "unmet_kwh", "curtailed_kwh", "vm_min_pu", "vm_max_pu", "voltage_outside_h",
    "unbalance_max_pct", "neutral_current_max_a", "voltage_trips", "voltage_lost_kwh",
    "energy_cost_eur", "shared_kwh", "peak_import_kw",
)  # fmt: skip
"""Figures of the first table; the others follow in the second."""

MAP_SHAPES = 8000
"""Cables, buses and transformers that the still maps may have in all, about 1.6 MB of the page's 8."""

WHOLE_YEAR_DAYS = 358
"""Days from which a run counts as a year; amounts a year of a shorter one are said to be scaled."""

Units: TypeAlias = Mapping[str, tuple[str, str]]
"""Key figure -> (unit, the side that is better)."""


@dataclass(frozen=True)
class Column:
    """One operation of one layout, as little as the comparison needs: the arrays are let go.

    values : key figure -> value; duration : (hours, loading) of the most loaded transformer
    sources : key figure -> where its value is from; loading_source : where the drawing is from
    """

    name: str
    operation: Operation
    values: dict[str, float]
    sources: dict[str, str]
    loading_source: str
    dials: list[Dial]
    duration: tuple[FloatArray, FloatArray]
    drawing: Drawing

    def source(self, name: str) -> str:
        """Return where a figure's value is from; empty when there is none."""
        return self.sources.get(name, "")


@dataclass(frozen=True)
class Layout:
    """One layout of the comparison: both operations, and what is said about it."""

    name: str
    link: str
    title: str
    horizon: str
    days: str
    is_year: bool
    has_hub: bool
    synthetic: str
    is_synthetic: bool
    zone: str
    loading_limit_pct: float
    units: Units
    alone: Column
    together: Column
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    groups: BillGroups | None
    played: Played


@dataclass(frozen=True)
class Cell:
    """A value of the table; the best of its row carries what was not served."""

    value: str
    source: str
    is_best: bool
    with_note: str


@dataclass(frozen=True)
class Answer:
    """A row of the first screen: a layout, what it does in a sentence, its dials and their bars [%]."""

    name: str
    link: str
    operation: Operation
    sentence: str
    source: str
    dials: list[tuple[Dial, float]]


def layout_of(view: RunView, link: str) -> Layout:
    """Return what the comparison keeps of a run; the view can be dropped afterwards.

    link : address of the run's report, relative to ``comparison.html``
    """
    return Layout(
        name=view.layout or view.scenario,
        link=link,
        title=view.title,
        horizon=horizon_words(view),
        days=days_words(view),
        is_year=int(view.horizon.local_day[-1]) + 1 >= WHOLE_YEAR_DAYS,
        has_hub=bool(view.coordinated),
        synthetic=synthetic_label(view),
        is_synthetic=bool(view.synthetic),
        zone=view.horizon.zone,
        loading_limit_pct=view.lowest_limit_pct,
        units={name: (kpi.unit, kpi.better) for name, kpi in view.kpis["alone"].items()},
        alone=_column(view, "alone"),
        together=_column(view, "together"),
        sentences=tuple(relief_sentences(view)),
        warnings=tuple(warnings(view)),
        groups=bill_groups(view),
        played=played(view),
    )


def comparison_page(layouts: Sequence[Layout]) -> str:
    """Return the whole comparison as HTML, layouts in the order given, in the language they were made in.

    The first column is the reference: the first layout with everyone acting alone.
    """
    reference = layouts[0]
    columns = [reference.alone, *(entry.together for entry in layouts)]
    units = _units(layouts, columns)
    return render(
        "comparison.html.j2",
        comparison_figures(layouts, columns, units),
        layouts=layouts,
        reference=reference,
        reference_name=text("compare_reference", layout=reference.name),
        answers=_answers(layouts),
        ranking=criteria([(entry.name, entry.together.dials) for entry in layouts]),
        play=play_data(
            [(entry.name, entry.played) for entry in layouts], reference.loading_limit_pct
        ),
        shown_first=_shown_first(layouts),
        headline=[
            (name, unit_name(units[name][0]), _cells(units, columns, name))
            for name in HEADLINE
            if name in units
        ],
        kpi_groups=[
            (
                heading,
                [
                    (name, unit_name(units[name][0]), _cells(units, columns, name))
                    for name in members
                ],
            )
            for heading, members in kpi_groups([n for n in units if n not in HEADLINE])
        ],
        lead=text("compare_lead", layout=reference.name),
        legend=legend(reference.loading_limit_pct),
        maps=[(text("compare_reference", layout=reference.name), reference.alone)]
        + [(entry.name, entry.together) for entry in layouts],
        maps_fit=sum(_shapes(column.drawing) for column in columns) <= MAP_SHAPES,
        bars=[(f"bars-{index}", text(title)) for index, (title, _) in enumerate(bars(units))],
    )


def _shapes(drawing: Drawing) -> int:
    return len(drawing.cables) + len(drawing.buses) + len(drawing.trafos)


def _shown_first(layouts: Sequence[Layout]) -> int:
    """Return the layout that the map opens with: the least overload together, then the lowest peak."""
    values = [entry.together.values for entry in layouts]
    rank = [
        tuple(np.nan_to_num([one.get("overload_h", math.nan), peak_pct(one)], nan=math.inf))
        for one in values
    ]
    return rank.index(min(rank))


def _answers(layouts: Sequence[Layout]) -> list[Answer]:
    """Return the rows of the first screen: the reference, then every layout together."""
    reference = layouts[0]
    name = text("compare_reference", layout=reference.name) if reference.has_hub else reference.name
    rows = [(reference, reference.alone, name)]
    # Without a hub the first layout together is the first layout alone: one row says both.
    others = layouts if reference.has_hub else layouts[1:]
    rows += [(entry, entry.together, entry.name) for entry in others]
    keys = (
        "overload_h",
        "trafo_loading_max_pct",
        "line_loading_max_pct",
        "voltage_outside_h",
        "unmet_kwh",
    )
    most = {
        dial.key: max(
            (other.value for _, column, _ in rows for other in column.dials
             if other.key == dial.key and math.isfinite(other.value)),
            default=math.nan,
        )
        for dial in reference.alone.dials
    }  # fmt: skip
    # A column that no layout fills is not shown.
    shown = [key for key, value in most.items() if math.isfinite(value)]
    found = []
    for entry, column, name in rows:
        sentence = (
            reference_answer(column.values, entry.days)
            if column is reference.alone
            else answer(reference.alone.values, column.values, entry.days)
        )
        dials = [(dial, _fill(dial, most[dial.key])) for dial in column.dials if dial.key in shown]
        sources = "\n".join(filter(None, (column.source(key) for key in keys)))
        found.append(Answer(name, entry.link, column.operation, sentence, sources, dials))
    return found


def _fill(dial: Dial, most: float) -> float:
    """Return how far the bar of a dial is filled [%]: of its full value, or of the highest one."""
    full = dial.percent_of or most
    if not math.isfinite(dial.value) or full <= 0.0:
        return 0.0
    return round(100.0 * min(max(dial.value / full, 0.0), 1.0), 1)


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
        sources={key: figure_source(view, operation, key) for key in view.kpis[operation]},
        loading_source=table_source(view, operation, "line_loading_pct", "trafo_loading_pct"),
        dials=dials_of(view, operation),
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
            column.source(name),
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
