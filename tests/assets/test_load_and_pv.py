"""Demand with its reactive power, and panels that feed in or are curtailed."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.assets.asset import Behaviour
from hubsim.assets.load import Load
from hubsim.assets.pv import Pv
from hubsim.errors import ProfileError


def shape(n_steps: int = 24) -> list[float]:
    return (np.arange(n_steps) / 1000.0).tolist()


def load(**fields) -> Load:
    return Load.model_validate({"profile": "made/house", "annual": "2 MWh", **fields})


def test_the_demand_is_the_year_s_energy_times_the_shape(local_days, inputs_of) -> None:
    day = local_days("2016-01-11", step_s=3600)
    device = load(power_factor=0.8)
    inputs = inputs_of(device, day, house=shape())
    did = device.alone(inputs, np.zeros(24), 1.0)
    assert did.p_kw[[0, 1, 23]] == pytest.approx([0.0, 2.0, 46.0], abs=1e-12)
    # Cosine 0.8 has the tangent 0.75: inductive power is drawn.
    assert did.q_kvar[[0, 1, 23]] == pytest.approx([0.0, 1.5, 34.5], abs=1e-12)


def test_a_power_factor_of_one_draws_no_reactive_power(local_days, inputs_of) -> None:
    device = load(power_factor=1.0)
    inputs = inputs_of(device, local_days("2016-01-11", step_s=3600), house=shape())
    assert not device.alone(inputs, np.zeros(24), 1.0).q_kvar.any()


def test_a_shift_in_weeks_stays_within_its_bounds_both_ways(local_days, inputs_of) -> None:
    # The made library rolls the series by as many steps as weeks: the first value tells the shift.
    day, device = local_days("2016-01-11", step_s=3600), load(weeks=3)
    first = [inputs_of(device, day, seed, house=shape())["p_kw"][0] for seed in range(60)]
    assert set(np.round(first).astype(int)) == {0, 2 * 21, 2 * 22, 2 * 23, 2 * 1, 2 * 2, 2 * 3}


def test_panels_feed_in_what_the_sun_allows(local_days, inputs_of) -> None:
    device = Pv.model_validate({"kind": "pv", "rating": "4 kWp", "profile": "made/sun"})
    sun = np.zeros(24)
    sun[11:14] = [0.5, 0.75, -0.01]
    inputs = inputs_of(device, local_days("2016-01-11", step_s=3600), sun=sun.tolist())
    did = device.alone(inputs, np.zeros(24), 1.0)
    # An inverter's own use at night is no negative sun.
    assert did.p_kw[10:15] == pytest.approx([0.0, -2.0, -3.0, 0.0, 0.0], abs=1e-12)
    assert not did.curtailed_kw.any()
    assert not did.q_kvar.any()


def test_a_column_in_kw_is_refused_and_not_taken_for_a_larger_roof(local_days, inputs_of) -> None:
    device = Pv.model_validate({"kind": "pv", "rating": "4 kWp", "profile": "made/sun"})
    day, sun = local_days("2016-01-11", step_s=3600), np.zeros(24)
    sun[12] = 1.2
    assert inputs_of(device, day, sun=sun.tolist())["available_kw"][12] == pytest.approx(4.8)
    sun[12] = 3.1
    with pytest.raises(
        ProfileError, match=r"^made: column sun: 3.1 on Mon 11 Jan 2016 12:00 is more"
    ):
        inputs_of(device, day, sun=sun.tolist())


def test_demand_and_sun_that_do_not_add_up_are_seen() -> None:
    device = Pv.model_validate({"kind": "pv", "rating": "4 kWp", "profile": "made/sun"})
    inputs = {"available_kw": np.array([2.0, 3.0])}
    did = Behaviour(
        p_kw=np.array([-2.0, -1.0]), q_kvar=np.zeros(2), curtailed_kw=np.array([0.0, 1.5])
    )
    assert device.residual_kwh(inputs, did, 0.5).tolist() == [0.0, 0.25]
    did = Behaviour(p_kw=np.array([2.0, 1.0]), q_kvar=np.zeros(2))
    assert load().residual_kwh({"p_kw": np.array([2.0, 2.0])}, did, 0.5).tolist() == [0.0, -0.5]


def test_what_is_held_back_counts_as_curtailed() -> None:
    device = Pv.model_validate({"kind": "pv", "rating": "4 kWp", "profile": "made/sun"})
    inputs = {"available_kw": np.array([0.0, 2.0, 3.0])}
    # The solver may answer a little outside the bounds.
    output = {"output_kw": np.array([-1e-9, 0.5, 3.0 + 1e-9])}
    did = device.behaviour(inputs, output.__getitem__, np.zeros(0))
    assert did.p_kw.tolist() == [0.0, -0.5, -3.0]
    assert did.curtailed_kw.tolist() == [0.0, 1.5, 0.0]
