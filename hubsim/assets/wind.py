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
from hubsim.weather.turbine_library import Turbine, turbine_types

Point = Annotated[list[float], Field(min_length=2, max_length=2)]

_CUBIC_M_S = 3.0, 12.0, 25.0
"""Cut-in, rated and cut-out speed of a turbine that names no curve; usual ones, assumed."""


class Wind(Generation):
    """A turbine of a village, a firm or a cooperative."""

    title: ClassVar[str] = "Wind turbines"

    kind: Literal["wind"]
    """A wind turbine."""

    rating: Annotated[float, Quantity("power", above=0.0)] | None = None
    """Rated power of one; in its place turbine names one."""

    turbine: Turbine | None = None
    """A turbine of the library, with its rating and power curve, in place of rating and curve."""

    count: Annotated[int, Field(ge=1, le=1000)] = 1
    """How many of it stand there."""

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
        """Return contradictions of inverter and turbine, and points out of order or range."""
        problems = super().problems()
        if self.turbine is None and self.rating is None:
            problems.append(
                ("rating", "neither rating nor turbine is given: one of the two is due")
            )
        if self.turbine is not None:
            problems += [
                (field, "stands beside turbine, which has its own: give one of the two")
                for field in ("rating", "curve")
                if getattr(self, field) is not None
            ]
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
        """Rated power of all of them [kW]."""
        if self.turbine is not None:
            return self.count * turbine_types()[self.turbine].rating_kw
        assert self.rating is not None, "problems() asks for one of the two"
        return self.count * self.rating

    def available_kw(self, setting: Setting) -> FloatArray:
        """Return what the wind allows, (T,) [kW]."""
        points = self.curve if self.turbine is None else turbine_types()[self.turbine].curve()
        share = share_of_rating(
            setting.weather,
            hub_m=self.hub,
            ground=self.ground,
            cubic=_CUBIC_M_S,
            points=points,
        )
        available: FloatArray = self.rated_kw * (1.0 - self.losses) * share
        return available
