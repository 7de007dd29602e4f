"""A battery: energy within a window, losses both ways, wear by what is discharged.

    level_(t+1) = level_t + h (e charge_t - discharge_t / e),    e = sqrt(round trip)
    soc_min E <= level <= soc_max E,    charge / P + discharge / P <= 1

Alone it keeps its member's net power between a lowest and a highest value, which its strategy gives: both
zero to raise the own use of what is generated behind the meter; both a limit to shave peaks; by price,
filled in the cheapest hours of a day and emptied in the dearest. Stand-by power is drawn all the time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, IntArray, frozen
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Range, Setting
from hubsim.assets.inverter import InverterField, inverter_problems
from hubsim.assets.leeway import Leeway
from hubsim.compiled import compiled
from hubsim.units import Quantity
from hubsim.voltage_response import VoltageResponse

_ALL_KW = 1e9
"""A net power that no connection has: a battery that aims at it does all it can."""


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

    standby: Annotated[float, Quantity("power", least=0.0)] = 0.0
    """Power that its electronics draw all the time."""

    strategy: Literal["own-use", "peak-shaving", "price"] = "own-use"
    """What it does alone: raise the own use of its member's generation, keep its member's net power at
    `limit`, or buy cheap and use or sell dear within each day."""

    limit: Annotated[float, Quantity("power", least=0.0)] | None = None
    """Net power of its member that peak shaving aims at."""

    cycle_life: Annotated[float, Field(gt=0.0)] = 6000.0
    """Full cycles until 80 % of the energy is left."""

    calendar_life: Annotated[float, Quantity("duration", above=0.0)] = 15 * 8766.0
    """Time until 80 % of the energy is left without any cycle."""

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
        if (self.strategy == "peak-shaving") != (self.limit is not None):
            said = (
                "is missing: peak shaving aims at it"
                if self.limit is None
                else "is of peak-shaving"
            )
            found.append(("limit", said))
        return found

    def follows_prices(self) -> bool:
        """Return whether its strategy does."""
        return self.strategy == "price"

    def inputs(self, setting: Setting) -> Inputs:
        """Return between what the strategy keeps the net power, ``lowest_kw`` and ``highest_kw``."""
        n_steps = setting.horizon.n_steps
        if self.strategy == "price":
            lowest, highest = price_band(
                setting.buy_eur_kwh,
                setting.sell_eur_kwh,
                setting.horizon.local_day,
                self.round_trip,
                self.wear,
            )
        else:
            lowest = highest = np.full(n_steps, self.limit or 0.0)
        return {"lowest_kw": frozen(lowest), "highest_kw": frozen(highest)}

    @property
    def efficiency(self) -> float:
        """Efficiency of one way."""
        return math.sqrt(self.round_trip)

    def start_kwh(self) -> float:
        """Return the energy stored at the start [kWh]."""
        return self.start * self.energy

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:
        """Keep the member's net power where the strategy wants it."""
        p_kw, level = np.empty(len(net_kw)), np.empty(len(net_kw) + 1)
        keep_between(
            np.ascontiguousarray(net_kw) + self.standby,
            inputs["lowest_kw"],
            inputs["highest_kw"],
            self.power,
            self.efficiency,
            self.soc_min * self.energy,
            self.soc_max * self.energy,
            self.start_kwh(),
            step_h,
            p_kw,
            level,
        )
        drawn = p_kw + self.standby
        return Behaviour(p_kw=drawn, q_kvar=np.zeros_like(p_kw), level_kwh=level)

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
        block.p_kw = pyo.Expression(expr=block.charge_kw - block.discharge_kw + self.standby)
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
        p_kw = value("charge_kw") - value("discharge_kw") + self.standby
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
        stored = did.p_kw - self.standby
        gained = np.where(stored > 0.0, self.efficiency * stored, stored / self.efficiency)
        residual: FloatArray = np.diff(did.level_kwh) - step_h * gained
        return residual

    def power_range_kw(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return full discharging to full charging."""
        return self.standby - self.power, self.standby + self.power

    def level_range_kwh(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return the window of the state of charge."""
        return self.soc_min * self.energy, self.soc_max * self.energy

    def leeway(self, inputs: Inputs, step_h: float) -> Leeway:  # noqa: ARG002
        """Return that it may charge and discharge at any time, and need not."""
        return Leeway(
            turn="battery",
            least_kw=self.standby - self.power,
            most_kw=self.standby + self.power,
            gain_kwh_kw=step_h * self.efficiency,
            loss_kwh_kw=step_h / self.efficiency,
            idle_kw=self.standby,
            least_kwh=self.soc_min * self.energy,
            most_kwh=self.soc_max * self.energy,
            held_kwh=self.soc_min * self.energy,
        )

    def life_used(self, p_kw: FloatArray, step_h: float) -> tuple[float, float]:
        """Return full cycles, and the share of its life that they and the time took, damages added.

        p_kw : (T,) what it drew
        """
        discharged = np.maximum(self.standby - p_kw, 0.0).sum() * step_h / self.efficiency
        cycles = float(discharged) / self.energy
        hours = len(p_kw) * step_h
        return cycles, cycles / self.cycle_life + hours / self.calendar_life


def price_band(
    buy_eur_kwh: FloatArray,
    sell_eur_kwh: FloatArray,
    local_day: IntArray,
    round_trip: float,
    wear_eur_kwh: float,
) -> tuple[FloatArray, FloatArray]:
    """Return between what a battery keeps its member's net power by price, (T,) each [kW].

    The cheapest quarter of a day fills it and the dearest quarter serves its member, or feeds in where even
    that pays; only on days whose prices are worth losses and wear. At all other times it takes surplus.
    """
    lowest, highest = np.zeros_like(buy_eur_kwh), np.full_like(buy_eur_kwh, _ALL_KW)
    starts = np.flatnonzero(np.diff(local_day, prepend=-1))
    lengths = np.diff(np.append(starts, len(local_day)))
    for length in np.unique(lengths).tolist():  # a year has at most three: the clock changes
        place = starts[lengths == length][:, None] + np.arange(length)
        buy, sell = buy_eur_kwh[place], sell_eur_kwh[place]
        cheap, dear = np.quantile(buy, [0.25, 0.75], axis=1, keepdims=True)
        is_cheap, is_dear = buy <= cheap, buy >= dear
        paid, saved = (
            (buy * chosen).sum(axis=1, keepdims=True) / chosen.sum(axis=1, keepdims=True)
            for chosen in (is_cheap, is_dear)
        )
        worth = round_trip * (saved - wear_eur_kwh) > paid
        selling = worth & is_dear & (round_trip * (sell - wear_eur_kwh) > paid)
        # No price to wait for is own use: both zero.
        highest[place] = np.where(worth & ~is_dear, _ALL_KW, np.where(selling, -_ALL_KW, 0.0))
        lowest[place] = np.where(worth & is_cheap, _ALL_KW, np.where(selling, -_ALL_KW, 0.0))
    return lowest, highest


@compiled
def keep_between(
    net_kw: FloatArray,
    lowest_kw: FloatArray,
    highest_kw: FloatArray,
    power_kw: float,
    efficiency: float,
    least_kwh: float,
    most_kwh: float,
    start_kwh: float,
    step_h: float,
    p_kw: FloatArray,
    level_kwh: FloatArray,
) -> None:
    """Fill power and level of a battery that keeps a net power between two values as far as it can."""
    level = start_kwh
    level_kwh[0] = level
    for t in range(net_kw.size):
        p = 0.0
        if net_kw[t] < lowest_kw[t]:
            room = (most_kwh - level) / (efficiency * step_h)
            p = max(0.0, min(power_kw, lowest_kw[t] - net_kw[t], room))
            level += step_h * efficiency * p
        elif net_kw[t] > highest_kw[t]:
            left = (level - least_kwh) * efficiency / step_h
            p = -max(0.0, min(power_kw, net_kw[t] - highest_kw[t], left))
            level += step_h * p / efficiency
        p_kw[t] = p
        level_kwh[t + 1] = level
