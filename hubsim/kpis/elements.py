"""A row for every element and bus with a member, and the overload of each by month and hour of the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.kpis.cable_heat import cable_tally
from hubsim.kpis.events import Elements, lines, overloaded, transformers
from hubsim.kpis.kpi import Outcome
from hubsim.kpis.loading import (
    line_percentiles,
    line_tally,
    overload_kvah_of,
    trafo_percentiles,
    trafo_tally,
)
from hubsim.kpis.loading_tally import MARKS_PCT, Tally
from hubsim.kpis.losses import trafo_losses_kwh
from hubsim.kpis.peaks import reverse_flow_of
from hubsim.kpis.phases import in_phases, unbalance_failed
from hubsim.kpis.transformer_heat import ageing_days, hot_spot_degc
from hubsim.kpis.voltage import extremes, voltage_weeks

Columns: TypeAlias = Mapping[str, Sequence[str] | np.ndarray]
"""Name -> values, of a table."""


def element_table(outcome: Outcome) -> Columns:
    """Return a row for every transformer, then every line.

    Columns ``kind``, ``id``; ``rating_kva``, ``limit_pct`` (its lowest of the horizon); loading
    ``max_pct``, ``max_time`` (UTC), ``p99_pct``, ``p95_pct``, ``mean_pct``; ``over_80_h``, ``over_100_h``,
    ``over_120_h``, ``over_limit_h``, ``over_limit_kvah``, ``events``, ``longest_h``;
    ``temperature_max_degc`` (hot-spot or conductor), ``over_rated_h`` (conductor above its rated
    temperature); of transformers ``ageing_days``, ``reverse_h``, ``reverse_kwh``, ``reverse_peak_kw``,
    ``no_load_loss_kwh``, ``load_loss_kwh``. What is not known, or not of the kind, is NaN.
    """
    step_h, times = outcome.plan.horizon.step_h, outcome.plan.horizon.times
    trafo_kvah, line_kvah = overload_kvah_of(outcome)
    trafo = _loading(
        transformers(outcome), trafo_tally(outcome), trafo_percentiles(outcome), trafo_kvah
    )
    line = _loading(lines(outcome), line_tally(outcome), line_percentiles(outcome), line_kvah)
    for part in (trafo, line):
        for name in [name for name in part if name.endswith("_h")]:
            part[name] = part[name] * step_h
    back = reverse_flow_of(outcome)
    losses = trafo_losses_kwh(outcome)
    cables = cable_tally(outcome)
    trafo |= {
        "temperature_max_degc": np.fmax.reduce(hot_spot_degc(outcome), axis=0, initial=np.nan),
        "ageing_days": ageing_days(outcome),
        "reverse_h": back[0],
        "reverse_kwh": back[1],
        "reverse_peak_kw": back[2],
        "no_load_loss_kwh": losses[0],
        "load_loss_kwh": losses[1],
    }
    line |= {
        "temperature_max_degc": cables.highest_degc,
        "over_rated_h": np.where(cables.highest_step < 0, np.nan, cables.hot * step_h),
    }
    step = np.concatenate([trafo.pop("max_step"), line.pop("max_step")]).astype(np.int64)
    n_trafo, n_line = len(outcome.plan.network.trafo_ids), len(outcome.plan.network.line_ids)
    names = list(dict.fromkeys([*line, *trafo]))
    return {
        "kind": ["transformer"] * n_trafo + ["line"] * n_line,
        "id": [*outcome.plan.network.trafo_ids, *outcome.plan.network.line_ids],
        "max_time": np.where(step >= 0, times[np.maximum(step, 0)], np.datetime64("NaT")),
        **{
            name: np.concatenate(
                [
                    part.get(name, np.full(n, np.nan))
                    for part, n in ((trafo, n_trafo), (line, n_line))
                ]
            )
            for name in names
        },
    }


def _loading(
    elements: Elements, found: Tally, percentile: FloatArray, kvah: FloatArray
) -> dict[str, FloatArray]:
    """Return the columns of loading, hours still in steps."""
    known = np.where(found.known > 0, found.known, np.nan)
    used = np.unique(elements.sort)
    return {
        "rating_kva": elements.rating_kva,
        "limit_pct": elements.limit_pct[used].min(axis=0, initial=np.inf),
        "max_pct": found.highest_pct,
        "max_step": found.highest_step.astype(np.float64),
        "p99_pct": percentile[1],
        "p95_pct": percentile[0],
        "mean_pct": found.total_pct / known,
        **{
            f"over_{mark:.0f}_h": above.astype(np.float64)
            for mark, above in zip(MARKS_PCT, found.above, strict=True)
        },
        "over_limit_h": found.over.astype(np.float64),
        "over_limit_kvah": kvah,
        "events": found.events.astype(np.float64),
        "longest_h": found.longest.astype(np.float64),
    }


def bus_table(outcome: Outcome) -> Columns:
    """Return a row for every bus with a member.

    Columns ``id``; ``vm_min_pu``, ``vm_max_pu``; by the rules of EN 50160 and the Netcode ``weeks``,
    ``weeks_failed``, ``worst_week_outside_pct`` (share of a week's steps beyond 10 %, 5 % are allowed); in
    a three-phase study ``unbalance_weeks_failed``.
    """
    plan = outcome.plan
    buses = np.unique(plan.member_bus)
    lowest, highest = extremes(outcome)
    found = voltage_weeks(outcome)
    columns: dict[str, Sequence[str] | np.ndarray] = {
        "id": [plan.network.bus_ids[bus] for bus in buses.tolist()],
        "vm_min_pu": lowest,
        "vm_max_pu": highest,
        "weeks": np.full(len(buses), len(found.outside)),
        "weeks_failed": np.count_nonzero(found.failed, axis=0),
        "worst_week_outside_pct": 100.0 * found.outside.max(axis=0, initial=0.0),
    }
    if in_phases(outcome):
        columns["unbalance_weeks_failed"] = np.count_nonzero(unbalance_failed(outcome), axis=0)
    return columns


def overload_hours_table(outcome: Outcome) -> Columns:
    """Return a row for every element, calendar month and local hour of the day with overload.

    Columns ``kind``, ``id``, ``month`` (1 to 12), ``hour`` (0 to 23), ``over_limit_h``,
    ``over_limit_kvah``; the same months of several years are added.
    """
    horizon = outcome.plan.horizon
    month: IntArray = horizon.local_times.astype("datetime64[M]").astype(np.int64) % 12
    cell = 24 * month + horizon.hour_of_day.astype(np.int64)
    kinds: list[str] = []
    ids: list[str] = []
    cells: list[IntArray] = []
    hours: list[FloatArray] = []
    energy: list[FloatArray] = []
    for elements in (transformers(outcome), lines(outcome)):
        which, over = overloaded(elements)
        for column, element in enumerate(which.tolist()):
            steps = np.flatnonzero(over[:, column])
            beyond = elements.loading_pct[steps, element]
            beyond = beyond - elements.limit_pct[elements.sort[steps], element]
            count = np.bincount(cell[steps], minlength=288)
            total = np.bincount(cell[steps], beyond, minlength=288)
            found = np.flatnonzero(count)
            kinds += [elements.kind] * len(found)
            ids += [elements.ids[element]] * len(found)
            cells.append(found)
            hours.append(np.asarray(count[found] * horizon.step_h, dtype=np.float64))
            rated = float(elements.rating_kva[element])
            energy.append(total[found] / 100.0 * rated * horizon.step_h)
    where = np.concatenate([np.zeros(0, dtype=np.int64), *cells])
    return {
        "kind": kinds,
        "id": ids,
        "month": where // 24 + 1,
        "hour": where % 24,
        "over_limit_h": np.concatenate([np.zeros(0), *hours]),
        "over_limit_kvah": np.concatenate([np.zeros(0), *energy]),
    }


TABLES: Mapping[str, Callable[[Outcome], Columns]] = {
    "elements": element_table,
    "buses": bus_table,
    "overload_hours": overload_hours_table,
}
"""Name of the file in a run's folder of each operation -> what makes its table."""
