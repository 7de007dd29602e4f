"""A heat pump with a buffer: electricity becomes heat, the buffer bridges until it is needed.

    level_(t+1) = level_t (1 - loss h) + h (cop_t p_t + r_t + unmet_t - heat_t),    0 <= level <= buffer

r is an electric back-up heater, if there is one. Alone, a thermostat with hysteresis runs the machine at
full power, and the heater helps when the buffer would run empty, as on the coldest days of the year.

With a tank of its own for hot water the machine divides its power: what heats the tank has the COP of hot
water, what heats the buffer that of the radiators, and the sum is at most `power`. Alone the tank comes
first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Behaviour, Bounds, Inputs, Level, Range, Setting
from hubsim.assets.divided_heat import Share, unexplained
from hubsim.assets.heat_pump_cop import TAP_FLOW_DEGC, cop
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
    one of 2 to 6 kW. With a tank it heats the buffer."""

    tank: Annotated[float, Quantity("energy", above=0.0)] | None = None
    """Heat that a tank for hot water holds between its lowest and highest temperature; with `hot_water`. It
    loses and starts as the buffer does. Without one the buffer serves both."""

    def problems(self) -> list[tuple[str, str]]:
        """Return contradictions of the need, and a tank of no hot water."""
        found = super().problems()
        if self.tank is not None and self.least > 0.0:
            found.append(
                ("least", "stands beside tank: a machine that fills both is not held to it")
            )
        if self.tank is not None and self.hot_water == 0.0:
            found.append(("tank", "is of hot water, and none is needed: give hot_water"))
        return found

    def inputs(self, setting: Setting) -> Inputs:
        """Return the heat need and COP; with a tank those of the rooms, ``water_kw`` and ``cop_water``."""
        if self.tank is None:
            return super().inputs(setting)
        rooms, water = self.need_kw(setting)
        low, high = (np.full_like(rooms, self.cop or 0.0) for _ in range(2))
        if self.cop is None:
            outside = setting.weather.temperature_degc
            low = self._cop(outside, rooms, np.zeros_like(water), setting.horizon.step_h)
            high = cop(self.source, outside, TAP_FLOW_DEGC)
        return {
            "heat_kw": frozen(rooms),
            "cop": frozen(low),
            "water_kw": frozen(water),
            "cop_water": frozen(high),
            **self.of_rooms(rooms),
        }

    def sizes_kwh(self) -> dict[str, float]:
        """Return what buffer, mass and tank hold, as far as it has them."""
        found = super().sizes_kwh()
        return found if self.tank is None else {**found, "tank": self.tank}

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Follow the thermostats: that of the tank, and with the power it leaves that of the rooms."""
        heat = inputs["heat_kw"]
        none, power = np.zeros_like(heat), np.full_like(heat, self.power)
        by_tank, unmet_water, of_tank = none, none, {}
        if self.tank is not None:
            by_tank, _, unmet_water, level = thermostat(
                inputs["water_kw"],
                power,
                inputs["cop_water"],
                0.0,
                none,
                self.tank,
                self.loss,
                self.filled_kwh("tank"),
                step_h,
            )
            of_tank = {"tank": level}
        pump_kw, backup_kw, unmet, level = thermostat(
            heat,
            np.maximum(power - by_tank, 0.0),
            inputs["cop"],
            self.backup,
            none,
            self.buffer,
            self.loss,
            self.filled_kwh("buffer"),
            step_h,
        )
        return Behaviour(
            p_kw=pump_kw + backup_kw + by_tank,
            q_kvar=none,
            level_kwh=self.levels(buffer=level, **of_tank),
            unmet_kw=unmet + unmet_water,
        )

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: electricity in, the given heat out, the levels between."""
        import pyomo.environ as pyo

        block.pump_kw = pyo.Var(bounds=(0.0, self.power))
        backup_kw = 0.0
        if self.backup > 0.0:
            backup_kw = block.backup_kw = pyo.Var(bounds=(0.0, self.backup))
        block.cop = pyo.Param(initialize=1.0, mutable=True)
        self.buffered(block, step_h, block.cop * block.pump_kw + backup_kw)
        p_kw = block.pump_kw + backup_kw
        if self.tank is not None:
            block.tank = pyo.Block()
            block.tank.pump_kw = pyo.Var(bounds=(0.0, self.power))
            block.tank.cop = pyo.Param(initialize=1.0, mutable=True)
            self.filled(block.tank, step_h, self.tank, block.tank.cop * block.tank.pump_kw)
            block.shared = pyo.Constraint(expr=block.pump_kw + block.tank.pump_kw <= self.power)
            block.unmet_kw.set_value(block.buffer.unmet_kw + block.tank.unmet_kw)
            p_kw += block.tank.pump_kw
        block.p_kw = pyo.Expression(expr=p_kw)
        block.cost_eur = pyo.Expression(expr=0.0)

    def least_kw(self) -> Mapping[str, float]:
        """Return the least power of the machine, if there is one."""
        return {"pump_kw": self.least} if self.least > 0.0 else {}

    def factors(self, inputs: Inputs) -> Mapping[str, FloatArray]:
        """Return heat per electricity."""
        of_tank = {} if self.tank is None else {"tank.cop": inputs["cop_water"]}
        return {"cop": inputs["cop"], **of_tank}

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:
        """Return the given heat; no more than it can go unmet."""
        found = super().bounds(inputs, step_h)
        if self.tank is None:
            return found
        water = inputs["water_kw"]
        of_tank = {"tank.heat_kw": (water, water), "tank.unmet_kw": (np.zeros_like(water), water)}
        return {**found, **of_tank}

    def unmet_kw(self, value: Callable[[str], FloatArray]) -> FloatArray:
        """Return what of both needs went unmet in a solved block, (T,) [kW]."""
        unmet = super().unmet_kw(value)
        return unmet if self.tank is None else unmet + np.maximum(value("tank.unmet_kw"), 0.0)

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
        if self.tank is not None:
            p_kw = p_kw + value("tank.pump_kw")
        return Behaviour(
            p_kw=p_kw,
            q_kvar=np.zeros_like(p_kw),
            level_kwh=level_kwh,
            unmet_kw=self.unmet_kw(value),
        )

    def worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> Level:
        """Return what stored heat saves; in the tank that of hot water."""
        worth = super().worth_eur_kwh(inputs, buy_eur_kwh)
        if self.tank is not None and isinstance(worth, np.ndarray):
            worth[-1] = max(0.0, buy_eur_kwh / float(inputs["cop_water"].mean()))
        return worth

    def heat_worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:
        """Return what a stored kWh of heat saves when it replaces electricity bought later."""
        return max(0.0, buy_eur_kwh / float(inputs["cop"].mean()))

    def most_kw(self, inputs: Inputs) -> FloatArray:
        """Return the heat of machine and heater at full power."""
        return inputs["cop"] * self.power + self.backup

    def reachable_kwh(self, inputs: Inputs, steps: slice, level_kwh: Any, step_h: float) -> Level:
        """Return the levels after heating at full power all the time, the tank first."""
        if self.tank is None:
            return super().reachable_kwh(inputs, steps, level_kwh, step_h)
        level, left_kw = float(level_kwh[-1]), np.full_like(inputs["heat_kw"], self.power)
        for t in range(*steps.indices(len(left_kw))):
            rest = level * (1.0 - self.loss * step_h) - step_h * inputs["water_kw"][t]
            room = max(0.0, self.tank - rest) / step_h
            made = min(self.power * inputs["cop_water"][t], room)
            level = max(0.0, rest + step_h * made)
            left_kw[t] -= made / inputs["cop_water"][t]
        most = inputs["cop"] * np.maximum(left_kw, 0.0) + self.backup
        return np.array([*self.reached_kwh(inputs, steps, level_kwh, most, step_h), level])

    def unexplained_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the heat made is not what the power can make, with machine or heater first."""
        if self.tank is None:
            made = self.made_kwh(inputs, did, step_h)
            extra = step_h * (inputs["cop"] - 1.0)
            by_pump_first = step_h * did.p_kw + extra * np.minimum(did.p_kw, self.power)
            by_heater_first = step_h * did.p_kw + extra * np.maximum(did.p_kw - self.backup, 0.0)
            residual: FloatArray = made - np.clip(made, by_heater_first, by_pump_first)
            return residual
        water, level = inputs["water_kw"], self.level_of(did.level_kwh, "tank")
        return unexplained(
            Share(self.taken_kwh(inputs, did, step_h), inputs["heat_kw"], inputs["cop"]),
            Share(self.filling_kwh(level, water, step_h), water, inputs["cop_water"]),
            did.p_kw,
            np.zeros_like(water) if did.unmet_kw is None else did.unmet_kw,
            self.power,
            self.backup,
            step_h,
        )

    def leeway(self, inputs: Inputs, step_h: float) -> Leeway | None:
        """Return that it may wait until its thermostat would switch it on; the heater only helps.

        The busier the machine, the fuller the buffer has to stay: it could not catch up, and nobody
        foresees when hot water is drawn. With several stores it is left to itself.
        """
        if len(self.stores()) > 1:
            return None
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
