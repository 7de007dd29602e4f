"""Non-firm right: the contracted power is there when there is room, announced a day ahead.

The Dutch fully variable transport right, since 31 January 2024: nothing is due on contracted power
(`nl.non-firm.kw-contract` of the table of rates). Outside the announced hours the power is there.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hubsim.arrays import FloatArray
from hubsim.contracts.calls import Call, call_problems, lowered
from hubsim.contracts.capacity import Capacity
from hubsim.horizon import Horizon
from hubsim.tariffs.rates import latest


class NonFirm(Capacity):
    """The power that is announced."""

    kind: Literal["non-firm"]
    """The contracted power when there is room; announced a day ahead."""

    announced: dict[str, Call] = Field(default_factory=dict)
    """Hours in which there is less room, by name; they must not overlap."""

    def problems(self) -> list[tuple[str, str]]:
        """Return announced hours that overlap, lower nothing or raise a limit."""
        return call_problems("announced", self.announced, self.import_kw, self.export_kw)

    def lower(self, import_kw: FloatArray, export_kw: FloatArray, horizon: Horizon) -> None:
        """Lower the limits in the announced hours."""
        lowered(import_kw, export_kw, self.announced, horizon)

    def contract_part(self) -> float:
        """Return the part of the tariff on contracted power that is due."""
        return 0.01 * latest("nl.non-firm.kw-contract").value
