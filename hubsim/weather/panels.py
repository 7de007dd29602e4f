"""What solar panels in a plane give in a weather, per installed kW."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.weather.weather import Weather

_PER_DEGREE = -0.0035
"""Change of the output with the temperature of the cells [1/K], of crystalline silicon (PVWatts 8 has
-0.0035 for premium and -0.0047 for standard modules)."""

_STANDARD_DEGC, _STANDARD_W_M2 = 25.0, 1000.0

_ALBEDO = 0.2


def share_of_rating(weather: Weather, *, tilt: float, azimuth: float, losses: float) -> FloatArray:
    """Return output per installed kW, (T,), 0 in the night.

    Radiation on the plane: Hay and Davies (1980). Temperature of the cells: Faiman (2008). Output: PVWatts
    (Dobos 2014, NREL/TP-6A20-62641), linear in radiation and temperature.
    tilt, azimuth : of the plane [degrees]; azimuth clockwise from north
    losses : share of the output that is lost
    """
    key = ("panels", tilt, azimuth, losses)
    if key not in weather.kept:
        weather.kept[key] = frozen(_share(weather, tilt, azimuth) * (1.0 - losses))
    return weather.kept[key]


def _share(weather: Weather, tilt: float, azimuth: float) -> FloatArray:
    """Return output per installed kW without losses, (T,)."""
    from pvlib.irradiance import get_extra_radiation, get_total_irradiance
    from pvlib.temperature import faiman

    zenith, sun_azimuth = weather.sun
    plane = get_total_irradiance(
        tilt,
        azimuth,
        zenith,
        sun_azimuth,
        weather.dni_w_m2,
        weather.ghi_w_m2,
        weather.dhi_w_m2,
        dni_extra=np.asarray(get_extra_radiation(_day_of_year(weather))),
        albedo=_ALBEDO,
        model="haydavies",
    )["poa_global"]
    on_plane = np.nan_to_num(np.asarray(plane, dtype=np.float64))
    # Weather stations stand in the open, 10 m up; roofs see half that wind.
    cells_degc = faiman(on_plane, weather.temperature_degc, 0.5 * weather.wind_m_s)
    warm = 1.0 + _PER_DEGREE * (cells_degc - _STANDARD_DEGC)
    share: FloatArray = np.maximum(on_plane / _STANDARD_W_M2 * warm, 0.0)
    return share


def _day_of_year(weather: Weather) -> FloatArray:
    days = weather.horizon.times.astype("datetime64[D]")
    since = days - days.astype("datetime64[Y]").astype("datetime64[D]")
    number: FloatArray = since.astype(np.float64) + 1.0
    return number
