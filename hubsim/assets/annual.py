"""The energy of a calendar year made exact where demand follows the weather: that of the Dutch year."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Setting
from hubsim.weather.dutch_year import usual_weather
from hubsim.weather.weather import Weather


def in_year(
    setting: Setting, annual_kwh: float, make: Callable[[Weather], FloatArray]
) -> FloatArray:
    """Return a demand over the horizon of which a calendar year has an energy, (T,) [kW].

    make : of the horizon of a weather, (T,), in any unit
    annual_kwh : of a calendar year in the weather of the Dutch year; another weather makes more or less
    """
    horizon = setting.horizon
    shape = make(setting.weather)
    factor = np.empty(horizon.n_steps)
    years = horizon.local_times.astype("datetime64[Y]").astype(np.int64) + 1970
    for number in np.unique(years).tolist():
        usual = make(usual_weather(number, horizon.step_s, horizon.zone)).sum() * horizon.step_h
        factor[years == number] = annual_kwh / usual if usual > 0.0 else 0.0
    scaled: FloatArray = shape * factor
    return scaled
