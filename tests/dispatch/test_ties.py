"""Among plans of equal cost one is taken, whatever way the solver goes: every member gets the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.dispatch.together import operate_together, solver
from hubsim.dispatch.together.window import _ties

NUMBERS = ("p_kw", "level_kwh", "bought_kw", "sold_kw", "shared_kw", "unmet_kw", "curtailed_kw")


FLAT = (
    "tariffs.home.buy={kind: fixed, price: 0.30 EUR/kWh}",
    "tariffs.home.sell={kind: fixed, price: 0.05 EUR/kWh}",
)
"""One price at all hours: when a car charges costs the same."""

WAYS: list[dict[str, object]] = [
    *({"random_seed": seed} for seed in range(10)),
    {"simplex_strategy": 4},
    {"simplex_dual_edge_weight_strategy": 2},
    {"simplex_scale_strategy": 0},
    {"solver": "ipm"},
]
"""What changes the way to an optimum, and never the optimum."""


def operated(street, monkeypatch, way):
    """The street operated by a solver that goes another way."""
    begin = solver.LiveSolver.__init__

    def other(self, matrix, cost):
        begin(self, matrix, cost)
        for option, value in way.items():
            self._highs.setOptionValue(option, value)

    with monkeypatch.context() as patch:
        patch.setattr(solver.LiveSolver, "__init__", other)
        return operate_together(street.model, street.alone, street.alone, street.alone_flows)[0]


@pytest.mark.parametrize(
    "changes", [FLAT, (), ("limits.loading=30 %",), ("contract.import=60 kW",)]
)
def test_whatever_way_the_solver_goes_every_member_gets_the_same(
    village, monkeypatch, changes
) -> None:
    street = village(*changes)
    first = operated(street, monkeypatch, {})
    for way in WAYS if changes == FLAT else WAYS[9:]:
        did = operated(street, monkeypatch, way)
        for name in NUMBERS:
            apart = np.abs(getattr(first, name) - getattr(did, name)).max()
            assert apart <= 1e-7, (way, name)


def test_without_the_rule_they_do_not(village, monkeypatch) -> None:
    # Otherwise the test above could not fail.
    monkeypatch.setattr("hubsim.dispatch.together.window.TIE_EUR_KWH", 0.0)
    street = village(*FLAT)
    first = operated(street, monkeypatch, {}).p_kw
    others = [operated(street, monkeypatch, way).p_kw for way in WAYS[10:]]
    assert max(np.abs(first - other).max() for other in others) > 1e-3


def test_the_rule_s_numbers_are_spread_evenly_and_belong_to_their_step() -> None:
    words = np.array([1, 2**31, 12345678], dtype=np.uint64)
    drawn = _ties(words, 0, 4000)
    assert drawn.min() >= 0.0
    assert drawn.max() < 1.0
    assert np.abs(drawn.mean(axis=0) - 0.5).max() < 0.02
    assert np.abs(np.corrcoef(drawn.T) - np.eye(3)).max() < 0.05
    assert _ties(words, 1000, 10).tolist() == drawn[1000:1010].tolist()
