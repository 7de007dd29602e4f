"""Network losses, and the steps of which the power flow can tell nothing."""

from __future__ import annotations

import math

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.kpis.kpi import Outcome, figure, once
from hubsim.kpis.transformer_heat import series_and_shunt_pu


@figure("kWh", "lower")
def loss_kwh(outcome: Outcome) -> float:
    """Return the energy lost in lines, transformers and shunts, over the solved steps."""
    return float(np.nansum(outcome.flows.loss_kw)) * outcome.plan.horizon.step_h


@figure("kWh", "lower")
def trafo_no_load_loss_kwh(outcome: Outcome) -> float:
    """Return the energy that transformers lose whatever they carry, in their iron."""
    return float(trafo_losses_kwh(outcome)[0].sum())


@figure("kWh", "lower")
def trafo_load_loss_kwh(outcome: Outcome) -> float:
    """Return the energy that transformers lose in their windings."""
    return float(trafo_losses_kwh(outcome)[1].sum())


@figure("kWh", "lower")
def line_loss_kwh(outcome: Outcome) -> float:
    """Return the energy lost in lines, and in what else a network has beside transformers."""
    total = float(np.nansum(outcome.flows.loss_kw - outcome.flows.trafo_loss_kw.sum(axis=1)))
    return total * outcome.plan.horizon.step_h


@figure("%", "lower")
def loss_pct(outcome: Outcome) -> float:
    """Return the losses over the energy that members draw, in solved steps; NaN when they draw none."""
    drawn_kw = outcome.dispatch.bought_kw.sum(axis=1)[outcome.flows.converged]
    delivered = float(drawn_kw.sum()) * outcome.plan.horizon.step_h
    return 100.0 * loss_kwh(outcome) / delivered if delivered > 0.0 else math.nan


@once
def trafo_losses_kwh(outcome: Outcome) -> tuple[FloatArray, FloatArray]:
    """Return what every transformer loses without and with load, (K,) each [kWh].

    Without load: the shunt conductances of its pi section at the voltages of its ends, of three phases
    their mean; the load's is all else that it loses.
    """
    network, flows = outcome.plan.network, outcome.flows
    on = np.flatnonzero(network.trafo_branch >= 0)
    _, shunt = series_and_shunt_pu(network, network.trafo_branch[on])
    branch = network.trafo_branch[on]
    tapped = np.abs(network.branch_ytt_pu[branch] / network.branch_yff_pu[branch])
    high, low = (
        _mean_square(flows.vm_pu[:, ends[on]])
        for ends in (network.trafo_hv_bus, network.trafo_lv_bus)
    )
    iron_kw = shunt.real * network.base_kva * (high / tapped + low)
    step_h = outcome.plan.horizon.step_h
    no_load, load = np.zeros(len(network.trafo_ids)), np.zeros(len(network.trafo_ids))
    no_load[on] = np.nansum(iron_kw, axis=0) * step_h
    load[on] = np.nansum(flows.trafo_loss_kw[:, on] - iron_kw, axis=0) * step_h
    return no_load, load


def _mean_square(vm_pu: FloatArray) -> FloatArray:
    """Return (T, n) the square of (T, n) voltages, or the mean of it over the phases of (T, n, 3)."""
    square = vm_pu**2
    return square if square.ndim == 2 else np.asarray(square.mean(axis=2))


@figure("steps", "lower")
def unsolved_steps(outcome: Outcome) -> float:
    """Return the number of steps without a power flow solution.

    No figure of loading, voltage, losses or reverse flow counts them; read those beside this one.
    """
    return float(np.count_nonzero(~outcome.flows.converged))
