"""All figures together: complete, in order, and relief as their difference."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.contracts.contract import Limits
from hubsim.kpis.kpi import REGISTRY, figure
from hubsim.kpis.measure import figure_names, measure, relief

NAMES = [
    "trafo_loading_max_pct",
    "trafo_loading_p99_pct",
    "trafo_loading_p95_pct",
    "line_loading_max_pct",
    "line_loading_p99_pct",
    "line_loading_p95_pct",
    "trafo_overload_h",
    "line_overload_h",
    "overload_kvah",
    "overload_events",
    "longest_overload_h",
    "overload_h",
    "within_limits_pct",
    "trafo_hot_spot_max_degc",
    "trafo_ageing_days",
    "cable_temperature_max_degc",
    "cable_hot_h",
    "vm_min_pu",
    "vm_max_pu",
    "voltage_outside_h",
    "voltage_weeks_failed",
    "voltage_buses_failed",
    "voltage_worst_week_pct",
    "loss_kwh",
    "trafo_no_load_loss_kwh",
    "trafo_load_loss_kwh",
    "line_loss_kwh",
    "loss_pct",
    "unsolved_steps",
    "peak_import_kw",
    "peak_export_kw",
    "reverse_flow_h",
    "reverse_flow_kwh",
    "reverse_flow_peak_kw",
    "breach_kwh",
    "breach_h",
    "simultaneity_pct",
    "after_diversity_peak_kw",
    "peak_use_h",
    "self_consumption_pct",
    "self_sufficiency_pct",
    "net_zero_pct",
    "shared_kwh",
    "energy_cost_eur",
    "co2_kg",
    "unmet_kwh",
    "curtailed_kwh",
    "stored_change_kwh",
    "stored_value_eur",
]
ASKED_SELDOM = {
    "softener_peak_kw",
    "softener_mean_peak_kw",
    "softener_trafo_peak_kw",
    "softener_outside_peak_kw",
    "breach_steps",
    "breach_max_kw",
    "breach_months",
    "breach_cost_eur",
    "connection_breach_steps",
    "connection_breach_max_kva",
    "connections_breached",
    "gas_kwh",
    "heat_delivered_kwh",
    "battery_cycles",
    "battery_life_used_pct",
    "unbalance_max_pct",
    "unbalance_p95_pct",
    "unbalance_weeks_failed",
    "unbalance_outside_h",
    "neutral_current_max_a",
    "neutral_loading_max_pct",
    "voltage_lost_kwh",
    "voltage_trips",
    "voltage_tripped_h",
    "oscillating_steps",
}
"""Of a study in three phases, or with inverters that answer their voltage."""
OWN_TIME = {
    "trafo_hot_spot_max_degc",
    "trafo_ageing_days",
    "cable_temperature_max_degc",
    "cable_hot_h",
}
"""What has time constants: longer steps are another matter."""
HIGHER = {
    "peak_use_h",
    "within_limits_pct",
    "net_zero_pct",
    "vm_min_pu",
    "self_consumption_pct",
    "self_sufficiency_pct",
    "shared_kwh",
    "stored_change_kwh",
    "stored_value_eur",
}


def random_changes(seed, n_steps=48):
    random = np.random.default_rng(seed)
    net = random.normal(0.0, 5.0, (n_steps, 2))
    bought, sold = np.maximum(net, 0.0), np.maximum(-net, 0.0)
    given_kw = np.minimum(bought.sum(1), sold.sum(1))[:, None]
    shared = given_kw * (
        bought / np.maximum(bought.sum(1, keepdims=True), 1e-12)
        - sold / np.maximum(sold.sum(1, keepdims=True), 1e-12)
    )
    converged = random.random(n_steps) > 0.1
    loading = random.uniform(0.0, 150.0, (n_steps, 1))
    loading[~converged] = np.nan
    level = np.cumsum(random.normal(size=(n_steps + 1, 1)), axis=0)
    return {
        "n_steps": n_steps,
        "p_kw": random.normal(0.0, 3.0, (n_steps, 3)),
        "bought_kw": bought,
        "sold_kw": sold,
        "shared_kw": shared,
        "unmet_kw": random.random((n_steps, 3)),
        "level_kwh": level,
        "trafo_loading_pct": loading,
        "line_loading_pct": loading * 0.9,
        "vm_pu": random.uniform(0.9, 1.1, (n_steps, 3)),
        "loss_kw": random.random(n_steps),
        "trafo_p_kw": random.normal(size=(n_steps, 1)),
        "converged": converged,
        "contract": Limits(np.full(n_steps, 4.0), np.full(n_steps, 3.0), 1.0),
    }


def test_every_figure_of_the_issue_is_measured_in_the_documented_order(outcome):
    figures = measure(outcome())
    assert list(figures) == NAMES
    assert {name for name, kpi in figures.items() if kpi.better == "higher"} == HIGHER
    assert all(kpi.name == name and kpi.unit for name, kpi in figures.items())


def test_the_order_does_not_depend_on_which_family_was_imported_first():
    code = (
        "import hubsim.kpis.needs, hubsim.kpis.carbon\n"
        "from hubsim.kpis.measure import figure_names\nprint(*figure_names())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [name for name in done.stdout.split() if name not in ASKED_SELDOM] == NAMES
    assert set(done.stdout.split()) == {*NAMES, *ASKED_SELDOM}


def test_a_figure_joins_by_being_written_and_stands_behind_the_others(outcome):
    def busy_steps(done):
        return float((done.dispatch.bought_kw.sum(axis=1) > 0).sum())

    busy_steps.__module__ = "hubsim.kpis.unheard_of"
    try:
        figure("steps", "lower")(busy_steps)
        assert figure_names()[-1] == "busy_steps"
        assert measure(outcome(bought_kw=[[1.0, 0.0]] * 4))["busy_steps"].value == 4.0
        with pytest.raises(TypeError, match="defined twice"):
            figure("steps", "lower")(busy_steps)
    finally:
        REGISTRY.pop("busy_steps", None)


def test_relief_is_alone_less_together_and_its_direction_turns(outcome):
    alone = measure(outcome(trafo_loading_pct=[[130.0]] * 4, vm_pu=[[1.0, 0.9, 1.0]] * 4))
    together = measure(outcome(trafo_loading_pct=[[95.0]] * 4, vm_pu=[[1.0, 0.97, 1.0]] * 4))
    found = relief(alone, together)
    assert found["trafo_loading_max_pct"].value == 35.0
    assert found["trafo_loading_max_pct"].better == "higher"
    assert found["trafo_overload_h"].value == 1.0
    assert found["vm_min_pu"].value == pytest.approx(-0.07)
    assert found["vm_min_pu"].better == "lower"
    assert list(found) == NAMES


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_relief_of_an_outcome_against_itself_is_zero(outcome, seed):
    from_memory = outcome(**random_changes(seed))
    figures = measure(from_memory)
    assert all(kpi.value == 0.0 for kpi in relief(figures, figures).values())


@given(seed=st.integers(0, 2**32 - 1), factor=st.sampled_from([2, 4, 0.5]))
@settings(max_examples=40, deadline=None)
def test_longer_steps_scale_energy_and_hours_and_nothing_else(outcome, seed, factor):
    changes = random_changes(seed)
    once, longer = (
        measure(outcome(**changes)),
        measure(outcome(step_s=int(900 * factor), **changes)),
    )
    for name, kpi in once.items():
        if name in OWN_TIME:
            continue
        grows = kpi.unit in {"h", "kWh", "kVAh", "kg", "EUR"} and not name.startswith("stored")
        expected = kpi.value * (factor if grows else 1.0)
        assert longer[name].value == pytest.approx(expected, rel=1e-12, abs=1e-12), name


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_figures_stay_in_their_natural_range(outcome, seed):
    figures = {name: kpi.value for name, kpi in measure(outcome(**random_changes(seed))).items()}
    hours = 48 * 0.25
    for name, value in figures.items():
        if name.endswith("_h"):
            assert 0.0 <= value <= hours, name
        if name.endswith(("kvah", "_steps", "_events", "unmet_kwh", "breach_kwh", "co2_kg")):
            assert value >= 0.0, name
    assert 0.0 <= figures["self_sufficiency_pct"] <= 100.0
    assert 0.0 <= figures["self_consumption_pct"] <= 100.0
    assert figures["longest_overload_h"] <= max(
        figures["trafo_overload_h"], figures["line_overload_h"]
    )
    assert not any(math.isinf(value) for value in figures.values())


def test_cycles_and_life_of_batteries_are_their_mean_by_energy(outcome):
    # 10 kWh give 5 kW for the four quarter-hours, so 5 / 0.9 kWh of 10; 30 kWh do nothing.
    from hubsim.assets.battery import Battery

    small, large = (
        Battery(kind="battery", energy=f"{size} kWh", power="5 kW", round_trip="81 %")
        for size in (10, 30)
    )
    done = outcome(
        p_kw=np.column_stack([np.zeros(4), np.full(4, -5.0), np.zeros(4)]),
        assets=(outcome().plan.assets[0], small, large),
    )
    values = {name: kpi.value for name, kpi in measure(done).items()}
    assert values["battery_cycles"] == pytest.approx(5.0 / 0.9 / 40.0)
    life = 5.0 / 0.9 / 40.0 / 6000.0 + 1.0 / (15 * 8766.0)
    assert values["battery_life_used_pct"] == pytest.approx(100.0 * life)
