"""The events of a run: where and when a limit was passed alone, what is left of it together, what is new.

An event is a run of consecutive steps in which one element or bus is beyond its limit alone. What is left
of it is what the same element has beyond the limit together, in the same steps. Steps in which it is beyond
the limit only together make events of their own, whose relief is negative. So every step beyond a limit, in
either operation, belongs to one event, and the events' relief adds up to that of the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.kpis.events import TOLERANCE_PCT, lines, runs, transformers
from hubsim.kpis.kpi import Outcome
from hubsim.kpis.voltage import TOLERANCE_PU, low_and_high
from hubsim.powerflow.gradient import Sort

UNITS: dict[Sort, tuple[str, str]] = {
    "transformer": ("%", "kVAh"),
    "line": ("%", "kVAh"),
    "voltage-low": ("pu", "pu h"),
    "voltage-high": ("pu", "pu h"),
}
"""Unit of a sort's value, and of what is beyond its limit over time."""


_COLUMNS = 256
"""Elements that are looked through at once, so that a large network is not copied as a whole."""


@dataclass(frozen=True)
class Watch:
    """The elements of one sort that are beyond their limit in some operation. n elements, T steps.

    places : (n,) index of the element or bus; value : of each operation, (T, n) [%, pu], NaN where none
    beyond : of each operation, (T, n) how far beyond the limit, negative within it
    limit : (T, n); tolerance : beyond it from which a step counts
    weight : (n,) of a unit beyond for a step: what is summed in an event
    """

    sort: Sort
    ids: tuple[str, ...]
    places: IntArray
    value: dict[str, FloatArray]
    beyond: dict[str, FloatArray]
    limit: FloatArray
    tolerance: float
    weight: FloatArray


@dataclass(frozen=True)
class Event:
    """An event in both operations.

    watch, column : which element; of : the operation that has it, ``together`` where it is new
    first, n_steps : its steps; peak : step at which it is furthest beyond
    """

    watch: Watch
    column: int
    of: str
    first: int
    n_steps: int
    peak: int

    @property
    def element_id(self) -> str:
        """Name of the element or bus."""
        return self.watch.ids[self.column]

    def excess(self, operation: str) -> FloatArray:
        """Return (n_steps,) what is summed: beyond the limit in each step, in the unit of its sort."""
        steps = slice(self.first, self.first + self.n_steps)
        beyond = self.watch.beyond[operation][steps, self.column]
        # A step without a solution counts as none, as it does in the key figures.
        clipped = np.nan_to_num(np.maximum(beyond, 0.0))
        return np.asarray(clipped * self.watch.weight[self.column])

    def worst(self, operation: str) -> float:
        """Return the value furthest beyond the limit in the steps of the event; NaN without a solution."""
        steps = slice(self.first, self.first + self.n_steps)
        values = self.watch.value[operation][steps, self.column]
        worst = np.fmin if self.watch.sort == "voltage-low" else np.fmax
        return float(worst.reduce(values))


def events(alone: Outcome, together: Outcome) -> list[Event]:
    """Return all events of a run, by sort and element and then in time."""
    return [event for watch in _watches(alone, together) for event in _events_of(watch)]


def _watches(alone: Outcome, together: Outcome) -> Iterator[Watch]:
    """Yield what is watched: transformers, lines, and the voltages of buses with members."""
    plan = alone.plan
    limits, step_h = plan.scenario.limits, plan.horizon.step_h
    allowed = plan.loading_limits
    for elements, limit in ((transformers, allowed.trafos()), (lines, allowed.lines())):
        one, other = elements(alone), elements(together)
        loadings = {"alone": one.loading_pct, "together": other.loading_pct}
        weight = one.rating_kva / 100.0 * step_h
        yield _watch(one.kind, one.ids, None, loadings, limit, (TOLERANCE_PCT, weight))
    buses = np.unique(plan.member_bus)
    ids = [plan.network.bus_ids[b] for b in buses.tolist()]
    extreme = {
        operation: low_and_high(outcome.flows.vm_pu[:, buses])
        for operation, outcome in (("alone", alone), ("together", together))
    }
    bounds: tuple[tuple[Sort, float], ...] = (
        ("voltage-low", limits.voltage_min),
        ("voltage-high", limits.voltage_max),
    )
    for which, (sort, bound) in enumerate(bounds):
        volts = {operation: both[which] for operation, both in extreme.items()}
        weight = np.full(len(buses), step_h)
        yield _watch(sort, ids, buses, volts, bound, (TOLERANCE_PU, weight))


def _watch(
    sort: Sort,
    ids: Sequence[str],
    places: IntArray | None,
    value: dict[str, FloatArray],
    limit: FloatArray | float,
    measure: tuple[float, FloatArray],
) -> Watch:
    """Return the watch of a sort. measure : tolerance and weight; limit : (T, n) or what spreads to it."""
    tolerance, weight = measure
    limits = np.broadcast_to(np.asarray(limit, dtype=np.float64), value["alone"].shape)
    sign = -1.0 if sort == "voltage-low" else 1.0
    ever = [
        begin + column
        for begin in range(0, len(ids), _COLUMNS)
        for column in _ever(value, limits, slice(begin, begin + _COLUMNS), sign, tolerance)
    ]
    which = np.array(ever, dtype=np.int64)
    kept = {name: one[:, which] for name, one in value.items()}
    return Watch(
        sort=sort,
        ids=tuple(ids[column] for column in ever),
        places=which if places is None else places[which],
        value=kept,
        beyond={name: sign * (one - limits[:, which]) for name, one in kept.items()},
        limit=limits[:, which],
        tolerance=tolerance,
        weight=weight[which],
    )


def _ever(
    value: dict[str, FloatArray], limits: FloatArray, part: slice, sign: float, tolerance: float
) -> list[int]:
    """Return the columns of a part that are ever beyond their limit in some operation."""
    ever = [
        (sign * (one[:, part] - limits[:, part]) > tolerance).any(axis=0) for one in value.values()
    ]
    return [int(column) for column in np.flatnonzero(np.any(ever, axis=0))]


def _events_of(watch: Watch) -> Iterator[Event]:
    over = {name: beyond > watch.tolerance for name, beyond in watch.beyond.items()}
    over["together"] &= ~over["alone"]
    found = []
    for operation, steps in over.items():
        for column, first, length in zip(*runs(steps), strict=True):
            stretch = watch.beyond[operation][first : first + length, column]
            peak = int(first + stretch.argmax())
            found.append(Event(watch, int(column), operation, int(first), int(length), peak))
    yield from sorted(found, key=lambda event: (event.column, event.first))
