"""Cost against another aim: the same layout planned at rising prices of it, and where more of it gets dear.

Every point is a whole run, confirmed by AC power flow and stored. The knee is the point farthest from the
straight line between both ends, each axis as a share of its span (Das 1999, doi:10.1007/s001580050111).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from hubsim.errors import UsageError
from hubsim.pipeline import run
from hubsim.report.numbers import spelled
from hubsim.report.pareto_page import pareto_page
from hubsim.report.texts import DEFAULT, kpi_label, speaking, text
from hubsim.results import Run, write_text
from hubsim.scenario.schema import Scenario

PRICES = {
    "peak": ("peak", "EUR/kW", (0.0, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)),
    "congestion": ("congestion", "EUR/kW", (0.0, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)),
    "carbon": ("carbon", "EUR/kg", (0.0, 0.05, 0.15, 0.5, 1.5, 5.0, 15.0)),
    "self-consumption": ("self_consumption", "EUR/kWh", (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)),
}
"""Aim -> field of the objective, unit of its price, prices from which as many as asked are taken."""

FIGURES = {
    "peak": "peak_import_kw",
    "congestion": "trafo_loading_max_pct",
    "carbon": "co2_kg",
    "self-consumption": "self_consumption_pct",
}
"""Aim -> the key figure that tells it."""


@dataclass(frozen=True)
class Point:
    """A run of the curve: price of the aim, energy cost [EUR] and the aim's figure, alone and together."""

    price: float
    cost_eur: float
    figure: float
    alone_cost_eur: float
    alone_figure: float
    run: Run


@dataclass(frozen=True)
class Pareto:
    """The curve, in the order of its prices. knee : index of the point, None where the curve is a line."""

    aim: str
    folder: Path
    page: Path
    points: tuple[Point, ...]
    knee: int | None
    lines: tuple[str, ...]


def _silent(_phase: str, _share: float) -> None:
    """Take no notice of progress."""


def pareto(
    scenario: Scenario,
    aims: str,
    out: Path | str | None = None,
    *,
    points: int = 7,
    progress: Callable[[str, float], None] = _silent,
    language: str = DEFAULT,
) -> Pareto:
    """Run a layout at rising prices of an aim beside cost, and draw the curve.

    aims : ``cost,peak``, ``cost,congestion``, ``cost,carbon`` or ``cost,self-consumption``
    language : of the page, the reports and the lines: ``en`` or ``nl``

    Raises
    ------
    UsageError
        when the aims or the language are others, there are fewer than three points, or there is no hub.
    HubsimError
        whatever a run raises.
    """
    aim = _aim(aims)
    if not 3 <= points <= len(PRICES[aim][2]):
        raise UsageError(f"--points {points}: from 3 to {len(PRICES[aim][2])} are drawn")
    if not scenario.control.coordinate:
        raise UsageError("--pareto needs a hub: control.coordinate names no kind of asset")
    field, unit, prices = PRICES[aim]
    chosen = [prices[i] for i in np.linspace(0, len(prices) - 1, points).round().astype(int)]
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = Path(out or "results") / f"pareto-{stamp}"
    found = []
    for price in chosen:
        objective = scenario.control.objective.model_copy(update={field: price})
        control = scenario.control.model_copy(update={"objective": objective})
        done = run(
            scenario.model_copy(update={"control": control, "headroom": None}),
            folder,
            progress=lambda phase, share, at=price: progress(f"{at:g} {unit}: {phase}", share),  # type: ignore[misc]
            language=language,
        )
        found.append(_point(aim, price, done))
    knee = knee_of([one.cost_eur for one in found], [one.figure for one in found])
    title = scenario.title_in(language)
    with speaking(language):
        page = write_text(
            folder / "pareto.html", pareto_page(title, aim, unit, found, knee, folder)
        )
        lines = _lines(aim, unit, found, knee)
    write_text(folder / "pareto.csv", _table(aim, unit, found))
    return Pareto(aim, folder, page, tuple(found), knee, tuple(lines))


def knee_of(cost: list[float], figure: list[float]) -> int | None:
    """Return the point farthest from the line between both ends, None where all lie on it."""
    x, y = np.array(cost, float), np.array(figure, float)
    span = np.ptp(x), np.ptp(y)
    if min(span) <= 1e-9:
        return None
    x, y = (x - x[0]) / span[0], (y - y[0]) / span[1]
    away = np.abs((x[-1]) * y - (y[-1]) * x) / np.hypot(x[-1], y[-1])
    return int(away.argmax()) if away.max() > 1e-6 else None


def _aim(aims: str) -> str:
    first, _, second = aims.partition(",")
    pair = {first.strip(), second.strip()} - {"cost"}
    if len(pair) != 1 or "cost" not in {first.strip(), second.strip()} or not pair <= set(PRICES):
        allowed = ", ".join(f"cost,{aim}" for aim in PRICES)
        raise UsageError(f"--pareto {aims}: draws {allowed}")
    return pair.pop()


def _point(aim: str, price: float, done: Run) -> Point:
    cost, figure = (
        [done.kpis[operation][name].value for operation in ("together", "alone")]
        for name in ("energy_cost_eur", FIGURES[aim])
    )
    return Point(price, cost[0], figure[0], cost[1], figure[1], done)


def _table(aim: str, unit: str, points: list[Point]) -> str:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([f"price [{unit}]", "energy_cost_eur", FIGURES[aim], "run"])
    for one in points:
        writer.writerow([f"{one.price:g}", one.cost_eur, one.figure, one.run.folder.name])
    return table.getvalue()


def _lines(aim: str, unit: str, points: list[Point], knee: int | None) -> list[str]:
    label, first = kpi_label(FIGURES[aim]), points[0]
    told = [(text("alone"), first.alone_cost_eur, first.alone_figure)]
    told += [(spelled(f"{one.price:g} {unit}"), one.cost_eur, one.figure) for one in points]
    marks = {} if knee is None else {knee + 1: f"  <- {text('pareto_mark')}"}
    return [
        f"{name}: {text('eur', amount=spelled(f'{cost:,.0f}'))},"
        f" {label} {spelled(f'{figure:.1f}')}{marks.get(row, '')}"
        for row, (name, cost, figure) in enumerate(told)
    ]
