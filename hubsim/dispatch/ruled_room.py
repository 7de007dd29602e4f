"""Room made for a limit, compiled: assets give way in an order until it holds, or none can."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.compiled import compiled
from hubsim.dispatch.ruled_asset import Record, Records

ZERO_KW = 1e-9
"""Smaller differences are rounding."""

_TURN = 1e9
"""Puts one turn behind another in an order; no store can wait so many steps."""

LIMIT = np.dtype([(name, np.float64) for name in ("flow_kw", "lower_kw", "upper_kw")])
"""A limit in a step."""

TOUCH = np.dtype([("limit", np.int64), ("per_kw", np.float64)])
"""A limit that an asset moves, and its flow per kW drawn."""


@compiled
def put_in_order(sign: float, last: IntArray, order: IntArray, assets: Records) -> int:
    """Fill in those that can be moved, in the order in which they give way; return how many they are.

    Of one turn those go first that can best: below a limit that can wait longest, in steps of full power,
    above one that have most room.

    sign : above 0 where they draw less
    last : (R,) all assets as they were in order last: little has changed, so each is put in near its place
    """
    n_free = 0
    for i in last:
        asset = assets[i]
        if asset.lowest_kw >= asset.highest_kw:
            continue
        spare = 0.0
        full = asset.gain_kwh_kw * (asset.most_kw - asset.idle_kw)
        if full > 0.0:
            aim = asset.held_kwh if sign > 0.0 else asset.most_kwh
            spare = sign * (asset.base_kwh - aim) / full
        asset.key = _TURN * asset.turn - spare
        at = n_free
        while at > 0 and goes_before(i, order[at - 1], assets):
            order[at] = order[at - 1]
            at -= 1
        order[at] = i
        n_free += 1
    n_free = 0
    for k in range(last.size):
        asset = assets[last[k]]
        if asset.lowest_kw < asset.highest_kw:
            last[k] = order[n_free]
            n_free += 1
    return n_free


@compiled
def goes_before(i: int, j: int, assets: Records) -> bool:
    """Return whether asset i gives way before asset j; of equals the one that stands first."""
    key, other = assets[i].key, assets[j].key
    return bool(key < other or (key == other and i < j))


@compiled
def relieve(
    e: int,
    sign: float,
    giving_back: bool,
    order: IntArray,
    assets: Records,
    state: Records,
    touches: Records,
    per_kw: FloatArray,
) -> None:
    """Let assets give way for one limit: stores down to idle first; then what gives back, cuts, curtails.

    Stores give way one after the other; those without one in equal shares of what they can.
    """
    turn, share = -1, 0.0
    for i in order:
        excess = excess_kw(state[e], sign)
        if excess <= ZERO_KW:
            return
        asset = assets[i]
        change = most_change(asset, sign * per_kw[i], giving_back)
        if change == 0.0:
            continue
        if asset.store >= 0:
            relief = abs(per_kw[i] * change)
            if relief > excess:
                change *= excess / relief
        else:
            if asset.turn != turn:
                turn, able = asset.turn, 0.0
                for j in order:
                    other = assets[j]
                    if other.turn == turn:
                        most = most_change(other, sign * per_kw[j], giving_back)
                        able += abs(per_kw[j] * most)
                share = min(1.0, excess / able)
            change *= share
        change *= allowed(asset, change, state, touches)
        asset.p_kw += change
        carry(asset, change, state, touches)


@compiled
def excess_kw(limit: Record, sign: float) -> float:
    """Return how far a flow is above its upper bound, or with a sign below 0 below its lower one."""
    return float(sign * (limit.flow_kw - (limit.upper_kw if sign > 0.0 else limit.lower_kw)))


@compiled
def most_change(asset: Record, per_kw: float, giving_back: bool) -> float:
    """Return how far an asset can move to relieve a limit that a kW of it moves by `per_kw` [kW]."""
    if per_kw == 0.0 or (not giving_back and asset.store < 0):
        return 0.0
    if per_kw < 0.0:
        return float(asset.highest_kw - asset.p_kw)
    lowest = asset.lowest_kw
    if not giving_back:
        lowest = max(lowest, min(asset.p_kw, asset.idle_kw))
    return float(lowest - asset.p_kw)


@compiled
def allowed(asset: Record, change_kw: float, state: Records, touches: Records) -> float:
    """Return the share of a change for which no limit breaks, or breaks further."""
    share = 1.0
    for k in range(asset.first, asset.last):
        limit, moved = state[touches[k].limit], touches[k].per_kw * change_kw
        room = limit.upper_kw - limit.flow_kw
        if moved < 0.0:
            room = limit.flow_kw - limit.lower_kw
        if abs(moved) > room:
            share = min(share, max(0.0, room) / abs(moved))
    return share


@compiled
def carry(asset: Record, change_kw: float, state: Records, touches: Records) -> None:
    """Add a change of an asset's power to the flows."""
    for k in range(asset.first, asset.last):
        touch = touches[k]
        state[touch.limit].flow_kw += touch.per_kw * change_kw
