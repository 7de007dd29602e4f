"""``size.html``: the smallest size or the cheapest mix, and the curve of what was tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubsim.report.numbers import unit_name, with_unit
from hubsim.report.page import render
from hubsim.report.size_text import size_lines, sizes_text
from hubsim.report.style import COLOURS, Figure, layout
from hubsim.report.sweep_figures import asked_line, criterion_text, percent, percents, size_figure
from hubsim.report.texts import text

if TYPE_CHECKING:
    from hubsim.sweeps.sizing import Sized


def size_page(title: str, made: Sized) -> str:
    """Return the page of a search."""
    is_mix = len(made.axes) > 1
    if is_mix:
        figure, lead = _mix_figure(made), text("mix_lead", layout=made.layout)
    else:
        sizes = [one.sizes[0] for one in made.tries]
        shares = [one.free for one in made.tries]
        figure = size_figure(sizes, shares, made.until, unit_name(made.axes[0].low.unit))
        lead = text("size_curve_lead", layout=made.layout)
    return render(
        "size.html.j2",
        {"curve": figure},
        title=title,
        about=text("mix_title" if is_mix else "size_title"),
        heading=text("mix_curve_title" if is_mix else "size_curve_title"),
        paths=[axis.path for axis in made.axes],
        layout=made.layout,
        by_rules=made.by_rules,
        until=percent(made.until),
        sentences=size_lines(made),
        lead=lead,
        criterion=text("size_free", criterion=criterion_text(made.criterion)),
        points=text("sweep_points_one", points=made.n_points),
        has_cost=any(axis.price for axis in made.axes),
        rows=[
            {
                "size": sizes_text(made, one),
                "cost": with_unit(one.cost_eur, "EUR"),
                "share": percent(one.free.value),
                "interval": percents(one.free),
                "failed": one.n_failed,
                "is_found": one is made.found,
                "link": f"{one.folder}/sweep.html",
            }
            for one in made.tries
        ],
    )


def _mix_figure(made: Sized) -> Figure:
    """Return every mix that was tried: cost, and the share of draws that it frees."""
    data: list[dict[str, Any]] = []
    for is_enough in (True, False):
        shown = [one for one in made.tries if (one.free.value >= made.until) == is_enough]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": text("mix_enough" if is_enough else "mix_short"),
                "x": [one.cost_eur for one in shown],
                "y": [100.0 * one.free.value for one in shown],
                "text": [sizes_text(made, one) for one in shown],
                "marker": {
                    "size": 11,
                    "color": COLOURS["together"] if is_enough else "#ffffff",
                    "line": {"color": COLOURS["together"], "width": 2},
                },
                "hovertemplate": "%{text}: %{y:.1f} %, \N{EURO SIGN} %{x:,.0f}<extra></extra>",
            }
        )
    best, reached = [], -1.0
    for one in sorted(made.tries, key=lambda each: (each.cost_eur, -each.free.value)):
        if one.free.value > reached:
            reached = one.free.value
            best.append(one)
    data.append(
        {
            "type": "scatter",
            "mode": "lines",
            "showlegend": False,
            "x": [one.cost_eur for one in best],
            "y": [100.0 * one.free.value for one in best],
            "line": {"color": COLOURS["together"], "width": 1.5, "shape": "hv"},
            "hoverinfo": "skip",
        }
    )
    axis = {"title": {"text": text("mix_cost")}, "tickformat": ",.0f"}
    share = text("sweep_axis_probability")
    made_layout = layout(
        420,
        share,
        xaxis=axis,
        yaxis={"range": [-3, 105]},
        hovermode="closest",
        **asked_line(made.until),
    )
    return {"data": data, "layout": made_layout}
