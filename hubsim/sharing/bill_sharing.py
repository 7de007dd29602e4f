"""Bill sharing: the hub is billed as one, and its bill divided by the kWh of each member.

In every month, with what all pay to suppliers C (fees on shared energy included), what all are paid
I, and each member's bought energy b and sold energy s,

    bill_m = C b_m / sum b - I s_m / sum s

Long, Wu, Zhang, Thomas, Cheng, Jenkins: Peer-to-peer energy trading in a community microgrid, IEEE
Power & Energy Society General Meeting (2017). Who sells is paid no more for a shared kWh than for
another: it can be worse off than alone, and the rule does not claim otherwise.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.sharing.exchange import Exchange, Settlement, parts_of
from hubsim.sharing.proportional import proportional
from hubsim.sharing.rule import SharingRule


class BillSharing(SharingRule):
    """One bill, divided by energy."""

    never_worse: ClassVar[bool] = False

    kind: Literal["bill-sharing"]
    """The hub's bill of a month, divided by the kWh that each member bought and sold."""

    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets (positive) and gives (negative) shared power, (T, M) [kW]."""
        return proportional(bought_kw, sold_kw)

    def settle(self, exchange: Exchange) -> Settlement:
        """Return what each pays to the others so that all have the same price of a kWh."""
        step_h = exchange.step_h
        received = np.maximum(exchange.shared_kw, 0.0)
        given = received - exchange.shared_kw
        cost = exchange.per_period(
            step_h
            * (
                (exchange.bought_kw - received) * exchange.buy_eur_kwh
                + received * exchange.fee_eur_kwh
            )
        )
        income = exchange.per_period(step_h * (exchange.sold_kw - given) * exchange.sell_eur_kwh)
        bought = exchange.per_period(step_h * exchange.bought_kw)
        sold = exchange.per_period(step_h * exchange.sold_kw)
        due = _by(bought, cost) - _by(sold, income) - (cost - income)
        return Settlement(frozen(exchange.spread(due)), self.weight(exchange))

    def weight(self, exchange: Exchange) -> FloatArray:
        """Return (P, M) parts by the energy that each bought."""
        bought = exchange.per_period(exchange.step_h * exchange.bought_kw)
        return parts_of(bought, exchange.common)


def _by(energy: FloatArray, amount: FloatArray) -> FloatArray:
    """Return (P, M) the sum of the amounts of a period divided by energy."""
    parts = parts_of(energy, np.zeros(energy.shape[1], dtype=np.bool_))
    divided: FloatArray = parts * amount.sum(axis=1, keepdims=True)
    return divided
