"""Random radial and meshed networks against pandapower's Newton, from no load to beyond collapse."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import pandapower as pp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubsim.networks.from_pandapower import network_of, quiet
from hubsim.powerflow.solve import power_flow

EXAMPLES = int(os.environ.get("HUBSIM_EXAMPLES", "20"))
"""Set it to a few thousand to search longer."""

LEVELS = (0.0, 0.02, -0.3, 0.3, 1.0, 2.0, 4.0, 8.0, 20.0, 100.0)
"""Parts of the load that the transformers are rated for; negative feeds in."""


@dataclass(frozen=True)
class Drawn:
    """What decides a network: the same numbers give the same network."""

    stations: int
    homes: int
    loops: int
    seed: int


drawn = st.builds(
    Drawn,
    stations=st.integers(1, 4),
    homes=st.integers(1, 12),
    loops=st.integers(0, 4),
    seed=st.integers(0, 2**32 - 1),
)


def build(what: Drawn):
    """Return a pandapower net: an MV feeder with stations, each with a random LV tree, and loops."""
    rng = np.random.default_rng(what.seed)
    net = pp.create_empty_network()
    start = pp.create_bus(net, 10.0)
    pp.create_ext_grid(net, start, vm_pu=rng.uniform(0.97, 1.05), va_degree=rng.choice([0.0, 37.0]))
    mv = [start]
    for _ in range(what.stations):
        mv.append(pp.create_bus(net, 10.0))
        before = mv[rng.integers(len(mv) - 1)]
        pp.create_line(net, before, mv[-1], rng.uniform(0.1, 5.0), "NA2XS2Y 1x95 RM/25 6/10 kV")
    lv = []
    for station in mv[1:]:
        bar = pp.create_bus(net, 0.4)
        for _ in range(rng.integers(1, 3)):  # also two in parallel, with one vector group
            pp.create_transformer(
                net, station, bar, "0.4 MVA 10/0.4 kV", tap_pos=rng.integers(-2, 3)
            )
        shift = 30.0 * float(rng.choice([0, 1, 5, 11]))
        net.trafo.loc[net.trafo.lv_bus == bar, "shift_degree"] = shift
        street = [bar]
        for _ in range(what.homes):
            home = pp.create_bus(net, 0.4)
            line = pp.create_line(
                net,
                street[rng.integers(len(street))],
                home,
                rng.uniform(0.005, 0.2),
                "NAYY 4x150 SE",
            )
            if rng.random() < 0.3:
                net.line.loc[line, "c_nf_per_km"] = 0.0
            street.append(home)
        lv.append(street)
    for _ in range(what.loops):
        street = lv[rng.integers(len(lv))]
        one, two = street[rng.integers(len(street))], street[rng.integers(len(street))]
        if one != two:
            tie = pp.create_line(net, one, two, rng.uniform(0.01, 0.2), "NAYY 4x50 SE")
            if rng.random() < 0.3:
                pp.create_switch(net, one, tie, "l", closed=False)
    spur = pp.create_bus(net, 0.4)
    pp.create_switch(net, lv[0][-1], spur, "b", closed=bool(rng.random() < 0.7))
    pp.create_line(net, lv[0][0], lv[0][-1], 0.1, "NAYY 4x150 SE", in_service=False)
    return net


def points(network, what: Drawn):
    """Return operating points: a random pattern of the station's rating at every level."""
    rng = np.random.default_rng(what.seed + 1)
    supplied = network.bus_node >= 0
    pattern = rng.gamma(1.0, 1.0, len(supplied)) * supplied * (rng.random(len(supplied)) < 0.7)
    pattern *= (network.bus_kv < 1.0) * 250.0 * what.stations / max(pattern.sum(), 1.0)
    p_kw = np.outer(LEVELS, pattern)
    return p_kw, p_kw * rng.uniform(-0.2, 0.5, len(supplied))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(what=drawn)
def test_a_random_network_agrees_with_pandapower(what, new_case):
    with quiet():
        network = network_of(build(what))
    p_kw, q_kvar = points(network, what)
    case = new_case(network, p_kw, q_kvar)
    flows = power_flow(network, p_kw, q_kvar)
    for k, level in enumerate(LEVELS):
        reached = case.solve_reference(p_kw[k], q_kvar[k])
        if reached != flows.converged[k]:
            # Right at the collapse point rounding decides; a little away from it, both must agree.
            assert_agree_beside(case, p_kw[k], q_kvar[k])
            continue
        if not reached:
            assert np.isnan(flows.vm_pu[k]).all()
            continue
        net = case.net
        low = float(np.nanmin(net.res_bus.vm_pu))
        if low < 0.4:
            continue  # pandapower started flat and may have come down on the other side of the nose
        assert largest(flows.vm_pu[k] - net.res_bus.vm_pu) <= 1e-8, level
        turned = (flows.va_deg[k] - net.res_bus.va_degree + 180.0) % 360.0 - 180.0
        assert largest(turned) <= 1e-6, level
        share = np.maximum(1.0, net.res_line.loading_percent / 100.0)
        assert largest((flows.line_loading_pct[k] - net.res_line.loading_percent) / share) <= 1e-5
        share = np.maximum(1.0, net.res_trafo.loading_percent / 100.0)
        assert largest((flows.trafo_loading_pct[k] - net.res_trafo.loading_percent) / share) <= 1e-5


def assert_agree_beside(case, p_kw, q_kvar):
    scales = np.array([0.97, 1.03])
    flows = power_flow(case.network, np.outer(scales, p_kw), np.outer(scales, q_kvar))
    reference = [case.solve_reference(scale * p_kw, scale * q_kvar) for scale in scales]
    assert flows.converged.tolist() == reference


def largest(difference):
    return float(np.nanmax(np.abs(difference), initial=0.0))


@pytest.mark.parametrize("loops", [0, 4])
def test_the_networks_are_as_described(loops):
    with quiet():
        net = build(Drawn(stations=3, homes=10, loops=loops, seed=7))
    n_tree = 3 + 30 + 1  # MV lines, LV lines, the one out of service
    assert len(net.line) == n_tree + loops
    assert len(net.trafo) > 3, "no two in parallel"
