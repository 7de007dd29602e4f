"""Voltage, losses, peaks and contract against numbers worked out by hand."""

import math

import numpy as np
import pytest

from hubsim.contracts.contract import Limits
from hubsim.kpis import losses, peaks, voltage

NAN = math.nan


def test_voltage_extremes_are_those_of_buses_with_a_member_only(outcome):
    # Bus "hv" has no member: its 1.10 and 0.80 are nobody's voltage.
    vm = [[1.10, 0.97, 1.01], [0.80, 0.99, 1.04], [NAN, NAN, NAN], [1.0, 0.98, 1.02]]
    done = outcome(vm_pu=vm)
    assert voltage.vm_min_pu(done) == 0.97
    assert voltage.vm_max_pu(done) == 1.04
    assert voltage.voltage_outside_h(done) == 0.0


def test_voltage_hours_count_each_step_once_however_many_buses_are_outside(outcome):
    vm = [[1.0, 0.949, 1.051], [1.0, 0.95, 1.05], [1.0, 1.0, 1.2], [NAN, NAN, NAN]]
    assert voltage.voltage_outside_h(outcome(vm_pu=vm)) == 0.5


def test_a_member_on_an_isolated_bus_does_not_hide_the_others(outcome):
    done = outcome(vm_pu=[[1.0, NAN, 0.9]] * 4)
    assert voltage.vm_min_pu(done) == 0.9
    assert voltage.voltage_outside_h(done) == 1.0


def test_voltage_is_nan_when_nothing_was_solved(outcome):
    done = outcome(vm_pu=np.full((4, 3), NAN), converged=[False] * 4)
    assert math.isnan(voltage.vm_min_pu(done))
    assert math.isnan(voltage.vm_max_pu(done))
    assert voltage.voltage_outside_h(done) == 0.0


def test_losses_sum_solved_steps_and_unsolved_steps_are_counted(outcome):
    done = outcome(loss_kw=[4.0, NAN, 2.0, 1.0], converged=[True, False, True, True])
    assert losses.loss_kwh(done) == pytest.approx(7.0 * 0.25)
    assert losses.unsolved_steps(done) == 1.0


def test_peaks_are_of_the_members_together_and_not_of_each(outcome):
    # Net: 6, -5, 3, 0 kW.
    done = outcome(
        bought_kw=[[10.0, 0.0], [0.0, 1.0], [1.0, 2.0], [0.0, 0.0]],
        sold_kw=[[0.0, 4.0], [6.0, 0.0], [0.0, 0.0], [0.0, 0.0]],
    )
    assert peaks.peak_import_kw(done) == 6.0
    assert peaks.peak_export_kw(done) == 5.0


def test_a_hub_that_only_draws_has_an_export_peak_of_zero(outcome):
    assert peaks.peak_export_kw(outcome(bought_kw=[[2.0, 3.0]] * 4)) == 0.0
    assert peaks.peak_import_kw(outcome(sold_kw=[[2.0, 3.0]] * 4)) == 0.0


def test_reverse_flow_counts_steps_in_which_a_transformer_feeds_back(outcome):
    done = outcome(trafo_p_kw=[[5.0], [-0.5], [0.0], [NAN]])
    assert peaks.reverse_flow_h(done) == 0.25
    noise = outcome(trafo_p_kw=[[-1e-9]] * 4)
    assert peaks.reverse_flow_h(noise) == 0.0


def test_breach_is_what_goes_beyond_the_limit_of_its_direction(outcome):
    # Net 12, -9, 7, -4 against import 10 and export 6: 2 and 3 kW beyond.
    done = outcome(
        bought_kw=[[12.0, 0.0], [0.0, 0.0], [7.0, 0.0], [0.0, 0.0]],
        sold_kw=[[0.0, 0.0], [0.0, 9.0], [0.0, 0.0], [0.0, 4.0]],
        contract=Limits(np.full(4, 10.0), np.full(4, 6.0), 2.0),
    )
    assert peaks.breach_kwh(done) == pytest.approx(5.0 * 0.25)
    assert peaks.breach_h(done) == 0.5


def test_the_contract_may_change_over_time_and_be_absent(outcome):
    bought = [[8.0, 0.0]] * 4
    limits = Limits(np.array([9.0, 5.0, np.inf, 9.0]), np.full(4, np.inf), 2.0)
    assert peaks.breach_kwh(outcome(bought_kw=bought, contract=limits)) == pytest.approx(0.75)
    assert peaks.breach_kwh(outcome(bought_kw=bought)) == 0.0


def test_a_plan_that_sits_on_its_contract_is_no_breach(outcome):
    limits = Limits(np.full(4, 8.0), np.full(4, 8.0), 2.0)
    done = outcome(bought_kw=[[8.0 + 1e-7, 0.0]] * 4, contract=limits)
    assert peaks.breach_h(done) == 0.0
