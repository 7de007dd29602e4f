"""Among plans of equal cost one is taken, whatever way the solver goes: every member gets the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.dispatch.together import operate_together, solver
from hubsim.dispatch.together.window import _ties

NUMBERS = ("p_kw", "level_kwh", "bought_kw", "sold_kw", "shared_kw", "unmet_kw", "curtailed_kw")


@pytest.mark.parametrize("changes", [(), ("limits.loading=30 %",), ("contract.import=60 kW",)])
def test_ten_seeds_of_the_solver_give_the_same_numbers(village, monkeypatch, changes) -> None:
    street, first = village(*changes), None
    begin = solver.LiveSolver.__init__
    for seed in range(10):

        def seeded(self, matrix, cost, seed=seed):
            begin(self, matrix, cost)
            self._highs.setOptionValue("random_seed", seed)

        monkeypatch.setattr(solver.LiveSolver, "__init__", seeded)
        did, _ = operate_together(street.model, street.alone, street.alone, street.alone_flows)
        first = first or did
        for name in NUMBERS:
            one, other = getattr(first, name), getattr(did, name)
            assert np.abs(one - other).max() <= 1e-7, (seed, name)


def test_without_the_rule_they_do_not(village, monkeypatch) -> None:
    # Otherwise the test above could not fail.
    monkeypatch.setattr("hubsim.dispatch.together.window.TIE_EUR_KWH", 0.0)
    monkeypatch.setattr(solver, "_PERTURBATION", 1.0)
    street, found = village(), []
    begin = solver.LiveSolver.__init__
    for seed in range(6):

        def seeded(self, matrix, cost, seed=seed):
            begin(self, matrix, cost)
            self._highs.setOptionValue("random_seed", seed)

        monkeypatch.setattr(solver.LiveSolver, "__init__", seeded)
        did, _ = operate_together(street.model, street.alone, street.alone, street.alone_flows)
        found.append(did.p_kw)
    assert max(np.abs(found[0] - other).max() for other in found[1:]) > 1e-3


def test_the_rule_s_numbers_are_spread_evenly_and_belong_to_their_step() -> None:
    words = np.array([1, 2**31, 12345678], dtype=np.uint64)
    drawn = _ties(words, 0, 4000)
    assert drawn.min() >= 0.0
    assert drawn.max() < 1.0
    assert np.abs(drawn.mean(axis=0) - 0.5).max() < 0.02
    assert np.abs(np.corrcoef(drawn.T) - np.eye(3)).max() < 0.05
    assert _ties(words, 1000, 10).tolist() == drawn[1000:1010].tolist()
