"""A cold store: cold is made by electricity and kept by what is stored, between two temperatures.

    level_(t+1) = level_t + h (cop p_t + unmet_t - gain_t),    0 <= level <= band
    gain_t = gain max(0, T_t - inside) / (25 degC - inside)

The level is the cold between the highest and the lowest temperature that the goods bear. Heat comes in
as it is warmer outside. Alone, a thermostat with hysteresis runs the machine at full power.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Range, Setting
from hubsim.assets.leeway import Leeway
from hubsim.assets.thermostat import thermostat
from hubsim.units import Quantity

_WARM_DEGC = 25.0


class ColdStore(Asset):
    """A cold or freezer room, or a cabinet, whose goods carry cold over some hours."""

    title: ClassVar[str] = "Cold stores"
    flexible: ClassVar[bool] = True
    has_store: ClassVar[bool] = True

    kind: Literal["cold-store"]
    """A cold store."""

    power: Annotated[float, Quantity("power", above=0.0)]
    """Largest electric power."""

    gain: Annotated[float, Quantity("power", above=0.0)]
    """Heat that comes in at 25 degC outside."""

    inside: Annotated[float, Quantity("temperature", least=-40.0, most=15.0)] = -20.0
    """Temperature of the goods."""

    cop: Annotated[float, Field(gt=0.3, le=8.0)] = 1.8
    """Cold per electricity; 1.8 is usual for freezers, 3 for cooling, assumed."""

    band: Annotated[float, Quantity("energy", above=0.0)]
    """Cold between the highest and the lowest temperature that the goods bear."""

    start: Annotated[float, Quantity("share", least=0.0, most=1.0)] = 0.5
    """Share of it that is there at the start of the horizon."""

    def problems(self) -> list[tuple[str, str]]:
        """Return a machine that could not hold the temperature on a warm day."""
        if self.cop * self.power >= self.gain:
            return []
        made = self.cop * self.power
        return [("gain", f"is more than the {made:.4g} kW of cold that the machine makes")]

    def follows_weather(self) -> bool:
        """Return that heat comes in from outside."""
        return True

    def inputs(self, setting: Setting) -> Inputs:
        """Return the heat that comes in, ``gain_kw``."""
        warmer = np.maximum(setting.weather.temperature_degc - self.inside, 0.0)
        return {"gain_kw": frozen(self.gain * warmer / (_WARM_DEGC - self.inside))}

    def start_kwh(self) -> float:
        """Return the cold stored at the start [kWh]."""
        return self.start * self.band

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Follow the thermostat."""
        gain = inputs["gain_kw"]
        cop, none = np.full_like(gain, self.cop), np.zeros_like(gain)
        power = np.full_like(gain, self.power)
        p_kw, _, unmet, level = thermostat(
            gain, power, cop, 0.0, none, self.band, 0.0, self.start_kwh(), step_h
        )
        return Behaviour(p_kw=p_kw, q_kvar=np.zeros_like(p_kw), level_kwh=level, unmet_kw=unmet)

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: cold made, heat that comes in, the level between."""
        import pyomo.environ as pyo

        block.power_kw = pyo.Var(bounds=(0.0, self.power))
        block.gain_kw = pyo.Var(bounds=(0.0, None))
        block.unmet_kw = pyo.Var(bounds=(0.0, None))
        block.level_before = pyo.Var(bounds=(0.0, self.band))
        block.level_after = pyo.Var(bounds=(0.0, self.band))
        block.balance = pyo.Constraint(
            expr=block.level_after
            == block.level_before
            + step_h * (self.cop * block.power_kw + block.unmet_kw - block.gain_kw)
        )
        block.p_kw = pyo.Expression(expr=block.power_kw)
        block.cost_eur = pyo.Expression(expr=0.0)

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:  # noqa: ARG002
        """Return the heat that comes in; no more than it can go unmet."""
        gain = inputs["gain_kw"]
        return {"gain_kw": (gain, gain), "unmet_kw": (np.zeros_like(gain), gain)}

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

    def worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:  # noqa: ARG002
        """Return what a stored kWh of cold saves when it replaces electricity bought later."""
        return max(0.0, buy_eur_kwh / self.cop)

    def reachable_kwh(self, inputs: Inputs, steps: slice, level_kwh: float, step_h: float) -> float:
        """Return the level after cooling at full power all the time."""
        level = level_kwh
        for gain in inputs["gain_kw"][steps]:
            level = min(self.band, max(0.0, level + step_h * (self.cop * self.power - gain)))
        return float(level)

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the balance of cold does not close."""
        unmet = 0.0 if did.unmet_kw is None else did.unmet_kw
        gained = step_h * (self.cop * did.p_kw + unmet - inputs["gain_kw"])
        return np.diff(did.level_kwh) - gained

    def leeway(self, inputs: Inputs, step_h: float) -> Leeway:  # noqa: ARG002
        """Return that it may wait until it is as warm as its goods bear."""
        return Leeway(
            turn="cold",
            least_kw=0.0,
            most_kw=self.power,
            gain_kwh_kw=step_h * self.cop,
            most_kwh=self.band,
        )

    def power_range_kw(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return off to full power."""
        return 0.0, self.power

    def level_range_kwh(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return from the highest to the lowest temperature."""
        return 0.0, self.band
