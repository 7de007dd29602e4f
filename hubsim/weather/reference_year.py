"""A synthetic Dutch year by the quarter-hour that meets the monthly normals in `normals.csv`.

Chance gives the shape: days and hours follow each other as first-order autoregressive series. Then each
month is made to meet its normal, by a change that runs smoothly from month to month, so that there is no
jump between them. Clear sky: Haurwitz (1945). Wind speeds: a Weibull distribution of shape 2.
"""

from __future__ import annotations

import csv
import math
from functools import cache
from itertools import accumulate
from pathlib import Path

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.weather.sun import sun_position

NORMALS = Path(__file__).parent / "normals.csv"

LATITUDE, LONGITUDE = 52.10, 5.18
"""De Bilt, whose normals they are."""

STEP_S = 900
N_DAYS = 365
_PER_DAY = 86400 // STEP_S
_N = N_DAYS * _PER_DAY

_MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
MONTH: IntArray = np.repeat(np.arange(12), _MONTH_DAYS * _PER_DAY)
"""(35040,) month of every quarter-hour, 0 to 11."""

_DAY_STAYS, _DAY_SPREAD_DEGC = 0.78, (3.4, 2.4)
"""Persistence of the temperature from day to day, and its spread in January and July; assumed."""

_CLEAR_STAYS, _CLEAR_SHARE = (0.45, 0.86), (0.9, 0.6)
"""Persistence of clouds from day to day and from quarter-hour to quarter-hour, and the share of each in
their spread; assumed."""

_DARKEST, _CLEAREST = 0.07, 1.03
"""Radiation under the thickest clouds and under none, over that of the clear sky; assumed."""

_CLEAR_DEGC = -2.5, 2.0
"""How much a clear day differs from a dull one in January and in July; assumed."""

_WIND_STAYS_H, _WIND_DAY = 16.0, 0.2
"""Hours over which wind persists, and how much more blows at midday than in the mean; assumed."""

_WARMEST_H, _WINDIEST_H = 14.0, 13.0
"""Hours of the day, UTC."""

_ROUNDS = 40


@cache
def normals() -> dict[str, FloatArray]:
    """Return the monthly normals by column, (12,) each."""
    with NORMALS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


@cache
def reference_year(seed: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return temperature [degC], wind [m/s] and radiation on the level [W/m2], (35040,) each.

    The first quarter-hour begins on 1 January at midnight UTC; the last meets the first.
    """
    random = np.random.default_rng([seed, N_DAYS])
    clear = _clearness(random)
    ghi = clear_sky() * clear
    return _temperature(random, clear), _wind(random), ghi


def _clearness(random: np.random.Generator) -> FloatArray:
    """Return radiation over that of the clear sky."""
    from scipy.special import ndtr

    days = np.repeat(_persistent(random, N_DAYS, _CLEAR_STAYS[0]), _PER_DAY)
    hours = _persistent(random, _N, _CLEAR_STAYS[1])
    chance = _CLEAR_SHARE[0] * days + _CLEAR_SHARE[1] * hours
    sky = clear_sky()
    target = normals()["radiation_kwh_m2"]
    made = np.empty(_N)
    for month in range(12):
        here = month == MONTH
        low, high = -6.0, 6.0
        for _ in range(_ROUNDS):
            shift = 0.5 * (low + high)
            made[here] = _DARKEST + (_CLEAREST - _DARKEST) * ndtr(chance[here] + shift)
            short = (made[here] * sky[here]).sum() * STEP_S / 3.6e6 < target[month]
            low, high = (shift, high) if short else (low, shift)
    return made


def _temperature(random: np.random.Generator, clear: FloatArray) -> FloatArray:
    day_number = np.arange(N_DAYS)
    winter = 0.5 + 0.5 * np.cos(2.0 * np.pi * (day_number - 15.0) / N_DAYS)
    spread = _between(_DAY_SPREAD_DEGC, winter)
    lit = clear_sky() > 0.0
    by_day = (clear * lit).reshape(N_DAYS, _PER_DAY).sum(axis=1) / np.maximum(
        lit.reshape(N_DAYS, _PER_DAY).sum(axis=1), 1
    )
    days = spread * _persistent(random, N_DAYS, _DAY_STAYS)
    days += _between(_CLEAR_DEGC, winter) * (by_day - by_day.mean())
    middle = (day_number + 0.5) * _PER_DAY
    slow = np.interp(np.arange(_N) + 0.5, middle, days, period=_N)
    # Clear days have the wider range between night and afternoon.
    wide = np.interp(np.arange(_N) + 0.5, middle, 0.5 + by_day, period=_N)
    wide /= _smooth(_month_means(wide))
    swing = 0.5 * _smooth(normals()["range_degc"]) * wide
    daily = swing * np.cos(2.0 * np.pi * (_hour() - _WARMEST_H) / 24.0)
    quick = 0.25 * _persistent(random, _N, 0.95)
    made: FloatArray = slow + daily + quick
    for _ in range(_ROUNDS):
        made = made + _smooth(normals()["temperature_degc"] - _month_means(made))
    return made


def _wind(random: np.random.Generator) -> FloatArray:
    from scipy.special import ndtr

    chance = _persistent(random, _N, math.exp(-STEP_S / 3600.0 / _WIND_STAYS_H))
    daily = 1.0 + _WIND_DAY * np.cos(2.0 * np.pi * (_hour() - _WINDIEST_H) / 24.0)
    made: FloatArray = np.sqrt(-np.log1p(-ndtr(np.minimum(chance, 4.0)))) * daily
    for _ in range(_ROUNDS):
        made = made * _smooth(normals()["wind_m_s"] / _month_means(made))
    return made


@cache
def clear_sky() -> FloatArray:
    """Return the radiation of a clear sky on the level [W/m2]; of 2026, a year without leap day."""
    begin = np.datetime64("2026-01-01T00:00:00", "s").astype(np.int64)
    middle = begin + (np.arange(_N, dtype=np.float64) + 0.5) * STEP_S
    zenith, _ = sun_position(middle, LATITUDE, LONGITUDE)
    sine = np.maximum(np.cos(np.deg2rad(zenith)), 1e-3)
    sky = np.where(sine > 1e-3, 1098.0 * sine * np.exp(-0.057 / sine), 0.0)
    return sky.astype(np.float64)


def _hour() -> FloatArray:
    """Return the hour of the day amid every quarter-hour, UTC, (35040,)."""
    hour: FloatArray = (np.arange(_N, dtype=np.float64) % _PER_DAY + 0.5) * STEP_S / 3600.0
    return hour


def _persistent(random: np.random.Generator, n_values: int, stays: float) -> FloatArray:
    """Return a first-order autoregressive series of mean 0 and spread 1 whose end leads to its begin."""
    fresh = math.sqrt(1.0 - stays**2) * random.standard_normal(n_values)
    # Once around first: what the end leaves behind is what the begin starts from.
    (*_, last) = accumulate(fresh, lambda value, new: stays * value + new, initial=0.0)
    made = np.array(list(accumulate(fresh, lambda value, new: stays * value + new, initial=last)))
    values = made[1:]
    unit: FloatArray = (values - values.mean()) / values.std()
    return unit


def _between(ends: tuple[float, float], winter: FloatArray) -> FloatArray:
    """Return a value that goes from its first end in January to its second in July and back."""
    value: FloatArray = ends[0] * winter + ends[1] * (1.0 - winter)
    return value


def _month_means(values: FloatArray) -> FloatArray:
    means: FloatArray = np.bincount(MONTH, values) / np.bincount(MONTH)
    return means


def _smooth(monthly: FloatArray) -> FloatArray:
    """Return straight lines between values that stand amid the months, (35040,)."""
    ends = np.cumsum(_MONTH_DAYS) * _PER_DAY
    middle = ends - _MONTH_DAYS * _PER_DAY / 2.0
    between: FloatArray = np.interp(np.arange(_N) + 0.5, middle, monthly, period=_N)
    return between
