"""Three phases against power-grid-model and OpenDSS, with the models made equal.

Neither has a zero-sequence magnetising branch, so the nets give none. The external grid is ideal in all
sequences: a net without short-circuit power here, a source of immense power there. Transformers are without
iron losses, where "t" and "pi" are one.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandapower as pp
import pytest
from pandapower import networks

import hubsim
from hubsim.networks.from_pandapower import network_of, quiet

pytestmark = pytest.mark.peers

pgm = pytest.importorskip("power_grid_model", reason="needs hubsim[peers]")

PHASES = ("a", "b", "c")
WINDINGS = {"YN": "wye_n", "Y": "wye", "D": "delta", "yn": "wye_n", "zn": "zigzag_n"}
STEPS = 20


@cache
def european():
    """Return the IEEE European LV feeder, its loaded buses and 20 steps of power, (T, 55, 3) [kW]."""
    with quiet():
        net = networks.ieee_european_lv_asymmetric()
    net.bus["name"] = [f"bus {bus}" for bus in net.bus.index]
    net.ext_grid["s_sc_max_mva"] = np.nan
    net.trafo["mag0_percent"] = np.nan
    loaded = net.asymmetric_load.bus.to_numpy()
    phase = np.argmax(net.asymmetric_load[[f"p_{phase}_mw" for phase in PHASES]].to_numpy(), axis=1)
    rng = np.random.default_rng(55)
    # From light to heavy, some homes feeding in.
    drawn_kw = rng.normal(1.0, 1.5, (STEPS, len(loaded))) * np.linspace(0.2, 2.5, STEPS)[:, None]
    p_kw = np.zeros((STEPS, len(loaded), 3))
    p_kw[:, np.arange(len(loaded)), phase] = drawn_kw
    return net, loaded, p_kw, 0.33 * np.abs(p_kw)


@cache
def european_flows():
    net, loaded, p_kw, q_kvar = european()
    with quiet():
        network = network_of(net)
    assert network.bus_ids == tuple(net.bus.name)
    flows = hubsim.power_flow(network, p_kw, q_kvar, buses=[f"bus {bus}" for bus in loaded])
    assert flows.converged.all()
    assert flows.vm_pu.min() < 0.98, "the loads are too light to tell"
    assert flows.unbalance_pct.max() > 0.5, "the loads are too balanced to tell"
    return flows


def model_of(net, loaded):
    """Return power-grid-model's own model of a net with one transformer, and the ids of its loads."""
    counts = {"node": len(net.bus), "line": len(net.line), "transformer": 1, "source": 1}
    counts["asym_load"] = len(loaded)
    parts = {kind: pgm.initialize_array("input", kind, count) for kind, count in counts.items()}
    first = 0
    for part in parts.values():
        part["id"] = first + np.arange(len(part))
        first += len(part)
    node, line, trafo, source, load = parts.values()
    node["u_rated"] = net.bus.vn_kv * 1e3
    line["from_node"], line["to_node"] = net.line.from_bus, net.line.to_bus
    line["from_status"] = line["to_status"] = 1
    length_km = net.line.length_km
    line["r1"], line["x1"] = net.line.r_ohm_per_km * length_km, net.line.x_ohm_per_km * length_km
    line["c1"] = net.line.c_nf_per_km * 1e-9 * length_km
    for name in ("r0", "x0"):
        line[name] = net.line[f"{name}_ohm_per_km"].astype(float) * length_km
    line["c0"] = net.line.c0_nf_per_km.astype(float) * 1e-9 * length_km
    line["tan1"] = line["tan0"] = 0.0
    line["i_n"] = net.line.max_i_ka * 1e3
    own = net.trafo.iloc[0]
    trafo["from_node"], trafo["to_node"] = own.hv_bus, own.lv_bus
    trafo["from_status"] = trafo["to_status"] = 1
    trafo["u1"], trafo["u2"], trafo["sn"] = own.vn_hv_kv * 1e3, own.vn_lv_kv * 1e3, own.sn_mva * 1e6
    trafo["uk"], trafo["pk"] = own.vk_percent / 100.0, own.vkr_percent * own.sn_mva * 1e4
    trafo["i0"] = trafo["p0"] = 0.0
    hv = own.vector_group.rstrip("nyzd")
    trafo["winding_from"] = pgm.WindingType[WINDINGS[hv]]
    trafo["winding_to"] = pgm.WindingType[WINDINGS[own.vector_group[len(hv) :]]]
    trafo["clock"], trafo["tap_side"] = round(own.shift_degree / 30.0) % 12, 0
    trafo["tap_pos"], trafo["tap_nom"] = own.tap_pos, own.tap_neutral
    trafo["tap_min"], trafo["tap_max"] = own.tap_min, own.tap_max
    trafo["tap_size"] = own.tap_step_percent / 100.0 * own.vn_hv_kv * 1e3
    source["node"], source["status"] = net.ext_grid.bus, 1
    source["u_ref"], source["sk"] = net.ext_grid.vm_pu, 1e22
    load["node"], load["status"], load["type"] = loaded, 1, pgm.LoadGenType.const_power
    load["p_specified"] = load["q_specified"] = 0.0
    return pgm.PowerGridModel(parts, system_frequency=net.f_hz)


def solved_by_pgm(net, loaded, p_kw, q_kvar):
    return model_of(net, loaded).calculate_power_flow(
        symmetric=False,
        update_data={"asym_load": {"p_specified": p_kw * 1e3, "q_specified": q_kvar * 1e3}},
        output_component_types=["node", "line", "transformer"],
        error_tolerance=1e-11,
        max_iterations=100,
    )


def assert_same_as_pgm(net, flows, theirs):
    node, line = theirs["node"], theirs["line"]
    assert np.abs(flows.vm_pu - node["u_pu"]).max() <= 1e-8
    turned = np.degrees(node["u_angle"]) - flows.va_deg
    assert np.abs((turned + 180.0) % 360.0 - 180.0).max() <= 1e-6
    voltage = node["u_pu"] * np.exp(1j * node["u_angle"])
    turn = np.exp(2j * np.pi / 3.0)
    positive, negative = (
        voltage @ np.array([1.0, one, another])
        for one, another in ((turn, turn**2), (turn**2, turn))
    )
    unbalance_pct = 100.0 * np.abs(negative / positive)
    assert np.abs(flows.unbalance_pct - unbalance_pct).max() <= 1e-5
    largest_a = np.maximum(line["i_from"], line["i_to"])
    assert np.abs(flows.line_current_a - largest_a).max() <= 1e-5 * largest_a.max()
    volt = voltage * (net.bus.vn_kv.to_numpy()[:, None] * 1e3 / np.sqrt(3.0))
    neutral_a = [
        np.abs(((line[f"p_{end}"] - 1j * line[f"q_{end}"]) / np.conj(volt[:, at])).sum(axis=2))
        for end, at in (("from", net.line.from_bus), ("to", net.line.to_bus))
    ]
    assert np.abs(flows.line_neutral_a - np.maximum(*neutral_a)).max() <= 1e-5 * largest_a.max()
    trafo = theirs["transformer"]
    assert np.abs(flows.trafo_p_kw - trafo["p_from"].sum(axis=2) / 1e3).max() <= 1e-4
    assert np.abs(flows.trafo_q_kvar - trafo["q_from"].sum(axis=2) / 1e3).max() <= 1e-4


def test_european_feeder_agrees_with_power_grid_model():
    net, loaded, p_kw, q_kvar = european()
    assert_same_as_pgm(net, european_flows(), solved_by_pgm(net, loaded, p_kw, q_kvar))


def net_of(seed, group, clock, n_home):
    """Return a random radial street behind a transformer of some vector group."""
    rng = np.random.default_rng(seed)
    net = pp.create_empty_network()
    grid, bar = pp.create_bus(net, 10.0), pp.create_bus(net, 0.4)
    pp.create_ext_grid(net, grid, vm_pu=1.03)
    # The zero-sequence leakage of a zigzag is a tenth of its leakage in power-grid-model.
    share = 0.1 if group.endswith("zn") else 1.0
    pp.create_transformer_from_parameters(
        net, grid, bar, sn_mva=0.4, vn_hv_kv=10.0, vn_lv_kv=0.4, vkr_percent=1.425, vk_percent=6.0,
        pfe_kw=0.0, i0_percent=0.0, shift_degree=30.0 * clock, vector_group=group,
        vk0_percent=6.0 * share, vkr0_percent=1.425 * share, tap_side="hv", tap_neutral=0, tap_pos=1,
        tap_min=-2, tap_max=2, tap_step_percent=2.5, tap_changer_type="Ratio",
    )  # fmt: skip
    street = [bar]
    for _ in range(n_home):
        home = pp.create_bus(net, 0.4)
        before = street[rng.integers(max(0, len(street) - 4), len(street))]
        r, x = rng.uniform(0.2, 0.6), rng.uniform(0.07, 0.1)
        pp.create_line_from_parameters(
            net, before, home, rng.uniform(0.01, 0.06), r, x, rng.uniform(0.0, 800.0), 0.27,
            r0_ohm_per_km=rng.uniform(2.0, 4.0) * r, x0_ohm_per_km=rng.uniform(1.5, 4.0) * x,
            c0_nf_per_km=rng.uniform(0.0, 500.0),
        )  # fmt: skip
        street.append(home)
    return net


@pytest.mark.parametrize(
    ("seed", "group", "clock"),
    [
        (1, "YNyn", 0),
        (2, "YNyn", 6),
        (3, "Dyn", 1),
        (4, "Dyn", 5),
        (5, "Dyn", 11),
        (6, "Yzn", 5),
        (7, "Yzn", 11),
    ],
)
def test_random_streets_agree_with_power_grid_model(seed, group, clock):
    n_home = 30
    net = net_of(seed, group, clock, n_home)
    with quiet():
        network = network_of(net)
    rng = np.random.default_rng(100 + seed)
    # Every home is on one, two or three phases.
    connected = rng.permuted(np.arange(3) < rng.integers(1, 4, n_home)[:, None], axis=1)
    p_kw = np.zeros((STEPS, len(net.bus), 3))
    p_kw[:, 2:] = rng.normal(1.0, 2.0, (STEPS, n_home, 3)) * connected
    q_kvar = 0.3 * np.abs(p_kw)
    flows = hubsim.power_flow(network, p_kw, q_kvar)
    assert flows.converged.all()
    assert np.abs(flows.vm_pu - flows.vm_pu.mean(axis=2, keepdims=True)).max() > 0.01
    loaded = net.bus.index.to_numpy()
    assert_same_as_pgm(net, flows, solved_by_pgm(net, loaded, p_kw, q_kvar))


def circuit(net, loaded):
    """Return the European feeder as OpenDSS commands; its transformer is Dyn1."""
    own, grid = net.trafo.iloc[0], net.ext_grid.iloc[0]
    kva, reactance = own.sn_mva * 1e3, np.sqrt(own.vk_percent**2 - own.vkr_percent**2)
    yield "clear"
    yield f"set defaultbasefrequency={net.f_hz}"
    yield (
        f"new circuit.european bus1=b{grid.bus} phases=3 basekv={own.vn_hv_kv} pu={grid.vm_pu} "
        "model=ideal puzideal=[1e-9 1e-9]"
    )
    for row in net.line.itertuples():
        yield (
            f"new line.n{row.Index} bus1=b{row.from_bus} bus2=b{row.to_bus} phases=3 units=km "
            f"length={row.length_km:.15g} r1={row.r_ohm_per_km} x1={row.x_ohm_per_km} c1=0 "
            f"r0={row.r0_ohm_per_km} x0={row.x0_ohm_per_km} c0=0"
        )
    yield (
        f"new transformer.t phases=3 windings=2 buses=(b{own.hv_bus} b{own.lv_bus}) leadlag=lag "
        f"conns=(delta wye) kvs=({own.vn_hv_kv} {own.vn_lv_kv}) kvas=({kva} {kva}) "
        f"xhl={reactance:.15g} %loadloss={own.vkr_percent} %noloadloss=0 %imag=0 ppm_antifloat=0"
    )
    for load, bus in enumerate(loaded):
        for phase in (1, 2, 3):
            yield (
                f"new load.l{load}_{phase} bus1=b{bus}.{phase} phases=1 kw=0 kvar=0 model=1 "
                f"kv={own.vn_lv_kv / np.sqrt(3.0):.15g} vminpu=0.1 vmaxpu=2"
            )
    yield f"set voltagebases=({own.vn_lv_kv} {own.vn_hv_kv})"
    yield "calcvoltagebases"
    yield "set tolerance=1e-10 maxiterations=100 controlmode=off"


def test_european_feeder_agrees_with_opendss():
    dss = pytest.importorskip("opendssdirect", reason="needs hubsim[peers]").dss
    net, loaded, p_kw, q_kvar = european()
    flows = european_flows()
    dss.Basic.AllowForms(False)
    dss.Text.Commands("\n".join(circuit(net, loaded)))
    names = [name.lower() for name in dss.Circuit.AllNodeNames()]
    order = [[names.index(f"b{bus}.{phase}") for phase in (1, 2, 3)] for bus in net.bus.index]
    base_v = net.bus.vn_kv.to_numpy()[:, None] * 1e3 / np.sqrt(3.0)
    for step in range(STEPS):
        for load, phase in np.argwhere(p_kw[step]):
            dss.Loads.Name(f"l{load}_{phase + 1}")
            dss.Loads.kW(p_kw[step, load, phase])
            dss.Loads.kvar(q_kvar[step, load, phase])
        dss.Solution.Solve()
        assert dss.Solution.Converged()
        vm_pu = np.array(dss.Circuit.AllBusVMag())[order] / base_v
        assert np.abs(flows.vm_pu[step] - vm_pu).max() <= 1e-6
        # Lines come before the transformer: two ends of three phases each, real and imaginary parts.
        current = np.array(dss.PDElements.AllCurrents()).view(np.complex128)
        begins_a = current[: 6 * len(net.line)].reshape(-1, 2, 3)[:, 0]
        allowed_a = 1e-5 * np.abs(begins_a).max()
        assert np.abs(flows.line_current_a[step] - np.abs(begins_a)).max() <= allowed_a
        neutral_a = np.abs(begins_a.sum(axis=1))
        assert np.abs(flows.line_neutral_a[step] - neutral_a).max() <= allowed_a
