"""Capacity limitation on call: a firm right, less when the grid operator calls, for a fee.

The Dutch capacity-limitation contract (CBC), also of a group: it fixes moments, power and fee. The fee
is paid for every kWh of room given up, whether or not it would have been used:

    reward_t = dt * fee * (normal limit - called limit)    summed over both directions
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.contracts.calls import Call, call_problems, lowered
from hubsim.contracts.capacity import Capacity
from hubsim.horizon import Horizon
from hubsim.units import Quantity


class CapacityLimitation(Capacity):
    """A firm right that is limited on call."""

    kind: Literal["capacity-limitation"]
    """The contracted power, less when called, for a fee."""

    calls: dict[str, Call] = Field(default_factory=dict)
    """Hours that are called, by name; they must not overlap."""

    fee: Annotated[float, Quantity("price", least=0.0)]
    """What the grid operator pays for a kWh of room given up."""

    def problems(self) -> list[tuple[str, str]]:
        """Return calls that overlap, lower nothing or raise a limit."""
        return call_problems("calls", self.calls, self.import_kw, self.export_kw)

    def lower(self, import_kw: FloatArray, export_kw: FloatArray, horizon: Horizon) -> None:
        """Lower the limits in the hours that are called."""
        lowered(import_kw, export_kw, self.calls, horizon)

    def reward_eur(self, horizon: Horizon) -> FloatArray:
        """Return what the grid operator pays at every step, (T,) [EUR]."""
        limits = self.limits(horizon)
        given_up_kw = (self.import_kw - limits.import_kw) + (self.export_kw - limits.export_kw)
        return frozen(horizon.step_h * self.fee * given_up_kw)
