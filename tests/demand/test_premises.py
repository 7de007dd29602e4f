"""Premises and street lamps: opening hours, holidays, weather, exact energy, streams."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.assets.asset import Setting
from hubsim.assets.premises import PremisesDemand
from hubsim.assets.street_lighting import StreetLighting
from hubsim.demand.noise import smooth_noise
from hubsim.demand.premises import USES, darkness, is_vacation, table
from hubsim.demand.street_lighting import lit
from hubsim.horizon import Horizon
from hubsim.streams import stream
from hubsim.weather.dutch_year import DutchYear
from hubsim.weather.weather import Weather

ZONE = "Europe/Amsterdam"


def days(first, n=1, step_s=900, zone=ZONE):
    begin = date.fromisoformat(first)
    return Horizon.of_local_days(begin, begin + timedelta(days=n - 1), step_s, zone)


def year_of(number, step_s=900, zone=ZONE):
    return Horizon.of_local_days(date(number, 1, 1), date(number, 12, 31), step_s, zone)


def demand(use, horizon, name="it", annual="100 MWh", **weather):
    asset = PremisesDemand(kind="premises", use=use, annual=annual)
    source = DutchYear(kind="dutch-year", **weather)
    setting = Setting(horizon, None, Weather(source, Path(), horizon), stream(1, name, "inputs"))
    return asset.inputs(setting)["p_kw"]


def hourly(use, first, **fields):
    return demand(use, days(first), **fields).reshape(24, 4).mean(axis=1)


@settings(max_examples=20, deadline=None)
@given(
    use=st.sampled_from(USES),
    number=st.sampled_from([2024, 2026, 2027, 2028]),
    zone=st.sampled_from([ZONE, "UTC"]),
    step_s=st.sampled_from([900, 1800, 3600]),
    annual=st.integers(1, 500),
)
def test_the_year_is_exact_and_a_day_shows_it(use, number, zone, step_s, annual):
    whole = year_of(number, step_s, zone)
    made = demand(use, whole, annual=f"{annual} MWh")
    assert made.sum() * whole.step_h == pytest.approx(annual * 1e3, rel=1e-9)
    assert made.min() > 0.0
    day = days(f"{number}-03-30", 2, step_s, zone)  # over the change of the clock in some years
    first = int((day.start - whole.start).total_seconds()) // step_s
    inside = made[first : first + day.n_steps]
    assert demand(use, day, annual=f"{annual} MWh") == pytest.approx(inside, rel=1e-9)


@pytest.mark.parametrize("use", USES)
def test_it_is_open_when_it_is_open(use):
    row = table()[use]
    monday = hourly(use, "2026-03-09")
    begin, end = row.hours[0]
    opened = monday[int(begin) + 2 : int(end) - 1]
    assert opened.min() > 1.3 * monday[2:5].mean()
    for kind, day in ((1, "2026-03-14"), (2, "2026-03-15")):
        if row.hours[kind] is None:
            assert hourly(use, day).max() < 0.6 * opened.mean()


def test_a_school_is_closed_on_holidays_and_in_vacations_an_office_only_on_holidays():
    usual = hourly("school", "2026-04-20")[10:14].mean()
    assert hourly("school", "2026-04-27")[10:14].mean() < 0.3 * usual  # King's Day
    assert hourly("school", "2026-08-05")[10:14].mean() < 0.3 * usual  # summer
    office = hourly("office", "2026-04-20")[10:14].mean()
    assert hourly("office", "2026-04-27")[10:14].mean() < 0.6 * office
    assert hourly("office", "2026-08-05")[10:14].mean() > 0.9 * office
    # A supermarket has Sunday's hours on a holiday.
    assert (
        hourly("supermarket", "2026-04-27")[19:21].mean()
        < hourly("supermarket", "2026-04-20")[19:21].mean()
    )


def test_vacations():
    assert is_vacation(date(2026, 12, 25))
    assert is_vacation(date(2026, 8, 1))
    assert not is_vacation(date(2026, 6, 1))
    weeks = sum(is_vacation(date(2026, 1, 1) + timedelta(days=n)) for n in range(365)) / 7
    assert 10.0 <= weeks <= 13.0


def test_heat_makes_refrigerators_work_and_darkness_floodlights_burn():
    cold = demand("supermarket", days("2026-01-12", 7), cold_wave="2026-01-12")
    plain = demand("supermarket", days("2026-01-12", 7))
    assert cold == pytest.approx(plain, rel=0.05)
    summer, winter = (
        hourly("supermarket", day)[2:5].mean() for day in ("2026-07-14", "2026-01-13")
    )
    assert summer > 1.05 * winter
    december, june = (
        hourly("sports-club", day)[19:21].mean() for day in ("2026-12-08", "2026-06-09")
    )
    assert december > 1.5 * june


def test_each_has_chance_of_its_own():
    one, other = (demand("office", days("2026-03-09", 5), name=name) for name in ("a", "b"))
    assert not np.allclose(one, other)
    assert np.array_equal(one, demand("office", days("2026-03-09", 5), name="a"))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**62), step_s=st.sampled_from([60, 300, 900, 3600]))
def test_chance_belongs_to_moments(seed, step_s):
    week, day = days("2026-10-19", 7, step_s), days("2026-10-25", 1, step_s)  # the clock goes back
    assert np.array_equal(smooth_noise(seed, week)[-day.n_steps :], smooth_noise(seed, day))


def test_chance_is_centred_and_does_not_repeat():
    year = year_of(2026)
    assert abs(np.mean([smooth_noise(seed, year).mean() for seed in range(20)])) < 0.01
    made = smooth_noise(3, year)
    assert 0.6 <= made.std() <= 1.1
    assert abs(np.corrcoef(made[:-96], made[96:])[0, 1]) < 0.05
    assert abs(np.corrcoef(made, smooth_noise(4, year))[0, 1]) < 0.05


def test_street_lamps_burn_as_long_as_dutch_ones():
    # Some 4,100 hours a year.
    burning = lit(year_of(2026)).sum() * 0.25
    assert 3950 <= burning <= 4250
    winter, summer = (lit(days(day)).sum() * 0.25 for day in ("2026-12-21", "2026-06-21"))
    assert 15.0 < winter < 16.5
    assert 5.5 < summer < 7.0
    assert darkness(days("2026-06-21"))[52] == 0.0


def test_lamps_are_dimmed_over_midnight():
    asset = StreetLighting(
        kind="street-lighting", rating="2 kW", dimmed="40 %", dim_from="23:00", dim_until="05:00"
    )
    horizon = days("2026-12-21")
    p_kw = asset.inputs(Setting(horizon, None, None, stream(1, "lamps")))["p_kw"]
    assert p_kw[[0, 19, 21, 48, 80, 93]] == pytest.approx([0.8, 0.8, 2.0, 0.0, 2.0, 0.8])
