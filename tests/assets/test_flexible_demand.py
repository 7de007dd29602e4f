"""Processes, cold stores and curtailable demand by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.assets.cold_store import ColdStore
from hubsim.assets.curtailable import Curtailable
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
