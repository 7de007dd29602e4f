"""What heat pumps have in common: electricity becomes heat as source and flow temperature allow."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Inputs, Setting
from hubsim.assets.heat_pump_cop import TAP_FLOW_DEGC, Source, cop, flow_degc
from hubsim.assets.heated import Heated, running_mean
from hubsim.units import Quantity

_FLOW_DEGC = 45.0
_TINY = 1e-9
"""Heat need that keeps a mean over no need defined [kW]."""


class Heating(Heated):
    """A home's heating with a machine that makes heat of electricity."""

    power: Annotated[float, Quantity("power", above=0.0)]
    """Largest electric power."""

    least: Annotated[float, Quantity("power", least=0.0)] = 0.0
    """Electric power below which the machine is off when the hub operates it; that of `power` for a machine
    that cannot modulate. By default none: it may run a part of the quarter-hour."""

    source: Source = "air"
    """Where its heat comes from: air outside, or a loop in the ground."""

    flow: Annotated[float, Quantity("temperature", least=25.0, most=75.0)] | None = None
    """Temperature of the water in the radiators at -10 degC outside; 45 degC by default."""

    cop: Annotated[float, Field(gt=1.0, le=10.0)] | None = None
    """Heat per electricity, in place of what source, flow and weather make it."""

    def problems(self) -> list[tuple[str, str]]:
        """Return contradictions of the need, and a given COP beside a computed one."""
        problems = super().problems()
        if self.least > self.power:
            problems.append(("least", "is more than power"))
        if self.cop is not None and self.flow is not None:
            problems.append(("flow", "stands beside cop: give one of the two"))
        return problems

    def follows_weather(self) -> bool:
        """Return whether its need or its COP does."""
        return super().follows_weather() or self.cop is None

    def inputs(self, setting: Setting) -> Inputs:
        """Return the heat need, ``heat_kw``, and heat per electricity, ``cop``."""
        rooms, water = self.need_kw(setting)
        made = np.full_like(rooms, self.cop or 0.0)
        if self.cop is None:
            made = self._cop(setting.weather.temperature_degc, rooms, water, setting.horizon.step_h)
        return {"heat_kw": frozen(rooms + water), "cop": frozen(made), **self.of_rooms(rooms)}

    def _cop(
        self, outside_degc: FloatArray, rooms: FloatArray, water: FloatArray, step_h: float
    ) -> FloatArray:
        """Return heat per electricity where the buffer mixes warm rooms and hot water of a day."""
        flow = flow_degc(outside_degc, _FLOW_DEGC if self.flow is None else self.flow)
        low = cop(self.source, outside_degc, flow)
        if not water.any():
            return low
        high = cop(self.source, outside_degc, TAP_FLOW_DEGC)
        day = max(1, round(24.0 / step_h))
        warm, hot = running_mean(rooms, day), running_mean(water, day)
        mixed: FloatArray = (warm + hot + _TINY) / ((warm + _TINY) / low + hot / high)
        return mixed
