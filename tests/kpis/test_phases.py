"""Figures of three phases and of inverters that answer their voltage, worked out by hand."""

from dataclasses import fields, replace

import numpy as np
import pytest

from hubsim.kpis import phases
from hubsim.kpis.kpi import Outcome
from hubsim.kpis.measure import measure
from hubsim.powerflow.phases.flows import PhaseFlows

N = 8


def three_phase(**changes) -> PhaseFlows:
    """Three buses, one line, one transformer, all calm but for the changes."""
    shapes = {
        "vm_pu": (N, 3, 3),
        "va_deg": (N, 3, 3),
        "unbalance_pct": (N, 3),
        "line_loading_pct": (N, 1),
        "line_current_a": (N, 1, 3),
        "line_neutral_a": (N, 1),
        "trafo_loading_pct": (N, 1),
        "trafo_p_kw": (N, 1),
        "trafo_q_kvar": (N, 1),
        "trafo_loss_kw": (N, 1),
    }
    arrays = {name: np.zeros(shape) for name, shape in shapes.items()}
    arrays["vm_pu"][:] = 1.0
    rest = {f.name: np.zeros(N) for f in fields(PhaseFlows) if f.name not in shapes}
    rest |= {"converged": np.ones(N, dtype=bool), "mismatch_kw": 0.0, "response": None}
    return PhaseFlows(**{**rest, **arrays, **changes})


def in_three_phases(outcome, step_s=900, **changes) -> Outcome:
    return replace(outcome(n_steps=N, step_s=step_s), flows=three_phase(**changes))


def test_voltage_is_that_of_the_worst_phase(outcome):
    vm_pu = np.ones((N, 3, 3))
    vm_pu[2, 1] = [0.93, 1.0, 1.02]
    vm_pu[3, 2] = [1.0, 1.07, 0.99]
    vm_pu[4, 0] = [0.5, 1.5, 1.0]  # no member there
    figures = measure(in_three_phases(outcome, vm_pu=vm_pu))
    assert figures["vm_min_pu"].value == 0.93
    assert figures["vm_max_pu"].value == 1.07
    assert figures["voltage_outside_h"].value == 0.5


def test_unbalance_is_of_buses_with_members_and_95_percent_of_the_worst_week(outcome):
    unbalance = np.zeros((N, 3))
    unbalance[:, 0] = 9.0  # no member there
    unbalance[:, 1] = [0.0, 1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0]
    unbalance[5, 2] = 2.5
    figures = measure(in_three_phases(outcome, unbalance_pct=unbalance))
    assert figures["unbalance_max_pct"].value == 3.0
    assert figures["unbalance_outside_h"].value == 0.5
    assert figures["unbalance_p95_pct"].value == pytest.approx(np.quantile(unbalance[:, 1], 0.95))
    # Steps of half a week: the second week holds 2 and 3.
    weekly = measure(in_three_phases(outcome, step_s=302_400, unbalance_pct=unbalance))
    assert weekly["unbalance_p95_pct"].value == pytest.approx(2.95)


def test_what_is_left_over_behind_the_last_week_is_judged_with_the_days_before_it(outcome):
    # Weeks of three steps: 0 to 2, 3 to 5, and for the last two the steps 5 to 7.
    unbalance = np.zeros((N, 3))
    unbalance[7, 1] = 2.0
    figures = measure(in_three_phases(outcome, step_s=201_600, unbalance_pct=unbalance))
    assert figures["unbalance_p95_pct"].value == pytest.approx(0.9 * 2.0)


def test_a_member_on_an_isolated_bus_does_not_hide_the_unbalance_of_others(outcome):
    unbalance = np.full((N, 3), 1.5)
    unbalance[:, 1] = np.nan
    figures = measure(in_three_phases(outcome, unbalance_pct=unbalance))
    assert figures["unbalance_p95_pct"].value == figures["unbalance_max_pct"].value == 1.5


def test_an_unbalance_on_its_limit_is_not_above_it(outcome):
    figures = measure(in_three_phases(outcome, unbalance_pct=np.full((N, 3), 2.0 + 1e-9)))
    assert figures["unbalance_outside_h"].value == 0.0


def test_a_week_fails_by_five_percent_above_two_or_once_above_three_percent(outcome):
    def failed(changes, n_steps=1344):
        unbalance = np.ones((n_steps, 3))
        for step, value in changes.items():
            unbalance[step, 1] = value
        unbalance[:, 0] = 9.0  # no member there
        done = replace(outcome(n_steps=n_steps), flows=three_phase(unbalance_pct=unbalance))
        return phases.unbalance_weeks_failed(done)

    # 33 of a week's 672 steps are 4.9 %, 34 are 5.06 %.
    assert failed(dict.fromkeys(range(33), 2.5)) == 0.0
    assert failed(dict.fromkeys(range(34), 2.5)) == 1.0
    assert failed({700: 3.0}) == 0.0
    assert failed({5: 3.1, 700: 3.1}) == 2.0


def test_unsolved_steps_do_not_count(outcome):
    unbalance = np.ones((N, 3))
    unbalance[3] = np.nan
    neutral = np.full((N, 1), 50.0)
    neutral[3] = np.nan
    figures = measure(in_three_phases(outcome, unbalance_pct=unbalance, line_neutral_a=neutral))
    assert figures["unbalance_p95_pct"].value == figures["unbalance_max_pct"].value == 1.0
    assert figures["neutral_current_max_a"].value == 50.0
    assert figures["neutral_loading_max_pct"].value == 25.0  # the line carries 200 A


def test_trips_count_beginnings_and_lost_energy_adds_up(outcome):
    tripped = np.zeros((N, 3), dtype=bool)
    tripped[[0, 1, 4], 1] = True
    tripped[[1, 2], 2] = True
    lost_kw = tripped * 2.0
    done = outcome(n_steps=N)
    done.dispatch.tripped, done.dispatch.lost_kw = tripped, lost_kw
    figures = measure(done)
    assert figures["voltage_trips"].value == 3.0
    assert figures["voltage_tripped_h"].value == 1.25
    assert figures["voltage_lost_kwh"].value == 2.5


def test_a_study_without_them_does_not_ask(outcome):
    figures = measure(outcome())
    assert not {"unbalance_max_pct", "neutral_current_max_a", "voltage_trips"} & set(figures)
    assert "voltage_trips" not in measure(in_three_phases(outcome))
