"""A bad step is flagged and NaN and touches no other; results do not depend on how work is cut."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from hubsim.errors import NetworkError
from hubsim.networks.from_pandapower import network_of
from hubsim.powerflow.balanced import ALL, solve_grid
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.solve import power_flow
from hubsim.powerflow.steps import PART

STEPS = 100


@pytest.fixture(scope="module")
def grid(semiurb):
    return Grid.of(semiurb.network)


@pytest.fixture(scope="module")
def loads(semiurb):
    rng = np.random.default_rng(7)
    return rng.normal(2.0, 3.0, (STEPS, len(semiurb.network.bus_ids)))


def series(flows):
    return {
        f.name: value
        for f in fields(flows)
        if isinstance(value := getattr(flows, f.name), np.ndarray)
    }


def assert_identical(one, other, rows=slice(None)):
    for name, values in series(one).items():
        assert np.array_equal(values[rows], series(other)[name][rows], equal_nan=True), name


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf, 1e7, -1e7, 1e300])
@pytest.mark.parametrize("where", ["p", "q"])
def test_exactly_the_poisoned_steps_are_flagged_and_all_others_stay_bit_identical(
    grid, loads, poison, where
):
    clean = solve_grid(grid, loads, 0.3 * loads)
    p_kw, q_kvar = loads.copy(), 0.3 * loads
    away = np.flatnonzero(grid.bus_place >= 0)
    bad = [0, 63, 64, 71, 99]  # ends of blocks, of the horizon, and the inside
    for k, step in enumerate(bad):
        (p_kw if where == "p" else q_kvar)[step, away[7 * k]] = poison
    flows = solve_grid(grid, p_kw, q_kvar)
    assert np.flatnonzero(~flows.converged).tolist() == bad
    for name, values in series(flows).items():
        if values.dtype == np.float64:
            assert np.isnan(values[bad]).all(), name
    good = np.setdiff1d(np.arange(STEPS), bad)
    assert clean.converged.all()
    assert_identical(flows, clean, good)
    assert np.isfinite(flows.mismatch_kw)


def test_a_nan_at_the_external_grid_is_flagged_too(grid, loads):
    p_kw = loads.copy()
    p_kw[3, np.flatnonzero(grid.bus_place == -1)[0]] = np.nan
    flows = solve_grid(grid, p_kw)
    assert np.flatnonzero(~flows.converged).tolist() == [3]
    assert np.isnan(flows.vm_pu[3]).all()
    assert np.isnan(flows.slack_p_kw[3])


@pytest.mark.parametrize("threads", [2, 4, 8])
def test_any_number_of_threads_gives_the_same_bits(grid, loads, threads):
    heavy = np.tile(loads, (2 * PART // STEPS + 1, 1))
    heavy[11] *= 30.0  # one step for Newton or the flag
    heavy[PART] = np.nan
    assert_identical(solve_grid(grid, heavy, threads=threads), solve_grid(grid, heavy))


def test_a_step_by_itself_gives_the_same_bits_as_among_others(grid, loads):
    together = solve_grid(grid, loads)
    chosen = (0, 33, 63, 64, 99)
    alone = [solve_grid(grid, loads[k : k + 1]) for k in chosen]
    for k, flows in zip(chosen, alone, strict=True):
        for name, values in series(flows).items():
            assert np.array_equal(values[0], series(together)[name][k], equal_nan=True), name


@pytest.mark.parametrize("width", [16, 64, 128])
def test_wide_and_narrow_blocks_give_the_same_bits(grid, loads, monkeypatch, width):
    chosen = solve_grid(grid, loads, 0.3 * loads)
    monkeypatch.setattr("hubsim.powerflow.balanced.width_for", lambda _: width)
    assert_identical(solve_grid(grid, loads, 0.3 * loads), chosen)


@pytest.mark.parametrize("kept", [(), ("vm_pu",), ("line_loading_pct", "trafo_loading_pct"), ALL])
def test_keep_leaves_columns_out_and_changes_no_number(grid, loads, kept):
    full, part = solve_grid(grid, loads), solve_grid(grid, loads, keep=kept)
    for name, values in series(part).items():
        if name in ALL and name not in kept:
            assert values.shape == (STEPS, 0)
        else:
            assert np.array_equal(values, series(full)[name], equal_nan=True), name
    with pytest.raises(ValueError, match="volts"):
        solve_grid(grid, loads, keep=["volts"])


def test_single_precision_and_integers_are_taken_at_their_value(grid, loads):
    single = loads.astype(np.float32)
    assert_identical(solve_grid(grid, single), solve_grid(grid, single.astype(np.float64)))
    whole = np.rint(loads).astype(np.int32)
    assert_identical(solve_grid(grid, whole), solve_grid(grid, whole.astype(np.float64)))


def test_memory_order_of_the_input_does_not_matter_and_it_is_not_changed(grid, loads):
    before = loads.copy()
    assert_identical(solve_grid(grid, np.asfortranarray(loads)), solve_grid(grid, loads))
    assert np.array_equal(loads, before)


def test_a_wrong_shape_is_refused_with_both_shapes_in_words(semiurb, loads):
    for wrong in (loads[0], loads[:, :-1], loads[:, :, None], 3.0):
        with pytest.raises(ValueError, match="must have the shape"):
            power_flow(semiurb.network, wrong)
    with pytest.raises(ValueError, match="q_kvar"):
        power_flow(semiurb.network, loads, loads[:-1])


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"tolerance": 0.0}, "tolerance"),
        ({"tolerance": np.nan}, "tolerance"),
        ({"threads": 0}, "threads"),
        ({"keep": "vm_pu"}, "keep"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(grid, loads, option, words):
    with pytest.raises(ValueError, match=words):
        solve_grid(grid, loads, **option)


def test_a_loose_tolerance_is_an_answer_and_no_broken_balance(grid, loads):
    loose, tight = solve_grid(grid, loads, tolerance=1e-3), solve_grid(grid, loads, tolerance=1e-12)
    assert loose.converged.all()
    assert tight.converged.all()
    assert loose.iterations.sum() < tight.iterations.sum()
    assert np.abs(loose.vm_pu - tight.vm_pu).max() <= 1e-3


def test_infinities_that_cancel_at_the_external_grid_are_flagged(grid, loads):
    p_kw, q_kvar = loads.copy(), loads.copy()
    at_slack = np.flatnonzero(grid.bus_place == -1)[0]
    p_kw[5, at_slack], q_kvar[5, at_slack] = np.inf, -np.inf
    assert np.flatnonzero(~solve_grid(grid, p_kw, q_kvar).converged).tolist() == [5]


def test_no_steps_give_empty_results(semiurb):
    flows = power_flow(semiurb.network, np.zeros((0, len(semiurb.network.bus_ids))), threads=4)
    assert flows.vm_pu.shape == (0, len(semiurb.network.bus_ids))
    assert flows.mismatch_kw == 0.0


@pytest.mark.parametrize("power", [1.0, np.nan])
def test_power_at_a_bus_without_supply_is_refused_by_name(case_of, power):
    case = case_of("meshed")
    p_kw = np.zeros((3, len(case.network.bus_ids)))
    p_kw[2, case.network.bus_ids.index("lv6")] = power
    with pytest.raises(NetworkError, match="bus lv6: has power but is not supplied"):
        power_flow(case.network, p_kw)
    with pytest.raises(NetworkError, match="lv6"):
        power_flow(case.network, 0 * np.nan_to_num(p_kw), p_kw)


def test_results_of_parts_out_of_service_are_zero_loading_and_no_voltage(case_of):
    case = case_of("meshed")
    flows = power_flow(case.network, case.p_kw, case.q_kvar)
    assert (flows.line_loading_pct[:, case.network.line_ids.index("off")] == 0.0).all()
    assert np.isnan(flows.vm_pu[:, case.network.bus_ids.index("lv6")]).all()


def test_results_cannot_be_written_to(grid, loads):
    flows = solve_grid(grid, loads)
    for values in series(flows).values():
        with pytest.raises(ValueError, match="read-only"):
            values[...] = 0


def test_an_unknown_rating_makes_the_loading_unknown_and_nothing_else(case_of, meshed_net):
    case = case_of("meshed")
    net = meshed_net()
    net.line.loc[net.line.name == "tie", "max_i_ka"] = np.nan
    network = network_of(net)
    flows, known = (power_flow(n, case.p_kw, case.q_kvar) for n in (network, case.network))
    tie = network.line_ids.index("tie")
    assert np.isnan(flows.line_loading_pct[:, tie]).all()
    others = np.delete(np.arange(len(network.line_ids)), tie)
    assert np.array_equal(flows.line_loading_pct[:, others], known.line_loading_pct[:, others])
    assert np.array_equal(flows.vm_pu, known.vm_pu, equal_nan=True)
