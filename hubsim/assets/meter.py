"""The demand that a meter measured: p_t = scale * power_t, as a profile in kW has it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hubsim.arrays import frozen
from hubsim.assets.asset import Inputs, Setting
from hubsim.assets.demand import Demand
from hubsim.units import Quantity


class Meter(Demand):
    """Demand as a meter had it; negative where its connection fed in."""

    title: ClassVar[str] = "Metered demand"

    kind: Literal["meter"]
    """Demand as measured."""

    profile: Annotated[str, Field(min_length=1)]
    """Power: NAME/COLUMN of the scenario's profiles, in kW."""

    scale: Annotated[float, Quantity("share", least=0.0)] = Field(
        default="100 %", validate_default=True
    )
    """What is expected of it over what was measured: 110 % for a tenth more."""

    def profile_names(self) -> list[tuple[str, str]]:
        """Return the profile of the meter."""
        return [("profile", self.profile)]

    def inputs(self, setting: Setting) -> Inputs:
        """Return the demand, ``p_kw``."""
        return {"p_kw": frozen(self.scale * setting.profiles.series(self.profile))}
