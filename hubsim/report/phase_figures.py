"""The charts that only a three-phase run has: the phases of one bus, and the neutral."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.report.dates import day_words
from hubsim.report.figures import clock, day_axis, hours_since_midnight
from hubsim.report.operation_view import OPERATIONS
from hubsim.report.story import highest
from hubsim.report.style import COLOURS, INK, KIND_COLOURS, Figure, layout, voltage_limits
from hubsim.report.texts import text
from hubsim.report.view import RunView

PHASES = ("a", "b", "c")
PHASE_COLOURS = (KIND_COLOURS["ev"], KIND_COLOURS["pv"], KIND_COLOURS["battery"])
PHASE_DASHES = ("solid", "dash", "dot")


@dataclass(frozen=True)
class PhaseDay:
    """The local day and bus to draw: steps `first` to `last` - 1 and the index of the bus."""

    first: int
    last: int
    bus: int
    is_highest: bool


def phase_day(view: RunView) -> PhaseDay:
    """Return the day and the bus with a member whose voltage comes nearest to a limit, or passes it."""
    members = np.unique(view.geometry.member_bus)
    over_pu = view.alone.vm_high_pu[:, members] - view.vm_max_pu
    under_pu = view.vm_min_pu - view.alone.vm_low_pu[:, members]
    beyond_pu = np.fmax(over_pu, under_pu)
    known_pu = np.where(np.isnan(beyond_pu), -np.inf, beyond_pu)
    step, column = np.unravel_index(int(known_pu.argmax()), known_pu.shape)
    day = np.flatnonzero(view.horizon.local_day == view.horizon.local_day[int(step)])
    return PhaseDay(
        first=int(day[0]),
        last=int(day[-1]) + 1,
        bus=int(members[int(column)]),
        is_highest=bool(over_pu[step, column] >= under_pu[step, column]),
    )


def phase_day_words(view: RunView, day: PhaseDay) -> str:
    """Return which bus and day the chart of the phases shows, and why these."""
    key = "phases_highest" if day.is_highest else "phases_lowest"
    words = day_words(view.horizon, day.first)
    return text(key, bus=view.geometry.bus_ids[day.bus], day=words)


def phase_voltages(view: RunView, day: PhaseDay) -> Figure:
    """Return the voltage of the three phases of one bus over a day, their mean and the limits."""
    vm_pu = view.alone.vm_pu[day.first : day.last, day.bus]
    lines = [
        (text("phase", phase=phase), vm_pu[:, k], PHASE_COLOURS[k], 2.0, PHASE_DASHES[k])
        for k, phase in enumerate(PHASES)
    ]
    lines.append((text("phase_mean"), vm_pu.mean(axis=1), INK, 1.2, "longdashdot"))
    data = [
        {
            **_of_day(view, day),
            "name": name,
            "y": values.round(4),
            "line": {"color": colour, "width": width, "dash": dash},
            "hovertemplate": "%{y:.3f} pu, %{customdata}",
        }
        for name, values, colour, width, dash in lines
    ]
    axis = day_axis(view, day.first, day.last)
    figure = layout(340, text("axis_voltage"), xaxis=axis, yaxis={"tickformat": ".2f"})
    return {"data": data, "layout": figure | voltage_limits(view.vm_min_pu, view.vm_max_pu)}


def neutral_of_day(view: RunView, day: PhaseDay) -> Figure:
    """Return the highest current in the neutral of any cable over a day, alone and together."""
    data = []
    for operation in OPERATIONS:
        neutral_a = view.operation(operation).line_neutral_a
        if neutral_a is not None:
            data.append(
                {
                    **_of_day(view, day),
                    "name": text(operation),
                    "y": highest(neutral_a[day.first : day.last].T).round(1),
                    "line": {"color": COLOURS[operation], "width": 2, "shape": "hvh"},
                    "hovertemplate": "%{y:.1f} A, %{customdata}",
                }
            )
    axis = day_axis(view, day.first, day.last)
    figure = layout(260, text("axis_neutral"), xaxis=axis, yaxis={"rangemode": "tozero"})
    return {"data": data, "layout": figure}


def _of_day(view: RunView, day: PhaseDay) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": hours_since_midnight(view, day.first, day.last),
        "customdata": clock(view, np.arange(day.first, day.last)),
    }
