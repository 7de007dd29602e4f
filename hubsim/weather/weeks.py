"""Weeks that a network has to survive: a cold wave, and days without sun and wind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray

DAYS = 7
_QUARTERS = 96 * DAYS
_BLEND = 48
"""Quarter-hours over which a week begins and ends."""


@dataclass(frozen=True)
class Week:
    """Weather of seven days.

    mean_degc, range_degc : of each day
    wind_m_s : mean of each day
    clear : radiation over that of the clear sky
    """

    mean_degc: tuple[float, ...]
    range_degc: float
    wind_m_s: tuple[float, ...]
    clear: float


COLD_WAVE = Week(
    mean_degc=(-3.0, -7.0, -10.0, -10.5, -9.0, -6.5, -3.5),
    range_degc=7.0,
    wind_m_s=(5.0, 4.5, 3.5, 3.0, 3.0, 3.5, 4.0),
    clear=0.7,
)
"""A cold wave as the KNMI defines it for De Bilt: five days or more in a row below 0 degC all day, three
of them below -10 degC at night. Its coldest day has a mean of the -10 degC that heating is designed for."""

DARK_DOLDRUMS = Week(
    mean_degc=(2.0, 1.0, 0.5, 0.0, 0.5, 1.0, 2.5),
    range_degc=2.0,
    wind_m_s=(1.6, 1.3, 1.1, 1.0, 1.1, 1.3, 1.7),
    clear=0.15,
)
"""Fog under high pressure: hardly any sun and wind for a week, as cold as such weeks are; assumed."""


def laid(
    week: Week,
    first: int,
    year: tuple[FloatArray, FloatArray, FloatArray],
    clear_sky: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return temperature, wind and radiation of a year with the week in it; beyond its end it goes on.

    first : quarter-hour of the year that the week begins with
    year : temperature [degC], wind [m/s] and radiation [W/m2], (35040,) each
    clear_sky : (35040,) radiation of a clear sky [W/m2]
    """
    place = (first + np.arange(_QUARTERS)) % len(clear_sky)
    day = (np.arange(_QUARTERS) + 0.5) / 96.0
    middle = np.arange(DAYS) + 0.5
    hour = place % 96 / 4.0
    swing = 0.5 * week.range_degc * np.cos(2.0 * np.pi * (hour - 14.0) / 24.0)
    made = (
        np.interp(day, middle, week.mean_degc) + swing,
        np.interp(day, middle, week.wind_m_s),
        week.clear * clear_sky[place],
    )
    edge = np.minimum(np.arange(_QUARTERS) + 1, np.arange(_QUARTERS, 0, -1))
    share = np.minimum(edge / _BLEND, 1.0)
    changed = []
    for values, new in zip(year, made, strict=True):
        copy = values.copy()
        copy[place] += share * (new - copy[place])
        changed.append(copy)
    return changed[0], changed[1], changed[2]
