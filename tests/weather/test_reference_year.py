"""The synthetic Dutch year: monthly normals met, a believable spread, the same everywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from hubsim.horizon import Horizon
from hubsim.weather.dutch_year import DutchYear
from hubsim.weather.readings import typical_s
from hubsim.weather.reference_year import MONTH, clear_sky, normals, reference_year
from hubsim.weather.weather import Weather

ZONE = "Europe/Amsterdam"
PINNED = [8.295296115, 7.435186660, 227.827584097, 12.409102035]


def year_of(number, step_s=900, zone="UTC"):
    return Horizon.of_local_days(date(number, 1, 1), date(number, 12, 31), step_s, zone)


def weather(horizon, **fields):
    return Weather(DutchYear(kind="dutch-year", **fields), Path(), horizon)


@pytest.mark.parametrize("seed", [1, 2, 77])
def test_every_month_meets_its_normal_within_two_percent(seed):
    temperature, wind, radiation = reference_year(seed)
    count = np.bincount(MONTH)
    assert np.bincount(MONTH, temperature) / count == pytest.approx(
        normals()["temperature_degc"], abs=0.02
    )
    assert np.bincount(MONTH, wind) / count == pytest.approx(normals()["wind_m_s"], rel=0.005)
    kwh_m2 = np.bincount(MONTH, radiation) * 0.25 / 1e3
    assert kwh_m2 == pytest.approx(normals()["radiation_kwh_m2"], rel=0.005)


def test_the_normals_are_those_published():
    assert normals()["temperature_degc"].mean() == pytest.approx(10.5, abs=0.1)
    assert normals()["radiation_kwh_m2"].sum() == pytest.approx(368_292 / 360.0, rel=1e-3)


def test_days_are_as_different_as_real_ones():
    temperature, wind, radiation = reference_year(1)
    days = temperature.reshape(365, 96)
    assert 40 <= (days.min(axis=1) < 0.0).sum() <= 75  # frost days
    assert 12 <= (days.max(axis=1) >= 25.0).sum() <= 45  # summer days
    winter = days[[*range(59), *range(334, 365)]].mean(axis=1)
    assert 2.0 <= winter.std() <= 5.0
    clear = radiation.reshape(365, 96).sum(axis=1) / clear_sky().reshape(365, 96).sum(axis=1)
    assert clear.min() < 0.2
    assert clear.max() > 0.9
    assert 0.4 <= wind.std() / wind.mean() <= 0.65  # a Weibull of shape 2 has 0.52
    assert wind.max() < 25.0


def test_no_jump_between_quarter_hours_not_even_at_new_year():
    temperature, wind, _ = reference_year(1)
    for values, most in ((temperature, 1.5), (wind, 4.0)):
        assert np.abs(np.diff(np.append(values, values[0]))).max() < most


def test_seeds_are_years_of_their_own():
    assert np.array_equal(reference_year(3)[0], reference_year.__wrapped__(3)[0])
    assert not np.allclose(reference_year(3)[0], reference_year(4)[0])


def test_figures_of_a_seed_stay_as_they_are():
    temperature, wind, radiation = reference_year(1)
    found = [temperature[1000], wind[1000], radiation[16_000], temperature[30_000]]
    assert found == pytest.approx(PINNED, rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(
    number=st.integers(1990, 2060),
    first=st.integers(0, 350),
    zone=st.sampled_from([ZONE, "UTC", "America/Bogota"]),
    step_s=st.sampled_from([300, 900, 3600]),
)
def test_a_day_shows_the_same_in_a_study_of_a_day_and_of_two_weeks(number, first, zone, step_s):
    begin = date.fromordinal(date(number, 1, 1).toordinal() + first)
    last = date.fromordinal(begin.toordinal() + 13)
    long = weather(Horizon.of_local_days(begin, last, step_s, zone))
    short = weather(Horizon.of_local_days(last, last, step_s, zone))
    n = short.horizon.n_steps
    for name in ("temperature_degc", "wind_m_s", "ghi_w_m2", "dhi_w_m2", "dni_w_m2"):
        assert getattr(long, name)[-n:] == pytest.approx(getattr(short, name), abs=1e-9)


def test_29_february_has_the_weather_of_the_28th_and_a_year_its_sum():
    leap = weather(year_of(2028))
    day = slice(58 * 96, 59 * 96)
    next_day = slice(59 * 96, 60 * 96)
    assert leap.temperature_degc[day] == pytest.approx(leap.temperature_degc[next_day])
    common = weather(year_of(2027))
    assert common.ghi_w_m2.sum() * 0.25 / 1e3 == pytest.approx(1023.0, rel=1e-3)


def test_moments_find_their_place_in_the_typical_year():
    moments = np.array(
        ["2028-02-28T12", "2028-02-29T12", "2028-03-01T00", "2027-12-31T23"], "M8[s]"
    )
    hours = typical_s(moments.astype(np.int64).astype(float)) / 3600.0
    assert hours.tolist() == [58 * 24 + 12, 58 * 24 + 12, 59 * 24, 8759]


def test_the_three_radiations_close_and_nights_are_dark():
    made = weather(year_of(2026))
    zenith, _ = made.sun
    up = zenith < 85.0
    level = made.dhi_w_m2 + made.dni_w_m2 * np.cos(np.deg2rad(zenith))
    assert level[up] == pytest.approx(made.ghi_w_m2[up], rel=1e-6, abs=1e-6)
    assert made.ghi_w_m2[zenith > 92.0].max() == 0.0
    assert made.dni_w_m2.max() < 1100.0


def test_a_cold_wave_is_one_as_the_knmi_defines_it():
    horizon = Horizon.of_local_days(date(2028, 1, 3), date(2028, 1, 30), 900, ZONE)
    made = weather(horizon, cold_wave="2028-01-10")
    days = made.temperature_degc.reshape(28, 96)
    ice = days.max(axis=1) < 0.0
    cold = days.min(axis=1) < -10.0
    assert ice.sum() >= 5
    assert ice[np.flatnonzero(ice)[0] :][:5].all()
    assert cold.sum() >= 3
    assert days.mean(axis=1).min() == pytest.approx(-10.0, abs=0.5)
    untouched = weather(horizon).temperature_degc.reshape(28, 96)
    assert np.array_equal(days[:6], untouched[:6])
    assert np.array_equal(days[15:], untouched[15:])


def test_dark_doldrums_leave_hardly_any_sun_and_wind():
    horizon = Horizon.of_local_days(date(2026, 12, 28), date(2027, 1, 3), 900, "UTC")
    made = weather(horizon, dark_doldrums="2026-12-28")  # over new year
    usual = weather(horizon)
    assert made.wind_m_s.mean() < 2.0
    assert made.ghi_w_m2.sum() < 0.5 * usual.ghi_w_m2.sum()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"cold_wave": "12 jan"}, "is not a date"),
        ({"cold_wave": "2026-02-30"}, "no day of the calendar"),
        ({"seed": -1}, "greater than or equal to 0"),
        ({"latitude": 90.0}, "less than or equal to 66"),
    ],
)
def test_wrong_fields_are_refused(fields, message):
    with pytest.raises(ValidationError, match=message):
        DutchYear(kind="dutch-year", **fields)


def test_weeks_that_meet_or_miss_the_horizon_are_named():
    both = DutchYear(kind="dutch-year", cold_wave="2026-01-12", dark_doldrums="2026-01-16")
    assert both.problems() == [("dark_doldrums", "begins within a week of 2026-01-12")]
    half = DutchYear(kind="dutch-year", latitude=52.0)
    assert half.problems() == [("latitude", "stands without longitude: give both or none")]
    horizon = Horizon.of_local_days(date(2026, 3, 1), date(2026, 3, 7), 900, ZONE)
    ((field, message),) = both.problems_on(horizon)[:1]
    assert field == "cold_wave"
    assert "outside the horizon, 2026-03-01 to 2026-03-07" in message
