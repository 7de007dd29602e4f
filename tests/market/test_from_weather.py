"""Prices and carbon factors made from the weather: their aims met, sun and wind felt, clock hours held."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.horizon import Horizon
from hubsim.market.day_ahead import HIGHEST_EUR_KWH
from hubsim.market.from_weather import carbon_kg_kwh, day_ahead_eur_kwh
from hubsim.weather.dutch_year import DutchYear
from hubsim.weather.weather import Weather

ZONE = "Europe/Amsterdam"


def weather(first, last, step_s=900, zone=ZONE, **fields):
    horizon = Horizon.of_local_days(
        date.fromisoformat(first), date.fromisoformat(last), step_s, zone
    )
    return Weather(DutchYear(kind="dutch-year", **fields), Path(), horizon)


def year(number, **fields):
    return weather(f"{number}-01-01", f"{number}-12-31", **fields)


@pytest.mark.parametrize("number", [2026, 2028])
@pytest.mark.parametrize(("mean", "negative"), [(0.08, 0.08), (0.12, 0.02)])
def test_a_year_has_its_mean_and_its_hours_below_zero(number, mean, negative):
    price = day_ahead_eur_kwh(year(number), mean, negative)
    assert price.mean() == pytest.approx(mean, rel=1e-9)
    assert (price < 0.0).mean() == pytest.approx(negative, abs=1e-3)
    assert price.max() == pytest.approx(HIGHEST_EUR_KWH)
    assert price.min() >= -0.2


def test_evenings_are_dear_and_sunny_noons_cheap():
    made = year(2026)
    price = day_ahead_eur_kwh(made, 0.08, 0.08)
    hour = made.horizon.hour_of_day.astype(int)
    month = made.horizon.local_times.astype("datetime64[M]").astype(int) % 12
    summer = np.isin(month, (5, 6, 7))
    assert price[summer & (hour == 13)].mean() < 0.03
    assert price[summer & (hour == 20)].mean() > 0.08
    assert price[~summer].mean() > price[summer].mean()
    assert np.corrcoef(price, made.wind_m_s)[0, 1] < -0.1


def test_dark_doldrums_are_dear_and_dirty():
    dark, usual = (
        weather("2026-12-07", "2026-12-13", **fields)
        for fields in ({"dark_doldrums": "2026-12-07"}, {})
    )
    assert day_ahead_eur_kwh(dark, 0.08, 0.08).mean() > day_ahead_eur_kwh(usual, 0.08, 0.08).mean()
    assert carbon_kg_kwh(dark, 0.27).mean() > 1.2 * carbon_kg_kwh(usual, 0.27).mean()


def test_carbon_has_its_mean_and_falls_with_the_sun():
    made = year(2026)
    carbon = carbon_kg_kwh(made, 0.27)
    assert carbon.mean() == pytest.approx(0.27, rel=1e-9)
    assert carbon.min() > 0.0
    hour = made.horizon.hour_of_day.astype(int)
    assert carbon[hour == 13].mean() < 0.8 * carbon[hour == 3].mean()


@settings(max_examples=20, deadline=None)
@given(
    number=st.sampled_from([2024, 2026, 2028]),
    day=st.integers(0, 360),
    zone=st.sampled_from([ZONE, "UTC", "Asia/Kolkata"]),
    step_s=st.sampled_from([300, 900, 3600]),
)
def test_a_day_has_the_prices_of_its_week_by_the_clock_hour(number, day, zone, step_s):
    last = date(number, 1, 1) + timedelta(days=day)
    first = last - timedelta(days=6)
    long, short = (
        weather(f"{begin}", f"{last}", step_s=step_s, zone=zone) for begin in (first, last)
    )
    for make in (lambda w: day_ahead_eur_kwh(w, 0.08, 0.08), lambda w: carbon_kg_kwh(w, 0.27)):
        week, one = make(long), make(short)
        assert week[-len(one) :] == pytest.approx(one, abs=1e-12)
        hours = short.horizon.times.astype("datetime64[h]")
        for moment in np.unique(hours):
            assert np.ptp(one[hours == moment]) == 0.0
