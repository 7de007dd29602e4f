"""What the parts of the page have in common: a year, its weather, a setting, a verdict."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from hubsim.assets.asset import Setting
from hubsim.horizon import Horizon
from hubsim.profiles.library import Library
from hubsim.streams import stream
from hubsim.weather.dutch_year import DutchYear
from hubsim.weather.weather import Weather

ROOT = Path(__file__).parents[2]
ZONE = "Europe/Amsterdam"
YEAR = 2026
COLD_WAVE = date(YEAR, 1, 12)
"""A Monday."""


@cache
def year(step_s: int = 900) -> Horizon:
    """Return the calendar year of the page."""
    return Horizon.of_local_days(date(YEAR, 1, 1), date(YEAR, 12, 31), step_s, ZONE)


@cache
def weather(step_s: int = 900, *, cold: bool = False) -> Weather:
    """Return the Dutch year, with a cold wave if asked."""
    source = DutchYear(kind="dutch-year", cold_wave=COLD_WAVE if cold else None)
    return Weather(source, ROOT, year(step_s))


def setting(name: str, *, cold: bool = False) -> Setting:
    """Return the setting of an asset with this name."""
    return Setting(year(), Library({}, ROOT, year()), weather(cold=cold), stream(1, name))


def verdict(value: float, low: float, high: float) -> str:
    """Return whether a value is within what is published."""
    return "met" if low <= value <= high else "missed"
