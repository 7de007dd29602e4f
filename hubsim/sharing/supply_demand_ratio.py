"""Supply-demand ratio: in proportion, dear when little is offered, cheap when there is plenty.

With r = sum of what is sold / sum of what is bought, w what a shared kWh is worth at most (the lowest
purchase less the fee) and s what it brings at least (the highest sale), a shared kWh costs

    p = s w / ((w - s) r + s)     for r < 1 and 0 < s <= w,        p = s     for r >= 1

so p = w when next to nothing is offered and p = s when everything asked for is. Liu, Yu, Wang, Li,
Ma, Lei: Energy-sharing model with price-based demand response for microgrids of peer-to-peer
prosumers, IEEE Transactions on Power Systems 32 (2017). That curve needs a sale that brings
something: where s is not above 0, or w below s, the price is w - (w - s) r, a straight line with the
same ends.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.sharing.exchange import Exchange
from hubsim.sharing.proportional import proportional
from hubsim.sharing.rule import SharingRule, bounds_eur_kwh


class SupplyDemandRatio(SharingRule):
    """Shared in proportion at a price that follows scarcity."""

    kind: Literal["supply-demand-ratio"]
    """In proportion, at a price between purchase and sale that falls as more is offered."""

    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets (positive) and gives (negative) shared power, (T, M) [kW]."""
        return proportional(bought_kw, sold_kw)

    def price_eur_kwh(self, exchange: Exchange) -> FloatArray:
        """Return the price of a shared kWh, (T,) [EUR/kWh]."""
        worth, brings = bounds_eur_kwh(exchange)
        bought, sold = exchange.bought_kw.sum(axis=1), exchange.sold_kw.sum(axis=1)
        asked = bought > 0.0
        ratio = np.minimum(np.divide(sold, bought, out=np.ones_like(sold), where=asked), 1.0)
        curved = (brings > 0.0) & (worth >= brings)
        below = np.where(curved, (worth - brings) * ratio + brings, 1.0)
        price = np.where(curved, brings * worth / below, worth - (worth - brings) * ratio)
        return frozen(price)
