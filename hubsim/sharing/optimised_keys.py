"""Optimised keys: fixed keys, chosen afterwards so that over the horizon as much as possible is used.

With offered power o_t = sum of what members sell, and no passing on of what a member cannot use,

    maximise  sum_t sum_m min(b_mt, k_m o_t)    over    sum_m k_m = 1,  k >= 0

Each member's part of the sum is concave and piecewise linear in its key, with corners at b_mt / o_t, so
the optimum fills the steepest pieces first: exact, by one sort. Pieces that are equally steep are
filled in proportion to their lengths, so that equal members get equal keys. The keys then divide as
static keys do. As keys that a hub fixes in advance they are an upper bound: they know the future.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.sharing.filling import filled, in_proportion, shared_kw
from hubsim.sharing.rule import PricedRule


class OptimisedKeys(PricedRule):
    """Shared by the fixed keys that would have used most."""

    kind: Literal["optimised-keys"]
    """By fixed keys that, over the whole horizon, lead to the most shared energy."""

    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets (positive) and gives (negative) shared power, (T, M) [kW]."""
        keys = best_keys(bought_kw, sold_kw.sum(axis=1))
        received = filled(bought_kw, keys, shared_kw(bought_kw, sold_kw))
        return frozen(received - in_proportion(sold_kw, received.sum(axis=1)))


def best_keys(bought_kw: FloatArray, offered_kw: FloatArray) -> FloatArray:
    """Return the keys of most use, (M,), which sum to 1; equal ones where nothing is offered or bought.

    bought_kw : (T, M); offered_kw : (T,)
    """
    n_members = bought_kw.shape[1]
    offers = offered_kw > 0.0
    offer = offered_kw[offers]
    # Corners of each member's curve by rising key; beyond a corner its step adds nothing more.
    corner = np.ascontiguousarray(np.minimum(bought_kw[offers] / offer[:, None], 1.0).T)
    order = np.argsort(corner, axis=1, kind="stable")
    key = np.take_along_axis(corner, order, axis=1)
    slope = np.cumsum(offer[order][:, ::-1], axis=1)[:, ::-1]
    length = np.diff(key, axis=1, prepend=0.0)
    used = length > 0.0
    member = np.broadcast_to(np.arange(n_members)[:, None], key.shape)[used]
    slope, length = slope[used], length[used]
    if not slope.size:
        return np.full(n_members, 1.0 / n_members)
    steepest = np.argsort(-slope, kind="stable")
    slope, length, member = slope[steepest], length[steepest], member[steepest]
    last = int(np.searchsorted(np.cumsum(length), 1.0))
    if last >= len(slope):
        keys = np.bincount(member, weights=length, minlength=n_members)
        rest: FloatArray = keys / keys.sum()
        return rest
    # Slopes are sums of the same offers in another order: equal ones may differ in the last bits.
    marginal = np.abs(slope - slope[last]) <= 1e-12 * slope[0]
    first = int(np.argmax(marginal))
    keys = np.bincount(member[:first], weights=length[:first], minlength=n_members)
    tied = np.bincount(member[marginal], weights=length[marginal], minlength=n_members)
    keys = keys + tied * (1.0 - keys.sum()) / tied.sum()
    best: FloatArray = keys / keys.sum()
    return best
