"""The ordinary demand of a member: a profile scaled to the energy of a year.

    p_t = annual * shape_t

A shape column holds kW per kWh of the year.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hubsim.arrays import frozen
from hubsim.assets.asset import Inputs, Setting
from hubsim.assets.demand import Demand
from hubsim.units import Quantity


class Load(Demand):
    """Demand that nobody shifts."""

    title: ClassVar[str] = "Loads"

    kind: Literal["load"] = "load"
    """Demand from a profile."""

    annual: Annotated[float, Quantity("energy", least=0.0)]
    """Energy used in a year."""

    profile: Annotated[str, Field(min_length=1)]
    """Shape of the demand: NAME/COLUMN of the scenario's profiles, kW per kWh of the year."""

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
