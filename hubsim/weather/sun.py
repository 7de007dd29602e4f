"""Where the sun stands, and how the radiation on the level splits into direct and diffuse (pvlib)."""

from __future__ import annotations

from typing import Any

import numpy as np

from hubsim.arrays import FloatArray

_LOWEST_SINE = 0.065
"""Sine of the sun's height below which direct radiation is not told from diffuse, as Erbs' split has it."""


def sun_position(
    moment_s: FloatArray, latitude: float, longitude: float
) -> tuple[FloatArray, FloatArray]:
    """Return zenith and azimuth of the sun [degrees], azimuth clockwise from north, (n,) each.

    Solar position algorithm of NREL (Reda and Andreas, 2004), without refraction.
    moment_s : (n,) [s since 1970, UTC]
    """
    from pvlib.solarposition import get_solarposition

    found = get_solarposition(_index(moment_s), latitude, longitude, method="nrel_numpy")
    return found["zenith"].to_numpy(), found["azimuth"].to_numpy()


def split(
    moment_s: FloatArray,
    zenith_deg: FloatArray,
    ghi: FloatArray,
    dhi: FloatArray | None = None,
    dni: FloatArray | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Return diffuse and direct normal radiation, (n,) each [W/m2], that add up to what is on the level.

    Where neither is known: Erbs, Klein and Duffie (1982). The three always close: ghi = dhi + dni sin(h).
    moment_s : (n,) [s since 1970, UTC]
    zenith_deg, ghi : (n,) zenith of the sun, radiation on the level [W/m2]
    """
    sine = np.cos(np.deg2rad(zenith_deg))
    if dhi is None and dni is None:
        from pvlib.irradiance import erbs

        dhi = np.asarray(erbs(ghi, zenith_deg, _index(moment_s))["dhi"], dtype=np.float64)
    elif dhi is None:
        assert dni is not None
        dhi = ghi - dni * np.maximum(sine, 0.0)
    low = sine < _LOWEST_SINE
    diffuse: FloatArray = np.where(low, ghi, np.clip(dhi, 0.0, ghi))
    direct: FloatArray = np.where(low, 0.0, (ghi - diffuse) / np.maximum(sine, _LOWEST_SINE))
    return diffuse, direct


def _index(moment_s: FloatArray) -> Any:
    import pandas as pd

    return pd.DatetimeIndex(np.asarray(moment_s * 1e3).astype("datetime64[ms]"), tz="UTC")
