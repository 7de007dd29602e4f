"""A heat pump with a buffer: electricity becomes heat, the buffer bridges until it is needed.

    level_(t+1) = level_t (1 - loss h) + h (cop p_t + unmet_t - heat_t),    0 <= level <= buffer

The coefficient of performance is constant in this version. The heat need of the building is the
running mean of a profile: SimBench's heat-pump columns are single machines with blocked hours, and a
building smooths them (`smoothing`). Alone, a thermostat with hysteresis runs it at full power.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Range, Setting
from hubsim.compiled import compiled
from hubsim.units import Quantity

ON_BELOW = 0.3
"""Share of the buffer below which the thermostat switches on."""
OFF_ABOVE = 0.9
"""Share of the buffer above which it switches off."""


class HeatPump(Asset):
    """A heat pump for space heating, modulating, with a water buffer."""

    flexible: ClassVar[bool] = True
    has_store: ClassVar[bool] = True

    kind: Literal["heat-pump"]
    """A heat pump with a buffer."""

    heat: Annotated[float, Quantity("energy", above=0.0)]
    """Heat needed in a year."""

    profile: Annotated[str, Field(min_length=1)]
    """Shape of the heat need: NAME/COLUMN of the scenario's profiles, kW per kWh of the year."""

    smoothing: Annotated[float, Quantity("duration", least=0.0)] = 24.0
    """Time over which the building's mass averages the shape."""

    power: Annotated[float, Quantity("power", above=0.0)]
    """Largest electric power."""

    cop: Annotated[float, Field(gt=1.0, le=10.0)] = 3.2
    """Heat per electricity."""

    buffer: Annotated[float, Quantity("energy", above=0.0)] = 8.0
    """Heat that the buffer holds between its lowest and highest temperature."""

    loss: Annotated[float, Quantity("share", least=0.0, most=0.5)] = 0.01
    """Share of the stored heat lost in an hour."""

    start: Annotated[float, Quantity("share", least=0.0, most=1.0)] = 0.5
    """Filling of the buffer at the start of the horizon."""

    def profile_names(self) -> list[tuple[str, str]]:
        """Return the profile of the heat need."""
        return [("profile", self.profile)]

    def inputs(self, setting: Setting) -> Inputs:
        """Return the heat need, ``heat_kw``."""
        # A machine's series may dip below zero; a building does not give heat back.
        shape = np.maximum(setting.profiles.series(self.profile), 0.0)
        width = max(1, round(self.smoothing / setting.horizon.step_h))
        return {"heat_kw": frozen(self.heat * running_mean(shape, width))}

    def start_kwh(self) -> float:
        """Return the heat stored at the start [kWh]."""
        return self.start * self.buffer

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Follow the thermostat."""
        heat = inputs["heat_kw"]
        p_kw, unmet, level = np.empty(len(heat)), np.empty(len(heat)), np.empty(len(heat) + 1)
        thermostat(
            heat,
            self.power,
            self.cop,
            self.buffer,
            self.loss,
            self.start_kwh(),
            step_h,
            p_kw,
            unmet,
            level,
        )
        return Behaviour(p_kw=p_kw, q_kvar=np.zeros_like(p_kw), level_kwh=level, unmet_kw=unmet)

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: electricity in, the given heat out, the level between."""
        import pyomo.environ as pyo

        block.power_kw = pyo.Var(bounds=(0.0, self.power))
        block.heat_kw = pyo.Var(bounds=(0.0, None))
        block.unmet_kw = pyo.Var(bounds=(0.0, None))
        block.level_before = pyo.Var(bounds=(0.0, self.buffer))
        block.level_after = pyo.Var(bounds=(0.0, self.buffer))
        block.balance = pyo.Constraint(
            expr=block.level_after
            == (1.0 - self.loss * step_h) * block.level_before
            + step_h * (self.cop * block.power_kw + block.unmet_kw - block.heat_kw)
        )
        block.p_kw = pyo.Expression(expr=block.power_kw)
        block.cost_eur = pyo.Expression(expr=0.0)

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:  # noqa: ARG002
        """Return the given heat; no more than it can go unmet."""
        heat = inputs["heat_kw"]
        return {"heat_kw": (heat, heat), "unmet_kw": (np.zeros_like(heat), heat)}

    def behaviour(
        self,
        inputs: Inputs,  # noqa: ARG002
        value: Callable[[str], FloatArray],
        level_kwh: FloatArray,
    ) -> Behaviour:
        """Return what the solved block did."""
        p_kw = value("power_kw")
        return Behaviour(
            p_kw=p_kw,
            q_kvar=np.zeros_like(p_kw),
            level_kwh=level_kwh,
            unmet_kw=np.maximum(value("unmet_kw"), 0.0),
        )

    def worth_eur_kwh(self, buy_eur_kwh: float) -> float:
        """Return what a stored kWh of heat saves when it replaces electricity bought later."""
        return max(0.0, buy_eur_kwh / self.cop)

    def reachable_kwh(self, inputs: Inputs, steps: slice, level_kwh: float, step_h: float) -> float:
        """Return the level after heating at full power all the time."""
        level = level_kwh
        for heat in inputs["heat_kw"][steps]:
            level = level * (1.0 - self.loss * step_h) + step_h * (self.cop * self.power - heat)
            level = min(self.buffer, max(0.0, level))
        return level

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the buffer's balance does not close."""
        unmet = 0.0 if did.unmet_kw is None else did.unmet_kw
        kept = did.level_kwh[:-1] * (1.0 - self.loss * step_h)
        gained = step_h * (self.cop * did.p_kw + unmet - inputs["heat_kw"])
        return did.level_kwh[1:] - kept - gained

    def power_range_kw(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return off to full power."""
        return 0.0, self.power

    def level_range_kwh(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return an empty to a full buffer."""
        return 0.0, self.buffer


def running_mean(values: FloatArray, width: int) -> FloatArray:
    """Return the centred mean over `width` steps, over fewer at the ends; the total is kept."""
    if width <= 1:
        return values
    total = np.concatenate([[0.0], np.cumsum(values)])
    place = np.arange(len(values))
    first = np.maximum(place - width // 2, 0)
    last = np.minimum(place - width // 2 + width, len(values))
    mean = (total[last] - total[first]) / (last - first)
    scale = mean.sum()
    kept: FloatArray = mean * (values.sum() / scale) if scale > 0.0 else mean
    return kept


@compiled
def thermostat(
    heat_kw: FloatArray,
    power_kw: float,
    cop: float,
    buffer_kwh: float,
    loss: float,
    start_kwh: float,
    step_h: float,
    p_kw: FloatArray,
    unmet_kw: FloatArray,
    level_kwh: FloatArray,
) -> None:
    """Fill power, unmet heat and level of a heat pump under a thermostat with hysteresis."""
    level = start_kwh
    level_kwh[0] = level
    on = False
    for t in range(heat_kw.size):
        if level < ON_BELOW * buffer_kwh:
            on = True
        elif level > OFF_ABOVE * buffer_kwh:
            on = False
        rest = level * (1.0 - loss * step_h) - step_h * heat_kw[t]
        if rest < 0.0:
            on = True
        p = 0.0
        if on:
            # The last step modulates, so that the buffer does not overflow.
            p = max(0.0, min(power_kw, (buffer_kwh - rest) / (cop * step_h)))
        level = rest + step_h * cop * p
        unmet_kw[t] = max(0.0, -level) / step_h
        level = max(0.0, level)
        p_kw[t] = p
        level_kwh[t + 1] = level
