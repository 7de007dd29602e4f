"""Announced hours: on a day, from one time to another, less than what the contract gives otherwise.

The grid operator announces them at the latest a day ahead, which is within the window that the hub is
planned for: the optimiser knows them when it plans the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated

import numpy as np
from pydantic import Field

from hubsim.arrays import BoolArray, FloatArray
from hubsim.horizon import Horizon
from hubsim.kinds import Record
from hubsim.local_date import LocalDate
from hubsim.units import Quantity, text_of
from hubsim.weekdays import LocalEnd, LocalTime


class Call(Record):
    """Some hours of one day with less room; a direction that is left out keeps what it has."""

    day: LocalDate
    """Local day on which it begins."""

    from_h: LocalTime = Field(alias="from")
    """Local time at which it begins."""

    to_h: LocalEnd = Field(alias="to")
    """Local time at which it ends, up to 24:00; not after the begin means the next day."""

    import_kw: Annotated[float, Quantity("power", least=0.0)] | None = Field(
        default=None, alias="import"
    )
    """Most that may be drawn then."""

    export_kw: Annotated[float, Quantity("power", least=0.0)] | None = Field(
        default=None, alias="export"
    )
    """Most that may be fed in then."""

    def span(self) -> tuple[datetime, datetime]:
        """Return begin and end on the local wall clock."""
        begin = datetime.combine(self.day, time()) + timedelta(minutes=round(60 * self.from_h))
        end = datetime.combine(self.day, time()) + timedelta(minutes=round(60 * self.to_h))
        return begin, end if end > begin else end + timedelta(days=1)

    def holds(self, horizon: Horizon) -> BoolArray:
        """Return for each step whether its begin lies in it, (T,)."""
        begin, end = (np.datetime64(moment, "s") for moment in self.span())
        inside: BoolArray = (horizon.local_times >= begin) & (horizon.local_times < end)
        return inside


def lowered(
    import_kw: FloatArray, export_kw: FloatArray, calls: Mapping[str, Call], horizon: Horizon
) -> None:
    """Lower limits in the hours of the calls, in place."""
    for call in calls.values():
        inside = call.holds(horizon)
        if call.import_kw is not None:
            import_kw[inside] = call.import_kw
        if call.export_kw is not None:
            export_kw[inside] = call.export_kw


def call_problems(
    field: str, calls: Mapping[str, Call], import_kw: float, export_kw: float
) -> list[tuple[str, str]]:
    """Return (field, message) for calls that overlap, lower nothing or raise a limit."""
    found = []
    taken: list[tuple[str, datetime, datetime]] = []
    for name, call in calls.items():
        begin, end = call.span()
        if call.import_kw is None and call.export_kw is None:
            message = f"{name!r} lowers nothing: give import or export"
            found.append((f"{field}.{name}", message))
        for key, called_kw, normal_kw in (
            ("import", call.import_kw, import_kw),
            ("export", call.export_kw, export_kw),
        ):
            if called_kw is not None and called_kw > normal_kw:
                message = (
                    f"{text_of(called_kw, 'power')} is above the {text_of(normal_kw, 'power')} of the"
                    " contract: announced hours can only lower it"
                )
                found.append((f"{field}.{name}.{key}", message))
        for other, first, last in taken:
            if begin < last and first < end:
                both = max(begin, first)
                found.append(
                    (f"{field}.{name}", f"{name!r} overlaps {other!r} on {both:%Y-%m-%d %H:%M}")
                )
        taken.append((name, begin, end))
    return found


def called_hours(calls: Mapping[str, Call]) -> dict[int, float]:
    """Return year -> hours that are called in it, by the day on which a call begins."""
    hours: dict[int, float] = {}
    for call in calls.values():
        begin, end = call.span()
        hours[call.day.year] = hours.get(call.day.year, 0.0) + (end - begin).total_seconds() / 3600
    return hours


def hours_of_year(year: int) -> float:
    """Return how many hours a year has."""
    return 24.0 * (date(year + 1, 1, 1) - date(year, 1, 1)).days
