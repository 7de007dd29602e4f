"""Time within all limits against numbers worked out by hand."""

import math

import pytest

from hubsim.kpis import reliability

NAN = math.nan


def test_a_step_counts_once_whatever_is_over_its_limit(outcome):
    done = outcome(
        trafo_loading_pct=[[101.0], [99.0], [120.0], [0.0]],
        line_loading_pct=[[101.0], [130.0], [99.0], [0.0]],
    )
    assert reliability.overload_h(done) == 0.75
    assert reliability.within_limits_pct(done) == 25.0


def test_a_voltage_outside_its_limits_is_not_within_all_limits_but_no_overload(outcome):
    done = outcome(vm_pu=[[1.0, 0.94, 1.0], [1.0, 1.0, 1.06], [0.5, 1.0, 1.0], [1.0, 1.05, 0.95]])
    assert reliability.overload_h(done) == 0.0
    assert reliability.within_limits_pct(done) == 50.0  # bus hv has no member


def test_a_step_without_solution_is_left_out_of_the_share(outcome):
    done = outcome(
        trafo_loading_pct=[[NAN], [101.0], [50.0], [50.0]],
        line_loading_pct=[[NAN], [50.0], [50.0], [50.0]],
        converged=[False, True, True, True],
    )
    assert reliability.overload_h(done) == 0.25
    assert reliability.within_limits_pct(done) == pytest.approx(100 * 2 / 3)
    nothing = outcome(trafo_loading_pct=[[NAN]] * 4, converged=[False] * 4)
    assert math.isnan(reliability.within_limits_pct(nothing))
