"""The hub as one: net power of all members together."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.dispatch.dispatch import Dispatch


def net_kw(dispatch: Dispatch) -> FloatArray:
    """Return the net power of all members together, (T,) [kW], drawn from the grid positive."""
    return np.asarray(dispatch.bought_kw.sum(axis=1) - dispatch.sold_kw.sum(axis=1))


def import_kwh(dispatch: Dispatch, step_h: float) -> float:
    """Return the energy that the members together drew, netted within each step [kWh]."""
    return float(np.maximum(net_kw(dispatch), 0.0).sum()) * step_h


def export_kwh(dispatch: Dispatch, step_h: float) -> float:
    """Return the energy that the members together fed in, netted within each step [kWh]."""
    return float(np.maximum(-net_kw(dispatch), 0.0).sum()) * step_h
