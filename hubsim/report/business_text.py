"""The business case of a run in words, beside the run itself without its hub or another run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.bills.business import FOREVER, BusinessCase, Plain, business_case
from hubsim.bills.income import WHOLE_YEAR
from hubsim.errors import ResultError
from hubsim.report.numbers import spelled
from hubsim.report.story import limit_that_counts
from hubsim.report.texts import text
from hubsim.report.view import RunView


@dataclass(frozen=True)
class Case:
    """The business case of a run, with the transformer and limit that it speaks of [kVA].

    simulated : whether power flow of every year says how long the network will do
    """

    case: BusinessCase
    plain: Plain
    trafo: str
    limit_kva: float
    simulated: bool


def case_of(view: RunView, against: RunView | None = None) -> Case | None:
    """Return the case of a run; None when its scenario says no `business`.

    against : run without the hub, of the same network; by default the members of this one alone

    Raises
    ------
    ResultError
        when the other run has no bills or another network, or the network has no rated transformer.
    """
    plain, base = view.business, against or view
    if plain is None:
        return None
    if view.bills is None or base.bills is None:
        raise ResultError(f"{view.folder if view.bills is None else base.folder}: has no bills")
    if base.geometry.trafo_ids != view.geometry.trafo_ids:
        raise ResultError(f"{base.folder} has other transformers than {view.folder}")
    ratings = view.geometry.trafo_limit_kva
    if not np.isfinite(ratings).any():
        raise ResultError(f"{view.folder}: the network has no transformer with a rating")
    before = _peaks_pct(base.alone.trafo_loading_pct)
    after = _peaks_pct(view.together.trafo_loading_pct)
    limits = limit_that_counts(base.alone.trafo_loading_pct, view.loading_limits.trafos())
    place = int(np.argmax(np.where(np.isfinite(ratings), before / limits, -1.0)))
    limit, *pair = (
        0.01 * float(pct) * float(ratings[place])
        for pct in (limits[place], before[place], after[place])
    )
    years = None if against is not None else _simulated(view)
    peaks = pair[0], pair[1]
    case = business_case(plain, (base.bills, "alone"), view.bills, peaks, limit, years)
    return Case(case, plain, view.geometry.trafo_ids[place], limit, years is not None)


def _simulated(view: RunView) -> tuple[int, int] | None:
    """Return the years that the network will do by the run's headroom, at the growth of the case."""
    years = None if view.headroom is None else view.headroom.years
    if years is None or view.business is None or years.growth != view.business.growth:
        return None
    return years.alone, years.together


def business_lines(view: RunView, against: RunView | None = None) -> list[str]:
    """Return the case of a run in words; none when its scenario says no `business`.

    Raises
    ------
    ResultError
        as `case_of` does.
    """
    found = case_of(view, against)
    return [] if found is None else [*_items(found.plain), *_lines(found), *_notes(found)]


def _peaks_pct(loading: FloatArray) -> FloatArray:
    """Return the highest loading of every transformer; a step without a solution counts nowhere."""
    peaks: FloatArray = np.nan_to_num(loading).max(axis=0)
    return peaks


def _items(plain: Plain) -> list[str]:
    """Return the table of what is bought."""
    head = (text("business_investment"), text("business_life"), text("business_yearly"))
    lines = [f"{'':24} {head[0]:>14} {head[1]:>12} {head[2]:>14}"]
    for name, (eur, life, yearly) in plain.items.items():
        years = text("business_life_years", years=_one(life))
        lines.append(f"{name:24} {_eur(eur):>14} {years:>12} {_eur(yearly):>14}")
    return lines


def _lines(found: Case) -> list[str]:
    case, plain = found.case, found.plain
    lines = [
        text(
            "business_bought",
            investment=_eur(case.investment_eur),
            rate=spelled(f"{100 * plain.rate:g}"),
            annuity=_eur(case.annuity_eur),
            yearly=_eur(case.yearly_eur),
        ),
        text("business_saved", saving=_eur(case.saving_eur), years=_payback(case.payback_years)),
        text(
            "business_peak",
            trafo=found.trafo,
            peak=_one(case.peak_kva),
            relieved=_one(case.relieved_kva),
        ),
    ]
    if math.isfinite(case.per_kva_eur):
        key = "business_costs" if case.per_kva_eur >= 0.0 else "business_earns"
        lines.append(text(key, amount=_eur(abs(case.per_kva_eur))))
    else:
        lines.append(text("business_none"))
    return lines


def _notes(found: Case) -> list[str]:
    """Return what is deferred, what that is worth, and from how long a run it was worked out."""
    case, plain = found.case, found.plain
    lines = [
        text(
            "business_deferred_simulated" if found.simulated else "business_deferred",
            growth=spelled(f"{100 * plain.growth:g}"),
            limit=_one(found.limit_kva),
            without=_do(case.years_without),
            with_hub=_do(case.years_with),
            deferred=case.years_with - case.years_without,
        )
    ]
    if case.deferral_eur is not None:
        cost = _eur(plain.reinforcement_eur or 0.0)
        lines.append(text("business_worth", reinforcement=cost, worth=_eur(case.deferral_eur)))
    if case.covered_years < WHOLE_YEAR:
        lines.append(text("business_part", months=_one(12.0 * case.covered_years)))
    return lines


def _one(value: float) -> str:
    return spelled(f"{value:,.1f}")


def _eur(value: float) -> str:
    return text("eur", amount=spelled(f"{value:,.2f}"))


def _payback(years: float) -> str:
    if not math.isfinite(years):
        return text("business_never")
    return text("business_years", years=_one(years))


def _do(years: int) -> str:
    if years >= FOREVER:
        return text("business_do_long", years=FOREVER)
    return text("business_years", years=years)
