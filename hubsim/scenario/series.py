"""Every series that a scenario makes or reads, by name: for looking at them, and for other programs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hubsim.assets.asset import Asset
from hubsim.profiles.clock import Steps
from hubsim.profiles.store import Series
from hubsim.profiles.table import LABELS, SYNTHETIC, USER
from hubsim.scenario.plan import Plan

_UNITS = {"kw": "kW", "kwh": "kWh", "cop": "1"}
"""Ending of an input's name -> its unit."""


def series_of(plan: Plan) -> tuple[Steps, list[Series]]:
    """Return the clock of a plan and its series: of every asset ``member.asset.input``, weather, prices.

    Weather is in it whether or not something follows it.
    """
    horizon = plan.horizon
    steps = Steps(horizon.times[0], horizon.step_s, horizon.n_steps)
    return steps, [*_of_assets(plan), *_of_weather(plan), *_of_prices(plan)]


def _of_assets(plan: Plan) -> Iterator[Series]:
    for name, asset, inputs in zip(plan.asset_ids, plan.assets, plan.inputs, strict=True):
        label = _label(plan, asset)
        for key, values in inputs.items():
            unit = _UNITS.get(key.rpartition("_")[2], "1")
            yield Series(f"{name}.{key}", values, unit, label)


def _label(plan: Plan, asset: Asset) -> str:
    """Return where what an asset needs comes from: of what it reads the most cautious label."""
    if asset.is_generated():
        return SYNTHETIC
    read = [plan.data_labels.get(name.partition("/")[0], USER) for _, name in asset.profile_names()]
    if not read and asset.follows_weather():
        read = [plan.weather.readings.label]
    return min(read, key=LABELS.index, default=USER)


def _of_weather(plan: Plan) -> Iterator[Series]:
    weather = plan.weather
    label = weather.readings.label
    yield Series("weather.temperature", weather.temperature_degc, "degC", label)
    yield Series("weather.wind", weather.wind_m_s, "m/s", label)
    yield Series("weather.radiation", weather.ghi_w_m2, "W/m2", label)
    yield Series("weather.diffuse", weather.dhi_w_m2, "W/m2", label)


def _of_prices(plan: Plan) -> Iterator[Series]:
    label = plan.data_labels.get("day-ahead price", USER)
    for tariff in dict.fromkeys(plan.member_tariff):
        m = plan.member_tariff.index(tariff)
        for side, price in (("buy", plan.buy_eur_kwh), ("sell", plan.sell_eur_kwh)):
            values = np.ascontiguousarray(price[:, m])
            yield Series(f"tariff.{tariff}.{side}", values, "EUR/kWh", label)
    yield Series("carbon", plan.carbon_kg_kwh, "kg/kWh", plan.data_labels.get("carbon", USER))
