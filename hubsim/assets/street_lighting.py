"""Street lighting: on when the sun is down, dimmed at night; known to the minute.

P_t = rating * dark_t * (dim from dim_from to dim_until, else 1)
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import BoolArray, FloatArray, frozen
from hubsim.assets.asset import Inputs, Setting
from hubsim.assets.demand import Demand
from hubsim.demand.street_lighting import lit
from hubsim.units import Quantity
from hubsim.weekdays import LocalTime


class StreetLighting(Demand):
    """Lamps of a street or a square."""

    title: ClassVar[str] = "Street lighting"

    kind: Literal["street-lighting"]
    """Street lighting that follows the sun."""

    rating: Annotated[float, Quantity("power", above=0.0)]
    """Power of all lamps at full light."""

    dimmed: Annotated[float, Quantity("share", least=0.0, most=1.0)] = Field(
        default="100 %", validate_default=True
    )
    """What is left while they are dimmed."""

    dim_from: LocalTime = Field(default="23:00", validate_default=True)
    """Local time at which dimming begins."""

    dim_until: LocalTime = Field(default="06:00", validate_default=True)
    """Local time at which it ends."""

    def is_generated(self) -> bool:
        """Return that it is drawn."""
        return True

    def inputs(self, setting: Setting) -> Inputs:
        """Return the demand, ``p_kw``."""
        horizon = setting.horizon
        hour = horizon.hour_of_day + 0.5 * horizon.step_h
        late = _within(hour, self.dim_from, self.dim_until)
        return {"p_kw": frozen(self.rating * lit(horizon) * np.where(late, self.dimmed, 1.0))}


def _within(hour: FloatArray, begin: float, end: float) -> BoolArray:
    """Return which hours of the day lie from begin to end, over midnight where the end comes first."""
    if begin <= end:
        return (hour >= begin) & (hour < end)
    return (hour >= begin) | (hour < end)
