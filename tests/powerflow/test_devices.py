"""Devices that answer the voltage, against a damped iteration by hand and against formulas on two buses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandapower as pp
import pytest

import hubsim
from hubsim.errors import NetworkError
from hubsim.networks.from_pandapower import network_of
from hubsim.powerflow.devices import Devices
from hubsim.voltage_response import Curve, Trip, VoltageResponse, power_at

VILLAGE = Path(__file__).parents[2] / "scenarios" / "networks" / "simbench-rural2.json"
N_STEP, N_DEVICE = 24, 40
Q_U = Curve((0.93, 0.97, 1.03, 1.07), (0.44, 0.0, 0.0, -0.44))
RESPONSES = {
    "zip": VoltageResponse(p_zip=(0.5, 0.3, 0.2), q_zip=(0.6, 0.0, 0.4)),
    "q-u": VoltageResponse(rated_kva=8.0, rated_kw=8.0, q_u=Q_U),
    "p-u": VoltageResponse(rated_kva=8.0, rated_kw=8.0, p_u=Curve((1.05, 1.09), (1.0, 0.0))),
    "both": VoltageResponse(rated_kva=8.0, rated_kw=8.0, q_u=Q_U, p_u=Curve((1.05, 1.08), (1.0, 0.0))),
    "cos-phi": VoltageResponse(
        rated_kva=9.0, rated_kw=8.0, cos_phi_p=Curve((0.5, 1.0), (1.0, 0.9)),
        p_u=Curve((1.06, 1.1), (1.0, 0.2)),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def network():
    return hubsim.load_network(VILLAGE)


def study(network, response, *, phases, kw=8.0):
    rng = np.random.default_rng(3)
    homes = np.flatnonzero(network.bus_kv < 1.0)
    p_kw = np.zeros((N_STEP, len(network.bus_ids), 3))
    p_kw[:, homes, rng.integers(0, 3, len(homes))] = rng.gamma(2.0, 0.2, (N_STEP, len(homes)))
    sun = np.sin(np.linspace(0.0, np.pi, N_STEP))
    feed_kw = -kw * sun[:, None] * rng.uniform(0.7, 1.0, N_DEVICE)
    feed_kw[:, 5] *= -1.0  # one that draws: its curves are silent
    buses = tuple(network.bus_ids[b] for b in rng.choice(homes, N_DEVICE))
    share = np.eye(3)[rng.integers(0, 3, N_DEVICE)]
    share[:4] = 1.0 / 3.0
    devices = Devices(buses, share, feed_kw, 0.1 * feed_kw, (response,) * N_DEVICE)
    return (p_kw if phases else p_kw.sum(axis=2)), devices


def by_hand(network, p_kw, devices):
    """Damp powers towards what the voltages ask for until they agree; return voltages and powers."""
    at = np.array([network.bus_ids.index(bus) for bus in devices.bus_ids])
    phases = p_kw.ndim == 3
    x, y = devices.p_kw.copy(), devices.q_kvar.copy()
    for _ in range(3000):
        total, reactive = p_kw.copy(), np.zeros_like(p_kw)
        for i, bus in enumerate(at):
            share = devices.phase_share[i] if phases else 1.0
            total[:, bus] += x[:, i, None] * share if phases else x[:, i]
            reactive[:, bus] += y[:, i, None] * share if phases else y[:, i]
        flows = hubsim.power_flow(network, total, reactive, tolerance=1e-11, keep=("vm_pu",))
        seen = flows.vm_pu[:, at]
        seen = (seen * devices.phase_share).sum(axis=2) if phases else seen
        pairs = [
            power_at(answer, seen[:, i], devices.p_kw[:, i], devices.q_kvar[:, i])
            for i, answer in enumerate(devices.responses)
        ]
        p, q = (np.stack(part, axis=1) for part in zip(*pairs, strict=True))
        if max(np.abs(p - x).max(), np.abs(q - y).max()) < 1e-7:
            return flows.vm_pu, x, y
        x += 0.15 * (p - x)
        y += 0.15 * (q - y)
    raise AssertionError("the damped iteration did not settle")


@pytest.mark.parametrize("phases", [False, True])
@pytest.mark.parametrize("name", RESPONSES)
def test_answers_are_those_of_a_damped_iteration(network, name, phases):
    p_kw, devices = study(network, RESPONSES[name], phases=phases)
    flows = hubsim.power_flow(network, p_kw, devices=devices)
    vm_pu, p, q = by_hand(network, p_kw, devices)
    assert flows.converged.all()
    np.testing.assert_allclose(flows.vm_pu, vm_pu, atol=2e-8)
    np.testing.assert_allclose(flows.response.p_kw, p, atol=1e-4)
    np.testing.assert_allclose(flows.response.q_kvar, q, atol=1e-4)
    assert np.abs(p - devices.p_kw).max() + np.abs(q - devices.q_kvar).max() > 0.5
    assert not flows.response.oscillating.any()
    assert flows.response.connected.all()


@pytest.mark.parametrize("name", RESPONSES)
def test_devices_on_three_phases_of_a_balanced_street_answer_as_in_a_balanced_study(network, name):
    p_kw, devices = study(network, RESPONSES[name], phases=False)
    thirds = np.repeat(p_kw[:, :, None], 3, axis=2) / 3.0
    share = np.full((N_DEVICE, 3), 1.0 / 3.0)
    on_three = Devices(devices.bus_ids, share, devices.p_kw, devices.q_kvar, devices.responses)
    balanced = hubsim.power_flow(network, p_kw, devices=devices, tolerance=1e-10)
    phases = hubsim.power_flow(network, thirds, devices=on_three, tolerance=1e-10)
    np.testing.assert_allclose(phases.vm_pu[:, :, 1], balanced.vm_pu, atol=1e-9)
    np.testing.assert_allclose(phases.response.q_kvar, balanced.response.q_kvar, atol=1e-5)


def test_results_do_not_depend_on_threads_or_the_steps_beside(network):
    p_kw, devices = study(network, RESPONSES["both"], phases=True)
    flows = hubsim.power_flow(network, p_kw, devices=devices)
    order = np.random.default_rng(1).permutation(N_STEP)
    mixed = Devices(
        devices.bus_ids, devices.phase_share, devices.p_kw[order], devices.q_kvar[order],
        devices.responses,
    )  # fmt: skip
    other = hubsim.power_flow(network, p_kw[order], devices=mixed, threads=2)
    np.testing.assert_array_equal(other.vm_pu, flows.vm_pu[order])
    np.testing.assert_array_equal(other.response.q_kvar, flows.response.q_kvar[order])


def test_a_steep_curve_settles_all_the_same(network):
    steep = VoltageResponse(rated_kva=8.0, rated_kw=8.0, p_u=Curve((1.05, 1.055), (1.0, 0.0)))
    p_kw, devices = study(network, steep, phases=False)
    flows = hubsim.power_flow(network, p_kw, devices=devices)
    assert flows.converged.all()
    at = [network.bus_ids.index(bus) for bus in devices.bus_ids]
    for i, answer in enumerate(devices.responses):
        p, _ = power_at(answer, flows.vm_pu[:, at[i]], devices.p_kw[:, i], devices.q_kvar[:, i])
        # A voltage off by 1e-8 moves such a curve by 16 W.
        np.testing.assert_allclose(flows.response.p_kw[:, i], p, atol=2e-3)


def test_curves_without_an_answer_are_named(network):
    # Feeds in at low voltage only: above 1.03 pu nothing, which brings it below, where it feeds in again.
    jump = VoltageResponse(
        rated_kva=60.0, rated_kw=60.0, p_u=Curve((1.03, 1.03 + 1e-12), (1.0, 0.0))
    )
    p_kw = np.zeros((3, len(network.bus_ids)))
    bus = network.bus_ids.index("LV2.101 Bus 42")
    p_kw[2, bus] = 1e6
    feed_kw = np.array([[-1.0], [-60.0], [-60.0]])
    devices = Devices((network.bus_ids[bus],), np.eye(3)[:1], feed_kw, 0.0 * feed_kw, (jump,))
    flows = hubsim.power_flow(network, p_kw, devices=devices)
    assert flows.converged.tolist() == [True, False, False]
    assert flows.response.oscillating.tolist() == [False, True, False]
    assert np.isnan(flows.vm_pu[1:]).all()
    assert np.isnan(flows.response.p_kw[1:]).all()


def two_buses(vm_pu=1.0):
    net = pp.create_empty_network(sn_mva=0.1)
    start, end = (pp.create_bus(net, 0.4, name=name) for name in ("start", "end"))
    pp.create_ext_grid(net, start, vm_pu=vm_pu)
    pp.create_line_from_parameters(net, start, end, 0.3, 0.2, 0.08, 0.0, 0.2, name="cable")
    return network_of(net)


def one(network, bus, response, p_kw, q_kvar=0.0, **more):
    devices = Devices(
        (bus,),
        np.full((1, 3), 1.0 / 3.0),
        np.array([[p_kw]]),
        np.array([[q_kvar]]),
        (response,),
        **more,
    )
    return hubsim.power_flow(
        network, np.zeros((1, 2)), devices=devices, tolerance=1e-12, step_s=900
    )


def test_a_constant_impedance_by_hand():
    impedance = VoltageResponse(p_zip=(1.0, 0.0, 0.0), q_zip=(1.0, 0.0, 0.0))
    flows = one(two_buses(1.05), "end", impedance, 20.0, 5.0)
    load_ohm = 400.0**2 / (20e3 - 5e3j)
    expected = 1.05 * abs(load_ohm / (load_ohm + 0.06 + 0.024j))
    assert flows.vm_pu[0, 1] == pytest.approx(expected, abs=1e-10)
    assert flows.response.p_kw[0, 0] == pytest.approx(20.0 * expected**2, abs=1e-7)


def test_a_device_may_be_built_for_another_voltage():
    impedance = VoltageResponse(p_zip=(1.0, 0.0, 0.0))
    flows = one(two_buses(), "end", impedance, 20.0, nominal_kv=np.array([0.23 * np.sqrt(3.0)]))
    load_ohm = (0.23e3 * np.sqrt(3.0)) ** 2 / 20e3
    assert flows.vm_pu[0, 1] == pytest.approx(abs(load_ohm / (load_ohm + 0.06 + 0.024j)), abs=1e-10)


def test_at_the_external_grid_no_power_changes_the_voltage():
    curve = VoltageResponse(rated_kva=10.0, rated_kw=10.0, p_u=Curve((1.0, 1.1), (1.0, 0.0)))
    flows = one(two_buses(1.05), "start", curve, -10.0)
    assert flows.response.p_kw[0, 0] == pytest.approx(-5.0)
    assert flows.slack_p_kw[0] == pytest.approx(-5.0)
    trip = VoltageResponse(trip=Trip(1.04, 1.04, 60.0))
    flows = one(two_buses(1.05), "start", trip, -10.0)
    assert flows.response.p_kw[0, 0] == 0.0
    assert not flows.response.connected[0, 0]


def test_reactive_power_stays_within_the_rating():
    tight = VoltageResponse(rated_kva=10.0, rated_kw=10.0, q_u=Curve((0.9, 1.0), (1.0, -1.0)))
    flows = one(two_buses(1.05), "end", tight, -8.0)
    assert flows.response.q_kvar[0, 0] == pytest.approx(6.0, abs=1e-9)


def test_two_devices_on_one_bus_add_up_and_none_is_as_without():
    network, half = two_buses(), VoltageResponse(p_zip=(0.0, 1.0, 0.0))
    pair = Devices(
        ("end", "end"),
        np.full((2, 3), 1.0 / 3.0),
        np.full((1, 2), 10.0),
        np.zeros((1, 2)),
        (half, half),
    )
    none = np.zeros((1, 2))
    flows = hubsim.power_flow(network, none, devices=pair, tolerance=1e-12)
    single = one(network, "end", half, 20.0)
    assert flows.vm_pu[0, 1] == pytest.approx(single.vm_pu[0, 1], abs=1e-12)
    empty = Devices((), np.zeros((0, 3)), np.zeros((1, 0)), np.zeros((1, 0)), ())
    without = hubsim.power_flow(network, none, devices=empty)
    np.testing.assert_array_equal(without.vm_pu, hubsim.power_flow(network, none).vm_pu)


def test_wrong_devices_are_refused():
    network, calm = two_buses(), VoltageResponse()
    with pytest.raises(NetworkError, match="ends"):
        one(network, "ends", calm, 1.0)
    short = Devices(("end",), np.eye(3)[:1], np.zeros((2, 1)), np.zeros((1, 1)), (calm,))
    with pytest.raises(ValueError, match="p_kw"):
        hubsim.power_flow(network, np.zeros((1, 2)), devices=short)
