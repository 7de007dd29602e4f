"""Heat of homes and hot water: balance, Dutch annual use, exact energy, seeds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.demand.building import Habits, building, draw_habits, space_heat_kw
from hubsim.demand.calendar import local_year
from hubsim.demand.dwelling import DWELLINGS, INSULATIONS, dwellings
from hubsim.demand.hot_water import DRAWS, PERSON_KWH, hot_water_kw

ALWAYS = Habits(set_degc=20.0, night_degc=20.0, up_h=0.0, down_h=24.0)
N = 96 * 30


def heat(home, habits=ALWAYS, outside=0.0, sun=0.0, n=N):
    hour = np.arange(n) % 96 / 4.0
    return space_heat_kw(home, habits, np.full(n, outside), np.full(n, sun), hour, 900.0)


@pytest.mark.parametrize("insulation", INSULATIONS)
@pytest.mark.parametrize("dwelling", DWELLINGS)
def test_in_constant_weather_heat_is_what_is_lost_less_what_is_gained(dwelling, insulation):
    # By hand, both masses at rest: the air at 20 degC, half the gains and the sun at the mass.
    home = building(dwelling, insulation)
    k, loss = home.coupling_w_k, home.loss_w_k
    mass = (k * 20.0 + 0.5 * home.gains_w + home.aperture_m2 * 50.0) / (k + loss)
    wanted = k * (20.0 - mass) + home.air_w_k * 20.0 - 0.5 * home.gains_w
    assert heat(home, sun=50.0)[-1] * 1e3 == pytest.approx(wanted, rel=1e-6)


def test_a_warm_day_needs_no_heat_and_a_very_cold_one_all_there_is():
    home = building("terraced", "moderate")
    assert not heat(home, outside=22.0).any()
    assert heat(home, outside=-40.0)[-1] * 1e3 == home.most_w


def test_it_is_designed_for_minus_ten():
    home = building("semi-detached", "good")
    cold = heat(home, outside=-10.0)[-1] * 1e3
    assert 0.6 * home.most_w < cold < home.most_w


def test_a_night_at_a_lower_setting_saves_and_the_morning_takes_more():
    home = building("terraced", "poor")
    night = Habits(20.0, 16.0, 7.0, 23.0)
    steady, lowered = heat(home)[-96:], heat(home, night)[-96:]
    assert lowered.sum() < steady.sum()
    assert not lowered[94:].any()  # after eleven in the evening
    assert lowered[28:36].sum() > 1.3 * steady[28:36].sum()


@pytest.mark.parametrize("dwelling", DWELLINGS)
def test_better_insulation_needs_less(dwelling):
    needs = [heat(building(dwelling, one))[-1] for one in INSULATIONS]
    assert (np.diff(needs) < 0.0).all()
    floors = [dwellings()[one]["floor_m2"] for one in DWELLINGS]
    assert floors == sorted(floors)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), insulation=st.sampled_from(INSULATIONS))
def test_habits_are_drawn_within_reason_and_again_the_same(seed, insulation):
    one, other = (draw_habits(np.random.default_rng(seed), insulation) for _ in range(2))
    assert one == other
    assert 17.0 <= one.set_degc <= 23.0
    assert one.night_degc <= one.set_degc
    assert one.up_h < one.down_h


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**60),
    people=st.integers(1, 6),
    number=st.sampled_from([2024, 2026, 2027, 2100]),
)
def test_minutes_and_quarter_hours_of_hot_water_have_the_same_energy(seed, people, number):
    year = local_year(number)
    fine, coarse = (hot_water_kw(seed, people, year, step_s) for step_s in (60, 900))
    assert fine.shape == (year.n_days * 1440,)
    assert fine.reshape(-1, 15).mean(axis=1) == pytest.approx(coarse, abs=1e-9)
    assert np.array_equal(fine, hot_water_kw(seed, people, year, 60))
    assert coarse.min() >= 0.0


def test_people_use_what_the_draws_say_when_they_say():
    year = local_year(2026)
    made = np.array([hot_water_kw(seed, 2, year, 900) for seed in range(40)])
    assert made.sum(axis=1).mean() * 0.25 == pytest.approx(2 * PERSON_KWH, rel=0.02)
    day = made.mean(axis=0).reshape(365, 24, 4).mean(axis=(0, 2))
    assert day[7] == max(day)
    assert day[1:5].max() < 0.05 * day[7]
    free = made.mean(axis=0).reshape(365, 24, 4).mean(axis=2)[year.is_free]
    assert free.mean(axis=0)[9] > free.mean(axis=0)[6]
    assert all(sum(peak[0] for peak in draw.peaks) == pytest.approx(1.0) for draw in DRAWS)
