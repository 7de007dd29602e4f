"""EnergyPlus weather: a year of hours, typical or of one year, with radiation and wind."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from hubsim.errors import ProfileError
from hubsim.weather.cells_of_text import (
    HOUR_S,
    TYPICAL_HOURS,
    numbers,
    refuse_unlike_a_year,
    text_of_file,
)
from hubsim.weather.readings import Readings
from hubsim.weather.weather import WeatherSource

_HEADER_ROWS = 8
_COLUMNS = {
    "dry bulb temperature": 6,
    "global horizontal radiation": 13,
    "direct normal radiation": 14,
    "diffuse horizontal radiation": 15,
    "wind speed": 21,
}
_MISSING = {
    "dry bulb temperature": 99.9,
    "global horizontal radiation": 9999.0,
    "direct normal radiation": 9999.0,
    "diffuse horizontal radiation": 9999.0,
    "wind speed": 999.0,
}


class Epw(WeatherSource):
    """An EnergyPlus weather file (EPW). Its hours stand for those of any year.

    Columns and codes for missing values: EnergyPlus, Auxiliary Programs, Weather Converter Program.
    """

    kind: Literal["epw"]
    """A year from an EnergyPlus weather file."""

    file: Annotated[str, Field(min_length=1)]
    """Path, relative to the scenario file."""

    def readings(self, folder: Path) -> Readings:
        """Return the year of the file."""
        lines = text_of_file(self.file, self.content(folder)).splitlines()
        latitude, longitude, zone_h = self._location(lines)
        try:
            rows = [row for row in csv.reader(lines[_HEADER_ROWS:]) if row]
        except csv.Error as error:
            raise ProfileError(f"cannot be split into cells: {error}", file=self.file) from None
        when = {"year": 0, "month": 1, "day": 2, "hour": 3}
        found = numbers(self.file, rows, when | _COLUMNS, _MISSING)
        days = [
            (int(month), int(day), int(hour) - 1)
            for month, day, hour in zip(found["month"], found["day"], found["hour"], strict=True)
        ]
        kept = [index for index, (month, day, _) in enumerate(days) if (month, day) != (2, 29)]
        if len(kept) == TYPICAL_HOURS:
            days = [days[index] for index in kept]
            found = {name: values[kept] for name, values in found.items()}
        refuse_unlike_a_year(self.file, days)
        return Readings(
            file=self.file,
            typical=True,
            start_s=round(-zone_h * HOUR_S),
            step_s=HOUR_S,
            at_s=HOUR_S,
            temperature_degc=found["dry bulb temperature"],
            wind_m_s=found["wind speed"],
            ghi_w_m2=found["global horizontal radiation"],
            dhi_w_m2=found["diffuse horizontal radiation"],
            dni_w_m2=found["direct normal radiation"],
            latitude=latitude,
            longitude=longitude,
        )

    def _location(self, lines: list[str]) -> tuple[float, float, float]:
        """Return latitude, longitude and hours ahead of UTC, of the first line."""
        cells = lines[0].split(",") if lines else []
        if len(lines) <= _HEADER_ROWS or cells[0].strip().upper() != "LOCATION":
            raise ProfileError(
                "is no EnergyPlus weather file: it must begin with LOCATION and seven more lines "
                "of header",
                file=self.file,
            )
        try:
            latitude, longitude, zone_h = (float(cell) for cell in cells[6:9])
        except ValueError:
            raise ProfileError(
                "LOCATION must give latitude, longitude and time zone as numbers in its fields 7 "
                f"to 9, but has {','.join(cells[6:9])!r}",
                file=self.file,
            ) from None
        return latitude, longitude, zone_h
