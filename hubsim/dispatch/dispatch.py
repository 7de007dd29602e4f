"""What an operation gives: the power, store and need of every asset and member at every step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
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
        n_bus = len(plan.network.bus_ids)
        place = np.zeros((len(plan.assets), n_bus))
        place[np.arange(len(plan.assets)), plan.member_bus[plan.asset_member]] = 1.0
        return self.p_kw @ place, self.q_kvar @ place
