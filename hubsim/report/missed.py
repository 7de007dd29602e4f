"""What a balanced study of the same street misses: the table that stands in a three-phase run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hubsim.report.figures import clock, day_axis, hours_since_midnight
from hubsim.report.numbers import MISSING, UNIT_NAMES, number
from hubsim.report.style import INK, KIND_COLOURS, Figure, layout, limit_line
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

PHASES = ("a", "b", "c")
PHASE_COLOURS = (KIND_COLOURS["ev"], KIND_COLOURS["pv"], KIND_COLOURS["battery"])


@dataclass(frozen=True)
class Row:
    """A figure as a balanced study has it and as it is, alone and together."""

    name: str
    label: str
    unit: str
    values: tuple[str, str, str, str]


def missed_rows(view: RunView) -> list[Row]:
    """Return the rows of the table; empty for a balanced run."""
    rows = []
    for name in SHOWN if view.balanced else ():
        kpi = view.kpis["alone"].get(name)
        if kpi is None:
            continue
        values = []
        for operation in ("alone", "together"):
            simple = view.balanced.get(operation, {}).get(name)
            values.append(MISSING if simple is None else number(simple.value, kpi.unit))
            values.append(number(view.kpi(operation, name), kpi.unit))
        unit = UNIT_NAMES.get(kpi.unit, kpi.unit)
        a, b, c, d = values
        rows.append(Row(name, kpi_label(name), unit, (a, b, c, d)))
    return rows


def missed_sentence(view: RunView) -> str:
    """Return in words what the balanced study of the operation alone did not see."""
    simple = view.balanced["alone"]

    def both(name: str) -> tuple[str, str]:
        unit = view.kpis["alone"][name].unit
        return number(simple[name].value, unit), number(view.kpi("alone", name), unit)

    low, high = both("vm_min_pu"), both("vm_max_pu")
    words = text("missed_voltage", simple_low=low[0], simple_high=high[0], low=low[1], high=high[1])
    neutral = view.kpi("alone", "neutral_current_max_a")
    if math.isfinite(neutral):
        words += " " + text("missed_neutral", neutral=number(neutral, "A"))
    if "voltage_trips" in simple:
        few, many = both("voltage_trips")
        if few != many:
            lost = number(view.kpi("alone", "voltage_lost_kwh"), "kWh")
            words += " " + text("missed_trips", simple=few, trips=many, lost=lost)
    return words


def day_of_highest_voltage(view: RunView) -> tuple[int, int, int]:
    """Return (first step, last step + 1, bus) of the local day of the highest voltage alone."""
    members = np.unique(view.geometry.member_bus)
    vm_pu = np.nan_to_num(view.alone.vm_high_pu[:, members], nan=0.0)
    step, column = np.unravel_index(int(vm_pu.argmax()), vm_pu.shape)
    day = np.flatnonzero(view.horizon.local_day == view.horizon.local_day[int(step)])
    return int(day[0]), int(day[-1]) + 1, int(members[int(column)])


def phases_of_day(view: RunView) -> Figure:
    """Return the voltage of the three phases of the bus with the highest one, on that day."""
    first, last, bus = day_of_highest_voltage(view)
    data = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": text("phase", phase=phase),
            "x": hours_since_midnight(view, first, last),
            "y": view.alone.vm_pu[first:last, bus, k].round(4),
            "line": {"color": colour, "width": 2},
            "customdata": clock(view, np.arange(first, last)),
            "hovertemplate": "%{y:.3f} pu, %{customdata}",
        }
        for k, (phase, colour) in enumerate(zip(PHASES, PHASE_COLOURS, strict=True))
    ]
    mean = view.alone.vm_pu[first:last, bus].mean(axis=1)
    data.append(
        {
            "type": "scatter",
            "mode": "lines",
            "name": text("phase_mean"),
            "x": hours_since_midnight(view, first, last),
            "y": mean.round(4),
            "line": {"color": INK, "width": 1.2, "dash": "dot"},
            "hovertemplate": "%{y:.3f} pu",
        }
    )
    figure = layout(
        340,
        text("axis_voltage"),
        xaxis=day_axis(view, first, last),
        yaxis={"tickformat": ".2f"},
    )
    figure |= limit_line(view.vm_max_pu, text("limit", value=f"{view.vm_max_pu:.2f} pu"))
    return {"data": data, "layout": figure}
