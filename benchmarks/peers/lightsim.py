"""lightsim2grid: its time series in C++ with KLU, each step started from the step before."""

from __future__ import annotations

import copy

import numpy as np
import pandapower as pp
from lightsim2grid.lightsim2grid_cpp import TimeSeriesCPP
from lightsim2grid.network import init_from_pandapower

from peers.protocol import TOLERANCE, Case, FloatArray, Peer, Solved

ALGORITHM = "NRSing_KLU"
CHORD = 2
"""``RefactorPolicyType.Chord``: a step factorises once. Of Newton with each policy and the two fast
decoupled methods it was the fastest on all four cases, by a fifth before Newton's default."""
ITERATIONS = 30


class TimeSeries(Peer):
    """``TimeSeriesCPP`` and ``compute_flows``."""

    packages = ("lightsim2grid",)
    trafo_model = "t"
    gives = "voltages, angles, currents"
    note = f"{ALGORITHM}, one factorisation a step (chord)"

    def prepare(self, case: Case) -> None:
        """Convert the net, a load at every bus that has power, and start where no load would."""
        net = copy.deepcopy(case.net)
        for bus in case.loaded:
            pp.create_load(net, int(bus), p_mw=0.0)
        pp.runpp(net)
        # The older of its two conversions is the one that has pandapower's "t" transformer exactly.
        self.grid = init_from_pandapower(net, pp_orig_file="pandapower_v2")
        self.n_gen = len(self.grid.get_generators())
        self.loaded = case.loaded
        angle = np.deg2rad(net.res_bus.va_degree.to_numpy())
        self.start = net.res_bus.vm_pu.to_numpy() * np.exp(1j * angle)
        self.series = TimeSeriesCPP(self.grid)
        self.series.change_algorithm(ALGORITHM)
        config = self.series.get_algo_config()
        scaling, _, *rest = config.int_params
        config.int_params = [scaling, CHORD, *rest]
        self.series.set_algo_config(config)

    def solve(self, p_kw: FloatArray, q_kvar: FloatArray) -> Solved:
        """Solve the steps one after the other, then the currents of all."""
        series = self.series
        if len(p_kw) != series.nb_solved():
            series.clear()  # it takes no other number of steps before
        series.modify_gen_p(np.zeros((len(p_kw), self.n_gen)))
        series.modify_load_p(p_kw[:, self.loaded] / 1e3)
        series.modify_load_q(q_kvar[:, self.loaded] / 1e3)
        series.compute(self.start, ITERATIONS, TOLERANCE)
        if series.nb_converged() != len(p_kw):
            raise RuntimeError(f"{len(p_kw) - series.nb_converged()} steps did not converge")
        return Solved(series.get_voltages(), (series.compute_flows(),))
