"""A home or building that has to be kept warm: its heat need, and a water buffer that bridges until then.

The heat need is that of a dwelling in the weather of the scenario, or the running mean of a profile:
SimBench's heat-pump columns are single machines with blocked hours, and a building smooths them.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Range, Setting
from hubsim.assets.heat_need import room_heat_kw, water_heat_kw
from hubsim.demand.dwelling import Dwelling, Insulation
from hubsim.units import Quantity

_SMOOTHING_H = 24.0


class Heated(Asset):
    """What needs heat, with a buffer; a kind says what makes the heat."""

    flexible: ClassVar[bool] = True
    has_store: ClassVar[bool] = True

    heat: Annotated[float, Quantity("energy", above=0.0)] | None = None
    """Heat for the rooms in a year, exact in the weather of the Dutch year; without it dwelling and
    insulation decide. With profile it must be given."""

    dwelling: Dwelling | None = None
    """Kind of dwelling, terraced by default: decides how fast it cools."""

    insulation: Insulation | None = None
    """How well it keeps its heat: poor (labels E to G), moderate (C, D; the default), good (A, B), new."""

    hot_water: Annotated[float, Quantity("energy", least=0.0)] = 0.0
    """Heat of the hot water in a year that it makes too; 800 kWh a person, by which people are counted."""

    profile: Annotated[str, Field(min_length=1)] | None = None
    """Shape of the heat need in place of the dwelling's: NAME/COLUMN of the scenario's profiles, kW per kWh
    of the year."""

    smoothing: Annotated[float, Quantity("duration", least=0.0)] | None = None
    """Time over which the building's mass averages the profile; 24 h by default."""

    buffer: Annotated[float, Quantity("energy", above=0.0)] = 8.0
    """Heat that the buffer holds between its lowest and highest temperature."""

    loss: Annotated[float, Quantity("share", least=0.0, most=0.5)] = 0.01
    """Share of the stored heat lost in an hour."""

    start: Annotated[float, Quantity("share", least=0.0, most=1.0)] = 0.5
    """Filling of the buffer at the start of the horizon."""

    def problems(self) -> list[tuple[str, str]]:
        """Return contradictions between a profile and a dwelling."""
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
        return problems

    def profile_names(self) -> list[tuple[str, str]]:
        """Return the profile of the heat need, if it is read."""
        return [] if self.profile is None else [("profile", self.profile)]

    def is_generated(self) -> bool:
        """Return whether its need is drawn."""
        return self.profile is None

    def follows_weather(self) -> bool:
        """Return whether its need does."""
        return self.profile is None

    def need_kw(self, setting: Setting) -> tuple[FloatArray, FloatArray]:
        """Return the heat that rooms and hot water need, (T,) each [kW]."""
        rooms = self._rooms_kw(setting)
        if self.hot_water > 0.0:
            return rooms, water_heat_kw(setting, self.hot_water)
        return rooms, np.zeros_like(rooms)

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

    def start_kwh(self) -> float:
        """Return the heat stored at the start [kWh]."""
        return self.start * self.buffer

    @abstractmethod
    def most_kw(self, inputs: Inputs) -> FloatArray:
        """Return the heat at full power of all that makes heat, (T,) [kW]."""

    def buffered(self, block: Any, step_h: float, made_kw: Any) -> None:
        """Write what a block has whatever makes the heat: the need, what goes unmet, the buffer.

        made_kw : linear expression of the heat made
        """
        import pyomo.environ as pyo

        block.heat_kw = pyo.Var(bounds=(0.0, None))
        block.unmet_kw = pyo.Var(bounds=(0.0, None))
        block.level_before = pyo.Var(bounds=(0.0, self.buffer))
        block.level_after = pyo.Var(bounds=(0.0, self.buffer))
        block.balance = pyo.Constraint(
            expr=block.level_after
            == (1.0 - self.loss * step_h) * block.level_before
            + step_h * (made_kw + block.unmet_kw - block.heat_kw)
        )

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:  # noqa: ARG002
        """Return the given heat; no more than it can go unmet."""
        heat = inputs["heat_kw"]
        return {"heat_kw": (heat, heat), "unmet_kw": (np.zeros_like(heat), heat)}

    def uncertain(self) -> tuple[str, ...]:
        """Return the heat need."""
        return ("heat_kw",)

    def reachable_kwh(self, inputs: Inputs, steps: slice, level_kwh: float, step_h: float) -> float:
        """Return the level after heating at full power all the time."""
        level, most = level_kwh, self.most_kw(inputs)
        for heat, made in zip(inputs["heat_kw"][steps], most[steps], strict=True):
            level = level * (1.0 - self.loss * step_h) + step_h * (made - heat)
            level = min(self.buffer, max(0.0, level))
        return float(level)

    def made_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return the heat that must have been made for the levels to be what they are, (T,) [kWh]."""
        unmet = 0.0 if did.unmet_kw is None else did.unmet_kw
        kept = did.level_kwh[:-1] * (1.0 - self.loss * step_h)
        made: FloatArray = did.level_kwh[1:] - kept - step_h * (unmet - inputs["heat_kw"])
        return made

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
