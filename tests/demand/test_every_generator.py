"""What every generator promises: seeds, streams, changes of the clock, leap years, exact energies."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from hubsim.assets.asset import Asset, Setting
from hubsim.horizon import Horizon
from hubsim.kinds import kinds_of, union
from hubsim.scenario.load import load_scenario
from hubsim.scenario.plan import make_plan
from hubsim.streams import stream
from hubsim.weather.dutch_year import DutchYear
from hubsim.weather.weather import Weather

READ = TypeAdapter(union(Asset))

GENERATED = {
    "household": ({"annual": "2850 kWh"}, "p_kw", 2850.0),
    "premises": ({"use": "supermarket", "annual": "300 MWh"}, "p_kw", 300e3),
    "street-lighting": ({"rating": "2 kW"}, "p_kw", None),
    "heat-pump": ({"heat": "7 MWh", "hot_water": "1600 kWh", "power": "3 kW"}, "heat_kw", 8600.0),
    "boiler": ({"heat": "9 MWh", "hot_water": "1 MWh", "power": "20 kW"}, "heat_kw", 10_000.0),
    "chp": ({"heat": "70 MWh", "hot_water": "1 MWh", "power": "5 kW"}, "heat_kw", 71_000.0),
    "heat-network": (
        {"heat": "6 MWh", "pipe_loss": "0 kWh", "homes": 3, "power": "9 kW", "boiler": "20 kW"},
        "heat_kw",
        18_000.0,
    ),
    "hybrid-heat-pump": (
        {"heat": "7 MWh", "hot_water": "1600 kWh", "power": "1.5 kW", "boiler": "20 kW"},
        "heat_kw",
        8600.0,
    ),
    "ev": ({"charger": "11 kW", "pattern": "home", "annual": "2500 kWh"}, "used_kwh", 2500.0),
    "plaza": (
        {
            "chargers": 2,
            "charger": "11 kW",
            "limit": "15 kW",
            "pattern": "plaza",
            "annual": "6 MWh",
        },
        "charger_1.used_kwh",
        None,
    ),
}
"""Kind -> its fields, the series of its need, and the energy of a year, None where it has none to meet."""

kinds = st.sampled_from(sorted(GENERATED))
years = st.sampled_from([2023, 2024, 2026, 2028])
zones = st.sampled_from(["Europe/Amsterdam", "UTC", "America/New_York"])


def inputs_of(kind, horizon, name="it", seed=1):
    asset = READ.validate_python({"kind": kind, **GENERATED[kind][0]})
    assert asset.is_generated()
    weather = Weather(DutchYear(kind="dutch-year"), Path(), horizon)
    price = np.full(horizon.n_steps, 0.3)
    return asset.inputs(Setting(horizon, None, weather, stream(seed, name, "inputs"), price, price))


def days(first, n=1, zone="Europe/Amsterdam", step_s=900):
    return Horizon.of_local_days(first, first + timedelta(days=n - 1), step_s, zone)


def test_every_kind_that_makes_its_need_is_here():
    made = {
        kind
        for kind, asset in kinds_of(Asset).items()
        if asset.is_generated is not Asset.is_generated
    }
    assert made == set(GENERATED)


@settings(max_examples=30, deadline=None)
@given(kind=kinds, seed=st.integers(0, 2**62), number=years, day=st.integers(0, 360))
def test_the_same_seed_and_name_draw_the_same_and_others_draw_others(kind, seed, number, day):
    horizon = days(date(number, 1, 1) + timedelta(days=day), 4)
    one, again, other = (inputs_of(kind, horizon, name, seed) for name in ("a.it", "a.it", "b.it"))
    for key, series in one.items():
        assert series.tobytes() == again[key].tobytes()
        assert np.isfinite(series).all()
    need = GENERATED[kind][1]
    same = one[need].tobytes() == other[need].tobytes()
    assert same == (kind == "street-lighting" or not (one[need].any() or other[need].any()))


@settings(max_examples=30, deadline=None)
@given(kind=kinds, number=years, zone=zones, step_s=st.sampled_from([900, 1800, 3600]))
def test_a_calendar_year_has_its_energy_with_leap_day_and_changes_of_the_clock(
    kind, number, zone, step_s
):
    _, need, energy = GENERATED[kind]
    if energy is None or kind == "ev":
        return  # a car's energy goes with its stays: tests/demand/test_trips.py
    horizon = Horizon.of_local_days(date(number, 1, 1), date(number, 12, 31), step_s, zone)
    made = inputs_of(kind, horizon)[need]
    assert made.sum() * horizon.step_h == pytest.approx(energy, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    kind=st.sampled_from(["household", "premises", "street-lighting"]),
    day=st.sampled_from(
        [
            date(2024, 2, 29),
            date(2026, 3, 29),
            date(2026, 10, 25),
            date(2026, 12, 31),
            date(2027, 1, 1),
        ]
    ),
    zone=zones,
    step_s=st.sampled_from([60, 900, 3600]),
)
def test_a_day_shows_the_same_in_a_study_of_it_and_of_its_week(kind, day, zone, step_s):
    short, long = days(day, 1, zone, step_s), days(day - timedelta(days=3), 7, zone, step_s)
    first = int((short.start - long.start).total_seconds()) // step_s
    need = GENERATED[kind][1]
    one, week = inputs_of(kind, short)[need], inputs_of(kind, long)[need]
    assert week[first : first + short.n_steps] == pytest.approx(one, rel=1e-9, abs=1e-12)


def test_one_member_more_changes_no_other():
    file = Path(__file__).parents[2] / "scenarios" / "archetypes" / "row-street-1930.yaml"
    time = "time={start: 2026-03-28, days: 2, step: 15 min}"
    calm = "weather.cold_wave=null"
    few = make_plan(load_scenario(file, "in-2035", [time, calm]))
    more = "members.new={bus: station, tariff: home, load: {kind: household, annual: 9 MWh}}"
    many = make_plan(load_scenario(file, "in-2035", [time, calm, more]))
    assert len(many.asset_ids) == len(few.asset_ids) + 1
    for name, inputs in zip(few.asset_ids, few.inputs, strict=True):
        again = many.inputs[many.asset_ids.index(name)]
        for key, series in inputs.items():
            assert series.tobytes() == again[key].tobytes(), name
