"""A heat pump with a buffer: electricity becomes heat, the buffer bridges until it is needed.

    level_(t+1) = level_t (1 - loss h) + h (cop_t p_t + unmet_t - heat_t),    0 <= level <= buffer

The heat need is that of a dwelling in the weather of the scenario, or the running mean of a profile:
SimBench's heat-pump columns are single machines with blocked hours, and a building smooths them. Heat per
electricity follows source and flow temperature. Alone, a thermostat with hysteresis runs the machine at
full power.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Range, Setting
from hubsim.assets.heat_need import room_heat_kw, water_heat_kw
from hubsim.assets.heat_pump_cop import TAP_FLOW_DEGC, Source, cop, flow_degc
from hubsim.compiled import compiled
from hubsim.demand.dwelling import Dwelling, Insulation
from hubsim.units import Quantity

ON_BELOW = 0.3
"""Share of the buffer below which the thermostat switches on."""
OFF_ABOVE = 0.9
"""Share of the buffer above which it switches off."""


_SMOOTHING_H, _FLOW_DEGC = 24.0, 45.0
_TINY = 1e-9
"""Heat need that keeps a mean over no need defined [kW]."""


class HeatPump(Asset):
    """A heat pump for space heating, modulating, with a water buffer."""

    title: ClassVar[str] = "Heat pumps"
    flexible: ClassVar[bool] = True
    has_store: ClassVar[bool] = True

    kind: Literal["heat-pump"]
    """A heat pump with a buffer."""

    heat: Annotated[float, Quantity("energy", above=0.0)] | None = None
    """Heat for the rooms in a year, exact in the weather of the Dutch year; without it dwelling and
    insulation decide. With profile it must be given."""

    dwelling: Dwelling | None = None
    """Kind of dwelling, terraced by default: decides how fast it cools, and who draws hot water."""

    insulation: Insulation | None = None
    """How well it keeps its heat: poor (labels E to G), moderate (C, D; the default), good (A, B), new."""

    hot_water: Annotated[float, Quantity("energy", least=0.0)] = 0.0
    """Heat of the hot water in a year that it makes too; some 800 kWh a person."""

    profile: Annotated[str, Field(min_length=1)] | None = None
    """Shape of the heat need in place of the dwelling's: NAME/COLUMN of the scenario's profiles, kW per kWh
    of the year."""

    smoothing: Annotated[float, Quantity("duration", least=0.0)] | None = None
    """Time over which the building's mass averages the profile; 24 h by default."""

    power: Annotated[float, Quantity("power", above=0.0)]
    """Largest electric power."""

    source: Source = "air"
    """Where its heat comes from: air outside, or a loop in the ground."""

    flow: Annotated[float, Quantity("temperature", least=25.0, most=75.0)] | None = None
    """Temperature of the water in the radiators at -10 degC outside; 45 degC by default."""

    cop: Annotated[float, Field(gt=1.0, le=10.0)] | None = None
    """Heat per electricity, in place of what source, flow and weather make it."""

    buffer: Annotated[float, Quantity("energy", above=0.0)] = 8.0
    """Heat that the buffer holds between its lowest and highest temperature."""

    loss: Annotated[float, Quantity("share", least=0.0, most=0.5)] = 0.01
    """Share of the stored heat lost in an hour."""

    start: Annotated[float, Quantity("share", least=0.0, most=1.0)] = 0.5
    """Filling of the buffer at the start of the horizon."""

    def problems(self) -> list[tuple[str, str]]:
        """Return contradictions between a profile and a dwelling, a given COP and a computed one."""
        problems = []
        if self.profile is not None:
            problems += [
                (field, "stands beside profile: give one of the two")
                for field in ("dwelling", "insulation")
                if getattr(self, field) is not None
            ]
            if self.heat is None:
                problems.append(("heat", "is missing: the profile is only the shape of it"))
        elif self.smoothing is not None:
            problems.append(("smoothing", "is of a profile, and there is none"))
        if self.cop is not None and self.flow is not None:
            problems.append(("flow", "stands beside cop: give one of the two"))
        return problems

    def profile_names(self) -> list[tuple[str, str]]:
        """Return the profile of the heat need, if it is read."""
        return [] if self.profile is None else [("profile", self.profile)]

    def is_generated(self) -> bool:
        """Return whether its need is drawn."""
        return self.profile is None

    def follows_weather(self) -> bool:
        """Return whether its need or its COP does."""
        return self.profile is None or self.cop is None

    def inputs(self, setting: Setting) -> Inputs:
        """Return the heat need, ``heat_kw``, and heat per electricity, ``cop``."""
        rooms = self._rooms_kw(setting)
        water = np.zeros_like(rooms)
        if self.hot_water > 0.0:
            water = water_heat_kw(setting, self.dwelling or "terraced", self.hot_water)
        made = np.full_like(rooms, self.cop or 0.0)
        if self.cop is None:
            made = self._cop(setting.weather.temperature_degc, rooms, water, setting.horizon.step_h)
        return {"heat_kw": frozen(rooms + water), "cop": frozen(made)}

    def _rooms_kw(self, setting: Setting) -> FloatArray:
        """Return the heat that the rooms need, (T,)."""
        if self.profile is None:
            return room_heat_kw(
                setting, self.dwelling or "terraced", self.insulation or "moderate", self.heat
            )
        assert self.heat is not None
        # A machine's series may dip below zero; a building does not give heat back.
        shape = np.maximum(setting.profiles.series(self.profile), 0.0)
        hours = _SMOOTHING_H if self.smoothing is None else self.smoothing
        return self.heat * running_mean(shape, max(1, round(hours / setting.horizon.step_h)))

    def _cop(
        self, outside_degc: FloatArray, rooms: FloatArray, water: FloatArray, step_h: float
    ) -> FloatArray:
        """Return heat per electricity where the buffer mixes warm rooms and hot water of a day."""
        flow = flow_degc(outside_degc, _FLOW_DEGC if self.flow is None else self.flow)
        low = cop(self.source, outside_degc, flow)
        if not water.any():
            return low
        high = cop(self.source, outside_degc, TAP_FLOW_DEGC)
        day = max(1, round(24.0 / step_h))
        warm, hot = running_mean(rooms, day), running_mean(water, day)
        mixed: FloatArray = (warm + hot + _TINY) / ((warm + _TINY) / low + hot / high)
        return mixed

    def start_kwh(self) -> float:
        """Return the heat stored at the start [kWh]."""
        return self.start * self.buffer

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

    def level_range_kwh(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return an empty to a full buffer."""
        return 0.0, self.buffer


def running_mean(values: FloatArray, width: int) -> FloatArray:
    """Return the centred mean over `width` steps, over fewer at the ends; the total is kept."""
    if width <= 1:
        return values
    total = np.concatenate([[0.0], np.cumsum(values)])
    place = np.arange(len(values))
    first = np.maximum(place - width // 2, 0)
    last = np.minimum(place - width // 2 + width, len(values))
    mean = (total[last] - total[first]) / (last - first)
    scale = mean.sum()
    kept: FloatArray = mean * (values.sum() / scale) if scale > 0.0 else mean
    return kept


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
