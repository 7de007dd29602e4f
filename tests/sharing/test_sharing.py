"""Sharing by hand, and what must hold for any powers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydantic import TypeAdapter

from hubsim.kinds import union
from hubsim.sharing.rule import SharingRule

READ = TypeAdapter(union(SharingRule))
PROPORTIONAL = READ.validate_python({"kind": "proportional", "fee": "0.13 EUR/kWh"})

POWERS = arrays(
    np.float64,
    (5, 6),
    elements=st.floats(-50, 50, allow_nan=False).map(lambda p_kw: round(p_kw, 3)),
)


def both(net_kw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.maximum(net_kw, 0.0), np.maximum(-net_kw, 0.0)


def test_the_fee_is_read() -> None:
    assert PROPORTIONAL.fee == 0.13


def test_scarce_sun_is_given_whole_and_received_in_proportion_to_what_was_bought() -> None:
    # 4 kW are sold, 2 + 6 kW are bought: all 4 are shared, a quarter and three quarters.
    shared = PROPORTIONAL.share(np.array([[2.0, 6.0, 0.0]]), np.array([[0.0, 0.0, 4.0]]))
    assert shared.tolist() == [[1.0, 3.0, -4.0]]


def test_plenty_of_sun_is_given_in_proportion_to_what_was_sold() -> None:
    # 3 kW are bought, 9 + 3 kW are sold: 3 are shared, three quarters and a quarter.
    shared = PROPORTIONAL.share(np.array([[3.0, 0.0, 0.0]]), np.array([[0.0, 9.0, 3.0]]))
    assert shared.tolist() == [[3.0, -2.25, -0.75]]


@pytest.mark.parametrize("net_kw", [[1.0, 2.0], [-1.0, -2.0], [0.0, 0.0]])
def test_nothing_is_shared_when_all_buy_or_all_sell(net_kw: list[float]) -> None:
    assert PROPORTIONAL.share(*both(np.array([net_kw]))).tolist() == [[0.0, 0.0]]


@given(POWERS)
def test_rows_sum_to_zero_and_nobody_gets_or_gives_more_than_its_own(net_kw: np.ndarray) -> None:
    bought_kw, sold_kw = both(net_kw)
    shared = PROPORTIONAL.share(bought_kw, sold_kw)
    assert np.abs(shared.sum(axis=1)).max() <= 1e-12
    assert (shared <= bought_kw).all()
    assert (-shared <= sold_kw).all()
    total = np.minimum(bought_kw.sum(axis=1), sold_kw.sum(axis=1))
    assert np.maximum(shared, 0.0).sum(axis=1) == pytest.approx(total, abs=1e-9)


@given(POWERS, st.permutations(range(6)))
def test_changing_the_order_of_members_changes_only_the_order(
    net_kw: np.ndarray, order: list[int]
) -> None:
    bought_kw, sold_kw = both(net_kw)
    shared = PROPORTIONAL.share(bought_kw, sold_kw)
    moved = PROPORTIONAL.share(bought_kw[:, order], sold_kw[:, order])
    assert np.abs(moved - shared[:, order]).max() <= 1e-9


def test_the_rule_none_shares_nothing() -> None:
    rule = READ.validate_python({"kind": "none"})
    shared = rule.share(np.array([[2.0, 0.0]]), np.array([[0.0, 2.0]]))
    assert shared.tolist() == [[0.0, 0.0]]
