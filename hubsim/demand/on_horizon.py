"""Calendar years on the local wall clock, laid onto the time axis of a study."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.demand.calendar import LocalYear, local_year
from hubsim.errors import ProfileError
from hubsim.horizon import Horizon

QUARTER_S = 900
MINUTE_S = 60

YearKw = Callable[[LocalYear, int], FloatArray]
"""Makes a calendar year of demand on the wall clock, (D * 86400 / step_s,) [kW]; step_s is 900 or 60."""


def on_horizon(horizon: Horizon, annual_kwh: float, make: YearKw) -> FloatArray:
    """Return the demand over a horizon, (T,) [kW].

    make : of a calendar year; its energy is made annual_kwh

    Every calendar year that the horizon touches is made whole, so that a day shows the same in a study of
    a week and of a year. The hour that the clock shows twice has the same demand twice, the one that it
    skips has none; the energy of each year is then made exact on this very clock.
    """
    base_s = base_step_s(horizon.step_s)
    fine = Horizon(horizon.start, base_s, horizon.n_steps * horizon.step_s // base_s, horizon.zone)
    years, index = _places(fine)
    p_kw = np.empty(fine.n_steps)
    for number in np.unique(years).tolist():
        year = local_year(number)
        local_kw = make(year, base_s)
        _, whole = _year_places(number, base_s, horizon.zone)
        energy_kwh = local_kw[whole].sum() * base_s / 3600.0
        here = years == number
        factor = annual_kwh / energy_kwh if energy_kwh > 0.0 else 0.0
        p_kw[here] = local_kw[index[here]] * factor
    mean: FloatArray = p_kw.reshape(horizon.n_steps, -1).mean(axis=1)
    return mean


def base_step_s(step_s: int) -> int:
    """Return the step that demand is made in for a study's step: a quarter-hour, or a minute.

    Raises
    ------
    ProfileError
        for steps that are not whole minutes.
    """
    if step_s % QUARTER_S == 0:
        return QUARTER_S
    if step_s % MINUTE_S == 0:
        return MINUTE_S
    text = (
        f"demand is made for steps of whole minutes, not of {step_s} s: set time.step to such a one"
    )
    raise ProfileError(text)


@lru_cache(maxsize=16)
def _places(horizon: Horizon) -> tuple[IntArray, IntArray]:
    """Return for every step its local calendar year, and its place in that year's local clock."""
    local = horizon.local_times
    years = local.astype("datetime64[Y]")
    since = (local - years.astype("datetime64[s]")).astype(np.int64)
    return years.astype(np.int64) + 1970, since // horizon.step_s


@lru_cache(maxsize=16)
def _year_places(number: int, step_s: int, zone: str) -> tuple[IntArray, IntArray]:
    """Return the places of a whole local year."""
    horizon = Horizon.of_local_days(date(number, 1, 1), date(number, 12, 31), step_s, zone)
    return _places(horizon)
