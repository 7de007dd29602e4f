"""When street lamps burn: a light switch or an astronomical clock, which come to the same."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.demand.calendar import sun_elevation_deg
from hubsim.horizon import Horizon

SWITCH_DEG = -2.5
"""Height of the sun at which lamps go on and off: they burn 4,100 hours a year so; assumed."""

_PER_STEP = 5
"""Moments of a step that are looked at."""


def lit(horizon: Horizon) -> FloatArray:
    """Return the share of each step in which lamps burn, (T,)."""
    share = np.zeros(horizon.n_steps)
    days = horizon.times.astype("datetime64[D]")
    of_year = (days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64) + 1.0
    day_s = (horizon.times.astype(np.int64) % 86400).astype(np.float64)
    for part in range(_PER_STEP):
        hour = (day_s + (part + 0.5) * horizon.step_s / _PER_STEP) / 3600.0
        share += sun_elevation_deg(of_year, hour) < SWITCH_DEG
    made: FloatArray = share / _PER_STEP
    return made
