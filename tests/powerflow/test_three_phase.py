"""Three-phase power flow held to what must be true of it, whatever the numbers are."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandapower as pp
import pytest

import hubsim
from hubsim.errors import NetworkError
from hubsim.networks.from_pandapower import network_of

NETWORKS = Path(__file__).parents[2] / "scenarios" / "networks"
CASES = {
    "dorfnetz": "pandapower:create_kerber_dorfnetz",
    "semiurb4": NETWORKS / "simbench-semiurb4.json",
    "rural2": NETWORKS / "simbench-rural2.json",
}


@pytest.fixture(scope="module")
def village():
    return hubsim.load_network(CASES["rural2"])


def drawn(network, n_step=70, seed=1, mean_kw=1.0):
    """Single-phase homes everywhere but at the slack and on the other voltage, (T, B, 3) [kW]."""
    rng = np.random.default_rng(seed)
    n_bus = len(network.bus_ids)
    at_home = (network.bus_kv < 1.0) & (network.bus_node >= 0)
    p_kw = np.zeros((n_step, n_bus, 3))
    p_kw[:, np.arange(n_bus), rng.integers(0, 3, n_bus)] = rng.gamma(
        2.0, mean_kw / 2.0, (n_step, n_bus)
    )
    return p_kw * at_home[:, None]


def arrays(flows):
    return {
        field.name: getattr(flows, field.name)
        for field in dataclasses.fields(flows)
        if isinstance(getattr(flows, field.name), np.ndarray)
    }


def assert_identical(one, two):
    for name, array in arrays(one).items():
        np.testing.assert_array_equal(array, arrays(two)[name], err_msg=name)


@pytest.mark.parametrize("case", CASES)
def test_balanced_input_gives_the_balanced_answer(case):
    network = hubsim.load_network(CASES[case])
    p_kw = drawn(network, 10).sum(axis=2)
    balanced = hubsim.power_flow(network, p_kw, 0.3 * p_kw, tolerance=1e-12)
    thirds = np.repeat(p_kw[:, :, None], 3, axis=2) / 3.0
    phases = hubsim.power_flow(network, thirds, 0.3 * thirds, tolerance=1e-12)
    assert np.nanmax(np.abs(phases.vm_pu - balanced.vm_pu[:, :, None])) <= 1e-10
    shift = phases.va_deg - balanced.va_deg[:, :, None] + [0.0, 120.0, 240.0]
    assert np.nanmax(np.abs((shift + 180.0) % 360.0 - 180.0)) <= 1e-8
    np.testing.assert_allclose(phases.line_loading_pct, balanced.line_loading_pct, atol=1e-7)
    np.testing.assert_allclose(phases.trafo_loading_pct, balanced.trafo_loading_pct, atol=1e-7)
    np.testing.assert_allclose(phases.loss_kw, balanced.loss_kw, atol=1e-7)
    np.testing.assert_allclose(phases.slack_p_kw, balanced.slack_p_kw, atol=1e-6)
    assert np.nanmax(phases.unbalance_pct) <= 1e-8
    assert phases.line_neutral_a.max() <= 1e-6


@pytest.mark.parametrize("order", [(1, 2, 0), (2, 0, 1)])
def test_turning_the_phases_turns_the_results(village, order):
    p_kw = drawn(village)
    straight = hubsim.power_flow(village, p_kw, 0.2 * p_kw)
    turned = hubsim.power_flow(village, p_kw[:, :, order], 0.2 * p_kw[:, :, order])
    np.testing.assert_allclose(turned.vm_pu, straight.vm_pu[:, :, order], atol=1e-9)
    np.testing.assert_allclose(
        turned.line_current_a, straight.line_current_a[:, :, order], atol=1e-5
    )
    for name in (
        "unbalance_pct",
        "line_neutral_a",
        "trafo_loading_pct",
        "line_loading_pct",
        "loss_kw",
    ):
        np.testing.assert_allclose(getattr(turned, name), getattr(straight, name), atol=1e-5)


def test_results_are_the_same_bits_on_any_threads_and_beside_any_steps(village):
    p_kw = drawn(village, 600)
    whole = hubsim.power_flow(village, p_kw, 0.1 * p_kw)
    assert_identical(hubsim.power_flow(village, p_kw, 0.1 * p_kw, threads=2), whole)
    order = np.random.default_rng(2).permutation(600)
    mixed = hubsim.power_flow(village, p_kw[order], 0.1 * p_kw[order])
    for name, array in arrays(whole).items():
        np.testing.assert_array_equal(arrays(mixed)[name], array[order], err_msg=name)
    single = p_kw.astype(np.float32)
    assert_identical(
        hubsim.power_flow(village, single), hubsim.power_flow(village, single.astype(np.float64))
    )


def test_what_is_not_kept_changes_nothing_else(village):
    p_kw = drawn(village)
    whole = hubsim.power_flow(village, p_kw)
    part = hubsim.power_flow(village, p_kw, keep=("line_neutral_a",))
    np.testing.assert_array_equal(part.line_neutral_a, whole.line_neutral_a)
    np.testing.assert_array_equal(part.loss_kw, whole.loss_kw)
    assert part.vm_pu.shape == (70, 0, 3)
    with pytest.raises(ValueError, match="volts"):
        hubsim.power_flow(village, p_kw, keep=("volts",))


def test_buses_that_draw_may_be_named(village):
    p_kw = drawn(village)
    chosen = np.array([5, 40, 17, 5])
    part_kw = p_kw[:, chosen]
    full_kw = np.zeros_like(p_kw)
    np.add.at(np.moveaxis(full_kw, 1, 0), chosen, np.moveaxis(part_kw, 1, 0))
    full = hubsim.power_flow(village, full_kw)
    named = hubsim.power_flow(village, part_kw, buses=[village.bus_ids[b] for b in chosen])
    np.testing.assert_allclose(named.vm_pu, full.vm_pu, atol=1e-12)
    with pytest.raises(NetworkError, match=r"LV2\.101 Bus 999.*did you mean"):
        hubsim.power_flow(village, part_kw[:, :1], buses=["LV2.101 Bus 999"])


def test_nodes_without_power_leave_the_iteration_exactly(village):
    p_kw = drawn(village)
    p_kw[:, 20:] = 0.0
    without = hubsim.power_flow(village, p_kw, tolerance=1e-12)
    p_kw[:, 20:][:, village.bus_kv[20:] < 1.0] = 1e-13
    everywhere = hubsim.power_flow(village, p_kw, tolerance=1e-12)
    np.testing.assert_allclose(without.vm_pu, everywhere.vm_pu, atol=1e-11)
    np.testing.assert_allclose(without.line_current_a, everywhere.line_current_a, atol=1e-7)


def test_a_step_without_a_solution_is_flagged_and_spoils_no_other(village):
    p_kw = drawn(village)
    clean = hubsim.power_flow(village, p_kw)
    heavy = p_kw.copy()
    heavy[7] *= 200.0
    heavy[9, 3, 1] = np.nan
    flows = hubsim.power_flow(village, heavy)
    assert np.flatnonzero(~flows.converged).tolist() == [7, 9]
    for name, array in arrays(flows).items():
        if array.dtype == np.float64:
            assert np.isnan(array[[7, 9]]).all(), name
        rest = np.delete(np.arange(70), [7, 9])
        np.testing.assert_array_equal(array[rest], arrays(clean)[name][rest], err_msg=name)


def test_newton_solves_what_the_fixed_point_does_not_contract(village):
    shape = drawn(village, 1)
    scales = np.linspace(1.0, 12.0, 56)
    flows = hubsim.power_flow(village, scales[:, None, None] * shape)
    solved = np.flatnonzero(flows.converged)
    # Solved up to a point and not beyond; the last ones are Newton's.
    np.testing.assert_array_equal(solved, np.arange(len(solved)))
    assert 10 < len(solved) < 56
    assert flows.iterations[solved].max() > 60
    low = flows.vm_pu[solved].min(axis=(1, 2))
    assert (np.diff(low) < 0.0).all()
    balance = flows.slack_p_kw - flows.loss_kw - scales * shape.sum()
    assert np.abs(balance[solved]).max() <= 1e-4


def two_buses(**line):
    net = pp.create_empty_network(sn_mva=0.1)
    start, end = (pp.create_bus(net, 0.4, name=name) for name in ("start", "end"))
    pp.create_ext_grid(net, start, s_sc_max_mva=1e6, rx_max=0.1, x0x_max=1.0, r0x0_max=0.1)
    data = {"r_ohm_per_km": 0.2, "x_ohm_per_km": 0.08, "c_nf_per_km": 0.0, "max_i_ka": 0.2}
    data |= {"r0_ohm_per_km": 0.8, "x0_ohm_per_km": 0.3, "c0_nf_per_km": 0.0}
    pp.create_line_from_parameters(net, start, end, 0.3, name="cable", **{**data, **line})
    return network_of(net)


def test_one_phase_of_two_buses_by_hand():
    flows = hubsim.power_flow(two_buses(), [[[0.0] * 3, [4.0, 0.0, 0.0]]], tolerance=1e-12)
    # Current of one phase flows back through the neutral: its loop is a third of R1 + R2 + R0.
    own, mutual = (2.0 * 0.06 + 0.24) / 3.0, (0.24 - 0.06) / 3.0
    own_x, mutual_x = (2.0 * 0.024 + 0.09) / 3.0, (0.09 - 0.024) / 3.0
    e = 400.0 / np.sqrt(3.0)
    v = complex(e)
    for _ in range(50):
        current = 4000.0 / v.conjugate()
        v = e - (own + 1j * own_x) * current
    turn = np.exp(-2j * np.pi / 3.0)
    others = [e * turn**k - (mutual + 1j * mutual_x) * current for k in (1, 2)]
    expected = np.abs([v, *others]) / e
    np.testing.assert_allclose(
        flows.vm_pu[0, 1], expected, atol=2e-7
    )  # the source is stiff, not ideal
    np.testing.assert_allclose(flows.line_current_a[0, 0], [abs(current), 0.0, 0.0], atol=1e-3)
    np.testing.assert_allclose(flows.line_neutral_a[0, 0], abs(current), rtol=1e-5)
    np.testing.assert_allclose(flows.line_loading_pct[0, 0], abs(current) / 2.0, rtol=1e-5)
    phasors = np.array([v, *others])
    positive, negative = (abs((phasors * turn ** (-s * np.arange(3))).sum()) for s in (1, -1))
    np.testing.assert_allclose(flows.unbalance_pct[0, 1], 100.0 * negative / positive, atol=1e-4)


def test_what_has_no_three_phase_model_is_refused_by_name():
    net = pp.create_empty_network()
    buses = [pp.create_bus(net, kv, name=f"b{kv}") for kv in (20.0, 10.0, 0.4)]
    pp.create_ext_grid(net, buses[0])
    pp.create_transformer3w_from_parameters(
        net, *buses, 20.0, 10.0, 0.4, 1000.0, 800.0, 400.0, 6, 6, 6, 0.5, 0.5, 0.5, 1.0, 0.1
    )
    with pytest.raises(NetworkError, match="three-winding"):
        hubsim.power_flow(network_of(net), np.zeros((1, 3, 3)))


def test_a_part_that_is_earthed_nowhere_is_refused_by_name():
    net = pp.create_empty_network()
    hv, lv = pp.create_bus(net, 20.0, name="hv"), pp.create_bus(net, 0.4, name="lv")
    pp.create_ext_grid(net, hv)
    pp.create_transformer_from_parameters(
        net, hv, lv, 0.4, 20.0, 0.4, 1.0, 4.0, 0.5, 0.2, shift_degree=150,
        vector_group="Yd", vk0_percent=4.0, vkr0_percent=1.0, mag0_percent=100.0,
        mag0_rx=0.0, si0_hv_partial=0.9, name="T",
    )  # fmt: skip
    with pytest.raises(NetworkError, match=r"lv.*earthed nowhere"):
        hubsim.power_flow(network_of(net), np.zeros((1, 2, 3)))
