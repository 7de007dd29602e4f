"""Voltage, losses, peaks and contract against numbers worked out by hand."""

import math

import numpy as np
import pytest

from hubsim.contracts.contract import Limits
from hubsim.kpis import losses, peaks, simultaneity, voltage
from hubsim.kpis.transformer_heat import rated_losses_kw

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


def test_a_week_may_have_five_percent_of_its_steps_beyond_ten_percent(outcome):
    # 672 steps a week: 33 are 4.9 %, 34 are 5.06 %. On the limit is within it.
    vm = np.ones((672, 3))
    vm[:33, 1] = 0.87
    vm[40:60, 1] = 0.90
    kept = outcome(n_steps=672, vm_pu=vm)
    assert voltage.voltage_weeks_failed(kept) == voltage.voltage_buses_failed(kept) == 0.0
    assert voltage.voltage_worst_week_pct(kept) == pytest.approx(100 * 33 / 672)
    vm[33, 1] = 0.87
    assert voltage.voltage_weeks_failed(outcome(n_steps=672, vm_pu=vm)) == 1.0


@pytest.mark.parametrize("vm_pu", [1.1001, 0.8499])
def test_no_step_may_be_above_ten_or_below_fifteen_percent(outcome, vm_pu):
    vm = np.ones((1344, 3))
    vm[800, 2] = vm_pu
    done = outcome(n_steps=1344, vm_pu=vm)
    assert voltage.voltage_weeks_failed(done) == voltage.voltage_buses_failed(done) == 1.0
    vm[800, 2] = 1.0
    vm[800, 0] = vm_pu  # nobody's bus
    assert voltage.voltage_weeks_failed(outcome(n_steps=1344, vm_pu=vm)) == 0.0


def test_what_is_left_of_a_week_is_judged_within_the_last_seven_days(outcome):
    # Nine days: 34 bad steps in the first two days are in week one alone, 34 on day nine in the last alone.
    vm = np.ones((864, 3))
    vm[:34, 1] = 0.88
    assert voltage.voltage_weeks_failed(outcome(n_steps=864, vm_pu=vm)) == 1.0
    vm[-34:, 1] = 0.88
    assert voltage.voltage_weeks_failed(outcome(n_steps=864, vm_pu=vm)) == 2.0
    # Unsolved steps are in no share: 34 of 640 are more than 5 % as well.
    vm[100:132] = NAN
    done = outcome(n_steps=864, vm_pu=vm)
    assert voltage.voltage_worst_week_pct(done) == pytest.approx(100 * 34 / 640)


def test_reverse_flow_has_an_energy_and_a_peak_by_transformer(outcome):
    done = outcome(
        trafo_ids=("T1", "T2"),
        trafo_limit_kva=[400.0, 250.0],
        trafo_loading_pct=np.zeros((4, 2)),
        trafo_p_kw=[[5.0, -1.0], [-3.0, -2.0], [NAN, NAN], [-4.0, 2.0]],
    )
    assert peaks.reverse_flow_h(done) == 0.75
    assert peaks.reverse_flow_kwh(done) == pytest.approx((3 + 4 + 1 + 2) * 0.25)
    assert peaks.reverse_flow_peak_kw(done) == 4.0


def test_losses_are_split_by_hand(outcome):
    # At 1.05 and 0.95 of the nominal voltage the iron takes 0.4 kW (1.05^2 + 0.95^2) / 2 = 0.401 kW.
    vm = [[1.05, 0.95, 0.94], [1.0, 1.0, 1.0], [NAN, NAN, NAN], [1.0, 1.0, 1.0]]
    done = outcome(
        vm_pu=vm,
        loss_kw=[5.0, 3.0, NAN, 0.5],
        trafo_loss_kw=[[2.401], [1.4], [NAN], [0.4]],
        bought_kw=[[20.0, 0.0], [10.0, 5.0], [99.0, 0.0], [5.0, 0.0]],
        converged=[True, True, False, True],
    )
    assert losses.trafo_no_load_loss_kwh(done) == pytest.approx((0.401 + 0.4 + 0.4) * 0.25)
    assert losses.trafo_load_loss_kwh(done) == pytest.approx((2.0 + 1.0 + 0.0) * 0.25)
    assert losses.line_loss_kwh(done) == pytest.approx((2.599 + 1.6 + 0.1) * 0.25)
    assert losses.loss_pct(done) == pytest.approx(100 * 8.5 / 40.0)
    assert math.isnan(losses.loss_pct(outcome()))


@pytest.mark.parametrize("model", ["balanced", "three-phase"])
def test_the_parts_of_the_losses_of_a_real_network_add_up_and_are_its_own(model, outcome_of):
    done = outcome_of(model)
    parts = [
        losses.trafo_no_load_loss_kwh(done),
        losses.trafo_load_loss_kwh(done),
        losses.line_loss_kwh(done),
    ]
    assert sum(parts) == pytest.approx(losses.loss_kwh(done), rel=1e-12)
    assert min(parts) > 0.0
    # Windings lose by the square of their current, iron whatever it is; the transformer's own data say how much.
    no_load, load = rated_losses_kw(done.plan.network)
    hours = 24.0
    assert parts[0] == pytest.approx(no_load[0] * hours, rel=0.06)
    square = np.mean((done.flows.trafo_loading_pct[:, 0] / 100.0) ** 2)
    if model == "balanced":
        assert parts[1] == pytest.approx(load[0] * square * hours, rel=0.02)


def test_simultaneity_is_the_peak_of_all_over_the_sum_of_their_own(outcome):
    # Own peaks 10 and 6 kW; together 10, 9, 3, 0 kW: the peak is 10 of 16.
    done = outcome(
        bought_kw=[[10.0, 0.0], [3.0, 6.0], [1.0, 2.0], [0.0, 0.0]],
        sold_kw=[[0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 4.0]],
    )
    assert simultaneity.simultaneity_pct(done) == pytest.approx(62.5)
    assert simultaneity.after_diversity_peak_kw(done) == 5.0
    assert simultaneity.peak_use_h(done) == pytest.approx((10 + 9 + 3) * 0.25 / 10)
    nothing = outcome()
    assert math.isnan(simultaneity.simultaneity_pct(nothing))
    assert math.isnan(simultaneity.peak_use_h(nothing))
