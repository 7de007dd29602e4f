"""Trips and tap changes over time against a plain loop, step by step, one event at a time."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import hubsim
from hubsim.networks.taps import Regulator, at_positions
from hubsim.powerflow.devices import Devices
from hubsim.voltage_response import Trip, VoltageResponse

VILLAGE = Path(__file__).parents[2] / "scenarios" / "networks" / "simbench-rural2.json"
N_DEVICE = 24


@pytest.fixture(scope="module")
def network():
    return hubsim.load_network(VILLAGE)


def study(network, n_step, seed, trip, phases=True):
    """Homes with loads and panels on one phase each, a day of sun; p_kw (T, B[, 3]) and the devices."""
    rng = np.random.default_rng(seed)
    homes = np.flatnonzero(network.bus_kv < 1.0)
    buses = rng.choice(homes, N_DEVICE)
    sun = np.clip(np.sin(np.linspace(0.0, np.pi, n_step)) + rng.normal(0.0, 0.25, n_step), 0.0, 1.2)
    feed_kw = -sun[:, None] * rng.uniform(4.0, 11.0, N_DEVICE)
    p_kw = np.zeros((n_step, len(network.bus_ids), 3))
    p_kw[:, homes, rng.integers(0, 3, len(homes))] = rng.gamma(2.0, 0.2, (n_step, len(homes)))
    share = np.eye(3)[rng.integers(0, 3, N_DEVICE)]
    share[0] = 1.0 / 3.0
    devices = Devices(
        tuple(network.bus_ids[b] for b in buses),
        share,
        feed_kw,
        0.1 * feed_kw,
        (VoltageResponse(trip=trip),) * N_DEVICE,
    )
    return (p_kw if phases else p_kw.sum(axis=2)), devices


def step_of(network, p_kw, devices, step, on):
    """Solve one step with devices on or off as fixed powers; return flows and what each device sees."""
    buses = np.array([network.bus_ids.index(bus) for bus in devices.bus_ids])
    p, q = p_kw[step].copy(), 0.2 * p_kw[step]
    for i, bus in enumerate(buses):
        share = devices.phase_share[i] if p.ndim == 2 else 1.0
        p[bus] += on[i] * share * devices.p_kw[step, i]
        q[bus] += on[i] * share * devices.q_kvar[step, i]
    flows = hubsim.power_flow(network, p[None], q[None], keep=("vm_pu",))
    vm = flows.vm_pu[0, buses]
    return flows, vm if vm.ndim == 1 else np.where(devices.phase_share > 0.0, vm, 0.0).max(axis=1)


class Loop:
    """The rules of `over_time`, one step after the other."""

    def __init__(self, network, p_kw, devices, trip, step_s, regulator=None):
        self.network, self.p_kw, self.devices, self.trip = network, p_kw, devices, trip
        self.step_s, self.regulator = step_s, regulator
        self.tap = float(network.trafo_tap_pos[0])
        self.waited_s = 0.0

    def at_tap(self):
        return at_positions(self.network, {0: self.tap}) if self.regulator else self.network

    def outside(self, flows):
        off = flows.vm_pu[0, self.regulator.bus].mean() - self.regulator.target_pu
        return float(np.sign(off)) if abs(off) > self.regulator.band_pu else 0.0

    def regulate(self, step, on):
        """Let the taps follow during the step."""
        left_s, regulator = self.step_s, self.regulator
        while True:
            side = self.outside(step_of(self.at_tap(), self.p_kw, self.devices, step, on)[0])
            waited = abs(self.waited_s) if self.waited_s * side > 0.0 else 0.0
            needed = max(regulator.delay_s - waited, 0.0)
            target = self.tap - side * regulator.raising
            possible = side != 0.0 and regulator.tap_min <= target <= regulator.tap_max
            if not possible or needed > left_s:
                self.waited_s = side * (waited + left_s) if side else 0.0
                return
            self.tap, left_s, self.waited_s = target, left_s - needed, 0.0

    def run(self):
        n_step = len(self.p_kw)
        connected = np.ones((n_step, N_DEVICE), dtype=bool)
        taps, vm = np.zeros(n_step), []
        off = np.zeros(N_DEVICE, dtype=bool)
        until = np.zeros(N_DEVICE)
        away = max(math.ceil(self.trip.return_s / self.step_s), 1)
        for step in range(n_step):
            on = ~off
            _, seen = step_of(self.at_tap(), self.p_kw, self.devices, step, on)
            on |= off & (step >= until) & (seen <= self.trip.return_pu)
            if self.regulator:
                self.regulate(step, on)
            before = on.copy()
            while True:
                flows, seen = step_of(self.at_tap(), self.p_kw, self.devices, step, on)
                excess = np.where(on, seen - self.trip.above_pu, 0.0)
                if excess.max() <= 0.0:
                    break
                on[int(excess.argmax())] = False
            until[before & ~on] = step + away
            off = ~on
            connected[step], taps[step] = on, self.tap
            vm.append(flows.vm_pu[0])
        return connected, taps, np.array(vm)


@pytest.mark.parametrize(
    ("step_s", "trip", "phases", "seed"),
    [
        (900, Trip(1.09, 1.09, 60.0), True, 1),
        (900, Trip(1.06, 1.06, 60.0), False, 2),
        (60, Trip(1.09, 1.08, 300.0), True, 4),
        (60, Trip(1.06, 1.06, 300.0), False, 6),
        (900, Trip(1.09, 1.06, 60.0), True, 8),
    ],
)
def test_trips_are_those_of_a_plain_loop(network, step_s, trip, phases, seed):
    p_kw, devices = study(network, 40, seed, trip, phases)
    flows = hubsim.power_flow(network, p_kw, 0.2 * p_kw, devices=devices, step_s=step_s)
    connected, _, vm_pu = Loop(network, p_kw, devices, trip, step_s).run()
    assert not connected.all()
    assert connected.any()
    np.testing.assert_array_equal(flows.response.connected, connected)
    np.testing.assert_allclose(flows.vm_pu, vm_pu, atol=1e-8)
    np.testing.assert_array_equal(flows.response.p_kw == 0.0, ~connected | (devices.p_kw == 0.0))


@pytest.mark.parametrize(
    ("step_s", "delay_s", "above_pu", "seed"),
    [(900, 60.0, 2.0, 1), (60, 150.0, 2.0, 5), (900, 60.0, 1.06, 3), (60, 240.0, 1.06, 4)],
)
def test_taps_are_those_of_a_plain_loop(network, step_s, delay_s, above_pu, seed):
    trip = Trip(above_pu, above_pu, 60.0)
    p_kw, devices = study(network, 40, seed, trip)
    bus = int(network.trafo_lv_bus[0])
    regulator = Regulator(0, bus, int(network.bus_node[bus]), 1.015, 0.0125, delay_s, -2, 2, -1)
    flows = hubsim.power_flow(
        network, p_kw, 0.2 * p_kw, devices=devices, step_s=step_s, regulators=[regulator]
    )
    connected, taps, vm_pu = Loop(network, p_kw, devices, trip, step_s, regulator).run()
    assert len(np.unique(taps)) > 1
    np.testing.assert_array_equal(flows.response.tap[:, 0], taps)
    np.testing.assert_array_equal(flows.response.connected, connected)
    np.testing.assert_allclose(flows.vm_pu, vm_pu, atol=1e-8)


def test_windows_of_any_length_give_the_same(network, monkeypatch):
    trip = Trip(1.09, 1.08, 300.0)
    p_kw, devices = study(network, 120, 6, trip)
    whole = hubsim.power_flow(network, p_kw, devices=devices, step_s=60)
    monkeypatch.setattr("hubsim.powerflow.over_time.SHORTEST", 5)
    monkeypatch.setattr("hubsim.powerflow.over_time.LONGEST", 17)
    pieces = hubsim.power_flow(network, p_kw, devices=devices, step_s=60)
    np.testing.assert_array_equal(pieces.vm_pu, whole.vm_pu)
    np.testing.assert_array_equal(pieces.response.connected, whole.response.connected)


def test_what_lasts_needs_the_length_of_a_step(network):
    p_kw, devices = study(network, 2, 1, Trip(1.1, 1.1, 60.0))
    with pytest.raises(ValueError, match="step_s"):
        hubsim.power_flow(network, p_kw, devices=devices)
