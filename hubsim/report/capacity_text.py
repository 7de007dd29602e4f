"""The answer to which capacity a group should ask for, in words and as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.bills.capacity import Ask, ask, curve, leaving
from hubsim.results import write_text

if TYPE_CHECKING:
    from hubsim.results import Run

OPERATIONS = ("alone", "together")
DIRECTIONS = {"import": 1.0, "export": -1.0}


def capacity_lines(run: Run, risk: float) -> list[str]:
    """Return the smallest limits at a risk, the curve, and what changes when a member leaves."""
    horizon = run.horizon
    net = {name: _members_kw(run, name) for name in OPERATIONS}
    days = horizon.n_steps * horizon.step_h / 24.0
    kept = f"{100.0 * (1.0 - risk):g} % of {horizon.n_steps} steps ({days:g} days)"
    lines = [f"Smallest group capacity that is kept in {kept}"]
    for way, sign in DIRECTIONS.items():
        asks = {name: ask(sign * net[name].sum(axis=1), risk, horizon) for name in OPERATIONS}
        lines.append(f"{way}: " + "; ".join(f"{name} {_words(asks[name])}" for name in OPERATIONS))
    lines += ["", f"{'steps beyond':>14}" + _heads()]
    together = {
        way: curve(sign * _sum(net, "together"), horizon, risk) for way, sign in DIRECTIONS.items()
    }
    alone = {
        way: curve(sign * _sum(net, "alone"), horizon, risk) for way, sign in DIRECTIONS.items()
    }
    for place, one in enumerate(together["import"]):
        cells = [
            f"{found[way][place].limit_kw:>16.1f}"
            for way in DIRECTIONS
            for found in (alone, together)
        ]
        lines.append(f"{100.0 * one.risk:>12g} %" + "".join(cells))
    names = run.series("together", "member_bought_kw").ids
    base = {
        way: ask(sign * _sum(net, "together"), risk, horizon) for way, sign in DIRECTIONS.items()
    }
    lines += [
        "",
        "If one member leaves and the others go on as they did, operated together:",
        f"{'':24} {'import [kW]':>12} {'change':>10} {'export [kW]':>12} {'change':>10}",
    ]
    for gone in leaving(net["together"], names, risk):
        cells = [
            f"{value:>12.1f} {value - base[way].limit_kw:>+10.1f}"
            for way, value in (("import", gone.import_kw), ("export", gone.export_kw))
        ]
        lines.append(f"{gone.member:24} " + " ".join(cells))
    if days < 360:
        lines.append("Note: a capacity is asked for a year; a shorter run may miss its peak")
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


def _sum(net: dict[str, FloatArray], operation: str) -> FloatArray:
    return np.asarray(net[operation].sum(axis=1))


def _heads() -> str:
    return "".join(f"{f'{way} {name}':>16}" for way in DIRECTIONS for name in OPERATIONS) + "  [kW]"


def _words(found: Ask) -> str:
    return (
        f"{found.limit_kw:,.1f} kW ({found.steps} steps in {found.months} months beyond it,"
        f" {found.energy_kwh:,.1f} kWh, at most {found.most_kw:,.1f} kW)"
    )
