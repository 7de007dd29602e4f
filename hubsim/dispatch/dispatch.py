"""What an operation gives: the power, store and need of every asset and member at every step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray, IntArray, frozen
from hubsim.scenario.plan import Plan


@dataclass(frozen=True)
class Dispatch:
    """Operation of T steps. Drawn power is positive; axes A assets, M members.

    p_kw, q_kvar : (T, A)
    level_kwh : (T + 1, A) stored energy at the step boundaries; NaN for assets without a store
    unmet_kw, curtailed_kw : (T, A) need not served, available generation not used
    bought_kw, sold_kw : (T, M) power through each member's connection, at most one of both above 0
    shared_kw : (T, M) received (positive) or given (negative) within the hub; rows sum to zero
    """

    p_kw: FloatArray
    q_kvar: FloatArray
    level_kwh: FloatArray
    unmet_kw: FloatArray
    curtailed_kw: FloatArray
    bought_kw: FloatArray
    sold_kw: FloatArray
    shared_kw: FloatArray

    def member_kw(self) -> FloatArray:
        """Return the net power of every member, (T, M) [kW]."""
        return self.bought_kw - self.sold_kw

    def bus_kw(self, plan: Plan) -> tuple[FloatArray, FloatArray]:
        """Return drawn active [kW] and reactive [kvar] power of every bus, (T, B) each."""
        at = plan.member_bus[plan.asset_member]
        n_bus = len(plan.network.bus_ids)
        return gathered(self.p_kw, at, n_bus), gathered(self.q_kvar, at, n_bus)


def gathered(power: FloatArray, place: IntArray, n_places: int) -> FloatArray:
    """Return (T, P) the sum of the columns of (T, A) that share a place.

    Columns are added in their order, so the sum is the same wherever it is made.
    """
    total = np.zeros((n_places, len(power)))
    for column, at in zip(power.T, place.tolist(), strict=True):
        total[at] += column
    return np.ascontiguousarray(total.T)


def dispatch_of(
    plan: Plan,
    p_kw: FloatArray,
    q_kvar: FloatArray,
    level_kwh: FloatArray,
    unmet_kw: FloatArray,
    curtailed_kw: FloatArray,
) -> Dispatch:
    """Return the operation of the assets, with what follows for the members; nothing is shared yet."""
    net = gathered(p_kw, plan.asset_member, len(plan.member_ids))
    return Dispatch(
        p_kw=frozen(p_kw),
        q_kvar=frozen(q_kvar),
        level_kwh=frozen(level_kwh),
        unmet_kw=frozen(unmet_kw),
        curtailed_kw=frozen(curtailed_kw),
        bought_kw=frozen(np.maximum(net, 0.0)),
        sold_kw=frozen(np.maximum(-net, 0.0)),
        shared_kw=frozen(np.zeros_like(net)),
    )
