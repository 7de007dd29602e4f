"""Processes, cold stores, electrolysers and curtailable demand by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.assets.asset import Behaviour
from hubsim.assets.cold_store import ColdStore
from hubsim.assets.curtailable import Curtailable
from hubsim.assets.electrolyser import KWH_PER_KG, Electrolyser
from hubsim.assets.process import Process


def process(**fields) -> Process:
    text = {"power": "10 kW", "energy": "25 kWh", "from": "08:00", "to": "12:00"}
    return Process.model_validate({"kind": "process", **text, **fields})


def steps_of(series) -> list[int]:
    return np.flatnonzero(series).tolist()


def test_a_process_works_when_its_window_opens(local_days, inputs_of) -> None:
    # Tuesday and Wednesday; 10 + 10 + 5 kWh from eight o'clock, due at twelve.
    inputs = inputs_of(process(), local_days("2016-01-12", "2016-01-13", step_s=3600))
    assert steps_of(inputs["open"]) == [8, 9, 10, 11, 32, 33, 34, 35]
    assert inputs["due_kwh"][[11, 35]].tolist() == [25.0, 25.0]
    did = process().alone(inputs, np.zeros(48), 1.0)
    assert did.p_kw[8:12].tolist() == [10.0, 10.0, 5.0, 0.0]
    assert did.level_kwh[8:13].tolist() == [0.0, 10.0, 20.0, 25.0, 0.0]
    assert not did.unmet_kw.any()
    # The latest that will do: nothing, 5, 15 kWh, and all of it in the last hour.
    assert inputs["least_kwh"][8:12].tolist() == [0.0, 5.0, 15.0, 0.0]


def test_days_without_a_window_are_at_rest_and_a_night_belongs_to_its_evening(
    local_days, inputs_of
) -> None:
    weekend = local_days("2016-01-16", "2016-01-17", step_s=3600)
    assert not inputs_of(process(), weekend)["open"].any()
    night = process(**{"from": "22:00", "to": "02:00", "days": "sat"})
    assert steps_of(inputs_of(night, weekend)["open"]) == [22, 23, 24, 25]


def test_a_window_that_the_horizon_cuts_has_its_part_of_the_work(local_days, inputs_of) -> None:
    night = process(**{"from": "22:00", "to": "02:00", "days": "daily"})
    inputs = inputs_of(night, local_days("2016-01-12", step_s=3600))
    assert steps_of(inputs["due_kwh"]) == [1, 23]
    assert inputs["due_kwh"][[1, 23]].tolist() == [12.5, 12.5]


def electrolyser(**fields) -> Electrolyser:
    text = {"power": "100 kW", "daily": "11 kg", "store": "10 kg", "curve": [[0.5, 0.6], [1, 0.5]]}
    return Electrolyser.model_validate({"kind": "electrolyser", **text, **fields})


def test_hydrogen_is_drawn_evenly_in_its_window(local_days, inputs_of) -> None:
    need = inputs_of(electrolyser(), local_days("2016-01-15", "2016-01-16", step_s=3600))["need_kw"]
    assert steps_of(need) == list(range(7, 18))  # Friday; on Saturday nobody comes
    assert need[7:18] == pytest.approx(np.full(11, 33.33), abs=1e-12)


def test_an_electrolyser_on_its_thermostat_by_hand() -> None:
    # 333.3 kWh of store, 50 kW of hydrogen at full power: on below 100, off above 300.
    need = np.array([60.0, 0.0, 0.0, 0.0, 0.0, 0.0, 20.0, 0.0])
    did = electrolyser(start="40 %").alone({"need_kw": need}, np.zeros(8), 1.0)
    levels = [133.32, 73.32, 123.32, 173.32, 223.32, 273.32, 323.32, 303.32, 303.32]
    assert did.level_kwh == pytest.approx(levels, abs=1e-9)
    assert did.p_kw == pytest.approx([0.0, *[100.0] * 5, 0.0, 0.0], abs=1e-9)


def test_the_last_of_the_store_takes_the_power_of_its_line() -> None:
    # 40 of 50 kW of hydrogen: half of it at 60 % makes 30, the rest of the line is (50 - 30) / 50.
    nearly = electrolyser(store="1.2 kg", start="0 %")  # 39.996 kWh
    did = nearly.alone({"need_kw": np.zeros(1)}, np.zeros(1), 1.0)
    assert did.p_kw == pytest.approx([50.0 + 9.996 / 0.4], abs=1e-9)
    assert nearly.residual_kwh({"need_kw": np.zeros(1)}, did, 1.0) == pytest.approx(0.0, abs=1e-12)
    # Below half load the line is straight from nothing: 20 kW make 12.
    did = electrolyser(store="360 g", start="0 %").alone({"need_kw": np.zeros(1)}, np.zeros(1), 1.0)
    assert did.p_kw == pytest.approx([0.36 * KWH_PER_KG / 0.6], abs=1e-9)


def test_hydrogen_that_can_not_be_made_is_unmet_and_levels_are_reached_by_hand() -> None:
    empty, inputs = electrolyser(start="0 %"), {"need_kw": np.array([70.0, 10.0])}
    did = empty.alone(inputs, np.zeros(2), 0.5)
    assert did.unmet_kw == pytest.approx([20.0, 0.0], abs=1e-12)
    assert empty.reachable_kwh(inputs, slice(0, 2), 30.0, 1.0) == pytest.approx(50.0)
    assert empty.worth_eur_kwh(inputs, 0.2) == pytest.approx(0.4)


def test_power_that_no_order_of_the_parts_turns_into_the_hydrogen_is_seen() -> None:
    # 50 kW make 30 with the best part first, 20 with the worst.
    for made, seen in ((30.0, 0.0), (20.0, 0.0), (31.0, 1.0), (18.0, -2.0)):
        did = Behaviour(np.array([50.0]), np.zeros(1), np.array([0.0, made]), np.zeros(1))
        residual = electrolyser().residual_kwh({"need_kw": np.zeros(1)}, did, 1.0)
        assert residual == pytest.approx([seen], abs=1e-12), made


def test_a_night_that_the_clock_shortens_leaves_its_work_unmet(local_days, inputs_of) -> None:
    # On 27 March 2016 the hour from two to three is not there.
    full = process(**{"from": "01:00", "to": "04:00", "days": "daily", "energy": "30 kWh"})
    horizon = local_days("2016-03-27", step_s=3600)
    did = full.alone(inputs_of(full, horizon), np.zeros(23), 1.0)
    assert did.p_kw.sum() == 20.0
    assert did.unmet_kw.sum() == 10.0


@settings(max_examples=40, deadline=None)
@given(
    power=st.floats(1.0, 40.0),
    share=st.floats(0.01, 1.0),
    begin=st.integers(0, 23),
    hours=st.integers(1, 20),
)
def test_all_work_that_fits_is_done(local_days, inputs_of, power, share, begin, hours) -> None:
    device = process(
        **{"from": f"{begin:02d}:00", "to": f"{(begin + hours) % 24:02d}:00", "days": "daily"},
        power=f"{power} kW",
        energy=f"{share * power * hours} kWh",
    )
    horizon = local_days("2016-01-12", "2016-01-14")
    inputs = inputs_of(device, horizon)
    did = device.alone(inputs, np.zeros(horizon.n_steps), 0.25)
    assert did.unmet_kw.max() < 1e-9
    assert did.p_kw.sum() * 0.25 == pytest.approx(inputs["due_kwh"].sum())
    assert (did.level_kwh[1:] >= inputs["least_kwh"] - 1e-9).all()


def test_heat_comes_into_a_cold_store_as_it_is_warmer_outside(local_days, inputs_of) -> None:
    store = ColdStore.model_validate(
        {"kind": "cold-store", "power": "10 kW", "gain": "9 kW", "band": "20 kWh"}
    )
    winter, summer = (
        inputs_of(store, local_days(day))["gain_kw"] for day in ("2026-01-20", "2026-07-20")
    )
    assert 3.0 < winter.mean() < 6.0
    assert summer.mean() > 1.4 * winter.mean()


def test_a_cold_store_follows_its_thermostat_by_hand() -> None:
    # On below 6 of 20 kWh, off above 18; 18 kW of cold against 9 kW of heat.
    store = ColdStore.model_validate(
        {"kind": "cold-store", "power": "10 kW", "gain": "9 kW", "band": "20 kWh"}
    )
    inputs = {"gain_kw": np.full(5, 9.0)}
    did = store.alone(inputs, np.zeros(5), 1.0)
    assert did.level_kwh.tolist() == [10.0, 1.0, 10.0, 19.0, 10.0, 1.0]
    assert did.p_kw.tolist() == [0.0, 10.0, 10.0, 0.0, 0.0]


def test_curtailable_demand_uses_all_of_it_alone_and_counts_what_is_cut(
    local_days, inputs_of
) -> None:
    asset = Curtailable.model_validate(
        {
            "kind": "curtailable",
            "profile": "made/load",
            "annual": "1 MWh",
            "share": "25 %",
            "price": "0.4 EUR/kWh",
        }
    )
    inputs = inputs_of(asset, local_days("2016-01-11", step_s=3600), load=[2e-3, -1e-3] * 12)
    assert inputs["demand_kw"].tolist() == [2.0, 0.0] * 12
    assert asset.alone(inputs, np.zeros(24), 1.0).p_kw.tolist() == [2.0, 0.0] * 12
    cut = np.array([0.5, 0.0] * 12)
    did = asset.behaviour(inputs, lambda _: cut, np.zeros(0))
    assert did.p_kw.tolist() == [1.5, 0.0] * 12
    assert did.unmet_kw.tolist() == cut.tolist()
    assert np.abs(asset.residual_kwh(inputs, did, 1.0)).max() == 0.0


def test_heat_of_an_electrolyser_is_sold_at_a_price_alone() -> None:
    assert electrolyser().heat_sold() == (0.0, 0.0)
    sells = electrolyser(heat_value="0.05 EUR/kWh", heat_share="20 %")
    assert sells.heat_sold() == (0.2, 0.05)
    assert sells.problems() == []
    # At its best 0.6 of the power is hydrogen, which takes 0.6 * 39.41 / 33.33 of it.
    named = electrolyser(heat_value="0.05 EUR/kWh", heat_share="30 %").problems()
    assert named == [("heat_share", "is more than the 29.1 % that hydrogen leaves")]
    assert electrolyser(heat_share="30 %").problems() == []
    # A kWh stored saves 1 / 0.5 kWh, and forgoes 20 % of it as heat.
    assert sells.worth_eur_kwh({}, 0.21) == pytest.approx((0.21 - 0.2 * 0.05) / 0.5)
