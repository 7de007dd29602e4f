"""Dynamic price: the day-ahead price of the scenario with markup, tax and VAT.

    price_t = (day_ahead_t + markup + tax) * (1 + vat)

Tax and VAT are given, or those of a year in the table of dated rates (`taxes: nl-2026`), or of each day
(`taxes: nl`). Of a selling price they are left out, so it is day-ahead plus markup. A negative price stays
negative: whoever sells then pays. Dutch suppliers bill dynamic contracts this way, with the energy
tax inside the base of the VAT.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray, frozen
from hubsim.horizon import Horizon
from hubsim.tariffs.price import Price
from hubsim.tariffs.rates import rate_on, years_of
from hubsim.units import Quantity

_TAX, _VAT = "nl.energy-tax", "nl.vat"


class DynamicPrice(Price):
    """The day-ahead price with markup, tax and VAT."""

    uses_day_ahead: ClassVar[bool] = True

    kind: Literal["dynamic"]
    """The day-ahead price with additions."""

    # Defaults as text, so that the JSON Schema shows what a scenario would write.
    markup: Annotated[float, Quantity("price")] = Field(default="0 EUR/kWh", validate_default=True)
    """What the supplier adds to a kWh; negative when it keeps something of a sold kWh."""

    tax: Annotated[float, Quantity("price")] | None = None
    """Energy tax on a kWh, before VAT; none by default."""

    vat: Annotated[float, Quantity("share", least=0.0)] | None = None
    """Value added tax on price, markup and tax together; none by default."""

    taxes: Annotated[str, Field(pattern=r"^nl(-\d{4})?$")] | None = None
    """Dutch energy tax (first band) and VAT from the table of dated rates, in place of tax and vat: nl-2026
    those of a year, nl those of each day."""

    def problems(self) -> list[tuple[str, str]]:
        """Return tax or VAT beside taxes, and a year that the table does not have."""
        if self.taxes is None:
            return []
        problems = [
            (name, "stands beside taxes: give one of the two")
            for name in ("tax", "vat")
            if getattr(self, name) is not None
        ]
        if self.taxes != "nl":
            problems += self._lacking([date(int(self.taxes[3:]), 7, 1)], "taxes")
        return problems

    def problems_on(self, horizon: Horizon) -> list[tuple[str, str]]:
        """Return days of the horizon for which the table has no rate."""
        if self.taxes != "nl":
            return []
        ends = (horizon.local_times[place].astype("datetime64[D]").item() for place in (0, -1))
        return self._lacking(list(ends), "taxes")

    @staticmethod
    def _lacking(days: list[date], field: str) -> list[tuple[str, str]]:
        lost = [(key, day) for day in days for key in (_TAX, _VAT) if rate_on(key, day) is None]
        if not lost:
            return []
        key, day = lost[0]
        known = ", ".join(f"nl-{year}" for year in years_of(_TAX))
        return [(field, f"no {key} is known for {day.year}; the table has {known}")]

    def series(self, horizon: Horizon, day_ahead_eur_kwh: FloatArray) -> FloatArray:
        """Return the price at every step, (T,) [EUR/kWh]."""
        tax, vat = self._taxes(horizon)
        return frozen((day_ahead_eur_kwh + self.markup + tax) * (1.0 + vat))

    def parts(
        self,
        horizon: Horizon,
        day_ahead_eur_kwh: FloatArray,
        tax_eur_kwh: FloatArray,  # noqa: ARG002 - it says its own taxes
        vat: FloatArray,  # noqa: ARG002
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return day-ahead price with markup, tax and VAT of its own, (T,) each."""
        own_tax, own_vat = self._taxes(horizon)
        energy = day_ahead_eur_kwh + self.markup
        tax = own_tax + np.zeros(horizon.n_steps)
        return energy, tax, (energy + tax) * own_vat

    def _taxes(self, horizon: Horizon) -> tuple[FloatArray | float, FloatArray | float]:
        """Return energy tax [EUR/kWh] and VAT [1], numbers or (T,)."""
        if self.taxes is None:
            return self.tax or 0.0, self.vat or 0.0
        if self.taxes != "nl":
            day = date(int(self.taxes[3:]), 7, 1)
            return _value(_TAX, day), 0.01 * _value(_VAT, day)
        local = horizon.local_times.astype("datetime64[D]")
        days, place = np.unique(local, return_inverse=True)
        tax = np.array([_value(_TAX, day) for day in days.tolist()])
        vat = np.array([0.01 * _value(_VAT, day) for day in days.tolist()])
        return tax[place], vat[place]


def _value(key: str, day: date) -> float:
    rate = rate_on(key, day)
    assert rate is not None  # asked by problems and problems_on
    return rate.value
