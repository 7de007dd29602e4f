"""The demand of a household, drawn appliance by appliance: see hubsim/demand/household.py."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, Strict

from hubsim.arrays import frozen
from hubsim.assets.asset import Inputs, Setting
from hubsim.assets.demand import Demand
from hubsim.demand.dwelling import Dwelling
from hubsim.demand.household import draw_household, household_kw
from hubsim.demand.on_horizon import on_horizon
from hubsim.units import Quantity


class Household(Demand):
    """A household of its own: people, appliances and habits are drawn by the member's seed."""

    title: ClassVar[str] = "Households"

    kind: Literal["household"]
    """Demand of a household, generated."""

    annual: Annotated[float, Quantity("energy", least=0.0)]
    """Energy used in a year."""

    people: Annotated[int, Strict(), Field(ge=1, le=8)] | None = None
    """How many live there; drawn by what is usual for the energy where it is not said."""

    dwelling: Dwelling = "terraced"
    """Kind of dwelling: decides lamps and stand-by."""

    def is_generated(self) -> bool:
        """Return that it is drawn."""
        return True

    def inputs(self, setting: Setting) -> Inputs:
        """Return the demand, ``p_kw``; its energy in a calendar year is exact."""
        home = draw_household(setting.random, self.annual, self.people, self.dwelling)
        p_kw = on_horizon(
            setting.horizon,
            self.annual,
            lambda year, step_s: household_kw(home, self.annual, year, step_s),
        )
        return {"p_kw": frozen(p_kw)}
