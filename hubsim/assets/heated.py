"""A home or building that has to be kept warm: its heat need, and a water buffer that bridges until then.

The heat need is that of a dwelling in the weather of the scenario, or the running mean of a profile:
SimBench's heat-pump columns are single machines with blocked hours, and a building smooths them.
A dwelling may have a comfort band: its mass is then a store of its own beside the buffer.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Level, Range, Setting
from hubsim.assets.comfort import Comfort
from hubsim.assets.heat_need import room_heat_kw, water_heat_kw
from hubsim.demand.building import building
from hubsim.demand.dwelling import Dwelling, Insulation
from hubsim.demand.warm_mass import warm_mass
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

    comfort: Annotated[float, Quantity("temperature difference", least=0.0, most=5.0)] = 0.0
    """By how much the hub may let rooms be warmer than they are alone, to heat them less afterwards: the
    building's mass is then a store too. Never colder. Of a dwelling's need only."""

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
            if self.comfort > 0.0:
                problems.append(("comfort", "is of a dwelling, and the need is that of a profile"))
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
            return room_heat_kw(setting, *self._dwelling, self.heat)
        assert self.heat is not None
        # A machine's series may dip below zero; a building does not give heat back.
        shape = np.maximum(setting.profiles.series(self.profile), 0.0)
        hours = _SMOOTHING_H if self.smoothing is None else self.smoothing
        return self.heat * running_mean(shape, max(1, round(hours / setting.horizon.step_h)))

    @property
    def _dwelling(self) -> tuple[Dwelling, Insulation]:
        return self.dwelling or "terraced", self.insulation or "moderate"

    @cached_property
    def mass(self) -> Comfort | None:
        """The building's mass as a store, of one dwelling however much heat is given; None without one."""
        if self.comfort == 0.0:
            return None
        return Comfort(warm_mass(building(*self._dwelling)), self.comfort)

    def of_rooms(self, rooms_kw: FloatArray) -> Inputs:
        """Return what a comfort band looks at beside the need: ``rooms_kw``; nothing without one."""
        return {} if self.mass is None else {"rooms_kw": frozen(rooms_kw)}

    # Its stores: the buffer, and those that a kind or a comfort band adds.

    def sizes_kwh(self) -> dict[str, float]:
        """Return what each store holds at most, by name; the buffer first."""
        comfort = {} if self.mass is None else {"comfort": self.mass.full_kwh}
        return {"buffer": self.buffer, **comfort}

    def stores(self) -> tuple[str, ...]:
        """Return the stores' names; a buffer alone has none."""
        names = tuple(self.sizes_kwh())
        return names if len(names) > 1 else ("",)

    def path(self, name: str) -> str:
        """Return what stands before a variable of a store, within the asset's block."""
        return f"{name}." if len(self.sizes_kwh()) > 1 else ""

    def level_of(self, level_kwh: FloatArray, name: str) -> FloatArray:
        """Return a store's level, of the levels of all, (T + 1,)."""
        if level_kwh.ndim == 1:
            return level_kwh
        return level_kwh[:, list(self.sizes_kwh()).index(name)]

    def levels(self, **level_kwh: FloatArray) -> FloatArray:
        """Return the levels of all stores from those of each, by name; others are empty."""
        if len(self.sizes_kwh()) == 1:
            return level_kwh["buffer"]
        none = np.zeros_like(level_kwh["buffer"])
        return np.stack([level_kwh.get(name, none) for name in self.sizes_kwh()], axis=1)

    def filled_kwh(self, name: str) -> float:
        """Return the heat in a store at the start [kWh]; rooms are not warmer than alone."""
        return 0.0 if name == "comfort" else self.start * self.sizes_kwh()[name]

    def start_kwh(self) -> Level:
        """Return the heat stored at the start [kWh]."""
        return _one_or_all(self.filled_kwh(name) for name in self.sizes_kwh())

    def level_range_kwh(self, inputs: Inputs) -> Range:  # noqa: ARG002
        """Return empty to full stores."""
        return 0.0, _one_or_all(self.sizes_kwh().values())

    def worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> Level:
        """Return what a stored kWh of heat saves; of the mass, as much of it as comes back."""
        worth = self.heat_worth_eur_kwh(inputs, buy_eur_kwh)
        shares = {} if self.mass is None else {"comfort": self.mass.returned}
        return _one_or_all(worth * shares.get(name, 1.0) for name in self.sizes_kwh())

    @abstractmethod
    def heat_worth_eur_kwh(self, inputs: Inputs, buy_eur_kwh: float) -> float:
        """Return what a kWh of heat in the buffer is worth [EUR/kWh]."""

    @abstractmethod
    def most_kw(self, inputs: Inputs) -> FloatArray:
        """Return the heat at full power of all that makes heat, (T,) [kW]."""

    def buffered(self, block: Any, step_h: float, made_kw: Any) -> None:
        """Write what a block has whatever makes the heat: the need, what goes unmet, the stores.

        made_kw : linear expression of the heat made
        """
        import pyomo.environ as pyo

        if len(self.sizes_kwh()) == 1:
            self.filled(block, step_h, self.buffer, made_kw)
            return
        block.buffer = pyo.Block()
        if self.mass is not None:
            block.comfort = pyo.Block()
            made_kw = made_kw - self.mass.write(block.comfort, step_h)
        self.filled(block.buffer, step_h, self.buffer, made_kw)
        block.unmet_kw = pyo.Expression(expr=block.buffer.unmet_kw)

    def filled(self, block: Any, step_h: float, size_kwh: float, made_kw: Any) -> None:
        """Write a store of hot water into a block: its need, what goes unmet, its level."""
        import pyomo.environ as pyo

        block.heat_kw = pyo.Var(bounds=(0.0, None))
        block.unmet_kw = pyo.Var(bounds=(0.0, None))
        block.level_before = pyo.Var(bounds=(0.0, size_kwh))
        block.level_after = pyo.Var(bounds=(0.0, size_kwh))
        block.balance = pyo.Constraint(
            expr=block.level_after
            == (1.0 - self.loss * step_h) * block.level_before
            + step_h * (made_kw + block.unmet_kw - block.heat_kw)
        )

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:  # noqa: ARG002
        """Return the given heat; no more than it can go unmet."""
        heat, buffer = inputs["heat_kw"], self.path("buffer")
        found = {
            f"{buffer}heat_kw": (heat, heat),
            f"{buffer}unmet_kw": (np.zeros_like(heat), heat),
        }
        if self.mass is not None:
            of_mass = self.mass.bounds(inputs["rooms_kw"])
            found |= {f"comfort.{name}": pair for name, pair in of_mass.items()}
        return found

    def uncertain(self) -> tuple[str, ...]:
        """Return the heat need."""
        return ("heat_kw",)

    def unmet_kw(self, value: Callable[[str], FloatArray]) -> FloatArray:
        """Return what went unmet in a solved block, (T,) [kW]."""
        return np.maximum(value(f"{self.path('buffer')}unmet_kw"), 0.0)

    def reachable_kwh(self, inputs: Inputs, steps: slice, level_kwh: Any, step_h: float) -> Level:
        """Return the levels after heating at full power all the time, the rooms no more than they need."""
        return _one_or_all(self.reached_kwh(inputs, steps, level_kwh, self.most_kw(inputs), step_h))

    def reached_kwh(
        self, inputs: Inputs, steps: slice, level_kwh: Any, most_kw: FloatArray, step_h: float
    ) -> list[float]:
        """Return the levels of buffer and mass after making so much heat all the time [kWh]."""
        level, *of_mass = np.atleast_1d(level_kwh).tolist()
        for heat, made in zip(inputs["heat_kw"][steps], most_kw[steps], strict=True):
            level = level * (1.0 - self.loss * step_h) + step_h * (made - heat)
            level = min(self.buffer, max(0.0, level))
        if self.mass is None:
            return [float(level)]
        n_steps = len(inputs["heat_kw"][steps])
        return [float(level), self.mass.left_kwh(of_mass[0], n_steps, step_h)]

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much heat is not that of the energy drawn, or more than rooms can take or give."""
        residual = self.unexplained_kwh(inputs, did, step_h)
        if self.mass is None:
            return residual
        level = self.level_of(did.level_kwh, "comfort")
        return np.column_stack([residual, self.mass.excess_kwh(level, inputs["rooms_kw"], step_h)])

    @abstractmethod
    def unexplained_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the energy of buffer and machine does not close, (T,) or (T, n) [kWh]."""

    def filling_kwh(self, level_kwh: FloatArray, need_kw: FloatArray, step_h: float) -> FloatArray:
        """Return the heat made or unmet with which a store has its levels, (T,) [kWh]."""
        kept = level_kwh[:-1] * (1.0 - self.loss * step_h)
        filling: FloatArray = level_kwh[1:] - kept + step_h * need_kw
        return filling

    def taken_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return the heat made or unmet that the buffer's levels and the rooms tell of, (T,) [kWh]."""
        level = self.level_of(did.level_kwh, "buffer")
        taken = self.filling_kwh(level, inputs["heat_kw"], step_h)
        if self.mass is not None:
            taken = taken + self.mass.extra_kwh(self.level_of(did.level_kwh, "comfort"), step_h)
        return taken

    def made_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return the heat that must have been made for the levels to be what they are, (T,) [kWh]."""
        unmet = 0.0 if did.unmet_kw is None else did.unmet_kw
        made: FloatArray = self.taken_kwh(inputs, did, step_h) - step_h * unmet
        return made


def _one_or_all(values: Iterable[float]) -> Level:
    """Return the value of an only store, or of several (S,)."""
    found = list(values)
    return found[0] if len(found) == 1 else np.array(found)


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
