"""A hundred random inputs, written by power-grid-model's own serializer, solved by it and by hubsim."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from hubsim.networks.load import load_network
from hubsim.powerflow.devices import Devices
from hubsim.powerflow.solve import power_flow
from hubsim.voltage_response import VoltageResponse

pytestmark = pytest.mark.peers

pgm = pytest.importorskip("power_grid_model", reason="needs hubsim[peers]")
utils = pytest.importorskip("power_grid_model.utils")

WINDINGS = list(product(range(5), repeat=2))
"""All pairs: wye 0, wye_n 1, delta 2, zigzag 3, zigzag_n 4."""

WITH_LINK = range(0, 100, 7)
"""Inputs with a link. Its 1.4e6 pu beside cables of 40 pu leaves power-grid-model itself an error of some 1e-8
pu, where its iteration stalls: such voltages are compared to 2e-7."""

ZIP = {
    0: VoltageResponse(),
    1: VoltageResponse(p_zip=(1.0, 0.0, 0.0), q_zip=(1.0, 0.0, 0.0)),
    2: VoltageResponse(p_zip=(0.0, 1.0, 0.0), q_zip=(0.0, 1.0, 0.0)),
}


class Inputs:
    """Rows of components, gathered with ids that never repeat."""

    def __init__(self):
        self.rows, self.next = {}, 0

    def add(self, component, **values):
        number, self.next = self.next, self.next + 1
        self.rows.setdefault(component, []).append({"id": number, **values})
        return number

    def arrays(self):
        made = {}
        for component, rows in self.rows.items():
            array = pgm.initialize_array("input", component, len(rows))
            for at, row in enumerate(rows):
                for name, value in row.items():
                    array[name][at] = value
            made[component] = array
        return made


def inputs_of(seed):
    """Return a street behind a transformer, meshed or not, with everything the reader knows."""
    rng = np.random.default_rng(seed)
    first, last = WINDINGS[seed % len(WINDINGS)]
    made = Inputs()
    grid, bar = made.add("node", u_rated=10e3), made.add("node", u_rated=400.0)
    made.add(
        "source", node=grid, status=1, u_ref=rng.uniform(0.98, 1.05), u_ref_angle=rng.uniform(-1, 1),
        sk=rng.uniform(5e7, 5e8), rx_ratio=rng.uniform(0.05, 0.5), z01_ratio=rng.uniform(0.5, 3.0),
    )  # fmt: skip
    add_transformer(made, rng, (grid, bar), (first, last))
    street = [bar]
    for _ in range(rng.integers(4, 12)):
        home = made.add("node", u_rated=400.0)
        add_line(made, rng, int(rng.choice(street)), home)
        street.append(home)
    for _ in range(rng.integers(0, 4)):
        one, two = (int(node) for node in rng.choice(street, 2, replace=False))
        add_line(made, rng, one, two)
        if rng.random() < 0.5:
            add_line(made, rng, one, two)  # parallel
    for status in ((1, 0), (0, 1), (0, 0)):
        one, two = (int(node) for node in rng.choice(street, 2, replace=False))
        add_line(made, rng, one, two, status)
    if seed in WITH_LINK:
        beyond = made.add("node", u_rated=400.0)
        made.add("link", from_node=street[-1], to_node=beyond, from_status=1, to_status=1)
        street.append(beyond)
    lost = [made.add("node", u_rated=400.0) for _ in range(2)]
    add_line(made, rng, *lost)
    add_line(made, rng, street[1], lost[0], (1, 0))
    made.add("shunt", node=lost[0], status=1, g1=0.1, b1=0.1, g0=0.1, b0=0.1)
    # Where no winding earths the street, a shunt does, so that there is an answer to compare.
    made.add(
        "shunt", node=bar, status=1, g1=rng.uniform(0, 0.01), b1=rng.uniform(-0.01, 0.01),
        g0=rng.uniform(2.0, 5.0), b0=rng.uniform(-1.0, 1.0),
    )  # fmt: skip
    made.add("shunt", node=street[2], status=0, g1=9.0, b1=9.0, g0=9.0, b0=9.0)
    for node in street:
        add_loads(made, rng, node)
    return made


def add_transformer(made, rng, nodes, windings):
    reversed_ = rng.random() < 0.3
    if reversed_:
        nodes, windings = nodes[::-1], windings[::-1]
    odd = (windings[0] in (0, 1)) != (windings[1] in (0, 1))
    low, high = sorted(rng.choice(np.arange(-5, 6), 2, replace=False).tolist())
    nominal = int(rng.integers(low, high + 1))
    flipped = rng.random() < 0.3
    volts = (0.4e3, 10e3) if reversed_ else (10e3, 0.4e3)
    side = int(rng.integers(0, 2))
    sn = rng.choice([250e3, 400e3, 630e3])
    made.add(
        "transformer", from_node=nodes[0], to_node=nodes[1], from_status=1, to_status=1,
        u1=volts[0] * rng.uniform(0.97, 1.07), u2=volts[1] * rng.uniform(0.98, 1.04), sn=sn,
        uk=rng.uniform(0.03, 0.06), pk=sn * rng.uniform(0.006, 0.014), i0=rng.uniform(0.002, 0.01),
        p0=sn * 1e-3, winding_from=windings[0], winding_to=windings[1],
        clock=int(rng.integers(0, 6)) * 2 + odd, tap_side=side,
        tap_pos=int(rng.integers(low, high + 1)), tap_min=high if flipped else low,
        tap_max=low if flipped else high, tap_nom=nominal, tap_size=volts[side] * 0.005,
        **({"uk_min": 0.035, "uk_max": 0.06, "pk_min": sn * 0.011, "pk_max": sn * 0.009} if rng.random() < 0.5 else {}),
        **({"r_grounding_from": 0.3, "x_grounding_from": 0.1, "r_grounding_to": 0.02, "x_grounding_to": 0.03} if rng.random() < 0.5 else {}),
        **({"i0_zero_sequence": 0.02} if rng.random() < 0.3 else {}),
    )  # fmt: skip


def add_line(made, rng, one, two, status=(1, 1)):
    km = rng.uniform(0.01, 0.1)
    r, x, c = 0.2 * km, 0.08 * km, 0.7e-6 * km
    made.add(
        "line", from_node=one, to_node=two, from_status=status[0], to_status=status[1], r1=r, x1=x,
        c1=c, tan1=rng.uniform(0, 0.1), r0=3.0 * r, x0=2.0 * x, c0=0.5 * c, tan0=rng.uniform(0, 0.1),
        i_n=200.0,
    )  # fmt: skip


def add_loads(made, rng, node):
    for component, largest in (
        ("sym_load", 8e3),
        ("asym_load", 3e3),
        ("sym_gen", 4e3),
        ("asym_gen", 1.5e3),
    ):
        if rng.random() < 0.4:
            size = 3 if component.startswith("asym") else None
            made.add(
                component, node=node, status=int(rng.random() < 0.9), type=int(rng.integers(0, 3)),
                p_specified=rng.uniform(0.0, largest, size), q_specified=rng.uniform(-0.3, 0.5, size) * largest,
            )  # fmt: skip


def powers_of(made, network, unbalanced):
    """Return fixed powers and devices: what the loads and generators of the input draw."""
    ids, share, p, q, responses = [], [], [], [], []
    for component in ("sym_load", "asym_load", "sym_gen", "asym_gen"):
        sign = 1.0 if component.endswith("load") else -1.0
        for row in made.rows.get(component, []):
            bus = f"node {row['node']}"
            if not row["status"]:
                continue
            each_p, each_q = (
                np.broadcast_to(np.asarray(row[name]) / (1 if "asym" in component else 3), 3)
                * sign
                / 1e3
                for name in ("p_specified", "q_specified")
            )
            parts = np.eye(3) if unbalanced else np.full((1, 3), 1 / 3)
            for at, part in enumerate(parts):
                ids.append(bus)
                share.append(part)
                p.append(each_p[at] if unbalanced else each_p.sum())
                q.append(each_q[at] if unbalanced else each_q.sum())
                responses.append(ZIP[row["type"]])
    devices = Devices(tuple(ids), np.array(share), np.array([p]), np.array([q]), tuple(responses))
    shape = (1, len(network.bus_ids), 3) if unbalanced else (1, len(network.bus_ids))
    return np.zeros(shape), devices


@pytest.mark.parametrize("unbalanced", [False, True])
@pytest.mark.parametrize("seed", range(100))
def test_voltages_are_those_of_power_grid_model(seed, unbalanced, tmp_path):
    made = inputs_of(seed)
    arrays = made.arrays()
    file = tmp_path / "input.json"
    utils.json_serialize_to_file(file, arrays, use_compact_list=bool(seed % 2))
    network = load_network(file)
    model = pgm.PowerGridModel(arrays, system_frequency=50.0)
    theirs = model.calculate_power_flow(
        symmetric=not unbalanced, error_tolerance=1e-7 if seed in WITH_LINK else 1e-10, max_iterations=100,
        calculation_method=pgm.CalculationMethod.newton_raphson,
    )["node"]  # fmt: skip
    zeros, devices = powers_of(made, network, unbalanced)
    flows = power_flow(network, zeros, devices=devices, tolerance=1e-10)
    assert flows.converged.all()
    there = theirs["energized"].astype(bool)
    assert there.sum() == len(there) - 2
    np.testing.assert_array_equal(network.bus_node >= 0, there)
    vm = flows.vm_pu[0]
    np.testing.assert_allclose(
        vm[there], theirs["u_pu"][there], rtol=0, atol=2e-7 if seed in WITH_LINK else 1e-8
    )
