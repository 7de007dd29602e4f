"""The business case of a run in words, beside the run itself without its hub or another run."""

from __future__ import annotations

import math

import numpy as np

from hubsim.arrays import FloatArray
from hubsim.bills.business import FOREVER, BusinessCase, Plain, business_case
from hubsim.bills.income import WHOLE_YEAR
from hubsim.errors import ResultError
from hubsim.report.story import limit_that_counts
from hubsim.report.view import RunView


def business_lines(view: RunView, against: RunView | None = None) -> list[str]:
    """Return the case of a run; none when its scenario says no `business`.

    against : run without the hub, of the same network; by default the members of this one alone

    Raises
    ------
    ResultError
        when the other run has no bills or another network, or the network has no rated transformer.
    """
    plain, base = view.business, against or view
    if plain is None:
        return []
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
    case = business_case(plain, (base.bills, "alone"), view.bills, (pair[0], pair[1]), limit)
    return _lines(case, plain, view.geometry.trafo_ids[place], limit)


def _peaks_pct(loading: FloatArray) -> FloatArray:
    """Return the highest loading of every transformer; a step without a solution counts nowhere."""
    peaks: FloatArray = np.nan_to_num(loading).max(axis=0)
    return peaks


def _lines(case: BusinessCase, plain: Plain, trafo: str, limit_kva: float) -> list[str]:
    lines = [f"{'':24} {'investment':>14} {'life':>10} {'a year':>14}"]
    lines += [
        f"{name:24} {_eur(eur):>14} {life:>8.1f} y {_eur(yearly):>14}"
        for name, (eur, life, yearly) in plain.items.items()
    ]
    bought = f"Investment {_eur(case.investment_eur)}; as an annuity at {100 * plain.rate:g} %"
    lines.append(
        f"{bought} {_eur(case.annuity_eur)} a year, and {_eur(case.yearly_eur)} a year to run"
    )
    saved = f"Saving on all bills {_eur(case.saving_eur)} a year"
    lines.append(f"{saved}; payback {_years(case.payback_years)}")
    peak = f"Transformer {trafo}: peak {case.peak_kva:,.1f} kVA without the hub"
    lines.append(f"{peak}, {case.relieved_kva:,.1f} kVA relieved")
    if math.isfinite(case.per_kva_eur):
        net = "costs" if case.per_kva_eur >= 0.0 else "earns"
        lines.append(f"A kVA relieved {net} {_eur(abs(case.per_kva_eur))} a year")
    else:
        lines.append("No kVA is relieved, so it has no cost")
    deferred = case.years_with - case.years_without
    lines.append(
        f"At {100 * plain.growth:g} % growth a year and a limit of {limit_kva:,.1f} kVA it will do for"
        f" {_do(case.years_without)} without and {_do(case.years_with)} with the hub:"
        f" {deferred} years deferred"
    )
    if case.deferral_eur is not None:
        lines.append(
            f"Deferring a reinforcement of {_eur(plain.reinforcement_eur or 0.0)} so long is worth"
            f" {_eur(case.deferral_eur)} today"
        )
    if case.covered_years < WHOLE_YEAR:
        lines.append(
            f"Note: the saving is scaled from {12.0 * case.covered_years:.1f} months to a year;"
            " simulate a year before deciding"
        )
    return lines


def _eur(value: float) -> str:
    return f"{value:,.2f} EUR"


def _years(value: float) -> str:
    return (
        f"{value:.1f} years" if math.isfinite(value) else "never: it does not earn its yearly cost"
    )


def _do(years: int) -> str:
    return f"{FOREVER} years and more" if years >= FOREVER else f"{years} years"
