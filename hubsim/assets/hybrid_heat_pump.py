"""A hybrid heat pump: a machine and a gas boiler, whichever makes heat for less, or both.

    level_(t+1) = level_t (1 - loss h) + h (cop_t p_t + e gas_t + unmet_t - heat_t),    0 <= level <= buffer

Alone, the cheaper of the two follows a thermostat with hysteresis, and the other helps when the buffer
would run empty. Together the hub chooses; gas has its price in the optimiser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Behaviour, Inputs, Range, Setting
from hubsim.assets.heating import Heating
from hubsim.assets.thermostat import thermostat
from hubsim.units import Quantity


class HybridHeatPump(Heating):
    """A small heat pump beside a gas boiler."""

    title: ClassVar[str] = "Hybrid heat pumps"

    kind: Literal["hybrid-heat-pump"]
    """A heat pump beside a gas boiler."""

    boiler: Annotated[float, Quantity("power", above=0.0)]
    """Heat that the boiler gives at most."""

    boiler_efficiency: Annotated[float, Quantity("share", above=0.3, most=1.0)] = 0.9
    """Heat of the boiler per gas burnt, upper heating value."""

    gas: Annotated[float, Quantity("price", least=0.0)] = Field(
        default="0.13 EUR/kWh", validate_default=True
    )
    """Price of gas, taxes included, upper heating value; 0.13 EUR/kWh is some 1.30 EUR a cubic metre."""

    def follows_prices(self) -> bool:
        """Return that the cheaper one runs."""
        return True

    def inputs(self, setting: Setting) -> Inputs:
        """Return heat need and COP, and ``gas_leads``: 1 where gas makes heat for less."""
        made = super().inputs(setting)
        gas_leads = self.gas / self.boiler_efficiency < setting.buy_eur_kwh / made["cop"]
        return {**made, "gas_leads": frozen(gas_leads.astype(np.float64))}

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Follow the thermostat with the cheaper one; the other helps."""
        heat = inputs["heat_kw"]
        p_kw, boiler, unmet, level = thermostat(
            heat,
            np.full_like(heat, self.power),
            inputs["cop"],
            self.boiler,
            inputs["gas_leads"],
            self.buffer,
            self.loss,
            self.filled_kwh("buffer"),
            step_h,
        )
        return Behaviour(
            p_kw=p_kw,
            q_kvar=np.zeros_like(p_kw),
            level_kwh=self.levels(buffer=level),
            unmet_kw=unmet,
            gas_kw=boiler / self.boiler_efficiency,
        )

    def fuel_eur_kwh(self) -> float:
        """Return the price of gas [EUR/kWh]."""
        return self.gas

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: electricity and gas in, the given heat out, the level between."""
        import pyomo.environ as pyo

        block.power_kw = pyo.Var(bounds=(0.0, self.power))
        block.gas_kw = pyo.Var(bounds=(0.0, self.boiler / self.boiler_efficiency))
        block.cop = pyo.Param(initialize=1.0, mutable=True)
        made = block.cop * block.power_kw + self.boiler_efficiency * block.gas_kw
        self.buffered(block, step_h, made)
        block.p_kw = pyo.Expression(expr=block.power_kw)
        block.cost_eur = pyo.Expression(expr=step_h * self.gas * block.gas_kw)

    def least_kw(self) -> Mapping[str, float]:
        """Return the least power of the heat pump, if there is one."""
        return {"power_kw": self.least} if self.least > 0.0 else {}

    def factors(self, inputs: Inputs) -> Mapping[str, FloatArray]:
        """Return heat per electricity."""
        return {"cop": inputs["cop"]}

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
            unmet_kw=self.unmet_kw(value),
            gas_kw=np.maximum(value("gas_kw"), 0.0),
        )

    def heat_worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:
        """Return what a stored kWh of heat saves of the cheaper one."""
        electric = buy_eur_kwh / float(inputs["cop"].mean())
        return max(0.0, min(electric, self.gas / self.boiler_efficiency))

    def most_kw(self, inputs: Inputs) -> FloatArray:
        """Return the heat of both at full power."""
        return inputs["cop"] * self.power + self.boiler

    def unexplained_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the buffer's balance does not close."""
        burnt = 0.0 if did.gas_kw is None else self.boiler_efficiency * did.gas_kw
        return self.made_kwh(inputs, did, step_h) - step_h * (inputs["cop"] * did.p_kw + burnt)

    def power_range_kw(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return off to full power."""
        return 0.0, self.power
