"""Demand of schools, shops, offices, firms and clubs: what always runs, and what runs when they are open.

    P_t = base + (1 - base) open_t (1 - light + light dark_t) (1 + warmth_t),    then scaled to the year

Opening hours and days are those of the use, a little different for every member; closed on public holidays
and school vacations where the table says so. Light follows the darkness outside, cooling the temperature.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.demand.calendar import public_holidays, sun_elevation_deg
from hubsim.demand.noise import smooth_noise
from hubsim.horizon import Horizon

Use: TypeAlias = Literal["school", "supermarket", "office", "workshop", "industry", "sports-club"]

USES: tuple[Use, ...] = get_args(Use)

FILE = Path(__file__).parent / "premises.csv"

_VACATION_WEEKS = frozenset({1, 9, 18, *range(30, 36), 43, 52, 53})
"""Weeks (ISO 8601) without school: Christmas, spring, May, summer, autumn, as in most years in the middle
of the Netherlands; assumed, the regions and years differ by a week."""

_BRIGHT_DEG, _DARK_DEG = 8.0, -2.0
"""Heights of the sun above which no light is missing, and below which it is dark; assumed."""


@dataclass(frozen=True)
class Premises:
    """How a use runs; a row of the table, or what is drawn from it.

    base : share of the full power that always runs
    hours : (from, to) of working days, Saturdays and Sundays; None where closed
    ramp_h : time in which people come, and leave
    holidays : what a public holiday is like: closed, open, or like a sunday
    vacations : whether school vacations are closed too
    light : share of what runs while open that is light
    cooled : whether cooling runs when closed too, as refrigerators do
    per_degree, from_degc : more power for each degree above
    spread : relative, of hours and quarter-hours
    """

    base: float
    hours: tuple[tuple[float, float] | None, ...]
    ramp_h: float
    holidays: str
    vacations: bool
    light: float
    cooled: bool
    per_degree: float
    from_degc: float
    spread: float


@cache
def table() -> dict[str, Premises]:
    """Return use -> its row."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return {row["use"]: _premises(row) for row in csv.DictReader(stream)}


def draw_premises(random: np.random.Generator, use: Use) -> Premises:
    """Return premises of a use: opening hours within half an hour, base within a fifth of the usual."""
    usual = table()[use]
    early, late = random.uniform(-0.5, 0.5, 2).tolist()
    return replace(
        usual,
        base=usual.base * float(random.uniform(0.8, 1.2)),
        hours=tuple(
            None if span is None else (span[0] + early, span[1] + late) for span in usual.hours
        ),
    )


def premises_shape(
    one: Premises, seed: int, horizon: Horizon, outside_degc: FloatArray
) -> FloatArray:
    """Return the demand over a horizon, (T,), 1 being everything running by day in mild weather.

    seed : of what differs from hour to hour
    outside_degc : (T,)
    """
    opened = _opened(one, horizon)
    warm = one.per_degree * np.maximum(outside_degc - one.from_degc, 0.0)
    lit = 1.0 - one.light + one.light * darkness(horizon)
    running = (1.0 - one.base) * opened * lit
    cooled = (
        (one.base + running) * (1.0 + warm) if one.cooled else one.base + running * (1.0 + warm)
    )
    noise = 1.0 + one.spread * smooth_noise(seed, horizon)
    shape: FloatArray = cooled * np.maximum(noise, 0.2)
    return shape


def darkness(horizon: Horizon) -> FloatArray:
    """Return how much light is missing outside, (T,): 0 by day, 1 at night."""
    day_s = horizon.times.astype(np.int64) % 86400
    number = horizon.times.astype("datetime64[D]")
    of_year = (number - number.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.float64)
    hour = (day_s + 0.5 * horizon.step_s) / 3600.0
    height = sun_elevation_deg(of_year + 1.0, np.asarray(hour, dtype=np.float64))
    dark: FloatArray = np.clip((_BRIGHT_DEG - height) / (_BRIGHT_DEG - _DARK_DEG), 0.0, 1.0)
    return dark


def is_vacation(day: date) -> bool:
    """Return whether Dutch schools are closed in the week of a day."""
    return day.isocalendar().week in _VACATION_WEEKS


def _opened(one: Premises, horizon: Horizon) -> FloatArray:
    """Return how much of what runs while open is running, (T,), 0 to 1."""
    days, place = _days(horizon)
    spans = np.array([_span(one, *day) for day in days])[place]
    hour = horizon.hour_of_day + 0.5 * horizon.step_h
    rising = (hour - spans[:, 0]) / one.ramp_h + 0.5
    falling = (spans[:, 1] - hour) / one.ramp_h + 0.5
    opened: FloatArray = np.clip(np.minimum(rising, falling), 0.0, 1.0)
    return opened


def _span(one: Premises, kind: int, is_holiday: bool, is_vacation_day: bool) -> tuple[float, float]:
    """Return opening and closing hour of a day; beyond the day where it is closed."""
    if is_holiday and one.holidays == "sunday":
        kind = 2
    closed = (is_holiday and one.holidays == "closed") or (is_vacation_day and one.vacations)
    span = None if closed else one.hours[kind]
    return span or (99.0, 99.0)


@lru_cache(maxsize=16)
def _days(horizon: Horizon) -> tuple[tuple[tuple[int, bool, bool], ...], IntArray]:
    """Return for each local day its kind (working day, Saturday, Sunday), holiday and vacation."""
    first = horizon.local_times[0].astype("datetime64[D]").item()
    number = horizon.local_day
    days = [first + timedelta(days=n) for n in range(int(number[-1]) + 1)]
    off = {day for year in {day.year for day in days} for day in public_holidays(year)}
    kinds = tuple((max(day.weekday() - 4, 0), day in off, is_vacation(day)) for day in days)
    return kinds, number


def _premises(row: dict[str, str]) -> Premises:
    def span(name: str) -> tuple[float, float] | None:
        begin = row[f"{name}_from"]
        return (float(begin), float(row[f"{name}_to"])) if begin else None

    return Premises(
        base=float(row["base"]),
        hours=(span("week"), span("saturday"), span("sunday")),
        ramp_h=float(row["ramp_h"]),
        holidays=row["holidays"],
        vacations=row["vacations"] == "closed",
        light=float(row["light"]),
        cooled=row["cooled"] == "1",
        per_degree=float(row["per_degree"]),
        from_degc=float(row["from_degc"]),
        spread=float(row["spread"]),
    )
