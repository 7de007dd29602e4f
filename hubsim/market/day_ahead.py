"""A synthetic day-ahead price: season, shape of the day, wind and sun added up, with both its tails.

A long tail is added in the tightest hours, and prices below zero are pressed together, since turbines and
panels are switched off then. Two aims, the mean and the share of hours below zero, are met by how deep full
sun pushes the price and by the level of all prices. No auction result is in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray

HIGHEST_EUR_KWH = 0.75
"""The dearest hour: the year's highest scarcity is placed there, the others follow; assumed."""

_SCARCE_HOURS = 24

# What each part adds, EUR/kWh: hours 0 to 23 of the local day; assumed.
_WORKDAY_EUR_KWH = 0.01 * np.array([
    -1.6, -1.9, -2.1, -2.1, -1.8, -0.9, 0.8, 2.2, 2.4, 1.4, 0.7, 0.3,
    0.0, -0.1, 0.1, 0.6, 1.6, 3.6, 5.0, 5.2, 4.0, 2.2, 0.8, -0.6,
])  # fmt: skip
_WEEKEND_EUR_KWH = 0.01 * np.array([
    -1.8, -2.2, -2.5, -2.6, -2.5, -2.2, -1.6, -1.0, -0.6, -0.5, -0.7, -1.0,
    -1.3, -1.5, -1.5, -1.1, 0.0, 2.0, 3.2, 3.4, 2.6, 1.4, 0.3, -0.9,
])  # fmt: skip
_SEASON_EUR_KWH, _COLDEST_DAY = 0.018, 20
_WIND_EUR_KWH = 0.020
_NOISE_EUR_KWH = 0.005
_NEGATIVE_STEEPNESS, _LOWEST_EUR_KWH = 0.45, -0.2

_ROUNDS = 60
_CLOSE_EUR_KWH = 1e-15


@dataclass(frozen=True)
class Shape:
    """What a price is before its aims are met: how much full sun takes off it, and the level of all of it.

    depth, level : [EUR/kWh]
    scarce, top : where scarcity begins, and the highest price before it [EUR/kWh]
    """

    depth: float
    level: float
    scarce: float
    top: float

    def price(self, cloudy_eur_kwh: FloatArray, sun: FloatArray) -> FloatArray:
        """Return the price, (H,) [EUR/kWh]."""
        return _tailed(cloudy_eur_kwh - self.depth * sun + self.level, self.scarce, self.top)


def without_sun(
    hours: IntArray,
    is_weekend: BoolArray,
    day_of_year: FloatArray,
    windiness: FloatArray,
    chance: FloatArray,
) -> FloatArray:
    """Return what season, shape of the day, wind and chance make, mean left open, (H,) [EUR/kWh].

    hours : local hour of the day; day_of_year : days since it began
    windiness, chance : (H,) of mean 0 and spread 1
    """
    season = _SEASON_EUR_KWH * np.cos(2.0 * np.pi * (day_of_year - _COLDEST_DAY) / 366.0)
    shape = np.where(is_weekend, _WEEKEND_EUR_KWH[hours], _WORKDAY_EUR_KWH[hours])
    price: FloatArray = season + shape - _WIND_EUR_KWH * windiness + _NOISE_EUR_KWH * chance
    return price


def shape_of(
    cloudy_eur_kwh: FloatArray, sun: FloatArray, mean_eur_kwh: float, negative_share: float
) -> Shape:
    """Return the shape that gives a year its mean and its share of hours below zero.

    Bisection on the depth: deeper sun, with the level raised to hold the mean, only makes more hours
    negative. Where no sun is deep enough, or none is needed, the share is the nearest there is.
    cloudy_eur_kwh : (H,) of a year, from `without_sun`
    sun : (H,) 1 at the year's sunniest hour
    """
    shallow, deep = 0.0, 1.0
    depth = level = 0.0
    for _ in range(_ROUNDS):
        depth = 0.5 * (shallow + deep)
        price = cloudy_eur_kwh - depth * sun
        level = _level_for_mean(price, mean_eur_kwh)
        if np.mean(_tailed(price + level, *_tail_of(price + level)) < 0.0) < negative_share:
            shallow = depth
        else:
            deep = depth
    return Shape(depth, level, *_tail_of(cloudy_eur_kwh - depth * sun + level))


def _tail_of(price_eur_kwh: FloatArray) -> tuple[float, float]:
    """Return where the tightest hours of a year begin, and the highest price."""
    ordered = np.partition(price_eur_kwh, (-_SCARCE_HOURS - 1, -1))
    return float(ordered[-_SCARCE_HOURS - 1]), float(ordered[-1])


def _tailed(price_eur_kwh: FloatArray, scarce: float, top: float) -> FloatArray:
    """Return the price with scarcity added on top and the negative side pressed together."""
    tightness = np.maximum(price_eur_kwh - scarce, 0.0) / (top - scarce)
    price = price_eur_kwh + (HIGHEST_EUR_KWH - top) * tightness**1.5
    pressed = np.maximum(price * _NEGATIVE_STEEPNESS, _LOWEST_EUR_KWH)
    made: FloatArray = np.where(price < 0.0, pressed, price)
    return made


def _level_for_mean(price_eur_kwh: FloatArray, mean_eur_kwh: float) -> float:
    """Return what must be added to meet the mean once the tails are shaped [EUR/kWh]."""
    level = mean_eur_kwh - float(price_eur_kwh.mean())
    for _ in range(_ROUNDS):
        price = price_eur_kwh + level
        # A higher level lifts the mean by nearly as much: the rest is a step to the answer.
        missing = mean_eur_kwh - float(_tailed(price, *_tail_of(price)).mean())
        level += missing
        if abs(missing) < _CLOSE_EUR_KWH:
            break
    return level
