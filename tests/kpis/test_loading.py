"""Loading figures and overload events against numbers worked out by hand."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.kpis import loading
from hubsim.kpis.events import Elements, events, worst
from hubsim.kpis.loading_tally import percentiles, tally
from hubsim.scenario.limits import Season

NAN = math.nan


def column(*values):
    return [[value] for value in values]


def test_the_highest_loading_is_over_all_elements_and_steps(outcome):
    done = outcome(
        trafo_ids=("T1", "T2"),
        trafo_limit_kva=[400.0, 250.0],
        trafo_loading_pct=[[10.0, 20.0], [30.0, 131.5], [0.0, 5.0], [99.0, 7.0]],
        line_loading_pct=column(88.0, 104.25, 3.0, 0.0),
    )
    assert loading.trafo_loading_max_pct(done) == 131.5
    assert loading.line_loading_max_pct(done) == 104.25


def test_a_step_without_solution_does_not_hide_the_highest_loading(outcome):
    done = outcome(trafo_loading_pct=column(NAN, 120.0, NAN, 80.0))
    assert loading.trafo_loading_max_pct(done) == 120.0
    assert loading.trafo_overload_h(done) == 0.25


def test_a_network_without_lines_or_solution_has_no_highest_loading(outcome):
    done = outcome(
        line_ids=(),
        line_from_bus=np.zeros(0, dtype=int),
        line_limit_a=np.zeros(0),
        line_loading_pct=np.zeros((4, 0)),
        trafo_loading_pct=column(NAN, NAN, NAN, NAN),
    )
    assert math.isnan(loading.line_loading_max_pct(done))
    assert math.isnan(loading.trafo_loading_max_pct(done))
    assert loading.overload_kvah(done) == 0.0
    assert loading.overload_events(done) == 0.0
    assert loading.longest_overload_h(done) == 0.0
    assert worst(done) is None
    assert events(done) == []


def test_overload_hours_count_steps_over_the_limit_and_not_those_on_it(outcome):
    done = outcome(trafo_loading_pct=column(100.0, 100.0005, 101.0, 150.0))
    assert loading.trafo_overload_h(done) == 0.5


def test_two_lines_over_their_limit_at_once_count_one_hour_once(outcome):
    done = outcome(
        step_s=3600,
        line_ids=("x", "y"),
        line_from_bus=[1, 2],
        line_limit_a=[200.0, 100.0],
        line_loading_pct=[[110.0, 0.0], [110.0, 120.0], [0.0, 120.0], [0.0, 0.0]],
    )
    assert loading.line_overload_h(done) == 3.0


def test_overload_energy_is_what_exceeds_the_limit_at_rated_voltage(outcome):
    # Transformer: (0.25 + 0.10) * 400 kVA * 0.25 h = 35 kVAh.
    # Line: 0.5 * sqrt(3) * 0.4 kV * 200 A = 69.282 kVA, for 0.25 h.
    done = outcome(
        trafo_loading_pct=column(125.0, 99.0, NAN, 110.0),
        line_loading_pct=column(0.0, 150.0, NAN, 90.0),
    )
    line = 0.5 * math.sqrt(3.0) * 0.4 * 200.0 * 0.25
    assert loading.overload_kvah(done) == pytest.approx(35.0 + line, abs=1e-9)


def test_the_limit_of_the_scenario_holds_for_all_figures(outcome):
    done = outcome(loading=80.0, trafo_loading_pct=column(90.0, 79.0, 85.0, 85.0))
    assert loading.trafo_overload_h(done) == 0.75
    assert loading.overload_kvah(done) == pytest.approx((10 + 5 + 5) / 100 * 400 * 0.25)
    assert loading.overload_events(done) == 2.0
    assert loading.longest_overload_h(done) == 0.5


def test_a_line_without_rating_is_never_over_its_limit(outcome):
    done = outcome(
        line_ids=("known", "unknown"),
        line_from_bus=[1, 1],
        line_limit_a=[200.0, NAN],
        line_loading_pct=[[120.0, NAN]] * 4,
    )
    assert loading.line_loading_max_pct(done) == 120.0
    assert loading.line_overload_h(done) == 1.0
    assert math.isfinite(loading.overload_kvah(done))


def test_events_are_runs_of_each_element_and_a_gap_of_one_step_parts_them(outcome):
    done = outcome(
        n_steps=6,
        trafo_loading_pct=column(120.0, 130.0, 90.0, 110.0, NAN, 105.0),
        line_loading_pct=column(0.0, 0.0, 101.0, 102.0, 103.0, 0.0),
    )
    found = events(done)
    assert [(e.kind, e.element_id, e.start, e.n_steps, e.peak_pct) for e in found] == [
        ("transformer", "T1", 0, 2, 130.0),
        ("transformer", "T1", 3, 1, 110.0),
        ("transformer", "T1", 5, 1, 105.0),
        ("line", "cable", 2, 3, 103.0),
    ]
    assert found[0].overload_kvah == pytest.approx(0.5 * 400 * 0.25)
    assert loading.overload_events(done) == 4.0
    assert loading.longest_overload_h(done) == 0.75
    assert sum(e.overload_kvah for e in found) == pytest.approx(loading.overload_kvah(done))


def test_an_event_that_touches_both_ends_of_the_horizon_is_one_event(outcome):
    done = outcome(trafo_loading_pct=column(101.0, 101.0, 101.0, 101.0))
    (event,) = events(done)
    assert (event.start, event.n_steps) == (0, 4)


def test_the_worst_element_is_told_with_its_local_quarter_hour(outcome):
    done = outcome(
        trafo_loading_pct=column(90.0, NAN, 131.4, 131.4), line_loading_pct=column(9, 9, 9, 131.0)
    )
    found = worst(done)
    assert (found.kind, found.element_id, found.step) == ("transformer", "T1", 2)
    assert str(found) == "transformer T1 at 131 % on Mon 11 Jan 2016 01:30"


def test_the_worst_element_can_be_a_line(outcome):
    found = worst(outcome(line_loading_pct=column(9.0, NAN, 140.0, 12.0)))
    assert (found.kind, found.element_id, found.step, found.loading_pct) == (
        "line",
        "cable",
        2,
        140.0,
    )


def test_own_limits_hold_for_their_element_and_season(outcome):
    # 15-minute steps from 31 January 23:30 local time: two in January, two in February.
    done = outcome(
        trafo_ids=("T1", "T2"),
        trafo_limit_kva=[400.0, 250.0],
        trafo_loading_pct=[[90.0, 90.0]] * 4,
        line_loading_pct=column(70.0, 70.0, 70.0, 70.0),
        start=datetime(2016, 1, 31, 22, 30, tzinfo=UTC),
        transformers={"T1": 80.0},
        seasons={"late": Season(months="feb", loading="60 %", transformers={"T1": "95 %"})},
    )
    # T1: 80 % in January, 95 % in February; T2 and the line: 100 %, then 60 %.
    assert loading.trafo_overload_h(done) == 1.0
    assert loading.line_overload_h(done) == 0.5
    kvah = (0.10 * 400 + 0.30 * 250) * 0.5 + 0.10 * math.sqrt(3) * 0.4 * 200 * 0.5
    assert loading.overload_kvah(done) == pytest.approx(kvah)
    found = [(e.element_id, e.start, e.n_steps) for e in events(done)]
    assert found == [("T1", 0, 2), ("T2", 2, 2), ("cable", 2, 2)]
    assert sum(e.overload_kvah for e in events(done)) == pytest.approx(kvah)


def test_percentiles_are_those_of_the_element_that_has_the_highest(outcome):
    # 0, 1, ..., 100 in any order: linear between steps, P95 is 95 and P99 99; unsolved steps are left out.
    values = np.random.default_rng(3).permutation(np.arange(101.0))
    table = np.column_stack([values, values / 2.0])
    table = np.vstack([table[:40], [[NAN, NAN]], table[40:]])
    done = outcome(
        n_steps=102,
        trafo_ids=("T1", "T2"),
        trafo_limit_kva=[400.0, 250.0],
        trafo_loading_pct=table,
        line_loading_pct=np.full((102, 1), NAN),
    )
    assert loading.trafo_loading_p95_pct(done) == pytest.approx(95.0)
    assert loading.trafo_loading_p99_pct(done) == pytest.approx(99.0)
    assert math.isnan(loading.line_loading_p99_pct(done))


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(0, 40), n_steps=st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_one_pass_finds_what_numpy_finds_column_by_column(seed, n, n_steps):
    random = np.random.default_rng(seed)
    table = random.choice([NAN, 50.0, 80.0, 99.0, 100.0, 100.5, 121.0, 130.25], (n_steps, n))
    table += random.choice([0.0, 5e-4, 7.0], table.shape)
    limit = random.choice([70.0, 100.0, 110.0], (3, n))
    sort = np.sort(random.integers(0, 3, n_steps))
    elements = Elements("line", [str(e) for e in range(n)], np.ones(n), table, limit, sort)
    found, part = tally(elements), percentiles(table, (~np.isnan(table)).sum(axis=0))
    over = table > limit[sort] + 1e-3
    assert np.array_equal(found.any_over, over.any(axis=1))
    for e in range(n):
        known = table[~np.isnan(table[:, e]), e]
        runs = "".join("x" if flag else " " for flag in over[:, e]).split()
        assert found.known[e] == len(known)
        assert found.over[e] == over[:, e].sum()
        assert found.events[e] == len(runs)
        assert found.longest[e] == max(map(len, runs), default=0)
        beyond = (table[:, e] - limit[sort, e])[over[:, e]].sum()
        assert found.beyond_pct[e] == pytest.approx(beyond)
        for m, mark in enumerate((80.0, 100.0, 120.0)):
            assert found.above[m, e] == (known > mark + 1e-3).sum()
        if not len(known):
            assert math.isnan(found.highest_pct[e])
            assert np.isnan(part[:, e]).all()
            continue
        assert found.highest_pct[e] == known.max()
        assert found.highest_step[e] == np.nanargmax(table[:, e])
        assert found.total_pct[e] == pytest.approx(known.sum())
        assert part[:, e] == pytest.approx(np.quantile(known, [0.95, 0.99]))
