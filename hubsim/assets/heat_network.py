"""A heat network: one heat pump with a boiler and a store keeps many homes warm, and loses heat on the way.

    level_(t+1) = level_t (1 - loss h) + h (cop_t p_t + e gas_t + unmet_t - sum_n heat_nt - lost)

Every home has a need of its own, drawn as that of a home with a heat pump; the pipes lose the same all
year. The COP is that of the supply temperature, which follows the weather and is never below what hot
water takes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, Strict

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Setting
from hubsim.assets.heat_pump_cop import cop, flow_degc
from hubsim.assets.hybrid_heat_pump import HybridHeatPump
from hubsim.units import Quantity

LEAST_SUPPLY_DEGC = 65.0
"""Supply that still makes hot water in the homes."""

_SUPPLY_DEGC = 70.0


class HeatNetwork(HybridHeatPump):
    """A heat station with its homes; `heat` and `hot_water` are of one of them."""

    title: ClassVar[str] = "Heat networks"

    kind: Literal["heat-network"]  # type: ignore[assignment]
    """A heat network with a central heat pump."""

    homes: Annotated[int, Strict(), Field(ge=1, le=5000)]
    """Number of homes."""

    pipe_loss: Annotated[float, Quantity("energy", least=0.0)] = 1200.0
    """Heat that the pipes lose in a year, for each home; some 4 GJ, assumed."""

    def need_kw(self, setting: Setting) -> tuple[FloatArray, FloatArray]:
        """Return the heat of all rooms with what the pipes lose, and of all hot water, (T,) each [kW]."""
        n_steps = setting.horizon.n_steps
        rooms, water = np.full(n_steps, self.homes * self.pipe_loss / 8766.0), np.zeros(n_steps)
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
        design = _SUPPLY_DEGC if self.flow is None else self.flow
        supply = np.maximum(flow_degc(outside_degc, design), LEAST_SUPPLY_DEGC)
        return cop(self.source, outside_degc, supply)
