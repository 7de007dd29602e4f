"""``sweep.html``: how sure the answer is, what it hangs on, and what failed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from hubsim.report.numbers import MISSING, number, unit_name, with_unit
from hubsim.report.page import render
from hubsim.report.style import Figure
from hubsim.report.sweep_figures import (
    band_figure,
    ends,
    free_figure,
    matters_figure,
    percent,
    percents,
    probability_figure,
    settling_figure,
)
from hubsim.report.sweep_text import (
    criterion_sentence,
    free_sentences,
    points_text,
    sampler_text,
)
from hubsim.report.texts import kpi_label, text

if TYPE_CHECKING:
    from hubsim.scenario.sweep import Sweep
    from hubsim.sweeps.evaluation import Evaluation
    from hubsim.sweeps.intervals import Estimate
    from hubsim.sweeps.table import Column, Table

BANDS = ("trafo_loading_max_pct", "line_loading_max_pct", "overload_kvah", "energy_cost_eur")
"""Figures that are drawn as bands; those that exist."""

MATTERS = ("overload_kvah", "trafo_loading_max_pct", "line_loading_max_pct", "energy_cost_eur")
"""What matters is told of the first of these that varies, and of the last."""

MAX_FAILURES = 50


def sweep_page(
    title: str, sweep: Sweep, table: Table, evaluation: Evaluation, *, by_rules: bool = False
) -> str:
    """Return the page of a sweep.

    by_rules : whether the hub was operated by simple rules, which the page then says
    """
    figures: dict[str, Figure] = {"free": free_figure(table, evaluation)}
    bands = [name for name in BANDS if name in table.units]
    for name in bands:
        figures[f"bars-{name}"] = band_figure(table, evaluation, name)
    matters = _matters(table, evaluation, figures)
    converging = {name: steps for name, steps in evaluation.convergence.items() if steps}
    if converging:
        figures["probability"] = probability_figure(converging)
        settled = bands[0] if bands else next(iter(table.units))
        figures["settling"] = settling_figure(converging, settled, table.units[settled])
    n_runs = table.n_points * len(table.layouts)
    return render(
        "sweep.html.j2",
        figures,
        title=title,
        sweep=sweep,
        points=points_text(table),
        drawn=sampler_text(sweep),
        by_rules=by_rules,
        synthetic=", ".join(table.synthetic),
        sentences=free_sentences(table, evaluation),
        criterion=criterion_sentence(evaluation),
        free=_free_rows(table, evaluation),
        bands=[(f"bars-{name}", kpi_label(name)) for name in bands],
        columns=[(one, operation) for one in table.layouts for operation in table.operations],
        headline=_band_rows(table, evaluation, [name for name in table.units if name in _SHORT]),
        everything=_interval_rows(table, evaluation),
        pairs=_pair_rows(table, evaluation),
        matters=matters,
        converges=bool(converging),
        varied=[(path, _varied(column)) for path, column in table.columns.items()],
        failures=[vars(one) for one in table.failures[:MAX_FAILURES]],
        n_failed=len(table.failures),
        n_runs=n_runs,
    )


_SHORT = frozenset(
    (
        *("trafo_overload_h", "line_overload_h", "trafo_loading_max_pct", "line_loading_max_pct"),
        *("overload_kvah", "vm_min_pu", "vm_max_pu", "peak_import_kw", "energy_cost_eur"),
        *("unmet_kwh", "curtailed_kwh"),
    )
)
"""Figures of the first table."""


def _free_rows(table: Table, evaluation: Evaluation) -> list[dict[str, Any]]:
    return [
        {
            "layout": one,
            "operation": operation,
            "n": int(table.there[one].sum()),
            "share": percent(found.value),
            "interval": percents(found),
        }
        for one in table.layouts
        for operation in table.operations
        if (found := evaluation.free.get((one, operation))) is not None
    ]


def _band_rows(table: Table, evaluation: Evaluation, names: list[str]) -> list[dict[str, Any]]:
    rows = []
    for name in names:
        unit = table.units[name]
        cells = []
        for one in table.layouts:
            for operation in table.operations:
                band = evaluation.bands.get((one, operation), {}).get(name)
                if band is None or not math.isfinite(band["p50"].value):
                    cells.append((operation, MISSING, ""))
                    continue
                low, middle, high = (number(band[k].value, unit) for k in ("p10", "p50", "p90"))
                cells.append((operation, middle, ends(low, high)))
        rows.append({"name": name, "unit": unit_name(unit), "cells": cells})
    return rows


def _interval_rows(table: Table, evaluation: Evaluation) -> list[dict[str, Any]]:
    rows = []
    for name, unit in table.units.items():
        for one in table.layouts:
            for operation in table.operations:
                band = evaluation.bands.get((one, operation), {}).get(name)
                if band is None:
                    continue
                cells = [_with_interval(band[key], unit) for key in ("p10", "p50", "p90", "mean")]
                rows.append(
                    {
                        "name": name,
                        "unit": unit_name(unit),
                        "layout": one,
                        "operation": operation,
                        "cells": cells,
                    }
                )
    return rows


def _with_interval(found: Estimate, unit: str) -> tuple[str, str]:
    return number(found.value, unit), ends(number(found.low, unit), number(found.high, unit))


def _pair_rows(table: Table, evaluation: Evaluation) -> list[dict[str, Any]]:
    return [
        {
            "first": pair.first,
            "second": pair.second,
            "name": pair.figure,
            "difference": with_unit(pair.difference.value, table.units[pair.figure]),
            "interval": _with_interval(pair.difference, table.units[pair.figure])[1],
            "better": percent(pair.better.value),
            "better_interval": percents(pair.better),
            "is_sure": pair.difference.low > 0.0 or pair.difference.high < 0.0,
        }
        for pair in evaluation.pairs
    ]


def _matters(
    table: Table, evaluation: Evaluation, figures: dict[str, Figure]
) -> list[dict[str, Any]]:
    """Draw and return what matters to each layout: the first figure of congestion that varies, and cost."""
    parts: list[dict[str, Any]] = []
    for one in table.layouts:
        known = [name for name in MATTERS if (one, name) in evaluation.sensitivity]
        for name in dict.fromkeys([*known[:1], *(n for n in known if n == MATTERS[-1])]):
            found = evaluation.sensitivity[one, name]
            unit = table.units[name]
            place = f"bars-matters-{len(parts)}"
            figures[place] = matters_figure(found, unit)
            rows = [
                {
                    "path": each.path,
                    "share": percent(each.first_order),
                    "interval": percents(each),
                    "rank": number(each.rank_correlation, ""),
                    "ends": ends(with_unit(each.at_low, unit), with_unit(each.at_high, unit)),
                }
                for each in found
            ]
            parts.append({"id": place, "layout": one, "name": name, "rows": rows})
    return parts


def _varied(column: Column) -> str:
    values = column.values
    if isinstance(values, list):
        distinct = sorted(set(values))
        shown = ", ".join(one[:60] for one in distinct[:8]) + (", ..." if len(distinct) > 8 else "")
        return text("sweep_vary_values", n=len(distinct), values=shown)
    unit = "steps" if bool((values == np.round(values)).all()) else column.unit  # whole ones
    low, high = (number(value, unit) for value in (values.min(), values.max()))
    return f"{ends(low, high)} {unit_name(column.unit)}".rstrip()
