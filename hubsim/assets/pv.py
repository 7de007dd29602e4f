"""Solar panels: the weather on their planes, or a profile of what the sun allows."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray
from hubsim.assets.asset import Setting
from hubsim.assets.generation import Generation
from hubsim.errors import ProfileError
from hubsim.kinds import Record
from hubsim.units import Quantity
from hubsim.weather.panels import share_of_rating

_MOST = 1.2
"""Cold panels at the edge of a cloud exceed their rating by so much; a column with more is not per kWp."""

_TILT_DEG, _AZIMUTH_DEG, _LOSSES = 35.0, 180.0, 0.14


class Array(Record):
    """Panels in one plane."""

    share: Annotated[float, Quantity("share", above=0.0, most=1.0)]
    """Share of the rating."""

    tilt: Annotated[float, Quantity("angle", least=0.0, most=90.0)] = _TILT_DEG
    """Angle of the panels with the ground."""

    azimuth: Annotated[float, Quantity("angle", least=0.0, most=360.0)] = _AZIMUTH_DEG
    """Where they face: 90 deg is east, 180 deg south, 270 deg west."""


class Pv(Generation):
    """Panels in one plane or several, behind one inverter."""

    title: ClassVar[str] = "Solar panels"

    kind: Literal["pv"]
    """Solar panels."""

    rating: Annotated[float, Quantity("peak power", above=0.0)]
    """Installed peak power."""

    tilt: Annotated[float, Quantity("angle", least=0.0, most=90.0)] | None = None
    """Angle of the panels with the ground; 35 deg by default."""

    azimuth: Annotated[float, Quantity("angle", least=0.0, most=360.0)] | None = None
    """Where they face: 90 deg is east, 180 deg, the default, south, 270 deg west."""

    arrays: Annotated[dict[str, Array], Field(min_length=1)] | None = None
    """Planes by name where there are several, in place of tilt and azimuth: their shares sum to 100 %."""

    losses: Annotated[float, Quantity("share", least=0.0, most=0.9)] | None = None
    """What dirt, shade, mismatch, cables and inverter take; 14 % by default, as in PVGIS."""

    profile: Annotated[str, Field(min_length=1)] | None = None
    """Output per installed kW, 0 to 1: NAME/COLUMN of the scenario's profiles, in place of the weather."""

    def problems(self) -> list[tuple[str, str]]:
        """Return contradictions within the inverter, and of a profile with planes of panels."""
        problems = super().problems()
        planes = ("tilt", "azimuth", "arrays", "losses")
        if self.profile is not None:
            problems += [
                (field, "stands beside profile, which already holds what the panels give")
                for field in planes
                if getattr(self, field) is not None
            ]
        elif self.arrays is not None:
            problems += [
                (field, "stands beside arrays, which have their own")
                for field in ("tilt", "azimuth")
                if getattr(self, field) is not None
            ]
            total = math.fsum(array.share for array in self.arrays.values())
            if not math.isclose(total, 1.0, abs_tol=1e-6):
                problems.append(("arrays", f"shares sum to {100 * total:.6g} %, not to 100 %"))
        return problems

    def profile_names(self) -> list[tuple[str, str]]:
        """Return the profile of the sun, if it is read."""
        return [] if self.profile is None else [("profile", self.profile)]

    def follows_weather(self) -> bool:
        """Return whether it has no profile of the sun."""
        return self.profile is None

    @property
    def rated_kw(self) -> float:
        """Installed peak power [kW]."""
        return self.rating

    def available_kw(self, setting: Setting) -> FloatArray:
        """Return what the sun allows, (T,) [kW].

        Raises
        ------
        ProfileError
            when the column is not per installed kW.
        """
        share = self._in_weather(setting) if self.profile is None else self._on_profile(setting)
        available: FloatArray = self.rating * share
        return available

    def _in_weather(self, setting: Setting) -> FloatArray:
        """Return output per installed kW of the planes, (T,)."""
        losses = _LOSSES if self.losses is None else self.losses
        tilt = _TILT_DEG if self.tilt is None else self.tilt
        azimuth = _AZIMUTH_DEG if self.azimuth is None else self.azimuth
        planes = [(1.0, tilt, azimuth)]
        if self.arrays is not None:
            planes = [(one.share, one.tilt, one.azimuth) for one in self.arrays.values()]
        share = np.zeros(setting.horizon.n_steps)
        for part, tilt, azimuth in planes:
            share += part * share_of_rating(
                setting.weather, tilt=tilt, azimuth=azimuth, losses=losses
            )
        return np.minimum(share, _MOST)

    def _on_profile(self, setting: Setting) -> FloatArray:
        """Return output per installed kW of a profile, (T,)."""
        assert self.profile is not None
        share = np.maximum(setting.profiles.series(self.profile), 0.0)
        if share.max() > _MOST:
            entry, _, column = self.profile.partition("/")
            raise ProfileError(
                f"{share.max():.3g} on {setting.horizon.label(int(share.argmax()))} is more than "
                "panels give: the column must be output per installed kW, 0 to 1",
                file=entry,
                column=column,
            )
        return share
