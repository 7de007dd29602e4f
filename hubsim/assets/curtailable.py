"""Demand that its member gives up for a price: cooling, ventilation, a press that can stand still.

    p_t = demand_t - cut_t,    0 <= cut_t <= share demand_t

Alone nothing is cut. Together, a kWh that is cut costs the price; it is counted as unmet, never hidden.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.assets.asset import Asset, Behaviour, Bounds, Inputs, Range, Setting
from hubsim.assets.leeway import Leeway
from hubsim.units import Quantity


class Curtailable(Asset):
    """A demand from a profile, a share of which can be cut for a price."""

    title: ClassVar[str] = "Curtailable demand"
    flexible: ClassVar[bool] = True

    kind: Literal["curtailable"]
    """Demand that can be cut for a price."""

    profile: Annotated[str, Field(min_length=1)]
    """NAME/COLUMN of the scenario's profiles, kW per kWh of the year."""

    annual: Annotated[float, Quantity("energy", above=0.0)]
    """Energy used in a year when nothing is cut."""

    share: Annotated[float, Quantity("share", above=0.0, most=1.0)]
    """Share of the demand that can be cut at any moment."""

    price: Annotated[float, Quantity("price", least=0.0)]
    """What its member asks for a kWh that is cut, beside the purchase that it saves."""

    def profile_names(self) -> list[tuple[str, str]]:
        """Return the profile of the demand."""
        return [("profile", self.profile)]

    def inputs(self, setting: Setting) -> Inputs:
        """Return the demand, ``demand_kw``; a series that feeds in counts as no demand."""
        demand = self.annual * np.maximum(setting.profiles.series(self.profile), 0.0)
        return {"demand_kw": frozen(demand)}

    def alone(self, inputs: Inputs, net_kw: FloatArray, step_h: float) -> Behaviour:  # noqa: ARG002
        """Use all of it."""
        demand = inputs["demand_kw"]
        return Behaviour(p_kw=demand, q_kvar=np.zeros_like(demand))

    def block(self, block: Any, step_h: float) -> None:
        """Write the step: a demand of which a part may be cut."""
        import pyomo.environ as pyo

        block.demand_kw = pyo.Var(bounds=(0.0, None))
        block.cut_kw = pyo.Var(bounds=(0.0, None))
        block.p_kw = pyo.Expression(expr=block.demand_kw - block.cut_kw)
        block.cost_eur = pyo.Expression(expr=step_h * self.price * block.cut_kw)

    def bounds(self, inputs: Inputs, step_h: float) -> Bounds:  # noqa: ARG002
        """Return the demand, and what of it may be cut."""
        demand = inputs["demand_kw"]
        return {
            "demand_kw": (demand, demand),
            "cut_kw": (np.zeros_like(demand), self.share * demand),
        }

    def behaviour(
        self,
        inputs: Inputs,
        value: Callable[[str], FloatArray],
        level_kwh: FloatArray,  # noqa: ARG002
    ) -> Behaviour:
        """Return what the solved block did."""
        demand = inputs["demand_kw"]
        cut = np.clip(value("cut_kw"), 0.0, self.share * demand)
        return Behaviour(p_kw=demand - cut, q_kvar=np.zeros_like(demand), unmet_kw=cut)

    def uncertain(self) -> tuple[str, ...]:
        """Return the demand."""
        return ("demand_kw",)

    def meant_kw(self, p_kw: FloatArray, seen: Inputs, inputs: Inputs) -> FloatArray:
        """Return the demand that came, less what the plan cut."""
        demand, cut = inputs["demand_kw"], np.maximum(seen["demand_kw"] - p_kw, 0.0)
        meant: FloatArray = demand - np.minimum(cut, self.share * demand)
        return meant

    def residual_kwh(self, inputs: Inputs, did: Behaviour, step_h: float) -> FloatArray:
        """Return by how much what is used and cut is not the demand."""
        cut = 0.0 if did.unmet_kw is None else did.unmet_kw
        residual: FloatArray = step_h * (did.p_kw + cut - inputs["demand_kw"])
        return residual

    def leeway(self, inputs: Inputs, step_h: float) -> Leeway:  # noqa: ARG002
        """Return that its share may be cut."""
        demand = inputs["demand_kw"]
        return Leeway(turn="curtailable", least_kw=(1.0 - self.share) * demand, most_kw=demand)

    def power_range_kw(self, inputs: Inputs) -> Range:
        """Return what cannot be cut to all of it."""
        demand = inputs["demand_kw"]
        return (1.0 - self.share) * demand, demand
