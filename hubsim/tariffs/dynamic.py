"""Dynamic price: the day-ahead price of the scenario with markup, tax and VAT.

    price_t = (day_ahead_t + markup + tax) * (1 + vat)

Of a selling price tax and VAT are left out, so it is day-ahead plus markup. A negative price stays
negative: whoever sells then pays. Dutch suppliers bill dynamic contracts this way, with the energy
tax inside the base of the VAT.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.horizon import Horizon
from hubsim.tariffs.price import Price
from hubsim.units import Quantity


class DynamicPrice(Price):
    """The day-ahead price with markup, tax and VAT."""

    uses_day_ahead: ClassVar[bool] = True

    kind: Literal["dynamic"]
    """The day-ahead price with additions."""

    # Defaults as text, so that the JSON Schema shows what a scenario would write.
    markup: Annotated[float, Quantity("price")] = Field(default="0 EUR/kWh", validate_default=True)
    """What the supplier adds to a kWh; negative when it keeps something of a sold kWh."""

    tax: Annotated[float, Quantity("price")] = Field(default="0 EUR/kWh", validate_default=True)
    """Energy tax on a kWh, before VAT."""

    vat: Annotated[float, Quantity("share", least=0.0)] = Field(
        default="0 %", validate_default=True
    )
    """Value added tax on price, markup and tax together."""

    def series(self, horizon: Horizon, day_ahead_eur_kwh: FloatArray) -> FloatArray:  # noqa: ARG002
        """Return the price at every step, (T,) [EUR/kWh]."""
        return frozen((day_ahead_eur_kwh + self.markup + self.tax) * (1.0 + self.vat))
