"""Mid-market rate: in proportion, at the price midway between purchase and sale.

Long, Wu, Zhang, Thomas, Cheng, Jenkins: Peer-to-peer energy trading in a community microgrid, IEEE
Power & Energy Society General Meeting (2017). A kWh that is not shared is bought from, or sold to,
each member's own supplier. With members of different suppliers the middle is taken between the
lowest purchase and the highest sale of those who share in the interval (`rule.py`).
"""

from __future__ import annotations

from typing import Literal

from hubsim.arrays import FloatArray
from hubsim.sharing.proportional import proportional
from hubsim.sharing.rule import SharingRule


class MidMarketRate(SharingRule):
    """Shared in proportion at the mid-market rate."""

    kind: Literal["mid-market-rate"]
    """In proportion, at the price midway between purchase and sale."""

    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets (positive) and gives (negative) shared power, (T, M) [kW]."""
        return proportional(bought_kw, sold_kw)
