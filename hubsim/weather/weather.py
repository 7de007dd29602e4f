"""The weather of a scenario on its horizon, one for everything that depends on it; and its sources."""

from __future__ import annotations

import hashlib
import math
from abc import abstractmethod
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, IntArray, frozen
from hubsim.errors import MissingError, ProfileError
from hubsim.horizon import Horizon
from hubsim.kinds import Kind
from hubsim.weather.readings import Readings
from hubsim.weather.sun import split, sun_position

DE_BILT = 52.10, 5.18
"""Latitude and longitude of the Dutch national weather station."""


WARM_UP_DAYS = 14


class WeatherSource(Kind):
    """Where the weather comes from."""

    latitude: Annotated[float, Field(ge=-66.0, le=66.0)] | None = None
    """Where the neighbourhood lies, north positive [degrees]; as the source says, else De Bilt."""

    longitude: Annotated[float, Field(ge=-180.0, le=180.0)] | None = None
    """Where the neighbourhood lies, east positive [degrees]."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        if (self.latitude is None) == (self.longitude is None):
            return []
        given, lost = ("latitude", "longitude")[:: 1 if self.longitude is None else -1]
        return [(given, f"stands without {lost}: give both or none")]

    def problems_on(self, horizon: Horizon) -> list[tuple[str, str]]:  # noqa: ARG002
        """Return (field, message) for each that does not fit the time that is simulated."""
        return []

    def path(self, folder: Path) -> Path | None:
        """Return the file that it reads, None if it reads none."""
        file = getattr(self, "file", None)
        return None if file is None else folder / file

    @abstractmethod
    def readings(self, folder: Path) -> Readings:
        """Return the weather in the cells of the source.

        Raises
        ------
        ProfileError
            when the file is damaged: file, row and column.
        """

    def content(self, folder: Path) -> bytes:
        """Return the content of its file.

        Raises
        ------
        MissingError
            when it is not there.
        ProfileError
            when it cannot be read.
        """
        path = self.path(folder)
        assert path is not None
        if not path.is_file():
            raise MissingError(f"{path}: the weather file is not there")
        try:
            return path.read_bytes()
        except OSError as error:
            raise ProfileError(f"cannot be read: {error.strerror}", file=path.name) from None


class Weather:
    """Weather over a horizon; read, and computed, once and when asked for. Series are (T,), read-only.

    kept : series that others computed from it, such as what panels in a plane give
    """

    def __init__(self, source: WeatherSource, folder: Path, horizon: Horizon) -> None:
        """Take the source; nothing is opened yet.

        folder : folder of the scenario file, where relative paths start
        """
        self.source = source
        self.horizon = horizon
        self.kept: dict[tuple[object, ...], FloatArray] = {}
        self._folder = folder

    @cached_property
    def readings(self) -> Readings:
        """The weather as the source has it.

        Raises
        ------
        ProfileError
            when it is damaged or does not cover the horizon.
        """
        made = self.source.readings(self._folder).checked()
        made.refuse_uncovered(self.horizon)
        return made

    @cached_property
    def identity(self) -> tuple[str, str]:
        """What it is made from: the source as the scenario says it, and a hash of its file."""
        path = self.source.path(self._folder)
        content = b"" if path is None else self.source.content(self._folder)
        return self.source.model_dump_json(), hashlib.sha256(content).hexdigest()

    @property
    def place(self) -> tuple[float, float]:
        """Latitude and longitude [degrees]."""
        said = self.source.latitude, self.source.longitude
        for latitude, longitude in (said, (self.readings.latitude, self.readings.longitude)):
            if latitude is not None and longitude is not None:
                return latitude, longitude
        return DE_BILT

    @cached_property
    def temperature_degc(self) -> FloatArray:
        """Temperature of the air."""
        return self._instant(self.readings.temperature_degc)

    @cached_property
    def wind_m_s(self) -> FloatArray:
        """Wind 10 m above ground."""
        return self._instant(self.readings.wind_m_s)

    @cached_property
    def sun(self) -> tuple[FloatArray, FloatArray]:
        """Zenith and azimuth of the sun amid each step [degrees]."""
        middle = _seconds(self.horizon) + self.horizon.step_s / 2.0
        zenith, azimuth = sun_position(middle, *self.place)
        return frozen(zenith), frozen(azimuth)

    @property
    def ghi_w_m2(self) -> FloatArray:
        """Radiation on the level."""
        return self._radiation[0]

    @property
    def dhi_w_m2(self) -> FloatArray:
        """Diffuse radiation on the level."""
        return self._radiation[1]

    @property
    def dni_w_m2(self) -> FloatArray:
        """Direct radiation on a plane that faces the sun."""
        return self._radiation[2]

    @cached_property
    def _radiation(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return radiation on the level, diffuse, and direct normal.

        Within a cell of the source the radiation follows the height of the sun, and keeps its mean.
        """
        source = self.readings
        fine_s, moment_s, begin = self._fine()
        zenith, _ = sun_position(moment_s, *self.place)
        cell: IntArray = np.floor(source.cell(moment_s)).astype(np.int64)
        # A typical year's cells come again: what is next to each other belongs together.
        run = np.cumsum(np.diff(cell, prepend=cell[0]) != 0)
        height = np.maximum(np.cos(np.deg2rad(zenith)), 0.0)
        mean = (np.bincount(run, height) / np.bincount(run))[run]
        with np.errstate(divide="ignore", invalid="ignore"):
            shape = np.where(mean > 0.0, height / mean, 1.0)

        ghi = source.mean(source.ghi_w_m2, moment_s) * shape
        diffuse, direct = (
            None if values is None else source.mean(values, moment_s)
            for values in (source.dhi_w_m2, source.dni_w_m2)
        )
        dhi, dni = split(
            moment_s, zenith, ghi, None if diffuse is None else diffuse * shape, direct
        )
        per_step = self.horizon.step_s // fine_s
        inside = slice(begin, begin + per_step * self.horizon.n_steps)
        made = [
            frozen(values[inside].reshape(self.horizon.n_steps, per_step).mean(axis=1))
            for values in (ghi, dhi, dni)
        ]
        return made[0], made[1], made[2]

    def _fine(self) -> tuple[int, FloatArray, int]:
        """Return a fine step [s], the middles of such steps, and the first that is in the horizon.

        Whole cells of the source are needed at both ends.
        """
        fine_s = math.gcd(self.horizon.step_s, 900)
        margin = -(-self.readings.step_s // fine_s) * 2
        n_steps = self.horizon.n_steps * (self.horizon.step_s // fine_s)
        first = self.horizon.start.timestamp()
        places = np.arange(-margin, n_steps + margin, dtype=np.float64)
        return fine_s, first + (places + 0.5) * fine_s, margin

    @cached_property
    def before(self) -> Weather:
        """The two weeks before the horizon and the horizon: for what has to warm up.

        Where the source does not reach so far, its begin goes on.
        """
        earlier = self.horizon.start - timedelta(days=WARM_UP_DAYS)
        n_steps = self.horizon.n_steps + WARM_UP_DAYS * 86400 // self.horizon.step_s
        return self.on(Horizon(earlier, self.horizon.step_s, n_steps, self.horizon.zone))

    def on(self, horizon: Horizon) -> Weather:
        """Return the same weather on another horizon; beyond what the source covers its ends go on."""
        made = Weather(self.source, self._folder, horizon)
        made.__dict__["readings"] = self.readings
        return made

    def _instant(self, values: FloatArray) -> FloatArray:
        middle = _seconds(self.horizon) + self.horizon.step_s / 2.0
        return frozen(self.readings.instant(values, middle))

    def source_rows(self) -> list[dict[str, object]]:
        """Return the row of its file for the record of a run; none for a generated year."""
        path = self.source.path(self._folder)
        if path is None:
            return []
        return [
            {
                "file": path.name,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "label": self.readings.label,
                "licence": self.readings.licence,
            }
        ]


def _seconds(horizon: Horizon) -> FloatArray:
    seconds: FloatArray = horizon.times.astype(np.int64).astype(np.float64)
    return seconds
