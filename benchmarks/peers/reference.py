"""What every peer's voltages are compared with: pandapower's Newton-Raphson at its tightest."""

from __future__ import annotations

import copy
import warnings

import numpy as np

from peers.cases import Powers
from peers.protocol import Case, FloatArray, IntArray

STEPS = 100
TOLERANCES_MVA = (1e-10, 1e-9, 1e-8)


def chosen_steps(n_step: int) -> IntArray:
    """Return the steps that are compared, spread over all."""
    return np.unique(np.linspace(0, n_step - 1, STEPS).astype(np.int64))


def reference_vm_pu(case: Case, powers: Powers, trafo_model: str) -> FloatArray:
    """Return the voltage magnitudes of the chosen steps, (100, B)."""
    import pandapower as pp

    net = copy.deepcopy(case.net)
    for bus in net.bus.index:
        pp.create_load(net, int(bus), p_mw=0.0)
    chosen = chosen_steps(len(powers.p_kw))
    vm_pu = np.empty((len(chosen), len(net.bus)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for row, step in enumerate(chosen):
            net.load["p_mw"] = powers.p_kw[step] / 1e3
            net.load["q_mvar"] = powers.q_kvar[step] / 1e3
            for tolerance_mva in TOLERANCES_MVA:
                try:
                    pp.runpp(net, tolerance_mva=tolerance_mva, trafo_model=trafo_model)
                    break
                except pp.LoadflowNotConverged:
                    if tolerance_mva == TOLERANCES_MVA[-1]:
                        raise
            vm_pu[row] = net.res_bus.vm_pu
    return vm_pu
