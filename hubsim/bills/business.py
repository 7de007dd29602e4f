"""The business case of a hub: what it costs and saves a year, what a relieved kVA costs, what it defers.

    annuity of an item    I r / (1 - (1 + r)^-n),    I / n without interest
    cost per kVA          (annuities + yearly costs - saving) / peak taken off the fullest transformer
    payback               investment / (yearly saving - yearly costs)
    years that a network will do    smallest n with peak (1 + growth)^n > limit
    worth of deferring    reinforcement (1 - (1 + r)^-years deferred)

Where a run has simulated every year of growth (its headroom), those years count and not the peak's.

The saving is what all members and the operator of the hub pay less than without it, from the bills; of
a run that is no year it is scaled to one, and the case says so.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hubsim.bills.book import Book
from hubsim.bills.income import covered_years
from hubsim.tariffs.business import Business
from hubsim.units import UNITS

FILE = "business.json"
"""Name of the record in a run's folder."""

FOREVER = 100
"""Years after which a network is said to do for good."""

_HOURS_A_YEAR = UNITS["duration"]["year"]


@dataclass(frozen=True)
class Plain:
    """The section `business` in numbers, as a run stores it. items : name -> EUR, years, EUR a year."""

    rate: float
    growth: float
    reinforcement_eur: float | None
    items: Mapping[str, tuple[float, float, float]]

    @classmethod
    def of(cls, business: Business) -> Plain:
        """Return the numbers of a section."""
        return cls(
            business.rate,
            business.growth,
            business.reinforcement,
            {
                name: (item.investment, item.lifetime / _HOURS_A_YEAR, item.yearly)
                for name, item in business.items.items()
            },
        )

    def to_bytes(self) -> bytes:
        """Return the record as JSON."""
        return (json.dumps(asdict(self), indent=1) + "\n").encode()

    @classmethod
    def of_bytes(cls, data: bytes) -> Plain:
        """Return a stored record."""
        content: dict[str, Any] = json.loads(data)
        items = {name: tuple(values) for name, values in content.pop("items").items()}
        return cls(items=items, **content)


@dataclass(frozen=True)
class BusinessCase:
    """What a hub costs and brings. EUR a year unless said.

    investment_eur : all items; annuity_eur, yearly_eur : of them a year; saving_eur : on all bills
    peak_kva, relieved_kva : of the fullest transformer without the hub, and what the hub takes off it
    per_kva_eur : a kVA relieved and year; NaN where none is
    payback_years : infinite where the saving does not even pay the yearly costs
    years_without, years_with : that the network will do; `FOREVER` when it always does
    deferral_eur : worth of deferring the reinforcement, once; None when its cost is not told
    covered_years : part of a year that the saving was worked out from
    """

    investment_eur: float
    annuity_eur: float
    yearly_eur: float
    saving_eur: float
    peak_kva: float
    relieved_kva: float
    per_kva_eur: float
    payback_years: float
    years_without: int
    years_with: int
    deferral_eur: float | None
    covered_years: float


def annuity_eur(investment_eur: float, years: float, rate: float) -> float:
    """Return the equal yearly amount that pays an investment with interest over its life [EUR].

    Examples
    --------
    >>> round(annuity_eur(1000.0, 10.0, 0.05), 2), annuity_eur(1000.0, 10.0, 0.0)
    (129.5, 100.0)
    """
    if rate == 0.0:
        return investment_eur / years
    return float(investment_eur * rate / (1.0 - (1.0 + rate) ** -years))


def years_that_do(peak: float, limit: float, growth: float) -> int:
    """Return the smallest number of years after which a growing peak is over its limit.

    Examples
    --------
    >>> years_that_do(100.0, 109.0, 0.03), years_that_do(110.0, 109.0, 0.03)
    (3, 0)
    """
    if peak > limit:
        return 0
    if growth == 0.0 or peak <= 0.0:
        return FOREVER
    return next((n for n in range(FOREVER) if peak * (1.0 + growth) ** n > limit), FOREVER)


def business_case(
    plain: Plain,
    without: tuple[Book, str],
    with_hub: Book,
    peaks_kva: tuple[float, float],
    limit_kva: float,
    years: tuple[int, int] | None = None,
) -> BusinessCase:
    """Return the case of a run.

    without : bills without the hub and the operation of them; with_hub : its own, together
    peaks_kva : of the fullest transformer, without and with the hub; limit_kva : that it may carry
    years : that the network will do without and with the hub where they were simulated; by default the
        peaks grow
    """
    book, operation = without
    before = _paid_eur(book, operation) / covered_years(book)
    saving = before - _paid_eur(with_hub, "together") / covered_years(with_hub)
    investment = math.fsum(item[0] for item in plain.items.values())
    annuity = math.fsum(annuity_eur(eur, life, plain.rate) for eur, life, _ in plain.items.values())
    yearly = math.fsum(item[2] for item in plain.items.values())
    relieved = peaks_kva[0] - peaks_kva[1]
    sooner, later = (years_that_do(peak, limit_kva, plain.growth) for peak in peaks_kva)
    years = years or (sooner, later)
    net = saving - yearly
    deferral = None
    if plain.reinforcement_eur is not None:
        due = [(1.0 + plain.rate) ** -year for year in years]
        deferral = plain.reinforcement_eur * (due[0] - due[1])
    return BusinessCase(
        investment,
        annuity,
        yearly,
        saving,
        peaks_kva[0],
        relieved,
        (annuity + yearly - saving) / relieved if relieved > 1e-6 else math.nan,
        investment / net if net > 0.0 else math.inf,
        years[0],
        years[1],
        deferral,
        min(covered_years(book), covered_years(with_hub)),
    )


def _paid_eur(book: Book, operation: str) -> float:
    """Return what all members and the operator of the hub pay others, over the run [EUR]."""
    bills = book.bills[operation]
    return (int(bills.cents.sum()) - bills.paid_to()["operator"]) / 100.0
