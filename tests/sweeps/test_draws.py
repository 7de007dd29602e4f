"""Points: what each sampler promises, and what each distribution gives."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import TypeAdapter

from hubsim.scenario.sweep import Sweep
from hubsim.scenario.varied import Amount, Integers, Normal, Uniform, Values, amount_of
from hubsim.sweeps.draws import draw, shares
from hubsim.units import parse

PATHS = {
    "a": {"kind": "uniform", "from": "10 kWh", "to": "20 kWh"},
    "b": {"kind": "integers", "from": 1, "to": 4},
    "c": ["x", "y"],
}


def sweep(**more):
    return TypeAdapter(Sweep).validate_python({"vary": PATHS, **more})


def test_a_latin_hypercube_has_a_point_in_every_stratum_of_every_path():
    drawn = shares(sweep(points=50, sampler="latin-hypercube"))
    for column in drawn.T:
        assert sorted(np.floor(column * 50).astype(int).tolist()) == list(range(50))


def test_sobol_points_are_balanced_in_every_pair_of_halves():
    drawn = shares(sweep(points=64, sampler="sobol"))
    for i, j in ((0, 1), (0, 2), (1, 2)):
        cells = (drawn[:, i] >= 0.5).astype(int) * 2 + (drawn[:, j] >= 0.5)
        assert np.bincount(cells).tolist() == [16, 16, 16, 16]


@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_more_points_keep_those_that_were_drawn(sampler):
    few, many = (draw(sweep(points=n, sampler=sampler, seed=3)) for n in (20, 50))
    assert many[:20] == few
    assert draw(sweep(points=20, sampler=sampler, seed=4)) != few


def test_another_path_disturbs_no_random_draw():
    alone = sweep(points=20, sampler="random", vary={"a": PATHS["a"]})
    both = sweep(points=20, sampler="random")
    assert [one["a"] for one in draw(alone)] == [one["a"] for one in draw(both)]


def test_a_grid_is_every_combination_once_in_the_order_of_the_file():
    vary = {"a": {"kind": "uniform", "from": 0, "to": 1, "steps": 3}, "b": [7, 8], "c": ["x"]}
    drawn = draw(sweep(sampler="grid", vary=vary))
    assert [tuple(one.values()) for one in drawn] == [
        (0.0, 7, "x"), (0.0, 8, "x"), (0.5, 7, "x"), (0.5, 8, "x"), (1.0, 7, "x"), (1.0, 8, "x"),
    ]  # fmt: skip


def test_uniform_values_have_the_unit_and_six_digits():
    one = Uniform.model_validate({"kind": "uniform", "from": "0 %", "to": "100 %"})
    assert one.at(0.0) == "0 %"
    assert one.at(1.0) == "100 %"
    assert one.at(1.0 / 3.0) == "33.3333 %"
    assert parse(one.at(0.5), "share") == 0.5
    bare = Uniform.model_validate({"kind": "uniform", "from": 1, "to": 3})
    assert bare.at(0.25) == 1.5


def test_a_normal_distribution_has_the_quantiles_of_the_tables():
    one = Normal.model_validate({"kind": "normal", "mean": "20 %", "sd": "5 %"})
    assert amount_of(one.at(0.975)).number == pytest.approx(20.0 + 5.0 * 1.959964, abs=1e-3)
    assert amount_of(one.at(0.5)) == Amount(20.0, "%")


def test_a_normal_distribution_that_is_cut_off_is_the_rest_of_it():
    # Half of a normal distribution: its median is the upper quartile of the whole, 0.67449 sd.
    one = Normal.model_validate({"kind": "normal", "mean": "0 kW", "sd": "1 kW", "least": "0 kW"})
    assert amount_of(one.at(0.0)).number == 0.0
    assert amount_of(one.at(0.5)).number == pytest.approx(0.67449, abs=1e-5)
    drawn = [amount_of(one.at(u)).number for u in np.linspace(0.0, 1.0, 501)]
    assert min(drawn) >= 0.0


def test_weights_are_the_shares_of_the_values():
    one = Values(kind="values", values=["a", "b", "c"], weights=[1.0, 0.0, 3.0])
    drawn = [one.at(u) for u in (np.arange(1000) + 0.5) / 1000]
    assert (drawn.count("a"), drawn.count("b"), drawn.count("c")) == (250, 0, 750)
    assert one.at(1.0) == "c"


def test_integers_are_all_as_likely_and_both_ends_are_there():
    one = Integers.model_validate({"kind": "integers", "from": 3, "to": 5})
    drawn = [one.at(u) for u in (np.arange(300) + 0.5) / 300]
    assert [drawn.count(n) for n in (3, 4, 5)] == [100, 100, 100]
    assert one.at(1.0) == 5


@pytest.mark.parametrize("text", ["2016-01-20", "17:45", "abv", "", "4 parsec", None, True, "1 2"])
def test_what_is_no_number_with_a_unit_is_no_amount(text):
    with pytest.raises(ValueError, match="no number with its unit"):
        amount_of(text)
