"""A boiler with a buffer, on gas as most Dutch homes have one, or on electricity.

    level_(t+1) = level_t (1 - loss h) + h (e drawn_t + unmet_t - heat_t),    0 <= level <= buffer

What is drawn is gas, with a little power for fan and pump, or power alone. Alone, a thermostat with
hysteresis runs it at full power.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Behaviour, Inputs, Range, Setting
from hubsim.assets.heated import Heated
from hubsim.assets.thermostat import thermostat
from hubsim.units import Quantity

AUXILIARY = 0.005
"""Power of fan and pump over the gas burnt: 130 W of a boiler of 24 kW; assumed."""


class Boiler(Heated):
    """A boiler for rooms and hot water."""

    title: ClassVar[str] = "Boilers"

    kind: Literal["boiler"]
    """A boiler on gas or electricity."""

    fuel: Literal["gas", "electricity"] = "gas"
    """What it burns or draws."""

    power: Annotated[float, Quantity("power", above=0.0)]
    """Heat that it gives at most."""

    efficiency: Annotated[float, Quantity("share", above=0.3, most=1.0)] | None = None
    """Heat per gas burnt, upper heating value, or per electricity; 90 % and 99 % by default."""

    gas: Annotated[float, Quantity("price", least=0.0)] = Field(
        default="0.13 EUR/kWh", validate_default=True
    )
    """Price of gas, taxes included, upper heating value; not looked at on electricity."""

    @property
    def per_drawn(self) -> float:
        """Heat per gas or electricity drawn."""
        return self.efficiency or (0.9 if self.fuel == "gas" else 0.99)

    def inputs(self, setting: Setting) -> Inputs:
        """Return the heat need, ``heat_kw``."""
        rooms, water = self.need_kw(setting)
        return {"heat_kw": frozen(rooms + water), **self.of_rooms(rooms)}

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Follow the thermostat."""
        heat = inputs["heat_kw"]
        drawn, _, unmet, level = thermostat(
            heat,
            np.full_like(heat, self.power / self.per_drawn),
            np.full_like(heat, self.per_drawn),
            0.0,
            np.zeros_like(heat),
            self.buffer,
            self.loss,
            self.filled_kwh("buffer"),
            step_h,
        )
        return self._did(drawn, unmet, self.levels(buffer=level))

    def _did(self, drawn: FloatArray, unmet: FloatArray, level: FloatArray) -> Behaviour:
        """Return the behaviour of what is drawn, as gas or as power."""
        nothing = np.zeros_like(drawn)
        is_gas = self.fuel == "gas"
        return Behaviour(
            p_kw=AUXILIARY * drawn if is_gas else drawn,
            q_kvar=nothing,
            level_kwh=level,
            unmet_kw=unmet,
            gas_kw=drawn if is_gas else None,
        )

    def fuel_eur_kwh(self) -> float:
        """Return the price of gas [EUR/kWh]."""
        return self.gas

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: what is drawn, the given heat out, the level between."""
        import pyomo.environ as pyo

        block.drawn_kw = pyo.Var(bounds=(0.0, self.power / self.per_drawn))
        self.buffered(block, step_h, self.per_drawn * block.drawn_kw)
        is_gas = self.fuel == "gas"
        block.p_kw = pyo.Expression(expr=(AUXILIARY if is_gas else 1.0) * block.drawn_kw)
        block.cost_eur = pyo.Expression(expr=step_h * self.gas * block.drawn_kw if is_gas else 0.0)

    def behaviour(
        self,
        inputs: Inputs,  # noqa: ARG002
        value: Callable[[str], FloatArray],
        level_kwh: FloatArray,
    ) -> Behaviour:
        """Return what the solved block did."""
        return self._did(np.maximum(value("drawn_kw"), 0.0), self.unmet_kw(value), level_kwh)

    def heat_worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:  # noqa: ARG002
        """Return what a stored kWh of heat saves of gas, or of electricity bought later."""
        price = self.gas + AUXILIARY * buy_eur_kwh if self.fuel == "gas" else buy_eur_kwh
        return max(0.0, price / self.per_drawn)

    def most_kw(self, inputs: Inputs) -> FloatArray:
        """Return its heat at full power."""
        return np.full_like(inputs["heat_kw"], self.power)

    def unexplained_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the buffer's balance does not close, or the power is not that of the gas."""
        drawn, beside = did.p_kw, np.zeros_like(did.p_kw)
        if self.fuel == "gas" and did.gas_kw is not None:
            drawn, beside = did.gas_kw, did.p_kw - AUXILIARY * did.gas_kw
        made = self.made_kwh(inputs, did, step_h)
        return made + step_h * (np.abs(beside) - self.per_drawn * drawn)

    def power_range_kw(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return off to full power."""
        return 0.0, (AUXILIARY if self.fuel == "gas" else 1.0) * self.power / self.per_drawn
