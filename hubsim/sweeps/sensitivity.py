"""Which uncertainty matters most: how much of a figure's variance each path explains by itself.

The first-order index of Sobol, S_i = Var(E[Y | X_i]) / Var(Y), estimated from the sweep's own points:
they are cut into classes of X_i of equal number, and the variance between the classes is counted
(Plischke, Borgonovo and Smith 2013, doi:10.1016/j.ejor.2012.11.047). By chance alone classes differ too;
that part is taken off as in Kelley's epsilon squared (1935, doi:10.1073/pnas.21.9.554). It needs no
design of its own and takes values without an order as well. What no path explains by itself is their
interplay and, where a seed varies, chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray, IntArray

MAX_CLASSES = 20
MIN_IN_CLASS = 8
"""Points in a class at least, where they have to be cut into classes."""

N_RESAMPLED = 200
LEAST_POINTS = 50


@dataclass(frozen=True)
class Sensitivity:
    """How a figure follows a path.

    first_order : share of the variance that the path explains by itself; low, high : at 95 %, by bootstrap
    rank_correlation : Spearman's, NaN where the values have no order
    at_low, at_high : median of the figure in the lowest and the highest class, or of all the classes
    """

    path: str
    first_order: float
    low: float
    high: float
    rank_correlation: float
    at_low: float
    at_high: float


def sensitivities(
    paths: dict[str, FloatArray | list[str]], figure: FloatArray
) -> list[Sensitivity]:
    """Return how a figure follows each path, the most important first; nothing where it does not vary.

    paths : path -> (n,) values, texts where they have no order; figure : (n,) without NaN
    """
    if len(figure) < LEAST_POINTS or np.ptp(figure) <= 1e-12 * max(1.0, np.abs(figure).max()):
        return []
    found = [_sensitivity(path, values, figure) for path, values in paths.items()]
    known = [one for one in found if one is not None]
    return sorted(known, key=lambda one: (-one.first_order, one.path))


def first_order(classes: IntArray, figure: FloatArray) -> float:
    """Return the share of variance between classes, what chance gives taken off.

    classes : (n,) class of each point, from 0
    """
    n = len(figure)
    number = np.bincount(classes)
    number_of = number[number > 0]
    k = len(number_of)
    total = float(((figure - figure.mean()) ** 2).sum())
    if k < 2 or n <= k or total <= 0.0:
        return 0.0
    sums = np.bincount(classes, figure)[number > 0]
    between = float((number_of * (sums / number_of - figure.mean()) ** 2).sum())
    within = (total - between) / (n - k)
    return min(max((between - (k - 1) * within) / total, 0.0), 1.0)


def classes_of(values: FloatArray | list[str]) -> IntArray:
    """Return (n,) the class of each value: itself where there are few, else one of equal number."""
    distinct, place = np.unique(np.asarray(values), return_inverse=True)
    n = len(place)
    place = place.ravel().astype(np.int64)
    n_classes = max(2, min(MAX_CLASSES, n // MIN_IN_CLASS, int(np.sqrt(n))))
    if len(distinct) <= n_classes or isinstance(values, list):
        return place
    rank = np.argsort(np.argsort(np.asarray(values), kind="stable"), kind="stable")
    cut: IntArray = (rank * n_classes // n).astype(np.int64)
    # Equal values belong together: all go where the first of them is.
    first = np.full(len(distinct), n_classes, dtype=np.int64)
    np.minimum.at(first, place, cut)
    together: IntArray = first[place]
    return together


def _sensitivity(
    path: str, values: FloatArray | list[str], figure: FloatArray
) -> Sensitivity | None:
    classes = classes_of(values)
    if len(np.unique(classes)) < 2:
        return None
    # The same draws for every path and figure: the answer is the same on every machine.
    random = np.random.default_rng(0)
    again = random.integers(0, len(figure), size=(N_RESAMPLED, len(figure)))
    spread = np.array([first_order(classes[rows], figure[rows]) for rows in again])
    value = first_order(classes, figure)
    # Points that are drawn twice make classes look more alike than they are: that shift is taken off.
    low, high = np.clip(np.quantile(spread, [0.025, 0.975]) - spread.mean() + value, 0.0, 1.0)
    medians = [float(np.median(figure[classes == c])) for c in np.unique(classes)]
    is_ordered = not isinstance(values, list)
    ends = (medians[0], medians[-1]) if is_ordered else (min(medians), max(medians))
    return Sensitivity(
        path=path,
        first_order=value,
        low=float(low),
        high=float(high),
        rank_correlation=_spearman(np.asarray(values), figure) if is_ordered else np.nan,
        at_low=ends[0],
        at_high=ends[1],
    )


def _spearman(x: FloatArray, y: FloatArray) -> float:
    from scipy.stats import rankdata

    a, b = rankdata(x), rankdata(y)
    if np.ptp(a) == 0.0 or np.ptp(b) == 0.0:
        return np.nan
    return float(np.corrcoef(a, b)[0, 1])
