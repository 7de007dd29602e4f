"""Day-ahead price and carbon factor of every hour, from the weather of the scenario.

What a year should have on average is met in the weather of the Dutch year; another weather, such as a dark
week, makes what it makes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray, frozen
from hubsim.demand.calendar import public_holidays
from hubsim.demand.noise import smooth_noise
from hubsim.horizon import Horizon
from hubsim.market.day_ahead import Shape, shape_of, without_sun
from hubsim.weather.dutch_year import usual_weather
from hubsim.weather.turbine import cubic_share
from hubsim.weather.weather import Weather

_HOUR_S = 3600

_SUN_SHARE, _WIND_SHARE, _STEADY_SHARE = 0.18, 0.27, 0.08
"""Shares of sun, wind and what always runs without carbon; near the Dutch ones of 2024; assumed."""

_LEAST_FOSSIL = 0.05
"""Share of the demand that is always made from fuel; assumed."""

_DAY_SWING = 4.0
"""How much more is drawn when prices are higher by 1 EUR/kWh for season and hour; assumed."""

_MEAN_SUN_W_M2 = 1023e3 / 8760.0
"""Mean radiation of the Dutch year."""

_HUB_M, _SHEAR = 100.0, 0.2
_CUT_IN_M_S, _RATED_M_S = 3.0, 12.0
"""A turbine of the fleet: height, wind profile, speeds between which power rises by the cube; assumed."""


@dataclass(frozen=True)
class Hours:
    """Clock hours that cover a horizon, and what the market sees of them. Arrays are (H,)."""

    hour: IntArray
    is_free: BoolArray
    day_of_year: FloatArray
    sun_w_m2: FloatArray
    turbine: FloatArray
    chance: FloatArray


Year: TypeAlias = tuple[int, str]
"""A calendar year and its time zone."""


def day_ahead_eur_kwh(weather: Weather, mean_eur_kwh: float, negative_share: float) -> FloatArray:
    """Return the day-ahead price over the weather's horizon, (T,) [EUR/kWh], the same within a clock hour.

    mean_eur_kwh, negative_share : of a calendar year in the weather of the Dutch year
    """

    def of_year(year: Year, hours: Hours) -> FloatArray:
        shape, scale = _shape(year, mean_eur_kwh, negative_share)
        return shape.price(_cloudy(hours, scale), hours.sun_w_m2 / scale[0])

    return _by_year(weather, of_year)


def carbon_kg_kwh(weather: Weather, mean_kg_kwh: float) -> FloatArray:
    """Return the carbon factor of the grid over the weather's horizon, (T,) [kg/kWh].

    Less when sun and wind are many, more in dark calm hours, as the share of fuel in what is drawn.
    mean_kg_kwh : of the hours of a calendar year in the weather of the Dutch year
    """

    def of_year(year: Year, hours: Hours) -> FloatArray:
        usual = _hours(_usual(year))
        scale = _sizes(usual)
        made: FloatArray = mean_kg_kwh * _fuel(hours, scale) / _fuel(usual, scale).mean()
        return made

    return _by_year(weather, of_year)


def _by_year(weather: Weather, of_year: Callable[[Year, Hours], FloatArray]) -> FloatArray:
    """Return what is made year by year, held within each clock hour, (T,)."""
    hourly, place = _clock_hours(weather)
    hours = _hours(hourly)
    years = hourly.horizon.local_times.astype("datetime64[Y]").astype(np.int64) + 1970
    made = np.empty(hourly.horizon.n_steps)
    for number in np.unique(years).tolist():
        here = years == number
        made[here] = of_year((number, weather.horizon.zone), hours)[here]
    return frozen(made[place])


def _clock_hours(weather: Weather) -> tuple[Weather, IntArray]:
    """Return the weather on the clock hours that cover a horizon, and the hour of each step."""
    horizon = weather.horizon
    first = horizon.start.replace(minute=0, second=0, microsecond=0)
    seconds = horizon.times.astype(np.int64) - int(first.timestamp())
    place: IntArray = seconds // _HOUR_S
    hours = Horizon(first, _HOUR_S, int(place[-1]) + 1, horizon.zone)
    return weather.on(hours), place


def _usual(year: Year) -> Weather:
    number, zone = year
    return usual_weather(number, _HOUR_S, zone)


def _hours(weather: Weather) -> Hours:
    horizon = weather.horizon
    days = horizon.local_times.astype("datetime64[D]")
    first: date = days[0].item()
    of_day = [first + timedelta(days=n) for n in range(int(horizon.local_day[-1]) + 1)]
    off = {day for year in {day.year for day in of_day} for day in public_holidays(year)}
    free = np.array([day.weekday() >= 5 or day in off for day in of_day])
    begin = days.astype("datetime64[Y]").astype("datetime64[D]")
    hub_m_s = weather.wind_m_s * (_HUB_M / 10.0) ** _SHEAR
    return Hours(
        hour=horizon.hour_of_day.astype(np.int64),
        is_free=free[horizon.local_day],
        day_of_year=(days - begin).astype(np.float64) + horizon.hour_of_day / 24.0,
        sun_w_m2=weather.ghi_w_m2,
        turbine=cubic_share(hub_m_s, _CUT_IN_M_S, _RATED_M_S, np.inf),
        chance=smooth_noise(1, horizon),
    )


def _sizes(usual: Hours) -> tuple[float, float, float]:
    """Return the sunniest hour [W/m2], mean and spread of the turbines of a year."""
    return (
        float(usual.sun_w_m2.max()),
        float(usual.turbine.mean()),
        float(usual.turbine.std()),
    )


def _cloudy(hours: Hours, sizes: tuple[float, float, float]) -> FloatArray:
    _, mean, spread = sizes
    windiness = (hours.turbine - mean) / spread
    return without_sun(hours.hour, hours.is_free, hours.day_of_year, windiness, hours.chance)


def _fuel(hours: Hours, sizes: tuple[float, float, float]) -> FloatArray:
    """Return the share of fuel in what is drawn."""
    calm = np.zeros_like(hours.turbine)
    drawn = 1.0 + _DAY_SWING * without_sun(hours.hour, hours.is_free, hours.day_of_year, calm, calm)
    sun = _SUN_SHARE * hours.sun_w_m2 / _MEAN_SUN_W_M2
    wind = _WIND_SHARE * hours.turbine / sizes[1]
    share: FloatArray = np.maximum((drawn - sun - wind - _STEADY_SHARE) / drawn, _LEAST_FOSSIL)
    return share


@lru_cache(maxsize=16)
def _shape(
    year: Year, mean_eur_kwh: float, negative_share: float
) -> tuple[Shape, tuple[float, float, float]]:
    """Return the shape of the price of a calendar year, and the sizes that sun and wind are told by."""
    usual = _hours(_usual(year))
    sizes = _sizes(usual)
    sun = usual.sun_w_m2 / sizes[0]
    return shape_of(_cloudy(usual, sizes), sun, mean_eur_kwh, negative_share), sizes
