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

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.sharing.rule import SharingRule


class ProportionalSharing(SharingRule):
    """Shared in proportion to what each member bought and sold in the interval."""

    kind: Literal["proportional"]
    """In proportion to what each member bought and sold in the interval."""

    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets (positive) and gives (negative) shared power, (T, M) [kW]."""
        bought_total_kw = bought_kw.sum(axis=1, keepdims=True)
        sold_total_kw = sold_kw.sum(axis=1, keepdims=True)
        shared_kw = np.minimum(bought_total_kw, sold_total_kw)
        # The ratios are at most 1 also after rounding, so nobody gets more than it bought.
        received_kw = bought_kw * _ratio(shared_kw, bought_total_kw)
        given_kw = sold_kw * _ratio(shared_kw, sold_total_kw)
        return frozen(received_kw - given_kw)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return part / whole, 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0.0)
