"""The family of sharing rules: who gets the shared energy of an interval, and who pays whom for it.

Every rule says both. Energy comes first: behind the meter, then, in every interval,

    shared = min(sum of what members sell, sum of what members buy).

Then money: a price for a shared kWh, or a way of dividing what sharing gains. By default the price
lies midway between what a purchase would have cost and what a sale would have brought,

    p_t = ((lowest buy of who receives - fee) + (highest sell of who gives)) / 2

so that nobody is worse off than alone wherever a purchase costs more than sale and fee together.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, Self

import numpy as np

from hubsim.arrays import FloatArray, frozen
from hubsim.kinds import Kind
from hubsim.sharing.exchange import Exchange, Parties, Settlement, parts_of
from hubsim.units import Quantity


class SharingRule(Kind):
    """How energy that one member feeds in is counted as used by another in the same interval."""

    never_worse: ClassVar[bool] = True
    """Whether no member pays more than alone while a purchase costs more than sale and fee together,
    unless the scenario gives a price of its own."""

    fee: Annotated[float, Quantity("price", least=0.0)] = 0.0
    """Tax and fees still due on a shared kWh."""

    hub_fee: Annotated[float, Quantity("price", least=0.0)] = 0.0
    """Part of that fee which the hub itself keeps; the rest is tax."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        if self.hub_fee > self.fee:
            return [("hub_fee", f"is more than the whole fee of {self.fee:g} EUR/kWh")]
        return []

    def member_names(self) -> list[tuple[str, str]]:
        """Return (field, name) of every member of the scenario that the rule names."""
        return []

    def problems_among(self, parties: Parties) -> list[tuple[str, str]]:  # noqa: ARG002
        """Return (field, message) for each that does not fit the single members."""
        return []

    def among(self, parties: Parties) -> Self:  # noqa: ARG002
        """Return the rule as it holds for these members."""
        return self

    @abstractmethod
    def share(self, bought_kw: FloatArray, sold_kw: FloatArray) -> FloatArray:
        """Return who gets and gives shared power, (T, M) [kW].

        Positive is received, negative is given; every row sums to zero. No member receives more
        than it bought or gives more than it sold.

        bought_kw, sold_kw : (T, M) power through each member's connection, behind its own meter
        """

    def settle(self, exchange: Exchange) -> Settlement:
        """Return who pays whom: here a price for every shared kWh of the step."""
        price = self.price_eur_kwh(exchange)
        paid = (exchange.step_h * price)[:, None] * exchange.shared_kw
        return Settlement(frozen(paid), self.weight(exchange))

    def price_eur_kwh(self, exchange: Exchange) -> FloatArray:
        """Return what who receives a kWh pays to who gives it, (T,) [EUR/kWh]."""
        worth, brings = bounds_eur_kwh(exchange)
        return frozen(0.5 * (worth + brings))

    def weight(self, exchange: Exchange) -> FloatArray:
        """Return (P, M) each member's part in what is everyone's: by the energy it exchanged."""
        return parts_of(exchange.exchanged_kwh(), exchange.common)


class PricedRule(SharingRule):
    """A rule whose price may be given."""

    price: Annotated[float, Quantity("price")] | None = None
    """What who receives a kWh pays to who gives it; midway between purchase and sale by default."""

    def price_eur_kwh(self, exchange: Exchange) -> FloatArray:
        """Return the given price, or the one midway, (T,) [EUR/kWh]."""
        if self.price is None:
            return super().price_eur_kwh(exchange)
        return frozen(np.full(len(exchange.period), self.price))


def bounds_eur_kwh(exchange: Exchange) -> tuple[FloatArray, FloatArray]:
    """Return what a shared kWh is worth at most to all who receive, and at least to all who give.

    (T,) each [EUR/kWh]: the lowest purchase less the fee, and the highest sale; 0 when nothing is shared.
    """
    received, given = exchange.shared_kw > 0.0, exchange.shared_kw < 0.0
    worth = np.where(received, exchange.buy_eur_kwh, np.inf).min(axis=1) - exchange.fee_eur_kwh
    brings = np.where(given, exchange.sell_eur_kwh, -np.inf).max(axis=1)
    shared = received.any(axis=1) & given.any(axis=1)
    return np.where(shared, worth, 0.0), np.where(shared, brings, 0.0)
