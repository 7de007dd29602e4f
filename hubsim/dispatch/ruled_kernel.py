"""The rules of a controller, compiled: every asset wishes, and gives way where a limit would break.

A step looks at nothing that lies ahead.

Axes: n steps of an operation, W of a block, A assets, S stores, R ruled assets, E limits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray
from hubsim.compiled import compiled
from hubsim.dispatch.ruled_asset import Operation, Records, follow, power_to, reach
from hubsim.dispatch.ruled_room import LIMIT, ZERO_KW, carry, excess_kw, put_in_order, relieve


class Limits(NamedTuple):
    """Limits in the order in which they are looked at.

    touches : of each asset in turn; per_kw : (E, R) the same, laid out
    flow_kw, lower_kw, upper_kw : (W, E) flow of the operation alone, and its bounds
    """

    touches: Records
    per_kw: FloatArray
    flow_kw: FloatArray
    lower_kw: FloatArray
    upper_kw: FloatArray


@compiled
def rule(
    first: int,
    begin: int,
    assets: Records,
    values: FloatArray,
    limits: Limits,
    alone: Operation,
    did: Operation,
    step_h: float,
    moved: BoolArray,
) -> float:
    """Rule a block of steps; return what is unmet and curtailed beyond alone, summed [kW].

    first : step of the operations with which it begins; begin : step of the horizon with which they do
    assets : (R,) at the begin, left as they are at the end; values : of their series
    did : as alone, overwritten where it differs
    moved : (n,) set where any power is other than alone
    """
    n_block, n_limits = limits.flow_kw.shape
    state = np.zeros(n_limits, dtype=LIMIT)
    orders = np.empty((4, assets.size), dtype=np.int64)
    orders[:] = np.arange(assets.size)
    touches, per_kw = limits.touches, limits.per_kw
    unserved, n_away = 0.0, assets.size
    for i in range(assets.size):
        n_away -= assets[i].is_alone
    for row in range(n_block):
        broken = False
        for e in range(n_limits):
            one = state[e]
            one.flow_kw = limits.flow_kw[row, e]
            one.lower_kw, one.upper_kw = limits.lower_kw[row, e], limits.upper_kw[row, e]
            broken |= one.flow_kw > one.upper_kw or one.flow_kw < one.lower_kw
        if n_away == 0 and not broken:
            continue
        n, t = first + row, begin + first + row
        wish(n, t, assets, values, state, touches, alone, did, step_h)
        make_room(n, t, assets, values, state, touches, per_kw, orders, alone, did, step_h)
        n_away = 0
        for i in range(assets.size):
            asset = assets[i]
            change = asset.p_kw - asset.alone_kw
            if asset.is_alone and change == 0.0:
                continue
            if change != 0.0:
                did.p_kw[n, asset.asset] = asset.p_kw
                moved[n] = True
            unserved += follow(n, asset, change, alone, did, step_h)
            n_away += 1 - asset.is_alone
    return unserved


@compiled
def wish(
    n: int,
    t: int,
    assets: Records,
    values: FloatArray,
    state: Records,
    touches: Records,
    alone: Operation,
    did: Operation,
    step_h: float,
) -> None:
    """Let each asset wish the power that brings it to its level alone, and add what that changes."""
    for i in range(assets.size):
        asset = assets[i]
        asset.p_kw = asset.alone_kw = alone.p_kw[n, asset.asset]
        if asset.is_alone:
            continue
        reach(n, t, asset, values, alone.level_kwh, alone.unmet_kw, did.level_kwh, step_h)
        back = power_to(alone.level_kwh[n + 1, asset.store], asset)
        asset.p_kw = min(max(back, asset.lowest_kw), asset.highest_kw)
        if asset.p_kw != asset.alone_kw:
            carry(asset, asset.p_kw - asset.alone_kw, state, touches)


@compiled
def make_room(
    n: int,
    t: int,
    assets: Records,
    values: FloatArray,
    state: Records,
    touches: Records,
    per_kw: FloatArray,
    orders: IntArray,
    alone: Operation,
    did: Operation,
    step_h: float,
) -> None:
    """Let assets give way, one limit after the other, until none is broken that they can keep.

    orders : (4, R) that in which they draw less, and more, as last found among all; work for both
    """
    # The order is that of the step's begin, so it serves all of its limits.
    is_reached, n_less, n_more = False, -1, -1
    for e in range(state.size):
        for sign in (1.0, -1.0):
            if excess_kw(state[e], sign) <= ZERO_KW:
                continue
            if not is_reached:
                reach_all(n, t, assets, values, alone, did, step_h)
                is_reached = True
            if sign > 0.0:
                if n_less < 0:
                    n_less = put_in_order(sign, orders[0], orders[2], assets)
                order = orders[2, :n_less]
            else:
                if n_more < 0:
                    n_more = put_in_order(sign, orders[1], orders[3], assets)
                order = orders[3, :n_more]
            for giving_back in (False, True):
                relieve(e, sign, giving_back, order, assets, state, touches, per_kw[e])


@compiled
def reach_all(
    n: int,
    t: int,
    assets: Records,
    values: FloatArray,
    alone: Operation,
    did: Operation,
    step_h: float,
) -> None:
    """Find between which powers those may stand that are as alone; of the others it is known."""
    for i in range(assets.size):
        asset = assets[i]
        if asset.is_alone:
            reach(n, t, asset, values, alone.level_kwh, alone.unmet_kw, did.level_kwh, step_h)
            asset.lowest_kw = min(asset.lowest_kw, asset.p_kw)
            asset.highest_kw = max(asset.highest_kw, asset.p_kw)
