"""What is remembered of a series while it passes by, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.compiled import compiled


class Tally(NamedTuple):
    """What N series have shown so far, at M limits and in C classes of equal width.

    limits : (M,); start, width : lower end of the first class, width of each
    steps : (N,) steps with a value
    total : (N,) sum of the values
    highest, lowest : (N,); highest_step, lowest_step : (N,) the first step that had it
    above, below : (M, N) steps beyond a limit; excess, shortfall : (M, N) sum of the distance to it
    classes : (N, C); values beyond either end are in the outermost class
    """

    limits: FloatArray
    start: float
    width: float
    steps: IntArray
    total: FloatArray
    highest: FloatArray
    highest_step: IntArray
    lowest: FloatArray
    lowest_step: IntArray
    above: IntArray
    below: IntArray
    excess: FloatArray
    shortfall: FloatArray
    classes: IntArray


def new_tally(n_series: int, limits: FloatArray, start: float, end: float, n_class: int) -> Tally:
    """Return a tally that has seen nothing."""
    per_limit = (len(limits), n_series)
    return Tally(
        limits,
        start,
        (end - start) / n_class,
        np.zeros(n_series, dtype=np.int64),
        np.zeros(n_series),
        np.full(n_series, -np.inf),
        np.full(n_series, -1, dtype=np.int64),
        np.full(n_series, np.inf),
        np.full(n_series, -1, dtype=np.int64),
        np.zeros(per_limit, dtype=np.int64),
        np.zeros(per_limit, dtype=np.int64),
        np.zeros(per_limit),
        np.zeros(per_limit),
        np.zeros((n_series, n_class), dtype=np.int64),
    )


@compiled
def remember(values: FloatArray, first_step: int, tally: Tally) -> None:
    """Add T steps to a tally; NaN is no value. Sums run in the order of the steps, however they come.

    values : (T, N); first_step : number of the first of them
    """
    last = tally.classes.shape[1] - 1
    for t in range(values.shape[0]):
        row = values[t]
        step = first_step + t
        for j in range(row.size):
            value = row[j]
            if value > tally.highest[j]:
                tally.highest[j] = value
                tally.highest_step[j] = step
            if value < tally.lowest[j]:
                tally.lowest[j] = value
                tally.lowest_step[j] = step
        for j in range(row.size):
            value = row[j]
            if np.isnan(value):
                continue
            tally.steps[j] += 1
            tally.total[j] += value
            place = np.floor((value - tally.start) / tally.width)
            tally.classes[j, int(min(max(place, 0.0), float(last)))] += 1
        for m in range(tally.limits.size):
            limit = tally.limits[m]
            above = tally.above[m]
            below = tally.below[m]
            excess = tally.excess[m]
            shortfall = tally.shortfall[m]
            for j in range(row.size):
                value = row[j]
                above[j] += 1 if value > limit else 0
                below[j] += 1 if value < limit else 0
                excess[j] += value - limit if value > limit else 0.0
                shortfall[j] += limit - value if value < limit else 0.0
