"""Hourly observations of the KNMI, as its download gives them: measured weather of a Dutch station."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, Strict

from hubsim.errors import ProfileError
from hubsim.weather.cells_of_text import HOUR_S, numbers, refuse_gaps, text_of_file
from hubsim.weather.readings import Readings
from hubsim.weather.weather import WeatherSource

_NEEDED = ("YYYYMMDD", "FH", "T", "Q")
_HOUR = ("HH", "H")
_W_M2_PER_J_CM2 = 1e4 / HOUR_S
_STATION_LINE = re.compile(
    r"#?\s*(\d{3})\s*[:\s]\s*(-?\d+\.\d+)\s+(-?\d+\.\d+)\s+-?\d+(?:\.\d+)?\s+\S"
)
"""Number, longitude east, latitude north, altitude and name, in the comments above the data."""

LICENCE = "CC-BY-4.0"
"""Licence of the KNMI's observations (KNMI Data Platform)."""


class Knmi(WeatherSource):
    """Hourly data of a KNMI station: text with the columns STN, YYYYMMDD, HH, FH, T and Q at least.

    HH is the hour that ends at HH UT; T (0.1 degC) is at its end, FH (0.1 m/s) and Q (J/cm2) are of
    the hour. Units as in the comments of the download.
    """

    kind: Literal["knmi"]
    """Measured weather of a KNMI station, by the hour."""

    file: Annotated[str, Field(min_length=1)]
    """Path, relative to the scenario file."""

    station: Annotated[int, Strict(), Field(ge=200, le=999)] | None = None
    """Number of the station, such as 260 for De Bilt; needed when the file has several."""

    def readings(self, folder: Path) -> Readings:
        """Return the hours of the station."""
        lines = text_of_file(self.file, self.content(folder)).splitlines()
        place, rows = self._table(lines)
        hour = next(name for name in _HOUR if name in place)
        chosen = self._station(place, rows)
        rows = [row for row in rows if row[place["STN"]].strip() == chosen]
        wanted = {name: place[name] for name in (*_NEEDED, hour)}
        found = numbers(self.file, rows, wanted)
        ends = [
            self._end(index, day, number)
            for index, (day, number) in enumerate(
                zip(found["YYYYMMDD"].tolist(), found[hour].tolist(), strict=True)
            )
        ]
        refuse_gaps(self.file, ends)
        located = {
            match[1]: (float(match[3]), float(match[2]))
            for match in map(_STATION_LINE.match, lines)
            if match
        }
        latitude, longitude = located.get(chosen, (None, None))
        first = ends[0] - timedelta(hours=1)
        return Readings(
            file=self.file,
            typical=False,
            start_s=int(np.datetime64(first, "s").astype(np.int64)),
            step_s=HOUR_S,
            at_s=HOUR_S,
            temperature_degc=found["T"] / 10.0,
            wind_m_s=found["FH"] / 10.0,
            ghi_w_m2=found["Q"] * _W_M2_PER_J_CM2,
            latitude=latitude,
            longitude=longitude,
            label="measured",
            licence=LICENCE,
        )

    def _table(self, lines: list[str]) -> tuple[dict[str, int], list[list[str]]]:
        """Return place of each column, and the rows of data."""
        header: list[str] = []
        rows = []
        for line in lines:
            cells = [cell.strip() for cell in line.lstrip("# ").split(",")]
            if "STN" in cells and "YYYYMMDD" in cells:
                header = cells
            elif header and line.strip() and not line.startswith("#"):
                rows.append(line.split(","))
        place = {name: index for index, name in enumerate(header)}
        if not header:
            raise ProfileError(
                "is no hourly file of the KNMI: no line names the columns STN, YYYYMMDD, ...",
                file=self.file,
            )
        lost = [name for name in _NEEDED if name not in place]
        if not any(name in place for name in _HOUR):
            lost.append("HH")
        if lost:
            raise ProfileError(
                f"lacks {', '.join(lost)}: hourly data with at least T, FH and Q are needed",
                file=self.file,
            )
        if not rows:
            raise ProfileError("has no hours", file=self.file)
        return place, rows

    def _station(self, place: dict[str, int], rows: list[list[str]]) -> str:
        """Return the station to read."""
        stations = sorted({row[place["STN"]].strip() for row in rows if len(row) > place["STN"]})
        if self.station is None:
            if len(stations) != 1:
                raise ProfileError(
                    f"holds the stations {', '.join(stations)}: name one as station",
                    file=self.file,
                )
            return stations[0]
        if str(self.station) not in stations:
            raise ProfileError(
                f"has no station {self.station}; it holds {', '.join(stations)}", file=self.file
            )
        return str(self.station)

    def _end(self, index: int, day: float, hour: float) -> datetime:
        """Return the end of an hour, UTC."""
        try:
            midnight = datetime.strptime(f"{day:.0f}", "%Y%m%d")  # noqa: DTZ007 - UTC by definition
        except ValueError:
            raise ProfileError(
                f"{day:.0f} is no day: year, month, day as in 20260131",
                file=self.file,
                row=index + 1,
                column="YYYYMMDD",
            ) from None
        if not 1 <= hour <= 24:
            raise ProfileError(
                f"{hour:g} is no hour 1 to 24", file=self.file, row=index + 1, column="HH"
            )
        return midnight + timedelta(hours=hour)
