"""Intervals and sensitivities, against tables, analytic answers and brute force."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.scenario.varied import Amount
from hubsim.sweeps.evaluation import is_free
from hubsim.sweeps.intervals import mean_of, quantile_of, share_of
from hubsim.sweeps.sensitivity import classes_of, first_order, sensitivities


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 20, 0.0, 0.16843),  # 1 - 0.025^(1/20)
        (10, 10, 0.69150, 1.0),
        (5, 10, 0.18709, 0.81291),  # table of Clopper and Pearson
        (95, 100, 0.88717, 0.98357),
    ],
)
def test_a_share_has_the_interval_of_the_tables(hits, n, low, high):
    found = share_of(hits, n)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_the_median_of_ten_lies_between_the_second_and_the_ninth():
    # Textbook: order statistics 2 and 9 of 10 cover the median with 97.9 %, 3 and 8 with 89.1 %.
    found = quantile_of(np.arange(1.0, 11.0), 0.5)
    assert (found.low, found.high) == (2.0, 9.0)
    assert found.value == 5.5


def test_too_few_draws_leave_an_end_open():
    found = quantile_of(np.arange(1.0, 11.0), 0.9)
    assert np.isinf(found.high)
    assert found.low == 7.0


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_intervals_of_quantiles_cover_the_truth_as_often_as_they_say(share):
    random = np.random.default_rng(1)
    truth = -np.log(1.0 - share)  # of an exponential distribution
    found = [quantile_of(random.exponential(size=80), share) for _ in range(1500)]
    covered = np.mean([one.low <= truth <= one.high for one in found])
    assert covered >= 0.94


def test_the_interval_of_a_mean_is_student_s():
    found = mean_of(np.array([1.0, 2.0, 3.0]))
    assert found.value == 2.0
    # t of 0.975 with two degrees of freedom is 4.302653.
    assert found.high - 2.0 == pytest.approx(4.302653 / np.sqrt(3.0), abs=1e-5)


def ishigami(n, seed=0):
    """Return inputs and outputs of the test function of Ishigami and Homma (1990), a = 7, b = 0.1."""
    x = np.random.default_rng(seed).uniform(-np.pi, np.pi, (n, 3))
    y = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return x, y


def test_first_order_indices_are_those_of_ishigami():
    x, y = ishigami(4000)
    found = {one.path: one for one in sensitivities(dict(zip("abc", x.T, strict=True)), y)}
    # Analytic: V1 = 0.5 (1 + b pi^4 / 5)^2, V2 = a^2 / 8, V3 = 0, V as published: 0.3139, 0.4424, 0.
    for path, truth in (("a", 0.3139), ("b", 0.4424), ("c", 0.0)):
        assert found[path].first_order == pytest.approx(truth, abs=0.03)
        assert found[path].low - 0.01 <= truth <= found[path].high + 0.01
    assert list(found) == ["b", "a", "c"]
    assert found["a"].rank_correlation > 0.3
    assert abs(found["b"].rank_correlation) < 0.05  # no trend, and yet the most important


def test_chance_alone_explains_nothing():
    random = np.random.default_rng(2)
    y = random.normal(size=200)
    found = [first_order(classes_of(random.random(200)), y) for _ in range(200)]
    assert np.mean(found) < 0.03


def test_values_without_an_order_are_classes():
    values = ["hot"] * 50 + ["cold"] * 50
    y = np.concatenate([np.zeros(50), np.ones(50)]) + np.tile([-0.1, 0.1], 50)
    (found,) = sensitivities({"weather": values}, y)
    # Between 0.25 of 0.25 + 0.01, less what one degree of freedom gives by chance.
    assert found.first_order == pytest.approx(0.25 / 0.26, abs=0.002)
    assert (found.at_low, found.at_high) == (
        pytest.approx(0.0, abs=0.11),
        pytest.approx(1.0, abs=0.11),
    )
    assert np.isnan(found.rank_correlation)


def test_a_figure_that_does_not_vary_says_nothing():
    assert sensitivities({"a": np.arange(100.0)}, np.full(100, 3.0)) == []


def test_equal_values_are_never_cut_apart():
    values = np.repeat(np.arange(30.0), 10)
    np.random.default_rng(0).shuffle(values)
    classes = classes_of(values)
    assert all(len(set(classes[values == one])) == 1 for one in np.unique(values))


def test_free_is_within_every_limit_and_solved():
    figures = {
        "trafo_overload_h": np.array([0.0, 0.25, 0.0, 0.0]),
        "line_overload_h": np.array([0.0, 0.0, 1.0, 0.0]),
        "unsolved_steps": np.array([0.0, 0.0, 0.0, 1.0]),
    }
    none = Amount(0.0, "h")
    both = {"trafo_overload_h": none, "line_overload_h": none}
    assert is_free(figures, both).tolist() == [True, False, False, False]
    lenient = {"line_overload_h": Amount(1.0, "h")}
    assert is_free(figures, lenient).tolist() == [True, True, True, False]
