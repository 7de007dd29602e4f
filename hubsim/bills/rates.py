"""The dated rates laid along a horizon: taxes at every step, grid tariffs of every month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.bills.months import Months
from hubsim.contracts.grid_fees import GridTariff
from hubsim.horizon import Horizon
from hubsim.tariffs.billing import HOUSEHOLD, NETTING, BillRules, categories, rate_series
from hubsim.tariffs.rates import rate_on


@dataclass(frozen=True)
class Rates:
    """Rates of a horizon.

    tax_eur_kwh, vat, netted : (T,) energy tax, value added tax and netted part of feed-in, shares as 1
    credit_eur : (T,) credit on the energy tax of a home, its part of a step
    grid : (P,) category -> tariffs of a month, before value added tax
    """

    tax_eur_kwh: FloatArray
    vat: FloatArray
    netted: FloatArray
    credit_eur: FloatArray
    grid: tuple[dict[str, GridTariff], ...]

    @classmethod
    def of(cls, rules: BillRules, horizon: Horizon, months: Months) -> Rates:
        """Return the rates that the rules choose; `BillRules.problems_on` found them all there."""
        vat = rate_series("nl.vat", rules.rates, horizon)
        netted = (
            np.zeros(horizon.n_steps)
            if rules.netting == "none"
            else rate_series(NETTING, rules.netting, horizon)
        )
        days = (
            months.first_days()
            if rules.rates == "nl"
            else [date(int(rules.rates[3:]), 7, 1)] * len(months.names)
        )
        return cls(
            rate_series("nl.energy-tax", rules.rates, horizon),
            vat,
            netted,
            rate_series("nl.tax-credit", rules.rates, horizon) * _part_of_year(horizon),
            tuple(
                _grid_tariffs(day, float(vat[first]))
                for day, first in zip(days, months.starts.tolist(), strict=True)
            ),
        )


def years_of_steps(horizon: Horizon) -> np.ndarray:
    """Return the local calendar year of every step, (T,)."""
    year: np.ndarray = horizon.local_times.astype("datetime64[Y]").astype(np.int64) + 1970
    return year


def _part_of_year(horizon: Horizon) -> FloatArray:
    """Return the part of its calendar year that every step is, (T,)."""
    years, place = np.unique(years_of_steps(horizon), return_inverse=True)
    whole = [
        Horizon.of_local_days(
            date(year, 1, 1), date(year, 12, 31), horizon.step_s, horizon.zone
        ).n_steps
        for year in years.tolist()
    ]
    part: FloatArray = 1.0 / np.array(whole)[place.ravel()]
    return part


def _grid_tariffs(day: date, vat: float) -> dict[str, GridTariff]:
    """Return the tariffs of every category that the table has on a day."""

    def value(key: str) -> float | None:
        rate = rate_on(key, day)
        return None if rate is None else rate.value

    found = {}
    standing = value(HOUSEHOLD)
    if standing is not None:
        # The table has a household's fee with value added tax, as it is published.
        found["household"] = GridTariff("household", standing_eur=standing / (1.0 + vat))
    for name in categories():
        contract = value(f"{name}.kw-contract")
        if contract is not None:
            flat = value(f"{name}.kwh") or 0.0
            found[name] = GridTariff(
                name.rpartition(".")[2],
                0.0,
                contract,
                value(f"{name}.kw-max") or 0.0,
                value(f"{name}.kwh-day") or flat,
                value(f"{name}.kwh-night") or flat,
            )
    return found
