"""A synthetic Dutch year, the same in every calendar year; hubsim makes it, see reference_year.py."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, Strict

from hubsim.horizon import Horizon
from hubsim.local_date import LocalDate
from hubsim.profiles.table import SYNTHETIC
from hubsim.weather.readings import Readings, typical_s
from hubsim.weather.reference_year import (
    LATITUDE,
    LONGITUDE,
    STEP_S,
    clear_sky,
    reference_year,
)
from hubsim.weather.weather import Weather, WeatherSource
from hubsim.weather.weeks import COLD_WAVE, DARK_DOLDRUMS, DAYS, Week, laid


class DutchYear(WeatherSource):
    """A year of quarter-hours that meets Dutch monthly normals of temperature, radiation and wind."""

    kind: Literal["dutch-year"]
    """A synthetic Dutch year."""

    seed: Annotated[int, Strict(), Field(ge=0, lt=2**32)] = 1
    """Seed of its days; another seed is another year with the same normals."""

    cold_wave: LocalDate | None = None
    """First day of a cold wave of a week, as heating and network are designed for."""

    dark_doldrums: LocalDate | None = None
    """First day of a week with hardly any sun and wind."""

    def weeks(self) -> dict[str, tuple[date, Week]]:
        """Return the weeks that are laid into the year, by field."""
        asked = {
            "cold_wave": (self.cold_wave, COLD_WAVE),
            "dark_doldrums": (self.dark_doldrums, DARK_DOLDRUMS),
        }
        return {name: (first, week) for name, (first, week) in asked.items() if first is not None}

    def problems(self) -> list[tuple[str, str]]:
        """Return weeks that lie upon each other."""
        problems = super().problems()
        if self.cold_wave is not None and self.dark_doldrums is not None:
            apart = abs((self.cold_wave - self.dark_doldrums).days)
            if apart < DAYS:
                problems.append(("dark_doldrums", f"begins within a week of {self.cold_wave}"))
        return problems

    def problems_on(self, horizon: Horizon) -> list[tuple[str, str]]:
        """Return weeks of which no day is simulated."""
        first, last = (horizon.local_times[place].item().date() for place in (0, -1))
        return [
            (field, f"the week from {begin} lies outside the horizon, {first} to {last}")
            for field, (begin, _) in self.weeks().items()
            if begin > last or begin + timedelta(days=DAYS) <= first
        ]

    def readings(self, folder: Path) -> Readings:  # noqa: ARG002
        """Return the year."""
        year = reference_year(self.seed)
        for first, week in self.weeks().values():
            since_1970_s = (first - date(1970, 1, 1)).days * 86400.0
            place = round(float(typical_s(np.array([since_1970_s]))[0]) / STEP_S)
            year = laid(week, place, year, clear_sky())
        temperature, wind, radiation = year
        return Readings(
            file="",
            typical=True,
            start_s=0,
            step_s=STEP_S,
            at_s=STEP_S / 2.0,
            temperature_degc=temperature,
            wind_m_s=wind,
            ghi_w_m2=radiation,
            latitude=LATITUDE,
            longitude=LONGITUDE,
            label=SYNTHETIC,
            licence="Apache-2.0",
        )


@lru_cache(maxsize=32)
def usual_weather(year: int, step_s: int, zone: str) -> Weather:
    """Return the Dutch year laid on a calendar year: what a year has in it is told by this weather."""
    horizon = Horizon.of_local_days(date(year, 1, 1), date(year, 12, 31), step_s, zone)
    return Weather(DutchYear(kind="dutch-year"), Path(), horizon)
