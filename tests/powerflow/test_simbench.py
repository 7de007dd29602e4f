"""Every SimBench low-voltage network in every scenario against pandapower's Newton."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.networks.from_pandapower import network_of, quiet
from hubsim.powerflow.solve import power_flow

pytestmark = pytest.mark.peers

simbench = pytest.importorskip("simbench", reason="needs hubsim[simbench]")

NAMES = ("rural1", "rural2", "rural3", "semiurb4", "semiurb5", "urban6")
SCENARIOS = (0, 1, 2)


def case_of_code(code, new_case):
    """Return a network of SimBench with a year of its own profiles, (T, B) each."""
    with quiet():
        net = simbench.get_simbench_net(code)
        profiles = simbench.get_absolute_values(net, profiles_instead_of_study_cases=True)
    place = {bus: k for k, bus in enumerate(net.bus.index)}
    drawn = {}
    for (element, column), values in profiles.items():
        if column not in ("p_mw", "q_mvar") or element not in ("load", "sgen", "storage"):
            continue
        power = drawn.setdefault(column, np.zeros((len(values), len(net.bus))))
        sign = -1.0 if element == "sgen" else 1.0
        for number in values.columns:
            power[:, place[net[element].bus.at[number]]] += sign * 1e3 * values[number].to_numpy()
    for element in ("load", "sgen", "storage"):
        net[element] = net[element].drop(net[element].index)
    net.profiles = {}
    with quiet():
        network = network_of(net)
    order = [place[int(bus)] for bus in net.bus.index]
    return new_case(network, drawn["p_mw"][:, order], drawn["q_mvar"][:, order])


def assert_agrees(case, flows, k):
    net = case.net
    assert np.nanmax(np.abs(flows.vm_pu[k] - net.res_bus.vm_pu)) <= 1e-8
    assert np.nanmax(np.abs(flows.va_deg[k] - net.res_bus.va_degree)) <= 1e-6
    for ours, theirs in (
        (flows.line_loading_pct[k], net.res_line.loading_percent),
        (flows.trafo_loading_pct[k], net.res_trafo.loading_percent),
    ):
        share = np.maximum(1.0, theirs / 100.0)
        assert np.nanmax(np.abs(ours - theirs) / share) <= 1e-5


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("name", NAMES)
def test_peak_sun_and_night_agree_and_the_year_is_solved(name, scenario, new_case):
    case = case_of_code(f"1-LV-{name}--{scenario}-sw", new_case)
    flows = power_flow(case.network, case.p_kw, case.q_kvar)
    assert flows.converged.all()
    assert flows.mismatch_kw <= 1e-6 * len(case.network.node_kv)
    total = case.p_kw.sum(axis=1)
    steps = {total.argmax(), total.argmin(), np.abs(total).argmin(), 4_000, 20_000}
    for k in steps:
        assert case.solve_reference(case.p_kw[k], case.q_kvar[k])
        assert_agrees(case, flows, k)


def test_heavy_overload_is_solved_right_down_to_the_collapse_point(new_case):
    case = case_of_code("1-LV-rural3--0-sw", new_case)
    peak = case.p_kw.sum(axis=1).argmax()
    scales = np.array([1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 48.0])
    p_kw, q_kvar = (np.outer(scales, power[peak]) for power in (case.p_kw, case.q_kvar))
    flows = power_flow(case.network, p_kw, q_kvar)
    for k in range(len(scales)):
        reached = case.solve_reference(p_kw[k], q_kvar[k])
        assert reached == flows.converged[k], scales[k]
        if reached:
            assert_agrees(case, flows, k)
    assert flows.converged[:4].all()
    assert not flows.converged[-1]
    assert np.nanmin(flows.vm_pu) < 0.8
