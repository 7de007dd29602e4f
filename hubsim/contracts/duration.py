"""Duration right: the contracted power for most hours of the year, less in the others.

The Dutch duration-bound transport right ("85 %"; TenneT): transport in at least 85 % of the hours of
a year, the rest can be taken away, announced a day ahead. Figures of the table of rates:
`nl.duration.hours`, and `nl.duration.kw-contract` for what is due on contracted power.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hubsim.arrays import FloatArray
from hubsim.contracts.calls import Call, call_problems, called_hours, hours_of_year, lowered
from hubsim.contracts.capacity import Capacity
from hubsim.horizon import Horizon
from hubsim.tariffs.rates import latest
from hubsim.units import Quantity


class Duration(Capacity):
    """The contracted power in most hours."""

    kind: Literal["duration"]
    """The contracted power in at least 85 % of the hours of a year."""

    announced: dict[str, Call] = Field(default_factory=dict)
    """Hours in which there is less room, by name; they must not overlap, nor be too many."""

    discount: Annotated[float, Quantity("share", least=0.0, most=1.0)] | None = None
    """Part of the tariff on contracted power that is not due; by default that of the table of rates."""

    def problems(self) -> list[tuple[str, str]]:
        """Return announced hours that overlap, raise a limit, or are more than the right allows."""
        found = call_problems("announced", self.announced, self.import_kw, self.export_kw)
        least = 0.01 * latest("nl.duration.hours").value
        for year, hours in called_hours(self.announced).items():
            most = (1.0 - least) * hours_of_year(year)
            if hours > most + 1e-9:
                message = (
                    f"{hours:g} h of {year} are more than may be taken away: transport is due in"
                    f" {100 * least:g} % of its hours, so at most {most:g} h"
                )
                found.append(("announced", message))
        return found

    def lower(self, import_kw: FloatArray, export_kw: FloatArray, horizon: Horizon) -> None:
        """Lower the limits in the announced hours."""
        lowered(import_kw, export_kw, self.announced, horizon)

    def contract_part(self) -> float:
        """Return the part of the tariff on contracted power that is due."""
        if self.discount is not None:
            return 1.0 - self.discount
        return 0.01 * latest("nl.duration.kw-contract").value
