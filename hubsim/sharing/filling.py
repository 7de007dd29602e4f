"""Divide a total among members by weights while nobody gets more than it can take.

    got_m = min(limit_m, level * weight_m),    sum of got = min(total, sum of limits)

What a member cannot take passes to the others in proportion to their weights, until all is divided
or everyone with a weight is full: the level is found by sorting, exactly, not by iterating.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray


def filled(limit_kw: FloatArray, weight: FloatArray, total_kw: FloatArray) -> FloatArray:
    """Return (T, M) what each member gets of a total.

    limit_kw : (T, M) most that each can take, at least 0
    weight : (M,) at least 0; a member without a weight gets nothing
    total_kw : (T,) to be divided
    """
    got = np.zeros_like(limit_kw)
    use = np.flatnonzero(weight > 0.0)
    if not use.size:
        return got
    limit, part = limit_kw[:, use], weight[use]
    # Most intervals need no division: nothing is there, or enough for everyone.
    scarce = total_kw < limit.sum(axis=1)
    divided = np.where(scarce[:, None], 0.0, limit)
    rows = np.flatnonzero(scarce & (total_kw > 0.0))
    divided[rows] = _divided(limit[rows], part, total_kw[rows])
    got[:, use] = divided
    return got


def _divided(limit: FloatArray, part: FloatArray, total: FloatArray) -> FloatArray:
    """Return (T, M) a total that is less than all limits together, divided by weights above 0."""
    ratio = limit / part
    order = np.argsort(ratio, axis=1, kind="stable")
    level, full = np.take_along_axis(ratio, order, axis=1), np.take_along_axis(limit, order, axis=1)
    before = np.cumsum(full, axis=1) - full
    left = np.cumsum(part[order][:, ::-1], axis=1)[:, ::-1]
    # At level[j] the members before place j are full and the others share in proportion.
    place = np.count_nonzero(before + level * left < total[:, None], axis=1)
    at = np.minimum(place, len(part) - 1)[:, None]
    rest = total - np.take_along_axis(before, at, axis=1)[:, 0]
    height = np.maximum(rest, 0.0) / np.take_along_axis(left, at, axis=1)[:, 0]
    divided: FloatArray = np.minimum(limit, height[:, None] * part)
    return divided


def in_proportion(amount_kw: FloatArray, total_kw: FloatArray) -> FloatArray:
    """Return (T, M) a total divided in proportion to amounts that sum to at least as much."""
    whole = amount_kw.sum(axis=1, keepdims=True)
    ratio = np.divide(total_kw[:, None], whole, out=np.zeros_like(whole), where=whole > 0.0)
    # Rounding must not let anyone have more than its own amount.
    divided: FloatArray = amount_kw * np.minimum(ratio, 1.0)
    return divided


def shared_kw(bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
    """Return (T,) what can be shared: the smaller of all that is bought and all that is sold [kW]."""
    shared: FloatArray = np.minimum(bought_kw.sum(axis=1), sold_kw.sum(axis=1))
    return shared
