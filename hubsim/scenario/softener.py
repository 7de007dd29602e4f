"""The section ``softener``: windows in which a hub should lower the peak, and what counts as lowered.

A congestion softener (Dutch: congestieverzachter) is a party of which the network operator has established
that it makes room for others, and that has agreed by contract to behave so (Netcode elektriciteit,
article 7.0a, Staatscourant 2025, 42323). Windows and kW are agreed case by case: here they are input.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from hubsim.kinds import Record
from hubsim.scenario.names import NAME
from hubsim.units import Quantity
from hubsim.weekdays import ALL_YEAR, MONTH_NAMES, Months, Window, window_problems


class SoftenerWindow(Window):
    """A time of the day, on some days of the week in some months."""

    months: Months = Field(default=ALL_YEAR, validate_default=True)
    """Months in which the window starts: all year, nov-feb, jan,jul."""


class Softener(Record):
    """When a hub should lower the peak, and by how much."""

    windows: dict[
        Annotated[str, StringConstraints(pattern=NAME, max_length=64)], SoftenerWindow
    ] = Field(min_length=1)
    """Windows by name; they must not overlap."""

    least: Annotated[float, Quantity("power", least=0.0)] = Field(
        default="0 kW", validate_default=True
    )
    """Reduction of a day's peak in the windows that counts as lowered; any at all by default."""

    confidence: Annotated[float, Quantity("share", least=0.5, most=0.9999)] = Field(
        default="95 %", validate_default=True
    )
    """Confidence of the lower bound on the share of days on which it is reached."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for windows that are empty or overlap."""
        found = [
            problem
            for month in range(1, len(MONTH_NAMES) + 1)
            for problem in window_problems(
                "windows",
                {name: one for name, one in self.windows.items() if month in one.months},
            )
        ]
        return list(dict.fromkeys(found))
