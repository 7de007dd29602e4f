"""A heat pump's thermostat by hand, heat that a small one cannot give, and the smoothed heat need."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.assets.asset import Behaviour
from hubsim.assets.heat_network import HeatNetwork
from hubsim.assets.heat_pump import HeatPump
from hubsim.assets.heat_pump_cop import BRINE_DEGC, cop, flow_degc
from hubsim.assets.heated import running_mean
from hubsim.assets.hybrid_heat_pump import HybridHeatPump
from hubsim.weather.dutch_year import DutchYear
from hubsim.weather.weather import Weather


def pump(**fields) -> HeatPump:
    text = {"heat": "1 MWh", "profile": "made/heat", "power": "2 kW", "smoothing": "0 h"}
    return HeatPump.model_validate(
        {"kind": "heat-pump", **text, "cop": 3.0, "buffer": "10 kWh", "loss": "0 %", **fields}
    )


def needs(heat_kw, cop=3.0):
    heat = np.asarray(heat_kw, dtype=float)
    return {"heat_kw": heat, "cop": np.broadcast_to(np.asarray(cop, float), heat.shape).copy()}


def test_a_thermostat_by_hand() -> None:
    # On below 3 kWh, off above 9 kWh, 6 kW of heat; the fourth hour only fills the buffer.
    heat_kw = np.array([1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 5.5, 1.0])
    did = pump().alone(needs(heat_kw), np.zeros(8), 1.0)
    assert did.level_kwh.tolist() == [5.0, 4.0, 2.0, 7.0, 10.0, 9.0, 8.0, 2.5, 7.5]
    assert did.p_kw == pytest.approx([0.0, 0.0, 2.0, 4.0 / 3.0, 0.0, 0.0, 0.0, 2.0], abs=1e-12)
    assert not did.unmet_kw.any()
    assert not did.q_kvar.any()


def test_it_starts_early_when_the_buffer_would_run_out() -> None:
    did = pump().alone(needs([7.0]), np.zeros(1), 1.0)
    assert did.p_kw.tolist() == [2.0]
    assert did.level_kwh.tolist() == [5.0, 4.0]


def test_the_buffer_loses_its_share_every_hour() -> None:
    did = pump(loss="10 %").alone(needs(np.zeros(2)), np.zeros(2), 0.5)
    assert did.level_kwh == pytest.approx([5.0, 4.75, 4.5125], abs=1e-12)


def test_a_heat_pump_that_is_too_small_leaves_heat_unmet() -> None:
    did = pump(power="1 kW", start="0 %").alone(needs(np.full(2, 5.0)), np.zeros(2), 0.5)
    assert did.p_kw.tolist() == [1.0, 1.0]
    assert did.unmet_kw == pytest.approx([2.0, 2.0], abs=1e-12)
    assert did.level_kwh.tolist() == [0.0, 0.0, 0.0]


def test_a_back_up_heater_gives_what_the_machine_can_not() -> None:
    # 3 kW of heat from the machine; the heater adds the 2 kW that lack, and never fills the buffer.
    small = pump(power="1 kW", start="0 %", backup="6 kW")
    did = small.alone(needs([5.0, 1.0, 11.0]), np.zeros(3), 1.0)
    assert did.p_kw == pytest.approx([3.0, 1.0, 7.0], abs=1e-12)
    assert did.level_kwh == pytest.approx([0.0, 0.0, 2.0, 0.0], abs=1e-12)
    assert did.unmet_kw == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)
    assert small.residual_kwh(needs([5.0, 1.0, 11.0]), did, 1.0) == pytest.approx(0.0, abs=1e-12)


def test_power_that_neither_machine_nor_heater_turns_into_the_heat_is_seen() -> None:
    # 3 kW makes 5 kWh with the machine first and 3 kWh with the heater alone: no more, and no less.
    small = pump(power="1 kW", start="0 %", backup="6 kW")
    for heat, seen in ((5.0, 0.0), (4.0, 0.0), (3.0, 0.0), (5.5, 0.5), (2.5, -0.5)):
        did = Behaviour(np.array([3.0]), np.zeros(1), np.zeros(2), np.zeros(1))
        residual = small.residual_kwh(needs([heat]), did, 1.0)
        assert residual == pytest.approx([seen], abs=1e-12), heat


def test_the_need_is_the_year_s_heat_times_the_smoothed_shape(local_days, inputs_of) -> None:
    shape = np.zeros(24)
    shape[12] = 6e-3
    device, day = pump(smoothing="3 h"), local_days("2016-01-11", step_s=3600)
    heat_kw = inputs_of(device, day, heat=shape.tolist())["heat_kw"]
    assert np.flatnonzero(heat_kw > 1e-12).tolist() == [11, 12, 13]
    assert heat_kw[11:14] == pytest.approx([2.0, 2.0, 2.0], abs=1e-12)


def test_a_shape_below_zero_is_no_need(local_days, inputs_of) -> None:
    # A negative need could not be met by any plan: the optimiser would find no feasible one.
    shape = [1e-3, -1e-3] * 12
    inputs = inputs_of(pump(), local_days("2016-01-11", step_s=3600), heat=shape)
    assert inputs["heat_kw"] == pytest.approx([1.0, 0.0] * 12, abs=1e-12)


def test_the_reachable_level_and_the_worth_of_heat_by_hand() -> None:
    inputs = needs([1.0, 2.0, 30.0])
    assert pump().reachable_kwh(inputs, slice(0, 1), 1.0, 1.0) == pytest.approx(6.0)
    assert pump().reachable_kwh(inputs, slice(0, 2), 1.0, 1.0) == pytest.approx(10.0)
    assert pump().reachable_kwh(inputs, slice(0, 3), 1.0, 1.0) == 0.0
    assert pump().worth_eur_kwh(inputs, 0.30) == pytest.approx(0.10)


def test_the_running_mean_is_centred() -> None:
    assert running_mean(np.array([0.0, 0.0, 6.0, 0.0, 0.0]), 3).tolist() == [
        0.0,
        2.0,
        2.0,
        2.0,
        0.0,
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=80), st.integers(1, 100))
def test_the_running_mean_keeps_the_total(values, width) -> None:
    mean = running_mean(np.array(values), width)
    assert mean.shape == (len(values),)
    assert mean.sum() == pytest.approx(sum(values), rel=1e-9, abs=1e-9)
    assert mean.min() >= -1e-9


@settings(max_examples=60, deadline=None)
@given(
    heat_kw=st.lists(st.floats(0.0, 20.0), min_size=1, max_size=80),
    start=st.floats(0.0, 100.0),
    loss=st.floats(0.0, 50.0),
    step_h=st.sampled_from([0.25, 0.5, 1.0]),
)
def test_heat_closes_and_the_buffer_stays_within_its_size(heat_kw, start, loss, step_h) -> None:
    device, inputs = pump(start=f"{start} %", loss=f"{loss} %"), needs(heat_kw)
    did = device.alone(inputs, np.zeros(len(heat_kw)), step_h)
    assert np.abs(device.residual_kwh(inputs, did, step_h)).max() < 1e-9
    assert did.level_kwh.min() >= 0.0
    assert did.level_kwh.max() <= 10.0 + 1e-9
    assert did.p_kw.min() >= 0.0
    assert did.p_kw.max() <= 2.0
    # Nothing is unmet while the heat pump has power to spare.
    assert not did.unmet_kw[did.p_kw < 2.0].any()


def test_a_better_hour_makes_more_heat_of_the_same_power() -> None:
    did = pump(start="0 %").alone(needs(np.full(2, 7.0), [3.0, 4.0]), np.zeros(2), 1.0)
    assert did.p_kw.tolist() == [2.0, 2.0]
    assert did.unmet_kw == pytest.approx([1.0, 0.0])
    assert did.level_kwh == pytest.approx([0.0, 0.0, 1.0])


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"dwelling": "flat"}, ["dwelling"]),
        ({"insulation": "new"}, ["insulation"]),
        ({"heat": None}, ["heat"]),
        ({"flow": "35 degC"}, ["flow"]),
        ({"profile": None}, ["smoothing"]),
        ({"profile": None, "smoothing": None, "dwelling": "flat"}, []),
    ],
)
def test_contradictions_are_named(fields, named) -> None:
    text = {"heat": "1 MWh", "profile": "made/heat", "power": "2 kW", "cop": 3.0}
    if "profile" in fields:
        text["smoothing"] = "2 h"
    given = {key: value for key, value in {**text, **fields}.items() if value is not None}
    device = HeatPump.model_validate({"kind": "heat-pump", **given})
    assert [field for field, _ in device.problems()] == named


def test_the_cop_is_that_of_the_fit_by_hand() -> None:
    # 7 to 35 degC: 0.85 (6.08 - 0.09 28 + 0.0005 784); brine to 45: 0.85 (10.29 - 0.21 39.5 + 0.0012 39.5^2)
    assert cop("air", np.array([7.0]), 35.0)[0] == pytest.approx(0.85 * 3.952)
    assert cop("ground", np.array([-7.0]), 45.0)[0] == pytest.approx(0.85 * 3.8673, rel=1e-4)
    assert BRINE_DEGC == 5.5
    assert cop("air", np.array([30.0]), 35.0)[0] == cop("air", np.array([20.0]), 35.0)[0]
    assert cop("air", np.array([-40.0]), 75.0)[0] > 1.0


def test_the_heating_curve_falls_with_the_weather() -> None:
    flow = flow_degc(np.array([-10.0, 0.0, 10.0, 25.0]), 55.0)
    assert flow[0] == pytest.approx(55.0)
    assert (np.diff(flow) < 0.0).all()
    assert flow[3] == 25.0


def home_pump(**fields) -> HeatPump:
    given = {"dwelling": "terraced", "insulation": "good", "power": "3 kW", **fields}
    return HeatPump.model_validate({"kind": "heat-pump", **given})


def test_the_year_s_heat_is_exact_in_the_dutch_year(local_days, inputs_of) -> None:
    year = local_days("2028-01-01", "2028-12-31", step_s=3600)
    rooms = inputs_of(home_pump(heat="9 MWh"), year)["heat_kw"]
    assert rooms.sum() == pytest.approx(9000.0, rel=1e-9)
    both = inputs_of(home_pump(heat="9 MWh", hot_water="1700 kWh"), year)["heat_kw"]
    assert both.sum() == pytest.approx(10_700.0, rel=1e-9)


def test_a_week_shows_what_the_year_shows(local_days, inputs_of) -> None:
    year = local_days("2026-01-01", "2026-12-31")
    week = local_days("2026-02-02", "2026-02-08")
    device = home_pump(heat="6 MWh", hot_water="1700 kWh")
    long, short = (inputs_of(device, horizon) for horizon in (year, week))
    first = int((week.start - year.start).total_seconds()) // 900
    inside = long["heat_kw"][first : first + week.n_steps]
    assert short["heat_kw"].sum() == pytest.approx(inside.sum(), rel=2e-3)
    assert short["heat_kw"] == pytest.approx(inside, abs=0.15)


def test_heat_pumps_of_homes_use_what_dutch_ones_do(local_days, inputs_of) -> None:
    # 2,000 to 3,000 kWh a year is usual, up to 5,000 from air (polderwarmte.nl).
    year = local_days("2026-01-01", "2026-12-31", step_s=3600)

    def used(**fields):
        inputs = inputs_of(home_pump(hot_water="1700 kWh", **fields), year)
        return (inputs["heat_kw"] / inputs["cop"]).sum()

    assert 2000 <= used(insulation="moderate") <= 3300
    assert 3300 <= used(insulation="moderate", dwelling="detached") <= 5500
    assert used(insulation="new") < used(insulation="good") < used(insulation="moderate")
    assert used(insulation="good", source="ground") < used(insulation="good")


def test_hot_water_takes_hotter_water(local_days, inputs_of) -> None:
    day = local_days("2026-06-10")
    plain = inputs_of(home_pump(insulation="new"), day)
    wet = inputs_of(home_pump(insulation="new", hot_water="1700 kWh"), day)
    assert wet["cop"].mean() < 0.8 * plain["cop"].mean()
    assert wet["heat_kw"].sum() * 0.25 > 1.0


def hybrid(**fields) -> HybridHeatPump:
    given = {"heat": "1 MWh", "profile": "made/heat", "power": "1 kW", "cop": 3.0, "loss": "0 %"}
    boiler = {"boiler": "9 kW", "boiler_efficiency": "90 %", "gas": "0.09 EUR/kWh"}
    return HybridHeatPump.model_validate(
        {"kind": "hybrid-heat-pump", **given, **boiler, "buffer": "10 kWh", **fields}
    )


def test_the_cheaper_one_runs_and_the_other_helps_by_hand() -> None:
    # Electric: 3 kW of heat from 1 kW; of 8 kW the buffer's 5 kWh give the rest. Then empty: the boiler helps.
    inputs = {**needs([8.0, 8.0, 8.0]), "gas_leads": np.array([0.0, 0.0, 1.0])}
    did = hybrid().alone(inputs, np.zeros(3), 1.0)
    assert did.p_kw == pytest.approx([1.0, 1.0, 0.0])
    assert did.gas_kw == pytest.approx([0.0, 5.0 / 0.9, 9.0 / 0.9])
    assert did.level_kwh == pytest.approx([5.0, 0.0, 0.0, 1.0])
    assert not did.unmet_kw.any()
    assert np.abs(hybrid().residual_kwh(inputs, did, 1.0)).max() < 1e-12


def test_the_price_of_electricity_over_its_cop_decides(local_days, inputs_of) -> None:
    # Gas makes heat for 0.10 EUR/kWh: electricity at a COP of 3 up to 0.30.
    price = np.linspace(0.2, 0.4, 24)
    made = inputs_of(
        hybrid(), local_days("2016-01-11", step_s=3600), prices=(price, price), heat=[1e-3] * 24
    )
    assert made["gas_leads"].tolist() == (price > 0.3).astype(float).tolist()


def test_what_both_can_not_give_is_unmet() -> None:
    inputs = {**needs([30.0]), "gas_leads": np.array([0.0])}
    did = hybrid(start="0 %").alone(inputs, np.zeros(1), 1.0)
    assert (did.p_kw[0], did.gas_kw[0], did.unmet_kw[0]) == pytest.approx((1.0, 10.0, 18.0))


def test_stored_heat_is_worth_the_cheaper_one() -> None:
    inputs = needs([1.0])
    assert hybrid().worth_eur_kwh(inputs, 0.60) == pytest.approx(0.10)
    assert hybrid().worth_eur_kwh(inputs, 0.15) == pytest.approx(0.05)


def network(**fields) -> HeatNetwork:
    given = {"homes": 20, "power": "40 kW", "boiler": "200 kW", "buffer": "200 kWh"}
    return HeatNetwork.model_validate({"kind": "heat-network", **given, **fields})


def test_a_heat_network_needs_what_its_homes_need_and_its_pipes_lose(local_days, inputs_of) -> None:
    year = local_days("2026-01-01", "2026-12-31", step_s=3600)
    price = (np.full(year.n_steps, 0.3),) * 2
    made = inputs_of(network(heat="8 MWh", hot_water="1.7 MWh"), year, prices=price)["heat_kw"]
    assert made.sum() == pytest.approx(20 * (9700.0 + 1200.0), rel=1e-9)
    # Homes do not draw at once: the peak of many is lower than that of one, times their number.
    one = inputs_of(network(homes=1, hot_water="1.7 MWh"), year, prices=price)["heat_kw"]
    many = inputs_of(network(hot_water="1.7 MWh"), year, prices=price)["heat_kw"]
    assert many.max() < 0.7 * 20 * one.max()


def test_pipes_lose_more_when_the_supply_is_hot(local_days, inputs_of) -> None:
    year = local_days("2026-01-01", "2026-12-31", step_s=3600)
    price = (np.full(year.n_steps, 0.3),) * 2
    with_pipes, without = (
        inputs_of(network(flow="75 degC", heat="8 MWh", **f), year, prices=price)["heat_kw"]
        for f in ({}, {"pipe_loss": "0 kWh"})
    )
    lost = with_pipes - without
    outside = Weather(DutchYear(kind="dutch-year"), Path(), year).temperature_degc
    warm, cold = outside.argmax(), outside.argmin()
    # Supply of 65 degC with 40 back lies 42.5 K over the ground; in the cold it is what radiators take.
    over = (flow_degc(outside, 75.0)[cold] + 40.0) / 2.0 - 10.0
    assert over > 43.5
    assert lost[cold] / lost[warm] == pytest.approx(over / 42.5, rel=1e-9)


def test_a_hotter_supply_takes_more_electricity(local_days, inputs_of) -> None:
    day = local_days("2026-01-20")
    price = (np.full(96, 0.3),) * 2
    usual, hot = (
        inputs_of(network(**f), day, prices=price)["cop"] for f in ({}, {"flow": "75 degC"})
    )
    assert (hot <= usual).all()
    assert 1.5 < usual.mean() < 2.6
