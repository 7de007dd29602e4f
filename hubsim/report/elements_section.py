"""Every transformer and cable alone and together, the most relieved first; and when overload is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.report.numbers import number, unit_name
from hubsim.report.operation_view import OPERATIONS, Operation
from hubsim.report.source import source_of
from hubsim.report.style import Figure, layout
from hubsim.report.texts import text
from hubsim.report.view import RunView, Table

SHOWN = 12
COLUMNS = (
    ("max_pct", "%"), ("p99_pct", "%"), ("over_limit_h", "h"), ("over_limit_kvah", "kVAh"),
    ("temperature_max_degc", "degC"),
)  # fmt: skip
"""Columns of the table of elements that are shown of each operation, with their unit."""

SCALE = [[0.0, "#eef2f6"], [0.01, "#f9d9b8"], [0.4, "#f07818"], [1.0, "#b3001b"]]
"""White is no overload at all; the least of it is already seen."""


@dataclass(frozen=True)
class ElementRow:
    """A line of the table, numbers with their sources. values : of `COLUMNS`, alone and then together."""

    name: str
    rating: tuple[str, str]
    limit: tuple[str, str]
    values: tuple[tuple[Operation, str, str], ...]
    relief: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ElementSection:
    """What the page shows of single elements. voltage : (sentence, source) on the rules of EN 50160."""

    rows: tuple[ElementRow, ...]
    n_elements: int
    has_overload: bool
    voltage: tuple[tuple[str, str], ...]


def element_section(view: RunView) -> ElementSection | None:
    """Return the section, None where the run has no tables of elements."""
    if not all(view.tables.get(name) for name in OPERATIONS):
        return None
    both = {name: view.tables[name]["elements"] for name in OPERATIONS}
    relief = {
        name: both["alone"][name] - both["together"][name]
        for name in ("over_limit_h", "over_limit_kvah", "max_pct")
    }
    # By hours, then energy, then the peak that is taken off; what is not known stands last.
    keys = [-np.nan_to_num(relief[name], nan=-np.inf) for name in relief]
    keys.append(-np.nan_to_num(both["alone"]["max_pct"], nan=-np.inf))
    order = np.lexsort(tuple(reversed(keys)))[:SHOWN]
    return ElementSection(
        rows=tuple(_row(view, relief, element) for element in order.tolist()),
        n_elements=len(both["alone"]["id"]),
        has_overload=any(len(view.tables[name]["overload_hours"]["id"]) for name in OPERATIONS),
        voltage=tuple(
            (_voltage(view, name), source_of(view, f"{name}/buses.parquet", text("source_columns")))
            for name in OPERATIONS
        ),
    )


def _row(view: RunView, relief: dict[str, FloatArray], element: int) -> ElementRow:
    both = {name: view.tables[name]["elements"] for name in OPERATIONS}
    name_of = str(both["alone"]["id"][element])

    def source(column: str, *operations: Operation) -> str:
        files = (f"{name}/elements.parquet" for name in operations)
        return "\n".join(source_of(view, file, f"{column}, id = {name_of}") for file in files)

    def shown(column: str, unit: str, operation: Operation = "alone") -> tuple[str, str]:
        value = float(both[operation][column][element])
        return number(value, unit), source(column, operation)

    return ElementRow(
        name=name_of,
        rating=shown("rating_kva", "kVA"),
        limit=shown("limit_pct", "%"),
        values=tuple(
            (name, *shown(column, unit, name)) for name in OPERATIONS for column, unit in COLUMNS
        ),
        relief=tuple(
            (number(float(relief[column][element]), unit), source(column, *OPERATIONS))
            for column, unit in (("over_limit_h", "h"), ("max_pct", "%"))
        ),
    )


def _voltage(view: RunView, operation: Operation) -> str:
    """Return what the weekly rules say of an operation."""
    buses = view.tables[operation]["buses"]
    failed = buses["weeks_failed"]
    worst = int(np.lexsort((-buses["worst_week_outside_pct"], -failed))[0])
    key = "rules_failed" if failed.any() else "rules_kept"
    return text(
        key,
        operation=text(operation),
        weeks=number(float(buses["weeks"][0]), "weeks"),
        buses=number(float(np.count_nonzero(failed)), "buses"),
        all=number(float(len(failed)), "buses"),
        worst=str(buses["id"][worst]),
        failed=number(float(failed[worst]), "weeks"),
        outside=number(float(buses["worst_week_outside_pct"][worst]), "%"),
        low=number(float(np.fmin.reduce(buses["vm_min_pu"])), "pu"),
        high=number(float(np.fmax.reduce(buses["vm_max_pu"])), "pu"),
    )


def overload_heat_maps(view: RunView) -> dict[str, Figure]:
    """Return the overload by month and hour of the day of both operations, by the same colours."""
    hours = {name: _by_hour(view.tables[name]["overload_hours"]) for name in OPERATIONS}
    most = max(float(part.max()) for part in hours.values())
    months = np.flatnonzero(_months(view))
    return {
        f"overload-{name}": _heat_map(part[months], months, most) for name, part in hours.items()
    }


def _by_hour(table: Table) -> FloatArray:
    """Return (12, 24) hours over the limit, added over elements."""
    total = np.zeros((12, 24))
    place = table["month"].astype(np.int64) - 1, table["hour"].astype(np.int64)
    np.add.at(total, place, table["over_limit_h"].astype(np.float64))
    return total


def _months(view: RunView) -> np.ndarray:
    months = view.horizon.local_times.astype("datetime64[M]").astype(np.int64) % 12
    return np.isin(np.arange(12), months)


def _heat_map(hours: FloatArray, months: np.ndarray, most: float) -> Figure:
    names = text("months_short").split()
    figure = layout(
        150 + 22 * max(len(months), 4),
        "",
        xaxis={"title": {"text": text("axis_hour_of_day")}, "dtick": 3},
        yaxis={"type": "category", "autorange": "reversed"},
    )
    figure["hovermode"] = "closest"
    return {
        "data": [
            {
                "type": "heatmap",
                "x": np.arange(24),
                "y": [names[month] for month in months.tolist()],
                "z": hours.round(2),
                "zmin": 0.0,
                "zmax": most if math.isfinite(most) and most > 0.0 else 1.0,
                "colorscale": SCALE,
                "xgap": 1,
                "ygap": 1,
                "colorbar": {"title": {"text": unit_name("h")}, "thickness": 12},
                "hovertemplate": f"%{{y}}, %{{x}}:00<br>%{{z:.2f}} {unit_name('h')}<extra></extra>",
            }
        ],
        "layout": figure,
    }
