"""The answer to which capacity a group should ask for, in words and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.bills.capacity import Ask, Leaving, ask, curve, leaving
from hubsim.horizon import Horizon
from hubsim.report.numbers import spelled
from hubsim.report.texts import text
from hubsim.results import write_text

if TYPE_CHECKING:
    from hubsim.results import Run

OPERATIONS = ("alone", "together")
DIRECTIONS = {"import": 1.0, "export": -1.0}
WHOLE_YEAR_DAYS = 360
"""Days from which a run is taken for a year, whose peak is in it."""


def capacity_lines(run: Run, risk: float) -> list[str]:
    """Return the smallest limits at a risk, the curve, and what changes when a member leaves."""
    horizon = run.horizon
    net = {name: _members_kw(run, name) for name in OPERATIONS}
    days = horizon.n_steps * horizon.step_h / 24.0
    share, span = (spelled(f"{value:g}") for value in (100.0 * (1.0 - risk), days))
    lines = [text("capacity_kept", share=share, steps=horizon.n_steps, days=span)]
    asks = {
        (way, name): ask(sign * net[name].sum(axis=1), risk, horizon)
        for way, sign in DIRECTIONS.items()
        for name in OPERATIONS
    }
    for way in DIRECTIONS:
        said = {name: _words(asks[way, name]) for name in OPERATIONS}
        lines.append(text("capacity_both", way=text(f"capacity_{way}"), **said))
    lines += ["", *_curve_table(net, horizon, risk), ""]
    base = {way: asks[way, "together"].limit_kw for way in DIRECTIONS}
    names = run.series("together", "member_bought_kw").ids
    lines += _leaving_table(leaving(net["together"], names, risk), base)
    if days < WHOLE_YEAR_DAYS:
        lines.append(text("said_note", warning=text("capacity_short")))
    return lines


def write_curve(run: Run, risk: float, file: Path) -> None:
    """Write the curve as CSV: operation, direction, risk, limit and what is beyond it.

    Raises
    ------
    ResultError
        when it cannot be written.
    """
    rows = ["operation,direction,risk_pct,limit_kw,steps,energy_kwh,most_kw,months"]
    for name in OPERATIONS:
        group = _members_kw(run, name).sum(axis=1)
        for way, sign in DIRECTIONS.items():
            rows += [
                f"{name},{way},{100.0 * one.risk:g},{one.limit_kw:.3f},{one.steps},"
                f"{one.energy_kwh:.3f},{one.most_kw:.3f},{one.months}"
                for one in curve(sign * group, run.horizon, risk)
            ]
    write_text(file, "\n".join(rows) + "\n")


def _members_kw(run: Run, operation: str) -> FloatArray:
    bought, sold = (run.array(operation, name) for name in ("member_bought_kw", "member_sold_kw"))
    return np.asarray(bought - sold)


def _curve_table(net: Mapping[str, FloatArray], horizon: Horizon, risk: float) -> list[str]:
    columns = {
        f"{text(f'capacity_{way}')} {text(f'statement_{name}')}": curve(
            sign * net[name].sum(axis=1), horizon, risk
        )
        for way, sign in DIRECTIONS.items()
        for name in OPERATIONS
    }
    first, width = text("capacity_beyond"), max(14, *(len(head) for head in columns)) + 2
    lines = [f"{first:>16}" + "".join(f"{head:>{width}}" for head in columns) + "  [kW]"]
    for row in zip(*columns.values(), strict=True):
        cells = "".join(spelled(f"{one.limit_kw:>{width}.1f}") for one in row)
        lines.append(spelled(f"{100.0 * row[0].risk:>14g} %") + cells)
    return lines


def _leaving_table(gone: Sequence[Leaving], base_kw: Mapping[str, float]) -> list[str]:
    """Return what the group would need without each member. base_kw : direction -> limit with all."""
    heads = [f"{text(f'capacity_{way}')} [kW]" for way in DIRECTIONS]
    change, width = text("capacity_change"), max(12, *(len(head) for head in heads))
    lines = [
        text("capacity_leaving"),
        f"{'':24}" + "".join(f" {head:>{width}} {change:>10}" for head in heads),
    ]
    for one in gone:
        needed = {"import": one.import_kw, "export": one.export_kw}
        cells = [
            f" {value:>{width}.1f} {value - base_kw[way]:>+10.1f}" for way, value in needed.items()
        ]
        lines.append(f"{one.member:24}" + spelled("".join(cells)))
    return lines


def _words(found: Ask) -> str:
    limit, energy, most = (
        spelled(f"{value:,.1f}") for value in (found.limit_kw, found.energy_kwh, found.most_kw)
    )
    return text(
        "capacity_ask",
        limit=limit,
        steps=found.steps,
        months=found.months,
        energy=energy,
        most=most,
    )
