"""Made series in place of a scenario's profiles, and what the assets' tests have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Asset, Inputs, Setting
from hubsim.horizon import Horizon
from hubsim.kinds import union
from hubsim.weather.dutch_year import DutchYear
from hubsim.weather.weather import Weather

READ: TypeAdapter[Asset] = TypeAdapter(union(Asset))


class Shapes:
    """A library of series given as arrays; a shift in weeks rolls a series by as many steps."""

    def __init__(self, series: dict[str, FloatArray]) -> None:
        self._series = series

    def series(self, name: str, *, weeks: int = 0) -> FloatArray:
        return np.roll(self._series[name], weeks)


def days(first: str, last: str | None = None, step_s: int = 900) -> Horizon:
    begin = date.fromisoformat(first)
    end = begin if last is None else date.fromisoformat(last)
    return Horizon.of_local_days(begin, end, step_s, "Europe/Amsterdam")


def dutch_weather(horizon: Horizon) -> Weather:
    return Weather(DutchYear(kind="dutch-year"), Path(), horizon)


def make_inputs(
    asset: Asset,
    horizon: Horizon,
    seed: int = 0,
    prices: tuple[FloatArray, FloatArray] | None = None,
    **series: list[float],
) -> Inputs:
    """Inputs of an asset whose profile is called ``made/NAME`` for every series given."""
    shapes = Shapes({f"made/{name}": np.asarray(values, float) for name, values in series.items()})
    random = np.random.default_rng(seed)
    setting = Setting(horizon, shapes, dutch_weather(horizon), random, *(prices or ()))  # type: ignore[arg-type]
    return asset.inputs(setting)


@pytest.fixture(scope="session")
def read() -> Callable[..., Asset]:
    """Return the reader of an asset from what a scenario file says."""
    return lambda **fields: READ.validate_python(fields)


@pytest.fixture(scope="session")
def local_days() -> Callable[..., Horizon]:
    """Return the maker of horizons of whole local days."""
    return days


@pytest.fixture(scope="session")
def inputs_of() -> Callable[..., Inputs]:
    """Return the maker of an asset's inputs from series given by name."""
    return make_inputs
