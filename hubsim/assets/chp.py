"""Combined heat and power: gas becomes electricity and heat, beside a gas boiler and a buffer.

    p_t = -e chp_t,    level_(t+1) = level_t (1 - loss h) + h (q chp_t + b boiler_t + unmet_t - heat_t)
    gas_t = chp_t + boiler_t,    0 <= level <= buffer

Alone, led by heat, a thermostat runs the engine at full power, and the boiler helps when the buffer would
run empty; led by price, the boiler changes places with it while gas burnt there makes heat for less.
Together the hub also runs it for its electricity, as far as the buffer takes the heat.
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


class Chp(Heated):
    """A gas engine that heats a building and feeds in what it does not use."""

    title: ClassVar[str] = "Combined heat and power"

    kind: Literal["chp"]
    """Combined heat and power from gas."""

    power: Annotated[float, Quantity("power", above=0.0)]
    """Electric power at full load."""

    electric: Annotated[float, Quantity("share", above=0.0, most=0.7)] = 0.30
    """Electricity per gas burnt, upper heating value."""

    thermal: Annotated[float, Quantity("share", above=0.0, most=0.9)] = 0.55
    """Heat per gas burnt, upper heating value."""

    boiler: Annotated[float, Quantity("power", least=0.0)] = 0.0
    """Heat that a boiler beside it gives at most."""

    boiler_efficiency: Annotated[float, Quantity("share", above=0.3, most=1.0)] = 0.9
    """Heat of the boiler per gas burnt, upper heating value."""

    strategy: Literal["heat", "price"] = "heat"
    """What leads it alone: heat, or what its member pays for electricity."""

    gas: Annotated[float, Quantity("price", least=0.0)] = Field(
        default="0.09 EUR/kWh", validate_default=True
    )
    """Price of gas, taxes included, upper heating value; of a larger user, assumed."""

    def problems(self) -> list[tuple[str, str]]:
        """Return contradictions of the need, and more energy than the gas has."""
        problems = super().problems()
        if self.electric + self.thermal > 1.0:
            total = 100.0 * (self.electric + self.thermal)
            problems.append(("thermal", f"and electric are {total:.4g} % of the gas together"))
        if self.strategy == "price" and self.boiler == 0.0:
            problems.append(
                ("strategy", "by price needs a boiler that heats while the engine rests")
            )
        return problems

    def follows_prices(self) -> bool:
        """Return whether its strategy does."""
        return self.strategy == "price"

    def inputs(self, setting: Setting) -> Inputs:
        """Return the heat need, ``heat_kw``, and ``boiler_leads``: 1 where that is its strategy."""
        rooms, water = self.need_kw(setting)
        boiler_leads = np.zeros_like(rooms)
        if self.strategy == "price":
            by_engine = (self.gas - self.electric * setting.buy_eur_kwh) / self.thermal
            boiler_leads = (self.gas / self.boiler_efficiency < by_engine).astype(np.float64)
        return {
            "heat_kw": frozen(rooms + water),
            "boiler_leads": frozen(boiler_leads),
            **self.of_rooms(rooms),
        }

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Follow the thermostat of the building."""
        heat = inputs["heat_kw"]
        # The engine stands where a hybrid's heat pump stands: so much heat for a kW of electricity.
        ratio = np.full_like(heat, self.thermal / self.electric)
        made, boiler, unmet, level = thermostat(
            heat,
            np.full_like(heat, self.power),
            ratio,
            self.boiler,
            inputs["boiler_leads"],
            self.buffer,
            self.loss,
            self.filled_kwh("buffer"),
            step_h,
        )
        return Behaviour(
            p_kw=-made,
            q_kvar=np.zeros_like(made),
            level_kwh=self.levels(buffer=level),
            unmet_kw=unmet,
            gas_kw=made / self.electric + boiler / self.boiler_efficiency,
        )

    def fuel_eur_kwh(self) -> float:
        """Return the price of gas [EUR/kWh]."""
        return self.gas

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: gas in, electricity and the given heat out, the level between."""
        import pyomo.environ as pyo

        block.engine_kw = pyo.Var(bounds=(0.0, self.power / self.electric))
        block.boiler_kw = pyo.Var(bounds=(0.0, self.boiler / self.boiler_efficiency))
        made = self.thermal * block.engine_kw + self.boiler_efficiency * block.boiler_kw
        self.buffered(block, step_h, made)
        block.p_kw = pyo.Expression(expr=-self.electric * block.engine_kw)
        block.cost_eur = pyo.Expression(
            expr=step_h * self.gas * (block.engine_kw + block.boiler_kw)
        )

    def behaviour(
        self,
        inputs: Inputs,  # noqa: ARG002
        value: Callable[[str], FloatArray],
        level_kwh: FloatArray,
    ) -> Behaviour:
        """Return what the solved block did."""
        engine, boiler = (np.maximum(value(name), 0.0) for name in ("engine_kw", "boiler_kw"))
        return Behaviour(
            p_kw=-self.electric * engine,
            q_kvar=np.zeros_like(engine),
            level_kwh=level_kwh,
            unmet_kw=self.unmet_kw(value),
            gas_kw=engine + boiler,
        )

    def heat_worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:  # noqa: ARG002
        """Return what a stored kWh of heat saves: gas of the boiler, or of the engine less its power."""
        engine = (self.gas - self.electric * buy_eur_kwh) / self.thermal
        boiler = self.gas / self.boiler_efficiency
        return max(0.0, min(engine, boiler) if self.boiler > 0.0 else engine)

    def most_kw(self, inputs: Inputs) -> FloatArray:
        """Return the heat of both at full power."""
        heat = self.power * self.thermal / self.electric + self.boiler
        return np.full_like(inputs["heat_kw"], heat)

    def unexplained_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the buffer's balance does not close."""
        gas = np.zeros_like(did.p_kw) if did.gas_kw is None else did.gas_kw
        engine = -did.p_kw / self.electric
        made = self.thermal * engine + self.boiler_efficiency * (gas - engine)
        return self.made_kwh(inputs, did, step_h) - step_h * made

    def power_range_kw(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return full power fed in to nothing."""
        return -self.power, 0.0
