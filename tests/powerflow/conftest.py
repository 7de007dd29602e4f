"""Networks loaded once, each beside the pandapower net that it must agree with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandapower as pp
import pytest

from hubsim.networks.from_pandapower import network_of, quiet
from hubsim.networks.load import load_network
from hubsim.networks.network import Network

SHIPPED = Path(__file__).parents[2] / "scenarios" / "networks" / "simbench-semiurb4.json"


def meshed_net() -> Any:
    """A small net with one of everything that is simulated."""
    net = pp.create_empty_network(name="meshed")
    hv = pp.create_bus(net, 110.0, name="hv")
    mv = [pp.create_bus(net, 20.0, name=f"mv{k}") for k in range(4)]
    lv = [pp.create_bus(net, 0.4, name=f"lv{k}") for k in range(7)]
    pp.create_ext_grid(net, hv, vm_pu=1.02, va_degree=3.0)
    pp.create_transformer(net, hv, mv[0], "25 MVA 110/20 kV", tap_pos=-2, name="T1")
    shifting = pp.create_transformer(net, hv, mv[0], "25 MVA 110/20 kV", tap_pos=-1, name="T2")
    net.trafo.loc[shifting, "shift_degree"] = 152.0
    for start, end, name in ((0, 1, "ring1"), (1, 2, "ring2"), (2, 3, "ring3"), (0, 3, "ring4")):
        pp.create_line(
            net, mv[start], mv[end], 3.0 + start, "NA2XS2Y 1x95 RM/25 12/20 kV", name=name
        )
    pp.create_transformer(net, mv[2], lv[0], "0.4 MVA 20/0.4 kV", tap_pos=2, name="T3")
    pp.create_transformer(
        net, mv[3], lv[4], "0.25 MVA 20/0.4 kV", tap_pos=-1, parallel=2, name="T4"
    )
    net.trafo.loc[net.trafo.name == "T3", "df"] = 0.9
    cable = "NAYY 4x150 SE"
    pp.create_line(net, lv[0], lv[1], 0.2, cable, parallel=2, name="double")
    pp.create_line(net, lv[1], lv[2], 0.15, cable, df=0.8, name="derated")
    pp.create_line(net, lv[2], lv[4], 0.3, cable, name="tie")
    opened = pp.create_line(net, lv[1], lv[4], 0.3, cable, name="open at one end")
    pp.create_line(net, lv[4], lv[5], 0.1, cable, in_service=False, name="off")
    pp.create_line(net, lv[4], lv[6], 0.1, cable, name="spur")
    closed_line = pp.create_line(net, lv[4], lv[5], 0.12, cable, name="closed at both ends")
    pp.create_switch(net, lv[1], opened, "l", closed=False)
    pp.create_switch(net, lv[4], closed_line, "l", closed=True)
    pp.create_switch(net, lv[2], lv[3], "b", closed=True)
    pp.create_switch(net, lv[3], lv[6], "b", closed=False)
    net.bus.loc[lv[6], "in_service"] = False
    net.line.loc[net.line.name == "spur", "in_service"] = False
    pp.create_shunt(net, mv[1], q_mvar=-0.3, p_mw=0.02)
    pp.create_ward(net, lv[5], ps_mw=0.01, qs_mvar=0.003, pz_mw=0.004, qz_mvar=0.002)
    pp.create_impedance(net, mv[0], mv[2], rft_pu=0.02, xft_pu=0.05, sn_mva=10.0)
    pp.create_load(net, lv[1], 0.02)
    return net


@dataclass(frozen=True)
class Case:
    """A network, pandapower's net of it and seeded loads.

    p_kw, q_kvar : (10, B) operating points from no load to heavy load and feed-in
    """

    network: Network
    net: Any
    p_kw: np.ndarray
    q_kvar: np.ndarray

    def solve_reference(self, p_kw: np.ndarray, q_kvar: np.ndarray) -> bool:
        """Solve one operating point with pandapower's Newton; return whether it converged."""
        self.net.load["p_mw"], self.net.load["q_mvar"] = p_kw / 1e3, q_kvar / 1e3
        with quiet():
            try:
                pp.runpp(self.net, numba=False, tolerance_mva=1e-10, max_iteration=40)
            except pp.LoadflowNotConverged:
                return False
        return True


SOURCES: dict[str, tuple[Callable[[], Network], float]] = {
    "semiurb4": (lambda: load_network(SHIPPED), 4.0),
    "landnetz": (lambda: load_network("pandapower:create_kerber_landnetz_freileitung_1"), 4.0),
    "dorfnetz": (lambda: load_network("pandapower:create_kerber_dorfnetz"), 2.0),
    "vorstadt": (lambda: load_network("pandapower:create_kerber_vorstadtnetz_kabel_1"), 2.0),
    "dickert": (lambda: load_network("pandapower:create_dickert_lv_network"), 25.0),
    "cigre-lv": (lambda: load_network("pandapower:create_cigre_network_lv"), 2.0),
    "cigre-mv": (lambda: load_network("pandapower:create_cigre_network_mv"), 500.0),
    "control": (
        lambda: load_network("pandapower:create_synthetic_voltage_control_lv_network"),
        3.0,
    ),
    "european": (lambda: load_network("pandapower:ieee_european_lv_asymmetric"), 0.1),
    "meshed": (lambda: network_of(meshed_net()), 15.0),
}
"""What loads a network, and the mean load of a bus [kW]."""


@cache
def load_case(name: str) -> Case:
    source, mean_kw = SOURCES[name]
    network = source()
    rng = np.random.default_rng(2016)
    shape = (10, len(network.bus_ids))
    p_kw = rng.normal(mean_kw, mean_kw, shape) * (network.bus_node >= 0)
    q_kvar = rng.uniform(-0.1, 0.5, shape) * p_kw
    p_kw[0] = q_kvar[0] = 0.0
    p_kw[1], q_kvar[1] = -p_kw[1], -q_kvar[1]
    return make_case(network, p_kw, q_kvar)


def make_case(network: Network, p_kw: np.ndarray, q_kvar: np.ndarray) -> Case:
    with quiet():
        net = pp.from_json_string(network.pandapower_json)
    return Case(network, net, p_kw, q_kvar)


@pytest.fixture(params=list(SOURCES))
def case(request: pytest.FixtureRequest) -> Case:
    """Every network in turn."""
    return load_case(request.param)


@pytest.fixture(scope="session")
def case_of() -> Callable[[str], Case]:
    """A network by its name."""
    return load_case


@pytest.fixture(scope="session")
def new_case() -> Callable[[Network, np.ndarray, np.ndarray], Case]:
    """A case of any network and operating points."""
    return make_case


@pytest.fixture(scope="session")
def semiurb() -> Case:
    return load_case("semiurb4")


@pytest.fixture(scope="session", name="meshed_net")
def make_meshed_net() -> Callable[[], Any]:
    """A fresh hand-built pandapower net."""
    return meshed_net
