"""A heat pump with a buffer: electricity becomes heat, the buffer bridges until it is needed.

    level_(t+1) = level_t (1 - loss h) + h (cop_t p_t + unmet_t - heat_t),    0 <= level <= buffer

Alone, a thermostat with hysteresis runs the machine at full power.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Behaviour, Bounds, Inputs, Range
from hubsim.assets.heating import Heating
from hubsim.compiled import compiled

ON_BELOW = 0.3
"""Share of the buffer below which the thermostat switches on."""
OFF_ABOVE = 0.9
"""Share of the buffer above which it switches off."""


class HeatPump(Heating):
    """A heat pump that heats alone, modulating."""

    title: ClassVar[str] = "Heat pumps"

    kind: Literal["heat-pump"]
    """A heat pump with a buffer."""

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Follow the thermostat."""
        heat = inputs["heat_kw"]
        p_kw, unmet, level = np.empty(len(heat)), np.empty(len(heat)), np.empty(len(heat) + 1)
        thermostat(
            heat,
            self.power,
            inputs["cop"],
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
        block.cop = pyo.Param(initialize=1.0, mutable=True)
        block.balance = pyo.Constraint(
            expr=block.level_after
            == (1.0 - self.loss * step_h) * block.level_before
            + step_h * (block.cop * block.power_kw + block.unmet_kw - block.heat_kw)
        )
        block.p_kw = pyo.Expression(expr=block.power_kw)
        block.cost_eur = pyo.Expression(expr=0.0)

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:  # noqa: ARG002
        """Return the given heat; no more than it can go unmet."""
        heat = inputs["heat_kw"]
        return {"heat_kw": (heat, heat), "unmet_kw": (np.zeros_like(heat), heat)}

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
            unmet_kw=np.maximum(value("unmet_kw"), 0.0),
        )

    def worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:
        """Return what a stored kWh of heat saves when it replaces electricity bought later."""
        return max(0.0, buy_eur_kwh / float(inputs["cop"].mean()))

    def reachable_kwh(self, inputs: Inputs, steps: slice, level_kwh: float, step_h: float) -> float:
        """Return the level after heating at full power all the time."""
        level = level_kwh
        for heat, made in zip(inputs["heat_kw"][steps], inputs["cop"][steps], strict=True):
            level = level * (1.0 - self.loss * step_h) + step_h * (made * self.power - heat)
            level = min(self.buffer, max(0.0, level))
        return level

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the buffer's balance does not close."""
        unmet = 0.0 if did.unmet_kw is None else did.unmet_kw
        kept = did.level_kwh[:-1] * (1.0 - self.loss * step_h)
        gained = step_h * (inputs["cop"] * did.p_kw + unmet - inputs["heat_kw"])
        return did.level_kwh[1:] - kept - gained

    def power_range_kw(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return off to full power."""
        return 0.0, self.power


@compiled
def thermostat(
    heat_kw: FloatArray,
    power_kw: float,
    cop: FloatArray,
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
            p = max(0.0, min(power_kw, (buffer_kwh - rest) / (cop[t] * step_h)))
        level = rest + step_h * cop[t] * p
        unmet_kw[t] = max(0.0, -level) / step_h
        level = max(0.0, level)
        p_kw[t] = p
        level_kwh[t + 1] = level
