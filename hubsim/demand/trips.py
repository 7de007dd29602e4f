"""When electric cars stand at a charger and what they need: stays of a calendar year, by pattern.

A car at home or in the street is driven on most days, and plugged in when its driver's habit says so: every
day, or once enough of the battery is used. At a workplace cars come on workdays. A charger of a plaza has
visitors. Cold days take more energy. The energy of the year is exact: all needs are scaled to it, none
above what its battery and its stay can take.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.demand.calendar import LocalYear
from hubsim.errors import ProfileError

Pattern: TypeAlias = Literal["home", "street", "workplace", "plaza"]

_DAY = 1440.0

_COMMUTERS = 0.6
"""Share of cars that go to work on workdays; assumed."""

_KWH_PER_KM = 0.19
_COMMUTE_KM, _OTHER_KM = 44.0, 26.0
"""Mean distance of a day; assumed, scaled to the energy of the year."""

_WINTER = 0.15
"""How much more a car needs on the coldest day than in the mean, and less on the warmest; assumed."""

_EVERY_DAY = 0.35
"""Share of drivers who plug in whenever they come home; assumed."""

_FULLEST = 0.9
"""Most of the battery that a stay charges."""

_STRETCH = 40
"""Most rounds of handing the energy of stays that are full to those that are not."""


@dataclass(frozen=True)
class Stay:
    """A stay: from and to in minutes of the local clock since the year began; need_kwh of the battery."""

    from_min: float
    to_min: float
    need_kwh: float


def stays_of_year(
    seed: int,
    pattern: Pattern,
    year: LocalYear,
    *,
    annual_kwh: float,
    charger_kw: float,
    battery_kwh: float,
    efficiency: float,
    slack_min: float,
) -> list[Stay]:
    """Return the stays of a car, or at a plaza of a charger, in the order of time; none overlap.

    annual_kwh : drawn at the charger in the year; exact
    slack_min : part of a stay in which nothing is charged, for steps that it does not fill

    Raises
    ------
    ProfileError
        when the stays cannot take so much.
    """
    random = np.random.default_rng([seed, year.number])
    habits = np.random.default_rng([seed])
    target = annual_kwh * efficiency
    if pattern == "plaza":
        stays = _visits(random, habits, year)
    elif pattern == "workplace":
        stays = _at_work(random, habits, year)
    else:
        stays = _car(random, habits, year, pattern, battery_kwh, target)
    stays = _apart(stays)
    most = np.array(
        [
            min(
                _FULLEST * battery_kwh,
                efficiency * charger_kw * max(stay.to_min - stay.from_min - slack_min, 0.0) / 60.0,
            )
            for stay in stays
        ]
    )
    if target > most.sum():
        text = (
            f"{annual_kwh:,.0f} kWh a year are more than the {most.sum() / efficiency:,.0f} kWh that the"
            f" {len(stays)} stays of pattern {pattern} in {year.number} can take"
        )
        raise ProfileError(text)
    needs = np.minimum([stay.need_kwh for stay in stays], most)
    for _ in range(_STRETCH):
        missing = target - needs.sum()
        if abs(missing) <= 1e-9 * max(target, 1.0):
            break
        if missing < 0.0:
            needs *= target / needs.sum()
        else:
            room = most - needs
            open_ = room > 0.0
            grown = needs[open_] * (1.0 + missing / max(needs[open_].sum(), 1e-9))
            needs[open_] = np.minimum(grown, most[open_])
    return [
        Stay(stay.from_min, stay.to_min, float(need))
        for stay, need in zip(stays, needs, strict=True)
        if need > 0.0
    ]


def _car(
    random: np.random.Generator,
    habits: np.random.Generator,
    year: LocalYear,
    pattern: Pattern,
    battery_kwh: float,
    target_kwh: float,
) -> list[Stay]:
    """Return the stays of a car at home, or where it is parked in the street."""
    commutes = habits.random() < _COMMUTERS
    daily = habits.random() < (_EVERY_DAY if pattern == "home" else 0.0)
    low, high = (0.1, 0.4) if pattern == "home" else (0.25, 0.6)
    enough = 0.0 if daily else habits.uniform(low, high) * battery_kwh
    back_mean = habits.normal(1050.0 if pattern == "home" else 1080.0, 75.0)
    leave_mean = habits.normal(480.0, 25.0)
    works = commutes & ~year.is_free
    drives = random.random(year.n_days) >= np.where(works, 0.05, 0.28)
    km = np.where(works, _COMMUTE_KM, _OTHER_KM) * random.lognormal(-0.08, 0.4, year.n_days)
    day = np.arange(year.n_days)
    taken = drives * km * _cold(day, year)
    taken *= target_kwh / taken.sum()
    back = np.where(
        works,
        random.normal(back_mean, 70.0, year.n_days),
        random.normal(980.0, 180.0, year.n_days),
    ).clip(540.0, 1380.0)
    leave = np.where(
        np.roll(year.is_free, -1),
        random.normal(620.0, 90.0, year.n_days),
        random.normal(leave_mean, 35.0, year.n_days),
    ).clip(330.0, 900.0)
    used, stays = 0.0, list[Stay]()
    for one in np.flatnonzero(drives).tolist():
        used += float(taken[one])
        if used >= enough:
            begin, end = one * _DAY + float(back[one]), (one + 1) * _DAY + float(leave[one])
            stays.append(Stay(begin, end, used))
            used = 0.0
    return stays


def _at_work(
    random: np.random.Generator, habits: np.random.Generator, year: LocalYear
) -> list[Stay]:
    """Return the stays at work of a car that is charged there."""
    comes = habits.uniform(0.5, 0.95)
    from_mean, to_mean = habits.normal(515.0, 30.0), habits.normal(1015.0, 35.0)
    cold = _cold(np.arange(year.n_days), year)
    stays = []
    for day in range(year.n_days):
        if year.is_free[day] or random.random() > comes:
            continue
        begin = float(np.clip(random.normal(from_mean, 20.0), 360.0, 720.0))
        end = float(np.clip(random.normal(to_mean, 35.0), begin + 120.0, 1320.0))
        need = _COMMUTE_KM * _KWH_PER_KM * random.lognormal(-0.08, 0.4) * float(cold[day])
        stays.append(Stay(day * _DAY + begin, day * _DAY + end, need))
    return stays


def _visits(
    random: np.random.Generator, habits: np.random.Generator, year: LocalYear
) -> list[Stay]:
    """Return the stays at a charger of visitors, two or three a day between 8 and 22 o'clock."""
    often = habits.uniform(1.8, 3.2)
    cold = _cold(np.arange(year.n_days), year)
    stays = []
    for day in range(year.n_days):
        for _ in range(int(random.poisson(often))):
            begin = random.uniform(480.0, 1260.0)
            length = float(np.clip(random.lognormal(4.8, 0.5), 40.0, 480.0))
            need = random.lognormal(2.3, 0.5) * float(cold[day])
            stays.append(Stay(day * _DAY + begin, day * _DAY + begin + length, need))
    return sorted(stays, key=lambda stay: stay.from_min)


def _cold(day: IntArray, year: LocalYear) -> FloatArray:
    """Return what a kilometre takes on days over the mean of the year; coldest in mid-January."""
    more: FloatArray = 1.0 + _WINTER * np.cos(2.0 * np.pi * (day - 15.0) / year.n_days)
    return more


def _apart(stays: list[Stay]) -> list[Stay]:
    """Return stays that do not overlap: who finds the place taken charges with the next one."""
    kept = list[Stay]()
    carried = 0.0
    for stay in stays:
        if kept and stay.from_min < kept[-1].to_min:
            carried += stay.need_kwh
            continue
        kept.append(Stay(stay.from_min, stay.to_min, stay.need_kwh + carried))
        carried = 0.0
    return kept
