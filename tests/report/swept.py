"""A sweep and searches for sizes made of drawn numbers, so that their pages need no simulation."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hubsim.scenario.sweep import Sweep
from hubsim.sweeps.axis import Axis
from hubsim.sweeps.evaluation import FREE, Evaluation, evaluate
from hubsim.sweeps.intervals import share_of
from hubsim.sweeps.sizing import Sized, Try
from hubsim.sweeps.table import Column, Failure, Table

LAYOUTS = ("\u0431", "\u0432")
UNITS = {
    "trafo_overload_h": "h",
    "line_overload_h": "h",
    "trafo_loading_max_pct": "pct",
    "overload_kvah": "kVAh",
    "energy_cost_eur": "EUR",
    "unsolved_steps": "steps",
}


def section(sampler: str = "sobol") -> Sweep:
    """Return the section of a sweep of sixty points."""
    grid = sampler == "grid"
    seed = {"kind": "integers", "from": 1, "to": 64}
    points = {} if grid else {"points": 64}
    return Sweep.model_validate({**points, "sampler": sampler, "vary": {"seed": seed}})


def table() -> Table:
    """Return results: figures that rise with a path, one failure, every operation."""
    random, n = np.random.default_rng(1), 64
    share, there = random.uniform(40.0, 100.0, n), np.ones(n, dtype=np.bool_)
    there[3] = False
    figures = {}
    for place, layout in enumerate(LAYOUTS):
        for operation in ("alone", "together", "perfect"):
            hours = np.maximum(0.0, share - 80.0 + 5.0 * place) * (operation == "alone")
            figures[layout, operation] = {
                "trafo_overload_h": hours,
                "line_overload_h": hours * 0.5,
                "trafo_loading_max_pct": share + random.normal(size=n),
                "overload_kvah": hours * 10.0 + share,
                "energy_cost_eur": 5000.0 + 10.0 * share + place,
                "unsolved_steps": np.zeros(n),
            }
            for values in figures[layout, operation].values():
                values[~there] = np.nan
    return Table(
        n_points=n,
        layouts=LAYOUTS,
        figures=figures,
        there=dict.fromkeys(LAYOUTS, there),
        keys={layout: [""] * n for layout in LAYOUTS},
        units=UNITS,
        better=dict.fromkeys(UNITS, "lower"),
        columns={
            "\u0433": Column(share, "%"),
            "\u0434": Column([("\u0435", "\u0436")[k % 2] for k in range(n)], ""),
        },
        failures=(Failure(3, LAYOUTS[0], "", "\u0451", "\u0437", 3),),
        synthetic=("\u0438",),
    )


def evaluated(sampler: str = "sobol") -> Evaluation:
    """Return what the results say."""
    return evaluate(table(), section(sampler))


def sized(n_axes: int, found: int | None) -> Sized:
    """Return a search of one path or two that found a try, the last of which frees most."""
    axes = (
        Axis.of("\u0433", "50 kWh", "250 kWh", 4, "350 EUR/kWh"),
        Axis.of("\u0434", "10 kW", "90 kW", 4, "150.5 EUR/kW"),
    )[:n_axes]
    tries = []
    for step, hits in enumerate((12, 40, 58, 61, 60)):
        sizes = tuple(axis.number(step) for axis in axes)
        cost = sum(axis.price * size for axis, size in zip(axes, sizes, strict=True))
        tries.append(Try((step,) * n_axes, sizes, cost, share_of(hits, 64), step, ""))
    best = None if found is None else tries[found]
    return Sized(
        folder=Path(), axes=axes, layout=LAYOUTS[0], n_points=64, criterion=dict(FREE),
        by_rules=True, until=0.95,
        tries=tuple(tries), found=best, sure=None, is_rising=False, page=Path(), lines=(),
    )  # fmt: skip
