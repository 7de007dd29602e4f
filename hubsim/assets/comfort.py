"""A home's comfort band: the hub may let rooms be warmer than alone, and heat them less afterwards.

    level_(t+1) (1 + l h) = level_t + h extra_t,    0 <= level <= c band
    -level_(t+1) <= s extra_t <= c band - level_(t+1)

The level is what the building's mass holds beyond what it holds alone, where it is 0; c, l and s are those
of `demand.warm_mass`, with which rooms are never colder than alone, nor warmer by more than the band. Heat
is stored only while rooms are heated, for a room that the sun has warmed is not to be warmed further, and
at most what the radiators give; it comes back only as heat that the rooms need less. A warmer room is
assumed to need no hotter water.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Bounds
from hubsim.demand.warm_mass import WarmMass


@dataclass(frozen=True)
class Comfort:
    """The mass of a dwelling as a store of heat, and by how much its rooms may be warmer [K]."""

    mass: WarmMass
    band_k: float

    @property
    def full_kwh(self) -> float:
        """Heat that it holds at most."""
        return self.mass.kwh_k * self.band_k

    def write(self, block: Any, step_h: float) -> Any:
        """Write the store into a block of its own and return the heat that rooms take beyond their need."""
        import pyomo.environ as pyo

        full = self.full_kwh
        block.extra_kw = pyo.Var(bounds=(-self.mass.most_kw, self.mass.most_kw))
        block.level_before = pyo.Var(bounds=(0.0, full))
        block.level_after = pyo.Var(bounds=(0.0, full))
        block.felt_kwh = pyo.Var(bounds=(0.0, full))
        block.balance = pyo.Constraint(
            expr=(1.0 + self.mass.loss * step_h) * block.level_after
            == block.level_before + step_h * block.extra_kw
        )
        block.band = pyo.Constraint(
            expr=block.felt_kwh == block.level_after + self.mass.exchange_h * block.extra_kw
        )
        return block.extra_kw

    def range_kw(self, rooms_kw: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the least and most heat that rooms take beyond their need, (T,) each [kW]."""
        spare = np.maximum(self.mass.most_kw - rooms_kw, 0.0)
        return -rooms_kw, np.where(rooms_kw > 0.0, spare, 0.0)

    def bounds(self, rooms_kw: FloatArray) -> Bounds:
        """Return the bounds that change over time."""
        return {"extra_kw": self.range_kw(rooms_kw)}

    def extra_kwh(self, level_kwh: FloatArray, step_h: float) -> FloatArray:
        """Return the heat beyond the need that the levels tell of, (T,) [kWh].

        level_kwh : (T + 1,)
        """
        extra: FloatArray = (1.0 + self.mass.loss * step_h) * level_kwh[1:] - level_kwh[:-1]
        return extra

    def excess_kwh(self, level_kwh: FloatArray, rooms_kw: FloatArray, step_h: float) -> FloatArray:
        """Return by how much that is outside of what rooms can take or be felt, (T,) [kWh]."""
        extra = self.extra_kwh(level_kwh, step_h)
        least, most = self.range_kw(rooms_kw)
        share = step_h / self.mass.exchange_h
        low = np.maximum(step_h * least, -share * level_kwh[1:])
        high = np.minimum(step_h * most, share * (self.full_kwh - level_kwh[1:]))
        excess: FloatArray = extra - np.clip(extra, low, high)
        return excess

    def left_kwh(self, level_kwh: float, n_steps: int, step_h: float) -> float:
        """Return what is left of a level after steps without heat beyond the need."""
        return level_kwh / (1.0 + self.mass.loss * step_h) ** n_steps

    @property
    def returned(self) -> float:
        """Share of the stored heat that comes back when it is taken as fast as it may."""
        return 1.0 / (1.0 + self.mass.loss * self.mass.exchange_h)
