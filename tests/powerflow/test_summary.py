"""A power flow whose steps are not kept says what the kept one says."""

from __future__ import annotations

import tracemalloc
from dataclasses import fields

import numpy as np
import pytest

from hubsim.powerflow.solve import power_flow
from hubsim.powerflow.summary import summarise_power_flow

STEPS = 1500
STEP_H = 0.25
LOADING_PCT = (10.0, 15.0)
VOLTAGE_PU = (0.97, 1.03)


@pytest.fixture(scope="module")
def powers(semiurb):
    rng = np.random.default_rng(11)
    p_kw = rng.gamma(1.0, 3.0, (STEPS, len(semiurb.network.bus_ids))) - 2.5
    p_kw[700] = np.nan
    p_kw[1203, 5] = 1e7
    return p_kw, 0.2 * p_kw


@pytest.fixture(scope="module")
def summary(semiurb, powers):
    return of(semiurb.network, [powers])


@pytest.fixture(scope="module")
def flows(semiurb, powers):
    return power_flow(semiurb.network, *powers)


def of(network, blocks, **options):
    return summarise_power_flow(
        network,
        blocks,
        step_h=STEP_H,
        loading_limits_pct=LOADING_PCT,
        voltage_limits_pu=VOLTAGE_PU,
        **options,
    )


def parts(summary, flows):
    """Return what is remembered beside the series it is of."""
    return (
        (summary.voltage, flows.vm_pu),
        (summary.lines, flows.line_loading_pct),
        (summary.trafos, flows.trafo_loading_pct),
    )


def test_extremes_means_and_the_steps_of_extremes_are_those_of_the_series(summary, flows):
    for kept, series in parts(summary, flows):
        assert np.array_equal(kept.highest, np.nanmax(series, axis=0))
        assert np.array_equal(kept.lowest, np.nanmin(series, axis=0))
        assert np.array_equal(kept.highest_step, np.nanargmax(series, axis=0))
        assert np.array_equal(kept.lowest_step, np.nanargmin(series, axis=0))
        assert np.allclose(kept.mean, np.nanmean(series, axis=0), rtol=1e-12)


def test_hours_and_energy_beyond_each_limit_are_those_of_the_series(semiurb, summary, flows):
    for kept, series in parts(summary, flows):
        for m, limit in enumerate(kept.limits):
            assert np.array_equal(kept.hours_above[m], STEP_H * (series > limit).sum(axis=0))
            assert np.array_equal(kept.hours_below[m], STEP_H * (series < limit).sum(axis=0))
        assert kept.hours_above.any(), "a limit that nothing exceeds tests nothing"
    assert summary.voltage.energy_above_kvah is None
    network = semiurb.network
    over = np.maximum(flows.trafo_loading_pct - LOADING_PCT[0], 0.0) / 100.0
    energy_kvah = STEP_H * np.nansum(over * network.trafo_limit_kva, axis=0)
    assert np.allclose(summary.trafos.energy_above_kvah[0], energy_kvah, rtol=1e-12)
    rating_kva = np.sqrt(3.0) * 0.4 * network.line_limit_a
    over = np.maximum(flows.line_loading_pct - LOADING_PCT[1], 0.0) / 100.0
    energy_kvah = STEP_H * np.nansum(over * rating_kva, axis=0)
    assert np.allclose(summary.lines.energy_above_kvah[1], energy_kvah, rtol=1e-12)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.05, 0.5, 0.95, 0.99, 1.0])
def test_a_quantile_is_within_its_resolution(summary, flows, share):
    for kept, series in parts(summary, flows):
        solved = series[flows.converged]
        true = np.quantile(solved, share, axis=0, method="inverted_cdf")
        assert np.abs(kept.quantile(share) - true).max() <= kept.resolution


def test_a_share_that_is_none_is_refused(summary):
    for share in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="0 to 1"):
            summary.lines.quantile(share)


def test_unsolved_steps_are_counted_and_named_and_count_nowhere_else(summary, flows):
    assert summary.steps == STEPS
    assert summary.unsolved == 2
    assert summary.unsolved_steps == (700, 1203)
    assert summary.iterations == flows.iterations.sum()
    assert np.isfinite(summary.voltage.mean).all()


def test_energy_and_the_largest_exchange_are_those_of_the_series(summary, flows):
    drawn = np.maximum(flows.slack_p_kw, 0.0)
    returned = np.maximum(-flows.slack_p_kw, 0.0)
    assert returned[flows.converged].any(), "nothing returned tests nothing"
    assert summary.loss_kwh == pytest.approx(STEP_H * np.nansum(flows.loss_kw), rel=1e-12)
    assert summary.drawn_kwh == pytest.approx(STEP_H * np.nansum(drawn), rel=1e-12)
    assert summary.returned_kwh == pytest.approx(STEP_H * np.nansum(returned), rel=1e-12)
    assert summary.highest_drawn_kw == np.nanmax(drawn)
    assert summary.highest_returned_kw == np.nanmax(returned)


def same(one, other):
    for field in fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if hasattr(a, "quantile"):
            same(a, b)
        elif field.name == "_tally":
            assert all(np.array_equal(x, y, equal_nan=True) for x, y in zip(a, b, strict=True))
        elif isinstance(a, np.ndarray):
            assert np.array_equal(a, b, equal_nan=True), field.name
        else:
            assert a == b, field.name


@pytest.mark.parametrize("cuts", [(1, 64, 65, 700, 701), (3,), tuple(range(100, STEPS, 100))])
def test_how_steps_are_cut_into_blocks_changes_no_bit(semiurb, powers, summary, cuts):
    p_kw, q_kvar = powers
    blocks = zip(np.split(p_kw, cuts), np.split(q_kvar, cuts), strict=True)
    same(of(semiurb.network, blocks), summary)


def test_threads_change_no_bit(semiurb, powers, summary):
    same(of(semiurb.network, [powers], threads=4), summary)


def test_memory_does_not_grow_with_the_number_of_steps(semiurb):
    n_bus = len(semiurb.network.bus_ids)

    def blocks(count):
        rng = np.random.default_rng(5)
        for _ in range(count):
            yield rng.gamma(1.0, 3.0, (4000, n_bus)), None

    def peak_mb(count):
        tracemalloc.start()
        of(semiurb.network, blocks(count))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak / 1e6

    peak_mb(1)
    assert peak_mb(10) <= 1.1 * peak_mb(2)


def test_no_steps_and_parts_without_supply_have_no_values(case_of):
    case = case_of("meshed")
    empty = of(case.network, [])
    assert empty.steps == empty.unsolved == 0
    assert empty.highest_drawn_kw == 0.0
    assert np.isnan(empty.voltage.highest).all()
    assert np.isnan(empty.lines.quantile(0.5)).all()
    some = of(case.network, [(case.p_kw, case.q_kvar)])
    lost = case.network.bus_ids.index("lv6")
    assert np.isnan(some.voltage.highest[lost])
    assert some.voltage.highest_step[lost] == -1


@pytest.mark.parametrize("step_h", [0.0, -1.0, np.nan])
def test_a_step_without_length_is_refused(semiurb, step_h):
    with pytest.raises(ValueError, match="step_h"):
        summarise_power_flow(semiurb.network, [], step_h=step_h)


def test_a_block_of_the_wrong_shape_is_refused_in_words(semiurb, powers):
    with pytest.raises(ValueError, match="must have the shape"):
        of(semiurb.network, [(powers[0][:, 1:], None)])
    with pytest.raises(ValueError, match="q_kvar"):
        of(semiurb.network, [(powers[0], powers[1][:-1])])
