"""A typical year of PVGIS, as CSV or JSON of its tool for typical meteorological years."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from hubsim.errors import ProfileError
from hubsim.weather.cells_of_text import HOUR_S, numbers, refuse_unlike_a_year, text_of_file
from hubsim.weather.readings import Readings
from hubsim.weather.weather import WeatherSource

_TIME = "time(UTC)"
_COLUMNS = ("T2m", "G(h)", "Gb(n)", "Gd(h)", "WS10m")
_MOMENT = re.compile(r"\d{4}(\d\d)(\d\d):(\d\d)(\d\d)")
_HEADER = re.compile(r"(Latitude|Longitude|Irradiance Time Offset)[^:]*:\s*(-?\d+(?:\.\d+)?)")


class Pvgis(WeatherSource):
    """A typical meteorological year of PVGIS (European Commission, Joint Research Centre).

    Its radiation is at a moment of each hour, given as the irradiance time offset; it stands for the
    hour around that moment. Temperature and wind are at the full hour.
    """

    kind: Literal["pvgis"]
    """A typical year from PVGIS, CSV or JSON."""

    file: Annotated[str, Field(min_length=1)]
    """Path, relative to the scenario file."""

    def readings(self, folder: Path) -> Readings:
        """Return the year of the file."""
        text = text_of_file(self.file, self.content(folder))
        is_json = text.lstrip().startswith("{")
        said, header, rows = self._of_json(text) if is_json else self._of_csv(text)
        place = {name.strip(): index for index, name in enumerate(header)}
        lost = [name for name in (_TIME, *_COLUMNS) if name not in place]
        if lost:
            raise ProfileError(
                f"lacks {', '.join(lost)}: the typical meteorological year of PVGIS is needed",
                file=self.file,
            )
        days = [self._moment(row, place[_TIME], number) for number, row in enumerate(rows, 1)]
        refuse_unlike_a_year(self.file, days)
        found = numbers(self.file, rows, {name: place[name] for name in _COLUMNS})
        offset_s = round(said.get("Irradiance Time Offset", 0.0) * HOUR_S)
        start_s = offset_s - HOUR_S // 2
        return Readings(
            file=self.file,
            typical=True,
            start_s=start_s,
            step_s=HOUR_S,
            at_s=-start_s,
            temperature_degc=found["T2m"],
            wind_m_s=found["WS10m"],
            ghi_w_m2=found["G(h)"],
            dhi_w_m2=found["Gd(h)"],
            dni_w_m2=found["Gb(n)"],
            latitude=said.get("Latitude"),
            longitude=said.get("Longitude"),
        )

    def _of_csv(self, text: str) -> tuple[dict[str, float], list[str], list[list[str]]]:
        """Return what the header says, the names of the columns, and the rows."""
        said: dict[str, float] = {}
        header: list[str] = []
        rows: list[list[str]] = []
        for line in text.splitlines():
            match = _HEADER.match(line.strip())
            if match is not None and not header:
                said[match[1]] = float(match[2])
            elif line.startswith(_TIME):
                header = line.split(",")
            elif header and not line.strip():
                break
            elif header:
                rows.append(line.split(","))
        return said, header, rows

    def _of_json(self, text: str) -> tuple[dict[str, float], list[str], list[list[str]]]:
        """Return the same of JSON."""
        try:
            tree: Any = json.loads(text)
            where = tree["inputs"]["location"]
            hours = tree["outputs"]["tmy_hourly"]
            said = {
                "Latitude": float(where["latitude"]),
                "Longitude": float(where["longitude"]),
                "Irradiance Time Offset": float(where.get("irradiance_time_offset", 0.0)),
            }
            header = list(hours[0])
            rows = [[str(hour.get(name, "")) for name in header] for hour in hours]
        except json.JSONDecodeError as error:
            raise ProfileError(
                f"line {error.lineno} is no JSON: {error.msg}", file=self.file
            ) from None
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            raise ProfileError(
                "is no typical meteorological year of PVGIS: inputs.location and "
                "outputs.tmy_hourly are needed",
                file=self.file,
            ) from None
        return said, header, rows

    def _moment(self, row: list[str], place: int, number: int) -> tuple[int, int, int]:
        """Return month, day and hour of a row."""
        text = row[place].strip() if len(row) > place else ""
        match = _MOMENT.fullmatch(text)
        if match is None:
            raise ProfileError(
                f"{text[:40]!r} is no time of PVGIS, such as 20160131:1300",
                file=self.file,
                row=number,
                column=_TIME,
            )
        month, day, hour, _ = (int(part) for part in match.groups())
        return month, day, hour
