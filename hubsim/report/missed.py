"""What a balanced study of the same street misses: the table and the words of a three-phase run."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hubsim.report.numbers import MISSING, number, unit_name
from hubsim.report.operation_view import OPERATIONS, Operation
from hubsim.report.texts import kpi_label, text
from hubsim.report.view import RunView

SHOWN = (
    "vm_min_pu",
    "vm_max_pu",
    "voltage_outside_h",
    "unbalance_max_pct",
    "unbalance_p95_pct",
    "neutral_current_max_a",
    "neutral_loading_max_pct",
    "line_loading_max_pct",
    "trafo_loading_max_pct",
    "line_overload_h",
    "trafo_overload_h",
    "voltage_trips",
    "voltage_lost_kwh",
)
"""Figures of the table, in their order; those that the run does not have are left out."""

SENTENCES = (
    ("missed_trips", ("voltage_trips", "voltage_lost_kwh")),
    ("missed_outside", ("voltage_outside_h",)),
    ("missed_overload", ("line_overload_h", "trafo_overload_h")),
    ("missed_voltage", ("vm_min_pu", "vm_max_pu")),
)
"""Text and the figures it compares, what matters most first: what is lost, then what is not allowed."""


@dataclass(frozen=True)
class Row:
    """A figure as a balanced study has it and phase by phase: two values alone, two together."""

    name: str
    label: str
    unit: str
    values: tuple[tuple[Operation, str, str], ...]


def missed_rows(view: RunView) -> list[Row]:
    """Return the rows of the table; empty for a balanced run."""
    if not view.in_phases:
        return []
    return [
        Row(
            name,
            kpi_label(name),
            unit_name(view.kpis["alone"][name].unit),
            tuple((operation, *_both(view, operation, name)) for operation in OPERATIONS),
        )
        for name in SHOWN
        if name in view.figures
    ]


def missed_sentences(view: RunView) -> list[str]:
    """Return in words what the balanced study misses alone, the largest miss first."""
    if not view.in_phases:
        return []
    found = []
    for key, names in SENTENCES:
        pairs = [_both(view, "alone", name) for name in names]
        if any(simple != phases and MISSING not in (simple, phases) for simple, phases in pairs):
            words: dict[str, str] = {}
            for name, (simple, phases) in zip(names, pairs, strict=True):
                words |= {f"simple_{name}": simple, name: phases}
            found.append(text(key, **words))
    neutral_a = view.kpi("alone", "neutral_current_max_a")
    if math.isfinite(neutral_a):
        loading = number(view.kpi("alone", "neutral_loading_max_pct"), "%")
        found.append(text("missed_neutral", neutral=number(neutral_a, "A"), loading=loading))
    return found


def _both(view: RunView, operation: Operation, name: str) -> tuple[str, str]:
    """Return a figure as written: of the balanced study and of the run."""
    kpi = view.kpis[operation].get(name)
    simple = view.balanced.get(operation, {}).get(name)
    return (
        MISSING if simple is None else number(simple.value, simple.unit),
        MISSING if kpi is None else number(kpi.value, kpi.unit),
    )
