"""A heat pump with a buffer: electricity becomes heat, the buffer bridges until it is needed.

    level_(t+1) = level_t (1 - loss h) + h (cop_t p_t + r_t + unmet_t - heat_t),    0 <= level <= buffer

r is an electric back-up heater, if there is one. Alone, a thermostat with hysteresis runs the machine at
full power, and the heater helps when the buffer would run empty, as on the coldest days of the year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Behaviour, Inputs, Range
from hubsim.assets.heating import Heating
from hubsim.assets.leeway import Leeway
from hubsim.assets.thermostat import ON_BELOW, thermostat
from hubsim.units import Quantity


class HeatPump(Heating):
    """A heat pump that heats alone, modulating."""

    title: ClassVar[str] = "Heat pumps"

    kind: Literal["heat-pump"]
    """A heat pump with a buffer."""

    backup: Annotated[float, Quantity("power", least=0.0)] = 0.0
    """Power of an electric heater that helps when the machine alone is too small; most air heat pumps have
    one of 2 to 6 kW."""

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Follow the thermostat."""
        heat = inputs["heat_kw"]
        pump_kw, backup_kw, unmet, level = thermostat(
            heat,
            self.power,
            inputs["cop"],
            self.backup,
            np.zeros_like(heat),
            self.buffer,
            self.loss,
            self.start_kwh(),
            step_h,
        )
        p_kw = pump_kw + backup_kw
        return Behaviour(p_kw=p_kw, q_kvar=np.zeros_like(p_kw), level_kwh=level, unmet_kw=unmet)

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: electricity in, the given heat out, the level between."""
        import pyomo.environ as pyo

        block.pump_kw = pyo.Var(bounds=(0.0, self.power))
        backup_kw = 0.0
        if self.backup > 0.0:
            backup_kw = block.backup_kw = pyo.Var(bounds=(0.0, self.backup))
        block.cop = pyo.Param(initialize=1.0, mutable=True)
        self.buffered(block, step_h, block.cop * block.pump_kw + backup_kw)
        block.p_kw = pyo.Expression(expr=block.pump_kw + backup_kw)
        block.cost_eur = pyo.Expression(expr=0.0)

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
        p_kw = value("pump_kw")
        if self.backup > 0.0:
            p_kw = p_kw + value("backup_kw")
        return Behaviour(
            p_kw=p_kw,
            q_kvar=np.zeros_like(p_kw),
            level_kwh=level_kwh,
            unmet_kw=np.maximum(value("unmet_kw"), 0.0),
        )

    def worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:
        """Return what a stored kWh of heat saves when it replaces electricity bought later."""
        return max(0.0, buy_eur_kwh / float(inputs["cop"].mean()))

    def most_kw(self, inputs: Inputs) -> FloatArray:
        """Return the heat of machine and heater at full power."""
        return inputs["cop"] * self.power + self.backup

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the heat made is not what the power can make, with machine or heater first."""
        made = self.made_kwh(inputs, did, step_h)
        extra = step_h * (inputs["cop"] - 1.0)
        by_pump_first = step_h * did.p_kw + extra * np.minimum(did.p_kw, self.power)
        by_heater_first = step_h * did.p_kw + extra * np.maximum(did.p_kw - self.backup, 0.0)
        residual: FloatArray = made - np.clip(made, by_heater_first, by_pump_first)
        return residual

    def leeway(self, inputs: Inputs, step_h: float) -> Leeway:
        """Return that it may wait until its thermostat would switch it on; the heater only helps.

        The busier the machine, the fuller the buffer has to stay: it could not catch up, and nobody
        foresees when hot water is drawn.
        """
        busy = inputs["heat_kw"] / (self.power * inputs["cop"])
        return Leeway(
            turn="heat",
            least_kw=0.0,
            most_kw=self.power,
            gain_kwh_kw=step_h * inputs["cop"],
            keep=1.0 - self.loss * step_h,
            most_kwh=self.buffer,
            held_kwh=self.buffer * np.clip(busy, ON_BELOW, 1.0),
            reserve_kw=self.backup,
            reserve_kwh_kw=step_h,
        )

    def power_range_kw(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return off to full power of machine and heater."""
        return 0.0, self.power + self.backup
