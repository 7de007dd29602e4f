"""The three-phase comparison: its feeder and powers, and hubsim, power-grid-model and pandapower on it.

The feeder is pandapower's IEEE European Low Voltage Test Feeder. So that all tools solve the same
equations, its source holds its voltage in all sequences and its transformer has no zero-sequence
magnetising branch, which power-grid-model and OpenDSS do not have. `asymmetric_street` is another
network, for hubsim alone.

Powers are synthetic: every household has its own share of one shape, 0.1 kW all day with humps of 0.3 kW
about 7:30 and 0.7 kW about 19:00, and ten appliances a day of 0.5 to 3 kW for 2 to 30 minutes, begun at
random but more often when the shape is high; power factor 0.95, one phase a household.
"""

from __future__ import annotations

import copy
import warnings
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from peers.protocol import TOLERANCE, Case, FloatArray, IntArray, Peer, Solved

SEED = 2016
POWER_FACTOR = 0.95
PHASES = ("a", "b", "c")
LARGE = 1e9
"""So large that what it stands for has no effect: short-circuit power [MVA], magnetising impedance [%]."""

FEEDERS, HOMES_A_FEEDER = 2, 50
MAIN = (0.206, 0.079, 0.60, 0.15, 720.0, 0.26)
SERVICE = (1.91, 0.096, 4.65, 0.16, 0.0, 0.085)
"""R1, X1, R0, X0 [ohm/km], C [nF/km] and rating [kA] of a street's 4x150 and a home's 4x16 mm2 cable."""


def european_feeder(folder: Path) -> Case:
    """Write the feeder to ``european.json`` of a folder and return it; `Case.loaded` is a bus a load."""
    import pandapower as pp
    from pandapower import networks

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = networks.ieee_european_lv_asymmetric()
        net.bus["name"] = [f"bus {bus}" for bus in net.bus.index]
        net.ext_grid["s_sc_max_mva"] = np.nan
        net.trafo["mag0_percent"] = np.nan
        pp.to_json(net, str(folder / "european.json"))
    return _case("european", net, folder)


def read_european_feeder(folder: Path) -> Case:
    """Return the feeder that `european_feeder` wrote."""
    import pandapower as pp

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _case("european", pp.from_json(str(folder / "european.json")), folder)


def asymmetric_street(folder: Path) -> Case:
    """Write a street of 100 homes to ``street.json`` and return it.

    10/0.4 kV, 400 kVA, Dyn5; two feeders with a home every 10 m behind a service cable of 6 m, homes on the
    phases a, b and c in turn.
    """
    import pandapower as pp

    net = pp.create_empty_network(name="street")
    grid, bar = pp.create_bus(net, 10.0), pp.create_bus(net, 0.4)
    pp.create_ext_grid(net, grid)
    pp.create_transformer_from_parameters(
        net, grid, bar, sn_mva=0.4, vn_hv_kv=10.0, vn_lv_kv=0.4, vk_percent=4.0, vkr_percent=1.15,
        pfe_kw=0.61, i0_percent=0.25, shift_degree=150.0, vector_group="Dyn", vk0_percent=4.0,
        vkr0_percent=1.15, mag0_percent=100.0, mag0_rx=0.0, si0_hv_partial=0.9,
    )  # fmt: skip
    for _ in range(FEEDERS):
        before = bar
        for _ in range(HOMES_A_FEEDER):
            joint, home = pp.create_bus(net, 0.4), pp.create_bus(net, 0.4)
            _cable(net, before, joint, 0.010, MAIN)
            _cable(net, joint, home, 0.006, SERVICE)
            pp.create_asymmetric_load(
                net, home, **{f"p_{PHASES[len(net.asymmetric_load) % 3]}_mw": 1e-3}
            )
            before = joint
    net.bus["name"] = [f"bus {bus}" for bus in net.bus.index]
    pp.to_json(net, str(folder / "street.json"))
    return _case("street", net, folder)


def household_powers(case: Case, days: int, step_min: int) -> tuple[FloatArray, FloatArray]:
    """Return drawn active and reactive power, (T, loads, 3) [kW, kvar], each in the phase of its load."""
    rng = np.random.default_rng(SEED)
    phase = phases_of(case)
    n_load, steps_a_day = len(phase), 1440 // step_min
    n_step = days * steps_a_day
    hour = np.arange(n_step) % steps_a_day * step_min / 60.0
    morning, evening = np.exp(-(((hour - 7.5) / 1.2) ** 2)), np.exp(-(((hour - 19.0) / 2.5) ** 2))
    shape_kw = 0.1 + 0.3 * morning + 0.7 * evening
    drawn_kw = shape_kw[:, None] * rng.uniform(0.4, 1.6, n_load)
    change_kw = np.zeros((n_step + 1, n_load))
    n_pulse = 10 * days * n_load
    begin = rng.choice(n_step, n_pulse, p=shape_kw / shape_kw.sum())
    end = np.minimum(begin + np.maximum(rng.integers(2, 31, n_pulse) // step_min, 1), n_step)
    home, pulse_kw = rng.integers(n_load, size=n_pulse), rng.uniform(0.5, 3.0, n_pulse)
    np.add.at(change_kw, (begin, home), pulse_kw)
    np.add.at(change_kw, (end, home), -pulse_kw)
    drawn_kw += np.cumsum(change_kw[:-1], axis=0)
    p_kw = np.zeros((n_step, n_load, 3))
    p_kw[:, np.arange(n_load), phase] = drawn_kw
    return p_kw, p_kw * np.tan(np.arccos(POWER_FACTOR))


def phases_of(case: Case) -> IntArray:
    """Return the phase of every load, 0 to 2: the one in which the net draws power."""
    loads = case.net.asymmetric_load[[f"p_{phase}_mw" for phase in PHASES]].to_numpy()
    return np.asarray(np.argmax(loads, axis=1), dtype=np.int64)


def _case(name: str, net: Any, folder: Path) -> Case:
    loaded = net.asymmetric_load.bus.to_numpy(dtype=np.int64)
    return Case(name, net, folder / f"{name}.json", loaded)


def _cable(net: Any, start: int, end: int, length_km: float, cable: tuple[float, ...]) -> None:
    import pandapower as pp

    r1, x1, r0, x0, c_nf, limit_ka = cable
    pp.create_line_from_parameters(
        net, start, end, length_km, r1, x1, c_nf, limit_ka,
        r0_ohm_per_km=r0, x0_ohm_per_km=x0, c0_nf_per_km=c_nf,
    )  # fmt: skip


class Hubsim(Peer):
    """hubsim: voltages, angles, unbalance, line currents, neutral currents and loadings of all steps."""

    packages = ("hubsim",)
    gives = "voltages, angles, unbalance, phase and neutral currents, loadings"
    keep: ClassVar[tuple[str, ...] | None] = None

    def prepare(self, case: Case) -> None:
        """Read the network and name the buses that have load."""
        from hubsim import load_network

        self.network = load_network(case.file)
        self.buses = [f"bus {bus}" for bus in case.loaded]

    def solve(self, p_kw: FloatArray, q_kvar: FloatArray) -> Solved:
        """Solve all steps in one call."""
        from hubsim import power_flow

        chosen = {} if self.keep is None else {"keep": self.keep}
        flows = power_flow(
            self.network, p_kw, q_kvar, buses=self.buses, tolerance=TOLERANCE, threads=1, **chosen
        )
        if not flows.converged.all():
            raise RuntimeError(f"{(~flows.converged).sum()} steps did not converge")
        return Solved(flows.vm_pu, (flows.va_deg, flows.line_current_a))


class HubsimSame(Hubsim):
    """What the others give and no more."""

    gives = "voltages, angles, line currents"
    keep = ("vm_pu", "va_deg", "line_current_a")


class PgmIterativeCurrent(Peer):
    """power-grid-model: one batch on columns, the loads' powers updated, three columns of results."""

    packages = ("power-grid-model",)
    gives = "voltages, angles, line currents"
    method: ClassVar[str] = "iterative_current"

    def prepare(self, case: Case) -> None:
        """Write the net as the tool's components; ids run through all of them."""
        from power_grid_model import PowerGridModel

        self.model = PowerGridModel(pgm_components(case), system_frequency=float(case.net.f_hz))

    def solve(self, p_kw: FloatArray, q_kvar: FloatArray) -> Solved:
        """Solve all steps in one batch."""
        out = self.model.calculate_power_flow(
            symmetric=False,
            update_data={"asym_load": {"p_specified": p_kw * 1e3, "q_specified": q_kvar * 1e3}},
            calculation_method=self.method,
            error_tolerance=TOLERANCE,
            threading=-1,
            output_component_types={"node": ["u_pu", "u_angle"], "line": ["i_from"]},
        )
        return Solved(out["node"]["u_pu"], (out["node"]["u_angle"], out["line"]["i_from"]))


class PgmNewton(PgmIterativeCurrent):
    """Its default method."""

    method = "newton_raphson"


def pgm_components(case: Case) -> dict[str, Any]:
    """Return a net with one transformer as power-grid-model's components."""
    from power_grid_model import LoadGenType, WindingType, initialize_array

    net = case.net
    counts = {"node": len(net.bus), "line": len(net.line), "transformer": 1, "source": 1}
    counts["asym_load"] = len(case.loaded)
    parts = {kind: initialize_array("input", kind, count) for kind, count in counts.items()}
    first = 0
    for part in parts.values():
        part["id"] = first + np.arange(len(part))
        first += len(part)
    node, line, trafo, source, load = parts.values()
    node["u_rated"] = net.bus.vn_kv * 1e3
    line["from_node"], line["to_node"] = net.line.from_bus, net.line.to_bus
    line["from_status"] = line["to_status"] = 1
    for name, column in (("r", "r{}_ohm_per_km"), ("x", "x{}_ohm_per_km"), ("c", "c{}_nf_per_km")):
        scale = net.line.length_km * (1e-9 if name == "c" else 1.0)
        line[f"{name}1"] = net.line[column.format("")].astype(float) * scale
        line[f"{name}0"] = net.line[column.format("0")].astype(float) * scale
    line["tan1"] = line["tan0"] = 0.0
    line["i_n"] = net.line.max_i_ka * 1e3
    own = net.trafo.iloc[0]
    trafo["from_node"], trafo["to_node"] = own.hv_bus, own.lv_bus
    trafo["from_status"] = trafo["to_status"] = 1
    trafo["u1"], trafo["u2"], trafo["sn"] = own.vn_hv_kv * 1e3, own.vn_lv_kv * 1e3, own.sn_mva * 1e6
    trafo["uk"], trafo["pk"] = own.vk_percent / 100.0, own.vkr_percent * own.sn_mva * 1e4
    trafo["i0"], trafo["p0"] = own.i0_percent / 100.0, own.pfe_kw * 1e3
    trafo["winding_from"], trafo["winding_to"] = WindingType.delta, WindingType.wye_n
    trafo["clock"], trafo["tap_side"] = round(own.shift_degree / 30.0), 0
    trafo["tap_pos"] = trafo["tap_min"] = trafo["tap_max"] = trafo["tap_nom"] = 0
    trafo["tap_size"] = 0.0
    source["node"], source["status"] = net.ext_grid.bus, 1
    source["u_ref"], source["sk"] = net.ext_grid.vm_pu, LARGE * 1e12
    load["node"], load["status"], load["type"] = case.loaded, 1, LoadGenType.const_power
    load["p_specified"] = load["q_specified"] = 0.0
    return parts


class Pandapower(Peer):
    """``runpp_3ph`` in a loop: it has no time series of its own."""

    packages = ("pandapower", "numba")
    gives = "voltages, angles, line currents"
    note = "first 10 steps, scaled"
    steps = 10

    def prepare(self, case: Case) -> None:
        """Give it the strongest source and the weakest magnetising branch that it computes with.

        It ends when powers change by less than 3e-8 of the net's base, which at 100 MVA is 3 VA.
        """
        self.net = copy.deepcopy(case.net)
        self.net.sn_mva = 0.1
        self.net.ext_grid["s_sc_max_mva"] = LARGE
        self.net.trafo["mag0_percent"] = LARGE

    def solve(self, p_kw: FloatArray, q_kvar: FloatArray) -> Solved:
        """Solve step by step."""
        import pandapower as pp

        net = self.net
        magnitude = np.empty((len(p_kw), len(net.bus), 3))
        angle = np.empty_like(magnitude)
        current = np.empty((len(p_kw), len(net.line), 3))
        read = (
            (magnitude, "res_bus_3ph", "vm_{}_pu"),
            (angle, "res_bus_3ph", "va_{}_degree"),
            (current, "res_line_3ph", "i_{}_ka"),
        )
        for step in range(len(p_kw)):
            for at, phase in enumerate(PHASES):
                net.asymmetric_load[f"p_{phase}_mw"] = p_kw[step, :, at] / 1e3
                net.asymmetric_load[f"q_{phase}_mvar"] = q_kvar[step, :, at] / 1e3
            pp.runpp_3ph(net)
            for out, table, column in read:
                for at, phase in enumerate(PHASES):
                    out[step, :, at] = net[table][column.format(phase)]
        return Solved(magnitude, (angle, current))
