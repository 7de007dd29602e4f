"""A charging plaza by hand: a limit shared equally, needs that it leaves unmet, and what together can do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.assets.ev import Ev
from hubsim.assets.load_balancer import (
    charge_in_parts,
    fullest_levels,
    latest_levels,
    share_equally,
)
from hubsim.assets.plaza import Plaza


def plaza(**fields) -> Plaza:
    text = {"chargers": 2, "charger": "10 kW", "limit": "10 kW", "efficiency": "100 %"}
    asked = {} if "pattern" in fields else {"arrival": "08:00", "energy": "10 kWh"}
    return Plaza.model_validate({"kind": "plaza", **text, **asked, **fields})


def asked(stays, n):
    """Arrays of cars that stay from step `first` until before `last` and need so much: one list a charger."""
    plugged, leaving, used = (np.zeros((n, len(stays))) for _ in range(3))
    for c, own in enumerate(stays):
        for first, last, need in own:
            plugged[first:last, c] = 1.0
            leaving[last - 1, c] = 1.0
            used[first, c] = need
    return plugged, leaving, used


def inputs_from(device, stays, n, step_h=1.0):
    numbers = (device.limit, device.charger, device.efficiency, device.battery, step_h)
    arrays = asked(stays, n)
    charged, _, _ = charge_in_parts(*arrays, *numbers)
    least = latest_levels(*arrays, charged, *numbers)
    names = ("plugged", "leaving", "used_kwh", "least_kwh")
    return {
        f"{store}.{name}": series[:, c]
        for c, store in enumerate(device.stores())
        for name, series in zip(names, (*arrays, least), strict=True)
    }


@pytest.mark.parametrize(
    ("limit", "wanted", "given"),
    [
        (22.0, [11.0, 11.0, 11.0, 3.0], [19 / 3, 19 / 3, 19 / 3, 3.0]),
        (40.0, [11.0, 11.0, 11.0, 3.0], [11.0, 11.0, 11.0, 3.0]),
        (8.0, [0.0, 1.0, 3.0, 10.0], [0.0, 1.0, 3.0, 4.0]),
        (8.0, [0.0, 0.0], [0.0, 0.0]),
        (0.0, [1.0, 2.0], [0.0, 0.0]),
    ],
)
def test_a_limit_is_shared_equally_and_what_one_leaves_goes_to_the_others(
    limit, wanted, given
) -> None:
    found = np.zeros(len(wanted))
    share_equally(limit, np.array(wanted), found)
    assert found == pytest.approx(given, abs=1e-12)


def test_two_cars_share_ten_kilowatts_by_hand(local_days, inputs_of) -> None:
    # Both come at 8 for 10 kWh: 5 kW each, full after two hours.
    inputs = inputs_of(plaza(), local_days("2026-01-12", step_s=3600))
    did = plaza().alone(inputs, np.zeros(24), 1.0)
    assert did.p_kw.tolist() == [0.0] * 8 + [10.0, 10.0] + [0.0] * 14
    assert did.level_kwh[8:11].tolist() == [[60.0, 60.0], [55.0, 55.0], [60.0, 60.0]]
    assert not did.unmet_kw.any()


def test_a_car_that_leaves_early_leaves_with_what_its_part_was() -> None:
    # In the one hour that the first stays both get 5 kW: 5 kWh of it are unmet, and said.
    device = plaza()
    inputs = inputs_from(device, [[(0, 1, 10.0)], [(0, 3, 10.0)]], 3)
    did = device.alone(inputs, np.zeros(3), 1.0)
    assert did.p_kw.tolist() == [10.0, 5.0, 0.0]
    assert did.unmet_kw.tolist() == [5.0, 0.0, 0.0]
    assert np.abs(device.residual_kwh(inputs, did, 1.0)).max() < 1e-12


def test_together_the_hub_serves_the_one_who_leaves_first(optimum_of) -> None:
    device = plaza()
    inputs = inputs_from(device, [[(0, 1, 10.0)], [(0, 3, 10.0)]], 3)
    price = np.array([0.3, 0.2, 0.1])
    cost, x = optimum_of(device, inputs, price, 1.0, unmet_eur_kwh=100.0)
    assert x["charger_1.charge_kw"] == pytest.approx([10.0, 0.0, 0.0], abs=1e-9)
    assert x["charger_2.charge_kw"] == pytest.approx([0.0, 0.0, 10.0], abs=1e-9)
    assert cost == pytest.approx(3.0 + 1.0, abs=1e-9)


def test_the_limit_binds_together_too(optimum_of) -> None:
    # 20 kWh in three hours of at most 10 kW: the cheapest two.
    inputs = inputs_from(plaza(), [[(0, 3, 10.0)], [(0, 3, 10.0)]], 3)
    cost, x = optimum_of(plaza(), inputs, np.array([0.3, 0.2, 0.1]), 1.0)
    total = x["charger_1.charge_kw"] + x["charger_2.charge_kw"]
    assert total == pytest.approx([0.0, 10.0, 10.0], abs=1e-9)
    assert cost == pytest.approx(3.0, abs=1e-9)


def test_the_latest_path_by_hand() -> None:
    # With time for both, the first is charged in its last hour and the second in its own.
    least = inputs_from(plaza(), [[(0, 4, 10.0)], [(0, 6, 10.0)]], 6)
    assert least["charger_1.least_kwh"].tolist() == [50.0, 50.0, 50.0, 60.0, 0.0, 0.0]
    assert least["charger_2.least_kwh"].tolist() == [50.0, 50.0, 50.0, 50.0, 50.0, 60.0]
    # Leaving together they begin an hour earlier, with equal parts in both hours.
    least = inputs_from(plaza(), [[(0, 4, 10.0)], [(0, 4, 10.0)]], 4)
    assert least["charger_1.least_kwh"].tolist() == [50.0, 50.0, 55.0, 60.0]
    # Of 30 kWh the first gets 10 alone, half of the limit for two hours; it may have them in its last one.
    least = inputs_from(plaza(), [[(0, 2, 30.0)], [(0, 4, 10.0)]], 4)
    assert least["charger_1.least_kwh"].tolist() == [30.0, 60.0, 0.0, 0.0]
    assert least["charger_2.least_kwh"].tolist() == [50.0, 50.0, 50.0, 60.0]


def test_the_levels_reached_begin_with_what_is_due() -> None:
    # Four hours of 8 kW are just enough for both: 4 kW each from the start.
    device = plaza(limit="8 kW")
    inputs = inputs_from(device, [[(0, 4, 16.0)], [(0, 4, 16.0)]], 4)
    before = np.array([60.0, 60.0])
    assert device.reachable_kwh(inputs, slice(0, 1), before, 1.0) == pytest.approx([48.0, 48.0])
    assert device.reachable_kwh(inputs, slice(0, 3), before, 1.0) == pytest.approx([56.0, 56.0])
    # The first stands on its path and the second a kWh above: 4 kW are due and 3 kW, the last is shared.
    late = device.reachable_kwh(inputs, slice(2, 3), np.array([52.0, 53.0]), 1.0)
    assert late == pytest.approx([56.5, 56.5])


def test_without_a_limit_every_car_has_the_path_of_a_car(local_days, inputs_of) -> None:
    fields = {"arrival": "18:00", "departure": "07:30", "energy": "20 kWh", "efficiency": "92 %"}
    horizon = local_days("2026-01-12", "2026-01-14")
    device = plaza(limit="20 kW", **fields)
    car = Ev.model_validate({"kind": "ev", "charger": "10 kW", **fields})
    many, one = inputs_of(device, horizon), inputs_of(car, horizon)
    for name in ("plugged", "leaving", "used_kwh"):
        assert (many[f"charger_2.{name}"] == one[name]).all()
    # Where a car's path lies below the level that it came with, the plaza's is that level.
    came_with = 40.0 * one["plugged"]
    assert many["charger_1.least_kwh"] == pytest.approx(
        np.maximum(one["least_kwh"], came_with), abs=1e-9
    )
    net = np.zeros(horizon.n_steps)
    both, single = device.alone(many, net, 0.25), car.alone(one, net, 0.25)
    assert both.p_kw == pytest.approx(2.0 * single.p_kw, abs=1e-9)
    assert both.level_kwh[:, 0] == pytest.approx(single.level_kwh, abs=1e-9)


def test_an_only_charger_is_a_car_within_a_limit(local_days, inputs_of) -> None:
    device = plaza(chargers=1, limit="4 kW")
    assert device.stores() == ("",)
    did = device.alone(inputs_of(device, local_days("2026-01-12", step_s=3600)), np.zeros(24), 1.0)
    assert did.p_kw[8:12].tolist() == [4.0, 4.0, 2.0, 0.0]
    assert did.level_kwh.shape == (25,)


def test_every_charger_has_visitors_of_its_own_and_the_energy_of_a_year(
    local_days, inputs_of
) -> None:
    year = local_days("2026-01-01", "2026-12-31")
    device = plaza(chargers=3, limit="30 kW", pattern="plaza", annual="8 MWh")
    inputs = inputs_of(device, year)
    used = [inputs[f"{store}.used_kwh"] for store in device.stores()]
    assert [one.sum() for one in used] == pytest.approx([8000.0] * 3, rel=2e-3)
    assert (used[0] != used[1]).any()
    did = device.alone(inputs, np.zeros(year.n_steps), 0.25)
    served = 0.25 * (did.p_kw + did.unmet_kw).sum()
    left = 3 * 60.0 - did.level_kwh[-1].sum()
    assert served == pytest.approx(sum(one.sum() for one in used) - left, abs=1e-6)


def test_hidden_need_and_power_that_no_charger_gave_are_seen() -> None:
    device = plaza()
    inputs = inputs_from(device, [[(0, 1, 25.0)], [(0, 3, 10.0)]], 3)
    did = device.alone(inputs, np.zeros(3), 1.0)
    assert did.unmet_kw.tolist() == [20.0, 0.0, 0.0]
    # 17 kWh of the first are said to be charged: more than its charger gives in an hour.
    did.p_kw[0], did.unmet_kw[0] = 17.0, 8.0
    residual = device.residual_kwh(inputs, did, 1.0)
    assert residual[0, 1] == pytest.approx(8.0 - 15.0)
    # Level moved from one car to the other.
    again = device.alone(inputs, np.zeros(3), 1.0)
    again.level_kwh[2] += [-3.0, 3.0]
    assert np.abs(device.residual_kwh(inputs, again, 1.0)[:, 2:]).max() > 2.0


stay = st.tuples(st.integers(0, 12), st.integers(1, 10), st.floats(0.0, 40.0))


@settings(max_examples=150, deadline=None)
@given(
    draws=st.lists(st.lists(stay, max_size=3), min_size=1, max_size=5),
    limit=st.floats(1.0, 40.0),
    charger=st.floats(1.0, 22.0),
    step_h=st.sampled_from([0.25, 1.0]),
)
def test_the_latest_path_gives_what_alone_gives_and_can_be_gone_from_anywhere(
    draws, limit, charger, step_h
) -> None:
    n, efficiency, battery = 30, 0.9, 40.0
    stays = []
    for own in draws:
        placed, free = [], 0
        for gap, length, need in own:
            first, last = free + gap, min(free + gap + length, n)
            if first < n:
                placed.append((first, last, need))
                free = last
        stays.append(placed)
    arrays = plugged, leaving, used = asked(stays, n)
    numbers = (limit, charger, efficiency, battery, step_h)
    power, unmet, level = charge_in_parts(*arrays, *numbers)
    assert power.sum(axis=1).max() <= limit + 1e-9
    gain = step_h * efficiency
    assert np.diff(level, axis=0) == pytest.approx(gain * power + step_h * unmet - used, abs=1e-9)
    least = latest_levels(*arrays, power, *numbers)
    assert (least <= level[1:] + 1e-9).all()
    # The power that goes along the path: what alone gave in all, within charger and limit.
    there = np.where(leaving > 0.0, battery - step_h * unmet, least)
    came = np.concatenate([np.full((1, len(stays)), battery), there[:-1]])
    came = np.where((used > 0.0) | (plugged == 0.0), battery - used, came)
    along = np.where(plugged > 0.0, there - came, 0.0) / gain
    arrived = np.zeros_like(plugged, dtype=bool)
    for c, own in enumerate(stays):
        for first, last, need in own:
            arrived[first, c] = True
            along[first, c] = (there[first, c] - (battery - need)) / gain
            assert along[first:last, c].sum() == pytest.approx(power[first:last, c].sum(), abs=1e-9)
    assert along.min() >= -1e-9
    assert along.max() <= charger + 1e-9
    assert along.sum(axis=1).max() <= limit + 1e-9
    # From any step on, who stands on the path reaches at least what it asks, at every later step.
    for begin in range(0, n, 7):
        before = np.full(len(stays), battery) if begin == 0 else there[begin - 1].copy()
        if begin > 0:
            before[(plugged[begin - 1] == 0.0) | (leaving[begin - 1] > 0.0)] = battery
        for end in range(begin + 1, n + 1, 5):
            part = slice(begin, end)
            rest = [series[part] for series in (*arrays, least)]
            reached = fullest_levels(*rest, before, *numbers)
            assert (reached >= least[end - 1] - 1e-9).all()
            assert (reached <= battery + 1e-9).all()
