"""The family of energy prices: what a kWh costs, or brings, at every step."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from hubsim.arrays import FloatArray
from hubsim.horizon import Horizon
from hubsim.kinds import Kind


class Price(Kind):
    """How the price of a kWh is made."""

    uses_day_ahead: ClassVar[bool] = False
    """Whether it follows the scenario's day-ahead price, which must then be given."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        return []

    def problems_on(self, horizon: Horizon) -> list[tuple[str, str]]:  # noqa: ARG002
        """Return (field, message) for each that does not fit the time that is simulated."""
        return []

    def parts(
        self,
        horizon: Horizon,
        day_ahead_eur_kwh: FloatArray,
        tax_eur_kwh: FloatArray,
        vat: FloatArray,
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return energy, energy tax and VAT in the price of a kWh, (T,) each; they sum to `series`.

        tax_eur_kwh, vat : (T,) rates of the table: a price that includes all taxes says no more itself
        """
        price = self.series(horizon, day_ahead_eur_kwh)
        before = price / (1.0 + vat)
        return before - tax_eur_kwh, tax_eur_kwh, price - before

    @abstractmethod
    def series(self, horizon: Horizon, day_ahead_eur_kwh: FloatArray) -> FloatArray:
        """Return the price at every step, (T,) [EUR/kWh].

        day_ahead_eur_kwh : (T,) wholesale price of the scenario
        """
