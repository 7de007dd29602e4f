"""Made series in place of a scenario's profiles, and what the assets' tests have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from pydantic import TypeAdapter
from scipy import sparse
from scipy.optimize import linprog

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Asset, Inputs, Setting
from hubsim.dispatch.together.template import compile_step, lay, level_name
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


def optimum(
    asset: Any,
    inputs: Inputs,
    price: FloatArray,
    step_h: float,
    end_kwh: Any = None,
    unmet_eur_kwh: float = 100.0,
) -> tuple[float, dict[str, FloatArray]]:
    """The least cost [EUR] of an asset's own block over the steps that have a price, and its variables.

    end_kwh : least levels at the end
    """

    model = pyo.ConcreteModel()
    model.asset = pyo.Block([0])
    block = model.asset[0]
    asset.block(block, step_h)
    model.power = pyo.Var()
    model.link = pyo.Constraint(expr=model.power == block.p_kw)
    unmet = block.unmet_kw if block.component("unmet_kw") is not None else 0.0
    carried = [
        (level_name("before", 0, name), level_name("after", 0, name)) for name in asset.stores()
    ]
    own = block.cost_eur + unmet_eur_kwh * step_h * unmet
    template, n = compile_step(model, own, carried), len(price)
    lower, upper, cost = (
        np.tile(part, (n, 1)) for part in (template.lower, template.upper, template.cost)
    )
    for name, (low, high) in asset.bounds(inputs, step_h).items():
        column = template.columns.get(f"asset[0].{name}")
        if column is not None:
            lower[:, column], upper[:, column] = low[:n], high[:n]
    cost[:, template.columns["power"]] += step_h * price
    factors = {f"asset[0].{name}": one[:n] for name, one in asset.factors(inputs).items()}
    matrix = lay((template, n)).at(factors).tocsr()
    row_lower, row_upper = (
        np.tile(part, (n, 1)) for part in (template.row_lower, template.row_upper)
    )
    if asset.has_store:
        carried = template.start @ np.atleast_1d(asset.start_kwh())
        row_lower[0] -= carried
        row_upper[0] -= carried
        if end_kwh is not None:
            last = lower[-1, template.carried_column]
            lower[-1, template.carried_column] = np.maximum(last, end_kwh)
    low, high = row_lower.ravel(), row_upper.ravel()
    equal, up, down = (
        low == high,
        (low != high) & np.isfinite(high),
        (low != high) & np.isfinite(low),
    )
    less = sparse.vstack([matrix[up], -matrix[down]])
    found = linprog(
        cost.ravel(),
        A_ub=less if less.shape[0] else None,
        b_ub=np.concatenate([high[up], -low[down]]) if less.shape[0] else None,
        A_eq=matrix[equal],
        b_eq=low[equal],
        bounds=np.stack([lower.ravel(), upper.ravel()], axis=1),
    )
    assert found.status == 0, found.message
    x = found.x.reshape(n, -1)
    columns = {name.removeprefix("asset[0]."): x[:, j] for name, j in template.columns.items()}
    return float(found.fun) + n * template.constant, columns


@pytest.fixture(scope="session")
def optimum_of() -> Callable[..., tuple[float, dict[str, FloatArray]]]:
    """Return what finds the least cost of an asset's own block."""
    return optimum


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
