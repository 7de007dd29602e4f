"""``report.html``: one run told from its relief down to its provenance, in one offline file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.report import figures as charts
from hubsim.report.asset_kinds import kind_label
from hubsim.report.bills_section import bill_section
from hubsim.report.business_text import business_lines
from hubsim.report.headroom_section import headroom_section
from hubsim.report.missed import missed_rows, missed_sentences
from hubsim.report.network_map import Drawing, draw, legend, state_of
from hubsim.report.not_kept import not_kept
from hubsim.report.numbers import MISSING, number, with_unit
from hubsim.report.page import render
from hubsim.report.phase_figures import neutral_of_day, phase_day, phase_day_words, phase_voltages
from hubsim.report.story import (
    Event,
    any_overload_h,
    events,
    highest,
    horizon_words,
    overload_h,
    relief_sentences,
    synthetic_label,
    unserved_sentence,
    warnings,
    worst,
    worst_day,
)
from hubsim.report.style import Figure
from hubsim.report.texts import kpi_groups, text
from hubsim.report.view import OPERATIONS, Operation, RunView

EVENTS_SHOWN = 10
ELEMENTS_SHOWN = 5
BLOCKS = {"geometry", "report", "files", "data_labels", "scenario", "layout", "horizon", "command"}
"""Keys of a manifest that the page shows elsewhere, or that say nothing to a reader."""


@dataclass(frozen=True)
class Card:
    """A big number of the headline, alone and together."""

    label: str
    unit: str
    alone: str
    together: str
    verdict: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the table of figures."""

    name: str
    unit: str
    alone: str
    together: str
    relief: str
    arrow: str
    verdict: str


def run_page(view: RunView) -> str:
    """Return the whole report of a run as HTML."""
    first, _ = worst_day(view)
    return render(
        "run.html.j2",
        _figures(view),
        view=view,
        horizon=horizon_words(view),
        sentences=relief_sentences(view),
        unserved=unserved_sentence(view),
        warnings=warnings(view),
        synthetic=synthetic_label(view),
        cards=cards(view),
        worst=[_worst_words(view, operation) for operation in OPERATIONS],
        drawings=drawings(view),
        legend=legend(view.loading_limit_pct),
        missed=missed_rows(view),
        missed_sentences=missed_sentences(view),
        phase_words=phase_day_words(view, phase_day(view)) if view.in_phases else "",
        elements=_elements(view),
        trafo_alt=_trafo_alt(view),
        shown_trafos=len(charts.shown_trafos(view)),
        day=view.horizon.label(first).rsplit(" ", 1)[0],
        devices=_devices(view),
        kpi_groups=[(heading, rows(view, names)) for heading, names in kpi_groups(view.figures)],
        unserved_rows=_unserved_rows(view),
        not_kept=not_kept(view),
        events=[_event_words(view, event) for event in _events(view)[:EVENTS_SHOWN]],
        n_events=len(_events(view)),
        facts=manifest_facts(view.manifest),
        bills=bill_section(view.bills),
        business=business_lines(view),
        headroom=headroom_section(view),
    )


def cards(view: RunView) -> list[Card]:
    """Return the big numbers; unmet and curtailed energy always stand among them."""
    over = {name: any_overload_h(view, name) for name in OPERATIONS}
    both = "transformer and cables"
    found = [
        Card(
            "Over the limit",
            "h",
            number(over["alone"], "h"),
            number(over["together"], "h"),
            _verdict(over["alone"], over["together"], "h", "lower"),
            both,
        )
    ]
    family = "trafo" if view.geometry.trafo_ids else "line"
    for name, label in (
        (f"{family}_loading_max_pct", "Highest loading"),
        ("energy_cost_eur", "Energy cost"),
        ("unmet_kwh", "Unmet need"),
        ("curtailed_kwh", "Curtailed"),
    ):
        kpi = view.kpis.get("alone", {}).get(name)
        if kpi is None:
            continue
        alone, together = view.kpi("alone", name), view.kpi("together", name)
        note = {"trafo": "transformer", "line": "cables"}[family] if name.endswith("pct") else ""
        found.append(
            Card(
                label,
                {"pct": "%", "EUR": "€"}.get(kpi.unit, kpi.unit),
                number(alone, kpi.unit),
                number(together, kpi.unit),
                _verdict(alone, together, kpi.unit, kpi.better),
                note or "all members",
            )
        )
    return found


def rows(view: RunView, names: list[str]) -> list[Row]:
    """Return the lines of the table for these figures."""
    found = []
    for name in names:
        kpi = view.kpis["alone"][name]
        alone, together = kpi.value, view.kpi("together", name)
        found.append(
            Row(
                name,
                {"EUR": "€", "pct": "%"}.get(kpi.unit, kpi.unit),
                number(alone, kpi.unit),
                number(together, kpi.unit),
                number(view.kpi("relief", name), kpi.unit),
                _arrow(alone, together, kpi.unit),
                _verdict(alone, together, kpi.unit, kpi.better),
            )
        )
    return found


def drawings(view: RunView) -> list[tuple[Operation, Drawing]]:
    """Return the network of both operations."""
    return [
        (operation, draw(view.geometry, state_of(view, operation), text(operation)))
        for operation in OPERATIONS
    ]


def manifest_facts(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the short facts of a manifest: versions, seed, hashes; blocks are left out."""
    facts = []
    for key, value in manifest.items():
        if key in BLOCKS:
            continue
        if isinstance(value, Mapping):
            flat = [f"{k} {v}" for k, v in value.items() if not isinstance(v, Mapping | list)]
            words = ", ".join(flat)
        else:
            words = str(value) if isinstance(value, str | int | float) else ""
        if words:
            facts.append((str(key).replace("_", " "), words))
    return facts


def _figures(view: RunView) -> dict[str, Figure]:
    found = {
        "group-time": charts.group_over_time(view),
        "voltage": charts.voltage_band(view),
        "balance-alone": charts.balance_of_day(view, "alone"),
        "balance-together": charts.balance_of_day(view, "together"),
    }
    if view.geometry.trafo_ids:
        found["trafo-time"] = charts.trafo_over_time(view)
        found["trafo-duration"] = charts.trafo_duration(view)
    if view.in_phases:
        day = phase_day(view)
        found["phases"] = phase_voltages(view, day)
        found["neutral"] = neutral_of_day(view, day)
    for kind in charts.device_kinds(view):
        found[f"power-{kind}"] = charts.device_power(view, kind)
        level = charts.device_level(view, kind)
        if level is not None:
            found[f"level-{kind}"] = level
    return found


def _devices(view: RunView) -> list[tuple[str, str]]:
    """Return (figure id, title) of the device charts."""
    found = []
    for kind in charts.device_kinds(view):
        label = kind_label(kind)
        found.append((f"power-{kind}", text("devices_power", kind=label)))
        if charts.device_level(view, kind) is not None:
            found.append((f"level-{kind}", text("devices_level", kind=label)))
    return found


def _worst_words(view: RunView, operation: Operation) -> tuple[Operation, str]:
    found = worst(view, operation)
    if found is None:
        return operation, MISSING
    return operation, (
        f"{found.element}: {with_unit(found.loading_pct, '%')}, {view.horizon.label(found.step)}"
    )


def _elements(view: RunView) -> list[tuple[str, list[str]]]:
    """Return the most loaded elements: id, highest loading and hours over the limit of both."""
    ids = view.geometry.trafo_ids + view.geometry.line_ids
    limit, step_h = view.loading_limit_pct, view.horizon.step_h
    columns = []
    for operation in OPERATIONS:
        flows = view.operation(operation)
        loading = np.hstack((flows.trafo_loading_pct, flows.line_loading_pct))
        columns.append((highest(loading), overload_h(loading, limit, step_h)))
    order = np.argsort(-np.nan_to_num(columns[0][0], nan=-1.0), kind="stable")[:ELEMENTS_SHOWN]
    return [
        (
            ids[element],
            [
                number(float(values[element]), unit)
                for column in columns
                for values, unit in zip(column, ("%", "h"), strict=True)
            ],
        )
        for element in order.tolist()
    ]


def _trafo_alt(view: RunView) -> str:
    values = [
        with_unit(view.kpi(name, "trafo_loading_max_pct"), "%") for name in ("alone", "together")
    ]
    return f"highest {values[0]} alone, {values[1]} together; limit {view.loading_limit_pct:g} %"


def _unserved_rows(view: RunView) -> list[tuple[str, str, str, str]]:
    """Return (what, kind, alone, together) for each kind with unmet or curtailed energy."""
    found = []
    for key, name in (("unmet", "unmet_kwh"), ("curtailed", "curtailed_kwh")):
        alone: Mapping[str, float] = getattr(view.alone, name)
        together: Mapping[str, float] = getattr(view.together, name)
        found += [
            (
                text(key),
                kind_label(kind),
                number(alone.get(kind, 0.0), "kWh"),
                number(together.get(kind, 0.0), "kWh"),
            )
            for kind in sorted({*alone, *together})
        ]
    return found


def _events(view: RunView) -> list[Event]:
    both = [*events(view, "alone"), *events(view, "together")]
    return sorted(both, key=lambda event: -event.overload_pct_h)


def _event_words(view: RunView, event: Event) -> tuple[Operation, str, str, str, str]:
    return (
        event.operation,
        event.element,
        view.horizon.label(event.step),
        with_unit(event.duration_h, "h"),
        with_unit(event.peak_pct, "%"),
    )


def _verdict(alone: float, together: float, unit: str, better: str) -> str:
    """Return whether together is better; what reads the same on the page is the same."""
    if not (math.isfinite(alone) and math.isfinite(together)):
        return ""
    if number(alone, unit) == number(together, unit):
        return "same"
    return "better" if (together < alone) == (better == "lower") else "worse"


def _arrow(alone: float, together: float, unit: str) -> str:
    if not (math.isfinite(alone) and math.isfinite(together)):
        return ""
    if number(alone, unit) == number(together, unit):
        return "="
    return "↓" if together < alone else "↑"
