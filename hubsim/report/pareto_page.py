"""``pareto.html``: cost against another aim, a point a run, its knee marked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hubsim.report.numbers import spelled
from hubsim.report.page import render
from hubsim.report.style import COLOURS, INK, LIMIT, Figure, layout
from hubsim.report.texts import text

if TYPE_CHECKING:
    from hubsim.pareto import Point


def pareto_page(
    title: str, aim: str, unit: str, points: Sequence[Point], knee: int | None, folder: Path
) -> str:
    """Return the page of a curve.

    unit : of the aim's price; folder : of the page, which links the runs
    """
    rows = [
        {
            "price": spelled(f"{one.price:g} {unit}"),
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
        aim=text(f"pareto_{aim}"),
        axis=text(f"pareto_axis_{aim}"),
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
            "name": text("together"),
            "x": [one.cost_eur for one in points],
            "y": [one.figure for one in points],
            "text": [text("pareto_at", price=spelled(f"{one.price:g} {unit}")) for one in points],
            "hovertemplate": hover,
            "line": {"color": COLOURS["together"], "width": 2},
            "marker": {"size": 9},
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": text("alone"),
            "x": [points[0].alone_cost_eur],
            "y": [points[0].alone_figure],
            "text": [text("alone")],
            "hovertemplate": hover,
            "marker": {"size": 12, "symbol": "diamond", "color": COLOURS["alone"]},
        },
    ]
    if knee is not None:
        data.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": text("pareto_mark"),
                "x": [points[knee].cost_eur],
                "y": [points[knee].figure],
                "text": [text("pareto_mark")],
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
    axis = {"title": {"text": text("pareto_cost")}, "tickformat": ",.0f"}
    return {"data": data, "layout": layout(420, text(f"pareto_axis_{aim}"), xaxis=axis)}
