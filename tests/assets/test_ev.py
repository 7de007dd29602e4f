"""Sessions of an electric car by hand: arrival, charging, departure, and what could not be charged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.assets.ev import Ev
from hubsim.errors import ProfileError


def car(**fields) -> Ev:
    text = {"charger": "11 kW", "battery": "60 kWh", "departure": "07:30"}
    return Ev.model_validate({"kind": "ev", **text, **fields})


def steps_of(series) -> list[int]:
    return np.flatnonzero(series).tolist()


def test_an_evening_of_charging_by_hand(local_days, inputs_of) -> None:
    # A step stores 0.92 * 11 kW / 4 = 2.53 kWh: three full steps, and 1.41 kWh in the fourth.
    device = car(arrival="18:00", energy="9 kWh")
    inputs = inputs_of(device, local_days("2016-01-11"))
    assert steps_of(inputs["plugged"]) == list(range(72, 96))
    assert steps_of(inputs["used_kwh"]) == [72]
    assert not inputs["leaving"].any()
    did = device.alone(inputs, np.zeros(96), 0.25)
    assert steps_of(did.p_kw) == [72, 73, 74, 75]
    assert did.p_kw[72:76] == pytest.approx([11.0, 11.0, 11.0, 1.41 / 0.23], abs=1e-9)
    assert did.p_kw.sum() * 0.25 == pytest.approx(9.0 / 0.92, abs=1e-9)
    assert did.level_kwh[[72, 73, 76, 96]] == pytest.approx([60.0, 53.53, 60.0, 60.0], abs=1e-9)
    assert not did.unmet_kw.any()


def test_it_leaves_at_its_local_time_on_the_next_day(local_days, inputs_of) -> None:
    device = car(arrival="18:00", energy="9 kWh")
    inputs = inputs_of(device, local_days("2016-01-11", "2016-01-12"))
    assert steps_of(inputs["leaving"]) == [96 + 29]
    assert steps_of(inputs["plugged"]) == [*range(72, 96 + 30), *range(96 + 72, 192)]


def test_what_the_charger_can_not_give_is_unmet_to_the_kwh(local_days, inputs_of) -> None:
    fields = {"charger": "2 kW", "efficiency": "100 %", "departure": "20:00"}
    device = car(arrival="18:00", energy="10 kWh", **fields)
    inputs = inputs_of(device, local_days("2016-01-11", "2016-01-12"))
    did = device.alone(inputs, np.zeros(192), 0.25)
    # Eight quarter-hours of 2 kW are 4 of 10 kWh; the next day begins with its own 10 kWh.
    assert steps_of(did.unmet_kw) == [79, 96 + 79]
    assert did.unmet_kw[79] * 0.25 == pytest.approx(6.0, abs=1e-12)
    assert did.unmet_kw[96 + 79] * 0.25 == pytest.approx(6.0, abs=1e-12)
    assert did.level_kwh[[79, 80, 96 + 72, 96 + 73]].tolist() == [53.5, 60.0, 60.0, 50.5]
    # The floor is then the path of full power, and the full battery at departure.
    assert inputs["least_kwh"][72:80].tolist() == [50.5, 51.0, 51.5, 52.0, 52.5, 53.0, 53.5, 60.0]


def test_the_floor_is_the_latest_path_that_still_fills_the_car(local_days, inputs_of) -> None:
    device = car(arrival="18:00", energy="9 kWh", departure="23:00")
    least = inputs_of(device, local_days("2016-01-11"))["least_kwh"]
    assert least[[91, 90, 89, 72]] == pytest.approx(
        [60.0, 57.47, 54.94, 60.0 - 19 * 2.53], abs=1e-9
    )
    assert not least[:72].any()
    assert not least[92:].any()


def test_with_giving_back_the_floor_keeps_the_least_level(local_days, inputs_of) -> None:
    device = car(arrival="18:00", energy="50 kWh", v2g="11 kW", level_min="30 %")
    least = inputs_of(device, local_days("2016-01-11"))["least_kwh"]
    # It arrives with 10 kWh and must reach 18 kWh at full power: 12.53, 15.06, 17.59, then 18.
    assert least[72:77] == pytest.approx([12.53, 15.06, 17.59, 18.0, 18.0], abs=1e-9)


def test_it_arrives_only_on_its_days(local_days, inputs_of) -> None:
    device = car(arrival="18:00", energy="9 kWh", days="fri-sat")
    inputs = inputs_of(device, local_days("2016-01-11", "2016-01-17"))
    assert steps_of(inputs["used_kwh"]) == [4 * 96 + 72, 5 * 96 + 72]


def test_a_spread_moves_both_ends_within_its_bounds(local_days, inputs_of) -> None:
    device = car(arrival="18:00", energy="9 kWh", spread="1 h")
    inputs = inputs_of(device, local_days("2016-01-11", "2016-01-24"))
    arrivals = np.array(steps_of(inputs["used_kwh"])) % 96
    departures = np.array(steps_of(inputs["leaving"])) % 96
    assert len(set(arrivals)) > 2
    assert arrivals.min() >= 68
    assert arrivals.max() <= 76
    assert departures.min() >= 25
    assert departures.max() <= 33


@pytest.mark.parametrize(
    ("first", "last", "n_steps", "leaving", "arrival"),
    [
        ("2016-03-26", "2016-03-27", 96 + 92, 96 + 4 * 6 + 1, 96 + 4 * 17),
        ("2016-10-29", "2016-10-30", 96 + 100, 96 + 4 * 8 + 1, 96 + 4 * 19),
    ],
)
def test_a_day_of_clock_change_keeps_the_local_times(
    local_days, inputs_of, first, last, n_steps, leaving, arrival
) -> None:
    horizon = local_days(first, last)
    inputs = inputs_of(car(arrival="18:00", energy="9 kWh"), horizon)
    assert horizon.n_steps == n_steps
    assert steps_of(inputs["leaving"]) == [leaving]
    assert horizon.hour_of_day[leaving] == 7.25
    assert steps_of(inputs["used_kwh"]) == [72, arrival]
    assert horizon.hour_of_day[arrival] == 18.0


def recorded(*blocks: tuple[int, int, float], n_steps: int = 96) -> list[float]:
    series = np.zeros(n_steps)
    for begin, end, power in blocks:
        series[begin:end] = power
    return series.tolist()


def test_two_recorded_blocks_in_one_stay_become_one_session(local_days, inputs_of) -> None:
    # 10:00-11:00 at half power is 5 kWh and lasts until 12:00; 11:30-12:00 at full power 5 kWh more.
    fields = {"charger": "10 kW", "efficiency": "90 %", "departure": "12:00"}
    device = car(profile="made/car", **fields)
    series = recorded((40, 44, 0.5), (46, 48, 1.0))
    inputs = inputs_of(device, local_days("2016-01-11"), car=series)
    assert steps_of(inputs["plugged"]) == list(range(40, 48))
    assert steps_of(inputs["leaving"]) == [47]
    assert inputs["used_kwh"][40] == pytest.approx(9.0)
    assert steps_of(inputs["used_kwh"]) == [40]


def test_a_block_after_departure_is_a_session_of_its_own(local_days, inputs_of) -> None:
    device = car(profile="made/car", charger="10 kW", efficiency="100 %", departure="12:00")
    series = recorded((40, 44, 0.5), (48, 50, 1.0))
    inputs = inputs_of(device, local_days("2016-01-11"), car=series)
    assert steps_of(inputs["used_kwh"]) == [40, 48]
    # The second ends after noon, so it leaves at noon of the next day, after the horizon.
    assert steps_of(inputs["leaving"]) == [47]
    assert steps_of(inputs["plugged"]) == list(range(40, 96))


def test_the_charger_s_stand_by_is_no_session(local_days, inputs_of) -> None:
    device = car(profile="made/car", charger="10 kW")
    inputs = inputs_of(device, local_days("2016-01-11"), car=recorded((4, 12, 0.009)))
    assert not any(series.any() for series in inputs.values())
    did = device.alone(inputs, np.zeros(96), 0.25)
    assert not did.p_kw.any()
    assert (did.level_kwh == 60.0).all()


def test_a_recorded_session_larger_than_the_battery_is_refused(local_days, inputs_of) -> None:
    device = car(profile="made/car", charger="10 kW", battery="9 kWh", efficiency="100 %")
    with pytest.raises(
        ProfileError, match=r"10.0 kWh on Mon 11 Jan 2016 10:00 .* battery of 9 kWh"
    ):
        inputs_of(device, local_days("2016-01-11"), car=recorded((40, 44, 1.0)))


def test_a_charging_column_in_kw_is_refused(local_days, inputs_of) -> None:
    device = car(profile="made/car", charger="3.7 kW")
    with pytest.raises(
        ProfileError, match=r"^made: column car: 3.7 on Mon 11 Jan 2016 10:00 is more"
    ):
        inputs_of(device, local_days("2016-01-11"), car=recorded((40, 42, 3.7)))


@pytest.mark.parametrize(
    "fields",
    [
        {"arrival": "06:00", "spread": "2 h"},
        {"arrival": "07:20"},
        {"arrival": "08:00", "spread": "6 h"},
        {"arrival": "12:00", "departure": "16:00", "spread": "4 h"},
    ],
)
def test_no_need_is_dropped_however_short_the_stay(local_days, inputs_of, fields) -> None:
    # A session may have no time to charge: its need is then unmet, and not gone.
    device = car(energy="12 kWh", **fields)
    horizon = local_days("2016-01-11", "2016-02-09")
    inputs = inputs_of(device, horizon, 3)
    arrivals = steps_of(inputs["used_kwh"])
    outside = 1 if arrivals[0] // 96 == 1 else 0  # drawn into the evening before the horizon
    assert len(arrivals) == 30 - outside
    assert inputs["used_kwh"][arrivals].tolist() == [12.0] * len(arrivals)
    assert inputs["plugged"][arrivals].all()
    did = device.alone(inputs, np.zeros(horizon.n_steps), 0.25)
    served = 0.25 * (0.92 * did.p_kw + did.unmet_kw).sum()
    assert served == pytest.approx(12.0 * len(arrivals) - (60.0 - did.level_kwh[-1]), abs=1e-9)


def test_a_stay_shorter_than_a_step_leaves_its_need_unmet(local_days, inputs_of) -> None:
    device = car(arrival="07:20", energy="12 kWh")
    inputs = inputs_of(device, local_days("2016-01-11"))
    did = device.alone(inputs, np.zeros(96), 0.25)
    # One quarter-hour of 11 kW stores 2.53 of 12 kWh.
    assert steps_of(inputs["plugged"]) == steps_of(did.unmet_kw) == [30]
    assert did.unmet_kw[30] * 0.25 == pytest.approx(9.47, abs=1e-9)


def test_the_reachable_level_charges_while_the_car_is_there(local_days, inputs_of) -> None:
    device = car(arrival="18:00", energy="9 kWh")
    inputs = inputs_of(device, local_days("2016-01-11"))
    assert device.reachable_kwh(inputs, slice(70, 74), 60.0, 0.25) == pytest.approx(56.06)
    assert device.reachable_kwh(inputs, slice(70, 96), 60.0, 0.25) == pytest.approx(60.0)
    assert device.worth_eur_kwh({}, 0.23) == pytest.approx(0.25)


@settings(max_examples=60, deadline=None)
@given(
    arrival=st.integers(0, 95),
    departure=st.integers(0, 95),
    energy=st.floats(0.1, 60.0),
    charger=st.floats(0.5, 50.0),
    spread=st.floats(0.0, 6.0),
    seed=st.integers(0, 99),
)
def test_energy_closes_and_every_need_is_charged_or_unmet(
    local_days, inputs_of, arrival, departure, energy, charger, spread, seed
) -> None:
    def clock(quarter: int) -> str:
        return f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"

    device = car(
        arrival=clock(arrival),
        departure=clock(departure),
        energy=f"{energy} kWh",
        charger=f"{charger} kW",
        spread=f"{spread} h",
    )
    horizon = local_days("2016-03-25", "2016-03-28")
    inputs = inputs_of(device, horizon, seed)
    did = device.alone(inputs, np.zeros(horizon.n_steps), 0.25)
    assert np.abs(device.residual_kwh(inputs, did, 0.25)).max() < 1e-9
    taken = 0.25 * (0.92 * did.p_kw + did.unmet_kw).sum()
    assert taken == pytest.approx(inputs["used_kwh"].sum() - (60.0 - did.level_kwh[-1]), abs=1e-9)
    assert not did.p_kw[inputs["plugged"] == 0.0].any()
    assert not did.unmet_kw[inputs["leaving"] == 0.0].any()
    # No window can hold back more than full power from now on can still fill.
    assert (did.level_kwh[1:] >= inputs["least_kwh"] - 1e-9).all()


def test_as_late_as_will_do_by_hand(local_days, inputs_of) -> None:
    # 9 kWh at 2.53 kWh a step: three full steps before it leaves at half past seven, 1.41 kWh before them.
    device = car(arrival="18:00", energy="9 kWh", strategy="late", days="mon")
    did = device.alone(
        inputs_of(device, local_days("2016-01-11", "2016-01-12")), np.zeros(192), 0.25
    )
    last = 96 + 30
    assert steps_of(did.p_kw) == [last - 4, last - 3, last - 2, last - 1]
    assert did.p_kw[last - 4] == pytest.approx(1.41 / 0.23, abs=1e-9)
    assert did.level_kwh[last] == pytest.approx(60.0)
    assert not did.unmet_kw.any()


def test_by_price_it_takes_the_cheapest_steps_of_its_stay(local_days, inputs_of) -> None:
    device = car(arrival="18:00", energy="4 kWh", strategy="price", departure="23:00")
    price = np.full(96, 0.30)
    price[[10, 80, 90]] = [0.01, 0.05, 0.10]
    did = device.alone(
        inputs_of(device, local_days("2016-01-11"), prices=(price, price)), np.zeros(96), 0.25
    )
    assert steps_of(did.p_kw) == [80, 90]
    assert did.p_kw[[80, 90]] == pytest.approx([11.0, (4.0 - 2.53) / 0.23], abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    strategy=st.sampled_from(["late", "price"]),
    energy=st.floats(0.5, 60.0),
    charger=st.floats(2.0, 22.0),
    seed=st.integers(0, 1000),
)
def test_every_strategy_charges_what_arrival_charges(
    local_days, inputs_of, strategy, energy, charger, seed
) -> None:
    horizon = local_days("2016-01-11", "2016-01-13")
    fields = {"arrival": "18:00", "energy": f"{energy} kWh", "charger": f"{charger} kW"}
    price = np.random.default_rng(seed).uniform(-0.1, 0.5, horizon.n_steps)
    done = []
    for one in ("arrival", strategy):
        device = car(**fields, strategy=one, days="mon,tue")
        inputs = inputs_of(device, horizon, prices=(price, price))
        done.append(device.alone(inputs, np.zeros(horizon.n_steps), 0.25))
    usual, other = done
    assert other.unmet_kw.sum() == pytest.approx(usual.unmet_kw.sum(), abs=1e-6)
    assert other.p_kw.sum() == pytest.approx(usual.p_kw.sum(), abs=1e-6)
