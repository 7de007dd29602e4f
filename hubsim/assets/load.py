"""The ordinary demand of a member: a profile scaled to the energy of a year.

    p_t = annual * shape_t,    q_t = p_t tan(arccos(power factor))

A shape column holds kW per kWh of the year.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Asset, Behaviour, Inputs, Setting
from hubsim.units import Quantity


class Load(Asset):
    """Demand that nobody shifts."""

    kind: Literal["load"] = "load"
    """Demand from a profile."""

    profile: Annotated[str, Field(min_length=1)]
    """Shape of the demand: NAME/COLUMN of the scenario's profiles, kW per kWh of the year."""

    annual: Annotated[float, Quantity("energy", least=0.0)]
    """Energy used in a year."""

    power_factor: Annotated[float, Field(gt=0.0, le=1.0)] = 0.97
    """Cosine phi, inductive."""

    weeks: Annotated[int, Field(ge=0, le=26)] = 0
    """Largest shift of the profile either way in whole weeks, drawn by the member's seed: members
    with the same profile then do not peak in the same quarter-hour."""

    def profile_names(self) -> list[tuple[str, str]]:
        """Return the profile of the demand."""
        return [("profile", self.profile)]

    def inputs(self, setting: Setting) -> Inputs:
        """Return the demand, ``p_kw``."""
        weeks = int(setting.random.integers(-self.weeks, self.weeks + 1)) if self.weeks else 0
        shape = setting.profiles.series(self.profile, weeks=weeks)
        return {"p_kw": frozen(self.annual * shape)}

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Return the demand as it is."""
        p_kw = inputs["p_kw"]
        tangent = math.tan(math.acos(self.power_factor))
        return Behaviour(p_kw=p_kw, q_kvar=np.abs(p_kw) * tangent)

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much the demand was not served as it is."""
        residual: FloatArray = step_h * (did.p_kw - inputs["p_kw"])
        return residual
