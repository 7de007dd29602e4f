"""What a wind turbine gives in a weather, per installed kW.

    share(v) = (v^3 - v_in^3) / (v_r^3 - v_in^3)

from cut-in to rated speed, 1 from there to cut-out, else 0. Wind at the hub follows the logarithmic
profile: from 10 m above open land, where weather stations stand, up to the height at which the wind no
longer feels the ground, and from there down to the hub over the ground around it (Wieringa 1986,
Quarterly Journal of the Royal Meteorological Society 112).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.weather.weather import Weather

Ground: TypeAlias = Literal["open", "village", "town"]

_ROUGHNESS_M: dict[Ground, float] = {"open": 0.03, "village": 0.5, "town": 1.0}
"""Roughness lengths of the classes of Davenport and Wieringa."""

_BLENDING_M = 60.0
_STATION_M = 10.0


def hub_wind_m_s(wind_m_s: FloatArray, hub_m: float, ground: Ground) -> FloatArray:
    """Return the wind at the hub, (T,) [m/s]. wind_m_s : (T,) 10 m above open land."""
    station, here = _ROUGHNESS_M["open"], _ROUGHNESS_M[ground]
    above = np.log(max(hub_m, _BLENDING_M) / station) / np.log(_STATION_M / station)
    down = np.log(min(hub_m, _BLENDING_M) / here) / np.log(_BLENDING_M / here)
    wind: FloatArray = wind_m_s * above * down
    return wind


def cubic_share(
    wind_m_s: FloatArray, cut_in_m_s: float, rated_m_s: float, cut_out_m_s: float
) -> FloatArray:
    """Return output per installed kW of a generic turbine, (T,)."""
    cubed = (wind_m_s**3 - cut_in_m_s**3) / (rated_m_s**3 - cut_in_m_s**3)
    share: FloatArray = np.where(wind_m_s > cut_out_m_s, 0.0, np.clip(cubed, 0.0, 1.0))
    return share


def curve_share(wind_m_s: FloatArray, points: Sequence[Sequence[float]]) -> FloatArray:
    """Return output per installed kW on a given curve, (T,); 0 beyond its last point.

    points : (m/s, share) with rising speeds
    """
    speed, share = np.array(points, dtype=np.float64).T
    made: FloatArray = np.interp(wind_m_s, speed, share, left=0.0, right=0.0)
    return made


def share_of_rating(
    weather: Weather,
    *,
    hub_m: float,
    ground: Ground,
    cubic: tuple[float, float, float],
    points: Sequence[Sequence[float]] | None,
) -> FloatArray:
    """Return output per installed kW over the weather's horizon, (T,).

    cubic : cut-in, rated and cut-out speed [m/s]; not looked at where points are given
    """
    wind = hub_wind_m_s(weather.wind_m_s, hub_m, ground)
    return cubic_share(wind, *cubic) if points is None else curve_share(wind, points)
