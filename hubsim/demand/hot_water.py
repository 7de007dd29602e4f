"""Hot water of a household, draw by draw: showers, baths, the kitchen, hands; by the minute."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.demand.calendar import LocalYear

_DAY_MIN = 1440


@dataclass(frozen=True)
class Draw:
    """A use of hot water; numbers are assumed.

    per_person : times a day
    kwh : heat of one, mean; minutes : how long it runs
    peaks : (share, hour on workdays, hour on free days, spread [h]) of each time of day
    """

    per_person: float
    kwh: float
    minutes: int
    peaks: tuple[tuple[float, float, float, float], ...]


DRAWS = (
    Draw(0.75, 2.0, 8, ((0.65, 7.2, 9.2, 0.9), (0.35, 20.5, 20.0, 1.7))),  # shower
    Draw(0.05, 4.5, 12, ((0.3, 10.0, 10.5, 1.5), (0.7, 19.5, 19.5, 1.2))),  # bath
    Draw(0.5, 0.45, 3, ((0.25, 8.2, 9.5, 1.0), (0.75, 18.8, 18.8, 0.8))),  # dishes, cleaning
    Draw(4.0, 0.06, 1, ((0.3, 8.0, 9.5, 1.5), (0.3, 13.0, 13.0, 2.0), (0.4, 19.5, 19.5, 2.0))),
)
"""A person uses 2.2 kWh a day so, or some 800 kWh a year."""

PERSON_KWH = 365.0 * sum(draw.per_person * draw.kwh for draw in DRAWS)
"""Heat of a person's hot water in a year [kWh]."""

_SPREAD = 0.35
"""Relative spread of a draw (log-normal); assumed."""


def hot_water_kw(seed: int, people: int, year: LocalYear, step_s: int) -> FloatArray:
    """Return the heat of hot water of a calendar year on the local clock, (D * 86400 / step_s,) [kW].

    step_s : 60 or 900
    """
    random = np.random.default_rng([seed, year.number])
    by_minute = np.zeros(year.n_days * _DAY_MIN)
    free = year.is_free.astype(np.int64)
    for draw in DRAWS:
        counts = random.poisson(draw.per_person * people, year.n_days)
        day: IntArray = np.repeat(np.arange(year.n_days), counts)
        shares = np.array([peak[0] for peak in draw.peaks])
        which = random.choice(len(shares), size=len(day), p=shares)
        middle = np.array([[peak[1], peak[2]] for peak in draw.peaks])[which, free[day]]
        spread = np.array([peak[3] for peak in draw.peaks])[which]
        hour = np.clip(random.normal(middle, spread), 0.0, 23.99)
        energy = draw.kwh * np.exp(random.normal(-0.5 * _SPREAD**2, _SPREAD, len(day)))
        first = day * _DAY_MIN + (hour * 60.0).astype(np.int64)
        for minute in range(draw.minutes):
            place = np.minimum(first + minute, len(by_minute) - 1)
            np.add.at(by_minute, place, energy / draw.minutes)
    per_step = by_minute.reshape(-1, step_s // 60).sum(axis=1)
    kw: FloatArray = per_step * (3600.0 / step_s)
    return kw
