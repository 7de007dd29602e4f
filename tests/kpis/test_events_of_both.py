"""Events of both operations by hand: what is left of them, what is new, and that all steps are counted."""

import numpy as np
import pytest

from hubsim.attribution.events import events
from hubsim.kpis.loading import overload_kvah


def column(*values):
    return [[value] for value in values]


def test_an_event_keeps_what_is_left_of_it_and_new_ones_stand_apart(outcome):
    # Alone over in steps 1 to 3; together in 2 and 3, a step longer, and once more at 6.
    alone = outcome(7, trafo_loading_pct=column(90.0, 120.0, 130.0, 110.0, 90.0, 90.0, 90.0))
    together = outcome(7, trafo_loading_pct=column(90.0, 80.0, 105.0, 102.0, 101.0, 90.0, 104.0))
    found = events(alone, together)
    assert [(one.of, one.first, one.n_steps, one.peak) for one in found] == [
        ("alone", 1, 3, 2),
        ("together", 4, 1, 4),
        ("together", 6, 1, 6),
    ]
    # 400 kVA for a quarter of an hour: a percentage point is 1 kVAh.
    assert found[0].excess("alone").tolist() == pytest.approx([20.0, 30.0, 10.0])
    assert found[0].excess("together").tolist() == pytest.approx([0.0, 5.0, 2.0])
    assert found[0].worst("alone") == 130.0
    assert found[0].worst("together") == 105.0
    assert found[1].excess("alone").sum() == 0.0
    for done, name in ((alone, "alone"), (together, "together")):
        total = sum(one.excess(name).sum() for one in found)
        assert total == pytest.approx(overload_kvah(done))


def test_a_step_without_a_solution_ends_an_event_and_counts_as_none(outcome):
    alone = outcome(4, trafo_loading_pct=column(120.0, np.nan, 120.0, 90.0))
    together = outcome(4, trafo_loading_pct=column(np.nan, 90.0, 110.0, 90.0))
    found = events(alone, together)
    assert [(one.first, one.n_steps) for one in found] == [(0, 1), (2, 1)]
    assert found[0].excess("together").tolist() == [0.0]
    assert np.isnan(found[0].worst("together"))


def test_voltages_of_members_buses_outside_both_limits(outcome):
    volts = np.ones((4, 3))
    volts[1, 1], volts[2, 2], volts[3, 0] = 0.94, 1.07, 0.5  # the last bus has no member
    found = events(outcome(4, vm_pu=volts), outcome(4))
    assert [(one.watch.sort, one.element_id, one.first) for one in found] == [
        ("voltage-low", "a", 1),
        ("voltage-high", "b", 2),
    ]
    assert found[0].excess("alone").sum() == pytest.approx(0.01 * 0.25)
    assert found[1].excess("alone").sum() == pytest.approx(0.02 * 0.25)
    assert found[0].worst("alone") == 0.94


def test_rounding_on_the_limit_makes_no_event(outcome):
    assert events(outcome(2, trafo_loading_pct=column(100.0005, 100.0)), outcome(2)) == []
