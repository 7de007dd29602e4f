"""``comparison.html``: layouts side by side, and what none of them may hide."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hubsim.report.answers import answer, peak_pct, reference_answer
from hubsim.report.compared_layout import Column, Layout, Units
from hubsim.report.comparison_charts import bars, comparison_figures
from hubsim.report.dials import Dial
from hubsim.report.hub_or_copper import copper_section
from hubsim.report.network_map import Drawing, legend
from hubsim.report.numbers import number, unit_name
from hubsim.report.operation_view import Operation
from hubsim.report.page import render
from hubsim.report.playing import play_data
from hubsim.report.ranking import criteria
from hubsim.report.texts import kpi_groups, text

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


@dataclass(frozen=True)
class Cell:
    """A value of the table."""

    value: str
    source: str
    is_best: bool


@dataclass(frozen=True)
class Answer:
    """A row of the first screen: a layout, what it does in a sentence, its dials and their bars [%]."""

    name: str
    link: str
    operation: Operation
    sentence: str
    source: str
    dials: list[tuple[Dial, float]]


def comparison_page(layouts: Sequence[Layout]) -> str:
    """Return the whole comparison as HTML, layouts in the order given, in the language they were made in.

    The first column is the reference: the first layout with everyone acting alone.
    """
    reference = layouts[0]
    # Without a hub the first layout together is the first layout alone: one column says both.
    others = layouts[1:] if _reads_the_same(reference) else layouts
    columns = [reference.alone, *(entry.together for entry in others)]
    units = _units(layouts, columns)
    return render(
        "comparison.html.j2",
        comparison_figures(layouts, columns, units),
        layouts=layouts,
        others=others,
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
        not_served=[_not_served(column) for column in columns],
        copper=copper_section([(one.name, one.rooms, one.together.dials) for one in layouts]),
        legend=legend(reference.loading_limit_pct),
        maps=[(text("compare_reference", layout=reference.name), reference.alone)]
        + [(entry.name, entry.together) for entry in others],
        maps_fit=sum(_shapes(column.drawing) for column in columns) <= MAP_SHAPES,
        bars=[(f"bars-{index}", text(title)) for index, (title, _) in enumerate(bars(units))],
    )


def _reads_the_same(layout: Layout) -> bool:
    """Return whether every figure of a layout together reads as it does alone."""
    return all(
        number(layout.alone.values.get(name, math.nan), unit)
        == number(layout.together.values.get(name, math.nan), unit)
        for name, (unit, _) in layout.units.items()
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
            differs and shown == number(best, unit),
        )
        for column, shown in zip(columns, written, strict=True)
    ]


def _not_served(column: Column) -> str:
    """Return what a column leaves unserved, empty where it is nothing."""
    amounts = {name: column.values.get(f"{name}_kwh", math.nan) for name in ("unmet", "curtailed")}
    if not any(value > 0.0 for value in amounts.values()):
        return ""
    return text("compare_with", **{name: number(kwh, "kWh") for name, kwh in amounts.items()})
