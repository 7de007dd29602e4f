"""From the time column of a file to a clock of equal steps in UTC."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from hubsim.arrays import BoolArray, IntArray
from hubsim.errors import ProfileError

Times: TypeAlias = npt.NDArray[np.datetime64]

YEARS = range(1900, 2201)
"""Years that a file's times may lie in; others are mistakes, such as a day read as a year."""

_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})[ T](\d{1,2}):(\d\d)(?::(\d\d))?")


@dataclass(frozen=True)
class Steps:
    """The equal steps of a file.

    start : begin of the first step, UTC, datetime64[s]
    step_s : length of a step [s]
    n_steps : number of steps
    """

    start: np.datetime64
    step_s: int
    n_steps: int

    @property
    def begin(self) -> datetime:
        """Begin of the first step, aware, UTC."""
        begin: datetime = self.start.astype("datetime64[s]").item()
        return begin.replace(tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """End of the last step, aware, UTC."""
        return self.begin + timedelta(seconds=self.step_s * self.n_steps)


@dataclass(frozen=True)
class TimeColumn:
    """The time column as the file has it, for reading and for naming what is wrong.

    file, name : for messages
    texts : (n,) the times as a reader of the file sees them
    rows : (n,) row of each, 1 for the first of the file; counted up by default
    """

    file: str
    name: str
    texts: Sequence[str]
    rows: Sequence[int] = ()

    def wrong(self, index: int, message: str) -> ProfileError:
        """Return the error that names the row with this index."""
        row = self.rows[index] if self.rows else index + 1
        return ProfileError(message, file=self.file, row=row, column=self.name)

    def utc(self, zone: tzinfo | None) -> Times:
        """Return the times in UTC, (n,) datetime64[s].

        zone : zone of times without offset

        Raises
        ------
        ProfileError
            when a text is no time, a time does not exist in its zone, or a zone is needed.
        """
        moments = [self._moment(index, text) for index, text in enumerate(self.texts)]
        aware = [moment.tzinfo is not None for moment in moments]
        if all(aware):
            return _seconds([moment.astimezone(UTC).replace(tzinfo=None) for moment in moments])
        if any(aware):
            odd = aware.index(not aware[0])
            raise self.wrong(odd, "times with and without an offset from UTC are mixed")
        return self.from_wall(_seconds(moments), zone)

    def moments(self) -> Times:
        """Return the times as they are written, (n,) datetime64[s].

        Raises
        ------
        ProfileError
            when a text is no time.
        """
        return _seconds([self._moment(index, text) for index, text in enumerate(self.texts)])

    def from_wall(self, wall: Times, zone: tzinfo | None) -> Times:
        """Return the UTC of a wall clock's times, (n,) datetime64[s].

        In the hour that the clock shows twice the order of the rows tells which is meant.

        wall : (n,) times as the clock shows them

        Raises
        ------
        ProfileError
            when no zone is given, or the clock of that zone never shows one of the times.
        """
        if zone is None:
            raise self.wrong(
                0,
                f"{self.texts[0]!r} has no offset from UTC: name the clock in the scenario, "
                "for example timezone: Europe/Amsterdam",
            )
        first_s, second_s = _offsets_s(wall, zone)
        skipped = np.flatnonzero(first_s < second_s)
        if skipped.size:
            raise self.wrong(int(skipped[0]), _never_shown(self.texts[skipped[0]], zone))
        offset_s = first_s.copy()
        second = False
        for index in np.flatnonzero(first_s > second_s).tolist():
            before = index - 1
            follows = index > 0 and first_s[before] > second_s[before]
            second = follows and (second or bool(wall[index] <= wall[before]))
            if second:
                offset_s[index] = second_s[index]
        utc: Times = wall - offset_s.astype("timedelta64[s]")
        return utc

    def never_shown(self, wall: Times, zone: tzinfo) -> BoolArray:
        """Return which times the clock of the zone skips, (n,).

        wall : (n,) times as the clock shows them
        """
        first_s, second_s = _offsets_s(wall, zone)
        skipped: BoolArray = first_s < second_s
        return skipped

    def steps(self, utc: Times) -> Steps:
        """Return the equal steps that the times make.

        utc : (n,) begin of each step, datetime64[s]

        Raises
        ------
        ProfileError
            when rows are missing, double, out of order or irregular: the first such row.
        """
        if utc.size < 2:
            raise ProfileError(
                f"{utc.size} rows of data: at least 2 are needed to know the step",
                file=self.file,
            )
        gaps_s = np.diff(utc).astype(np.int64)
        sizes, counts = np.unique(gaps_s, return_counts=True)
        step_s = int(sizes[np.argmax(counts)])
        odd = np.flatnonzero((gaps_s != step_s) | (gaps_s <= 0))
        if odd.size:
            index = int(odd[0])
            raise self.wrong(index + 1, self.oddity(index, int(gaps_s[index]), step_s))
        return Steps(utc[0], step_s, int(utc.size))

    def oddity(self, index: int, gap_s: int, step_s: int) -> str:
        """Return in words what is wrong between the row with this index and the next."""
        before, here = self.texts[index], self.texts[index + 1]
        if gap_s == 0:
            return f"{here!r} is there twice"
        if gap_s < 0 or step_s <= 0:
            return f"{here!r} comes after {before!r}: times must rise"
        if gap_s % step_s == 0:
            missing = gap_s // step_s - 1
            hint = (
                "; a file that keeps winter time all year needs a fixed clock, for example "
                "timezone: UTC+01:00"
                if gap_s - step_s == 3600
                else ""
            )
            rows = "1 row is" if missing == 1 else f"{missing} rows are"
            return f"{here!r} follows {before!r}: {rows} missing between{hint}"
        return f"{here!r} follows {before!r}: {gap_s} s, while the file's step is {step_s} s"

    def _moment(self, index: int, text: str) -> datetime:
        """Return the time of a text, aware if the text has an offset."""
        day_first = _DAY_FIRST.fullmatch(text)
        try:
            if day_first is None:
                moment = datetime.fromisoformat(text)
            else:
                day, _, month, year, hour, minute, second = day_first.groups(default="0")
                moment = datetime(  # noqa: DTZ001 - the zone is looked up later
                    int(year), int(month), int(day), int(hour), int(minute), int(second)
                )
        except ValueError:
            raise self.wrong(
                index,
                f"{text[:40]!r} is not a time: write for example '2026-01-31 13:45', "
                "'2026-01-31T13:45:00+01:00' or '31-01-2026 13:45' "
                "(another column: time: NAME in the scenario)",
            ) from None
        if moment.year not in YEARS:
            raise self.wrong(index, f"{text!r} is not in the years {YEARS[0]} to {YEARS[-1]}")
        if moment.microsecond:
            raise self.wrong(index, f"{text!r} is not on a whole second")
        return moment


def _never_shown(text: str, zone: tzinfo) -> str:
    return (
        f"{text!r} does not exist on the clock of {zone}, which goes forward then; a file that "
        "keeps winter time all year needs a fixed clock, for example timezone: UTC+01:00"
    )


def _offsets_s(wall: Times, zone: tzinfo) -> tuple[IntArray, IntArray]:
    """Return the offset from UTC when the clock shows a time first and when it does again, (n,).

    They are the same but in the hour the clock shows twice (the first is larger) and in the hour
    it skips (the first is smaller); PEP 495.
    """
    days, day_of = np.unique(wall.astype("datetime64[D]"), return_inverse=True)
    at_start = np.array([_offset_s(zone, day) for day in _datetimes(days)])
    at_end = np.array([_offset_s(zone, day) for day in _datetimes(days + 1)])
    first_s = at_start[day_of]
    second_s = first_s.copy()
    # Only on a day of change the time of the day matters: look up few moments, not all.
    for index in np.flatnonzero((at_start != at_end)[day_of]).tolist():
        moment = wall[index].item()
        first_s[index] = _offset_s(zone, moment.replace(fold=0))
        second_s[index] = _offset_s(zone, moment.replace(fold=1))
    return first_s, second_s


def _offset_s(zone: tzinfo, moment: datetime) -> int:
    offset = zone.utcoffset(moment.replace(tzinfo=zone))
    return int(offset.total_seconds()) if offset is not None else 0


def _seconds(moments: Sequence[datetime]) -> Times:
    return np.array([moment.replace(tzinfo=None) for moment in moments], dtype="datetime64[s]")


def _datetimes(days: Times) -> list[datetime]:
    """Return the days as datetimes at midnight."""
    moments: list[datetime] = days.astype("datetime64[s]").tolist()
    return moments
