"""A heat pump's thermostat by hand, heat that a small one cannot give, and the smoothed heat need."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.assets.heat_pump import HeatPump, running_mean


def pump(**fields) -> HeatPump:
    text = {"heat": "1 MWh", "profile": "made/heat", "power": "2 kW", "smoothing": "0 h"}
    return HeatPump.model_validate(
        {"kind": "heat-pump", **text, "cop": 3.0, "buffer": "10 kWh", "loss": "0 %", **fields}
    )


def test_a_thermostat_by_hand() -> None:
    # On below 3 kWh, off above 9 kWh, 6 kW of heat; the fourth hour only fills the buffer.
    heat_kw = np.array([1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 5.5, 1.0])
    did = pump().alone({"heat_kw": heat_kw}, np.zeros(8), 1.0)
    assert did.level_kwh.tolist() == [5.0, 4.0, 2.0, 7.0, 10.0, 9.0, 8.0, 2.5, 7.5]
    assert did.p_kw == pytest.approx([0.0, 0.0, 2.0, 4.0 / 3.0, 0.0, 0.0, 0.0, 2.0], abs=1e-12)
    assert not did.unmet_kw.any()
    assert not did.q_kvar.any()


def test_it_starts_early_when_the_buffer_would_run_out() -> None:
    did = pump().alone({"heat_kw": np.array([7.0])}, np.zeros(1), 1.0)
    assert did.p_kw.tolist() == [2.0]
    assert did.level_kwh.tolist() == [5.0, 4.0]


def test_the_buffer_loses_its_share_every_hour() -> None:
    did = pump(loss="10 %").alone({"heat_kw": np.zeros(2)}, np.zeros(2), 0.5)
    assert did.level_kwh == pytest.approx([5.0, 4.75, 4.5125], abs=1e-12)


def test_a_heat_pump_that_is_too_small_leaves_heat_unmet() -> None:
    did = pump(power="1 kW", start="0 %").alone({"heat_kw": np.full(2, 5.0)}, np.zeros(2), 0.5)
    assert did.p_kw.tolist() == [1.0, 1.0]
    assert did.unmet_kw == pytest.approx([2.0, 2.0], abs=1e-12)
    assert did.level_kwh.tolist() == [0.0, 0.0, 0.0]


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
    inputs = {"heat_kw": np.array([1.0, 2.0, 30.0])}
    assert pump().reachable_kwh(inputs, slice(0, 1), 1.0, 1.0) == pytest.approx(6.0)
    assert pump().reachable_kwh(inputs, slice(0, 2), 1.0, 1.0) == pytest.approx(10.0)
    assert pump().reachable_kwh(inputs, slice(0, 3), 1.0, 1.0) == 0.0
    assert pump().worth_eur_kwh(0.30) == pytest.approx(0.10)


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
    device, inputs = pump(start=f"{start} %", loss=f"{loss} %"), {"heat_kw": np.array(heat_kw)}
    did = device.alone(inputs, np.zeros(len(heat_kw)), step_h)
    assert np.abs(device.residual_kwh(inputs, did, step_h)).max() < 1e-9
    assert did.level_kwh.min() >= 0.0
    assert did.level_kwh.max() <= 10.0 + 1e-9
    assert did.p_kw.min() >= 0.0
    assert did.p_kw.max() <= 2.0
    # Nothing is unmet while the heat pump has power to spare.
    assert not did.unmet_kw[did.p_kw < 2.0].any()
