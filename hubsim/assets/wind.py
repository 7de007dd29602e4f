"""A wind turbine in the weather of the scenario, or on a profile: see hubsim/weather/turbine.py."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Setting
from hubsim.assets.generation import Generation
from hubsim.units import Quantity
from hubsim.weather.turbine import Ground, share_of_rating

Point = Annotated[list[float], Field(min_length=2, max_length=2)]

_CUBIC_M_S = 3.0, 12.0, 25.0
"""Cut-in, rated and cut-out speed of a turbine that names no curve; usual ones, assumed."""


class Wind(Generation):
    """A turbine of a village, a firm or a cooperative."""

    title: ClassVar[str] = "Wind turbines"

    kind: Literal["wind"]
    """A wind turbine."""

    rating: Annotated[float, Quantity("power", above=0.0)]
    """Rated power."""

    hub: Annotated[float, Quantity("length", least=5.0, most=250.0)]
    """Height of the hub."""

    ground: Ground = "open"
    """What is around it: open land, a village, a town."""

    curve: Annotated[list[Point], Field(min_length=2)] | None = None
    """Points [m/s, share of the rating] with rising speeds; by default by the cube from 3 to 12 m/s, off
    above 25 m/s."""

    losses: Annotated[float, Quantity("share", least=0.0, most=0.9)] = 0.1
    """What downtime, wake, cables and age take."""

    def problems(self) -> list[tuple[str, str]]:
        """Return contradictions within the inverter, and points out of order or range."""
        problems = super().problems()
        if self.curve is None:
            return problems
        speed, share = np.array(self.curve).T
        if (np.diff(speed) <= 0.0).any() or speed[0] < 0.0:
            problems.append(("curve", "speeds must rise from point to point, from 0 m/s or more"))
        if (share < 0.0).any() or (share > 1.0).any():
            problems.append(("curve", "shares lie from 0 to 1"))
        return problems

    def follows_weather(self) -> bool:
        """Return that the wind decides."""
        return True

    @property
    def rated_kw(self) -> float:
        """Rated power [kW]."""
        return self.rating

    def available_kw(self, setting: Setting) -> FloatArray:
        """Return what the wind allows, (T,) [kW]."""
        share = share_of_rating(
            setting.weather,
            hub_m=self.hub,
            ground=self.ground,
            cubic=_CUBIC_M_S,
            points=self.curve,
        )
        available: FloatArray = self.rating * (1.0 - self.losses) * share
        return available
