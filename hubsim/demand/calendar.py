"""A calendar year on the local wall clock: days without work, heating season, darkness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

from hubsim.arrays import FloatArray

LATITUDE, LONGITUDE = 52.1, 5.2
"""De Bilt."""

SLOT_MIN = 10
SLOTS = 1440 // SLOT_MIN
"""Slots of ten minutes in a day: who is awake, and how dark it is, is known so finely."""


@dataclass(frozen=True)
class LocalYear:
    """What of a year all members have in common.

    number : such as 2030; n_days : 365 or 366
    is_free : (D,) weekend or public holiday; is_heating : (D,) heating season
    dark : (D, SLOTS) how much light is missing outside in each slot of ten minutes, 0 to 1
    eager : (D,) how much people use appliances over the mean of the year: more in winter and on dull
        days, which all homes of a street have in common
    """

    number: int
    n_days: int
    is_free: npt.NDArray[np.bool_]
    is_heating: npt.NDArray[np.bool_]
    dark: FloatArray
    eager: FloatArray


@cache
def local_year(number: int) -> LocalYear:
    """Return a year in the Netherlands."""
    first = date(number, 1, 1)
    days = [first + timedelta(days=day) for day in range((date(number + 1, 1, 1) - first).days)]
    off = public_holidays(number)
    return LocalYear(
        number,
        len(days),
        np.array([day.weekday() >= 5 or day in off for day in days]),
        np.array([day.month not in (5, 6, 7, 8, 9) for day in days]),
        _darkness(days),
        _eagerness(number, len(days), [day in off for day in days]),
    )


def easter(year: int) -> date:
    """Return Easter Sunday (Gauss; Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> dict[date, str]:
    """Return the Dutch public holidays: New Year, Easter, King's Day, Ascension, Whitsun, Christmas.

    King's Day is on 27 April, on the 26th where that is a Sunday (Rijksoverheid, Feestdagen). Liberation
    day is a day off every five years.
    """
    sunday = easter(year)
    kings = date(year, 4, 27)
    days = {
        date(year, 1, 1): "Nieuwjaarsdag",
        sunday: "Eerste paasdag",
        sunday + timedelta(days=1): "Tweede paasdag",
        kings - timedelta(days=kings.weekday() == 6): "Koningsdag",
        sunday + timedelta(days=39): "Hemelvaartsdag",
        sunday + timedelta(days=49): "Eerste pinksterdag",
        sunday + timedelta(days=50): "Tweede pinksterdag",
        date(year, 12, 25): "Eerste kerstdag",
        date(year, 12, 26): "Tweede kerstdag",
    }
    if year % 5 == 0:
        days[date(year, 5, 5)] = "Bevrijdingsdag"
    return days


def sun_elevation_deg(day_of_year: FloatArray, utc_h: FloatArray) -> FloatArray:
    """Return the elevation of the sun at De Bilt [degrees], to half a degree.

    Declination and equation of time by Spencer (1971), as in Duffie and Beckman, chapter 1.
    """
    turn = 2.0 * np.pi * (day_of_year - 1.0 + utc_h / 24.0) / 365.0
    declination = (
        0.006918
        - 0.399912 * np.cos(turn)
        + 0.070257 * np.sin(turn)
        - 0.006758 * np.cos(2 * turn)
        + 0.000907 * np.sin(2 * turn)
        - 0.002697 * np.cos(3 * turn)
        + 0.00148 * np.sin(3 * turn)
    )
    equation_h = (229.18 / 60.0) * (
        0.000075
        + 0.001868 * np.cos(turn)
        - 0.032077 * np.sin(turn)
        - 0.014615 * np.cos(2 * turn)
        - 0.040849 * np.sin(2 * turn)
    )
    hour_angle = np.deg2rad(15.0 * (utc_h + LONGITUDE / 15.0 + equation_h - 12.0))
    latitude = np.deg2rad(LATITUDE)
    sine = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(
        hour_angle
    )
    elevation: FloatArray = np.rad2deg(np.arcsin(np.clip(sine, -1.0, 1.0)))
    return elevation


def _darkness(days: list[date]) -> FloatArray:
    """Return (D, SLOTS): 1 once the sun has set, less while it is low, 0 when it is high."""
    local_h = (np.arange(SLOTS) + 0.5) * SLOT_MIN / 60.0
    number = np.arange(1.0, len(days) + 1.0)[:, None]
    summer = np.array([_is_summer_time(day) for day in days])[:, None]
    elevation = sun_elevation_deg(number, local_h[None, :] - 1.0 - summer)
    dark: FloatArray = np.clip((9.0 - elevation) / 11.0, 0.0, 1.0)
    return dark


def _eagerness(year: int, n_days: int, is_off: list[bool]) -> FloatArray:
    """Return (D,) eagerness, mean 1: a season, what days have in common by chance, and feasts; assumed."""
    day = np.arange(n_days)
    season = 1.0 + 0.16 * np.cos(2.0 * np.pi * (day - 10.0) / n_days)
    chance = 1.0 + 0.06 * np.random.default_rng([year, 7]).standard_normal(n_days)
    eager = season * np.clip(chance, 0.85, 1.2) * np.where(is_off, 1.08, 1.0)
    made: FloatArray = eager / eager.mean()
    return made


def _is_summer_time(day: date) -> bool:
    """Return whether the clock of a day is an hour ahead: last Sunday of March to last of October."""
    starts, ends = (_last_sunday(day.year, month) for month in (3, 10))
    return starts <= day < ends


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
