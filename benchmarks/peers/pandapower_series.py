"""pandapower: ``run_timeseries`` with constant controllers on the loads and an output writer in memory."""

from __future__ import annotations

import copy
from typing import Any, ClassVar

import numpy as np
import pandapower as pp
import pandas as pd
from pandapower.control import ConstControl
from pandapower.timeseries import DFData, OutputWriter, run_timeseries

from peers.protocol import Case, FloatArray, Peer, Solved

LOGGED = (("res_bus", "vm_pu"), ("res_line", "loading_percent"), ("res_trafo", "loading_percent"))


class Safe(Peer):
    """``recycle=False``: everything is built anew at each step, its safe setting."""

    packages: ClassVar[tuple[str, ...]] = ("pandapower", "numba")
    trafo_model = "t"
    note = "recycle=False; first 300 steps, scaled"
    steps = 300
    recycle: ClassVar[Any] = False
    options: ClassVar[dict[str, Any]] = {"numba": True, "lightsim2grid": False}

    def prepare(self, case: Case) -> None:
        """Give the net a load at every bus that has power."""
        self.net = copy.deepcopy(case.net)
        for bus in case.loaded:
            pp.create_load(self.net, int(bus), p_mw=0.0)
        self.loaded = case.loaded

    def solve(self, p_kw: FloatArray, q_kvar: FloatArray) -> Solved:
        """Run the series; the controllers and the writer are made for it."""
        net = self.net
        net.controller = net.controller.iloc[:0]
        loads = net.load.index
        for column, power in (("p_mw", p_kw), ("q_mvar", q_kvar)):
            source = DFData(pd.DataFrame(power[:, self.loaded] / 1e3, columns=loads))
            ConstControl(
                net, "load", column, element_index=loads, profile_name=loads, data_source=source
            )
        steps = range(len(p_kw))
        writer = OutputWriter(net, steps, output_path=None, log_variables=list(LOGGED))
        run_timeseries(net, steps, recycle=self.recycle, verbose=False, **self.options)
        out = [writer.output[f"{table}.{column}"].to_numpy() for table, column in LOGGED]
        return Solved(np.asarray(out[0], dtype=np.float64), tuple(out[1:]))


class NumbaRecycle(Safe):
    """Only the loads' power is updated between steps; numba on."""

    note = "recycles the network between steps; first 1,000 steps, scaled"
    steps = 1_000
    recycle: ClassVar[Any] = {"bus_pq": True, "trafo": False, "gen": False}


class Lightsim2grid(NumbaRecycle):
    """The same, with lightsim2grid's Newton inside."""

    packages = ("pandapower", "numba", "lightsim2grid")
    options: ClassVar[dict[str, Any]] = {"numba": True, "lightsim2grid": True}
