"""The heat that a home needs over the horizon: rooms from the weather, hot water from people."""

from __future__ import annotations

from hubsim.arrays import FloatArray
from hubsim.assets.annual import in_year
from hubsim.assets.asset import Setting
from hubsim.demand.building import Building, Habits, building, draw_habits, space_heat_kw
from hubsim.demand.dwelling import Dwelling, Insulation
from hubsim.demand.hot_water import PERSON_KWH, hot_water_kw
from hubsim.demand.on_horizon import on_horizon
from hubsim.weather.weather import Weather


def room_heat_kw(
    setting: Setting, dwelling: Dwelling, insulation: Insulation, annual_kwh: float | None
) -> FloatArray:
    """Return the heat for the rooms, (T,) [kW].

    annual_kwh : of a calendar year in the weather of the Dutch year, exact; by default what dwelling and
        insulation make it. Another weather makes more or less of it.
    """
    home, habits = building(dwelling, insulation), draw_habits(setting.random, insulation)
    if annual_kwh is None:
        return _heat_kw(home, habits, setting.weather)
    return in_year(setting, annual_kwh, lambda weather: _heat_kw(home, habits, weather))


def water_heat_kw(setting: Setting, annual_kwh: float) -> FloatArray:
    """Return the heat of the hot water, (T,) [kW]; its energy in a calendar year is exact.

    So many people draw it as usually need so much.
    """
    seed = int(setting.random.integers(2**62))
    people = max(1, round(annual_kwh / PERSON_KWH))
    return on_horizon(
        setting.horizon, annual_kwh, lambda year, step_s: hot_water_kw(seed, people, year, step_s)
    )


def _heat_kw(home: Building, habits: Habits, weather: Weather) -> FloatArray:
    """Return the heat over the weather's horizon, warmed up before it."""
    longer = weather.before
    made = space_heat_kw(
        home,
        habits,
        longer.temperature_degc,
        longer.ghi_w_m2,
        longer.horizon.hour_of_day,
        float(longer.horizon.step_s),
    )
    return made[-weather.horizon.n_steps :]
