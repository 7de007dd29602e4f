"""Temperature of cables against solutions by hand and the response of IEC 60853-2."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import exp1

from hubsim.kpis.cable_heat import (
    cable_hot_h,
    cable_tally,
    cable_temperature_max_degc,
    heated,
)
from hubsim.scenario.thermal import CableHeat, Thermal

NAN = math.nan


def step_response(cables: CableHeat, hours: np.ndarray) -> np.ndarray:
    """Return the share of the rise after a step of load, from the highest temperature up to then."""
    rest = 672
    found = []
    for end in hours:
        loading = np.zeros((rest + int(end / 0.25), 1))
        loading[rest:] = 100.0
        found.append((heated(loading, [cables], 0.25).highest_degc[0] - 15.0) / 75.0)
    return np.array(found)


def test_at_rated_current_a_cable_comes_to_its_rated_temperature_and_not_beyond() -> None:
    found = heated(np.full((1000, 1), 100.0), [CableHeat()], 1.0)
    assert found.highest_degc == pytest.approx([90.0], abs=1e-9)
    assert found.hot.tolist() == [0]
    half = heated(np.full((1000, 1), 50.0), [CableHeat()], 1.0)
    assert half.highest_degc == pytest.approx([15.0 + 75.0 / 4.0], abs=1e-9)


def test_one_exponential_by_hand_its_hours_and_its_highest_moment() -> None:
    # A week at rest, then 150 %: the rise is 2.25 * 75 K (1 - exp(-t / 2 h)), above 75 K from t = 1.18 h on.
    cables = CableHeat(times=["2 h"], shares=["100 %"])
    loading = np.zeros((672 + 16, 2))
    loading[672 : 672 + 8, 0] = 150.0
    found = heated(loading, [cables] * 2, 0.25)
    assert found.highest_degc[0] == pytest.approx(15.0 + 2.25 * 75.0 * (1.0 - math.exp(-1.0)))
    assert found.highest_step[0] == 672 + 7
    rise = 2.25 * 75.0 * (1.0 - np.exp(-np.arange(1, 9) * 0.25 / 2.0))
    fall = rise[-1] * np.exp(-np.arange(1, 9) * 0.25 / 2.0)
    assert found.hot[0] == np.count_nonzero(np.r_[rise, fall] > 75.0)
    assert found.highest_degc[1] == 15.0


def test_the_ground_has_its_own_temperature_beside_that_of_the_rating() -> None:
    cables = CableHeat(rated="70 degC", rated_soil="20 degC", soil="10 degC")
    assert heated(np.full((9, 1), 100.0), [cables], 1.0).highest_degc == pytest.approx([60.0])


def test_the_default_times_are_the_response_of_iec_60853() -> None:
    # A third of the rise across the cable itself, two thirds in the ground around 47 mm at 0.6 m.
    hours = np.array([0.25, 1.0, 4.0, 12.0, 24.0, 96.0, 336.0])
    seconds = 3600.0 * hours
    ground = exp1(0.047**2 / (16 * 0.5e-6 * seconds)) - exp1(0.6**2 / (0.5e-6 * seconds))
    ground /= 2.0 * math.log(4.0 * 0.6 / 0.047)
    whole = (1.0 - np.exp(-hours / 0.6)) / 3.0 + 2.0 / 3.0 * ground
    assert step_response(CableHeat(), hours) == pytest.approx(whole, abs=0.03)


def test_an_unknown_step_keeps_the_load_before_and_an_unknown_rating_has_no_temperature() -> None:
    cables = CableHeat(times=["2 h"], shares=["100 %"])
    gap = np.array([[80.0, NAN], [NAN, NAN], [80.0, NAN], [NAN, NAN]])
    found = heated(gap, [cables] * 2, 1.0)
    assert found.highest_degc[0] == pytest.approx(15.0 + 0.64 * 75.0)
    assert math.isnan(found.highest_degc[1])
    assert found.highest_step[1] == -1


def test_each_cable_has_its_own_ground_rating_and_times_by_hand(outcome) -> None:
    # Three at 100 % all along; the load doubles its square for the last two hours.
    loading = np.full((672 + 2, 4), 100.0)
    loading[672:] = 100.0 * math.sqrt(2.0)
    done = outcome(
        n_steps=len(loading),
        step_s=3600,
        line_ids=("w", "x", "y", "z"),
        line_types=("PVC", "PVC", "", "paper"),
        line_from_bus=[1] * 4,
        line_limit_a=[200.0] * 4,
        line_loading_pct=loading,
        thermal=Thermal(
            cables={
                "times": ["4 h"],
                "shares": ["100 %"],
                "soil": "10 degC",
                "types": {
                    "PVC": {"rated": "70 degC", "times": ["1 h", "9 h"], "shares": ["60 %", "40 %"]}
                },
                "lines": {"x": {"soil": "20 degC", "times": ["2 h"], "shares": ["100 %"]}},
            }
        ),
    )
    rise = 1.0 - math.exp(-2.0 / 4.0)  # of the second square, after two hours
    of_pvc = 0.6 * (1.0 - math.exp(-2.0)) + 0.4 * (1.0 - math.exp(-2.0 / 9.0))
    # At the end: w of its type; x its own ground and time, rated as its type; y and z as all are.
    by_hand = [
        10.0 + 55.0 * (1.0 + of_pvc),
        20.0 + 55.0 * (1.0 + 1.0 - math.exp(-2.0 / 2.0)),
        10.0 + 75.0 * (1.0 + rise),
        10.0 + 75.0 * (1.0 + rise),
    ]
    found = cable_tally(done)
    assert found.highest_degc == pytest.approx(by_hand, abs=1e-9)
    # x stands at 75 all along, above its 70; w at 65 and, from the first hour of more, above 70.
    assert found.hot.tolist() == [2, 674, 2, 2]
    assert cable_temperature_max_degc(done) == pytest.approx(max(by_hand))
    assert cable_hot_h(done) == 674.0


def test_figures_are_of_the_warmest_and_of_the_cable_that_is_longest_too_warm(outcome) -> None:
    done = outcome(
        line_ids=("x", "y"),
        line_from_bus=[1, 1],
        line_limit_a=[200.0, 100.0],
        line_loading_pct=[[100.0, 120.0]] * 4,
    )
    assert cable_temperature_max_degc(done) == pytest.approx(15.0 + 1.44 * 75.0)
    assert cable_hot_h(done) == 1.0
