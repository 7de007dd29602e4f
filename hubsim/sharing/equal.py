"""Equal sharing: everyone who buys gets the same power, everyone who sells gives the same.

Who cannot take or give an equal part takes or gives all it has, and the rest is again divided
equally among the others (`filling.filled`).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.sharing.exchange import Exchange, parts_of
from hubsim.sharing.filling import filled, shared_kw
from hubsim.sharing.rule import PricedRule


class EqualSharing(PricedRule):
    """Shared in equal parts."""

    kind: Literal["equal"]
    """In equal parts, as far as each member can use its own."""

    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets (positive) and gives (negative) shared power, (T, M) [kW]."""
        total_kw, same = shared_kw(bought_kw, sold_kw), np.ones(bought_kw.shape[1])
        return frozen(filled(bought_kw, same, total_kw) - filled(sold_kw, same, total_kw))

    def weight(self, exchange: Exchange) -> FloatArray:
        """Return (P, M) equal parts."""
        shape = len(exchange.starts), len(exchange.common)
        return parts_of(np.zeros(shape), exchange.common)
