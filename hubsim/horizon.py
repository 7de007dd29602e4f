"""The time axis of a study: UTC inside, local wall clock at the edges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from hubsim.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Horizon:
    """A run of equal steps.

    start : aware datetime of the first step's begin, kept in UTC
    step_s : length of a step [s]
    n_steps : number of steps T; a local day of daylight-saving change has 92 or 100 quarter-hours
    zone : name of the local time zone
    """

    start: datetime
    step_s: int
    n_steps: int
    zone: str

    @classmethod
    def of_local_days(cls, first: date, last: date, step_s: int, zone: str) -> Horizon:
        """Return the horizon from local midnight of `first` to the end of local day `last`."""
        tz = ZoneInfo(zone)
        start = datetime(first.year, first.month, first.day, tzinfo=tz).astimezone(UTC)
        after = last + timedelta(days=1)
        end = datetime(after.year, after.month, after.day, tzinfo=tz).astimezone(UTC)
        return cls(start, step_s, int((end - start).total_seconds()) // step_s, zone)

    @property
    def step_h(self) -> float:
        """Length of a step [h]."""
        return self.step_s / 3600.0

    @property
    def end(self) -> datetime:
        """End of the last step, UTC."""
        return self.start + timedelta(seconds=self.step_s * self.n_steps)

    @cached_property
    def times(self) -> npt.NDArray[np.datetime64]:
        """(T,) begin of every step, UTC, as datetime64[s]."""
        first = np.datetime64(self.start.replace(tzinfo=None), "s")
        times: npt.NDArray[np.datetime64] = first + np.arange(self.n_steps) * np.timedelta64(
            self.step_s, "s"
        )
        return times

    @cached_property
    def local_times(self) -> npt.NDArray[np.datetime64]:
        """(T,) begin of every step on the local wall clock, as datetime64[s]; the clock may jump."""
        tz = ZoneInfo(self.zone)
        # A zone's offset only changes on whole quarter-hours, a few times a year: look it up once
        # an hour instead of once a step.
        hours = (self.times.astype("datetime64[h]")).astype("datetime64[s]")
        unique, inverse = np.unique(hours, return_inverse=True)
        offsets = np.array([_offset_s(moment, tz) for moment in unique.tolist()])
        local: npt.NDArray[np.datetime64] = self.times + offsets[inverse].astype("timedelta64[s]")
        return local

    @cached_property
    def hour_of_day(self) -> FloatArray:
        """(T,) local wall-clock hour of every step's begin, 0 up to 24 [h]."""
        midnight = self.local_times.astype("datetime64[D]")
        seconds = self.local_times - midnight.astype("datetime64[s]")
        hours: FloatArray = seconds.astype(np.float64) / 3600.0
        return hours

    @cached_property
    def weekday(self) -> IntArray:
        """(T,) local day of the week, Monday 0 to Sunday 6."""
        days = self.local_times.astype("datetime64[D]").astype(np.int64)
        weekday: IntArray = (days + 3) % 7
        return weekday

    @cached_property
    def local_day(self) -> IntArray:
        """(T,) number of the local calendar day, 0 for the first."""
        days = self.local_times.astype("datetime64[D]").astype(np.int64)
        since: IntArray = days - days[0]
        return since

    def label(self, step: int) -> str:
        """Return the local begin of a step in words a person reads: ``Wed 13 Jan 2016 17:45``."""
        moment = self.start + timedelta(seconds=self.step_s * int(step))
        return moment.astimezone(ZoneInfo(self.zone)).strftime("%a %-d %b %Y %H:%M")


def _offset_s(moment: datetime, tz: ZoneInfo) -> int:
    offset = moment.replace(tzinfo=UTC).astimezone(tz).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
