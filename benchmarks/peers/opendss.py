"""OpenDSS: a positive-sequence circuit, load shapes of all steps, one solution and two reads a step."""

from __future__ import annotations

from typing import Any

import numpy as np
from opendssdirect.OpenDSSDirect import OpenDSSDirect

from peers.protocol import TOLERANCE, Case, FloatArray, Peer, Solved

PHASES = 3.0
"""A balanced network is solved as one of its phases, a third of the nodes: its power is a third too."""


class OpenDss(Peer):
    """Yearly mode: the engine takes each step's loads from its own shapes."""

    packages = ("opendssdirect.py", "dss-python")
    trafo_model = "pi"
    note = "one phase of three; first 2,000 steps, scaled"
    steps = 2_000

    def prepare(self, case: Case) -> None:
        """Write the circuit; every load takes its power from a shape."""
        net = case.net
        # Arrays, not lists: made element by element they would cost more than the solution.
        dss = self.dss = OpenDSSDirect(prefer_lists=False)
        self.loaded = case.loaded
        dss.Basic.AllowForms(False)
        dss.Text.Commands("\n".join(_circuit(case)))
        names = dss.Circuit.AllBusNames()
        self.order = np.array([names.index(f"b{bus}") for bus in net.bus.index])
        self.base_v = net.bus.vn_kv.to_numpy() * 1e3 / np.sqrt(PHASES)

    def solve(self, p_kw: FloatArray, q_kvar: FloatArray) -> Solved:
        """Hand over the shapes, then step."""
        n_step, dss = len(p_kw), self.dss
        for place, bus in enumerate(self.loaded):
            dss.LoadShape.Name(f"s{place}")
            dss.LoadShape.Npts(n_step)
            dss.LoadShape.PMult(p_kw[:, bus] / PHASES)
            dss.LoadShape.QMult(q_kvar[:, bus] / PHASES)
        dss.Text.Command(f"set mode=yearly stepsize=1h number=1 hour=0 tolerance={TOLERANCE}")
        dss.Text.Command("set maxiterations=100 controlmode=off")
        solve, voltages, loadings = (
            dss.Solution.Solve,
            dss.Circuit.AllBusVMag,
            dss.PDElements.AllPctNorm,
        )
        solve()
        voltage = np.empty((n_step, len(voltages())))
        loading = np.empty((n_step, len(loadings())))
        dss.Text.Command("set hour=0")
        for step in range(n_step):
            solve()
            voltage[step] = voltages()
            loading[step] = loadings()
        if not dss.Solution.Converged():
            raise RuntimeError("the last step did not converge")
        return Solved(voltage[:, self.order] / self.base_v, (loading,))


def _circuit(case: Case) -> list[str]:
    net = case.net
    root = np.sqrt(PHASES)
    grid, feed = net.ext_grid.iloc[0], net.bus.vn_kv[net.ext_grid.bus.iloc[0]]
    text = [
        "clear",
        f"set defaultbasefrequency={net.f_hz}",
        (
            f"new circuit.case bus1=b{grid.bus} phases=1 basekv={feed / root:.12g} pu={grid.vm_pu:.12g} "
            "model=ideal puzideal=[1e-9 1e-9]"
        ),
    ]
    text += [_line(row.Index, row) for row in net.line.itertuples()]
    for row in net.trafo.itertuples():
        text += _transformer(row.Index, row)
    for place, bus in enumerate(case.loaded):
        text.append(f"new loadshape.s{place} npts=1 interval=1 useactual=yes mult=(0)")
        text.append(
            f"new load.l{place} bus1=b{bus}.1 phases=1 kv={net.bus.vn_kv[bus] / root:.12g} "
            f"kw=1 kvar=1 model=1 vminpu=0.1 vmaxpu=2 yearly=s{place}"
        )
    levels = sorted({float(kv) for kv in net.bus.vn_kv})
    text.append("set voltagebases=(" + " ".join(f"{kv:.12g}" for kv in levels) + ")")
    text.append("calcvoltagebases")
    return text


def _line(index: int, row: Any) -> str:
    amps = row.max_i_ka * 1e3 * row.df * row.parallel
    return (
        f"new line.n{index} bus1=b{row.from_bus}.1 bus2=b{row.to_bus}.1 phases=1 units=km "
        f"length={row.length_km:.12g} r1={row.r_ohm_per_km / row.parallel:.12g} "
        f"x1={row.x_ohm_per_km / row.parallel:.12g} c1={row.c_nf_per_km * row.parallel:.12g} "
        f"r0={row.r_ohm_per_km / row.parallel:.12g} x0={row.x_ohm_per_km / row.parallel:.12g} "
        f"c0={row.c_nf_per_km * row.parallel:.12g} normamps={amps:.12g}"
    )


def _transformer(index: int, row: Any) -> list[str]:
    """Return a transformer and its magnetising branch, half at each end: the "pi" model.

    OpenDSS would put all of that branch at one end, which moves voltages by 2e-5.
    """
    root = np.sqrt(PHASES)
    reactance = np.sqrt(row.vk_percent**2 - row.vkr_percent**2)
    kva = row.sn_mva * row.parallel * 1e3 / PHASES
    iron_kva = row.pfe_kw * row.parallel / PHASES
    magnetising_kva = np.sqrt(max((row.i0_percent / 100.0 * kva) ** 2 - iron_kva**2, 1e-18))
    ends = ((row.hv_bus, row.vn_hv_kv / root), (row.lv_bus, row.vn_lv_kv / root))
    text = [
        (
            f"new transformer.t{index} phases=1 windings=2 buses=(b{row.hv_bus}.1 b{row.lv_bus}.1) "
            f"kvs=({ends[0][1]:.12g} {ends[1][1]:.12g}) kvas=({kva:.12g} {kva:.12g}) "
            f"xhl={reactance:.12g} %loadloss={row.vkr_percent:.12g} %noloadloss=0 %imag=0 ppm_antifloat=0"
        )
    ]
    for bus, kv in ends:
        r_ohm, x_ohm = (2e3 * kv**2 / part for part in (iron_kva, magnetising_kva))
        text.append(
            f"new reactor.m{index}_{bus} bus1=b{bus}.1 phases=1 "
            f"r=0 x={x_ohm:.12g} rp={r_ohm:.12g} normamps=1"
        )
    return text
