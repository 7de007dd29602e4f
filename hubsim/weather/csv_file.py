"""Weather of the user: columns of a CSV or Parquet file with a time column."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from hubsim.profiles.file import ProfileFile, ZoneName
from hubsim.profiles.library import known_column, open_table
from hubsim.profiles.table import LABELS
from hubsim.weather.readings import Readings
from hubsim.weather.weather import WeatherSource

Column = Annotated[str, Field(min_length=1)]


class CsvFile(WeatherSource):
    """Columns of weather with the begin of each interval; values are means over the interval."""

    kind: Literal["csv"]
    """Columns of a CSV or Parquet file."""

    file: Annotated[str, Field(min_length=1)]
    """Path, relative to the scenario file."""

    time: str | None = None
    """Column with the begin of each interval; the first by default."""

    timezone: ZoneName | None = None
    """Zone of times without offset: Europe/Amsterdam; UTC+01:00 for winter time all year."""

    temperature: Column = "temperature"
    """Column of the temperature of the air [degC]."""

    wind: Column = "wind"
    """Column of the wind 10 m above ground [m/s]."""

    radiation: Column = "radiation"
    """Column of the radiation on the level [W/m2]."""

    diffuse: Column | None = None
    """Column of the diffuse radiation on the level [W/m2]; estimated where there is none."""

    def readings(self, folder: Path) -> Readings:
        """Return the columns of the file."""
        entry = ProfileFile(file=self.file, time=self.time, timezone=self.timezone)
        table = open_table(folder / self.file, entry)
        wanted = [self.temperature, self.wind, self.radiation]
        wanted += [] if self.diffuse is None else [self.diffuse]
        names = [known_column(table, self.file, name) for name in wanted]
        temperature, wind, radiation, *diffuse = (table.read(name) for name in names)
        return Readings(
            file=self.file,
            typical=False,
            start_s=int(table.steps.start.astype("datetime64[s]").astype(np.int64)),
            step_s=table.steps.step_s,
            at_s=table.steps.step_s / 2.0,
            temperature_degc=temperature,
            wind_m_s=wind,
            ghi_w_m2=radiation,
            dhi_w_m2=diffuse[0] if diffuse else None,
            label=min((table.label(name) for name in names), key=LABELS.index),
            licence=table.licence(),
        )
