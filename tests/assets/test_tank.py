"""A heat pump with a tank of its own for hot water, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from hubsim.assets.divided_heat import Share, unexplained
from hubsim.assets.heat_pump import HeatPump
from hubsim.assets.heat_pump_cop import TAP_FLOW_DEGC, cop


def pump(**fields) -> HeatPump:
    text = {"heat": "1 MWh", "profile": "made/heat", "power": "2 kW", "hot_water": "1 MWh"}
    return HeatPump.model_validate(
        {"kind": "heat-pump", **text, "buffer": "10 kWh", "tank": "6 kWh", "loss": "0 %", **fields}
    )


def needs(rooms, water, cop_rooms=3.0, cop_water=2.0):
    rooms, water = np.asarray(rooms, float), np.asarray(water, float)
    return {
        "heat_kw": rooms,
        "cop": np.full_like(rooms, cop_rooms),
        "water_kw": water,
        "cop_water": np.full_like(rooms, cop_water),
    }


def test_the_tank_s_thermostat_comes_first_by_hand() -> None:
    # The tank is heated below 1.8 and until above 5.4 kWh; 2 kW make 4 kW for it, or 6 kW for the rooms.
    # Meanwhile the rooms live on their buffer, and what it lacks is unmet. In the last hour the tank takes
    # its last kWh with half a kW, and 1.5 kW are left for the rooms.
    inputs = needs([1.0, 1.0, 4.0, 4.0, 2.0], [1.0, 1.0, 0.0, 4.0, 0.0])
    did = pump().alone(inputs, np.zeros(5), 1.0)
    buffer, tank = did.level_kwh.T
    assert tank == pytest.approx([3.0, 2.0, 1.0, 5.0, 5.0, 6.0], abs=1e-12)
    assert buffer == pytest.approx([5.0, 4.0, 3.0, 0.0, 0.0, 2.5], abs=1e-12)
    assert did.p_kw == pytest.approx([0.0, 0.0, 2.0, 2.0, 2.0], abs=1e-12)
    assert did.unmet_kw == pytest.approx([0.0, 0.0, 1.0, 4.0, 0.0], abs=1e-12)
    assert np.abs(pump().residual_kwh(inputs, did, 1.0)).max() < 1e-12


def test_the_back_up_heater_keeps_the_rooms_warm_while_the_tank_is_heated() -> None:
    inputs = needs([1.0, 1.0, 4.0, 4.0, 2.0], [1.0, 1.0, 0.0, 4.0, 0.0])
    did = pump(backup="3 kW").alone(inputs, np.zeros(5), 1.0)
    assert did.p_kw == pytest.approx([0.0, 0.0, 3.0, 5.0, 2.0], abs=1e-12)
    assert did.unmet_kw == pytest.approx([0.0, 0.0, 0.0, 1.0, 0.0], abs=1e-12)
    assert np.abs(pump(backup="3 kW").residual_kwh(inputs, did, 1.0)).max() < 1e-12


def test_hot_water_that_the_machine_can_not_make_is_unmet_too() -> None:
    did = pump(start="0 %").alone(needs([0.0, 0.0], [5.0, 5.0]), np.zeros(2), 1.0)
    assert did.unmet_kw == pytest.approx([1.0, 1.0])
    assert did.p_kw.tolist() == [2.0, 2.0]
    assert pump(start="0 %").start_kwh().tolist() == [0.0, 0.0]


def test_both_lose_their_share() -> None:
    did = pump(loss="10 %").alone(needs([0.0, 0.0], [0.0, 0.0]), np.zeros(2), 0.5)
    assert did.level_kwh == pytest.approx(
        np.array([[5.0, 3.0], [4.75, 2.85], [4.5125, 2.7075]]), abs=1e-12
    )


def test_together_the_power_is_divided_by_what_it_makes_of_it(optimum_of) -> None:
    # Stores empty at first; 4 kW for the rooms and 1 kW of water in the dear hour take 4/3 and 1/2 kW, which
    # the machine of 2 kW draws in the cheap hour.
    price = np.array([0.10, 0.30])
    cost, _ = optimum_of(pump(start="0 %"), needs([0.0, 4.0], [0.0, 1.0]), price, 1.0)
    assert cost == pytest.approx(0.1 * (4.0 / 3.0 + 0.5), abs=1e-9)
    # 7 kW for the rooms take 7/3 kW: together 5/6 kW more than it can draw in the cheap hour.
    cost, x = optimum_of(pump(start="0 %"), needs([0.0, 7.0], [0.0, 1.0]), price, 1.0)
    assert x["pump_kw"] + x["tank.pump_kw"] == pytest.approx([2.0, 5.0 / 6.0])
    assert cost == pytest.approx(0.2 + 0.3 * 5.0 / 6.0, abs=1e-9)


def test_the_levels_reached_are_those_of_one_machine() -> None:
    # 2 kW fill the tank to 6 kWh from 3 in the first hour with 1.5 kW; the rest makes 1.5 of the rooms' 4.
    inputs = needs([4.0, 4.0], [0.0, 0.0])
    reached = pump().reachable_kwh(inputs, slice(0, 1), np.array([5.0, 3.0]), 1.0)
    assert reached == pytest.approx([2.5, 6.0])
    reached = pump().reachable_kwh(inputs, slice(0, 2), np.array([5.0, 3.0]), 1.0)
    assert reached == pytest.approx([4.5, 6.0])
    assert pump().worth_eur_kwh(inputs, 0.30) == pytest.approx([0.10, 0.15])


def test_rooms_have_the_cop_of_their_radiators_and_water_its_own(local_days, inputs_of) -> None:
    fields = {"heat": None, "profile": None, "insulation": "good", "hot_water": "1700 kWh"}
    day, given = local_days("2026-02-02"), {k: v for k, v in fields.items() if v}
    home = {"kind": "heat-pump", "power": "3 kW", **given}
    split = inputs_of(HeatPump.model_validate({**home, "tank": "6 kWh"}), day)
    mixed = inputs_of(HeatPump.model_validate(home), day)
    dry = inputs_of(HeatPump.model_validate({**home, "hot_water": "0 kWh"}), day)
    assert (split["heat_kw"] + split["water_kw"] == mixed["heat_kw"]).all()
    assert (split["cop"] == dry["cop"]).all()
    assert (split["cop_water"] < mixed["cop"]).all()
    assert (mixed["cop"] < split["cop"]).all()
    # At 0 degC outside a tap flow of 55 degC: 0.85 (6.08 - 0.09 55 + 0.0005 55^2).
    assert cop("air", np.zeros(1), TAP_FLOW_DEGC)[0] == pytest.approx(0.85 * 2.6425)


def test_residual_sees_what_the_power_can_not_have_made() -> None:
    inputs = needs([1.0, 1.0, 4.0, 4.0, 2.0], [1.0, 1.0, 0.0, 4.0, 0.0])
    did = pump().alone(inputs, np.zeros(5), 1.0)
    # In the third hour a kWh is unmet: had it been the tank's, its need of nothing would not be met.
    swapped = did.level_kwh.copy()
    swapped[3] += [1.0, -1.0]
    residual = pump().residual_kwh(inputs, replace(did, level_kwh=swapped), 1.0)
    # The tank made 3 of 4 kWh and the rooms' buffer a kWh more: 1.5 + 1/3 kW in place of 2.
    assert residual[2, 1] == pytest.approx(2.0 - 1.5 - 1.0 / 3.0, abs=1e-12)
    assert not residual[:2].any()


@settings(max_examples=150, deadline=None)
@example(parts=(0.0, 1.0, 1.0, 0.0, 1.0, 0.0), cops=(3.0, 2.0), off=1.0)
@given(
    parts=st.tuples(*[st.floats(0.0, 1.0)] * 6),
    cops=st.tuples(st.floats(1.1, 6.0), st.floats(1.1, 4.0)),
    off=st.floats(-2.0, 2.0),
)
def test_the_power_that_heat_can_take_is_that_of_a_linear_programme(parts, cops, off) -> None:
    power, backup, need_r, need_w = 2.0, 3.0, 4.0, 1.5
    by_tank = power * parts[0]
    pumped, heater = (power - by_tank) * parts[1], backup * parts[2]
    u, v = need_r * parts[3], need_w * parts[4]
    taken_r = cops[0] * pumped + heater + u
    taken_w = cops[1] * by_tank + v
    # Variables: pump, heater, tank's pump, unmet of the rooms and of the water.
    equal = [[cops[0], 1, 0, 1, 0], [0, 0, cops[1], 0, 1], [0, 0, 0, 1, 1]]
    box = [(0, power), (0, backup), (0, power), (0, need_r), (0, need_w)]
    ends = [
        linprog(
            sign * np.array([1.0, 1.0, 1.0, 0.0, 0.0]),
            A_ub=[[1, 0, 1, 0, 0]],
            b_ub=[power],
            A_eq=equal,
            b_eq=[taken_r, taken_w, u + v],
            bounds=box,
        )
        for sign in (1.0, -1.0)
    ]
    assume(
        all(end.status == 0 for end in ends)
    )  # a corner may lie outside by the programme's rounding
    low, high = ends[0].fun, -ends[1].fun
    p = by_tank + pumped + heater + off
    found = unexplained(
        Share(np.array([taken_r]), np.array([need_r]), np.array([cops[0]])),
        Share(np.array([taken_w]), np.array([need_w]), np.array([cops[1]])),
        np.array([p]),
        np.array([u + v]),
        power,
        backup,
        1.0,
    )
    assert found[0, 0] == pytest.approx(0.0, abs=1e-12)
    assert found[0, 1] == pytest.approx(p - np.clip(p, low, high), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    rooms=st.lists(st.floats(0.0, 8.0), min_size=1, max_size=60),
    seed=st.integers(0, 1000),
    tank=st.floats(0.5, 20.0),
    loss=st.floats(0.0, 20.0),
    backup=st.sampled_from(["0 kW", "1.5 kW"]),
)
def test_energy_of_both_stores_closes_alone(rooms, seed, tank, loss, backup) -> None:
    device = pump(tank=f"{tank} kWh", loss=f"{loss} %", backup=backup)
    random = np.random.default_rng(seed)
    inputs = needs(rooms, random.exponential(0.5, len(rooms)))
    inputs["cop"] = random.uniform(2.0, 5.0, len(rooms))
    inputs["cop_water"] = random.uniform(1.5, 3.0, len(rooms))
    did = device.alone(inputs, np.zeros(len(rooms)), 0.25)
    assert np.abs(device.residual_kwh(inputs, did, 0.25)).max() < 1e-9
    assert (did.level_kwh >= 0.0).all()
    assert (did.level_kwh <= np.array(device.level_range_kwh(inputs)[1]) + 1e-9).all()
    assert did.p_kw.max() <= device.power_range_kw(inputs)[1] + 1e-12
