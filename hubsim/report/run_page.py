"""``report.html``: one run told from its relief down to its provenance, in one offline file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from hubsim.report import figures as charts
from hubsim.report.asset_kinds import kind_label
from hubsim.report.bills_section import bill_section
from hubsim.report.business_text import business_lines
from hubsim.report.dates import day_words, moment_words
from hubsim.report.elements_section import element_section, overload_heat_maps
from hubsim.report.events_section import events_section
from hubsim.report.explore import explore_data, explore_layouts
from hubsim.report.headroom_section import headroom_section
from hubsim.report.missed import missed_rows, missed_sentences
from hubsim.report.network_map import Drawing, draw, legend, state_of
from hubsim.report.not_kept import not_kept
from hubsim.report.numbers import MISSING, number, spelled, unit_name, with_unit
from hubsim.report.operation_view import OPERATIONS, Operation
from hubsim.report.page import render
from hubsim.report.phase_figures import neutral_of_day, phase_day, phase_day_words, phase_voltages
from hubsim.report.softener_text import softener_lines
from hubsim.report.source import figure_source, source_of, table_source
from hubsim.report.story import (
    data_words,
    horizon_words,
    relief_sentences,
    synthetic_label,
    unserved_sentence,
    warnings,
    worst,
    worst_day,
)
from hubsim.report.style import Figure
from hubsim.report.texts import DEFAULT, kpi_groups, speaking, text
from hubsim.report.view import RunView

BLOCKS = {"geometry", "report", "files", "data_labels", "scenario", "layout", "horizon", "command"}
"""Keys of a manifest that the page shows elsewhere, or that say nothing to a reader."""


@dataclass(frozen=True)
class Card:
    """A big number of the headline, alone and together; name : of its key figure."""

    name: str
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


def run_page(view: RunView, language: str = DEFAULT) -> str:
    """Return the whole report of a run as HTML, in a language of `hubsim.report.texts`."""
    with speaking(language):
        return _page(view)


def _page(view: RunView) -> str:
    first, _ = worst_day(view)
    elements = element_section(view)
    figures = _figures(view)
    if elements is not None and elements.has_overload:
        figures |= overload_heat_maps(view)
    explored = explore_data(view)
    return render(
        "run.html.j2",
        figures,
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
        elements=elements,
        explore=explored,
        explore_layouts=explore_layouts(view),
        bin_minutes=lambda width: spelled(f"{width * view.horizon.step_s / 60:g}"),
        pu=lambda value: number(value, "pu"),
        trafo_alt=_trafo_alt(view),
        shown_trafos=len(charts.shown_trafos(view)),
        day=day_words(view.horizon, first),
        devices=_devices(view),
        kpi_groups=[(heading, rows(view, names)) for heading, names in kpi_groups(view.figures)],
        unserved_rows=_unserved_rows(view),
        not_kept=not_kept(view),
        events=events_section(view.attribution),
        softener=softener_lines(view.softener),
        facts=manifest_facts(view.manifest),
        limit=spelled(f"{view.loading_limit_pct:g}"),
        source=partial(figure_source, view),
        figures_from=lambda *names: "\n".join(
            figure_source(view, one, name)
            for name in names
            for one in OPERATIONS
            if name in view.figures
        ),
        tables=lambda *names: "\n".join(table_source(view, one, *names) for one in OPERATIONS),
        data_words=data_words,
        tables_of=partial(table_source, view),
        key_source=partial(source_of, view),
        bills=bill_section(view.bills),
        business=business_lines(view),
        headroom=headroom_section(view),
    )


def cards(view: RunView) -> list[Card]:
    """Return the big numbers; unmet and curtailed energy always stand among them."""
    over = {name: view.kpi(name, "overload_h") for name in OPERATIONS}
    found = [
        Card(
            "overload_h",
            text("card_over"),
            unit_name("h"),
            number(over["alone"], "h"),
            number(over["together"], "h"),
            _verdict(over["alone"], over["together"], "h", "lower"),
            text("note_both"),
        )
    ]
    family = "trafo" if view.geometry.trafo_ids else "line"
    for name, label in (
        (f"{family}_loading_max_pct", "card_highest"),
        ("energy_cost_eur", "card_cost"),
        ("unmet_kwh", "card_unmet"),
        ("curtailed_kwh", "card_curtailed"),
    ):
        kpi = view.kpis.get("alone", {}).get(name)
        if kpi is None:
            continue
        alone, together = view.kpi("alone", name), view.kpi("together", name)
        of = {"trafo": "note_trafo", "line": "note_cables"}[family]
        found.append(
            Card(
                name,
                text(label),
                unit_name(kpi.unit),
                number(alone, kpi.unit),
                number(together, kpi.unit),
                _verdict(alone, together, kpi.unit, kpi.better),
                text(of if name.endswith("pct") else "note_members"),
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
                unit_name(kpi.unit),
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
    when = moment_words(view.horizon, found.step)
    return operation, f"{found.element}: {with_unit(found.loading_pct, '%')}, {when}"


def _trafo_alt(view: RunView) -> str:
    values = {name: with_unit(view.kpi(name, "trafo_loading_max_pct"), "%") for name in OPERATIONS}
    return text("alt_trafo", **values, limit=spelled(f"{view.lowest_limit_pct:g}"))


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
