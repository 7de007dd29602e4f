"""A dwelling's mass as one store, against the two masses of the thermostat's kernel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.demand.building import Habits, building, space_heat_kw
from hubsim.demand.dwelling import DWELLINGS, INSULATIONS
from hubsim.demand.warm_mass import warm_mass

STEP_S = 900.0
HOUR = 4
every = pytest.mark.parametrize(
    ("dwelling", "insulation"), [(one, other) for one in DWELLINGS for other in INSULATIONS]
)


def warmer_k(home, extra_kw, step_s=STEP_S):
    """How much warmer the air of a dwelling is after each step in which it has more heat, exactly."""
    k, air, mass = home.coupling_w_k, home.air_j_k / step_s, home.mass_j_k / step_s
    step = np.array([[air + k + home.air_w_k, -k], [-k, mass + k + home.loss_w_k]])
    x, found = np.zeros(2), np.empty(len(extra_kw))
    for t, q in enumerate(extra_kw):
        x = np.linalg.solve(step, [air * x[0] + 1e3 * q, mass * x[1]])
        found[t] = x[0]
    return found


def preheated_kw(home, band_k, first, last, n):
    """Heat beyond that at 20 degC, of rooms that are kept warmer for a while, and that: by the kernel alone."""

    def heat(settings):
        # The habits of a day are two settings: a day that lasts as long as the rooms are to be warm.
        hour = np.where((np.arange(n) >= first) & (np.arange(n) < last), 12.0, 0.0)
        habits = Habits(set_degc=settings, night_degc=20.0, up_h=6.0, down_h=18.0)
        return space_heat_kw(home, habits, np.zeros(n), np.zeros(n), hour, STEP_S)

    usual = heat(20.0)
    return heat(20.0 + band_k) - usual, usual


def held_kwh(mass, extra_kw, level=0.0):
    levels = []
    for q in extra_kw:
        level = (level + STEP_S / 3600.0 * q) / (1.0 + mass.loss * STEP_S / 3600.0)
        levels.append(level)
    return np.array(levels)


def test_a_dwelling_without_a_step_between_air_and_walls_is_one_mass_by_hand() -> None:
    home = replace(building("terraced", "good"), coupling_w_k=1e9)
    mass = warm_mass(home)
    # 105 m2 of 190 kJ/m2K are 5.5417 kWh/K; 105 W/K of losses over them are 1.895 % an hour.
    assert mass.kwh_k == pytest.approx(105 * 190e3 / 3.6e6, rel=1e-5)
    assert mass.loss == pytest.approx(0.105 / 5.541667, rel=1e-5)
    assert mass.exchange_h == pytest.approx(0.0, abs=1e-4)
    assert mass.most_kw == pytest.approx(1.2 * 0.105 * 30.0)


def test_the_usual_home_by_hand() -> None:
    # Roots of (a - l)(b - l) = k^2 / (C_i C_m): a = (k + H_v) / C_i, b = (k + H_e) / C_m, per hour.
    mass = warm_mass(building("terraced", "good"))
    k, air, walls = 1181.25, 105 * 25e3 / 3600, 105 * 165e3 / 3600
    a, b = (k + 0.35 * 105) / air, (k + 0.65 * 105) / walls
    root = np.sqrt((a - b) ** 2 / 4 + k**2 / (air * walls))
    slow, fast = (a + b) / 2 - root, (a + b) / 2 + root
    assert mass.loss == pytest.approx(slow, rel=1e-9)
    assert 1.0 / mass.loss == pytest.approx(53.0, abs=0.1)
    assert 1.0 / fast == pytest.approx(0.53, abs=0.01)
    held = [air + ((k + 0.35 * 105 - one * air) / k) ** 2 * walls for one in (slow, fast)]
    assert mass.kwh_k == pytest.approx(held[0] / 1e3, rel=1e-9)
    assert mass.exchange_h == pytest.approx((1.0 + held[0] / held[1]) / (fast - slow), rel=1e-9)


@every
def test_the_kernel_s_extra_heat_keeps_its_rooms_so_much_warmer(dwelling, insulation) -> None:
    home, n = building(dwelling, insulation), 48 * HOUR
    extra, _ = preheated_kw(home, 1.0, 24 * HOUR, 28 * HOUR, n)
    warmer = warmer_k(home, extra)
    assert np.abs(warmer[: 24 * HOUR]).max() < 1e-9
    assert warmer[28 * HOUR - 1] == pytest.approx(1.0, abs=1e-9)
    assert warmer[-12 * HOUR :] == pytest.approx(0.0, abs=1e-9)


@every
def test_a_preheated_house_gives_back_what_the_store_does(dwelling, insulation) -> None:
    home = building(dwelling, insulation)
    mass, n = warm_mass(home), 60 * HOUR
    extra, usual = preheated_kw(home, 1.0, 24 * HOUR, 30 * HOUR, n)
    charged, after = extra[: 30 * HOUR], extra[30 * HOUR :]
    put_in = charged.sum() / HOUR
    level = held_kwh(mass, extra)
    # All that the kernel keeps of its six hours is back in the end; so the store that has its heat is empty.
    assert abs(level[-1]) < 0.01 * put_in
    # Asked for its heat as fast as it may, the store gives it back later than the kernel does, and a little
    # less of it: never more, and in the end within 3 % of what was put in. Neither gives more than is needed.
    back, given, z = -np.cumsum(after) / HOUR, np.empty(len(after)), level[30 * HOUR - 1]
    for t in range(len(after)):
        fastest = z / (mass.exchange_h * (1.0 + mass.loss / HOUR) + 1.0 / HOUR)
        given[t] = min(fastest, usual[30 * HOUR + t])
        z = (z - given[t] / HOUR) / (1.0 + mass.loss / HOUR)
    error = (np.cumsum(given) / HOUR - back) / put_in
    assert error.max() < 1e-9
    hours = {hour: error[hour * HOUR - 1] for hour in (1, 3, 6, 30)}
    assert hours[1] > -0.12
    assert hours[3] > -0.08
    assert hours[6] > -0.05
    assert hours[30] > -0.031


def test_the_figures_in_the_page_on_demand() -> None:
    home = building("terraced", "moderate")
    mass, n = warm_mass(home), 60 * HOUR
    extra, _ = preheated_kw(home, 1.0, 24 * HOUR, 30 * HOUR, n)
    put_in = extra[: 30 * HOUR].sum() / HOUR
    assert 1.0 / mass.loss == pytest.approx(33.0, abs=0.5)
    assert mass.kwh_k == pytest.approx(5.9, abs=0.06)
    assert mass.exchange_h == pytest.approx(4.2, abs=0.05)
    assert put_in == pytest.approx(4.8, abs=0.06)
    assert -extra[30 * HOUR :].sum() / HOUR / put_in == pytest.approx(0.80, abs=0.005)


@settings(max_examples=80, deadline=None)
@given(
    dwelling=st.sampled_from(DWELLINGS),
    insulation=st.sampled_from(INSULATIONS),
    step_s=st.sampled_from([60.0, 900.0, 3600.0]),
    wishes=st.lists(st.floats(-1.0, 2.0), min_size=1, max_size=120),
)
def test_rooms_are_never_colder_nor_warmer_than_the_band(
    dwelling, insulation, step_s, wishes
) -> None:
    # Extra heat is what is wished for between the least and the most that the store allows.
    home, step_h, band = building(dwelling, insulation), step_s / 3600.0, 1.5
    mass = warm_mass(home)
    full, extra, level = band * mass.kwh_k, [], 0.0
    for wish in wishes:
        # q = -z'/s and q = (full - z')/s with z' (1 + l h) = z + h q.
        per = 1.0 + mass.loss * step_h
        least = -level / (mass.exchange_h * per + step_h)
        most = (full * per - level) / (mass.exchange_h * per + step_h)
        q = least + np.clip(wish, 0.0, 1.0) * (most - least)
        level = (level + step_h * q) / per
        extra.append(q)
    warmer = warmer_k(home, extra, step_s)
    assert warmer.min() >= -1e-9
    assert warmer.max() <= band + 1e-9


def test_the_band_is_used_and_without_the_limit_on_the_exchange_it_would_be_left() -> None:
    home = building("terraced", "moderate")
    mass = warm_mass(home)
    level, extra = 0.0, []
    for _ in range(48 * HOUR):  # as warm as it may be
        q = (mass.kwh_k * (1.0 + mass.loss / HOUR) - level) / (
            mass.exchange_h * (1.0 + mass.loss / HOUR) + 1.0 / HOUR
        )
        level = (level + q / HOUR) / (1.0 + mass.loss / HOUR)
        extra.append(q)
    assert warmer_k(home, extra)[-1] == pytest.approx(1.0, abs=0.02)
    # 3 kW less, which the heat in the walls would allow, makes the rooms colder within the hour.
    assert level > 3.0
    assert warmer_k(home, [*extra, *[-3.0] * HOUR])[-1] < -0.5
