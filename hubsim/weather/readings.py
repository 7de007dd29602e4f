"""What every source of weather gives: equal cells of time with temperature, radiation and wind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from hubsim.arrays import FloatArray, IntArray
from hubsim.errors import ProfileError
from hubsim.horizon import Horizon
from hubsim.profiles.table import USER

YEAR_S = 365 * 86400
_BEFORE_LEAP_DAY = 31 + 28

COLUMNS: Mapping[str, tuple[str, float, float]] = {
    "temperature_degc": ("degC", -70.0, 60.0),
    "wind_m_s": ("m/s", 0.0, 80.0),
    "ghi_w_m2": ("W/m2", 0.0, 1500.0),
    "dhi_w_m2": ("W/m2", 0.0, 1500.0),
    "dni_w_m2": ("W/m2", 0.0, 1500.0),
}
"""Column -> unit, lowest and highest value that weather has."""

EDGE_S = 2 * 3600
"""A year of a file in UTC may lack so much at an end of a local year: its first or last values go on."""

NIGHT_W_M2 = 20.0
"""Instruments read so far below zero at night; more is a mistake."""


@dataclass(frozen=True)
class Readings:
    """Weather in cells of equal length, as a file has it. Arrays are (n,).

    file : for messages
    typical : whether the cells are a year of 365 days that stands for any year
    start_s : begin of the first cell [s]: since 1970 in UTC, or since the begin of the typical year, UTC
    step_s : length of a cell [s]
    temperature_degc : at `at_s` after the begin of each cell
    wind_m_s : 10 m above ground, at `at_s` too
    ghi_w_m2 : radiation on the level, mean over the cell
    dhi_w_m2, dni_w_m2 : its diffuse part, and the direct part on a plane facing the sun; None if unknown
    latitude, longitude : where; None if the source does not say
    label : ``measured``, ``measured-derived``, ``synthetic`` or ``user``
    licence : as the source names it
    """

    file: str
    typical: bool
    start_s: int
    step_s: int
    at_s: float
    temperature_degc: FloatArray
    wind_m_s: FloatArray
    ghi_w_m2: FloatArray
    dhi_w_m2: FloatArray | None = None
    dni_w_m2: FloatArray | None = None
    latitude: float | None = None
    longitude: float | None = None
    label: str = USER
    licence: str = ""

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.ghi_w_m2)

    def covers(self) -> tuple[int, int] | None:
        """Return begin and end in UTC [s since 1970]; None for a typical year, which covers all."""
        if self.typical:
            return None
        return self.start_s, self.start_s + self.step_s * self.n_cells

    def cell(self, moment_s: FloatArray) -> FloatArray:
        """Return where moments lie, in cells since the begin of the first, fractions included.

        moment_s : (n,) [s since 1970, UTC]
        """
        here = typical_s(moment_s) if self.typical else moment_s
        place: FloatArray = (here - self.start_s) / self.step_s
        return place

    def instant(self, values: FloatArray, moment_s: FloatArray) -> FloatArray:
        """Return what lies at moments on straight lines between the values of cells."""
        place = self.cell(moment_s) - self.at_s / self.step_s
        period = self.n_cells if self.typical else None
        return np.interp(place, np.arange(self.n_cells), values, period=period)

    def mean(self, values: FloatArray, moment_s: FloatArray) -> FloatArray:
        """Return the values of the cells that moments lie in; the end cells go on beyond the ends."""
        index: IntArray = np.floor(self.cell(moment_s)).astype(np.int64)
        inside = index % self.n_cells if self.typical else np.clip(index, 0, self.n_cells - 1)
        return values[inside]

    def checked(self) -> Readings:
        """Return them with what instruments read below zero at night as zero.

        Raises
        ------
        ProfileError
            at the first value that weather does not have.
        """
        found = {}
        for name, (unit, least, most) in COLUMNS.items():
            values = getattr(self, name)
            if values is None:
                continue
            below = NIGHT_W_M2 if unit == "W/m2" else 0.0
            bad = np.flatnonzero(~((values >= least - below) & (values <= most)))
            if bad.size:
                row = int(bad[0])
                raise ProfileError(
                    f"{values[row]:g} is no {name.partition('_')[0]} in {unit}: "
                    f"{least:g} to {most:g} {unit} can be",
                    file=self.file,
                    row=row + 1,
                    column=name,
                )
            found[name] = np.maximum(values, least)
        return replace(self, **found)

    def refuse_uncovered(self, horizon: Horizon) -> None:
        """Refuse a horizon that the cells do not cover.

        Raises
        ------
        ProfileError
            with what is covered and what is asked, in UTC.
        """
        covered = self.covers()
        if covered is None:
            return
        begin, end = (np.datetime64(moment, "s") for moment in covered)
        edge = np.timedelta64(EDGE_S, "s")
        asked = (horizon.times[0], horizon.times[-1] + np.timedelta64(horizon.step_s, "s"))
        if asked[0] < begin - edge or end + edge < asked[1]:
            raise ProfileError(
                f"covers {_text(begin)} to {_text(end)}, "
                f"the scenario needs {_text(asked[0])} to {_text(asked[1])} (UTC)",
                file=self.file,
            )


def typical_s(moment_s: FloatArray) -> FloatArray:
    """Return moments [s since 1970] as seconds since the begin of a year without 29 February.

    The 29th takes the place of the 28th.
    """
    days = np.floor(moment_s / 86400.0).astype("datetime64[D]")
    years = days.astype("datetime64[Y]")
    day = (days - years.astype("datetime64[D]")).astype(np.int64)
    length = ((years + 1).astype("datetime64[D]") - years.astype("datetime64[D]")).astype(np.int64)
    day = np.where((length == 366) & (day >= _BEFORE_LEAP_DAY), day - 1, day)
    since: FloatArray = day * 86400.0 + moment_s % 86400.0
    return since


def _text(moment: np.datetime64) -> str:
    return str(moment.astype("datetime64[m]")).replace("T", " ")
