"""One pass over the loading of all elements, compiled: extremes, time and energy over limits, events."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.compiled import compiled
from hubsim.kpis.events import TOLERANCE_PCT, Elements

MARKS_PCT = (80.0, 100.0, 120.0)
"""Loadings of which the time above is told beside that above the element's own limit."""

SHARES = (0.95, 0.99)
"""Shares of the solved steps whose loading is told: P95 and P99."""

_BLOCK = 16
"""Elements that are sorted at a time, so that they stay in cache."""


class Tally(NamedTuple):
    """What N elements showed over the solved steps of T.

    highest_pct, highest_step : (N,) NaN and -1 where nothing is known
    total_pct, known : (N,) sum of the loading and number of steps in it
    above : (3, N) steps above each of `MARKS_PCT`
    over, beyond_pct : (N,) steps over the own limit, and what they are over it, summed
    events, longest : (N,) runs of such steps, and steps of the longest
    any_over : (T,) whether an element is over its limit
    """

    highest_pct: FloatArray
    highest_step: IntArray
    total_pct: FloatArray
    known: IntArray
    above: IntArray
    over: IntArray
    beyond_pct: FloatArray
    events: IntArray
    longest: IntArray
    any_over: BoolArray


def tally(elements: Elements) -> Tally:
    """Return what the elements of one sort showed."""
    n_steps, n = elements.loading_pct.shape
    counts = [np.zeros(n, dtype=np.int64) for _ in range(5)]
    found = Tally(
        np.full(n, np.nan),
        np.full(n, -1, dtype=np.int64),
        np.zeros(n),
        counts[0],
        np.zeros((len(MARKS_PCT), n), dtype=np.int64),
        counts[1],
        np.zeros(n),
        counts[2],
        counts[3],
        np.zeros(n_steps, dtype=np.bool_),
    )
    marks = np.array(MARKS_PCT) + TOLERANCE_PCT
    limit = np.ascontiguousarray(elements.limit_pct)
    _count(elements.loading_pct, limit, elements.sort, marks, TOLERANCE_PCT, counts[4], found)
    return found


@compiled
def _count(
    loading: FloatArray,
    limit: FloatArray,
    sort: IntArray,
    marks: FloatArray,
    tolerance: float,
    run: IntArray,
    found: Tally,
) -> None:
    """Add up all steps. run : (N,) how long each element has been over its limit, zero."""
    highest, highest_step, total, known = (
        found.highest_pct,
        found.highest_step,
        found.total_pct,
        found.known,
    )
    for t in range(loading.shape[0]):
        allowed = limit[sort[t]]
        for e in range(loading.shape[1]):
            value = loading[t, e]
            if np.isnan(value):
                run[e] = 0
                continue
            known[e] += 1
            total[e] += value
            if highest_step[e] < 0 or value > highest[e]:
                highest[e] = value
                highest_step[e] = t
            for m in range(marks.size):
                if value <= marks[m]:
                    break
                found.above[m, e] += 1
            if value <= allowed[e] + tolerance:
                run[e] = 0
                continue
            found.over[e] += 1
            found.beyond_pct[e] += value - allowed[e]
            run[e] += 1
            if run[e] == 1:
                found.events[e] += 1
            found.longest[e] = max(found.longest[e], run[e])
            found.any_over[t] = True


def percentiles(loading_pct: FloatArray, known: IntArray) -> FloatArray:
    """Return (len(SHARES), N) the loading that each share of the known steps does not exceed [%].

    known : (N,) steps with a value; linear between two steps, as `numpy.quantile`
    """
    n = loading_pct.shape[1]
    found = np.full((len(SHARES), n), np.nan)
    for first in range(0, n, _BLOCK):
        columns = np.arange(first, min(first + _BLOCK, n))
        block = np.ascontiguousarray(loading_pct[:, columns].T)
        for count in np.unique(known[columns]).tolist():
            if count == 0:
                continue
            rows = np.flatnonzero(known[columns] == count)
            part = block if len(rows) == len(block) else block[rows]
            found[:, columns[rows]] = _quantiles(part, count)
    return found


def _quantiles(block: FloatArray, count: int) -> FloatArray:
    """Return (len(SHARES), n) quantiles of the first `count` values in order of (n, T), NaN the last."""
    place = np.array(SHARES) * (count - 1)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, count - 1)
    block.partition(np.unique([low, high]), axis=1)
    below, above = block[:, low], block[:, high]
    found: FloatArray = (below + (above - below) * (place - low)).T
    return found
