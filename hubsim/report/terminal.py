"""What a run prints when it is done: about a dozen lines, relief first, nothing hidden."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TextIO

from hubsim.report.dates import moment_words
from hubsim.report.headroom_section import room_sentences
from hubsim.report.missed import missed_sentences
from hubsim.report.not_kept import not_kept
from hubsim.report.numbers import number, with_unit
from hubsim.report.operation_view import OPERATIONS, Operation
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
from hubsim.report.view import RunView

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
    layout = text("said_layout", layout=view.name) if view.layout else ""
    lines = [f"{view.title}{layout}", horizon_words(view)]
    lines += relief_sentences(view)
    lines.append(unserved_sentence(view))
    lines += [_row(text(operation), _worst(view, operation)) for operation in OPERATIONS]
    lines.append(_row(text("said_voltage"), _both(view, _voltage)))
    lines.append(_row(text("said_cost"), _both(view, _cost)))
    lines.append(_row(text("said_shared"), _both(view, _shared)))
    if view.bills is not None and view.coordinated:
        lines.append(_row(text("said_bills"), gain_sentence(view.bills)))
    lines += [_row(text("said_room"), sentence) for sentence in room_sentences(view)]
    lines += [text("said_not_kept", sentence=sentence) for sentence in not_kept(view)]
    lines += missed_sentences(view)[:1]
    lines += [text("said_note", warning=warning) for warning in warnings(view)]
    lines.append(synthetic_label(view))
    if view.folder:
        lines.append(text("said_report", file=f"{view.folder}/report.html"))
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
        lines.append(f"{view.name}:")
        lines += [f"  {sentence}" for sentence in relief_sentences(view)]
        lines.append(f"  {unserved_sentence(view)}")
        lines.append(f"  {text('said_cost')} {_both(view, _cost)}")
        if view.bills is not None and view.coordinated:
            lines.append(f"  {gain_sentence(view.bills)}")
        lines += [f"  {sentence}" for sentence in room_sentences(view)]
        lines += ["  " + text("said_note", warning=warning) for warning in warnings(view)]
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


def _row(label: str, words: str) -> str:
    return f"{label:<9} {words}"


def _worst(view: RunView, operation: Operation) -> str:
    found = worst(view, operation)
    if found is None:
        return text("said_worst_none")
    return text(
        "said_worst",
        element=found.element,
        loading=with_unit(found.loading_pct, "%"),
        when=moment_words(view.horizon, found.step),
        zone=view.horizon.zone,
    )


def _both(view: RunView, words: Callable[[RunView, Operation], str]) -> str:
    return text("said_both", **{name: words(view, name) for name in OPERATIONS})


def _voltage(view: RunView, operation: Operation) -> str:
    low, high = view.kpi(operation, "vm_min_pu"), view.kpi(operation, "vm_max_pu")
    outside = with_unit(view.kpi(operation, "voltage_outside_h"), "h")
    words = {"low": number(low, "pu"), "high": with_unit(high, "pu"), "outside": outside}
    return text("said_range", **words)


def _cost(view: RunView, operation: Operation) -> str:
    return with_unit(view.kpi(operation, "energy_cost_eur"), "EUR")


def _shared(view: RunView, operation: Operation) -> str:
    return with_unit(view.kpi(operation, "shared_kwh"), "kWh")
