"""A battery's hours by hand, and balances that close whatever the member draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.assets.battery import Battery, price_band

NET_KW = [-3.0, -6.0, 2.0, 8.0, 0.0, 1.0]


def battery(**fields) -> Battery:
    text = {"energy": "10 kWh", "power": "4 kW", "round_trip": "81 %"}
    return Battery.model_validate(
        {"kind": "battery", **text, "soc_min": "0 %", "soc_max": "100 %", **fields}
    )


def alone(device: Battery, net_kw, step_h=1.0, lowest=0.0, highest=None):
    net_kw = np.asarray(net_kw, dtype=float)
    band = [
        np.broadcast_to(np.asarray(one, float), net_kw.shape).copy()
        for one in (lowest, lowest if highest is None else highest)
    ]
    return device.alone({"lowest_kw": band[0], "highest_kw": band[1]}, net_kw, step_h)


def test_a_day_of_surplus_and_demand_by_hand() -> None:
    # One way is 0.9. Surplus 3 kW: 5 + 2.7. Surplus 6 kW: only 2.3 kWh fit, 2.3 / 0.9 at the
    # connection. Demand 2 kW takes 2 / 0.9 kWh out, demand 8 kW the full 4 kW.
    did = alone(battery(), np.array(NET_KW), 1.0)
    assert did.p_kw == pytest.approx([3.0, 2.3 / 0.9, -2.0, -4.0, 0.0, -1.0], abs=1e-12)
    level = [5.0, 7.7, 10.0, 10.0 - 2.0 / 0.9, 10.0 - 6.0 / 0.9, 10.0 - 6.0 / 0.9, 10.0 - 7.0 / 0.9]
    assert did.level_kwh == pytest.approx(level, abs=1e-12)
    assert not did.q_kvar.any()


def test_a_quarter_of_an_hour_moves_a_quarter_of_the_energy() -> None:
    did = alone(battery(), np.array([-4.0, 4.0]), 0.25)
    assert did.level_kwh == pytest.approx([5.0, 5.9, 5.9 - 1.0 / 0.9], abs=1e-12)


def test_it_stops_at_its_lowest_state_of_charge() -> None:
    did = alone(battery(soc_min="20 %"), np.full(2, 8.0), 1.0)
    assert did.p_kw == pytest.approx([-2.7, 0.0], abs=1e-12)
    assert did.level_kwh == pytest.approx([5.0, 2.0, 2.0], abs=1e-12)


def test_a_kwh_charged_gives_back_the_round_trip() -> None:
    did = alone(battery(start="0 %"), np.array([-1.0, 4.0, 4.0]), 1.0)
    assert did.p_kw == pytest.approx([1.0, -0.81, 0.0], abs=1e-12)


def test_a_stored_kwh_is_worth_the_purchase_it_saves_less_wear_and_never_less_than_nothing() -> (
    None
):
    assert battery().worth_eur_kwh({}, 0.30) == pytest.approx(0.9 * 0.28)
    assert battery().worth_eur_kwh({}, -0.10) == 0.0


def test_the_reachable_level_is_that_of_full_power() -> None:
    assert battery().reachable_kwh({}, slice(3, 5), 2.0, 1.0) == pytest.approx(9.2)
    assert battery().reachable_kwh({}, slice(3, 6), 2.0, 1.0) == pytest.approx(10.0)


@settings(max_examples=60, deadline=None)
@given(
    net_kw=st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=60),
    round_trip=st.floats(30.0, 100.0),
    start=st.floats(5.0, 95.0),
    step_h=st.sampled_from([0.25, 0.5, 1.0]),
)
def test_energy_closes_and_nothing_is_fed_in_from_the_store(
    net_kw, round_trip, start, step_h
) -> None:
    fields = {"soc_min": "5 %", "soc_max": "95 %", "start": f"{start} %"}
    device, net = battery(round_trip=f"{round_trip} %", **fields), np.array(net_kw)
    did = alone(device, net, step_h)
    assert np.abs(device.residual_kwh({}, did, step_h)).max() < 1e-9
    assert did.level_kwh.min() >= 0.5 - 1e-9
    assert did.level_kwh.max() <= 9.5 + 1e-9
    # It only ever brings the member's net power nearer to zero.
    after = net + did.p_kw
    assert (np.abs(after) <= np.abs(net) + 1e-12).all()
    assert (after * net >= -1e-9).all()
    assert np.abs(did.p_kw).max() <= 4.0


def test_peak_shaving_keeps_the_net_power_at_its_limit_by_hand() -> None:
    # Limit 3 kW: 2 kW of room charges 2, of 7 kW 4 are taken off, then 1.9 as far as it lasts.
    did = alone(battery(start="20 %"), [1.0, 7.0, 3.0, 9.0], lowest=3.0)
    assert did.p_kw == pytest.approx([2.0, -(2.0 + 1.8) * 0.9, 0.0, 0.0], abs=1e-12)
    assert did.level_kwh == pytest.approx([2.0, 3.8, 0.0, 0.0, 0.0], abs=1e-12)


def test_standby_is_drawn_all_the_time_and_stores_nothing() -> None:
    did = alone(battery(standby="100 W"), [0.0, -3.0, 2.0])
    # Idle the member's net is 0.1 kW, which the store serves; surplus is 2.9 kW, demand 2.1 kW.
    assert did.p_kw == pytest.approx([0.0, 3.0, -2.0], abs=1e-12)
    assert did.level_kwh == pytest.approx(
        [5.0, 5.0 - 0.1 / 0.9, 5.0 - 0.1 / 0.9 + 2.61, 5.0 - 0.1 / 0.9 + 2.61 - 2.1 / 0.9]
    )
    empty = alone(battery(standby="100 W", start="0 %"), [0.0])
    assert empty.p_kw.tolist() == [0.1]


def test_by_price_the_cheapest_quarter_fills_and_the_dearest_serves() -> None:
    buy = np.array([0.10, 0.20, 0.20, 0.40])
    low, high = price_band(buy, np.zeros(4), np.zeros(4, dtype=int), 0.81, 0.02)
    assert (low[0] > 1e6, low[3], high[3]) == (True, 0.0, 0.0)
    assert high[1] > 1e6
    did = alone(battery(start="0 %"), [1.0, 2.0, 2.0, 3.0], lowest=low, highest=high)
    assert did.p_kw == pytest.approx([4.0, 0.0, 0.0, -3.0], abs=1e-12)


def test_by_price_it_sells_where_even_that_pays_and_rests_where_nothing_does() -> None:
    day = np.zeros(4, dtype=int)
    buy = np.array([0.10, 0.20, 0.20, 0.40])
    low, high = price_band(buy, buy - 0.02, day, 0.81, 0.02)
    assert low[3] == high[3] < -1e6
    flat = np.full(4, 0.25)
    low, high = price_band(flat, flat - 0.2, day, 0.81, 0.02)
    assert (low.tolist(), high.tolist()) == ([0.0] * 4, [0.0] * 4)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"strategy": "peak-shaving"}, ["limit"]),
        ({"limit": "5 kW"}, ["limit"]),
        ({"strategy": "peak-shaving", "limit": "5 kW"}, []),
    ],
)
def test_a_limit_belongs_to_peak_shaving(fields, named) -> None:
    assert [field for field, _ in battery(**fields).problems()] == named


def test_cycles_and_life_by_hand() -> None:
    # 9 kW for an hour out at 0.9 are 10 kWh, a full cycle; two hours of 15 years.
    cycles, life = battery(power="9 kW").life_used(np.array([-9.0, 4.0]), 1.0)
    assert cycles == pytest.approx(1.0)
    assert life == pytest.approx(1.0 / 6000.0 + 2.0 / (15 * 8766.0))
