"""How sure a figure of a sample is: intervals at 95 % for a share, a quantile and a mean.

All hold exactly for independent draws. A Latin hypercube or Sobol points cover the space more evenly, so
there they are on the careful side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray

LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval; an end is infinite where the sample is too small to tell."""

    value: float
    low: float
    high: float


def share_of(n_hits: int, n: int) -> Estimate:
    """Return the share of a number of draws, with the interval of Clopper and Pearson (1934).

    Its ends are those shares p for which so many hits, or more extreme, have a probability of 2.5 %; it
    covers the true share with at least 95 % whatever the share (doi:10.1093/biomet/26.4.404).

    Examples
    --------
    >>> share_of(10, 10)
    Estimate(value=1.0, low=0.6915028921812392, high=1.0)
    """
    if n == 0:
        return Estimate(np.nan, 0.0, 1.0)
    from scipy.stats import beta

    tail = (1.0 - LEVEL) / 2.0
    low = 0.0 if n_hits == 0 else float(beta.ppf(tail, n_hits, n - n_hits + 1))
    high = 1.0 if n_hits == n else float(beta.ppf(1.0 - tail, n_hits + 1, n - n_hits))
    return Estimate(n_hits / n, low, high)


def quantile_of(values: FloatArray, share: float) -> Estimate:
    """Return a quantile, with an interval between order statistics that needs no distribution.

    The number of draws below the true quantile is binomial: the interval runs from the largest order
    statistic to the smallest that leave at most 2.5 % to each side (Conover, Practical Nonparametric
    Statistics, 3.2). The quantile is median-unbiased (Hyndman and Fan 1996, doi:10.2307/2684934, type 8).

    values : (n,) without NaN
    """
    from scipy.stats import binom

    ordered, n = np.sort(values), len(values)
    if n == 0:
        return Estimate(np.nan, -np.inf, np.inf)
    tail = (1.0 - LEVEL) / 2.0
    # P(Bin(n, p) < low) <= tail and P(Bin(n, p) >= high) <= tail, order statistics counted from 1.
    low = int(binom.ppf(tail, n, share))
    high = int(binom.ppf(1.0 - tail, n, share)) + 1
    value = float(np.quantile(ordered, share, method="median_unbiased"))
    return Estimate(
        value,
        float(ordered[low - 1]) if low >= 1 else -np.inf,
        float(ordered[high - 1]) if high <= n else np.inf,
    )


def mean_of(values: FloatArray) -> Estimate:
    """Return the mean with Student's interval. values : (n,) without NaN."""
    from scipy.stats import t

    n = len(values)
    if n == 0:
        return Estimate(np.nan, -np.inf, np.inf)
    mean = float(values.mean())
    if n == 1:
        return Estimate(mean, -np.inf, np.inf)
    half = float(t.ppf(0.5 + LEVEL / 2.0, n - 1) * values.std(ddof=1) / np.sqrt(n))
    return Estimate(mean, mean - half, mean + half)
