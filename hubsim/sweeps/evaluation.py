"""What a sweep says: bands, the probability of no congestion, differences in pairs, convergence.

Every layout is run for the same draws, so layouts are compared draw by draw: what the draws have in common
falls out of the difference (common random numbers; Law, Simulation Modeling and Analysis, 11.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

import numpy as np

from hubsim.arrays import BoolArray, FloatArray
from hubsim.scenario.sweep import Sweep
from hubsim.scenario.varied import Amount
from hubsim.sweeps.intervals import Estimate, mean_of, quantile_of, share_of
from hubsim.sweeps.sensitivity import Sensitivity, sensitivities
from hubsim.sweeps.table import Table

SHARES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}

FREE = {"trafo_overload_h": Amount(0.0, "h"), "line_overload_h": Amount(0.0, "h")}
"""Without another criterion: no transformer and no cable is over its limit at any step."""

HEADLINE = (
    "overload_kvah",
    "trafo_overload_h",
    "line_overload_h",
    "trafo_loading_max_pct",
    "line_loading_max_pct",
    "vm_min_pu",
    "energy_cost_eur",
    "unmet_kwh",
    "curtailed_kwh",
)
"""Figures that pairs, sensitivity and convergence are told of."""

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Pair:
    """One layout less another in a figure, both operated together, draw by draw.

    difference : mean of first less second; better : share of draws in which the first is the better one
    """

    first: str
    second: str
    figure: str
    difference: Estimate
    better: Estimate


@dataclass(frozen=True)
class Step:
    """What the first n points alone would say of a layout operated together."""

    n: int
    free: Estimate
    bands: dict[str, dict[str, float]]


@dataclass(frozen=True)
class Evaluation:
    """The answer of a sweep.

    criterion : figure -> the most that counts as free of congestion
    bands : (layout, operation) -> figure -> p10, p50, p90, mean -> estimate
    free : (layout, operation) -> probability that it is free of congestion
    pairs : of layouts, both together; convergence : of each layout, together
    sensitivity : (layout, figure) -> of the operation together, the most important path first
    """

    criterion: dict[str, Amount]
    bands: dict[tuple[str, str], dict[str, dict[str, Estimate]]]
    free: dict[tuple[str, str], Estimate]
    pairs: tuple[Pair, ...]
    convergence: dict[str, tuple[Step, ...]]
    sensitivity: dict[tuple[str, str], list[Sensitivity]]


def evaluate(table: Table, sweep: Sweep) -> Evaluation:
    """Return what the results of a sweep say. Points that failed count nowhere but among the failures."""
    criterion = criterion_of(sweep)
    bands, free = {}, {}
    for (layout, operation), figures in sorted(table.figures.items()):
        there = table.there[layout]
        bands[layout, operation] = {name: _band(values) for name, values in figures.items()}
        hits = is_free(figures, criterion)[there]
        free[layout, operation] = share_of(int(hits.sum()), len(hits))
    return Evaluation(
        criterion=criterion,
        bands=bands,
        free=free,
        pairs=tuple(_pairs(table)),
        # The points of a grid have an order, and the first ones are no sample of it.
        convergence={
            name: _convergence(table, name, criterion) if sweep.sampler != "grid" else ()
            for name in table.layouts
        },
        sensitivity=_sensitivity(table),
    )


def criterion_of(sweep: Sweep) -> dict[str, Amount]:
    """Return figure -> the most of it that counts as free of congestion."""
    return dict(sweep.free) or dict(FREE)


def is_free(figures: Mapping[str, FloatArray], criterion: Mapping[str, Amount]) -> BoolArray:
    """Return (P,) whether every figure of the criterion is kept; never with steps without a solution."""
    free = np.ones(len(next(iter(figures.values()))), dtype=np.bool_)
    for name, most in {**criterion, "unsolved_steps": Amount(0.0, "")}.items():
        # A figure that does not exist, such as loading without transformers, breaks no limit.
        values = np.nan_to_num(figures.get(name, np.zeros(1)), nan=0.0)
        free &= values <= most.number + TOLERANCE
    return free


def _band(values: FloatArray) -> dict[str, Estimate]:
    known = values[np.isfinite(values)]
    found = {name: quantile_of(known, share) for name, share in SHARES.items()}
    return found | {"mean": mean_of(known)}


def _pairs(table: Table) -> list[Pair]:
    found = []
    for place, first in enumerate(table.layouts):
        for second in table.layouts[place + 1 :]:
            a, b = (table.figures.get((name, "together"), {}) for name in (first, second))
            for figure in HEADLINE:
                if figure not in a or figure not in b:
                    continue
                if not (np.nan_to_num(a[figure]).any() or np.nan_to_num(b[figure]).any()):
                    continue  # both are nothing in every draw: there is nothing to tell
                difference = a[figure] - b[figure]
                difference = difference[np.isfinite(difference)]
                sign = 1.0 if table.better[figure] == "higher" else -1.0
                better = int(np.count_nonzero(sign * difference > TOLERANCE))
                share = share_of(better, len(difference))
                found.append(Pair(first, second, figure, mean_of(difference), share))
    return found


def _convergence(table: Table, layout: str, criterion: Mapping[str, Amount]) -> tuple[Step, ...]:
    figures = table.figures.get((layout, "together"), {})
    there = np.flatnonzero(table.there[layout])
    if not figures or len(there) < 5:
        return ()
    hits = is_free(figures, criterion)[there]
    sizes = np.unique(np.geomspace(5, len(there), 24).round().astype(np.int64))
    steps = []
    for n in sizes.tolist():
        bands = {}
        for name in HEADLINE:
            if name not in figures:
                continue
            known = figures[name][there[:n]]
            known = known[np.isfinite(known)]
            if len(known):
                bands[name] = {
                    label: float(np.quantile(known, share, method="median_unbiased"))
                    for label, share in SHARES.items()
                }
        steps.append(Step(n, share_of(int(hits[:n].sum()), n), bands))
    return tuple(steps)


def _sensitivity(table: Table) -> dict[tuple[str, str], list[Sensitivity]]:
    found = {}
    for layout in table.layouts:
        figures = table.figures.get((layout, "together"), {})
        for name in HEADLINE:
            if name not in figures:
                continue
            known = np.flatnonzero(np.isfinite(figures[name]))
            paths: dict[str, FloatArray | list[str]] = {
                path: [column.values[n] for n in known]
                if isinstance(column.values, list)
                else column.values[known]
                for path, column in table.columns.items()
            }
            made = sensitivities(paths, figures[name][known])
            if made:
                found[layout, name] = made
    return found


def statistics(table: Table, evaluation: Evaluation) -> dict[str, Any]:
    """Return the content of ``statistics.json``; an interval without an end has null there."""
    content = {
        "points": table.n_points,
        "results": {name: int(table.there[name].sum()) for name in table.layouts},
        "failed": len(table.failures),
        "units": table.units,
        "criterion": evaluation.criterion,
        "free_of_congestion": _nested(evaluation.free),
        "bands": _nested(evaluation.bands),
        "pairs": evaluation.pairs,
        "convergence": evaluation.convergence,
        "sensitivity": _nested(evaluation.sensitivity),
    }
    return {key: _data(value) for key, value in content.items()}


def _nested(by_two: Mapping[tuple[str, str], Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for (first, second), value in by_two.items():
        found.setdefault(first, {})[second] = value
    return found


def _data(value: Any) -> Any:
    """Return dataclasses as maps, all the way down."""
    if isinstance(value, Mapping):
        return {key: _data(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_data(part) for part in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
