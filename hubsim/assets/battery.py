"""A battery: energy within a window, losses both ways, wear by what is discharged.

    level_(t+1) = level_t + h (e charge_t - discharge_t / e),    e = sqrt(round trip)
    soc_min E <= level <= soc_max E,    charge / P + discharge / P <= 1

Alone it raises its member's own use: it takes the surplus behind the meter and gives it back to the
member's own demand, never to the grid.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Range, Setting
from hubsim.assets.inverter import InverterField, inverter_problems
from hubsim.compiled import compiled
from hubsim.units import Quantity
from hubsim.voltage_response import VoltageResponse


class Battery(Asset):
    """A home or neighbourhood battery, at unity power factor unless `inverter` says otherwise."""

    title: ClassVar[str] = "Batteries"
    flexible: ClassVar[bool] = True
    follows_net: ClassVar[bool] = True
    has_store: ClassVar[bool] = True

    kind: Literal["battery"]
    """A battery."""

    energy: Annotated[float, Quantity("energy", above=0.0)]
    """Nominal energy."""

    power: Annotated[float, Quantity("power", above=0.0)]
    """Largest power of charging and of discharging, at the connection."""

    round_trip: Annotated[float, Quantity("share", above=0.0, most=1.0)] = 0.9
    """Energy given back per energy taken in."""

    soc_min: Annotated[float, Quantity("share", least=0.0, most=1.0)] = 0.05
    """Lowest state of charge."""

    soc_max: Annotated[float, Quantity("share", least=0.0, most=1.0)] = 0.95
    """Highest state of charge."""

    start: Annotated[float, Quantity("share", least=0.0, most=1.0)] = 0.5
    """State of charge at the start of the horizon."""

    wear: Annotated[float, Quantity("price", least=0.0)] = 0.02
    """Cost of wear per kWh discharged."""

    inverter: InverterField | None = None
    """Reactive power by voltage or power while it discharges, none by default: a grid code such as
    vde-ar-n-4105, or a map. What a code says of active power does not hold for a battery."""

    def problems(self) -> list[tuple[str, str]]:
        """Return contradictions between the states of charge, and within the inverter."""
        found = inverter_problems(self.inverter, self.power)
        if not self.soc_min < self.soc_max:
            found.append(("soc_min", "must be less than soc_max"))
        elif not self.soc_min <= self.start <= self.soc_max:
            found.append(("start", "must lie between soc_min and soc_max"))
        return found

    def inputs(self, setting: Setting) -> Inputs:  # noqa: ARG002
        """Return nothing: a battery needs no series."""
        return {}

    @property
    def efficiency(self) -> float:
        """Efficiency of one way."""
        return math.sqrt(self.round_trip)

    def start_kwh(self) -> float:
        """Return the energy stored at the start [kWh]."""
        return self.start * self.energy

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Store the member's surplus for the member's own demand."""
        p_kw, level = np.empty(len(net_kw)), np.empty(len(net_kw) + 1)
        raise_own_use(
            np.ascontiguousarray(net_kw),
            self.power,
            self.efficiency,
            self.soc_min * self.energy,
            self.soc_max * self.energy,
            self.start_kwh(),
            step_h,
            p_kw,
            level,
        )
        return Behaviour(p_kw=p_kw, q_kvar=np.zeros_like(p_kw), level_kwh=level)

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: charge, discharge and the level they lead to."""
        import pyomo.environ as pyo

        window = (self.soc_min * self.energy, self.soc_max * self.energy)
        block.charge_kw = pyo.Var(bounds=(0.0, self.power))
        block.discharge_kw = pyo.Var(bounds=(0.0, self.power))
        block.level_before = pyo.Var(bounds=window)
        block.level_after = pyo.Var(bounds=window)
        block.balance = pyo.Constraint(
            expr=block.level_after
            == block.level_before
            + step_h * self.efficiency * block.charge_kw
            - step_h / self.efficiency * block.discharge_kw
        )
        block.one_way = pyo.Constraint(expr=block.charge_kw + block.discharge_kw <= self.power)
        block.p_kw = pyo.Expression(expr=block.charge_kw - block.discharge_kw)
        block.cost_eur = pyo.Expression(expr=step_h * self.wear * block.discharge_kw)

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:  # noqa: ARG002
        """Return nothing: a battery's bounds do not change."""
        return {}

    def behaviour(
        self,
        inputs: Inputs,  # noqa: ARG002
        value: Callable[[str], FloatArray],
        level_kwh: FloatArray,
    ) -> Behaviour:
        """Return what the solved block did."""
        p_kw = value("charge_kw") - value("discharge_kw")
        return Behaviour(p_kw=p_kw, q_kvar=np.zeros_like(p_kw), level_kwh=level_kwh)

    def response(self) -> VoltageResponse | None:
        """Return the reactive power of its inverter; the active power is the store's."""
        return None if self.inverter is None else self.inverter.response(self.power, of_store=True)

    def worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:  # noqa: ARG002
        """Return what a stored kWh saves when it replaces a purchase, less the wear of getting it."""
        return float(max(0.0, self.efficiency * (buy_eur_kwh - self.wear)))

    def reachable_kwh(
        self,
        inputs: Inputs,  # noqa: ARG002
        steps: slice,
        level_kwh: float,
        step_h: float,
    ) -> float:
        """Return the level after charging at full power all the time."""
        gain = (steps.stop - steps.start) * step_h * self.efficiency * self.power
        return float(min(self.soc_max * self.energy, level_kwh + gain))

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:  # noqa: ARG002
        """Return by how much the store's balance does not close."""
        gained = np.where(did.p_kw > 0.0, self.efficiency * did.p_kw, did.p_kw / self.efficiency)
        residual: FloatArray = np.diff(did.level_kwh) - step_h * gained
        return residual

    def power_range_kw(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return full discharging to full charging."""
        return -self.power, self.power

    def level_range_kwh(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return the window of the state of charge."""
        return self.soc_min * self.energy, self.soc_max * self.energy


@compiled
def raise_own_use(
    net_kw: FloatArray,
    power_kw: float,
    efficiency: float,
    lowest_kwh: float,
    highest_kwh: float,
    start_kwh: float,
    step_h: float,
    p_kw: FloatArray,
    level_kwh: FloatArray,
) -> None:
    """Fill power and level of a battery that follows its member's net power."""
    level = start_kwh
    level_kwh[0] = level
    for t in range(net_kw.size):
        if net_kw[t] < 0.0:
            room = (highest_kwh - level) / (efficiency * step_h)
            p = max(0.0, min(power_kw, -net_kw[t], room))
            level += step_h * efficiency * p
        else:
            left = (level - lowest_kwh) * efficiency / step_h
            p = -max(0.0, min(power_kw, net_kw[t], left))
            level += step_h * p / efficiency
        p_kw[t] = p
        level_kwh[t + 1] = level
