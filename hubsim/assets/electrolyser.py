"""An electrolyser with a store: electricity becomes hydrogen, for a need of every day.

    level_(t+1) = level_t + h (made(p_t) + unmet_t - need_t),    0 <= level <= store

All of it as lower heating value, 33.33 kWh a kilogram. made(p) is p times the efficiency at that load: a
line through its points, and from nothing to the first of them, its minimum load, a straight line: there
the machine works a part of the step at its minimum load and rests for the other. A machine loses efficiency
with load, so the line is concave and the hub's optimum fills its parts in order.
Alone, a thermostat on the store runs it at full power. A share of the power leaves as warm water and, at a
price, is sold to somebody outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field, Strict

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Range, Setting
from hubsim.assets.thermostat import thermostat
from hubsim.units import Quantity
from hubsim.weekdays import Days, LocalTime, in_window

KWH_PER_KG = 33.33
"""Lower heating value of hydrogen."""

_UPPER_OVER_LOWER = 39.41 / KWH_PER_KG
"""What a kWh of hydrogen, lower heating value, takes out of the electricity: heat can only be the rest."""

Point = Annotated[list[float], Field(min_length=2, max_length=2)]

_CURVE = ((0.1, 0.64), (0.5, 0.62), (1.0, 0.58))
"""At full load the middle of 56 to 60 % of a membrane (PEM) system, lower heating value (IEA, The Future
of Hydrogen, 2019); what it gains at part load is assumed."""


class Electrolyser(Asset):
    """An electrolyser of a firm or a filling station; stack, rectifier, cooling and compressor together."""

    title: ClassVar[str] = "Electrolysers"
    flexible: ClassVar[bool] = True
    has_store: ClassVar[bool] = True

    kind: Literal["electrolyser"]
    """An electrolyser with a store of hydrogen."""

    power: Annotated[float, Quantity("power", above=0.0)]
    """Largest electric power."""

    curve: Annotated[list[Point], Field(min_length=1)] | None = None
    """Points [load, efficiency] from the minimum load to full load, 1: of the whole system, on the lower
    heating value. Without it [[0.1, 0.64], [0.5, 0.62], [1, 0.58]]."""

    stops: Annotated[bool, Strict()] = False
    """Whether, operated by the hub, it stands still below its minimum load; else it works a part of the
    quarter-hour there."""

    daily: Annotated[float, Quantity("mass", above=0.0)]
    """Hydrogen that is drawn on each of the days."""

    store: Annotated[float, Quantity("mass", above=0.0)]
    """Hydrogen that the store holds."""

    start: Annotated[float, Quantity("share", least=0.0, most=1.0)] = 0.5
    """Filling of the store at the start of the horizon."""

    heat_share: Annotated[float, Quantity("share", least=0.0, most=0.5)] = 0.14
    """Share of the power that can be used as heat; 14 to 15 % of the stack's power from a membrane (PEM)
    system of 2.5 MW, at 57 degC (Van der Roest and others, Int. J. Hydrogen Energy 48, 2023)."""

    heat_value: Annotated[float, Quantity("price", least=0.0)] = 0.0
    """What somebody outside the hub pays for a kWh of it; without a price it is not used."""

    begin: LocalTime = Field(default="07:00", alias="from", validate_default=True)
    """Local time from which hydrogen is drawn, evenly."""

    end: LocalTime = Field(default="18:00", alias="to", validate_default=True)
    """Local time until which it is; before `from` it is of the next day."""

    days: Days = Field(default="mon-fri", validate_default=True)
    """Days on which hydrogen is drawn."""

    def problems(self) -> list[tuple[str, str]]:
        """Return an empty window, a curve out of order, and a need that the machine can never make."""
        problems = []
        load, made = self.made_by_load()
        rise = np.diff(load)
        if (rise <= 0.0).any() or load[-1] != 1.0:
            problems.append(("curve", "loads must rise from point to point, above 0 and up to 1"))
        elif (np.array(self.curve or _CURVE)[:, 1] > 1.0).any() or (np.diff(made) <= 0.0).any():
            problems.append(
                ("curve", "efficiencies lie from 0 to 1, and more power makes more hydrogen")
            )
        elif (np.diff(np.diff(made) / rise) > 1e-9).any():
            problems.append(
                ("curve", "more load makes less hydrogen for each further kW: no rising part")
            )
        best = float(np.array(self.curve or _CURVE)[:, 1].max())
        if self.heat_value > 0.0 and self.heat_share > 1.0 - _UPPER_OVER_LOWER * best + 1e-9:
            left = 100.0 * max(0.0, 1.0 - _UPPER_OVER_LOWER * best)
            problems.append(("heat_share", f"is more than the {left:.3g} % that hydrogen leaves"))
        if self.begin == self.end:
            problems.append(("to", "is the same as from: the window is empty"))
        most = self.power * made[-1] * 168.0 / KWH_PER_KG
        if not problems and self.daily * len(self.days) > most * (1.0 + 1e-9):
            said = (
                f"makes {self.daily * len(self.days):.4g} kg a week, and full power {most:.4g} kg"
            )
            problems.append(("daily", said))
        return problems

    def made_by_load(self) -> tuple[FloatArray, FloatArray]:
        """Return load and hydrogen at the points, from nothing on, as shares of full power."""
        load, efficiency = np.array(self.curve or _CURVE, float).T
        return np.append(0.0, load), np.append(0.0, load * efficiency)

    def _parts(self) -> tuple[FloatArray, FloatArray]:
        """Return power of each straight part of the line [kW], and hydrogen for each kW of it."""
        load, made = self.made_by_load()
        return self.power * np.diff(load), np.diff(made) / np.diff(load)

    def inputs(self, setting: Setting) -> Inputs:
        """Return the hydrogen that is drawn, ``need_kw``."""
        opened = in_window(setting.horizon, self.days, self.begin, self.end)
        rate = self.daily * KWH_PER_KG / ((self.end - self.begin) % 24.0)
        return {"need_kw": frozen(rate * opened)}

    @property
    def _store_kwh(self) -> float:
        return self.store * KWH_PER_KG

    def start_kwh(self) -> float:
        """Return the hydrogen stored at the start [kWh]."""
        return self.start * self._store_kwh

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Follow the thermostat of the store."""
        need = inputs["need_kw"]
        load, share = self.made_by_load()
        made, _, unmet, level = thermostat(
            need,
            np.full_like(need, self.power * share[-1]),
            np.ones_like(need),
            0.0,
            np.zeros_like(need),
            self._store_kwh,
            0.0,
            self.start_kwh(),
            step_h,
        )
        p_kw = self.power * np.interp(made / self.power, share, load)
        return Behaviour(p_kw=p_kw, q_kvar=np.zeros_like(p_kw), level_kwh=level, unmet_kw=unmet)

    def heat_sold(self) -> tuple[float, float]:
        """Return the share of its power that is sold as heat, none without a price, and the price."""
        return (self.heat_share, self.heat_value) if self.heat_value > 0.0 else (0.0, 0.0)

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: power by its parts, the given need out, the level between."""
        import pyomo.environ as pyo

        power, made = 0.0, 0.0
        for number, (width, slope) in enumerate(zip(*self._parts(), strict=True)):
            part = pyo.Var(bounds=(0.0, width))
            setattr(block, f"part{number}_kw", part)
            power, made = power + part, made + slope * part
        if self.stops:
            # Nothing runs beyond the minimum load while that does not run.
            width = self._parts()[0]
            block.in_order = pyo.Constraint(
                range(1, len(width)),
                rule=lambda b, n: (
                    b.component(f"part{n}_kw") * width[0] <= width[n] * b.component("part0_kw")
                ),
            )
        block.need_kw = pyo.Var(bounds=(0.0, None))
        block.unmet_kw = pyo.Var(bounds=(0.0, None))
        block.level_before = pyo.Var(bounds=(0.0, self._store_kwh))
        block.level_after = pyo.Var(bounds=(0.0, self._store_kwh))
        block.balance = pyo.Constraint(
            expr=block.level_after
            == block.level_before + step_h * (made + block.unmet_kw - block.need_kw)
        )
        block.p_kw = pyo.Expression(expr=power)
        share, price_eur_kwh = self.heat_sold()
        block.cost_eur = pyo.Expression(expr=-step_h * share * price_eur_kwh * power)

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:  # noqa: ARG002
        """Return the given need; no more than it can go unmet."""
        need = inputs["need_kw"]
        return {"need_kw": (need, need), "unmet_kw": (np.zeros_like(need), need)}

    def least_kw(self) -> Mapping[str, float]:
        """Return its minimum load, if it stands still below."""
        return {"part0_kw": float(self._parts()[0][0])} if self.stops else {}

    def behaviour(
        self,
        inputs: Inputs,  # noqa: ARG002
        value: Callable[[str], FloatArray],
        level_kwh: FloatArray,
    ) -> Behaviour:
        """Return what the solved block did."""
        n_parts = len(self._parts()[0])
        p_kw: FloatArray = np.sum([value(f"part{n}_kw") for n in range(n_parts)], axis=0)
        return Behaviour(
            p_kw=p_kw,
            q_kvar=np.zeros_like(p_kw),
            level_kwh=level_kwh,
            unmet_kw=np.maximum(value("unmet_kw"), 0.0),
        )

    def worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:  # noqa: ARG002
        """Return what a stored kWh of hydrogen saves: electricity bought later, less the heat of it."""
        share, price_eur_kwh = self.heat_sold()
        net_eur_kwh = buy_eur_kwh - share * price_eur_kwh
        return max(0.0, net_eur_kwh / float(self.made_by_load()[1][-1]))

    def reachable_kwh(self, inputs: Inputs, steps: slice, level_kwh: float, step_h: float) -> float:
        """Return the level after full power all the time."""
        level, most = level_kwh, self.power * self.made_by_load()[1][-1]
        for need in inputs["need_kw"][steps]:
            level = min(self._store_kwh, max(0.0, level + step_h * (most - need)))
        return float(level)

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the hydrogen made is not what the power can make, best part first or last."""
        unmet = 0.0 if did.unmet_kw is None else did.unmet_kw
        made = np.diff(did.level_kwh) - step_h * (unmet - inputs["need_kw"])
        width, slope = self._parts()
        best, least = (
            _by_parts(did.p_kw, width[way], slope[way])
            for way in (slice(None), slice(None, None, -1))
        )
        residual: FloatArray = made - np.clip(made, step_h * least, step_h * best)
        return residual

    def power_range_kw(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return off to full power."""
        return 0.0, self.power

    def level_range_kwh(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return an empty to a full store."""
        return 0.0, self._store_kwh


def _by_parts(p_kw: FloatArray, width_kw: FloatArray, slope: FloatArray) -> FloatArray:
    """Return the hydrogen of a power that fills the parts in this order, (T,) [kW]."""
    power = np.append(0.0, np.cumsum(width_kw))
    made: FloatArray = np.interp(p_kw, power, np.append(0.0, np.cumsum(width_kw * slope)))
    return made
