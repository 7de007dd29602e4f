"""What a run prints when it is done: about a dozen lines, relief first, nothing hidden."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TextIO

from hubsim.report.missed import missed_sentences
from hubsim.report.not_kept import not_kept
from hubsim.report.numbers import MISSING, number, with_unit
from hubsim.report.statements import gain_sentence
from hubsim.report.story import (
    horizon_words,
    relief_sentences,
    synthetic_label,
    unserved_sentence,
    warnings,
    worst,
)
from hubsim.report.texts import kpi_label, text
from hubsim.report.view import OPERATIONS, Operation, RunView

if TYPE_CHECKING:
    from hubsim.results import Run

TABLE = (
    "trafo_overload_h",
    "trafo_loading_max_pct",
    "line_overload_h",
    "line_loading_max_pct",
    "vm_min_pu",
    "vm_max_pu",
    "voltage_outside_h",
    "unbalance_max_pct",
    "neutral_current_max_a",
    "voltage_trips",
    "voltage_lost_kwh",
    "peak_import_kw",
    "energy_cost_eur",
    "unmet_kwh",
    "curtailed_kwh",
    "shared_kwh",
)
"""Figures of the table that a terminal gets beside the sentences; those that exist are shown."""


def summary_lines(view: RunView) -> list[str]:
    """Return the summary of a run as plain text, one entry a line."""
    layout = f", layout {view.layout}" if view.layout else ""
    lines = [f"{view.title}{layout}", horizon_words(view)]
    lines += relief_sentences(view)
    lines.append(unserved_sentence(view))
    lines += [f"{_label(operation)} {_worst(view, operation)}" for operation in OPERATIONS]
    lines.append(f"{'Voltage':<10}" + _both(view, _voltage))
    lines.append(f"{'Cost':<10}" + _both(view, _cost))
    lines.append(f"{'Shared':<10}" + _both(view, _shared))
    if view.bills is not None:
        lines.append(f"{'Bills':<10}" + gain_sentence(view.bills))
    lines += [f"Not kept: {sentence}" for sentence in not_kept(view)]
    lines += missed_sentences(view)[:1]
    lines += [f"Note: {warning}" for warning in warnings(view)]
    lines.append(synthetic_label(view))
    if view.folder:
        lines.append(f"Report: {view.folder}/report.html")
    return lines


def print_summary(run: Run, stream: TextIO | None = None) -> None:
    """Print the summary of a run; on a terminal with a table of the main figures."""
    stream = stream or sys.stdout
    view = RunView.of(run)
    for line in summary_lines(view):
        stream.write(line + "\n")
    if stream.isatty():
        _print_table(view, stream)


def comparison_lines(views: Sequence[RunView]) -> list[str]:
    """Return one block of plain text a layout: relief, and what was not served."""
    lines = []
    for view in views:
        lines.append(f"{view.layout or view.scenario}:")
        lines += [f"  {sentence}" for sentence in relief_sentences(view)]
        lines.append(f"  {unserved_sentence(view)}")
        lines.append("  Cost " + _both(view, _cost))
        if view.bills is not None:
            lines.append("  Bills " + gain_sentence(view.bills))
        lines += [f"  Note: {warning}" for warning in warnings(view)]
    return lines


def _print_table(view: RunView, stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("")
    columns = ("alone", "together", "relief")
    for operation in columns:
        table.add_column(text(operation), justify="right")
    for name in TABLE:
        if name in view.figures:
            unit = view.kpis["alone"][name].unit
            values = [with_unit(view.kpi(operation, name), unit) for operation in columns]
            table.add_row(kpi_label(name), *values)
    Console(file=stream).print(table)


def _label(operation: Operation) -> str:
    return f"{operation.capitalize():<9}"


def _worst(view: RunView, operation: Operation) -> str:
    found = worst(view, operation)
    if found is None:
        return f"worst element: {MISSING}"
    return (
        f"worst: {found.element}, {with_unit(found.loading_pct, '%')},"
        f" {view.horizon.label(found.step)} ({view.horizon.zone})"
    )


def _both(view: RunView, words: Callable[[RunView, Operation], str]) -> str:
    return f"alone {words(view, 'alone')}; together {words(view, 'together')}"


def _voltage(view: RunView, operation: Operation) -> str:
    low, high = view.kpi(operation, "vm_min_pu"), view.kpi(operation, "vm_max_pu")
    outside = with_unit(view.kpi(operation, "voltage_outside_h"), "h")
    return f"{number(low, 'pu')} to {with_unit(high, 'pu')} ({outside} outside limits)"


def _cost(view: RunView, operation: Operation) -> str:
    return with_unit(view.kpi(operation, "energy_cost_eur"), "EUR")


def _shared(view: RunView, operation: Operation) -> str:
    return with_unit(view.kpi(operation, "shared_kwh"), "kWh")
