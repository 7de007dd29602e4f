"""Two buses by their closed form, and laws that hold on any radial network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubsim.networks.network import Network
from hubsim.powerflow.grid import Grid
from hubsim.powerflow.sensitivity import voltage_sensitivity
from hubsim.powerflow.solve import power_flow

BASE_KVA = 1000.0
KV = 0.4


def radial(parents, z_pu, limit_a=200.0):
    """Build a tree of lines: bus 0 is the external grid, bus k + 1 hangs on bus parents[k]."""
    n_line, n_bus = len(parents), len(parents) + 1
    y = 1.0 / np.asarray(z_pu, dtype=complex)
    start, end = np.asarray(parents, dtype=np.int64), np.arange(1, n_bus, dtype=np.int64)
    none, no_index = np.zeros(0), np.zeros(0, dtype=np.int64)
    return Network(
        name="tree", bus_ids=tuple(f"b{k}" for k in range(n_bus)), bus_kv=np.full(n_bus, KV),
        bus_node=np.arange(n_bus), bus_x=np.zeros(n_bus), bus_y=np.zeros(n_bus),
        node_kv=np.full(n_bus, KV), node_shunt_pu=np.zeros(n_bus, dtype=complex),
        slack_node=0, slack_vm_pu=1.0, slack_va_deg=0.0,
        branch_from=start, branch_to=end,
        branch_yff_pu=y, branch_yft_pu=-y, branch_ytf_pu=-y, branch_ytt_pu=y,
        branch_zero_yff_pu=y / 3, branch_zero_yft_pu=-y / 3, branch_zero_ytf_pu=-y / 3,
        branch_zero_ytt_pu=y / 3, slack_sequence_pu=np.full(2, np.inf, dtype=complex),
        trafo_vector_group=(), zero_sequence_assumed=(),
        trafo_tap_side=(), trafo_tap_pos=np.zeros(0), trafo_tap_neutral=np.zeros(0),
        trafo_tap_min=np.zeros(0), trafo_tap_max=np.zeros(0), trafo_tap_step_pct=np.zeros(0),
        trafo_tap_fixed=(), tap_ignored=(),
        line_ids=tuple(f"l{k}" for k in range(n_line)), line_branch=np.arange(n_line),
        line_from_bus=start, line_to_bus=end, line_limit_a=np.full(n_line, limit_a),
        line_length_km=np.ones(n_line), line_types=("",) * n_line,
        trafo_ids=(), trafo_branch=no_index, trafo_hv_bus=no_index, trafo_lv_bus=no_index,
        trafo_limit_kva=none, trafo_hv_kv=none, trafo_lv_kv=none,
        base_kva=BASE_KVA, open_lines=(), connection_bus=np.arange(1, n_bus),
        connection_ids=tuple(f"load {at}" for at in range(1, n_bus)), connection_p_kw=np.zeros(n_bus - 1),
        connection_q_kvar=np.zeros(n_bus - 1), connection_phases=("",) * (n_bus - 1),
        connection_fuse_a=np.full(n_bus - 1, np.nan), pandapower_json="",
    )  # fmt: skip


def two_bus_voltage_squared(z, s):
    """u of ``u^2 + u (2 (R P + X Q) - 1) + |z|^2 |S|^2 = 0``, the high-voltage solution."""
    b = 1.0 - 2.0 * (z.real * s.real + z.imag * s.imag)
    return (b + np.sqrt(b * b - 4.0 * abs(z) ** 2 * abs(s) ** 2)) / 2.0


@pytest.mark.parametrize("z", [0.1 + 0.04j, 0.03 + 0.1j, 0.2 + 0.0j, 0.001 + 0.002j])
def test_two_buses_match_the_closed_form(z):
    s = np.array([0.0, 0.1 + 0.03j, 0.5 + 0.2j, -0.3 + 0.1j, -0.8 - 0.2j, 0.2 - 0.3j])
    u = two_bus_voltage_squared(z, s)
    drawn = np.zeros((len(s), 2), dtype=complex)
    drawn[:, 1] = s * BASE_KVA
    flows = power_flow(radial([0], [z]), drawn.real, drawn.imag, tolerance=1e-13)
    assert flows.converged.all()
    assert np.abs(flows.vm_pu[:, 1] - np.sqrt(u)).max() <= 1e-10
    # V1 = V2 + z conj(S / V2) with V1 = 1, times conj(V2): V2 = u + S conj(z).
    assert np.abs(flows.va_deg[:, 1] - np.degrees(np.angle(u + s * np.conj(z)))).max() <= 1e-8
    current_sq = np.abs(s) ** 2 / u
    assert np.abs(flows.loss_kw - z.real * current_sq * BASE_KVA).max() <= 1e-8
    amperes = np.sqrt(current_sq) * BASE_KVA / (np.sqrt(3.0) * KV)
    assert np.abs(flows.line_loading_pct[:, 0] - 100.0 * amperes / 200.0).max() <= 1e-7
    assert np.abs(flows.slack_q_kvar - (s.imag + z.imag * current_sq) * BASE_KVA).max() <= 1e-7


@pytest.mark.parametrize("slack_deg", [0.0, 150.0, 179.0, -179.0, -120.0])
def test_angles_are_right_all_the_way_round(slack_deg):
    # The far voltage is chosen and the power that it takes drawn; 50 degrees is near collapse.
    z, turned_deg = 0.02 + 0.1j, np.arange(-50.0, 51.0)
    far = 0.98 * np.exp(1j * np.deg2rad(turned_deg))
    s = far * np.conj((1.0 - far) / z)
    drawn = np.zeros((len(s), 2), dtype=complex)
    drawn[:, 1] = s * BASE_KVA
    network = replace(radial([0], [z]), slack_va_deg=slack_deg)
    flows = power_flow(network, drawn.real, drawn.imag, tolerance=1e-13)
    assert flows.converged.all()
    off = (flows.va_deg[:, 1] - (slack_deg + turned_deg) + 180.0) % 360.0 - 180.0
    assert np.abs(off).max() <= 1e-9
    assert ((flows.va_deg > -180.0) & (flows.va_deg <= 180.0)).all()


def test_a_worked_example_in_kilowatts():
    # 0.16 ohm at 400 V is 1 pu on 1 MVA, so z = 0.1 pu is 0.016 ohm. 100 kW at power factor one:
    # u^2 - 0.98 u + 0.0001 = 0, u = 0.979897948..., I = 0.1 / sqrt(u) pu, loss = 0.1 I^2 pu.
    flows = power_flow(radial([0], [0.1]), [[0.0, 100.0]])
    assert flows.vm_pu[0, 1] == pytest.approx(np.sqrt(0.9798979486), abs=1e-9)
    assert flows.loss_kw[0] == pytest.approx(1.0205144, abs=1e-6)
    assert flows.slack_p_kw[0] == pytest.approx(101.0205144, abs=1e-6)
    assert flows.line_loading_pct[0, 0] == pytest.approx(72.9053, abs=1e-3)


def test_two_buses_are_solved_up_to_their_nose_and_not_beyond():
    # u has a real root while P <= 1 / (4 R) at power factor one: 2500 kW on 0.1 pu.
    flows = power_flow(radial([0], [0.1]), [[0.0, 2499.75], [0.0, 2500.25], [0.0, 1e12]])
    assert flows.converged.tolist() == [True, False, False]
    assert flows.vm_pu[0, 1] == pytest.approx(
        np.sqrt(two_bus_voltage_squared(0.1 + 0j, 2.49975 + 0j)), abs=1e-8
    )


def test_voltage_sensitivity_of_two_buses_is_minus_the_resistance():
    sensitivity = voltage_sensitivity(Grid.of(radial([0], [0.1 + 0.05j])))
    assert np.allclose(sensitivity, [[0.0, 0.0], [0.0, -0.1 / BASE_KVA]], atol=1e-12)


@st.composite
def trees(draw):
    n = draw(st.integers(1, 25))
    parents = [draw(st.integers(0, k)) for k in range(n)]
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    z = rng.uniform(0.002, 0.02, n) + 1j * rng.uniform(0.0, 0.02, n)
    drawn = rng.uniform(-20.0, 20.0, (5, n + 1)) + 1j * rng.uniform(-8.0, 8.0, (5, n + 1))
    return parents, z, drawn, rng.permutation(n + 1), rng.permutation(n)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(trees())
def test_power_balances_on_any_tree_and_the_order_of_buses_is_a_name_only(tree):
    parents, z, drawn, order, line_order = tree
    network = radial(parents, z)
    flows = power_flow(network, drawn.real, drawn.imag)
    assert flows.converged.all()
    assert flows.mismatch_kw <= 1e-6
    assert np.abs(flows.loss_kw - (flows.slack_p_kw - drawn.real.sum(axis=1))).max() <= 1e-5
    volts = flows.vm_pu * np.exp(1j * np.deg2rad(flows.va_deg))
    losses = sum(
        (1.0 / z[k]).real * np.abs(volts[:, parent] - volts[:, k + 1]) ** 2
        for k, parent in enumerate(parents)
    )
    assert np.abs(flows.loss_kw - losses * BASE_KVA).max() <= 1e-6
    assert (flows.loss_kw > 0.0).all()

    place = np.argsort(order)  # old node -> new node; old bus -> new bus
    other = replace(
        network,
        bus_ids=tuple(network.bus_ids[k] for k in order),
        slack_node=int(place[0]),
        branch_from=place[network.branch_from][line_order],
        branch_to=place[network.branch_to][line_order],
        line_ids=tuple(network.line_ids[k] for k in line_order),
        **{
            name: getattr(network, name)[line_order]
            for name in ("branch_yff_pu", "branch_yft_pu", "branch_ytf_pu", "branch_ytt_pu")
        },
    )
    again = power_flow(other, drawn.real[:, order], drawn.imag[:, order])
    assert np.abs(again.vm_pu - flows.vm_pu[:, order]).max() <= 1e-10
    assert np.abs(again.line_loading_pct - flows.line_loading_pct[:, line_order]).max() <= 1e-7
    assert np.abs(again.loss_kw - flows.loss_kw).max() <= 1e-7
