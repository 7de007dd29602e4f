"""Machines that are off or run at their least: chosen only where a plan would do neither."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from hubsim.dispatch.balance import balance_check
from hubsim.dispatch.together.span import Span

CAR, PUMP = "members.car.devices.car.least=8 kW", "members.pump.devices.heat_pump.least=2.5 kW"
TIGHT = ("contract.import=40 kW",)


def neither(p_kw, least_kw) -> np.ndarray:
    return (p_kw > 1e-4) & (p_kw < least_kw - 1e-4)


@pytest.mark.parametrize("changes", [(CAR, *TIGHT), (PUMP,), (CAR, PUMP, *TIGHT)])
def test_nothing_runs_below_its_least(village, changes) -> None:
    street, free = village(*changes), village(*[one for one in changes if "least" not in one])
    balance_check(street.plan, street.together)
    for name, least in (("car.car", 8.0), ("pump.heat_pump", 2.5)):
        if any(name.split(".")[1] + ".least" in change for change in changes):
            a = street.asset(name)
            assert neither(free.together.p_kw[:, a], least).any()
            assert not neither(street.together.p_kw[:, a], least).any()
    assert street.effort.integer_windows > 0
    assert -1e-9 <= street.effort.integer_gap <= 0.02
    assert street.together.unmet_kw.sum() <= free.together.unmet_kw.sum() + 1e-3


def test_a_car_that_needs_less_than_its_least_still_gets_it(village) -> None:
    # Two steps at full power are too much, and one too little: it ends below its least, and that is counted.
    street = village("members.car.devices.car.least=22 kW")
    a = street.asset("car.car")
    assert street.together.unmet_kw[:, a].max() <= 1e-6
    assert neither(street.together.p_kw[:, a], 22.0).any()
    assert street.effort.below_least > 0


def test_without_a_least_there_is_nothing_to_choose(village) -> None:
    assert village().effort.integer_windows == 0
    assert village().effort.integer_gap == 0.0


@pytest.mark.parametrize("seed", range(12))
def test_the_choice_is_the_best_of_all(village, seed) -> None:
    """Every way of switching a heat pump in a few hours, solved one by one."""
    random = np.random.default_rng(seed)
    street = village(PUMP, "control.coordinate=[heat-pump]", "contract={kind: none}")
    planner = street.planner()
    first = int(random.integers(0, 60))
    span, start = Span(slice(first, first + 6)), planner.start()
    start[0] = random.uniform(0.0, 12.0)
    band = planner.band(span)
    found = planner.solve(span, start, band)
    column = int(planner.fine.least.column[0])
    power = found.x[:, column]
    assert not neither(power, 2.5).any()
    best = np.inf
    base = planner.programme(span, start)
    n = len(planner.template.cost)
    solver = planner.windows[6, 0].solver
    for runs in itertools.product([False, True], repeat=6):
        lower, upper = base.lower.copy(), base.upper.copy()
        at = np.arange(6) * n + column
        lower[at] = np.where(runs, 2.5, 0.0)
        upper[at] = np.where(runs, upper[at], 0.0)
        best = min(best, objective(planner, span, band, base, lower, upper, solver))
    assert found.objective == pytest.approx(best, rel=2e-4, abs=1e-5)


def objective(planner, span, band, base, lower, upper, solver) -> float:
    from dataclasses import replace

    from hubsim.dispatch.together.planner import _with_cuts
    from hubsim.errors import Infeasible

    programme = replace(base, lower=lower, upper=upper)
    try:
        return solver.solve(_with_cuts(programme, planner.windows[span.size].cuts, band)).objective
    except Infeasible:
        return np.inf


def test_a_choice_that_has_no_plan_forces_nothing_off(monkeypatch) -> None:
    from types import SimpleNamespace

    from hubsim.dispatch.together import integers

    least = integers.Least(np.array([0]), np.array([5.0]))
    choice = integers.Choice(least, 4, 4)
    programme = SimpleNamespace(matrix=np.zeros((1, 4)), upper=np.full(4, 9.0), cost=np.zeros(4))
    answers = [(np.array([0.0, 9.0, 0.0, 0.0]), 1.0), None]
    monkeypatch.setattr(integers, "_integer", lambda *_: answers.pop(0))
    first, second = np.array([[0], [1], [0], [0]], bool), np.array([[0], [0], [1], [0]], bool)
    choice.take(programme, first, last=False)
    assert choice.chosen.tolist() == first.tolist()
    assert choice.runs[1, 0]
    # The second time it is the whole window's turn, and there is no plan: all but the first stays as it was.
    choice.take(programme, second, last=False)
    assert choice.chosen.tolist() == first.tolist()
    assert choice.free.tolist() == second.tolist()
    assert choice.bound_eur == 1.0
