"""The family of sharing rules."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated

from hubsim.arrays import FloatArray
from hubsim.kinds import Kind
from hubsim.units import Quantity


class SharingRule(Kind):
    """How energy that one member feeds in is counted as used by another in the same interval."""

    fee: Annotated[float, Quantity("price", least=0.0)] = 0.0
    """Tax and fees still due on a shared kWh."""

    @abstractmethod
    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets and gives shared power, (T, M) [kW].

        Positive is received, negative is given; every row sums to zero. No member receives more
        than it bought or gives more than it sold.

        bought_kw, sold_kw : (T, M) power through each member's connection, behind its own meter
        """
