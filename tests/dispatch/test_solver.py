"""The solver's word is checked: altered answers, contradictions, and a known wrong optimum."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pytest
from scipy import sparse

from hubsim.dispatch.together.certificate import Programme, certify
from hubsim.dispatch.together.solver import LiveSolver
from hubsim.errors import Infeasible, NotProven, Unbounded

# min 2 a + 3 b + c with a + b >= 4, b + c = 3, a <= 3: a = 3, b = 1, c = 2 costs 11.
# Duals 2 and 1 with reduced costs 0, 0, 0: 4 * 2 + 3 * 1 = 11.
SMALL = Programme(
    matrix=sparse.csc_array(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]])),
    row_lower=np.array([4.0, 3.0]),
    row_upper=np.array([np.inf, 3.0]),
    lower=np.zeros(3),
    upper=np.array([3.0, np.inf, np.inf]),
    cost=np.array([2.0, 3.0, 1.0]),
)
X = np.array([3.0, 1.0, 2.0])
DUAL = np.array([2.0, 1.0])


def live(programme: Programme) -> LiveSolver:
    return LiveSolver(programme.matrix, programme.cost)


def test_the_optimum_of_a_small_programme_by_hand() -> None:
    found = live(SMALL).solve(SMALL)
    assert found.objective == pytest.approx(11.0, abs=1e-9)
    assert certify(SMALL, X, DUAL) == pytest.approx(11.0, abs=1e-12)


def test_one_live_solver_follows_changing_bounds_rows_and_costs() -> None:
    solver = live(SMALL)
    changes = [
        ({"upper": np.array([1.0, np.inf, np.inf])}, 2.0 + 9.0),
        ({"cost": np.array([4.0, 3.0, 1.0])}, 4.0 + 9.0),
        ({"row_lower": np.array([2.0, 3.0])}, 4.0 + 3.0),
        ({}, 11.0),
    ]
    for change, cost in changes:
        assert solver.solve(replace(SMALL, **change)).objective == pytest.approx(cost, abs=1e-9)


@pytest.mark.parametrize(
    "x",
    [
        [3.0, 1.0 - 1e-4, 2.0],
        [3.0 + 1e-4, 1.0, 2.0],
        [3.0, 1.0, 2.1],
        [2.0, 2.0, 1.1],
        [0.0, 4.0, -1.0],
    ],
)
def test_an_altered_plan_that_breaks_a_row_or_bound_is_not_proven(x) -> None:
    with pytest.raises(NotProven, match=r"breaks a row by .* and a bound by"):
        certify(SMALL, np.array(x), DUAL)


def test_a_feasible_plan_that_costs_more_is_not_proven() -> None:
    # 2 * 1 + 3 * 3 + 0 is the optimum too; 2 * 3 + 3 * 2 + 1 is not.
    assert certify(SMALL, np.array([1.0, 3.0, 0.0]), DUAL) == pytest.approx(11.0)
    with pytest.raises(NotProven, match="objective 13 is not proven: the dual bound is 11"):
        certify(SMALL, np.array([3.0, 2.0, 1.0]), DUAL)


@pytest.mark.parametrize(
    "dual", [[1.9, 1.0], [2.1, 1.0], [2.0, 0.9], [2.0, 1.1], [-1.0, 1.0], [0, 0]]
)
def test_altered_duals_prove_nothing(dual) -> None:
    with pytest.raises(NotProven, match="is not proven"):
        certify(SMALL, X, np.array(dual, float))


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_number_that_is_not_finite_passes(place, value) -> None:
    x = X.copy()
    x[place] = value
    with pytest.raises(NotProven):
        certify(SMALL, x, DUAL)
    if place < 2:
        dual = DUAL.copy()
        dual[place] = value
        with pytest.raises(NotProven):
            certify(SMALL, X, dual)


def test_not_a_number_in_a_column_without_rows_and_cost_is_seen() -> None:
    matrix = sparse.csc_array(np.array([[1.0, 0.0]]))
    lone = Programme(matrix, np.ones(1), np.ones(1), np.zeros(2), np.full(2, np.inf), np.zeros(2))
    with pytest.raises(NotProven):
        certify(lone, np.array([1.0, np.nan]), np.zeros(1))


def test_a_contradiction_is_infeasible() -> None:
    none = replace(SMALL, upper=np.array([3.0, 0.5, 3.0]))
    with pytest.raises(Infeasible):
        live(none).solve(none)


def test_a_solver_that_met_a_contradiction_is_still_right_afterwards() -> None:
    solver = live(SMALL)
    with pytest.raises(Infeasible):
        solver.solve(replace(SMALL, upper=np.array([3.0, 0.5, 3.0])))
    assert solver.solve(SMALL).objective == pytest.approx(11.0, abs=1e-9)


def test_a_cost_that_falls_without_end_is_unbounded() -> None:
    free = replace(SMALL, cost=np.array([2.0, -5.0, -3.0]), lower=np.array([0.0, 0.0, -np.inf]))
    with pytest.raises(Unbounded):
        live(free).solve(free)


@pytest.mark.parametrize("presolve", ["on", "off"])
def test_highs_finds_nine_where_one_version_claimed_fifteen(presolve) -> None:
    # min 2 x + 3 z with x + z >= 4.5: HiGHS 1.14.0 called 15 optimal (its issues 2957 and 3043).
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("presolve", presolve)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = 2, 1
    model.col_cost_, model.col_lower_ = np.array([2.0, 3.0]), np.zeros(2)
    model.col_upper_ = np.full(2, highspy.kHighsInf)
    model.row_lower_, model.row_upper_ = np.array([4.5]), np.array([highspy.kHighsInf])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = np.array([0, 1, 2]), np.array([0, 0])
    model.a_matrix_.value_ = np.ones(2)
    integer, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    for kinds, best in (([real, integer], 9.0), ([integer, integer], 10.0), ([integer, real], 9.5)):
        model.integrality_ = kinds
        highs.passModel(model)
        highs.run()
        assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        assert highs.getInfo().objective_function_value == pytest.approx(best, abs=1e-9)
