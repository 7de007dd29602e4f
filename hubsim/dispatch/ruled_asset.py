"""A ruled asset in one step, compiled: between which powers it may stand, and what a power makes of it.

An asset is a record: all of it lies together, and a function is handed one pointer; arrays in tuples cost
more to hand over than what is done with them.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import FloatArray
from hubsim.compiled import compiled

ZERO_KWH = 1e-9
"""Smaller differences are rounding: a level so near to alone's is alone's."""

Records: TypeAlias = NDArray[np.void]
Record: TypeAlias = Any

SERIES = ("least_kw", "most_kw", "gain_kwh_kw", "least_kwh", "most_kwh", "held_kwh")
"""Fields of a leeway that may change: at step t it is entry `_at + t * _by` of the values."""

FIXED = ("keep", "idle_kw", "loss_kwh_kw", "reserve_kw", "reserve_kwh_kw")
"""Fields of a leeway that stay."""

ASSET = np.dtype(
    [(name, np.int64) for name in ("asset", "store", "turn", "first", "last")]
    + [(name, np.float64) for name in FIXED]
    + [(name + way, np.int64) for name in SERIES for way in ("_at", "_by")]
    + [("is_alone", np.int64)]
    + [(name, np.float64) for name in (*SERIES, "alone_kw", "base_kwh")]
    + [(name, np.float64) for name in ("lowest_kw", "highest_kw", "p_kw", "key")]
)
"""A ruled asset: its column among assets and stores (-1 without), its leeway, and limits that it touches.

first, last : its touches
is_alone : whether its level is that of the operation alone
base_kwh : of a step, as all that follows: level at its end at idle power
lowest_kw, highest_kw : between which it may stand; p_kw : where it does
"""


class Operation(NamedTuple):
    """Some steps of an operation. p_kw, unmet_kw, curtailed_kw : (n, A); level_kwh : (n + 1, S)."""

    p_kw: FloatArray
    level_kwh: FloatArray
    unmet_kw: FloatArray
    curtailed_kw: FloatArray


@compiled
def reach(
    n: int,
    t: int,
    asset: Record,
    values: FloatArray,
    alone_kwh: FloatArray,
    alone_unmet_kw: FloatArray,
    did_kwh: FloatArray,
    step_h: float,
) -> None:
    """Find between which powers an asset may stand in a step, and all that this asks for."""
    asset.least_kw = values[asset.least_kw_at + t * asset.least_kw_by]
    asset.most_kw = values[asset.most_kw_at + t * asset.most_kw_by]
    asset.gain_kwh_kw = values[asset.gain_kwh_kw_at + t * asset.gain_kwh_kw_by]
    asset.least_kwh = values[asset.least_kwh_at + t * asset.least_kwh_by]
    asset.most_kwh = values[asset.most_kwh_at + t * asset.most_kwh_by]
    asset.held_kwh = values[asset.held_kwh_at + t * asset.held_kwh_by]
    lowest, highest, store = asset.least_kw, asset.most_kw, asset.store
    if store >= 0:
        # What alone's level gained beside what was kept, its power and its unmet need: minus the drain.
        unmet_kwh = step_h * alone_unmet_kw[n, asset.asset]
        rest_kwh = alone_kwh[n + 1, store] - unmet_kwh - asset.keep * alone_kwh[n, store]
        rest_kwh -= stored_kwh(asset.alone_kw, asset)
        asset.base_kwh = asset.keep * did_kwh[n, store] + rest_kwh
        highest = max(min(highest, power_to(asset.most_kwh, asset)), lowest)
        held = power_to(asset.held_kwh, asset)
        needed = power_to(asset.least_kwh, asset)
        lowest = min(max(lowest, held), highest)
        lowest = max(lowest, min(needed, asset.most_kw + asset.reserve_kw))
        highest = max(highest, lowest)
    asset.lowest_kw, asset.highest_kw = lowest, highest


@compiled
def power_to(aim_kwh: float, asset: Record) -> float:
    """Return the power that ends the step at a level, be it within the asset's range or not."""
    missing = aim_kwh - asset.base_kwh
    if missing < 0.0:
        given = missing / asset.loss_kwh_kw if asset.loss_kwh_kw > 0.0 else 0.0
        return float(asset.idle_kw + given)
    beyond = missing - asset.gain_kwh_kw * (asset.most_kw - asset.idle_kw)
    if beyond > 0.0 and asset.reserve_kw > 0.0:
        return float(asset.most_kw + beyond / asset.reserve_kwh_kw)
    return float(asset.idle_kw + missing / asset.gain_kwh_kw)


@compiled
def stored_kwh(p_kw: float, asset: Record) -> float:
    """Return what a power does to the level in a step."""
    above = p_kw - asset.idle_kw
    if above < 0.0:
        return float(asset.loss_kwh_kw * above)
    beyond = p_kw - asset.most_kw
    if beyond > 0.0 and asset.reserve_kw > 0.0:
        return float(asset.gain_kwh_kw * (above - beyond) + asset.reserve_kwh_kw * beyond)
    return float(asset.gain_kwh_kw * above)


@compiled
def follow(
    n: int,
    asset: Record,
    change_kw: float,
    alone: Operation,
    did: Operation,
    step_h: float,
) -> float:
    """Write down what an asset's power makes of its level and need; return what it serves less [kW]."""
    a, store = asset.asset, asset.store
    if store < 0:
        did.unmet_kw[n, a] += max(-change_kw, 0.0)
        did.curtailed_kw[n, a] += max(change_kw, 0.0)
        return float(abs(change_kw))
    level = asset.base_kwh + stored_kwh(asset.p_kw, asset)
    short = asset.least_kwh - level
    did.unmet_kw[n, a] = short / step_h if short > ZERO_KWH else 0.0
    level = max(level, asset.least_kwh)
    asset.is_alone = abs(level - alone.level_kwh[n + 1, store]) <= ZERO_KWH
    if not asset.is_alone:
        did.level_kwh[n + 1, store] = level
    return float(did.unmet_kw[n, a] - alone.unmet_kw[n, a])
