"""``pareto.html``: cost against another aim, a point a run, its knee marked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hubsim.report.page import render
from hubsim.report.style import COLOURS, INK, LIMIT, Figure, layout

if TYPE_CHECKING:
    from hubsim.pareto import Point

AXES = {
    "peak": "Highest power drawn together [kW]",
    "congestion": "Highest loading of a transformer [%]",
    "carbon": "CO2 of the power drawn [kg]",
    "self-consumption": "Own generation used [%]",
}


def pareto_page(
    title: str, aim: str, unit: str, points: Sequence[Point], knee: int | None, folder: Path
) -> str:
    """Return the page of a curve.

    unit : of the aim's price; folder : of the page, which links the runs
    """
    rows = [
        {
            "price": f"{one.price:g} {unit}",
            "cost": one.cost_eur,
            "figure": one.figure,
            "is_knee": number == knee,
            "link": os.path.relpath(one.run.folder / "report.html", folder).replace(os.sep, "/"),
        }
        for number, one in enumerate(points)
    ]
    return render(
        "pareto.html.j2",
        {"curve": _curve(aim, unit, points, knee)},
        title=title,
        aim=aim,
        axis=AXES[aim],
        rows=rows,
        alone={"cost": points[0].alone_cost_eur, "figure": points[0].alone_figure},
        knee=None if knee is None else rows[knee],
    )


def _curve(aim: str, unit: str, points: Sequence[Point], knee: int | None) -> Figure:
    hover = "%{x:,.0f} EUR, %{y:.1f}, %{text}<extra></extra>"
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": "together",
            "x": [one.cost_eur for one in points],
            "y": [one.figure for one in points],
            "text": [f"at {one.price:g} {unit}" for one in points],
            "hovertemplate": hover,
            "line": {"color": COLOURS["together"], "width": 2},
            "marker": {"size": 9},
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": "alone",
            "x": [points[0].alone_cost_eur],
            "y": [points[0].alone_figure],
            "text": ["alone"],
            "hovertemplate": hover,
            "marker": {"size": 12, "symbol": "diamond", "color": COLOURS["alone"]},
        },
    ]
    if knee is not None:
        data.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": "knee",
                "x": [points[knee].cost_eur],
                "y": [points[knee].figure],
                "text": ["knee"],
                "textposition": "top center",
                "textfont": {"color": INK},
                "hovertemplate": hover,
                "marker": {
                    "size": 18,
                    "symbol": "circle-open",
                    "color": LIMIT,
                    "line": {"width": 2},
                },
            }
        )
    axis = {"title": {"text": "Energy cost [EUR]"}, "tickformat": ",.0f"}
    return {"data": data, "layout": layout(420, AXES[aim], xaxis=axis)}
