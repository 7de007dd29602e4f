"""Proportional sharing: received by what each member bought, given by what each sold.

In every interval, with bought power b and sold power s of the members m,

    shared = min(sum b, sum s)
    received_m = b_m * shared / sum b
    given_m = s_m * shared / sum s

so that the scarce side is shared out whole and the other side in proportion (the dynamic allocation
key of energy-sharing law; Directive (EU) 2019/944, article 15a).
"""

from __future__ import annotations

from typing import Literal

from hubsim.arrays import FloatArray, frozen
from hubsim.sharing.filling import in_proportion, shared_kw
from hubsim.sharing.rule import PricedRule


class ProportionalSharing(PricedRule):
    """Shared in proportion to what each member bought and sold in the interval."""

    kind: Literal["proportional"]
    """In proportion to what each member bought and sold in the interval."""

    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets (positive) and gives (negative) shared power, (T, M) [kW]."""
        return proportional(bought_kw, sold_kw)


def proportional(bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
    """Return who gets (positive) and gives (negative) shared power, (T, M) [kW]."""
    total_kw = shared_kw(bought_kw, sold_kw)
    # The ratios are at most 1 also after rounding, so nobody gets more than it bought.
    return frozen(in_proportion(bought_kw, total_kw) - in_proportion(sold_kw, total_kw))
