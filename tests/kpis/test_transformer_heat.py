"""Hot-spot and ageing against IEC 60076-7's example, other published figures, and solutions by hand."""

from __future__ import annotations

import math

import numpy as np
import pandapower as pp
import pytest

import hubsim
from hubsim.kpis.transformer_heat import (
    ageing_days,
    ageing_rate,
    hot_spot_degc,
    rated_losses_kw,
    trafo_ageing_days,
    trafo_hot_spot_max_degc,
    warmed,
)
from hubsim.scenario.thermal import TransformerHeat

NAN = math.nan


def column(values) -> np.ndarray:
    return np.asarray(values, dtype=float)[:, None]


def losses(no_load, load) -> tuple[np.ndarray, np.ndarray]:
    return np.array([no_load]), np.array([load])


def test_the_example_of_iec_60076_7() -> None:
    # The step table of the standard's annex (ONAF, 25.6 degrees), with temperatures at the end of each step; taken
    # as facts from the tests of Alliander's transformer-thermal-model, which allow 1.1 K.
    heat = TransformerHeat(
        surcharge="0 K",
        oil_rise="38.3 K",
        winding_gradient="14.5 K",
        hot_spot_factor=1.4,
        winding_exponent=1.3,
        k11=0.5,
        k21=2.0,
        oil_time="150 min",
        winding_time="7 min",
    )
    ends = [190, 365, 500, 705, 730, 745]
    loads = np.repeat([1.0, 0.6, 1.5, 0.3, 2.1, 0.0], np.diff([0, *ends]) // 5)
    oil, hot_spot = warmed(
        column(loads),
        np.full(len(loads), 25.6),
        losses(1.0, 1000.0),
        heat,
        5.0 / 60.0,
        start=(38.3, 0.0, 0.0),
    )
    steps = np.array(ends) // 5 - 1
    assert oil[steps, 0] == pytest.approx([61.9, 44.4, 89.2, 35.0, 67.9, 60.3], abs=0.7)
    assert hot_spot[steps, 0] == pytest.approx([83.8, 54.0, 127.0, 37.54, 138.6, 75.3], abs=1.1)
    # Without the long overload, of which the annex is rounded most:
    rest = [0, 1, 3, 4, 5]
    assert oil[steps[rest], 0] == pytest.approx([61.9, 44.4, 35.0, 67.9, 60.3], abs=0.06)
    assert hot_spot[steps[rest], 0] == pytest.approx([83.8, 54.0, 37.54, 138.6, 75.3], abs=0.07)


def test_figures_of_transformer_thermal_model_for_natural_cooling() -> None:
    # Its test of an ONAN transformer at two thirds of its load, then none, in steps of half the oil's time.
    heat = TransformerHeat(
        surcharge="20 K",
        winding_gradient="17 K",
        hot_spot_factor=1.1,
        winding_exponent=1.3,
        k11=0.5,
        k21=2.0,
        oil_time="210 min",
        winding_time="10 min",
    )
    load = column([2.0 / 3.0] * 7 + [0.0] * 8)
    oil, hot_spot = warmed(
        load, np.full(15, 40.0), losses(200.0, 1000.0), heat, 1.75, (40.0, 0.0, 0.0)
    )
    assert oil[[0, 1, 6, 7, 14], 0] == pytest.approx(
        [63.06505828, 71.55021902, 76.45511183, 62.45653592, 54.31711977], abs=1e-7
    )
    assert hot_spot[[0, 1, 6, 7, 14], 0] == pytest.approx(
        [78.04899136, 84.08238209, 87.50400603, 58.51513404, 54.31342003], abs=1e-7
    )


def test_a_step_of_load_is_two_exponentials_by_hand() -> None:
    # From rest at 20 degrees to rated load, without no-load losses, k21 = 1: oil 60 K, winding 1.2 * 23 K.
    heat = TransformerHeat()
    oil, hot_spot = warmed(
        column([1.0] * 40), np.full(40, 20.0), losses(0.0, 4.0), heat, 0.25, (20.0, 0.0, 0.0)
    )
    hours = 0.25 * np.arange(1, 41)
    rise = 60.0 * (1.0 - np.exp(-hours / 3.0))
    wound = 27.6 * (1.0 - np.exp(-hours * 60.0 / 8.0))
    assert oil[:, 0] == pytest.approx(20.0 + rise, abs=1e-10)
    assert hot_spot[:, 0] == pytest.approx(20.0 + rise + wound, abs=1e-10)


def test_it_starts_where_its_first_load_would_leave_it_and_length_of_steps_does_not_matter() -> (
    None
):
    heat = TransformerHeat(k21=2.0, k11=0.5)
    still, hot = warmed(column([0.8] * 5), np.full(5, 10.0), losses(0.4, 4.0), heat, 1.0)
    assert np.ptp(still) == pytest.approx(0.0, abs=1e-10)
    expected = 10.0 + 60.0 * ((0.4 + 4.0 * 0.64) / 4.4) ** 0.8
    assert still[0, 0] == pytest.approx(expected)
    assert hot[0, 0] == pytest.approx(expected + 27.6 * 0.8**1.6)
    load = np.array([0.8, 1.3, 0.2, 0.9])
    long = warmed(column(load), np.full(4, 10.0), losses(0.4, 4.0), heat, 1.0)
    short = warmed(column(np.repeat(load, 4)), np.full(16, 10.0), losses(0.4, 4.0), heat, 0.25)
    assert short[1][3::4] == pytest.approx(long[1], abs=1e-10)


def test_a_step_without_solution_keeps_the_load_before_it() -> None:
    heat = TransformerHeat()
    known, unknown = (
        warmed(column(load), np.full(4, 10.0), losses(0.4, 4.0), heat, 1.0)[1]
        for load in ([0.8, 0.8, 1.2, 1.2], [0.8, NAN, 1.2, NAN])
    )
    assert np.array_equal(known, unknown)
    late = warmed(column([NAN, 0.8]), np.full(2, 10.0), losses(0.4, 4.0), heat, 1.0)[1]
    assert np.isnan(late[0, 0])
    assert late[1, 0] == known[0, 0]


def test_paper_ages_twice_as_fast_every_six_degrees_and_upgraded_by_arrhenius() -> None:
    assert ageing_rate(np.array([80.0, 98.0, 110.0, 140.0]), "normal") == pytest.approx(
        [0.125, 1.0, 4.0, 128.0]
    )
    # Table 3 of IEC 60076-7: upgraded paper at 80, 98, 110 and 140 degrees.
    assert ageing_rate(np.array([80.0, 98.0, 110.0, 140.0]), "upgraded") == pytest.approx(
        [0.036, 0.282, 1.0, 17.2], rel=0.02
    )


def test_figures_take_the_weather_the_surcharge_and_the_losses_of_the_network(outcome) -> None:
    # Iron 0.4 kW, windings 4 kW at rated current, 20 degrees outside and 10 K more in the station.
    done = outcome(trafo_loading_pct=[[100.0]] * 4)
    assert rated_losses_kw(done.plan.network) == (pytest.approx([0.4]), pytest.approx([4.0]))
    assert hot_spot_degc(done) == pytest.approx(np.full((4, 1), 20.0 + 10.0 + 60.0 + 27.6))
    assert trafo_hot_spot_max_degc(done) == pytest.approx(117.6)
    assert trafo_ageing_days(done) == pytest.approx(2.0 ** (19.6 / 6.0) / 24.0)
    gap = outcome(trafo_loading_pct=[[NAN], [100.0], [100.0], [100.0]])
    assert ageing_days(gap) == pytest.approx([0.75 * 2.0 ** (19.6 / 6.0) / 24.0])
    nothing = outcome(trafo_loading_pct=[[NAN]] * 4)
    assert math.isnan(trafo_ageing_days(nothing))


@pytest.mark.parametrize(("tap", "shift"), [(0, 0.0), (2, 150.0), (-2, 330.0)])
def test_losses_of_a_transformer_are_read_from_its_two_port(tap, shift) -> None:
    net = pp.create_empty_network(sn_mva=0.1)
    high, low = pp.create_bus(net, 10.0), pp.create_bus(net, 0.4)
    pp.create_ext_grid(net, high)
    pp.create_transformer_from_parameters(
        net, high, low, sn_mva=0.4, vn_hv_kv=10.0, vn_lv_kv=0.4, vkr_percent=1.15, vk_percent=4.0,
        pfe_kw=0.43, i0_percent=0.3, shift_degree=shift, tap_pos=tap, tap_side="hv", tap_neutral=0,
        tap_min=-2, tap_max=2, tap_step_percent=2.5, tap_changer_type="Ratio",
    )  # fmt: skip
    pp.create_load(net, low, 0.0)
    no_load, load = rated_losses_kw(hubsim.load_network(net))
    assert no_load == pytest.approx([0.43], rel=2e-3)
    assert load == pytest.approx([0.0115 * 400.0], rel=2e-3)
