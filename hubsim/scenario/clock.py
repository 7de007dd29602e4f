"""The time section of a scenario: which local days, in steps of which length."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field, Strict

from hubsim.horizon import Horizon
from hubsim.kinds import Record
from hubsim.local_date import LocalDate
from hubsim.scenario import check
from hubsim.units import Quantity


class Time(Record):
    """Which days are simulated, in steps of which length."""

    start: LocalDate
    """First local day."""

    end: LocalDate | None = None
    """Last local day, included; in place of days."""

    days: Annotated[int, Strict(), Field(ge=1, le=check.MAX_DAYS)] | None = None
    """Number of days; in place of end."""

    step_h: Annotated[float, Quantity("duration", least=1 / 60, most=1.0)] = Field(
        default="15 min", alias="step", validate_default=True
    )
    """Length of a step; an hour must be a whole number of steps."""

    timezone: Annotated[str, AfterValidator(check.time_zone)] = "Europe/Amsterdam"
    """Zone of every local date and time in the file."""

    @property
    def step_s(self) -> int:
        """Length of a step [s]."""
        return round(self.step_h * 3600)

    @property
    def last_day(self) -> date:
        """Last local day, included."""
        return self.end or self.start + timedelta(days=(self.days or 1) - 1)

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        return check.time_problems(self)

    def horizon(self) -> Horizon:
        """Return the time axis; a day on which the clock changes is shorter or longer."""
        return Horizon.of_local_days(self.start, self.last_day, self.step_s, self.timezone)
