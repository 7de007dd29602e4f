"""A heat network: one heat pump with a boiler and a store keeps many homes warm, and loses heat on the way.

    level_(t+1) = level_t (1 - loss h) + h (cop_t p_t + e gas_t + unmet_t - sum_n heat_nt - lost_t)
    lost_t ~ (supply_t + return) / 2 - ground

Every home has a need of its own, drawn as that of a home with a heat pump. The COP is that of the supply
temperature, which follows the weather and is never below what hot water takes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, Strict

from hubsim.arrays import FloatArray
from hubsim.assets.annual import in_year
from hubsim.assets.asset import Setting
from hubsim.assets.heat_pump_cop import cop, flow_degc
from hubsim.assets.hybrid_heat_pump import HybridHeatPump
from hubsim.units import Quantity
from hubsim.weather.weather import Weather

LEAST_SUPPLY_DEGC = 65.0
"""Supply that still makes hot water in the homes."""

_SUPPLY_DEGC, _RETURN_DEGC, _GROUND_DEGC = 70.0, 40.0, 10.0
"""Supply at -10 degC outside, return and ground; assumed."""


class HeatNetwork(HybridHeatPump):
    """A heat station with its homes; `heat` and `hot_water` are of one of them."""

    title: ClassVar[str] = "Heat networks"

    kind: Literal["heat-network"]  # type: ignore[assignment]
    """A heat network with a central heat pump."""

    homes: Annotated[int, Strict(), Field(ge=1, le=5000)]
    """Number of homes."""

    pipe_loss: Annotated[float, Quantity("energy", least=0.0)] = 1200.0
    """Heat that the pipes lose in a year, for each home, exact in the weather of the Dutch year; some 4 GJ,
    assumed. More when the supply is hot."""

    def problems(self) -> list[tuple[str, str]]:
        """Return contradictions of the need; homes with thermostats of their own have no band in common."""
        found = super().problems()
        if self.comfort > 0.0:
            found.append(
                ("comfort", "is of a home with a heating of its own, not of a heat network")
            )
        return found

    def need_kw(self, setting: Setting) -> tuple[FloatArray, FloatArray]:
        """Return the heat of all rooms with what the pipes lose, and of all hot water, (T,) each [kW]."""
        rooms = in_year(setting, self.homes * self.pipe_loss, self._over_ground_k)
        water = np.zeros_like(rooms)
        for seed in setting.random.integers(2**62, size=self.homes).tolist():
            home = replace(setting, random=np.random.default_rng(seed))
            warm, hot = super().need_kw(home)
            rooms += warm
            water += hot
        return rooms, water

    def _cop(
        self,
        outside_degc: FloatArray,
        rooms: FloatArray,  # noqa: ARG002
        water: FloatArray,  # noqa: ARG002
        step_h: float,  # noqa: ARG002
    ) -> FloatArray:
        """Return heat per electricity at the supply temperature."""
        return cop(self.source, outside_degc, self._supply_degc(outside_degc))

    def _supply_degc(self, outside_degc: FloatArray) -> FloatArray:
        design = _SUPPLY_DEGC if self.flow is None else self.flow
        supply: FloatArray = np.maximum(flow_degc(outside_degc, design), LEAST_SUPPLY_DEGC)
        return supply

    def _over_ground_k(self, weather: Weather) -> FloatArray:
        """Return by how much the pipes are warmer than the ground, the mean of both [K]."""
        return (self._supply_degc(weather.temperature_degc) + _RETURN_DEGC) / 2.0 - _GROUND_DEGC
