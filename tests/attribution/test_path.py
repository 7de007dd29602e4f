"""Contributions along the straight way: by hand on two buses, by the axioms, and by brute force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hubsim.attribution.path import Powers, Watched, Ways
from hubsim.kpis.voltage import low_and_high
from hubsim.networks.load import load_network
from hubsim.powerflow.solve import power_flow

SEMIURB = Path(__file__).parents[2] / "scenarios" / "networks" / "simbench-semiurb4.json"
KV, LIMIT_A = 0.4, 200.0


def feeders(ohm: list[float]):
    """Build feeders from one busbar: bus k + 1 hangs on line k, which has only a resistance."""
    pp = pytest.importorskip("pandapower")
    net = pp.create_empty_network()
    buses = [pp.create_bus(net, KV, name=f"b{k}") for k in range(len(ohm) + 1)]
    pp.create_ext_grid(net, buses[0])
    for k, r in enumerate(ohm):
        pp.create_line_from_parameters(
            net, buses[0], buses[k + 1], 1.0, r, 1e-7, 0.0, LIMIT_A / 1000.0, name=f"l{k}"
        )
        pp.create_load(net, buses[k + 1], 0.0)
    return load_network(net)


def loading_by_hand(p_kw: float, ohm: float) -> float:
    """V (V - V_2) = R P in volts of a three-phase line, so V_2 and then the current, in percent."""
    volts = 1000.0 * KV
    v2 = volts * (1.0 + np.sqrt(1.0 - 4.0 * ohm * 1000.0 * p_kw / volts**2)) / 2.0
    return float(100.0 * 1000.0 * abs(p_kw) / (np.sqrt(3.0) * v2) / LIMIT_A)


def taken(network, start_kw, change_kw, watched: Watched, kvar=None) -> np.ndarray:
    """Return (n, C, F) what each bus takes off each quantity. start_kw, change_kw : (U, C[, 3])."""
    start, change = (np.asarray(one, dtype=float) for one in (start_kw, change_kw))
    if start.ndim == 2:
        start, change = start[:, :, None], change[:, :, None]
    q0, dq = (np.zeros_like(start), np.zeros_like(start)) if kvar is None else kvar
    columns = np.arange(len(network.bus_ids))
    ways = Ways.of(network, columns, by_phase=start.shape[2] == 3)
    kw, kvars = ways.shares(Powers(start, q0, change, dq), watched)
    return -(kw * change[watched.steps] + kvars * dq[watched.steps])


def one(sort="line", place=0, limit=100.0) -> Watched:
    return Watched([sort], np.array([place]), np.array([0]), np.array([limit]))


@pytest.mark.parametrize("end", [110.0, 145.0, 200.0, -60.0])
def test_two_buses_by_hand(end):
    """Two assets at one bus share by their change; all of it is what lies beyond the limit."""
    network = feeders([0.05])
    found = taken(network, [[0.0, 160.0]], [[0.0, end - 160.0]], one())
    beyond = [max(0.0, loading_by_hand(p, 0.05) - 100.0) for p in (160.0, end)]
    assert beyond[0] > 15.0
    assert found.sum() == pytest.approx(beyond[0] - beyond[1], abs=2e-4)
    # The integral is one number a bus, so an asset that changes by -60 of -40 kW has 3/2 of it.
    assert found[0, 0, 0] == 0.0


def test_the_quantity_itself_where_there_is_no_limit():
    network = feeders([0.05])
    found = taken(network, [[0.0, 160.0]], [[0.0, -100.0]], one(limit=np.inf))
    exact = loading_by_hand(160.0, 0.05) - loading_by_hand(60.0, 0.05)
    assert found.sum() == pytest.approx(exact, abs=2e-3)


def test_a_way_through_nothing_from_drawing_to_feeding_in():
    """160 kW drawn become 180 kW fed in: over the limit at both ends, idle between."""
    network = feeders([0.05])
    found = taken(network, [[0.0, 160.0]], [[0.0, -340.0]], one())
    alone = loading_by_hand(160.0, 0.05) - 100.0
    together = loading_by_hand(-180.0, 0.05) - 100.0
    assert together > 5.0
    assert found.sum() == pytest.approx(alone - together, abs=2e-4)


def test_no_change_and_another_feeder_have_no_part():
    network = feeders([0.05, 0.05, 0.05])
    found = taken(network, [[0.0, 160.0, 100.0, 40.0]], [[0.0, -80.0, -90.0, 0.0]], one())
    assert found[0, 1, 0] > 15.0
    assert found[0, 2, 0] == pytest.approx(0.0, abs=1e-9)
    assert found[0, 3, 0] == 0.0


def test_like_buses_have_like_parts_and_quantities_add_up():
    """A busbar behind a cable with two equal ends: the same change brings the same relief."""
    pp = pytest.importorskip("pandapower")
    net = pp.create_empty_network()
    buses = [pp.create_bus(net, KV, name=f"b{k}") for k in range(4)]
    pp.create_ext_grid(net, buses[0])
    for k, (begin, end) in enumerate([(0, 1), (1, 2), (1, 3)]):
        pp.create_line_from_parameters(
            net, buses[begin], buses[end], 1.0, 0.03, 0.01, 0.0, LIMIT_A / 1000.0, name=f"l{k}"
        )
        pp.create_load(net, buses[end], 0.0)
    network = load_network(net)
    start, change = [[0.0, 20.0, 80.0, 80.0]], [[0.0, 0.0, -45.0, -45.0]]
    found = taken(network, start, change, one())
    assert found[0, 2, 0] == pytest.approx(found[0, 3, 0], rel=1e-9)
    assert found[0, 2, 0] > 5.0
    both = Watched(["line", "line"], np.array([0, 1]), np.array([0, 0]), np.array([100.0, 50.0]))
    apart = [taken(network, start, change, both.part(np.array([k]))) for k in (0, 1)]
    assert np.array_equal(taken(network, start, change, both), np.concatenate(apart))


@pytest.mark.parametrize("by_phase", [False, True])
def test_brute_force_on_a_street(by_phase):
    """Small differences at many places of the way, by power flow alone, give the same parts."""
    places = 300 if by_phase else 4000
    network = load_network(SEMIURB)
    random = np.random.default_rng(3)
    n_bus, shape = len(network.bus_ids), (len(network.bus_ids), 3) if by_phase else (44,)
    assert n_bus == 44
    low = np.flatnonzero((network.bus_kv < 1.0) & (network.bus_node != network.slack_node))
    start, change, kvar, more = (np.zeros(shape) for _ in range(4))
    scale = 1.0 / 3.0 if by_phase else 1.0
    start[low] = scale * random.uniform(8.0, 18.0, start[low].shape)
    kvar[low] = scale * random.uniform(0.0, 4.0, start[low].shape)
    change[low] = scale * random.uniform(-16.0, 4.0, start[low].shape)
    more[low] = scale * random.uniform(-3.0, 3.0, start[low].shape)
    u = (np.arange(places) + 0.5) / places
    flow = power_flow(network, np.array([start, start + change]), np.array([kvar, kvar + more]))
    line = int(np.nanargmax(flow.line_loading_pct[0]))
    lowest = low_and_high(flow.vm_pu)[0]
    bus = int(low[np.nanargmin(lowest[0, low])])
    ends = [flow.trafo_loading_pct[:, 0], flow.line_loading_pct[:, line], lowest[:, bus]]
    limit = np.array([end.mean() for end in ends])
    watched = Watched(
        ["transformer", "line", "voltage-low"], np.array([0, line, bus]), np.zeros(3, int), limit
    )
    axes = ((1,), (44, -1))
    found = taken(
        network,
        start[None],
        change[None],
        watched,
        tuple(one.reshape(*axes[0], *axes[1]) for one in (kvar, more)),
    )
    # A limit met between two places is off by half of their distance at most.
    allowed = 1.0 / places
    groups = [low[:12], low[12:25], low[25:]]
    way = u.reshape(-1, *([1] * start.ndim))
    for group in groups:
        mask = np.zeros(shape)
        mask[group] = 1.0
        h = 1e-3
        sides = [
            power_flow(
                network,
                start + (way + step * mask) * change,
                kvar + (way + step * mask) * more,
            )
            for step in (h, -h)
        ]
        for k, values in enumerate(
            [
                [side.trafo_loading_pct[:, 0] for side in sides],
                [side.line_loading_pct[:, line] for side in sides],
                [-low_and_high(side.vm_pu)[0][:, bus] for side in sides],
            ]
        ):
            bound = -limit[k] if k == 2 else limit[k]
            slope = (np.maximum(values[0], bound) - np.maximum(values[1], bound)) / (2.0 * h)
            part, total = found[k, group].sum(), np.abs(found[k]).sum()
            assert part == pytest.approx(-slope.mean(), rel=3e-3, abs=allowed * total)
    for k, end in enumerate(ends):
        sign = -1.0 if k == 2 else 1.0
        beyond = np.maximum(sign * (end - limit[k]), 0.0)
        assert found[k].sum() == pytest.approx(beyond[0] - beyond[1], rel=3e-4)
