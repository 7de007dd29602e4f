"""Breach of contract and of connection sizes against numbers worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from hubsim.contracts.contract import Limits
from hubsim.kpis import contracts, measure


def test_breaches_are_counted_in_number_power_months_and_euros(outcome):
    # Net 10, 12, -9 and 4 kW within 10 and 6 kW: 2 kW and 3 kW beyond, a quarter of an hour each.
    done = outcome(
        bought_kw=[[10.0, 0.0], [8.0, 4.0], [0.0, 1.0], [4.0, 0.0]],
        sold_kw=[[0.0, 0.0], [0.0, 0.0], [10.0, 0.0], [0.0, 0.0]],
        contract=Limits(np.full(4, 10.0), np.full(4, 6.0), 2.0),
    )
    assert contracts.breach_steps(done) == 2.0
    assert contracts.breach_max_kw(done) == 3.0
    assert contracts.breach_months(done) == 1.0
    assert contracts.breach_cost_eur(done) == pytest.approx((2.0 + 3.0) * 0.25 * 2.0)


def test_months_with_a_breach_are_those_of_the_local_calendar(outcome):
    # From 11 January, a step a day: over on 11 January (step 0), 1 and 2 February (21, 22), 1 March (50).
    power = np.zeros((60, 2))
    power[[0, 21, 22, 50], 0] = 11.0
    done = outcome(
        n_steps=60,
        step_s=86400,
        bought_kw=power,
        contract=Limits(np.full(60, 10.0), np.full(60, np.inf), 2.0),
    )
    assert contracts.breach_steps(done) == 4.0
    assert contracts.breach_months(done) == 3.0


def test_without_a_limit_nobody_asks(outcome):
    names = measure.measure(outcome())
    assert not {"breach_steps", "connection_breach_steps"} & set(names)


def test_a_connection_is_beyond_its_size_by_apparent_power(outcome):
    # Member b: 8 kW and 6 kvar are 10 kVA, over 8.05 kVA of 1x35 A; a has no size.
    done = outcome(
        p_kw=[[99.0, 8.0, 0.0], [0.0, 3.0, -9.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
        q_kvar=[[0.0, 6.0, 0.0]] + [[0.0, 0.0, 0.0]] * 3,
        member_limit_kw=np.array([np.inf, 8.05]),
    )
    assert contracts.connection_breach_steps(done) == 1.0
    assert contracts.connection_breach_max_kva(done) == pytest.approx(1.95)
    assert contracts.connections_breached(done) == 1.0


def test_in_three_phases_the_worst_phase_is_held_against_its_own_fuse(outcome):
    # 6 kW on phase a alone: within 17.25 kVA together, beyond the 5.75 kVA of its fuse.
    done = outcome(
        p_kw=[[0.0, 6.0, 3.0]] * 4,
        asset_phase=np.array([[1.0, 0, 0], [1.0, 0, 0], [0, 1.0, 0]]),
        member_limit_kw=np.array([np.inf, 17.25]),
        model="three-phase",
    )
    assert contracts.connection_breach_steps(done) == 4.0
    assert contracts.connection_breach_max_kva(done) == pytest.approx(0.25)
    whole = SimpleNamespace(**vars(done.plan.scenario.network) | {"model": "balanced"})
    done.plan.scenario.network = whole
    assert contracts.connection_breach_steps(done) == 0.0
