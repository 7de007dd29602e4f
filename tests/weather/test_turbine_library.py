"""The turbines of the library: whole, physical, and as their certificates say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hubsim.weather.turbine import curve_share
from hubsim.weather.turbine_library import TURBINES, turbine_types

BETZ = 16.0 / 27.0
AIR_KG_M3 = 1.225
every = pytest.mark.parametrize("name", TURBINES)


def year_kwh(name: str, mean_m_s: float) -> float:
    """Energy of a year in a Rayleigh wind, as certificates state it, by midpoints of 0.01 m/s."""
    turbine = turbine_types()[name]
    wind = np.arange(0.005, 40.0, 0.01)
    square = (wind / mean_m_s) ** 2
    density = 0.5 * np.pi * wind / mean_m_s**2 * np.exp(-0.25 * np.pi * square)
    return 8760.0 * 0.01 * turbine.rating_kw * float(curve_share(wind, turbine.curve()) @ density)


def test_the_names_are_those_of_the_tables() -> None:
    assert tuple(turbine_types()) == TURBINES


@every
def test_a_curve_starts_low_reaches_its_rating_and_ends_at_its_cut_out(name: str) -> None:
    turbine = turbine_types()[name]
    speed, power = np.array(turbine.points).T
    assert (np.diff(speed) > 0.0).all()
    assert 2.0 <= speed[0] <= 4.5
    assert power[0] <= 0.02 * turbine.rating_kw
    assert power.max() == turbine.rating_kw
    assert speed[-1] == turbine.cut_out_m_s
    beyond = np.array([0.0, speed[0] - 0.01, turbine.cut_out_m_s + 0.01])
    assert (curve_share(beyond, turbine.curve()) == 0.0).all()


@every
def test_output_rises_until_it_is_near_the_rating(name: str) -> None:
    turbine = turbine_types()[name]
    power = np.array(turbine.points)[:, 1]
    near = int(np.argmax(power >= 0.95 * turbine.rating_kw))
    assert (np.diff(power[: near + 1]) > 0.0).all()


@every
def test_no_turbine_takes_more_from_the_wind_than_betz_allows(name: str) -> None:
    turbine = turbine_types()[name]
    speed, power = np.array(turbine.points).T
    in_the_wind_kw = 0.5e-3 * AIR_KG_M3 * 0.25 * np.pi * turbine.rotor_m**2 * speed**3
    assert (power <= BETZ * in_the_wind_kw).all()


def test_a_year_of_a_certified_turbine_is_that_of_its_certificate() -> None:
    # Bergey Excel 15: 29,800 kWh at a mean of 5 m/s (ICC-SWCC, certificate SWCC-16-05).
    assert year_kwh("bergey-excel-15", 5.0) == pytest.approx(29_800.0, rel=0.005)


def test_a_year_of_a_farm_turbine_is_that_of_its_like() -> None:
    # EAZ, a rotor of 12 m: at most some 30,000 kWh at a mean of 5 m/s; scaled by the area of the rotor.
    like = year_kwh("cf15", 5.0) * (12.0 / turbine_types()["cf15"].rotor_m) ** 2
    assert like == pytest.approx(30_000.0, rel=0.05)


def test_every_turbine_has_its_source_and_the_notice_of_its_licence() -> None:
    folder = Path(__file__).parents[2]
    provenance = (folder / "profiles" / "PROVENANCE.md").read_text(encoding="utf-8")
    assert "`hubsim/weather/turbines.csv`, `turbine_curves.csv`" in provenance
    notice = (folder / "hubsim" / "weather" / "LICENSE-turbines.md").read_text(encoding="utf-8")
    assert "Copyright (c) 2020, Alliance for Sustainable Energy, LLC" in notice
