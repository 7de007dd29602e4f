"""OpenDSS in three phases: load shapes of all steps, one solution and two reads a step.

Every load is a single-phase one, as in the feeder's own files. Of the ways to read every result, the
fastest found is taken: NumPy arrays in place of lists, the voltages of all nodes in one call and the
currents of all elements in another. Monitors on all lines took as long; magnitudes and angles took four
times as long as the complex currents, and a loading a line no less than all its currents.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from opendssdirect.OpenDSSDirect import OpenDSSDirect

from peers.asymmetric import phases_of
from peers.protocol import TOLERANCE, Case, FloatArray, Peer, Solved

IDEAL_PU = 1e-9
"""Impedance of the source on 100 MVA, so that it holds its voltage in all sequences."""


class OpenDss(Peer):
    """Yearly mode: the engine takes each step's loads from its own shapes."""

    packages = ("opendssdirect.py", "dss-python")
    gives = "complex voltages, line currents of both ends"
    tolerance: ClassVar[float] = TOLERANCE

    def prepare(self, case: Case) -> None:
        """Write the circuit; every load takes its power from a shape."""
        self.dss = OpenDSSDirect(prefer_lists=False)
        self.phase = phases_of(case)
        self.n_line = len(case.net.line)
        self.dss.Basic.AllowForms(False)
        self.dss.Text.Commands("\n".join(circuit(case)))
        there = {name.lower(): at for at, name in enumerate(self.dss.Circuit.YNodeOrder())}
        self.order = np.array(
            [[there[f"b{bus}.{phase}"] for phase in (1, 2, 3)] for bus in case.net.bus.index]
        )
        self.pu_per_v = np.sqrt(3.0) / (case.net.bus.vn_kv.to_numpy()[:, None] * 1e3)

    def solve(self, p_kw: FloatArray, q_kvar: FloatArray) -> Solved:
        """Hand over the shapes, then step; the lines come first among the elements."""
        dss = self.dss
        for load, phase in enumerate(self.phase):
            dss.LoadShape.Name(f"s{load}")
            dss.LoadShape.Npts(len(p_kw))
            dss.LoadShape.PMult(p_kw[:, load, phase].copy())
            dss.LoadShape.QMult(q_kvar[:, load, phase].copy())
        dss.Text.Command(f"set mode=yearly stepsize=1h number=1 tolerance={self.tolerance}")
        dss.Text.Command("set maxiterations=100 controlmode=off hour=0")
        solve, voltages, currents = (
            dss.Solution.Solve,
            dss.Circuit.YNodeVArray,
            dss.PDElements.AllCurrents,
        )
        voltage = np.empty((len(p_kw), *self.order.shape), dtype=np.complex128)
        current = np.empty((len(p_kw), self.n_line, 2, 3), dtype=np.complex128)
        for step in range(len(p_kw)):
            solve()
            np.multiply(
                voltages().view(np.complex128)[self.order], self.pu_per_v, out=voltage[step]
            )
            current[step].ravel()[:] = currents().view(np.complex128)[: 6 * self.n_line]
        if not dss.Solution.Converged():
            raise RuntimeError("the last step did not converge")
        return Solved(voltage, (current,))


class OpenDssDefault(OpenDss):
    """Its own tolerance."""

    tolerance = 1e-4
    note = "its default tolerance, 1e-4"


def circuit(case: Case) -> list[str]:
    """Return a net with one Dyn1 transformer as OpenDSS commands; lines before the transformer."""
    net = case.net
    grid, own = net.ext_grid.iloc[0], net.trafo.iloc[0]
    text = [
        "clear",
        f"set defaultbasefrequency={net.f_hz}",
        (
            f"new circuit.case bus1=b{grid.bus} phases=3 basekv={net.bus.vn_kv[grid.bus]:.12g} "
            f"pu={grid.vm_pu:.12g} model=ideal puzideal=[{IDEAL_PU} {IDEAL_PU}]"
        ),
    ]
    text += [_line(row.Index, row) for row in net.line.itertuples()]
    text.append(_transformer(own))
    for load, (bus, phase) in enumerate(zip(case.loaded, phases_of(case), strict=True)):
        text.append(f"new loadshape.s{load} npts=1 interval=1 useactual=yes mult=(0)")
        text.append(
            f"new load.l{load} bus1=b{bus}.{phase + 1} phases=1 model=1 vminpu=0.1 vmaxpu=2 "
            f"kv={net.bus.vn_kv[bus] / np.sqrt(3.0):.15g} kw=1 kvar=1 yearly=s{load}"
        )
    levels = sorted({float(kv) for kv in net.bus.vn_kv})
    text.append("set voltagebases=(" + " ".join(f"{kv:.12g}" for kv in levels) + ")")
    text.append("calcvoltagebases")
    return text


def _line(index: int, row: Any) -> str:
    return (
        f"new line.n{index} bus1=b{row.from_bus} bus2=b{row.to_bus} phases=3 units=km "
        f"length={row.length_km:.15g} r1={row.r_ohm_per_km} x1={row.x_ohm_per_km} "
        f"c1={row.c_nf_per_km} r0={row.r0_ohm_per_km} x0={row.x0_ohm_per_km} "
        f"c0={row.c0_nf_per_km} normamps={row.max_i_ka * 1e3}"
    )


def _transformer(own: Any) -> str:
    if round(own.shift_degree) != 30:
        raise ValueError("only Dyn1 is written here")
    reactance, kva = np.sqrt(own.vk_percent**2 - own.vkr_percent**2), own.sn_mva * 1e3
    return (
        f"new transformer.t phases=3 windings=2 buses=(b{own.hv_bus} b{own.lv_bus}) "
        f"conns=(delta wye) leadlag=lag kvs=({own.vn_hv_kv} {own.vn_lv_kv}) kvas=({kva} {kva}) "
        f"xhl={reactance:.15g} %loadloss={own.vkr_percent} %noloadloss=0 %imag=0 ppm_antifloat=0"
    )
