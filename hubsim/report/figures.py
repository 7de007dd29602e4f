"""The charts of a run, as plain Plotly data."""

from __future__ import annotations

import html

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.report.asset_kinds import in_order, is_demand, kind_label
from hubsim.report.downsample import duration_curve, min_max_bins
from hubsim.report.numbers import limit_words
from hubsim.report.operation_view import OPERATIONS, Operation
from hubsim.report.story import highest, worst_day
from hubsim.report.style import (
    COLOURS,
    FILLS,
    INK,
    LIMIT,
    Figure,
    kind_colours,
    layout,
    limit_line,
    voltage_limits,
)
from hubsim.report.texts import text
from hubsim.report.view import RunView

TRAFOS_SHOWN = 4
DASHES = ("solid", "dot", "dashdot", "longdash")


def shown_trafos(view: RunView) -> list[int]:
    """Return the transformers to draw: the most heavily loaded ones, in network order."""
    peaks = np.fmax(highest(view.alone.trafo_loading_pct), highest(view.together.trafo_loading_pct))
    order = np.argsort(-np.nan_to_num(peaks, nan=-1.0), kind="stable")[:TRAFOS_SHOWN]
    return sorted(int(trafo) for trafo in order)


def trafo_over_time(view: RunView) -> Figure:
    """Return transformer loading over the horizon with its limit; the overload is never lost."""
    data = []
    for operation in OPERATIONS:
        for rank, trafo in enumerate(shown_trafos(view)):
            loading = view.operation(operation).trafo_loading_pct[:, trafo]
            picked = min_max_bins(loading)
            data.append(
                {
                    **_line(operation, _trafo_label(view, operation, trafo), DASHES[rank]),
                    "x": clock(view, picked),
                    "y": loading[picked].round(1),
                    "hovertemplate": "%{y:.1f} %",
                }
            )
    figure = layout(360, text("axis_loading"), yaxis={"rangemode": "tozero"})
    figure |= _loading_limit(view)
    return {"data": data, "layout": figure}


def trafo_duration(view: RunView) -> Figure:
    """Return how long each transformer is at or above each loading."""
    data = []
    for operation in OPERATIONS:
        for rank, trafo in enumerate(shown_trafos(view)):
            loading = view.operation(operation).trafo_loading_pct[:, trafo]
            hours, value = duration_curve(loading, view.horizon.step_h)
            data.append(
                {
                    **_line(operation, _trafo_label(view, operation, trafo), DASHES[rank]),
                    "x": hours.round(2),
                    "y": value.round(1),
                    "hovertemplate": "%{y:.1f} %",
                }
            )
    axis = {"title": {"text": text("axis_hours")}, "rangemode": "tozero", "hoverformat": ".2~f"}
    figure = layout(360, text("axis_loading"), yaxis={"rangemode": "tozero"}, xaxis=axis)
    figure |= _loading_limit(view)
    return {"data": data, "layout": figure}


def group_over_time(view: RunView) -> Figure:
    """Return the net power of all members with the contract's limits in both directions."""
    data = []
    for operation in OPERATIONS:
        power_kw = view.operation(operation).group_kw
        picked = min_max_bins(power_kw)
        data.append(
            {
                **_line(operation, text(operation)),
                "x": clock(view, picked),
                "y": power_kw[picked].round(1),
                "hovertemplate": "%{y:.1f} kW",
            }
        )
    for contract_kw, key, dash in (
        (view.import_limit_kw, "contract_import", "dash"),
        (-view.export_limit_kw, "contract_export", "dot"),
    ):
        if not np.isfinite(contract_kw).any():
            continue
        limit_kw = np.where(np.isfinite(contract_kw), contract_kw, np.nan)
        picked = min_max_bins(limit_kw)
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": text(key),
                "x": clock(view, picked),
                "y": limit_kw[picked],
                "line": {"color": LIMIT, "width": 1.4, "shape": "hv", "dash": dash},
                "hovertemplate": "%{y:.0f} kW",
            }
        )
    return {"data": data, "layout": layout(340, text("axis_kw"))}


def voltage_band(view: RunView) -> Figure:
    """Return the band from the lowest to the highest bus voltage, alone and together."""
    with_members = np.unique(view.geometry.member_bus)
    data = []
    for operation in OPERATIONS:
        done = view.operation(operation)
        low = -_highest_bus(-done.vm_low_pu[:, with_members])
        high = _highest_bus(done.vm_high_pu[:, with_members])
        for series, fill, extreme in ((low, None, "lowest_bus"), (high, "tonexty", "highest_bus")):
            picked = min_max_bins(series)
            data.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "name": text(operation),
                    "legendgroup": operation,
                    "showlegend": fill is not None,
                    "x": clock(view, picked),
                    "y": series[picked].round(4),
                    "line": {"color": COLOURS[operation], "width": 1.1},
                    "fill": fill or "none",
                    "fillcolor": FILLS[operation],
                    "hovertemplate": f"{text(extreme)} %{{y:.3f}} pu",
                }
            )
    figure = layout(320, text("axis_voltage"), yaxis={"tickformat": ".2f"})
    return {"data": data, "layout": figure | voltage_limits(view.vm_min_pu, view.vm_max_pu)}


def balance_of_day(view: RunView, operation: Operation) -> Figure:
    """Return what each kind of asset draws and feeds in on the worst day, stacked."""
    first, last = worst_day(view)
    kinds = in_order(view.geometry.asset_kinds)
    colours = kind_colours(kinds)
    x = hours_since_midnight(view, first, last)
    data: list[Figure] = []
    for kind in kinds:
        power_kw = view.operation(operation).asset_p_kw[first:last][:, _assets(view, kind)]
        for part, key in ((np.maximum(power_kw, 0), "drawn"), (np.minimum(power_kw, 0), "fed_in")):
            total = part.sum(axis=1)
            if not total.any() and key == "fed_in":
                continue
            first_of_kind = not any(trace["legendgroup"] == kind for trace in data)
            data.append(
                {
                    "type": "bar",
                    "name": html.escape(kind_label(kind), quote=False),
                    "legendgroup": kind,
                    "showlegend": first_of_kind,
                    "x": x,
                    "y": total.round(2),
                    "width": view.horizon.step_h,
                    "marker": {"color": colours[kind], "line": {"width": 0}},
                    "hovertemplate": f"%{{y:.1f}} kW {text(key)}",
                }
            )
    data.append(
        {
            "type": "scatter",
            "mode": "lines",
            "name": text("net"),
            "legendgroup": "net",
            "x": x,
            "y": view.operation(operation).asset_p_kw[first:last].sum(axis=1).round(2),
            "line": {"color": INK, "width": 2, "shape": "hvh"},
            "customdata": clock(view, np.arange(first, last)),
            "hovertemplate": "%{y:.1f} kW, %{customdata}",
        }
    )
    # The legend stands above the bars and would take their room: two kinds, at worst, share a row of it.
    figure = layout(
        380 + 24 * max(0, (len(kinds) + 1) // 2 - 3),
        text("axis_kw"),
        barmode="relative",
        bargap=0,
        xaxis=day_axis(view, first, last),
        yaxis={"range": _day_range(view, first, last)},
    )
    return {"data": data, "layout": figure}


def device_power(view: RunView, kind: str) -> Figure:
    """Return the power of one kind of device on the worst day, alone and together."""
    first, last = worst_day(view)
    data = [
        {
            **_line(operation, text(operation)),
            "line": {"color": COLOURS[operation], "width": 2, "shape": "hvh"},
            "x": hours_since_midnight(view, first, last),
            "y": view.operation(operation)
            .asset_p_kw[first:last][:, _assets(view, kind)]
            .sum(axis=1)
            .round(2),
            "customdata": clock(view, np.arange(first, last)),
            "hovertemplate": "%{y:.1f} kW, %{customdata}",
        }
        for operation in OPERATIONS
    ]
    axis = day_axis(view, first, last)
    return {"data": data, "layout": layout(260, text("axis_power"), xaxis=axis)}


def device_level(view: RunView, kind: str) -> Figure | None:
    """Return the energy stored by one kind of device on the worst day; None when it stores none."""
    first, last = worst_day(view)
    data = []
    for operation in OPERATIONS:
        level = view.operation(operation).asset_level_kwh[first:last][:, _assets(view, kind)]
        if np.isnan(level).all():
            return None
        total = np.where(np.isnan(level).all(axis=1), np.nan, np.nansum(level, axis=1))
        data.append(
            {
                **_line(operation, text(operation)),
                "x": hours_since_midnight(view, first, last) - view.horizon.step_h / 2.0,
                "y": total.round(2),
                "hovertemplate": "%{y:.1f} kWh",
            }
        )
    axis = day_axis(view, first, last)
    bounds = {"rangemode": "tozero"}
    return {"data": data, "layout": layout(260, text("axis_kwh"), xaxis=axis, yaxis=bounds)}


def device_kinds(view: RunView) -> list[str]:
    """Return the kinds of asset that are more than demand."""
    return [kind for kind in in_order(view.geometry.asset_kinds) if not is_demand(kind)]


def _assets(view: RunView, kind: str) -> list[int]:
    return [asset for asset, found in enumerate(view.geometry.asset_kinds) if found == kind]


def _line(operation: Operation, name: str, dash: str = "solid") -> Figure:
    # Together lies on top and is the thicker one, so that both show where they coincide.
    width = 1.5 if operation == "alone" else 2.0
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "line": {"color": COLOURS[operation], "width": width, "dash": dash},
    }


def _trafo_label(view: RunView, operation: Operation, trafo: int) -> str:
    if len(view.geometry.trafo_ids) == 1:
        return text(operation)
    # Plotly reads tags and entities in names; a user's name is only text.
    return f"{html.escape(view.geometry.trafo_ids[trafo], quote=False)}, {text(operation).lower()}"


def _loading_limit(view: RunView) -> Figure:
    limit = float(view.loading_limits.trafos()[:, shown_trafos(view)].min())
    return limit_line(limit, text("limit", value=limit_words(limit)))


def _highest_bus(vm_pu: FloatArray) -> FloatArray:
    return highest(vm_pu.T)


def clock(view: RunView, picked: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[str]:
    """Return local wall-clock times as Plotly reads them."""
    minutes = view.horizon.local_times[picked].astype("datetime64[m]")
    return [moment.replace("T", " ") for moment in np.datetime_as_string(minutes).tolist()]


def hours_since_midnight(view: RunView, first: int, last: int) -> FloatArray:
    """Return the middle of every step in hours that really passed: right on 23 and 25-hour days."""
    middle = np.arange(last - first, dtype=np.float64) + 0.5
    return np.asarray(middle * view.horizon.step_h, dtype=np.float64)


def day_axis(view: RunView, first: int, last: int) -> Figure:
    """Return an axis of passed hours that is labelled with the local clock."""
    every = max(1, round(3.0 / view.horizon.step_h))
    steps = np.arange(first, last, every)
    minutes = view.horizon.local_times[steps].astype("datetime64[m]")
    labels = [moment[-5:] for moment in np.datetime_as_string(minutes).tolist()]
    hours = (last - first) * view.horizon.step_h
    return {
        "tickvals": ((steps - first) * view.horizon.step_h).tolist(),
        "ticktext": labels,
        "range": [0.0, hours],
        "showgrid": True,
        "hoverformat": ".2f",
        "unifiedhovertitle": {"text": ""},
    }


def _day_range(view: RunView, first: int, last: int) -> list[float]:
    """Return one power range for both operations, so that the two pictures compare."""
    days = [view.operation(name).asset_p_kw[first:last] for name in OPERATIONS]
    top = max(float(np.maximum(day, 0.0).sum(axis=1).max()) for day in days)
    bottom = min(float(np.minimum(day, 0.0).sum(axis=1).min()) for day in days)
    room = 0.05 * (top - bottom or 1.0)
    return [round(bottom - room if bottom < 0.0 else 0.0, 1), round(top + room, 1)]
