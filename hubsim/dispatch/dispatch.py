"""What an operation gives: the power, store and need of every asset and member at every step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import BoolArray, FloatArray, IntArray, handed_over
from hubsim.scenario.plan import Plan


@dataclass(frozen=True)
class Dispatch:
    """Operation of T steps. Drawn power is positive; axes A assets, S stores, M members.

    p_kw, q_kvar : (T, A)
    level_kwh : (T + 1, S) stored energy at the step boundaries
    unmet_kw, curtailed_kw : (T, A) need not served, available generation not used
    bought_kw, sold_kw : (T, M) power through each member's connection, at most one of both above 0
    shared_kw : (T, M) received (positive) or given (negative) within the hub; rows sum to zero
    lost_kw : (T, A) active power that voltage kept an inverter from feeding in; None where none answers it
    tripped : (T, A) whether an inverter was disconnected by its voltage
    gas_kw : (T, A) gas burnt, upper heating value; None where nothing burns any
    """

    p_kw: FloatArray
    q_kvar: FloatArray
    level_kwh: FloatArray
    unmet_kw: FloatArray
    curtailed_kw: FloatArray
    bought_kw: FloatArray
    sold_kw: FloatArray
    shared_kw: FloatArray
    lost_kw: FloatArray | None = None
    tripped: BoolArray | None = None
    gas_kw: FloatArray | None = None

    def member_kw(self, steps: slice = slice(None)) -> FloatArray:
        """Return the net power of every member, (T, M) or that of some steps [kW]."""
        return self.bought_kw[steps] - self.sold_kw[steps]

    def bus_kw(self, plan: Plan) -> tuple[FloatArray, FloatArray]:
        """Return drawn active [kW] and reactive [kvar] power of every bus, (T, B) each."""
        at = plan.member_bus[plan.asset_member]
        n_bus = len(plan.network.bus_ids)
        return gathered(self.p_kw, at, n_bus), gathered(self.q_kvar, at, n_bus)

    def bus_phase_kw(self, plan: Plan) -> tuple[FloatArray, FloatArray]:
        """Return drawn power of every bus with members by phase, (T, buses, 3) each [kW, kvar]."""
        buses, column = np.unique(plan.member_bus, return_inverse=True)
        at = column.ravel()[plan.asset_member]
        n_bus = len(buses)
        return (
            gathered_by_phase(self.p_kw, at, plan.asset_phase, n_bus),
            gathered_by_phase(self.q_kvar, at, plan.asset_phase, n_bus),
        )


def levels_of(plan: Plan, level_kwh: FloatArray, a: int) -> FloatArray:
    """Return an asset's part of (T + 1, S) levels as its kind has it; empty without a store."""
    places = plan.stores_of[a]
    if not places:
        return np.zeros(0)
    return level_kwh[:, places[0]] if len(places) == 1 else level_kwh[:, places]


def gathered(power: FloatArray, place: IntArray, n_places: int) -> FloatArray:
    """Return (T, P) the sum of the columns of (T, A) that share a place.

    Columns are added in their order, so the sum is the same wherever it is made.
    """
    total = np.zeros((n_places, len(power)))
    for column, at in zip(power.T, place.tolist(), strict=True):
        total[at] += column
    return np.ascontiguousarray(total.T)


def gathered_by_phase(
    power: FloatArray, place: IntArray, share: FloatArray, n_places: int
) -> FloatArray:
    """Return (T, P, 3) the sum of the columns of (T, A) that share a place, by phase.

    share : (A, 3) of each column's power
    """
    total = np.zeros((n_places, 3, len(power)))
    for column, at, shares in zip(power.T, place.tolist(), share, strict=True):
        for k in np.flatnonzero(shares).tolist():
            total[at, k] += shares[k] * column
    return np.ascontiguousarray(np.moveaxis(total, 2, 0))


def dispatch_of(
    plan: Plan,
    p_kw: FloatArray,
    q_kvar: FloatArray,
    level_kwh: FloatArray,
    unmet_kw: FloatArray,
    curtailed_kw: FloatArray,
    gas_kw: FloatArray | None = None,
) -> Dispatch:
    """Return the operation of the assets, with what follows for the members; nothing is shared yet.

    The arrays are handed over: who calls writes them no more.
    """
    net = gathered(p_kw, plan.asset_member, len(plan.member_ids))
    return Dispatch(
        p_kw=handed_over(p_kw),
        q_kvar=handed_over(q_kvar),
        level_kwh=handed_over(level_kwh),
        unmet_kw=handed_over(unmet_kw),
        curtailed_kw=handed_over(curtailed_kw),
        bought_kw=handed_over(np.maximum(net, 0.0)),
        sold_kw=handed_over(np.maximum(-net, 0.0)),
        shared_kw=np.broadcast_to(np.float64(0.0), net.shape),
        gas_kw=None if gas_kw is None else handed_over(gas_kw),
    )
