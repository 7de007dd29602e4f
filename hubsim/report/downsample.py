"""Fewer points for a chart without losing the peak: each bin keeps its minimum and its maximum."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray, IntArray

POINTS = 2000
"""Points a trace; about two for every pixel of a wide screen."""


def min_max_bins(values: FloatArray, n_points: int = POINTS) -> IntArray:
    """Return the indices to draw, ascending: the extremes of every bin, and both ends.

    A day-mean of a year hides a quarter-hour of overload; this never does. NaN steps are left out
    of the extremes; a bin of nothing but NaN keeps one, so that the gap shows.

    values : (T,) series
    n_points : largest number of indices, at least 4
    """
    n_steps = len(values)
    if n_steps <= n_points:
        return np.arange(n_steps)
    width = -(-n_steps // (n_points // 2 - 1))
    n_bins = -(-n_steps // width)
    padded = np.full(n_bins * width, np.nan)
    padded[:n_steps] = values
    bins = padded.reshape(n_bins, width)
    first = np.arange(n_bins) * width
    low = first + np.argmin(np.where(np.isnan(bins), np.inf, bins), axis=1)
    high = first + np.argmax(np.where(np.isnan(bins), -np.inf, bins), axis=1)
    return np.unique(np.concatenate(([0], low, high, [n_steps - 1])))


def duration_curve(
    values: FloatArray, step_h: float, n_points: int = 500
) -> tuple[FloatArray, FloatArray]:
    """Return (hours, value): how long the series is at or above each value.

    The points lie closest where the curve is highest, for that is where the limit is.

    values : (T,) series; NaN steps are left out
    step_h : length of a step [h]
    """
    falling = np.sort(values[~np.isnan(values)])[::-1]
    if len(falling) == 0:
        return np.zeros(0), np.zeros(0)
    share = np.linspace(0.0, 1.0, n_points) ** 2
    picked = np.unique(np.round(share * (len(falling) - 1)).astype(np.int64))
    # Value i is reached during i + 1 steps; the curve starts at its maximum at 0 h.
    hours = np.concatenate(([0.0], (picked + 1) * step_h))
    return hours, np.concatenate(([falling[0]], falling[picked]))
