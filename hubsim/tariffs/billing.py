"""What a scenario says about bills: which rates and rules hold, and how each member is billed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from hubsim.arrays import FloatArray
from hubsim.horizon import Horizon
from hubsim.kinds import Record
from hubsim.tariffs.rates import rate_on, rates, years_of
from hubsim.units import Quantity

GRID, HOUSEHOLD = ".kw-contract", "nl.household-grid"
NETTING = "nl.netting"
NATIONAL = ("nl.energy-tax", "nl.vat", "nl.tax-credit")

LEVELS = ("lv", "mv-lv", "mv")
"""Grid levels of the rates, lowest first: the last word of a category says which one it has."""


def categories() -> list[str]:
    """Return the categories of grid fees that the table has: ``household``, ``stedin.mv``, ..."""
    found = [rate.key.removesuffix(GRID) for rate in rates() if rate.key.endswith(GRID)]
    is_grid = [name for name in dict.fromkeys(found) if name.rpartition(".")[2] in LEVELS]
    return ["household", *is_grid]


class MemberBill(Record):
    """How a member is billed, beside its tariff."""

    grid: Annotated[str, Field(strict=True)] | None = None
    """Category of its grid fees: household, stedin.lv, stedin.mv-lv, stedin.mv; none by default."""

    contracted: Annotated[float, Quantity("power", least=0.0)] | None = None
    """Power that it has contracted for itself, for categories that charge a contracted kW."""

    home: bool = False
    """Whether people live there: it then has the credit on the energy tax."""

    vat: bool = True
    """Whether it pays value added tax on fees and credit; a firm that reclaims it does not."""

    common: bool = False
    """Whether it holds what is everyone's, such as a battery: the sharing rule divides its result."""

    income: Annotated[float, Quantity("yearly money", least=0.0)] | None = None
    """Disposable income of the household."""

    income_group: Annotated[str, Field(min_length=1, max_length=40, strict=True)] | None = None
    """Name of the group that it is counted in, for example low."""

    energy_label: Literal["A", "B", "C", "D", "E", "F", "G"] | None = None
    """Energy label of the dwelling."""

    def problems(self) -> list[tuple[str, str]]:
        """Return an unknown category, and a contracted power that is missing."""
        known = categories()
        if self.grid is None:
            return []
        if self.grid not in known:
            return [("grid", f"no category {self.grid[:40]!r} (allowed: {', '.join(known)})")]
        if self.grid != "household" and self.contracted is None:
            return [("", f"contracted is missing: {self.grid} charges every contracted kW")]
        return []


class Poverty(Record):
    """What counts as low income, high cost and a poor dwelling; dated figures that the user brings."""

    low_income: Annotated[float, Quantity("yearly money", above=0.0)]
    """Disposable income below which a household counts as one of low income."""

    high_cost: Annotated[float, Quantity("yearly money", above=0.0)]
    """Energy cost above which it counts as high."""

    poor_labels: Annotated[
        list[Literal["A", "B", "C", "D", "E", "F", "G"]], Field(min_length=1)
    ] = Field(default=["E", "F", "G"])
    """Energy labels of dwellings of low energy quality."""


class BillRules(Record):
    """Which rates and rules the bills follow."""

    rates: Annotated[str, Field(pattern=r"^nl(-\d{4})?$")]
    """Taxes and grid fees of the dated rates: nl-2026 those of a year, nl those of each day."""

    netting: Annotated[str, Field(pattern=r"^(none|nl(-\d{4})?)$")] = "nl"
    """Rule of netting: nl-2026 (what is fed in is netted with use), nl-2027 (it is not), nl that of
    each day, none."""

    poverty: Poverty | None = None
    """Limits of the measures of energy poverty."""

    def problems(self) -> list[tuple[str, str]]:
        """Return years that the table does not have."""
        problems = []
        for field, text, key in (
            ("rates", self.rates, NATIONAL[0]),
            ("netting", self.netting, NETTING),
        ):
            year = text.removeprefix("nl-")
            if year.isdigit() and rate_on(key, date(int(year), 7, 1)) is None:
                known = ", ".join(f"nl-{one}" for one in years_of(key))
                problems.append((field, f"no {key} is known for {year} (the table has {known})"))
        return problems

    def problems_on(self, horizon: Horizon, keys: list[str]) -> list[tuple[str, str]]:
        """Return rates that the table does not have on a day that is billed.

        keys : rates that the members need beside the national ones
        """
        problems = []
        for field, text, wanted in (
            ("rates", self.rates, [*NATIONAL, *keys]),
            ("netting", self.netting, [NETTING]),
        ):
            if text == "none":
                continue
            for key in dict.fromkeys(wanted):
                for day in billed_days(text, horizon):
                    if rate_on(key, day) is None:
                        known = ", ".join(f"nl-{one}" for one in years_of(key)) or "none"
                        message = f"no {key} is known on {day} (the table has {known})"
                        problems.append((field, message))
                        break
        return problems


def billed_days(choice: str, horizon: Horizon) -> list[date]:
    """Return the days whose rates a choice needs: of ``nl`` all of the horizon, of a year one of it."""
    if choice != "nl":
        return [date(int(choice[3:]), 7, 1)]
    days: list[date] = np.unique(horizon.local_times.astype("datetime64[D]")).tolist()
    return days


def rate_series(key: str, choice: str, horizon: Horizon) -> FloatArray:
    """Return the rate at every step, (T,), in its own unit but percents as shares.

    Raises
    ------
    KeyError
        when the table has none; `BillRules.problems_on` asked before.
    """
    values = []
    for day in billed_days(choice, horizon):
        rate = rate_on(key, day)
        if rate is None:
            raise KeyError(key)
        values.append(rate.value * (0.01 if rate.unit == "%" else 1.0))
    if choice != "nl":
        return np.full(horizon.n_steps, values[0])
    _, place = np.unique(horizon.local_times.astype("datetime64[D]"), return_inverse=True)
    series: FloatArray = np.array(values)[place.ravel()]
    return series
